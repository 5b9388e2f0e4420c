//! What is lost while nobody pays.

use super::*;

#[derive(Clone, Copy, Debug)]
enum Loss {
    Folder,
    Entries,
    Newest,
    First,
}

/// A look at rest finds it out, within minutes or an hour; then it is not called saved before it is whole
/// again, and what the device wrote before is not believed any more.
#[test]
fn what_is_lost_at_rest_is_found_and_made_whole() {
    for loss in [Loss::Folder, Loss::Entries, Loss::Newest, Loss::First] {
        let world = saved(55);
        let (cloud, folder) = (world.cloud.clone(), world.folder.clone());
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.open().await?;
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            let first = journal.writer();
            let (gone, looks) = match loss {
                Loss::Folder => (folder.path(), 12),
                Loss::Entries => (folder.entry(0).parent().unwrap(), 12),
                Loss::Newest => (folder.entry(journal.position()), 12),
                Loss::First => (folder.entry(0), 135),
            };
            assert!(cloud.drive.remove(&gone));
            for _ in 0..looks {
                let look = journal.look_at_rest().await;
                assert!(matches!(look, Ok(RestLook::NothingSeen | RestLook::Alone)), "{loss:?}: {look:?}");
                app.env.clock.sleep(30_000).await;
            }
            assert!(matches!(journal.status(), Status::Saved { .. }), "{loss:?}: {:?}", journal.status());
            assert_ne!(journal.writer(), first, "{loss:?} was not found");
            Ok::<_, Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())), "{loss:?}");
        assert!(world.cloud.drive.peek(&world.folder.entry(0)).is_some(), "{loss:?}");
        assert_eq!(is_whole(&world, &world.folder), Ok(()), "{loss:?}");
    }
}
