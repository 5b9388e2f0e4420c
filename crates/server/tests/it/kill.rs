//! The server as a process: what it writes, and that it is killed while files arrive.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::harness::{PASSWORD, basic, make_dist};

struct Process(Child, String);

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn spawn(dir: &Path) -> Process {
    let mut child = Command::new(env!("CARGO_BIN_EXE_lifeboat-server"))
        .args(["--listen", "127.0.0.1:0", "--dist"])
        .arg(dir.join("dist"))
        .arg("--data")
        .arg(dir.join("data"))
        .env("LIFEBOAT_PASSWORD", PASSWORD)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let addr = line.trim().trim_start_matches("Listening on http://").trim_end_matches('/').to_owned();
    Process(child, addr)
}

fn request(
    addr: &str,
    method: &str,
    path: &str,
    extra: &str,
    body: &[u8],
) -> std::io::Result<(u16, Vec<u8>)> {
    let mut stream = TcpStream::connect(addr)?;
    let length = body.len();
    let basic = basic();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{basic}{extra}Content-Length: {length}\r\n\r\n"
    )?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let end =
        answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or(std::io::ErrorKind::UnexpectedEof)?;
    let status = std::str::from_utf8(&answer[..12]).ok().and_then(|head| head[9..].parse().ok());
    Ok((status.ok_or(std::io::ErrorKind::InvalidData)?, answer.split_off(end + 4)))
}

fn content(n: usize) -> Vec<u8> {
    let mut bytes = format!("file {n}\n").into_bytes();
    bytes.resize(300_000 + n, (n % 256) as u8);
    bytes
}

/// What it writes may be kept in a log that others read.
#[test]
fn the_password_is_written_to_no_log() {
    let dir = tempfile::tempdir().unwrap();
    make_dist(&dir.path().join("dist"));
    let data = dir.path().join("data");
    let mut child = Command::new(env!("CARGO_BIN_EXE_lifeboat-server"))
        .args(["--listen", "127.0.0.1:0", "--dist"])
        .arg(dir.path().join("dist"))
        .arg("--data")
        .arg(&data)
        .env_remove("LIFEBOAT_PASSWORD")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.take(2).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    let password = std::fs::read_to_string(data.join("password")).unwrap();
    assert!(password.len() > 10 && !said.concat().contains(password.trim()), "{said:?}");
    assert!(said[1].ends_with(&format!("password in {}", data.join("password").display())), "{said:?}");
}

#[test]
fn killed_in_the_middle_of_a_body_it_keeps_nothing_of_it() {
    let dir = tempfile::tempdir().unwrap();
    make_dist(&dir.path().join("dist"));
    let server = spawn(dir.path());
    let mut stream = TcpStream::connect(&server.1).unwrap();
    write!(
        stream,
        "PUT /dav/half HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n{}Content-Length: 100000\r\n\r\n",
        basic()
    )
    .unwrap();
    stream.write_all(&[1; 50_000]).unwrap();
    let tmp = dir.path().join("data/tmp");
    let arriving = || {
        let first = std::fs::read_dir(&tmp).unwrap().next();
        first.is_some_and(|entry| entry.unwrap().metadata().is_ok_and(|metadata| metadata.len() == 50_000))
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !arriving() {
        assert!(std::time::Instant::now() < deadline, "the body never arrived");
        std::thread::yield_now();
    }
    drop(server);
    let server = spawn(dir.path());
    assert_eq!(request(&server.1, "GET", "/dav/half", "", &[]).unwrap().0, 404);
    assert!(std::fs::read_dir(&tmp).unwrap().next().is_none());
    assert_eq!(request(&server.1, "PUT", "/dav/half", "If-None-Match: *\r\n", &[1; 10]).unwrap().0, 201);
}

#[test]
fn killed_at_any_moment_every_file_is_whole_and_every_acknowledged_one_is_there() {
    let dir = tempfile::tempdir().unwrap();
    make_dist(&dir.path().join("dist"));
    let mut next = 0;
    for round in 0..8u64 {
        let mut server = spawn(dir.path());
        let addr = server.1.clone();
        let first = next;
        // Writers that run until the server is gone, and say what they sent and what was acknowledged.
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let addr = addr.clone();
                std::thread::spawn(move || {
                    let (mut acknowledged, mut n) = (Vec::new(), first + writer);
                    while let Ok((status, _)) =
                        request(&addr, "PUT", &format!("/dav/{n}"), "If-None-Match: *\r\n", &content(n))
                    {
                        assert_eq!(status, 201);
                        acknowledged.push(n);
                        n += 4;
                    }
                    (acknowledged, n)
                })
            })
            .collect();
        // Another moment of the writing in each round.
        let until = std::time::Instant::now() + std::time::Duration::from_millis(60 + 23 * round);
        while std::time::Instant::now() < until {
            std::thread::yield_now();
        }
        server.0.kill().unwrap();
        let done: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        drop(server);
        let server = spawn(dir.path());
        for (acknowledged, last) in &done {
            for n in acknowledged {
                let (status, bytes) = request(&server.1, "GET", &format!("/dav/{n}"), "", &[]).unwrap();
                assert_eq!((status, bytes == content(*n)), (200, true), "file {n}");
            }
            // The one under way: whole or absent.
            let (status, bytes) = request(&server.1, "GET", &format!("/dav/{last}"), "", &[]).unwrap();
            assert!(status == 404 || bytes == content(*last), "file {last}: {status}");
            next = next.max(*last + 1);
        }
    }
}
