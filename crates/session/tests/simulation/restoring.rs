//! Restores that do not come to their end.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, NewLock, Phase, Problem, ReadOnly, Request, SecondStatus,
    SignInPurpose, Unlocker,
};

use crate::{
    host::{CHAIN, Crash, OTHER_CHAIN, Point},
    journey::{done, pin, saved},
    signing_in::sign_in,
    world::{Process, World},
};

fn restore(world: &World, process: &Process, cloud: usize) -> Option<Result<Answer, Problem>> {
    let found = world.ask(process, Request::FindBackups { drive: world.drive(cloud) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let backup = backups[0].id.clone();
    let request =
        Request::Restore { drive: world.drive(cloud), backup, unlocker: pin(), sure: Assurances::default() };
    world.ask(process, request)
}

fn is_elsewhere(phase: &Phase) -> bool {
    matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } })
}

#[test]
fn a_restore_that_fails_leaves_what_the_user_chose_here_and_the_wallet_that_was_open() {
    let world = World::new(3);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert!(matches!(restore(&world, &other, 0), Some(Ok(Answer::Restored(_)))));
    world.see(&tab, "that another device went on", |view| is_elsewhere(&view.phase));

    // Everything can be read, and nothing new can be written: the takeover never comes.
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 507 }).on("PUT"));
    let failed = restore(&world, &tab, 0);
    assert!(matches!(failed, Some(Err(Problem::ReadOnly { .. }))), "{failed:?}");
    let view = world.see(&tab, "the wallet that was open", |view| view.lockable);
    assert_eq!((view.name.as_str(), view.auto_lock_min), ("Samantha", None), "what the user chose");
    world.around.clouds[0].mend();
    drop(tab);

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    let view = world.see(&tab, "the wallet", |view| view.lockable);
    assert_eq!(view.auto_lock_min, None, "what the user chose, after a reload");
}

/// The store refused the one write at the end of a restore that clears what was coming: it is settled when
/// the wallet is opened next, and nothing that was chosen until then is undone by it.
#[test]
fn what_the_user_chooses_after_a_restore_holds() {
    let world = World::new(7);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(&world, &tab);
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert!(matches!(restore(&world, &other, 0), Some(Ok(Answer::Restored(_)))));
    world.see(&tab, "that another device went on", |view| is_elsewhere(&view.phase));
    let found = world.ask(&tab, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    world.around.clouds[0].fault(Rule::always(Fault::Held).on("PUT"));
    let (drive, backup) = (world.drive(0), backups[0].id.clone());
    let call = tab.call(Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() });
    let coming = || phone.store.contents().into_iter().find(|(key, _)| key.ends_with("/coming"));
    let (key, left) = (0..20)
        .find_map(|_| {
            world.run(100);
            coming().or_else(|| {
                world.around.clouds[0].release_all();
                None
            })
        })
        .unwrap();
    world.around.clouds[0].mend();
    world.around.clouds[0].release_all();
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert!(matches!(tab.page().answer(call), Some(Ok(Answer::Restored(_)))));
    world.run(10_000);
    let mut contents = phone.store.contents();
    assert!(contents.insert(key, left).is_none());
    phone.store.roll_back(contents);
    done(&world, &tab, Request::AutoLock { minutes: None });
    drop(tab);

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    let view = world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    assert_eq!(view.auto_lock_min, None, "what the user chose");
}

