//! Paying on the chain: what is asked before, what leaves and when, and what comes of it.

use crate::support::independent;
use crate::support::servers::Lying;
use lifeboat_wallet::sim::{World, funded, now, opened};
use lifeboat_wallet::{
    Amount, ChainEntry, ChainKind, ChainState, DestinationError, FetchAnswer, HistoryEntry, SendError,
    SendOrder, Unreachable,
};
use lightning::bitcoin::{Address, Network, Transaction};

fn payee() -> String {
    Address::from_script(&independent::nowhere(), Network::Regtest).unwrap().to_string()
}

fn order(amount: Amount) -> SendOrder {
    SendOrder { to: payee(), amount, sat_per_kvb: 5_000, keep_reserve: true }
}

fn send(world: &World, order: &SendOrder) -> Result<String, SendError> {
    let shown = world.wallet().preview_send(order)?;
    world.wallet().send_onchain(order, &shown, "rent", shown.is_dear, world.time_ms)
}

fn entry(world: &World, id: &str) -> ChainEntry {
    match world.wallet().entry(id) {
        Some(HistoryEntry::Chain(entry)) => entry,
        other => panic!("{id}: {other:?}"),
    }
}

fn balance(world: &World) -> (u64, u64) {
    let balance = world.wallet().balance();
    (balance.onchain_sat, balance.closing_sat)
}

fn refused(words: &str) -> Vec<Result<FetchAnswer, Unreachable>> {
    vec![Ok(FetchAnswer { status: 400, body: words.as_bytes().to_vec() })]
}

/// The server takes what has left.
fn take(world: &mut World) {
    for tx in sent(world) {
        let txid = tx.compute_txid().to_string();
        let taken = [Ok(FetchAnswer { status: 200, body: txid.clone().into_bytes() })];
        world.wallet().note_broadcast(&txid, &taken, world.time_ms);
    }
    world.flush_alone();
}

/// What left and is no block's yet, each once.
fn sent(world: &World) -> Vec<Transaction> {
    let mut sent = world.unmined();
    sent.sort_by_key(Transaction::compute_txid);
    sent.dedup();
    sent
}

#[test]
fn sends_what_was_shown_once_and_says_how_it_stands() {
    let mut world = funded(100_000).unwrap();
    let order = order(Amount::Exact(60_000));
    let shown = world.wallet().preview_send(&order).unwrap();
    assert_eq!((shown.amount_sat, shown.is_dear), (60_000, false));
    assert!((600..1_000).contains(&shown.fee_sat), "141 vB at 5 sat: {}", shown.fee_sat);
    assert_eq!(shown.left_sat, 100_000 - 60_000 - shown.fee_sat);
    assert_eq!(balance(&world), (100_000, 0), "a look changes nothing");
    let id = world.wallet().send_onchain(&order, &shown, "rent", false, world.time_ms).unwrap();
    assert!(world.wallet().take_broadcasts().is_empty(), "not before it is durable");
    assert!(!entry(&world, &id).saved);
    world.flush_alone();
    let transactions = sent(&world);
    assert_eq!(transactions.len(), 1);
    independent::verify(&transactions[0], &independent::of(&[0xa1; 64], &world.chain));
    let waiting = entry(&world, &id);
    assert_eq!((waiting.kind, waiting.state.clone()), (ChainKind::Sent, ChainState::Waiting));
    assert_eq!((waiting.amount_sat, waiting.fee_sat), (60_000, Some(shown.fee_sat)));
    assert_eq!((waiting.to, waiting.label.as_str(), waiting.saved), (Some(payee()), "rent", true));
    assert_eq!(balance(&world), (shown.left_sat, 0), "change is ours, and can be spent at once");
    assert_eq!(world.wallet().balance().confirmed_sat, 0);
    world.mine(transactions).unwrap();
    world.look().unwrap();
    assert!(matches!(entry(&world, &id).state, ChainState::Confirmed { .. }));
    assert_eq!(balance(&world), (shown.left_sat, 0));
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    let kept = entry(&world, &id);
    assert_eq!((kept.label.as_str(), kept.amount_sat, kept.created_ms), ("rent", 60_000, waiting.created_ms));
}

