//! What the wallet of a life has in its channel.

use lifeboat_messages::{Activity, Answer, Direction, Outcome, Phase, ReadOnly, Request, View};

use super::life::Life;

const CAPACITY_SAT: u64 = 1_000_000;
const BEGIN_MSAT: u64 = 400_000_000;
/// Of every payment.
const AMOUNT_MSAT: u64 = 10_000_000;

/// What may have been paid.
#[derive(Default)]
pub struct Money {
    channel: bool,
    tried: u64,
    /// Payments that were said to be done.
    done: u64,
}

impl Money {
    pub fn is_there(&self) -> bool {
        self.channel
    }

    /// Whether a view of a wallet that runs says what is so.
    pub fn is_so(&mut self, view: &View) -> bool {
        let shown = view.balance.lightning_msat;
        // Until it is usable the provider has the last word.
        if !self.channel {
            return shown == 0 || shown == BEGIN_MSAT;
        }
        let out = |it: &&Activity| it.direction == Direction::Out && it.outcome == Outcome::Done && it.saved;
        self.done = self.done.max(view.activities.iter().filter(out).count() as u64);
        let paid = BEGIN_MSAT.saturating_sub(shown);
        shown <= BEGIN_MSAT && paid.is_multiple_of(AMOUNT_MSAT) && paid / AMOUNT_MSAT <= self.tried
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

    /// Pays the provider.
    pub fn pay(&mut self, tab: usize) {
        let Ok(invoice) = self.world.around.network.invoice(AMOUNT_MSAT) else { return };
        self.money.tried += 1;
        self.ask(tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: true });
    }

    /// What is said of money is so, and nothing was sent to the chain.
    pub fn judge_money(&mut self, view: &View) {
        let shows = match &view.phase {
            Phase::Ready => true,
            Phase::ReadOnly { why } => *why != ReadOnly::OtherTab,
            Phase::Starting | Phase::Empty | Phase::Locked | Phase::Checking | Phase::Closing => false,
        };
        let right = !shows || self.money.is_so(view);
        assert!(right, "seed {}: money that is not there: {view:#?}", self.seed);
        let broadcasts = self.world.around.network.broadcasts.borrow();
        assert!(broadcasts.is_empty(), "seed {}: a state was sent to the chain", self.seed);
    }
}
