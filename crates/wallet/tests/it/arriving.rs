//! What comes, and whether it is taken.

use crate::support::servers::{Counted, Lying};
use lifeboat_wallet::sim::{World, buying, first_receive, now, opened, with_hash_of};
use lifeboat_wallet::{CHANNEL_PATIENCE_MS, ComingStep, Failure, Notice, Outcome, PayError};
use lightning::bitcoin::Txid;
use lightning::bitcoin::hashes::Hash;
use lightning::chain::transaction::OutPoint;

/// A wallet with a channel that is confirmed and roomy, and so deep a funding that the node knows of its block.
fn roomy() -> World {
    let mut world = opened(1).unwrap();
    world.flush().unwrap();
    world.funding_depth = 6;
    world.kill();
    world.start().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world
}

fn state_of(world: &World, hash: &str) -> Option<Outcome> {
    world.wallet().payment(&format!("in/{hash}")).map(|payment| payment.outcome)
}

/// The provider says that it has opened a channel, and forwards a payment through it that was asked for elsewhere.
#[test]
fn a_payment_through_a_channel_that_nobody_funded_goes_back() {
    let mut world = roomy();
    world.wallet().expect_channel(world.time_ms);
    world.open_claiming(400_000, Txid::from_byte_array([9; 32])).unwrap();
    assert_eq!(world.wallet().channels().iter().filter(|channel| channel.usable).count(), 2);
    let before = world.wallet().balance();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays_through(&invoice.bolt11, 1).unwrap();
    world.settle().unwrap();
    assert!(!world.peer.has_proof(&invoice.hash) && world.peer.has_failed(&invoice.hash));
    assert_eq!(state_of(&world, &invoice.hash), None);
    let kept = world.wallet().payment(&format!("refused/{}", invoice.hash)).map(|payment| payment.outcome);
    assert_eq!(kept, Some(Outcome::Failed(Failure::Unfunded)), "the user may be asked about it");
    assert_eq!(world.wallet().balance(), before);
    assert!(world.notices.contains(&Notice::Refused { hash: invoice.hash }));
    // The way that stands in the invoice.
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays_through(&invoice.bolt11, 0).unwrap();
    world.settle().unwrap();
    assert_eq!(state_of(&world, &invoice.hash), Some(Outcome::Done));
}

#[test]
fn only_a_channel_that_was_asked_for_is_used_unconfirmed() {
    for (since_ms, used) in [(None, false), (Some(0), true), (Some(CHANNEL_PATIENCE_MS), false)] {
        let mut world = roomy();
        if let Some(since_ms) = since_ms {
            world.wallet().expect_channel(world.time_ms);
            world.time_ms += since_ms;
        }
        world.open_claiming(400_000, Txid::from_byte_array([9; 32])).unwrap();
        let channels = world.wallet().channels();
        assert_eq!(channels.iter().filter(|channel| channel.usable).count(), 1 + usize::from(used));
        assert_eq!(channels.iter().filter(|channel| channel.trusted).count(), usize::from(used));
    }
}

/// Any real transaction has an id that a peer can name.
#[test]
fn a_transaction_that_funds_another_is_no_funding() {
    let mut world = roomy();
    world.wallet().expect_channel(world.time_ms);
    let strangers = world.payment_of_strangers(400_000);
    world.open_claiming(400_000, strangers.compute_txid()).unwrap();
    let claimed = |world: &World| {
        let channels = world.wallet().channels();
        channels.into_iter().filter(|channel| channel.trusted).map(|channel| channel.confirmations).next()
    };
    now(world.wallet().sync(&world.chain, world.time_ms)).unwrap();
    assert_eq!(claimed(&world), Some(None), "while it waits for a block");
    assert!(world.wallet().waits_for_funding());
    // The node of the liar would not survive the sight.
    world.mine_alone(1, vec![strangers]).unwrap();
    for _ in 0..4 {
        world.look().unwrap();
        assert_eq!(claimed(&world), Some(None), "in a block");
        world.mine_alone(1, vec![]).unwrap();
    }
}

