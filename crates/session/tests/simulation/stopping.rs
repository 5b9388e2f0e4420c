//! The node stops by itself: nothing of what it did can be kept.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{BackupStatus, Link, Phase, Problem, ReadOnly, Request};

use crate::{journey::saved, world::World};

/// Its storage has put one entry in the place of another, so nothing there can be trusted any more.
#[test]
fn a_node_that_stops_by_itself_says_why_and_does_no_more() {
    let world = World::new(18);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.see(&tab, "everything saved", |view| {
        view.link == Link::Up && matches!(view.backup, BackupStatus::Saved { .. })
    });
    world.run(60_000);
    let before = tab.view();
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 204 }).on("MOVE"));
    let invoice = world.around.network.invoice(10_000_000).unwrap();
    tab.call(Request::Pay { invoice: invoice.clone(), amount_msat: None, most_fee_msat: 0, again: false });
    let stopped = world.see(&tab, "that it has stopped, and why", |view| {
        let why = ReadOnly::Unsafe { problem: Problem::Overwrote };
        view.phase == Phase::ReadOnly { why }
    });
    assert_eq!(stopped.link, Link::Off);
    assert!(
        !matches!(stopped.backup, BackupStatus::Saved { .. } | BackupStatus::Checking | BackupStatus::Saving),
        "{:?}",
        stopped.backup
    );
    assert_eq!(stopped.channels.len(), before.channels.len(), "what there is can still be looked at");
    // Nothing leaves it any more, and no command starts it again.
    world.run(120_000);
    assert!(world.around.network.connected().is_empty());
    let again = world.ask(&tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
    assert_eq!(again, Some(Err(Problem::Overwrote)));
    assert!(world.around.network.broadcasts.borrow().is_empty());
}