/// One that waits for hours is when somebody sends it again.
#[test]
fn the_same_again_is_noticed_while_it_waits_for_a_block_and_for_ten_minutes() {
    let mut world = funded(100_000).unwrap();
    let order = order(Amount::Exact(20_000));
    send(&world, &order).unwrap();
    world.flush_alone();
    let shown = world.wallet().preview_send(&order).unwrap();
    world.time_ms += 600_001;
    assert!(world.wallet().was_just_sent(&shown, world.time_ms));
    let transactions = sent(&world);
    world.mine(transactions).unwrap();
    world.look().unwrap();
    assert!(!world.wallet().was_just_sent(&shown, world.time_ms));
}

#[test]
fn offers_it_with_every_block_until_it_is_in_one() {
    let mut world = funded(100_000).unwrap();
    send(&world, &order(Amount::Exact(60_000))).unwrap();
    world.flush_alone();
    take(&mut world);
    for _ in 0..3 {
        world.broadcasts.clear();
        world.look().unwrap();
        assert!(sent(&world).is_empty(), "nothing new");
        world.mine(vec![]).unwrap();
        world.look().unwrap();
        assert_eq!(sent(&world).len(), 1, "no server's silence makes it forgotten");
    }
    let transactions = sent(&world);
    world.mine(transactions).unwrap();
    world.look().unwrap();
    world.broadcasts.clear();
    world.mine(vec![]).unwrap();
    world.look().unwrap();
    assert!(world.broadcasts.is_empty());
}

#[test]
fn a_crash_before_it_is_durable_sends_nothing_and_one_after_it_sends_it_once() {
    for durable in [false, true] {
        let mut world = funded(100_000).unwrap();
        send(&world, &order(Amount::Exact(60_000))).unwrap();
        let cut = world.wallet().next_cut(world.time_ms, lifeboat_wallet::Urgency::Flush).unwrap();
        if durable {
            world.cloud.apply(&cut);
        }
        world.kill();
        assert!(world.broadcasts.is_empty());
        world.start().unwrap();
        world.look().unwrap();
        world.flush_alone();
        if !durable {
            assert!(world.broadcasts.is_empty() && world.wallet().chain_entries().len() == 1);
            assert_eq!(balance(&world), (100_000, 0));
            continue;
        }
        let transactions = sent(&world);
        assert_eq!(transactions.len(), 1);
        world.mine(transactions).unwrap();
        world.look().unwrap();
        let payments = world.wallet().chain_entries();
        assert_eq!(payments.iter().filter(|entry| entry.kind == ChainKind::Sent).count(), 1);
    }
}

#[test]
fn what_every_server_refuses_is_taken_back_in_their_words() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, &order(Amount::Exact(60_000))).unwrap();
    world.flush_alone();
    let first = sent(&world).remove(0);
    let words = r#"sendrawtransaction RPC error: {"code":-26,"message":"min relay fee not met"}"#;
    world.wallet().note_broadcast(&first.compute_txid().to_string(), &refused(words), world.time_ms);
    let told = ChainState::Refused { words: "min relay fee not met".to_owned() };
    for restart in [false, true] {
        world.flush_alone();
        if restart {
            world.kill();
            world.start().unwrap();
        }
        assert_eq!(entry(&world, &id).state, told);
        assert_eq!(balance(&world), (100_000, 0));
        world.broadcasts.clear();
        world.mine(vec![]).unwrap();
        world.look().unwrap();
        assert!(world.broadcasts.is_empty(), "it is not offered any more");
    }
    // Whoever refused it may have kept it: what is sent instead takes the same coin, although another would do.
    let address = world.wallet().address();
    world.fund_again(&address, 500_000).unwrap();
    world.look().unwrap();
    send(&world, &order(Amount::Exact(60_000))).unwrap();
    world.flush_alone();
    let second = sent(&world).into_iter().find(|tx| tx.compute_txid() != first.compute_txid()).unwrap();
    let coin = first.input[0].previous_output;
    assert!(second.input.iter().any(|input| input.previous_output == coin));
    // It comes into a block all the same.
    world.mine(vec![first]).unwrap();
    world.look().unwrap();
    assert!(matches!(entry(&world, &id).state, ChainState::Confirmed { .. }));
    let states: Vec<ChainState> =
        world.wallet().chain_entries().into_iter().map(|entry| entry.state).collect();
    assert!(!states.contains(&ChainState::Waiting), "{states:?}");
}

