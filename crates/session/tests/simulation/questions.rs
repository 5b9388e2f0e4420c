//! What only the user can answer in a restore.

use lifeboat_backup::layout;
use lifeboat_messages::{Answer, Assurances, BackupStatus, FileFault, Phase, Problem, ReadOnly, Request};

use crate::{
    journey::{done, pin, saved},
    world::{Process, World},
};

fn restore(world: &World, tab: &Process, sure: Assurances) -> Result<Answer, Problem> {
    let found = world.ask(tab, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let restore = Request::Restore { drive: world.drive(0), backup, unlocker: pin(), sure };
    world.ask(tab, restore).unwrap()
}

/// The newest entry is the beginning of an upload. Neither its own device nor a new one goes on over it, and
/// it stays where it is.
#[test]
fn nobody_goes_on_over_an_unfinished_entry() {
    let world = World::new(1);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    let balance = tab.view().balance;
    drop(tab);
    let (cloud, folder, head) = world.kept().heads().next().unwrap();
    let begun: &[u8] = b"the beginning of an upload";
    world.kept().put_at(cloud, &folder, head + 1, Some(begun));
    let file = format!("Channel state/{}", layout::entry_name(head + 1));
    let question = Problem::TornHead { file };

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    let why = ReadOnly::Unconfirmed { problem: question.clone() };
    world.see(&tab, "its own device asking", |view| view.phase == Phase::ReadOnly { why: why.clone() });
    drop(tab);

    let heir = world.open(&world.device("laptop"));
    world.see(&heir, "an empty device", |view| view.phase == Phase::Empty);
    for _ in 0..2 {
        assert_eq!(restore(&world, &heir, Assurances::default()), Err(question.clone()));
        assert_eq!(
            world.kept().at(cloud, &folder, head + 1).as_deref(),
            Some(begun),
            "waiting removes nothing"
        );
    }
    // This service does not promise to delete exactly these bytes: their owner has to, and is not asked the same again.
    let sure = Assurances { old_device_is_gone: true, ..Assurances::default() };
    let file = format!("Channel state/{}", layout::entry_name(head + 1));
    let left = Problem::BadFile { file, second: false, fault: FileFault::Unfinished };
    assert_eq!(restore(&world, &heir, sure), Err(left));
    assert_eq!(world.kept().at(cloud, &folder, head + 1).as_deref(), Some(begun), "it is deleted");
    world.kept().put_at(cloud, &folder, head + 1, None);
    let came = restore(&world, &heir, Assurances::default());
    let Ok(Answer::Restored(wallet)) = came else { panic!("{came:?}") };
    assert_eq!(wallet.old_device.map(|it| it.device).as_deref(), Some("phone"));
    world.see(
        &heir,
        "everything saved further on",
        |view| matches!(view.backup, BackupStatus::Saved { position, .. } if position > head),
    );
    assert_eq!(heir.view().balance, balance);
}
