//! Clouds and storage servers: any answers, to every operation of every drive.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::http::{Answer, Http, HttpError, Request};
use lifeboat_cloud::{
    Bearer, Drive, DriveError, Path, Token, dropbox, google_drive, icloud, nextcloud, one_drive,
    remote_storage, s3, vss, webdav,
};

use crate::{Target, corpus};

/// The readers of `lifeboat-cloud`.
pub const TARGETS: &[Target] = &[
    Target { name: "webdav", seeds: webdav_answers, run: webdav, inputs: 50_000 },
    Target { name: "nextcloud", seeds: webdav_answers, run: nextcloud, inputs: 50_000 },
    Target { name: "s3", seeds: s3_answers, run: s3, inputs: 50_000 },
    Target { name: "google-drive", seeds: json_answers, run: google_drive, inputs: 50_000 },
    Target { name: "dropbox", seeds: json_answers, run: dropbox, inputs: 50_000 },
    Target { name: "one-drive", seeds: json_answers, run: one_drive, inputs: 50_000 },
    Target { name: "icloud", seeds: json_answers, run: icloud, inputs: 50_000 },
    Target { name: "remote-storage", seeds: json_answers, run: remote_storage, inputs: 50_000 },
    Target { name: "vss", seeds: json_answers, run: vss, inputs: 50_000 },
    Target { name: "web-finger", seeds: json_answers, run: web_finger, inputs: 50_000 },
    Target { name: "addresses", seeds: addresses, run: address, inputs: 100_000 },
];

/// Ends an answer within an input.
const END: u8 = 0x1e;
/// Requests of one operation, at most: a listing without an end has a thousand pages, and a request may be tried again.
const MOST_REQUESTS: u32 = 4_000;
const NOW_MS: u64 = 1_800_000_000_000;

const STATUSES: [u16; 16] = [200, 200, 207, 201, 204, 206, 301, 400, 401, 403, 404, 409, 412, 423, 429, 503];
const KINDS: [&str; 8] = [
    "application/xml; charset=utf-8",
    "application/json",
    "text/html",
    "text/plain",
    "application/octet-stream",
    "application/xml; charset=utf-16",
    "application/json; odata.metadata=minimal",
    "",
];
const TAGS: [&str; 4] = ["\"a\"", "W/\"a\"", "", "a"];

/// A server whose answers an input holds: a byte for the operation that is asked for, then answers, each of a
/// byte for its status, one for its headers, and its body. The last one is given for ever.
pub(crate) struct Answers {
    answers: RefCell<Vec<Answer>>,
    sent: Cell<u32>,
}

impl Answers {
    pub(crate) fn of(input: &[u8]) -> Rc<Answers> {
        let mut answers: Vec<Answer> = input.split(|byte| *byte == END).map(answer).collect();
        answers.reverse();
        Rc::new(Answers { answers: RefCell::new(answers), sent: Cell::new(0) })
    }
}

fn answer(bytes: &[u8]) -> Answer {
    let (status, rest) = bytes.split_first().unwrap_or((&10, &[]));
    let (kind, body) = rest.split_first().unwrap_or((&0, &[]));
    let mut headers = vec![
        ("content-type".to_owned(), KINDS[usize::from(kind & 7)].to_owned()),
        ("etag".to_owned(), TAGS[usize::from(kind >> 3 & 3)].to_owned()),
        ("date".to_owned(), "Fri, 15 Jan 2027 08:00:00 GMT".to_owned()),
    ];
    if kind & 0x20 != 0 {
        headers.push((
            "retry-after".to_owned(),
            String::from_utf8_lossy(&body[..body.len().min(12)]).into_owned(),
        ));
    }
    if kind & 0x40 != 0 {
        headers.push(("content-length".to_owned(), body.len().to_string()));
    }
    Answer { status: STATUSES[usize::from(status & 15)], headers, body: body.to_vec() }
}

#[async_trait(?Send)]
impl Http for Answers {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.sent.set(self.sent.get() + 1);
        assert!(self.sent.get() <= MOST_REQUESTS, "it asks without end");
        let mut answers = self.answers.borrow_mut();
        let answer = match answers.len() {
            0 | 1 => answers.last().cloned(),
            _ => answers.pop(),
        };
        let answer = answer.ok_or(HttpError::NoAnswer)?;
        // The same as every client of ours.
        if answer.body.len() > request.limit { Err(HttpError::NoAnswer) } else { Ok(answer) }
    }
}

#[derive(Clone)]
pub(crate) struct Shared(pub(crate) Rc<Answers>);

