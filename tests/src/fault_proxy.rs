//! What stands between the page and a storage, and can go wrong in every way a storage can.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use lifeboat_clouds::{ASKED_HEADERS, ASKED_METHODS};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The largest file that goes through.
const MOST: usize = 64 << 20;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The storage answers this to everything, and lets the page read it.
    Status(u16),
    /// A web page with status 200, as a captive portal or a login page answers.
    Html,
    /// The connection ends without an answer; nothing reaches the storage.
    Dropped,
    /// Everything reaches the storage, and no answer comes back.
    AnswerLost,
    /// Everything goes through, late.
    Slow(Duration),
}

/// A proxy that runs until it is dropped.
pub struct FaultProxy {
    shared: Arc<Shared>,
    port: u16,
    serving: JoinHandle<()>,
}

struct Shared {
    fault: Mutex<Fault>,
    upstream: String,
    http: reqwest::Client,
    /// Says to pages that they may ask, which the server behind does not.
    lets_in: bool,
}

impl FaultProxy {
    /// Before a server of this port that lets pages in by itself.
    pub async fn start(upstream: u16) -> FaultProxy {
        FaultProxy::before(upstream, false).await
    }

    /// Before one that does not: the proxy does, as its administrator would have it.
    pub async fn letting_in(upstream: u16) -> FaultProxy {
        FaultProxy::before(upstream, true).await
    }

    async fn before(upstream: u16, lets_in: bool) -> FaultProxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let redirect = reqwest::redirect::Policy::none();
        let http = reqwest::Client::builder().no_proxy().redirect(redirect).build().unwrap();
        let upstream = format!("http://127.0.0.1:{upstream}");
        let shared = Arc::new(Shared { fault: Mutex::default(), upstream, http, lets_in });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        FaultProxy { shared, port, serving }
    }

    /// The storage's address, through the proxy.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/dav/", self.port)
    }

    /// The root of the server behind.
    pub fn root(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// From now on.
    pub fn set(&self, fault: Fault) {
        *self.shared.fault.lock().unwrap() = fault;
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let fault = *shared.fault.lock().unwrap();
    // The browser's question whether it may ask at all has no password, and real servers answer it before anything.
    let preflight = request.method() == Method::OPTIONS;
    match fault {
        Fault::None => shared.pass(request).await,
        Fault::Dropped => hang_up(),
        Fault::AnswerLost if preflight => shared.pass(request).await,
        Fault::AnswerLost => {
            shared.pass(request).await;
            hang_up()
        }
        Fault::Slow(delay) => {
            tokio::time::sleep(delay).await;
            shared.pass(request).await
        }
        Fault::Status(_) | Fault::Html if preflight => shared.pass(request).await,
        Fault::Status(status) => {
            readable(&request, StatusCode::from_u16(status).unwrap(), "text/plain", "no")
        }
        Fault::Html => {
            let page = "<!doctype html><title>Welcome</title><p>Please sign in to this network.</p>";
            readable(&request, StatusCode::OK, "text/html; charset=utf-8", page)
        }
    }
}

/// Ends the connection's task, and the connection with it, without a word on the console.
fn hang_up() -> ! {
    resume_unwind(Box::new("hung up"))
}

/// An answer that the page may read.
fn readable(request: &Request, status: StatusCode, kind: &str, body: &'static str) -> Response {
    let mut answer = Response::builder().status(status).header(header::CONTENT_TYPE, kind);
    if let Some(origin) = request.headers().get(header::ORIGIN) {
        answer = answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    answer.body(Body::from(body)).unwrap()
}

impl Shared {
    async fn pass(&self, request: Request) -> Response {
        if self.lets_in && request.method() == Method::OPTIONS {
            return let_in(request.headers(), Response::default());
        }
        let (parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let body = to_bytes(body, MOST).await.unwrap();
        let sent = self
            .http
            .request(parts.method.clone(), format!("{}{path}", self.upstream))
            .headers(end_to_end(&parts.headers))
            .body(body)
            .send()
            .await;
        let Ok(came) = sent else { hang_up() };
        let (status, headers) = (came.status(), end_to_end(came.headers()));
        let Ok(body) = came.bytes().await else { hang_up() };
        let mut answer = Response::new(Body::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        if self.lets_in { let_in(&parts.headers, answer) } else { answer }
    }
}

/// What the documents tell an administrator to allow, and nothing else.
fn let_in(asked: &HeaderMap, mut answer: Response) -> Response {
    let given = answer.headers_mut();
    if let Some(origin) = asked.get(header::ORIGIN) {
        given.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    for (name, listed) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, ASKED_METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, ASKED_HEADERS),
        (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
    ] {
        given.insert(name, HeaderValue::from_static(listed));
    }
    answer
}

/// Without what belongs to one connection. The host stays: a server compares it with where a file is to be moved.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    const OF_ONE_CONNECTION: [HeaderName; 4] =
        [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::ACCEPT_ENCODING];
    let mut kept = headers.clone();
    for name in OF_ONE_CONNECTION {
        kept.remove(name);
    }
    kept
}
