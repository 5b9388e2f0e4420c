//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use lifeboat_server::{
    GoogleClient, GraphNetwork, GraphOptions, GraphSource, GuardOptions, Invite, Options, Password,
};

pub(crate) const HELP: &str = "\
lifeboat-server --dist DIR --data DIR [options]
lifeboat-server --guard --data DIR [options]
lifeboat-server check-config --config FILE [options]

  --dist DIR             the built app
  --data DIR             where backups and the generated password are kept
  --listen ADDR:PORT     default 127.0.0.1:8080; put a proxy with TLS before it
  --password P           storage password, at least 8 characters; better in LIFEBOAT_PASSWORD,
                         where other users of the machine do not see it; else one is generated
  --bridge-allow LIST    host:port,host:port: Lightning peers the page may reach
  --allow-origin LIST    other origins whose pages may use the storage and the bridge
  --config FILE          served as /config.json; check-config tells what is wrong with it for a server
                         with these options, and starts nothing
  --google-client-id ID  be the token broker of this Google client (docs/providers/signing-in.md);
  --google-client-secret S  its secret; better in LIFEBOAT_GOOGLE_CLIENT_SECRET
  --google-token-endpoint URL  another address than Google's, for tests
  --graph-upstream URL   a server of Rapid Gossip Sync, whose map of the network is served at /graph;
                         asked at most every three hours, for URL/snapshot/0
  --graph-file FILE      the same from a file that is kept up to date by somebody else
  --graph-network NAME   of which network that map has to be: mainnet, signet or regtest
  --quota BYTES          most bytes the storage holds
  --guard                be a guard, which limits how often PINs can be tried; with --dist or alone
  --guard-name TEXT      what the guard says it is called, at most 64 bytes
  --guard-invites FILE   its invites, 64 hexadecimal digits on each line, good for 20 records each;
                         without them the first start makes one and prints it
  --guard-open N         take N new records a day without an invite
  --guard-closing DATE   when it is going to end, as 2027-06-30
  --guard-import         its database was put back from a copy: take most tries from every record,
                         so that none is given twice; then end
  --behind-proxy         a proxy on this machine writes X-Forwarded-For anew (docs/hosting.md):
                         wrong passwords and bridges are counted by the address in it
  --dev                  on your own machine: loopback hosts allowed, no HSTS
";

