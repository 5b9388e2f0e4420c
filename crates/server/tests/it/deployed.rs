//! The files for operators in `deploy/`: what they start is started, and nothing that they set up contradicts
//! the server.

use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::StatusCode;

use crate::harness::{PASSWORD, make_dist, start, until};

const UNIT: &str = include_str!("../../../../deploy/lifeboat-server.service");
const CADDYFILE: &str = include_str!("../../../../deploy/Caddyfile");
const DOCKERFILE: &str = include_str!("../../../../deploy/Dockerfile");
const BINARY: &str = env!("CARGO_BIN_EXE_lifeboat-server");

/// What the unit starts, word by word.
fn unit_command() -> Vec<String> {
    let start = UNIT.split_once("ExecStart=").unwrap().1.replace("\\\n", " ");
    start.lines().next().unwrap().split_whitespace().map(str::to_owned).collect()
}

/// What a container starts, and what the comment above shows after the image's name.
fn container_command() -> Vec<String> {
    let entry = DOCKERFILE.lines().find_map(|line| line.strip_prefix("ENTRYPOINT ")).unwrap();
    let entry = entry.trim_matches(['[', ']']).split(", ").map(|word| word.trim_matches('"').to_owned());
    let shown = DOCKERFILE.lines().find_map(|line| line.strip_prefix("#     lifeboat ")).unwrap();
    entry.chain(shown.split(' ').map(str::to_owned)).collect()
}

/// A machine on which the files lie where they are expected.
fn serves(command: &[String]) -> (tempfile::TempDir, Vec<String>) {
    let machine = tempfile::tempdir().unwrap();
    let at = |path: &str| machine.path().join(path.trim_start_matches('/'));
    std::fs::create_dir_all(at("/etc/lifeboat")).unwrap();
    std::fs::create_dir_all(at("/var/lib/lifeboat")).unwrap();
    make_dist(&at("/srv/lifeboat/dist"));
    std::fs::write(at("/etc/lifeboat/config.json"), "{}").unwrap();
    let there = |word: &String| match word.starts_with('/') {
        true => at(word).display().to_string(),
        false => word.clone(),
    };
    let words = command.iter().skip(1).map(there).collect();
    (machine, words)
}

/// Ended when dropped, whatever has failed.
struct Started(std::process::Child);

impl Drop for Started {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

async fn is_served(command: &[String]) {
    assert_eq!(command[0], "/usr/local/bin/lifeboat-server");
    let (machine, mut words) = serves(command);
    let port = lifeboat_ports::reserve().unwrap();
    let listen = format!("127.0.0.1:{port}");
    match words.iter().position(|word| word == "--listen") {
        Some(at) => words[at + 1] = listen,
        None => words.extend(["--listen".to_owned(), listen]),
    }
    let child = Command::new(BINARY)
        .args(&words)
        .env("LIFEBOAT_PASSWORD", PASSWORD)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Started(child);
    until(|| async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() }).await;
    for path in ["/", "/config.json"] {
        let answer = reqwest::get(format!("http://127.0.0.1:{port}{path}")).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
    }
    drop((started, machine));
}

#[tokio::test]
async fn what_the_unit_starts_serves_the_app() {
    is_served(&unit_command()).await;
}

#[tokio::test]
async fn what_the_container_starts_serves_the_app() {
    is_served(&container_command()).await;
}

/// Two writers of one list: what the image is made of has to be let into its build.
#[test]
fn the_image_is_made_of_what_is_let_in() {
    let let_in: Vec<&str> = include_str!("../../../../deploy/Dockerfile.dockerignore")
        .lines()
        .filter_map(|line| line.strip_prefix('!'))
        .collect();
    let mut copied: Vec<&str> =
        DOCKERFILE.lines().filter_map(|line| line.strip_prefix("COPY ")?.split(' ').next()).collect();
    copied.sort_unstable();
    assert_eq!(copied, let_in);
}

/// Not run: Caddy is no package of Debian's that the suite has. Its file is short enough to be compared with
/// what it stands before.
#[tokio::test]
async fn the_proxy_leads_to_the_unit_replaces_who_asks_and_touches_no_header_of_the_server() {
    let command = unit_command();
    let at = command.iter().position(|word| word == "--listen").unwrap();
    assert!(CADDYFILE.contains(&format!("reverse_proxy {} {{", command[at + 1])), "{CADDYFILE}");
    assert!(command.contains(&"--behind-proxy".to_owned()));
    let directives: Vec<&str> =
        CADDYFILE.lines().map(str::trim).filter(|line| !line.starts_with('#')).collect();
    let changed: Vec<&&str> = directives.iter().filter(|line| line.starts_with("header")).collect();
    assert_eq!(changed, [&"header_up X-Forwarded-For {remote_host}"]);
    let server = start(|_| {}).await;
    let sent = server.open("GET", "/").send().await.unwrap();
    for name in sent.headers().keys() {
        assert!(!directives.iter().any(|line| line.to_ascii_lowercase().contains(name.as_str())), "{name}");
    }
}

#[test]
fn systemd_finds_no_fault_with_the_unit() {
    let there = tempfile::tempdir().unwrap();
    let unit = there.path().join("lifeboat-server.service");
    let binary = Path::new(BINARY).display().to_string();
    std::fs::write(&unit, UNIT.replace("/usr/local/bin/lifeboat-server", &binary)).unwrap();
    let verify = Command::new("systemd-analyze").arg("verify").arg(&unit).output();
    let verify = verify.expect("systemd-analyze is not there: install Debian's package systemd");
    let said = String::from_utf8_lossy(&verify.stderr);
    let about_it: Vec<&str> = said.lines().filter(|line| line.contains("lifeboat-server")).collect();
    assert!(verify.status.success() && about_it.is_empty(), "{said}");
}