/// Opening a channel, and naming a transaction, is free.
#[test]
fn a_channel_that_nobody_funded_adds_nothing_to_the_balance() {
    let mut world = roomy();
    let before = world.wallet().balance();
    world.open_without_funding(1_000_000, 900_000_000).unwrap();
    assert_eq!(world.wallet().channels().len(), 2);
    assert_eq!(world.wallet().balance(), before);
    world.claim_funding(Txid::from_byte_array([9; 32])).unwrap();
    assert_eq!(world.wallet().balance(), before);
    world.look().unwrap();
    assert_eq!(world.wallet().balance(), before);
}

/// The transaction is in the chain, and the node was told of it as the funding of another channel.
#[test]
fn an_output_beside_a_real_funding_funds_nothing() {
    for restarted in [false, true] {
        let mut world = roomy();
        let ours = |world: &World| {
            let balance = world.wallet().balance();
            (balance.lightning_msat, balance.closing_sat)
        };
        let before = ours(&world);
        let mut blocks = (1..=world.chain.tip().height).filter_map(|height| world.chain.at(height));
        let txid = blocks.find_map(|block| Some(block.txdata.get(1)?.compute_txid())).unwrap();
        world.open_without_funding(1_000_000, 900_000_000).unwrap();
        world.claim_output(OutPoint { txid, index: 1 }).unwrap();
        if restarted {
            world.flush().unwrap();
            world.kill();
            world.start().unwrap();
            world.look().unwrap();
            world.connect().unwrap();
            world.settle().unwrap();
        }
        world.peer_drops_unfunded().unwrap();
        for _ in 0..2 {
            world.mine(vec![]).unwrap();
            world.look().unwrap();
        }
        let closed = world.wallet().closed_channels().remove(0);
        let steps: Vec<_> = world.wallet().coming(&closed.channel).iter().map(|part| part.step).collect();
        assert_eq!(steps, [ComingStep::Unfunded], "{restarted}");
        assert_eq!(ours(&world), before);
        assert!(!world.wallet().waits_for_head(), "it spends what is not there");
    }
}

/// Each costs it nothing, and the wallet some kibibytes for good.
#[test]
fn a_peer_that_has_left_channels_unfunded_opens_no_other_unasked() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    let before = world.cloud.size();
    for number in 0..6 {
        world.open_without_funding(1_000_000, 900_000_000).unwrap();
        let accepted = world.claim_funding(Txid::from_byte_array([number + 1; 32])).is_ok();
        assert_eq!(accepted, number < 4, "{number}");
        if accepted {
            world.peer_drops_unfunded().unwrap();
        }
        if world.wallet().connected().is_empty() {
            world.connect().unwrap();
            world.settle().unwrap();
        }
    }
    assert_eq!((world.wallet().closed_channels().len(), world.wallet().channels().len()), (4, 0));
    world.flush().unwrap();
    let each = (world.cloud.size() - before) / 4;
    assert!(each < 7_000, "{each} bytes are kept of each (docs/decisions.md)");
    world.mine_unseen(vec![]).unwrap();
    let counted = Counted::over(&world.chain);
    now(world.wallet().sync(&counted, world.time_ms)).unwrap();
    assert!(counted.asked() < 60, "{} questions with each block", counted.asked());
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    assert_eq!(world.wallet().channels().len(), 1, "it was asked for");
}

/// A server that fails says nothing of what was there.
#[test]
fn a_funding_that_was_asked_for_in_vain_counts_as_before() {
    let mut world = roomy();
    let funding = world.open_unconfirmed(400_000, 100_000_000).unwrap();
    let path = format!("/tx/{}/", funding.compute_txid());
    world.mine_alone(3, vec![funding]).unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    let before = world.wallet().balance();
    assert!(before.lightning_msat > 100_000_000);
    world.flush().unwrap();
    world.kill();
    world.chain.down.set(true);
    world.start().unwrap();
    world.chain.down.set(false);
    let failing = Lying::over(&world.chain).answers(&path, 503, "");
    now(world.wallet().sync(&failing, world.time_ms)).unwrap();
    assert_eq!(world.wallet().balance().lightning_msat, before.lightning_msat);
    world.look().unwrap();
    assert_eq!(world.wallet().balance().lightning_msat, before.lightning_msat);
}

