//! What a state says of itself. Read before anything else of it: what another version or another network has written is
//! refused for what it is, and not for what somebody takes its bytes for.

use lightning::bitcoin::BlockHash;
use serde::{Deserialize, Serialize};

use crate::{Network, Op, Setup, StartError, State, Tip, history, restore};

/// The key of the state.
const KEY: &str = "about";

/// The newest format of a state as a whole. Raised whenever a key gets another meaning, or a value another variant; a new
/// field with a default raises nothing. A state that says nothing of itself is of format 1.
const FORMAT: u32 = 3;

/// The first of all keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateHeader {
    /// Of the state as a whole.
    pub(crate) format: u32,
    /// Which bitcoin.
    pub(crate) network: Network,
    /// The newest block when the wallet was made: nothing of it is older. Unknown for wallets of format 1.
    #[serde(default)]
    pub(crate) birthday: Option<Birthday>,
    /// The version that wrote this, for people.
    pub(crate) written_by: String,
}

/// A block. It also tells chains apart that share a first block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Birthday {
    /// Its height.
    pub(crate) height: u32,
    /// Its hash.
    pub(crate) hash: BlockHash,
}

impl From<Tip> for Birthday {
    fn from(tip: Tip) -> Self {
        Self { height: tip.height, hash: tip.hash }
    }
}

/// What every format has.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
}

impl StateHeader {
    /// What a state says, `None` of one of format 1, if it can be used here.
    ///
    /// # Errors
    /// It is of a newer format or of another network; nothing else of it was looked at.
    pub(crate) fn read(state: &State, here: Network) -> Result<Option<Self>, StartError> {
        let damaged = |_| StartError::Damaged { key: KEY.to_owned() };
        let about = match state.get(KEY) {
            None => None,
            Some(bytes) => {
                let AnyFormat { format } = serde_json::from_slice(bytes).map_err(damaged)?;
                if format > FORMAT {
                    return Err(StartError::TooNew { key: KEY.to_owned() });
                }
                Some(serde_json::from_slice::<Self>(bytes).map_err(damaged)?)
            }
        };
        let said = about.as_ref().map(|about| about.network);
        for found in said.into_iter().chain(restore::network(state)) {
            if found != here {
                return Err(StartError::OtherNetwork { found });
            }
        }
        Ok(about)
    }

    /// What a state of any older format lacks of the newest one. Nothing for a state that this version has written.
    ///
    /// Every change of the format has its step here, and takes effect with the first cut, as a whole.
    ///
    /// # Errors
    /// What has to be brought to the newest format cannot be read.
    pub(crate) fn upgrade(state: &State, known: Option<Self>, setup: &Setup) -> Result<Vec<Op>, StartError> {
        let born = setup.tip.filter(|_| state.get("manager").is_none()).map(Birthday::from);
        let about = Self {
            format: FORMAT,
            network: setup.network,
            birthday: known.as_ref().and_then(|known| known.birthday).or(born),
            written_by: env!("CARGO_PKG_VERSION").to_owned(),
        };
        if known.as_ref() == Some(&about) {
            return Ok(Vec::new());
        }
        // Cannot fail: no map, no key that is not a text.
        let value = serde_json::to_vec(&about).unwrap_or_default();
        let mut ops = vec![Op::Put { key: KEY.to_owned(), value }];
        if known.is_none() {
            ops.extend(history::upgrade(state)?);
        }
        Ok(ops)
    }
}
