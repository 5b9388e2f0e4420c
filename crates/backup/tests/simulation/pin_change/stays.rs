//! An older phrase file that cannot be deleted: the storage is asked again, and little.

use lifeboat_backup::RestLook;
use lifeboat_cloud::{Account, Create, DeleteExactly, Drive, Entry, Glance, Path, Place, Quota};

use super::*;

const HOUR: usize = 60;

/// An hour at rest after a change of the PIN, while the storage refuses what it is asked for in this way: how
/// often it is asked.
async fn rested(app: &App, journal: &Journal) -> usize {
    let drive = app.line.cloud.drive.clone();
    app.env.clock.sleep(120_000).await;
    let before = drive.calls().len();
    for _ in 0..2 * HOUR {
        let look = journal.look_at_rest().await;
        assert!(matches!(look, Ok(RestLook::NothingSeen | RestLook::Alone)), "{look:?}");
        app.env.clock.sleep(30_000).await;
    }
    let asked = drive.calls().len() - before;
    println!("at rest: {:.2} requests a minute (limit 4)", asked as f64 / HOUR as f64);
    asked
}

/// "Busy" is no reason to ask more.
#[test]
fn a_storage_at_rest_that_keeps_an_older_phrase_file_is_asked_four_times_a_minute_at_most() {
    let world = Base::new().world();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        let drive = app.line.cloud.drive.clone();
        drive.on_call(|call| match call.operation {
            Operation::Delete | Operation::DeleteExactly => {
                Fault::Refused(DriveError::Busy { after_ms: None })
            }
            _ => Fault::None,
        });
        assert!(journal.change_keys(keys).await.is_err());
        app.pay(&journal).await?;
        let asked = rested(&app, &journal).await;
        assert!(asked <= 4 * HOUR, "{asked} requests in an hour");
        let stays = Obstacle::OlderPhraseFile { error: DriveError::Busy { after_ms: None } };
        assert!(matches!(journal.status(), Status::Waiting { why, .. } if why == stays));
        drive.mend();
        for _ in 0..90 {
            app.env.clock.sleep(30_000).await;
            let _ = journal.look_at_rest().await;
        }
        app.env.clock.sleep(1_000).await;
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
    assert!(!opens_a_phrase(&world, OLD));
    restores(&world, NEW).unwrap();
}

/// The note is gone, and cannot be written again.
#[test]
fn a_storage_at_rest_that_takes_no_note_is_asked_four_times_a_minute_at_most() {
    let world = Base::new().world();
    let note = world.folder.read_me();
    let (end, _) = world.run(0, None, async move |app: App| {
        let (_, journal) = start(&app).await?;
        app.pay(&journal).await?;
        app.env.clock.sleep(120_000).await;
        let drive = app.line.cloud.drive.clone();
        drive.on_call(|call| match call.operation {
            Operation::Create => Fault::Refused(DriveError::Busy { after_ms: None }),
            _ => Fault::None,
        });
        assert!(drive.remove(&note));
        for _ in 0..20 {
            app.env.clock.sleep(30_000).await;
            let _ = journal.look_at_rest().await;
        }
        let asked = rested(&app, &journal).await;
        assert!(asked <= 4 * HOUR, "{asked} requests in an hour");
        assert!(matches!(journal.status(), Status::Waiting { .. }), "{:?}", journal.status());
        drive.mend();
        for _ in 0..22 {
            app.env.clock.sleep(30_000).await;
            let _ = journal.look_at_rest().await;
        }
        app.env.clock.sleep(1_000).await;
        assert!(matches!(journal.status(), Status::Saved { .. }), "{:?}", journal.status());
        assert!(drive.peek(&note).is_some());
        Ok::<_, Halt>(())
    });
    assert_eq!(end, End::Done(Ok(())));
}

/// Another device has changed the PIN, and the storage that is glanced at shows nothing of it yet: a look
/// that has to prove asks by name, and so do a change of the keys and a start.
#[test]
fn a_newer_phrase_file_that_a_glance_does_not_show_is_found_by_whoever_promises_something() {
    let world = Base::new().world();
    let newer = world.folder.phrase(2);
    let (end, _) = world.run(0, None, async move |mut app: App| {
        app.drive = Rc::new(Shy { drive: app.drive.clone(), hidden: newer.clone() });
        let (_, journal) = start(&app).await?;
        app.pay(&journal).await?;
        app.env.clock.sleep(120_000).await;
        let drive = app.line.cloud.drive.clone();
        let next = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
        let file = phrase_file::seal(&next, &lifeboat_backup::Randomness::new(SimRng::new(1))).unwrap();
        drive.exchange(&newer, &file);
        journal.prove().await.unwrap();
        Ok::<_, Halt>(journal.keys().keyring().seq())
    });
    assert_eq!(end, End::Done(Ok(3)), "the number of the keyring whose phrase file a restore asks for");
    restores(&world, OLD).unwrap();
}

/// A drive of which a glance does not show this file yet.
struct Shy {
    drive: Rc<dyn Drive>,
    hidden: Path,
}

#[async_trait::async_trait(?Send)]
impl Drive for Shy {
    async fn list(&self, folder: &Path) -> Result<Vec<Entry>, DriveError> {
        self.drive.list(folder).await
    }

    async fn get(&self, file: &Path) -> Result<Vec<u8>, DriveError> {
        self.drive.get(file).await
    }

    async fn glance(&self, file: &Path) -> Result<Glance, DriveError> {
        if *file == self.hidden { Ok(Glance::NothingSeen) } else { self.drive.glance(file).await }
    }

    async fn has(&self, path: &Path) -> Result<bool, DriveError> {
        self.drive.has(path).await
    }

    async fn create(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        self.drive.create(file, bytes).await
    }

    async fn delete(&self, path: &Path) -> Result<(), DriveError> {
        self.drive.delete(path).await
    }

    async fn delete_exactly(&self, path: &Path, bytes: &[u8]) -> Result<DeleteExactly, DriveError> {
        self.drive.delete_exactly(path, bytes).await
    }

    async fn quota(&self) -> Result<Quota, DriveError> {
        self.drive.quota().await
    }

    fn place(&self, folder: &Path) -> Place {
        self.drive.place(folder)
    }

    async fn account(&self) -> Result<Account, DriveError> {
        self.drive.account().await
    }
}