#[test]
fn what_one_server_took_is_never_taken_back() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, &order(Amount::Exact(60_000))).unwrap();
    world.flush_alone();
    let txid = sent(&world).remove(0).compute_txid().to_string();
    let taken = [Ok(FetchAnswer { status: 200, body: txid.clone().into_bytes() }), Err(Unreachable)];
    world.wallet().note_broadcast(&txid, &taken, world.time_ms);
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    world.wallet().note_broadcast(&txid, &refused("bad-txns-inputs-missingorspent"), world.time_ms);
    assert_eq!(entry(&world, &id).state, ChainState::Waiting);
}

#[test]
fn all_leaves_nothing_and_nothing_less_than_dust() {
    let mut world = funded(100_000).unwrap();
    let all = order(Amount::All);
    let shown = world.wallet().preview_send(&all).unwrap();
    assert_eq!((shown.amount_sat + shown.fee_sat, shown.left_sat), (100_000, 0));
    send(&world, &all).unwrap();
    world.flush_alone();
    let transactions = sent(&world);
    assert_eq!(transactions[0].output.len(), 1);
    world.mine(transactions).unwrap();
    world.look().unwrap();
    assert_eq!(balance(&world), (0, 0));
    assert_eq!(send(&world, &all), Err(SendError::NotEnough { most_sat: 0 }));
}

#[test]
fn says_what_cannot_be_sent() {
    let world = funded(100_000).unwrap();
    let wallet = world.wallet();
    let preview = |to: &str, amount, sat_per_kvb| {
        let to = to.to_owned();
        wallet.preview_send(&SendOrder { to, amount, sat_per_kvb, keep_reserve: true }).map(|_| ())
    };
    let some = Amount::Exact(10_000);
    let bad = |error| Err(SendError::Destination(error));
    assert_eq!(preview("hello", some, 1_000), bad(DestinationError::NotAnAddress));
    assert_eq!(
        preview("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", some, 1_000),
        bad(DestinationError::OtherNetwork)
    );
    assert_eq!(preview(&wallet.address(), some, 1_000), Err(SendError::OwnAddress));
    for sat in [0, 1, 293] {
        assert_eq!(preview(&payee(), Amount::Exact(sat), 1_000), Err(SendError::Dust { least_sat: 294 }));
    }
    assert_eq!(preview(&payee(), Amount::Exact(294), 1_000), Ok(()));
    for rate in [0, 999, 2_000_001, u32::MAX] {
        let expected = if rate < 1_000 {
            SendError::RateTooLow { least: 1_000 }
        } else {
            SendError::RateTooHigh { most: 2_000_000 }
        };
        assert_eq!(preview(&payee(), some, rate), Err(expected));
    }
    for sat in [100_000, 99_999, 2_100_000_000_000_000, u64::MAX] {
        let Err(SendError::NotEnough { most_sat }) = preview(&payee(), Amount::Exact(sat), 1_000) else {
            panic!("{sat} were enough");
        };
        assert!(most_sat > 99_800, "{most_sat}");
        assert_eq!(preview(&payee(), Amount::Exact(most_sat), 1_000), Ok(()), "what is said can be sent");
    }
}

