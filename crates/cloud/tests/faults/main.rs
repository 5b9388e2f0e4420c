//! Every class of wrong answer, at every request of every operation, once and for good.
//!
//! Whatever comes: nothing that is there is called missing, nothing is called created that is not stored, nothing is
//! called deleted that is still there, nothing stored is lost, and nothing panics.

#![allow(clippy::unwrap_used, clippy::expect_used)] // clippy allows it in tests, but not in their helpers

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, DeleteExactly, Drive, DriveError, Path,
    http::{Answer, Http, HttpError},
    webdav::{Behaviour, Way},
};

mod claims;
mod classes;
mod documented;
mod double;
#[path = "../answers/luck.rs"]
mod luck;
mod probe;

use double::{Double, Vice};
use lifeboat_cloud::wrong_answers::{Instead, WrongAnswer, bare, page};

const PLAIN: Behaviour = Behaviour { way: Way::Put, created: 201, exact_delete: false };
const CAREFUL: Behaviour = Behaviour { way: Way::Aside, created: 201, exact_delete: false };
const EXACT: Behaviour = Behaviour { exact_delete: true, ..PLAIN };
const BEHAVIOURS: [Behaviour; 2] = [PLAIN, CAREFUL];

fn folder() -> Path {
    Path::root().join("Bitcoin Wallet Backup").join("Channel state")
}

fn present() -> Path {
    folder().join("000000000042.lifeboat")
}

fn absent() -> Path {
    folder().join("000000000043.lifeboat")
}

const STORED: &[u8] = b"the acknowledged bytes of entry 42";
const FRESH: &[u8] = b"the bytes of entry 43, a little longer";

fn world() -> Double {
    let double = Double::new();
    double.plant(&present(), STORED);
    double
}

/// Tries `check` with each class at each request of the operation, with and without effect, and with the class as
/// the answer to everything.
fn everywhere(behaviour: Behaviour, check: impl Fn(&Double, &WrongAnswer, Behaviour, &str)) {
    let mut cases = 0;
    for class in classes::all() {
        for effect in [false, true] {
            for at in [None].into_iter().chain((0..12).map(Some)) {
                let double = world();
                double.exchange(at, class.instead.clone(), effect);
                let case = format!("{} at {at:?}, effect {effect}, {behaviour:?}", class.name);
                check(&double, &class, behaviour, &case);
                if !matches!(check_kept(&double), None | Some(true)) {
                    panic!("{case}: the stored file was changed");
                }
                cases += 1;
                if at.is_some_and(|at| double.sent() <= at) {
                    break;
                }
            }
        }
    }
    assert!(cases > 300, "{cases}");
}

/// Whether the stored file is as it was; `None` when it is gone.
fn check_kept(double: &Double) -> Option<bool> {
    double.has(&present()).map(|bytes| bytes == STORED)
}

#[test]
fn there_are_many_classes() {
    assert!(classes::all().len() >= 150, "{}", classes::all().len());
}

#[test]
fn no_answer_makes_a_file_missing() {
    everywhere(PLAIN, |double, class, behaviour, case| {
        match block_on(double.drive(behaviour).get(&present())) {
            Ok(bytes) => assert!(bytes == STORED || class.lie, "{case}: {bytes:?}"),
            Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
        }
        assert_eq!(check_kept(double), Some(true), "{case}");
    });
}

#[test]
fn no_answer_makes_a_folder_missing_or_shorter() {
    everywhere(PLAIN, |double, _, behaviour, case| match block_on(double.drive(behaviour).list(&folder())) {
        Ok(entries) => assert_eq!(entries.len(), 1, "{case}"),
        Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
    });
    everywhere(PLAIN, |double, _, behaviour, case| {
        match block_on(double.drive(behaviour).list(&Path::root())) {
            Ok(entries) => assert_eq!(entries.len(), 1, "{case}"),
            Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
        }
    });
}