/// Nor does one of two that does not know it.
#[test]
fn a_funding_that_one_server_alone_does_not_know_counts_as_before() {
    let mut world = roomy();
    world.open_unconfirmed(400_000, 100_000_000).unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    let before = world.wallet().balance().lightning_msat;
    world.flush().unwrap();
    world.kill();
    world.forget_unmined();
    world.split();
    world.second.as_ref().unwrap().down.set(true);
    world.start().unwrap();
    for _ in 0..2 {
        world.look().unwrap();
        assert_eq!(world.wallet().balance().lightning_msat, before);
    }
    world.second.as_ref().unwrap().down.set(false);
    world.look().unwrap();
    assert!(world.wallet().balance().lightning_msat < before, "neither knows it");
}

/// What waits for its first block may be replaced, and a block, too.
#[test]
fn a_funding_that_no_server_shows_any_more_is_a_promise_again() {
    for blocks in [0, 1, 3] {
        let mut world = roomy();
        world.wallet().expect_channel(world.time_ms);
        let funding = world.open_unconfirmed(400_000, 100_000_000).unwrap();
        if blocks > 0 {
            world.mine_alone(blocks, vec![funding]).unwrap();
        }
        let seen = |world: &World| {
            let channels = world.wallet().channels();
            channels.into_iter().filter(|channel| channel.trusted).map(|channel| channel.confirmations).next()
        };
        world.look().unwrap();
        world.settle().unwrap();
        assert_eq!(seen(&world), Some(u32::try_from(blocks).ok()));
        assert_eq!(world.wallet().balance().promised_msat > 0, blocks == 0);
        world.forget_unmined();
        world.chain.cut(blocks);
        world.mine_alone(blocks + 1, vec![]).unwrap();
        world.look().unwrap();
        world.settle().unwrap();
        assert_eq!(seen(&world), Some(None), "{blocks}");
        assert!(world.wallet().balance().promised_msat > 0);
        let invoice = world.invoice(Some(2_000_000)).unwrap();
        world.peer_pays_through(&invoice.bolt11, 1).unwrap();
        world.settle().unwrap();
        assert!(!world.peer.has_proof(&invoice.hash) && world.peer.has_failed(&invoice.hash));
        let kept =
            world.wallet().payment(&format!("refused/{}", invoice.hash)).map(|payment| payment.outcome);
        assert_eq!(kept, Some(Outcome::Failed(Failure::Unfunded)));
    }
}

