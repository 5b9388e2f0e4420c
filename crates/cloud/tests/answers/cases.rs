//! Answers that servers were seen to give, from other projects' bug reports (`tests/cases`): bytes as they came.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::PathBuf,
    rc::Rc,
};

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::{
    Drive, DriveError, Path,
    http::{Answer, Http, HttpError, Method, Request},
    s3::{Bucket, Keys, S3},
    webdav::{Address, Behaviour, Login, Way, WebDav},
};
use serde_json::Value;

use lifeboat_cloud::wrong_answers::bare;

mod addresses;
mod http;
mod listings;
mod tiny;
mod writes;

fn folder(service: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(service)
}

fn cases(service: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder(service).join("cases.json")).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all["cases"].as_array().unwrap().clone()
}

/// What a case gives as an answer, the body from its own file.
fn given(service: &str, case: &Value) -> Answer {
    let headers = case["headers"].as_object().unwrap();
    let headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()));
    let body = case["body_file"].as_str().map(|file| match file {
        "thousand-neighbours.xml" => thousand_neighbours().into_bytes(),
        file => fs::read(folder(service).join(file)).unwrap(),
    });
    let status = u16::try_from(case["status"].as_u64().unwrap()).unwrap();
    Answer { status, headers: headers.collect(), body: body.unwrap_or_default() }
}

/// The same, with the body in the case itself.
fn given_here(case: &Value) -> Answer {
    let body = case["body"].as_str().unwrap().as_bytes().to_vec();
    let bare = serde_json::json!({ "status": case["status"], "headers": case["headers"] });
    Answer { body, ..given("", &bare) }
}

/// A large answer, which matters only for its size.
fn thousand_neighbours() -> String {
    let file = |name: &str| {
        format!(
            "<D:response><D:href>/dav/{name}</D:href><D:propstat><D:prop><D:resourcetype/></D:prop>\
             <D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        )
    };
    let others: String = (0..1000).map(|number| file(&format!("IMG_{number:04}.jpg"))).collect();
    ROOT.replace("</D:multistatus>", &(file("a.lifeboat") + &others + "</D:multistatus>"))
}

/// Gives the answers in their order and then the last one again.
#[derive(Clone)]
struct Script {
    answers: Rc<RefCell<Vec<Result<Answer, HttpError>>>>,
    sent: Rc<Cell<usize>>,
    root_is_there: bool,
}

impl Script {
    /// Of a WebDAV server whose root is there all the time.
    fn of(answers: Vec<Answer>) -> Script {
        Script { root_is_there: true, ..Script::saying(answers.into_iter().map(Ok).collect()) }
    }

    /// Nothing else is there, not even the root of the drive.
    fn saying(answers: Vec<Result<Answer, HttpError>>) -> Script {
        Script { answers: Rc::new(RefCell::new(answers)), sent: Rc::default(), root_is_there: false }
    }
}

const ROOT: &str = "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/dav/</D:href><D:propstat><D:prop>\
    <D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>\
    </D:response></D:multistatus>";

#[async_trait(?Send)]
impl Http for Script {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        assert!(self.sent.replace(self.sent.get() + 1) < 100, "it asks without an end");
        let of_root = request.url.ends_with("/dav/") && request.header("depth") == Some("0");
        if self.root_is_there && request.method == Method::Propfind && of_root && self.sent.get() > 1 {
            return Ok(Answer { status: 207, headers: Vec::new(), body: ROOT.into() });
        }
        let mut answers = self.answers.borrow_mut();
        match answers.len() {
            1 => answers[0].clone(),
            _ => answers.remove(0),
        }
    }
}

fn dav(case: &Value, behaviour: Behaviour) -> WebDav<Script> {
    let answers = case["answers"].as_array().unwrap().iter().map(|answer| given("webdav", answer)).collect();
    let address = Address::parse("https://dav.example.org/dav/").unwrap();
    WebDav::new(Script::of(answers), address, Login::new("ana", "secret"), behaviour)
}

fn listed(case: &Value) -> Result<Vec<String>, DriveError> {
    let path = match case["id"].as_str().unwrap() {
        // This is how the wallet asks when its name was typed on a keyboard that composes nothing.
        "list-nfd-own-folder" => {
            Path::root().join("BitcoinWalletBackup_\u{110c}\u{1175}\u{1100}\u{1161}\u{11b8}")
        }
        "missing-folder-as-207-propstat-404" => Path::root().join("Bitcoin Wallet Backup"),
        _ => Path::root(),
    };
    let entries = block_on(dav(case, Behaviour::default()).list(&path))?;
    let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
    names.sort();
    Ok(names)
}

