//! Receiving what the channels cannot take: the provider opens one when the payment comes (LSPS2, bLIP 52), and keeps
//! its fee back from that payment.
//!
//! 1. Every provider that is connected is asked for its menu of fees, and the cheapest entry that fits is chosen.
//! 2. It is bought: the provider answers with a channel number that does not exist yet.
//! 3. The invoice leads through that number. What was agreed on is stored beside it in the state ([`Promise`]).
//! 4. When it is paid, the provider opens the channel, which is used unconfirmed: until its funding confirms, the
//!    provider's word is all there is. So this is for providers of the configuration, and only those that are trusted
//!    with that.
//! 5. The payment arrives smaller than the payer sent it. It is taken if no more is missing than was shown;
//!    otherwise it goes back.

mod asking;
mod choice;
mod error;
mod inquiry;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lightning::bitcoin::secp256k1::PublicKey;
use lightning::routing::router::{RouteHint, RouteHintHop};
use lightning::types::routing::RoutingFees;
use lightning_liquidity::events::LiquidityEvent;
use lightning_liquidity::lsps0::ser::LSPSRequestId;
use lightning_liquidity::lsps2::event::LSPS2ClientEvent;

use asking::{Offer, OfferRound, Offers};
use choice::Choice;
pub use choice::most_fee_msat;
pub use error::OpeningError;
use inquiry::Inquiry;

use crate::liquidity::{Liquidity, TurnClock};
use crate::opening_terms::{OpeningTerms, Promise};
use crate::{Invoice, InvoiceError, InvoiceRequest, Peer, Wallet};

/// A purchase under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningId(u64);

/// An invoice whose payment opens a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningInvoice {
    /// What to show to the payer.
    pub invoice: Invoice,
    /// What the provider will keep back, msat; `None` while the payer chooses the amount.
    pub fee_msat: Option<u64>,
    /// What it depends on then, and between which amounts.
    pub terms: OpeningTerms,
}

/// The channels that are being bought, and LDK's part that speaks with those who sell them.
pub(crate) struct Openings {
    liquidity: Rc<Liquidity>,
    clock: Rc<TurnClock>,
    purchases: RefCell<Purchases>,
}

impl Openings {
    pub(crate) fn new(liquidity: Rc<Liquidity>, clock: Rc<TurnClock>) -> Self {
        Self { liquidity, clock, purchases: RefCell::default() }
    }

    /// The time of this turn, Unix milliseconds.
    pub(crate) fn set_clock(&self, now_ms: u64) {
        self.clock.set(now_ms);
    }

    /// The clock of the current turn, Unix ms.
    pub(crate) fn now_ms(&self) -> u64 {
        self.clock.now_ms()
    }
}

/// What is under way, and what has ended and was not taken yet.
#[derive(Default)]
struct Purchases {
    next: u64,
    /// When the host asked for a channel, Unix milliseconds.
    expected_ms: Option<u64>,
    running: BTreeMap<OpeningId, RunningPurchase>,
    ended: BTreeMap<OpeningId, Result<OpeningInvoice, OpeningError>>,
    inquiries: BTreeMap<PublicKey, Inquiry>,
}

struct RunningPurchase {
    request: InvoiceRequest,
    until_ms: u64,
    step: PurchaseStep,
}

impl RunningPurchase {
    /// Whether its time is over, or the clock was set back since it began.
    fn is_over(&self, now_ms: u64) -> bool {
        now_ms >= self.until_ms || now_ms.saturating_add(PATIENCE_MS) < self.until_ms
    }
}

enum PurchaseStep {
    Asking(OfferRound),
    /// The offer being bought, and those to fall back on.
    Buying(LSPSRequestId, Offer, Offers),
}

impl PurchaseStep {
    fn waits_for(&self, request: &LSPSRequestId) -> bool {
        match self {
            PurchaseStep::Asking(asking) => asking.waits_for(request),
            PurchaseStep::Buying(id, ..) => id == request,
        }
    }

    fn is_to_decide(&self, now_ms: u64) -> bool {
        match self {
            PurchaseStep::Asking(asking) => now_ms >= asking.decide_ms && !asking.offers.are_none(),
            PurchaseStep::Buying(..) => false,
        }
    }
}

/// How long the provider has for both answers.
const PATIENCE_MS: u64 = 20_000;
/// How long another provider is waited for when one has made an offer.
const OTHERS_MS: u64 = 4_000;
/// How long a channel may take that the host has asked for.
pub const CHANNEL_PATIENCE_MS: u64 = 60_000;
/// More than a payer's whole route may take.
const MOST_CLTV: u32 = 1_008;

impl Wallet {
    /// Whether channels can be bought at all: there is a provider, and its unconfirmed channels are used.
    pub fn can_open(&self) -> bool {
        self.trusted_sellers().next().is_some()
    }

    fn trusted_sellers(&self) -> impl Iterator<Item = &Peer> {
        self.sellers.iter().filter(|seller| seller.zero_conf && seller.lsps2)
    }