#[test]
fn a_second_payment_of_an_invoice_is_not_counted_while_it_waits_to_go_back() {
    let mut world = roomy();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays_through(&invoice.bolt11, 0).unwrap();
    world.settle().unwrap();
    // While the chain servers contradict each other nothing that comes is judged.
    world.mine_alone(9, vec![]).unwrap();
    world.look().unwrap();
    let before = world.wallet().balance().lightning_msat;
    world.split();
    world.chain.cut(8);
    world.mine_alone(9, vec![]).unwrap();
    assert!(world.look().is_err() && world.wallet().is_settling());
    world.peer_pays_again(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    assert!(!world.peer.has_failed(&invoice.hash), "it waits");
    assert_eq!(world.wallet().balance().lightning_msat, before);
    world.split();
    world.mine_alone(1, vec![]).unwrap();
    world.look().unwrap();
    world.settle().unwrap();
    assert!(world.peer.has_failed(&invoice.hash));
    assert_eq!(world.wallet().balance().lightning_msat, before);
}

/// LDK fails such a payment back without a word about it.
#[test]
fn a_payment_that_has_to_be_understood_and_is_not_leaves_nothing_under_way() {
    for (kind, taken) in [(65_536, false), (1 << 40, false), (65_537, true)] {
        let mut world = roomy();
        let invoice = world.invoice(Some(2_000_000)).unwrap();
        world.peer_pays_with(&invoice.bolt11, vec![(kind, vec![1, 2, 3])]).unwrap();
        world.settle().unwrap();
        assert_eq!(world.peer.has_failed(&invoice.hash), !taken, "{kind}");
        assert_eq!(state_of(&world, &invoice.hash), taken.then_some(Outcome::Done), "{kind}");
        assert!(world.wallet().payments().iter().all(|payment| payment.outcome != Outcome::Pending));
    }
}

/// Whatever the reason: what was begun and is held by no channel any more went back. States of earlier
/// versions have such payments.
#[test]
fn what_no_channel_holds_any_more_is_not_under_way() {
    let mut world = roomy();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    world.peer_pays_through(&invoice.bolt11, 0).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    world.kill();
    let key = format!("payment/in/{}", invoice.hash);
    let text = String::from_utf8(world.cloud.get(&key).unwrap().to_vec()).unwrap();
    assert!(text.contains("\"Done\""), "{text}");
    let other = invoice.hash.chars().rev().collect::<String>();
    let value = text.replace("\"Done\"", "\"Pending\"").replace(&invoice.hash, &other).into_bytes();
    let key = format!("payment/in/{other}");
    let note = (format!("note/in/{other}"), b"{\"text\":\"tickets\"}".to_vec());
    let ops = [(key, value), note].map(|(key, value)| lifeboat_wallet::Op::Put { key, value });
    world.cloud.apply(&lifeboat_wallet::Batch { ops: ops.to_vec() });
    world.settle().unwrap();
    assert_eq!(world.wallet().note(&format!("refused/{other}")).as_deref(), Some("tickets"));
    assert!(world.wallet().payments().iter().all(|payment| payment.outcome != Outcome::Pending));
    let back = world.wallet().payment(&format!("refused/{other}")).map(|payment| payment.outcome);
    assert_eq!(back, Some(Outcome::Failed(Failure::Expired)));
    assert_eq!(state_of(&world, &invoice.hash), Some(Outcome::Done), "what came is not touched");
}

/// Somebody copies the hash of an invoice of ours into one of their own.
#[test]
fn an_invoice_with_a_hash_of_ours_is_not_paid_and_ours_stays_payable() {
    let mut world = roomy();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    let copied = with_hash_of(&invoice.bolt11, 1_000_000, world.time_ms).unwrap();
    assert_eq!(world.wallet().pay(&copied, None, world.time_ms), Err(PayError::OwnInvoice));
    world.peer_pays_through(&invoice.bolt11, 0).unwrap();
    world.settle().unwrap();
    assert_eq!(state_of(&world, &invoice.hash), Some(Outcome::Done));
    assert_eq!(
        world.wallet().pay(&copied, None, world.time_ms),
        Err(PayError::OwnInvoice),
        "also when it is paid"
    );
}

/// States of earlier versions have such an attempt; it failed, and proves nothing to anybody.
#[test]
fn a_failed_payment_with_the_hash_of_an_invoice_does_not_make_it_unpayable() {
    let mut world = roomy();
    let invoice = world.invoice(Some(2_000_000)).unwrap();
    let paid = world.peer_invoice(Some(1_000)).unwrap();
    let out = world.wallet().pay(&paid, None, world.time_ms).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    world.kill();
    let text = String::from_utf8(world.cloud.get(&format!("payment/out/{out}")).unwrap().to_vec()).unwrap();
    let value =
        text.replace(&out, &invoice.hash).replace("\"Done\"", "{\"Failed\":\"NoRoute\"}").into_bytes();
    let key = format!("payment/out/{}", invoice.hash);
    world.cloud.apply(&lifeboat_wallet::Batch { ops: vec![lifeboat_wallet::Op::Put { key, value }] });
    world.settle().unwrap();
    world.peer_pays_through(&invoice.bolt11, 0).unwrap();
    world.settle().unwrap();
    assert_eq!(state_of(&world, &invoice.hash), Some(Outcome::Done));
}
