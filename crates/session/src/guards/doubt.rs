//! Guards that have not done as they should while a PIN was being set, until one is set that has them.
//!
//! A record has a limited number of successors. Guards that have failed are therefore asked before the others
//! the next time, one after the other, the one first that was asked last: that is the one that failed. So
//! each of the others loses one successor to it at most, however often the user tries, and even if the page
//! is closed while it waits for an answer that never comes.

use std::cmp::Reverse;

use lifeboat_backup::LocalStore;
use lifeboat_guard::slot::GuardUrl;
use lifeboat_messages::Problem;

use crate::device::Device;
use crate::hex;
use crate::problem;

const PREFIX: &str = "guards/doubted/";
/// The form of what is kept.
const VERSION: u8 = 1;

fn name(url: &GuardUrl) -> String {
    format!("{PREFIX}{}", hex::of(url.as_str().as_bytes()))
}

/// Those of these guards that have failed, the one first that was asked last.
///
/// # Errors
/// The store does not say.
pub async fn among(device: &Device, urls: &[GuardUrl]) -> Result<Vec<GuardUrl>, Problem> {
    let mut failed = Vec::new();
    for url in urls {
        failed.extend(asked(device, &name(url)).await?.map(|number| (Reverse(number), url.clone())));
    }
    failed.sort_by_key(|(number, _)| *number);
    Ok(failed.into_iter().map(|(_, url)| url).collect())
}

/// Doubts these from here on, durably: before they are asked.
///
/// # Errors
/// The store refuses: then they are not asked.
pub async fn note(device: &Device, urls: &[GuardUrl]) -> Result<(), Problem> {
    let mut last = 0;
    for name in device.store().list(PREFIX).await.map_err(|error| problem::of_store(&error))? {
        last = last.max(asked(device, &name).await?.unwrap_or_default());
    }
    let kept = [&[VERSION][..], &last.saturating_add(1).to_be_bytes()].concat();
    let writes = urls.iter().map(|url| (name(url), Some(kept.clone())));
    device.store().write(writes.collect()).await.map_err(|error| problem::of_store(&error))
}

/// When a guard was asked, as a number that grows with each time; `None` if it is not doubted. What cannot be
/// read was asked first.
async fn asked(device: &Device, name: &str) -> Result<Option<u64>, Problem> {
    let kept = device.store().read(name).await.map_err(|error| problem::of_store(&error))?;
    Ok(kept.map(|kept| match kept.split_first() {
        Some((&VERSION, number)) => number.try_into().map_or(0, u64::from_be_bytes),
        _ => 0,
    }))
}

/// They have done as they should. Where the store refuses, they are only asked first the next time.
pub async fn forget(device: &Device, urls: &[GuardUrl]) {
    let _ = device.store().write(urls.iter().map(|url| (name(url), None)).collect()).await;
}
