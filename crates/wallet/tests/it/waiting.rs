//! A payment on the chain that waits for its block: what others say of it, and what takes its place.

mod calling_off;

use crate::support::independent;
use crate::support::servers::Lying;
use lifeboat_wallet::sim::{World, decode, funded, now};
use lifeboat_wallet::{
    Amount, ChainEntry, ChainKind, ChainState, Departure, FetchAnswer, HistoryEntry, SendError, SendOrder,
    Servers, Unreachable, Urgency,
};
use lightning::bitcoin::consensus::encode::serialize;
use lightning::bitcoin::{Address, Network, OutPoint, Transaction, TxIn, Witness};

/// The seed of every simulated wallet.
const SEED: [u8; 64] = [0xa1; 64];

/// Pays so much to somebody; the id of its entry.
fn send(world: &World, sat: u64) -> String {
    let to = Address::from_script(&independent::nowhere(), Network::Regtest).unwrap().to_string();
    let order = SendOrder { to, amount: Amount::Exact(sat), sat_per_kvb: 5_000, keep_reserve: true };
    let shown = world.wallet().preview_send(&order).unwrap();
    world.wallet().send_onchain(&order, &shown, "rent", shown.is_dear, world.time_ms).unwrap()
}

fn raise(world: &World, id: &str) -> String {
    let shown = world.wallet().preview_bump(id, 12_000).unwrap();
    world.wallet().raise_fee(id, 12_000, &shown, false, world.time_ms).unwrap()
}

/// The payment as the state keeps it.
fn kept(world: &World, id: &str) -> Transaction {
    let kept = world.cloud.get(&id.replace("chain/", "tx/")).unwrap().to_vec();
    let kept: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    decode(kept["raw"].as_str().unwrap()).unwrap()
}

fn entry(world: &World, id: &str) -> Option<ChainEntry> {
    world.wallet().entry(id).map(|entry| match entry {
        HistoryEntry::Chain(entry) => entry,
        HistoryEntry::Lightning(payment) => panic!("{payment:?}"),
    })
}

fn state(world: &World, id: &str) -> Option<ChainState> {
    entry(world, id).map(|entry| entry.state)
}

fn sent_entries(world: &World) -> usize {
    world.wallet().chain_entries().iter().filter(|entry| entry.kind == ChainKind::Sent).count()
}

fn balance(world: &World) -> (u64, u64) {
    let balance = world.wallet().balance();
    (balance.onchain_sat, balance.closing_sat)
}

/// What has left since this was asked last.
fn left(world: &mut World) -> Vec<String> {
    world.flush_alone();
    world.broadcasts.drain(..).map(|sent| format!("chain/{}", sent.txid)).collect()
}

fn left_with_next_block(world: &mut World) -> Vec<String> {
    left(world);
    world.mine(vec![]).unwrap();
    world.look().unwrap();
    left(world)
}

fn answered(world: &World, id: &str, status: u16, words: &str) {
    let txid = id.strip_prefix("chain/").unwrap();
    // Who takes it says its name.
    let words = if status == 200 { txid } else { words };
    let said: [Result<FetchAnswer, Unreachable>; 1] =
        [Ok(FetchAnswer { status, body: words.as_bytes().to_vec() })];
    world.wallet().note_broadcast(txid, &said, world.time_ms);
}

/// A minute later the only server lists this under every script, as something that is in its pool.
fn listed(world: &mut World, tx: &Transaction) {
    all_listed(world, &[tx]);
}

fn all_listed(world: &mut World, txs: &[&Transaction]) {
    world.time_ms += 60_000;
    now(world.wallet().sync(&listing(world, txs), world.time_ms)).unwrap();
    world.wallet().pump(world.time_ms);
}

/// A server that lists these under every script, as things that are in its pool.
fn listing<'a>(world: &'a World, txs: &[&Transaction]) -> Lying<'a> {
    let line = |tx: &&Transaction| {
        format!("{{\"txid\":\"{}\",\"status\":{{\"confirmed\":false}}}}", tx.compute_txid())
    };
    let lines: Vec<String> = txs.iter().map(line).collect();
    let honest = Lying::over(&world.chain).says("/scripthash/", format!("[{}]", lines.join(",")));
    txs.iter()
        .fold(honest, |server, tx| server.says(&format!("/tx/{}/raw", tx.compute_txid()), serialize(*tx)))
}

