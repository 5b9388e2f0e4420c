//! What is required before real money is put in. This is checked when a user makes a new wallet or buys a channel, and never
//! for a wallet that already has money: what is here stays usable and can always leave.

use std::rc::Rc;

use lifeboat_backup::LocalStore;
use lifeboat_messages::{Lack, Network, Problem};
use lifeboat_wallet::{Balance, checkpoint_ms};

use crate::config::Config;
use crate::problem;

/// Beside what any wallet keeps: it is this device's reader who was warned.
const WARNED: &str = "money/warned";

/// Whether the user has read on this device what real money means in software this new. They are asked again if that is not
/// known.
pub async fn was_warned(store: &Rc<dyn LocalStore>) -> bool {
    matches!(store.read(WARNED).await, Ok(Some(_)))
}

/// Records that they have read it.
///
/// # Errors
/// The store takes nothing.
pub async fn keep_warned(store: &Rc<dyn LocalStore>) -> Result<(), Problem> {
    let kept = store.write(vec![(WARNED.to_owned(), Some(Vec::new()))]).await;
    kept.map_err(|error| problem::of_store(&error))
}

/// A release that knows no block younger than this judges headers by a difficulty of long ago.
const FRESH_MS: u64 = 365 * 24 * 3_600_000;

impl Config {
    /// Whether new wallets may be made and channels be bought with this configuration. Test money always may.
    ///
    /// # Errors
    /// What is missing before real money may come in.
    pub fn check(&self, origin: &str, now_ms: u64) -> Result<(), Problem> {
        if self.network != Network::Mainnet {
            return Ok(());
        }
        self.lack(origin, now_ms).map_or(Ok(()), |lack| Err(Problem::NotForMoney { lack }))
    }

    fn lack(&self, origin: &str, now_ms: u64) -> Option<Lack> {
        let absolute = |address: &String| Config::absolute(origin, address);
        let chain: Vec<String> =
            std::iter::once(&self.esplora.first).chain(&self.esplora.second).map(absolute).collect();
        let encrypted = |address: &String| address.starts_with("https:") || address.starts_with("wss:");
        let all = chain.iter().cloned().chain([origin.to_owned(), self.bridge_address(origin)]);
        let fresh = checkpoint_ms(lifeboat_wallet::Network::Bitcoin)
            .is_some_and(|checkpoint| now_ms < checkpoint.saturating_add(FRESH_MS));
        if !all.into_iter().all(|address| encrypted(&address)) {
            Some(Lack::Encryption)
        } else if chain.len() < 2 || chain.windows(2).any(|two| host(&two[0]) == host(&two[1])) {
            Some(Lack::SecondChain)
        } else if self.graph.is_none() {
            Some(Lack::Map)
        } else if !fresh {
            Some(Lack::FreshRelease)
        } else {
            None
        }
    }

    /// Whether this amount may be requested, given the balance. Test money always may.
    ///
    /// # Errors
    /// How much may be asked for at most; and that it is nothing.
    pub fn limit(&self, balance: &Balance, amount_msat: Option<u64>) -> Result<(), Problem> {
        if self.network != Network::Mainnet {
            return Ok(());
        }
        // What is in no block is the word of one chain server, or of a peer, which must not end receiving.
        let there = (balance.lightning_msat.saturating_sub(balance.promised_msat) / 1000)
            .saturating_add(balance.onchain_sat)
            .saturating_add(balance.closing_sat.saturating_sub(balance.unconfirmed_sat));
        let left_sat = self.limits.most_sat.saturating_sub(there);
        // If the payer chooses the amount, it is not known; all that can be required is that there is room.
        let asked = amount_msat.map_or(1, |amount| amount.div_ceil(1000));
        if asked > left_sat { Err(Problem::MoneyLimit { left_sat }) } else { Ok(()) }
    }

    /// Whether a channel may be bought for this amount.
    ///
    /// # Errors
    /// The same as [`Config::check`], and the largest amount.
    pub fn check_purchase(&self, origin: &str, now_ms: u64, amount_msat: Option<u64>) -> Result<(), Problem> {
        self.check(origin, now_ms)?;
        let left_sat = self.limits.most_purchase_sat;
        let too_much = amount_msat.is_some_and(|amount| amount.div_ceil(1000) > left_sat);
        if self.network == Network::Mainnet && too_much {
            return Err(Problem::MoneyLimit { left_sat });
        }
        Ok(())
    }
}

/// The host of an absolute address, in lower case, without scheme, user, port and path.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    port.map_or(host, |(host, _)| host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
