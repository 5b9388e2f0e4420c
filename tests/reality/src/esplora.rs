//! A chain server: every question that the wallet asks of one, and how the double in `lifeboat-regtest` answers it.

mod access;
mod blocks;
mod fees;
mod refusals;
mod scripts;
mod shape;
mod txs;

use std::str::FromStr;

use bitcoin::BlockHash;
use lifeboat_wallet::Network;
use serde_json::Value;

use crate::report::{Report, Weight};
use crate::site::{Said, Site};
use shape::Field;

/// What a server shows of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which one it is.
    pub network: Network,
    /// How many blocks it has.
    pub height: u32,
    /// The newest one.
    pub tip: BlockHash,
    /// One that no ordinary reorganisation takes back, with its height.
    pub settled: (u32, BlockHash),
}

/// Look at one server. What it shows of the chain is needed to look at anything else.
pub async fn check(site: &Site) -> (Report, Option<Seen>) {
    let mut ask = Ask { site, report: Report::of(format!("chain server {}", site.base())) };
    let seen = blocks::check(&mut ask).await;
    if let Some(seen) = seen {
        txs::check(&mut ask, seen).await;
        scripts::check(&mut ask, seen).await;
        refusals::check(&mut ask, seen).await;
    }
    fees::check(&mut ask).await;
    access::check(&mut ask).await;
    (ask.report, seen)
}

/// Whether two servers show one chain, and are of use to each other.
pub fn compare(report: &mut Report, sites: [&Site; 2], seen: [Seen; 2]) {
    let [a, b] = seen;
    report.compare(Weight::Breaks, "both servers are of one network", a.network, b.network);
    let host = |site: &Site| reqwest::Url::parse(site.base()).ok()?.host_str().map(str::to_owned);
    if host(sites[0]) == host(sites[1]) {
        let one = host(sites[0]).unwrap_or_default();
        report.differs(
            Weight::Bearable,
            "the servers are two",
            "two hosts",
            format!("{one} twice: what one hides the other hides"),
        );
    } else {
        report.same("the servers are two");
    }
    let apart = a.height.abs_diff(b.height);
    let weight = if apart > 2 { Weight::Breaks } else { Weight::Bearable };
    report.compare(weight, "how many blocks one is behind the other", 0, apart);
}

/// A report under way.
struct Ask<'a> {
    site: &'a Site,
    report: Report,
}

impl Ask<'_> {
    /// The answer, whatever it is; none is a difference.
    async fn anything(&mut self, what: &'static str, path: &str) -> Option<Said> {
        match self.site.ask(path).await {
            Ok(said) => Some(said),
            Err(error) => {
                self.report.differs(Weight::Breaks, what, "an answer", error);
                None
            }
        }
    }

    /// An answer of status 200.
    async fn good(&mut self, what: &'static str, path: &str) -> Option<Said> {
        let said = self.anything(what, path).await?;
        if said.status != 200 {
            self.report.differs(Weight::Breaks, what, "200", said);
            return None;
        }
        Some(said)
    }

    /// A text that is a number, a hash and the like.
    async fn value<T: FromStr>(&mut self, what: &'static str, path: &str, kind: &str) -> Option<T> {
        let said = self.good(what, path).await?;
        let value = said.text().and_then(|text| text.parse().ok());
        if value.is_none() {
            self.report.differs(Weight::Breaks, what, kind, said);
        }
        value
    }

    async fn json(&mut self, what: &'static str, path: &str) -> Option<Value> {
        let said = self.good(what, path).await?;
        let value = serde_json::from_slice(&said.body).ok();
        if value.is_none() {
            self.report.differs(Weight::Breaks, what, "JSON", said);
        }
        value
    }

    /// An object with these fields at least.
    async fn object(&mut self, what: &'static str, path: &str, fields: &[Field]) -> Option<Value> {
        let value = self.json(what, path).await?;
        self.has(what, &value, fields).then_some(value)
    }

    /// Whether an object has these fields.
    fn has(&mut self, what: &'static str, value: &Value, fields: &[Field]) -> bool {
        let lacks = shape::lacks(value, fields);
        if let Some(field) = &lacks {
            self.report.differs(Weight::Breaks, what, field, value);
        }
        lacks.is_none()
    }
}
