//! The Dropbox drive against the double of Dropbox.

#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use futures::{executor::block_on, future::join_all};
use lifeboat_cloud::{
    Bearer, Create, DeleteExactly, Drive, DriveError, Path, Token, conformance,
    dropbox::{Dropbox as Drop, Endpoints},
    http::{Answer, Http, Method, Request},
};
use lifeboat_clouds::{
    Core, Direct, Fault, Rule, Service,
    dropbox::{APP_FOLDER, APP_KEY, Dropbox, SCOPES},
};
use serde_json::{Value, json};

mod every_answer;

use every_answer::{Bench, FRESH, ORIGIN, STORED, Tokens, absent, folder, present};

const REDIRECT: &str = "https://wallet.example/oauth.html";
const USER: &str = "samantha@example.com";

type Page = Direct<Dropbox>;

fn core() -> Core<Dropbox> {
    Core::new(Dropbox::new(REDIRECT))
}

fn tokens(core: &Core<Dropbox>, left: u32) -> Rc<Tokens> {
    let core = core.clone();
    Tokens::new(left, move || core.with(|service, now| service.oauth.issue(APP_KEY, USER, &SCOPES, now)))
}

fn drive_with(core: &Core<Dropbox>, bearer: Rc<dyn Bearer>) -> Drop<Page> {
    let endpoints =
        Endpoints { api: format!("{}/api", Page::BASE), content: format!("{}/content", Page::BASE) };
    Drop::new(core.http(ORIGIN), endpoints, bearer, APP_FOLDER)
}

fn drive(core: &Core<Dropbox>) -> Drop<Page> {
    drive_with(core, tokens(core, 100))
}

fn bench() -> Bench<Dropbox> {
    let core = core();
    let drive = Box::new(drive(&core));
    Bench { core, drive, stored: |service, path| service.stored(USER, path) }
}

fn act(core: &Core<Dropbox>, action: &str, argument: Value) {
    core.with(|service, now| service.act(action, &argument, now)).unwrap();
}

#[test]
fn keeps_every_promise_of_a_drive() {
    for (shows_result, page) in [(false, 2000), (true, 3)] {
        let core = core();
        core.with(|service, _| (service.shows_result, service.page) = (shows_result, page));
        let failures = block_on(conformance::check(&drive(&core), 1));
        assert!(failures.is_empty(), "{failures:#?}");
    }
}

