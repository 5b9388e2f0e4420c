//! LDK's own server, unchanged, over PostgreSQL.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path as File, PathBuf},
    process::{Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use futures::join;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, conformance,
    http::native::Client,
    vss::{Account, Enrolment, Server, Vss},
};

use crate::{
    documents::block,
    nginx::Front,
    page::Page,
    process::{Running, run, status},
    server::{SETUP, program, tool},
};

struct Stack {
    server: Running,
    _database: Running,
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().unwrap();
    id.stdout.trim_ascii() == b"0"
}

/// PostgreSQL refuses to run as root: then as the user its package made.
fn as_its_user(program: &File) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

async fn database() -> Running {
    let versions =
        (13..=20).rev().map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/initdb")));
    let places: Vec<PathBuf> = versions.chain(["initdb".into()]).collect();
    let initdb = program("LIFEBOAT_INITDB", &places, "Install Debian's package postgresql");
    let start = |port: u16, folder: &File| {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        let data = folder.join("data");
        let made = as_its_user(&initdb)
            .args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"])
            .arg(&data)
            .current_dir("/")
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success());
        let mut command = as_its_user(&initdb.with_file_name("postgres"));
        command.arg("-D").arg(data).args(["-p", &port.to_string(), "-h", "127.0.0.1", "-F", "-k", ""]);
        command.current_dir("/");
        command
    };
    // It listens for some time before it accepts requests.
    let lets_in = initdb.with_file_name("pg_isready");
    let ready = async |port: u16| {
        let mut command = Command::new(&lets_in);
        command.args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status().unwrap().success()
    };
    run("postgres", start, ready).await
}

async fn stack() -> Stack {
    let database = database().await;
    let vss = program("LIFEBOAT_VSS_SERVER", &[tool("vss-server"), "vss-server".into()], SETUP);
    let port = database.port;
    let start = |at: u16, folder: &File| {
        let mut command = Command::new(&vss);
        command
            .env("VSS_BIND_ADDRESS", format!("127.0.0.1:{at}"))
            .env("VSS_PSQL_USERNAME", "postgres")
            .env("VSS_PSQL_PASSWORD", "postgres")
            .env("VSS_PSQL_ADDRESS", format!("127.0.0.1:{port}"))
            .env("VSS_PSQL_DEFAULT_DB", "postgres")
            .env("VSS_PSQL_VSS_DB", "vss")
            .env("VSS_LOG_LEVEL", "info")
            .env("VSS_LOG_FILE", folder.join("vss.log"));
        command
    };
    let ready = async |port| status(format!("http://127.0.0.1:{port}/metrics")).await == Some(200);
    Stack { server: run("vss-server", start, ready).await, _database: database }
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64
}

impl Stack {
    fn server(&self) -> Server {
        Server::parse(&format!("http://127.0.0.1:{}/vss", self.server.port)).unwrap()
    }

    fn drive(&self, password: &str, clock: impl Fn() -> u64 + 'static) -> Vss<Client> {
        let account = Account::from_password(&self.server(), "Samantha", password).unwrap();
        Vss::new(Client, self.server(), account, clock).unwrap()
    }
}

const PASSWORD: &str = "correct horse battery";

