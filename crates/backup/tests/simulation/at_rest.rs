//! A device at rest finds out that another went on, without writing anything itself.

use std::{cell::Cell, rc::Rc};

use lifeboat_backup::{HeadUnknown, Obstacle, RestLook, Status};
use lifeboat_cloud::{
    Account, Create, Drive, DriveError, Entry, Glance, Path, Place, Quota,
    memory::{Fault, Operation},
};

use crate::{
    app::{App, Halt},
    sabotage::Sabotage,
    world::{End, World},
};

/// The first device pays three times and rests; another takes over, writes this many entries and prunes.
fn another_took_over(entries: u64) -> (bool, bool, Option<Status>) {
    let world = World::new(4);
    let mut resting = world.process(0, None);
    let (journal, alone) = resting.finish(async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        let alone = journal.is_taken_over().await == Ok(true);
        (journal, alone)
    });
    let (end, _) = world.run(1, None, async move |app: App| {
        let journal = app.restore(|| false).await.unwrap();
        for _ in 0..entries {
            app.pay(&journal).await.unwrap();
        }
        if entries > 0 {
            journal.prove().await.unwrap();
            app.env.clock.sleep(200_000).await;
        }
    });
    assert_eq!(end, End::Done(()));
    let (taken, paid, status) = resting.finish(async move |app: App| {
        let mut taken = journal.look_at_rest().await == Ok(RestLook::TakenOver);
        // The journal tidies up meanwhile, and may be about to find out by itself.
        for _ in 0..10 {
            app.env.clock.sleep(1_000).await;
            taken |= journal.look_at_rest().await == Ok(RestLook::TakenOver);
        }
        let paid = app.pay(&journal).await;
        (taken, paid, journal.status())
    });
    world.check().unwrap();
    assert_eq!(paid, Err(Halt::Fenced));
    (alone, taken, Some(status))
}

#[test]
fn a_takeover_is_seen() {
    let (alone, taken, status) = another_took_over(0);
    assert_eq!((alone, taken), (false, true));
    assert!(matches!(status, Some(Status::Fenced { .. })));
}

#[test]
fn a_takeover_is_seen_when_all_that_followed_our_head_was_pruned() {
    let (alone, taken, _) = another_took_over(130);
    assert_eq!((alone, taken), (false, true));
}

/// It looks while it writes, and never takes its own entries for another's.
#[test]
fn a_device_never_takes_itself_for_another() {
    let mut world = World::new(5);
    world.cloud.sabotage = Sabotage::Nothing;
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        for _ in 0..20 {
            let looking = journal.is_taken_over();
            let (paid, taken) = futures::future::join(app.pay(&journal), looking).await;
            assert!(paid.is_ok() && taken != Ok(true));
            let looking = journal.look_at_rest();
            let (paid, look) = futures::future::join(app.pay(&journal), looking).await;
            assert!(paid.is_ok() && look != Ok(RestLook::TakenOver));
        }
        app.pay(&journal).await
    });
    assert_eq!(end, End::Done(Ok(())));
}

