//! What a storage does, and what the page is told of it.

use std::collections::BTreeSet;

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, BackupStatus, Outcome, Phase, Problem, Request, Unlocker};

use crate::{
    journey::{PIN, done, lock},
    world::{Process, World},
};

fn with_wallet(world: &World) -> Process {
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    tab
}

fn backed_up(world: &World, tab: &Process) {
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0) };
    assert!(matches!(world.ask(tab, started), Some(Ok(Answer::BackedUp(_)))));
    world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

/// The folders in which a cloud was tried out.
fn trials(world: &World) -> usize {
    let folder = |path: String| {
        path.split('/').find(|name| name.starts_with("Lifeboat%20connection%20test")).map(str::to_owned)
    };
    world.around.clouds[0]
        .log()
        .into_iter()
        .filter_map(|asked| folder(asked.path))
        .collect::<BTreeSet<_>>()
        .len()
}

#[test]
fn connecting_a_storage_and_turning_the_backup_on_there_try_it_out_once() {
    let world = World::new(3);
    let tab = with_wallet(&world);
    let connected = world.ask(&tab, Request::Connect { drive: world.drive(0) });
    assert!(matches!(connected, Some(Ok(Answer::Connected(_)))), "{connected:?}");
    assert_eq!(trials(&world), 1);
    backed_up(&world, &tab);
    assert_eq!(trials(&world), 1);
}

/// Full, or read-only: what can be read is not lost, and who has it is told what that costs.
#[test]
fn a_backup_in_a_storage_that_takes_no_new_file_can_be_gone_on_with_after_a_question() {
    for fault in [Fault::QuotaFull, Fault::Status { status: 403 }] {
        let world = World::new(4);
        let tab = with_wallet(&world);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        backed_up(&world, &tab);
        let invoice = world.around.network.invoice(25_000_000).unwrap();
        done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        let paid = world.see(&tab, "a saved payment", |view| {
            view.activities.first().is_some_and(|it| it.outcome == Outcome::Done && it.saved)
        });
        drop(tab);
        for method in ["PUT ", "MKCOL ", "MOVE ", "DELETE "] {
            world.around.clouds[0].fault(Rule::always(fault.clone()).on(method));
        }

        let laptop = world.open(&world.device("laptop"));
        world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
        let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let restore = |sure| Request::Restore {
            drive: world.drive(0),
            backup: backups[0].id.clone(),
            unlocker: Unlocker::Pin(PIN.into()),
            sure,
        };
        let refused = world.ask(&laptop, restore(Assurances::default()));
        let Some(Err(asked @ Problem::ReadOnly { .. })) = refused else { panic!("{fault:?}: {refused:?}") };
        assert!(matches!(&asked, Problem::ReadOnly { device, .. } if device == "phone"));
        let restored = world.ask(&laptop, restore(Assurances::default().of(&asked)));
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{fault:?}: {restored:?}");
        let there = world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!(there.balance.lightning_msat, paid.balance.lightning_msat);
        assert_eq!(there.backup, BackupStatus::Off, "nothing is said to be saved");

        // And it is saved again elsewhere.
        let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(1) };
        assert!(matches!(world.ask(&laptop, started), Some(Ok(Answer::BackedUp(_)))));
        world.see(&laptop, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    }
}
