//! Settings: another PIN.

use super::{FlowStep, Next};

/// The steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStep {
    /// The PIN until now.
    Old,
    /// The new one.
    New,
    /// Once more.
    Verify,
    /// Under way.
    Saving,
    /// Done.
    Done,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeEvent {
    /// The old PIN was typed.
    Old,
    /// A new PIN that is good enough was typed.
    Chosen,
    /// The same again.
    Verified,
    /// "Choose another PIN".
    ChooseAgain,
    /// It is changed.
    Changed,
    /// It is not; the old PIN is asked again, with the reason.
    Failed,
    /// "Back".
    Back,
    /// "Done".
    Leave,
}

impl ChangeStep {
    /// Where an event leads.
    pub fn next(self, event: ChangeEvent) -> Next<Self> {
        use ChangeEvent as E;
        match (self, event) {
            (Self::Old, E::Old) => Next::Show(Self::New),
            (Self::Old, E::Back) | (Self::Done, E::Leave) => Next::Leave,
            (Self::New, E::Chosen) => Next::Show(Self::Verify),
            (Self::New, E::Back) | (Self::Saving, E::Failed) => Next::Show(Self::Old),
            (Self::Verify, E::Verified) => Next::Show(Self::Saving),
            (Self::Verify, E::ChooseAgain | E::Back) => Next::Show(Self::New),
            (Self::Saving, E::Changed) => Next::Show(Self::Done),
            _ => Next::Stay,
        }
    }
}

impl FlowStep for ChangeStep {
    const ALL: &'static [Self] = &[Self::Old, Self::New, Self::Verify, Self::Saving, Self::Done];

    fn slug(self) -> &'static str {
        match self {
            Self::Old => "",
            Self::New => "new",
            Self::Verify => "verify",
            Self::Saving => "saving",
            Self::Done => "done",
        }
    }

    fn may_go(self, to: Self) -> bool {
        matches!((self, to), (Self::New, Self::Old) | (Self::Verify, Self::New | Self::Old))
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangeEvent as E, ChangeStep as S, *};

    #[test]
    fn asks_old_new_and_new_again_before_anything_is_written() {
        assert_eq!(S::Old.next(E::Old), Next::Show(S::New));
        assert_eq!(S::New.next(E::Chosen), Next::Show(S::Verify));
        assert_eq!(S::Verify.next(E::Verified), Next::Show(S::Saving));
        for step in S::ALL {
            let saves = step.next(E::Verified) == Next::Show(S::Saving);
            assert_eq!(saves, *step == S::Verify);
        }
    }

    #[test]
    fn a_failure_asks_the_old_pin_again() {
        assert_eq!(S::Saving.next(E::Failed), Next::Show(S::Old));
    }

    #[test]
    fn the_browsers_back_does_not_interrupt_the_change() {
        for to in S::ALL {
            assert!(!S::Saving.may_go(*to));
            assert!(!S::Done.may_go(*to));
        }
    }
}
