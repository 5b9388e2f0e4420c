//! `cargo xtask serve`: the app on a local network, with nothing else to set up.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use crate::run::{Result, Service, command, root, target};
use crate::{build, setup};

/// Where the guards of PINs listen: the first of them, and the next ports.
const GUARDS: &str = "127.0.0.1:8091";
/// How many there are; two of them have to answer.
const GUARD_COUNT: u16 = 3;

/// Sets up, builds, starts everything, and waits until it is stopped.
pub fn serve(args: &[String]) -> Result {
    let listen = option(args, "--listen").unwrap_or("127.0.0.1:8080");
    let network = option(args, "--network").unwrap_or("127.0.0.1:3002");
    let peer = option(args, "--peer").unwrap_or("127.0.0.1:9735");
    setup::for_running()?;
    build::servers()?;
    build::app()?;

    let data = root().join("target").join("serve");
    std::fs::create_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
    println!("· starting bitcoin and Lightning");
    let mut regtest = Service::start(
        command(target().join("debug/lifeboat-regtest"))
            .args(["--listen", network, "--peer", peer, "--merchant", "--data"])
            .arg(data.join("network"))
            .stdout(Stdio::piped()),
    )?;
    let ready = wait_ready(&mut regtest)?;
    println!("· starting the doubles of the cloud services");
    let mut clouds = Service::start(
        command(target().join("debug/lifeboat-clouds"))
            .arg(format!("http://{listen}/oauth/callback"))
            .stdout(Stdio::piped()),
    )?;
    let clouds_ready = wait_ready(&mut clouds)?;
    println!("· starting three guards");
    let guards = start_guards(&data, option(args, "--guards").unwrap_or(GUARDS))?;
    let guard_urls: Vec<&str> = guards.iter().map(|(url, _)| url.as_str()).collect();
    let config = data.join("config.json");
    write_config(&config, &ready, &clouds_ready["services"], network, &guard_urls)?;

    let mut server = Service::start(
        command(target().join("debug/lifeboat-server"))
            .arg("--dev")
            .arg("--dist")
            .arg(root().join("dist"))
            .arg("--data")
            .arg(data.join("storage"))
            .arg("--config")
            .arg(&config)
            .args(["--listen", listen, "--bridge-allow", peer, "--graph-network", "regtest", "--graph-file"])
            .arg(ready["map"].as_str().ok_or("the network has no map")?),
    )?;
    wait_listening(&mut server, listen)?;
    println!(
        "\n  Lifeboat is at http://{listen}/ (the storage password is above; Ctrl-C stops everything)\n"
    );
    println!(
        "  Pay an invoice of the wallet:   curl --json '{{\"invoice\":\"lnbcrt…\"}}' http://{network}/control/pay"
    );
    println!(
        "  Get an invoice to pay:          curl --json '{{\"amountMsat\":1000000,\"note\":\"tea\"}}' http://{network}/control/invoice"
    );
    println!(
        "  The same of a merchant three hops away:  curl --json '{{\"amountMsat\":1000000,\"by\":\"merchant\"}}' http://{network}/control/invoice\n"
    );
    println!("  This server keeps its files in  {}\n", data.join("storage/files").display());
    println!(
        "  Google Drive, Dropbox and OneDrive are doubles here: no account, kept in memory until you stop them."
    );
    println!("  Three guards, which limit how often a PIN can be tried, are at {}", guard_urls.join(", "));
    let [nextcloud, vss] = ["nextcloud", "vss"].map(|name| &clouds_ready[name]);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    println!(
        "  So are Nextcloud, at {} (user {}, app password {}), and VSS, at {}\n",
        text(&nextcloud["server"]),
        text(&nextcloud["login"]),
        text(&nextcloud["app_password"]),
        text(&vss["address"])
    );
    let ended = server.child().wait().map_err(|e| e.to_string())?;
    Err(format!("the server ended: {ended}"))
}

/// Guards that take anybody, with their addresses. Their records stay in the data folder.
fn start_guards(data: &Path, first: &str) -> Result<Vec<(String, Service)>> {
    let first: std::net::SocketAddr = first.parse().map_err(|e| format!("--guards {first}: {e}"))?;
    let mut guards = Vec::new();
    for number in 0..GUARD_COUNT {
        let port = first.port().checked_add(number).ok_or("--guards: no such port")?;
        let listen = std::net::SocketAddr::new(first.ip(), port).to_string();
        let mut guard = Service::start(
            command(target().join("debug/lifeboat-server"))
                .args(["--dev", "--guard", "--guard-open", "1000", "--listen", &listen, "--data"])
                .arg(data.join(format!("guard-{}", number + 1)))
                .stdout(Stdio::null()),
        )?;
        wait_listening(&mut guard, &listen)?;
        guards.push((format!("http://{listen}"), guard));
    }
    Ok(guards)
}

/// Until the server takes connections; it prints the storage password before.
fn wait_listening(server: &mut Service, listen: &str) -> Result {
    while std::net::TcpStream::connect(listen).is_err() {
        if let Some(ended) = server.child().try_wait().map_err(|e| e.to_string())? {
            return Err(format!("the server ended: {ended}"));
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // Another process may listen there, and it may have just ended because of that.
    match server.child().try_wait().map_err(|e| e.to_string())? {
        Some(ended) => Err(format!("the server ended ({ended}): {listen} may be taken")),
        None => Ok(()),
    }
}

fn option<'a>(args: &'a [String], name: &str) -> Option<&'a str> {
    args.iter().position(|arg| arg == name).and_then(|at| args.get(at + 1)).map(String::as_str)
}

fn wait_ready(service: &mut Service) -> Result<serde_json::Value> {
    let out = service.child().stdout.take().ok_or("no output to wait for")?;
    let mut lines = BufReader::new(out).lines();
    for line in lines.by_ref() {
        let line = line.map_err(|e| e.to_string())?;
        match line.strip_prefix("ready ") {
            Some(json) => {
                let ready = serde_json::from_str(json).map_err(|e| format!("{line}: {e}"))?;
                // Whatever it prints later must not fill the pipe.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok(ready);
            }
            None => println!("  {line}"),
        }
    }
    Err("it did not start".into())
}

/// The app's settings for the local network and the doubles.
fn write_config(
    file: &Path,
    ready: &serde_json::Value,
    services: &serde_json::Value,
    network: &str,
    guards: &[&str],
) -> Result {
    let esplora = format!("http://{network}/esplora");
    let config = serde_json::json!({
        "network": "regtest",
        // The same chain twice: what a wallet with two servers asks can be seen here.
        "esplora": [esplora, esplora],
        "bridge": "/bridge",
        "storage": "/dav/",
        "lsp": {
            "nodeId": ready["nodeId"],
            "address": ready["address"],
            "zeroConf": true,
            "channelRequest": format!("http://{network}/control/channel"),
        },
        "services": services,
        "guards": guards.iter().map(|url| serde_json::json!({ "url": url })).collect::<Vec<_>>(),
    });
    std::fs::write(file, format!("{config:#}\n")).map_err(|e| format!("{}: {e}", file.display()))
}