#[async_trait(?Send)]
impl Http for Shared {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.0.send(request).await
    }
}

struct Always;

#[async_trait(?Send)]
impl Bearer for Always {
    async fn token(&self) -> Result<Token, DriveError> {
        Ok(Token::new("token"))
    }

    fn refused(&self, _: &Token) {}
}

/// Gives a drive the operation that the input names, and holds what every drive holds whatever it is told.
fn ask<D: Drive>(input: &[u8], drive: impl FnOnce(Shared) -> D) {
    let (which, answers) = input.split_first().unwrap_or((&0, &[]));
    let http = Shared(Answers::of(answers));
    let drive = drive(http);
    let folder = Path::root().join("Bitcoin Wallet Backup").join("Wallet");
    let file = folder.join("0000000001.lifeboat");
    match which % 8 {
        0 => {
            for entry in block_on(drive.list(&folder)).into_iter().flatten() {
                let inside = !entry.name.contains('/') && !matches!(entry.name.as_str(), "" | "." | "..");
                assert!(inside, "{:?} leads out of its folder", entry.name);
            }
        }
        1 => drop(block_on(drive.get(&file))),
        2 => drop(block_on(drive.glance(&file))),
        3 => drop(block_on(drive.has(&folder))),
        4 => drop(block_on(drive.create(&file, b"what is to be kept"))),
        5 => drop(block_on(drive.delete(&file))),
        6 => drop((block_on(drive.quota()), block_on(drive.account()))),
        _ => drop(block_on(drive.delete_exactly(&file, b"what is to be kept"))),
    }
}

fn webdav(input: &[u8]) {
    ask(input, |http| webdav_at(http, "https://dav.example.org/dav/"));
}

fn webdav_at(http: Shared, address: &str) -> webdav::WebDav<Shared> {
    let address = webdav::Address::parse(address).unwrap_or_else(|error| panic!("{error}"));
    webdav::WebDav::new(http, address, webdav::Login::new("ana", "secret"), webdav::Behaviour::default())
}

fn nextcloud(input: &[u8]) {
    ask(input, |http| {
        nextcloud::Server::parse("https://cloud.example.org")
            .and_then(|server| {
                nextcloud::Nextcloud::new(http, server, "ana", webdav::Login::new("ana", "secret"))
            })
            .unwrap_or_else(|error| panic!("{error}"))
    });
}

fn s3(input: &[u8]) {
    ask(input, |http| {
        let bucket = s3::Bucket::new("https://s3.example.org", "us-east-1", "wallets");
        let bucket = bucket.unwrap_or_else(|error| panic!("{error}"));
        s3::S3::new(http, bucket, s3::Keys::new("AKID", "secret"), || NOW_MS)
    });
}

fn google_drive(input: &[u8]) {
    ask(input, |http| {
        google_drive::GoogleDrive::new(http, google_drive::Endpoints::default(), Rc::new(Always))
    });
}

fn dropbox(input: &[u8]) {
    ask(input, |http| {
        dropbox::Dropbox::new(http, dropbox::Endpoints::default(), Rc::new(Always), "Lifeboat")
    });
}

fn one_drive(input: &[u8]) {
    ask(input, |http| {
        one_drive::OneDrive::new(http, one_drive::Endpoints::default(), Rc::new(Always), "Lifeboat")
    });
}

fn icloud(input: &[u8]) {
    ask(input, |http| {
        let container = icloud::Container {
            id: "iCloud.example".to_owned(),
            environment: "production".to_owned(),
            api_token: "api".to_owned(),
        };
        let token = Rc::new(icloud::WebToken::new("token"));
        icloud::ICloud::new(http, icloud::Endpoints::default(), container, token)
    });
}

fn remote_storage(input: &[u8]) {
    ask(input, |http| {
        remote_storage::RemoteStorage::new(
            http,
            "ana@example.org",
            "https://example.org/ana/",
            Rc::new(Always),
        )
        .unwrap_or_else(|error| panic!("{error}"))
    });
}

fn vss(input: &[u8]) {
    ask(input, |http| {
        let server =
            vss::Server::parse("https://vss.example.org/vss").unwrap_or_else(|error| panic!("{error}"));
        let account =
            vss::Account::from_secret(&server, "Ana", &[7; 32]).unwrap_or_else(|error| panic!("{error:?}"));
        vss::Vss::new(http, server, account, || NOW_MS)
            .unwrap_or_else(|error| panic!("{error:?}"))
            .with_token(Rc::new(Always))
    });
}

fn web_finger(input: &[u8]) {
    let _ = block_on(remote_storage::discover(&Shared(Answers::of(input)), "ana@example.org"));
}

