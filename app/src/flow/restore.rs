//! R1 to R5: bringing a wallet back.

use lifeboat_messages::{Problem, ServiceKind, UnlockerKind};

use super::{FlowStep, Next, service_slug};

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreStep {
    /// R1.
    How,
    /// R2.
    Service,
    /// R2, the form of the chosen service, or what its own page will ask.
    SignIn(ServiceKind),
    /// R2, back from the service's page.
    Returning,
    /// R1, files picked from a disk.
    Files,
    /// R6, nothing but the words.
    Words,
    /// R2, what was found, or that nothing is there.
    Found,
    /// R3.
    Pin,
    /// R3 with words instead.
    Phrase,
    /// R4.
    Restoring(UnlockerKind),
    /// R4 went wrong.
    Failed(UnlockerKind),
    /// R5.
    Restored,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreEvent {
    /// "From cloud backup".
    Cloud,
    /// "From files", or other ones.
    Files,
    /// "I only have the recovery phrase".
    Words,
    /// A row of the list of services.
    Service(ServiceKind),
    /// The account was read, or the files.
    Searched,
    /// The service's page led back with a reason why not, or the account could not be read.
    Refused,
    /// "Choose another service".
    Other,
    /// One of the found backups.
    Picked,
    /// "Use the recovery phrase instead".
    UsePhrase,
    /// "Use the PIN instead".
    UsePin,
    /// A PIN or phrase was entered.
    Entered(UnlockerKind),
    /// Everything is back.
    Restored,
    /// The wallet could not be brought back.
    Failed(RestoreFailure),
    /// "Try again" was pressed.
    Again,
    /// "Back" was pressed.
    Back,
}

/// How restoring failed, as far as the next screen depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestoreFailure {
    /// The PIN or phrase is wrong, or guards answer none now: said where it is entered, beside the other way.
    Secret,
    /// The restore failed for any other reason.
    Other,
}

impl From<&Problem> for RestoreFailure {
    fn from(problem: &Problem) -> Self {
        let by_secret = matches!(
            problem,
            Problem::WrongSecret
                | Problem::BadPhrase
                | Problem::WrongGuardedPin { .. }
                | Problem::GuardsWait { .. }
                | Problem::GuardsSpent
                | Problem::GuardsRevoked
                | Problem::GuardsUnknown
                | Problem::GuardsTooFew { .. }
        );
        if by_secret { RestoreFailure::Secret } else { RestoreFailure::Other }
    }
}

/// Within the last minutes: the device that wrote then may still be active.
pub fn is_recent(at_ms: u64, now_ms: u64) -> bool {
    const MINUTES_MS: u64 = 10 * 60 * 1000;
    now_ms.saturating_sub(at_ms) < MINUTES_MS
}

/// The step at which an unlocker is entered.
fn entered_at(kind: UnlockerKind) -> RestoreStep {
    match kind {
        UnlockerKind::Pin => RestoreStep::Pin,
        UnlockerKind::Phrase => RestoreStep::Phrase,
    }
}

