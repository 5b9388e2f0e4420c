//! An S3 as AWS's documents describe it: its XML, its 204 to every delete, its 403s.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::{Answer, Method, Request},
    s3::{Bucket, Keys, S3},
    webdav::{Grade, Weakness},
};

use crate::{
    checks::{FRESH, STORED, Subject, absent, folder, present, tests_of},
    classes::{Class, class},
    exchange::{Exchange, Service, World, answer, bare, page},
};

/// How the server itself misbehaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Vice {
    #[default]
    None,
    /// Knows no `If-None-Match`.
    Replaces,
    /// Answers 412 and replaces.
    ReplacesSilently,
    /// Answers 412 to every create, though nothing is there.
    RefusesNew,
    ChangesBytes,
    ChangesNames,
}

#[derive(Clone)]
struct Double {
    objects: RefCell<BTreeMap<String, Vec<u8>>>,
    vice: Cell<Vice>,
    page: Cell<usize>,
    /// Only requests signed at this time are accepted.
    strict_time: RefCell<Option<String>>,
}

fn xml(status: u16, body: &str) -> Answer {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}");
    answer(status, &[("content-type", "application/xml"), ("x-amz-request-id", "1")], body.as_bytes())
}

fn error(status: u16, code: &str, more: &str) -> Answer {
    xml(
        status,
        &format!(
            "<Error><Code>{code}</Code><Message>In English.</Message>{more}<RequestId>1</RequestId></Error>"
        ),
    )
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

impl Double {
    fn list(&self, query: &BTreeMap<String, String>) -> Answer {
        let get = |name: &str| query.get(name).cloned().unwrap_or_default();
        let (prefix, delimiter, after) = (get("prefix"), get("delimiter"), get("continuation-token"));
        let objects = self.objects.borrow();
        let mut lines = BTreeSet::new();
        for (key, value) in objects.iter().filter(|(key, _)| key.starts_with(&prefix)) {
            match key[prefix.len()..].split_once('/').filter(|_| delimiter == "/") {
                Some((name, _)) => lines.insert((format!("{prefix}{name}/"), None)),
                None => lines.insert((key.clone(), Some(value.len()))),
            };
        }
        let rest: Vec<_> = lines.into_iter().filter(|(name, _)| after.is_empty() || *name > after).collect();
        let some: Vec<_> = rest.iter().take(self.page.get()).collect();
        let mut body = format!(
            "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>wallets</Name><Prefix>{}</Prefix>\
             <KeyCount>{}</KeyCount><MaxKeys>1000</MaxKeys><Delimiter>{delimiter}</Delimiter>",
            escape(&prefix),
            some.len()
        );
        match some.last().filter(|_| some.len() < rest.len()) {
            Some((last, _)) => {
                body += "<IsTruncated>true</IsTruncated>";
                body += &format!("<NextContinuationToken>{}</NextContinuationToken>", escape(last));
            }
            None => body += "<IsTruncated>false</IsTruncated>",
        }
        for (name, size) in some {
            body += &match size {
                Some(size) => format!(
                    "<Contents><Key>{}</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>&quot;1&quot;</ETag>\
                     <Size>{size}</Size><StorageClass>STANDARD</StorageClass></Contents>",
                    escape(name)
                ),
                None => format!("<CommonPrefixes><Prefix>{}</Prefix></CommonPrefixes>", escape(name)),
            };
        }
        xml(200, &(body + "</ListBucketResult>"))
    }

    fn put(&self, key: String, request: &Request) -> Answer {
        let vice = self.vice.get();
        let key = if vice == Vice::ChangesNames { key.to_lowercase() } else { key };
        let mut objects = self.objects.borrow_mut();
        let mut body = request.body.clone();
        if vice == Vice::ChangesBytes {
            body.push(b'\n');
        }
        let only_new = request.header("if-none-match") == Some("*") && vice != Vice::Replaces;
        if only_new && (objects.contains_key(&key) || vice == Vice::RefusesNew) {
            if vice == Vice::ReplacesSilently {
                objects.insert(key, body);
            }
            return error(412, "PreconditionFailed", "<Condition>If-None-Match</Condition>");
        }
        objects.insert(key, body);
        answer(200, &[("etag", "\"1\"")], b"")
    }
}

impl Service for Double {
    fn serve(&self, request: &Request) -> Answer {
        let rest = request.url.strip_prefix("https://s3.example/").unwrap();
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query: BTreeMap<String, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decode(name), decode(value)))
            .collect();
        if !query.get("X-Amz-Credential").is_some_and(|credential| credential.starts_with("AKID/")) {
            return error(403, "InvalidAccessKeyId", "");
        }
        assert_eq!(query.get("X-Amz-Signature").map(String::len), Some(64));
        let signed = query.get("X-Amz-SignedHeaders").unwrap();
        for (name, _) in &request.headers {
            assert!(signed.split(';').any(|signed| signed == *name), "{name} is not signed");
        }
        if let Some(day) = &*self.strict_time.borrow()
            && !query.get("X-Amz-Date").unwrap().starts_with(day)
        {
            return error(403, "AccessDenied", "<ServerTime>2027-01-15T08:00:00Z</ServerTime>");
        }
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        if bucket != "wallets" {
            return error(404, "NoSuchBucket", "");
        }
        let key = decode(key);
        match request.method {
            Method::Get if key.is_empty() => self.list(&query),
            Method::Get => match self.objects.borrow().get(&key) {
                Some(value) => answer(200, &[("content-type", "application/octet-stream")], value),
                None => error(404, "NoSuchKey", ""),
            },
            Method::Put => self.put(key, request),
            Method::Delete => {
                self.objects.borrow_mut().remove(&key);
                bare(204)
            }
            _ => error(405, "MethodNotAllowed", ""),
        }
    }
}

