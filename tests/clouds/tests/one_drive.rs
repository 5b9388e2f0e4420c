//! The OneDrive drive against the double of Microsoft.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, rc::Rc};

use futures::{executor::block_on, future::join_all};
use lifeboat_cloud::{
    Bearer, Create, DeleteExactly, Drive, DriveError, Path, conformance,
    http::{Answer, Http, HttpError, Method, Request},
    one_drive::{Endpoints, OneDrive},
};
use lifeboat_clouds::{
    Core, Direct, Fault, Rule, Service,
    microsoft::{APP_FOLDER, APP_FOLDER_SCOPE, CLIENT_ID, Microsoft},
};
use serde_json::{Value, json};

mod every_answer;

use every_answer::{Bench, FRESH, ORIGIN, STORED, Tokens, absent, folder, present};

const REDIRECT: &str = "https://wallet.example/oauth.html";
const USER: &str = "samantha@example.com";
const BOB: &str = "bob@example.com";

type Page = Direct<Microsoft>;

fn core() -> Core<Microsoft> {
    Core::new(Microsoft::new(REDIRECT))
}

fn tokens(core: &Core<Microsoft>, left: u32, user: &'static str) -> Rc<Tokens> {
    let core = core.clone();
    let issue =
        move || core.with(|service, now| service.oauth.issue(CLIENT_ID, user, &[APP_FOLDER_SCOPE], now));
    Tokens::new(left, issue)
}

fn drive_with(core: &Core<Microsoft>, bearer: Rc<dyn Bearer>) -> OneDrive<Page> {
    let endpoints = Endpoints { graph: format!("{}/graph/v1.0", Page::BASE) };
    OneDrive::new(core.http(ORIGIN), endpoints, bearer, "Our app")
}

fn drive(core: &Core<Microsoft>) -> OneDrive<Page> {
    drive_with(core, tokens(core, 100, USER))
}

fn bench() -> Bench<Microsoft> {
    let core = core();
    let drive = Box::new(drive(&core));
    Bench { core, drive, stored: |service, path| service.stored(USER, path) }
}

fn act(core: &Core<Microsoft>, action: &str, argument: Value) {
    core.with(|service, now| service.act(action, &argument, now)).unwrap();
}