pub(crate) enum ParsedArgs {
    Run(Box<Options>),
    /// Tells what is wrong with this configuration, for a server with these options.
    CheckConfig(PathBuf, Box<Options>),
    /// Sets the guard in this data folder back.
    SetGuardBack(PathBuf),
    Help,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadArgs {
    #[error("unknown option {0}; --help lists them")]
    Unknown(String),
    #[error("{0} needs a value")]
    NoValue(String),
    #[error("{0}: not a usable value")]
    BadValue(String),
    #[error("{0} is missing")]
    Missing(&'static str),
}

pub(crate) fn parse(
    args: impl Iterator<Item = String>,
    password: Option<String>,
    google_secret: Option<String>,
) -> Result<ParsedArgs, BadArgs> {
    let mut options = Options::new("", "");
    options.listen = SocketAddr::from(([127, 0, 0, 1], 8080));
    let (mut dist, mut data, mut password) = (None, None, password);
    let (mut google_id, mut google_secret, mut google_token) = (None, google_secret, None);
    let (mut graph_source, mut graph_network) = (None, None);
    let (mut guard, mut import) = (None::<GuardOptions>, false);
    let mut args = args.peekable();
    let is_check = args.next_if(|first| first == "check-config").is_some();
    while let Some(arg) = args.next() {
        let (name, inline) = match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (arg, None),
        };
        match name.as_str() {
            "--behind-proxy" => options.behind_proxy = true,
            "--dev" => options.dev = true,
            "--guard" => drop(guard.get_or_insert_default()),
            "--guard-import" => import = true,
            "--help" | "-h" => return Ok(ParsedArgs::Help),
            "--dist"
            | "--data"
            | "--listen"
            | "--password"
            | "--bridge-allow"
            | "--allow-origin"
            | "--config"
            | "--quota"
            | "--google-client-id"
            | "--google-client-secret"
            | "--google-token-endpoint"
            | "--graph-upstream"
            | "--graph-file"
            | "--graph-network"
            | "--guard-name"
            | "--guard-invites"
            | "--guard-open"
            | "--guard-closing" => {
                let value = inline.or_else(|| args.next()).ok_or(BadArgs::NoValue(name.clone()))?;
                let bad = || BadArgs::BadValue(name.clone());
                match name.as_str() {
                    "--dist" => dist = Some(PathBuf::from(value)),
                    "--data" => data = Some(PathBuf::from(value)),
                    "--listen" => options.listen = value.parse().map_err(|_| bad())?,
                    "--password" => password = Some(value),
                    "--bridge-allow" => options.bridge_allow.extend(list(&value)),
                    "--allow-origin" => options.allow_origin.extend(list(&value)),
                    "--google-client-id" => google_id = Some(value),
                    "--google-client-secret" => google_secret = Some(value),
                    "--google-token-endpoint" => google_token = Some(value),
                    "--graph-upstream" if is_http(&value) => {
                        graph_source = Some(GraphSource::Upstream(value));
                    }
                    "--graph-upstream" => return Err(bad()),
                    "--graph-file" => graph_source = Some(GraphSource::File(value.into())),
                    "--graph-network" => {
                        graph_network = Some(GraphNetwork::of_name(&value).ok_or_else(bad)?);
                    }
                    "--guard-name" => guard.get_or_insert_default().name = value,
                    "--guard-invites" => {
                        guard.get_or_insert_default().invites = invites(&value).ok_or_else(bad)?
                    }
                    "--guard-open" => {
                        guard.get_or_insert_default().open_per_day = Some(value.parse().map_err(|_| bad())?);
                    }
                    "--guard-closing" => {
                        guard.get_or_insert_default().closing = Some(day(&value).ok_or_else(bad)?);
                    }
                    "--config" => options.config = Some(value.into()),
                    _ => options.quota = Some(value.parse().map_err(|_| bad())?),
                }
            }
            _ => return Err(BadArgs::Unknown(name)),
        }
    }
    if !is_check {
        options.data = data.ok_or(BadArgs::Missing("--data"))?;
    }
    if import {
        return Ok(ParsedArgs::SetGuardBack(options.data));
    }
    if !is_check && dist.is_none() && guard.is_none() {
        return Err(BadArgs::Missing("--dist"));
    }
    (options.dist, options.guard) = (dist, guard);
    options.password = password
        .filter(|password| !password.is_empty())
        .map(|password| Password::new(&password).map_err(|_| BadArgs::BadValue("the password".into())))
        .transpose()?;
    if let Some(id) = google_id {
        // No secret is needed to look at a file.
        let secret = google_secret.filter(|it| !it.is_empty()).or_else(|| is_check.then(String::new));
        let secret = secret.ok_or(BadArgs::Missing("--google-client-secret"))?;
        let mut client = GoogleClient::new(&id, &secret);
        client.token = google_token.unwrap_or(client.token);
        options.google = Some(client);
    }
    options.graph = match (graph_source, graph_network) {
        (None, _) => None,
        (Some(_), None) => return Err(BadArgs::Missing("--graph-network")),
        (Some(source), Some(network)) => Some(GraphOptions { source, network }),
    };
    if is_check {
        let file = options.config.clone().ok_or(BadArgs::Missing("--config"))?;
        return Ok(ParsedArgs::CheckConfig(file, Box::new(options)));
    }
    Ok(ParsedArgs::Run(Box::new(options)))
}

/// Reads invites from a file, one a line.
fn invites(path: &str) -> Option<Vec<Invite>> {
    let text = std::fs::read_to_string(path).ok()?;
    text.lines().filter(|line| !line.trim().is_empty()).map(Invite::from_hex).collect()
}

/// Days since 1970 of a date of this century.
fn day(date: &str) -> Option<u32> {
    let mut parts = date.split('-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let february = if year % 4 == 0 { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (before, rest) = lengths.split_at_checked(usize::try_from(month.checked_sub(1)?).ok()?)?;
    let is_date = (2000..2100).contains(&year) && (1..=*rest.first()?).contains(&day);
    if !is_date || parts.next().is_some() {
        return None;
    }
    let years = year - 2000;
    Some(10_957 + years * 365 + years.div_ceil(4) + before.iter().sum::<u32>() + day - 1)
}

fn is_http(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

fn list(value: &str) -> impl Iterator<Item = String> {
    value.split(',').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(line: &str) -> Result<Options, BadArgs> {
        match parse(line.split_whitespace().map(str::to_owned), None, None)? {
            ParsedArgs::Run(options) => Ok(*options),
            ParsedArgs::Help | ParsedArgs::SetGuardBack(_) | ParsedArgs::CheckConfig(..) => {
                panic!("nothing to run")
            }
        }
    }

    #[test]
    fn reads_every_option() {
        let options = options(
            "--dist d --data e --listen 127.0.0.1:1 --bridge-allow a:1,b:2 --allow-origin=https://x --quota 5 --behind-proxy --dev",
        )
        .ok()
        .unwrap();
        assert_eq!(options.bridge_allow, ["a:1", "b:2"]);
        assert_eq!(options.allow_origin, ["https://x"]);
        assert_eq!((options.quota, options.dev, options.listen.port()), (Some(5), true, 1));
        assert!(options.behind_proxy);
    }

    #[test]
    fn a_broker_needs_both_id_and_secret() {
        let with = options("--dist d --data e --google-client-id a --google-client-secret=b").ok().unwrap();
        let google = with.google.unwrap();
        assert_eq!((google.id.as_str(), google.secret.as_str()), ("a", "b"));
        assert!(google.token.starts_with("https://oauth2.googleapis.com/"));
        let without = options("--dist d --data e --google-client-id a").err();
        assert_eq!(without, Some(BadArgs::Missing("--google-client-secret")));
        assert!(options("--dist d --data e").ok().unwrap().google.is_none());
    }

    #[test]
    fn a_configuration_is_checked_with_the_options_of_the_server_that_offers_it() {
        let parsed = |line: &str| parse(line.split_whitespace().map(str::to_owned), None, None);
        let line = "check-config --config c --bridge-allow a:1 --google-client-id g";
        let Ok(ParsedArgs::CheckConfig(file, options)) = parsed(line) else { panic!("not taken") };
        assert_eq!((file.to_str(), options.bridge_allow.as_slice()), (Some("c"), &["a:1".to_owned()][..]));
        assert_eq!(options.google.map(|google| google.id).as_deref(), Some("g"));
        assert_eq!(parsed("check-config").err(), Some(BadArgs::Missing("--config")));
        assert_eq!(
            parsed("--data e --dist d check-config").err(),
            Some(BadArgs::Unknown("check-config".into()))
        );
    }

    #[test]
    fn a_map_needs_its_network() {
        let with = |rest: &str| options(&format!("--dist d --data e {rest}")).map(|options| options.graph);
        let network = GraphNetwork::Signet;
        let source = GraphSource::Upstream("https://rgs.example".into());
        let upstream = with("--graph-upstream https://rgs.example --graph-network signet");
        assert_eq!(upstream, Ok(Some(GraphOptions { source, network })));
        let source = GraphSource::File("map".into());
        assert_eq!(
            with("--graph-file map --graph-network=signet"),
            Ok(Some(GraphOptions { source, network }))
        );
        assert_eq!(with(""), Ok(None));
        assert_eq!(with("--graph-file map"), Err(BadArgs::Missing("--graph-network")));
        let bad = |name: &str| Err(BadArgs::BadValue(name.into()));
        assert_eq!(with("--graph-file map --graph-network testnet"), bad("--graph-network"));
        assert_eq!(with("--graph-upstream rgs.example --graph-network signet"), bad("--graph-upstream"));
    }

    #[test]
    fn a_guard_runs_alone_or_beside_the_app() {
        let alone = options("--guard --data e --guard-name=x --guard-open 5 --guard-closing 2027-06-30")
            .ok()
            .unwrap();
        let guard = alone.guard.unwrap();
        assert_eq!((alone.dist, guard.name.as_str()), (None, "x"));
        assert_eq!((guard.open_per_day, guard.closing), (Some(5), Some(20_999)));
        assert!(options("--dist d --data e --guard").ok().unwrap().guard.is_some());
        assert!(options("--dist d --data e").ok().unwrap().guard.is_none());
        let back = parse(["--guard-import", "--data", "e"].map(str::to_owned).into_iter(), None, None);
        assert!(matches!(back, Ok(ParsedArgs::SetGuardBack(data)) if data.to_str() == Some("e")));
        for date in
            ["2027-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "1999-01-01", "2027-01", "2027-01-01-01"]
        {
            let line = format!("--guard --data e --guard-closing {date}");
            assert_eq!(options(&line).err(), Some(BadArgs::BadValue("--guard-closing".into())), "{date}");
        }
        assert_eq!(day("2000-01-01"), Some(10_957));
        assert_eq!(day("2028-02-29"), Some(21_243));
        assert!(options("--guard --data e --guard-invites /nowhere").is_err());
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(options("--dist d").err(), Some(BadArgs::Missing("--data")));
        assert_eq!(options("--dist").err(), Some(BadArgs::NoValue("--dist".into())));
        assert_eq!(options("--nonsense").err(), Some(BadArgs::Unknown("--nonsense".into())));
        assert_eq!(options("--quota many").err(), Some(BadArgs::BadValue("--quota".into())));
        assert!(options("--dist d --data e --password short").is_err());
    }
}
