//! Labels for other wallets (BIP 329): one JSON object a line. Payments over Lightning have no type there,
//! and are left out.

use std::collections::BTreeSet;

use lifeboat_messages::{Activity, Outcome};
use serde_json::json;

/// The lines.
#[derive(Debug, Default)]
pub struct Labels {
    lines: String,
    count: usize,
    /// One label an address: the newest, which comes first.
    addresses: BTreeSet<String>,
}

impl Labels {
    /// Adds the labels of a payment: of its transaction, and of the payee's address where this wallet has sent it.
    /// Newest first.
    pub fn add(&mut self, payment: &Activity) {
        let Some(on_chain) = &payment.on_chain else { return };
        let said = payment.own_note.as_deref().unwrap_or(&payment.note);
        // No block will ever have it.
        if said.is_empty() || matches!(payment.outcome, Outcome::Failed { .. }) {
            return;
        }
        self.line("tx", payment.hash(), said);
        if let Some(address) = &on_chain.to
            && self.addresses.insert(address.clone())
        {
            self.line("addr", address, said);
        }
    }

    fn line(&mut self, kind: &str, of: &str, label: &str) {
        self.lines.push_str(&json!({ "type": kind, "ref": of, "label": label }).to_string());
        self.lines.push('\n');
        self.count += 1;
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// All of them.
    pub fn into_text(self) -> String {
        self.lines
    }
}
