//! "This server" as storage: WebDAV, class 1, for one user.

mod body;
mod conditions;
pub mod path;
mod store;
pub mod xml;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request};
use axum::response::{IntoResponse, Response};
use quick_xml::escape::escape;

use self::conditions::Conditions;
use self::path::StoragePath;
use self::store::{Store, StoreRefusal, StoredItem};
use self::xml::ItemDescription;
use crate::auth::{CredentialCheck, GuessLimit};
use crate::origin::{Origins, RequestOrigin as Origin};
use crate::{Limits, StartError};

const ALLOW: &str = "OPTIONS, GET, HEAD, PUT, DELETE, PROPFIND, MKCOL, MOVE";
/// What is stored here must never become a page of this origin.
const POLICY: &str =
    "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const MULTI_STATUS: StatusCode = match StatusCode::from_u16(207) {
    Ok(status) => status,
    Err(_) => StatusCode::OK,
};

/// The storage and its limits.
pub(crate) struct Dav {
    store: Arc<Store>,
    limits: Limits,
}

impl Dav {
    pub(crate) fn open(
        data: &std::path::Path,
        quota: Option<u64>,
        limits: Limits,
    ) -> Result<Dav, StartError> {
        Ok(Dav { store: Arc::new(Store::open(data, quota)?), limits })
    }
}

/// Answers every request to the storage.
pub(crate) async fn answer(
    dav: &Dav,
    gate: &GuessLimit,
    origins: &Origins,
    peer: IpAddr,
    request: Request,
) -> Response {
    let (parts, mut body) = request.into_parts();
    let origin = origins.of(&parts.headers);
    let mut response = match origin {
        Origin::Foreign => StatusCode::FORBIDDEN.into_response(),
        Origin::Own | Origin::Allowed(_) if is_preflight(&parts) => preflight(&origin),
        Origin::Own | Origin::Allowed(_) => match gate.check(peer, &parts.headers).await {
            CredentialCheck::Right => {
                dav.carry_out(&parts, &mut body).await.unwrap_or_else(|status| status.into_response())
            }
            CredentialCheck::Missing | CredentialCheck::Wrong => unauthorized(&parts.headers),
            CredentialCheck::TooMany { wait } => {
                let seconds = wait.as_secs() + 1;
                (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
            }
        },
    };
    // An answer before the end of the body is lost on its way when the connection is closed over unread bytes.
    body::drain(body, &dav.limits).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Origin::Allowed(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("ETag, DAV, Allow, Retry-After, Content-Length, Last-Modified"),
        );
    }
    response
}

