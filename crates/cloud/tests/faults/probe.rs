//! What the probe finds, and what it leaves.

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError,
    http::HttpError,
    webdav::{Grade, Weakness},
};

use crate::{
    FRESH, PLAIN, absent,
    double::{Double, Vice, answer, page},
    world,
};

fn grade(vice: Vice) -> Grade {
    let double = Double::new();
    double.0.vice.set(vice);
    let verdict = block_on(double.drive(PLAIN).probe(1)).unwrap();
    let left = double.0.nodes.borrow().len();
    assert!(left == 1 || vice == Vice::KeepsDeleted, "{vice:?}: the probe left {left} behind");
    verdict.grade
}

#[test]
fn the_probe_finds_each_vice() {
    use Weakness::*;
    assert_eq!(grade(Vice::None), Grade::Safe);
    assert_eq!(grade(Vice::NeverSaysCreated), Grade::Safe);
    assert_eq!(grade(Vice::KeepsDeleted), Grade::Safe);
    assert_eq!(grade(Vice::MoveReplaces), Grade::Safe);
    assert_eq!(grade(Vice::OneTag), Grade::SafeWithReadBack);
    assert_eq!(grade(Vice::Replaces), Grade::PhraseOnly { reason: Replaces });
    assert_eq!(grade(Vice::ReplacesSilently), Grade::PhraseOnly { reason: ReplacesSilently });
    assert_eq!(grade(Vice::RefusesNew), Grade::Unusable { reason: RefusesNew });
    assert_eq!(grade(Vice::ChangesBytes), Grade::Unusable { reason: ChangesBytes });
    assert_eq!(grade(Vice::ChangesNames), Grade::Unusable { reason: ChangesNames });
}

#[test]
fn a_server_that_never_says_created_is_used_as_it_is() {
    let double = world();
    double.0.vice.set(Vice::NeverSaysCreated);
    let drive = double.drive(PLAIN);
    let verdict = block_on(drive.probe(1)).unwrap();
    assert_eq!(verdict.behaviour.created, 204);
    let drive = drive.behaving(verdict.behaviour);
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(block_on(drive.create(&absent(), b"x")), Ok(Create::Exists));
}

#[test]
fn the_probe_tidies_up_wherever_it_fails() {
    let requests = {
        let double = Double::new();
        block_on(double.drive(PLAIN).probe(1)).unwrap();
        double.sent()
    };
    for at in 0..requests {
        for instead in [Ok(answer(403)), Ok(answer(401)), Err(HttpError::NoAnswer), Ok(page(200, "Sign in"))]
        {
            let double = Double::new();
            double.exchange(Some(at), instead.clone(), true);
            let outcome = block_on(double.drive(PLAIN).probe(1));
            let left = double.0.nodes.borrow().len();
            assert_eq!(left, 1, "{instead:?} at {at}: {outcome:?}");
        }
    }
}

#[test]
fn a_server_that_refuses_us_is_told_from_one_that_is_weak() {
    for (status, error) in
        [(401, DriveError::SignedOut), (403, DriveError::Denied), (507, DriveError::QuotaFull)]
    {
        // The root may be listed; nothing may be written.
        let double = Double::new();
        double.exchange(Some(1), Ok(answer(status)), false);
        assert_eq!(block_on(double.drive(PLAIN).probe(1)), Err(error));
    }
}

#[test]
fn a_server_that_lets_no_page_send_if_match_is_used_without_exact_deletes() {
    let double = Double::new();
    double.0.shuts_out.set(Some("if-match"));
    let verdict = block_on(double.drive(PLAIN).probe(1)).unwrap();
    assert!(verdict.allows_channel_state() && !verdict.behaviour.exact_delete, "{verdict:?}");
    assert_eq!(double.0.nodes.borrow().len(), 1);
}
