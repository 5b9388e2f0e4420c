//! The phrase file of a second copy.

use lifeboat_backup::{MirrorPlan, WalletFolder};

use super::*;

/// A second copy without the way back is no copy.
#[test]
fn a_second_copy_has_it_or_is_not_in_step_and_a_move_brings_it_along() {
    let world = Rc::new(saved(27));
    let second = World::with_keys(27, world.keys.borrow().clone());
    let there = second.cloud.drive.clone();
    let (phrase, note) = (world.folder.phrase(1), world.folder.read_me());
    let (paths, drive) = ((phrase.clone(), note.clone()), there.clone());
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        let (mirror, follower) = journal.add_mirror(MirrorPlan {
            name: "second".into(),
            drive: Rc::new(app.line.over(&second.cloud)),
            folder: WalletFolder::new("Samantha"),
            observer: Rc::new(|_| {}),
        });
        app.go(follower.run());
        mirror.in_step().await.unwrap();
        let copied = drive.peek(&paths.0);
        // Gone, and nobody writes anything any more.
        drive.remove(&paths.0);
        drive.remove(&paths.1);
        for _ in 0..20 {
            app.env.clock.sleep(30_000).await;
            let _ = journal.look_at_rest().await;
        }
        let again = (drive.peek(&paths.0), drive.peek(&paths.1).is_some());
        // Gone once more, right before the move.
        drive.remove(&paths.0);
        mirror.in_step().await.unwrap();
        journal.move_to(&mirror, "elsewhere").await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        Ok::<_, Halt>((copied, again))
    });
    let End::Done(Ok((copied, again))) = end else { panic!("{end:?}") };
    let ours = world.cloud.drive.peek(&phrase);
    assert!(ours.is_some() && copied == ours);
    assert_eq!(again, (ours.clone(), true));
    assert_eq!(there.peek(&phrase), ours);
}

/// Neither the device nor the first place has a file that opens: the second copy does not pretend.
#[test]
fn a_second_copy_of_a_backup_without_a_phrase_file_is_not_in_step() {
    let world = Rc::new(saved(28));
    let struck = world.clone();
    let second = World::with_keys(28, world.keys.borrow().clone());
    let there = second.cloud.drive.clone();
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.open().await?;
        Harm::Phrase.strike(&struck);
        let mut store = struck.stores[0].contents();
        store.remove("journal/phrase").unwrap();
        struck.stores[0].roll_back(store);
        let (mirror, follower) = journal.add_mirror(MirrorPlan {
            name: "second".into(),
            drive: Rc::new(app.line.over(&second.cloud)),
            folder: WalletFolder::new("Samantha"),
            observer: Rc::new(|_| {}),
        });
        app.go(follower.run());
        let refused = mirror.in_step().await.is_err();
        // Made good at the primary, and then here.
        journal.prove().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        mirror.resume();
        mirror.in_step().await.map_err(|error| Halt::Other(format!("{error:?}")))?;
        Ok::<_, Halt>(refused)
    });
    assert_eq!(end, End::Done(Ok(true)));
    assert!(there.peek(&world.folder.phrase(1)).is_some());
}
