//! Starts real WebDAV servers on loopback, in a temporary folder each, and stops them again.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use lifeboat_cloud::{
    Drive,
    http::Http,
    http::native::Client,
    webdav::{Address, Behaviour, Login, WebDav},
};
use lifeboat_clouds::tools;

use crate::process::{Running, run};

pub const USER: &str = "lifeboat";
pub const PASSWORD: &str = "correct horse";
/// `{SHA}`, base64 of the SHA-1 of `PASSWORD`: Apache's own form, without a tool to make it.
const PASSWORD_SHA: &str = "{SHA}L55TUjtiq8FBorTWAZ0jy6g129A=";

/// A running server; stopped when dropped.
pub struct Server {
    pub name: &'static str,
    pub address: Address,
    _running: Running,
}

impl Server {
    pub fn drive_over<H: Http>(&self, http: H, behaviour: Behaviour) -> WebDav<H> {
        WebDav::new(http, self.address.clone(), Login::new(USER, PASSWORD), behaviour)
    }

    pub fn drive(&self) -> WebDav<Client> {
        self.drive_over(Client, Behaviour::default())
    }

    /// Its address for who stands on the same machine, as a front needs it: `http://127.0.0.1:…`.
    pub fn origin(&self) -> String {
        self.address.origin()
    }

    pub fn drive_as(&self, user: &str, password: &str) -> WebDav<Client> {
        WebDav::new(Client, self.address.clone(), Login::new(user, password), Behaviour::default())
    }
}

/// Starts `command` (given the port, and a folder of its own with `data` in it), and waits until it answers
/// as a WebDAV server, to the right password.
async fn start(name: &'static str, path: &str, command: impl Fn(u16, &Path) -> Command) -> Server {
    let address = |port| Address::parse(&format!("http://127.0.0.1:{port}{path}")).unwrap();
    let command = |port, folder: &Path| {
        fs::create_dir(folder.join("data")).unwrap();
        command(port, folder)
    };
    let ready = async |port| {
        let login = Login::new(USER, PASSWORD);
        WebDav::new(Client, address(port), login, Behaviour::default()).account().await.is_ok()
    };
    let running = run(name, command, ready).await;
    Server { name, address: address(running.port), _running: running }
}

