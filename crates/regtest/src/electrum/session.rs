//! What one client asked for, and has been told.

use std::collections::BTreeMap;

use bitcoin::BlockHash;
use bitcoin::hashes::sha256;
use serde_json::{Value, json};

use super::wire::{self, Failure, Params, Request, VERSION, reply};
use super::{headers, scripts, txs};
use crate::chain::{Chain, ScriptId};
use crate::fees::sat_per_vb;
use crate::network::Network;

const NEW_HEADER: &str = "blockchain.headers.subscribe";
const NEW_STATUS: &str = "blockchain.scripthash.subscribe";

/// A client's subscriptions.
pub(super) struct Session {
    network: Network,
    /// The newest block that a subscriber to headers knows; none without that subscription.
    tip: Option<BlockHash>,
    /// The status of each script subscribed to, as the client knows it.
    scripts: BTreeMap<ScriptId, Option<sha256::Hash>>,
}

impl Session {
    pub(super) fn new(network: Network) -> Self {
        Self { network, tip: None, scripts: BTreeMap::new() }
    }

    /// The answer to a line; none to a request without an id.
    pub(super) fn answer(&mut self, line: &[u8]) -> Option<String> {
        let request = match Request::read(line) {
            Ok(request) => request,
            Err(failure) => return Some(reply(&Value::Null, Err(failure))),
        };
        let answer = self.carry_out(&request.method, &request.params);
        request.id.map(|id| reply(&id, answer))
    }

    /// What changed since the client was last told.
    pub(super) fn news(&mut self) -> Vec<String> {
        let Self { network, tip, scripts } = self;
        network.read(|chain| {
            let mut news = Vec::new();
            if let Some(known) = tip
                && *known != chain.tip()
                && let Ok(header) = headers::tip(chain)
            {
                *known = chain.tip();
                news.push(wire::notification(NEW_HEADER, &json!([header])));
            }
            for (id, known) in scripts {
                let status = scripts::status(chain, id);
                if status != *known {
                    *known = status;
                    news.push(wire::notification(NEW_STATUS, &json!([wire::script_text(id), status])));
                }
            }
            news
        })
    }

    fn carry_out(&mut self, method: &str, params: &Params) -> Result<Value, Failure> {
        match method {
            "server.version" => version(params),
            "server.banner" => Ok(json!("A local network. Nothing on it has value.")),
            "server.donation_address" => Ok(json!("")),
            "server.peers.subscribe" => Ok(json!([])),
            "server.ping" => Ok(Value::Null),
            NEW_HEADER => self.subscribe_to_headers(),
            NEW_STATUS => self.subscribe_to_script(params.script(0)?),
            "blockchain.transaction.broadcast" => txs::submit(&self.network, params),
            "blockchain.estimatefee" => Ok(json!(btc_per_kb(sat_per_vb(params.number(0)?)))),
            "blockchain.relayfee" => Ok(json!(btc_per_kb(1.0))),
            "mempool.get_fee_histogram" => Ok(json!([])),
            _ => self.network.read(|chain| ask(chain, method, params)),
        }
    }

    fn subscribe_to_headers(&mut self) -> Result<Value, Failure> {
        let (tip, header) = self.network.read(|chain| (chain.tip(), headers::tip(chain)));
        self.tip = Some(tip);
        header
    }

    fn subscribe_to_script(&mut self, id: ScriptId) -> Result<Value, Failure> {
        let status = self.network.read(|chain| scripts::status(chain, &id));
        self.scripts.insert(id, status);
        Ok(json!(status))
    }
}

/// What the chain alone answers.
fn ask(chain: &Chain, method: &str, params: &Params) -> Result<Value, Failure> {
    match method {
        "blockchain.block.header" => headers::one(chain, params),
        "blockchain.block.headers" => headers::many(chain, params),
        "blockchain.scripthash.get_history" => Ok(scripts::history(chain, &params.script(0)?)),
        "blockchain.scripthash.listunspent" => Ok(scripts::unspent(chain, &params.script(0)?)),
        "blockchain.scripthash.get_balance" => Ok(scripts::balance(chain, &params.script(0)?)),
        "blockchain.transaction.get" => txs::raw(chain, params),
        "blockchain.transaction.get_merkle" => txs::proof(chain, params),
        "blockchain.transaction.id_from_pos" => txs::at(chain, params),
        other => Err(Failure::NoSuchMethod(other.to_owned())),
    }
}

/// The client's name, and the version it wants: one, or the lowest and the highest.
fn version(params: &Params) -> Result<Value, Failure> {
    let speaks = match params.any(1) {
        None => true,
        Some(Value::String(only)) => only == VERSION,
        Some(range) => {
            let range: [String; 2] =
                serde_json::from_value(range.clone()).map_err(|_| Failure::BadParameter(1))?;
            let [least, most] = range.each_ref().map(|text| numbers(text));
            least <= numbers(VERSION) && numbers(VERSION) <= most
        }
    };
    if !speaks {
        return Err(Failure::NoSuchVersion);
    }
    Ok(json!([concat!("lifeboat-regtest ", env!("CARGO_PKG_VERSION")), VERSION]))
}

/// A version, to be compared part by part; what is no number counts as 0.
fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

fn btc_per_kb(sat_per_vb: f64) -> f64 {
    sat_per_vb / 100_000.0
}
