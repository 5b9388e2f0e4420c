//! The history as a table (RFC 4180, UTF-8 without a mark). The columns are described in docs/export.md; what
//! is added later comes at the end.

use lifeboat_messages::{Activity, ChainKind, Direction, Outcome};

use super::utc;

const HEADER: &str = "created_utc,settled_utc,direction,kind,state,amount_sat,amount_msat,fee_sat,fee_msat,note,\
    description,counterparty,payment_hash,txid";

/// The table, its header included.
#[derive(Debug)]
pub struct Table(String);

impl Table {
    /// One without payments.
    pub fn new() -> Table {
        Table(format!("{HEADER}\r\n"))
    }

    /// Adds a payment.
    pub fn add(&mut self, payment: &Activity) {
        let on_chain = payment.on_chain.as_ref();
        let settled = !matches!(payment.outcome, Outcome::Pending { .. });
        let fee_msat = on_chain.is_none_or(|it| it.fee_known).then_some(payment.fee_msat);
        let service = || payment.service.as_ref().map(|service| service.name.as_str());
        let counterparty = on_chain.and_then(|it| it.to.as_deref()).or_else(service);
        let (hash, txid) = match on_chain {
            None => (payment.hash(), ""),
            Some(_) => ("", payment.hash()),
        };
        let fields = [
            utc(payment.created_ms),
            if settled { utc(payment.at_ms) } else { String::new() },
            direction(payment.direction).to_owned(),
            kind(payment).to_owned(),
            state(&payment.outcome).to_owned(),
            (payment.amount_msat / 1000).to_string(),
            payment.amount_msat.to_string(),
            fee_msat.map(|msat| (msat / 1000).to_string()).unwrap_or_default(),
            fee_msat.map(|msat| msat.to_string()).unwrap_or_default(),
            text(payment.own_note.as_deref().unwrap_or_default()),
            text(&payment.note),
            text(counterparty.unwrap_or_default()),
            hash.to_owned(),
            txid.to_owned(),
        ];
        self.0.push_str(&fields.join(","));
        self.0.push_str("\r\n");
    }

    /// All of it.
    pub fn into_text(self) -> String {
        self.0
    }
}

/// What people wrote. A spreadsheet takes a cell that begins so for a formula, which could do anything: an apostrophe
/// before it makes it a text.
fn text(written: &str) -> String {
    let begins = written.trim_start_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    let defused = match begins.chars().next() {
        Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') => format!("'{written}"),
        _ => written.to_owned(),
    };
    match defused.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", defused.replace('"', "\"\"")),
        false => defused,
    }
}

fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "received",
        Direction::Out => "sent",
    }
}

fn kind(payment: &Activity) -> &'static str {
    match payment.on_chain.as_ref().map(|on_chain| on_chain.kind) {
        None => "lightning",
        Some(ChainKind::Received | ChainKind::Sent) => "on-chain",
        Some(ChainKind::Sweep) => "closed-channel",
        Some(ChainKind::Close) => "channel-fee",
    }
}

fn state(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "done",
        Outcome::Pending { .. } => "waiting",
        Outcome::Failed { .. } => "failed",
    }
}
