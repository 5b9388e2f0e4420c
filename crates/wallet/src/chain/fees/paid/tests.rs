#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use std::cell::Cell;
use std::collections::BTreeMap;

use async_trait::async_trait;
use futures::FutureExt;
use lightning::bitcoin::block::Header;
use lightning::bitcoin::consensus::serialize;
use lightning::bitcoin::{Amount, ScriptBuf, Transaction, TxMerkleNode};

use super::super::UNDOUBTED;
use super::*;
use crate::CloseWay;
use crate::chain::{Fetch, FetchAnswer, Servers, Unreachable, is_commitment};
use crate::sim::{Chain, World, decode, now, opened};

/// What a full block takes at this rate, sat.
fn block_sat(sat_per_vb: u64) -> u64 {
    sat_per_vb * 250 * FULL_KWU
}

/// The server over a chain, that says this rate, sat/vB, and has other answers for some paths.
struct Saying<'a> {
    chain: &'a Chain,
    rate: u32,
    others: BTreeMap<String, Option<Vec<u8>>>,
    /// How often it was asked for a block's first transaction.
    asked: Cell<usize>,
    /// Happens when it is asked for the first of them.
    meanwhile: Option<&'a dyn Fn()>,
    /// It never answers that.
    sticks: bool,
}

impl<'a> Saying<'a> {
    fn of(chain: &'a Chain, rate: u32) -> Self {
        Self { chain, rate, others: BTreeMap::new(), asked: Cell::new(0), meanwhile: None, sticks: false }
    }

    /// `None`: it knows no such thing.
    fn other(mut self, path: String, answer: Option<Vec<u8>>) -> Self {
        self.others.insert(path, answer);
        self
    }

    fn meanwhile(mut self, happens: &'a dyn Fn()) -> Self {
        self.meanwhile = Some(happens);
        self
    }

    /// Shows no block's first transaction.
    fn withholds(self) -> Self {
        self.other("withholds".to_owned(), None)
    }
}

#[async_trait(?Send)]
impl Fetch for Saying<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let of_coinbase = path.ends_with("/txid/0");
        self.asked.set(self.asked.get() + usize::from(of_coinbase));
        if let (true, 1, Some(happens)) = (of_coinbase, self.asked.get(), self.meanwhile) {
            happens();
        }
        if of_coinbase && self.sticks {
            return std::future::pending().await;
        }
        let body = match self.others.get(path) {
            Some(other) => other.clone(),
            None if of_coinbase && self.others.contains_key("withholds") => None,
            None if path == "/fee-estimates" => Some(format!("{{\"2\":{}}}", self.rate).into_bytes()),
            None => return self.chain.get(path).await,
        };
        Ok(match body {
            Some(body) => FetchAnswer { status: 200, body },
            None => FetchAnswer { status: 404, body: Vec::new() },
        })
    }
}

fn world() -> World {
    World::new().unwrap_or_else(|error| panic!("{error}"))
}

/// These blocks, each of which has paid this, sat/vB.
fn mine(world: &World, rates: &[u64]) {
    for rate in rates {
        world.chain.fees_sat.set(block_sat(*rate));
        world.chain.mine(1_700_000_000, Vec::new());
    }
}

fn look(world: &World, server: &Saying<'_>) {
    now(world.wallet().sync(server, world.time_ms)).unwrap();
}

/// Ten minutes later.
fn look_again(world: &mut World, rate: u32) {
    world.time_ms += 600_000;
    look(world, &Saying::of(&world.chain, rate));
}

/// Satoshis per 1000 weight units.
fn believed(world: &World) -> u32 {
    world.wallet().chain.fees().urgent()
}

fn usual(world: &World) -> u32 {
    world.wallet().chain.fees().rates.get().usual()
}

const DAY_MS: u64 = 86_400_000;