#[test]
fn nothing_invents_a_missing_file() {
    everywhere(PLAIN, |double, class, behaviour, case| {
        if let Ok(bytes) = block_on(double.drive(behaviour).get(&absent())) {
            assert!(class.lie, "{case}: {bytes:?}");
        }
    });
}

#[test]
fn created_means_that_it_is_stored() {
    for behaviour in BEHAVIOURS {
        everywhere(behaviour, |double, _, behaviour, case| {
            let created = block_on(double.drive(behaviour).create(&absent(), FRESH));
            if created == Ok(Create::Created) {
                assert_eq!(double.has(&absent()).as_deref(), Some(FRESH), "{case}");
            }
            assert!(!matches!(created, Err(DriveError::NotFound)), "{case}");
            assert_eq!(check_kept(double), Some(true), "{case}");
        });
    }
}

#[test]
fn a_file_that_is_there_is_never_created_nor_replaced() {
    for behaviour in BEHAVIOURS {
        everywhere(behaviour, |double, _, behaviour, case| {
            let created = block_on(double.drive(behaviour).create(&present(), FRESH));
            assert_ne!(created, Ok(Create::Created), "{case}");
            assert!(!matches!(created, Err(DriveError::NotFound)), "{case}");
            assert_eq!(check_kept(double), Some(true), "{case}");
        });
    }
}

#[test]
fn after_any_lost_answer_a_create_ends_well_when_sent_again() {
    for behaviour in BEHAVIOURS {
        everywhere(behaviour, |double, class, behaviour, case| {
            if class.lie {
                return;
            }
            let drive = double.drive(behaviour);
            let _ = block_on(drive.create(&absent(), FRESH));
            double.mend();
            let mut again = block_on(drive.create(&absent(), FRESH));
            for _ in 0..3 {
                // A claim whose maker seems dead, and who was it: we.
                if !matches!(again, Err(DriveError::Busy { .. })) {
                    break;
                }
                again = block_on(drive.create(&absent(), FRESH));
            }
            assert!(matches!(again, Ok(Create::Created | Create::Exists)), "{case}: {again:?}");
            assert_eq!(block_on(drive.get(&absent())), Ok(FRESH.to_vec()), "{case}");
            let names = block_on(drive.list(&folder())).map(|all| all.len());
            assert_eq!(names, Ok(2), "{case}");
        });
    }
}

#[test]
fn deleted_means_that_it_is_gone() {
    everywhere(PLAIN, |double, class, behaviour, case| {
        match block_on(double.drive(behaviour).delete(&present())) {
            Ok(()) => assert!(check_kept(double).is_none() || class.lie, "{case}"),
            Err(DriveError::NotFound) => assert_eq!(check_kept(double), None, "{case}"),
            Err(_) => {}
        }
    });
}

#[test]
fn only_exactly_these_bytes_are_deleted() {
    everywhere(EXACT, |double, class, behaviour, case| {
        let answer = block_on(double.drive(behaviour).delete_exactly(&present(), FRESH));
        assert!(!matches!(answer, Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound)), "{case}");
        assert_eq!(check_kept(double), Some(true), "{case}");
        match block_on(double.drive(behaviour).delete_exactly(&present(), STORED)) {
            Ok(DeleteExactly::Deleted) => assert!(check_kept(double).is_none() || class.lie, "{case}"),
            Err(DriveError::NotFound) => assert_eq!(check_kept(double), None, "{case}"),
            Ok(_) | Err(_) => {}
        }
    });
}

#[test]
fn a_late_delete_of_exact_bytes_never_takes_what_came_after() {
    let double = world();
    // The tag of what is there, its bytes, and then another device was faster.
    double.exchange(Some(2), Err(HttpError::NoAnswer), false);
    let drive = double.drive(EXACT);
    assert_eq!(block_on(drive.delete_exactly(&present(), STORED)), Err(DriveError::Unknown));
    double.mend();
    let late = double.0.requests.borrow().last().cloned().unwrap();
    assert_eq!(block_on(drive.delete_exactly(&present(), STORED)), Ok(DeleteExactly::Deleted));
    assert_eq!(block_on(drive.create(&present(), FRESH)), Ok(Create::Created));
    assert_eq!(block_on(double.send(late)).map(|answer| answer.status), Ok(412));
    assert_eq!(double.has(&present()).as_deref(), Some(FRESH));
}

