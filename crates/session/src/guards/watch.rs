//! Whether somebody else tries PINs: asked at a start now and then, kept until the owner says whose the tries were.

use lifeboat_backup::LocalStore;
use lifeboat_crypto::{Keyring, OpenKeyring};
use lifeboat_guard::client::{NoAnswer, Tries, standings};
use lifeboat_guard::slot::Parameters;
use lifeboat_guard::wire::{Answer, Code, Tally};
use lifeboat_messages::{ForeignTries, GuardStanding, GuardState};

use super::{named_by, own_tries, transport::GuardTransport};
use crate::device::Device;
use crate::guard_memory::UnclaimedTries;
use crate::hex;

const LOOKED: &str = "guards/looked/";
const FOREIGN: &str = "guards/foreign/";
/// The form of what is kept.
const VERSION: u8 = 1;
/// A start asks the guards again after so long, ms.
const LOOK_AGAIN_MS: u64 = 2 * 86_400_000;

/// How each guard stands. Counts nothing.
pub async fn look(device: &Device, keyring: &Keyring) -> Vec<GuardStanding> {
    let Some(parameters) = named_by(keyring) else { return Vec::new() };
    let said = standings(&GuardTransport::of(device), &parameters).await;
    note(device, keyring, &parameters, &said).await;
    let shown = parameters.guards().iter().zip(&said);
    shown
        .map(|(entry, said)| {
            let state = if entry.takes_part() { state(said) } else { GuardState::LeftOut };
            GuardStanding { host: entry.url.shown().to_owned(), state }
        })
        .collect()
}

/// Tells of tries of others: those that were seen when the backup was opened, those that were told before and nobody has
/// answered for, and, every other day, those that the guards have counted since.
pub async fn watch(device: &Device, keyring: &Keyring) {
    let Some(parameters) = named_by(keyring) else { return };
    own_tries::tidy(device, &parameters).await;
    tidy(device, keyring).await;
    if let Some(seen) = device.guards().unclaimed_of(&parameters) {
        return keep(device, keyring, &seen).await;
    }
    if let Some(kept) = kept(device, keyring, &parameters).await {
        device.guards().set_unclaimed(Some(kept));
        device.changed();
    }
    let looked = device.store().read(&name(LOOKED, keyring)).await.ok().flatten();
    let looked = looked.and_then(|kept| u64_of(kept.strip_prefix(&[VERSION])?)).unwrap_or(0);
    if device.now_ms().abs_diff(looked) >= LOOK_AGAIN_MS {
        let said = standings(&GuardTransport::of(device), &parameters).await;
        note(device, keyring, &parameters, &said).await;
    }
}

/// What the owner says of the tries that were told. If they were theirs, the guards are told so; if not, they stay counted and
/// are told no more.
pub async fn claim(device: &Device, opened: &OpenKeyring, mine: bool) {
    let keyring = opened.keyring();
    let Some(parameters) = named_by(keyring) else { return };
    let Some(UnclaimedTries { stood, .. }) = device.guards().unclaimed_of(&parameters) else { return };
    device.guards().set_unclaimed(None);
    device.changed();
    if mine {
        own_tries::tell(device, &parameters, opened.data_key(), &stood).await;
    } else {
        own_tries::note_told(device, &parameters, &stood).await;
    }
    let _ = device.store().write(vec![(name(FOREIGN, keyring), None)]).await;
}

