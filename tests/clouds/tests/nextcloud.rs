//! The Nextcloud drive against the double of Nextcloud.

#![allow(clippy::unwrap_used)]

use std::{cell::Cell, rc::Rc};

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::{Http, HttpError, Method, Request},
    nextcloud::{Diagnosis, Nextcloud as Files, Server, diagnose, status, user_id},
    webdav::{Behaviour, Grade, Login, Way},
};
use lifeboat_clouds::{
    Core, Direct, Fault, Rule, Service,
    nextcloud::{APP_PASSWORD, BASE, LOGIN, Nextcloud, USER_ID},
};
use serde_json::{Value, json};

mod every_answer;

use every_answer::{Bench, Bytes, FRESH, ORIGIN, STORED, absent, folder, present};

type Page = Direct<Nextcloud>;

const PLAIN: Behaviour = Behaviour { way: Way::Put, created: 201, exact_delete: true };

fn core() -> Core<Nextcloud> {
    Core::new(Nextcloud::new(&[ORIGIN]))
}

fn server() -> Server {
    Server::parse(&format!("{}{BASE}/index.php/apps/files/", Page::BASE)).unwrap()
}

fn login() -> Login {
    Login::new(LOGIN, APP_PASSWORD)
}

fn drive(core: &Core<Nextcloud>) -> Files<Page> {
    Files::new(core.http(ORIGIN), server(), USER_ID, login()).unwrap().with_behaviour(PLAIN)
}

fn bench() -> Bench<Nextcloud> {
    let core = core();
    let drive = Box::new(drive(&core));
    Bench { core, drive, stored: |service, path| service.stored(USER_ID, path) }
}

fn act(core: &Core<Nextcloud>, action: &str, argument: Value) {
    core.with(|service, now| service.act(action, &argument, now)).unwrap();
}

fn diagnosis(core: &Core<Nextcloud>, origin: &str, password: &str) -> Result<String, Diagnosis> {
    block_on(diagnose(&core.http(origin), &server(), &Login::new(LOGIN, password)))
}

#[test]
fn is_found_safe_and_keeps_every_promise_of_a_drive() {
    let core = core();
    let id = block_on(user_id(&core.http(ORIGIN), &server(), &login())).unwrap();
    assert_eq!(id, USER_ID, "not what he signs in with");
    let drive = Files::new(core.http(ORIGIN), server(), &id, login()).unwrap();
    let verdict = block_on(drive.probe(1)).unwrap();
    // Nobody has tried a real one yet.
    assert_eq!(verdict.grade, Grade::SafeWithReadBack, "{verdict:?}");
    let drive = drive.with_behaviour(verdict.behaviour);
    let failures = block_on(conformance::check(&drive, 2));
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(block_on(drive.list(&Path::root())), Ok(Vec::new()), "something was left behind");
}

#[test]
fn no_answer_at_any_request_costs_anything() {
    let own = [
        (207, "<d:multistatus xmlns:d=\"DAV:\"/>"),
        (
            207,
            "<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/cloud/remote.php/dav/files/bob/</d:href></d:response></d:multistatus>",
        ),
        (
            404,
            "<d:error xmlns:d=\"DAV:\"><s:exception xmlns:s=\"x\">Sabre\\DAV\\Exception\\NotFound</s:exception></d:error>",
        ),
        (503, "<d:error xmlns:d=\"DAV:\"/>"),
    ];
    every_answer::check_all(&bench, &own, Bytes::Believed);
}

