//! Guards that have not done as they should while a PIN was being set, until one is set that has them.
//!
//! A record has so many successors and no more. A guard that fails is therefore asked first the next time, before the others
//! are: so each of them loses one successor to it at most, however often the user tries, and even if the page is closed while
//! it waits for an answer that never comes.

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

/// Those of these guards that have failed.
///
/// # Errors
/// The store does not say.
pub async fn among(device: &Device, urls: &[GuardUrl]) -> Result<Vec<GuardUrl>, Problem> {
    let kept = device.store().list(PREFIX).await.map_err(|error| problem::of_store(&error))?;
    Ok(urls.iter().filter(|url| kept.contains(&name(url))).cloned().collect())
}

/// Doubts these from here on, durably: before they are asked.
///
/// # Errors
/// The store refuses: then they are not asked.
pub async fn note(device: &Device, urls: &[GuardUrl]) -> Result<(), Problem> {
    let writes = urls.iter().map(|url| (name(url), Some(vec![VERSION])));
    device.store().write(writes.collect()).await.map_err(|error| problem::of_store(&error))
}

/// They have done as they should. Where the store refuses, they are only asked first the next time.
pub async fn forget(device: &Device, urls: &[GuardUrl]) {
    let _ = device.store().write(urls.iter().map(|url| (name(url), None)).collect()).await;
}