/// Tells what the guards say now, if others have tried. What was told before stays where they say nothing of it.
async fn note(
    device: &Device,
    keyring: &Keyring,
    parameters: &Parameters,
    said: &[Result<Answer, NoAnswer>],
) {
    let stand = |(place, said): (usize, &Result<Answer, NoAnswer>)| match said {
        Ok(Answer { code: Code::Ok | Code::Wait | Code::Spent, standing, .. }) => Some((place, *standing)),
        Ok(_) | Err(NoAnswer) => None,
    };
    let before: Vec<_> = said.iter().enumerate().filter_map(stand).collect();
    if before.is_empty() {
        return;
    }
    // A silent one may be the one that knows: the next start asks again.
    let mut asked = parameters.guards().iter().zip(said).filter(|(entry, _)| entry.takes_part());
    if asked.all(|(_, said)| said.is_ok()) {
        let at = [&[VERSION][..], &device.now_ms().to_be_bytes()].concat();
        let _ = device.store().write(vec![(name(LOOKED, keyring), Some(at))]).await;
    }
    let tries = Tries { counted: Vec::new(), before };
    if let Some(unclaimed) = own_tries::of_others(device, parameters, &tries).await {
        keep(device, keyring, &unclaimed).await;
        device.guards().set_unclaimed(Some(unclaimed));
        device.changed();
    }
}

fn state(said: &Result<Answer, NoAnswer>) -> GuardState {
    let Ok(Answer { code, standing, .. }) = said else { return GuardState::Silent };
    match code {
        Code::Ok | Code::Wait if standing.set_back > 0 => GuardState::SetBack { tries: standing.tries },
        Code::Ok | Code::Wait => GuardState::Counted { tries: standing.tries },
        Code::Spent => GuardState::Spent,
        Code::Revoked | Code::Unknown => GuardState::Unknown,
        // Of other requests.
        Code::Exists | Code::NotAllowed | Code::Full | Code::Stale => GuardState::Silent,
    }
}

fn name(prefix: &str, keyring: &Keyring) -> String {
    format!("{prefix}{}/{}", hex::of(&keyring.vault_id().0), keyring.epoch())
}

/// Forgets what was kept of other keyrings.
async fn tidy(device: &Device, keyring: &Keyring) {
    for prefix in [LOOKED, FOREIGN] {
        let Ok(kept) = device.store().list(prefix).await else { continue };
        let own = name(prefix, keyring);
        let others: Vec<_> = kept.into_iter().filter(|key| *key != own).map(|key| (key, None)).collect();
        if !others.is_empty() {
            let _ = device.store().write(others).await;
        }
    }
}

/// A store that refuses forgets them with this process; the guards tell them again.
async fn keep(device: &Device, keyring: &Keyring, tries: &UnclaimedTries) {
    let mut bytes = vec![VERSION];
    bytes.extend(tries.told.tries.to_be_bytes());
    bytes.extend(tries.told.last_ms.unwrap_or(0).to_be_bytes());
    for (place, stood) in &tries.stood {
        bytes.extend(u32::try_from(*place).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend(stood.guesses.to_be_bytes());
        bytes.extend(stood.resets.to_be_bytes());
    }
    let _ = device.store().write(vec![(name(FOREIGN, keyring), Some(bytes))]).await;
}

async fn kept(device: &Device, keyring: &Keyring, parameters: &Parameters) -> Option<UnclaimedTries> {
    let kept = device.store().read(&name(FOREIGN, keyring)).await.ok().flatten()?;
    let (tries, rest) = kept.strip_prefix(&[VERSION])?.split_first_chunk()?;
    let (last, rest) = rest.split_first_chunk()?;
    let last_ms = Some(u64::from_be_bytes(*last)).filter(|at| *at > 0);
    let told = ForeignTries { tries: u32::from_be_bytes(*tries), last_ms };
    let stood = rest.chunks_exact(12).map(|chunk| {
        let [place, guesses, resets] = [0, 4, 8].map(|at| u32_at(chunk, at));
        Some((
            usize::try_from(place?).ok()?,
            Tally { guesses: guesses?, resets: resets?, ..Tally::default() },
        ))
    });
    Some(UnclaimedTries { told, parameters: parameters.clone(), stood: stood.collect::<Option<_>>()? })
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|chunk| u32::from_be_bytes(*chunk))
}

fn u64_of(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk().map(|chunk| u64::from_be_bytes(*chunk))
}