#[test]
fn what_stands_in_the_way_is_told_apart() {
    let core = core();
    assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD).as_deref(), Ok(USER_ID));
    assert_eq!(diagnosis(&core, ORIGIN, "wrong"), Err(Diagnosis::SignedOut));
    assert_eq!(diagnosis(&core, "https://other.example", APP_PASSWORD), Err(Diagnosis::CorsBlocked));
    act(&core, "webapppassword", Value::Null);
    assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD), Err(Diagnosis::CorsBlocked));
    act(&core, "webapppassword", json!({ "origins": [ORIGIN] }));
    act(&core, "maintenance", json!({ "on": true }));
    assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD), Err(Diagnosis::Maintenance));
    act(&core, "maintenance", json!({ "on": false }));
    core.fault(Rule::always(Fault::RequestLost));
    assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD), Err(Diagnosis::Unreachable));
    core.mend();
    for body in ["<html>Welcome</html>", "{\"installed\":1}", "[]", ""] {
        let fault = Fault::Instead { status: 200, kind: "text/html".into(), body: body.into(), done: false };
        core.fault(Rule::once(fault).on("/status.php"));
        assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD), Err(Diagnosis::NotNextcloud), "{body}");
    }
    core.fault(Rule::once(Fault::Redirect { to: "https://elsewhere.example/".into() }));
    assert_eq!(diagnosis(&core, ORIGIN, APP_PASSWORD), Err(Diagnosis::Other(DriveError::RedirectedAway)));
    assert_eq!(block_on(status(&core.http(ORIGIN), &server())).unwrap().version, "31.0.4");
}

/// Each wrong one brings everybody behind the same address nearer to being shut out.
#[test]
fn a_password_is_tried_once_and_only_at_a_nextcloud() {
    let core = core();
    let signed =
        || core.log().iter().filter(|line| line.headers.iter().any(|name| name == "authorization")).count();
    assert!(diagnosis(&core, ORIGIN, "wrong").is_err());
    assert_eq!(signed(), 1);
    core.clear_log();
    core.fault(Rule::once(Fault::Page));
    assert!(diagnosis(&core, ORIGIN, "wrong").is_err());
    assert_eq!(signed(), 0, "it went to something else");
    core.clear_log();
    let wrong = Files::new(core.http(ORIGIN), server(), USER_ID, Login::new(LOGIN, "wrong")).unwrap();
    assert_eq!(block_on(wrong.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(wrong.create(&present(), STORED)), Err(DriveError::SignedOut));
    assert_eq!(signed(), 2);
}

#[test]
fn being_shut_out_is_busy_and_ends_by_itself() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    for _ in 0..10 {
        assert_eq!(diagnosis(&core, ORIGIN, "wrong"), Err(Diagnosis::SignedOut));
    }
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::Busy { after_ms: None }));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::Busy { after_ms: None }));
    core.clock().advance(30 * 60_000);
    assert_eq!(block_on(drive.get(&present())), Ok(STORED.to_vec()));
}

#[test]
fn what_is_locked_is_tried_again_for_a_while() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    let path = format!("/{}", absent().names().join("/"));
    act(&core, "lock", json!({ "path": path, "times": 3 }));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::Busy { after_ms: None }));
    let pauses = Rc::new(Cell::new(0));
    let counter = pauses.clone();
    let patient = drive.with_pause(move || {
        counter.set(counter.get() + 1);
        Box::pin(async {})
    });
    assert_eq!(block_on(patient.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(pauses.get(), 2);
    act(&core, "lock", json!({ "path": path, "times": 100 }));
    assert_eq!(block_on(patient.delete(&absent())), Err(DriveError::Busy { after_ms: None }));
    assert_eq!(pauses.get(), 5, "not without an end");
}

/// F-07: the server keeps what came of a broken upload, and says 400.
#[test]
fn a_torn_upload_is_never_taken_for_ours_nor_for_nothing() {
    for status in [None, Some(400), Some(503)] {
        let core = core();
        let drive = drive(&core);
        block_on(drive.create(&present(), STORED)).unwrap();
        core.fault(Rule::once(Fault::Torn { keep: 7, status }).on("PUT"));
        let created = block_on(drive.create(&absent(), FRESH));
        assert!(!matches!(created, Ok(Create::Created)), "{status:?}: {created:?}");
        assert_eq!(block_on(drive.get(&absent())), Ok(FRESH[..7].to_vec()), "{status:?}");
        assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Exists), "{status:?}");
        assert_eq!(block_on(drive.delete(&absent())), Ok(()));
        assert_eq!(block_on(drive.create(&absent(), FRESH)), Ok(Create::Created), "{status:?}");
    }
}

