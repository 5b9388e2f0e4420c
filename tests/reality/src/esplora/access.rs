//! What a browser needs beside the answers: who may read them, and how long caches keep them.

use super::Ask;
use crate::report::Weight;

pub(super) async fn check(ask: &mut Ask<'_>) {
    let (good, refusals): (Vec<_>, Vec<_>) =
        ask.site.hidden().into_iter().partition(|(status, _)| *status == 200);
    const GOOD: &str = "a page may read the answers";
    match good.first() {
        None => ask.report.same(GOOD),
        Some((_, path)) => {
            ask.report.differs(
                Weight::Breaks,
                GOOD,
                "access-control-allow-origin: *",
                format!("without it at {path}"),
            );
        }
    }
    const REFUSALS: &str = "a page may read the refusals";
    match refusals.first() {
        None => ask.report.same(REFUSALS),
        Some((status, path)) => ask.report.differs(
            Weight::Bearable,
            REFUSALS,
            "access-control-allow-origin: *",
            format!("without it for {status} at {path}: looks like no answer at all"),
        ),
    }
    cached(ask).await;
    preflight(ask).await;
}

async fn cached(ask: &mut Ask<'_>) {
    const WHAT: &str = "how long caches keep the newest block";
    if let Some(said) = ask.good(WHAT, "/blocks/tip/hash").await {
        let here = said.header("cache-control").unwrap_or("nothing said").to_owned();
        ask.report.compare(Weight::Bearable, WHAT, "no-store", here);
    }
}

/// The wallet sends nothing that would need it.
async fn preflight(ask: &mut Ask<'_>) {
    const WHAT: &str = "a question before a request that is not simple";
    match ask.site.preflight("/tx", "POST", "content-type").await {
        Ok(said) if said.status == 204 && ask.site.lets_in(&said) => ask.report.same(WHAT),
        Ok(said) => {
            ask.report.differs(
                Weight::Bearable,
                WHAT,
                "204, allowed",
                format!("{said}: the wallet never asks it"),
            );
        }
        Err(error) => ask.report.differs(Weight::Bearable, WHAT, "204, allowed", error),
    }
}
