//! An S3 as AWS's documents describe it: its XML, its 204 to every delete, its 403s.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    rc::Rc,
};

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::{HttpError, Request},
    s3::{Bucket, Keys, S3},
    webdav::{Grade, Weakness},
};

use lifeboat_cloud::wrong_answers::{WrongAnswer, page};

use crate::{
    checks::{FRESH, STORED, Subject, absent, folder, present, stays_sound, tests_of},
    exchange::{Exchange, World},
    luck::{hardly_any_is_called_safe, race_of},
};

mod double;

use double::{Double, Vice, decode, error, xml};

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
fn classes() -> Vec<WrongAnswer> {
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
        WrongAnswer::new("a listing of another bucket", listing("other", "somebody's/", over)),
        WrongAnswer::new("a listing of another folder", listing("wallets", "elsewhere/", over)),
        WrongAnswer::new(
            "a listing that does not say that it is over",
            listing("wallets", "somebody's/", ""),
        ),
        WrongAnswer::new(
            "a listing that goes on nowhere",
            listing("wallets", "somebody's/", "<IsTruncated>true</IsTruncated>"),
        ),
        WrongAnswer::new("entities", xml(200, bomb)),
        WrongAnswer::new("an error with 200", error(200, "InternalError", "")),
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
        classes.push(WrongAnswer::new(format!("{status} {code}"), error(status, code, "")));
    }
    classes.push(WrongAnswer::new(
        "403 with another time",
        error(403, "AccessDenied", "<ServerTime>2020-01-01T00:00:00Z</ServerTime>"),
    ));
    classes
}

/// An empty 200 is what S3 says to a write: what was written is looked at. Bytes carry no proof.
const SUBJECT: Subject = Subject { empty: world, classes, believes_bytes: true };

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
        (404, "NoSuchBucket", NoBucket),
        (403, "RequestTimeTooSkewed", ClockOff),
        (501, "NotImplemented", Unsupported),
        (400, "NotImplemented", Unsupported),
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
    assert_eq!(block_on(drive.list(&Path::root())), Err(DriveError::NoBucket));
    assert_eq!(block_on(drive.get(&present())), Err(DriveError::NoBucket));
    assert_eq!(block_on(drive.create(&present(), STORED)), Err(DriveError::NoBucket));
    assert_eq!(block_on(drive.delete(&present())), Err(DriveError::NoBucket));
    assert_eq!(block_on(drive.account()), Err(DriveError::NoBucket));
}

/// Keys may hold what no XML can say, and services write it all the same.
#[test]
fn an_odd_neighbour_closes_no_bucket() {
    for odd in ["a&#xD800;b", "a&#x0;b", "a&nbsp;b", "a & b"] {
        let world = world();
        let entry = |name: &str| format!("<Contents><Key>somebody's/{name}</Key><Size>1</Size></Contents>");
        let body = format!(
            "<ListBucketResult><Name>wallets</Name><Prefix>somebody's/</Prefix><IsTruncated>false</IsTruncated>{}{}\
             </ListBucketResult>",
            entry(odd),
            entry("ours")
        );
        world.network.exchange(None, Ok(xml(200, &body)), false);
        let listed = block_on(world.drive.list(&Path::root())).unwrap();
        assert!(listed.iter().any(|entry| entry.name == "ours"), "{odd}: {listed:?}");
    }
}

#[test]
fn a_missing_file_needs_two_answers() {
    // A 404 of the right form for a file that is there: the listing knows better.
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), STORED)), Ok(Create::Created));
    world.network.exchange(Some(0), Ok(error(404, "NoSuchKey", "")), false);
    assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::Unavailable { after_ms: None }));
}

/// What a device at rest asks every few minutes.
#[test]
fn whether_a_file_is_there_is_asked_with_its_first_byte() {
    for vice in [Vice::None, Vice::KnowsNoRange] {
        let service = double();
        service.vice.set(vice);
        let world = world_of(service);
        for (file, bytes, requests) in [(present(), STORED, 1), (absent(), &b""[..], 2)] {
            assert_eq!(block_on(world.drive.create(&file, bytes)), Ok(Create::Created));
            let before = world.network.sent();
            assert_eq!(block_on(world.drive.has(&file)), Ok(true));
            let asked = world.network.requests().split_off(before);
            assert_eq!(asked[0].header("range"), Some("bytes=0-0"));
            // Nothing is no first byte.
            assert_eq!(asked.len(), if vice == Vice::None { requests } else { 1 });
        }
        // Something on the way does not let the question through.
        world.network.exchange(Some(0), Err(HttpError::NoAnswer), false);
        assert_eq!(block_on(world.drive.has(&present())), Ok(true));
    }
}

#[test]
fn once_a_process_a_create_is_two_requests() {
    let world = world();
    assert_eq!(block_on(world.drive.create(&present(), FRESH)), Ok(Create::Created));
    let before = world.network.sent();
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Ok(Create::Created));
    assert_eq!(world.network.sent(), before + 2, "one that creates and one that looks");
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
    let grade = block_on(drive(&Exchange::new(service.clone())).probe(1, async |_| ())).unwrap();
    let left = service.objects.borrow().len();
    assert!(left == 0 || vice == Vice::ChangesNames, "{vice:?}: the probe left {left} behind");
    grade
}

