//! The counterparty as a provider: it sells channels by LSPS2, with LDK's own service.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use lightning::bitcoin::Transaction;
use lightning::events::Event;
use lightning::sign::KeysManager;
use lightning_liquidity::events::LiquidityEvent;
use lightning_liquidity::lsps0::ser::LSPSDateTime;
use lightning_liquidity::lsps2::event::LSPS2ServiceEvent;
use lightning_liquidity::lsps2::msgs::LSPS2RawOpeningFeeParams;
use lightning_liquidity::lsps2::service::LSPS2ServiceConfig;
use lightning_liquidity::{LiquidityManagerSync, LiquidityServiceConfig};

use super::chain::funding;
use super::peer::{Manager, Pool};
use crate::chain::Registry;
use crate::liquidity::{NullStore, TurnClock};

pub(crate) type Service = LiquidityManagerSync<
    Rc<KeysManager>,
    Rc<KeysManager>,
    Rc<Manager>,
    Rc<Registry>,
    Rc<NullStore>,
    Rc<TurnClock>,
    Rc<Pool>,
>;

/// What the seller asks for a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// At least this is kept back, msat.
    pub least_fee_msat: u64,
    /// This part of the payment is kept back.
    pub parts_per_million: u32,
    /// The smallest payment, msat.
    pub least_msat: u64,
    /// The largest payment, msat.
    pub most_msat: u64,
    /// How long it is valid, seconds from the beginning of the simulated world.
    pub valid_secs: u64,
}

/// Like that of the local network's peer.
pub const OFFER: Offer = Offer {
    least_fee_msat: 500_000,
    parts_per_million: 5_000,
    least_msat: 5_000_000,
    most_msat: 700_000_000,
    valid_secs: 10_000_000,
};

/// What sells, and how it behaves.
pub struct Seller {
    pub(crate) service: Rc<Service>,
    began: u64,
    /// What it offers to anyone who asks for its menu.
    pub offers: RefCell<Vec<Offer>>,
    /// Answers nothing.
    pub silent: Cell<bool>,
    /// Gives its terms for this token alone.
    pub token: RefCell<Option<String>>,
    /// What it made to fund the channels it sold, broadcast or not.
    pub(crate) funding: RefCell<Vec<Transaction>>,
}

/// How much more than the payment a channel holds.
const ROOM: u64 = 21;
const LEAST_SATS: u64 = 100_000;

impl Seller {
    pub(crate) fn new(keys: &Rc<KeysManager>, manager: &Rc<Manager>, pool: &Rc<Pool>, now: u32) -> Self {
        let config = LiquidityServiceConfig {
            lsps2_service_config: Some(LSPS2ServiceConfig { promise_secret: [9; 32] }),
            lsps5_service_config: None,
            advertise_service: false,
        };
        let service = LiquidityManagerSync::new_with_custom_time_provider(
            keys.clone(),
            keys.clone(),
            manager.clone(),
            None,
            None,
            Rc::new(NullStore),
            pool.clone(),
            Some(config),
            None,
            Rc::new(TurnClock::at(u64::from(now) * 1000)),
        );
        let service = Rc::new(service.unwrap_or_else(|e| panic!("the service: {e}")));
        Self {
            service,
            began: u64::from(now),
            offers: RefCell::new(vec![OFFER]),
            silent: Cell::new(false),
            token: RefCell::default(),
            funding: RefCell::default(),
        }
    }

