//! What is around every double: faults, what a page may see, sockets.

#![allow(clippy::unwrap_used)]

use futures::{executor::block_on, future::join};
use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request, native::Client};
use lifeboat_clouds::{Allowed, Answered, Asked, Core, Cors, Fault, Past, Refusal, Rule, Service, serve};
use serde_json::{Value, json};

/// Keeps one list of lines: `POST /lines` adds one, `GET /lines` gives them all.
struct Lines(Past<Vec<String>>);

impl Service for Lines {
    fn name(&self) -> &'static str {
        "lines"
    }

    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        match asked.method.as_str() {
            "POST" => {
                let line = String::from_utf8_lossy(asked.arriving(&asked.body)).into_owned();
                self.0.change(now_ms, |lines| lines.push(line));
                Answered::bare(201).with("etag", "\"1\"").with("x-hidden", "1")
            }
            _ => Answered::json(200, &json!(self.0.listed(now_ms, asked.twist.stale))),
        }
    }

    fn refuse(&self, refusal: &Refusal, _: &Asked) -> Answered {
        match refusal {
            Refusal::Status(status) => Answered::bare(*status),
            Refusal::RateLimited { status, .. } => Answered::bare(*status).with("retry-after", "7"),
            _ => Answered::bare(403),
        }
    }

    fn cors(&self, _: &Asked) -> Cors {
        Cors {
            origins: Some(Allowed::these(&["https://wallet.example"])),
            methods: Allowed::these(&["GET", "POST"]),
            headers: Allowed::these(&["content-type"]),
            ..Cors::open(&["etag"])
        }
    }

    fn act(&mut self, action: &str, _: &Value, now_ms: u64) -> Result<Value, String> {
        self.0.change(now_ms, Vec::clear);
        Ok(json!(action))
    }

    fn describe(&self, base: &str) -> Value {
        json!({ "base": base })
    }
}

fn core() -> Core<Lines> {
    Core::new(Lines(Past::default()))
}

fn request(method: Method, url: String, body: &[u8]) -> Request {
    let headers = vec![("content-type", "text/plain".to_owned().into())];
    Request { method, url, headers, body: body.to_vec(), timeout_ms: 5000, limit: 1 << 20 }
}

async fn say(http: &impl Http, base: &str, line: &str) -> Result<Answer, HttpError> {
    http.send(request(Method::Post, format!("{base}/lines"), line.as_bytes())).await
}

async fn lines(http: &impl Http, base: &str) -> Vec<String> {
    let answer = http.send(request(Method::Get, format!("{base}/lines"), b"")).await.unwrap();
    serde_json::from_slice(&answer.body).unwrap()
}

/// Every fault with what comes back, and which lines are there afterwards.
async fn check_faults(core: &Core<Lines>, http: &impl Http, base: &str) {
    let cases: [(Fault, Result<u16, HttpError>, &[&str]); 13] = [
        (Fault::RequestLost, Err(HttpError::NoAnswer), &[]),
        (Fault::AnswerLost, Err(HttpError::NoAnswer), &["line"]),
        (Fault::Duplicate, Ok(201), &["line", "line"]),
        (Fault::DuplicateFirst, Ok(201), &["line", "line"]),
        (Fault::Torn { keep: 2, status: Some(400) }, Ok(400), &["li"]),
        (Fault::Torn { keep: 2, status: None }, Ok(201), &["li"]),
        (Fault::Page, Ok(200), &[]),
        (Fault::PageYetDone, Ok(200), &["line"]),
        (Fault::Status { status: 423 }, Ok(423), &[]),
        (Fault::StatusYetDone { status: 412 }, Ok(412), &["line"]),
        (Fault::RateLimited { status: 429, retry_after: Some(7), done: false }, Ok(429), &[]),
        (Fault::QuotaFull, Ok(403), &[]),
        (
            Fault::Instead { status: 207, kind: String::new(), body: "?".into(), done: true },
            Ok(207),
            &["line"],
        ),
    ];
    for (fault, wanted, kept) in cases {
        core.with(|service, now_ms| service.act("clear", &Value::Null, now_ms)).unwrap();
        core.fault(Rule::once(fault.clone()).on("POST /lines"));
        let got = say(http, base, "line").await.map(|answer| answer.status);
        assert_eq!(
            (got, lines(http, base).await),
            (wanted, kept.iter().map(|line| (*line).to_owned()).collect()),
            "{fault:?}"
        );
    }
    core.fault(Rule::once(Fault::CutAnswer { keep: 1 }).on("GET"));
    let cut = http.send(request(Method::Get, format!("{base}/lines"), b"")).await;
    assert_eq!(cut, Err(HttpError::NoAnswer));
    core.fault(Rule::once(Fault::Stale { changes: 1 }).on("GET"));
    assert_eq!((lines(http, base).await.len(), lines(http, base).await.len()), (0, 1));
    core.fault(Rule::once(Fault::Later).on("POST"));
    assert_eq!(say(http, base, "late").await, Err(HttpError::NoAnswer));
    assert_eq!(lines(http, base).await, ["line"]);
    assert_eq!(core.release_all(), 1);
    assert_eq!(lines(http, base).await, ["line", "late"]);
}

