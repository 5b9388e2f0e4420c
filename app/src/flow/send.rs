//! H3: paying.

use lifeboat_messages::{Activity, Direction, Outcome};

use super::{FlowStep, Next};

/// The steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendStep {
    /// Paste the invoice.
    Input,
    /// Its amount, when it names none.
    Amount,
    /// Look once more.
    Confirm,
    /// What came of it.
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
    /// An amount was entered.
    Amount,
    /// The payment is under way.
    Started,
    /// "Try again".
    Again,
    /// "Done".
    Done,
    /// "Back".
    Back,
}

impl SendStep {
    /// Where an event leads.
    pub fn next(self, event: SendEvent) -> Next<Self> {
        use SendEvent as E;
        match (self, event) {
            (Self::Input, E::Read { amount: true }) => Next::Show(Self::Confirm),
            (Self::Input, E::Read { amount: false }) => Next::Show(Self::Amount),
            (Self::Input, E::Back) | (Self::Result, E::Done) => Next::Leave,
            (Self::Amount, E::Amount) => Next::Show(Self::Confirm),
            (Self::Amount | Self::Confirm, E::Back) | (Self::Result, E::Again) => Next::Show(Self::Input),
            (Self::Confirm, E::Started) => Next::Show(Self::Result),
            _ => Next::Stay,
        }
    }

    fn rank(self) -> u8 {
        match self {
            Self::Input => 0,
            Self::Amount => 1,
            Self::Confirm => 2,
            Self::Result => 3,
        }
    }
}

impl FlowStep for SendStep {
    const ALL: &'static [Self] = &[Self::Input, Self::Amount, Self::Confirm, Self::Result];

    fn slug(self) -> &'static str {
        match self {
            Self::Input => "",
            Self::Amount => "amount",
            Self::Confirm => "confirm",
            Self::Result => "result",
        }
    }

    fn may_go(self, to: Self) -> bool {
        // From the result Back must not land on "Send" again.
        self != Self::Result && to.rank() < self.rank()
    }
}

/// What was there before "Send" was pressed: id, time and whether it had failed.
pub type Known = Vec<(String, u64, bool)>;

/// The outgoing payments there are, to recognise the next one.
pub fn known(activities: &[Activity]) -> Known {
    let out = activities.iter().filter(|activity| activity.direction == Direction::Out);
    out.map(|activity| (activity.id.clone(), activity.at_ms, has_failed(activity))).collect()
}

/// The payment that was started since: a new one, or one that had failed and is tried again.
pub fn started<'a>(activities: &'a [Activity], before: &Known) -> Option<&'a Activity> {
    activities.iter().find(|activity| {
        activity.direction == Direction::Out
            && !before.iter().any(|(id, at, failed)| {
                *id == activity.id && *at == activity.at_ms && (!failed || has_failed(activity))
            })
    })
}

fn has_failed(activity: &Activity) -> bool {
    matches!(activity.outcome, Outcome::Failed { .. })
}

#[cfg(test)]
mod tests {
    use super::{SendEvent as E, SendStep as S, *};

    fn activity(id: &str, direction: Direction, at_ms: u64) -> Activity {
        Activity {
            id: id.into(),
            direction,
            amount_msat: 1,
            fee_msat: 0,
            at_ms,
            note: String::new(),
            outcome: Outcome::Done,
            preimage: None,
            saved: true,
        }
    }

    #[test]
    fn asks_for_the_amount_only_when_the_invoice_names_none() {
        assert_eq!(S::Input.next(E::Read { amount: true }), Next::Show(S::Confirm));
        assert_eq!(S::Input.next(E::Read { amount: false }), Next::Show(S::Amount));
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
    fn recognises_the_payment_it_started() {
        let old = vec![activity("a", Direction::Out, 1)];
        let before = known(&old);
        let mut new = old.clone();
        new.insert(0, activity("in", Direction::In, 3));
        assert_eq!(started(&new, &before), None);
        new.insert(1, activity("b", Direction::Out, 2));
        assert_eq!(started(&new, &before).map(|a| a.id.as_str()), Some("b"));
    }

    #[test]
    fn a_payment_that_was_under_way_before_is_not_taken_for_the_new_one() {
        let mut pending = activity("a", Direction::Out, 1);
        pending.outcome = Outcome::Pending;
        let before = known(&[pending.clone()]);
        assert_eq!(started(&[pending.clone()], &before), None);
        pending.outcome = Outcome::Done;
        assert_eq!(started(&[pending], &before), None);
    }

    #[test]
    fn a_second_try_of_a_failed_invoice_is_a_new_payment() {
        let mut failed = activity("a", Direction::Out, 1);
        failed.outcome = Outcome::Failed { problem: lifeboat_messages::Problem::NoRoute };
        let before = known(&[failed.clone()]);
        assert_eq!(started(&[failed.clone()], &before), None);
        failed.outcome = Outcome::Pending;
        assert!(started(&[failed], &before).is_some());
    }
}