#[test]
fn a_dear_fee_is_asked_about_and_none_is_higher_than_it_was_shown() {
    let world = funded(100_000).unwrap();
    let wallet = world.wallet();
    let dear = SendOrder { sat_per_kvb: 40_000, ..order(Amount::Exact(10_000)) };
    let shown = wallet.preview_send(&dear).unwrap();
    assert!(shown.is_dear && shown.fee_sat * 4 > 10_000);
    let fee_sat = shown.fee_sat;
    assert_eq!(
        wallet.send_onchain(&dear, &shown, "", false, world.time_ms),
        Err(SendError::Dear { fee_sat })
    );
    let less = lifeboat_wallet::SendPreview { fee_sat: fee_sat - 1, ..shown.clone() };
    assert_eq!(
        wallet.send_onchain(&dear, &less, "", true, world.time_ms),
        Err(SendError::FeeChanged { fee_sat })
    );
    assert!(wallet.chain_entries().iter().all(|entry| entry.kind == ChainKind::Received));
    assert!(wallet.send_onchain(&dear, &shown, "", true, world.time_ms).is_ok());
}

/// Whatever a server says: no choice is above 2,000 sat/vB, and none that costs much is taken without a second word.
#[test]
fn a_lie_about_fees_is_bounded_and_asked_about() {
    let world = funded(100_000).unwrap();
    for said in ["1e9", "2500", "400"] {
        let fees = format!("{{\"2\":{said},\"12\":{said},\"144\":{said}}}");
        world.wallet().look_anew();
        let liar = Lying::over(&world.chain).says("/fee-estimates", fees);
        now(world.wallet().sync(&liar, world.time_ms)).unwrap();
        for (_, sat_per_kvb) in world.wallet().fee_choices() {
            assert!(sat_per_kvb <= 2_000_000, "{sat_per_kvb}");
            let dear = SendOrder { sat_per_kvb, ..order(Amount::All) };
            match world.wallet().preview_send(&dear) {
                Ok(shown) => {
                    assert!(shown.is_dear);
                    let sent = world.wallet().send_onchain(&dear, &shown, "", false, world.time_ms);
                    assert_eq!(sent, Err(SendError::Dear { fee_sat: shown.fee_sat }));
                }
                Err(error) => assert_eq!(error, SendError::NotEnough { most_sat: 0 }),
            }
        }
    }
}

#[test]
fn all_there_is_leaves_out_what_costs_more_than_it_is_worth() {
    let mut world = funded(100_000).unwrap();
    let address = world.wallet().address();
    world.fund_again(&address, 546).unwrap();
    world.look().unwrap();
    let all = SendOrder { sat_per_kvb: 50_000, ..order(Amount::All) };
    let shown = world.wallet().preview_send(&all).unwrap();
    assert!((5_400..5_600).contains(&shown.fee_sat), "one input, one output, 110 vB: {}", shown.fee_sat);
    assert_eq!((shown.amount_sat + shown.fee_sat, shown.left_sat), (100_000, 546));
    let cheap = SendOrder { sat_per_kvb: 1_000, ..all };
    assert_eq!(world.wallet().preview_send(&cheap).unwrap().left_sat, 0);
}

/// Of a large amount it is a small part, and more than anybody means to pay.
#[test]
fn a_fee_that_is_high_by_itself_is_asked_about() {
    let world = funded(10_000_000).unwrap();
    let rated = |sat_per_kvb| {
        let order = SendOrder { sat_per_kvb, ..order(Amount::Exact(5_000_000)) };
        world.wallet().preview_send(&order).unwrap()
    };
    let (much, little) = (rated(800_000), rated(600_000));
    assert!(much.is_dear && much.fee_sat > 100_000 && much.fee_sat * 40 < much.amount_sat, "{much:?}");
    assert!(!little.is_dear && little.fee_sat < 100_000, "{little:?}");
}

#[test]
fn the_same_sum_to_the_same_address_a_moment_later_is_noticed() {
    let mut world = funded(500_000).unwrap();
    let order = order(Amount::Exact(60_000));
    let shown = world.wallet().preview_send(&order).unwrap();
    assert!(!world.wallet().was_just_sent(&shown, world.time_ms));
    send(&world, &order).unwrap();
    world.flush_alone();
    let sent_ms = world.time_ms;
    let again = world.wallet().preview_send(&order).unwrap();
    for (later_ms, amount_sat, noticed) in
        [(0, 60_000, true), (599_000, 60_000, true), (600_000, 60_000, true), (0, 60_001, false)]
    {
        let shown = lifeboat_wallet::SendPreview { amount_sat, ..again.clone() };
        assert_eq!(world.wallet().was_just_sent(&shown, sent_ms + later_ms), noticed, "{later_ms}");
    }
    let refused = sent(&world)[0].compute_txid().to_string();
    world.wallet().note_broadcast(&refused, &self::refused("dust"), world.time_ms);
    assert!(!world.wallet().was_just_sent(&again, world.time_ms), "it was not sent");
}

