//! Records at guards that may be in no use: those of a PIN that is being set, until it is; those of the PIN
//! before, from then on. Each is kept here, with the sealed order to end it, before it is made or given up.
//! It goes when the keyring in use names it, or its guard has ended it.
//!
//! What is kept is good for nothing but ending that record, so it needs no key.

use lifeboat_backup::LocalStore;
use lifeboat_crypto::Keyring;
use lifeboat_guard::client::{Receipt, RecordEnding};
use lifeboat_messages::Problem;

use super::{named_by, transport::GuardTransport};
use crate::device::Device;
use crate::hex;
use crate::problem;

/// What all of them are called. They go with the wallet that was here when another state comes from
/// elsewhere, and none is ended then: it may be another wallet, or one whose backup opens with the very
/// records that were to be ended.
pub const PREFIX: &str = "guards/leftover/";
/// The form of what is kept: then the time, Unix ms, and the sealed order. Without it came the first, whose
/// time began with 0.
const VERSION: u8 = 1;
/// A guard that has not ended a record by then is given up, ms.
const GIVEN_UP_MS: u64 = 30 * 86_400_000;

/// Keeps records that may come to be in no use, durably.
///
/// # Errors
/// The store refuses: then nothing is registered.
pub async fn keep(device: &Device, records: &[RecordEnding]) -> Result<(), Problem> {
    if records.is_empty() {
        return Ok(());
    }
    let now = device.now_ms().to_be_bytes();
    let named = |record: &RecordEnding| format!("{PREFIX}{}", hex::of(&record.record().0));
    let writes =
        records.iter().map(|record| (named(record), Some([&[VERSION][..], &now, &record.encode()].concat())));
    device.store().write(writes.collect()).await.map_err(|error| problem::of_store(&error))
}

/// The names of all that are kept; `None` where the store does not say: the next start asks it again.
pub async fn kept(device: &Device) -> Option<Vec<String>> {
    device.store().list(PREFIX).await.ok()
}

/// Ends a record at its guard, unless the keyring in use names it.
pub async fn end(device: &Device, name: &str, in_use: &Keyring) {
    let Ok(Some(bytes)) = device.store().read(name).await else { return };
    // While a PIN is being set, the same record may be kept anew. What stays is ended once more.
    if is_over(device, &bytes, in_use).await && !device.guards().is_registering() {
        let _ = device.store().write(vec![(name.to_owned(), None)]).await;
    }
}

/// Whether the record no longer has to be kept.
async fn is_over(device: &Device, kept: &[u8], in_use: &Keyring) -> bool {
    let kept = match kept.split_first() {
        Some((&VERSION, rest)) => rest,
        Some((0, _)) => kept,
        // A later version knows what to do with it.
        Some(_) => return false,
        None => return true,
    };
    let Some((since, record)) = kept.split_first_chunk() else { return true };
    let Ok(record) = RecordEnding::decode(record) else { return true };
    let named = named_by(in_use);
    if named.is_some_and(|guards| guards.guards().iter().any(|entry| entry.record == record.record())) {
        return true;
    }
    match record.send(&GuardTransport::of(device)).await {
        Receipt::Done => true,
        Receipt::Silent | Receipt::Stale(_) | Receipt::Refused(_) => {
            device.now_ms().saturating_sub(u64::from_be_bytes(*since)) > GIVEN_UP_MS
        }
    }
}
