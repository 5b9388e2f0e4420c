//! H3: paying.

use lifeboat_messages::{Activity, Outcome};

use super::{FlowStep, Next};

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendStep {
    /// Paste the invoice.
    Input,
    /// A code is scanned with the camera.
    Scan,
    /// Its amount, when it names none.
    Amount,
    /// The user looks once more before they pay.
    Confirm,
    /// What a service offers, and how much of it.
    Service,
    /// What it costs to be paid by the service.
    WithdrawFee,
    /// How much goes to an address, and how fast.
    OnChain,
    /// The user looks once more before they pay on the chain.
    OnChainConfirm,
    /// The outcome.
    Result,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendEvent {
    /// The invoice was read.
    Read {
        /// Whether it names an amount.
        amount: bool,
    },
    /// "Scan" was pressed.
    Scan,
    /// A code was read.
    Scanned,
    /// An address was read.
    Address,
    /// A service was asked what it offers.
    Offered,
    /// A service would pay, and that opens a channel for a fee.
    Costs,
    /// The total of a payment to it is known.
    Previewed,
    /// An amount was entered.
    Amount,
    /// The payment is under way.
    Started,
    /// "Try again" was pressed.
    Again,
    /// "Done" was pressed.
    Done,
    /// "Back" was pressed.
    Back,
}

impl SendStep {
    /// Where an event leads.
    pub fn next(self, event: SendEvent) -> Next<Self> {
        use SendEvent as E;
        match (self, event) {
            (Self::Input, E::Scan) => Next::Show(Self::Scan),
            (Self::Scan, E::Scanned | E::Back) => Next::Show(Self::Input),
            (Self::Input, E::Offered) | (Self::WithdrawFee, E::Back) => Next::Show(Self::Service),
            (Self::Input | Self::Service, E::Read { amount: true }) => Next::Show(Self::Confirm),
            (Self::Service, E::Costs) => Next::Show(Self::WithdrawFee),
            (Self::Input, E::Read { amount: false }) => Next::Show(Self::Amount),
            (Self::Input, E::Back) | (Self::Result, E::Done) => Next::Leave,
            (Self::Amount, E::Amount) => Next::Show(Self::Confirm),
            (Self::Input, E::Address) | (Self::OnChainConfirm, E::Back) => Next::Show(Self::OnChain),
            (Self::OnChain, E::Previewed) => Next::Show(Self::OnChainConfirm),
            (Self::OnChain, E::Back) => Next::Show(Self::Input),
            (Self::Amount | Self::Service | Self::Confirm, E::Back) | (Self::Result, E::Again) => {
                Next::Show(Self::Input)
            }
            (Self::Confirm, E::Started) => Next::Show(Self::Result),
            _ => Next::Stay,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Input => 0,
            Self::Scan | Self::Amount | Self::Service | Self::OnChain => 1,
            Self::Confirm | Self::OnChainConfirm | Self::WithdrawFee => 2,
            Self::Result => 3,
        }
    }
}

impl FlowStep for SendStep {
    const ALL: &'static [Self] = &[
        Self::Input,
        Self::Scan,
        Self::Amount,
        Self::Service,
        Self::WithdrawFee,
        Self::Confirm,
        Self::OnChain,
        Self::OnChainConfirm,
        Self::Result,
    ];

    fn slug(self) -> &'static str {
        match self {
            Self::Input => "",
            Self::Scan => "scan",
            Self::Amount => "amount",
            Self::Service => "service",
            Self::WithdrawFee => "withdraw-fee",
            Self::Confirm => "confirm",
            Self::OnChain => "on-chain",
            Self::OnChainConfirm => "on-chain-confirm",
            Self::Result => "result",
        }
    }

    fn may_go(self, to: Self) -> bool {
        // "Back" from the result must not return to "Send".
        self != Self::Result && to.rank() < self.rank()
    }
}

/// The payment that is followed once it was ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowedPayment {
    /// [`Activity::id`].
    pub id: String,
    /// An earlier try of the same invoice that had failed, by its time: not the one that is followed.
    pub failed_at_ms: Option<u64>,
}

