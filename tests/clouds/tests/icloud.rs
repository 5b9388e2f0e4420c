//! The iCloud drive against the double of CloudKit, as a page of the allowed origin sees it.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use async_trait::async_trait;
use futures::{executor::block_on, future::join_all};
use lifeboat_cloud::{
    Create, DeleteExactly, Drive, DriveError, Path, conformance,
    http::native::Client,
    icloud::{Container, Endpoints, ICloud, WebToken, begin, token_of},
    oauth::{OAuthError, RefreshToken, RefreshTokenStore},
};
use lifeboat_clouds::{
    Core, Direct, Fault, Rule, Service,
    cloudkit::{API_TOKEN, CONTAINER, CloudKit, ENVIRONMENT, PEOPLE},
    serve,
};
use serde_json::json;
use sha2::{Digest, Sha256};

mod every_answer;

use every_answer::{Bench, FRESH, ORIGIN, STORED, absent, check, folder, present};

const CALLBACK: &str = "https://wallet.example/oauth/callback";

type Page = Direct<CloudKit>;

fn core() -> Core<CloudKit> {
    Core::new(CloudKit::new(CALLBACK))
}

fn container() -> Container {
    Container { id: CONTAINER.into(), environment: ENVIRONMENT.into(), api_token: API_TOKEN.into() }
}

fn endpoints() -> Endpoints {
    Endpoints { api: Page::BASE.to_owned() }
}

fn token(core: &Core<CloudKit>, account: &str) -> Rc<WebToken> {
    Rc::new(WebToken::new(core.with(|kit, _| kit.issue(account))))
}

fn with(core: &Core<CloudKit>, token: Rc<WebToken>) -> ICloud<Page> {
    ICloud::new(core.http(ORIGIN), endpoints(), container(), token)
}

fn drive(core: &Core<CloudKit>) -> ICloud<Page> {
    with(core, token(core, PEOPLE[0]))
}

fn record(names: &[String]) -> String {
    let path = names.iter().map(|name| format!("/{name}")).collect::<String>();
    let digest = Sha256::digest(format!("Lifeboat in CloudKit 1{path}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bench() -> Bench<CloudKit> {
    let core = core();
    let drive = Box::new(drive(&core));
    Bench { core, drive, stored: |kit, names| kit.stored(PEOPLE[0], &record(names)) }
}

#[test]
fn keeps_every_promise_of_a_drive() {
    let failures = block_on(conformance::check(&drive(&core()), 1));
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn no_answer_makes_a_file_missing_or_another() {
    let not_found = json!({ "uuid": "u", "serverErrorCode": "NOT_FOUND", "reason": "x" }).to_string();
    let other = json!({ "records": [{ "recordName": "x", "serverErrorCode": "NOT_FOUND" }] }).to_string();
    let mut own = vec![(200, not_found.clone()), (404, not_found), (200, other)];
    for code in [
        "ACCESS_DENIED",
        "ATOMIC_ERROR",
        "AUTHENTICATION_FAILED",
        "AUTHENTICATION_REQUIRED",
        "BAD_REQUEST",
        "CONFLICT",
        "EXISTS",
        "INTERNAL_ERROR",
        "QUOTA_EXCEEDED",
        "THROTTLED",
        "TRY_AGAIN_LATER",
        "VALIDATING_REFERENCE_ERROR",
        "ZONE_NOT_FOUND",
        "SOMETHING_NEW",
    ] {
        own.push((400, json!({ "serverErrorCode": code }).to_string()));
    }
    own.push((200, json!({ "records": [{ "recordName": record(present().names()) }] }).to_string()));
    own.push((
        200,
        json!({ "records": [{ "recordName": record(absent().names()), "deleted": true }] }).to_string(),
    ));
    let own: Vec<(u16, &str)> = own.iter().map(|(status, body)| (*status, body.as_str())).collect();
    check(&bench, &own);
}

#[tokio::test]
async fn over_a_socket() {
    let core = core();
    let running = serve(core.clone(), 0).await.unwrap();
    let endpoints = Endpoints { api: running.base() };
    let drive = ICloud::new(Client, endpoints, container(), token(&core, PEOPLE[0]));
    let failures = conformance::check(&drive, 1).await;
    assert!(failures.is_empty(), "{failures:#?}");
}

struct Kept {
    core: Core<CloudKit>,
    /// How many requests had come when each token was kept.
    at: RefCell<Vec<(u64, String)>>,
}

#[async_trait(?Send)]
impl RefreshTokenStore for Kept {
    async fn keep(&self, token: &RefreshToken) {
        self.at.borrow_mut().push((self.core.requests(), token.expose().to_owned()));
    }
}

/// Where each token opens one request only, many at once work, and each next token is kept before it is used.
#[test]
fn requests_wait_for_the_token_of_the_one_before() {
    let core = core();
    core.with(|kit, _| kit.single_use = true);
    let token = token(&core, PEOPLE[0]);
    let kept = Rc::new(Kept { core: core.clone(), at: RefCell::default() });
    token.keep_in(kept.clone());
    let drive = with(&core, token.clone());
    let files: Vec<Path> = (0..20).map(|n| folder().join(format!("{n}"))).collect();
    let all = block_on(join_all(files.iter().map(|file| drive.create(file, b"x"))));
    assert!(all.iter().all(|created| *created == Ok(Create::Created)), "{all:?}");
    let at = kept.at.borrow();
    let numbers: Vec<u64> = at.iter().map(|(number, _)| *number).collect();
    assert_eq!(numbers, (1..=core.requests()).collect::<Vec<_>>());
    // The kept one opens the database after a restart.
    let again = with(&core, Rc::new(WebToken::new(at.last().unwrap().1.clone())));
    drop(at);
    assert_eq!(block_on(again.list(&folder())).map(|all| all.len()), Ok(20));
    // An old one is a closed door, not an empty room.
    let old = with(&core, token);
    assert_eq!(block_on(old.get(&folder().join("1"))), Err(DriveError::SignedOut));
    assert_eq!(block_on(old.list(&folder())), Err(DriveError::SignedOut));
    assert_eq!(block_on(old.delete(&folder())), Err(DriveError::SignedOut));
}

#[test]
fn a_sign_in_leads_to_the_page_that_cloudkit_names() {
    let core = core();
    let page = block_on(begin(&core.http(ORIGIN), &endpoints(), &container())).unwrap();
    assert!(page.starts_with(&format!("{}/sign-in?oauth_token=", Page::BASE)), "{page}");
    let stranger = Container { api_token: "unknown".into(), ..container() };
    let refused = block_on(begin(&core.http(ORIGIN), &endpoints(), &stranger));
    assert!(matches!(refused, Err(OAuthError::Registration { .. })), "{refused:?}");
    let elsewhere = block_on(begin(&core.http("https://other.example"), &endpoints(), &container()));
    assert_eq!(elsewhere.err(), Some(OAuthError::Service(DriveError::Unreachable)));
    let evil =
        json!({ "serverErrorCode": "AUTHENTICATION_REQUIRED", "redirectURL": "https://evil.example/" });
    core.fault(Rule::once(Fault::Instead {
        status: 421,
        kind: "application/json".into(),
        body: evil.to_string(),
        done: false,
    }));
    let evil = block_on(begin(&core.http(ORIGIN), &endpoints(), &container()));
    assert_eq!(evil.err(), Some(OAuthError::Service(DriveError::RedirectedAway)));
    // What the page comes back with opens the database, whatever is in it.
    let token = core.with(|kit, _| kit.issue(PEOPLE[0]));
    let query = format!("?ckWebAuthToken={}", token.replace('+', "%2B").replace('/', "%2F"));
    let token = Rc::new(WebToken::new(token_of(&query).unwrap().expose()));
    assert_eq!(block_on(with(&core, token).account()).unwrap().name, PEOPLE[0]);
}

#[test]
fn another_account_is_not_an_empty_one() {
    let core = core();
    let id = block_on(drive(&core).account_id()).unwrap();
    block_on(drive(&core).with_account(&id).create(&present(), STORED)).unwrap();
    let wrong = with(&core, token(&core, PEOPLE[1])).with_account(&id);
    assert_eq!(block_on(wrong.get(&present())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.list(&folder())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.create(&present(), FRESH)), Err(DriveError::OtherAccount));
}

#[test]
fn a_session_that_ended_is_signed_out_and_nothing_else() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    core.with(|kit, now| kit.act("disconnect", &json!({ "account": PEOPLE[0] }), now)).unwrap();
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.get(&absent())), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::SignedOut));
}