#[test]
fn without_a_strong_tag_or_a_probe_nothing_is_promised() {
    let double = world();
    let untried = double.drive(PLAIN);
    let answer = block_on(untried.delete_exactly(&present(), STORED));
    assert_eq!((answer, double.sent()), (Ok(DeleteExactly::CannotPromise), 0));
    double.0.vice.set(Vice::WeakTags);
    let weak = double.drive(EXACT);
    assert_eq!(block_on(weak.delete_exactly(&present(), STORED)), Ok(DeleteExactly::CannotPromise));
    assert_eq!(check_kept(&double), Some(true));
    for (vice, exact) in [
        (Vice::None, true),
        (Vice::WeakTags, false),
        (Vice::OneTag, false),
        (Vice::IgnoresIfMatch, false),
        (Vice::KeepsDeleted, false),
    ] {
        let double = world();
        double.0.vice.set(vice);
        let verdict = block_on(double.drive(PLAIN).probe(1)).unwrap();
        assert_eq!(verdict.behaviour.exact_delete, exact, "{vice:?}");
    }
}

#[test]
fn a_server_that_is_none_never_has_an_account_or_room() {
    for class in classes::all() {
        let double = world();
        double.exchange(None, class.instead.clone(), false);
        let drive = double.drive(PLAIN);
        assert!(block_on(drive.account()).is_err(), "{}", class.name);
        assert!(block_on(drive.quota()).is_err(), "{}", class.name);
        assert!(block_on(drive.probe(1)).is_err(), "{}", class.name);
        for result in [
            block_on(drive.list(&folder())).map(|_| ()),
            block_on(drive.get(&absent())).map(|_| ()),
            block_on(drive.delete(&absent())),
        ] {
            assert_ne!(result, Err(DriveError::NotFound), "{}", class.name);
        }
    }
}

fn header(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn each_answer_has_its_own_error() {
    use DriveError::*;
    let busy = Busy { after_ms: Some(30_000) };
    let down = Unavailable { after_ms: None };
    let slow = Answer { headers: vec![header("retry-after", "30")], ..bare(429) };
    // For reads, and for what changes something.
    let table: Vec<(Instead, DriveError, DriveError)> = vec![
        (Ok(bare(401)), SignedOut, SignedOut),
        (Ok(page(401, "Unauthorized")), SignedOut, SignedOut),
        (Ok(bare(403)), Denied, Denied),
        (Ok(bare(413)), TooLarge, TooLarge),
        (Ok(bare(423)), Busy { after_ms: None }, Busy { after_ms: None }),
        (Ok(slow), busy.clone(), busy),
        (Ok(bare(500)), down.clone(), down.clone()),
        (Ok(bare(503)), down.clone(), down.clone()),
        (Ok(bare(502)), down.clone(), Unknown),
        (Ok(bare(504)), down.clone(), Unknown),
        (Ok(bare(507)), QuotaFull, QuotaFull),
        (Ok(bare(302)), RedirectedAway, RedirectedAway),
        (Ok(bare(308)), RedirectedAway, RedirectedAway),
        (Ok(bare(418)), NotADrive, NotADrive),
        (Err(HttpError::NoAnswer), Unreachable, Unknown),
        (Err(HttpError::NotSent), Unreachable, Unreachable),
        (Err(HttpError::Redirected), RedirectedAway, RedirectedAway),
        (Err(HttpError::TooLarge), TooLarge, Unknown),
        (Err(HttpError::BadAddress), BadAddress, BadAddress),
    ];
    for (instead, read, change) in table {
        let double = world();
        double.exchange(None, instead.clone(), false);
        let drive = double.drive(PLAIN);
        assert_eq!(block_on(drive.list(&folder())), Err(read.clone()), "{instead:?}");
        assert_eq!(block_on(drive.get(&present())), Err(read.clone()), "{instead:?}");
        assert_eq!(block_on(drive.account()).map(|_| ()), Err(read), "{instead:?}");
        assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(change.clone()), "{instead:?}");
        assert_eq!(block_on(drive.delete(&present())), Err(change), "{instead:?}");
    }
}

