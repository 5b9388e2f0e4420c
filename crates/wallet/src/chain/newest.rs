//! The newest block, where a new wallet starts, and the proof of its height.
//!
//! A header says what it follows, but not at which height. A server that is wrong about that in this one
//! moment would give the wallet a height, and a birthday, at which no block of the chain ever is again. So
//! where one server alone speaks, the block itself is asked: since BIP 34 its first transaction begins with
//! its height.

use std::collections::BTreeMap;

use lightning::bitcoin::block::Header;
use lightning::bitcoin::constants::genesis_block;
use lightning::bitcoin::{BlockHash, Network};

use super::ChainError;
use super::coinbase::proved_coinbase;
use super::esplora::{Esplora, Tip};
use super::line::Point;
use super::servers::Servers;
use super::verify::{check_header, check_link};
use super::walk::SETTLED;

/// Ask for the newest block that every server shows which answers. A new wallet starts there.
///
/// # Errors
/// This also applies when it belongs to another network, has too little work, or cannot be the newest by now;
/// when only one server answers and its block is of another height than it says; and when the servers show
/// different chains.
pub async fn tip<'a>(
    servers: impl Into<Servers<'a>>,
    network: Network,
    now_ms: u64,
) -> Result<Tip, ChainError> {
    let (mut tips, mut refused) = (Vec::new(), ChainError::Unreachable);
    for (_, server) in servers.into().each() {
        match checked_tip(server, network, now_ms).await {
            Ok(tip) => tips.push((tip, server)),
            Err(error) => refused = error,
        }
    }
    tips.sort_by_key(|(tip, _)| tip.height);
    match tips[..] {
        [] => Err(refused),
        [(tip, server)] => check_height(server, network, tip).await.map(|()| tip),
        [(low, _), (_, higher), ..] => match higher.hash_at(low.height).await? == low.hash {
            true => Ok(low),
            false => Err(ChainError::Disagree),
        },
    }
}

async fn checked_tip(server: Esplora<'_>, network: Network, now_ms: u64) -> Result<Tip, ChainError> {
    server.check_network(network).await?;
    let tip = server.tip_of(server.tip_hash().await?, network, now_ms).await?;
    let newest = server.header(tip.hash).await?;
    check_header(network, &newest, tip.height)?;
    check_below(server, network, tip, newest).await?;
    Ok(tip)
}

/// That the newest block ends a chain, as far as a wallet that knows none but it reads later anyway: to make
/// it up, a server has to work for all of these blocks (docs/decisions.md).
async fn check_below(
    server: Esplora<'_>,
    network: Network,
    tip: Tip,
    newest: Header,
) -> Result<(), ChainError> {
    // Only a short cut.
    let listed = server.headers_down_from(tip.height).await.unwrap_or_default();
    let listed: BTreeMap<BlockHash, Header> =
        listed.into_iter().map(|header| (header.block_hash(), header)).collect();
    let mut header = newest;
    for height in (tip.height.saturating_sub(SETTLED)..tip.height).rev() {
        let previous = match listed.get(&header.prev_blockhash) {
            Some(previous) => *previous,
            None => server.header(header.prev_blockhash).await?,
        };
        check_header(network, &previous, height)?;
        check_link(network, Point::from(&previous), &header, height + 1)?;
        header = previous;
    }
    Ok(())
}

/// That a block is of the height that its server gives it (BIP 34, "block height in coinbase").
async fn check_height(server: Esplora<'_>, network: Network, tip: Tip) -> Result<(), ChainError> {
    if tip.hash == genesis_block(network).block_hash() && tip.height == 0 {
        return Ok(());
    }
    let header = server.header(tip.hash).await?;
    proved_coinbase(server, &header, tip.height).await.map(|_| ())
}