/// A file that does not open lies where the next entry or the next milepost belongs: nobody restores from
/// there, so nothing is called saved, however well what lies below is written. By a look at rest, and by a
/// fresh one.
#[test]
fn a_file_in_the_way_of_what_comes_next_is_named_until_it_is_gone() {
    for (above, fresh) in [(true, false), (true, true), (false, false), (false, true)] {
        let world = World::new(9);
        let (drive, folder) = (world.cloud.drive.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await.unwrap();
            app.env.clock.sleep(60_000).await;
            let position = if above { journal.position() + 1 } else { 64 };
            let path = folder.entry(position);
            let look = async |blocked: bool| {
                if fresh {
                    let ours = journal.head_is_ours().await;
                    let met = matches!(ours, Err(HeadUnknown(Obstacle::Entry { position: at, .. })) if at == position);
                    assert!(met == blocked && (ours == Ok(true)) != blocked);
                } else {
                    // Not every one looks at the milepost.
                    for _ in 0..4 {
                        let met = journal.look_at_rest().await;
                        assert!(met != Ok(RestLook::TakenOver) && !(blocked && met == Ok(RestLook::Alone)));
                    }
                }
            };
            let is_named = || {
                matches!(journal.status(), Status::Paused { why: Obstacle::Entry { position: at, .. } } if at == position)
            };
            drive.exchange(&path, b"junk");
            look(true).await;
            app.env.clock.sleep(1_000).await;
            assert!(is_named(), "{above}, {fresh}: {:?}", journal.status());
            if !above {
                app.pay(&journal).await.unwrap();
                app.env.clock.sleep(60_000).await;
                assert!(is_named(), "{above}, {fresh}: {:?}", journal.status());
            }
            drive.remove(&path);
            look(false).await;
            app.env.clock.sleep(1_000).await;
            assert!(matches!(journal.status(), Status::Saved { .. }), "{above}, {fresh}");
        });
        assert_eq!(end, End::Done(()));
        world.check().unwrap();
    }
}

/// What a device that nobody uses costs its user's storage, an hour long, at the pace at which it looks for others.
#[test]
fn a_device_at_rest_asks_four_times_a_minute_at_most_lists_once_an_hour_and_writes_nothing() {
    let world = World::new(6);
    let (drive, store) = (world.cloud.drive.clone(), world.stores[0].clone());
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 30).await.unwrap();
        // Snapshots and pruning.
        app.env.clock.sleep(120_000).await;
        let (before, stored) = (drive.calls().len(), store.writes());
        for _ in 0..120 {
            let look = journal.look_at_rest().await;
            assert!(matches!(look, Ok(RestLook::NothingSeen | RestLook::Alone)), "{look:?}");
            app.env.clock.sleep(30_000).await;
        }
        let calls = drive.calls().split_off(before);
        println!("at rest: {:.2} requests a minute to the storage (limit 4)", calls.len() as f64 / 60.0);
        assert!(calls.len() <= 60 * 4, "{} requests in an hour", calls.len());
        let lists = calls.iter().filter(|call| call.operation == Operation::List).count();
        assert!(lists <= 1, "{lists} listings in an hour");
        let reads = |operation| matches!(operation, Operation::Get | Operation::List);
        assert!(calls.iter().all(|call| reads(call.operation)), "{calls:?}");
        let bytes: usize =
            calls.iter().filter_map(|call| drive.peek(&call.path)).map(|file| file.len()).sum();
        assert!(bytes <= 60 * 4_096, "{bytes} bytes in an hour");
        assert_eq!(store.writes(), stored, "it wrote on this device");
        let before = drive.calls().len();
        assert_eq!(journal.head_is_ours().await, Ok(true));
        let lists = drive.calls().split_off(before);
        let lists = lists.iter().filter(|call| call.operation == Operation::List).count();
        assert_eq!(lists, 1, "what is asked before each line needs one listing");
        for _ in 0..2 {
            drive.script(Operation::Get, [Fault::Refused(DriveError::Busy { after_ms: Some(60_000) })]);
            assert!(journal.look_at_rest().await.is_err());
            let before = drive.calls().len();
            assert_eq!(journal.look_at_rest().await, Ok(RestLook::Alone), "after a look without an answer");
            assert_eq!(drive.calls().len() - before, 2, "the milepost as well");
            assert_eq!(journal.look_at_rest().await, Ok(RestLook::NothingSeen));
        }
    });
    assert_eq!(end, End::Done(()));
    world.check().unwrap();
}

