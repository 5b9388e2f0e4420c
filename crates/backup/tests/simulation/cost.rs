//! What a restore costs: rounds of requests, one after the other.

use std::rc::Rc;

use lifeboat_backup::{Batch, Clock};
use lifeboat_cloud::memory::CallStage;

use crate::{
    app::{App, Halt},
    faults::{Crash, Kind},
    world::{End, World},
};

const ROUND_MS: u64 = 100;

/// So many rounds does it take another device to restore, when each request takes one.
fn rounds_of_a_restore(world: &World) -> u64 {
    let time = world.cloud.time.clone();
    world.cloud.drive.set_gate(Some(Rc::new(move |_, stage| {
        let time = time.clone();
        Box::pin(async move {
            if stage == CallStage::Request {
                time.sleep(ROUND_MS).await;
            }
        })
    })));
    let (end, _) = world.run(1, None, async |app: App| {
        let began = app.env.clock.now_ms();
        app.restore(|| false).await.unwrap();
        app.env.clock.now_ms() - began
    });
    world.cloud.drive.set_gate(None);
    match end {
        End::Done(ms) => ms / ROUND_MS,
        End::Crashed => panic!("nobody crashes here"),
    }
}

fn world_with(entries: u32) -> World {
    let world = World::new(7);
    let (end, _) = world.run(0, None, async move |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, entries).await.unwrap();
    });
    assert_eq!(end, End::Done(()));
    world
}

#[test]
fn a_restore_takes_five_rounds_however_many_entries_there_are() {
    for entries in [1, 40, 60, 200] {
        let world = world_with(entries);
        let rounds = rounds_of_a_restore(&world);
        world.check().unwrap();
        assert!(rounds <= 5, "{rounds} rounds after {entries} entries");
    }
}

const LARGE: usize = 1_900_000;

/// Hands in what no file takes.
async fn large(app: App) -> Result<(), Halt> {
    let journal = app.open().await?;
    let mut batch = Batch::new();
    batch.put("large", vec![9; LARGE]);
    batch.put("beside", vec![1]);
    // What no snapshot holds.
    batch.delete("last");
    journal.append(batch).await.map(|_| ()).map_err(|error| Halt::Other(format!("{error:?}")))
}

/// How much of it is there.
fn held(state: &lifeboat_backup::State) -> usize {
    assert_eq!(state.get("large").is_some(), state.get("beside").is_some());
    state.get("large").map_or(0, <[u8]>::len)
}

#[test]
fn a_batch_too_large_for_a_file_counts_whole_or_not_at_all() {
    let (end, points) = world_with(2).run(0, None, large);
    assert_eq!(end, End::Done(Ok(())));
    let creates = points.iter().zip(0..).filter(|(kind, _)| **kind == Kind::Create).map(|(_, at)| at);
    let mut crashes: Vec<(u64, Crash)> = Vec::new();
    creates.for_each(|at| crashes.extend([(at, Crash::Lost), (at, Crash::Applied)]));
    assert!(crashes.len() >= 6, "{points:?}");
    for crash in crashes {
        let world = world_with(2);
        let (end, _) = world.run(0, Some(crash), large);
        assert_eq!(end, End::Crashed, "{crash:?}");
        let (end, _) = world.run(0, None, async |app: App| {
            let journal = app.open().await.unwrap();
            app.pay(&journal).await.unwrap();
            held(&journal.state())
        });
        let End::Done(here) = end else { panic!("nobody crashes here") };
        assert!(here == 0 || here == LARGE, "{crash:?}: {here} bytes");
        let (end, _) =
            world.run(1, None, async |app: App| held(&app.restore(|| false).await.unwrap().state()));
        assert_eq!(end, End::Done(here), "{crash:?}");
        world.check().unwrap();
        let largest = world.cloud.drive.contents().files().map(|(_, bytes)| bytes.len()).max();
        assert!(largest < Some(1 << 20), "{largest:?}");
    }
}