#[test]
fn fees_that_are_hours_old_are_told_as_such() {
    let world = World::new().unwrap();
    now(world.wallet().sync(&world.chain, world.time_ms)).unwrap();
    assert!(!world.wallet().are_choices_old(world.time_ms + 6 * 3_600_000));
    assert!(world.wallet().are_choices_old(world.time_ms + 6 * 3_600_000 + 1));
}

#[test]
fn what_only_waits_is_not_sent_on_but_for_change() {
    let mut world = funded(100_000).unwrap();
    let address = world.wallet().address();
    world.send_unmined(&address, 50_000).unwrap();
    world.look().unwrap();
    assert_eq!(balance(&world), (100_000, 50_000));
    let beyond = world.wallet().preview_send(&order(Amount::Exact(120_000)));
    assert!(matches!(beyond, Err(SendError::NotEnough { most_sat }) if most_sat < 100_000));
    send(&world, &order(Amount::Exact(60_000))).unwrap();
    // Nobody but this wallet can take the change back.
    send(&world, &order(Amount::Exact(20_000))).unwrap();
    world.flush_alone();
    take(&mut world);
    assert_eq!(sent(&world).len(), 2);
}

#[test]
fn an_incoming_payment_that_is_replaced_leaves_balance_and_history() {
    let mut world = funded(100_000).unwrap();
    let address = world.wallet().address();
    world.send_unmined(&address, 50_000).unwrap();
    world.look().unwrap();
    let waiting = |world: &World| {
        world.wallet().chain_entries().into_iter().filter(|entry| entry.state == ChainState::Waiting).count()
    };
    assert_eq!((balance(&world), waiting(&world)), ((100_000, 50_000), 1));
    // Its sender sends the same coin elsewhere, in a block.
    let mut other = world.chain.waiting_transactions().remove(0);
    other.output[0].script_pubkey = independent::nowhere();
    world.forget_unmined();
    world.mine(vec![other]).unwrap();
    world.look().unwrap();
    assert_eq!((balance(&world), waiting(&world)), ((100_000, 0), 0));
}

#[test]
fn the_reserve_for_the_channels_stays_unless_it_is_given_up() {
    let mut world = opened(2).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 100_000).unwrap();
    world.look().unwrap();
    world.flush_alone();
    let reserve = world.wallet().onchain_reserve_sat();
    assert!((10_000..60_000).contains(&reserve), "{reserve}");
    let all = order(Amount::All);
    let shown = world.wallet().preview_send(&all).unwrap();
    assert_eq!((shown.left_sat, shown.amount_sat + shown.fee_sat + reserve), (reserve, 100_000));
    assert!(shown.reserve_waits, "what stays is change, which pays for no closing before it is in a block");
    let address = world.wallet().address();
    let over = order(Amount::Exact(shown.amount_sat + 1));
    assert_eq!(world.wallet().preview_send(&over), Err(SendError::NotEnough { most_sat: shown.amount_sat }));
    let given_up = SendOrder { keep_reserve: false, ..all.clone() };
    assert_eq!(world.wallet().preview_send(&given_up).unwrap().left_sat, 0);
    send(&world, &all).unwrap();
    world.flush_alone();
    let transactions = sent(&world);
    world.mine(transactions).unwrap();
    world.look().unwrap();
    assert_eq!(balance(&world), (reserve, 0));
    assert_eq!(world.wallet().channels().len(), 1);
    world.fund_again(&address, 50_000).unwrap();
    world.look().unwrap();
    let beside = world.wallet().preview_send(&order(Amount::Exact(10_000))).unwrap();
    assert!(!beside.reserve_waits, "a coin of {reserve} sat in a block stays");
}