/// A service names a time, and the user says "again, now": whatever waits for it is asked at once.
#[test]
fn a_wait_that_a_service_asks_for_ends_when_the_user_tries_again() {
    let world = World::new(8);
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        app.env.clock.sleep(120_000).await;
        for operation in [Operation::Get, Operation::List, Operation::Create] {
            let busy = Fault::Refused(DriveError::Busy { after_ms: Some(5_000) });
            drive.script(operation, [busy.clone(), busy]);
            let began_ms = app.env.clock.now_ms();
            let work = async {
                match operation {
                    // By name, by a listing, and by writing.
                    Operation::Get => assert_eq!(journal.is_taken_over().await, Ok(false)),
                    Operation::List => assert_eq!(journal.head_is_ours().await, Ok(true)),
                    _ => app.pay(&journal).await.unwrap(),
                }
                app.env.clock.now_ms() - began_ms
            };
            let user = async {
                for _ in 0..2 {
                    app.env.clock.sleep(1_000).await;
                    drop(journal.resume());
                }
            };
            let (took_ms, ()) = futures::future::join(work, user).await;
            assert!((1_000..5_000).contains(&took_ms), "{operation:?} took {took_ms} ms");
            app.env.clock.sleep(120_000).await;
        }
    });
    assert_eq!(end, End::Done(()));
    world.check().unwrap();
}

/// Three payments wait for a drive that cannot be reached for 72 hours, and nobody taps anything.
#[test]
fn what_has_waited_for_three_days_offline_is_saved_within_a_minute_by_itself() {
    let world = World::new(9);
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay(&journal).await.unwrap();
        drive.set_offline(true);
        let waiting = futures::future::join_all((0..3).map(|_| app.pay_any(&journal)));
        let back = async {
            app.env.clock.sleep(72 * 3_600_000).await;
            assert!(matches!(journal.status(), Status::Waiting { .. }), "{:?}", journal.status());
            drive.set_offline(false);
            app.env.clock.now_ms()
        };
        let (paid, back_ms) = futures::future::join(waiting, back).await;
        assert!(paid.iter().all(Result::is_ok), "{paid:?}");
        let took_ms = app.env.clock.now_ms() - back_ms;
        assert!(took_ms <= 60_000, "{took_ms} ms");
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
    });
    assert_eq!(end, End::Done(()));
    world.check().unwrap();
}

/// While `closed`, something else answers in the drive's place, as in a hotel's network: that nothing is
/// there, to everything. Only whoever asks for a proof finds out that it is no drive.
struct Portal {
    drive: Rc<dyn Drive>,
    closed: Rc<Cell<bool>>,
}

/// A service that answers whether a file is there with the whole file.
struct Whole(Rc<dyn Drive>);

