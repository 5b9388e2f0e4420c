//! Every class of wrong answer, at every request of every operation, once and for good.

use futures::executor::block_on;
use lifeboat_cloud::{Create, Drive, DriveError, Path, conformance, wrong_answers::WrongAnswer};

use super::{
    classes,
    world::{Device, World, entry, entry_name, journal, top, wallet},
};

const STORED: &[u8] = b"the acknowledged bytes of entry 4";
const FRESH: &[u8] = b"the bytes of entry 5, a little longer";
const PRESENT: u64 = 4;
const ABSENT: u64 = 5;

fn world() -> World {
    let world = World::new();
    let device = world.device();
    assert_eq!(block_on(device.drive.create(&entry(PRESENT), STORED)), Ok(Create::Created));
    world
}

/// Tries `check` with each class at each request of the operation, and with the class as the answer to everything, on a
/// device that knows nothing yet and on one that has been at work; where that request changes something also with the
/// change carried out.
fn everywhere(check: impl Fn(&World, &Device, &WrongAnswer, &str)) {
    let mut cases = 0;
    let first = world();
    for (number, class) in classes::all().into_iter().enumerate() {
        for warm in [false, true] {
            for at in [None].into_iter().chain((0..40).map(Some)) {
                // A device that knows nothing yet sends some twenty requests of five kinds: each class at
                // every third.
                if !warm && at.is_some_and(|at| !(at + number).is_multiple_of(3)) {
                    continue;
                }
                let mut past_the_last = false;
                for effect in [false, true] {
                    let world = first.again();
                    let device = world.device();
                    if warm {
                        let _ = block_on(device.drive.get(&entry(PRESENT)));
                    }
                    let before = device.sent();
                    device.exchange(at, class.instead.clone(), effect);
                    let case = format!("{} at {at:?}, effect {effect}, warm {warm}", class.name);
                    check(&world, &device, &class, &case);
                    let (same, other) = world.count(&entry_name(PRESENT), STORED);
                    assert!(same <= 1 && other == 0, "{case}: the stored file was changed");
                    cases += 1;
                    past_the_last = at.is_some_and(|at| device.sent() <= before + at);
                    if !device.exchanged_a_change() {
                        break;
                    }
                }
                if past_the_last {
                    break;
                }
            }
        }
    }
    assert!(cases > 700, "{cases}");
}

fn is_kept(world: &World) -> bool {
    world.count(&entry_name(PRESENT), STORED) == (1, 0)
}

#[test]
fn there_are_many_classes() {
    assert!(classes::all().len() >= 60, "{}", classes::all().len());
}

