//! Where a new wallet starts: at a block whose height is proved.

use crate::support::servers::Lying;
use lifeboat_wallet::sim::{Chain, now};
use lifeboat_wallet::{ChainError, Contradiction, Network, Servers, Tip, tip};

const TIME: u32 = 1_700_000_000;
const NOW_MS: u64 = 1_700_000_000_000;

fn chain(blocks: u32) -> Chain {
    let chain = Chain::default();
    for height in 0..blocks {
        chain.mine(TIME + height, vec![]);
    }
    chain
}

fn seen(servers: Servers<'_>) -> Result<Tip, ChainError> {
    now(tip(servers, Network::Regtest, NOW_MS))
}

/// A server whose tip stands so many blocks above or below where it is.
fn shifted(chain: &Chain, by: i32) -> Lying<'_> {
    let Tip { hash, height } = chain.tip();
    let said = height.saturating_add_signed(by);
    Lying::over(chain)
        .says("/blocks/tip/height", said.to_string())
        .says(&format!("/block-height/{said}"), hash.to_string())
}

const WRONG: ChainError = ChainError::Contradiction(Contradiction::ImpossibleHeight);

#[test]
fn one_server_alone_proves_the_height() {
    for blocks in [0, 1, 16, 17, 127, 128, 300] {
        let chain = chain(blocks);
        assert_eq!(seen((&chain).into()), Ok(chain.tip()), "{blocks}");
    }
}

/// Too high, and every honest look would be behind for months; too low, and none would link.
#[test]
fn a_height_that_the_block_does_not_have_is_refused_of_one_server() {
    let chain = chain(300);
    let down = Lying::over(&chain).answers("/", 503, "");
    for by in [-200, -1, 1, 10_000] {
        let lying = shifted(&chain, by);
        assert_eq!(seen((&lying).into()), Err(WRONG), "{by}");
        assert_eq!(seen(Servers::two(&lying, &down)), Err(WRONG), "{by}, where the other does not answer");
        assert_eq!(seen(Servers::two(&down, &lying)), Err(WRONG), "{by}");
    }
}

/// A block with enough work of its own is soon made, and a chain of them is not.
#[test]
fn a_block_that_ends_no_chain_is_not_the_newest() {
    for (missing, lists) in [(1, true), (2, false), (12, true)] {
        let chain = chain(40);
        let gone = chain.at(chain.tip().height - missing).unwrap().block_hash();
        let alone = Lying::over(&chain).unknown(&format!("/block/{gone}/header"));
        let alone = match lists {
            true => alone.says("/blocks/40", "[]"),
            false => alone.unknown("/blocks/40"),
        };
        assert_eq!(seen((&alone).into()), Err(ChainError::Moved), "{missing}");
        assert_eq!(seen(Servers::two(&alone, &chain)), Ok(chain.tip()), "the other shows its chain");
    }
}

/// Another transaction of the block, or of another block, proves nothing.
#[test]
fn only_the_first_transaction_of_that_very_block_says_its_height() {
    let chain = chain(20);
    let Tip { hash, height } = chain.tip();
    let below = chain.at(height - 1).unwrap().txdata[0].compute_txid();
    let path = format!("/block/{hash}/txid/0");
    let other = shifted(&chain, -1).says(&path, below.to_string());
    assert_eq!(seen((&other).into()), Err(ChainError::Contradiction(Contradiction::NotInBlock)));
    let none = Lying::over(&chain).unknown(&path);
    assert!(seen((&none).into()).is_err());
}
