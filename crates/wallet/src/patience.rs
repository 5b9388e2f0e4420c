//! How long, in block height, to wait for a peer's own closing of a channel that we are closing alone: our
//! money returns sooner from theirs. Kept over starts (`patience`), for no longer than the wait.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::bitcoin::OutPoint;

use crate::app::App;
use crate::{StartError, State};

/// The key of the state: heights by the fundings of the channels. Missing while no peer is waited for.
const KEY: &str = "patience";

/// Until which height each peer is waited for, by the channel's funding.
pub(crate) struct Patience(RefCell<BTreeMap<OutPoint, u32>>);

impl Patience {
    pub(crate) fn read(state: &State) -> Result<Self, StartError> {
        let damaged = |_| StartError::Damaged { key: KEY.to_owned() };
        let kept = state.get(KEY).map(serde_json::from_slice).transpose().map_err(damaged)?;
        Ok(Self(RefCell::new(kept.unwrap_or_default())))
    }

    /// The peer of this channel was told to close; until this height its own commitment is waited for.
    pub(crate) fn wait(&self, funding: OutPoint, until: u32, app: &App) {
        self.0.borrow_mut().insert(funding, until);
        self.keep(app);
    }

    /// Until which height the peer is waited for, while it is.
    pub(crate) fn until(&self, funding: &OutPoint, height: u32) -> Option<u32> {
        self.0.borrow().get(funding).copied().filter(|until| height < *until)
    }

    /// What is over under this height is kept no longer.
    pub(crate) fn forget(&self, height: u32, app: &App) {
        let before = self.0.borrow().len();
        self.0.borrow_mut().retain(|_, until| height < *until);
        if self.0.borrow().len() != before {
            self.keep(app);
        }
    }

    fn keep(&self, app: &App) {
        let waits = self.0.borrow();
        match waits.is_empty() {
            true => app.delete(KEY.to_owned()),
            false => app.put_json(KEY.to_owned(), &*waits),
        }
    }
}
