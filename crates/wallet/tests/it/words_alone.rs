//! Every satoshi of every way a channel can end is spendable here, and by another wallet from the words alone.

mod found;

use crate::support::independent;
use std::collections::BTreeSet;

use lifeboat_crypto::Phrase;
use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{Amount, ChainKind, CloseWay, ComingStep, Direction, Outcome, SendOrder};
use lightning::bitcoin::{Address, Network, OutPoint, Transaction};

/// The seed of every simulated wallet.
const SEED: [u8; 64] = [0xa1; 64];

/// Blocks with whatever leaves the wallet, until all of it is home. Of two transactions that spend the same,
/// the first counts.
fn bring_home(world: &mut World, first: Vec<Transaction>) {
    bring_rest_home(world, first, &[]);
}

/// The same where these transactions are in a block already.
fn bring_rest_home(world: &mut World, first: Vec<Transaction>, mined: &[Transaction]) {
    let inputs = mined.iter().flat_map(|tx| &tx.input);
    let mut spent: BTreeSet<OutPoint> = inputs.map(|input| input.previous_output).collect();
    let mut next = first;
    for block in 0..2_500 {
        next.retain(|tx| {
            let inputs: Vec<OutPoint> = tx.input.iter().map(|input| input.previous_output).collect();
            let free = inputs.iter().all(|input| !spent.contains(input));
            if free {
                spent.extend(inputs);
            }
            free
        });
        world.mine(next).unwrap();
        world.look().unwrap();
        world.flush_alone();
        next = world.unmined();
        let spends = |tx: &Transaction| tx.input.iter().any(|input| spent.contains(&input.previous_output));
        if block > 7 && next.iter().all(spends) && is_home(world) {
            return;
        }
    }
    panic!("it does not come home: {:?}", world.wallet().balance());
}

/// The balance counts no payment that is on its way out, although it comes back.
fn is_home(world: &World) -> bool {
    world.wallet().balance().closing_sat == 0 && coming(world).is_empty()
}

fn coming(world: &World) -> Vec<ComingStep> {
    let closed = world.wallet().closed_channels();
    let parts = closed.iter().flat_map(|closed| world.wallet().coming(&closed.channel));
    parts.map(|part| part.step).collect()
}

/// What is home is seen by the other wallet to the satoshi, and both can spend it all.
fn assert_spendable(world: &mut World, most_sat: u64, lost_sat: u64) {
    let balance = world.wallet().balance();
    assert_eq!((balance.lightning_msat, balance.closing_sat), (0, 0));
    let home = balance.onchain_sat;
    assert!(home <= most_sat && home + lost_sat >= most_sat, "{home} of {most_sat}");
    let mut other = independent::of(&SEED, &world.chain);
    assert_eq!(independent::confirmed_sat(&other), home);
    let emptied = independent::empty(&mut other);
    assert_eq!(emptied.output.len(), 1);
    let sweeps = world.wallet().chain_entries().into_iter().filter(|entry| entry.kind == ChainKind::Sweep);
    assert!(sweeps.count() > 0);
    // Here, too.
    let to = Address::from_script(&independent::nowhere(), Network::Regtest).unwrap().to_string();
    let order = SendOrder { to, amount: Amount::All, sat_per_kvb: 1_000, keep_reserve: true };
    let shown = world.wallet().preview_send(&order).unwrap();
    assert_eq!(shown.amount_sat + shown.fee_sat, home);
    world.wallet().send_onchain(&order, &shown, "", shown.is_dear, world.time_ms).unwrap();
    world.flush_alone();
    let sent = world.unmined().pop().unwrap();
    independent::verify(&sent, &independent::of(&SEED, &world.chain));
    world.mine(vec![sent]).unwrap();
    world.look().unwrap();
    let balance = world.wallet().balance();
    assert_eq!((balance.onchain_sat, balance.closing_sat), (0, 0));
}

fn ours_sat(world: &World) -> u64 {
    world.wallet().balance().lightning_msat / 1000
}

#[test]
fn closed_together() {
    let mut world = opened(2).unwrap();
    let ours = ours_sat(&world);
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().close(&channel, CloseWay::Together).unwrap();
    world.settle().unwrap();
    let closing = world.unmined();
    bring_home(&mut world, closing);
    assert_spendable(&mut world, ours, 3_000);
}

#[test]
fn closed_by_the_peer() {
    let mut world = opened(2).unwrap();
    let ours = ours_sat(&world);
    let commitment = world.peer_closes_alone().unwrap();
    world.disconnect();
    bring_home(&mut world, vec![commitment]);
    assert_spendable(&mut world, ours, 3_000);
}

/// What this wallet sends to close alone.
fn close_alone(world: &mut World) -> Vec<Transaction> {
    let channel = world.wallet().channels()[0].id.clone();
    world.disconnect();
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    world.flush_alone();
    world.look().unwrap();
    world.wallet().release_held();
    world.look().unwrap();
    world.flush_alone();
    world.unmined()
}

#[test]
fn closed_alone_without_a_coin() {
    let mut world = opened(2).unwrap();
    let ours = ours_sat(&world);
    let closing = close_alone(&mut world);
    bring_home(&mut world, closing);
    assert_spendable(&mut world, ours, 3_000);
}

#[test]
fn closed_alone_with_a_coin_for_the_fees() {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 80_000).unwrap();
    world.look().unwrap();
    let ours = ours_sat(&world) + 80_000;
    let closing = close_alone(&mut world);
    assert_eq!(closing.len(), 2, "the commitment, and what pays for it");
    bring_home(&mut world, closing);
    let kinds: Vec<ChainKind> = world.wallet().chain_entries().iter().map(|entry| entry.kind).collect();
    assert!(kinds.contains(&ChainKind::Close) && kinds.contains(&ChainKind::Received), "{kinds:?}");
    assert_spendable(&mut world, ours, 8_000);
}

