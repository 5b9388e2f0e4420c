//! What the wallet of a life has in its channel.

use std::collections::BTreeMap;

use lifeboat_messages::{Activity, Answer, Direction, Outcome, PaymentStage, Phase, ReadOnly, Request, View};

use super::life::Life;

const CAPACITY_SAT: u64 = 1_000_000;
const BEGIN_MSAT: u64 = 400_000_000;
/// Of every payment.
const AMOUNT_MSAT: u64 = 10_000_000;
/// Of every invoice.
const ASKED_MSAT: u64 = 3_000_000;
/// A payment that comes in takes no longer, if nothing is in its way.
const COMING_MS: u64 = 10_000;

/// What may have been paid.
#[derive(Default)]
pub struct Money {
    channel: bool,
    tried: u64,
    /// Payments that were said to be done, and saved.
    done: u64,
    /// Invoices that the provider was told to pay, by their hash.
    asked: BTreeMap<String, u64>,
}

/// What was paid with the wallet and is done, or to it.
fn all_done(view: &View, direction: Direction) -> impl Iterator<Item = &Activity> {
    view.activities.iter().filter(move |it| it.direction == direction && it.outcome == Outcome::Done)
}

impl Money {
    pub fn is_there(&self) -> bool {
        self.channel
    }

    /// How many payments were made by what is left; `None` when that cannot be.
    fn made(&self, left_msat: u64, received_msat: u64) -> Option<u64> {
        let paid_msat = (BEGIN_MSAT + received_msat).checked_sub(left_msat)?;
        let made = paid_msat / AMOUNT_MSAT;
        (paid_msat.is_multiple_of(AMOUNT_MSAT) && made <= self.tried).then_some(made)
    }

    /// Whether a view says what is so: nothing is received that nobody has paid, and all that was is there.
    /// What is still being written to the history may count already: its proof is saved before.
    fn is_so(&mut self, view: &View) -> bool {
        let shown = view.balance.lightning_msat;
        // Until it is usable the provider has the last word.
        if !self.channel {
            return shown == 0 || shown == BEGIN_MSAT;
        }
        // Nor does a channel count that no look at the chain has shown yet.
        if !view.channels.is_empty() && view.channels.iter().all(|channel| channel.confirmations.is_none()) {
            return shown == 0 || shown == BEGIN_MSAT;
        }
        let made = all_done(view, Direction::Out).filter(|it| it.saved).count() as u64;
        self.done = self.done.max(made);
        let somebody_paid = |it: &Activity| self.asked.get(it.hash()) == Some(&it.amount_msat);
        let received: u64 = all_done(view, Direction::In).map(|it| it.amount_msat).sum();
        let written = |it: &&Activity| {
            it.direction == Direction::In && it.outcome == Outcome::Pending { stage: PaymentStage::Saving }
        };
        let written = view.activities.iter().filter(written).count() as u64;
        let mut may_be = (0..=written).map(|count| received + count * ASKED_MSAT);
        all_done(view, Direction::In).all(somebody_paid)
            && may_be.any(|received| self.made(shown, received).is_some())
    }

    /// Whether a wallet can have had so much at some time.
    pub fn can_be(&self, msat: u64) -> bool {
        match self.channel {
            true => (0..=self.asked.len() as u64).any(|paid| self.made(msat, paid * ASKED_MSAT).is_some()),
            false => msat == 0,
        }
    }
}

impl Life {
    /// The provider opens a channel to the first wallet.
    pub fn begin_with_money(&mut self) {
        let made = self.world.ask(&self.tabs[0].process, Request::CreateWallet { name: "Samantha".into() });
        assert_eq!(made, Some(Ok(Answer::Done)));
        self.world.open_channel(&self.tabs[0].process, CAPACITY_SAT, BEGIN_MSAT);
        self.judge();
        self.money.channel = true;
    }

    /// Pays the provider, or is paid by it.
    pub fn pay_or_be_paid(&mut self, tab: usize) {
        if self.coin() {
            return self.be_paid(tab);
        }
        let Ok(invoice) = self.world.around.network.invoice(AMOUNT_MSAT) else { return };
        self.money.tried += 1;
        self.ask(tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
    }

    fn be_paid(&mut self, tab: usize) {
        let asked =
            self.ask(tab, Request::Receive { amount_msat: Some(ASKED_MSAT), note: "a coffee".into() });
        let Some(Ok(Answer::Invoice(invoice))) = asked else { return };
        self.money.asked.insert(invoice.payment_hash.clone(), ASKED_MSAT);
        self.world.around.network.pay(&invoice.bolt11).expect("an invoice of the wallet's");
        self.pass(COMING_MS);
    }

    /// What is said of money is so, and nothing was sent to the chain.
    pub fn judge_money(&mut self, view: &View) {
        let shows = match &view.phase {
            Phase::Ready => true,
            // A wallet that could not even be looked at has no name, and the page shows its problem alone (`place.rs`).
            Phase::ReadOnly { why: ReadOnly::Unsafe { .. } } if view.name.is_empty() => false,
            Phase::ReadOnly { why } => *why != ReadOnly::OtherTab,
            Phase::Starting | Phase::Empty | Phase::Locked | Phase::Checking | Phase::Closing => false,
        };
        let right = !shows || self.money.is_so(view);
        assert!(right, "seed {}: money that is not there: {view:#?}", self.seed);
        let broadcasts = self.world.around.network.broadcasts.borrow();
        assert!(broadcasts.is_empty(), "seed {}: a state was sent to the chain", self.seed);
    }

    /// The wallet that runs at the end has every payment that was said to be made, and every one that
    /// somebody can prove.
    pub fn judge_last_money(&self, view: &View) {
        if !self.money.channel {
            return;
        }
        let received: u64 = all_done(view, Direction::In).map(|it| it.amount_msat).sum();
        let made = self.money.made(view.balance.lightning_msat, received).unwrap_or_default();
        assert!(made >= self.money.done, "seed {}: a payment is not there any more: {view:#?}", self.seed);
        for hash in self.money.asked.keys() {
            let proved = self.world.around.network.peer.has_proof(hash);
            let has = all_done(view, Direction::In).any(|it| it.hash() == hash);
            assert!(!proved || has, "seed {}: {hash} was paid and is not there: {view:#?}", self.seed);
        }
    }
}
