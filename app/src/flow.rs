//! The order of the screens in each flow: plain state machines, without a browser.

pub mod backup;
pub mod change_pin;
pub mod create;
pub mod entry;
pub mod phrase;
pub mod practice;
pub mod protection;
pub mod question;
pub mod restore;
pub mod send;
pub mod word_order;

/// The steps of a flow, as the address shows them.
pub trait FlowStep: Copy + PartialEq + Sized + 'static {
    /// All steps of the flow.
    const ALL: &'static [Self];
    /// The step's name in the address; empty for the first.
    fn slug(self) -> &'static str;
    /// Whether the browser's Back and Forward may go from here to `to`. Never into the middle of work under way.
    fn may_go(self, to: Self) -> bool;

    /// The step of a name.
    fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.slug() == slug)
    }
}

/// A service in an address.
pub fn service_slug(kind: lifeboat_messages::ServiceKind) -> &'static str {
    kind.row().slug
}

/// What a flow does after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<S> {
    /// This step is shown next.
    Show(S),
    /// The flow is left.
    Leave,
    /// The event means nothing here.
    Stay,
}
