//! Settings: another PIN, or the first one.

use lifeboat_messages::View;

use super::{FlowStep, Next};

/// What the old PIN still opens when the backup opens with the new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StillOpens {
    /// The second copy, until it has followed.
    pub second: bool,
    /// A copy that was once the backup. Nothing is written there now.
    pub old_copy: bool,
}

impl StillOpens {
    /// Right after the change.
    pub fn of(view: &View) -> StillOpens {
        StillOpens { second: view.second.is_some(), old_copy: view.old_copy.is_some() }
    }
}

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeStep {
    /// The PIN until now.
    Old,
    /// The recovery phrase instead.
    Words,
    /// The new PIN, if there is none yet, or after the words opened the wallet.
    First,
    /// The new PIN is chosen.
    New,
    /// The new PIN is typed once more.
    Verify,
    /// Guards or none.
    Protect,
    /// The change is under way.
    Saving,
    /// A guard failed meanwhile: the user waits for it, or does without it.
    Guard,
    /// The PIN is changed.
    Done,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeEvent {
    /// The old PIN, or the recovery phrase, was typed.
    Old,
    /// "Use the recovery phrase instead".
    UsePhrase,
    /// "Use the PIN instead".
    UsePin,
    /// A new PIN that is good enough was typed.
    Chosen,
    /// The same PIN was typed again, and there are guards to choose from.
    Offered,
    /// The same PIN was typed again, or its guards were chosen.
    Verified,
    /// "Choose another PIN".
    ChooseAgain,
    /// "Choose another PIN", where no PIN until now is asked for.
    ChooseFirst,
    /// The worker has changed it.
    Changed,
    /// The PIN was not changed, for a guard that the PIN may do without.
    GuardFailed,
    /// The change is tried once more: the guard may be back, or the user does without it.
    Again,
    /// The PIN was not changed; the old PIN is asked again, with the reason.
    Failed,
    /// The PIN was not set, and no PIN until now is asked for: the new one is chosen once more, with the reason.
    NotSet,
    /// "Back" was pressed.
    Back,
    /// "Done" was pressed.
    Leave,
}

impl ChangeStep {
    /// Where an event leads.
    pub fn next(self, event: ChangeEvent) -> Next<Self> {
        use ChangeEvent as E;
        match (self, event) {
            (Self::Old | Self::Words, E::Old) => Next::Show(Self::New),
            (Self::Old, E::UsePhrase) => Next::Show(Self::Words),
            (Self::Words, E::UsePin | E::Back) => Next::Show(Self::Old),
            (Self::Old | Self::First, E::Back) | (Self::Done, E::Leave) => Next::Leave,
            (Self::New | Self::First, E::Chosen) => Next::Show(Self::Verify),
            (Self::New | Self::Guard, E::Back) | (Self::Saving, E::Failed) => Next::Show(Self::Old),
            (Self::Saving, E::GuardFailed) => Next::Show(Self::Guard),
            (Self::Verify, E::Offered) => Next::Show(Self::Protect),
            (Self::Verify | Self::Protect, E::Verified) | (Self::Guard, E::Again) => Next::Show(Self::Saving),
            (Self::Verify | Self::Protect, E::ChooseAgain) => Next::Show(Self::New),
            (Self::Verify | Self::Protect | Self::Guard, E::ChooseFirst) | (Self::Saving, E::NotSet) => {
                Next::Show(Self::First)
            }
            (Self::Saving, E::Changed) => Next::Show(Self::Done),
            _ => Next::Stay,
        }
    }
}

impl FlowStep for ChangeStep {
    const ALL: &'static [Self] = &[
        Self::Old,
        Self::Words,
        Self::First,
        Self::New,
        Self::Verify,
        Self::Protect,
        Self::Saving,
        Self::Guard,
        Self::Done,
    ];

    fn slug(self) -> &'static str {
        match self {
            Self::Old => "",
            Self::Words => "words",
            Self::First => "first",
            Self::New => "new",
            Self::Verify => "verify",
            Self::Protect => "guards",
            Self::Saving => "saving",
            Self::Guard => "guard",
            Self::Done => "done",
        }
    }

    fn may_go(self, to: Self) -> bool {
        matches!(
            (self, to),
            (Self::New | Self::Words, Self::Old)
                | (Self::Verify | Self::Protect, Self::New | Self::First | Self::Old)
                | (Self::Guard, Self::First | Self::Old)
        )
    }
}
#[cfg(test)]
mod tests {
    use lifeboat_messages::{OldCopy, OldCopyState, SecondCopy, SecondStatus, ServiceKind};

