//! A channel that is closed on the page, until its money can be spent on the chain.

use lifeboat_messages::{
    Channel, CloseReason, CloseWay, ClosedChannel, ComingPart, ComingStep, Fault, Outcome, Problem, Request,
    View,
};

use crate::{
    journey::{done, saved},
    on_chain::{address, send},
    world::{Process, World},
};

const OURS_SAT: u64 = 400_000;

/// A wallet with a backup and a channel of 400 000 sat; the channel's id.
fn with_channel(world: &World) -> (Process, Channel) {
    let tab = world.open(&world.device("phone"));
    saved(world, &tab);
    world.open_channel(&tab, 1_000_000, OURS_SAT * 1_000);
    let channel = tab.view().channels.remove(0);
    (tab, channel)
}

fn closed(view: &View) -> Option<&ClosedChannel> {
    view.closed.first()
}

pub fn step(tab: &Process) -> Option<ComingStep> {
    closed(&tab.view())?.coming.first().map(|part| part.step)
}

/// Blocks, with time for the look at the chain and for what follows from it.
pub fn blocks(world: &World, tab: &Process, blocks: usize) {
    for _ in 0..blocks {
        done(world, tab, Request::Active);
        world.mine(1);
        done(world, tab, Request::RetryNow);
        world.run(40_000);
    }
}

fn mined_until(world: &World, tab: &Process, what: &str, wanted: impl Fn(Option<ComingStep>) -> bool) {
    for _ in 0..200 {
        if wanted(step(tab)) {
            return;
        }
        blocks(world, tab, 1);
    }
    panic!("never {what}: {:?}", tab.view().closed);
}

/// All of it is in the on-chain wallet, confirmed, and nothing is closing any more.
fn is_home(world: &World, tab: &Process) {
    mined_until(world, tab, "home", |step| step == Some(ComingStep::Arrived));
    let view = tab.view();
    assert!((OURS_SAT - 5_000..=OURS_SAT).contains(&view.balance.onchain_sat), "{:?}", view.balance);
    assert_eq!((view.balance.lightning_msat, view.balance.closing_sat), (0, 0));
    blocks(world, tab, 6);
    assert_eq!(closed(&tab.view()).unwrap().coming, [], "nothing more is told of it");
}

#[test]
fn closed_together_the_money_comes_home() {
    let world = World::new(61);
    let (tab, channel) = with_channel(&world);
    assert!(channel.connected && !channel.closing && channel.close_cost.home_sat > 0, "{channel:?}");
    done(&world, &tab, Request::CloseChannel { id: channel.id.clone(), way: CloseWay::Together });
    let view = world.see(&tab, "the closed channel", |view| !view.closed.is_empty());
    assert!(view.channels.is_empty());
    let shown = closed(&view).unwrap();
    assert_eq!((shown.id.as_str(), shown.why), (channel.id.as_str(), CloseReason::Agreed));
    assert_eq!(shown.coming.iter().map(|part| part.step).collect::<Vec<_>>(), [ComingStep::Sent]);
    assert!(shown.coming[0].amount_sat > OURS_SAT - 5_000);
    blocks(&world, &tab, 1);
    assert!(matches!(step(&tab), Some(ComingStep::Ripens { .. })), "{:?}", step(&tab));
    is_home(&world, &tab);
}

/// The provider is given six blocks to close by itself; it does not, and after the delay the money comes home.
#[test]
fn closed_alone_the_money_comes_home_after_its_delay() {
    let world = World::new(62);
    let (tab, channel) = with_channel(&world);
    let until = tab.view().height + 6;
    done(&world, &tab, Request::CloseChannel { id: channel.id.clone(), way: CloseWay::Alone });
    let view = world.see(&tab, "the closed channel", |view| !view.closed.is_empty());
    assert_eq!(closed(&view).unwrap().why, CloseReason::ByUs);
    while tab.view().height < until {
        assert_eq!(step(&tab), Some(ComingStep::WaitsForPeer { until }));
        assert_eq!(commitments(&world), 0);
        blocks(&world, &tab, 1);
    }
    mined_until(&world, &tab, "in a block", |step| matches!(step, Some(ComingStep::Ripens { .. })));
    let Some(ComingStep::Ripens { at }) = step(&tab) else { panic!() };
    let left = at - tab.view().height;
    assert!(
        (channel.close_cost.delay_blocks - 3..=channel.close_cost.delay_blocks).contains(&left),
        "{left}"
    );
    is_home(&world, &tab);
}

#[test]
fn what_is_no_open_channel_is_not_closed() {
    let world = World::new(63);
    let (tab, channel) = with_channel(&world);
    let close = |id: &str| {
        let way = CloseWay::Alone;
        world.ask(&tab, Request::CloseChannel { id: id.to_owned(), way }).unwrap()
    };
    assert_eq!(close("none"), Err(Problem::CloseRefused));
    assert!(close(&channel.id).is_ok());
    assert_eq!(close(&channel.id), Err(Problem::CloseRefused), "once");
}

/// The pool takes nothing as cheap as a bare commitment.
const LEAST_RATE: u64 = 1_000;

