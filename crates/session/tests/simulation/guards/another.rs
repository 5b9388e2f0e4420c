//! Another wallet comes to a device that still has records at guards to end, or does not come.

use lifeboat_messages::View;

use super::*;
use crate::device::Device;

const ANOTHER_WALLETS_PIN: &str = "73920518";

/// A device whose wallet has a second copy that opens with the PIN before alone, so that records of both PINs
/// wait for their end; and another wallet in its cloud, with a PIN of another length.
fn with_records_of_two_pins(world: &World) -> Device {
    let tablet = world.open(&world.device("tablet"));
    world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tablet, Request::CreateWallet { name: "Another".into() });
    let plain = Request::StartBackup {
        lock: BackupLock::New(NewLock::Pin(ANOTHER_WALLETS_PIN.into())),
        drive: world.drive(0),
        waiver: Default::default(),
    };
    assert!(matches!(world.ask(&tablet, plain), Some(Ok(Answer::BackedUp(_)))));
    drop(tablet);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    guarded(world, &tab);
    done(world, &tab, Request::AddSecond { drive: world.drive(1) });
    let is_in_step = |status: &SecondStatus| matches!(status, SecondStatus::InStep { .. });
    world.see(&tab, "a second copy", |view| view.second.as_ref().is_some_and(|it| is_in_step(&it.status)));
    world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
    let changed = world.ask(&tab, change(NewLock::GuardedPin(OTHER_PIN.into())));
    assert_eq!(changed, Some(Ok(Answer::LockChanged { in_cloud: true })));
    world.run(60_000);
    phone
}

#[test]
fn a_wallet_that_comes_to_a_device_ends_no_record_of_the_one_that_was_there() {
    let world = World::new(32);
    let phone = with_records_of_two_pins(&world);
    let tab = world.open(&phone);
    world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
    assert_eq!(restore_named(&world, &tab, "Another", by(ANOTHER_WALLETS_PIN)), Ok(()));
    world.see(&tab, "the other wallet", |view| view.phase == Phase::Ready);
    world.run(180_000);
    assert_eq!(live(&world), [2; GUARDS]);
    drop(tab);
    assert_eq!(restored(&world, by(OTHER_PIN)), Ok(()));
}

/// The wallet that is there then is the one that was, which shows itself as it did and ends what it has to
/// end; or the one that was to come, which ends nothing of the other.
#[test]
fn what_is_owed_to_guards_is_forgotten_when_another_wallet_has_come_and_not_before() {
    let (mut stayed, mut came) = (0, 0);
    for (at, crash) in (0..400).flat_map(|at| [(at, Crash::Before), (at, Crash::After)]) {
        let world = World::new(33);
        let phone = with_records_of_two_pins(&world);
        let tab = world.open(&phone);
        world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        let found = world.ask(&tab, Request::FindBackups { drive: world.drive(0) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{found:?}") };
        let backup = backups.into_iter().find(|it| it.name == "Another").expect("the other wallet").id;
        tab.life().crash_at(tab.life().points().len() + at, crash);
        let sure = Assurances { although_another_goes: true, ..Assurances::default() };
        let request =
            Request::Restore { drive: world.drive(0), backup, unlocker: by(ANOTHER_WALLETS_PIN), sure };
        if world.ask(&tab, request).is_some() {
            break;
        }
        if tab.life().points().last() != Some(&Point::Write) {
            continue;
        }
        drop(tab);
        world.around.clouds[1].mend();
        let tab = world.open(&phone);
        let digits = |view: &View| view.pin.as_ref().map(|pin| pin.digits);
        let view = world.see(&tab, "a locked wallet", |view| view.phase == Phase::Locked);
        let is_the_other = view.name == "Another";
        assert!(is_the_other || digits(&view) == Some(6), "{at} {crash:?}: {:?}", view.pin);
        let opens = by(if is_the_other { ANOTHER_WALLETS_PIN } else { OTHER_PIN });
        done(&world, &tab, Request::Unlock { unlocker: opens });
        world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
        world.run(240_000);
        let (times, records) = if is_the_other { (&mut came, 2) } else { (&mut stayed, 1) };
        *times += 1;
        assert_eq!(live(&world), [records; GUARDS], "{at} {crash:?}: the other has come: {is_the_other}");
    }
    assert!(stayed > 2 && came > 2, "{stayed} {came}");
}