#[async_trait::async_trait(?Send)]
impl Drive for Whole {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        self.0.list(folder).await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.0.get(file).await
    }

    fn has_brings_all(&self) -> bool {
        true
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.0.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.0.delete(path).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.0.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.0.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.0.account().await
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Harm {
    Newest,
    Phrase,
    /// It is there, and does not open.
    PhraseChanged,
}

/// The phrase file is read every ten minutes, and is there every five; where asking for that brings all of
/// it, it and the newest entry take turns. What is gone, or does not open, is found all the same, within this
/// time and the half minute until the next look.
#[test]
fn what_a_look_at_rest_reads_in_turns_is_found_within_ten_minutes() {
    for (harm, brings_all, most_looks) in [
        (Harm::Newest, false, 11),
        (Harm::Newest, true, 22),
        (Harm::Phrase, false, 11),
        (Harm::Phrase, true, 22),
        (Harm::PhraseChanged, false, 22),
        (Harm::PhraseChanged, true, 22),
    ] {
        // In either turn.
        for later in [0, 11] {
            let world = World::new(12);
            let (cloud, folder) = (world.cloud.drive.clone(), world.folder.clone());
            let (end, _) = world.run(0, None, async move |mut app: App| {
                if brings_all {
                    app.drive = Rc::new(Whole(app.drive.clone()));
                }
                let journal = app.create().await;
                app.turn_on(&journal).await.unwrap();
                app.pay_times(&journal, 3).await.unwrap();
                app.env.clock.sleep(120_000).await;
                let rest = async |looks: usize| {
                    for _ in 0..looks {
                        assert!(journal.look_at_rest().await.is_ok());
                        app.env.clock.sleep(30_000).await;
                    }
                };
                rest(22 + later).await;
                let (writer, keyring) = (journal.writer(), journal.keys().keyring().seq());
                let newest = folder.entry(journal.position());
                match harm {
                    Harm::Newest => assert!(cloud.remove(&newest)),
                    Harm::Phrase => assert!(cloud.remove(&folder.phrase(keyring))),
                    Harm::PhraseChanged => cloud.exchange(&folder.phrase(keyring), b"junk"),
                }
                rest(most_looks).await;
                let case = format!("{harm:?}, {brings_all}, {later}");
                match harm {
                    Harm::Newest => assert_ne!(journal.writer(), writer, "{case}"),
                    Harm::Phrase => assert!(cloud.peek(&folder.phrase(keyring)).is_some(), "{case}"),
                    Harm::PhraseChanged => {
                        assert!(cloud.peek(&folder.phrase(keyring + 1)).is_some(), "{case}");
                    }
                }
                assert!(matches!(journal.status(), Status::Saved { .. }), "{case}: {:?}", journal.status());
            });
            assert_eq!(end, End::Done(()));
            world.check().unwrap();
        }
    }
}

impl Portal {
    fn passed(&self) -> Result<&Rc<dyn Drive>, DriveError> {
        if self.closed.get() { Err(DriveError::NotADrive) } else { Ok(&self.drive) }
    }
}

#[async_trait::async_trait(?Send)]
impl Drive for Portal {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        self.passed()?.list(folder).await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.passed()?.get(file).await
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        match self.passed() {
            Ok(drive) => drive.glance(file).await,
            Err(_) => Ok(Glance::NothingSeen),
        }
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        self.passed()?.has(path).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.passed()?.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.passed()?.delete(path).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.passed()?.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.drive.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.passed()?.account().await
    }
}

/// "Nothing there", said by something in the drive's place, is never "nobody else is there"; nothing is taken
/// for lost, or called saved for longer than it takes to look for what lies beside the journal. Who took over
/// meanwhile is seen at once afterwards.
#[test]
fn who_stands_in_the_drives_place_and_finds_nothing_is_not_believed() {
    let world = World::new(11);
    let closed = Rc::new(Cell::new(false));
    let mut resting = world.process(0, None);
    let shut = closed.clone();
    let (app, journal) = resting.finish(async move |mut app: App| {
        app.drive = Rc::new(Portal { drive: app.drive.clone(), closed: shut.clone() });
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        app.env.clock.sleep(60_000).await;
        assert_eq!(journal.look_at_rest().await, Ok(RestLook::Alone));
        assert_eq!(journal.look_at_rest().await, Ok(RestLook::NothingSeen));
        let writer = journal.writer();
        shut.set(true);
        for look in 0..40 {
            let seen = journal.look_at_rest().await;
            assert!(matches!(seen, Ok(RestLook::NothingSeen) | Err(_)), "{look}: {seen:?}");
            app.env.clock.sleep(30_000).await;
            let named = Status::Paused { why: Obstacle::Drive(DriveError::NotADrive) };
            assert!(look < 10 || journal.status() == named, "{look}: {:?}", journal.status());
        }
        assert!(journal.is_taken_over().await.is_err() && journal.head_is_ours().await.is_err());
        assert_eq!(journal.writer(), writer, "something was taken for lost");
        (app, journal)
    });
    let (end, _) = world.run(1, None, async |app: App| app.restore(|| false).await.map(drop));
    assert_eq!(end, End::Done(Ok(())));
    closed.set(false);
    let work = async move |_| (journal.look_at_rest().await, app.pay(&journal).await);
    assert_eq!(resting.finish(work), (Ok(RestLook::TakenOver), Err(Halt::Fenced)));
    world.check().unwrap();
}