fn is_preflight(parts: &request::Parts) -> bool {
    parts.method == Method::OPTIONS && parts.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight(origin: &Origin) -> Response {
    match origin {
        Origin::Allowed(_) => (
            StatusCode::NO_CONTENT,
            [
                (header::ACCESS_CONTROL_ALLOW_METHODS, ALLOW),
                (
                    header::ACCESS_CONTROL_ALLOW_HEADERS,
                    "authorization, content-type, depth, destination, if-match, if-none-match, overwrite",
                ),
                (header::ACCESS_CONTROL_MAX_AGE, "86400"),
            ],
        )
            .into_response(),
        Origin::Own | Origin::Foreign => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Scripts get a scheme that no browser knows; otherwise the browser would show its own password dialog over
/// the page's.
fn unauthorized(headers: &HeaderMap) -> Response {
    let script = headers.get("sec-fetch-dest").is_some_and(|dest| dest == "empty");
    let scheme = match script {
        true => "X-Basic realm=\"Lifeboat\", charset=\"UTF-8\"",
        false => "Basic realm=\"Lifeboat\", charset=\"UTF-8\"",
    };
    (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, scheme)]).into_response()
}

impl Dav {
    async fn carry_out(&self, parts: &request::Parts, body: &mut Body) -> Result<Response, StatusCode> {
        let place = StoragePath::parse(parts.uri.path()).map_err(|_| StatusCode::BAD_REQUEST)?;
        let headers = &parts.headers;
        let changes = matches!(parts.method.as_str(), "PUT" | "DELETE" | "MKCOL" | "MOVE");
        // `If` presents a lock's token, and there are no locks: the condition cannot hold.
        if changes && headers.contains_key("if") {
            return Err(StatusCode::PRECONDITION_FAILED);
        }
        let conditions = Conditions::of(headers).map_err(|_| StatusCode::PRECONDITION_FAILED)?;
        match parts.method.as_str() {
            "OPTIONS" => {
                let dav = HeaderName::from_static("dav");
                Ok((StatusCode::OK, [(dav, "1"), (header::ALLOW, ALLOW)]).into_response())
            }
            "GET" | "HEAD" => self.get(place, conditions, parts.uri.path().ends_with('/')).await,
            "PUT" => self.put(place, conditions, parts, body).await,
            "DELETE" => {
                self.on_disk(move |store| store.delete(&place, &conditions)).await?;
                Ok(StatusCode::NO_CONTENT.into_response())
            }
            "MKCOL" => self.make_folder(place, body).await,
            "MOVE" => self.rename(place, headers).await,
            "PROPFIND" => self.describe(place, headers, body).await,
            _ => Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, ALLOW)]).into_response()),
        }
    }

    /// File operations block; they get threads of their own.
    async fn on_disk<T: Send + 'static>(
        &self,
        what: impl FnOnce(&Store) -> Result<T, StoreRefusal> + Send + 'static,
    ) -> Result<T, StatusCode> {
        let store = self.store.clone();
        match tokio::task::spawn_blocking(move || what(&store)).await {
            Ok(done) => done.map_err(|refused| status(&refused)),
            Err(_) => Err(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }

    async fn get(
        &self,
        place: StoragePath,
        conditions: Conditions,
        slash: bool,
    ) -> Result<Response, StatusCode> {
        let at = place.clone();
        let read = self
            .on_disk(move |store| match store.look(&at)?.folder {
                true => Ok(Err(store.list(&at)?)),
                false => Ok(Ok(store.read(&at)?)),
            })
            .await?;
        let (found, bytes) = match read {
            Ok(file) => file,
            Err(_) if !slash => {
                return Ok(
                    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, place.href(true))]).into_response()
                );
            }
            Err(list) => return Ok(page(&place, &list)),
        };
        if conditions.wants_other(&found.tag) {
            return Err(StatusCode::PRECONDITION_FAILED);
        }
        let tag = [(header::ETAG, found.tag.clone())];
        if conditions.has(&found.tag) {
            return Ok((StatusCode::NOT_MODIFIED, tag).into_response());
        }
        let kind =
            [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, "attachment")];
        let modified = [(header::LAST_MODIFIED, httpdate::fmt_http_date(found.modified))];
        Ok((kind, tag, modified, bytes).into_response())
    }

    async fn put(
        &self,
        place: StoragePath,
        conditions: Conditions,
        parts: &request::Parts,
        body: &mut Body,
    ) -> Result<Response, StatusCode> {
        // A part of a file would have to be joined with the rest, in place.
        if parts.headers.contains_key(header::CONTENT_RANGE) || parts.uri.path().ends_with('/') {
            return Err(StatusCode::BAD_REQUEST);
        }
        let written = body::receive(&self.store, body, &parts.headers, &self.limits).await?;
        let (new, tag) = self
            .on_disk(move |store| {
                let (nameless, tag) = written.adopt(store);
                store.put(nameless, &place, &conditions).map(|new| (new, tag))
            })
            .await?;
        let status = if new { StatusCode::CREATED } else { StatusCode::NO_CONTENT };
        Ok((status, [(header::ETAG, tag)]).into_response())
    }

    async fn make_folder(&self, place: StoragePath, body: &mut Body) -> Result<Response, StatusCode> {
        if !body::small(body, 64 << 10, &self.limits).await?.is_empty() {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        match self.on_disk(move |store| store.make_folder(&place)).await {
            Ok(()) => Ok(StatusCode::CREATED.into_response()),
            Err(StatusCode::CONFLICT) => Err(StatusCode::CONFLICT),
            Err(StatusCode::PRECONDITION_FAILED) => {
                Ok((StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, ALLOW)]).into_response())
            }
            Err(status) => Err(status),
        }
    }

    async fn rename(&self, from: StoragePath, headers: &HeaderMap) -> Result<Response, StatusCode> {
        let text =
            |name: &str| headers.get(name).map(|value| value.to_str().map_err(|_| StatusCode::BAD_REQUEST));
        let to = destination(text("destination").ok_or(StatusCode::BAD_REQUEST)??, headers)?;
        let replace = match text("overwrite").transpose()? {
            None | Some("T" | "t") => true,
            Some("F" | "f") => false,
            Some(_) => return Err(StatusCode::BAD_REQUEST),
        };
        match self.on_disk(move |store| store.rename(&from, &to, replace)).await? {
            true => Ok(StatusCode::CREATED.into_response()),
            false => Ok(StatusCode::NO_CONTENT.into_response()),
        }
    }

    async fn describe(
        &self,
        place: StoragePath,
        headers: &HeaderMap,
        body: &mut Body,
    ) -> Result<Response, StatusCode> {
        let deep = match headers.get("depth").map(HeaderValue::as_bytes) {
            Some(b"0") => false,
            Some(b"1") => true,
            // The whole tree, which is also what a missing header means.
            None | Some(b"infinity" | b"Infinity") => {
                let xml = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
                           <D:error xmlns:D=\"DAV:\"><D:propfind-finite-depth/></D:error>";
                return Ok((StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, XML)], xml).into_response());
            }
            Some(_) => return Err(StatusCode::BAD_REQUEST),
        };
        let body = body::small(body, 64 << 10, &self.limits).await?;
        let wanted = xml::wanted(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
        let xml = self
            .on_disk(move |store| {
                let found = store.look(&place)?;
                let inner = if deep && found.folder { store.list(&place)? } else { Vec::new() };
                let room = store.room();
                let described: Vec<ItemDescription> = std::iter::once((place, found))
                    .chain(inner)
                    .map(|(place, found)| describe(&place, &found, room))
                    .collect();
                Ok(xml::multistatus(&wanted, &described)?)
            })
            .await?;
        Ok((MULTI_STATUS, [(header::CONTENT_TYPE, XML)], xml).into_response())
    }
}