    /// Whether one of them is connected.
    pub fn is_seller_there(&self) -> bool {
        let connected = self.connected();
        self.trusted_sellers().any(|seller| connected.contains(&seller.node_id))
    }

    /// The host asks the provider for a channel in another way than this one. For so long as
    /// [`CHANNEL_PATIENCE_MS`] one that it opens is used before it is confirmed.
    pub fn expect_channel(&self, now_ms: u64) {
        self.openings.purchases.borrow_mut().expected_ms = Some(now_ms);
    }

    /// Whether a provider has a reason to open a channel now: it was asked for one, and the agreement holds.
    pub(crate) fn awaits_channel(&self, peer: PublicKey, now_ms: u64) -> bool {
        // Set back, the clock says nothing of how long ago that was.
        let expects = |since: u64| now_ms >= since && now_ms < since.saturating_add(CHANNEL_PATIENCE_MS);
        let expected = self.openings.purchases.borrow().expected_ms.is_some_and(expects);
        expected || self.history.awaits_opening(peer, now_ms)
    }

    /// Ask for an invoice whose payment opens a channel. Turns follow ([`pump`](Self::pump)) until
    /// [`take_opening`](Self::take_opening) gives it.
    ///
    /// # Errors
    /// What can be known before asking.
    pub fn begin_opening(&self, request: InvoiceRequest, now_ms: u64) -> Result<OpeningId, OpeningError> {
        if request.amount_msat == Some(0) {
            return Err(InvoiceError::Zero.into());
        }
        if !self.can_open() {
            return Err(OpeningError::Untrusted);
        }
        let client = self.openings.liquidity.lsps2_client_handler().ok_or(OpeningError::Untrusted)?;
        let connected = self.connected();
        let there = self.trusted_sellers().filter(|seller| connected.contains(&seller.node_id));
        let asked: Vec<LSPSRequestId> =
            there.map(|seller| client.request_opening_params(seller.node_id, seller.token.clone())).collect();
        if asked.is_empty() {
            return Err(OpeningError::NoPeer);
        }
        let asking = OfferRound::new(asked, now_ms.saturating_add(OTHERS_MS));
        let mut openings = self.openings.purchases.borrow_mut();
        openings.next += 1;
        let id = OpeningId(openings.next);
        let until_ms = now_ms.saturating_add(PATIENCE_MS);
        openings
            .running
            .insert(id, RunningPurchase { request, until_ms, step: PurchaseStep::Asking(asking) });
        Ok(id)
    }

    /// How it ended; `None` while it is under way, and for what was taken already.
    pub fn take_opening(&self, id: OpeningId) -> Option<Result<OpeningInvoice, OpeningError>> {
        self.openings.purchases.borrow_mut().ended.remove(&id)
    }

    /// Continue every purchase as far as possible.
    pub(crate) fn turn_openings(&self, now_ms: u64) -> bool {
        let events = self.openings.liquidity.get_and_clear_pending_events();
        let mut moved = !events.is_empty();
        for event in events {
            if let LiquidityEvent::LSPS2Client(event) = event {
                self.answered(event, now_ms);
            }
        }
        let of = |which: &dyn Fn(&RunningPurchase) -> bool| -> Vec<OpeningId> {
            let openings = self.openings.purchases.borrow();
            openings.running.iter().filter(|(_, running)| which(running)).map(|(id, _)| *id).collect()
        };
        for id in of(&|running| running.step.is_to_decide(now_ms)) {
            moved = true;
            self.decide(id);
        }
        for id in of(&|running| running.is_over(now_ms)) {
            moved = true;
            let there = self.is_seller_there();
            self.end(id, Err(if there { OpeningError::Silent } else { OpeningError::NoPeer }));
        }
        moved
    }

    fn answered(&self, event: LSPS2ClientEvent, now_ms: u64) {
        match event {
            LSPS2ClientEvent::OpeningParametersReady {
                request_id,
                counterparty_node_id,
                opening_fee_params_menu,
            } => {
                let choose = |amount| choice::choose(opening_fee_params_menu, amount, now_ms);
                self.offered(&request_id, counterparty_node_id, choose);
            }
            LSPS2ClientEvent::InvoiceParametersReady {
                request_id,
                counterparty_node_id,
                intercept_scid,
                cltv_expiry_delta,
                ..
            } => {
                let Some((id, RunningPurchase { request, step: PurchaseStep::Buying(_, offer, _), .. })) =
                    self.taken(&request_id)
                else {
                    return;
                };
                let way = (counterparty_node_id, intercept_scid, cltv_expiry_delta);
                self.end(id, self.bought(request, &offer.choice, way, now_ms));
            }
            LSPS2ClientEvent::GetInfoFailed { request_id, counterparty_node_id, error } => {
                self.offered(&request_id, counterparty_node_id, |_| Err(OpeningError::of(&error)));
            }
            LSPS2ClientEvent::BuyRequestFailed { request_id, error, .. } => {
                let Some((id, running)) = self.taken(&request_id) else { return };
                let PurchaseStep::Buying(_, _, mut others) = running.step else { return };
                others.refuse(OpeningError::of(&error));
                self.buy(id, running.request, running.until_ms, others);
            }
        }
    }

