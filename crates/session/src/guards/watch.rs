//! Whether somebody else tries PINs: asked now and then, kept until the owner says whose the tries were.

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
/// The guards are asked again after so long, ms.
const LOOK_AGAIN_MS: u64 = 2 * 86_400_000;
/// How long until they are asked again while one of them is silent, since it may be the one that knows: after an hour,
/// then after twice as long each time.
const MISSED_AGAIN_MS: u64 = 3_600_000;

/// The state of each guard. No try is counted.
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

/// Tells of tries of others: those that were seen when the backup was opened, those that were told before and
/// nobody has answered for, and, every other day, those that the guards have counted since.
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
    look_if_due(device, keyring).await;
}

/// Asks the guards, once they were asked long ago.
pub async fn look_if_due(device: &Device, keyring: &Keyring) {
    let Some(parameters) = named_by(keyring) else { return };
    if last_look(device, keyring).await.is_over(device.now_ms()) {
        let said = standings(&GuardTransport::of(device), &parameters).await;
        note(device, keyring, &parameters, &said).await;
    }
}

/// What the owner says of the tries that were told. If they were theirs, the guards are told so; if not, they
/// stay counted and are told no more.
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
    note_look(device, keyring, parameters, said).await;
    let before: Vec<_> = said.iter().enumerate().filter_map(stand).collect();
    if before.is_empty() {
        return;
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

/// When the guards were asked last.
#[derive(Clone, Copy, Default)]
struct LastLook {
    at_ms: u64,
    /// How often in a row one of them was silent.
    missed: u8,
}

impl LastLook {
    /// As it is kept. Earlier versions kept the time alone, and that of a whole look alone.
    fn parse(kept: &[u8]) -> Option<LastLook> {
        let (at_ms, rest) = kept.strip_prefix(&[VERSION])?.split_first_chunk()?;
        Some(LastLook { at_ms: u64::from_be_bytes(*at_ms), missed: rest.first().copied().unwrap_or(0) })
    }

    fn bytes(self) -> Vec<u8> {
        [&[VERSION][..], &self.at_ms.to_be_bytes(), &[self.missed]].concat()
    }

    /// Whether they are asked again.
    fn is_over(self, now_ms: u64) -> bool {
        let pause_ms = match self.missed.checked_sub(1) {
            None => LOOK_AGAIN_MS,
            Some(more) => (MISSED_AGAIN_MS << more.min(6)).min(LOOK_AGAIN_MS),
        };
        now_ms.abs_diff(self.at_ms) >= pause_ms
    }
}

async fn last_look(device: &Device, keyring: &Keyring) -> LastLook {
    let kept = device.store().read(&name(LOOKED, keyring)).await.ok().flatten();
    kept.and_then(|kept| LastLook::parse(&kept)).unwrap_or_default()
}

/// A store that refuses lets the next start ask again.
async fn note_look(
    device: &Device,
    keyring: &Keyring,
    parameters: &Parameters,
    said: &[Result<Answer, NoAnswer>],
) {
    let mut asked = parameters.guards().iter().zip(said).filter(|(entry, _)| entry.takes_part());
    let missed = match asked.all(|(_, said)| said.is_ok()) {
        true => 0,
        false => last_look(device, keyring).await.missed.saturating_add(1),
    };
    let look = LastLook { at_ms: device.now_ms(), missed };
    let _ = device.store().write(vec![(name(LOOKED, keyring), Some(look.bytes()))]).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_guard_is_asked_again_after_an_hour_and_then_more_and_more_rarely() {
        const HOUR: u64 = 3_600_000;
        let hours = |missed| {
            let look = LastLook { at_ms: 1_000 * HOUR, missed };
            let is_over = |hours: &u64| look.is_over((1_000 + hours) * HOUR);
            let at_most = (0..=1_000).find(is_over).unwrap();
            assert!((at_most..1_000).all(|hours| is_over(&hours)), "once it is over it stays so");
            at_most
        };
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7, u8::MAX].map(hours), [48, 1, 2, 4, 8, 16, 32, 48, 48]);
        assert!(LastLook::default().is_over(1_800_000_000_000), "they were never asked");
    }

    #[test]
    fn what_is_kept_is_read_and_what_earlier_versions_have_kept() {
        let look = LastLook { at_ms: 1_800_000_000_000, missed: 3 };
        let read = LastLook::parse(&look.bytes()).unwrap();
        assert_eq!((read.at_ms, read.missed), (look.at_ms, look.missed));
        let before = [&[VERSION][..], &look.at_ms.to_be_bytes()].concat();
        let read = LastLook::parse(&before).unwrap();
        assert_eq!((read.at_ms, read.missed), (look.at_ms, 0));
        assert!(LastLook::parse(&[2, 0]).is_none() && LastLook::parse(&[]).is_none());
    }
}
