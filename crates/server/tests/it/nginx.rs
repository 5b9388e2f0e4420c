//! nginx with TLS, by the blocks that `docs/hosting.md` shows.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::header::{HeaderMap, HeaderName, ORIGIN};
use reqwest::{Certificate, Client, Response};
use tempfile::TempDir;

use crate::harness::{PASSWORD, until};

/// A running nginx; stopped when dropped.
pub struct Front {
    nginx: Child,
    origin: String,
    client: Client,
    authority: Certificate,
    _home: TempDir,
}

impl Drop for Front {
    fn drop(&mut self) {
        // It ends its workers with itself; killed it could not.
        drop(Command::new("kill").arg("-TERM").arg(self.nginx.id().to_string()).status());
        drop(self.nginx.wait());
    }
}

/// A block of nginx in the document, counted from 1, with its example values exchanged for those of this run.
/// Each must be there exactly once.
pub fn documented(number: usize, values: &[(&str, &str)]) -> String {
    let text = include_str!("../../../../docs/hosting.md");
    let block = text.split("```nginx\n").nth(number).and_then(|rest| rest.split("```").next()).unwrap();
    values.iter().fold(block.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        text.replace(from, to)
    })
}

/// An authority for this test alone, and its certificate for this machine.
fn certify(home: &Path) {
    let run = |arguments: &str| {
        let status = Command::new("openssl")
            .args(arguments.split(' '))
            .current_dir(home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let status = status.expect("openssl is not there: install Debian's package openssl");
        assert!(status.success(), "openssl {arguments}");
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    run(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"));
    run(&format!("req {key} -keyout server.key -out server.csr -subj /CN=server"));
    std::fs::write(home.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    run(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    );
}

fn client(authority: Certificate, from: [u8; 4]) -> Client {
    Client::builder()
        .use_rustls_tls()
        .tls_built_in_root_certs(false)
        .add_root_certificate(authority)
        .local_address(std::net::IpAddr::from(from))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .http1_only()
        .build()
        .unwrap()
}

impl Front {
    /// With this block, which has the documented address and certificate.
    pub async fn with(block: &str) -> Front {
        let home = tempfile::tempdir().unwrap();
        certify(home.path());
        let port = lifeboat_ports::reserve().unwrap();
        let place = home.path().display().to_string();
        let block = block
            .replace("443 ssl", &format!("127.0.0.1:{port} ssl"))
            .replace("server_name wallet.example", "server_name 127.0.0.1")
            .replace("/etc/ssl/wallet.pem", &format!("{place}/server.pem"))
            .replace("/etc/ssl/wallet.key", &format!("{place}/server.key"));
        let folder = home.path().display();
        let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let kept: String = kinds.iter().map(|kind| format!("{kind}_temp_path {folder}/{kind};\n")).collect();
        let config = home.path().join("nginx.conf");
        let text = format!(
            "daemon off;\nuser root;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\ninclude /etc/nginx/mime.types;\n{kept}{block}}}\n"
        );
        std::fs::write(&config, text).unwrap();
        let nginx = Command::new("/usr/sbin/nginx")
            .args(["-e", "stderr", "-c"])
            .arg(config)
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx is not there: install Debian's package nginx (it need not run as a service)");
        let authority = Certificate::from_pem(&std::fs::read(home.path().join("ca.pem")).unwrap()).unwrap();
        let client = client(authority.clone(), [127, 0, 0, 1]);
        until(|| async { tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() }).await;
        Front { nginx, origin: format!("https://127.0.0.1:{port}"), client, authority, _home: home }
    }

    /// The same, asked from another address of this machine.
    pub fn from(&mut self, address: [u8; 4]) {
        self.client = client(self.authority.clone(), address);
    }

    /// Asks as a page of this origin does.
    pub async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        let mut named = HeaderMap::from_iter([(ORIGIN, self.origin.parse().unwrap())]);
        for (name, value) in headers {
            named.insert(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let request = self.client.request(method.parse().unwrap(), format!("{}{path}", self.origin));
        request.headers(named).body(body).send().await.unwrap()
    }

    pub async fn dav(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Response {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let owner = format!("Basic {}", STANDARD.encode(format!("lifeboat:{PASSWORD}")));
        let headers = [&[("Authorization", owner.as_str())], headers].concat();
        self.ask(method, path, &headers, body).await
    }

    /// The handshake of RFC 6455, section 4.1, with its own example of a key.
    pub async fn upgrade(&self, path: &str) -> Response {
        let headers = [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        self.ask("GET", path, &headers, Vec::new()).await
    }
}