#[test]
fn the_suite_is_passed() {
    let failures = block_on(conformance::check(&World::new().device().drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
    // This also holds if a deleted file's id could be used again, which is not documented.
    let world = World::new();
    world.0.with(|google, _| google.ids_are_free_again = true);
    let failures = block_on(conformance::check(&world.device().drive, 2));
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn no_answer_makes_a_file_missing() {
    everywhere(|world, device, _, case| {
        match block_on(device.drive.get(&entry(PRESENT))) {
            Ok(bytes) => assert_eq!(bytes, STORED, "{case}"),
            Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
        }
        assert!(is_kept(world), "{case}");
    });
}

#[test]
fn no_answer_makes_a_folder_missing_or_shorter() {
    for folder in [journal(), wallet(), top(), Path::root()] {
        everywhere(|_, device, _, case| match block_on(device.drive.list(&folder)) {
            Ok(entries) => assert_eq!(entries.len(), 1, "{case} {folder:?}"),
            Err(error) => assert_ne!(error, DriveError::NotFound, "{case} {folder:?}"),
        });
    }
}

#[test]
fn nothing_invents_a_missing_file() {
    everywhere(|_, device, _, case| {
        let got = block_on(device.drive.get(&entry(ABSENT)));
        assert!(got.is_err(), "{case}: {got:?}");
    });
}

#[test]
fn created_means_that_it_is_stored() {
    everywhere(|world, device, _, case| {
        let created = block_on(device.drive.create(&entry(ABSENT), FRESH));
        if created == Ok(Create::Created) {
            assert_eq!(world.count(&entry_name(ABSENT), FRESH), (1, 0), "{case}");
        }
        assert_ne!(created, Err(DriveError::NotFound), "{case}");
        assert!(is_kept(world), "{case}");
    });
}

#[test]
fn a_file_that_is_there_is_never_created_nor_replaced() {
    everywhere(|world, device, _, case| {
        let created = block_on(device.drive.create(&entry(PRESENT), FRESH));
        assert!(!matches!(created, Ok(Create::Created) | Err(DriveError::NotFound)), "{case}: {created:?}");
        assert!(is_kept(world), "{case}");
    });
}

#[test]
fn after_any_lost_answer_a_create_ends_well_and_only_once_when_sent_again() {
    everywhere(|world, device, class, case| {
        let _ = block_on(device.drive.create(&entry(ABSENT), FRESH));
        device.mend();
        let again = block_on(device.drive.create(&entry(ABSENT), FRESH));
        // A folder at the top that a lie made us take for missing would be a second one.
        assert!(matches!(again, Ok(Create::Created | Create::Exists)), "{case}: {again:?}");
        assert_eq!(block_on(device.drive.get(&entry(ABSENT))), Ok(FRESH.to_vec()), "{case}");
        assert_eq!(world.count(&entry_name(ABSENT), FRESH), (1, 0), "{case} {}", class.lie);
        let names = block_on(device.drive.list(&journal())).map(|all| all.len());
        assert_eq!(names, Ok(2), "{case}");
    });
}

#[test]
fn a_wallet_set_up_over_a_bad_line_is_there_once() {
    for (number, class) in classes::all().into_iter().enumerate().filter(|(_, class)| !class.lie) {
        for at in (number % 4..60).step_by(4) {
            let mut past_the_last = false;
            for effect in [false, true] {
                let world = World::new();
                let device = world.device();
                device.exchange(Some(at), class.instead.clone(), effect);
                let mut created = Err(DriveError::Unknown);
                for _ in 0..4 {
                    created = block_on(device.drive.create(&entry(0), FRESH));
                    if created.is_ok() {
                        break;
                    }
                }
                let case = format!("{} at {at}, effect {effect}", class.name);
                assert!(created.is_ok(), "{case}: {created:?}");
                assert_eq!(block_on(world.device().drive.get(&entry(0))), Ok(FRESH.to_vec()), "{case}");
                assert_eq!(world.count(&entry_name(0), FRESH), (1, 0), "{case}");
                past_the_last = device.sent() <= at;
                if !device.exchanged_a_change() {
                    break;
                }
            }
            if past_the_last {
                break;
            }
        }
    }
}

#[test]
fn deleted_means_that_it_is_gone() {
    everywhere(|world, device, class, case| match block_on(device.drive.delete(&entry(PRESENT))) {
        Ok(()) => assert!(!is_kept(world) || class.lie, "{case}"),
        Err(DriveError::NotFound) => assert!(!is_kept(world), "{case}"),
        Err(_) => {}
    });
}

#[test]
fn a_service_that_is_none_never_has_an_account_or_room_and_nothing_is_missing_there() {
    let first = world();
    for class in classes::all() {
        let world = first.again();
        let device = world.device();
        device.exchange(None, class.instead.clone(), false);
        let drive = &device.drive;
        assert!(block_on(drive.account()).is_err(), "{}", class.name);
        assert!(block_on(drive.quota()).is_err(), "{}", class.name);
        for result in [
            block_on(drive.list(&Path::root())).map(|_| ()),
            block_on(drive.list(&journal())).map(|_| ()),
            block_on(drive.get(&entry(ABSENT))).map(|_| ()),
            block_on(drive.delete(&entry(ABSENT))),
        ] {
            assert!(!matches!(result, Ok(()) | Err(DriveError::NotFound)), "{}: {result:?}", class.name);
        }
    }
}