#[test]
fn what_blocks_have_paid_bounds_what_is_believed_also_after_a_week() {
    for (paid, most) in [(1, 50), (4, 50), (20, 200), (150, 1_500), (400, 2_000)] {
        for restarted in [false, true] {
            let mut world = world();
            mine(&world, &[paid; 8]);
            look_again(&mut world, 2);
            world.wallet().pump(world.time_ms);
            world.flush_alone();
            world.time_ms += 7 * DAY_MS;
            if restarted {
                world.kill();
                world.chain.down.set(true);
                world.start().unwrap();
                world.chain.down.set(false);
            }
            mine(&world, &[paid; 3]);
            // However long it is said.
            for _ in 0..40 {
                look_again(&mut world, 2_000);
                assert_eq!(believed(&world), most * 250, "{paid}, {restarted}");
            }
            // And whoever shows no block after that has gained nothing.
            mine(&world, &[paid; 6]);
            look(&world, &Saying::of(&world.chain, 2_000).withholds());
            assert!(believed(&world) <= most * 250, "{paid}: {}", believed(&world));
        }
    }
}

#[test]
fn a_storm_that_is_in_the_last_block_is_believed_at_once() {
    let mut world = world();
    mine(&world, &[1; 10]);
    look_again(&mut world, 2);
    look_again(&mut world, 600);
    assert_eq!(believed(&world), UNDOUBTED, "no block has paid it");
    mine(&world, &[90]);
    look_again(&mut world, 600);
    assert_eq!(believed(&world), 150_000);
    // Six blocks count, since one alone may be empty.
    for _ in 0..5 {
        mine(&world, &[0]);
        look_again(&mut world, 600);
        assert_eq!(believed(&world), 150_000);
    }
    mine(&world, &[0]);
    look_again(&mut world, 600);
    assert_eq!(believed(&world), UNDOUBTED);
}

/// It does not wait for a block that changes nothing: the same newest block, and a server that comes to say more.
#[test]
fn blocks_are_asked_for_when_a_server_says_more_and_each_once() {
    let mut world = world();
    mine(&world, &[30; 10]);
    look_again(&mut world, 50);
    let asked = |world: &mut World, rate: u32| {
        world.time_ms += 60_000;
        let server = Saying::of(&world.chain, rate);
        look(world, &server);
        server.asked.get()
    };
    world.time_ms += 600_000;
    assert_eq!(asked(&mut world, 50), 0, "nobody doubts it");
    world.time_ms += 600_000;
    assert_eq!(asked(&mut world, 51), 6);
    for _ in 0..40 {
        assert_eq!(asked(&mut world, 700), 0);
    }
    assert_eq!(believed(&world), 75_000);
    mine(&world, &[30]);
    assert_eq!(asked(&mut world, 700), 1);
    // What is withheld is asked for again when fees are, and not each minute.
    mine(&world, &[30]);
    let mut withheld = 0;
    for _ in 0..30 {
        world.time_ms += 60_000;
        let server = Saying::of(&world.chain, 700).withholds();
        look(&world, &server);
        withheld += server.asked.get();
    }
    assert!((4..=8).contains(&withheld), "{withheld}");
    assert_eq!(believed(&world), 75_000, "by the five others");
}

#[test]
fn where_no_block_is_proved_a_rate_is_believed_by_what_was_usual() {
    let mut world = world();
    mine(&world, &[1; 10]);
    for _ in 0..20 {
        look_again(&mut world, 20);
    }
    world.time_ms += 600_000;
    look(&world, &Saying::of(&world.chain, 2_000).withholds());
    assert!(believed(&world) > 200 * 250 && believed(&world) < 300 * 250, "{}", believed(&world));
}

/// A liar beside an honest server: it is the blocks of the honest one that count.
#[test]
fn either_of_two_servers_proves_what_blocks_have_paid() {
    for liar_first in [true, false] {
        let mut world = world();
        mine(&world, &[20; 10]);
        look_again(&mut world, 2);
        world.time_ms += 7 * DAY_MS;
        let (liar, honest) = (Saying::of(&world.chain, 2_000).withholds(), Saying::of(&world.chain, 20));
        let servers = match liar_first {
            true => Servers::two(&liar, &honest),
            false => Servers::two(&honest, &liar),
        };
        now(world.wallet().sync(servers, world.time_ms)).unwrap();
        assert_eq!(believed(&world), 50_000);
        assert!(usual(&world) <= 5_000, "{}", usual(&world));
    }
}