/// A page of another origin sees the length of what was packed, and not that it was.
#[test]
fn what_was_packed_on_its_way_is_whole_when_its_length_is_listed() {
    let double = world();
    let mut packed = double::bytes_answer(STORED);
    packed.headers = vec![header("content-length", &(STORED.len() + 23).to_string())];
    double.exchange(Some(0), Ok(packed), false);
    assert_eq!(block_on(double.drive(PLAIN).get(&present())), Ok(STORED.to_vec()));
    let mut cut = double::bytes_answer(&STORED[1..]);
    cut.headers = vec![header("content-length", &STORED.len().to_string())];
    let double = world();
    double.exchange(Some(0), Ok(cut), false);
    assert_eq!(block_on(double.drive(PLAIN).get(&present())), Err(DriveError::Unreachable));
}

#[test]
fn a_password_that_was_right_a_moment_ago_is_asked_again_once() {
    let double = world();
    let drive = double.drive(PLAIN).with_pause(|| Box::pin(async {}));
    assert_eq!(block_on(drive.get(&present())), Ok(STORED.to_vec()));
    double.exchange(Some(0), Ok(bare(401)), false);
    assert_eq!(block_on(drive.get(&present())), Ok(STORED.to_vec()));
    // It is never sent a second time: each wrong one brings everybody behind this address nearer to being
    // locked out.
    double.exchange(None, Ok(bare(401)), false);
    let before = double.sent();
    for _ in 0..3 {
        assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
    }
    assert_eq!(double.sent() - before, 4);
}

#[test]
fn a_sign_in_page_is_no_drive() {
    let double = world();
    double.exchange(None, Ok(page(200, "Sign in")), false);
    let drive = double.drive(PLAIN);
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.account()), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::NotADrive));
    // The one that may have happened.
    assert_eq!(block_on(drive.delete(&present())), Err(DriveError::Unknown));
}

#[test]
fn a_gateway_that_forgets_its_server_for_a_moment_hides_nothing() {
    // 404, then the server is back before we ask whether it is the server at all.
    let double = world();
    double.exchange(Some(0), Ok(page(404, "default backend - 404")), false);
    assert_eq!(block_on(double.drive(PLAIN).get(&present())), Ok(STORED.to_vec()));
    let double = world();
    double.exchange(Some(0), Ok(page(404, "default backend - 404")), false);
    assert_eq!(block_on(double.drive(PLAIN).list(&folder())).map(|all| all.len()), Ok(1));
}

#[test]
fn a_replacement_is_never_called_a_creation() {
    let double = world();
    double.0.vice.set(Vice::Replaces);
    assert_eq!(block_on(double.drive(PLAIN).create(&present(), FRESH)), Err(DriveError::Overwrote));
    let double = world();
    double.0.vice.set(Vice::MoveReplaces);
    assert_eq!(block_on(double.drive(CAREFUL).create(&present(), FRESH)), Err(DriveError::Overwrote));
}

#[test]
fn the_password_goes_nowhere_but_into_its_header() {
    let double = world();
    block_on(double.drive(CAREFUL).create(&absent(), FRESH)).unwrap();
    for request in double.0.requests.borrow().iter() {
        assert_eq!(request.header("authorization"), Some("Basic c2FtYW50aGE6c2VjcmV0"));
        let shown = format!("{request:?}");
        assert!(!shown.contains("secret") && !shown.contains("c2FtYW50aGE6c2VjcmV0"), "{shown}");
        assert!(request.url.starts_with("https://cloud.example/dav/"));
    }
}
