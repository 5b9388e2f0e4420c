//! A guard over HTTP, with its files.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lifeboat_guard::oprf::BlindInput;
use lifeboat_guard::wire::{
    Admission, Answer, Code, GuardInfo, OwnerKey, RecordId, Register, Request, Tally,
};
use lifeboat_server::{GuardClock, GuardOptions, Invite, NoGuard, Options, Server, StartError};
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use crate::harness::{header, make_dist, until};

const ID: RecordId = RecordId([7; 32]);

/// A running guard.
pub struct Guard {
    addr: SocketAddr,
    invite: Option<Invite>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn blinding(input: &str) -> BlindInput {
    let input = Zeroizing::new(input.as_bytes().to_vec());
    BlindInput::make(input, &mut UnwrapErr(getrandom::SysRng)).unwrap()
}

fn owner() -> OwnerKey {
    OwnerKey::of(&ID, &[2; 32])
}

fn register(record: RecordId, admission: Admission, blinding: &BlindInput) -> Request {
    Request::Register(Register { record, element: blinding.element(), owner: owner(), admission })
}

fn guess(blinding: &BlindInput) -> Request {
    Request::Guess { record: ID, element: blinding.element() }
}

impl Guard {
    async fn try_start(data: &Path, options: GuardOptions) -> Result<Guard, StartError> {
        let server = Server::start(Options::guard_alone(data, options)).await?;
        let (addr, invite) = (server.addr(), server.new_invite().cloned());
        Ok(Guard { addr, invite, task: tokio::spawn(server.run()) })
    }

    pub async fn start(data: &Path, options: GuardOptions) -> Guard {
        Self::try_start(data, options).await.unwrap()
    }

    /// Ends it, and waits until its files are free.
    async fn stop(self, data: &Path) {
        drop(self);
        let is_free = || async {
            // What opens it to set it back finds it in use first.
            !matches!(
                redb::Database::open(data.join("guard.redb")),
                Err(redb::DatabaseError::DatabaseAlreadyOpen)
            )
        };
        until(is_free).await;
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.addr)
    }

    async fn post(&self, op: &str, body: Vec<u8>, kind: &str) -> reqwest::Response {
        let request = reqwest::Client::new().post(self.url(&format!("/guard/1/{op}")));
        request.header("content-type", kind).body(body).send().await.unwrap()
    }

    async fn ask(&self, request: &Request) -> Answer {
        let body = request.encode().to_vec();
        let response = self.post(request.op().name(), body, "application/octet-stream").await;
        assert_eq!(response.status(), 200);
        Answer::decode(request.op(), &response.bytes().await.unwrap()).unwrap()
    }

    async fn standing(&self) -> Tally {
        self.ask(&Request::Status { record: ID }).await.standing
    }
}

pub fn open() -> GuardOptions {
    GuardOptions { open_per_day: Some(1_000), ..GuardOptions::default() }
}