fn address(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    if let Ok(address) = webdav::Address::parse(&text) {
        let again = webdav::Address::parse(&address.to_string());
        assert_eq!(
            again.map(|it| it.to_string()),
            Ok(address.to_string()),
            "not the same when it is read again"
        );
    }
    let _ = nextcloud::Server::parse(&text);
    let _ = vss::Server::parse(&text);
    let _ = s3::Bucket::new(&text, "us-east-1", "wallets");
    let _ = s3::Bucket::new("https://s3.example.org", &text, &text);
}

/// Each body as the answer to each operation, with the status that fits most of them.
fn answering(bodies: Vec<Vec<u8>>, status: u8, kind: u8) -> Vec<Vec<u8>> {
    let each = |(number, body): (usize, Vec<u8>)| {
        let which = (number % 8) as u8;
        [&[which, status, kind], body.as_slice()].concat()
    };
    let listed = bodies.iter().map(|body| [&[0, status, kind], body.as_slice()].concat());
    listed.chain(bodies.iter().cloned().enumerate().map(each)).collect()
}

fn webdav_answers() -> Vec<Vec<u8>> {
    answering(corpus::files("cloud/tests/cases/webdav"), 2, 0)
}

fn s3_answers() -> Vec<Vec<u8>> {
    answering(corpus::files("cloud/tests/cases/s3"), 0, 0)
}

/// Answers of the services that speak JSON, as their documents give them.
fn json_answers() -> Vec<Vec<u8>> {
    let bodies = [
        r#"{"files":[{"id":"1","name":"a.lifeboat","mimeType":"application/octet-stream","size":"3","appProperties":{},"trashed":false,"parents":["2"],"createdTime":"2027-01-15T08:00:00.000Z"}],"nextPageToken":"x","incompleteSearch":false}"#,
        r#"{"ids":["1","2"],"space":"drive","kind":"drive#generatedIds"}"#,
        r#"{"entries":[{".tag":"file","name":"a.lifeboat","path_display":"/a.lifeboat","size":3,"rev":"1","content_hash":"00","server_modified":"2027-01-15T08:00:00Z"},{".tag":"folder","name":"Wallet"}],"cursor":"c","has_more":true}"#,
        r#"{"error_summary":"path/not_found/..","error":{".tag":"path","path":{".tag":"not_found"}}}"#,
        r#"{"value":[{"id":"1","name":"a.lifeboat","size":3,"file":{"hashes":{"sha256Hash":"00"}},"eTag":"e","lastModifiedDateTime":"2027-01-15T08:00:00Z"},{"name":"Wallet","folder":{"childCount":1}}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/next"}"#,
        r#"{"error":{"code":"itemNotFound","message":"x","innerError":{"code":"y"}}}"#,
        r#"{"records":[{"recordName":"a","recordType":"File","fields":{"bytes":{"value":{"downloadURL":"https://cvws.icloud-content.com/x","size":3,"fileChecksum":"00"}}},"recordChangeTag":"1"}],"continuationMarker":"m"}"#,
        r#"{"records":[{"recordName":"a","serverErrorCode":"NOT_FOUND","reason":"x"}]}"#,
        r#"{"uuid":"1","serverErrorCode":"AUTHENTICATION_REQUIRED","reason":"x","redirectURL":"https://idmsa.apple.com/x"}"#,
        r#"{"@context":"http://remotestorage.io/spec/folder-description","items":{"a.lifeboat":{"ETag":"e","Content-Type":"x","Content-Length":3},"Wallet/":{"ETag":"f"}}}"#,
        r#"{"links":[{"rel":"http://tools.ietf.org/id/draft-dejong-remotestorage","href":"https://example.org/ana","properties":{"http://remotestorage.io/spec/version":"draft-dejong-remotestorage-22","http://tools.ietf.org/html/rfc6749#section-4.2":"https://example.org/oauth/ana"}}]}"#,
        r#"{"ocs":{"meta":{"status":"ok","statuscode":200},"data":{"id":"ana","quota":{"free":1,"used":2,"total":3}}}}"#,
        r#"{"quota":{"remaining":1,"used":2,"total":3},"user":{"emailAddress":"ana@example.org"},"storageQuota":{"limit":"3","usage":"2"}}"#,
        "\u{a}\u{3}a/b\u{10}\u{1}",
    ];
    answering(bodies.iter().map(|body| body.as_bytes().to_vec()).collect(), 0, 1)
}

fn addresses() -> Vec<Vec<u8>> {
    corpus::texts("cloud/tests/cases/addresses.json")
}