#[test]
fn no_refusal_and_no_lost_answer_is_a_verdict() {
    stays_sound(|| Exchange::new(double()), |network| block_on(drive(network).probe(1, async |_| ())));
}

#[test]
fn the_probe_finds_each_vice() {
    assert_eq!(grade(Vice::None), Grade::Safe);
    assert_eq!(grade(Vice::Replaces), Grade::PhraseOnly { reason: Weakness::Replaces });
    assert_eq!(grade(Vice::ReplacesSilently), Grade::PhraseOnly { reason: Weakness::ReplacesSilently });
    assert_eq!(grade(Vice::ChangesBytes), Grade::Unusable { reason: Weakness::ChangesBytes });
    assert_eq!(grade(Vice::ChangesNames), Grade::Unusable { reason: Weakness::ChangesNames });
}

/// The grade is the race's alone: S3 has no careful way.
#[test]
fn of_services_that_are_not_known_hardly_any_is_called_safe_by_luck() {
    hardly_any_is_called_safe(|luck| match grade(Vice::SeveralWriters(luck)) {
        Grade::Safe => true,
        found => {
            assert_eq!(found, Grade::PhraseOnly { reason: Weakness::SeveralWriters });
            false
        }
    });
}

#[test]
fn a_service_that_is_not_known_is_raced_more_often() {
    let network = Exchange::new(double());
    assert_eq!(block_on(drive(&network).probe(1, async |_| ())), Ok(Grade::Safe));
    let raced = |request: &Request| race_of(&decode(request.url.split('?').next()?));
    let races: BTreeSet<u64> = network.requests().iter().filter_map(raced).collect();
    println!("{} races, {} requests", races.len(), network.sent());
    assert_eq!(races.len(), 24);
    assert!(network.sent() < 400, "{}", network.sent());
}

/// A service that counts requests lets the wallet in again after a while, and it is not the user who asks for
/// many at once.
#[test]
fn a_service_that_takes_only_so_many_requests_in_a_time_is_waited_for() {
    let slow_down = error(503, "SlowDown", "");
    let service = double();
    let network = Exchange::new(service.clone());
    network.takes(40, slow_down.clone());
    let waited_ms = Cell::new(0);
    let rest = async |ms: u64| {
        waited_ms.set(waited_ms.get() + ms);
        network.takes(40, slow_down.clone());
    };
    assert_eq!(block_on(drive(&network).probe(1, rest)), Ok(Grade::Safe));
    assert_eq!(service.objects.borrow().len(), 0, "the probe left something behind");
    println!("{} ms waited, {} requests", waited_ms.get(), network.sent());
    assert!((2_000..240_000).contains(&waited_ms.get()), "{}", waited_ms.get());
}

#[test]
fn a_server_that_refuses_every_new_file_is_not_used() {
    let service = double();
    service.vice.set(Vice::RefusesNew);
    assert_eq!(
        block_on(drive(&Exchange::new(service)).probe(1, async |_| ())),
        Err(DriveError::Busy { after_ms: None })
    );
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
        ("s3", "us-east-1", "wallets"),
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
    assert!(Bucket::new("s3.example", "us-east-1", "wallets").is_ok_and(|bucket| !bucket.is_plain()));
    assert!(bucket("wallets").with_prefix("a/../b").is_err());
    assert!(!bucket("wallets").is_plain());
}

/// Anyone who may write into the bucket may name a key so that its address is another's.
#[test]
fn deleting_a_folder_never_leaves_it() {
    for odd in ["../victim", "../../victim", "x/../../victim", "./x", "x//y", "a\u{1}b"] {
        let service = double();
        let victims = ["somebody's/victim", "victim", "somebody's/Bitcoin Wallet Backup/victim"];
        for key in victims {
            service.objects.borrow_mut().insert(key.to_owned(), b"another's".to_vec());
        }
        let planted = format!("somebody's/Bitcoin Wallet Backup/Channel state/{odd}");
        service.objects.borrow_mut().insert(planted.clone(), b"x".to_vec());
        let drive = drive(&Exchange::new(service.clone()));
        assert_eq!(block_on(drive.create(&present(), STORED)), Ok(Create::Created));
        let deleted = block_on(drive.delete(&folder()));
        assert_eq!(deleted, Err(DriveError::Denied), "{odd}: something of somebody else's stays");
        assert_eq!(block_on(drive.get(&present())), Err(DriveError::NotFound), "{odd}: what is ours is gone");
        for key in victims.into_iter().chain([planted.as_str()]) {
            assert!(service.objects.borrow().contains_key(key), "{odd}: {key}");
        }
    }
}

#[test]
fn a_sign_in_page_is_no_drive() {
    let world = world();
    world.network.exchange(None, Ok(page(200, "Sign in")), false);
    assert_eq!(block_on(world.drive.list(&Path::root())), Err(DriveError::NotADrive));
    assert_eq!(block_on(world.drive.get(&present())), Err(DriveError::NotADrive));
    assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Err(DriveError::NotADrive));
}
