//! What a storage does, and what the page is told of it.

use std::collections::BTreeSet;

use lifeboat_clouds::{
    Fault, Rule,
    nextcloud::{APP_PASSWORD, USER_ID},
};
use lifeboat_messages::{
    Answer, Assurances, BackupStatus, FolderChange, FolderNews, FoundBackup, FoundState, Outcome, Phase,
    Problem, ReadOnly, Request, SecondStatus, ServiceKind, Unlocker, View, Weakness, WriteFault,
};

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
    let started = Request::StartBackup { lock: lock(PIN), drive: world.drive(0), waiver: Default::default() };
    assert!(matches!(world.ask(tab, started), Some(Ok(Answer::BackedUp(_)))));
    world.see(tab, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
}

fn pays(world: &World, tab: &Process) {
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
}

fn is_paid_and_saved(view: &View) -> bool {
    view.activities.first().is_some_and(|it| it.outcome == Outcome::Done && it.saved)
}

/// By the PIN, with nothing confirmed.
fn restore(world: &World, backup: &FoundBackup) -> Request {
    Request::Restore {
        drive: world.drive(0),
        backup: backup.id.clone(),
        unlocker: Unlocker::Pin(PIN.into()),
        sure: Assurances::default(),
    }
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

/// Full, read-only, silent when it is written to, or signed in to read alone: what can be read is not lost,
/// and who has it is told what that costs.
#[test]
fn a_backup_in_a_storage_that_takes_no_new_file_can_be_gone_on_with_after_a_question() {
    for (fault, why) in [
        (Fault::QuotaFull, WriteFault::Refused),
        (Fault::Status { status: 403 }, WriteFault::Refused),
        (Fault::RequestLost, WriteFault::Unanswered),
        (Fault::Held, WriteFault::Unanswered),
        (Fault::Status { status: 401 }, WriteFault::SignedOut),
    ] {
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
        let told = matches!(&asked, Problem::ReadOnly { why: told, by: Some(by) } if *told == why && by.device == "phone");
        assert!(told, "{fault:?}: {asked:?}");
        assert_eq!(laptop.view().phase, Phase::Empty, "nothing is begun before the user was asked");
        let restored = world.ask(&laptop, restore(Assurances::default().of(&asked)));
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{fault:?}: {restored:?}");
        let there = world.see(&laptop, "a wallet that runs", |view| view.phase == Phase::Ready);
        assert_eq!(there.balance.lightning_msat, paid.balance.lightning_msat);
        assert_eq!(there.backup, BackupStatus::Off, "nothing is said to be saved");

        // And it is saved again elsewhere.
        let started =
            Request::StartBackup { lock: lock(PIN), drive: world.drive(1), waiver: Default::default() };
        assert!(matches!(world.ask(&laptop, started), Some(Ok(Answer::BackedUp(_)))));
        world.see(&laptop, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    }
}

/// What is lost or refused while the storage is silent for seconds, or altogether, is no question: it is not
/// said to be read-only.
#[test]
fn an_outage_in_a_restore_is_no_storage_that_can_only_be_read() {
    let asked_before_writing = {
        let (world, laptop, backup) = to_be_restored();
        world.around.clouds[0].clear_log();
        let restored = world.ask(&laptop, restore(&world, &backup));
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
        let log = world.around.clouds[0].log();
        log.iter().position(|asked| asked.method == "MKCOL").unwrap() as u32
    };
    let lost = |method, times| Rule::once(Fault::RequestLost).on(method).times(times);
    let once = ["MKCOL ", "PUT ", "MOVE "].into_iter().flat_map(|method| {
        [Rule::once(Fault::RequestLost), Rule::once(Fault::AnswerLost)].map(|rule| rule.on(method))
    });
    // So often is one request sent by one look. Then the storage is written to again.
    let seconds = [lost("MKCOL ", 4), Rule::once(Fault::Status { status: 401 }).on("MKCOL ")];
    for rule in once.chain(seconds) {
        let (world, laptop, backup) = to_be_restored();
        world.around.clouds[0].fault(rule.clone());
        let restored = world.ask(&laptop, restore(&world, &backup));
        assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{rule:?}: {restored:?}");
        world.see(&laptop, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));
    }
    let (world, laptop, backup) = to_be_restored();
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost).after(asked_before_writing));
    let failed = world.ask(&laptop, restore(&world, &backup));
    assert!(matches!(failed, Some(Err(Problem::Unreachable))), "{failed:?}");
}

