//! B2 to B8: turning the backup on.

use lifeboat_messages::ServiceKind;

use super::{FlowStep, Next, service_slug};

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupStep {
    /// B2.
    Intro,
    /// B3.
    Pin,
    /// B4.
    Verify,
    /// Guards or none.
    Protect,
    /// B5.
    Service,
    /// B5, the form of the chosen service; or B6, what its own page will ask.
    SignIn(ServiceKind),
    /// B6, back from the service's page.
    Returning,
    /// B7.
    Saving(ServiceKind),
    /// B7 went wrong.
    Failed(ServiceKind),
    /// B8.
    Done,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupEvent {
    /// "Continue" was pressed.
    Continue,
    /// A PIN that is good enough was typed and confirmed by "Continue".
    Chosen,
    /// The same PIN was typed again, and there are guards to choose from.
    Offered,
    /// The same PIN was typed again, or its guards were chosen: that is the lock.
    Verified,
    /// "Choose another PIN".
    ChooseAgain,
    /// A row of the list of services.
    Service(ServiceKind),
    /// The drive let us in.
    SignedIn,
    /// The service's page led back with a sign-in.
    Came(ServiceKind),
    /// The service's page led back with a reason why not.
    Refused,
    /// The lock that was chosen is gone: it is kept for as long as a sign-in may take, and not longer.
    LockMissing,
    /// Everything is saved and was read back.
    Saved,
    /// The backup could not be made.
    Failed,
    /// The user stopped it.
    Cancelled,
    /// "Try again" was pressed.
    Again,
    /// "Choose another place".
    Other,
    /// "Back" was pressed.
    Back,
}

impl BackupStep {
    /// Where an event leads.
    pub fn next(self, event: BackupEvent) -> Next<Self> {
        use BackupEvent as E;
        match (self, event) {
            (Self::Intro, E::Continue) => Next::Show(Self::Pin),
            (Self::Intro, E::Back) => Next::Leave,
            (Self::Pin, E::Chosen) => Next::Show(Self::Verify),
            (Self::Pin, E::Back) => Next::Show(Self::Intro),
            (Self::Verify, E::Offered) => Next::Show(Self::Protect),
            (Self::Verify | Self::Protect, E::Verified) => Next::Show(Self::Service),
            (Self::Verify, E::ChooseAgain | E::Back) | (Self::Protect, E::Back) => Next::Show(Self::Pin),
            (Self::Service, E::Service(kind)) => Next::Show(Self::SignIn(kind)),
            (Self::Service, E::Back | E::LockMissing) => Next::Show(Self::Pin),
            (Self::SignIn(kind), E::SignedIn) => Next::Show(Self::Saving(kind)),
            (Self::SignIn(_), E::Back) => Next::Show(Self::Service),
            (Self::Returning, E::Came(kind)) => Next::Show(Self::Saving(kind)),
            (Self::Returning, E::Refused | E::Back) => Next::Show(Self::Service),
            (Self::Saving(_), E::Saved) => Next::Show(Self::Done),
            (Self::Saving(kind), E::Failed) => Next::Show(Self::Failed(kind)),
            (Self::Saving(_), E::Cancelled) => Next::Show(Self::Service),
            (Self::Failed(kind), E::Again) => Next::Show(Self::Saving(kind)),
            (Self::Failed(_), E::Other | E::Back) => Next::Show(Self::Service),
            (Self::Done, E::Continue) => Next::Leave,
            _ => Next::Stay,
        }
    }

    /// How far: used to tell forward from back.
    fn rank(self) -> u8 {
        match self {
            Self::Intro => 0,
            Self::Pin => 1,
            Self::Verify => 2,
            Self::Protect => 3,
            Self::Service => 4,
            Self::SignIn(_) | Self::Returning => 5,
            Self::Saving(_) | Self::Failed(_) => 6,
            Self::Done => 7,
        }
    }
}

/// Those that are the same whatever the service.
const OTHERS: [BackupStep; 11] = [
    BackupStep::Intro,
    BackupStep::Pin,
    BackupStep::Verify,
    BackupStep::Protect,
    BackupStep::Service,
    BackupStep::Returning,
    BackupStep::Saving(ServiceKind::ThisServer),
    BackupStep::Saving(ServiceKind::WebDav),
    BackupStep::Failed(ServiceKind::ThisServer),
    BackupStep::Failed(ServiceKind::WebDav),
    BackupStep::Done,
];

/// All of them: signing in is one for each service.
const STEPS: [BackupStep; OTHERS.len() + ServiceKind::ALL.len()] = {
    let mut steps = [OTHERS[0]; OTHERS.len() + ServiceKind::ALL.len()];
    let mut at = 0;
    while at < steps.len() {
        steps[at] = match at < OTHERS.len() {
            true => OTHERS[at],
            false => BackupStep::SignIn(ServiceKind::ALL[at - OTHERS.len()]),
        };
        at += 1;
    }
    steps
};

impl FlowStep for BackupStep {
    const ALL: &'static [Self] = &STEPS;

    fn slug(self) -> &'static str {
        match self {
            Self::Intro => "",
            Self::Pin => "pin",
            Self::Verify => "verify",
            Self::Protect => "guards",
            Self::Service => "service",
            Self::SignIn(kind) => service_slug(kind),
            Self::Returning => "returning",
            Self::Saving(_) => "saving",
            Self::Failed(_) => "failed",
            Self::Done => "done",
        }
    }

    fn may_go(self, to: Self) -> bool {
        // A PIN is gone once it is settled, so Back never lands on what needs it from later steps.
        let working = matches!(self, Self::Saving(_) | Self::Returning | Self::Done);
        let needs_more = matches!(to, Self::Verify | Self::Protect | Self::Returning);
        !working && to.rank() < self.rank() && !needs_more
    }
}

