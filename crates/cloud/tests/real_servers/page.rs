//! What a browser makes of a request of the wallet's page: it asks first (CORS), keeps its rules for the
//! answer, unpacks, and speaks TLS only to whom it trusts. The standard is <https://fetch.spec.whatwg.org>.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use async_trait::async_trait;
use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request};

/// Where the documents say that the wallet is.
pub const ORIGIN: &str = "https://wallet.example";

/// Response headers that every page may read.
const ALWAYS_SHOWN: [&str; 7] = [
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
];

/// HTTP as `fetch` in a page at [`ORIGIN`] has it. `ca`: the file with the only certificate it trusts.
#[derive(Clone, Default)]
pub struct Page {
    pub ca: Option<PathBuf>,
}

#[async_trait(?Send)]
impl Http for Page {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        if !self.is_let(&request).await? {
            return Err(HttpError::NoAnswer);
        }
        let mut head = head(request.method.as_str(), &request.url)?;
        for (name, value) in &request.headers {
            head.push((*name, value.as_str().to_owned()));
        }
        head.push(("accept-encoding", "gzip, deflate, br".to_owned()));
        if !request.body.is_empty() || request.method == Method::Put {
            head.push(("content-length", request.body.len().to_string()));
        }
        let limit = request.limit;
        let answer = self.exchange(&request.url, head, request.body).await?;
        if matches!(answer.status, 301..=303 | 307 | 308) {
            return Err(HttpError::Redirected);
        }
        if !lets_in(&answer) {
            return Err(HttpError::NoAnswer);
        }
        let mut answer = unpacked(answer)?;
        if answer.body.len() > limit {
            return Err(HttpError::TooLarge);
        }
        let exposed = joined(&answer, "access-control-expose-headers");
        answer.headers.retain(|(name, _)| ALWAYS_SHOWN.contains(&name.as_str()) || lists(&exposed, name));
        Ok(answer)
    }
}

impl Page {
    /// The question before everything that a form could not send.
    pub async fn is_let(&self, request: &Request) -> Result<bool, HttpError> {
        let mut beyond: Vec<&str> = request.headers.iter().map(|(name, _)| *name).collect();
        beyond.sort_unstable();
        let mut head = head("OPTIONS", &request.url)?;
        head.push(("access-control-request-method", request.method.as_str().to_owned()));
        head.push(("access-control-request-headers", beyond.join(",")));
        let answer = self.exchange(&request.url, head, Vec::new()).await?;
        let methods = joined(&answer, "access-control-allow-methods");
        let headers = joined(&answer, "access-control-allow-headers");
        let simple = matches!(request.method, Method::Get | Method::Post);
        Ok((200..300).contains(&answer.status)
            && lets_in(&answer)
            && (simple || lists(&methods, request.method.as_str()))
            && beyond.iter().all(|name| lists(&headers, name)))
    }

    async fn exchange(
        &self,
        url: &str,
        head: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Answer, HttpError> {
        let (authority, _) = parts(url)?;
        let mut bytes = head.iter().fold(String::new(), |text, (name, value)| match *name {
            "" => format!("{value} HTTP/1.1\r\n"),
            name => format!("{text}{name}: {value}\r\n"),
        });
        bytes += "\r\n";
        let sent = [bytes.into_bytes(), body].concat();
        let (authority, ca) = (authority.to_owned(), self.ca.clone().filter(|_| url.starts_with("https:")));
        let came = tokio::task::spawn_blocking(move || match ca {
            Some(ca) => over_tls(&authority, &ca, &sent),
            None => plainly(&authority, &sent),
        });
        let came = came.await.map_err(|_| HttpError::NoAnswer)?.map_err(|_| HttpError::NoAnswer)?;
        read(&came).ok_or(HttpError::NoAnswer)
    }
}

fn parts(url: &str) -> Result<(&str, &str), HttpError> {
    let rest = url.split_once("://").map(|(_, rest)| rest).ok_or(HttpError::BadAddress)?;
    rest.find('/').map(|at| rest.split_at(at)).ok_or(HttpError::BadAddress)
}

fn head(method: &str, url: &str) -> Result<Vec<(&'static str, String)>, HttpError> {
    let (authority, target) = parts(url)?;
    Ok(vec![
        ("", format!("{method} {target}")),
        ("host", authority.to_owned()),
        ("origin", ORIGIN.to_owned()),
        ("connection", "close".to_owned()),
    ])
}

fn plainly(authority: &str, sent: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut socket = TcpStream::connect(authority)?;
    socket.set_read_timeout(Some(Duration::from_secs(60)))?;
    socket.write_all(sent)?;
    let mut came = Vec::new();
    socket.read_to_end(&mut came)?;
    Ok(came)
}

fn over_tls(authority: &str, ca: &PathBuf, sent: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut child = Command::new("openssl")
        .args([
            "s_client",
            "-quiet",
            "-verify_return_error",
            "-verify_ip",
            "127.0.0.1",
            "-connect",
            authority,
        ])
        .arg("-CAfile")
        .arg(ca)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let (Some(mut input), Some(mut output)) = (input, output) else {
        return Err(std::io::ErrorKind::Other.into());
    };
    let mut came = Vec::new();
    std::thread::scope(|scope| {
        // A server that refuses a long body answers before all of it was sent: that is not an error of the
        // answer.
        let writing = scope.spawn(move || input.write_all(sent).map(|()| input));
        let read = output.read_to_end(&mut came);
        drop(writing.join());
        read
    })?;
    child.wait()?;
    Ok(came)
}

/// A whole answer of HTTP/1.1, or none.
fn read(came: &[u8]) -> Option<Answer> {
    let end = came.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(came.get(..end)?).into_owned();
    let body = came.get(end + 4..)?;
    let mut lines = head.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let answer = Answer { status, headers, body: Vec::new() };
    let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    let body = match length {
        _ if answer.header("transfer-encoding") == Some("chunked") => unchunked(body)?,
        Some(length) => body.get(..length)?.to_vec(),
        None => body.to_vec(),
    };
    Some(Answer { body, ..answer })
}

fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 2 + size + 2..)?;
    }
}

/// All values of a header, as a browser joins them.
fn joined(answer: &Answer, name: &str) -> String {
    let values = answer.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
    values.collect::<Vec<_>>().join(", ")
}

fn lists(list: &str, name: &str) -> bool {
    list.split(',').any(|known| known.trim().eq_ignore_ascii_case(name))
}

/// The header is sent once: if both the server and what stands in front of it send it, browsers refuse it.
pub fn lets_in(answer: &Answer) -> bool {
    let origin = joined(answer, "access-control-allow-origin");
    origin == ORIGIN || origin == "*"
}

/// Unpacked, while the length in the header stays that of what was packed.
fn unpacked(answer: Answer) -> Result<Answer, HttpError> {
    match answer.header("content-encoding") {
        None | Some("identity") => return Ok(answer),
        Some("gzip") => {}
        Some(_) => return Err(HttpError::NoAnswer),
    }
    let mut child = Command::new("gzip")
        .arg("-dc")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| HttpError::NoAnswer)?;
    let mut input = child.stdin.take().ok_or(HttpError::NoAnswer)?;
    let packed = answer.body.clone();
    let writing = std::thread::spawn(move || input.write_all(&packed));
    let output = child.wait_with_output().map_err(|_| HttpError::NoAnswer)?;
    drop(writing.join());
    // A browser that cannot unpack all of it has no answer.
    match output.status.success() {
        true => Ok(Answer { body: output.stdout, ..answer }),
        false => Err(HttpError::NoAnswer),
    }
}