#[test]
fn keeps_every_promise_of_a_drive() {
    for page in [200, 3] {
        let core = core();
        core.with(|service, _| service.page = page);
        let failures = block_on(conformance::check(&drive(&core), 1));
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

#[test]
fn no_answer_at_any_request_costs_anything() {
    let own = [
        (404, r#"{"error":{"code":"ResourceNotFound","message":"User not found"}}"#),
        (404, r#"{"error":{"code":"itemNotFound","message":"Item not found"}}"#),
        (403, r#"{"error":{"code":"accessDenied","innererror":{"code":"serviceReadOnly"}}}"#),
        (403, r#"{"error":{"code":"quotaLimitReached"}}"#),
        (409, r#"{"error":{"code":"nameAlreadyExists"}}"#),
        (409, r#"{"error":{"code":"resourceModified"}}"#),
        (412, r#"{"error":{"code":"resourceModified","innererror":{"code":"preconditionFailed"}}}"#),
        (400, r#"{"error":{"code":"invalidRequest","innererror":{"code":"nameContainsInvalidCharacters"}}}"#),
        (509, r#"{"error":{"code":"activityLimitReached"}}"#),
        (200, r#"{"value":[]}"#),
        (200, r#"{"value":[],"@odata.nextLink":"https://evil.example/v1.0/me"}"#),
        (
            200,
            r#"{"value":[],"@odata.nextLink":"http://double/graph/v1.0/me/drive/special/approot/children"}"#,
        ),
        (200, r#"{"value":[{"id":"1","name":"../x","size":1,"file":{}}]}"#),
        (200, r#"{"id":"1","name":"000000000042.lifeboat","size":3,"file":{}}"#),
        (201, r#"{"id":"1","name":"000000000043.lifeboat","size":3,"file":{}}"#),
    ];
    every_answer::check(&bench, &own);
}

#[test]
fn a_false_conflict_is_not_a_file() {
    for status in [409, 412] {
        let bench = bench();
        bench.core.fault(Rule::once(Fault::Status { status }).on("PUT"));
        assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(DriveError::Unknown), "{status}");
        assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Ok(Create::Created));
        // Tags move by themselves.
        bench.core.fault(Rule::once(Fault::Status { status }).on("DELETE").times(2));
        assert_eq!(block_on(bench.drive.delete(&absent())), Ok(()));
    }
}

#[test]
fn a_file_that_changed_since_it_was_seen_is_not_deleted() {
    let bench = bench();
    block_on(bench.drive.create(&present(), STORED)).unwrap();
    let core = bench.core.clone();
    core.fault(Rule::once(Fault::Held).on("DELETE"));
    let path = format!("/{}", present().names().join("/"));
    let file = present();
    let delete = bench.drive.delete(&file);
    let change = async {
        act(&core, "put", json!({ "path": path, "text": "another" }));
        core.fault(Rule::always(Fault::Status { status: 423 }).on("DELETE"));
        core.release_all()
    };
    let (deleted, released) = block_on(futures::future::join(delete, change));
    assert_eq!((deleted, released), (Err(DriveError::Busy { after_ms: None }), 1));
    assert_eq!(bench.has(&present()).as_deref(), Some(&b"another"[..]));
}

#[test]
fn each_refusal_has_its_own_error() {
    use DriveError::*;
    let down = Unavailable { after_ms: None };
    let limited = |status, retry_after| Fault::RateLimited { status, retry_after, done: false };
    let table = [
        (Fault::ScopeMissing, Denied),
        (Fault::SignedOut, SignedOut),
        (Fault::QuotaFull, QuotaFull),
        // The header is there, but pages may not see it.
        (limited(429, Some(7)), Busy { after_ms: None }),
        (limited(509, None), Busy { after_ms: None }),
        (Fault::Status { status: 400 }, Unknown),
        (Fault::Status { status: 413 }, TooLarge),
        (Fault::Status { status: 423 }, Busy { after_ms: None }),
        (Fault::Status { status: 500 }, down.clone()),
        (Fault::Status { status: 503 }, down),
        (Fault::Status { status: 504 }, Unknown),
        (Fault::AnswerLost, Unknown),
        (Fault::NoCors, Unknown),
        (Fault::Redirect { to: "https://evil.example/".into() }, RedirectedAway),
    ];
    for (fault, error) in table {
        let bench = bench();
        block_on(bench.drive.list(&Path::root())).unwrap();
        bench.core.fault(Rule::always(fault.clone()));
        assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(error), "{fault:?}");
    }
}

/// Neither by a next page elsewhere, nor to where content is kept.
#[test]
fn the_token_goes_to_graph_only() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    assert_eq!(block_on(drive.get(&present())), Ok(STORED.to_vec()));
    let contents: Vec<_> = core.log().into_iter().filter(|line| line.path.starts_with("/content/")).collect();
    assert!(!contents.is_empty());
    assert!(contents.iter().all(|line| line.headers.iter().all(|name| name != "authorization")));
    for link in ["https://evil.example/x", "http://double.evil/graph/v1.0/x", "http://double/other/v1.0/x"] {
        let body = json!({ "value": [], "@odata.nextLink": link }).to_string();
        core.fault(Rule::once(Fault::Instead {
            status: 200,
            kind: "application/json".into(),
            body,
            done: false,
        }));
        assert_eq!(block_on(drive.list(&folder())), Err(DriveError::RedirectedAway), "{link}");
    }
}

#[test]
fn the_app_folder_is_made_by_the_first_request_of_a_process() {
    let core = core();
    assert_eq!(block_on(drive(&core).create(&present(), STORED)), Ok(Create::Created));
    let first = core.log().first().map(|line| (line.method.clone(), line.path.clone()));
    assert_eq!(first, Some(("GET".to_owned(), "/graph/v1.0/me/drive/special/approot".to_owned())));
}

#[test]
fn the_narrow_scope_that_is_refused_is_denied_and_never_empty() {
    let core = core();
    block_on(drive(&core).create(&present(), STORED)).unwrap();
    act(&core, "refuse_narrow_scope", json!({ "on": true }));
    let drive = drive(&core);
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::Denied));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::Denied));
    assert_eq!(block_on(drive.account()), Err(DriveError::Denied));
    assert_eq!(block_on(drive.quota()), Err(DriveError::Denied));
}

#[test]
fn an_expired_token_is_renewed_once() {
    let core = core();
    let bearer = tokens(&core, 2, USER);
    let drive = drive_with(&core, bearer.clone());
    block_on(drive.create(&present(), STORED)).unwrap();
    core.clock().advance(3_600_001);
    assert_eq!(block_on(drive.get(&present())), Ok(STORED.to_vec()));
    assert_eq!(bearer.refused.get(), 1);
    act(&core, "disconnect", json!({ "client": CLIENT_ID, "account": USER }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
}

#[test]
fn another_account_is_not_an_empty_one() {
    let core = core();
    let id = block_on(drive(&core).account_id()).unwrap();
    block_on(drive(&core).with_account(&id).create(&present(), STORED)).unwrap();
    let wrong = drive_with(&core, tokens(&core, 9, BOB)).with_account(&id);
    assert_eq!(block_on(wrong.get(&present())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.list(&folder())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.create(&present(), FRESH)), Err(DriveError::OtherAccount));
    assert_eq!(core.with(|service, _| service.stored(BOB, present().names())), None);
}

#[test]
fn an_empty_folder_needs_the_folders_word() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    act(&core, "lag", json!({ "ms": 60_000 }));
    core.with(|service, now| service.act("put", &json!({ "path": "/x/y", "text": "" }), now)).unwrap();
    // The listing lags behind what the folder itself says.
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::Unavailable { after_ms: None }));
    core.clock().advance(60_001);
    assert_eq!(block_on(drive.list(&folder())).map(|all| all.len()), Ok(1));
    block_on(drive.delete(&present())).unwrap();
    core.clock().advance(60_001);
    assert_eq!(block_on(drive.list(&folder())), Ok(Vec::new()));
}

#[test]
fn of_many_writers_one_wins_and_late_requests_replace_nothing() {
    let core = core();
    let drives: Vec<_> = (0..8).map(|_| drive(&core)).collect();
    let bodies: Vec<Vec<u8>> = (0..8_u8).map(|n| vec![n; 100]).collect();
    block_on(drives[0].create(&present(), STORED)).unwrap();
    core.fault(Rule::once(Fault::Later).on("PUT"));
    let file = absent();
    let all = drives.iter().zip(&bodies).map(|(drive, body)| drive.create(&file, body));
    let answers = block_on(join_all(all));
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(Create::Created)).count(), 1, "{answers:?}");
    let before = core.with(|service, _| service.stored(USER, absent().names()));
    assert_eq!(core.release_all(), 1);
    assert_eq!(core.with(|service, _| service.stored(USER, absent().names())), before);
}

/// A service that forgot what `fail` means would overwrite: that is noticed.
#[test]
fn a_replacement_is_never_called_a_creation() {
    let bench = bench();
    block_on(bench.drive.create(&absent(), b"x")).unwrap();
    let core = bench.core.clone();
    let item =
        json!({ "id": "1", "name": "000000000043.lifeboat", "size": FRESH.len(), "file": {} }).to_string();
    core.fault(Rule::once(Fault::Instead {
        status: 200,
        kind: "application/json".into(),
        body: item,
        done: false,
    }));
    assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(DriveError::Overwrote));
}

#[test]
fn the_user_is_told_where_it_is_in_his_own_language() {
    let core = core();
    core.with(|service, _| service.apps = "Aplicativos".to_owned());
    let drive = drive(&core);
    let backup = Path::root().join("Bitcoin Wallet Backup");
    assert_eq!(drive.place(&backup).words, ["OneDrive", "Apps", "Our app", "Bitcoin Wallet Backup"]);
    block_on(drive.create(&present(), STORED)).unwrap();
    let place = block_on(drive.find_place(&backup)).unwrap();
    assert_eq!(place.words, ["OneDrive", "Aplicativos", APP_FOLDER, "Bitcoin Wallet Backup"]);
    let root = drive.place(&Path::root()).link;
    assert!(place.link.as_ref().is_some_and(|link| link.starts_with("https://onedrive.live.com?")));
    assert_ne!(place.link, root);
    assert_eq!(block_on(drive.account()).unwrap().name, USER);
    assert_eq!(block_on(drive.quota()).unwrap().used, Some(STORED.len() as u64));
}

fn ask(
    http: &Page,
    path: &str,
    headers: &[(&'static str, &str)],
    form: &[(&str, &str)],
) -> Result<Answer, HttpError> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let mut all = vec![("content-type", "application/x-www-form-urlencoded".to_owned().into())];
    all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned().into())));
    let url = format!("{}{path}", Page::BASE);
    let request = Request {
        method: Method::Post,
        url,
        headers: all,
        body: body.into_bytes(),
        timeout_ms: 1,
        limit: 99_999,
    };
    block_on(http.send(request))
}

/// The double itself is as strict as Microsoft.
#[test]
fn the_double_refuses_what_microsoft_refuses() {
    let core = core();
    let token = "/login/common/oauth2/v2.0/token";
    let redeem = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("code", "x"),
        ("redirect_uri", REDIRECT),
    ];
    let answer = ask(&core.http(ORIGIN), token, &[], &redeem).unwrap();
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(
        (answer.status, &body["error"], &body["error_codes"][0]),
        (400, &json!("invalid_grant"), &json!(70_000))
    );
    assert!(ask(&core.http("https://evil.example"), token, &[], &redeem).is_err(), "another origin");
    // Before the app's folder has been asked for there is none.
    let access = core.with(|s, now| s.oauth.issue(CLIENT_ID, USER, &[APP_FOLDER_SCOPE], now)).unwrap();
    let get = |path: &str| {
        let headers = vec![("authorization", format!("Bearer {access}").into())];
        let url = format!("{}{path}", Page::BASE);
        let request =
            Request { method: Method::Get, url, headers, body: Vec::new(), timeout_ms: 1, limit: 99_999 };
        block_on(core.http(ORIGIN).send(request))
    };
    let approot = "/graph/v1.0/me/drive/special/approot";
    assert_eq!(get(&format!("{approot}/children")).unwrap().status, 403);
    assert_eq!(get(approot).unwrap().status, 200);
    assert_eq!(get(&format!("{approot}/children")).unwrap().status, 200);
    assert_eq!(get(&format!("{approot}:/nothing")).unwrap().status, 404);
    assert_eq!(get("/content/x"), Err(HttpError::NoAnswer), "no token where content is");
    let refresh: BTreeMap<&str, &str> =
        [("grant_type", "refresh_token"), ("client_id", CLIENT_ID), ("refresh_token", "x")].into();
    let answer = ask(&core.http(ORIGIN), token, &[], &refresh.into_iter().collect::<Vec<_>>()).unwrap();
    assert_eq!(answer.status, 400);
}

/// However late it arrives: what another device has put there meanwhile stays.
#[test]
fn an_exact_delete_that_arrives_late_takes_nothing_else() {
    let bench = bench();
    block_on(bench.drive.create(&present(), STORED)).unwrap();
    bench.core.fault(Rule::once(Fault::Later).on("DELETE"));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Err(DriveError::Unknown));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Ok(DeleteExactly::Deleted));
    assert_eq!(block_on(bench.drive.create(&present(), STORED)), Ok(Create::Created));
    assert_eq!(bench.core.release_all(), 1);
    assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "even the same bytes");
}
