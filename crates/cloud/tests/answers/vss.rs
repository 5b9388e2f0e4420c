//! A VSS as LDK's server is one: its status codes, its messages, its stale deletes that say yes.

use std::{cell::RefCell, rc::Rc, sync::LazyLock};

use futures::executor::block_on;
use lifeboat_cloud::{
    Bearer, Create, Drive, DriveError, Path, Token, conformance,
    vss::{Account, Enrolment, Server, Vss},
};
use prost::Message;

use lifeboat_cloud::wrong_answers::{WrongAnswer, bare, page};

use crate::{
    checks::{FRESH, Subject, absent, folder, present, tests_of},
    exchange::{Exchange, World, answer},
};

mod double;

use double::{Double, Got, KeyValue, Listed, failure, yes};

/// 2027-01-15, when the double says so.
const NOW_S: u64 = 1_800_000_000;

fn double() -> Rc<Double> {
    let double = Rc::new(Double::default());
    double.now_s.set(NOW_S);
    double.page.set(3);
    double
}

fn server() -> Server {
    Server::parse("https://vss.example/vss").unwrap()
}

fn account(secret: u8) -> Account {
    Account::from_secret(&server(), "Samantha", &[secret; 32]).unwrap()
}

fn drive(network: &Exchange, secret: u8) -> Vss<Exchange> {
    Vss::new(network.clone(), server(), account(secret), || NOW_S * 1000).unwrap()
}

fn world() -> World {
    let service = double();
    // Signatures are tried elsewhere, and slow without the optimiser.
    *service.token.borrow_mut() = Some("token".to_owned());
    assert_eq!(block_on(with_token(&Exchange::new(service.clone())).enrol()), Ok(Enrolment::New));
    world_of(service)
}

fn with_token(network: &Exchange) -> Vss<Exchange> {
    // Made once: the curve is slow without the optimiser.
    static SAMANTHA: LazyLock<Account> = LazyLock::new(|| account(1));
    Vss::new(network.clone(), server(), SAMANTHA.clone(), || NOW_S * 1000)
        .unwrap()
        .with_token(Rc::new(Always))
}

fn world_of(service: Rc<Double>) -> World {
    let network = Exchange::new(service.clone());
    let clean = Rc::new(with_token(&Exchange::new(service.clone())));
    World {
        drive: Rc::new(with_token(&network)),
        truth: clean.clone(),
        other: clean,
        network,
        again: Rc::new(move || world_of(Rc::new(service.as_ref().clone()))),
    }
}

/// A listing cut wherever it can be, and errors with the wrong code for their status.
fn classes() -> Vec<WrongAnswer> {
    let item = KeyValue { key: "somebody else's".to_owned(), version: 1, value: b"x".to_vec() };
    let listing = Listed { items: vec![item.clone()], next: Some(String::new()), global: Some(3) };
    let whole = listing.encode_to_vec();
    let mut classes: Vec<WrongAnswer> = (0..=whole.len())
        .map(|length| {
            WrongAnswer::new(
                format!("a listing cut after {length} bytes"),
                answer(200, &[], &whole[..length]),
            )
        })
        .filter(|class| !class.instead.as_ref().is_ok_and(|answer| answer.body.is_empty()))
        .collect();
    classes.push(WrongAnswer::new(
        "an empty last page",
        yes(&Listed { items: vec![], next: None, global: None }),
    ));
    classes.push(WrongAnswer::new(
        "a second page as the first",
        yes(&Listed { items: vec![], next: Some("".into()), global: None }),
    ));
    classes.push(WrongAnswer::new("another key", yes(&Got { value: Some(item) })));
    classes.push(WrongAnswer::new("no key", yes(&Got { value: None })));
    for (status, code) in
        [(404, 0), (404, 1), (404, 5), (409, 4), (400, 4), (500, 4), (500, 3), (401, 4), (401, 5), (400, 2)]
    {
        classes.push(WrongAnswer::new(format!("{status} with code {code}"), failure(status, code)));
    }
    classes.retain(|class| {
        !class.instead.as_ref().is_ok_and(|answer| answer.status == 200 && answer.body.is_empty())
    });
    classes
}

/// An empty 200 is what the server says to a write: what was written is looked at.
const SUBJECT: Subject = Subject { empty: world, classes, believes_bytes: false };

#[test]
fn the_double_passes_the_suite() {
    let failures = block_on(conformance::check(&world().drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
}

tests_of!(SUBJECT);

#[test]
fn a_wrong_password_is_never_an_empty_account() {
    let network = Exchange::new(double());
    assert_eq!(block_on(drive(&network, 1).enrol()), Ok(Enrolment::New));
    assert_eq!(block_on(drive(&network, 1).enrol()), Ok(Enrolment::Known));
    let stranger = drive(&network, 2);
    assert_eq!(block_on(stranger.account()), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.quota()), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.list(&Path::root())), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.list(&folder())), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.create(&absent(), FRESH)), Err(DriveError::SignedOut));
    assert_eq!(block_on(stranger.delete(&present())), Err(DriveError::SignedOut));
}