/// Commitments of the wallet in the pool.
pub fn commitments(world: &World) -> usize {
    let pool = world.around.network.broadcasts.borrow();
    pool.iter().filter(|tx| tx.lock_time.to_consensus_u32() >> 24 == 0x20).count()
}

/// With coins of an earlier channel the closing carries its own fee: as a package, and where the server knows
/// none, one after the other is all that is left, which this pool refuses.
#[test]
fn a_closing_that_pays_too_little_alone_goes_with_what_pays_for_it() {
    let world = World::new(64);
    let (tab, first) = with_channel(&world);
    done(&world, &tab, Request::CloseChannel { id: first.id, way: CloseWay::Together });
    is_home(&world, &tab);
    world.open_channel(&tab, 1_000_000, OURS_SAT * 1_000);
    let second = tab.view().channels.remove(0);
    world.around.network.least_rate.set(LEAST_RATE);
    world.around.network.packages.set(false);
    done(&world, &tab, Request::CloseChannel { id: second.id, way: CloseWay::Alone });
    blocks(&world, &tab, 8);
    assert_eq!(commitments(&world), 0);
    assert!(matches!(tab.view().fault, Some(Fault { problem: Problem::FeeTooLow { .. }, .. })));
    world.around.network.packages.set(true);
    blocks(&world, &tab, 3);
    assert!(matches!(step(&tab), Some(ComingStep::Ripens { .. })), "{:?}", tab.view().closed);
    assert_eq!(tab.view().fault, None);
}

/// Whatever becomes of the user's own payment meanwhile is no matter of the closing.
#[test]
fn a_payment_that_pays_too_little_says_nothing_of_a_closing() {
    let world = World::new(66);
    let (tab, first) = with_channel(&world);
    done(&world, &tab, Request::CloseChannel { id: first.id, way: CloseWay::Together });
    is_home(&world, &tab);
    // One coin pays for the closing, another is sent.
    world.around.network.give(&address(&world, &tab), 200_000).unwrap();
    world.run(120_000);
    world.open_channel(&tab, 1_000_000, OURS_SAT * 1_000);
    let second = tab.view().channels.remove(0);
    done(&world, &tab, Request::CloseChannel { id: second.id, way: CloseWay::Alone });
    world.run(1_000);
    assert!(matches!(step(&tab), Some(ComingStep::WaitsForPeer { .. })), "{:?}", tab.view().closed);
    *world.around.network.refusal.borrow_mut() = Some("mempool min fee not met, 141 < 1000".to_owned());
    let (_, id) = send(&world, &tab, 60_000);
    let refused = |view: &View| {
        view.activities.iter().any(|it| it.id == id && matches!(it.outcome, Outcome::Failed { .. }))
    };
    world.see(&tab, "a refusal", refused);
    world.run(1_000);
    assert_eq!(tab.view().fault, None);
}

#[test]
fn a_closing_without_coins_says_how_much_is_missing() {
    let world = World::new(65);
    let (tab, channel) = with_channel(&world);
    world.around.network.least_rate.set(LEAST_RATE);
    done(&world, &tab, Request::CloseChannel { id: channel.id, way: CloseWay::Alone });
    blocks(&world, &tab, 8);
    assert_eq!(commitments(&world), 0);
    let fault = tab.view().fault;
    let Some(Fault { problem: Problem::FeeTooLow { missing_sat: Some(missing) }, .. }) = fault else {
        panic!("{fault:?}")
    };
    assert!((100..5_000).contains(&missing), "{missing}");
    world.around.network.least_rate.set(0);
    blocks(&world, &tab, 3);
    assert_eq!(tab.view().fault, None);
    assert!(matches!(step(&tab), Some(ComingStep::Ripens { .. })), "{:?}", tab.view().closed);
}

/// What was on its way out comes back when its time is over. On the wallet's own commitment that takes a coin.
#[test]
fn a_claim_without_a_coin_says_how_much_to_receive() {
    let world = World::new(67);
    let (tab, channel) = with_channel(&world);
    world.around.network.peer.holds(true);
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.run(10_000);
    done(&world, &tab, Request::CloseChannel { id: channel.id, way: CloseWay::Alone });
    let told = || match tab.view().fault?.problem {
        Problem::ClaimWithoutCoin { worth_sat, needed_sat, blocks_left } => {
            Some((worth_sat, needed_sat, blocks_left))
        }
        other => panic!("{other:?}"),
    };
    let mut passed = 0;
    while told().is_none() {
        blocks(&world, &tab, 1);
        passed += 1;
        assert!(passed < 200, "{:?}", tab.view().closed);
    }
    let (worth_sat, needed_sat, blocks_left) = told().unwrap();
    assert_eq!((worth_sat, blocks_left), (25_000, None));
    assert!((1_000..=12_500).contains(&needed_sat), "{needed_sat}");
    world.around.network.give(&address(&world, &tab), needed_sat).unwrap();
    blocks(&world, &tab, 3);
    assert_eq!(tab.view().fault, None);
    let is_coming = |part: &ComingPart| matches!(part.step, ComingStep::ComesBack { .. });
    assert!(!closed(&tab.view()).unwrap().coming.iter().any(is_coming), "{:?}", tab.view().closed);
}
