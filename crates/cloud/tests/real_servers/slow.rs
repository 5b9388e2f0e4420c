//! HTTP that stops in the middle of an upload, until it is told to continue.

use std::{cell::Cell, rc::Rc};

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request, native::Client};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};

/// Like the native client, but each `PUT` waits after the first half of its body.
#[derive(Clone, Default)]
pub struct Slow {
    pub half_sent: Rc<Notify>,
    pub go_on: Rc<Notify>,
    pub broken_off: Rc<Cell<bool>>,
}

#[async_trait(?Send)]
impl Http for Slow {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        if request.method != Method::Put {
            return Client.send(request).await;
        }
        self.put(request).await.map_err(|_| HttpError::NoAnswer)
    }
}

impl Slow {
    async fn put(&self, request: Request) -> std::io::Result<Answer> {
        let (authority, path) = request.url.strip_prefix("http://").unwrap().split_once('/').unwrap();
        let mut socket = TcpStream::connect(authority).await?;
        let mut head = format!("PUT /{path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n");
        for (name, value) in &request.headers {
            head += &format!("{name}: {}\r\n", value.as_str());
        }
        head += &format!("content-length: {}\r\n\r\n", request.body.len());
        socket.write_all(head.as_bytes()).await?;
        let (first, rest) = request.body.split_at(request.body.len() / 2);
        socket.write_all(first).await?;
        socket.flush().await?;
        self.half_sent.notify_one();
        self.go_on.notified().await;
        if self.broken_off.get() {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        }
        socket.write_all(rest).await?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await?;
        let text = String::from_utf8_lossy(&answer);
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(Answer { status, headers: Vec::new(), body: Vec::new() })
    }
}
