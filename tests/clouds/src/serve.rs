//! A double on a socket.

use std::{convert::Infallible, io, net::SocketAddr, pin::Pin};

use futures::{Stream, StreamExt, stream};
use http_body_util::{BodyExt, StreamBody};
use hyper::{
    Request, Response,
    body::{Bytes, Frame, Incoming},
    header::{CONTENT_LENGTH, HeaderName, HeaderValue},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, sync::oneshot};

use crate::{Answered, Asked, Core, Service, Twist, control::control, core::Outcome};

type Body = StreamBody<Pin<Box<dyn Stream<Item = io::Result<Frame<Bytes>>> + Send>>>;

/// A double that is being served. Dropped, it stops taking connections.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    _stop: oneshot::Sender<Infallible>,
}

impl Running {
    /// `http://127.0.0.1:1234`
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Serves a double on a port of 127.0.0.1; port 0 is any free one. Needs a tokio runtime.
///
/// # Errors
/// When it cannot listen there.
pub async fn serve<S: Service>(core: Core<S>, port: u16) -> io::Result<Running> {
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let address = listener.local_addr()?;
    let (stop, mut stopped) = oneshot::channel::<Infallible>();
    tokio::spawn(async move {
        loop {
            let socket = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = &mut stopped => return,
            };
            let Ok((socket, _)) = socket else { continue };
            let core = core.clone();
            tokio::spawn(async move {
                let serve = service_fn(move |request| exchange(core.clone(), address, request));
                // Its errors are the client's, or a fault that was asked for.
                let _ = http1::Builder::new().serve_connection(TokioIo::new(socket), serve).await;
            });
        }
    });
    Ok(Running { address, _stop: stop })
}

async fn exchange<S: Service>(
    core: Core<S>,
    address: SocketAddr,
    request: Request<Incoming>,
) -> io::Result<Response<Body>> {
    let (head, body) = request.into_parts();
    let header = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    // Its sender went away in the middle: nothing of it arrives.
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes().to_vec();
    let asked = Asked {
        method: head.method.as_str().to_owned(),
        base: format!("http://{address}"),
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(header).collect(),
        body,
        twist: Twist::default(),
    };
    if let Some(answer) = control(&core, &asked) {
        return Ok(response(answer, None));
    }
    if asked.method == "OPTIONS" && asked.header("access-control-request-method").is_some() {
        return Ok(response(core.preflight(&asked), None));
    }
    match core.handle(asked).await {
        Outcome::Answer(answer) => Ok(response(answer, None)),
        Outcome::CutAfter(answer, kept) => Ok(response(answer, Some(kept))),
        // An error of the service ends the connection without an answer.
        Outcome::Cut => Err(io::Error::from(io::ErrorKind::ConnectionReset)),
    }
}

/// With the whole length promised, but only so much of the body given.
fn response(answer: Answered, kept: Option<usize>) -> Response<Body> {
    let length = answer.body.len();
    let mut body = answer.body;
    let mut frames = Vec::new();
    if let Some(kept) = kept.filter(|kept| *kept < length) {
        body.truncate(kept);
        frames.push(Err(io::Error::from(io::ErrorKind::ConnectionReset)));
    }
    frames.insert(0, Ok(Frame::data(Bytes::from(body))));
    let mut response = Response::new(StreamBody::new(stream::iter(frames).boxed()));
    if let Ok(status) = answer.status.try_into() {
        *response.status_mut() = status;
    }
    if answer.status != 204 && answer.status != 304 {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