#[test]
fn faults_happen_as_told_without_sockets() {
    let core = core();
    block_on(check_faults(&core, &core.http("https://wallet.example"), "http://double"));
}

#[tokio::test]
async fn faults_happen_as_told_over_a_socket() {
    let core = core();
    let running = serve(core.clone(), 0).await.unwrap();
    check_faults(&core, &Client, &running.base()).await;
}

#[test]
fn a_page_may_do_and_see_only_what_the_service_allows() {
    let core = core();
    let ours = core.http("https://wallet.example");
    let put = Request { method: Method::Put, ..request(Method::Get, "http://double/lines".into(), b"") };
    block_on(async {
        let answer = say(&ours, "http://double", "line").await.unwrap();
        assert_eq!((answer.header("etag"), answer.header("x-hidden")), (Some("\"1\""), None));
        let theirs = say(&core.http("https://evil.example"), "http://double", "line").await;
        assert_eq!(theirs, Err(HttpError::NoAnswer));
        assert_eq!(ours.send(put).await, Err(HttpError::NoAnswer));
        let mut secret = request(Method::Get, "http://double/lines".into(), b"");
        secret.headers.push(("authorization", "Bearer x".to_owned().into()));
        assert_eq!(ours.send(secret).await, Err(HttpError::NoAnswer));
        core.fault(Rule::once(Fault::NoCors));
        assert_eq!(say(&ours, "http://double", "line").await, Err(HttpError::NoAnswer));
        core.fault(Rule::once(Fault::Redirect { to: "http://elsewhere/".into() }));
        assert_eq!(say(&ours, "http://double", "line").await, Err(HttpError::Redirected));
    });
}

#[test]
fn a_held_request_goes_on_when_it_is_released() {
    let core = core();
    let http = core.http("https://wallet.example");
    for fault in [Fault::Held, Fault::AnswerHeld] {
        core.fault(Rule::once(fault.clone()).on("POST"));
        let release = async {
            let before = lines(&http, "http://double").await.len();
            assert!(core.waiting()[0].has_sender);
            core.release_all();
            before
        };
        let (answer, before) = block_on(join(say(&http, "http://double", "line"), release));
        assert_eq!(answer.unwrap().status, 201);
        let after = block_on(lines(&http, "http://double")).len();
        assert_eq!(before, if fault == Fault::Held { after - 1 } else { after });
    }
}

#[tokio::test]
async fn the_control_is_in_reach_of_a_browser_test() {
    let core = core();
    let running = serve(core.clone(), 0).await.unwrap();
    let base = running.base();
    let post = |path: &str, body: Value| {
        request(Method::Post, format!("{base}/control/{path}"), body.to_string().as_bytes())
    };
    let rules = json!([{ "fault": "answer_lost", "route": "POST /lines", "skip": 1, "times": 1 },
        { "fault": { "rate_limited": { "status": 429, "retry_after": null } }, "route": "GET" }]);
    assert_eq!(Client.send(post("faults", rules)).await.unwrap().status, 200);
    assert_eq!(Client.send(post("faults", json!({ "fault": "no such" }))).await.unwrap().status, 400);
    assert!(say(&Client, &base, "1").await.is_ok());
    assert!(say(&Client, &base, "2").await.is_err());
    assert_eq!(Client.send(request(Method::Get, format!("{base}/lines"), b"")).await.unwrap().status, 429);
    assert_eq!(lines(&Client, &base).await, ["1", "2"]);
    let log = Client.send(request(Method::Get, format!("{base}/control/log"), b"")).await.unwrap();
    let log: Value = serde_json::from_slice(&log.body).unwrap();
    assert_eq!((log[1]["status"].clone(), log[2]["status"].clone()), (Value::Null, json!(429)));
    Client.send(post("do/clear", Value::Null)).await.unwrap();
    assert!(lines(&Client, &base).await.is_empty());
    let before = core.clock().now_ms();
    Client.send(post("clock", json!({ "advance_ms": 5 }))).await.unwrap();
    assert_eq!(core.clock().now_ms(), before + 5);
}
