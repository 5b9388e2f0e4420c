//! moto's S3, and a signature beside the one of AWS's own library.

use std::{
    path::PathBuf,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

use futures::join;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::{Answer, Http, HttpError, Method, Request, native::Client},
    s3::{Bucket, Keys, S3},
    webdav::Grade,
};

use crate::{
    counted::Counted,
    documents::block,
    page::{ORIGIN, Page, lets_in},
    process::{Running, run, status},
    server::{SETUP, program, python},
};

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

async fn moto() -> Running {
    let python = program("LIFEBOAT_PYTHON", &[python("python"), "python3".into()], SETUP);
    // On its own it sometimes lets two writers win.
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tools/moto/one_by_one.py");
    let start = |port: u16, _: &std::path::Path| {
        let mut command = Command::new(&python);
        command.arg(&script).args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        // Only the rules of a bucket let a page in.
        command.env("MOTO_DISABLE_GLOBAL_CORS", "true");
        command
    };
    let server = run("moto", start, async |port| {
        status(format!("http://127.0.0.1:{port}/moto-api/data.json")).await == Some(200)
    });
    let server = server.await;
    let url = format!("http://127.0.0.1:{}/wallets", server.port);
    let make = Request {
        method: Method::Put,
        url,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: 10_000,
        limit: 1 << 20,
    };
    assert_eq!(Client.send(make).await.map(|answer| answer.status), Ok(200));
    server
}

fn drive(server: &Running, bucket: &str) -> S3<Client> {
    drive_over(Client, server, bucket)
}

fn drive_over<H: Http>(http: H, server: &Running, bucket: &str) -> S3<H> {
    let endpoint = format!("http://127.0.0.1:{}", server.port);
    let bucket = Bucket::new(&endpoint, "us-east-1", bucket).unwrap().with_prefix("lifeboat").unwrap();
    S3::new(http, bucket, Keys::new("AKIDEXAMPLE", "secret"), now_ms)
}

async fn resting(ms: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
}