#[tokio::test]
async fn ldks_own_vss_server_passes() {
    let stack = stack().await;
    let drive = stack.drive(PASSWORD, now_ms);
    assert_eq!(drive.account().await, Err(DriveError::SignedOut), "nobody enrolled");
    assert_eq!(drive.enrol().await, Ok(Enrolment::New));
    assert_eq!(drive.enrol().await, Ok(Enrolment::Known));
    let failures = conformance::check(&drive, 2).await;
    assert!(failures.is_empty(), "{failures:#?}");

    // More than two pages of its listings.
    let folder = Path::root().join("many");
    for number in 0..230 {
        let file = folder.join(format!("{number:012}.lifeboat"));
        assert_eq!(drive.create(&file, b"x").await, Ok(Create::Created));
    }
    let mut listed: Vec<String> =
        drive.list(&folder).await.unwrap().into_iter().map(|entry| entry.name).collect();
    listed.sort();
    assert_eq!(listed, (0..230).map(|number| format!("{number:012}.lifeboat")).collect::<Vec<_>>());
    assert_eq!(drive.delete(&folder).await, Ok(()));
    assert_eq!(drive.list(&folder).await, Err(DriveError::NotFound));

    // Another password is another account: never an empty one.
    let stranger = stack.drive("another horse battery", now_ms);
    assert_eq!(stranger.list(&Path::root()).await, Err(DriveError::SignedOut));
    assert_eq!(stranger.get(&folder.join("x")).await, Err(DriveError::SignedOut));

    // A clock a month off is refused, and set by the server's.
    let late = stack.drive(PASSWORD, || now_ms() - 30 * 86_400_000);
    assert!(late.account().await.is_ok());

    // Two devices of one account.
    let (one, two) = (stack.drive(PASSWORD, now_ms), stack.drive(PASSWORD, now_ms));
    for round in 0..20 {
        let file = Path::root().join("races").join(format!("{round:012}"));
        let (a, b) = join!(one.create(&file, b"one"), two.create(&file, b"two"));
        let won = [&a, &b].into_iter().filter(|answer| **answer == Ok(Create::Created)).count();
        assert_eq!(won, 1, "{a:?} {b:?}");
        let bytes: &[u8] = if a == Ok(Create::Created) { b"one" } else { b"two" };
        assert_eq!(one.get(&file).await.as_deref(), Ok(bytes));
    }
}

/// The server itself admits no page; the front that the documents describe does.
#[tokio::test]
async fn nginx_as_documented_lets_the_page_in() {
    let stack = stack().await;
    let origin = format!("http://127.0.0.1:{}", stack.server.port);
    let front =
        Front::with(&block("providers/vss.md", "nginx", 1, &[("http://127.0.0.1:8080", &origin)]), "").await;
    let server = Server::parse(&front.url("/vss")).unwrap();
    let account = Account::from_password(&server, "Samantha", PASSWORD).unwrap();
    // The clock is a month off: the front lets the page see the server's.
    let late = || now_ms() - 30 * 86_400_000;
    let drive = Vss::new(front.page(), server, account, late).unwrap();
    assert_eq!(drive.account().await, Err(DriveError::SignedOut), "nobody enrolled");
    assert_eq!(drive.enrol().await, Ok(Enrolment::New));
    let (file, bytes) = (Path::root().join("folder").join("file"), vec![7; 1_200_000]);
    assert_eq!(drive.create(&file, &bytes).await, Ok(Create::Created));
    assert_eq!(drive.create(&file, b"another").await, Ok(Create::Exists));
    assert_eq!(drive.get(&file).await, Ok(bytes));
    assert_eq!(drive.list(&Path::root()).await.map(|all| all.len()), Ok(1));

    let server = Server::parse(&format!("{origin}/vss")).unwrap();
    let account = Account::from_secret(&server, "Samantha", &[1; 32]).unwrap();
    let alone = Vss::new(Page::default(), server, account, now_ms).unwrap();
    assert_eq!(alone.account().await, Err(DriveError::Unreachable));
}

#[tokio::test]
async fn an_address_beside_the_vss_is_not_an_empty_account() {
    let stack = stack().await;
    let beside = Server::parse(&format!("http://127.0.0.1:{}/vs", stack.server.port)).unwrap();
    let account = Account::from_password(&beside, "Samantha", PASSWORD).unwrap();
    let drive = Vss::new(Client, beside, account, now_ms).unwrap();
    assert_eq!(drive.list(&Path::root()).await, Err(DriveError::NotADrive));
    assert_eq!(drive.account().await, Err(DriveError::NotADrive));
    assert!(drive.enrol().await.is_err());
    assert!(drive.get(&Path::root().join("x")).await != Err(DriveError::NotFound));
}
