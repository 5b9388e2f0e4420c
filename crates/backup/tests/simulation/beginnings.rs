//! The beginning of another device's upload, so short that it could be anybody's, lies where this device
//! writes next. Whatever becomes of that upload afterwards, no acknowledged entry is lost, and there is one
//! history.

use lifeboat_backup::{AppendError, Batch};

use crate::{
    app::{App, Halt, ids},
    faults::{Crash, Kind, Late},
    world::{End, World},
};

/// What becomes of the upload of which only the beginning is there.
#[derive(Clone, Copy, Debug)]
enum Then {
    /// It is completed before this device writes.
    Completes,
    /// It arrives when this device has written.
    Arrives,
    /// Never.
    Lost,
}

fn saved() -> World {
    let world = World::new(51);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await
    });
    assert_eq!(end, End::Done(Ok(())));
    world
}

/// The Takeover of another device, which has not arrived: its bytes.
fn takeover(world: &World) -> Vec<u8> {
    let (_, points) = saved().run(1, None, async |app: App| app.restore(|| true).await.map(drop));
    let at = points.iter().position(|kind| *kind == Kind::Create).unwrap();
    let (end, _) =
        world.run(1, Some((at as u64, Crash::Late)), async |app: App| app.restore(|| true).await.map(drop));
    assert_eq!(end, End::Crashed);
    let late = world.cloud.late.borrow_mut().pop();
    let Some(Late::Create(path, bytes)) = late else { panic!("nothing is on its way") };
    assert_eq!(path, world.folder.entry(4));
    bytes
}

fn paid(world: &World, then: Then, cut: usize) -> Result<u64, AppendError> {
    let path = world.folder.entry(4);
    let mut process = world.process(0, None);
    let journal = process.finish(async |app: App| app.open().await.unwrap());
    let bytes = takeover(world);
    world.cloud.drive.exchange(&path, &bytes[..cut]);
    if let Then::Completes = then {
        world.cloud.drive.exchange(&path, &bytes);
    }
    let answer: Result<u64, AppendError> = process.finish(async move |_| {
        let mut batch = Batch::new();
        batch.put("b/000900", vec![1]);
        journal.append(batch).await
    });
    if let Then::Arrives = then {
        world.cloud.late.borrow_mut().push(Late::Create(path, bytes));
        world.deliver_late();
    }
    answer
}

#[test]
fn a_short_beginning_that_could_be_anybodys_loses_nothing() {
    let length = takeover(&saved()).len();
    for cut in (0..64).chain([100, length - 1]) {
        for then in [Then::Completes, Then::Arrives, Then::Lost] {
            let world = saved();
            let answer = paid(&world, then, cut);
            match (&answer, then) {
                (Err(AppendError::Fenced(_)), Then::Completes) | (Err(AppendError::Paused(_)), _) => {}
                (Ok(4), Then::Arrives | Then::Lost) => {}
                other => panic!("{cut}: {other:?}"),
            }
            let (end, _) =
                world.run(2, None, async |app: App| Ok::<_, Halt>(ids(&app.restore(|| true).await?.state())));
            let End::Done(Ok(found)) = end else { panic!("{cut} {then:?}: {end:?}") };
            assert!(world.model.borrow().all().is_subset(&found), "{cut} {then:?}");
            assert_eq!(found.contains(&900), answer.is_ok(), "{cut} {then:?}");
        }
    }
}
