//! What the user chooses while something longer is under way is not undone by it.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, NewLock, Phase, Request, Unlocker, View};

use crate::{
    host::Crash,
    journey::{PIN, done, lock, saved},
    world::{Process, World},
};

/// Of another length than the other.
const LONG_PIN: &str = "84619327";

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

/// At first use, at the first receipt and after a week; in between the user is reminded.
#[test]
fn the_user_is_asked_for_a_backup_again_when_there_is_a_reason() {
    let world = World::new(71);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    let declines = |tab: &Process| {
        let asked = world.see(tab, "the prompt", |view| view.prompt);
        done(&world, tab, Request::Later);
        world.settle();
        assert!(!tab.view().prompt && tab.view().reminder);
        asked
    };
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    assert_eq!(declines(&tab).balance.lightning_msat, 0);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    assert!(declines(&tab).balance.lightning_msat > 0);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(!tab.view().prompt && tab.view().reminder, "the answer is kept");
    drop(tab);
    world.run(8 * 86_400_000);
    world.mine(1);
    declines(&world.open(&phone));
}

#[test]
fn turning_the_backup_on_undoes_nothing() {
    let made = |world: &World, tab: &Process| {
        world.see(tab, "an empty device", |view| view.phase == Phase::Empty);
        done(world, tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(tab, "a wallet", |view| view.phase == Phase::Ready);
    };
    holds_beside(100, made, |world| Request::StartBackup {
        lock: lock(PIN),
        drive: world.drive(0),
        waiver: Default::default(),
    });
}

/// Another PIN is chosen, of another length, for the device or with its backup, and the process dies on the way.
fn counts_no_other_digits(request: impl Fn(&World) -> Request) {
    let digits = |view: &View| view.pin.as_ref().map(|pin| pin.digits);
    let mut died = [0, 0];
    for at in 0..16 {
        let world = World::new(70);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
        let set = Request::ChangeLock { old: None, new: NewLock::Pin(LONG_PIN.into()) };
        assert_eq!(world.ask(&tab, set), Some(Ok(Answer::LockChanged { in_cloud: true })));
        tab.life().crash_at(tab.life().points().len() + at, Crash::After);
        if world.ask(&tab, request(&world)).is_some() {
            break;
        }
        drop(tab);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        let opens = |pin: &&str| {
            let unlocker = Unlocker::Pin((*pin).into());
            world.ask(&tab, Request::Unlock { unlocker }) == Some(Ok(Answer::Done))
        };
        let pin = [LONG_PIN, PIN].into_iter().find(opens).expect("one of the two opens");
        died[usize::from(pin == PIN)] += 1;
        let counted: Vec<u8> = tab.page().views().iter().filter_map(|(_, view)| digits(view)).collect();
        assert!(counted.iter().all(|count| usize::from(*count) == pin.len()), "dead at {at}: {counted:?}");
        done(&world, &tab, Request::Lock);
        let locked = world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        assert_eq!(digits(&locked).map(usize::from), Some(pin.len()), "dead at {at}: it is known again");
    }
    assert!(died[0] > 1, "{died:?}");
}

#[test]
fn the_lock_screen_counts_the_digits_of_no_other_pin_while_the_backup_is_turned_on() {
    counts_no_other_digits(|world| Request::StartBackup {
        lock: lock(PIN),
        drive: world.drive(0),
        waiver: Default::default(),
    });
}

#[test]
fn the_lock_screen_counts_the_digits_of_no_other_pin_while_the_pin_is_changed() {
    counts_no_other_digits(|_| Request::ChangeLock {
        old: Some(Unlocker::Pin(LONG_PIN.into())),
        new: NewLock::Pin(PIN.into()),
    });
}

#[test]
fn turning_the_backup_off_undoes_nothing() {
    holds_beside(300, saved, |_| Request::Disconnect { delete_copy: true });
}
