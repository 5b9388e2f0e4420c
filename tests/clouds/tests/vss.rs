//! The VSS drive against the double of LDK's server, as a page of another origin sees it through the documented front.

#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::{
    Bearer, Create, Drive, DriveError, Path, Token, conformance,
    vss::{Account, Enrolment, Server, Vss as Files},
};
use lifeboat_clouds::{
    Core, Direct, Fault, Rule,
    vss::{BASE, Vss},
};

const ORIGIN: &str = "https://wallet.example";

type Page = Direct<Vss>;

fn core() -> Core<Vss> {
    Core::new(Vss::new(&[ORIGIN]))
}

fn server() -> Server {
    Server::parse(&format!("{}{BASE}", Page::BASE)).unwrap()
}

fn drive_of(core: &Core<Vss>, origin: &str, wrong_by_ms: i64) -> Files<Page> {
    let account = Account::from_secret(&server(), "Samantha", &[7; 32]).unwrap();
    let clock = core.clock().clone();
    Files::new(core.http(origin), server(), account, move || {
        clock.now_ms().saturating_add_signed(wrong_by_ms)
    })
    .unwrap()
}

fn drive(core: &Core<Vss>) -> Files<Page> {
    drive_of(core, ORIGIN, 0)
}

fn file(number: u32) -> Path {
    Path::root().join("Bitcoin Wallet Backup").join(format!("{number:012}.lifeboat"))
}

#[test]
fn keeps_every_promise_of_a_drive_through_the_front() {
    let core = core();
    let drive = drive(&core);
    assert_eq!(block_on(drive.enrol()), Ok(Enrolment::New));
    let failures = block_on(conformance::check(&drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
    for number in 0..230 {
        assert_eq!(block_on(drive.create(&file(number), b"x")), Ok(Create::Created));
    }
    assert_eq!(
        block_on(drive.list(&Path::root().join("Bitcoin Wallet Backup"))).map(|all| all.len()),
        Ok(230)
    );
}

#[test]
fn without_a_front_no_page_gets_in_and_nothing_is_called_empty() {
    let core = core();
    block_on(drive(&core).enrol()).unwrap();
    let elsewhere = drive_of(&core, "https://other.example", 0);
    assert_eq!(block_on(elsewhere.list(&Path::root())), Err(DriveError::Unreachable));
    core.with(|vss, _| vss.front = None);
    assert_eq!(block_on(drive(&core).list(&Path::root())), Err(DriveError::Unreachable));
    assert!(block_on(drive(&core).create(&file(1), b"x")).is_err());
}

#[test]
fn a_page_with_a_wrong_clock_signs_by_the_date_that_the_front_shows() {
    let core = core();
    block_on(drive(&core).enrol()).unwrap();
    for days in [-40, 40] {
        let late = drive_of(&core, ORIGIN, days * 86_400_000);
        assert_eq!(block_on(late.list(&Path::root())), Ok(Vec::new()));
    }
}

#[test]
fn faults_have_their_own_errors_and_end_well() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.enrol()).unwrap();
    assert_eq!(block_on(drive.create(&file(0), b"x")), Ok(Create::Created));
    for (fault, error) in [
        (
            Fault::RateLimited { status: 429, retry_after: Some(7), done: false },
            DriveError::Busy { after_ms: Some(7000) },
        ),
        (Fault::QuotaFull, DriveError::QuotaFull),
        (Fault::SignedOut, DriveError::SignedOut),
        (Fault::Status { status: 500 }, DriveError::Unavailable { after_ms: None }),
        (Fault::Status { status: 502 }, DriveError::Unknown),
        (Fault::Page, DriveError::NotADrive),
        (Fault::NoCors, DriveError::Unknown),
        (Fault::Redirect { to: "https://elsewhere.example/".to_owned() }, DriveError::RedirectedAway),
        (Fault::RequestLost, DriveError::Unknown),
        (Fault::Torn { keep: 40, status: None }, DriveError::Unknown),
    ] {
        core.fault(Rule::always(fault.clone()));
        assert_eq!(block_on(drive.create(&file(1), b"1")), Err(error), "{fault:?}");
        core.mend();
        assert_eq!(block_on(drive.get(&file(1))), Err(DriveError::NotFound), "{fault:?}");
    }
    // Another key's value is no value.
    assert_eq!(block_on(drive.create(&file(2), b"2")), Ok(Create::Created));
    core.fault(Rule::once(Fault::OtherObject));
    assert_eq!(block_on(drive.get(&file(2))), Err(DriveError::NotADrive));
    core.mend();
    // The answer is lost: sent again, it is there already.
    core.fault(Rule::once(Fault::AnswerLost));
    assert_eq!(block_on(drive.create(&file(1), b"1")), Err(DriveError::Unknown));
    assert_eq!(block_on(drive.create(&file(1), b"1")), Ok(Create::Exists));
    assert_eq!(block_on(drive.get(&file(1))), Ok(b"1".to_vec()));
}

#[test]
fn an_operator_who_lost_everything_is_no_empty_account() {
    let core = core();
    block_on(drive(&core).enrol()).unwrap();
    core.with(|vss, now| lifeboat_clouds::Service::act(vss, "forget", &serde_json::Value::Null, now))
        .unwrap();
    assert_eq!(block_on(drive(&core).list(&Path::root())), Err(DriveError::SignedOut));
}

struct Word(&'static str);

#[async_trait(?Send)]
impl Bearer for Word {
    async fn token(&self) -> Result<Token, DriveError> {
        Ok(Token::new(self.0))
    }

    fn refused(&self, _: &Token) {}
}

#[test]
fn a_token_is_taken_where_the_server_wants_one() {
    let core = core();
    core.with(|vss, _| vss.token = Some("right".to_owned()));
    assert_eq!(block_on(drive(&core).enrol()), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive(&core).with_token(Rc::new(Word("wrong"))).enrol()), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive(&core).with_token(Rc::new(Word("right"))).enrol()), Ok(Enrolment::New));
}
