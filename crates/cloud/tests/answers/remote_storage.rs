//! A remoteStorage server as the draft describes it, in both of the ways that it leaves open for missing folders.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
};

use futures::executor::block_on;
use lifeboat_cloud::{
    Bearer, Create, Drive, DriveError, Path, Token, conformance,
    http::{Answer, HttpError, Method, Request},
    remote_storage::{DiscoveredStorage, RemoteStorage, discover},
    webdav::{Grade, Weakness},
};

use lifeboat_cloud::wrong_answers::{WrongAnswer, bare, page};

use crate::{
    checks::{FRESH, STORED, Subject, absent, folder, present, stays_sound, tests_of},
    exchange::{Exchange, Service, World, answer},
    luck::{Luck, hardly_any_is_called_safe},
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Vice {
    #[default]
    None,
    Replaces,
    ReplacesSilently,
    ChangesBytes,
    ChangesNames,
    /// Lets a second writer through in some races.
    SeveralWriters(Luck),
}

#[derive(Clone, Default)]
struct Double {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    vice: Cell<Vice>,
    /// 404 for folders that are not there, instead of an empty description.
    says_404: Cell<bool>,
    /// What it says to every `HEAD`, if it knows none.
    no_head: Cell<Option<u16>>,
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn json(status: u16, value: &serde_json::Value) -> Answer {
    answer(
        status,
        &[("content-type", "application/ld+json"), ("etag", "\"1\"")],
        value.to_string().as_bytes(),
    )
}

impl Double {
    fn describe(&self, prefix: &str) -> Answer {
        let mut items = serde_json::Map::new();
        for (key, value) in self.files.borrow().iter() {
            let Some(rest) = key.strip_prefix(prefix) else { continue };
            match rest.split_once('/') {
                Some((folder, _)) => items.insert(format!("{folder}/"), serde_json::json!({"ETag": "1"})),
                None => items.insert(
                    rest.to_owned(),
                    serde_json::json!({
                        "ETag": "1", "Content-Type": "application/octet-stream", "Content-Length": value.len(),
                        "Last-Modified": "Sun, 06 Nov 1994 08:49:40 GMT",
                    }),
                ),
            };
        }
        if items.is_empty() && self.says_404.get() {
            return bare(404);
        }
        let context = "http://remotestorage.io/spec/folder-description";
        json(200, &serde_json::json!({"@context": context, "items": items}))
    }

    fn put(&self, key: String, request: &Request) -> Answer {
        let vice = self.vice.get();
        let key = if vice == Vice::ChangesNames { key.to_lowercase() } else { key };
        let mut files = self.files.borrow_mut();
        let mut body = request.body.clone();
        if vice == Vice::ChangesBytes {
            body.push(b'\n');
        }
        let is_folder = files.keys().any(|file| file.starts_with(&format!("{key}/")));
        let below_a_file = files.keys().any(|file| key.starts_with(&format!("{file}/")));
        if is_folder || below_a_file {
            return bare(409);
        }
        let only_new = request.header("if-none-match") == Some("*") && vice != Vice::Replaces;
        let exists = files.contains_key(&key);
        if only_new && exists {
            let through = matches!(vice, Vice::SeveralWriters(luck) if luck.lets_through(&key));
            if through || vice == Vice::ReplacesSilently {
                files.insert(key, body);
            }
            return if through { answer(201, &[("etag", "\"1\"")], b"") } else { bare(412) };
        }
        files.insert(key, body);
        answer(if exists { 200 } else { 201 }, &[("etag", "\"1\"")], b"")
    }
}

impl Service for Double {
    fn serve(&self, request: &Request) -> Answer {
        if request.header("authorization") != Some("Bearer token") {
            return bare(401);
        }
        let path = decode(request.url.strip_prefix("https://storage.example/storage/me/").unwrap());
        if !path.starts_with("lifeboat/") {
            return bare(403);
        }
        match (request.method, self.no_head.get()) {
            (Method::Head, Some(status)) => bare(status),
            // The bytes do not come.
            (Method::Get | Method::Head, _) if path.ends_with('/') => self.describe(&path),
            (Method::Get | Method::Head, _) => match self.files.borrow().get(&path) {
                Some(value) => {
                    answer(200, &[("content-type", "application/octet-stream"), ("etag", "\"1\"")], value)
                }
                None => page(404, "Not Found"),
            },
            (Method::Put, _) => self.put(path, request),
            (Method::Delete, _) => match self.files.borrow_mut().remove(&path) {
                Some(_) => bare(200),
                None => bare(404),
            },
            _ => bare(405),
        }
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

fn drive(network: &Exchange) -> RemoteStorage<Exchange> {
    let root = "https://storage.example/storage/me";
    RemoteStorage::new(network.clone(), "me@storage.example", root, Rc::new(Always)).unwrap()
}

fn world_of(service: Rc<Double>) -> World {
    let network = Exchange::new(service.clone());
    let clean = Rc::new(drive(&Exchange::new(service.clone())));
    World {
        drive: Rc::new(drive(&network)),
        truth: clean.clone(),
        other: clean,
        network,
        again: Rc::new(move || world_of(Rc::new(service.as_ref().clone()))),
    }
}

fn world() -> World {
    world_of(Rc::default())
}

fn world_with_404() -> World {
    let service = Rc::new(Double::default());
    service.says_404.set(true);
    world_of(service)
}

/// Descriptions of other things, and an `ETag` from another source.
fn classes() -> Vec<WrongAnswer> {
    let context = "http://remotestorage.io/spec/folder-description";
    let tagged = |status, body: &[u8]| answer(status, &[("etag", "\"1\"")], body);
    let deep = format!("{{\"@context\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
    let mut classes = vec![
        WrongAnswer::new("a description of nothing", json(200, &serde_json::json!({"@context": context}))),
        WrongAnswer::new("a description without a context", json(200, &serde_json::json!({"items": {}}))),
        WrongAnswer::new("another context", json(200, &serde_json::json!({"@context": "x", "items": {}}))),
        WrongAnswer::new(
            "items that are a list",
            json(200, &serde_json::json!({"@context": context, "items": []})),
        ),
        WrongAnswer::new(
            "an item that is none",
            json(200, &serde_json::json!({"@context": context, "items": {"a": 7}})),
        ),
        WrongAnswer::new("deep JSON", answer(200, &[], deep.as_bytes())),
        WrongAnswer::lie("200 with an ETag", tagged(200, b"")),
        WrongAnswer::lie("201 with an ETag", tagged(201, b"")),
        WrongAnswer::new("304", tagged(304, b"")),
        WrongAnswer::new("412 with an ETag", tagged(412, b"")),
    ];
    let whole = json(200, &serde_json::json!({"@context": context, "items": {"a": {"ETag": "1"}}}));
    for length in 1..whole.body.len() {
        let cut = Answer { status: 200, headers: Vec::new(), body: whole.body[..length].to_vec() };
        classes.push(WrongAnswer::lie(format!("a description cut after {length} bytes"), cut));
    }
    classes
}

/// An `ETag` is what the server says to a write: what was written is looked at. Bytes carry no proof.
const SUBJECT: Subject = Subject { empty: world, classes, believes_bytes: true };

const SUBJECT_WITH_404: Subject = Subject { empty: world_with_404, ..SUBJECT };

#[test]
fn the_double_passes_the_suite_in_both_its_ways() {
    let failures = block_on(conformance::check(&world().drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
    let service = Rc::new(Double::default());
    service.says_404.set(true);
    let drive = drive(&Exchange::new(service));
    assert_eq!(block_on(drive.probe(1, async |_| ())), Ok(Grade::Safe));
    let failures = block_on(conformance::check(&drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
}

tests_of!(SUBJECT, SUBJECT_WITH_404);

/// What a device at rest asks every few minutes. A server that knows no `HEAD` is asked by `GET`, whatever it said.
#[test]
fn whether_a_file_is_there_is_asked_without_its_bytes() {
    for no_head in [None, Some(403), Some(404), Some(405), Some(500)] {
        let service = Rc::new(Double::default());
        service.no_head.set(no_head);
        let world = world_of(service);
        assert_eq!(block_on(world.drive.create(&present(), STORED)), Ok(Create::Created));
        let before = world.network.sent();
        assert_eq!(block_on(world.drive.has(&present())), Ok(true));
        assert_eq!(block_on(world.drive.has(&absent())), Ok(false));
        let asked = world.network.requests().split_off(before);
        assert_eq!(asked[0].method, Method::Head);
        assert_eq!(asked[1].method == Method::Get, no_head.is_some());
        world.network.exchange(Some(0), Err(HttpError::NoAnswer), false);
        assert_eq!(block_on(world.drive.has(&present())), Ok(true));
    }
}

#[test]
fn a_token_without_our_folder_asks_for_another_sign_in() {
    let world = world();
    world.network.exchange(None, Ok(bare(403)), false);
    assert_eq!(block_on(world.drive.list(&Path::root())), Err(DriveError::SignedOut));
    assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::SignedOut));
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Err(DriveError::SignedOut));
}

#[test]
fn a_gateway_that_forgets_its_server_hides_nothing() {
    for world in [world(), world_with_404()] {
        assert_eq!(block_on(world.drive.create(&present(), STORED)), Ok(Create::Created));
        // For a moment: the description knows better.
        world.network.exchange(Some(0), Ok(bare(404)), false);
        assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::Unavailable { after_ms: None }));
        world.network.exchange(Some(0), Ok(bare(404)), false);
        assert_eq!(block_on(world.drive.list(&folder())), Err(DriveError::Unavailable { after_ms: None }));
        // For good.
        world.network.exchange(None, Ok(bare(404)), false);
        assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::NotADrive));
        assert_eq!(block_on(world.drive.list(&folder())), Err(DriveError::NotADrive));
        assert_eq!(block_on(world.drive.list(&Path::root())), Err(DriveError::NotADrive));
    }
}

fn grade(vice: Vice) -> Grade {
    let service = Rc::new(Double::default());
    service.vice.set(vice);
    let grade = block_on(drive(&Exchange::new(service.clone())).probe(1, async |_| ())).unwrap();
    let left = service.files.borrow().len();
    assert!(left == 1 || vice == Vice::ChangesNames, "{vice:?}: the probe left {left} behind");
    grade
}

#[test]
fn no_refusal_and_no_lost_answer_is_a_verdict() {
    stays_sound(
        || Exchange::new(Rc::new(Double::default())),
        |network| block_on(drive(network).probe(1, async |_| ())),
    );
}

#[test]
fn the_probe_finds_each_vice() {
    assert_eq!(grade(Vice::None), Grade::Safe);
    assert_eq!(grade(Vice::Replaces), Grade::PhraseOnly { reason: Weakness::Replaces });
    assert_eq!(grade(Vice::ReplacesSilently), Grade::PhraseOnly { reason: Weakness::ReplacesSilently });
    assert_eq!(grade(Vice::ChangesBytes), Grade::Unusable { reason: Weakness::ChangesBytes });
    assert_eq!(grade(Vice::ChangesNames), Grade::Unusable { reason: Weakness::ChangesNames });
}

/// As on S3, there is no careful way.
#[test]
fn of_servers_that_let_two_writers_through_now_and_then_hardly_any_is_called_safe() {
    hardly_any_is_called_safe(|luck| match grade(Vice::SeveralWriters(luck)) {
        Grade::Safe => true,
        found => {
            assert_eq!(found, Grade::PhraseOnly { reason: Weakness::SeveralWriters });
            false
        }
    });
}

/// As on S3.
#[test]
fn a_server_that_takes_only_so_many_requests_in_a_time_is_waited_for() {
    let service = Rc::new(Double::default());
    let network = Exchange::new(service.clone());
    network.takes(40, bare(429));
    let rest = async |_| network.takes(40, bare(429));
    assert_eq!(block_on(drive(&network).probe(1, rest)), Ok(Grade::Safe));
    assert_eq!(service.files.borrow().len(), 1, "the probe left more behind than the note");
}

#[test]
fn the_token_goes_to_the_storage_alone_and_is_never_shown() {
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), FRESH)), Ok(Create::Created));
    for request in world.network.requests() {
        assert!(request.url.starts_with("https://storage.example/storage/me/lifeboat/"), "{}", request.url);
        assert!(!format!("{request:?}").contains("Bearer token"));
    }
}