#[test]
fn large_files_are_assets_whose_every_byte_is_checked() {
    let core = core();
    let drive = drive(&core);
    let large: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    assert_eq!(block_on(drive.create(&present(), &large)), Ok(Create::Created));
    assert!(block_on(drive.get(&present())).unwrap() == large);
    for fault in [Fault::ShortAnswer { keep: 2_999_999 }, Fault::LongAnswer, Fault::Page] {
        core.fault(Rule::once(fault).on("GET"));
        assert!(block_on(drive.get(&present())).is_err());
        core.mend();
    }
    // An upload that is cut is no file.
    core.fault(Rule::once(Fault::Torn { keep: 1000, status: None }).after(1));
    assert!(block_on(drive.create(&absent(), &large)).is_err());
    core.mend();
    assert_eq!(block_on(drive.get(&absent())), Err(DriveError::NotFound));
    assert_eq!(block_on(drive.delete_exactly(&present(), b"x")), Ok(DeleteExactly::Changed));
    assert_eq!(block_on(drive.delete_exactly(&present(), &large)), Ok(DeleteExactly::Deleted));
}

/// However late it arrives: what another device has put there meanwhile stays.
#[test]
fn a_late_request_takes_nothing_else_and_replaces_nothing() {
    let bench = bench();
    block_on(bench.drive.create(&present(), STORED)).unwrap();
    bench.core.fault(Rule::once(Fault::Later).after(1));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Err(DriveError::Unknown));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Ok(DeleteExactly::Deleted));
    assert_eq!(block_on(bench.drive.create(&present(), STORED)), Ok(Create::Created));
    assert_eq!(bench.core.release_all(), 1);
    assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "even the same bytes");
    bench.core.fault(Rule::once(Fault::Later));
    assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(DriveError::Unknown));
    assert_eq!(block_on(bench.drive.create(&absent(), STORED)), Ok(Create::Created));
    assert_eq!(bench.core.release_all(), 1);
    assert_eq!(bench.has(&absent()).as_deref(), Some(STORED));
}

#[test]
fn a_full_icloud_and_a_throttled_one_say_so() {
    let core = core();
    core.with(|kit, _| kit.room = Some(STORED.len() + 5));
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::QuotaFull));
    core.fault(Rule::once(Fault::RateLimited { status: 429, retry_after: Some(7), done: false }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::Busy { after_ms: Some(7000) }));
}

#[test]
fn a_long_journal_is_listed_whole() {
    let core = core();
    let drive = drive(&core);
    for number in 0..450 {
        block_on(drive.create(&folder().join(format!("{number}")), b"x")).unwrap();
    }
    assert_eq!(block_on(drive.list(&folder())).map(|all| all.len()), Ok(450));
    assert_eq!(block_on(drive.delete(&folder())), Ok(()));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::NotFound));
}