#[test]
fn a_restore_that_cannot_reach_its_storage_closes_nothing() {
    let world = World::new(4);
    let tab = world.open(&world.device("phone"));
    saved(&world, &tab);
    let before = tab.page().views().len();
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let found = Request::Restore {
        drive: world.drive(0),
        backup: "Samantha".into(),
        unlocker: pin(),
        sure: Assurances::default(),
    };
    assert!(matches!(world.ask(&tab, found), Some(Err(_))));
    for (_, view) in &tab.page().views()[before..] {
        assert_eq!(view.phase, Phase::Ready, "the wallet runs on");
    }
    world.around.clouds[0].mend();
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

/// Every signet begins with the same block, and has the same name. The wallet is not taken away from where it
/// can be used.
#[test]
fn a_wallet_of_another_chain_of_the_same_name_is_left_where_it_is() {
    let mut world = World::new(9);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.mine(30);
    let invoice = world.around.network.invoice(10_000_000).unwrap();
    world.run(60_000);
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.run(60_000);
    for time in 0..500 {
        world.around.other_chain.mine(1_800_000_000 + time, vec![]);
    }
    let here = world.around.config.clone();
    world.around.config = here.replace(CHAIN, OTHER_CHAIN).into();
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert_eq!(restore(&world, &other, 0), Some(Err(Problem::BackupOfOtherNetwork)));
    world.run(120_000);
    assert_eq!(tab.view().phase, Phase::Ready, "the other device goes on");
    drop(other);
    // Where nobody can tell, it is brought here; the first look would say it.
    world.around.config = here.replace(CHAIN, "https://silent.example").into();
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    let restored = restore(&world, &other, 0);
    assert!(!matches!(restored, Some(Err(Problem::BackupOfOtherNetwork))), "{restored:?}");
}

/// Also while a wallet is put away for another, brought, or brought back: a page that shows it shows what is in it.
#[test]
fn no_wallet_is_shown_without_its_money_while_it_is_opened() {
    let world = World::new(5);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::BackUpNow);
    let before = tab.page().views().len();
    // It cannot be taken over, and what was here comes back.
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 507 }).on("PUT"));
    let failed = restore(&world, &tab, 0);
    assert!(matches!(failed, Some(Err(Problem::ReadOnly { .. }))), "{failed:?}");
    world.around.clouds[0].mend();
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    done(&world, &tab, Request::Lock);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);

    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert!(matches!(restore(&world, &other, 0), Some(Ok(Answer::Restored(_)))));
    world.see(&tab, "that another device went on", |view| is_elsewhere(&view.phase));
    let taken = world.ask(&tab, Request::TakeOver { sure: Assurances::default() });
    assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{taken:?}");
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);

    let views = tab.page().views().split_off(before).into_iter().chain(other.page().views());
    let opened = |phase: &Phase| matches!(phase, Phase::Checking | Phase::Ready | Phase::ReadOnly { .. });
    for (at_ms, view) in views.filter(|(_, view)| opened(&view.phase)) {
        assert_eq!(view.balance.lightning_msat, 400_000_000, "{at_ms}: {view:#?}");
    }
}

/// A restore from the second copy that dies anywhere: what is written from then on goes to the place that the
/// journal names.
#[test]
fn a_restore_that_dies_leaves_the_backup_where_it_is() {
    let mut died = 0;
    for at in 0..400 {
        let world = World::new(6);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        saved(&world, &tab);
        done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
        world.see(&tab, "a second copy", |view| {
            view.second.as_ref().is_some_and(|it| matches!(it.status, SecondStatus::InStep { .. }))
        });
        let found = world.ask(&tab, Request::FindBackups { drive: world.drive(1) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let before = tab.life().points().len();
        tab.life().crash_at(before + at, Crash::Before);
        let (drive, backup) = (world.drive(1), backups[0].id.clone());
        let request = Request::Restore { drive, backup, unlocker: pin(), sure: Assurances::default() };
        let answer = world.ask(&tab, request);
        if answer.is_some() {
            break;
        }
        died += 1;
        if tab.life().points().last() != Some(&Point::Write) {
            continue;
        }
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: pin() });
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        done(&world, &tab, Request::BackUpNow);
        let view =
            world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
        let BackupStatus::Saved { position, .. } = view.backup else { continue };
        let there = |cloud| world.kept().heads().any(|(at, _, head)| at == cloud && head >= position);
        assert!(there(0), "died at {at}: saved to {position}, and not in the backup");
    }
    assert!(died > 20, "{died}");
}

/// The PIN was changed here without the storage, and on another device by its own: each has a key that the
/// other lacks. A restore that dies anywhere leaves a wallet that one of the two PINs opens.
#[test]
fn a_restore_that_dies_between_two_changed_pins_opens_with_one_of_them() {
    const HERE: &str = "846193";
    const THERE: &str = "517264";
    let change = |new: &str| Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(new.into()) };
    let unlock = |with: &str| Request::Unlock { unlocker: Unlocker::Pin(with.into()) };
    let mut opened = [0, 0];
    for at in 0..400 {
        let world = World::new(9);
        let (phone, laptop) = (world.device("phone"), world.device("laptop"));
        let tab = world.open(&phone);
        saved(&world, &tab);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        assert_eq!(world.ask(&tab, change(HERE)), Some(Ok(Answer::LockChanged { in_cloud: false })));
        drop(tab);
        world.around.clouds[0].mend();
        let other = world.open(&laptop);
        world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
        assert!(matches!(restore(&world, &other, 0), Some(Ok(Answer::Restored(_)))));
        assert_eq!(world.ask(&other, change(THERE)), Some(Ok(Answer::LockChanged { in_cloud: true })));
        drop(other);

        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, unlock(HERE));
        world.see(&tab, "that another device went on", |view| is_elsewhere(&view.phase));
        let found = world.ask(&tab, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let (drive, backup, unlocker) = (world.drive(0), backups[0].id.clone(), Unlocker::Pin(THERE.into()));
        tab.life().crash_at(tab.life().points().len() + at, Crash::Before);
        let answer =
            world.ask(&tab, Request::Restore { drive, backup, unlocker, sure: Assurances::default() });
        if answer.is_some() {
            assert!(matches!(answer, Some(Ok(Answer::Restored(_)))), "{answer:?}");
            break;
        }
        if tab.life().points().last() != Some(&Point::Write) {
            continue;
        }
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        let answers = [HERE, THERE].map(|with| world.ask(&tab, unlock(with)));
        let right = answers.iter().position(|answer| *answer == Some(Ok(Answer::Done)));
        let Some(right) = right else { panic!("died at {at}: {answers:?}") };
        opened[right] += 1;
    }
    assert!(opened.iter().all(|times| *times > 0), "{opened:?}");
}

