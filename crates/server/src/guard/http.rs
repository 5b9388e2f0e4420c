//! A guard over HTTP. Any page may ask it: nothing that a browser adds on its own, such as a cookie, means anything
//! here.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use http_body_util::{BodyExt, Limited};
use lifeboat_guard::wire::{GuardInfo, GuardOp, MAX_REQUEST, Request};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::GuardHost;
use super::service::{Busy, Service};
use super::store::RedbStore;

/// Requests at one time; more are told to come back.
const AT_ONCE: usize = 256;
/// A body must be there after this time.
const PATIENCE: Duration = Duration::from_secs(10);
const KIND: &str = "application/octet-stream";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"),
    (header::ACCESS_CONTROL_MAX_AGE, "7200"),
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

struct Door {
    service: Arc<Service<RedbStore>>,
    info: GuardInfo,
    room: Semaphore,
}

/// The routes of a guard.
pub(crate) fn router(host: &GuardHost) -> Router {
    let door = Door { service: host.service.clone(), info: host.info.clone(), room: Semaphore::new(AT_ONCE) };
    Router::new().route("/guard/1/{op}", any(answer)).with_state(Arc::new(door))
}

async fn answer(State(door): State<Arc<Door>>, Path(op): Path<String>, request: HttpRequest) -> Response {
    let mut response = match (request.method(), op.as_str(), GuardOp::of_name(&op)) {
        (_, name, None) if name != "info" => StatusCode::NOT_FOUND.into_response(),
        (&Method::OPTIONS, _, _) => StatusCode::NO_CONTENT.into_response(),
        (&Method::GET, _, None) => bytes(door.info.encode()),
        (&Method::POST, _, Some(op)) => asked(&door, op, request).await,
        (_, _, None) => (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, OPTIONS")]).into_response(),
        (_, _, Some(_)) => {
            (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "POST, OPTIONS")]).into_response()
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn asked(door: &Door, op: GuardOp, request: HttpRequest) -> Response {
    let Ok(_permit) = door.room.try_acquire() else { return busy(Busy { retry_after: 1 }) };
    if !is_bytes(request.headers()) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let read = Limited::new(request.into_body(), MAX_REQUEST).collect();
    let body = match tokio::time::timeout(PATIENCE, read).await {
        Ok(Ok(body)) => Zeroizing::new(body.to_bytes().to_vec()),
        _ => return StatusCode::BAD_REQUEST.into_response(),
    };
    let Ok(request) = Request::decode(op, &body) else { return StatusCode::BAD_REQUEST.into_response() };
    match door.service.answer(&request).await {
        Ok(answer) => bytes(answer.encode().to_vec()),
        Err(not_now) => busy(not_now),
    }
}

fn is_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes() == KIND.as_bytes())
}

fn bytes(body: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, KIND)], body).into_response()
}

fn busy(not_now: Busy) -> Response {
    let after = HeaderValue::from(not_now.retry_after);
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, after)]).into_response()
}
