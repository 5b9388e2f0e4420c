//! A device at rest sees who went on at the mirror, for few requests.

use lifeboat_backup::FolderNews;
use lifeboat_cloud::{
    DriveError, Path,
    memory::{Call, Fault, Operation},
};

use super::*;

/// What the worker asks every 30 s, so many times. Whether anybody was seen.
async fn rest(app: &App, journal: &Journal, mirror: &Mirror, times: u32) -> bool {
    let mut seen = false;
    for _ in 0..times {
        app.env.clock.sleep(30_000).await;
        seen |= journal.look_at_rest().await == Ok(RestLook::TakenOver)
            || journal.seems_taken_over_at(mirror).await;
    }
    seen
}

/// An hour at rest beside a mirror that is in step, then this, then a minute. Whether anybody was seen before, what the
/// mirror was asked meanwhile, whether anybody was seen after, and how it stands.
fn rested(done: impl FnOnce(&Two)) -> (bool, Vec<Call>, bool, Status) {
    let two = Base::new(true, 0).two();
    let mut old = two.world.process(0, None);
    let second: Rc<dyn Drive> = Rc::new(old.app.line.over(&two.other));
    let both = Both { app: old.app.clone(), second };
    let (app, drive) = (old.app.clone(), two.other.drive.clone());
    let (journal, mirror, before, asked) = old.finish(async move |app: App| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        app.env.clock.sleep(120_000).await;
        let before = drive.calls().len();
        let seen = rest(&app, &journal, &mirror, 120).await;
        (journal, mirror, seen, drive.calls().split_off(before))
    });
    done(&two);
    let work = async move |_| (rest(&app, &journal, &mirror, 2).await, journal.status());
    let (after, status) = old.finish(work);
    two.world.check().unwrap();
    (before, asked, after, status)
}

/// Another device restores from the mirror and pays so many times.
fn went_on(two: &Two, payments: u32) {
    two.done(1, async move |both: Both| {
        let second = both.second.clone();
        let journal = both.restore(&second, SECOND_TOO).await.unwrap();
        for n in 0..payments {
            let mut batch = Batch::new();
            batch.put("theirs", n.to_string().into_bytes());
            journal.append(batch).await.unwrap();
        }
        if payments > 0 {
            journal.prove().await.unwrap();
            both.app.env.clock.sleep(200_000).await;
        }
    });
}

#[test]
fn a_device_at_rest_sees_who_went_on_at_the_mirror() {
    let (before, _, after, status) = rested(|two| went_on(two, 0));
    assert_eq!((before, after), (false, true));
    assert!(matches!(status, Status::Fenced { .. }), "{status:?}");
}

#[test]
fn it_sees_them_however_much_they_wrote_and_pruned() {
    let (before, _, after, status) = rested(|two| went_on(two, 130));
    assert_eq!((before, after), (false, true));
    assert!(matches!(status, Status::Fenced { .. }), "{status:?}");
}

#[test]
fn a_mirror_at_rest_is_asked_little_and_nothing_there_is_taken_for_another() {
    let (before, asked, after, _) = rested(|_| ());
    assert_eq!((before, after), (false, false));
    println!("at rest: {:.2} requests a minute to the second copy (limit 4)", asked.len() as f64 / 60.0);
    assert!(asked.len() <= 4 * 60, "{} requests in an hour", asked.len());
    let listings = asked.iter().filter(|call| call.operation == Operation::List).count();
    let reads = asked.iter().filter(|call| call.operation == Operation::Get).count();
    assert!(listings <= 1 && listings + reads == asked.len(), "{asked:?}");
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    Folder,
    Entries,
    Note,
    Newest,
    First,
    Snapshot,
}

impl Loss {
    const ALL: [Loss; 6] =
        [Loss::Folder, Loss::Entries, Loss::Note, Loss::Newest, Loss::First, Loss::Snapshot];

    fn path(self, folder: &WalletFolder, snapshot: u64, head: u64) -> Path {
        match self {
            Loss::Folder => folder.path(),
            Loss::Entries => folder.channel_state(),
            Loss::Note => folder.second_copy(),
            Loss::Newest => folder.entry(head),
            Loss::First => folder.entry(0),
            Loss::Snapshot => folder.entry(snapshot),
        }
    }

    /// A listing tells of these, once an hour.
    fn is_listed(self) -> bool {
        matches!(self, Loss::First | Loss::Snapshot)
    }
}