/// The same two PINs, and a restore with the old one that the storage does not take: what is here then is what came.
#[test]
fn a_restore_that_fails_between_two_pins_leaves_a_wallet_that_opens() {
    const HERE: &str = "846193";
    let world = World::new(10);
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    saved(&world, &tab);
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    let change = Request::ChangeLock { old: Some(pin()), new: NewLock::Pin(HERE.into()) };
    assert_eq!(world.ask(&tab, change), Some(Ok(Answer::LockChanged { in_cloud: false })));
    drop(tab);
    world.around.clouds[0].mend();
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
    assert!(matches!(restore(&world, &other, 0), Some(Ok(Answer::Restored(_)))));
    drop(other);

    let unlock = |with: Unlocker| Request::Unlock { unlocker: with };
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, unlock(Unlocker::Pin(HERE.into())));
    world.see(&tab, "that another device went on", |view| is_elsewhere(&view.phase));
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 507 }).on("PUT"));
    let failed = restore(&world, &tab, 0);
    assert!(matches!(failed, Some(Err(Problem::ReadOnly { .. }))), "{failed:?}");
    world.run(60_000);
    drop(tab);
    world.around.clouds[0].mend();

    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    let answers = [pin(), Unlocker::Pin(HERE.into())].map(|with| world.ask(&tab, unlock(with)));
    assert!(answers.contains(&Some(Ok(Answer::Done))), "{answers:?}");
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    world.see(&tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

/// The service gives a new token with every one that is renewed, and ends the old: also while a restore
/// reads. What is kept of it must not count before the journal has made way, and must not be lost when it
/// has.
#[test]
fn a_token_that_is_renewed_in_a_restore_is_kept_with_what_comes() {
    let world = World::new(14);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    saved(&world, &tab);
    let there = sign_in(&world, &tab, SignInPurpose::Another);
    done(&world, &tab, Request::AddSecond { drive: there });
    world.see(&tab, "a second copy", |view| {
        view.second.as_ref().is_some_and(|it| matches!(it.status, SecondStatus::InStep { .. }))
    });

    let drive = sign_in(&world, &tab, SignInPurpose::Restore);
    let found = world.ask(&tab, Request::FindBackups { drive: drive.clone() });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let record = |name: &str| phone.store.contents().into_iter().find(|(key, _)| key.ends_with(name));
    let before = record("journal/meta");
    let one_drive = &world.around.one_drive;
    one_drive.fault(Rule::always(Fault::Held));
    let sure = Assurances { although_second_copy: true, ..Assurances::default() };
    let backup = backups[0].id.clone();
    let call = tab.call(Request::Restore { drive, backup, unlocker: pin(), sure });
    let (mut came, mut steps) = (false, 0);
    while tab.page().answer(call).is_none() {
        world.run(100);
        let is_coming = record("/coming").is_some();
        if record("journal/meta") == before {
            assert!(
                is_coming || !came,
                "what is chosen for the new place counts, and the journal is where it was"
            );
            came |= is_coming;
            steps += u32::from(came);
            // Each request waits; a renewal takes three of them.
            if came && steps % 8 == 1 {
                one_drive.with(|service, _| service.oauth.expire_access());
            }
        }
        one_drive.release_all();
    }
    let answer = tab.page().answer(call);
    assert!(came && steps > 4, "{came} {steps} {answer:?}");
    assert!(matches!(answer, Some(Ok(Answer::Restored(_)))), "{answer:?}");
    one_drive.mend();
    one_drive.release_all();
    drop(tab);

    one_drive.with(|service, _| service.oauth.expire_access());
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: pin() });
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
}
