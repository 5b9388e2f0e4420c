//! When a sign-in under way is given up.

use lifeboat_backup::LocalStore;
use lifeboat_messages::Problem;

use super::record::{UNDER_WAY, forget_all, key, still_good_ms};
use super::way_back;
use crate::device_env::DeviceEnv;
use crate::problem;

/// Drops the sign-in under way, because the user chose another way. The lock in it may be the wallet's by now.
pub async fn forget(env: &DeviceEnv) {
    let Ok(writes) = forget_all(env).await else { return };
    if !writes.is_empty() {
        // A store that refuses shows at the next entry; the next start removes what is too old.
        let _ = env.store().write(writes).await;
    }
}

/// Ends the way back into a wallet that its user has seen to be locked. The sign-in stays.
pub async fn forget_way_back(env: &DeviceEnv) {
    let Ok(names) = env.store().list(UNDER_WAY).await else { return };
    let writes: Vec<_> =
        names.into_iter().filter(|name| way_back::is_named(name)).map(|name| (name, None)).collect();
    if !writes.is_empty() {
        // A store that refuses shows at the next entry; its time is limited all the same.
        let _ = env.store().write(writes).await;
    }
}

/// Removes what is too old to be finished, now and when its time comes.
pub async fn forget_in_time(env: DeviceEnv) {
    while let Ok(Some(left_ms)) = forget_old(&env).await {
        env.sleep(left_ms).await;
    }
}

/// Gives how long all that is left is still good, ms; `None`: nothing is under way.
async fn forget_old(env: &DeviceEnv) -> Result<Option<u64>, Problem> {
    let names = env.store().list(UNDER_WAY).await.map_err(|error| problem::of_store(&error))?;
    if names.is_empty() {
        return Ok(None);
    }
    let key = key(env).await?;
    let (mut writes, mut left_ms) = (Vec::new(), None);
    for name in names {
        let sealed = env.store().read(&name).await.map_err(|error| problem::of_store(&error))?;
        let still_good_ms = if way_back::is_named(&name) { way_back::still_good_ms } else { still_good_ms };
        match sealed.and_then(|sealed| still_good_ms(&key, &sealed, env.now_ms())) {
            // It is good to the end of its last millisecond.
            Some(left) => left_ms = Some(left_ms.map_or(left + 1, |known: u64| known.min(left + 1))),
            None => writes.push((name, None)),
        }
    }
    if !writes.is_empty() {
        env.store().write(writes).await.map_err(|error| problem::of_store(&error))?;
    }
    Ok(left_ms)
}
