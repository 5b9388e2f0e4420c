//! What is required before real money is put in. This is checked when a user makes a new wallet or buys a
//! channel, and never for a wallet that already has money: what is here stays usable and can always leave.

use std::rc::Rc;

use lifeboat_backup::LocalStore;
use lifeboat_config::Config;
use lifeboat_messages::{Lack, Network, Problem};
use lifeboat_wallet::{Balance, checkpoint_ms};

use crate::problem;

/// Beside what any wallet keeps: it is this device's reader who was warned.
const WARNED: &str = "money/warned";

/// Whether the user has read on this device what real money means in software this new. They are asked again
/// if that is not known.
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

/// Whether new wallets may be made and channels be bought with this configuration. Test money always may.
///
/// # Errors
/// What is missing before real money may come in.
pub fn check(config: &Config, origin: &str, now_ms: u64) -> Result<(), Problem> {
    if config.network != Network::Mainnet {
        return Ok(());
    }
    let fresh = checkpoint_ms(lifeboat_wallet::Network::Bitcoin)
        .is_some_and(|checkpoint| now_ms < checkpoint.saturating_add(FRESH_MS));
    let stale = (!fresh).then_some(Lack::FreshRelease);
    config.lack(origin).or(stale).map_or(Ok(()), |lack| Err(Problem::NotForMoney { lack }))
}

/// Whether this amount may be requested, given the balance. Test money always may.
///
/// # Errors
/// How much may be asked for at most; and that it is nothing.
pub fn limit(config: &Config, balance: &Balance, amount_msat: Option<u64>) -> Result<(), Problem> {
    if config.network != Network::Mainnet {
        return Ok(());
    }
    // What is in no block is the word of one chain server, or of a peer, which must not end receiving.
    let there = (balance.lightning_msat.saturating_sub(balance.promised_msat) / 1000)
        .saturating_add(balance.onchain_sat)
        .saturating_add(balance.closing_sat.saturating_sub(balance.unconfirmed_sat));
    let left_sat = config.limits.most_sat.saturating_sub(there);
    // If the payer chooses the amount, it is not known; all that can be required is that there is room.
    let asked = amount_msat.map_or(1, |amount| amount.div_ceil(1000));
    if asked > left_sat { Err(Problem::MoneyLimit { left_sat }) } else { Ok(()) }
}

/// Whether a channel may be bought for this amount.
///
/// # Errors
/// The same as [`check`], and the largest amount.
pub fn check_purchase(
    config: &Config,
    origin: &str,
    now_ms: u64,
    amount_msat: Option<u64>,
) -> Result<(), Problem> {
    check(config, origin, now_ms)?;
    let left_sat = config.limits.most_purchase_sat;
    let too_much = amount_msat.is_some_and(|amount| amount.div_ceil(1000) > left_sat);
    if config.network == Network::Mainnet && too_much {
        return Err(Problem::MoneyLimit { left_sat });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
