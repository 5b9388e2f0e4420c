//! Putting the parts together: routes, connections, the end.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
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
use crate::auth::GuessLimit;
use crate::bridge::{self, Bridge};
use crate::broker::{self, Broker};
use crate::dav::{self, Dav};
use crate::graph::{self, Graph};
use crate::guard::{self, GuardClock, GuardHost, Invite, NoGuard};
use crate::origin::Origins;
use crate::password::{self, Password, PasswordFrom};
use crate::{Options, StartError, client, headers};

/// What the requests need; each is handed what it needs of it.
type Shared = Arc<Parts>;

/// What [`Shared`] is made of.
struct Parts {
    app: App,
    dav: Dav,
    gate: GuessLimit,
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
    storage: Option<(Password, PasswordFrom)>,
    guard: Option<GuardHost>,
    connections: usize,
    headers: Duration,
    behind_proxy: bool,
}

impl Server {
    /// Reads the app, opens the data folder, settles the password, and listens.
    pub async fn start(mut options: Options) -> Result<Server, StartError> {
        // Listening comes first: the invite that a guard's first start makes must not be lost to a port in use.
        let failed = |source| StartError::Listen { addr: options.listen, source };
        let listener = TcpListener::bind(options.listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let (limits, dist) = (options.limits, options.dist.take());
        let behind_proxy = options.behind_proxy;
        let guard = options.guard.take().map(|guard| GuardHost::open(&options.data, guard)).transpose()?;
        let routes = guard.as_ref().map(guard::router).unwrap_or_default();
        let (router, storage) = match dist {
            Some(dist) => {
                let (parts, password, from) = site(&dist, options)?;
                (routes.merge(site_router(Arc::new(parts))), Some((password, from)))
            }
            None if guard.is_some() => (routes.route("/healthz", get(health)), None),
            None => return Err(StartError::NothingToServe),
        };
        Ok(Server {
            listener,
            addr,
            router,
            storage,
            guard,
            connections: limits.connections,
            headers: limits.headers,
            behind_proxy,
        })
    }

    /// Takes most tries from every record of the guard in this data folder, whose database is older than the last one
    /// there was. Gives their number. The guard is started afterwards.
    ///
    /// # Errors
    /// The same as for a start, except that an older database is not an error.
    pub fn set_guard_back(data: &Path, clock: &GuardClock) -> Result<u64, NoGuard> {
        GuardHost::set_back(data, clock)
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The storage's password, and where it came from, where an app is served.
    pub fn password(&self) -> Option<(&Password, &PasswordFrom)> {
        self.storage.as_ref().map(|(password, from)| (password, from))
    }

    /// The invite that the guard made at this start: the first one, without invites given to it. It is told only now.
    pub fn new_invite(&self) -> Option<&Invite> {
        self.guard.as_ref().and_then(GuardHost::new_invite)
    }

    /// Answers until it is dropped.
    pub async fn run(self) {
        let _sweeping = self.guard.as_ref().map(GuardHost::sweep);
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
            let (router, headers, behind_proxy) = (self.router.clone(), self.headers, self.behind_proxy);
            tokio::spawn(async move {
                connection(stream, peer, router, headers, behind_proxy).await;
                drop(permit);
            });
        }
    }
}

/// What the app and its pages need.
fn site(dist: &Path, options: Options) -> Result<(Parts, Password, PasswordFrom), StartError> {
    let app = App::load(dist, options.dev)?;
    let dav = Dav::open(&options.data, options.quota, options.limits)?;
    let (password, from) = password::settle(options.password, &options.data)?;
    let limits = options.limits;
    let parts = Parts {
        app,
        dav,
        gate: GuessLimit::new(&password, &limits),
        bridge: Bridge::new(&options.bridge_allow, limits.bridges, limits.bridge_idle),
        broker: options.google.map(Broker::new).transpose()?,
        graph: options.graph.map(Graph::new).transpose()?.map(Arc::new),
        origins: Origins::new(&options.allow_origin),
        dev: options.dev,
        config: options.config,
    };
    Ok((parts, password, from))
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    headers: Duration,
    behind_proxy: bool,
) {
    stream.set_nodelay(true).ok();
    let service = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        let client = client::address(peer.ip(), request.headers(), behind_proxy);
        request.extensions_mut().insert(ConnectInfo(client));
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

async fn health() -> Response {
    ([(header::CACHE_CONTROL, "no-store")], "ok\n").into_response()
}

fn site_router(shared: Shared) -> Router {
    Router::new()
        .route("/healthz", get(health))
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
    ConnectInfo(client): ConnectInfo<IpAddr>,
    request: Request,
) -> Response {
    dav::answer(&shared.dav, &shared.gate, &shared.origins, client, request).await
}

async fn peer(
    State(shared): State<Shared>,
    ConnectInfo(client): ConnectInfo<IpAddr>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    upgrade: bridge::Upgrade,
) -> Response {
    bridge::open(&shared.bridge, &shared.origins, client, query, headers, upgrade).await
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