struct Finger(Answer);

impl Service for Finger {
    fn serve(&self, request: &Request) -> Answer {
        assert!(request.header("authorization").is_none());
        assert_eq!(
            request.url,
            "https://storage.example/.well-known/webfinger?resource=acct%3Ame%40storage%2Eexample"
        );
        self.0.clone()
    }
}

fn found(answer: Answer) -> Result<DiscoveredStorage, DriveError> {
    block_on(discover(&Exchange::new(Rc::new(Finger(answer))), " me@Storage.example "))
}

fn descriptor(href: &str, sign_in: &str) -> serde_json::Value {
    serde_json::json!({"subject": "acct:me@storage.example", "links": [
        {"rel": "http://webfinger.net/rel/profile-page", "href": "https://storage.example/me"},
        {"rel": "http://tools.ietf.org/id/draft-dejong-remotestorage", "href": href, "properties": {
            "http://remotestorage.io/spec/version": "draft-dejong-remotestorage-22",
            "http://tools.ietf.org/html/rfc6749#section-4.2": sign_in,
            "http://tools.ietf.org/html/rfc6750#section-2.3": null,
        }},
    ]})
}

const HREF: &str = "https://files.example/storage/me";
const SIGN_IN: &str = "https://storage.example/oauth/me?x=y";