#[tokio::test]
async fn moto_passes_and_is_safe() {
    let server = moto().await;
    let drive = drive(&server, "wallets");
    assert_eq!(drive.probe(1, resting).await, Ok(Grade::Safe));
    assert_eq!(drive.list(&Path::root()).await, Ok(Vec::new()), "the probe left something behind");
    let failures = conformance::check(&drive, 2).await;
    assert!(failures.is_empty(), "{failures:#?}");
    let counted = Counted::default();
    let file = Path::root().join("large");
    assert_eq!(drive.create(&file, &[7; 100_000]).await, Ok(Create::Created));
    assert_eq!(drive_over(counted.clone(), &server, "wallets").has(&file).await, Ok(true));
    assert_eq!((counted.requests.get(), counted.bytes.get()), (1, 1), "whether a file is there");
    for round in 0..20 {
        let file = Path::root().join("races").join(format!("{round:012}"));
        let (a, b) = join!(drive.create(&file, b"one"), drive.create(&file, b"two"));
        let won = [&a, &b].into_iter().filter(|answer| **answer == Ok(Create::Created)).count();
        assert_eq!(won, 1, "{a:?} {b:?}");
        let bytes: &[u8] = if a == Ok(Create::Created) { b"one" } else { b"two" };
        assert_eq!(drive.get(&file).await.as_deref(), Ok(bytes));
    }
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_an_empty_one() {
    let server = moto().await;
    let drive = drive(&server, "walets");
    let file = Path::root().join("file");
    assert_eq!(drive.list(&Path::root()).await, Err(DriveError::NoBucket));
    assert_eq!(drive.get(&file).await, Err(DriveError::NoBucket));
    assert_eq!(drive.create(&file, b"x").await, Err(DriveError::NoBucket));
    assert_eq!(drive.delete(&file).await, Err(DriveError::NoBucket));
    assert_eq!(drive.probe(1, resting).await, Err(DriveError::NoBucket));
}

/// A page, as far as moto keeps a bucket's rules: at the question that goes before a request for a file, and
/// at its good answers. Lists, refusals and deletions come without them.
struct PageOfFiles;

#[async_trait::async_trait(?Send)]
impl Http for PageOfFiles {
    async fn send(&self, mut request: Request) -> Result<Answer, HttpError> {
        if request.url.contains("list-type=2") {
            return Client.send(request).await;
        }
        if !Page::default().is_let(&request).await? {
            return Err(HttpError::NoAnswer);
        }
        let is_deletion = request.method == Method::Delete;
        request.headers.push(("origin", ORIGIN.to_owned().into()));
        let answer = Client.send(request).await?;
        let has_rules = (200..300).contains(&answer.status) && !is_deletion;
        if has_rules && !lets_in(&answer) { Err(HttpError::NoAnswer) } else { Ok(answer) }
    }
}

/// A bucket gets these rules, as its owner gives them to it.
fn set_rules(server: &Running, rules: &str) {
    let python = program("LIFEBOAT_PYTHON", &[python("python"), "python3".into()], SETUP);
    let script = r"
import sys, json, boto3
s3 = boto3.client('s3', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='AKIDEXAMPLE', aws_secret_access_key='secret')
s3.put_bucket_cors(Bucket='wallets', CORSConfiguration={'CORSRules': json.loads(sys.argv[2])})
";
    let endpoint = format!("http://127.0.0.1:{}", server.port);
    let said = Command::new(python).args(["-c", script, &endpoint, rules]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

/// The rules of the document let in the page that they name, with every header that is sent, and show it
/// every one that is read.
#[tokio::test]
async fn the_rules_of_the_document_let_the_page_in_and_no_other() {
    let server = moto().await;
    let file = Path::root().join("folder").join("file");
    let closed = drive_over(PageOfFiles, &server, "wallets");
    assert_eq!(closed.create(&file, b"one").await, Err(DriveError::Unknown), "there are no rules yet");
    assert_eq!(drive(&server, "wallets").has(&file).await, Ok(false), "it was sent");

    let rules = block("providers/s3.md", "json", 1, &[]);
    assert_eq!(rules.matches(ORIGIN).count(), 1, "{rules}");
    set_rules(&server, &rules);
    let let_in = drive_over(PageOfFiles, &server, "wallets");
    assert_eq!(let_in.create(&file, b"one").await, Ok(Create::Created));
    assert_eq!(let_in.create(&file, b"two").await, Ok(Create::Exists));
    assert_eq!(let_in.has(&file).await, Ok(true));
    assert_eq!(let_in.get(&file).await.as_deref(), Ok(&b"one"[..]));
    assert_eq!(let_in.delete(&file).await, Ok(()));
    assert_eq!(let_in.get(&file).await, Err(DriveError::NotFound));

    let shown = Request {
        method: Method::Put,
        url: format!("http://127.0.0.1:{}/wallets/shown", server.port),
        headers: vec![("origin", ORIGIN.to_owned().into())],
        body: Vec::new(),
        timeout_ms: 10_000,
        limit: 1 << 20,
    };
    let shown = Client.send(shown).await.unwrap();
    let shown = shown.header("access-control-expose-headers").unwrap_or_default().to_ascii_lowercase();
    for read in ["date", "retry-after"] {
        assert!(shown.split(", ").any(|name| name == read), "{read} is not shown: {shown}");
    }

    set_rules(&server, &rules.replace(ORIGIN, "https://another.example"));
    let shut_out = drive_over(PageOfFiles, &server, "wallets");
    assert_eq!(shut_out.create(&file, b"one").await, Err(DriveError::Unknown), "a page that is not named");
}

/// Keeps the address of the last request.
struct Keep(std::cell::RefCell<String>);

#[async_trait::async_trait(?Send)]
impl Http for &Keep {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        *self.0.borrow_mut() = request.url;
        Err(HttpError::NotSent)
    }
}

/// moto takes any signature; AWS's own library says which one is right.
#[tokio::test]
async fn signatures_are_those_of_awss_own_library() {
    let python = program("LIFEBOAT_PYTHON", &[python("python"), "python".into()], SETUP);
    let kept = Keep(std::cell::RefCell::default());
    let bucket = Bucket::new("https://s3.eu-central-1.amazonaws.com", "eu-central-1", "wallets").unwrap();
    let drive = S3::new(&kept, bucket, Keys::new("AKIDEXAMPLE", "wJalr/K7MDENG"), || 1_800_000_000_000);
    let asked = drive.get(&Path::root().join("Größe 1 + 2 %").join("it's (a) file.lifeboat")).await;
    assert_eq!(asked, Err(DriveError::Unreachable));
    let script = r"
import sys, datetime, urllib.parse as u
import botocore.auth as auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
at = datetime.datetime(2027, 1, 15, 8, 0, 0, tzinfo=datetime.timezone.utc)
class Clock(datetime.datetime):
    @classmethod
    def utcnow(cls): return at.replace(tzinfo=None)
    @classmethod
    def now(cls, tz=None): return at
for name in ('datetime',):
    if hasattr(auth, name): setattr(auth, name, type('M', (), {'datetime': Clock, 'timezone': datetime.timezone, 'UTC': datetime.timezone.utc})() if auth.datetime is datetime else Clock)
if hasattr(auth, 'get_current_datetime'): auth.get_current_datetime = lambda remove_tzinfo=True: at.replace(tzinfo=None) if remove_tzinfo else at
url = u.urlsplit(sys.argv[1])
request = AWSRequest(method='GET', url=u.urlunsplit((url.scheme, url.netloc, url.path, '', '')))
auth.S3SigV4QueryAuth(Credentials('AKIDEXAMPLE', 'wJalr/K7MDENG'), 's3', 'eu-central-1', expires=900).add_auth(request)
print(u.parse_qs(u.urlsplit(request.url).query)['X-Amz-Signature'][0])
";
    let url = kept.0.borrow().clone();
    let said = Command::new(python).args(["-c", script, &url]).output().unwrap();
    let theirs = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    assert_eq!(theirs.len(), 64, "{}", String::from_utf8_lossy(&said.stderr));
    assert!(url.contains(&format!("X-Amz-Signature={theirs}")), "{url} {theirs}");
}