/// Somebody removes something of the mirror while nobody pays, or right before the next payment: it is not in
/// step before all of it is there again, also for whoever follows it next.
#[test]
fn what_a_mirror_at_rest_has_lost_is_found_and_brought_again() {
    let base = Base::new(true, 0);
    for loss in Loss::ALL {
        for pays in [false, true] {
            let two = base.two();
            let (drive, folder) = (two.other.drive.clone(), two.world.folder.clone());
            two.done(0, async move |both: Both| {
                let app = both.app.clone();
                let (journal, _) = both.open().await.unwrap();
                let mirror = both.follow(&journal);
                let snapshot = journal.prove().await.unwrap();
                app.pay_times(&journal, 3).await.unwrap();
                mirror.in_step().await.unwrap();
                rest(&app, &journal, &mirror, 4).await;
                let path = loss.path(&folder, snapshot, journal.position());
                assert!(drive.remove(&path), "{loss:?}");
                let (lost_ms, first) = (app.env.clock.now_ms(), journal.writer());
                app.env.clock.sleep(1).await;
                if pays {
                    app.pay(&journal).await.unwrap();
                }
                let looks = if loss.is_listed() { 130 } else { 12 };
                assert!(!rest(&app, &journal, &mirror, looks).await, "{loss:?}, {pays}");
                let status = mirror.status();
                let found = matches!(status, MirrorStatus::InStep { at_ms, .. } if at_ms > lost_ms);
                assert!(found || loss == Loss::Note, "{loss:?}, {pays}: {status:?}");
                // What another device wrote there may be lost with it.
                assert_eq!(
                    journal.writer() == first,
                    loss == Loss::Note,
                    "{loss:?}, {pays}: what it believes"
                );
                assert!(
                    drive.peek(&folder.second_copy()).is_some(),
                    "{loss:?}, {pays}: it seems no second copy"
                );
            });
            two.done(0, async |both: Both| {
                let (journal, _) = both.open().await.unwrap();
                both.follow(&journal).in_step().await.unwrap();
            });
            second_is_complete(&two, SECOND_TOO).unwrap_or_else(|why| panic!("{loss:?}, {pays}: {why}"));
        }
    }
}

/// Another device has gone on at the mirror, and then deleted it: nothing of that is anywhere, and nothing
/// proves the state of this one, whoever is asked first, and also after a restart.
#[test]
fn a_mirror_that_is_gone_proves_nothing() {
    for asked in [false, true] {
        let two = Base::new(true, 0).two();
        let (drive, folder) = (two.other.drive.clone(), two.world.folder.clone());
        let mut process = two.world.process(0, None);
        let second: Rc<dyn Drive> = Rc::new(process.app.line.over(&two.other));
        let both = Both { app: process.app.clone(), second };
        let (journal, mirror) = process.finish(async move |app: App| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            mirror.in_step().await.unwrap();
            app.env.clock.sleep(120_000).await;
            (journal, mirror)
        });
        went_on(&two, 2);
        drive.remove(&folder.path());
        let first = journal.writer();
        process.finish(async move |app: App| {
            if asked {
                let alone = journal.is_taken_over_at(&mirror).await == Ok(false);
                assert!(!alone || journal.writer() != first, "it believes what was proved before");
                let second = journal.writer();
                assert_eq!(journal.is_taken_over_at(&mirror).await, Ok(false));
                assert_eq!(journal.writer(), second, "once");
                rest(&app, &journal, &mirror, 12).await;
                assert!(mirror.in_step().await.is_ok());
                assert_eq!(journal.head_is_ours().await, Ok(true));
            }
        });
        drop(process);
        let writer = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            let mirror = both.follow(&journal);
            mirror.in_step().await.unwrap();
            journal.writer()
        });
        assert_ne!(writer, first, "{asked}: a restart makes it believe");
    }
}