/// What a listing has to give; `None`: `a.lifeboat`, and the odd neighbour under any name or not at all.
fn wanted(id: &str) -> Option<Result<Vec<&'static str>, DriveError>> {
    use DriveError::{Busy, NotADrive, NotFound, SignedOut, Unavailable};
    let busy = |ms| Some(Err(Busy { after_ms: Some(ms) }));
    match id {
        "missing-folder-as-207-propstat-404" => Some(Err(NotFound)),
        // No XML at all, another namespace, cut, or with a document type: half a listing is a wrong listing.
        "neighbour-raw-less-than"
        | "namespace-http-dav"
        | "utf16"
        | "php-warning-first"
        | "doctype"
        | "cut-short"
        | "two-roots"
        | "list-200-html"
        | "list-204"
        | "list-207-json" => Some(Err(NotADrive)),
        "neighbour-named-dotdot" | "twice-the-same" => Some(Ok(vec!["a.lifeboat"])),
        "href-prefix-cut-empty-folder" | "list-nfd-own-folder" => Some(Ok(Vec::new())),
        "href-lower-percent" => Some(Ok(vec!["ü"])),
        "href-raw-space" => Some(Ok(vec!["a b"])),
        "href-double-encoded" => Some(Ok(vec!["a%20b"])),
        "list-401-throttled" => busy(60_000),
        "list-401-no-basic" => Some(Err(SignedOut)),
        "list-429-seconds" | "list-429-date" => busy(7_000),
        "list-429-day" => busy(86_400_000),
        "retry-after-odd-7" => Some(Err(Unavailable { after_ms: Some(7_000) })),
        "list-503-html-maintenance" => Some(Err(Unavailable { after_ms: None })),
        odd if odd.starts_with("retry-after-odd") => Some(Err(Unavailable { after_ms: None })),
        _ => None,
    }
}

#[test]
fn every_listing_that_was_seen_is_read_or_refused_as_it_should_be() {
    let mut count = 0;
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        if !case["ask"].as_str().unwrap().starts_with("list(") {
            continue;
        }
        count += 1;
        let got = listed(&case);
        match wanted(id) {
            Some(want) => {
                let want = want.map(|names| names.into_iter().map(str::to_owned).collect());
                assert_eq!(got, want, "{id}");
            }
            None => {
                let names = got.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert!(names.contains(&"a.lifeboat".to_owned()), "{id}: {names:?}");
                assert!(!names.iter().any(|name| name.contains('/') || name == ".."), "{id}: {names:?}");
                assert!(id != "thousand-neighbours" || names.len() > 1_000, "{id}");
            }
        }
    }
    assert!(count >= 50, "{count}");
}

#[test]
fn a_look_at_the_root_counts_whatever_form_it_has() {
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        match case["ask"].as_str().unwrap() {
            "stat(\"/\")" => assert!(block_on(dav(&case, Behaviour::default()).account()).is_ok(), "{id}"),
            "space()" => {
                let quota = block_on(dav(&case, Behaviour::default()).quota());
                assert_eq!(quota.map(|quota| quota.available), Ok(None), "{id}");
            }
            _ => {}
        }
    }
}

#[test]
fn an_answer_to_a_create_that_is_none_is_never_a_creation() {
    let plain = Behaviour { way: Way::Put, created: 201, exact_delete: false };
    for case in cases("webdav") {
        let id = case["id"].as_str().unwrap();
        if !matches!(id, "put-202" | "put-423" | "put-412-always") {
            continue;
        }
        let created = block_on(dav(&case, plain).create(&Path::root().join("a.lifeboat"), b"bytes"));
        let want = match id {
            "put-202" => Err(DriveError::Unknown),
            "put-423" => Err(DriveError::Busy { after_ms: None }),
            _ => Ok(lifeboat_cloud::Create::Exists),
        };
        assert_eq!(created, want, "{id}");
    }
}

#[test]
fn every_answer_of_an_s3_that_was_seen_has_its_own_meaning() {
    use DriveError::{Busy, ClockOff, Denied, NoBucket, NotADrive, Unsupported, WrongRegion};
    for case in cases("s3") {
        let id = case["id"].as_str().unwrap();
        let bucket = Bucket::new("https://s3.example", "us-east-1", "b").unwrap();
        let script = Script::of(vec![given("s3", &case)]);
        let drive = S3::new(script, bucket, Keys::new("AKID", "secret"), || 1_800_000_000_000);
        let listed = block_on(drive.list(&Path::root())).map(|entries| entries.len());
        let want = match id {
            "b2-501" | "400-not-implemented" | "400-invalid-argument" => Err(Unsupported),
            "skew-with-server-time" | "skew-without-server-time" | "expired-minio" | "not-yet-valid" => {
                Err(ClockOff)
            }
            "503-slow-down" => Err(Busy { after_ms: None }),
            "403-html-waf" => Err(Denied),
            "400-region" => Err(WrongRegion { right: Some("eu-central-1".into()) }),
            "404-no-such-bucket" => Err(NoBucket),
            // Neither is another bucket's listing ever an empty one of ours.
            "404-html" | "200-list-truncated-no-token" | "200-list-other-bucket-name" => Err(NotADrive),
            "200-list-no-namespace" => Ok(1),
            // Those for creates alone are in `s3.rs`.
            "ignored-200" | "412" => continue,
            other => panic!("{other} has no test"),
        };
        assert_eq!(listed, want, "{id}");
    }
}

