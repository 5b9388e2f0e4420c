//! What a chain server says, and what is believed of it.

use crate::support::servers::{Counted, Lying};
use lifeboat_wallet::sim::{Chain, World, now, opened};
use lifeboat_wallet::{ChainError, Contradiction};
use lightning::bitcoin::consensus::serialize;
use lightning::bitcoin::constants::genesis_block;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::{Network, Transaction, Txid};

/// A wallet with a channel, restarted, so that it knows no header from an earlier look.
fn restarted(blocks: usize) -> World {
    let mut world = opened(2).unwrap();
    for _ in 0..blocks {
        world.mine(vec![]).unwrap();
    }
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    world
}

/// One block more, seen through a server that answers some paths otherwise; then again through an honest one.
fn look_through(world: &mut World, server: &dyn Fn(&World) -> Lying<'_>) {
    world.mine_unseen(vec![]).unwrap();
    let lying = server(world);
    // It may refuse or take the answers; what counts is what became of the channel.
    let _ = now(world.wallet().sync(&lying, world.time_ms));
    world.wallet().pump(world.time_ms);
    world.look().unwrap();
    world.settle().unwrap();
}

fn nothing_was_closed(world: &World) {
    assert_eq!(world.closed, 0, "{:?}", world.notices);
    assert_eq!(world.wallet().channels().len(), 1);
    assert!(world.foreign_broadcasts().is_empty());
}

#[test]
fn a_server_that_does_not_know_a_block_takes_nothing_back() {
    for depth in [7, 40] {
        let mut world = restarted(depth);
        look_through(&mut world, &|world| Lying::over(&world.chain).unknown("/block-height/"));
        nothing_was_closed(&world);
    }
}

#[test]
fn another_block_at_the_fundings_height_takes_nothing_back_while_no_header_shows_it() {
    let mut world = restarted(40);
    let other = world.chain.tip().hash.to_string();
    look_through(&mut world, &|world| Lying::over(&world.chain).says("/block-height/1", other.clone()));
    nothing_was_closed(&world);
}

#[test]
fn a_server_that_forgets_every_transaction_takes_nothing_back() {
    for path in ["/tx/", "/block/", "/scripthash/"] {
        let mut world = restarted(10);
        look_through(&mut world, &|world| Lying::over(&world.chain).unknown(path));
        nothing_was_closed(&world);
    }
}

/// What a peer names as the funding of its channel is up to it, and so is what honest servers have to say of that.
#[test]
fn a_channel_that_names_a_strangers_transaction_keeps_nothing_of_another_from_being_seen() {
    let mut world = restarted(10);
    let named = world.payment_of_strangers(400_000);
    let (txid, raw) = (named.compute_txid(), serialize(&named));
    world.open_claiming(400_000, txid).unwrap();
    let genesis = genesis_block(Network::Regtest).block_hash();
    let recent = world.chain.at(5).unwrap().block_hash();
    let block = |height: u32, hash| {
        format!("{{\"confirmed\":true,\"block_height\":{height},\"block_hash\":\"{hash}\"}}")
    };
    let spent =
        |block: String| format!("{{\"spent\":true,\"txid\":\"{txid}\",\"vin\":0,\"status\":{block}}}");
    let path = |of: &str| format!("/tx/{txid}/{of}");
    let (status, outspend, proof) = (path("status"), path("outspend/"), path("merkle-proof"));
    let wrong_proof = "{\"block_height\":5,\"merkle\":[],\"pos\":0}";
    let answers = [
        vec![(status.clone(), 200, block(0, genesis))],
        vec![(outspend.clone(), 200, spent(block(0, genesis)))],
        vec![(status.clone(), 503, String::new())],
        vec![(outspend.clone(), 503, String::new())],
        vec![(outspend.clone(), 400, "Invalid".to_owned())],
        vec![(status.clone(), 200, block(5, recent))],
        vec![(status.clone(), 200, block(5, genesis))],
        vec![(status.clone(), 200, block(5, recent)), (proof.clone(), 200, wrong_proof.to_owned())],
        vec![(outspend, 200, spent(block(5, recent))), (proof, 200, wrong_proof.to_owned())],
        vec![(path("raw"), 503, String::new()), (status, 200, block(5, recent))],
    ];
    let mut worlds = answers.into_iter().peekable();
    while let Some(answers) = worlds.next() {
        let closing = worlds.peek().is_none().then(|| world.peer_closes_alone().unwrap());
        if closing.is_some() {
            world.flush_alone();
            world.kill();
            world.chain.down.set(true);
            world.start().unwrap();
            world.chain.down.set(false);
        }
        let closes = closing.is_some();
        world.mine_alone(1, closing.into_iter().collect()).unwrap();
        let mut server = Lying::over(&world.chain);
        for (path, status, body) in &answers {
            server = server.answers(path, *status, body.clone());
        }
        let server = server.says(&path("raw"), raw.clone());
        let looked = now(world.wallet().sync(&server, world.time_ms));
        assert_eq!(looked.map(|looked| looked.tip), Ok(world.chain.tip()), "{answers:?}");
        assert_eq!(world.wallet().height(), world.chain.tip().height, "{answers:?}");
        world.wallet().pump(world.time_ms);
        assert_eq!(world.wallet().channels().len(), 2 - usize::from(closes), "{answers:?}");
    }
    assert!(world.connect().is_ok(), "the first look of this process is over");
}

