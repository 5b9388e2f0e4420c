//! Putting the parts together: routes, connections, the end.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

use crate::app_files::App;
use crate::auth::Guard;
use crate::bridge::{self, Bridge};
use crate::broker::{self, Broker};
use crate::dav::{self, Dav};
use crate::graph::{self, Graph};
use crate::origin::Origins;
use crate::password::{self, Password, PasswordFrom};
use crate::{Options, StartError, headers};

/// What the requests need; each is handed what it needs of it.
type Shared = Arc<Parts>;

/// What [`Shared`] is made of.
struct Parts {
    app: App,
    dav: Dav,
    guard: Guard,
    bridge: Bridge,
    broker: Option<Broker>,
    graph: Option<Arc<Graph>>,
    origins: Origins,
    dev: bool,
    config: Option<PathBuf>,
}

/// A server that listens already.
pub struct Server {
    listener: TcpListener,
    addr: SocketAddr,
    router: Router,
    password: Password,
    password_from: PasswordFrom,
    connections: usize,
    headers: Duration,
}

impl Server {
    /// Reads the app, opens the data folder, settles the password, and listens.
    pub async fn start(options: Options) -> Result<Server, StartError> {
        let app = App::load(&options.dist, options.dev)?;
        let dav = Dav::open(&options.data, options.quota, options.limits)?;
        let (password, password_from) = password::settle(options.password, &options.data)?;
        let failed = |source| StartError::Listen { addr: options.listen, source };
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let limits = options.limits;
        let shared = Arc::new(Parts {
            app,
            dav,
            guard: Guard::new(&password, &limits),
            bridge: Bridge::new(&options.bridge_allow, limits.bridges, limits.bridge_idle),
            broker: options.google.map(Broker::new).transpose()?,
            graph: options.graph.map(Graph::new).transpose()?.map(Arc::new),
            origins: Origins::new(&options.allow_origin),
            dev: options.dev,
            config: options.config,
        });
        Ok(Server {
            listener,
            addr,
            router: router(shared),
            password,
            password_from,
            connections: limits.connections,
            headers: limits.headers,
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The storage's password.
    pub fn password(&self) -> &Password {
        &self.password
    }

    /// Where that came from.
    pub fn password_from(&self) -> &PasswordFrom {
        &self.password_from
    }

    /// Answers until it is dropped.
    pub async fn run(self) {
        let room = Arc::new(Semaphore::new(self.connections));
        loop {
            // A connection too many waits in the system's queue until another ends.
            let Ok(permit) = room.clone().acquire_owned().await else { return };
            let (stream, peer) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(_) => {
                    // Out of file descriptors, say: give others time to end.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let (router, headers) = (self.router.clone(), self.headers);
            tokio::spawn(async move {
                connection(stream, peer, router, headers).await;
                drop(permit);
            });
        }
    }
}

async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, headers: Duration) {
    stream.set_nodelay(true).ok();
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request.map(Body::new))
    });
    // An error here is the client's: it went away, or spoke something else than HTTP.
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(headers)
        .max_buf_size(64 << 10)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades()
        .await
        .ok();
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/healthz", get(async || ([(header::CACHE_CONTROL, "no-store")], "ok\n")))
        .route("/config.json", get(config))
        .route("/bridge", get(peer))
        .route("/oauth/google/token", any(token))
        .route("/graph", any(map))
        .route("/dav", any(storage))
        .route("/dav/", any(storage))
        .route("/dav/{*path}", any(storage))
        .fallback(app)
        .layer(axum::middleware::from_fn_with_state(shared.clone(), with_headers))
        .with_state(shared)
}

/// The app's configuration, as it is now; without one, whatever the build put there.
async fn config(State(shared): State<Shared>, request: Request) -> Response {
    let Some(path) = &shared.config else { return app(State(shared), request).await };
    match tokio::fs::read(path).await {
        Ok(bytes) => {
            ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], bytes)
                .into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn app(State(shared): State<Shared>, request: Request) -> Response {
    shared.app.answer(request.method(), request.uri(), request.headers()).await
}

async fn storage(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response {
    dav::answer(&shared.dav, &shared.guard, &shared.origins, peer.ip(), request).await
}

async fn peer(
    State(shared): State<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: bridge::Upgrade,
) -> Response {
    bridge::open(&shared.bridge, &shared.origins, query, headers, upgrade).await
}

async fn token(State(shared): State<Shared>, request: Request) -> Response {
    broker::answer(shared.broker.as_ref(), &shared.origins, request).await
}

async fn map(State(shared): State<Shared>, request: Request) -> Response {
    graph::answer(shared.graph.as_ref(), request).await
}

async fn with_headers(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    headers::add(&mut response, &shared.app, shared.dev);
    response
}