    use super::{ChangeEvent as E, ChangeStep as S, *};

    #[test]
    fn a_second_copy_and_an_old_one_still_open_with_the_old_pin() {
        let mut view = crate::checklist::tests::view();
        assert_eq!(StillOpens::of(&view), StillOpens { second: false, old_copy: false });
        let (kind, account, place) = (ServiceKind::WebDav, String::new(), vec![]);
        let status = SecondStatus::InStep { position: 1, at_ms: 0 };
        view.second =
            Some(SecondCopy { kind, account: account.clone(), place: place.clone(), status, both: false });
        assert_eq!(
            StillOpens::of(&view),
            StillOpens { second: true, old_copy: false },
            "it has not followed yet"
        );
        view.old_copy = Some(OldCopy { id: String::new(), kind, account, place, state: OldCopyState::Moved });
        assert_eq!(StillOpens::of(&view), StillOpens { second: true, old_copy: true });
    }

    #[test]
    fn asks_old_new_and_new_again_before_anything_is_written() {
        assert_eq!(S::Old.next(E::Old), Next::Show(S::New));
        assert_eq!(S::New.next(E::Chosen), Next::Show(S::Verify));
        assert_eq!(S::Verify.next(E::Verified), Next::Show(S::Saving));
        for step in S::ALL {
            let saves = step.next(E::Verified) == Next::Show(S::Saving);
            assert_eq!(saves, matches!(step, S::Verify | S::Protect));
        }
    }

    #[test]
    fn guards_are_chosen_once_the_new_pin_is_settled() {
        assert_eq!(S::Verify.next(E::Offered), Next::Show(S::Protect));
        assert_eq!(S::Protect.next(E::ChooseAgain), Next::Show(S::New));
        assert!(S::ALL.iter().all(|step| !step.may_go(S::Protect)));
    }

    #[test]
    fn the_words_are_the_only_way_around_the_old_pin() {
        assert_eq!(S::Old.next(E::UsePhrase), Next::Show(S::Words));
        assert_eq!(S::Words.next(E::Old), Next::Show(S::New));
        assert_eq!(S::Words.next(E::UsePin), Next::Show(S::Old));
        for step in S::ALL {
            for event in [E::Old, E::UsePhrase, E::UsePin, E::Chosen, E::Verified, E::ChooseAgain, E::Back] {
                let asks_nothing = step.next(event) == Next::Show(S::First);
                assert!(!asks_nothing, "{step:?}, {event:?}");
            }
        }
    }

    #[test]
    fn the_first_pin_is_chosen_and_typed_again_like_any_other() {
        assert_eq!(S::First.next(E::Chosen), Next::Show(S::Verify));
        assert_eq!(S::First.next(E::Back), Next::Leave);
        assert_eq!(S::First.next(E::Old), Next::Stay);
    }

    #[test]
    fn a_failure_asks_the_old_pin_again_and_where_none_was_asked_for_the_new_one() {
        assert_eq!(S::Saving.next(E::Failed), Next::Show(S::Old));
        assert_eq!(S::Saving.next(E::NotSet), Next::Show(S::First));
        assert_eq!(S::Verify.next(E::ChooseFirst), Next::Show(S::First));
        assert_eq!(S::Protect.next(E::ChooseFirst), Next::Show(S::First));
    }

    #[test]
    fn a_guard_that_fails_is_waited_for_or_done_without_with_the_same_new_pin() {
        assert_eq!(S::Saving.next(E::GuardFailed), Next::Show(S::Guard));
        assert_eq!(S::Guard.next(E::Again), Next::Show(S::Saving));
        assert_eq!(S::Guard.next(E::Back), Next::Show(S::Old));
        assert_eq!(S::Guard.next(E::ChooseFirst), Next::Show(S::First));
        assert!(S::ALL.iter().all(|step| !step.may_go(S::Guard)));
    }

    #[test]
    fn the_browsers_back_does_not_interrupt_the_change() {
        for to in S::ALL {
            assert!(!S::Saving.may_go(*to));
            assert!(!S::Done.may_go(*to));
        }
    }
}