#[test]
fn no_answer_at_any_request_costs_anything() {
    let own = [
        (
            409,
            r#"{"error_summary":"path/not_found/..","error":{".tag":"path","path":{".tag":"malformed_path"}}}"#,
        ),
        (
            409,
            r#"{"error_summary":"path/restricted_content/..","error":{".tag":"path","path":{".tag":"restricted_content"}}}"#,
        ),
        (
            409,
            r#"{"error_summary":"path_lookup/locked/..","error":{".tag":"path_lookup","path_lookup":{".tag":"locked"}}}"#,
        ),
        (
            409,
            r#"{"error_summary":"path/x/..","error":{".tag":"path","reason":{".tag":"too_many_write_operations"}}}"#,
        ),
        (
            409,
            r#"{"error_summary":"path/x/..","error":{".tag":"path","reason":{".tag":"conflict","conflict":{".tag":"other"}}}}"#,
        ),
        (409, r#"{"error_summary":"reset/..","error":{".tag":"reset"}}"#),
        (401, r#"{"error_summary":"expired_access_token/..","error":{".tag":"expired_access_token"}}"#),
        (401, r#"{"error_summary":"user_suspended/..","error":{".tag":"user_suspended"}}"#),
        (
            403,
            r#"{"error_summary":"x/..","error":{".tag":"invalid_account_type","invalid_account_type":{".tag":"feature"}}}"#,
        ),
        (404, r#"{"error_summary":"path/not_found/..","error":{".tag":"path","path":{".tag":"not_found"}}}"#),
        (200, r#"{"entries":[{".tag":"file"}],"cursor":"x","has_more":false}"#),
        (
            200,
            r#"{"entries":[{".tag":"file","name":"../x","size":1,"rev":"1"}],"cursor":"x","has_more":false}"#,
        ),
        (200, r#"{"entries":[],"cursor":"x","has_more":true}"#),
    ];
    every_answer::check(&bench, &own);
}

/// Said once, and wrongly: the other endpoint knows better.
#[test]
fn not_found_needs_two_witnesses() {
    let body = r#"{"error_summary":"path/not_found/..","error":{".tag":"path","path":{".tag":"not_found"}}}"#;
    let lie = Fault::Instead { status: 409, kind: "application/json".into(), body: body.into(), done: false };
    for operation in 0..3 {
        let bench = bench();
        block_on(bench.drive.create(&present(), STORED)).unwrap();
        bench.core.fault(Rule::once(lie.clone()));
        let got = match operation {
            0 => block_on(bench.drive.get(&present())).map(|_| ()),
            1 => block_on(bench.drive.list(&folder())).map(|_| ()),
            _ => block_on(bench.drive.delete(&present())),
        };
        assert_eq!(got, Err(DriveError::Unavailable { after_ms: None }), "{operation}");
    }
}

#[test]
fn an_app_folder_that_is_gone_is_not_an_empty_one() {
    let body = r#"{"error_summary":"path/not_found/..","error":{".tag":"path","path":{".tag":"not_found"}}}"#;
    let gone =
        Fault::Instead { status: 409, kind: "application/json".into(), body: body.into(), done: false };
    let bench = bench();
    bench.core.fault(Rule::always(gone));
    assert_eq!(block_on(bench.drive.list(&Path::root())), Err(DriveError::Gone));
}

/// A conflict with nothing leaves the outcome open.
#[test]
fn exists_needs_something_that_is_there() {
    let bench = bench();
    bench.core.fault(Rule::once(Fault::Status { status: 409 }).on("/upload"));
    assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(DriveError::Unknown));
}

#[test]
fn each_refusal_has_its_own_error() {
    use DriveError::*;
    let endpoint = |tags: &[&str]| {
        let inner = tags.iter().skip(1).rev().fold(Value::Null, |inner, tag| match inner {
            Value::Null => json!({ ".tag": tag }),
            inner => json!({ ".tag": tag, "reason": inner }),
        });
        let error = json!({ ".tag": tags[0], "reason": inner });
        let body = json!({ "error_summary": "x", "error": error }).to_string();
        Fault::Instead { status: 409, kind: "application/json".into(), body, done: false }
    };
    let text = |status: u16, body: &str| Fault::Instead {
        status,
        kind: "text/plain; charset=utf-8".into(),
        body: body.into(),
        done: false,
    };
    let down = Unavailable { after_ms: None };
    let limited = Fault::RateLimited { status: 429, retry_after: Some(300), done: false };
    let table = [
        (Fault::ScopeMissing, Denied),
        (Fault::SignedOut, SignedOut),
        (Fault::QuotaFull, QuotaFull),
        (limited, Busy { after_ms: Some(300_000) }),
        (endpoint(&["path", "restricted_content"]), Denied),
        (endpoint(&["path", "no_write_permission"]), Denied),
        (endpoint(&["path", "disallowed_name"]), BadAddress),
        (endpoint(&["path", "malformed_path"]), BadAddress),
        (endpoint(&["path", "too_many_write_operations"]), Busy { after_ms: None }),
        (endpoint(&["payload_too_large"]), TooLarge),
        (endpoint(&["content_hash_mismatch"]), Unknown),
        (endpoint(&["path", "conflict", "file_ancestor"]), WrongKind),
        (text(400, "…it does not have the required scope 'files.content.write'…"), Denied),
        (text(400, "…the given OAuth 2 access token is malformed…"), SignedOut),
        (text(400, "Error in call to API function"), Unknown),
        (text(403, "Forbidden"), Denied),
        (text(500, "Internal server error"), down.clone()),
        (text(503, "Unavailable"), down),
        (Fault::AnswerLost, Unknown),
    ];
    for (fault, error) in table {
        let bench = bench();
        bench.core.fault(Rule::always(fault.clone()));
        assert_eq!(block_on(bench.drive.create(&absent(), FRESH)), Err(error), "{fault:?}");
    }
}

#[test]
fn an_expired_token_is_renewed_once_and_a_missing_scope_is_not() {
    let core = core();
    let bearer = tokens(&core, 2);
    let drive = drive_with(&core, bearer.clone());
    block_on(drive.account()).unwrap();
    core.clock().advance(4 * 3_600_000 + 1);
    assert_eq!(block_on(drive.create(&present(), STORED)), Ok(Create::Created));
    assert_eq!(bearer.refused.get(), 1);
    core.with(|service, _| service.oauth.narrow("files.content.write"));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::Denied));
    assert_eq!(bearer.refused.get(), 1, "a good token was thrown away");
    act(&core, "disconnect", json!({ "client": APP_KEY, "account": USER }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
}

#[test]
fn disconnecting_ends_the_grant() {
    let core = core();
    let bearer = tokens(&core, 1);
    let drive = drive_with(&core, bearer);
    block_on(drive.create(&present(), STORED)).unwrap();
    assert_eq!(block_on(drive.revoke()), Ok(()));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.revoke()), Ok(()), "what has ended is ended");
    let page = core.with(|service, _| service.stored(USER, present().names()));
    assert_eq!(page.as_deref(), Some(STORED), "the backup stays");
}

#[test]
fn another_account_is_not_an_empty_one() {
    let core = core();
    let id = block_on(drive(&core).account_id()).unwrap();
    let right = drive(&core).with_account(&id);
    block_on(right.create(&present(), STORED)).unwrap();
    assert_eq!(block_on(right.get(&absent())), Err(DriveError::NotFound));
    let bob = core.clone();
    let bearer = Tokens::new(9, move || {
        bob.with(|service, now| service.oauth.issue(APP_KEY, "bob@example.com", &SCOPES, now))
    });
    let wrong = drive_with(&core, bearer).with_account(&id);
    assert_eq!(block_on(wrong.get(&present())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.list(&folder())), Err(DriveError::OtherAccount));
    assert_eq!(block_on(wrong.delete(&present())), Err(DriveError::OtherAccount));
}

#[test]
fn a_listing_begins_anew_when_dropbox_loses_its_place() {
    let core = core();
    let drive = drive(&core);
    for number in 0..7 {
        block_on(drive.create(&folder().join(format!("{number:012}")), b"x")).unwrap();
    }
    act(&core, "page", json!({ "lines": 3 }));
    let reset = r#"{"error_summary":"reset/..","error":{".tag":"reset"}}"#;
    let fault =
        Fault::Instead { status: 409, kind: "application/json".into(), body: reset.into(), done: false };
    core.fault(Rule::once(fault.clone()).on("/continue").after(1));
    assert_eq!(block_on(drive.list(&folder())).map(|all| all.len()), Ok(7));
    core.fault(Rule::always(fault).on("/continue"));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::Unavailable { after_ms: None }));
}

#[test]
fn names_that_differ_in_case_are_one_for_every_operation() {
    let core = core();
    let drive = drive(&core);
    let (one, other) = (Path::root().join("Sam").join("x"), Path::root().join("sam").join("X"));
    assert_eq!(block_on(drive.create(&one, b"1")), Ok(Create::Created));
    assert_eq!(block_on(drive.create(&other, b"2")), Ok(Create::Exists));
    assert_eq!(block_on(drive.get(&other)), Ok(b"1".to_vec()));
    let names: Vec<_> = block_on(drive.list(&Path::root())).unwrap().into_iter().map(|e| e.name).collect();
    assert_eq!(names, ["Sam"]);
}

#[test]
fn of_many_writers_one_wins_and_late_requests_replace_nothing() {
    let core = core();
    let drives: Vec<_> = (0..8).map(|_| drive(&core)).collect();
    let bodies: Vec<Vec<u8>> = (0..8_u8).map(|n| vec![n; 100]).collect();
    core.fault(Rule::once(Fault::Later).on("/upload"));
    let file = absent();
    let all = drives.iter().zip(&bodies).map(|(drive, body)| drive.create(&file, body));
    let answers = block_on(join_all(all));
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(Create::Created)).count(), 1, "{answers:?}");
    let before = core.with(|service, _| service.stored(USER, absent().names()));
    assert_eq!(core.release_all(), 1);
    assert_eq!(core.with(|service, _| service.stored(USER, absent().names())), before);
}