impl RestoreStep {
    /// Where an event leads.
    pub fn next(self, event: RestoreEvent) -> Next<Self> {
        use RestoreEvent as E;
        match (self, event) {
            (Self::How, E::Cloud) => Next::Show(Self::Service),
            (Self::How, E::Files) => Next::Show(Self::Files),
            (Self::How, E::Back) => Next::Leave,
            (Self::How, E::Words) => Next::Show(Self::Words),
            (Self::Words, E::Back) => Next::Show(Self::How),
            (Self::Files, E::Searched) => Next::Show(Self::Found),
            (Self::Files, E::Back) => Next::Show(Self::How),
            (Self::Service, E::Service(kind)) => Next::Show(Self::SignIn(kind)),
            (Self::Service, E::Back) => Next::Show(Self::How),
            (Self::SignIn(_), E::Searched) => Next::Show(Self::Found),
            (Self::SignIn(_), E::Back) => Next::Show(Self::Service),
            (Self::Returning, E::Searched) => Next::Show(Self::Found),
            (Self::Returning, E::Refused | E::Back) => Next::Show(Self::Service),
            (Self::Found, E::Picked) => Next::Show(Self::Pin),
            (Self::Found, E::Other | E::Back) => Next::Show(Self::Service),
            (Self::Found | Self::Failed(_), E::Files) => Next::Show(Self::Files),
            (Self::Pin, E::UsePhrase) => Next::Show(Self::Phrase),
            (Self::Phrase, E::UsePin) => Next::Show(Self::Pin),
            (Self::Pin, E::Entered(UnlockerKind::Pin)) => Next::Show(Self::Restoring(UnlockerKind::Pin)),
            (Self::Phrase, E::Entered(UnlockerKind::Phrase)) => {
                Next::Show(Self::Restoring(UnlockerKind::Phrase))
            }
            (Self::Pin, E::Back) => Next::Show(Self::Found),
            (Self::Phrase, E::Back) => Next::Show(Self::Pin),
            (Self::Restoring(_), E::Restored) => Next::Show(Self::Restored),
            (Self::Restoring(opener), E::Failed(RestoreFailure::Secret)) => Next::Show(entered_at(opener)),
            (Self::Restoring(opener), E::Failed(RestoreFailure::Other)) => Next::Show(Self::Failed(opener)),
            (Self::Failed(opener), E::Again) => Next::Show(Self::Restoring(opener)),
            (Self::Failed(_), E::Other | E::Back) => Next::Show(Self::Service),
            _ => Next::Stay,
        }
    }

    /// How far: used to tell forward from back.
    fn rank(self) -> u8 {
        match self {
            Self::How => 0,
            Self::Service | Self::Words => 1,
            Self::SignIn(_) | Self::Returning | Self::Files => 2,
            Self::Found => 3,
            Self::Pin => 4,
            Self::Phrase => 5,
            Self::Restoring(_) | Self::Failed(_) => 6,
            Self::Restored => 7,
        }
    }
}

/// Those that are the same whatever the service.
const OTHERS: [RestoreStep; 13] = [
    RestoreStep::How,
    RestoreStep::Service,
    RestoreStep::Returning,
    RestoreStep::Files,
    RestoreStep::Words,
    RestoreStep::Found,
    RestoreStep::Pin,
    RestoreStep::Phrase,
    RestoreStep::Restoring(UnlockerKind::Pin),
    RestoreStep::Restoring(UnlockerKind::Phrase),
    RestoreStep::Failed(UnlockerKind::Pin),
    RestoreStep::Failed(UnlockerKind::Phrase),
    RestoreStep::Restored,
];

/// All of them: signing in is one for each service.
const STEPS: [RestoreStep; OTHERS.len() + ServiceKind::ALL.len()] = {
    let mut steps = [OTHERS[0]; OTHERS.len() + ServiceKind::ALL.len()];
    let mut at = 0;
    while at < steps.len() {
        steps[at] = match at < OTHERS.len() {
            true => OTHERS[at],
            false => RestoreStep::SignIn(ServiceKind::ALL[at - OTHERS.len()]),
        };
        at += 1;
    }
    steps
};

impl FlowStep for RestoreStep {
    const ALL: &'static [Self] = &STEPS;

    fn slug(self) -> &'static str {
        match self {
            Self::How => "",
            Self::Service => "service",
            Self::SignIn(kind) => service_slug(kind),
            Self::Returning => "returning",
            Self::Files => "files",
            Self::Words => "words",
            Self::Found => "found",
            Self::Pin => "pin",
            Self::Phrase => "phrase",
            Self::Restoring(_) => "restoring",
            Self::Failed(_) => "failed",
            Self::Restored => "restored",
        }
    }

    fn may_go(self, to: Self) -> bool {
        let working = matches!(self, Self::Restoring(_) | Self::Returning | Self::Restored);
        !working && to.rank() < self.rank() && to != Self::Returning
    }
}

#[cfg(test)]
mod tests {
    use super::{RestoreEvent as E, RestoreStep as S, *};

    #[test]
    fn leads_from_the_cloud_to_the_restored_wallet() {
        let events = [
            E::Cloud,
            E::Service(ServiceKind::ThisServer),
            E::Searched,
            E::Picked,
            E::Entered(UnlockerKind::Pin),
            E::Restored,
        ];
        let end = events.iter().fold(S::How, |at, event| match at.next(*event) {
            Next::Show(step) => step,
            other => panic!("{event:?} led to {other:?}"),
        });
        assert_eq!(end, S::Restored);
    }

