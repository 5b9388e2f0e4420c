//! How much is in memory at once. A browser gives a page of a phone little, and a worker never gives back
//! what it once had.

use lifeboat_messages::{Answer, Assurances, Phase, ReadOnly, Request, View};
use lifeboat_wallet::sim::{living_graphs, most_graphs};

use crate::{
    journey::{done, pin, saved},
    world::{Process, World},
};

fn runs(world: &World, tab: &Process) {
    world.see(tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}

/// Each wallet has a map of the network: the one that was only looked at is gone before the one that runs is
/// made, and so is one that was put away for another.
#[test]
fn there_is_never_more_than_one_map_of_the_network_in_memory() {
    let world = World::new(5);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::BackUpNow);
    assert_eq!((living_graphs(), most_graphs()), (1, 1), "made");
    done(&world, &tab, Request::Lock);
    assert_eq!(living_graphs(), 0, "locked");
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    runs(&world, &tab);
    assert_eq!((living_graphs(), most_graphs()), (1, 1), "unlocked");

    let other = world.open(&world.device("laptop"));
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&other, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let request =
        Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure: Assurances::default() };
    assert!(matches!(world.ask(&other, request), Some(Ok(Answer::Restored(_)))));
    assert_eq!((living_graphs(), most_graphs()), (2, 2), "restored: one on each device");

    let fenced = world.see(&tab, "that another device went on", |view| {
        matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
    });
    done(&world, &other, Request::Lock);
    assert_eq!((living_graphs(), most_graphs()), (1, 2), "the other one is locked");
    let seen = tab.page().views().len();
    let taken = world.ask(&tab, Request::TakeOver { sure: Assurances::default() });
    assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{taken:?}");
    runs(&world, &tab);
    assert_eq!((living_graphs(), most_graphs()), (1, 1), "taken over");
    // What depends on a line to the peer aside.
    let shown = |view: &View| {
        let balance = (view.balance.lightning_msat, view.balance.onchain_sat);
        (balance, view.channels.len(), view.activities.clone(), view.payments)
    };
    for (at_ms, view) in tab.page().views().split_off(seen) {
        assert_eq!(shown(&view), shown(&fenced), "what was to be seen is gone at {at_ms}");
    }
}