/// A payment to the wallet that is in no block, and that it has not seen yet.
fn coming(world: &mut World, sat: u64) -> Transaction {
    let address = world.wallet().address();
    world.send_unmined(&address, sat).unwrap();
    world.share_pool();
    let coming = world.chain.waiting_transactions().remove(0);
    world.forget_unmined();
    coming
}

/// What spends the same and pays somebody else, signed by nobody.
fn made_up(tx: &Transaction) -> Transaction {
    let mut other = tx.clone();
    for input in &mut other.input {
        input.witness = Witness::new();
    }
    for output in &mut other.output {
        output.script_pubkey = lightning::bitcoin::ScriptBuf::new_op_return([1]);
    }
    other
}

/// What spends an output of another.
fn child(tx: &Transaction, vout: u32) -> Transaction {
    let mut child = made_up(tx);
    let previous_output = OutPoint { txid: tx.compute_txid(), vout };
    child.input = vec![TxIn { previous_output, ..TxIn::default() }];
    child
}

#[test]
fn a_spend_that_a_server_made_up_displaces_no_payment() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, 60_000);
    world.flush_alone();
    let (payment, before) = (kept(&world, &id), balance(&world));
    for waits_for_restart in [false, true] {
        for other in [made_up(&payment), child(&made_up(&payment), 0)] {
            listed(&mut world, &other);
            assert_eq!(state(&world, &id), Some(ChainState::Waiting));
            assert_eq!((sent_entries(&world), balance(&world)), (1, before));
        }
        assert_eq!(left_with_next_block(&mut world), [id.as_str()], "it is offered on");
        if waits_for_restart {
            world.kill();
            world.start().unwrap();
        }
    }
    // A block decides.
    let other = made_up(&payment);
    world.mine(vec![other]).unwrap();
    world.look().unwrap();
    assert_eq!(state(&world, &id), Some(ChainState::Replaced));
}

/// Nobody but the owner of a coin spends it: whatever a server lists, the money stays where it is until a
/// block says otherwise.
#[test]
fn a_spend_that_a_server_made_up_lowers_no_balance() {
    let mut world = funded(100_000).unwrap();
    let signed = independent::empty(&mut independent::of(&SEED, &world.chain));
    let unsigned = made_up(&signed);
    let mut of_another_sum = signed.clone();
    of_another_sum.output[0].value -= lightning::bitcoin::Amount::ONE_SAT;
    let mut of_another_key = signed.clone();
    let signature = signed.input[0].witness.nth(0).unwrap();
    of_another_key.input[0].witness = Witness::from_slice(&[signature, &[2; 33][..]]);
    let mut alone = signed.clone();
    alone.input[0].witness = Witness::from_slice(&[signature]);
    // The signature does not cover it, and the id does: no node takes it, and this is another transaction.
    let mut stuffed = signed.clone();
    stuffed.input[0].script_sig = lightning::bitcoin::ScriptBuf::from_bytes(vec![0]);
    let after = child(&unsigned, 0);
    let each = [&unsigned, &of_another_sum, &of_another_key, &alone, &stuffed];
    for others in each.map(|other| vec![other]) {
        all_listed(&mut world, &others);
        assert_eq!((balance(&world), sent_entries(&world)), ((100_000, 0), 0));
    }
    all_listed(&mut world, &[&unsigned, &after]);
    assert_eq!((balance(&world), sent_entries(&world)), ((100_000, 0), 0));
    send(&world, 60_000);
}

/// It says so of a coin that nobody knew of when it was listed.
#[test]
fn a_made_up_spend_of_what_comes_later_counts_no_more_when_it_has_come() {
    let mut world = funded(100_000).unwrap();
    let coming = coming(&mut world, 50_000);
    let mut spend = child(&coming, 0);
    spend.output = vec![coming.output[0].clone()];
    spend.output[0].value = lightning::bitcoin::Amount::from_sat(1_000);
    listed(&mut world, &spend);
    assert_eq!(balance(&world), (100_000, 1_000), "as far as anybody knows somebody pays");
    all_listed(&mut world, &[&spend, &coming]);
    assert_eq!(balance(&world), (100_000, 50_000));
    world.mine(vec![coming.clone()]).unwrap();
    world.look().unwrap();
    listed(&mut world, &spend);
    assert_eq!(balance(&world), (150_000, 0));
}

/// The same words in another wallet.
#[test]
fn a_spend_that_is_signed_counts_before_it_is_in_a_block() {
    let mut world = funded(100_000).unwrap();
    let signed = independent::empty(&mut independent::of(&SEED, &world.chain));
    listed(&mut world, &signed);
    assert_eq!((balance(&world), sent_entries(&world)), ((0, 0), 1));
}