#[cfg(test)]
mod tests {
    use super::{BackupEvent as E, BackupStep as S, *};

    fn walk(from: S, events: &[E]) -> Next<S> {
        let mut at = Next::Show(from);
        for event in events {
            let Next::Show(step) = at else { panic!("{event:?} after the end") };
            at = step.next(*event);
        }
        at
    }

    #[test]
    fn leads_from_the_prompt_to_the_confirmation() {
        for kind in ServiceKind::ALL {
            let events = [E::Continue, E::Chosen, E::Verified, E::Service(kind), E::SignedIn, E::Saved];
            assert_eq!(walk(S::Intro, &events), Next::Show(S::Done));
        }
        assert_eq!(S::Done.next(E::Continue), Next::Leave);
    }

    #[test]
    fn guards_are_chosen_between_the_pin_and_the_service() {
        let offered = [E::Continue, E::Chosen, E::Offered];
        assert_eq!(walk(S::Intro, &offered), Next::Show(S::Protect));
        assert_eq!(S::Protect.next(E::Verified), Next::Show(S::Service));
        assert_eq!(S::Protect.next(E::Back), Next::Show(S::Pin));
        assert!(S::ALL.iter().all(|step| !step.may_go(S::Protect)), "the PIN is gone by then");
        assert!(S::Protect.may_go(S::Pin));
    }

    #[test]
    fn the_way_over_a_services_own_page_leads_to_saving_or_back_to_the_choice() {
        for kind in ServiceKind::ALL {
            assert_eq!(walk(S::Returning, &[E::Came(kind), E::Saved]), Next::Show(S::Done));
            // The PIN was chosen before; otherwise it is chosen again.
            assert_eq!(walk(S::Returning, &[E::Refused, E::Service(kind)]), Next::Show(S::SignIn(kind)));
            assert_eq!(walk(S::Returning, &[E::Refused, E::LockMissing]), Next::Show(S::Pin));
        }
        for step in S::ALL {
            assert!(!step.may_go(S::Returning), "an answer works once");
        }
    }

    #[test]
    fn every_service_has_its_own_address() {
        let slugs: std::collections::BTreeSet<_> = ServiceKind::ALL.map(service_slug).into();
        assert_eq!(slugs.len(), ServiceKind::ALL.len());
        for kind in ServiceKind::ALL {
            assert_eq!(S::from_slug(service_slug(kind)), Some(S::SignIn(kind)));
        }
    }

    #[test]
    fn a_mismatch_leads_back_to_choosing() {
        assert_eq!(S::Verify.next(E::ChooseAgain), Next::Show(S::Pin));
        assert_eq!(S::Verify.next(E::Chosen), Next::Stay);
    }

    #[test]
    fn only_saving_can_succeed() {
        for step in S::ALL {
            let leads = step.next(E::Saved) == Next::Show(S::Done);
            assert_eq!(leads, matches!(step, S::Saving(_)), "{step:?}");
        }
    }

    #[test]
    fn a_failure_can_be_tried_again_or_elsewhere() {
        for kind in ServiceKind::ALL {
            assert_eq!(walk(S::Saving(kind), &[E::Failed, E::Again]), Next::Show(S::Saving(kind)));
            assert_eq!(walk(S::Saving(kind), &[E::Failed, E::Other]), Next::Show(S::Service));
            assert_eq!(S::Saving(kind).next(E::Cancelled), Next::Show(S::Service));
        }
    }

    #[test]
    fn the_browsers_back_neither_leaves_saving_nor_returns_from_the_confirmation() {
        for to in S::ALL {
            assert!(!S::Saving(ServiceKind::WebDav).may_go(*to));
            assert!(!S::Done.may_go(*to));
            assert!(!S::Intro.may_go(*to), "an address alone must not jump over the PIN");
        }
        assert!(S::Service.may_go(S::Pin));
        assert!(!S::Service.may_go(S::Verify));
    }

    #[test]
    fn back_is_possible_everywhere_but_while_saving_and_after_success() {
        for step in S::ALL {
            let stays = step.next(E::Back) == Next::Stay;
            assert_eq!(stays, matches!(step, S::Saving(_) | S::Done), "{step:?}");
        }
    }
}