    /// A provider has answered the question for its fees. When it was the last one, the cheapest is taken.
    fn offered(
        &self,
        request: &LSPSRequestId,
        by: PublicKey,
        said: impl FnOnce(Option<u64>) -> Result<Choice, OpeningError>,
    ) {
        let mut openings = self.openings.purchases.borrow_mut();
        if openings.is_inquiry(by, request) {
            let answer = said(None).map(|choice| choice.terms);
            openings.inquiries.insert(by, Inquiry::Answered(answer));
            return;
        }
        let asked = openings.running.iter_mut().find(|(_, running)| running.step.waits_for(request));
        let Some((id, RunningPurchase { request: wanted, step: PurchaseStep::Asking(asking), .. })) = asked
        else {
            return;
        };
        asking.hear(request, by, said(wanted.amount_msat));
        let (id, answered) = (*id, asking.is_answered());
        drop(openings);
        if answered {
            self.decide(id);
        }
    }

    /// Take the cheapest of what was offered.
    fn decide(&self, id: OpeningId) {
        let taken = self.openings.purchases.borrow_mut().running.remove(&id);
        if let Some(RunningPurchase { request, until_ms, step: PurchaseStep::Asking(asking) }) = taken {
            self.buy(id, request, until_ms, asking.offers);
        }
    }

    fn taken(&self, request: &LSPSRequestId) -> Option<(OpeningId, RunningPurchase)> {
        let mut openings = self.openings.purchases.borrow_mut();
        let id = *openings.running.iter().find(|(_, r)| r.step.waits_for(request))?.0;
        openings.running.remove(&id).map(|running| (id, running))
    }

    /// Buy the cheapest of these offers; the others are there in case that it is refused.
    fn buy(&self, id: OpeningId, request: InvoiceRequest, until_ms: u64, mut offers: Offers) {
        let offer = match offers.take() {
            Ok(offer) => offer,
            Err(why) => return self.end(id, Err(why)),
        };
        // It is in the state before the provider can know of it: its channel is found again whatever the
        // configuration says by then.
        self.meet(offer.provider, self.openings.now_ms());
        let delay = offer.choice.params.max_client_to_self_delay;
        self.known_peers.grants(offer.provider, delay, &self.app);
        let sent = self.openings.liquidity.lsps2_client_handler().and_then(|client| {
            let params = offer.choice.params.clone();
            client.select_opening_params(offer.provider, request.amount_msat, params).ok()
        });
        match sent {
            Some(sent) => {
                let running =
                    RunningPurchase { request, until_ms, step: PurchaseStep::Buying(sent, offer, offers) };
                self.openings.purchases.borrow_mut().running.insert(id, running);
            }
            None => self.end(id, Err(OpeningError::BadAnswer)),
        }
    }

    /// The invoice, and beside it what may be kept back of it.
    fn bought(
        &self,
        mut request: InvoiceRequest,
        choice: &Choice,
        (provider, scid, cltv): (PublicKey, u64, u32),
        now_ms: u64,
    ) -> Result<OpeningInvoice, OpeningError> {
        let cltv = u16::try_from(cltv).ok().filter(|c| u32::from(*c) <= MOST_CLTV);
        let cltv_expiry_delta = cltv.ok_or(OpeningError::BadAnswer)?;
        // Afterwards the provider is bound to nothing.
        let valid_secs = choice.valid_until_ms.saturating_sub(now_ms) / 1000;
        let valid_secs = u32::try_from(valid_secs).unwrap_or(u32::MAX);
        request.expiry_secs = request.expiry_secs.min(valid_secs);
        if request.expiry_secs == 0 {
            return Err(OpeningError::NoOffer);
        }
        let hint = RouteHint(vec![RouteHintHop {
            src_node_id: provider,
            short_channel_id: scid,
            // What the provider earns it keeps back.
            fees: RoutingFees { base_msat: 0, proportional_millionths: 0 },
            cltv_expiry_delta,
            htlc_minimum_msat: None,
            htlc_maximum_msat: None,
        }]);
        let promise = Promise {
            provider: Some(provider),
            scid,
            fee: choice.terms.fee,
            most_msat: choice.fee_msat,
            valid_until_ms: choice.valid_until_ms,
        };
        let invoice = self.make_invoice(&request, vec![hint], Some((promise, choice.terms)), now_ms)?;
        Ok(OpeningInvoice { invoice, fee_msat: choice.fee_msat, terms: choice.terms })
    }

    fn end(&self, id: OpeningId, how: Result<OpeningInvoice, OpeningError>) {
        let mut openings = self.openings.purchases.borrow_mut();
        openings.running.remove(&id);
        openings.ended.insert(id, how);
        drop(openings);
        self.touch();
    }
}