fn double() -> Rc<Double> {
    Rc::new(Double {
        objects: RefCell::default(),
        vice: Cell::default(),
        page: Cell::new(4),
        strict_time: RefCell::default(),
    })
}

fn bucket(name: &str) -> Bucket {
    Bucket::new("https://s3.example", "us-east-1", name).unwrap().with_prefix("somebody's").unwrap()
}

fn drive(network: &Exchange) -> S3<Exchange> {
    S3::new(network.clone(), bucket("wallets"), Keys::new("AKID", "secret"), || 1_800_000_000_000)
}

fn world() -> World {
    world_of(double())
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

/// Listings of other places, cut ones, errors with other codes.
fn classes() -> Vec<Class> {
    let listing = |name: &str, prefix: &str, truncated: &str| {
        xml(
            200,
            &format!(
                "<ListBucketResult><Name>{name}</Name><Prefix>{prefix}</Prefix>{truncated}<KeyCount>0</KeyCount>\
                 </ListBucketResult>"
            ),
        )
    };
    let over = "<IsTruncated>false</IsTruncated>";
    let bomb = "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'>]><ListBucketResult><Name>&a;</Name></ListBucketResult>";
    let mut classes = vec![
        class("a listing of another bucket", listing("other", "somebody's/", over)),
        class("a listing of another folder", listing("wallets", "elsewhere/", over)),
        class("a listing that does not say that it is over", listing("wallets", "somebody's/", "")),
        class(
            "a listing that goes on nowhere",
            listing("wallets", "somebody's/", "<IsTruncated>true</IsTruncated>"),
        ),
        class("entities", xml(200, bomb)),
        class("an error with 200", error(200, "InternalError", "")),
    ];
    for (status, code) in [
        (404, "NoSuchBucket"),
        (404, "NoSuchUpload"),
        (403, "AccessDenied"),
        (403, "InvalidAccessKeyId"),
        (403, "SignatureDoesNotMatch"),
        (403, "RequestTimeTooSkewed"),
        (403, "QuotaExceeded"),
        (400, "ExpiredToken"),
        (400, "AuthorizationHeaderMalformed"),
        (400, "EntityTooLarge"),
        (400, "RequestTimeout"),
        (409, "ConditionalRequestConflict"),
        (409, "OperationAborted"),
        (412, "PreconditionFailed"),
        (500, "InternalError"),
        (501, "NotImplemented"),
        (503, "SlowDown"),
        (301, "PermanentRedirect"),
        (307, "TemporaryRedirect"),
    ] {
        classes.push(class(format!("{status} {code}"), error(status, code, "")));
    }
    classes.push(class(
        "403 with another time",
        error(403, "AccessDenied", "<ServerTime>2020-01-01T00:00:00Z</ServerTime>"),
    ));
    classes
}

/// An empty 200 is what S3 says to a write; bytes carry no proof.
const SUBJECT: Subject = Subject {
    empty: world,
    classes,
    believes: |class| {
        class.instead.as_ref().is_ok_and(|answer| answer.status == 200 && answer.body.is_empty())
    },
    believes_bytes: true,
};

#[test]
fn the_double_passes_the_suite() {
    let failures = block_on(conformance::check(&world().drive, 1));
    assert!(failures.is_empty(), "{failures:#?}");
}

tests_of!(SUBJECT);

#[test]
fn each_code_has_its_own_error() {
    use DriveError::*;
    for (status, code, expected) in [
        (403, "AccessDenied", Denied),
        (403, "InvalidAccessKeyId", SignedOut),
        (403, "SignatureDoesNotMatch", SignedOut),
        (400, "ExpiredToken", SignedOut),
        (400, "AuthorizationHeaderMalformed", BadAddress),
        (404, "NoSuchBucket", NotADrive),
        (403, "QuotaExceeded", QuotaFull),
        (503, "SlowDown", Busy { after_ms: None }),
        (500, "InternalError", Unavailable { after_ms: None }),
        (301, "PermanentRedirect", RedirectedAway),
    ] {
        let world = world();
        assert_eq!(block_on(world.drive.create(&present(), STORED)), Ok(Create::Created));
        world.network.exchange(None, Ok(error(status, code, "")), false);
        assert_eq!(block_on(world.drive.get(&present())), Err(expected.clone()), "{code}");
        assert_eq!(block_on(world.drive.list(&folder())), Err(expected.clone()), "{code}");
        assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Err(expected), "{code}");
    }
}