#[test]
fn what_the_user_does_is_seen_as_it_is() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    act(&core, "rename", json!({ "path": "/Bitcoin Wallet Backup", "to": "/Old" }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotFound));
    let moved = present().names().iter().skip(1).fold(Path::root().join("Old"), |path, name| path.join(name));
    assert_eq!(block_on(drive.get(&moved)), Ok(STORED.to_vec()));
    act(&core, "allocate", json!({ "bytes": 10 }));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::QuotaFull));
    assert_eq!(block_on(drive.quota()).map(|quota| quota.available), Ok(Some(0)));
    let place = drive.place(&Path::root().join("Bitcoin Wallet Backup"));
    assert_eq!(place.words, ["Dropbox", "Apps", "Lifeboat", "Bitcoin Wallet Backup"]);
    assert_eq!(
        place.link.as_deref(),
        Some("https://www.dropbox.com/home/Apps/Lifeboat/Bitcoin%20Wallet%20Backup")
    );
    assert_eq!(block_on(drive.account()).unwrap().name, USER);
}

/// The double itself is as strict as Dropbox.
#[test]
fn the_double_refuses_what_dropbox_refuses() {
    let core = core();
    let token = Token::new(core.with(|s, now| s.oauth.issue(APP_KEY, USER, &SCOPES, now)).unwrap());
    let http = core.http(ORIGIN);
    let ask = |route: &str, headers: &[(&'static str, &str)], body: &str| -> Result<Answer, _> {
        let mut all = vec![("authorization", token.header())];
        all.extend(headers.iter().map(|(name, value)| (*name, (*value).to_owned().into())));
        let url = format!("{}/{route}", Page::BASE);
        let body = body.as_bytes().to_vec();
        block_on(http.send(Request {
            method: Method::Post,
            url,
            headers: all,
            body,
            timeout_ms: 1,
            limit: 9999,
        }))
    };
    let status =
        |route: &str, headers: &[(&'static str, &str)], body: &str| ask(route, headers, body).unwrap().status;
    let json_kind = ("content-type", "application/json");
    let bytes_kind = ("content-type", "application/octet-stream");
    let list = "api/2/files/list_folder";
    assert_eq!(status(list, &[json_kind], r#"{"path":""}"#), 200);
    assert_eq!(status(list, &[json_kind], r#"{"path":"/"}"#), 400);
    assert_eq!(status(list, &[json_kind], r#"{"path":"x"}"#), 400);
    assert_eq!(status(list, &[json_kind], r#"{"path":"","new":1}"#), 400);
    assert_eq!(status(list, &[("content-type", "text/xml")], r#"{"path":""}"#), 400);
    assert_eq!(status("content/2/files/list_folder", &[json_kind], r#"{"path":""}"#), 404);
    let upload = "content/2/files/upload";
    let arg = |strict: bool| format!(r#"{{"path":"/x","mode":"add","strict_conflict":{strict}}}"#);
    assert_eq!(status(upload, &[bytes_kind], "x"), 400, "an argument is needed");
    assert_eq!(status(upload, &[json_kind, ("dropbox-api-arg", &arg(true))], "x"), 400);
    assert_eq!(status(upload, &[bytes_kind, ("dropbox-api-arg", "{\"path\":\"/\u{fc}\"}")], "x"), 400);
    assert_eq!(status(upload, &[bytes_kind, ("dropbox-api-arg", &arg(true))], "x"), 200);
    assert_eq!(status(upload, &[bytes_kind, ("dropbox-api-arg", &arg(false))], "x"), 200, "the same bytes");
    assert_eq!(status(upload, &[bytes_kind, ("dropbox-api-arg", &arg(true))], "x"), 409);
    let download = ask("content/2/files/download", &[("dropbox-api-arg", r#"{"path":"/x"}"#)], "").unwrap();
    assert_eq!(download.header("dropbox-api-result"), None, "pages may not see it");
}

/// However late it arrives: what another device has put there meanwhile stays.
#[test]
fn an_exact_delete_that_arrives_late_takes_nothing_else() {
    let bench = bench();
    block_on(bench.drive.create(&present(), STORED)).unwrap();
    bench.core.fault(Rule::once(Fault::Later).on("/delete_v2"));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Err(DriveError::Unknown));
    assert_eq!(block_on(bench.drive.delete_exactly(&present(), STORED)), Ok(DeleteExactly::Deleted));
    assert_eq!(block_on(bench.drive.create(&present(), STORED)), Ok(Create::Created));
    assert_eq!(bench.core.release_all(), 1);
    assert_eq!(bench.has(&present()).as_deref(), Some(STORED), "even the same bytes");
}
