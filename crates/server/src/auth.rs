//! Who may use the storage, and who has to wait before the next try.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::time::Instant;
use zeroize::Zeroizing;

use crate::config::Limits;
use crate::password::Password;

/// The name of the only user.
pub(crate) const USER: &str = "lifeboat";
/// Requests that wait for their try; more are told to come back.
const WAITING: usize = 64;
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// Addresses that are remembered.
const ADDRESSES: usize = 10_000;

/// What a request's credentials are worth.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CredentialCheck {
    Right,
    /// No credentials were given.
    Missing,
    Wrong,
    /// Too many wrong tries from there; nothing was compared.
    TooMany {
        wait: Duration,
    },
}

/// Compares credentials, and slows down who guesses.
pub(crate) struct GuessLimit {
    right: [u8; 32],
    free: f64,
    every: Duration,
    spent: Mutex<HashMap<IpAddr, Bucket>>,
    waiting: tokio::sync::Semaphore,
}

/// Tries that an address has left, as of a moment.
struct Bucket {
    left: f64,
    at: Instant,
}

impl GuessLimit {
    pub(crate) fn new(password: &Password, limits: &Limits) -> GuessLimit {
        let credentials = Zeroizing::new(format!("{USER}:{}", password.reveal()));
        GuessLimit {
            right: Sha256::digest(credentials.as_bytes()).into(),
            free: f64::from(limits.free_tries.max(1)),
            every: limits.try_every,
            spent: Mutex::new(HashMap::new()),
            waiting: tokio::sync::Semaphore::new(WAITING),
        }
    }

    /// Waits for this address's turn, if it has guessed wrong too often, then compares.
    pub(crate) async fn check(&self, address: IpAddr, headers: &HeaderMap) -> CredentialCheck {
        let Some(given) = credentials(headers) else { return CredentialCheck::Missing };
        let given: [u8; 32] = Sha256::digest(given.as_slice()).into();
        let address = neighbourhood(address);
        let until = Instant::now() + LONGEST_WAIT;
        let mut permit = None;
        loop {
            let wait = match self.compare(address, &given) {
                Ok(verdict) => return verdict,
                Err(wait) => wait,
            };
            if permit.is_none() {
                permit = self.waiting.try_acquire().ok();
            }
            if permit.is_none() || Instant::now() + wait > until {
                return CredentialCheck::TooMany { wait };
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// `Err`: not this address's turn yet. Comparing and counting is one step, so that tries in parallel win nothing.
    fn compare(&self, address: IpAddr, given: &[u8; 32]) -> Result<CredentialCheck, Duration> {
        let now = Instant::now();
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        let left = spent.get(&address).map_or(self.free, |bucket| self.refilled(bucket, now));
        if left < 1.0 {
            return Err(self.every.mul_f64(1.0 - left).max(Duration::from_millis(1)));
        }
        if bool::from(self.right.ct_eq(given)) {
            return Ok(CredentialCheck::Right);
        }
        if spent.len() >= ADDRESSES {
            spent.retain(|_, bucket| self.refilled(bucket, now) < self.free);
        }
        if spent.len() >= ADDRESSES {
            // Ten thousand addresses guess at once: nobody gets a free try then.
            spent.values_mut().for_each(|bucket| *bucket = Bucket { left: 0.0, at: now });
            spent.retain(|other, _| other.is_loopback());
        }
        spent.insert(address, Bucket { left: left - 1.0, at: now });
        Ok(CredentialCheck::Wrong)
    }

    fn refilled(&self, bucket: &Bucket, now: Instant) -> f64 {
        let gained = (now - bucket.at).as_secs_f64() / self.every.as_secs_f64().max(0.001);
        (bucket.left + gained).min(self.free)
    }
}

/// The addresses that count as one client: an IPv6 customer has 2^64 of them.
pub(crate) fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
    }
}

/// `user:password` of a Basic header.
fn credentials(headers: &HeaderMap) -> Option<Zeroizing<Vec<u8>>> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("basic").then(|| STANDARD.decode(text.trim()).ok().map(Zeroizing::new))?
}

#[cfg(test)]
#[path = "auth/tests.rs"]
mod tests;
