//! The map of the network: who has public channels with whom, and what they ask for forwarding. It comes whole from the
//! user's own copy of Lifeboat, as a snapshot of Rapid Gossip Sync (format 1 or 2 of `lightning-rapid-gossip-sync`).
//!
//! The map is believed, and a wrong map costs only failed attempts, and fees up to the limit shown to the user.

use lightning::bitcoin::constants::ChainHash;
use lightning::ln::msgs::DecodeError;
use lightning_rapid_gossip_sync::{GraphSyncError, RapidGossipSync};
use thiserror::Error;

use crate::{Network, Wallet};

/// The largest snapshot that is read, bytes.
pub const MOST_MAP_BYTES: usize = 15_000_000;
/// A snapshot older than this says nothing about what is there now (BOLT 7 forgets a channel after this
/// long).
const OLDEST_SECS: u64 = 14 * 86_400;
/// How far a clock may lag behind that of the snapshot's maker.
const AHEAD_SECS: u64 = 86_400;
/// Every snapshot begins with these bytes, the format's number, the chain's hash and the time.
const PREFIX: [u8; 3] = *b"LDK";
const HEAD_LEN: usize = PREFIX.len() + 1 + 32 + 4;

/// Why a map is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MapError {
    /// Something else than a map, or of a format that is not known here.
    #[error("not a map")]
    NotAMap,
    /// The map belongs to another network.
    #[error("of another network")]
    OtherNetwork,
    /// Older than two weeks.
    #[error("too old")]
    TooOld,
    /// The map is dated tomorrow or later: it, or the clock of this device, is wrong. It would keep every later map
    /// out.
    #[error("from the future")]
    FromTheFuture,
    /// Larger than [`MOST_MAP_BYTES`].
    #[error("too large")]
    TooLarge,
    /// The map breaks off, or contradicts itself. What came before the damage is used.
    #[error("damaged")]
    Damaged,
}

/// When a snapshot was made, Unix seconds, if it is one that can be used now.
fn read_head(bytes: &[u8], network: Network, now_ms: u64) -> Result<u32, MapError> {
    let (head, _) = bytes.split_at_checked(HEAD_LEN).ok_or(MapError::NotAMap)?;
    if !head.starts_with(&PREFIX) || !matches!(head[3], 1 | 2) {
        return Err(MapError::NotAMap);
    }
    if bytes.len() > MOST_MAP_BYTES {
        return Err(MapError::TooLarge);
    }
    if head[4..36] != ChainHash::using_genesis_block(network).to_bytes() {
        return Err(MapError::OtherNetwork);
    }
    let made = u32::from_be_bytes([head[36], head[37], head[38], head[39]]);
    let now = now_ms / 1000;
    if u64::from(made) < now.saturating_sub(OLDEST_SECS) {
        return Err(MapError::TooOld);
    }
    if u64::from(made) > now.saturating_add(AHEAD_SECS) {
        return Err(MapError::FromTheFuture);
    }
    Ok(made)
}

impl Wallet {
    /// Take a map. What is known already is brought up to date, and what the network has forgotten is forgotten.
    ///
    /// # Errors
    /// The map is not used; what was known before stays.
    pub fn read_map(&self, bytes: &[u8], now_ms: u64) -> Result<(), MapError> {
        read_head(bytes, self.network, now_ms)?;
        let reader = RapidGossipSync::new(self.routing.graph.clone(), self.log.clone());
        let read = reader.update_network_graph_no_std(bytes, Some(now_ms / 1000));
        self.touch();
        read.map(drop).map_err(|error| match error {
            GraphSyncError::DecodeError(DecodeError::UnknownVersion) => MapError::NotAMap,
            GraphSyncError::DecodeError(_) | GraphSyncError::LightningError(_) => MapError::Damaged,
        })
    }

    /// How many public channels are known. Without any, only the peers and those behind them can be paid.
    pub fn known_channels(&self) -> usize {
        self.routing.graph.read_only().channels().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;

    fn head(format: u8, network: Network, made: u64) -> Vec<u8> {
        let mut bytes = [PREFIX.as_slice(), &[format]].concat();
        bytes.extend(ChainHash::using_genesis_block(network).to_bytes());
        bytes.extend(u32::try_from(made).unwrap().to_be_bytes());
        bytes
    }

    #[test]
    fn a_head_is_judged_by_what_it_says() {
        let now = NOW_MS / 1000;
        let read = |bytes: &[u8]| read_head(bytes, Network::Regtest, NOW_MS);
        let good = head(1, Network::Regtest, now);
        assert_eq!(read(&good), Ok(1_700_000_000));
        for length in 0..good.len() {
            assert_eq!(read(&good[..length]), Err(MapError::NotAMap), "{length}");
        }
        assert_eq!(read(&head(3, Network::Regtest, now)), Err(MapError::NotAMap));
        assert_eq!(read(b"<!doctype html><title>Not found here at all</title>"), Err(MapError::NotAMap));
        assert_eq!(read(&head(1, Network::Bitcoin, now)), Err(MapError::OtherNetwork));
        assert_eq!(read(&head(1, Network::Regtest, now - OLDEST_SECS)), Ok(1_698_790_400));
        assert_eq!(read(&head(1, Network::Regtest, now - OLDEST_SECS - 1)), Err(MapError::TooOld));
        assert_eq!(read(&head(1, Network::Regtest, now + AHEAD_SECS + 1)), Err(MapError::FromTheFuture));
        let large = [good, vec![0; MOST_MAP_BYTES]].concat();
        assert_eq!(read(&large), Err(MapError::TooLarge));
    }
}
