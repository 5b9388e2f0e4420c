//! What a server says of what it does not know, or does not understand.

use super::{Ask, Seen};
use crate::report::Weight;
use crate::site::Said;

/// No transaction, and no block, has this hash.
const NOBODY: &str = "0000000000000000000000000000000000000000000000000000000000000001";
/// So far above the newest block nobody is.
const BEYOND: u32 = 100_000;

pub(super) async fn check(ask: &mut Ask<'_>, seen: Seen) {
    let beyond = seen.height.saturating_add(BEYOND);
    // What the wallet takes for "not there" is a status; the words are for whoever reads a log.
    for (what, path, status, words) in [
        ("a height beyond the newest", format!("/block-height/{beyond}"), 404, "Block not found"),
        ("the header of an unknown block", format!("/block/{NOBODY}/header"), 404, "Block not found"),
        ("the bytes of an unknown transaction", format!("/tx/{NOBODY}/raw"), 404, "Transaction not found"),
        (
            "the proof of an unknown transaction",
            format!("/tx/{NOBODY}/merkle-proof"),
            404,
            "Transaction not found",
        ),
    ] {
        if let Some(said) = ask.anything(what, &path).await {
            refused(ask, what, Weight::Breaks, (status, words), &said);
        }
    }
    for (what, path, double) in [
        ("where an unknown transaction stands", format!("/tx/{NOBODY}/status"), r#"{"confirmed":false}"#),
        ("whether an unknown output is spent", format!("/tx/{NOBODY}/outspend/0"), r#"{"spent":false}"#),
    ] {
        if let Some(said) = ask.anything(what, &path).await {
            // The wallet takes 404 for the same.
            ask.report.compare(Weight::Bearable, what, format!("200 {double}"), said);
        }
    }
    for (what, path, status, words) in [
        ("a hash that is none", "/tx/zzz/status", 400, "Invalid hash, number or address"),
        ("an address that leads nowhere", "/there/is/no/such/thing", 404, "endpoint does not exist"),
    ] {
        if let Some(said) = ask.anything(what, path).await {
            refused(ask, what, Weight::Bearable, (status, words), &said);
        }
    }
    transaction(ask).await;
    package(ask).await;
}

fn refused(ask: &mut Ask<'_>, what: &'static str, weight: Weight, double: (u16, &str), said: &Said) {
    let (status, words) = double;
    let weight = if said.status == status { Weight::Bearable } else { weight };
    ask.report.compare(weight, what, format!("{status} {words}"), said);
}

/// Bytes that are no transaction: nothing can become of them, and the refusal shows how a server hands on Core's words.
async fn transaction(ask: &mut Ask<'_>) {
    const WHAT: &str = "the refusal of a transaction";
    let said = match ask.site.tell("/tx", "00").await {
        Ok(said) => said,
        Err(error) => return ask.report.differs(Weight::Breaks, WHAT, "an answer", error),
    };
    let text = said.text().unwrap_or_default().replace(' ', "");
    match said.status == 400 && text.contains(r#""code":-22"#) {
        true => ask.report.same(WHAT),
        false => ask.report.differs(
            if said.status == 400 { Weight::Bearable } else { Weight::Breaks },
            WHAT,
            r#"400 sendrawtransaction RPC error: {"code":-22,"message":"TX decode failed"}"#,
            said,
        ),
    }
}

/// An empty package. A server that knows none says so; the wallet then sends one transaction after the other.
async fn package(ask: &mut Ask<'_>) {
    const WHAT: &str = "packages of transactions";
    match ask.site.tell("/txs/package", "[]").await {
        Ok(said) if matches!(said.status, 404 | 405) => ask.report.same(WHAT),
        Ok(said) => ask.report.differs(Weight::Bearable, WHAT, "405: it knows none", said),
        Err(error) => ask.report.differs(Weight::Bearable, WHAT, "an answer", error),
    }
}