pub fn target() -> PathBuf {
    // `target/tmp` is what cargo names to integration tests.
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

/// A program that `cargo xtask setup` builds.
pub fn tool(name: &str) -> PathBuf {
    tools().join("bin").join(name)
}

/// A program of the Python environment that it makes.
pub fn python(name: &str) -> PathBuf {
    tools().join("python/bin").join(name)
}

/// What to do when such a program is missing.
pub const SETUP: &str = "Run `cargo xtask setup`";

/// The program at one of these places, or a failure that says what to do.
pub fn program(variable: &str, places: &[PathBuf], remedy: &str) -> PathBuf {
    let named = env::var_os(variable).map(PathBuf::from);
    let on_path = env::var_os("PATH").unwrap_or_default();
    let mut candidates: Vec<PathBuf> = named.into_iter().collect();
    for place in places {
        if place.is_absolute() {
            candidates.push(place.clone());
        } else {
            candidates.extend(env::split_paths(&on_path).map(|folder| folder.join(place)));
        }
    }
    candidates.into_iter().find(|path| path.is_file()).unwrap_or_else(|| {
        panic!("{} is missing. {remedy}, or name it in {variable}", places[0].display());
    })
}

/// How wsgidav asks who it is.
const WSGIDAV_LOGIN: &str =
    "http_authenticator: {accept_basic: true, accept_digest: false, default_to_digest: false}\n";

pub async fn wsgidav() -> Server {
    wsgidav_with(WSGIDAV_LOGIN).await
}

/// With this beside the address, the folder and the user. As YAML.
pub async fn wsgidav_with(more: &str) -> Server {
    let wsgidav = program("LIFEBOAT_WSGIDAV", &[python("wsgidav"), "wsgidav".into()], SETUP);
    start("wsgidav", "/", |port, folder| {
        let config = folder.join("wsgidav.yaml");
        let text = format!(
            "host: 127.0.0.1\nport: {port}\nserver: cheroot\nprovider_mapping:\n  '/': '{}'\n{more}\
             simple_dc:\n  user_mapping:\n    '*':\n      '{USER}':\n        password: '{PASSWORD}'\n\
             verbose: 1\n",
            folder.join("data").display()
        );
        fs::write(&config, text).unwrap();
        let mut command = Command::new(&wsgidav);
        command.arg("-c").arg(config);
        command
    })
    .await
}

/// Apache's block for a folder `/srv/dav`, with a login and without CORS.
const APACHE_FOLDER: &str = "<Directory /srv/dav>\nDav On\nAuthType Basic\nAuthName test\n\
    AuthUserFile /etc/apache2/dav.users\nRequire valid-user\n</Directory>\n";

pub async fn apache() -> Server {
    apache_with(&[], |home| {
        APACHE_FOLDER
            .replace("/srv/dav", &format!("{home}/data"))
            .replace("/etc/apache2/dav.users", &format!("{home}/users"))
    })
    .await
}

/// With these modules beside those of WebDAV, and this configuration, made for the folder that has `data` and
/// `users` in it.
pub async fn apache_with(more: &[&str], configuration: impl Fn(&str) -> String) -> Server {
    let apache = program(
        "LIFEBOAT_APACHE",
        &["/usr/sbin/apache2".into(), "apache2".into()],
        "Install Debian's package apache2 (it need not run as a service)",
    );
    start("apache2", "/", |port, folder| {
        let config = folder.join("apache.conf");
        let modules = [
            "mpm_event",
            "authn_core",
            "authn_file",
            "authz_core",
            "authz_user",
            "auth_basic",
            "mime",
            "dir",
            "dav",
            "dav_fs",
        ];
        let modules: String = modules
            .iter()
            .chain(more)
            .map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"))
            .collect();
        let home = folder.display();
        let text = format!(
            "ServerName localhost\nListen 127.0.0.1:{port}\nServerRoot {home}\nDefaultRuntimeDir {home}\n\
             PidFile {home}/pid\nErrorLog {home}/error\nUser www-data\nGroup www-data\n{modules}\
             TypesConfig /etc/mime.types\nDAVLockDB {home}/locks/db\nDocumentRoot {home}/data\n{}",
            configuration(&home.to_string())
        );
        fs::write(&config, text).unwrap();
        fs::write(folder.join("users"), format!("{USER}:{PASSWORD_SHA}\n")).unwrap();
        fs::create_dir(folder.join("locks")).unwrap();
        // Started as root it serves as another user.
        let open = Command::new("chmod").arg("-R").arg("a+rwX").arg(folder).status().unwrap();
        assert!(open.success());
        let mut command = Command::new(&apache);
        command.arg("-f").arg(config).arg("-DFOREGROUND");
        command
    })
    .await
}

pub async fn lighttpd() -> Server {
    let lighttpd = program(
        "LIFEBOAT_LIGHTTPD",
        &["/usr/sbin/lighttpd".into(), "lighttpd".into()],
        "Install Debian's packages lighttpd and lighttpd-mod-webdav (they need not run as a service)",
    );
    start("lighttpd", "/", |port, folder| {
        let (config, home) = (folder.join("lighttpd.conf"), folder.display());
        let text = format!(
            "server.document-root = \"{home}/data\"\nserver.bind = \"127.0.0.1\"\nserver.port = {port}\n\
             server.modules = (\"mod_auth\", \"mod_authn_file\", \"mod_webdav\")\n\
             server.errorlog = \"{home}/error\"\nserver.upload-dirs = (\"{home}\")\nwebdav.activate = \"enable\"\n\
             auth.backend = \"plain\"\nauth.backend.plain.userfile = \"{home}/users\"\n\
             auth.require = (\"\" => (\"method\" => \"basic\", \"realm\" => \"test\", \"require\" => \"valid-user\"))\n"
        );
        fs::write(&config, text).unwrap();
        fs::write(folder.join("users"), format!("{USER}:{PASSWORD}\n")).unwrap();
        let mut command = Command::new(&lighttpd);
        command.arg("-D").arg("-f").arg(config);
        command
    })
    .await
}

/// Debian's sabre/dav over PHP's own server, several requests at a time, as its documents recommend it.
pub async fn sabre() -> Server {
    const SCRIPT: &str = r#"<?php
error_reporting(E_ALL & ~E_DEPRECATED);
set_error_handler(function ($level, $text, $file, $line) {
    if (error_reporting() & $level) { throw new ErrorException($text, 0, $level, $file, $line); }
});
require '/usr/share/php/Sabre/autoload.php';
class Login extends Sabre\DAV\Auth\Backend\AbstractBasic {
    protected function validateUserPass($user, $password) {
        return $user === getenv('LIFEBOAT_USER') && $password === getenv('LIFEBOAT_PASSWORD');
    }
}
$server = new Sabre\DAV\Server(new Sabre\DAV\FSExt\Directory(getenv('LIFEBOAT_DATA')));
$server->setBaseUri('/');
$server->addPlugin(new Sabre\DAV\Auth\Plugin(new Login(), 'test'));
$server->exec();
"#;
    let php = program("LIFEBOAT_PHP", &["php".into()], "Install Debian's packages php-cli and php-sabre-dav");
    start("sabre/dav", "/", |port, folder| {
        let script = folder.join("router.php");
        fs::write(&script, SCRIPT).unwrap();
        let mut command = Command::new(&php);
        command.env("PHP_CLI_SERVER_WORKERS", "8").env("LIFEBOAT_DATA", folder.join("data"));
        command.env("LIFEBOAT_USER", USER).env("LIFEBOAT_PASSWORD", PASSWORD);
        command.args(["-d", "opcache.enable_cli=1", "-S", &format!("127.0.0.1:{port}")]).arg(script);
        command
    })
    .await
}

pub async fn rclone() -> Server {
    let rclone = program("LIFEBOAT_RCLONE", &["rclone".into()], "Install Debian's package rclone");
    start("rclone", "/", |port, folder| {
        let mut command = Command::new(&rclone);
        command.args(["serve", "webdav"]).arg(folder.join("data"));
        command.args(["--addr", &format!("127.0.0.1:{port}"), "--user", USER, "--pass", PASSWORD]);
        command.arg("--config").arg(folder.join("rclone.conf"));
        command
    })
    .await
}

pub async fn dufs() -> Server {
    let dufs = program("LIFEBOAT_DUFS", &[tool("dufs"), "dufs".into()], SETUP);
    start("dufs", "/", |port, folder| {
        let mut command = Command::new(&dufs);
        command.arg(folder.join("data")).args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--allow-all", "--enable-cors", "--auth", &format!("{USER}:{PASSWORD}@/:rw")]);
        command
    })
    .await
}

pub async fn ours() -> Server {
    let server = program(
        "LIFEBOAT_SERVER",
        &[target().join("debug/lifeboat-server"), target().join("release/lifeboat-server")],
        "Run `cargo build -p lifeboat-server`",
    );
    start("lifeboat-server", "/dav/", |port, folder| {
        let dist = folder.join("dist");
        fs::create_dir(&dist).unwrap();
        fs::write(dist.join("index.html"), "<!DOCTYPE html><html><body>the app</body></html>").unwrap();
        let mut command = Command::new(&server);
        command.arg("--dist").arg(dist).arg("--data").arg(folder.join("data"));
        command.args(["--listen", &format!("127.0.0.1:{port}"), "--password", PASSWORD]);
        command
    })
    .await
}
