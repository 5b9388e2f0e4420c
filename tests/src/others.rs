//! Servers of other people, from `cargo xtask setup`.

use std::path::Path;
use std::process::Command;

use lifeboat_clouds::tools;
use serde_json::json;
use tempfile::TempDir;

use crate::processes::{Process, reserved_port, root};
use crate::{PATIENCE, poll};

/// The bucket there is.
pub const BUCKET: &str = "wallets";
/// Who has an account.
pub const SAMANTHA: &str = "samantha";
/// What she signs in with.
pub const SAMANTHAS_PASSWORD: &str = "correct horse";

/// moto: the interface of S3, one request after the other. It lets in every page: the rules of a bucket it
/// keeps for single files only.
pub struct Moto {
    process: Process,
    _dir: TempDir,
    port: u16,
}

/// A WebDAV server whose account is Samantha's.
pub struct WebDav {
    process: Process,
    _dir: TempDir,
    port: u16,
}

/// armadietto, a remoteStorage server.
pub struct RemoteStorage {
    process: Process,
    _dir: TempDir,
    port: u16,
}

impl Moto {
    /// With a bucket.
    pub async fn start() -> Moto {
        let dir = tempfile::tempdir().unwrap();
        let port = reserved_port();
        let ours = tools().join("python/bin/python");
        // Or whichever is on the path.
        let mut command = Command::new(if ours.exists() { ours } else { "python3".into() });
        command.arg(root().join("tools/moto/one_by_one.py")).args([
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        let process = Process::start(&mut command, &dir.path().join("moto.log"));
        let mut moto = Moto { process, _dir: dir, port };
        let ready = format!("{}/moto-api/data.json", moto.address());
        answers(&mut moto.process, &ready).await;
        let bucket = format!("{}/{BUCKET}", moto.address());
        assert!(client().put(bucket).send().await.unwrap().status().is_success());
        moto
    }

    /// Where it is.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl WebDav {
    /// wsgidav: refuses to replace files where it is asked to.
    pub async fn wsgidav() -> WebDav {
        let ours = tools().join("python/bin/wsgidav");
        let program = std::env::var_os("LIFEBOAT_WSGIDAV").map(Into::into);
        let program = program.unwrap_or(if ours.exists() { ours } else { "wsgidav".into() });
        WebDav::start("wsgidav", |port, folder| {
            let config = folder.join("wsgidav.yaml");
            let text = format!(
                "host: 127.0.0.1\nport: {port}\nserver: cheroot\nprovider_mapping:\n  '/': '{}'\n\
                 http_authenticator:\n  accept_basic: true\n  accept_digest: false\n  default_to_digest: false\n\
                 simple_dc:\n  user_mapping:\n    '*':\n      '{SAMANTHA}':\n        password: '{SAMANTHAS_PASSWORD}'\n\
                 verbose: 1\n",
                folder.join("data").display()
            );
            std::fs::write(&config, text).unwrap();
            let mut command = Command::new(&program);
            command.arg("-c").arg(config);
            command
        })
        .await
    }

    /// dufs: replaces files whatever it is asked.
    pub async fn dufs() -> WebDav {
        let ours = tools().join("bin/dufs");
        let program = std::env::var_os("LIFEBOAT_DUFS").map(Into::into);
        let program = program.unwrap_or(if ours.exists() { ours } else { "dufs".into() });
        WebDav::start("dufs", |port, folder| {
            let mut command = Command::new(&program);
            command.arg(folder.join("data")).args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
            command.args(["--allow-all", "--auth", &format!("{SAMANTHA}:{SAMANTHAS_PASSWORD}@/:rw")]);
            command
        })
        .await
    }

    /// rclone: does so, too.
    pub async fn rclone() -> WebDav {
        let program = std::env::var_os("LIFEBOAT_RCLONE").unwrap_or_else(|| "rclone".into());
        WebDav::start("rclone", |port, folder| {
            let mut command = Command::new(&program);
            command.args(["serve", "webdav"]).arg(folder.join("data"));
            command.args(["--addr", &format!("127.0.0.1:{port}")]);
            command.args(["--user", SAMANTHA, "--pass", SAMANTHAS_PASSWORD]);
            command.arg("--config").arg(folder.join("rclone.conf"));
            command
        })
        .await
    }

    async fn start(name: &str, command: impl Fn(u16, &Path) -> Command) -> WebDav {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("data")).unwrap();
        let port = reserved_port();
        let process = Process::start(&mut command(port, dir.path()), &dir.path().join(format!("{name}.log")));
        let mut server = WebDav { process, _dir: dir, port };
        let http = client();
        let asked = poll(PATIENCE, async || {
            server.process.must_run();
            let asked = http.get(format!("http://127.0.0.1:{port}/"));
            asked.basic_auth(SAMANTHA, Some(SAMANTHAS_PASSWORD)).send().await.ok()
        });
        asked.await.unwrap_or_else(|| panic!("{name} does not answer: {}", server.process.said()));
        server
    }

    /// Where it is, without what lets pages in.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl RemoteStorage {
    /// With Samantha's account.
    pub async fn start() -> RemoteStorage {
        let dir = tempfile::tempdir().unwrap();
        let port = reserved_port();
        for folder in ["data", "logs"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
        }
        let config = json!({
            "basePath": "", "allow_signup": true, "storage_path": dir.path().join("data"), "cache_views": true,
            "http": { "host": "127.0.0.1", "port": port },
            "logging": { "log_dir": dir.path().join("logs"), "stdout": ["error"], "log_files": ["error"] },
        });
        let file = dir.path().join("armadietto.json");
        std::fs::write(&file, config.to_string()).unwrap();
        let script = tools().join("armadietto/node_modules/armadietto/bin/armadietto.js");
        assert!(script.exists(), "{} is missing. Run `cargo xtask setup`", script.display());
        let node = std::env::var_os("LIFEBOAT_NODE").unwrap_or_else(|| "node".into());
        let mut command = Command::new(node);
        command.arg(script).arg("-c").arg(file);
        let process = Process::start(&mut command, &dir.path().join("armadietto.log"));
        let mut server = RemoteStorage { process, _dir: dir, port };
        let base = format!("http://127.0.0.1:{port}");
        answers(&mut server.process, &base).await;
        let form = "username=samantha&email=samantha%40wallet.example&password=correct%20horse";
        let asked = client().post(format!("{base}/signup"));
        let asked = asked.header("content-type", "application/x-www-form-urlencoded").body(form);
        assert!(asked.send().await.unwrap().status().as_u16() < 400);
        server
    }

    /// Samantha's address.
    pub fn user(&self) -> String {
        format!("{SAMANTHA}@127.0.0.1:{}", self.port)
    }
}

async fn answers(process: &mut Process, url: &str) {
    let http = client();
    poll(PATIENCE, async || {
        process.must_run();
        http.get(url).send().await.ok().filter(|answer| answer.status().is_success())
    })
    .await
    .unwrap_or_else(|| panic!("{url} does not answer: {}", process.said()));
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}