/// The id says nothing of the signatures: the copy of another server, or of a later look, may be the good one.
#[test]
fn a_spend_whose_first_copy_was_made_up_counts_with_the_good_one() {
    let mut world = funded(100_000).unwrap();
    let coming = coming(&mut world, 50_000);
    let mut owner = independent::of(&SEED, &world.chain);
    owner.apply_unconfirmed_txs([(coming.clone(), 1)]);
    let signed = independent::empty(&mut owner);
    let mut damaged = signed.clone();
    let is_new = |input: &&mut TxIn| input.previous_output.txid == coming.compute_txid();
    damaged.input.iter_mut().find(is_new).unwrap().witness = Witness::from_slice(&[[0]]);
    let seen = |world: &World| (balance(world), sent_entries(world));
    listed(&mut world, &damaged);
    assert_eq!(seen(&world), ((0, 0), 0), "as far as anybody knows somebody pays along");
    for _ in 0..2 {
        all_listed(&mut world, &[&damaged, &coming]);
        assert_eq!(seen(&world), ((100_000, 50_000), 0));
    }
    for _ in 0..2 {
        world.time_ms += 60_000;
        let liar = listing(&world, &[&damaged, &coming]);
        let honest = listing(&world, &[&signed, &coming]);
        now(world.wallet().sync(Servers::two(&liar, &honest), world.time_ms)).unwrap();
        assert_eq!(seen(&world), ((0, 0), 1));
    }
}

/// Else whatever is sent instead takes another coin, and both may come into a block.
#[test]
fn a_spend_that_a_server_made_up_frees_no_coin_of_a_refused_payment() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    world.flush_alone();
    let payment = kept(&world, &first);
    answered(&world, &first, 400, "dust");
    let address = world.wallet().address();
    world.fund_again(&address, 500_000).unwrap();
    world.look().unwrap();
    listed(&mut world, &made_up(&payment));
    let second = send(&world, 50_000);
    world.flush_alone();
    let spends = |input: &TxIn| input.previous_output == payment.input[0].previous_output;
    assert!(kept(&world, &second).input.iter().any(spends));
    // Nor does the refused one, shown by a server, take the place of what was sent instead.
    listed(&mut world, &payment);
    assert_eq!(state(&world, &second), Some(ChainState::Waiting));
}

#[test]
fn no_server_changes_the_signatures_of_a_payment() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    world.flush_alone();
    let honest = kept(&world, &first);
    let mut damaged = honest.clone();
    damaged.input[0].witness = Witness::from_slice(&[[0]]);
    assert_eq!(damaged.compute_txid(), honest.compute_txid());
    answered(&world, &first, 400, "dust");
    listed(&mut world, &damaged);
    world.flush_alone();
    assert_eq!(kept(&world, &first), honest);
    // Nor does a proof that it is in a block, which covers no signature.
    world.mine(vec![damaged]).unwrap();
    world.look().unwrap();
    world.flush_alone();
    assert!(matches!(state(&world, &first), Some(ChainState::Confirmed { .. })));
    assert_eq!(kept(&world, &first), honest);
}

/// Every server that was told of the first one shows it, until it hears of the second.
#[test]
fn a_raised_fee_stays_raised_though_servers_show_the_first_payment() {
    for durable in [true, false] {
        let mut world = funded(100_000).unwrap();
        let first = send(&world, 60_000);
        world.flush_alone();
        let payment = kept(&world, &first);
        let second = raise(&world, &first);
        if durable {
            world.flush_alone();
        }
        // Also what is spent of it is the first one's coming back.
        for shown in [payment.clone(), child(&payment, 0), child(&payment, 1)] {
            listed(&mut world, &shown);
            assert_eq!(entry(&world, &first), None);
            assert_eq!(state(&world, &second), Some(ChainState::Waiting));
        }
        let then = send(&world, 10_000);
        listed(&mut world, &payment);
        assert_eq!(state(&world, &then), Some(ChainState::Waiting), "it spends the change of the second");
        left(&mut world);
        let offered = left_with_next_block(&mut world);
        assert!(offered.contains(&second) && !offered.contains(&first), "{offered:?}");
    }
}

#[test]
fn a_refusal_of_what_was_replaced_is_none() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    let second = raise(&world, &first);
    assert_eq!(left(&mut world), [second.as_str()], "the first one does not leave any more");
    answered(&world, &first, 400, "txn-mempool-conflict");
    assert_eq!(entry(&world, &first), None, "nobody is told to send it again");
    assert_eq!(state(&world, &second), Some(ChainState::Waiting));
}

