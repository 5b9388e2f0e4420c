//! Storages that hold one backup at a time: the doubles of Dropbox, iCloud and a VSS, and a bucket and a
//! remoteStorage server that do no more than such a backup needs.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request};
use lifeboat_clouds::{
    Clock, Core, Direct,
    cloudkit::{self, CloudKit},
    dropbox::{self, Dropbox},
    vss::{self, Vss},
};
use lifeboat_messages::{DriveChoice, Fields, FormField, ServiceKind, SignInAnswer, SignInPurpose};
use serde_json::{Map, Value, json};

use crate::{
    host::ORIGIN,
    signing_in::{come_back_with, page_at, page_of, sign_in_at},
    world::{Process, World},
};

pub const DROPBOX: &str = "https://dropbox.example";
/// Where it is, as it says itself.
pub const ICLOUD: &str = Direct::<CloudKit>::BASE;
pub const VSS: &str = "https://vss.example";
pub const PASSWORD: &str = "a long password of her own";
pub const S3: &str = "https://s3.example";
pub const REMOTE_STORAGE: &str = "https://remote.example";

const SAMANTHA: &str = "samantha@example.com";
const TOKEN: &str = "remote-token";

/// All of them. Clones are the same.
#[derive(Clone)]
pub struct Storages {
    pub dropbox: Core<Dropbox>,
    cloud_kit: Core<CloudKit>,
    pub vss: Core<Vss>,
    bucket: Rc<Files>,
    remote: Rc<Files>,
    asks_icloud: Rc<Cell<bool>>,
}

impl Storages {
    pub fn new(clock: &Clock) -> Storages {
        let callback = format!("{ORIGIN}/oauth/callback");
        Storages {
            dropbox: Core::with_clock(Dropbox::new(&callback), clock.clone()),
            cloud_kit: Core::with_clock(CloudKit::new(&callback), clock.clone()),
            vss: Core::with_clock(Vss::new(&[ORIGIN]), clock.clone()),
            bucket: Rc::default(),
            remote: Rc::default(),
            asks_icloud: Rc::default(),
        }
    }

