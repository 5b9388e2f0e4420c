//! Which tries that guards have counted were made on this device. Only those are reported as the owner's: whether
//! others were, the owner alone can say, and until then they stay counted.
//!
//! Of each guard is remembered how many guesses it had counted when the last of them was the owner's; and
//! when they were told that others had tried, which gives no try back.

use lifeboat_backup::LocalStore;
use lifeboat_crypto::DataKey;
use lifeboat_guard::client::{Tries, finish};
use lifeboat_guard::slot::Parameters;
use lifeboat_guard::wire::Tally;
use lifeboat_messages::ForeignTries;

use super::transport::GuardTransport;
use crate::device::Device;
use crate::guard_memory::UnclaimedTries;
use crate::hex;

const OWN: &str = "guards/own/";
/// Of others, and told to the owner, who has said so.
const TOLD: &str = "guards/told/";
/// The form of what is kept. The first one was the count alone.
const VERSION: u8 = 1;

/// A guard by its place, and its tally after a try.
pub type StandingAfter = (usize, Tally);

/// The guards that have counted none but this device's tries: the one that was just made, and others before it.
pub async fn among(device: &Device, parameters: &Parameters, tries: &Tries) -> Vec<StandingAfter> {
    let mut own = Vec::new();
    for (place, before) in &tries.before {
        let after = after(tries, *place);
        let known = remembered(device, OWN, parameters, *place).await == Some(before.guesses);
        if between(before, after) == 0 && (known || (before.tries == 0 && after.is_some())) {
            own.push((*place, after.unwrap_or(*before)));
        }
    }
    own
}

fn after(tries: &Tries, of: usize) -> Option<Tally> {
    tries.counted.iter().find(|(place, _, _)| *place == of).map(|(_, _, after)| *after)
}

/// The tries of others after the guard was asked for its tally and before this try.
fn between(before: &Tally, after: Option<Tally>) -> u32 {
    after.map_or(0, |after| after.guesses.saturating_sub(before.guesses).saturating_sub(1))
}

/// The tries that guards had counted before this one and that were not made here. Each guard counts those
/// that it was asked for, and only says so: the most that one of them says is told, so that none can hide
/// what another has seen.
pub async fn of_others(device: &Device, parameters: &Parameters, tries: &Tries) -> Option<UnclaimedTries> {
    let (mut stood, mut most, mut last_min) = (Vec::new(), 0, 0);
    for (place, before) in &tries.before {
        let own = remembered(device, OWN, parameters, *place).await;
        let since_own = match own.max(remembered(device, TOLD, parameters, *place).await) {
            // Fewer than before: it was set back.
            Some(known) => before.guesses.checked_sub(known).unwrap_or(u32::MAX),
            None => u32::MAX,
        };
        let after = after(tries, *place);
        let others = since_own.min(u32::from(before.tries)).saturating_add(between(before, after));
        if others > 0 {
            stood.push((*place, after.unwrap_or(*before)));
            most = most.max(others);
            let last = if between(before, after) > 0 { after } else { None };
            last_min = last_min.max(last.unwrap_or(*before).last_guess);
        }
    }
    let last_ms = (last_min > 0).then(|| u64::from(last_min) * 60_000);
    let told = ForeignTries { tries: most, last_ms };
    (most > 0).then(|| UnclaimedTries { told, parameters: parameters.clone(), stood })
}

/// Remembers that all tries up to here were made on this device. A store that refuses leaves them counted.
pub async fn remember(device: &Device, parameters: &Parameters, own: &[StandingAfter]) {
    note(device, OWN, parameters, own).await;
}

/// Remembers that the owner was told of all tries up to here. They stay counted.
pub async fn note_told(device: &Device, parameters: &Parameters, stood: &[StandingAfter]) {
    note(device, TOLD, parameters, stood).await;
}

async fn note(device: &Device, prefix: &str, parameters: &Parameters, stood: &[StandingAfter]) {
    let of_one = |(place, after): &StandingAfter| {
        let kept = [&[VERSION][..], &after.guesses.to_be_bytes()].concat();
        Some((name(prefix, parameters, *place)?, Some(kept)))
    };
    let _ = device.store().write(stood.iter().filter_map(of_one).collect()).await;
}

/// Tells the guards that these tries were the owner's. What is not heard is told with the next try from here.
pub async fn tell(device: &Device, parameters: &Parameters, key: &DataKey, own: &[StandingAfter]) {
    remember(device, parameters, own).await;
    finish(&GuardTransport::of(device), parameters, key.expose(), own).await;
}

/// Forgets what was remembered of any other guards than these.
pub async fn tidy(device: &Device, parameters: &Parameters) {
    for prefix in [OWN, TOLD] {
        let Ok(kept) = device.store().list(prefix).await else { continue };
        let places = 0..parameters.guards().len();
        let own: Vec<_> = places.filter_map(|place| name(prefix, parameters, place)).collect();
        let others = kept.into_iter().filter(|key| !own.contains(key)).map(|key| (key, None));
        let others: Vec<_> = others.collect();
        // A PIN that is being set may have been tried already.
        if !others.is_empty() && !device.guards().is_registering() {
            let _ = device.store().write(others).await;
        }
    }
}

async fn remembered(device: &Device, prefix: &str, parameters: &Parameters, place: usize) -> Option<u32> {
    let kept = device.store().read(&name(prefix, parameters, place)?).await.ok().flatten()?;
    count(&kept)
}

/// How many guesses, as any version has kept it.
fn count(kept: &[u8]) -> Option<u32> {
    let count = match kept {
        [VERSION, count @ ..] if count.len() == 4 => count,
        of_before => of_before,
    };
    count.try_into().ok().map(u32::from_be_bytes)
}

fn name(prefix: &str, parameters: &Parameters, place: usize) -> Option<String> {
    let entry = parameters.guards().get(place)?;
    Some(format!("{prefix}{}", hex::of(&entry.record.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_earlier_versions_have_kept_is_read() {
        assert_eq!(count(&[0, 0, 1, 2]), Some(258));
        assert_eq!(count(&[1, 0, 0, 2]), Some(0x0100_0002), "no version, though it begins like one");
        assert_eq!(count(&[VERSION, 0, 0, 1, 2]), Some(258));
        assert_eq!(count(&[2, 0, 0, 1, 2]), None, "of a later version");
        assert_eq!(count(&[]), None);
    }
}
