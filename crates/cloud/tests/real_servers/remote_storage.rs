//! armadietto, a remoteStorage server of other people.

use std::{fs, process::Command, rc::Rc};

use async_trait::async_trait;
use futures::join;
use lifeboat_cloud::{
    Bearer, Create, Drive, DriveError, Path, Token, conformance,
    http::{Answer, Http, Method, Request, native::Client},
    remote_storage::{DiscoveredStorage, RemoteStorage, SCOPE, discover},
    webdav::Grade,
};
use lifeboat_clouds::tools;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::{
    counted::Counted,
    process::{Running, run, status},
    server::{SETUP, program, tool},
};

struct Fixed(String);

#[async_trait(?Send)]
impl Bearer for Fixed {
    async fn token(&self) -> Result<Token, DriveError> {
        Ok(Token::new(self.0.clone()))
    }

    fn refused(&self, _: &Token) {}
}

async fn armadietto() -> Running {
    let node = program("LIFEBOAT_NODE", &[tool("node"), "node".into()], "Install Node.js 20 or later");
    let script = tools().join("armadietto/node_modules/armadietto/bin/armadietto.js");
    assert!(script.exists(), "{} is missing. {SETUP}", script.display());
    let start = |port: u16, folder: &std::path::Path| {
        let config = serde_json::json!({
            "basePath": "", "allow_signup": true, "storage_path": folder.join("data"), "cache_views": true,
            "http": {"host": "127.0.0.1", "port": port},
            "logging": {"log_dir": folder.join("logs"), "stdout": ["error"], "log_files": ["error"]},
        });
        let file = folder.join("armadietto.json");
        fs::create_dir_all(folder.join("data")).unwrap();
        fs::create_dir_all(folder.join("logs")).unwrap();
        fs::write(&file, config.to_string()).unwrap();
        let mut command = Command::new(&node);
        command.arg(&script).arg("-c").arg(file);
        command
    };
    run("armadietto", start, async |port| status(format!("http://127.0.0.1:{port}/")).await.is_some()).await
}

async fn post(url: &str, form: &[(&str, &str)]) -> Answer {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let kind = Zeroizing::new("application/x-www-form-urlencoded".to_owned());
    let request = Request {
        method: Method::Post,
        url: url.to_owned(),
        headers: vec![("content-type", kind)],
        body: body.join("&").into_bytes(),
        timeout_ms: 20_000,
        limit: 1 << 20,
    };
    Client.send(request).await.unwrap()
}

/// Signs up, finds the storage, and gives us a folder, as a person would in a browser.
async fn sign_in(server: &Running, scope: &str) -> (DiscoveredStorage, String) {
    let origin = format!("http://127.0.0.1:{}", server.port);
    let form =
        [("username", "samantha"), ("email", "samantha@wallet.example"), ("password", "correct horse")];
    post(&format!("{origin}/signup"), &form).await;
    let found = discover(&Client, &format!("samantha@127.0.0.1:{}", server.port)).await.unwrap();
    let form = [
        ("username", "samantha"),
        ("password", "correct horse"),
        ("client_id", "https://wallet.example"),
        ("redirect_uri", "https://wallet.example/oauth/callback"),
        ("response_type", "token"),
        ("scope", scope),
        ("state", "1"),
        ("allow", "Allow"),
    ];
    let address = found.authorize.rsplit_once('/').unwrap().0.to_owned();
    let answer = post(&address, &form).await;
    assert_eq!(answer.status, 302, "{}", String::from_utf8_lossy(&answer.body));
    let to = answer.header("location").unwrap();
    let token = to.split(['#', '&']).find_map(|part| part.strip_prefix("access_token=")).unwrap();
    let token = percent_decode_str(token).decode_utf8().unwrap().into_owned();
    (found, token)
}

fn drive(found: &DiscoveredStorage, token: &str) -> RemoteStorage<Client> {
    drive_over(Client, found, token)
}

fn drive_over<H: Http>(http: H, found: &DiscoveredStorage, token: &str) -> RemoteStorage<H> {
    RemoteStorage::new(http, &found.user, &found.storage_root, Rc::new(Fixed(token.to_owned()))).unwrap()
}

async fn resting(ms: u64) {
    tokio::time::sleep(std::time::Duration::from_millis(ms)).await;
}

#[tokio::test]
async fn armadietto_passes_and_is_safe() {
    let server = armadietto().await;
    let (found, token) = sign_in(&server, SCOPE).await;
    let drive = drive(&found, &token);
    assert_eq!(drive.list(&Path::root()).await, Ok(Vec::new()));
    assert_eq!(drive.probe(1, resting).await, Ok(Grade::Safe));
    let listed = drive.list(&Path::root()).await.unwrap();
    assert_eq!(listed.len(), 1, "the probe left something behind: {listed:?}");
    let failures = conformance::check(&drive, 2).await;
    assert!(failures.is_empty(), "{failures:#?}");
    let counted = Counted::default();
    let file = Path::root().join("large");
    assert_eq!(drive.create(&file, &[7; 100_000]).await, Ok(Create::Created));
    assert_eq!(drive_over(counted.clone(), &found, &token).has(&file).await, Ok(true));
    assert_eq!((counted.requests.get(), counted.bytes.get()), (1, 0), "whether a file is there");
    for round in 0..10 {
        let file = Path::root().join("races").join(format!("{round:012}"));
        let (a, b) = join!(drive.create(&file, b"one"), drive.create(&file, b"two"));
        let won = [&a, &b].into_iter().filter(|answer| **answer == Ok(Create::Created)).count();
        assert_eq!(won, 1, "{a:?} {b:?}");
        let bytes: &[u8] = if a == Ok(Create::Created) { b"one" } else { b"two" };
        assert_eq!(drive.get(&file).await.as_deref(), Ok(bytes));
    }
}

#[tokio::test]
async fn armadietto_refuses_tokens_that_are_not_for_our_folder() {
    let server = armadietto().await;
    let (found, other) = sign_in(&server, "documents:rw").await;
    for token in [other.as_str(), "bm9ib2R5J3M="] {
        let drive = drive(&found, token);
        let file = Path::root().join("file");
        assert_eq!(drive.list(&Path::root()).await, Err(DriveError::SignedOut));
        assert_eq!(drive.get(&file).await, Err(DriveError::SignedOut));
        assert_eq!(drive.create(&file, b"x").await, Err(DriveError::SignedOut));
        assert_eq!(drive.delete(&file).await, Err(DriveError::SignedOut));
        assert_eq!(drive.account().await, Err(DriveError::SignedOut));
    }
}