const XML: &str = "application/xml; charset=utf-8";

fn describe(
    place: &StoragePath,
    found: &StoredItem,
    (used, available): (u64, Option<u64>),
) -> ItemDescription {
    let mut properties = vec![
        ("displayname", place.names().last().cloned().unwrap_or_default()),
        ("getlastmodified", httpdate::fmt_http_date(found.modified.max(SystemTime::UNIX_EPOCH))),
    ];
    if found.folder {
        properties.push(("quota-used-bytes", used.to_string()));
        properties.extend(available.map(|bytes| ("quota-available-bytes", bytes.to_string())));
    } else {
        properties.push(("getcontentlength", found.size.to_string()));
        properties.push(("getcontenttype", "application/octet-stream".to_owned()));
        properties.push(("getetag", found.tag.clone()));
    }
    ItemDescription { href: place.href(found.folder), folder: found.folder, properties }
}

/// A folder for people: they follow a link to where their backup is.
fn page(place: &StoragePath, list: &[(StoragePath, StoredItem)]) -> Response {
    let title = escape(place.names().last().map_or("Storage", String::as_str)).into_owned();
    let mut html =
        format!("<!doctype html><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1><ul>");
    if let Some((parent, _)) = place.split() {
        html += &format!("<li><a href=\"{}\">..</a></li>", escape(parent.href(true)));
    }
    for (place, found) in list {
        let name = escape(place.names().last().map_or("", String::as_str)).into_owned();
        html += &match found.folder {
            true => format!("<li><a href=\"{}\">{name}/</a></li>", escape(place.href(true))),
            false => {
                format!("<li><a href=\"{}\">{name}</a>, {} bytes</li>", escape(place.href(false)), found.size)
            }
        };
    }
    html += "</ul>";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response()
}

/// The place that a `Destination` names, on this server and no other.
fn destination(text: &str, headers: &HeaderMap) -> Result<StoragePath, StatusCode> {
    let uri: axum::http::Uri = text.parse().map_err(|_| StatusCode::BAD_REQUEST)?;
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match uri.authority() {
        Some(authority) if !host.is_some_and(|host| host.eq_ignore_ascii_case(authority.as_str())) => {
            Err(StatusCode::BAD_GATEWAY)
        }
        _ => StoragePath::parse(uri.path()).map_err(|_| StatusCode::BAD_REQUEST),
    }
}

fn status(refused: &StoreRefusal) -> StatusCode {
    match refused {
        StoreRefusal::NotFound => StatusCode::NOT_FOUND,
        StoreRefusal::Condition | StoreRefusal::Exists => StatusCode::PRECONDITION_FAILED,
        StoreRefusal::IsFolder => StatusCode::METHOD_NOT_ALLOWED,
        StoreRefusal::NoParent => StatusCode::CONFLICT,
        StoreRefusal::Forbidden => StatusCode::FORBIDDEN,
        StoreRefusal::Full => StatusCode::INSUFFICIENT_STORAGE,
        StoreRefusal::NameTooLong => StatusCode::BAD_REQUEST,
        StoreRefusal::Failed(error) => {
            eprintln!("storage: {error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