impl FollowedPayment {
    /// The payment of this hash, as it is before "Send" is pressed.
    pub fn of(hash: &str, activities: &[Activity]) -> Self {
        let id = format!("out/{hash}");
        let before = activities.iter().find(|activity| activity.id == id);
        let failed_at_ms = before.filter(|activity| has_failed(activity)).map(|activity| activity.at_ms);
        Self { id, failed_at_ms }
    }

    /// It, among the activities.
    pub fn find<'a>(&self, activities: &'a [Activity]) -> Option<&'a Activity> {
        activities.iter().find(|activity| {
            let earlier = has_failed(activity) && Some(activity.at_ms) == self.failed_at_ms;
            activity.id == self.id && !earlier
        })
    }
}

fn has_failed(activity: &Activity) -> bool {
    matches!(activity.outcome, Outcome::Failed { .. })
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::{Direction, PaymentStage};

    use super::{SendEvent as E, SendStep as S, *};

    fn activity(id: &str, at_ms: u64, outcome: Outcome) -> Activity {
        Activity { created_ms: 1, ..Activity::new(id.into(), Direction::Out, 1, at_ms, outcome) }
    }

    #[test]
    fn asks_for_the_amount_only_when_the_invoice_names_none() {
        assert_eq!(S::Input.next(E::Read { amount: true }), Next::Show(S::Confirm));
        assert_eq!(S::Input.next(E::Read { amount: false }), Next::Show(S::Amount));
    }

    #[test]
    fn an_offer_of_a_service_leads_to_the_confirmation_of_its_invoice() {
        assert_eq!(S::Input.next(E::Offered), Next::Show(S::Service));
        assert_eq!(S::Service.next(E::Read { amount: true }), Next::Show(S::Confirm));
        assert_eq!(S::Service.next(E::Read { amount: false }), Next::Stay, "it was asked for an amount");
        assert_eq!(S::Service.next(E::Back), Next::Show(S::Input));
    }

    #[test]
    fn a_withdrawal_that_costs_something_asks_first_and_goes_back_to_the_offer() {
        assert_eq!(S::Service.next(E::Costs), Next::Show(S::WithdrawFee));
        assert_eq!(S::WithdrawFee.next(E::Back), Next::Show(S::Service));
        assert!(S::WithdrawFee.may_go(S::Service) && !S::Service.may_go(S::WithdrawFee));
    }

    #[test]
    fn an_address_leads_to_amount_and_confirmation() {
        assert_eq!(S::Input.next(E::Address), Next::Show(S::OnChain));
        assert_eq!(S::OnChain.next(E::Previewed), Next::Show(S::OnChainConfirm));
        assert_eq!(S::OnChainConfirm.next(E::Back), Next::Show(S::OnChain));
        assert!(S::OnChainConfirm.may_go(S::OnChain) && !S::OnChain.may_go(S::OnChainConfirm));
    }

    #[test]
    fn nothing_is_paid_without_the_confirmation() {
        for step in S::ALL {
            let starts = step.next(E::Started) == Next::Show(S::Result);
            assert_eq!(starts, *step == S::Confirm);
        }
    }

    #[test]
    fn back_from_the_result_does_not_offer_the_payment_again() {
        for to in S::ALL {
            assert!(!S::Result.may_go(*to));
        }
    }

    #[test]
    fn follows_the_payment_it_ordered_and_no_other() {
        let followed = FollowedPayment::of("a", &[]);
        let all = [activity("in/a", 3, Outcome::Done), activity("out/b", 2, Outcome::Done)];
        assert_eq!(followed.find(&all), None);
        let ours = activity("out/a", 1, Outcome::Pending { stage: PaymentStage::Starting });
        assert_eq!(followed.find(std::slice::from_ref(&ours)), Some(&ours));
    }

    #[test]
    fn an_earlier_try_that_had_failed_is_not_taken_for_this_one() {
        let failed = |at| {
            let problem = lifeboat_messages::Problem::NoRoute;
            activity("out/a", at, Outcome::Failed { problem })
        };
        let followed = FollowedPayment::of("a", &[failed(1)]);
        assert_eq!(followed.find(&[failed(1)]), None);
        assert!(
            followed
                .find(&[activity("out/a", 2, Outcome::Pending { stage: PaymentStage::UnderWay })])
                .is_some()
        );
        assert!(followed.find(&[failed(3)]).is_some(), "this one failed, too");
    }
}
