//! What the user chooses while something longer is under way is not undone by it.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Phase, Request};

use crate::{
    journey::{PIN, done, lock, saved},
    world::{Process, World},
};

/// Chooses when to lock while a request waits for each of the cloud's answers in turn; it holds in the end.
fn holds_beside(from: u32, prepare: impl Fn(&World, &Process), request: impl Fn(&World) -> Request) {
    let mut waited = 0;
    for skip in (0..80).step_by(8) {
        let world = World::new(u64::from(from + skip));
        let tab = world.open(&world.device("phone"));
        prepare(&world, &tab);
        world.around.clouds[0].fault(Rule::once(Fault::Held).after(skip));
        let call = tab.call(request(&world));
        world.run(1_000);
        if world.around.clouds[0].waiting().is_empty() {
            assert!(tab.page().answer(call).is_some());
            break;
        }
        waited += 1;
        done(&world, &tab, Request::AutoLock { minutes: Some(42) });
        world.around.clouds[0].release_all();
        assert!(world.run_until(60_000, || tab.page().answer(call).is_some()), "no answer");
        assert!(matches!(tab.page().answer(call), Some(Ok(_))), "after {skip} requests");
        world.settle();
        assert_eq!(tab.view().auto_lock_min, Some(42), "after {skip} requests");
    }
    assert!(waited > 0);
}

#[test]
fn turning_the_backup_on_undoes_nothing() {
    let made = |world: &World, tab: &Process| {
        world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
        done(world, tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    };
    holds_beside(100, made, |world| Request::StartBackup { lock: lock(PIN), drive: world.drive(0) });
}

#[test]
fn turning_the_backup_off_undoes_nothing() {
    holds_beside(300, saved, |_| Request::Disconnect { delete_copy: true });
}