/// An encoded key is not a different one, whose file would be missing; a listing that continues says so in
/// any case.
#[test]
fn a_listing_of_an_s3_is_read_in_every_form() {
    let plain = "<ListBucketResult><Name>b</Name><Prefix></Prefix><IsTruncated>false</IsTruncated>\
        <Contents><Key>a b+c.lifeboat</Key><Size>3</Size></Contents>\
        <CommonPrefixes><Prefix>Bitcoin Wallet Backup/</Prefix></CommonPrefixes></ListBucketResult>";
    let encoded = |text: &str, how: &str| {
        let text =
            text.replace("a b+c", "a+b%2Bc").replace("Bitcoin Wallet Backup/", "Bitcoin+Wallet%20Backup%2F");
        text.replace("<IsTruncated>", &format!("<EncodingType>{how}</EncodingType><IsTruncated>"))
    };
    let listed = |bodies: &[String]| {
        let bucket = Bucket::new("https://s3.example", "us-east-1", "b").unwrap();
        let answers =
            bodies.iter().map(|body| Answer { body: body.clone().into_bytes(), ..bare(200) }).collect();
        let drive = S3::new(Script::of(answers), bucket, Keys::new("AKID", "secret"), || 1_800_000_000_000);
        block_on(drive.list(&Path::root()))
            .map(|all| all.into_iter().map(|entry| entry.name).collect::<Vec<_>>())
    };
    let want = Ok(vec!["Bitcoin Wallet Backup".to_owned(), "a b+c.lifeboat".to_owned()]);
    for body in [
        plain.to_owned(),
        encoded(plain, "url"),
        encoded(plain, " URL "),
        plain.replace(
            "<ListBucketResult>",
            "<ListBucketResult xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>",
        ),
        plain
            .replace("<ListBucketResult", "<s:ListBucketResult xmlns:s='urn:s'")
            .replace("</ListBucketResult", "</s:ListBucketResult"),
        plain.replace("<Prefix></Prefix>", "<Prefix/>"),
        plain.replace("<Prefix></Prefix>", ""),
        plain.replace("a b+c.lifeboat", "<![CDATA[a b+c.lifeboat]]>"),
        plain.replace("a b+c", "a&#32;b&#x2B;c"),
        plain.replace("false", "False"),
        plain.replace("<Size>3</Size>", "<Size>-1</Size><LastModified>yesterday</LastModified>"),
        plain.replace("<Size>3</Size>", "<Size>99999999999999999999</Size>"),
    ] {
        assert_eq!(listed(std::slice::from_ref(&body)), want, "{body}");
    }
    let more = "<IsTruncated>true</IsTruncated><NextContinuationToken>a+b%2F=</NextContinuationToken>";
    let first = plain.replace("<IsTruncated>false</IsTruncated>", more).replace("a b+c", "first");
    let three =
        vec!["Bitcoin Wallet Backup".to_owned(), "a b+c.lifeboat".to_owned(), "first.lifeboat".to_owned()];
    assert_eq!(listed(&[first.clone(), plain.to_owned()]), Ok(three));
    // It continues without end.
    assert_eq!(listed(std::slice::from_ref(&first)), Err(DriveError::NotADrive));
    for body in [
        plain.replace("false", "no"),
        plain.replace("false", ""),
        plain.replace("<IsTruncated>false</IsTruncated>", ""),
        encoded(plain, "base64"),
        encoded(plain, "url").replace("%2B", "%ff"),
        plain.replace("<Prefix></Prefix>", "<Prefix>other/</Prefix>"),
        plain.replace("<Name>b</Name>", ""),
        plain.replace("</ListBucketResult>", ""),
        plain.replace("</ListBucketResult>", "</ListBucketResult><p>"),
    ] {
        assert_eq!(listed(std::slice::from_ref(&body)), Err(DriveError::NotADrive), "{body}");
    }
}
