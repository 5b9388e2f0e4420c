//! What a state says of itself. It is read before anything else of the state: what another version or another network
//! has written is refused for what it is, and not for what its bytes look like.

use lightning::bitcoin::BlockHash;
use serde::{Deserialize, Serialize};

use crate::keys::LightningSalt;
use crate::{Batch, Network, Op, Setup, StartError, State, Tip, history, restore};

/// The key of the state.
const KEY: &str = "about";

/// The newest format of a state as a whole. Raised whenever a key gets another meaning, or a value another
/// variant; a new field with a default raises nothing. A state that does not name its format is of format 1.
const FORMAT: u32 = 4;

/// The format of every state whose Lightning keys are made of the words alone: a version that knows no others
/// can use it.
const UNSALTED: u32 = 3;

/// The first of all keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StateHeader {
    /// The format of the state as a whole.
    pub(crate) format: u32,
    /// The network that the state is of.
    pub(crate) network: Network,
    /// The newest block when the wallet was made: none of its money is older. Unknown for wallets of format
    /// 1, and for those whose words are older than they are.
    #[serde(default)]
    pub(crate) birthday: Option<Birthday>,
    /// Only where the words were in use before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) salt: Option<LightningSalt>,
    /// The version that wrote this, for people.
    pub(crate) written_by: String,
}

/// A block. It also tells chains apart that share a first block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Birthday {
    /// The height of the block, counted from the first one.
    pub(crate) height: u32,
    /// The hash of the block's header.
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

/// The first state of a wallet that is made of words that were in use before. What is on the chain is looked for as BIP
/// 44 says ("Address gap limit"); what is in channels needs their state. `salt`: random, never the same twice.
pub fn state_of_words(network: Network, salt: [u8; 16]) -> State {
    let mut state = State::new();
    state.apply(&Batch { ops: vec![StateHeader::new(network, None, Some(LightningSalt(salt))).put()] });
    state
}

/// Whether two states, both of the same words, have the same Lightning keys: a wallet that was made of words
/// that were in use before has others than the wallet whose words they were. No, where one of them does not
/// say.
pub fn has_same_keys(one: &State, other: &State) -> bool {
    match (salt(one), salt(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), _) | (_, Err(_)) => false,
    }
}

fn salt(state: &State) -> serde_json::Result<Option<LightningSalt>> {
    let Some(bytes) = state.get(KEY) else { return Ok(None) };
    serde_json::from_slice::<StateHeader>(bytes).map(|about| about.salt)
}

impl StateHeader {
    fn new(network: Network, birthday: Option<Birthday>, salt: Option<LightningSalt>) -> Self {
        let format = if salt.is_some() { FORMAT } else { UNSALTED };
        Self { format, network, birthday, salt, written_by: env!("CARGO_PKG_VERSION").to_owned() }
    }

    fn put(&self) -> Op {
        // Cannot fail: no map, no key that is not a text.
        Op::Put { key: KEY.to_owned(), value: serde_json::to_vec(self).unwrap_or_default() }
    }

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
        let salt = known.as_ref().and_then(|known| known.salt);
        let is_born = salt.is_none() && state.get("manager").is_none();
        let born = setup.tip.filter(|_| is_born).map(Birthday::from);
        let birthday = known.as_ref().and_then(|known| known.birthday).or(born);
        let about = Self::new(setup.network, birthday, salt);
        if known.as_ref() == Some(&about) {
            return Ok(Vec::new());
        }
        let mut ops = vec![about.put()];
        if known.is_none() {
            ops.extend(history::upgrade(state)?);
        }
        Ok(ops)
    }
}