/// It was opened and closed between two looks, and names an output whose spending no server can prove.
#[test]
fn a_channel_that_nobody_funded_holds_up_no_look_when_it_is_closed() {
    let mut world = restarted(10);
    let txid = Txid::from_byte_array([9; 32]);
    world.open_without_funding(1_000_000, 900_000_000).unwrap();
    world.claim_funding(txid).unwrap();
    world.peer_drops_unfunded().unwrap();
    for restarted in [false, true] {
        if restarted {
            world.flush_alone();
            world.kill();
            world.chain.down.set(true);
            world.start().unwrap();
            world.chain.down.set(false);
        }
        world.mine_alone(1, vec![]).unwrap();
        let failing = Lying::over(&world.chain).answers(&format!("/tx/{txid}/outspend/"), 500, "");
        let looked = now(world.wallet().sync(&failing, world.time_ms));
        assert_eq!(looked.map(|looked| looked.tip), Ok(world.chain.tip()), "{restarted}");
        let peer = world.lsp().node_id;
        assert!(!restarted || world.wallet().connect(peer).is_ok());
    }
}

/// The transactions, coinbases aside, of the blocks, oldest first.
fn paid_in_blocks(world: &World) -> Vec<Transaction> {
    let blocks = (1..=world.chain.tip().height).filter_map(|height| world.chain.at(height));
    blocks.flat_map(|block| block.txdata.into_iter().skip(1)).collect()
}

#[test]
fn what_a_server_does_not_answer_of_one_channel_holds_back_nothing_of_another() {
    let mut world = restarted(3);
    world.open(300_000, 100_000_000).unwrap();
    let fundings = paid_in_blocks(&world);
    let silent_of = format!("/tx/{}/", fundings[1].compute_txid());
    let closing = world.peer_closes_alone().unwrap();
    assert_eq!(closing.input[0].previous_output.txid, fundings[0].compute_txid());
    world.flush_alone();
    world.kill();
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    world.mine_alone(1, vec![closing]).unwrap();
    for _ in 0..2 {
        let failing = Lying::over(&world.chain).answers(&silent_of, 503, "");
        assert_eq!(now(world.wallet().sync(&failing, world.time_ms)), Err(ChainError::Unreachable));
        world.wallet().pump(world.time_ms);
        assert_eq!(world.wallet().channels().len(), 1, "the spend is told");
        assert_eq!(world.wallet().height(), world.chain.tip().height);
        let peer = world.lsp().node_id;
        assert!(world.wallet().connect(peer).is_err(), "it may be closed, too");
        world.mine_alone(1, vec![]).unwrap();
    }
    world.look().unwrap();
    world.connect().unwrap();
}

#[test]
fn a_longer_chain_that_does_not_link_is_another_chain_however_long_the_wallet_was_away() {
    for blocks in [30, 1_300] {
        let mut world = restarted(150);
        let height = world.wallet().height();
        let other = Chain::default();
        for time in 0..height + blocks {
            other.mine(1_800_000_000 + time, vec![]);
        }
        let answer = now(world.wallet().sync(&other, world.time_ms));
        assert_eq!(answer, Err(ChainError::Contradiction(Contradiction::OtherChain)));
        assert_eq!(world.wallet().height(), height, "nothing was told");
        world.look().unwrap();
        nothing_was_closed(&world);
    }
}

