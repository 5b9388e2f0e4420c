//! What a state says, for people: the parts whose form other programs may rely on. All else goes into the exported file
//! as it is.

use base64::{Engine, engine::general_purpose::STANDARD};
use lifeboat_backup::{Author, State};
use serde::Serialize;
use serde_json::{Map, Value, json};

const PEER: &str = "peer/";
const PAYMENT: &str = "payment/";

/// What is shown of a state.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StateSummary {
    /// The device that wrote last; `None`: it has no name.
    pub device: Option<String>,
    /// When it did, as its clock said, Unix ms; `None`: not known.
    pub written_ms: Option<u64>,
    /// The Lightning peers.
    pub peers: Vec<ShownPeer>,
    /// The payments over Lightning, newest first.
    pub payments: Vec<ShownPayment>,
    /// How many values there are in all.
    pub values: usize,
}

/// A Lightning peer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownPeer {
    /// Its identity, hex.
    pub node_id: String,
    /// `host:port`, the newest first.
    pub addresses: Vec<String>,
}

/// A payment over Lightning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ShownPayment {
    /// Unix ms.
    pub created_ms: u64,
    /// Whether it came in.
    pub incoming: bool,
    /// Without fees, msat.
    pub amount_msat: u64,
    /// What the invoice said.
    pub note: String,
    /// Whether the money has arrived; `None`: it was under way.
    pub done: Option<bool>,
}

impl StateSummary {
    /// Reads them. A value that cannot be read is left out here; the exported file has it.
    pub fn of(state: &State, by: &Author) -> Self {
        let peers = state.prefix(PEER).filter_map(|(key, value)| peer(key, value)).collect();
        let mut payments: Vec<ShownPayment> =
            state.prefix(PAYMENT).filter_map(|(_, value)| payment(value)).collect();
        payments.sort_by_key(|payment| std::cmp::Reverse(payment.created_ms));
        Self {
            device: Some(by.device.clone()).filter(|device| !device.is_empty()),
            written_ms: Some(by.at_ms).filter(|ms| *ms != 0),
            peers,
            payments,
            values: state.len(),
        }
    }
}

/// Every value of a state under its key: as JSON where it is JSON, else in base64.
pub fn exported(state: &State) -> Value {
    let value = |bytes: &[u8]| match serde_json::from_slice::<Value>(bytes) {
        Ok(read) => json!({ "json": read }),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    };
    let all: Map<String, Value> = state.iter().map(|(key, bytes)| (key.to_owned(), value(bytes))).collect();
    Value::Object(all)
}

fn peer(key: &str, value: &[u8]) -> Option<ShownPeer> {
    let read: Value = serde_json::from_slice(value).ok()?;
    let addresses = read.get("addresses")?.as_array()?.iter();
    let addresses = addresses.filter_map(|address| address.as_str().map(str::to_owned)).collect();
    Some(ShownPeer { node_id: key.strip_prefix(PEER)?.to_owned(), addresses })
}

fn payment(value: &[u8]) -> Option<ShownPayment> {
    let read: Value = serde_json::from_slice(value).ok()?;
    let outcome = read.get("outcome")?;
    Some(ShownPayment {
        created_ms: read.get("created_ms")?.as_u64()?,
        incoming: read.get("direction")?.as_str()? == "In",
        amount_msat: read.get("amount_msat")?.as_u64()?,
        note: read.get("note")?.as_str()?.to_owned(),
        done: match outcome.as_str() {
            Some("Pending") => None,
            Some("Done") => Some(true),
            Some(_) | None => Some(false),
        },
    })
}