#[test]
fn nothing_is_missing_while_the_server_is_being_maintained_or_the_password_was_revoked() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    // Pages see nothing at all then; `status` says why.
    act(&core, "maintenance", json!({ "on": true }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::Unreachable));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::Unreachable));
    act(&core, "maintenance", json!({ "on": false }));
    act(&core, "revoke", Value::Null);
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.list(&folder())), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.account()), Err(DriveError::SignedOut));
}

#[test]
fn a_wrong_user_id_is_not_an_empty_drive() {
    let core = core();
    for id in ["bob", LOGIN, "nobody"] {
        let drive = Files::new(core.http(ORIGIN), server(), id, login()).unwrap();
        assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotADrive), "{id}");
        assert_eq!(block_on(drive.list(&folder())), Err(DriveError::NotADrive), "{id}");
        assert_eq!(block_on(drive.account()), Err(DriveError::NotADrive), "{id}");
    }
}

#[test]
fn room_place_and_account_are_told() {
    let core = core();
    let drive = drive(&core);
    block_on(drive.create(&present(), STORED)).unwrap();
    act(&core, "allocate", json!({ "bytes": 50 }));
    assert_eq!(block_on(drive.create(&absent(), FRESH)), Err(DriveError::QuotaFull));
    let quota = block_on(drive.quota()).unwrap();
    assert_eq!((quota.used, quota.available), (Some(STORED.len() as u64), Some(50 - STORED.len() as u64)));
    let place = drive.place(&Path::root().join("Bitcoin Wallet Backup"));
    assert_eq!(place.words, ["double/cloud", "Files", "Bitcoin Wallet Backup"]);
    assert_eq!(
        place.link.as_deref(),
        Some("http://double/cloud/index.php/apps/files/?dir=/Bitcoin%20Wallet%20Backup")
    );
    assert_eq!(block_on(drive.account()).unwrap().name, "samantha@example.com @ double/cloud");
    act(&core, "rename", json!({ "path": "/Bitcoin Wallet Backup", "to": "/Old" }));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotFound));
}

#[test]
fn works_in_a_folder_below_the_users_files() {
    let core = core();
    let pasted = format!("{}{BASE}/remote.php/dav/files/whoever/Documents/Wallet/", Page::BASE);
    let server = Server::parse(&pasted).unwrap();
    act(&core, "put", json!({ "path": "/Documents/Wallet/mine.txt", "text": "x" }));
    let drive = Files::new(core.http(ORIGIN), server, USER_ID, login()).unwrap().with_behaviour(PLAIN);
    assert_eq!(block_on(drive.create(&present(), STORED)), Ok(Create::Created));
    let names: Vec<String> = ["Documents", "Wallet"]
        .into_iter()
        .map(str::to_owned)
        .chain(present().names().iter().cloned())
        .collect();
    assert_eq!(core.with(|service, _| service.stored(USER_ID, &names)).as_deref(), Some(STORED));
}

/// The double itself is as strict as Nextcloud.
#[test]
fn the_double_hides_what_nextcloud_hides() {
    let core = core();
    let get = |origin: &str, path: &str| {
        let url = format!("{}{BASE}{path}", Page::BASE);
        let request = Request {
            method: Method::Get,
            url,
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: 1,
            limit: 9999,
        };
        block_on(core.http(origin).send(request))
    };
    let refused = get(ORIGIN, "/remote.php/dav/files/x/").unwrap();
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, None));
    assert_eq!(get("https://evil.example", "/remote.php/dav/files/x/"), Err(HttpError::NoAnswer));
    assert_eq!(get("https://evil.example", "/status.php").unwrap().status, 200);
    assert_eq!(get(ORIGIN, "/index.php/login"), Err(HttpError::NoAnswer));
}