#[test]
fn a_missing_bucket_is_never_an_empty_one() {
    let network = Exchange::new(double());
    let drive = S3::new(network, bucket("walets"), Keys::new("AKID", "secret"), || 1_800_000_000_000);
    assert_eq!(block_on(drive.list(&Path::root())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.create(&present(), STORED)), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.delete(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(drive.account()), Err(DriveError::NotADrive));
}

#[test]
fn a_missing_file_needs_two_answers() {
    // A 404 of the right form for a file that is there: the listing knows better.
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), STORED)), Ok(Create::Created));
    world.network.exchange(Some(0), Ok(error(404, "NoSuchKey", "")), false);
    assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::Unavailable { after_ms: None }));
}

#[test]
fn once_a_process_a_create_is_one_request() {
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), FRESH)), Ok(Create::Created));
    let before = world.network.sent();
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(world.network.sent(), before + 1);
}

#[test]
fn a_phone_whose_clock_is_wrong_signs_by_the_servers() {
    let service = double();
    *service.strict_time.borrow_mut() = Some("20270115".to_owned());
    let network = Exchange::new(service);
    for wrong_ms in [0, 1_500_000_000_000, 2_000_000_000_000] {
        let drive =
            S3::new(network.clone(), bucket("wallets"), Keys::new("AKID", "secret"), move || wrong_ms);
        assert_eq!(block_on(drive.list(&Path::root())), Ok(Vec::new()));
    }
}

fn grade(vice: Vice) -> Grade {
    let service = double();
    service.vice.set(vice);
    let grade = block_on(drive(&Exchange::new(service.clone())).probe(1)).unwrap();
    let left = service.objects.borrow().len();
    assert!(left == 0 || vice == Vice::ChangesNames, "{vice:?}: the probe left {left} behind");
    grade
}

#[test]
fn the_probe_finds_each_vice() {
    assert_eq!(grade(Vice::None), Grade::Safe);
    assert_eq!(grade(Vice::Replaces), Grade::PhraseOnly { reason: Weakness::Replaces });
    assert_eq!(grade(Vice::ReplacesSilently), Grade::PhraseOnly { reason: Weakness::ReplacesSilently });
    assert_eq!(grade(Vice::ChangesBytes), Grade::Unusable { reason: Weakness::ChangesBytes });
    assert_eq!(grade(Vice::ChangesNames), Grade::Unusable { reason: Weakness::ChangesNames });
}

#[test]
fn a_server_that_refuses_every_new_file_is_not_used() {
    let service = double();
    service.vice.set(Vice::RefusesNew);
    assert_eq!(block_on(drive(&Exchange::new(service)).probe(1)), Err(DriveError::Busy { after_ms: None }));
}

#[test]
fn the_secret_goes_nowhere() {
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), FRESH)), Ok(Create::Created));
    for request in world.network.requests() {
        assert!(!request.url.contains("secret"));
        assert!(request.url.starts_with("https://s3.example/wallets"));
        assert!(!request.headers.iter().any(|(_, value)| value.contains("secret")));
    }
}

#[test]
fn buckets_are_read_as_users_type_them() {
    for (endpoint, region, name) in [
        ("s3.example", "us-east-1", "wallets"),
        ("ftp://s3.example", "us-east-1", "wallets"),
        ("https://AKID:secret@s3.example", "us-east-1", "wallets"),
        ("https://s3.example/?x=y", "us-east-1", "wallets"),
        ("https://s3.example", "", "wallets"),
        ("https://s3.example", "us-east-1", ""),
        ("https://s3.example", "us-east-1", "a/b"),
        ("https://s3.example", "us east", "wallets"),
    ] {
        assert_eq!(
            Bucket::new(endpoint, region, name).err(),
            Some(DriveError::BadAddress),
            "{endpoint} {region} {name}"
        );
    }
    assert!(Bucket::with_host_style("https://s3.example", "auto", "wallets").is_ok());
    assert!(bucket("wallets").with_prefix("a/../b").is_err());
    assert!(!bucket("wallets").is_plain());
}

#[test]
fn a_sign_in_page_is_no_drive() {
    let world = world();
    world.network.exchange(None, Ok(page(200, "Sign in")), false);
    assert_eq!(block_on(world.drive.list(&Path::root())), Err(DriveError::NotADrive));
    assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Err(DriveError::NotADrive));
}