/// A device without a wallet, and the backup that it has found.
fn to_be_restored() -> (World, Process, FoundBackup) {
    let world = World::new(54);
    let tab = with_wallet(&world);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    backed_up(&world, &tab);
    drop(tab);
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { mut backups })) = found else { panic!("{found:?}") };
    (world, laptop, backups.remove(0))
}

/// Apache answers 403 to one in two hundred creates that hit a folder which is being made. The user need not
/// do anything.
#[test]
fn a_create_that_is_refused_once_is_tried_again_without_the_user() {
    for method in ["PUT ", "MKCOL ", "MOVE "] {
        let world = World::new(50);
        let tab = with_wallet(&world);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        backed_up(&world, &tab);
        world.around.clouds[0].fault(Rule::once(Fault::Status { status: 403 }).on(method));
        pays(&world, &tab);
        world.see(&tab, "a saved payment", is_paid_and_saved);
    }
}

/// No request is waited for without an end: a storage that takes them and says nothing is told.
#[test]
fn a_storage_that_answers_nothing_is_told_although_no_request_fails() {
    let world = World::new(51);
    let tab = with_wallet(&world);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    backed_up(&world, &tab);
    world.around.clouds[0].fault(Rule::always(Fault::Held));
    pays(&world, &tab);
    world.see(&tab, "that it waits", |view| {
        matches!(view.backup, BackupStatus::Waiting { problem: Problem::Unreachable, .. })
    });
    world.around.clouds[0].mend();
    world.around.clouds[0].release_all();
    world.see(&tab, "a saved payment", is_paid_and_saved);
}

/// With everything that comes before the journal: the account, the search, the words, and the trial of the storage.
#[test]
fn a_whole_restore_takes_a_bounded_number_of_rounds() {
    const ROUND_MS: u64 = 1_000;
    let world = World::new(52);
    let tab = with_wallet(&world);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    backed_up(&world, &tab);
    drop(tab);
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    world.around.clouds_late_ms.set(ROUND_MS);
    let rounds_until = |what: &str, request: Request| {
        let (before_ms, before) = (world.around.time.now(), world.around.clouds[0].requests());
        let answer = world.ask(&laptop, request);
        let rounds = (world.around.time.now() - before_ms).div_ceil(ROUND_MS);
        println!("{what}: {rounds} rounds, {} requests", world.around.clouds[0].requests() - before);
        (answer, rounds)
    };
    let (found, search) = rounds_until("search", Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let (restored, bringing) = rounds_until("restore", restore(&world, &backups[0]));
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    assert!(search <= 6 && bringing <= 21, "{search}, {bringing}");
    let races =
        || world.around.clouds[0].log().iter().filter(|asked| asked.path.contains("/folder%20")).count();
    let before = races();
    world.run(120_000);
    assert!(races() > before, "which is tried out once it is here");
}

/// "Use here", on the device from which another has taken the wallet over.
#[test]
fn a_take_over_takes_a_bounded_number_of_rounds() {
    const ROUND_MS: u64 = 1_000;
    let world = World::new(53);
    let phone = with_wallet(&world);
    world.open_channel(&phone, 1_000_000, 400_000_000);
    backed_up(&world, &phone);
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let restored = world.ask(&laptop, restore(&world, &backups[0]));
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    done(&world, &phone, Request::RetryNow);
    let is_elsewhere = |phase: &Phase| matches!(phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
    world.see(&phone, "that it runs elsewhere", |view| is_elsewhere(&view.phase));
    drop(laptop);
    world.around.clouds_late_ms.set(ROUND_MS);
    let before_ms = world.around.time.now();
    let back = world.ask(&phone, Request::TakeOver { sure: Assurances::default() });
    assert!(matches!(back, Some(Ok(Answer::Restored(_)))), "{back:?}");
    let rounds = (world.around.time.now() - before_ms).div_ceil(ROUND_MS);
    assert!(rounds <= 12, "{rounds}");
}

/// A folder that the storage does not give hides no wallet in another, and one bad answer for a file is none
/// for good: neither in the list nor in the restore.
#[test]
fn a_folder_that_is_not_given_hides_no_wallet_and_one_bad_answer_for_a_file_is_asked_again() {
    let world = World::new(49);
    for name in ["phone", "tablet"] {
        let tab = world.open(&world.device(name));
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: name.into() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        backed_up(&world, &tab);
    }
    let cloud = &world.around.clouds[0];
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let find = || {
        let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { mut backups })) = found else { panic!("{found:?}") };
        backups.sort_by_key(|backup| backup.name.clone());
        backups
    };
    let down = Fault::Status { status: 503 };
    let file = "GET phone/Recovery%20phrase";
    cloud.fault(Rule::once(down.clone()).on(file));
    let states: Vec<_> = find().into_iter().map(|backup| backup.state).collect();
    assert_eq!(states, [FoundState::Complete, FoundState::Complete], "one bad answer");
    cloud.fault(Rule::always(down.clone()).on("PROPFIND tablet"));
    let backups = find();
    let states: Vec<_> = backups.iter().map(|backup| backup.state.clone()).collect();
    let unread = FoundState::Unread { problem: Problem::Unavailable };
    assert_eq!(states, [FoundState::Complete, unread], "a folder that is not given");
    // The restore looks once more, and then reads the words.
    cloud.fault(Rule::once(down.clone()).on(file));
    cloud.fault(Rule::once(down).on(file).after(1));
    let restored = world.ask(&laptop, restore(&world, &backups[0]));
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
}

