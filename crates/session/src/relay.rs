//! Transactions on their way to a chain server: one, or a package whose parent pays too little to be taken alone.

use std::collections::BTreeMap;

use lifeboat_wallet::{Broadcast, FetchAnswer, Unreachable};
use serde::Deserialize;

use crate::fetch::Esplora;

/// The outcome, as far as one server says. None of it is a fact about the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelayOutcome {
    /// The server has it, now or since before.
    Accepted,
    /// The transaction pays less than what is relayed now.
    TooCheap {
        /// How much is missing, sat, where the server says so.
        missing_sat: Option<u64>,
    },
    /// The transaction spends what the server does not know, or knows as spent: the chain has to be looked at.
    Missing,
    /// No answer, or another refusal. LDK offers it again with every block.
    Otherwise,
}

/// An answer to `POST /txs/package` (Core's `submitpackage`). 200 does not say that anything was taken.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct PackageAnswer {
    #[serde(rename = "package_msg")]
    package_msg: String,
    #[serde(default)]
    tx_results: BTreeMap<String, PackageTxAnswer>,
}

#[derive(Deserialize)]
struct PackageTxAnswer {
    #[serde(default)]
    error: Option<String>,
}

/// Sends parents before children, as one where the server can take them so.
pub async fn relay(server: &Esplora, package: &[Broadcast]) -> RelayOutcome {
    if let Some(said) = whole(server, package).await {
        return said;
    }
    // What such a server takes at all it takes one after the other.
    for transaction in package {
        let said = judge_answer(&server.send("/tx", &transaction.raw).await, &transaction.txid);
        if said != RelayOutcome::Accepted {
            return said;
        }
    }
    RelayOutcome::Accepted
}

/// An answer to `POST /tx` of this transaction.
pub fn judge_answer(answer: &Result<FetchAnswer, Unreachable>, txid: &str) -> RelayOutcome {
    match answer {
        Ok(answer) if answer.names(txid) => RelayOutcome::Accepted,
        // A page of something in between says nothing, whatever words are in it.
        Ok(answer) if answer.status == 200 => RelayOutcome::Otherwise,
        Ok(answer) => judge(&String::from_utf8_lossy(&answer.body)),
        Err(Unreachable) => RelayOutcome::Otherwise,
    }
}

/// `None` where the server knows no packages.
async fn whole(server: &Esplora, package: &[Broadcast]) -> Option<RelayOutcome> {
    let raw: Vec<&str> = package.iter().map(|transaction| transaction.raw.as_str()).collect();
    let body = serde_json::to_string(&raw).ok()?;
    let answer = server.send("/txs/package", &body).await.ok().filter(|answer| answer.status == 200)?;
    let judged: PackageAnswer = serde_json::from_slice(&answer.body).ok()?;
    if judged.package_msg == "success" {
        return Some(RelayOutcome::Accepted);
    }
    // The package does not have the form that this server takes, for example because a coin of the child is not
    // confirmed either.
    if judged.tx_results.is_empty() && judged.package_msg.starts_with("package-") {
        return None;
    }
    let errors: Vec<RelayOutcome> =
        judged.tx_results.values().filter_map(|tx| tx.error.as_deref()).map(judge).collect();
    Some(errors.into_iter().max_by_key(weight).unwrap_or_else(|| judge(&judged.package_msg)))
}

/// If there are several refusals, the one that says what can be done counts.
fn weight(said: &RelayOutcome) -> u8 {
    match said {
        RelayOutcome::Accepted => 0,
        RelayOutcome::Otherwise => 1,
        RelayOutcome::Missing => 2,
        RelayOutcome::TooCheap { .. } => 3,
    }
}

/// Core's words for a refusal; Esplora hands them on.
fn judge(text: &str) -> RelayOutcome {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    // Codes -27 and -26.
    if says(&[
        "already in block chain",
        "already in utxo set",
        "txn-already-in-mempool",
        "txn-already-known",
        "txn-same-nonwitness-data-in-mempool",
    ]) {
        RelayOutcome::Accepted
    } else if says(&["min relay fee not met", "mempool min fee not met", "mempool full"]) {
        RelayOutcome::TooCheap { missing_sat: missing_sat(&text) }
    } else if says(&["missingorspent", "missing inputs", "missing-inputs"]) {
        RelayOutcome::Missing
    } else {
        RelayOutcome::Otherwise
    }
}

/// "mempool min fee not met, 110 < 166"
fn missing_sat(text: &str) -> Option<u64> {
    let (_, numbers) = text.split_once("fee not met, ")?;
    let (has, needs) = numbers.split_once(" < ")?;
    let digits = needs.find(|c: char| !c.is_ascii_digit()).unwrap_or(needs.len());
    needs[..digits].parse::<u64>().ok()?.checked_sub(has.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_bitcoin_core_are_understood() {
        let cheap = |missing_sat| RelayOutcome::TooCheap { missing_sat };
        for (text, said) in [
            (
                r#"sendrawtransaction RPC error: {"code":-26,"message":"min relay fee not met, 110 < 166"}"#,
                cheap(Some(56)),
            ),
            (
                r#"sendrawtransaction RPC error: {"code":-26,"message":"min relay fee not met, 100 < 1000"}"#,
                cheap(Some(900)),
            ),
            (
                r#"sendrawtransaction RPC error: {"code":-27,"message":"Transaction already in block chain"}"#,
                RelayOutcome::Accepted,
            ),
            ("sendrawtransaction RPC error -26: mempool min fee not met, 0 < 1000", cheap(Some(1_000))),
            ("mempool min fee not met", cheap(None)),
            ("min relay fee not met, 9 < 3", cheap(None)),
            ("min relay fee not met, -9 < 3", cheap(None)),
            ("min relay fee not met, 1 < ", cheap(None)),
            ("RPC error -27: Transaction outputs already in utxo set", RelayOutcome::Accepted),
            ("Transaction already in block chain", RelayOutcome::Accepted),
            ("txn-already-in-mempool", RelayOutcome::Accepted),
            ("txn-same-nonwitness-data-in-mempool", RelayOutcome::Accepted),
            ("mempool full", cheap(None)),
            ("RPC error -25: bad-txns-inputs-missingorspent", RelayOutcome::Missing),
            ("insufficient fee, rejecting replacement", RelayOutcome::Otherwise),
            ("", RelayOutcome::Otherwise),
        ] {
            assert_eq!(judge(text), said, "{text}");
        }
    }

    #[test]
    fn only_the_name_of_the_transaction_says_that_it_was_taken() {
        let answer = |body: &str| judge_answer(&Ok(FetchAnswer { status: 200, body: body.into() }), "ab12");
        assert_eq!(answer("ab12\n"), RelayOutcome::Accepted);
        for page in ["", "<html>txn-already-known</html>", "ab1", "ab123"] {
            assert_eq!(answer(page), RelayOutcome::Otherwise, "{page}");
        }
    }
}
