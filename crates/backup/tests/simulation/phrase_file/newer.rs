//! What else lies in the folder, and what could not be found out about it.

use lifeboat_backup::{Keys, Randomness};
use lifeboat_cloud::{
    DriveError,
    memory::{Fault, Operation},
};
use lifeboat_crypto::NewSlot;

use super::*;

/// What a change left that a Takeover cut off: a keyring of this wallet, of the next number.
fn planted(world: &World) {
    let (keys, phrase) = (world.keys.borrow().clone(), Phrase::parse(PHRASE).unwrap());
    let mut dice = world.cloud.dice.clone();
    let rotated = keys.opened().rotate(&[NewSlot::phrase(&phrase)], &mut dice).unwrap();
    let keys = Keys::new(rotated, &phrase).unwrap();
    let file = phrase_file::seal(&keys, &Randomness::new(dice)).unwrap();
    world.cloud.drive.exchange(&world.folder.phrase(2), &file);
}

/// Whether a newer keyring is there was not found out: that is no "none".
#[test]
fn what_could_not_be_asked_about_a_newer_keyring_is_not_saved() {
    let world = Rc::new(saved(30));
    let struck = world.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        app.env.clock.sleep(120_000).await;
        planted(&struck);
        let path = struck.folder.phrase(2);
        struck.cloud.drive.on_call(move |call| match call.operation {
            Operation::Get if call.path == path => Fault::Refused(DriveError::Denied),
            _ => Fault::None,
        });
        let proved = journal.prove().await;
        let told = journal.status();
        struck.cloud.drive.mend();
        let again = journal.prove().await.is_ok();
        Ok::<_, Halt>((proved, told, again))
    });
    let End::Done(Ok((proved, told, again))) = end else { panic!("{end:?}") };
    assert!(matches!(proved, Err(AppendError::Paused(_))), "{proved:?}");
    assert!(matches!(told, Status::Paused { .. }), "{told:?}");
    assert!(again && world.cloud.drive.peek(&world.folder.phrase(3)).is_some());
}

#[test]
fn a_listing_that_fails_is_no_answer_about_newer_keyrings() {
    let world = Rc::new(saved(31));
    planted(&world);
    let path = world.folder.path();
    world.cloud.drive.on_call(move |call| match call.operation {
        Operation::List if call.path == path => Fault::Refused(DriveError::Denied),
        _ => Fault::None,
    });
    let (end, _) = world.run(0, None, async |app: App| {
        // It is no reason not to start: what is written opens by the phrase file that is there.
        let journal = app.open().await?;
        app.pay(&journal).await?;
        app.env.clock.sleep(120_000).await;
        let told = journal.status();
        let proved = journal.prove().await;
        Ok::<_, Halt>((told, proved))
    });
    let End::Done(Ok((told, proved))) = end else { panic!("{end:?}") };
    assert!(matches!(told, Status::Paused { .. }), "{told:?}");
    assert!(matches!(proved, Err(AppendError::Paused(_))), "{proved:?}");
    world.cloud.drive.mend();
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.open().await?;
        app.env.clock.sleep(120_000).await;
        Ok::<_, Halt>(journal.status())
    });
    assert!(matches!(end, End::Done(Ok(Status::Saved { .. }))), "{end:?}");
    assert!(world.cloud.drive.peek(&world.folder.phrase(3)).is_some());
}

/// A folder, or a file that is none of ours, has the name: it is taken, and that is no reason never to start.
#[test]
fn a_watched_name_that_something_else_has_is_passed_over() {
    for error in [DriveError::WrongKind, DriveError::TooLarge] {
        for note in [false, true] {
            let world = Rc::new(saved(32));
            let path = if note { world.folder.read_me() } else { world.folder.phrase(1) };
            let failed = error.clone();
            world.cloud.drive.on_call(move |call| match call.operation {
                Operation::Get if call.path == path => Fault::Refused(failed.clone()),
                _ => Fault::None,
            });
            let (end, _) = world.run(0, None, async |app: App| {
                let journal = app.open().await?;
                app.env.clock.sleep(120_000).await;
                Ok::<_, Halt>(journal.status())
            });
            assert!(matches!(end, End::Done(Ok(Status::Saved { .. }))), "{error:?} {note}: {end:?}");
            assert_eq!(world.cloud.drive.peek(&world.folder.phrase(2)).is_some(), !note);
        }
    }
}

/// It says that it deletes what is torn, and does not. Nobody asks it again without a pause.
#[test]
fn a_drive_that_keeps_what_it_says_it_deleted_is_asked_with_pauses() {
    let world = Rc::new(saved(33));
    let path = world.folder.phrase(1);
    let torn = world.cloud.drive.peek(&path).unwrap()[..40].to_vec();
    world.cloud.drive.exchange(&path, &torn);
    let mut asked = 0;
    world.cloud.drive.on_call(move |call| {
        asked += 1;
        assert!(asked < 2_000, "asked without a pause");
        match call.operation {
            Operation::DeleteExactly => Fault::Pretended,
            _ => Fault::None,
        }
    });
    let drive = world.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let mut process = Box::pin(app.open());
        let mut rest = Box::pin(app.env.clock.sleep(60_000));
        let first = futures::future::select(&mut process, &mut rest).await;
        assert!(matches!(first, futures::future::Either::Right(_)), "it does not start like that");
        drive.mend();
        process.await.map(drop)
    });
    assert_eq!(end, End::Done(Ok(())));
    assert_eq!(whole(&world), Ok(()));
}
