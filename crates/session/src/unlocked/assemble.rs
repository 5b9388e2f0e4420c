//! From a journal's state to a wallet.

use std::cell::RefCell;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{Check, RestoreError, State, StateRefused};
use lifeboat_config::{Config, Lsp};
use lifeboat_messages::{Assurances, Problem};
use lifeboat_wallet::{JournalName, LightningSeed, Links, Peer, Setup, Tip, Wallet, has_same_keys, links};

use super::{RunState, UnlockedWallet};
use crate::problem;

/// No journal has this name: of a wallet that is only looked at.
const NO_JOURNAL: JournalName = [0; 8];

/// How long the chain servers are asked whether a state is of their chain.
const LINKS_MS: u64 = 5_000;

/// A look at a state before anything is changed for its sake.
pub struct StateLook {
    check: Check,
    why: Rc<RefCell<Option<Problem>>>,
}

impl StateLook {
    /// The check, for the journal.
    pub fn check(&self) -> Check {
        self.check.clone()
    }

    /// What the journal's error means, after what the user has confirmed.
    pub fn explain(&self, error: &RestoreError, sure: Assurances) -> Problem {
        if let RestoreError::TornHead { position } = error
            && sure.old_device_is_gone
        {
            return problem::of_unfinished(*position);
        }
        let why = if *error == RestoreError::Refused { self.why.take() } else { None };
        why.unwrap_or_else(|| problem::of_restore(error))
    }
}

impl UnlockedWallet {
    /// Whether a state can be started here, to be asked before it is taken over. `only`: it has to belong to
    /// that wallet, and hold its words.
    pub fn look(self: &Rc<UnlockedWallet>, only: Option<State>) -> StateLook {
        let why = Rc::new(RefCell::new(None));
        let (open, noted, only) = (self.clone(), why.clone(), only.map(Rc::new));
        let check: Check = Rc::new(move |state| {
            let (open, noted, only) = (open.clone(), noted.clone(), only.clone());
            Box::pin(async move {
                let fits = match only {
                    Some(here) if !has_same_keys(&here, state) => Err(Problem::Occupied),
                    Some(_) | None => open.fits(state).await,
                };
                fits.map_err(|problem| {
                    noted.replace(Some(problem));
                    StateRefused
                })
            })
        });
        StateLook { check, why }
    }

    /// Checks a state that is here.
    pub async fn fits(&self, state: &State) -> Result<(), Problem> {
        let setup = self.setup(None, NO_JOURNAL)?;
        Wallet::check_state(setup, state).map_err(|error| problem::of_wallet_start(&error))?;
        let servers = self.env.chain_servers();
        let links = futures::select_biased! {
            links = Box::pin(links(state, self.env.network(), &servers)).fuse() => links,
            () = Box::pin(self.env.sleep(LINKS_MS)).fuse() => Ok(Links::Unknown),
        };
        match links.map_err(|error| problem::of_wallet_start(&error))? {
            // If that cannot be decided now, the first look decides it, before any peer is connected.
            Links::Yes | Links::Unknown => Ok(()),
            Links::No => Err(Problem::BackupOfOtherNetwork),
        }
    }

    /// Where the chain is, which a wallet without a node begins with; `None`: the state holds one.
    pub(super) async fn tip_for(&self, state: &State) -> Result<Option<Tip>, Problem> {
        if state.get("manager").is_some() {
            return Ok(None);
        }
        let servers = self.env.chain_servers();
        let tip = lifeboat_wallet::tip(&servers, self.env.network(), self.env.now_ms()).await;
        tip.map(Some).map_err(problem::of_chain)
    }

    /// The wallet that is to run, in the place of the one that watches, which is dropped first, with all that
    /// it did: each has a map of the network, by far the largest thing in memory. Nothing is awaited before
    /// the node has it, so no view is without both. [`UnlockedWallet::stop_watching`] before.
    pub(super) fn assemble_in_place(
        &self,
        state: &State,
        tip: Option<Tip>,
        journal: JournalName,
    ) -> Result<Wallet, Problem> {
        let queued = match self.running.replace(RunState::Nothing) {
            RunState::Watching(watching) => Some(watching.queued),
            RunState::Nothing | RunState::Node(_) | RunState::PutAway(_) => None,
        };
        let wallet = self.assemble(state, tip, journal);
        if let (Err(_), Some(queued)) = (&wallet, queued) {
            self.watch(state, queued);
        }
        wallet
    }

    /// A wallet of this state that is never to run, and so has no journal's name; `None`: there is no node in
    /// it, and nothing to see.
    pub(super) fn assemble_to_watch(&self, state: &State) -> Option<Wallet> {
        state.get("manager")?;
        self.assemble(state, None, NO_JOURNAL).ok()
    }

    fn assemble(&self, state: &State, tip: Option<Tip>, journal: JournalName) -> Result<Wallet, Problem> {
        Wallet::start(self.setup(tip, journal)?, state).map_err(|error| problem::of_wallet_start(&error))
    }

    fn setup(&self, tip: Option<Tip>, journal: JournalName) -> Result<Setup, Problem> {
        let mut entropy = [0; 32];
        self.env.rng().fill_bytes(&mut entropy);
        Ok(Setup {
            seed: LightningSeed::from_bip39(*self.phrase.seed().expose()),
            network: self.env.network(),
            sellers: sellers(self.env.config())?,
            entropy,
            tip,
            journal,
            now_ms: self.env.now_ms(),
        })
    }
}

/// Those who sell channels, as the operator names them.
fn sellers(config: &Config) -> Result<Vec<Peer>, Problem> {
    let providers = config.providers().map_err(|error| problem::of_config(&error))?;
    let seller = |it: Lsp| Peer {
        node_id: it.node_id,
        address: it.address,
        zero_conf: it.zero_conf,
        lsps2: it.lsps2,
        token: it.token,
    };
    Ok(providers.into_iter().map(seller).collect())
}