    /// For `config.json`.
    pub fn described() -> [(&'static str, Value); 2] {
        let dropbox = json!({ "clientId": dropbox::APP_KEY, "appFolder": dropbox::APP_FOLDER, "endpoints": {
            "authorize": format!("{DROPBOX}/www/oauth2/authorize"),
            "token": format!("{DROPBOX}/api/oauth2/token"),
            "api": format!("{DROPBOX}/api"),
            "content": format!("{DROPBOX}/content"),
        } });
        let icloud = json!({
            "container": cloudkit::CONTAINER,
            "environment": cloudkit::ENVIRONMENT,
            "apiToken": cloudkit::API_TOKEN,
            "endpoints": { "api": ICLOUD },
        });
        [("dropbox", dropbox), ("iCloud", icloud)]
    }

    /// The answer to a request; the request again, where it goes elsewhere.
    pub async fn answer(&self, request: Request) -> Result<Result<Answer, HttpError>, Request> {
        let url = request.url.clone();
        let is_at = |place: &str| url.starts_with(place);
        if is_at(&format!("{ICLOUD}/database/")) {
            self.asks_icloud.set(true);
        }
        if self.asks_icloud.get() && is_at(ICLOUD) {
            return Ok(self.cloud_kit.http(ORIGIN).send(request).await);
        }
        if is_at(DROPBOX) {
            return Ok(self.dropbox.http(ORIGIN).send(request).await);
        }
        if is_at(VSS) {
            return Ok(self.vss.http(ORIGIN).send(request).await);
        }
        if let Some(path) = url.strip_prefix(&format!("{S3}/wallets")) {
            return Ok(Ok(bucket(&self.bucket, path, &request)));
        }
        match url.strip_prefix(REMOTE_STORAGE) {
            Some(path) => Ok(Ok(remote_storage(&self.remote, path, &request))),
            None => Err(request),
        }
    }
}

/// How one of these services, or any that one signs in to by OAuth, is chosen for a backup.
pub fn drive_at(world: &World, tab: &Process, service: ServiceKind, purpose: SignInPurpose) -> DriveChoice {
    let form = |fields| DriveChoice::Form { service, fields };
    match service {
        ServiceKind::S3 => form(
            Fields::default()
                .with(FormField::Url, S3)
                .with(FormField::Region, "us-east-1")
                .with(FormField::Bucket, "wallets")
                .with(FormField::Prefix, "samantha")
                .with(FormField::AccessKey, "AKID")
                .with(FormField::Password, "secret"),
        ),
        ServiceKind::Vss => form(
            Fields::default()
                .with(FormField::Url, format!("{VSS}{}", vss::BASE))
                .with(FormField::User, "samantha")
                .with(FormField::Password, PASSWORD),
        ),
        ServiceKind::ICloud => {
            drop(page_of(world, tab, service, purpose));
            let token = world.around.storages.cloud_kit.with(|kit, _| kit.issue(SAMANTHA));
            let escaped: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
            come_back(world, tab, "callback", format!("?ckWebAuthToken={escaped}"), String::new())
        }
        ServiceKind::RemoteStorage => {
            let page = page_at(world, tab, service, Some("me@remote.example"), purpose);
            let state = page.split(['?', '&']).find_map(|part| part.strip_prefix("state=")).expect("a state");
            let fragment = format!("#access_token={TOKEN}&token_type=bearer&state={state}");
            come_back(world, tab, "own-server", String::new(), fragment)
        }
        ServiceKind::ThisServer
        | ServiceKind::WebDav
        | ServiceKind::Nextcloud
        | ServiceKind::Dropbox
        | ServiceKind::OneDrive
        | ServiceKind::GoogleDrive => sign_in_at(world, tab, service, purpose).unwrap(),
    }
}

fn come_back(world: &World, tab: &Process, to: &str, query: String, fragment: String) -> DriveChoice {
    let at = format!("{ORIGIN}/oauth/{to}");
    come_back_with(world, tab, SignInAnswer { at, query, fragment }).unwrap()
}

/// Files by their paths.
type Files = RefCell<BTreeMap<String, Vec<u8>>>;

fn said(status: u16, kind: &str, body: &[u8]) -> Answer {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let length = header("content-length", &body.len().to_string());
    let headers = vec![header("content-type", kind), header("etag", "\"1\""), length];
    Answer { status, headers, body: body.to_vec() }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).expect("a name")
}

/// Creates a file once. `None`: something is there.
fn create(files: &Files, key: &str, bytes: &[u8]) -> Option<()> {
    let mut files = files.borrow_mut();
    (!files.contains_key(key)).then(|| drop(files.insert(key.to_owned(), bytes.to_vec())))
}

/// What lies right below a prefix: names, and the sizes of files.
fn below(files: &Files, prefix: &str) -> BTreeSet<(String, Option<usize>)> {
    let files = files.borrow();
    let inside = files.iter().filter_map(|(key, bytes)| Some((key.strip_prefix(prefix)?, bytes.len())));
    inside
        .map(|(name, size)| match name.split_once('/') {
            Some((folder, _)) => (format!("{folder}/"), None),
            None => (name.to_owned(), Some(size)),
        })
        .collect()
}