/// The node signs at any time, also while the server takes its time with the proof.
#[test]
fn what_is_signed_before_the_blocks_are_read_does_not_go_by_a_rate_that_they_disprove() {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 1_000_000).unwrap();
    look_again(&mut world, 2);
    world.time_ms += 7 * DAY_MS;
    world.disconnect();
    let channel = world.wallet().channels()[0].id.clone();
    let by_then = Cell::new(0);
    let closes = || {
        by_then.set(believed(&world));
        world.wallet().close(&channel, CloseWay::Alone).unwrap();
        world.wallet().pump(world.time_ms);
    };
    let server = Saying::of(&world.chain, 2_000).meanwhile(&closes);
    look(&world, &server);
    assert_eq!(server.asked.get(), 6);
    assert_eq!(by_then.get(), UNDOUBTED);
    let held = world.wallet().held_broadcasts().into_iter().map(|tx| decode(&tx.raw).unwrap());
    let sent: Vec<Transaction> = held.collect();
    let child = sent.iter().find(|tx| !is_commitment(tx)).unwrap();
    let fee = 1_000_000 - child.output.iter().map(|output| output.value.to_sat()).sum::<u64>();
    let weight: u64 = sent.iter().map(|tx| tx.weight().to_wu()).sum();
    assert_eq!(sent.len(), 2);
    let rate = fee * 1_000 / weight;
    assert!(rate > 5_000 && rate <= u64::from(UNDOUBTED), "{fee} sat for {weight} weight units");
    assert_eq!(believed(&world), UNDOUBTED);
}

/// Nobody keeps a rate that is right from being used by a look that comes to nothing.
#[test]
fn a_look_that_fails_or_is_cut_short_leaves_what_it_heard_to_the_former_measure() {
    for is_cut in [false, true] {
        let mut world = world();
        mine(&world, &[1; 10]);
        for _ in 0..20 {
            look_again(&mut world, 20);
        }
        world.time_ms += 600_000;
        let server = Saying { sticks: is_cut, ..Saying::of(&world.chain, 2_000) };
        if is_cut {
            let cut = || Box::pin(world.wallet().sync(&server, world.time_ms)).now_or_never();
            assert!(cut().is_none());
            assert_eq!(believed(&world), 200 * 250, "no block was read");
            assert!(cut().is_none(), "nor will one be");
        } else {
            let server = server.other("/blocks/tip/hash".to_owned(), None);
            assert!(now(world.wallet().sync(&server, world.time_ms)).is_err());
        }
        assert!(believed(&world) > 200 * 250 && believed(&world) < 300 * 250, "{}", believed(&world));
    }
}

/// A server of several behind one address may not have the newest block yet.
#[test]
fn one_that_does_not_show_a_block_is_asked_for_those_before_it() {
    for (lacks, asked, believes) in [(1, 6, 500), (2, 2, 700)] {
        let mut world = world();
        mine(&world, &[50; 10]);
        look_again(&mut world, 2);
        world.time_ms += 7 * DAY_MS;
        let mut server = Saying::of(&world.chain, 700);
        for below in 0..lacks {
            let hash = world.chain.at(world.chain.tip().height - below).unwrap().block_hash();
            server = server.other(format!("/block/{hash}/txid/0"), None);
        }
        look(&world, &server);
        assert_eq!(server.asked.get(), asked);
        assert_eq!(believed(&world), believes * 250, "{lacks}");
    }
}

