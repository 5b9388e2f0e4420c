//! Lines, requests, parameters and answers.

use bitcoin::Txid;
use bitcoin::hashes::{Hash, sha256};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::chain::ScriptId;

/// The version of the protocol that is spoken.
pub(super) const VERSION: &str = "1.4";

/// The longest line that is read, in bytes: the largest transaction there can be, in hexadecimal, and some more.
const LONGEST: usize = 10_000_000;

/// A line longer than any request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// Cuts what arrives into lines.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<u8>);

impl Lines {
    /// The lines that are complete with these bytes, without their ends.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<Vec<Vec<u8>>, TooLong> {
        let mut lines = Vec::new();
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.0.extend_from_slice(part.strip_suffix(b"\n").unwrap_or(part));
            if part.ends_with(b"\n") {
                lines.push(std::mem::take(&mut self.0));
            }
        }
        if self.0.len() > LONGEST { Err(TooLong) } else { Ok(lines) }
    }
}

/// Why a request was not answered.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// The line is no JSON.
    #[error("the line is not JSON")]
    NotJson,
    /// JSON, but no request; also several in one.
    #[error("not a request of JSON-RPC 2.0")]
    NotARequest,
    /// A method that this server does not have.
    #[error("unknown method {0}")]
    NoSuchMethod(String),
    /// A parameter that is missing or does not fit.
    #[error("parameter {0} is missing or does not fit")]
    BadParameter(usize),
    /// No protocol version in common.
    #[error("this server speaks version {}", VERSION)]
    NoSuchVersion,
    /// No block at that height.
    #[error("there is no block at that height")]
    NoSuchBlock,
    /// A transaction that was never submitted, or one that is not in that block.
    #[error("No such mempool or blockchain transaction.")]
    NoSuchTransaction,
    /// What ElectrumX makes of Core's answer; clients look for words in it.
    #[error("the transaction was rejected by network rules.\n\n{0}\n")]
    Refused(#[from] crate::Refused),
}

impl Failure {
    /// JSON-RPC's codes, and those of ElectrumX: 1 for a bad request, 2 for what its Bitcoin node refuses.
    fn code(&self) -> i32 {
        match self {
            Self::NotJson => -32_700,
            Self::NotARequest => -32_600,
            Self::NoSuchMethod(_) => -32_601,
            Self::BadParameter(_) => -32_602,
            Self::NoSuchVersion | Self::NoSuchBlock | Self::Refused(_) => 1,
            Self::NoSuchTransaction => 2,
        }
    }
}

/// A request; without an id it wants no answer.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    #[serde(default, deserialize_with = "given")]
    pub(super) id: Option<Value>,
    pub(super) method: String,
    #[serde(default)]
    pub(super) params: Params,
}

/// Tells `"id": null` from no id at all.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Request {
    pub(super) fn read(line: &[u8]) -> Result<Self, Failure> {
        let value: Value = serde_json::from_slice(line).map_err(|_| Failure::NotJson)?;
        // A list would pass for the fields in their order.
        if !value.is_object() {
            return Err(Failure::NotARequest);
        }
        serde_json::from_value(value).map_err(|_| Failure::NotARequest)
    }
}

/// The line that answers a request.
pub(super) fn reply(id: &Value, answer: Result<Value, Failure>) -> String {
    let said = match answer {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(failure) => {
            let error = json!({ "code": failure.code(), "message": failure.to_string() });
            json!({ "jsonrpc": "2.0", "id": id, "error": error })
        }
    };
    said.to_string()
}

/// The line that tells a subscriber of a change.
pub(super) fn notification(method: &str, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()
}

/// The parameters of a request, by their position.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Params(Vec<Value>);

impl Params {
    /// A parameter as it came; none when it is left out.
    pub(super) fn any(&self, index: usize) -> Option<&Value> {
        self.0.get(index)
    }

    pub(super) fn number(&self, index: usize) -> Result<u32, Failure> {
        let number = self.0.get(index).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
        number.ok_or(Failure::BadParameter(index))
    }

    /// A number that is 0 when it is left out.
    pub(super) fn number_or_zero(&self, index: usize) -> Result<u32, Failure> {
        self.0.get(index).map_or(Ok(0), |_| self.number(index))
    }

    /// A yes or no that is no when it is left out.
    pub(super) fn flag(&self, index: usize) -> Result<bool, Failure> {
        self.0.get(index).map_or(Some(false), Value::as_bool).ok_or(Failure::BadParameter(index))
    }

    pub(super) fn text(&self, index: usize) -> Result<&str, Failure> {
        self.0.get(index).and_then(Value::as_str).ok_or(Failure::BadParameter(index))
    }

    pub(super) fn txid(&self, index: usize) -> Result<Txid, Failure> {
        self.text(index)?.parse().map_err(|_| Failure::BadParameter(index))
    }

    /// Esplora's id of a script; Electrum writes its bytes in reverse.
    pub(super) fn script(&self, index: usize) -> Result<ScriptId, Failure> {
        let reversed: sha256::Hash = self.text(index)?.parse().map_err(|_| Failure::BadParameter(index))?;
        let mut bytes = reversed.to_byte_array();
        bytes.reverse();
        Ok(ScriptId::from_byte_array(bytes))
    }
}

/// A script's id as Electrum writes it.
pub(super) fn script_text(id: &ScriptId) -> String {
    let mut bytes = id.to_byte_array();
    bytes.reverse();
    ScriptId::from_byte_array(bytes).to_string()
}
