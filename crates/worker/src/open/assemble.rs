//! From a journal's state to a wallet.

use std::rc::Rc;

use lifeboat_backup::State;
use lifeboat_crypto::{CryptoRng, system_rng};
use lifeboat_messages::Problem;
use lifeboat_wallet::{LightningSeed, Peer, Setup, Wallet};
use wasm_bindgen_futures::spawn_local;

use super::{OpenWallet, Running};
use crate::config::Config;
use crate::platform::clock::now_ms;
use crate::platform::fetch::Esplora;
use crate::problem;

impl OpenWallet {
    pub(super) async fn start_wallet(&self, state: &State) -> Result<Wallet, Problem> {
        let tip = match state.get("manager") {
            Some(_) => None,
            None => {
                let esplora = Esplora::new(&Config::absolute(&self.env.origin, &self.env.config.esplora));
                Some(lifeboat_wallet::tip(&esplora).await.map_err(problem::of_chain)?)
            }
        };
        let wallet = self.assemble(state, tip)?;
        if self.settings.borrow().unproved {
            wallet.distrust();
        }
        Ok(wallet)
    }

    /// Keeps that the peers have agreed with a state that nobody vouched for.
    pub(super) fn note_agreement(self: &Rc<OpenWallet>) {
        let agreed = match &*self.running.borrow() {
            Running::Node(node) => node.wallet().is_trusted(),
            _ => false,
        };
        if agreed && self.settings.borrow().unproved && !self.closed.get() {
            let open = self.clone();
            // A store that refuses shows by itself at the next entry; the peers will agree again.
            spawn_local(async move {
                let _ = open.change_settings(|settings| settings.unproved = false).await;
            });
        }
    }

    fn assemble(&self, state: &State, tip: Option<lifeboat_wallet::Tip>) -> Result<Wallet, Problem> {
        let mut entropy = [0; 32];
        let rng: &mut dyn CryptoRng = &mut system_rng();
        rng.fill_bytes(&mut entropy);
        let setup = Setup {
            seed: LightningSeed::from_bip39(*self.phrase.seed().expose()),
            network: self.env.network(),
            lsp: Some(self.env.peer()?),
            entropy,
            tip,
            now_ms: now_ms(),
        };
        Wallet::start(setup, state).map_err(|error| problem::of_wallet_start(&error))
    }

    /// Shows a state without running it.
    pub(super) fn look_at(&self, state: &State) {
        if let (Some(_), Ok(wallet)) = (state.get("manager"), self.assemble(state, None)) {
            *self.running.borrow_mut() = Running::Still(Box::new(wallet));
        }
        self.env.changed();
    }
}

/// The provider of channels, from the configuration.
pub fn peer(config: &Config) -> Result<Peer, Problem> {
    let node_id = config.lsp.node_id.parse().map_err(|_| problem::internal("config.json: lsp.nodeId"))?;
    Ok(Peer { node_id, address: config.lsp.address.clone(), zero_conf: config.lsp.zero_conf })
}
