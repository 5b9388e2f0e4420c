//! Whether a state is of the very chain that the servers show: asked before anything is changed for its sake.
//!
//! Test networks share their first block (every signet begins with the same), so a state of another one opens
//! here, and its network has the same name. What tells them apart are the blocks that the state has followed.

use lightning::bitcoin::BlockHash;

use crate::about::StateHeader;
use crate::chain::{CHAIN, Line};
use crate::{ChainError, Network, Servers, StartError, State};

/// A block of the state that is no deeper below its newest one may have been replaced since.
const SETTLED: u32 = 12;

/// Whether the servers show a state's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// One of them does.
    Yes,
    /// Every one shows another one.
    No,
    /// The question could not be decided: a server has not answered, or has not come so far, or the state knows no
    /// block that is settled; or there is only one chain of this name.
    Unknown,
}

/// Ask each server for the oldest block that a state has followed: a chain that has it is the same chain.
///
/// # Errors
/// The state cannot be read so far, or is of another network anyway.
pub async fn links<'a>(
    state: &State,
    network: Network,
    servers: impl Into<Servers<'a>>,
) -> Result<Links, StartError> {
    let Some((height, hash)) = oldest(state, network)? else { return Ok(Links::Unknown) };
    // Its first block tells it apart from all others, whatever a server says of this one.
    if network == Network::Bitcoin {
        return Ok(Links::Unknown);
    }
    let (mut links, mut all_answered) = (Links::Unknown, true);
    for (_, server) in servers.into().each() {
        match server.hash_at(height).await {
            Ok(shown) if shown == hash => return Ok(Links::Yes),
            Ok(_) => links = Links::No,
            Err(
                ChainError::Unreachable
                | ChainError::Busy
                | ChainError::NotEsplora { .. }
                | ChainError::Contradiction(_)
                | ChainError::Moved
                | ChainError::Behind
                | ChainError::Disagree
                | ChainError::Rewritten
                | ChainError::ClockBehind
                | ChainError::Already,
            ) => all_answered = false,
        }
    }
    // One server's word does not keep users from their wallet.
    Ok(if all_answered { links } else { Links::Unknown })
}

/// The oldest block that the state knows, if it is so old that nothing replaces it.
fn oldest(state: &State, network: Network) -> Result<Option<(u32, BlockHash)>, StartError> {
    let birthday = StateHeader::read(state, network)?.and_then(|about| about.birthday);
    let line =
        Line::read(state.get(CHAIN), None).ok_or_else(|| StartError::Damaged { key: CHAIN.to_owned() })?;
    let known = line.points();
    let Some(newest) = known.keys().next_back().copied() else { return Ok(None) };
    let born = birthday.map(|born| (born.height, born.hash));
    let followed = known.into_iter().map(|(height, point)| (height, point.hash));
    // The first block of all is every chain's.
    let telling = followed.chain(born).filter(|(height, _)| *height > 0);
    let oldest = telling.min_by_key(|(height, _)| *height);
    Ok(oldest.filter(|(height, _)| height.saturating_add(SETTLED) <= newest))
}