/// The primary cannot be reached, and the wallet waits for it: the second copy loses its newest entry and
/// gets it again, and then the process dies.
#[test]
fn a_loss_at_the_mirror_is_not_forgotten_while_the_wallet_waits_for_its_drive() {
    let two = Base::new(true, 0).two();
    let (first, drive, folder) =
        (two.world.cloud.drive.clone(), two.other.drive.clone(), two.world.folder.clone());
    let before = two.done(0, async move |both: Both| {
        let app = both.app.clone();
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        first.set_offline(true);
        let mut batch = Batch::new();
        batch.put("waits", vec![1]);
        let _unheard = journal.append(batch);
        let newest = folder.entry(journal.position());
        assert!(drive.remove(&newest));
        rest(&app, &journal, &mirror, 20).await;
        assert!(drive.peek(&newest).is_some(), "it is brought again");
        first.set_offline(false);
        journal.writer()
    });
    let after = two.done(0, async |both: Both| both.open().await.unwrap().0.writer());
    assert_ne!(after, before);
}

/// The second copy is gone, and its service has no room to bring it again: the loss is doubted once, whoever
/// sees it first, and not by each start anew.
#[test]
fn a_mirror_that_cannot_be_made_whole_is_doubted_once() {
    for asked in [false, true] {
        let two = Base::new(true, 0).two();
        let (drive, folder) = (two.other.drive.clone(), two.world.folder.clone());
        two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            both.follow(&journal).in_step().await.unwrap();
            both.app.env.clock.sleep(120_000).await;
        });
        drive.remove(&folder.path());
        let full = |call: &Call| match call.operation {
            // Its folder and what lies at its top still find room.
            Operation::Create if call.path.names().len() == 4 => Fault::Refused(DriveError::QuotaFull),
            _ => Fault::None,
        };
        drive.on_call(full);
        let start = || {
            two.done(0, async move |both: Both| {
                let (journal, _) = both.open().await.unwrap();
                let mirror = both.follow(&journal);
                if asked {
                    let _ = journal.is_taken_over_at(&mirror).await;
                }
                both.app.env.clock.sleep(20_000).await;
                (journal.writer(), mirror.news())
            })
        };
        let (doubted, told) = start();
        assert_eq!(told, Some(FolderNews::Rebuilt), "{asked}");
        for _ in 0..3 {
            assert_eq!(start(), (doubted, told), "{asked}: a start doubts it again");
        }
        drive.mend();
        let whole = two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            both.follow(&journal).in_step().await.unwrap();
            journal.writer()
        });
        assert_eq!(whole, doubted, "{asked}");
    }
}

/// The newest entry that a follower had seen is pruned by it, and then the next process asks before its own
/// follower has looked.
#[test]
fn what_a_mirror_has_pruned_is_not_taken_for_lost() {
    let two = Base::new(true, 0).two();
    let before = two.done(0, async move |both: Both| {
        let app = both.app.clone();
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        app.pay(&journal).await.unwrap();
        app.env.clock.sleep(61_000).await;
        app.pay(&journal).await.unwrap();
        mirror.in_step().await.unwrap();
        for _ in 0..4 {
            app.pay_times(&journal, 40).await.unwrap();
            journal.prove().await.unwrap();
            mirror.in_step().await.unwrap();
        }
        app.env.clock.sleep(10_000).await;
        journal.writer()
    });
    let after = two.done(0, async move |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        assert_eq!(journal.is_taken_over_at(&mirror).await, Ok(false));
        journal.writer()
    });
    assert_eq!(after, before);
}

/// Servers count what comes with a password that is none any more.
#[test]
fn a_second_service_that_lets_nobody_in_is_asked_seldom_until_its_user_signs_in() {
    let two = Base::new(true, 0).two();
    let drive = two.other.drive.clone();
    two.done(0, async move |both: Both| {
        let app = both.app.clone();
        let (journal, _) = both.open().await.unwrap();
        let mirror = both.follow(&journal);
        mirror.in_step().await.unwrap();
        rest(&app, &journal, &mirror, 4).await;
        drive.on_call(|_: &Call| Fault::Refused(DriveError::SignedOut));
        let before = drive.calls().len();
        rest(&app, &journal, &mirror, 120).await;
        let asked = drive.calls().len() - before;
        assert!(asked <= 12, "{asked} requests in an hour");
        let why = MirrorObstacle::Drive(DriveError::SignedOut);
        assert_eq!(mirror.status(), MirrorStatus::Paused { why });
        drive.mend();
        mirror.set_drive(both.second.clone());
        mirror.resume();
        mirror.in_step().await.unwrap();
        let before = drive.calls().len();
        journal.seems_taken_over_at(&mirror).await;
        assert!(drive.calls().len() > before, "it is asked at once");
    });
}