/// It is the first one then that waits, and that is offered: not two entries, of which one asks to be sent again.
#[test]
fn a_raised_fee_that_is_refused_leaves_the_first_payment() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    world.flush_alone();
    answered(&world, &first, 200, "");
    let second = raise(&world, &first);
    world.flush_alone();
    answered(&world, &second, 400, "insufficient fee, rejecting replacement");
    assert_eq!(state(&world, &first), Some(ChainState::Waiting));
    assert_eq!((entry(&world, &second), sent_entries(&world)), (None, 1));
    assert_eq!(left_with_next_block(&mut world), [first.as_str()]);
}

/// A server that has not heard of the first one yet refuses what spends its change.
#[test]
fn what_spends_the_change_of_a_payment_leaves_after_it_and_is_not_refused_for_it() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    let then = send(&world, 10_000);
    assert_eq!(left(&mut world), [first.as_str()]);
    answered(&world, &first, 200, "");
    assert_eq!(left(&mut world), [then.as_str()]);
    answered(&world, &then, 400, "bad-txns-inputs-missingorspent");
    assert_eq!(state(&world, &then), Some(ChainState::Waiting));
    assert!(left_with_next_block(&mut world).contains(&then));
}

#[test]
fn what_spends_the_change_of_a_refused_payment_is_refused_with_it() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    let then = send(&world, 10_000);
    assert_eq!(left(&mut world), [first.as_str()]);
    answered(&world, &first, 400, "dust");
    assert_eq!(left(&mut world), [then.as_str()]);
    answered(&world, &then, 400, "bad-txns-inputs-missingorspent");
    for id in [&first, &then] {
        assert!(matches!(state(&world, id), Some(ChainState::Refused { .. })), "{id}");
    }
    assert_eq!(balance(&world), (100_000, 0));
}

#[test]
fn what_no_server_answered_to_is_offered_until_one_has_taken_it() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, 60_000);
    assert_eq!(left(&mut world), [id.as_str()]);
    for _ in 0..2 {
        let nobody = [Err(Unreachable)];
        world.wallet().note_broadcast(id.strip_prefix("chain/").unwrap(), &nobody, world.time_ms);
        assert!(left(&mut world).is_empty(), "not at once");
        world.look().unwrap();
        assert_eq!(left(&mut world), [id.as_str()], "with the next look, without a block");
    }
    answered(&world, &id, 200, "");
    world.look().unwrap();
    assert!(left(&mut world).is_empty());
}

/// That it was taken is written, too; what was durable once has left for all that.
#[test]
fn a_payment_that_was_taken_does_not_wait_for_the_backup_again() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, 60_000);
    let departure = |world: &World| entry(world, &id).unwrap().departure;
    assert_eq!(departure(&world), Departure::Here);
    left(&mut world);
    assert_eq!(departure(&world), Departure::Offered);
    answered(&world, &id, 200, "");
    let taken = entry(&world, &id).unwrap();
    assert_eq!((taken.saved, taken.departure), (false, Departure::Taken));
}

/// A block with one of its coins was replaced: that coin is not used, and the other one does as well.
#[test]
fn whatever_coin_of_a_refused_payment_is_free_is_taken_by_what_is_sent_instead() {
    let mut world = funded(100_000).unwrap();
    let address = world.wallet().address();
    world.fund_again(&address, 100_000).unwrap();
    world.look().unwrap();
    let first = send(&world, 150_000);
    world.flush_alone();
    let payment = kept(&world, &first);
    answered(&world, &first, 400, "dust");
    let spent = payment.input.iter().map(|input| input.previous_output);
    let coins: Vec<(OutPoint, Transaction)> =
        spent.map(|coin| (coin, world.chain.raw(&coin.txid.to_string()).unwrap())).collect();
    assert_eq!(coins.len(), 2);
    world.reorganise(1, 2).unwrap();
    world.fund_again(&address, 500_000).unwrap();
    world.look().unwrap();
    let (there, gone): (Vec<_>, Vec<_>) =
        coins.iter().partition(|(coin, _)| world.chain.raw(&coin.txid.to_string()).is_some());
    assert_eq!((there.len(), gone.len()), (1, 1));
    listed(&mut world, &gone[0].1);
    let second = send(&world, 50_000);
    world.flush_alone();
    assert!(kept(&world, &second).input.iter().any(|input| input.previous_output == there[0].0));
}