#[tokio::test]
async fn a_record_lives_from_its_invite_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let guard = Guard::start(dir.path(), GuardOptions::default()).await;
    let pin = blinding("1234");
    assert_eq!(guard.ask(&register(ID, Admission::Open, &pin)).await.code, Code::NotAllowed);
    assert_eq!(guard.ask(&register(ID, Admission::Invite([0; 32]), &pin)).await.code, Code::NotAllowed);
    assert_eq!(guard.ask(&guess(&pin)).await, Answer::plain(Code::Unknown, Tally::default()));
    let invite = *guard.invite.as_ref().unwrap().expose();
    let made = guard.ask(&register(ID, Admission::Invite(invite), &pin)).await;
    assert_eq!((made.code, made.standing), (Code::Ok, Tally::default()));
    let output = pin.finalize(&made.evaluation.unwrap()).unwrap();
    // The same function of the same input through another blind; another one of another input.
    let again = blinding("1234");
    let answer = guard.ask(&guess(&again)).await;
    assert_eq!((answer.standing.tries, answer.standing.guesses), (1, 1));
    assert_eq!(again.finalize(&answer.evaluation.unwrap()).unwrap(), output);
    let wrong = blinding("1235");
    let answer = guard.ask(&guess(&wrong)).await;
    assert_ne!(wrong.finalize(&answer.evaluation.unwrap()).unwrap(), output);
    let done = Request::done(ID, 2, 0, &owner());
    assert_eq!(guard.ask(&done).await.standing.tries, 0);
    assert_eq!(guard.ask(&done).await.code, Code::Stale);
    // It is the owner's to bring in its successor, without an invite.
    let next = RecordId([8; 32]);
    let succeeding = Register::succeeding(next, pin.element(), owner(), ID, &owner());
    assert_eq!(guard.ask(&Request::Register(succeeding)).await.code, Code::Ok);
    guard.stop(dir.path()).await;
    // The next start knows everything, and makes no other invite.
    let guard = Guard::start(dir.path(), GuardOptions::default()).await;
    assert!(guard.invite.is_none());
    assert_eq!((guard.standing().await.guesses, guard.standing().await.resets), (2, 1));
    assert_eq!(guard.ask(&Request::revoke(ID, &owner())).await.code, Code::Ok);
    assert_eq!(guard.ask(&guess(&again)).await.code, Code::Revoked);
    for name in ["guard.key", "guard.redb", "guard.seq"] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(
            std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777,
            0o600,
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_invite_is_good_for_twenty_records_and_a_day_for_as_many_as_was_said() {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(AtomicU64::new(1_800_000_000));
    let given = Invite::from_hex(&"ab".repeat(32)).unwrap();
    let options = || GuardOptions {
        invites: vec![given.clone()],
        open_per_day: Some(2),
        clock: GuardClock::told(clock.clone()),
        ..GuardOptions::default()
    };
    let pin = blinding("1234");
    let guard = Guard::start(dir.path(), options()).await;
    let code = async |guard: &Guard, n: u8, admission| {
        guard.ask(&register(RecordId([n; 32]), admission, &pin)).await.code
    };
    let invited = || Admission::Invite([0xab; 32]);
    for n in 0..19 {
        assert_eq!(code(&guard, n, invited()).await, Code::Ok);
    }
    assert_eq!(code(&guard, 0, invited()).await, Code::Ok, "the same bytes again take no use");
    guard.stop(dir.path()).await;
    let guard = Guard::start(dir.path(), options()).await;
    assert_eq!(code(&guard, 19, invited()).await, Code::Ok);
    assert_eq!(code(&guard, 20, invited()).await, Code::NotAllowed);
    for (n, expected) in [(21, Code::Ok), (22, Code::Ok), (23, Code::Full)] {
        assert_eq!(code(&guard, n, Admission::Open).await, expected);
    }
    clock.fetch_add(86_400, Ordering::SeqCst);
    assert_eq!(code(&guard, 23, Admission::Open).await, Code::Ok);
    assert_eq!(guard.ask(&register(RecordId([23; 32]), invited(), &pin)).await.code, Code::Exists);
}

#[tokio::test]
async fn an_older_database_is_refused_until_it_was_set_back() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    let guard = Guard::start(dir.path(), open()).await;
    guard.ask(&register(ID, Admission::Open, &blinding("1234"))).await;
    let recorded = Request::done(ID, 1, 0, &owner());
    guard.ask(&guess(&blinding("1"))).await;
    guard.stop(dir.path()).await;
    std::fs::copy(file("guard.redb"), file("copy")).unwrap();
    let guard = Guard::start(dir.path(), open()).await;
    assert!(matches!(
        Guard::try_start(dir.path(), open()).await,
        Err(StartError::Guard(NoGuard::InUse { .. }))
    ));
    guard.ask(&guess(&blinding("2"))).await;
    guard.stop(dir.path()).await;
    std::fs::copy(file("copy"), file("guard.redb")).unwrap();
    let refused = Guard::try_start(dir.path(), open()).await.err();
    assert!(matches!(refused, Some(StartError::Guard(NoGuard::SetBack))), "{refused:?}");
    assert_eq!(Server::set_guard_back(dir.path(), &GuardClock::system()).unwrap(), 1);
    let guard = Guard::start(dir.path(), open()).await;
    let standing = guard.standing().await;
    assert_eq!((standing.tries, standing.set_back), (7, 1));
    assert!((86_390..=86_400).contains(&standing.wait), "{}", standing.wait);
    assert_eq!(guard.ask(&guess(&blinding("3"))).await.code, Code::Wait);
    assert_eq!(guard.ask(&recorded).await.code, Code::Stale, "a statement from before");
    guard.stop(dir.path()).await;
    // The number beside it is gone: it is not known how old the database is.
    std::fs::remove_file(file("guard.seq")).unwrap();
    let refused = Guard::try_start(dir.path(), open()).await.err();
    assert!(matches!(refused, Some(StartError::Guard(NoGuard::SetBack))), "{refused:?}");
    // The database without its key, and with another one.
    std::fs::rename(file("guard.key"), file("key")).unwrap();
    let refused = Guard::try_start(dir.path(), open()).await.err();
    assert!(matches!(refused, Some(StartError::Guard(NoGuard::NoKey { .. }))), "{refused:?}");
    std::fs::write(file("guard.key"), [9; 32]).unwrap();
    let refused = Guard::try_start(dir.path(), open()).await.err();
    assert!(matches!(refused, Some(StartError::Guard(NoGuard::OtherKey { .. }))), "{refused:?}");
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_any_page_may_ask() {
    let dir = tempfile::tempdir().unwrap();
    let options = GuardOptions { name: "Guard of a.example".into(), closing: Some(21_000), ..open() };
    let guard = Guard::start(dir.path(), options).await;
    let bytes = "application/octet-stream";
    for (op, body, kind, status) in [
        ("status", vec![7; 32], bytes, 200),
        ("status", vec![7; 31], bytes, 400),
        ("status", vec![7; 33], bytes, 400),
        ("status", vec![7; 32], "text/plain", 400),
        ("status", vec![7; 1 << 20], bytes, 400),
        ("guess", vec![0; 64], bytes, 400),
        ("guess", vec![0xff; 64], bytes, 400),
        ("register", Vec::new(), bytes, 400),
        ("nonsense", vec![7; 32], bytes, 404),
        ("info", Vec::new(), bytes, 405),
    ] {
        let length = body.len();
        let answer = guard.post(op, body, kind).await;
        assert_eq!(answer.status(), status, "{op} {length} {kind}");
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
    }
    let client = reqwest::Client::new();
    let preflight =
        client.request(reqwest::Method::OPTIONS, guard.url("/guard/1/guess")).send().await.unwrap();
    assert_eq!(preflight.status(), 204);
    assert_eq!(header(&preflight, "access-control-max-age"), "7200");
    assert_eq!(client.get(guard.url("/guard/1/guess")).send().await.unwrap().status(), 405);
    let info = client.get(guard.url("/guard/1/info")).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(GuardInfo::decode(&info), GuardInfo::new(false, Some(21_000), "Guard of a.example"));
    for path in ["/", "/dav/", "/guard/2/guess", "/config.json"] {
        assert_eq!(client.get(guard.url(path)).send().await.unwrap().status(), 404, "{path}");
    }
    // Beside an app it is the same.
    let both = tempfile::tempdir().unwrap();
    make_dist(&both.path().join("dist"));
    let mut options = Options::new(both.path().join("dist"), both.path().join("data"));
    options.guard = Some(open());
    let server = Server::start(options).await.unwrap();
    let (addr, task) = (server.addr(), tokio::spawn(server.run()));
    let beside = Guard { addr, invite: None, task };
    assert_eq!(beside.ask(&Request::Status { record: ID }).await.code, Code::Unknown);
    assert_eq!(client.get(beside.url("/")).send().await.unwrap().status(), 200);
    assert!(matches!(
        Server::start(Options { guard: None, ..Options::guard_alone(both.path(), open()) }).await,
        Err(StartError::NothingToServe)
    ));
}

struct Process(Child, String);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn spawn(data: &Path) -> Process {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lifeboat-server"))
        .args(["--listen", "127.0.0.1:0", "--guard", "--guard-open", "9", "--data"])
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim().trim_start_matches("Listening on http://").trim_end_matches('/').to_owned();
    Process(child, addr)
}

fn ask(addr: &str, request: &Request) -> std::io::Result<Answer> {
    let (op, body) = (request.op(), request.encode());
    let mut stream = TcpStream::connect(addr)?;
    let (name, length) = (op.name(), body.len());
    write!(
        stream,
        "POST /guard/1/{name} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n\
         Content-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(&body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let body = answer.split_at_checked(answer.len().wrapping_sub(160)).map(|(_, body)| body);
    let answer = body.and_then(|body| Answer::decode(op, body).ok());
    answer.ok_or(std::io::ErrorKind::UnexpectedEof.into())
}

#[test]
fn killed_at_any_moment_it_has_counted_all_that_it_answered() {
    let dir = tempfile::tempdir().unwrap();
    let status = Request::Status { record: ID };
    let mut known = 0;
    for round in 0..5_u64 {
        let mut server = spawn(dir.path());
        if round == 0 {
            ask(&server.1, &register(ID, Admission::Open, &blinding("1234"))).unwrap();
        }
        let addr = server.1.clone();
        // The owner says that it was them after each try, so that there is no wait.
        let guesser = std::thread::spawn(move || {
            let mut answered = 0;
            while let Ok(answer) = ask(&addr, &guess(&blinding("1"))) {
                answered = answer.standing.guesses;
                let Tally { guesses, resets, .. } = answer.standing;
                if ask(&addr, &Request::done(ID, guesses, resets, &owner())).is_err() {
                    break;
                }
            }
            answered
        });
        // Another moment in each round.
        let until = std::time::Instant::now() + std::time::Duration::from_millis(40 + 17 * round);
        while std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        server.0.kill().unwrap();
        let answered = guesser.join().unwrap();
        drop(server);
        let server = spawn(dir.path());
        let counted = ask(&server.1, &status).unwrap().standing.guesses;
        assert!(counted >= answered.max(known), "{counted} counted, {answered} answered, {known} before");
        assert!(counted <= answered.max(known) + 1, "more was counted than was asked");
        known = counted;
    }
}
