//! What takes the place of a journal that may be all there is: only one that continues from its newest entry.

use std::rc::Rc;

use lifeboat_backup::{Journal, NewestHere, RestoreError, RestoreOptions, layout};

use crate::{
    app::App,
    world::{End, World},
};

/// More than after which the entries below a snapshot are gone.
const MANY: u32 = 300;

async fn restored(app: &App, after: Option<NewestHere>) -> Result<Journal, RestoreError> {
    let keys = app.keys.borrow().clone();
    let options = RestoreOptions { after, ..RestoreOptions::default() };
    let (env, drive, folder) = (app.env.clone(), app.drive.clone(), app.folder.clone());
    let opened = Journal::restore(
        env,
        keys,
        drive,
        folder,
        options,
        Rc::new(|_| {}),
        Rc::new(|_| Box::pin(async { Ok(()) })),
    )
    .await?;
    Ok(app.take(opened))
}

/// A device restores the backup, pays so often, and rests.
fn takes_over(world: &World, device: usize, payments: u32) {
    let (end, _) = world.run(device, None, async move |app: App| {
        let journal = restored(&app, None).await.unwrap();
        app.pay_times(&journal, payments).await.unwrap();
        app.env.clock.sleep(200_000).await;
    });
    assert_eq!(end, End::Done(()));
}

fn begun(seed: u64) -> World {
    let world = World::new(seed);
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await.unwrap();
        app.env.clock.sleep(200_000).await;
    });
    assert_eq!(end, End::Done(()));
    world
}

/// Whether what is in the folder may come to a device, as far as its newest entry decides.
fn may_come(world: &World, device: usize) -> Result<(), RestoreError> {
    let (end, _) = world.run(device, None, async move |app: App| {
        let here = Journal::newest_here(&app.env).await.unwrap();
        assert!(here.is_some(), "everything was acknowledged");
        restored(&app, here).await.map(drop)
    });
    let End::Done(came) = end else { panic!("it died") };
    came
}

#[test]
fn what_continues_from_here_is_known_by_its_takeover_when_all_else_was_deleted() {
    let world = begun(61);
    takes_over(&world, 1, 4);
    let head = head(&world);
    takes_over(&world, 2, MANY);
    assert_eq!(entry(&world, head + 2), None, "what is above the Takeover was deleted");
    // The entry that a Takeover names stays beside it. Also without it the Takeover tells.
    world.cloud.drive.remove(&world.folder.entry(head));
    assert_eq!(may_come(&world, 1), Ok(()));
}

/// Two devices began from the same entry, so that as many Takeovers are below both. One entry lies in the
/// other's folder.
#[test]
fn an_entry_that_was_put_into_a_folder_does_not_make_it_newer() {
    let world = begun(62);
    let beginning = world.cloud.drive.contents();
    takes_over(&world, 1, 4);
    let head = head(&world);
    let own = entry(&world, head).unwrap();
    world.cloud.drive.roll_back(beginning);
    takes_over(&world, 2, MANY);
    assert_eq!(entry(&world, head), None, "what is below its newest snapshot was deleted");
    world.cloud.drive.exchange(&world.folder.entry(head), &own);
    assert_eq!(may_come(&world, 1), Err(RestoreError::NotNewer));
}

fn entry(world: &World, position: u64) -> Option<Vec<u8>> {
    world.cloud.drive.peek(&world.folder.entry(position))
}

fn head(world: &World) -> u64 {
    let contents = world.cloud.drive.contents();
    let positions = contents.files().filter_map(|(path, _)| layout::entry_position(path.names().last()?));
    positions.max().unwrap()
}