/// A payment that the payee neither takes nor gives back: it comes home when its time is over.
#[test]
fn closed_with_a_payment_under_way() {
    for by_peer in [true, false] {
        let mut world = opened(2).unwrap();
        let address = world.wallet().address();
        world.fund(&address, 80_000).unwrap();
        world.look().unwrap();
        let ours = ours_sat(&world) + 80_000;
        world.peer.holds(true);
        let invoice = world.peer_invoice(Some(9_000_000)).unwrap();
        world.wallet().pay(&invoice, None, world.time_ms).unwrap();
        world.settle().unwrap();
        assert_eq!(ours_sat(&world) + 80_000, ours - 9_000);
        let closing = if by_peer {
            let commitment = world.peer_closes_alone().unwrap();
            world.disconnect();
            vec![commitment]
        } else {
            close_alone(&mut world)
        };
        bring_home(&mut world, closing);
        // Less than the payment is worth: without it, this is missed.
        assert_spendable(&mut world, ours, 8_500);
    }
}

/// On this wallet's own commitment the claim of a payment has no fee of its own: it waits for a coin that can
/// pay it, and the wallet says so.
#[test]
fn closed_alone_with_a_payment_under_way_and_no_coin() {
    let mut world = opened(2).unwrap();
    let ours = ours_sat(&world);
    world.peer.holds(true);
    let invoice = world.peer_invoice(Some(9_000_000)).unwrap();
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let expiry = world.expiry_under_way().unwrap();
    let closing = close_alone(&mut world);
    world.mine(closing.clone()).unwrap();
    while world.wallet().height() <= expiry {
        world.mine(vec![]).unwrap();
    }
    world.look().unwrap();
    world.flush_alone();
    assert!(world.unmined().iter().all(|tx| closing.contains(tx)), "there is nothing that could pay for it");
    let unpaid = world.wallet().unpaid_claims().unwrap();
    assert_eq!((unpaid.worth_sat, unpaid.before), (9_000, None));
    let address = world.wallet().address();
    world.fund(&address, unpaid.needed_sat).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().unpaid_claims(), None);
    world.mine(vec![]).unwrap();
    world.flush_alone();
    let claims = world.unmined();
    assert!(claims.iter().any(|tx| !closing.contains(tx)), "it is claimed with the coin");
    bring_rest_home(&mut world, claims, &closing);
    // Less than the payment is worth: without it, this is missed.
    assert_spendable(&mut world, ours + unpaid.needed_sat, 8_500);
}

/// A payment that has come in, and of which the peer was not told that it was taken: its proof claims it,
/// before it is the payer's again.
#[test]
fn closed_with_a_payment_that_has_come_in() {
    for by_peer in [true, false] {
        let mut world = opened(2).unwrap();
        let address = world.wallet().address();
        world.fund(&address, 80_000).unwrap();
        world.look().unwrap();
        let before = ours_sat(&world) + 80_000;
        let invoice = world.invoice(Some(9_000_000)).unwrap();
        world.peer_pays(&invoice.bolt11).unwrap();
        let is_taken = |payment: &lifeboat_wallet::Payment| {
            payment.direction == Direction::In && payment.amount_msat == 9_000_000
        };
        world.settle_until(|wallet| wallet.payments().iter().any(&is_taken)).unwrap();
        let closing = if by_peer {
            let commitment = world.peer.commitment().unwrap();
            world.disconnect();
            world.flush_alone();
            vec![commitment]
        } else {
            close_alone(&mut world)
        };
        world.mine(closing.clone()).unwrap();
        let deadline = coming(&world).into_iter().find_map(|step| match step {
            ComingStep::Claimed { before } => Some(before),
            _ => None,
        });
        assert!(deadline.is_some_and(|before| before > world.wallet().height()), "{:?}", coming(&world));
        bring_rest_home(&mut world, Vec::new(), &closing);
        let payment = world.wallet().payments().into_iter().find(is_taken).unwrap();
        assert_eq!(payment.outcome, Outcome::Done);
        // Less than the payment is worth: without it, this is missed.
        assert_spendable(&mut world, before + 9_000, 8_500);
    }
}

/// A peer that cheats loses everything.
#[test]
fn closed_by_a_peer_that_cheats() {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 80_000).unwrap();
    world.look().unwrap();
    let revoked = world.peer.commitment().unwrap();
    assert!(world.pay(true, 3_000_000).unwrap());
    world.disconnect();
    bring_home(&mut world, vec![revoked]);
    // All of the channel, without what it cost.
    assert_spendable(&mut world, 200_000 + 80_000, 8_000);
}

/// From words to addresses: the example of BIP 84.
#[test]
fn the_words_alone_give_the_addresses() {
    let words =
        "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
    let seed = Phrase::parse(words).unwrap().seed();
    let (external, _) = independent::descriptors(seed.expose());
    let main = external.replace("84h/1h", "84h/0h");
    let secp = lightning::bitcoin::secp256k1::Secp256k1::new();
    let (key, _) = bdk_wallet::miniscript::Descriptor::parse_descriptor(&secp, &main).unwrap();
    let address = key.at_derivation_index(0).unwrap().address(Network::Bitcoin).unwrap();
    assert_eq!(address.to_string(), "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu");
    let other = independent::of(&SEED, &World::new().unwrap().chain);
    assert_eq!(independent::first_address(&other), World::new().unwrap().wallet().address());
}
