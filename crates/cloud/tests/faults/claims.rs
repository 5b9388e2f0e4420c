//! Claims: who makes one, who respects it, and for how long.

use std::{cell::Cell, rc::Rc};

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError,
    http::{HttpError, Method},
};

use crate::{CAREFUL, FRESH, absent, folder, world};

#[test]
fn a_claim_is_respected_until_its_maker_seems_dead() {
    let double = world();
    let (first, second) = (double.drive(CAREFUL), double.drive(CAREFUL));
    // The first dies after its claim: its rename never arrives.
    double.exchange(Some(3), Err(HttpError::NoAnswer), false);
    assert_eq!(block_on(first.create(&absent(), FRESH)), Err(DriveError::Unknown));
    double.mend();
    for _ in 0..2 {
        assert_eq!(block_on(second.create(&absent(), b"x")), Err(DriveError::Busy { after_ms: Some(5000) }));
        assert_eq!(double.has(&absent()), None);
    }
    assert_eq!(block_on(second.create(&absent(), b"x")), Ok(Create::Created));
    // It was only asleep.
    assert_eq!(block_on(first.create(&absent(), FRESH)), Ok(Create::Exists));
    assert_eq!(double.has(&absent()).as_deref(), Some(&b"x"[..]));
    assert_eq!(block_on(second.list(&folder())).map(|all| all.len()), Ok(2));
}

/// The look at what was uploaded takes as long as the line is slow, and others break a claim that lasts.
#[test]
fn a_claim_waits_for_no_download() {
    let double = world();
    assert_eq!(block_on(double.drive(CAREFUL).create(&absent(), FRESH)), Ok(Create::Created));
    let requests = double.0.requests.borrow();
    let looked = requests.iter().position(|request| request.method == Method::Get).unwrap();
    let claimed = requests.iter().position(|request| request.method == Method::Mkcol).unwrap();
    assert!(looked < claimed, "{looked} {claimed}");
    assert_eq!(requests[claimed + 1].method, Method::Move);
}

/// A storage that keeps nothing more still shows who was first.
#[test]
fn what_cannot_be_uploaded_whole_claims_nothing_and_still_finds_what_is_there() {
    let double = world();
    double.0.tears_at.set(Some(3));
    let drive = double.drive(CAREFUL);
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::Unavailable { after_ms: None }));
    double.plant(&absent(), b"x");
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Exists));
    let claims = double.0.requests.borrow().iter().filter(|request| request.method == Method::Mkcol).count();
    assert_eq!(claims, 0);
}

#[test]
fn who_lost_an_answer_goes_on_with_the_claim_he_has() {
    let double = world();
    let drive = double.drive(CAREFUL);
    double.exchange(Some(3), Err(HttpError::NoAnswer), false);
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::Unknown));
    double.mend();
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Created));
    let scaffold = double.0.nodes.borrow().keys().filter(|key| key.ends_with(".claim")).count();
    assert_eq!(scaffold, 0);
}

#[test]
fn with_a_pause_a_create_waits_for_a_claim_by_itself() {
    let double = world();
    double.exchange(Some(3), Err(HttpError::NoAnswer), false);
    let _ = block_on(double.drive(CAREFUL).create(&absent(), FRESH));
    double.mend();
    let pauses = Rc::new(Cell::new(0));
    let counter = pauses.clone();
    let patient = double.drive(CAREFUL).with_pause(move || {
        counter.set(counter.get() + 1);
        Box::pin(async {})
    });
    assert_eq!(block_on(patient.create(&absent(), b"x")), Ok(Create::Created));
    assert_eq!(pauses.get(), 2);
}