#[test]
fn an_address_leads_to_the_storage() {
    let wanted = DiscoveredStorage {
        user: "me@storage.example".to_owned(),
        storage_root: HREF.to_owned(),
        authorize: SIGN_IN.to_owned(),
        version: Some("draft-dejong-remotestorage-22".to_owned()),
    };
    assert_eq!(found(json(200, &descriptor(HREF, SIGN_IN))), Ok(wanted));
}

#[test]
fn what_is_no_storage_is_not_taken_for_one() {
    for (href, sign_in) in [
        ("http://files.example/storage/me", SIGN_IN),
        (HREF, "http://storage.example/oauth/me"),
        (HREF, "javascript:alert(1)"),
        ("https://user:password@files.example/", SIGN_IN),
        ("", SIGN_IN),
    ] {
        assert_eq!(
            found(json(200, &descriptor(href, sign_in))),
            Err(DriveError::NotADrive),
            "{href} {sign_in}"
        );
    }
    assert_eq!(found(json(200, &serde_json::json!({"links": []}))), Err(DriveError::NotADrive));
    assert_eq!(found(json(200, &serde_json::json!({}))), Err(DriveError::NotADrive));
    assert_eq!(found(page(200, "Sign in")), Err(DriveError::NotADrive));
    assert_eq!(found(page(404, "Not Found")), Err(DriveError::NotFound));
    assert_eq!(found(bare(301)), Err(DriveError::RedirectedAway));
    let network = Exchange::new(Rc::new(Finger(bare(200))));
    network.exchange(None, Err(HttpError::NoAnswer), false);
    assert_eq!(block_on(discover(&network, "me@storage.example")), Err(DriveError::Unreachable));
    for address in
        ["", "me", "@storage.example", "me@", "me@a/b", "a b@storage.example", "me@@x", "a/b@c", "me@a?b"]
    {
        assert_eq!(block_on(discover(&network, address)), Err(DriveError::BadAddress), "{address}");
    }
}
