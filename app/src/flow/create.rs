//! F2 and F3: the three pages of the introduction, then the name.

use super::{FlowStep, Next};

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateStep {
    /// Who owns the money.
    Own,
    /// How the wallet is brought back.
    Recover,
    /// What keeps it safe.
    Safe,
    /// The wallet's name.
    Name,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CreateEvent {
    /// "Next" was pressed.
    Forward,
    /// "Skip" was pressed.
    Skip,
    /// "Back" was pressed.
    Back,
    /// The wallet is made.
    Made,
}

impl CreateStep {
    /// Where an event leads.
    pub fn next(self, event: CreateEvent) -> Next<Self> {
        use CreateEvent as E;
        match (self, event) {
            (Self::Own, E::Forward) => Next::Show(Self::Recover),
            (Self::Recover, E::Forward) => Next::Show(Self::Safe),
            (Self::Safe, E::Forward) | (Self::Own | Self::Recover | Self::Safe, E::Skip) => {
                Next::Show(Self::Name)
            }
            (Self::Own, E::Back) | (Self::Name, E::Made) => Next::Leave,
            (Self::Recover, E::Back) => Next::Show(Self::Own),
            (Self::Safe, E::Back) => Next::Show(Self::Recover),
            (Self::Name, E::Back) => Next::Show(Self::Safe),
            _ => Next::Stay,
        }
    }
}

impl FlowStep for CreateStep {
    const ALL: &'static [Self] = &[Self::Own, Self::Recover, Self::Safe, Self::Name];

    fn slug(self) -> &'static str {
        match self {
            Self::Own => "",
            Self::Recover => "recovery",
            Self::Safe => "security",
            Self::Name => "name",
        }
    }

    fn may_go(self, _to: Self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::{CreateEvent as E, CreateStep as S, *};

    #[test]
    fn leads_through_three_pages_to_the_name_and_out() {
        assert_eq!(S::Own.next(E::Forward), Next::Show(S::Recover));
        assert_eq!(S::Recover.next(E::Forward), Next::Show(S::Safe));
        assert_eq!(S::Safe.next(E::Forward), Next::Show(S::Name));
        assert_eq!(S::Name.next(E::Made), Next::Leave);
    }

    #[test]
    fn can_be_skipped_from_every_page() {
        for page in [S::Own, S::Recover, S::Safe] {
            assert_eq!(page.next(E::Skip), Next::Show(S::Name));
        }
    }

    #[test]
    fn nothing_but_a_made_wallet_leaves_the_name_forward() {
        assert_eq!(S::Name.next(E::Forward), Next::Stay);
        assert_eq!(S::Name.next(E::Skip), Next::Stay);
        assert_eq!(S::Own.next(E::Made), Next::Stay);
    }
}
