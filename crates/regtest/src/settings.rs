//! What the network can be told when it starts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::network::Rhythm;

/// How to call the binary.
pub const USAGE: &str = "\
lifeboat-regtest: a local bitcoin and Lightning network

  --listen ADDR        HTTP: Esplora under /esplora, control under /control   [127.0.0.1:3002]
  --peer ADDR          where the Lightning peer listens                       [127.0.0.1:9735]
  --electrum ADDR      an Electrum server, too; without this there is none
  --data DIR           where the network is kept between runs                 [target/regtest]
  --block-every SECS   how long transactions wait for their block             [2]
  --confirmations N    blocks a transaction gets before the chain rests       [6]
  --heartbeat SECS     an empty block when the newest is this old; 0 = never  [600]
  --no-payer           without the second Lightning node that pays through the peer
  --merchant           with two routers behind the peer and a merchant behind them, and a map of it all
  --allow-remote       listen on other addresses than this machine's own
";

/// Why the arguments were not understood.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SettingsError {
    /// `--help`.
    #[error("{USAGE}")]
    Help,
    /// An unknown argument.
    #[error("unknown argument {0}\n\n{USAGE}")]
    Unknown(String),
    /// An argument without a value, or with one that does not fit.
    #[error("{0} needs a value of the right kind\n\n{USAGE}")]
    Value(String),
    /// An address that others could reach.
    #[error("{0} can be reached from elsewhere; this network has no passwords (--allow-remote to insist)")]
    Remote(SocketAddr),
}

/// The settings of one run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where HTTP is served.
    pub listen: SocketAddr,
    /// Where the Lightning peer listens.
    pub peer: SocketAddr,
    /// Where the Electrum server listens; none for no such server.
    pub electrum: Option<SocketAddr>,
    /// Where the network is kept.
    pub data: PathBuf,
    /// When blocks come automatically.
    pub rhythm: Rhythm,
    /// Whether a second node pays through the peer, as LSPS2 needs: the peer cannot buy a channel from itself.
    pub payer: bool,
    /// Whether there are two routers behind the peer, and a merchant behind them.
    pub merchant: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 3002)),
            peer: SocketAddr::from(([127, 0, 0, 1], 9735)),
            electrum: None,
            data: PathBuf::from("target/regtest"),
            rhythm: Rhythm::default(),
            payer: true,
            merchant: false,
        }
    }
}

impl Settings {
    /// Reads arguments, without the program's name.
    ///
    /// # Errors
    /// [`SettingsError`], whose text is meant for the person who called.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Self, SettingsError> {
        let mut settings = Self::default();
        let mut remote = false;
        let mut args = args.into_iter();
        while let Some(name) = args.next() {
            let mut value = || args.next().ok_or_else(|| SettingsError::Value(name.clone()));
            match name.as_str() {
                "--listen" => settings.listen = read(&name, &value()?)?,
                "--peer" => settings.peer = read(&name, &value()?)?,
                "--electrum" => settings.electrum = Some(read(&name, &value()?)?),
                "--data" => settings.data = PathBuf::from(value()?),
                "--block-every" => settings.rhythm.every = Duration::from_millis(millis(&name, &value()?)?),
                "--confirmations" => settings.rhythm.confirmations = read(&name, &value()?)?,
                "--heartbeat" => {
                    let secs = read(&name, &value()?)?;
                    settings.rhythm.heartbeat = (secs > 0).then(|| Duration::from_secs(secs));
                }
                "--no-payer" => settings.payer = false,
                "--merchant" => settings.merchant = true,
                "--allow-remote" => remote = true,
                "--help" | "-h" => return Err(SettingsError::Help),
                _ => return Err(SettingsError::Unknown(name)),
            }
        }
        let mut all = [settings.listen, settings.peer].into_iter().chain(settings.electrum);
        let reachable = all.find(|addr| !addr.ip().is_loopback());
        match reachable {
            Some(addr) if !remote => Err(SettingsError::Remote(addr)),
            _ => Ok(settings),
        }
    }
}

fn read<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, SettingsError> {
    value.parse().map_err(|_| SettingsError::Value(name.to_owned()))
}

/// Seconds, with a fraction if wanted.
fn millis(name: &str, value: &str) -> Result<u64, SettingsError> {
    let secs: f64 = read(name, value)?;
    Duration::try_from_secs_f64(secs)
        .ok()
        .and_then(|d| u64::try_from(d.as_millis()).ok())
        .ok_or_else(|| SettingsError::Value(name.to_owned()))
}
