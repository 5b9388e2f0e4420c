//! A chain server that is not as the double is, each time in one way.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::Response;
use lifeboat_reality::report::Weight::{self, Bearable, Breaks};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// An answer on its way.
pub struct Passing {
    method: Method,
    path: String,
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What is done to every answer.
pub type Twist = fn(&mut Passing);

struct Shared {
    upstream: Option<String>,
    bytes: Vec<u8>,
    twist: Mutex<Twist>,
    http: reqwest::Client,
}

/// The server, until it is dropped.
pub struct Twisted {
    shared: Arc<Shared>,
    port: u16,
    serving: JoinHandle<()>,
}

impl Drop for Twisted {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Twisted {
    /// Before another server.
    pub async fn before(upstream: &str) -> Twisted {
        Twisted::start(Some(upstream.to_owned()), Vec::new()).await
    }

    /// Which gives these bytes whatever it is asked for.
    pub async fn of_bytes(bytes: Vec<u8>) -> Twisted {
        Twisted::start(None, bytes).await
    }

    async fn start(upstream: Option<String>, bytes: Vec<u8>) -> Twisted {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let http = lifeboat_reality::site::client().unwrap();
        let shared = Arc::new(Shared { upstream, bytes, twist: Mutex::new(|_| {}), http });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Twisted { shared, port, serving }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on every answer is changed in this way.
    pub fn twist(&self, twist: Twist) {
        *self.shared.twist.lock().unwrap() = twist;
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let Some(upstream) = &shared.upstream else { return Response::new(Body::from(shared.bytes.clone())) };
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let url = format!("{upstream}{path}");
    let body = to_bytes(body, 1 << 20).await.unwrap();
    let mut headers = head.headers;
    headers.remove("host");
    let sent = shared.http.request(head.method.clone(), url).headers(headers).body(body);
    let said = sent.send().await.unwrap();
    let (status, mut headers) = (said.status().as_u16(), said.headers().clone());
    for name in ["content-length", "transfer-encoding"] {
        headers.remove(name);
    }
    let body = said.bytes().await.unwrap().to_vec();
    let mut passing = Passing { method: head.method, path, status, headers, body };
    let twist = *shared.twist.lock().unwrap();
    twist(&mut passing);
    let mut response = Response::new(Body::from(passing.body));
    *response.status_mut() = StatusCode::from_u16(passing.status).unwrap();
    *response.headers_mut() = passing.headers;
    response
}

impl Passing {
    fn says(&mut self, status: u16, body: &str) {
        self.status = status;
        self.body = body.into();
    }

    fn is_of_nobody(&self) -> bool {
        self.path.contains("0000000000000000000000000000000000000000000000000000000000000001")
    }

    fn is_about(&self, end: &str) -> bool {
        self.path.ends_with(end) && !self.is_of_nobody()
    }

    fn is_list_of_blocks(&self) -> bool {
        self.path.starts_with("/blocks/") && !self.path.starts_with("/blocks/tip")
    }

    fn json(&mut self, change: impl FnOnce(&mut Value)) {
        let mut value = serde_json::from_slice(&self.body).unwrap();
        change(&mut value);
        self.body = value.to_string().into_bytes();
    }
}

/// Name, what is done, and what is found.
type Case = (&'static str, Twist, &'static [(&'static str, Weight)]);

const TIP: &str = "hash and height of the newest block belong together";
const FEES: &str = "feerates by the number of blocks";
const REFUSAL: &str = "the refusal of a transaction";

/// Each way that is looked for.
pub const ALL: &[Case] = &[
    ("none", |_| {}, &[]),
    (
        "no page may read anything",
        |passing| drop(passing.headers.remove("access-control-allow-origin")),
        &[
            ("a page may read the answers", Breaks),
            ("a page may read the refusals", Bearable),
            ("a question before a request that is not simple", Bearable),
        ],
    ),
    (
        "no page may read refusals",
        |passing| {
            if passing.status >= 400 {
                passing.headers.remove("access-control-allow-origin");
            }
        },
        &[("a page may read the refusals", Bearable)],
    ),
    (
        "a portal",
        |passing| {
            if passing.path == "/blocks/tip/hash" {
                passing.says(200, "<html>Sign in</html>");
            }
        },
        &[(TIP, Breaks)],
    ),
    (
        "moved elsewhere",
        |passing| {
            if passing.path == "/blocks/tip/height" {
                passing.says(301, "");
            }
        },
        &[(TIP, Breaks)],
    ),
    (
        "two servers behind one address",
        |passing| {
            if passing.path == "/blocks/tip/height" {
                passing.says(200, "1");
            }
        },
        &[(TIP, Breaks)],
    ),
    (
        "another network",
        |passing| {
            if passing.path == "/block-height/0" {
                passing.says(200, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943");
            }
        },
        &[("the first block", Breaks)],
    ),
    (
        "shorter lists of blocks",
        |passing| {
            if passing.is_list_of_blocks() {
                passing.json(|list| list.as_array_mut().unwrap().truncate(5));
            }
        },
        &[("blocks in one list", Bearable)],
    ),
    (
        "lists without all of the header",
        |passing| {
            if passing.is_list_of_blocks() {
                passing.json(|list| drop(list[3].as_object_mut().unwrap().remove("nonce")));
            }
        },
        &[("a list of blocks", Breaks)],
    ),
    (
        "lists of other headers",
        |passing| {
            if passing.is_list_of_blocks() {
                passing.json(|list| list[3]["timestamp"] = 1.into());
            }
        },
        &[("listed headers link down", Breaks)],
    ),
    (
        "a transaction that is another",
        |passing| {
            if passing.is_about("/raw") {
                passing.body[0] ^= 1;
            }
        },
        &[("the bytes of a transaction", Breaks)],
    ),
    (
        "unconfirmed, of all things",
        |passing| {
            if passing.is_about("/status") && !passing.path.contains("zzz") {
                passing.json(|status| status["block_height"] = 1.into());
            }
        },
        &[("where a transaction stands", Breaks)],
    ),
    (
        "a proof of something else",
        |passing| {
            if passing.is_about("/merkle-proof") {
                passing.json(|proof| proof["merkle"] = vec!["11".repeat(32)].into());
            }
        },
        &[("the merkle proof of a transaction", Breaks)],
    ),
    (
        "spent by nobody",
        |passing| {
            if passing.is_about("/outspend/0") {
                passing.says(200, r#"{"spent":true}"#);
            }
        },
        &[("whether an output is spent", Breaks)],
    ),
    (
        "a database that is down",
        |passing| {
            if passing.status == 404 && passing.path.starts_with("/block-height/") {
                passing.says(500, "missing prevouts");
            }
        },
        &[("a height beyond the newest", Breaks)],
    ),
    (
        "other words",
        |passing| {
            if passing.status == 404 && passing.path.ends_with("/merkle-proof") {
                passing.says(404, "Transaction not found or is unconfirmed");
            }
        },
        &[("the proof of an unknown transaction", Bearable)],
    ),
    (
        "unknown is not unconfirmed",
        |passing| {
            if passing.is_of_nobody() && passing.path.ends_with("/status") {
                passing.says(404, "Transaction not found");
            }
        },
        &[("where an unknown transaction stands", Bearable)],
    ),
    (
        "accepts anything",
        |passing| {
            if passing.method == Method::POST && passing.path == "/tx" {
                passing.says(200, "ok");
            }
        },
        &[(REFUSAL, Breaks)],
    ),
    (
        "words of its own for Core's",
        |passing| {
            if passing.method == Method::POST && passing.path == "/tx" {
                passing.says(400, "invalid transaction");
            }
        },
        &[(REFUSAL, Bearable)],
    ),
    (
        "takes packages",
        |passing| {
            if passing.path == "/txs/package" {
                passing.says(400, "package must contain 2 transactions");
            }
        },
        &[("packages of transactions", Bearable)],
    ),
    (
        "no feerates",
        |passing| {
            if passing.path == "/fee-estimates" {
                passing.says(200, "{}");
            }
        },
        &[(FEES, Bearable)],
    ),
    (
        "no map of feerates",
        |passing| {
            if passing.path == "/fee-estimates" {
                passing.says(200, "[1,2,3]");
            }
        },
        &[(FEES, Breaks)],
    ),
    (
        "mad feerates",
        |passing| {
            if passing.path == "/fee-estimates" {
                passing.json(|rates| rates["2"] = 3_000.into());
            }
        },
        &[("feerates are bearable numbers", Bearable)],
    ),
    (
        "shorter pages",
        |passing| {
            if passing.path.starts_with("/scripthash/") && passing.path.ends_with("/txs") {
                passing.json(|list| list.as_array_mut().unwrap().truncate(10));
            }
        },
        &[("transactions in one page", Breaks)],
    ),
    (
        "the same page again",
        |passing| {
            if passing.path.contains("/txs/chain/") {
                let last = passing.path.rsplit('/').next().unwrap().to_owned();
                passing.json(|list| list[0]["txid"] = last.into());
            }
        },
        &[("the next page goes on where the last one ended", Breaks)],
    ),
    (
        "caches",
        |passing| drop(passing.headers.insert("cache-control", "public, max-age=10".parse().unwrap())),
        &[("how long caches keep the newest block", Bearable)],
    ),
    (
        "no answer to a browser's questions",
        |passing| {
            if passing.method == Method::OPTIONS {
                passing.says(405, "");
            }
        },
        &[("a question before a request that is not simple", Bearable)],
    ),
];