/// S3's objects.
fn bucket(files: &Files, path: &str, request: &Request) -> Answer {
    let (key, query) = path.split_once('?').unwrap_or((path, ""));
    let key = decoded(key.trim_start_matches('/'));
    let xml = |status, body: &str| said(status, "application/xml", body.as_bytes());
    // As long as AWS's, whose ids have 16 and 76 letters.
    let error = |status, code| {
        let (id, host) = ("0".repeat(16), "0".repeat(76));
        xml(
            status,
            &format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>The specified key does \
                 not exist.</Message><Key>{key}</Key><RequestId>{id}</RequestId><HostId>{host}</HostId></Error>"
            ),
        )
    };
    match request.method {
        Method::Get if key.is_empty() => {
            let param = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
            let prefix = decoded(param("prefix=").unwrap_or_default());
            let entries: String = below(files, &prefix)
                .into_iter()
                .map(|(name, size)| match size {
                    Some(size) => format!(
                        "<Contents><Key>{prefix}{name}</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified>\
                         <ETag>&quot;1&quot;</ETag><Size>{size}</Size></Contents>"
                    ),
                    None => format!("<CommonPrefixes><Prefix>{prefix}{name}</Prefix></CommonPrefixes>"),
                })
                .collect();
            xml(
                200,
                &format!(
                    "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>wallets</Name>\
                     <Prefix>{prefix}</Prefix><Delimiter>/</Delimiter><IsTruncated>false</IsTruncated>{entries}\
                     </ListBucketResult>"
                ),
            )
        }
        Method::Get => match (files.borrow().get(&key), request.header("range")) {
            (Some(bytes), None) => said(200, "application/octet-stream", bytes),
            (Some(bytes), Some(range)) => match bytes.first() {
                Some(first) => {
                    assert_eq!(range, "bytes=0-0");
                    let mut part = said(206, "application/octet-stream", &[*first]);
                    part.headers.push(("content-range".to_owned(), format!("bytes 0-0/{}", bytes.len())));
                    part
                }
                None => error(416, "InvalidRange"),
            },
            (None, _) => error(404, "NoSuchKey"),
        },
        Method::Put => match create(files, &key, &request.body) {
            Some(()) => said(200, "text/plain", b""),
            None => error(412, "PreconditionFailed"),
        },
        Method::Delete => {
            files.borrow_mut().remove(&key);
            said(204, "text/plain", b"")
        }
        _ => error(405, "MethodNotAllowed"),
    }
}

/// A remoteStorage server, and what leads to it.
fn remote_storage(files: &Files, path: &str, request: &Request) -> Answer {
    let found = |body: &Value| said(200, "application/ld+json", body.to_string().as_bytes());
    let Some(path) = path.strip_prefix("/storage/me/") else {
        let link = json!({
            "rel": "http://tools.ietf.org/id/draft-dejong-remotestorage",
            "href": format!("{REMOTE_STORAGE}/storage/me"),
            "properties": {
                "http://remotestorage.io/spec/version": "draft-dejong-remotestorage-22",
                "http://tools.ietf.org/html/rfc6749#section-4.2": format!("{REMOTE_STORAGE}/oauth/me"),
            },
        });
        return found(&json!({ "subject": "acct:me@remote.example", "links": [link] }));
    };
    if request.header("authorization") != Some(&format!("Bearer {TOKEN}")) {
        return said(401, "text/plain", b"");
    }
    let path = decoded(path);
    match request.method {
        // As `GET`, without the bytes.
        Method::Head => {
            let as_get = Request { method: Method::Get, ..request.clone() };
            let answer = remote_storage(files, &format!("/storage/me/{path}"), &as_get);
            Answer { body: Vec::new(), ..answer }
        }
        Method::Get if path.ends_with('/') => {
            let items: Map<String, Value> = below(files, &path)
                .into_iter()
                .map(|(name, size)| match size {
                    Some(size) => {
                        (name, json!({ "ETag": "1", "Content-Type": "x/y", "Content-Length": size }))
                    }
                    None => (name, json!({ "ETag": "1" })),
                })
                .collect();
            let context = "http://remotestorage.io/spec/folder-description";
            found(&json!({ "@context": context, "items": items }))
        }
        Method::Get => match files.borrow().get(&path) {
            Some(bytes) => said(200, "application/octet-stream", bytes),
            None => said(404, "text/html", b"<h1>Not Found</h1>"),
        },
        Method::Put => match create(files, &path, &request.body) {
            Some(()) => said(201, "text/plain", b""),
            None => said(412, "text/plain", b""),
        },
        Method::Delete => match files.borrow_mut().remove(&path) {
            Some(_) => said(200, "text/plain", b""),
            None => said(404, "text/plain", b""),
        },
        _ => said(405, "text/plain", b""),
    }
}