    #[test]
    fn leads_from_files_to_the_restored_wallet_or_to_other_files() {
        let events = [E::Files, E::Searched, E::Files, E::Searched, E::Picked, E::Entered(UnlockerKind::Pin)];
        let end = events.iter().fold(S::How, |at, event| match at.next(*event) {
            Next::Show(step) => step,
            other => panic!("{event:?} led to {other:?}"),
        });
        assert_eq!(end, S::Restoring(UnlockerKind::Pin));
        assert_eq!(S::Failed(UnlockerKind::Pin).next(E::Files), Next::Show(S::Files));
        assert_eq!(S::Files.next(E::Back), Next::Show(S::How));
    }

    #[test]
    fn a_sign_in_on_a_services_page_leads_to_what_was_found_or_back_to_the_choice() {
        assert_eq!(S::Returning.next(E::Searched), Next::Show(S::Found));
        assert_eq!(S::Returning.next(E::Refused), Next::Show(S::Service));
        for step in S::ALL {
            assert!(!step.may_go(S::Returning), "an answer works once");
        }
    }

    #[test]
    fn a_wrong_pin_is_asked_again_and_nothing_else_is_lost() {
        let failure = RestoreFailure::from(&Problem::WrongSecret);
        assert_eq!(S::Restoring(UnlockerKind::Pin).next(E::Failed(failure)), Next::Show(S::Pin));
        assert_eq!(S::Restoring(UnlockerKind::Phrase).next(E::Failed(failure)), Next::Show(S::Phrase));
    }

    #[test]
    fn what_guards_say_of_a_pin_is_said_where_it_is_entered() {
        for problem in [
            Problem::WrongGuardedPin { left: 9 },
            Problem::GuardsWait { wait_ms: 60_000 },
            Problem::GuardsSpent,
            Problem::GuardsRevoked,
            Problem::GuardsUnknown,
            Problem::GuardsTooFew { answering: 1, needed: 2 },
        ] {
            let failed = S::Restoring(UnlockerKind::Pin).next(E::Failed(RestoreFailure::from(&problem)));
            assert_eq!(failed, Next::Show(S::Pin), "{problem:?}");
        }
    }

    #[test]
    fn a_damaged_file_is_not_taken_for_a_wrong_pin() {
        for problem in [Problem::Damaged, Problem::Unreachable, Problem::NoBackup, Problem::TooNew] {
            let failure = RestoreFailure::from(&problem);
            assert_eq!(
                S::Restoring(UnlockerKind::Pin).next(E::Failed(failure)),
                Next::Show(S::Failed(UnlockerKind::Pin))
            );
        }
    }

    #[test]
    fn a_device_that_wrote_in_the_last_minutes_counts_as_active_also_with_a_clock_ahead() {
        let now = 1_000_000_000;
        assert!(is_recent(now - 599_999, now));
        assert!(!is_recent(now - 600_000, now));
        assert!(is_recent(now + 5_000, now));
    }

    #[test]
    fn a_question_is_shown_where_a_failure_is_and_answered_by_trying_again() {
        for problem in [Problem::TornHead { file: String::new() }, Problem::Ended { by: None, to: None }] {
            let failed = S::Restoring(UnlockerKind::Pin).next(E::Failed(RestoreFailure::from(&problem)));
            assert_eq!(failed, Next::Show(S::Failed(UnlockerKind::Pin)));
            assert_eq!(
                S::Failed(UnlockerKind::Pin).next(E::Again),
                Next::Show(S::Restoring(UnlockerKind::Pin))
            );
        }
    }

    #[test]
    fn the_browsers_back_does_not_interrupt_restoring() {
        for to in S::ALL {
            assert!(!S::Restoring(UnlockerKind::Pin).may_go(*to));
            assert!(!S::Restored.may_go(*to));
            assert!(!S::How.may_go(*to));
        }
        assert!(S::Pin.may_go(S::Service));
    }

    #[test]
    fn no_step_leads_to_making_a_wallet() {
        for step in S::ALL {
            let leaves = step.next(E::Back) == Next::Leave;
            assert_eq!(leaves, *step == S::How, "{step:?}");
        }
    }
}
