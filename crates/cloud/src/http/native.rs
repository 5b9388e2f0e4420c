//! HTTP/1.1 without TLS, one connection per request: for tests and tools on the local machine.
#![expect(clippy::disallowed_methods, reason = "real servers run on the machine's clock")]

use std::time::Duration;

use async_trait::async_trait;
use http_body_util::{BodyExt, Full};
use hyper::{Uri, body::Bytes, body::Incoming, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::{Answer, Http, HttpError, Request};

/// A plain client. Needs a tokio runtime.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client;

#[async_trait(?Send)]
impl Http for Client {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let limit = Duration::from_millis(request.timeout_ms.into());
        tokio::time::timeout(limit, exchange(request)).await.map_err(|_| HttpError::NoAnswer)?
    }
}

async fn exchange(request: Request) -> Result<Answer, HttpError> {
    let uri: Uri = request.url.parse().map_err(|_| HttpError::BadAddress)?;
    let host = uri.host().ok_or(HttpError::BadAddress)?;
    if uri.scheme_str() != Some("http") {
        return Err(HttpError::BadAddress);
    }
    let authority = uri.authority().map(ToString::to_string).ok_or(HttpError::BadAddress)?;
    let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let socket = TcpStream::connect((host.trim_matches(['[', ']']), uri.port_u16().unwrap_or(80)));
    let socket = socket.await.map_err(|_| HttpError::NotSent)?;
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(socket)).await.map_err(|_| HttpError::NotSent)?;
    let mut builder = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(target)
        .header(header::HOST, authority)
        .header(header::CONNECTION, "close");
    for (name, value) in &request.headers {
        builder = builder.header(*name, value.as_str());
    }
    let limit = request.limit;
    let body = Full::new(Bytes::from(request.body));
    let sent = builder.body(body).map_err(|_| HttpError::BadAddress)?;
    let answer = async {
        let answer = sender.send_request(sent).await.map_err(|_| HttpError::NoAnswer)?;
        collect(answer, limit).await
    };
    let driven = async {
        // Its errors show in the answer.
        let _ = connection.await;
        std::future::pending::<()>().await;
    };
    tokio::select! {
        answer = answer => answer,
        () = driven => Err(HttpError::NoAnswer),
    }
}

async fn collect(answer: hyper::Response<Incoming>, limit: usize) -> Result<Answer, HttpError> {
    let (head, mut incoming) = answer.into_parts();
    if head.headers.get(header::CONTENT_ENCODING).is_some_and(|value| value != "identity") {
        // We asked for none, and cannot undo it.
        return Err(HttpError::NoAnswer);
    }
    let mut body = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| HttpError::NoAnswer)?;
        let Some(piece) = frame.data_ref() else { continue };
        if piece.len() > limit.saturating_sub(body.len()) {
            return Err(HttpError::TooLarge);
        }
        body.extend_from_slice(piece);
    }
    let headers = head.headers.iter().filter_map(|(name, value)| {
        Some((name.as_str().to_owned(), String::from_utf8(value.as_bytes().to_vec()).ok()?))
    });
    Ok(Answer { status: head.status.as_u16(), headers: headers.collect(), body })
}