#[test]
fn a_chain_with_other_beginnings_is_refused() {
    // Testnet's first block.
    let genesis = "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943";
    let mut world = restarted(10);
    world.kill();
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let answer =
        now(world.wallet().sync(&Lying::over(&world.chain).says("/block-height/0", genesis), world.time_ms));
    assert_eq!(answer, Err(ChainError::Contradiction(Contradiction::OtherChain)));
}

#[test]
fn a_long_absence_is_read_in_pages_and_every_header_links() {
    let mut world = restarted(10);
    world.kill();
    world.mine_alone(2_500, vec![]).unwrap();
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let counted = Counted::over(&world.chain);
    now(world.wallet().sync(&counted, world.time_ms)).unwrap();
    assert_eq!(world.wallet().height(), world.chain.tip().height);
    assert!(counted.asked() < 300, "{}", counted.asked());
    // Without the lists, header by header.
    world.mine_alone(40, vec![]).unwrap();
    let bare = Lying::over(&world.chain).unknown("/blocks/1").unknown("/blocks/2");
    now(world.wallet().sync(&bare, world.time_ms)).unwrap();
    assert_eq!(world.wallet().height(), world.chain.tip().height);
}

#[test]
fn a_reorganisation_that_takes_the_fundings_block_closes_nothing_while_it_is_shallow() {
    for depth in 1..=5 {
        let mut world = World::new().unwrap();
        world.funding_depth = 6;
        world.kill();
        world.start().unwrap();
        world.connect().unwrap();
        world.settle().unwrap();
        world.wallet().expect_channel(world.time_ms);
        let funding = world.open_unconfirmed(200_000, 40_000_000).unwrap();
        world.mine_alone(depth, vec![funding.clone()]).unwrap();
        world.look().unwrap();
        world.settle().unwrap();
        world.chain.cut(depth);
        world.mine_alone(1, vec![]).unwrap();
        world.mine_alone(depth, vec![funding]).unwrap();
        world.look().unwrap();
        world.settle().unwrap();
        nothing_was_closed(&world);
        assert!(world.pay(true, 3_000_000).unwrap(), "the channel is used on");
        world.mine_alone(10, vec![]).unwrap();
        world.look().unwrap();
        world.settle().unwrap();
        nothing_was_closed(&world);
    }
}

/// The process ends after it has read another chain and before the node was told of it.
#[test]
fn what_a_reorganisation_takes_back_is_taken_back_by_the_next_process_too() {
    let mut world = restarted(3);
    let close = world.peer_closes_alone().unwrap();
    world.mine(vec![close.clone()]).unwrap();
    world.settle().unwrap();
    world.flush_alone();
    let value = world.wallet().balance().closing_sat;
    assert!(value > 0 && world.wallet().channels().is_empty());
    // The block is replaced by two without the close, and the server fails when it is asked for anything but blocks.
    world.chain.cut(1);
    world.mine_alone(2, vec![]).unwrap();
    let failing = Lying::over(&world.chain).answers("/tx/", 503, "");
    assert_eq!(now(world.wallet().sync(&failing, world.time_ms)), Err(ChainError::Unreachable));
    world.flush_alone();
    world.kill();
    world.broadcasts.clear();
    world.start().unwrap();
    assert_eq!(world.synced, Ok(()));
    for _ in 0..8 {
        world.mine_alone(1, vec![]).unwrap();
        world.look().unwrap();
        world.flush_alone();
    }
    let close_id = close.compute_txid();
    let spends = |tx: &Transaction| tx.input.iter().any(|input| input.previous_output.txid == close_id);
    assert!(!world.unmined().iter().any(spends), "nothing is spent that is in no block");
    // When it is in a block again, the money comes home.
    world.mine_alone(1, vec![close]).unwrap();
    for _ in 0..8 {
        world.mine_alone(1, vec![]).unwrap();
        world.look().unwrap();
        world.flush_alone();
    }
    assert!(world.unmined().iter().any(spends));
    assert_eq!(world.wallet().balance().closing_sat, value);
}
