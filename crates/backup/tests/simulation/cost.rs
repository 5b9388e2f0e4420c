//! What a restore costs: rounds of requests, one after the other.

use std::rc::Rc;

use lifeboat_backup::Clock;
use lifeboat_cloud::memory::Stage;

use crate::world::{App, End, World};

const ROUND_MS: u64 = 100;

/// So many rounds does it take another device to restore, when each request takes one.
fn rounds_of_a_restore(world: &World) -> u64 {
    let time = world.cloud.time.clone();
    world.cloud.drive.set_gate(Some(Rc::new(move |_, stage| {
        let time = time.clone();
        Box::pin(async move {
            if stage == Stage::Request {
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
fn a_restore_takes_six_rounds_however_many_entries_there_are() {
    for entries in [1, 40, 60, 200] {
        let world = world_with(entries);
        let rounds = rounds_of_a_restore(&world);
        world.check().unwrap();
        assert!(rounds <= 6, "{rounds} rounds after {entries} entries");
    }
}