#[test]
fn once_a_process_a_create_is_two_requests() {
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), FRESH)), Ok(Create::Created));
    let before = world.network.sent();
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(world.network.sent(), before + 2, "one that creates and one that looks");
}

/// The server says yes, and has the beginning of what was sent, or nothing.
#[test]
fn what_arrived_torn_is_not_called_created() {
    let service = double();
    let network = Exchange::new(service.clone());
    let drive = drive(&network, 1);
    block_on(drive.enrol()).unwrap();
    for kept in [0, 1, 30] {
        service.tears.set(Some(kept));
        assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::Unknown), "{kept} bytes");
        assert_ne!(block_on(drive.get(&absent())), Ok(FRESH.to_vec()));
        service.rows.borrow_mut().retain(|_, (_, value)| value.len() > 30);
    }
}

#[test]
fn a_value_under_another_key_is_not_taken_for_it() {
    // The server gives the bytes of one entry for another: refused, though both are ours.
    let service = double();
    let network = Exchange::new(service.clone());
    let drive = drive(&network, 1);
    block_on(drive.enrol()).unwrap();
    block_on(drive.create(&present(), b"42")).unwrap();
    block_on(drive.create(&absent(), b"43")).unwrap();
    let mut rows = service.rows.borrow().clone();
    let (first, last) = (rows.pop_first().unwrap(), rows.pop_last().unwrap());
    let (second, third) = (rows.pop_first(), last);
    drop(first);
    let (second_key, second_value) = second.unwrap();
    service.rows.borrow_mut().insert(second_key, third.1);
    service.rows.borrow_mut().insert(third.0, second_value);
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.get(&absent())), Err(DriveError::NotADrive));
}

#[test]
fn a_phone_whose_clock_is_wrong_signs_by_the_servers() {
    let service = double();
    let network = Exchange::new(service);
    block_on(drive(&network, 1).enrol()).unwrap();
    for wrong_s in [0, NOW_S - 40 * 86_400, NOW_S + 40 * 86_400] {
        let account = Account::from_secret(&server(), "Samantha", &[1; 32]).unwrap();
        let drive = Vss::new(network.clone(), server(), account, move || wrong_s * 1000).unwrap();
        assert_eq!(block_on(drive.list(&Path::root())), Ok(Vec::new()));
    }
}

struct Always;

#[async_trait::async_trait(?Send)]
impl Bearer for Always {
    async fn token(&self) -> Result<Token, DriveError> {
        Ok(Token::new("token"))
    }

    fn refused(&self, _: &Token) {}
}

struct Tokens(RefCell<Vec<&'static str>>);

#[async_trait::async_trait(?Send)]
impl Bearer for Tokens {
    async fn token(&self) -> Result<Token, DriveError> {
        self.0.borrow().last().map(|token| Token::new(*token)).ok_or(DriveError::SignedOut)
    }

    fn refused(&self, token: &Token) {
        self.0.borrow_mut().retain(|known| Token::new(*known) != *token);
    }
}

#[test]
fn a_token_takes_the_place_of_signatures_and_is_renewed_once() {
    let service = double();
    *service.token.borrow_mut() = Some("fresh".to_owned());
    let network = Exchange::new(service);
    let tokens = Rc::new(Tokens(RefCell::new(vec!["fresh", "stale"])));
    let drive = drive(&network, 1).with_token(tokens.clone());
    assert_eq!(block_on(drive.enrol()), Ok(Enrolment::New));
    assert_eq!(*tokens.0.borrow(), ["fresh"]);
    network.exchange(None, Ok(bare(401)), false);
    assert_eq!(block_on(drive.account()).err(), Some(DriveError::SignedOut));
    assert!(tokens.0.borrow().is_empty());
}

#[test]
fn no_name_no_value_and_no_key_leaves_the_device_readable() {
    let network = Exchange::new(double());
    let drive = drive(&network, 1);
    block_on(drive.enrol()).unwrap();
    block_on(drive.create(&present(), b"Bitcoin Wallet Backup, in clear")).unwrap();
    block_on(drive.list(&folder())).unwrap();
    for request in network.requests() {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        for shown in ["Bitcoin", "Channel", "0000000000", "in clear"] {
            assert!(!body.contains(shown), "{body}");
        }
        let shown = format!("{request:?}");
        assert!(!shown.contains(request.header("authorization").unwrap()), "{shown}");
    }
}

#[test]
fn a_sign_in_page_is_no_drive() {
    let world = world();
    world.network.exchange(None, Ok(page(200, "Sign in")), false);
    assert_eq!(block_on(world.drive.account()), Err(DriveError::NotADrive));
    assert_eq!(block_on(world.drive.list(&Path::root())), Err(DriveError::NotADrive));
}