#[test]
fn the_history_holds_both_kinds_in_one_order_and_by_pages() {
    let mut world = opened(4).unwrap();
    for _ in 0..3 {
        let address = world.wallet().address();
        world.fund_again(&address, 50_000).unwrap();
        world.look().unwrap();
        assert!(world.pay(true, 100_000).unwrap());
    }
    let all = world.wallet().newest_entries(100);
    let count = all.len();
    assert_eq!(count, world.wallet().counts().all);
    assert!(all.is_sorted_by(|a, b| a.created_ms() >= b.created_ms()));
    let chain = |entries: &[HistoryEntry]| {
        entries.iter().filter(|entry| matches!(entry, HistoryEntry::Chain(_))).count()
    };
    assert_eq!((chain(&all), count), (3, 3 + 3 + 4));
    let mut paged = world.wallet().newest_entries(2);
    while let Some(last) = paged.last().map(HistoryEntry::id) {
        let page = world.wallet().entries_after(&last, 2);
        if page.is_empty() {
            break;
        }
        paged.extend(page);
    }
    assert_eq!(paged, all);
    assert_eq!(world.wallet().entries_after("chain/00", 5), vec![]);
}

/// What takes the place of a payment of 60,000 sat that waits: the ids of both.
fn bumped(world: &mut World, sat_per_kvb: u32) -> (String, String) {
    let first = send(world, &order(Amount::Exact(60_000))).unwrap();
    world.flush_alone();
    let shown = world.wallet().preview_bump(&first, sat_per_kvb).unwrap();
    let before = entry(world, &first);
    assert!(shown.fee_sat > before.fee_sat.unwrap() && shown.amount_sat == 60_000);
    assert_eq!(shown.left_sat, 100_000 - 60_000 - shown.fee_sat);
    world.wallet().set_note(&first, "for the shed").unwrap();
    let second = world.wallet().raise_fee(&first, sat_per_kvb, &shown, false, world.time_ms).unwrap();
    assert_eq!(world.wallet().note(&second).as_deref(), Some("for the shed"));
    world.flush_alone();
    (first, second)
}

#[test]
fn a_higher_fee_takes_the_place_of_the_first_one() {
    for mined_first in [false, true] {
        let mut world = funded(100_000).unwrap();
        let (first, second) = bumped(&mut world, 12_000);
        assert_eq!(world.wallet().entry(&first), None, "the history has one payment");
        let raised = entry(&world, &second);
        assert_eq!((raised.label.as_str(), raised.amount_sat), ("rent", 60_000));
        assert_eq!(balance(&world), (40_000 - raised.fee_sat.unwrap(), 0));
        world.broadcasts.clear();
        world.kill();
        world.start().unwrap();
        world.look().unwrap();
        let offered = sent(&world);
        assert_eq!(offered.len(), 1, "the first one is offered no more");
        assert_eq!(format!("chain/{}", offered[0].compute_txid()), second);
        let winner = if mined_first { &first } else { &second };
        let raw = world.cloud.get(&winner.replace("chain/", "tx/")).unwrap().to_vec();
        let raw: serde_json::Value = serde_json::from_slice(&raw).unwrap();
        let tx = lifeboat_wallet::sim::decode(raw["raw"].as_str().unwrap()).unwrap();
        world.mine(vec![tx]).unwrap();
        world.look().unwrap();
        assert!(matches!(entry(&world, winner).state, ChainState::Confirmed { .. }));
        assert_eq!(world.wallet().note(winner).as_deref(), Some("for the shed"), "whichever it is");
        let sent: Vec<ChainEntry> = world.wallet().chain_entries();
        assert_eq!(sent.iter().filter(|entry| entry.kind == ChainKind::Sent).count(), 1);
        assert_eq!(balance(&world).1, 0);
    }
}

