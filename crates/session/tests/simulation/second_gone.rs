//! A second copy in which another device was seen to go on, and which is no longer to be had.

use lifeboat_messages::{Answer, Assurances, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::{done, pin},
    second_copy::{INSISTS, is_in_step, restored_there},
    thrown_away::with_channel,
    world::{Process, World},
};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    /// Somebody deleted its folder.
    Deleted,
    /// The user no longer wants it here.
    Removed,
}

fn is_elsewhere(phase: &Phase) -> bool {
    matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { by: Some(by) } } if by.device == "laptop")
}

fn unlocked(world: &World, phone: &crate::device::Device) -> Process {
    let tab = world.open(phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    tab.call(Request::Unlock { unlocker: pin() });
    tab
}

/// What was seen stays true, and no start forgets it; "Use here" does not pass over it. The way out is a
/// restore from the backup, which is another journal from then on: what the other device did is told by the
/// channels' peers.
#[test]
fn a_wallet_whose_second_copy_is_gone_with_what_was_seen_in_it_is_restored_from_its_backup() {
    for (seed, gone) in (140..).zip([Gone::Deleted, Gone::Removed]) {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = with_channel(&world, &phone, true);
        done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
        world.see(&tab, "a second copy", is_in_step);
        world.run(60_000);
        drop(tab);
        let laptop = world.open(&world.device("laptop"));
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let came = restored_there(&world, &laptop, world.drive(1), INSISTS);
        assert!(matches!(came, Ok(Answer::Restored(_))), "{gone:?}: {came:?}");
        world.run(60_000);
        drop(laptop);
        let tab = unlocked(&world, &phone);
        world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase));
        match gone {
            Gone::Deleted => world.kept().delete_backups(1),
            Gone::Removed => {
                let removed = world.ask(&tab, Request::RemoveSecond { delete_copy: false });
                assert!(matches!(removed, Some(Ok(_))), "{removed:?}");
            }
        }
        drop(tab);
        let tab = unlocked(&world, &phone);
        world.see(&tab, "that it runs elsewhere", |view| is_elsewhere(&view.phase));
        let back = Request::TakeOver { sure: Assurances::default() };
        assert_eq!(world.ask(&tab, back), Some(Err(Problem::SecondAhead)), "{gone:?}");
        let back = restored_there(&world, &tab, world.drive(0), Assurances::default());
        assert!(matches!(back, Ok(Answer::Restored(_))), "{gone:?}: {back:?}");
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        drop(tab);
        let tab = unlocked(&world, &phone);
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    }
}
