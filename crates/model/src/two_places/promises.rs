//! What must always hold between two places, and what must be seen to happen.

use stateright::Property;

use super::{Broken, Phase, SECOND, State, TwoPlaces};

/// The names of the properties.
pub mod names {
    /// No two acknowledged entries contradict each other, unless the user insisted on a copy that was behind.
    pub const NO_FORK: &str = "acknowledged entries never fork over two places";
    /// Once a device has read that another took over, it acknowledges nothing more.
    pub const TOLD_IS_SILENT: &str = "who has read of another device acknowledges nothing";
    /// At most one place can be restored from without a question.
    pub const ONE_PLACE: &str = "at most one place is restored from unasked";
    /// That place has all that was acknowledged.
    pub const UNASKED_IS_COMPLETE: &str = "a place that is restored from unasked has everything";
    /// Some place has all that was acknowledged.
    pub const KEPT: &str = "some place has everything";
    /// A device that continues anywhere, in whatever way, can be succeeded there.
    pub const OWN_IS_READ: &str = "what a running device has written is read where it goes on";
    /// All that must hold.
    pub const ALWAYS: [&str; 6] =
        [NO_FORK, TOLD_IS_SILENT, ONE_PLACE, UNASKED_IS_COMPLETE, KEPT, OWN_IS_READ];

    /// A move completes, and the device acknowledges in the new place.
    pub const MOVED: &str = "a move completes";
    /// A device runs on a second copy that it promoted or restored from.
    pub const PROMOTED: &str = "a second copy takes over";
    /// The device that was left behind is stopped by the second copy.
    pub const FOLLOWER_FENCED: &str = "a follower is fenced";
}

impl State {
    /// Nothing has happened that the user was told may cost something.
    fn undisturbed(&self) -> bool {
        !self.insisted && !self.promoted && self.broken.is_none()
    }

    /// The old place of a promotion says nothing until it can be reached again.
    fn old_place_is_silent(&self) -> bool {
        !self.moved && self.devices.iter().any(|device| device.disk.is_some_and(|disk| disk.at == SECOND))
    }
}

pub(super) fn properties(_: &TwoPlaces) -> Vec<Property<TwoPlaces>> {
    vec![
        Property::always(names::NO_FORK, |_, state: &State| state.broken != Some(Broken::Fork)),
        Property::always(names::TOLD_IS_SILENT, |_, state: &State| {
            state.broken != Some(Broken::AcknowledgedAfterBeingTold)
        }),
        Property::always(names::ONE_PLACE, |_, state: &State| {
            !state.undisturbed()
                || state.old_place_is_silent()
                || state.places.iter().filter(|place| place.unasked().is_some()).count() <= 1
        }),
        Property::always(names::UNASKED_IS_COMPLETE, |_, state: &State| {
            !state.undisturbed()
                || state.old_place_is_silent()
                || state
                    .places
                    .iter()
                    .filter_map(|place| place.unasked())
                    .all(|newest| newest.contains(state.acked))
        }),
        Property::always(names::KEPT, |_, state: &State| {
            !state.undisturbed()
                || state
                    .places
                    .iter()
                    .filter_map(|place| place.newest())
                    .any(|newest| newest.contains(state.acked))
        }),
        Property::always(names::OWN_IS_READ, |_, state: &State| {
            let running = state.devices.iter().filter(|device| device.phase == Phase::Running);
            running
                .filter_map(|device| device.disk)
                .all(|disk| state.place(disk.at).newest().is_some_and(|newest| newest.contains(disk.head)))
        }),
        Property::sometimes(names::MOVED, |_, state: &State| {
            state.moved && state.devices[0].phase == Phase::Running && !state.places[1].second
        }),
        Property::sometimes(names::PROMOTED, |_, state: &State| {
            !state.moved
                && state.devices.iter().any(|device| {
                    device.phase == Phase::Running && device.disk.is_some_and(|disk| disk.at == SECOND)
                })
        }),
        Property::sometimes(names::FOLLOWER_FENCED, |_, state: &State| {
            state.devices[0].phase == Phase::Fenced && state.devices[0].told
        }),
    ]
}