/// Anybody's folder, to which this account is not let in, is all that there is beside nothing: that none was
/// read is told with it, and neither that there is none nor that the whole search failed.
#[test]
fn a_folder_of_somebody_else_that_is_closed_makes_no_search_fail() {
    let world = World::new(50);
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "phone".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    backed_up(&world, &tab);
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    world.around.clouds[0].fault(Rule::always(Fault::Status { status: 403 }).on("PROPFIND phone"));
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let states: Vec<_> = backups.into_iter().map(|backup| backup.state).collect();
    assert_eq!(states, [FoundState::Unread { problem: Problem::Denied }]);
}

/// It may hold the only copy: the wallet comes back from it first, and the user is told why it should not stay there.
#[test]
fn a_storage_that_has_become_unfit_gives_the_wallet_back_and_is_named() {
    let world = World::new(48);
    let tab = with_wallet(&world);
    backed_up(&world, &tab);
    drop(tab);
    // Whatever stands in front of it makes no folders any more.
    let refuses = Fault::Status { status: 501 };
    world.around.clouds[0].fault(Rule::always(refuses).on("MKCOL Lifeboat%20connection"));
    let laptop = world.open(&world.device("laptop"));
    world.see(&laptop, "an empty device", |view| view.phase == Phase::Empty);
    let found = world.ask(&laptop, Request::FindBackups { drive: world.drive(0) });
    let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
    let restored = world.ask(&laptop, restore(&world, &backups[0]));
    assert!(matches!(restored, Some(Ok(Answer::Restored(_)))), "{restored:?}");
    let problem = Problem::NotSafeForChannels { weakness: Weakness::NoFolders };
    let unfit = |view: &View| view.service.as_ref().and_then(|service| service.unfit.clone());
    let told = |view: &View| unfit(view).as_ref() == Some(&problem);
    world.see(&laptop, "why it should not stay there", told);
    world.see(&laptop, "everything saved", |view| matches!(view.backup, BackupStatus::Saved { .. }));

    // It is found out anew at each start, until the storage passes or the backup is moved.
    done(&world, &laptop, Request::Lock);
    done(&world, &laptop, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
    world.see(&laptop, "the same", told);
    world.around.clouds[0].mend();
    done(&world, &laptop, Request::Lock);
    let before = trials(&world);
    done(&world, &laptop, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
    world.run(120_000);
    assert_eq!((unfit(&laptop.view()), trials(&world)), (None, before + 1));
    done(&world, &laptop, Request::Lock);
    done(&world, &laptop, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
    world.run(120_000);
    assert_eq!(trials(&world), before + 1, "it has passed, and is not tried out again");
}

/// A device at rest has nothing to write, and so nothing that would be refused: its look at the storage is,
/// and its look at the second copy.
#[test]
fn a_device_at_rest_whose_app_password_was_revoked_does_not_say_saved() {
    let world = World::new(5);
    let tab = with_wallet(&world);
    backed_up(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    done(&world, &tab, Request::AddSecond { drive: world.drive(1) });
    world.see(&tab, "a second copy", is_in_step);
    let change = |cloud: usize, made| {
        world.around.clouds[cloud].with(|service, _| service.change_app_password(USER_ID, made));
    };
    let ended = |cloud, view: &View| match cloud {
        0 => view.backup == BackupStatus::Paused { problem: Problem::SignedOut },
        _ => view.second.as_ref().is_some_and(|second| {
            matches!(second.status, SecondStatus::Paused { problem: Problem::SignedOut })
        }),
    };
    for cloud in [0, 1] {
        world.run(600_000);
        change(cloud, "another");
        let from_ms = world.around.time.now();
        world.see(&tab, "that the sign-in has ended", |view| ended(cloud, view));
        let said_ms = world.around.time.now() - from_ms;
        assert!(said_ms <= 100_000, "{cloud}: all is well for {said_ms} ms");

        // And the other way round: nobody waits for the next look.
        change(cloud, APP_PASSWORD);
        done(&world, &tab, Request::Reconnect { drive: world.drive(cloud) });
        let from_ms = world.around.time.now();
        world.see(&tab, "everything saved", |view| {
            matches!(view.backup, BackupStatus::Saved { .. }) && is_in_step(view)
        });
        let said_ms = world.around.time.now() - from_ms;
        assert!(said_ms < 5_000, "{cloud}: paused for {said_ms} ms after it was mended");
    }
}

/// Somebody has deleted a folder, or has given it another name.
#[test]
fn what_became_of_a_folder_is_told_until_it_was_read() {
    let world = World::new(6);
    let phone = world.device("phone");
    let mut tab = world.open(&phone);
    crate::second_copy::with_second(&world, &tab);
    let kind = ServiceKind::Nextcloud;
    let rebuilt = |second| FolderNews { kind, second, change: FolderChange::Rebuilt };
    let renamed = FolderChange::Renamed { name: "My old phone".into() };
    for news in [rebuilt(false), FolderNews { kind, second: false, change: renamed }, rebuilt(true)] {
        assert_eq!(tab.view().folder_news, None);
        match (&news.change, news.second) {
            (FolderChange::Renamed { name }, _) => {
                let (_, folder, _) = world.kept().heads().find(|(cloud, _, _)| *cloud == 0).unwrap();
                world.kept().rename(0, &folder, name);
            }
            (FolderChange::Rebuilt, second) => world.kept().delete_backups(second.into()),
        }
        world.run(120_000);
        done(&world, &tab, Request::BackUpNow);
        world.see(&tab, "what became of it", |view| view.folder_news.as_ref() == Some(&news));
        drop(tab);
        tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        done(&world, &tab, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
        world.see(&tab, "the same", |view| view.folder_news.as_ref() == Some(&news));
        let other = FolderNews { second: !news.second, ..news.clone() };
        done(&world, &tab, Request::NewsRead { news: other });
        assert_eq!(tab.view().folder_news.as_ref(), Some(&news), "what was not shown was not read");
        done(&world, &tab, Request::NewsRead { news });
        world.see(&tab, "nothing more", |view| view.folder_news.is_none());
        done(&world, &tab, Request::Lock);
        done(&world, &tab, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
        world.see(&tab, "everything saved", |view| {
            matches!(view.backup, BackupStatus::Saved { .. }) && is_in_step(view)
        });
    }
    assert_eq!(tab.view().folder_news, None);
}

fn is_in_step(view: &View) -> bool {
    view.second.as_ref().is_some_and(|second| matches!(second.status, SecondStatus::InStep { .. }))
}

/// Apps are started more often than they run through: a start knows nothing of what an earlier one was refused.
#[test]
fn a_start_that_is_let_in_nowhere_asks_seldom_until_the_user_has_done_something() {
    let world = World::new(9);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    crate::journey::saved(&world, &tab);
    done(&world, &tab, Request::AutoLock { minutes: None });
    drop(tab);
    let change = |made| world.around.clouds[0].with(|service, _| service.change_app_password(USER_ID, made));
    change("another");
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    done(&world, &tab, Request::Unlock { unlocker: Unlocker::Pin(PIN.into()) });
    let why = ReadOnly::Unconfirmed { problem: Problem::SignedOut };
    world.see(&tab, "that the sign-in has ended", |view| view.phase == Phase::ReadOnly { why: why.clone() });
    let before = world.around.clouds[0].requests();
    world.run(3_600_000);
    let asked = world.around.clouds[0].requests() - before;
    assert!((1..=30).contains(&asked), "{asked} requests in an hour");

    change(APP_PASSWORD);
    done(&world, &tab, Request::Reconnect { drive: world.drive(0) });
    let from_ms = world.around.time.now();
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let waited_ms = world.around.time.now() - from_ms;
    assert!(waited_ms < 10_000, "read-only for {waited_ms} ms after it was mended");
}