#[test]
fn only_what_was_ordered_here_and_waits_gets_a_higher_fee() {
    let mut world = funded(100_000).unwrap();
    let (first, second) = bumped(&mut world, 12_000);
    let wallet = world.wallet();
    assert_eq!(wallet.preview_bump(&first, 50_000), Err(SendError::NotWaiting), "replaced already");
    assert!(
        matches!(wallet.preview_bump(&second, 12_500), Err(SendError::RateTooLow { least }) if least > 12_500)
    );
    for unknown in ["", "chain/", "chain/00", "out/00"] {
        assert_eq!(wallet.preview_bump(unknown, 50_000), Err(SendError::NotWaiting));
    }
    let received =
        wallet.chain_entries().into_iter().find(|entry| entry.kind == ChainKind::Received).unwrap();
    assert_eq!(wallet.preview_bump(&received.id, 50_000), Err(SendError::NotWaiting));
    // Another payment would be lost with the change it uses.
    send(&world, &order(Amount::Exact(20_000))).unwrap();
    assert_eq!(world.wallet().preview_bump(&second, 50_000), Err(SendError::SpentOn));
    world.flush_alone();
    let transactions = sent(&world).into_iter().filter(|tx| format!("chain/{}", tx.compute_txid()) == second);
    let transactions = transactions.collect();
    world.mine(transactions).unwrap();
    world.look().unwrap();
    assert_eq!(world.wallet().preview_bump(&second, 50_000), Err(SendError::NotWaiting), "it is in a block");
}

#[test]
fn a_higher_fee_for_everything_comes_off_what_the_payee_gets() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, &order(Amount::All)).unwrap();
    world.flush_alone();
    let before = entry(&world, &first);
    let shown = world.wallet().preview_bump(&first, 20_000).unwrap();
    assert_eq!((shown.amount_sat + shown.fee_sat, shown.left_sat), (100_000, 0));
    assert!(shown.amount_sat < before.amount_sat);
    let second = world.wallet().raise_fee(&first, 20_000, &shown, false, world.time_ms).unwrap();
    assert_eq!(entry(&world, &second).amount_sat, shown.amount_sat);
    world.flush_alone();
    assert_eq!(balance(&world), (0, 0));
}

/// What should stay for closing the channels pays for no higher fee, unless it had been given up: where
/// everything was sent, the fee comes off what the payee gets, and else it is too high.
#[test]
fn a_higher_fee_leaves_the_reserve_for_the_channels() {
    let with_reserve = || {
        let mut world = opened(2).unwrap();
        let address = world.wallet().address();
        world.fund(&address, 100_000).unwrap();
        world.look().unwrap();
        world.flush_alone();
        let reserve = world.wallet().onchain_reserve_sat();
        (world, reserve)
    };
    let (mut world, reserve) = with_reserve();
    let first = send(&world, &order(Amount::All)).unwrap();
    world.flush_alone();
    let before = entry(&world, &first).amount_sat;
    let shown = world.wallet().preview_bump(&first, 50_000).unwrap();
    assert_eq!((shown.left_sat, shown.amount_sat + shown.fee_sat + reserve), (reserve, 100_000));
    assert!(shown.amount_sat < before);
    world.wallet().raise_fee(&first, 50_000, &shown, shown.is_dear, world.time_ms).unwrap();

    let (mut world, reserve) = with_reserve();
    let most = world.wallet().preview_send(&order(Amount::All)).unwrap().amount_sat;
    let first = send(&world, &order(Amount::Exact(most - 2_000))).unwrap();
    world.flush_alone();
    let shown = world.wallet().preview_bump(&first, 10_000).unwrap();
    assert!(shown.left_sat >= reserve && shown.amount_sat == most - 2_000);
    assert_eq!(
        world.wallet().preview_bump(&first, 50_000),
        Err(SendError::FeeBeyond),
        "it would take the reserve"
    );

    let (mut world, reserve) = with_reserve();
    let given_up = SendOrder { keep_reserve: false, ..order(Amount::Exact(100_000 - reserve)) };
    let first = send(&world, &given_up).unwrap();
    world.flush_alone();
    let shown = world.wallet().preview_bump(&first, 50_000).unwrap();
    assert!(shown.left_sat < reserve);
}