/// Whatever a server shows that is not the proved first transaction of that very block.
#[test]
fn a_coinbase_without_its_branch_counts_for_nothing() {
    let mut world = world();
    let paying = world.payment_of_strangers(1_000);
    mine(&world, &[1; 8]);
    world.chain.fees_sat.set(block_sat(1));
    let (block, height) = world.chain.mine(1_700_000_000, vec![paying.clone()]);
    let (own, hash) = (block.txdata[0].clone(), block.block_hash());
    let mut forged = own.clone();
    forged.output[0].value = Amount::from_sat(5_000_000_000 + block_sat(900));
    let below = world.chain.at(height - 1).unwrap().txdata[0].clone();
    let sibling = paying.compute_txid();
    let proof = |pos: usize, branch: &[String]| {
        format!("{{\"block_height\":{height},\"merkle\":[{}],\"pos\":{pos}}}", branch.join(","))
    };
    let by = |txid: String| format!("\"{txid}\"");
    let branches = [
        None,
        Some(proof(0, &[])),
        Some(proof(0, &[by(sibling.to_string())])),
        Some(proof(1, &[by(own.compute_txid().to_string())])),
        Some(proof(0, &[by(own.compute_txid().to_string())])),
        Some(proof(0, &vec![by("00".repeat(32)); 40])),
        Some("{}".to_owned()),
    ];
    for (shown, is_own) in [(&forged, false), (&below, false), (&paying, false), (&own, true)] {
        for branch in &branches {
            world.time_ms += 600_000;
            let txid = shown.compute_txid();
            let server = Saying::of(&world.chain, 2_000)
                .other(format!("/block/{hash}/txid/0"), Some(txid.to_string().into_bytes()))
                .other(format!("/tx/{txid}/raw"), Some(serialize(shown)))
                .other(format!("/tx/{txid}/merkle-proof"), branch.clone().map(String::into_bytes));
            let header = block.header;
            let paid = now(paid_rate(Esplora(&server), Network::Regtest, &header, height));
            let is_proof = is_own && branch.as_ref() == Some(&proof(0, &[by(sibling.to_string())]));
            assert_eq!(paid.ok(), is_proof.then_some(250), "{shown:?} {branch:?}");
        }
    }
}

/// A block of one transaction, which is its merkle root.
fn block_of(tx: &Transaction, like: Header) -> Header {
    Header { merkle_root: TxMerkleNode::from_raw_hash(tx.compute_txid().to_raw_hash()), ..like }
}

/// CVE-2017-12842: two hashes side by side, as a node of the tree has them, may be read as a transaction of 64 bytes.
#[test]
fn neither_a_node_of_the_tree_nor_another_block_s_coinbase_is_a_proof() {
    let world = world();
    let (block, height) = world.chain.mine(1_700_000_000, Vec::new());
    let coinbase = block.txdata[0].clone();
    let mut of_64_bytes = coinbase.clone();
    of_64_bytes.input[0].script_sig = ScriptBuf::from_bytes(vec![0x51, 0, 0, 0]);
    of_64_bytes.output[0].value = Amount::from_sat(5_000_000_000 + block_sat(900));
    assert_eq!(of_64_bytes.base_size(), 64);
    let mut of_65_bytes = of_64_bytes.clone();
    of_65_bytes.input[0].script_sig = ScriptBuf::from_bytes(vec![0x51, 0, 0, 0, 0]);
    let mut spends = of_65_bytes.clone();
    spends.input[0].previous_output.vout = 0;
    for (tx, at, rate) in [
        (&of_65_bytes, height, Some(900 * 250)),
        (&of_64_bytes, height, None),
        (&spends, height, None),
        (&of_65_bytes, height + 1, None),
    ] {
        let (header, txid) = (block_of(tx, block.header), tx.compute_txid());
        let server = Saying::of(&world.chain, 1)
            .other(format!("/block/{}/txid/0", header.block_hash()), Some(txid.to_string().into_bytes()))
            .other(format!("/tx/{txid}/raw"), Some(serialize(tx)))
            .other(
                format!("/tx/{txid}/merkle-proof"),
                Some(format!("{{\"block_height\":{at},\"merkle\":[],\"pos\":0}}").into_bytes()),
            );
        let paid = now(paid_rate(Esplora(&server), Network::Regtest, &header, at));
        assert_eq!(paid.ok(), rate, "{tx:?} at {at}");
    }
}
