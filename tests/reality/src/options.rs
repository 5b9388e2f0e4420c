//! Which servers are looked at. Passwords come from the environment: a command line is seen by others.

use lifeboat_wallet::PublicKey;

/// How to use it.
pub const HELP: &str = "\
cargo xtask reality --esplora URL [--esplora URL] [--lsp PUBKEY@HOST:PORT [--token TOKEN]] [--bridge URL]
                    [--rgs URL] [--origin URL] [--webdav URL] [--nextcloud URL] [--s3 URL REGION BUCKET]

  --esplora    a chain server, as in config.json; twice for two
  --lsp        a provider of channels; it is asked for its terms, and nothing is bought
  --bridge     a copy's bridge: whether it would dial that provider
  --rgs        a server of Rapid Gossip Sync, as in lifeboat-server --graph-upstream
  --origin     where the wallet's page is served; whether it may read the answers (default: https://wallet.example)
  --webdav, --nextcloud   LIFEBOAT_USER and LIFEBOAT_PASSWORD hold the credentials
  --s3                    LIFEBOAT_S3_ACCESS_KEY and LIFEBOAT_S3_SECRET_KEY hold them

Storage is tried in a new folder, which is removed again. Everything else is only read.
";

/// A bucket at a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAt {
    /// The server.
    pub endpoint: String,
    /// Its region.
    pub region: String,
    /// The bucket.
    pub name: String,
}

/// A provider of channels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lsp {
    /// Its identity.
    pub node_id: PublicKey,
    /// `host:port`.
    pub address: String,
}

/// What to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Base addresses of chain servers.
    pub esplora: Vec<String>,
    /// The provider.
    pub lsp: Option<Lsp>,
    /// What it gives its terms for, if it asks for one.
    pub token: Option<String>,
    /// A copy's bridge.
    pub bridge: Option<String>,
    /// Where snapshots of the map come from.
    pub rgs: Option<String>,
    /// Where the page is.
    pub origin: String,
    /// A WebDAV folder.
    pub webdav: Option<String>,
    /// A Nextcloud.
    pub nextcloud: Option<String>,
    /// A bucket.
    pub s3: Option<BucketAt>,
}

impl Options {
    /// As on the command line.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(args: impl IntoIterator<Item = String>) -> Result<Options, String> {
        let mut options = Options {
            esplora: Vec::new(),
            lsp: None,
            token: None,
            bridge: None,
            rgs: None,
            origin: "https://wallet.example".to_owned(),
            webdav: None,
            nextcloud: None,
            s3: None,
        };
        let mut args = args.into_iter();
        while let Some(name) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{name} of what?"));
            match name.as_str() {
                "--esplora" => options.esplora.push(base(value()?)),
                "--lsp" => options.lsp = Some(lsp(&value()?)?),
                "--token" => options.token = Some(value()?),
                "--bridge" => options.bridge = Some(base(value()?)),
                "--rgs" => options.rgs = Some(base(value()?)),
                "--origin" => options.origin = base(value()?),
                "--webdav" => options.webdav = Some(value()?),
                "--nextcloud" => options.nextcloud = Some(value()?),
                "--s3" => {
                    let (endpoint, region, name) = (value()?, value()?, value()?);
                    options.s3 = Some(BucketAt { endpoint, region, name });
                }
                _ => return Err(format!("{name}: no such option")),
            }
        }
        if options.lsp.is_some() && options.esplora.is_empty() {
            return Err(
                "--lsp needs --esplora: a wallet connects with nobody before it knows the chain".into()
            );
        }
        if options.bridge.is_some() && options.lsp.is_none() {
            return Err("--bridge to whom? --lsp says it".into());
        }
        let stores = [options.webdav.is_some(), options.nextcloud.is_some(), options.s3.is_some()];
        if options.esplora.is_empty() && options.rgs.is_none() && !stores.contains(&true) {
            return Err("no server to look at".into());
        }
        Ok(options)
    }
}

fn base(url: String) -> String {
    url.trim_end_matches('/').to_owned()
}

fn lsp(text: &str) -> Result<Lsp, String> {
    let parts = text.split_once('@').and_then(|(id, address)| Some((id.parse().ok()?, address)));
    let (node_id, address) = parts.ok_or_else(|| format!("{text}: not PUBKEY@HOST:PORT"))?;
    Ok(Lsp { node_id, address: address.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Options, String> {
        Options::parse(text.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn what_cannot_be_looked_at_is_refused_with_the_reason() {
        for (text, why) in [
            ("", "no server"),
            ("--esplora", "of what?"),
            ("--esploda http://a", "no such option"),
            ("--esplora http://a --lsp 02aa@host:1", "not PUBKEY@HOST:PORT"),
            ("--bridge http://a --rgs http://b", "to whom?"),
            ("--s3 http://a region", "of what?"),
        ] {
            assert!(parse(text).unwrap_err().contains(why), "{text}");
        }
        let id = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        assert!(parse(&format!("--lsp {id}@host:9735")).unwrap_err().contains("--esplora"));
        let options = parse(&format!("--esplora http://a/ --esplora http://b --lsp {id}@host:9735")).unwrap();
        assert_eq!(options.esplora, ["http://a", "http://b"]);
        assert_eq!(options.lsp.map(|lsp| lsp.address).as_deref(), Some("host:9735"));
    }
}
