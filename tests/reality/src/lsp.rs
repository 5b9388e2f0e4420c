//! A provider of channels: reached as the wallet reaches it, and asked for its terms. Nothing is bought.

use std::time::Duration;

use lifeboat_wallet::{Network, Peer, Servers, most_fee_msat};

use crate::options::Lsp;
use crate::report::{Report, Weight};
use crate::site::Site;
use crate::wallet::{Line, looked};

const PATIENCE: Duration = Duration::from_secs(20);

/// Look at it.
pub async fn check(servers: Servers<'_>, network: Network, lsp: &Lsp, token: Option<&str>) -> Report {
    let mut report = Report::of(format!("provider {} at {}", lsp.node_id, lsp.address));
    let peer = Peer {
        node_id: lsp.node_id,
        address: lsp.address.clone(),
        zero_conf: true,
        lsps2: true,
        token: token.map(str::to_owned),
    };
    const CONNECTS: &str = "a connection (BOLT 8)";
    let wallet = match looked(servers, network, vec![peer.clone()]).await {
        Ok(wallet) => wallet,
        Err(error) => {
            report.skipped(CONNECTS, error);
            return report;
        }
    };
    let mut line = match Line::open(wallet, &peer, PATIENCE).await {
        Ok(line) => line,
        Err(error) => {
            report.differs(Weight::Breaks, CONNECTS, "within seconds", error);
            return report;
        }
    };
    report.same(CONNECTS);
    const TERMS: &str = "terms for channels (LSPS2)";
    let answer = match line.wallet().ask_terms(lsp.node_id) {
        Ok(()) => line.until(PATIENCE, |wallet| wallet.take_terms(lsp.node_id)).await,
        Err(error) => Err(error.to_string()),
    };
    match answer {
        Ok(Ok(terms)) => {
            report.same(TERMS);
            let sat = |msat: u64| msat.div_ceil(1000);
            report.fact(
                "payments that open a channel, sat",
                format!("{} to {}", sat(terms.least_msat), sat(terms.most_msat)),
            );
            report.fact(
                "fee",
                format!("{} sat, or {} millionths", sat(terms.fee.least_msat), terms.fee.parts_per_million),
            );
            report.fact(
                "the most that the wallet takes for the smallest, sat",
                sat(most_fee_msat(terms.least_msat)),
            );
        }
        Ok(Err(refused)) => report.differs(Weight::Breaks, TERMS, "terms that the wallet takes", refused),
        Err(silent) => report.differs(Weight::Breaks, TERMS, "an answer within seconds", silent),
    }
    report
}

/// Whether a copy's bridge would dial the provider: asked as the page asks when its socket does not open.
pub async fn check_bridge(bridge: &Site, lsp: &Lsp) -> Report {
    let mut report = Report::of(format!("bridge {}", bridge.base()));
    const WHAT: &str = "the bridge dials the provider";
    match bridge.ask(&format!("?to={}", lsp.address)).await {
        Ok(said) => report.compare(Weight::Breaks, WHAT, 204, said),
        Err(error) => report.differs(Weight::Breaks, WHAT, "204", error),
    }
    report
}
