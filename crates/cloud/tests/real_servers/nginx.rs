//! nginx over TLS, with a certificate of an authority made for one test, in front of another server.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    page::Page,
    process::{Running, run},
    server::program,
};

/// A front; stopped when dropped.
pub struct Front {
    server: Running,
}

impl Front {
    /// With this inside of its `server`, and this outside of it. Both as nginx reads them.
    pub async fn with(inside: &str, outside: &str) -> Front {
        let nginx = program(
            "LIFEBOAT_NGINX",
            &["/usr/sbin/nginx".into(), "nginx".into()],
            "Install Debian's package nginx (it need not run as a service)",
        );
        let start = |port: u16, folder: &Path| {
            certify(folder);
            let home = folder.display();
            let kept: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                .iter()
                .map(|kind| format!("{kind}_temp_path {home}/{kind};\n"))
                .collect();
            let text = format!(
                "daemon off;\nuser root;\npid {home}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{kept}\
                 {outside}\nserver {{\nlisten 127.0.0.1:{port} ssl;\nssl_certificate {home}/server.pem;\n\
                 ssl_certificate_key {home}/server.key;\n{inside}\n}}\n}}\n"
            );
            let config = folder.join("nginx.conf");
            std::fs::write(&config, text).unwrap();
            let mut command = Command::new(&nginx);
            command.arg("-e").arg("stderr").arg("-c").arg(config);
            command
        };
        let listens = async |port| tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok();
        Front { server: run("nginx", start, listens).await }
    }

    /// `https://127.0.0.1:…`, and this below it.
    pub fn url(&self, path: &str) -> String {
        format!("https://127.0.0.1:{}{path}", self.server.port)
    }

    /// A page that trusts this front, and nobody else.
    pub fn page(&self) -> Page {
        Page { ca: Some(self.authority()) }
    }

    fn authority(&self) -> PathBuf {
        self.server.folder().join("ca.pem")
    }
}

/// An authority that knows only this machine, and its certificate for it.
fn certify(folder: &Path) {
    let openssl = program("LIFEBOAT_OPENSSL", &["openssl".into()], "Install Debian's package openssl");
    let run = |arguments: &str| {
        let status = Command::new(&openssl)
            .args(arguments.split(' '))
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        assert!(status.unwrap().success(), "openssl {arguments}");
    };
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    run(&format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"));
    run(&format!("req {key} -keyout server.key -out server.csr -subj /CN=server"));
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    run(
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
    );
}