    /// What the node tells it.
    pub(crate) fn see(&self, manager: &Manager, event: &Event) {
        let Some(service) = self.service.lsps2_service_handler() else { return };
        match event {
            Event::HTLCIntercepted {
                requested_next_hop_scid,
                intercept_id,
                expected_outbound_amount_msat,
                payment_hash,
                ..
            } => {
                let _ = service.htlc_intercepted(
                    *requested_next_hop_scid,
                    *intercept_id,
                    *expected_outbound_amount_msat,
                    *payment_hash,
                );
            }
            Event::ChannelReady { channel_id, user_channel_id, counterparty_node_id, .. } => {
                let _ = service.channel_ready(*user_channel_id, channel_id, counterparty_node_id);
            }
            Event::HTLCHandlingFailed { failure_type, .. } => {
                let _ = service.htlc_handling_failed(failure_type.clone());
            }
            Event::PaymentForwarded { next_channel_id: Some(channel), skimmed_fee_msat, .. } => {
                let _ = service.payment_forwarded(*channel, skimmed_fee_msat.unwrap_or(0));
            }
            Event::FundingGenerationReady {
                temporary_channel_id,
                counterparty_node_id,
                channel_value_satoshis,
                output_script,
                user_channel_id,
            } => {
                let sold = service.channel_needs_manual_broadcast(*user_channel_id, counterparty_node_id);
                if sold != Ok(true) {
                    return;
                }
                let unique = 100 + u8::try_from(self.funding.borrow().len()).unwrap_or(0);
                let tx = funding(unique, *channel_value_satoshis, output_script.clone());
                self.funding.borrow_mut().push(tx.clone());
                let _ = service.store_funding_transaction(*user_channel_id, counterparty_node_id, tx.clone());
                let _ = manager.funding_transaction_generated_manual_broadcast(
                    *temporary_channel_id,
                    *counterparty_node_id,
                    tx,
                );
            }
            Event::FundingTxBroadcastSafe { user_channel_id, counterparty_node_id, .. } => {
                let _ = service.set_funding_tx_broadcast_safe(*user_channel_id, counterparty_node_id);
            }
            // The buyer went away in the middle: the payment goes back and may be tried again.
            Event::ChannelClosed { user_channel_id, counterparty_node_id: Some(buyer), .. } => {
                let _ = service.channel_open_failed(buyer, *user_channel_id);
            }
            _ => {}
        }
    }

    /// What the buyers ask for.
    pub(crate) fn turn(&self, manager: &Manager) -> bool {
        let events = self.service.get_and_clear_pending_events();
        let moved = !events.is_empty();
        let Some(service) = self.service.lsps2_service_handler() else { return moved };
        for event in events {
            match event {
                LiquidityEvent::LSPS2Service(LSPS2ServiceEvent::GetInfo {
                    request_id,
                    counterparty_node_id,
                    token,
                }) if !self.silent.get() => {
                    if self.token.borrow().is_some() && token != *self.token.borrow() {
                        let _ = service.invalid_token_provided(&counterparty_node_id, request_id);
                        continue;
                    }
                    let menu = self.offers.borrow().iter().map(|offer| self.params(offer)).collect();
                    let _ = service.opening_fee_params_generated(&counterparty_node_id, request_id, menu);
                }
                LiquidityEvent::LSPS2Service(LSPS2ServiceEvent::BuyRequest {
                    request_id,
                    counterparty_node_id,
                    ..
                }) if !self.silent.get() => {
                    let scid = manager.get_intercept_scid();
                    let _ = service.invoice_parameters_generated(
                        &counterparty_node_id,
                        request_id,
                        scid,
                        72,
                        true,
                        u128::from(scid),
                    );
                }
                LiquidityEvent::LSPS2Service(LSPS2ServiceEvent::OpenChannel {
                    their_network_key,
                    amt_to_forward_msat,
                    user_channel_id,
                    ..
                }) => {
                    let sats = (amt_to_forward_msat / 1000 * ROOM).max(LEAST_SATS);
                    let opened =
                        manager.create_channel(their_network_key, sats, 0, user_channel_id, None, None);
                    if opened.is_err() {
                        let _ = service.channel_open_failed(&their_network_key, user_channel_id);
                    }
                }
                _ => {}
            }
        }
        moved
    }

    fn params(&self, offer: &Offer) -> LSPS2RawOpeningFeeParams {
        LSPS2RawOpeningFeeParams {
            min_fee_msat: offer.least_fee_msat,
            proportional: offer.parts_per_million,
            valid_until: LSPSDateTime::new_from_duration_since_epoch(Duration::from_secs(
                self.began + offer.valid_secs,
            )),
            min_lifetime: 1_000,
            max_client_to_self_delay: 2_016,
            min_payment_size_msat: offer.least_msat,
            max_payment_size_msat: offer.most_msat,
        }
    }
}
