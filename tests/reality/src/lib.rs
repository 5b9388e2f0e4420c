//! Looks at an operator's servers, and says where they differ from the doubles that the tests run against.
//!
//! The doubles are what this project believes of the servers of others. Whoever has such a server finds out
//! in five minutes what is not so: each finding is printed, with what the double does, and whether the wallet
//! bears it. A difference belongs into the double first, then into the code.

#![allow(clippy::disallowed_methods, reason = "it meets real servers, on the machine's clock")]

pub mod esplora;
pub mod lsp;
pub mod map;
pub mod options;
pub mod report;
pub mod site;
pub mod storage;
pub mod wallet;

use lifeboat_wallet::{Network, Servers};

use esplora::Seen;
use options::Options;
use report::{Report, Weight};
use site::Site;
use storage::Credentials;

/// Look at all of them.
///
/// # Errors
/// What is missing to look at them. What was found is in the reports.
pub async fn run(options: &Options, mut say: impl FnMut(&Report)) -> Result<(), String> {
    let http = site::client()?;
    let origin = &options.origin;
    let sites: Vec<Site> = options.esplora.iter().map(|url| Site::new(http.clone(), url, origin)).collect();
    let mut seen = Vec::new();
    for site in &sites {
        let (report, of_it) = esplora::check(site).await;
        say(&report);
        seen.extend(of_it.map(|seen| (site, seen)));
    }
    say(&look(&seen).await);
    let network = seen.first().map_or(Network::Bitcoin, |(_, seen)| seen.network);
    if let (Some(lsp), Some(servers)) = (&options.lsp, servers(&seen)) {
        say(&lsp::check(servers, network, lsp, options.token.as_deref()).await);
        if let Some(bridge) = &options.bridge {
            say(&lsp::check_bridge(&Site::new(http.clone(), bridge, origin), lsp).await);
        }
    }
    if let Some(rgs) = &options.rgs {
        say(&map::check(&Site::new(http.clone(), rgs, origin), network).await);
    }
    let account = || Credentials::of("LIFEBOAT_USER", "LIFEBOAT_PASSWORD");
    if let Some(url) = &options.webdav {
        say(&storage::check_web_dav(&http, url, origin, &account()?).await);
    }
    if let Some(url) = &options.nextcloud {
        say(&storage::check_nextcloud(&http, url, origin, &account()?).await);
    }
    if let Some(bucket) = &options.s3 {
        let keys = Credentials::of("LIFEBOAT_S3_ACCESS_KEY", "LIFEBOAT_S3_SECRET_KEY")?;
        say(&storage::check_s3(&http, bucket, origin, &keys).await);
    }
    Ok(())
}

fn servers<'a>(seen: &[(&'a Site, Seen)]) -> Option<Servers<'a>> {
    match seen {
        [] => None,
        [(first, _)] => Some(Servers::from(*first)),
        [(first, _), (second, _), ..] => Some(Servers::two(*first, *second)),
    }
}

/// The wallet's own look at the chain, by all servers that show one.
async fn look(seen: &[(&Site, Seen)]) -> Report {
    let mut report = Report::of("the wallet's own look at the chain");
    const WHAT: &str = "a new wallet takes these servers";
    let (Some(servers), Some((_, first))) = (servers(seen), seen.first()) else {
        report.skipped(WHAT, "no chain server");
        return report;
    };
    if let [(a, of_a), (b, of_b), ..] = seen {
        esplora::compare(&mut report, [a, b], [*of_a, *of_b]);
    }
    match wallet::looked(servers, first.network, Vec::new()).await {
        Ok(_) => report.same(WHAT),
        Err(error) => report.differs(Weight::Breaks, WHAT, "it does", error),
    }
    report
}
