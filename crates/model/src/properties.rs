//! What must always hold, and what must be seen to happen.

use stateright::Property;

use crate::{
    drive::{Slot, Stray},
    entry::{Entry, Kind},
    protocol::Journal,
    state::{Phase, State},
};

/// The names of the properties.
pub mod names {
    /// No two acknowledged entries contradict each other.
    pub const NO_FORK: &str = "acknowledged entries never fork";
    /// After another device's acknowledged Takeover, nothing that does not continue it is acknowledged.
    pub const FENCED_IS_SILENT: &str = "a fenced device never acknowledges";
    /// A node starts only from all that was acknowledged.
    pub const START_IS_COMPLETE: &str = "every start contains all acknowledged entries";
    /// A listing and the entries behind it lead to all that was acknowledged, at every instant.
    pub const RESTORABLE: &str = "a snapshot with gapless entries leads to every acknowledged one";
    /// A device is stopped by a Takeover of another, or because its own store was set back; never by its own
    /// doing.
    pub const NO_FALSE_FENCE: &str = "a device never fences itself";
    /// All that must hold.
    pub const ALWAYS: [&str; 5] = [NO_FORK, FENCED_IS_SILENT, START_IS_COMPLETE, RESTORABLE, NO_FALSE_FENCE];

    /// A second device runs from its Takeover.
    pub const TAKEN_OVER: &str = "a takeover completes";
    /// An acknowledged entry is gone because it is not needed.
    pub const PRUNED: &str = "an entry is pruned";
    /// A device runs from a Takeover although entries are pruned.
    pub const RESTORED_PRUNED: &str = "a restore completes after pruning";
    /// The old device wakes, and stops.
    pub const OLD_IS_FENCED: &str = "an old device is fenced";
    /// A pruned position is filled again by a late request.
    pub const RESURRECTED: &str = "a late request fills a pruned position";
    /// A store set back is noticed.
    pub const ROLLBACK_NOTICED: &str = "a store set back is noticed";
    /// The bytes of a torn upload are acknowledged while the delete of the damage is still under way.
    pub const REPAIRED: &str = "a torn entry is acknowledged while its repair is under way";
}

/// A promise broken by the last step.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Broken {
    /// See [`names::NO_FORK`].
    Fork,
    /// See [`names::FENCED_IS_SILENT`].
    FencedAcknowledged,
    /// See [`names::START_IS_COMPLETE`].
    IncompleteStart,
    /// See [`names::NO_FALSE_FENCE`].
    FalseFence,
}

impl<const DEVICES: usize> State<DEVICES> {
    /// Whether a position at or before the newest acknowledged entry is empty.
    fn pruned(&self) -> bool {
        (0..self.acked.position()).any(|position| self.drive.get(position) == Slot::Empty)
    }

    fn resurrected(&self) -> bool {
        self.acked.chain().skip(1).any(|entry| match self.drive.get(entry.position()) {
            Slot::Whole(found) => found != entry,
            _ => false,
        })
    }

    fn running_from_takeover(&self) -> bool {
        self.devices.iter().any(|device| {
            device.phase == Phase::Running
                && device
                    .local
                    .is_some_and(|local| local.head.chain().any(|entry| entry.kind() == Kind::Takeover))
        })
    }

    fn torn(&self, journal: &Journal<DEVICES>) -> bool {
        self.budget.tears < journal.bounds.budget.tears && self.acked.position() > 0
    }

    fn restorable(&self) -> bool {
        self.drive.restorable().is_some_and(|head| head.contains(self.acked))
    }

    /// Notes that `entry` was acknowledged by `device`, and what that breaks.
    pub(crate) fn acknowledge(&mut self, entry: Entry) {
        if self.acked.contains(entry) {
            return;
        }
        if entry.contains(self.acked) {
            self.acked = entry;
            return;
        }
        let takeover = self.acked.chain().find(|acked| acked.kind() == Kind::Takeover);
        let fenced = takeover.is_some_and(|takeover| {
            takeover.position() <= entry.position()
                && takeover.writer() != entry.writer()
                && !entry.contains(takeover)
        });
        self.broken = Some(if fenced { Broken::FencedAcknowledged } else { Broken::Fork });
    }
}

pub(crate) fn properties<const N: usize>(journal: &Journal<N>) -> Vec<Property<Journal<N>>> {
    let budget = journal.bounds.budget;
    let mut all = vec![
        Property::always(names::NO_FORK, |_: &Journal<N>, state: &State<N>| {
            !matches!(state.broken, Some(Broken::Fork | Broken::FencedAcknowledged))
        }),
        Property::always(names::FENCED_IS_SILENT, |_, state: &State<N>| {
            state.broken != Some(Broken::FencedAcknowledged)
        }),
        Property::always(names::START_IS_COMPLETE, |_, state: &State<N>| {
            state.broken != Some(Broken::IncompleteStart)
        }),
        Property::always(names::RESTORABLE, |_, state: &State<N>| {
            state.broken.is_some() || state.restorable()
        }),
        Property::always(names::NO_FALSE_FENCE, |_, state: &State<N>| {
            state.broken != Some(Broken::FalseFence)
        }),
        Property::sometimes(names::TAKEN_OVER, |_, state: &State<N>| state.running_from_takeover()),
        Property::sometimes(names::PRUNED, |_, state: &State<N>| state.pruned()),
        Property::sometimes(names::RESTORED_PRUNED, |_, state: &State<N>| {
            state.pruned() && state.running_from_takeover()
        }),
        Property::sometimes(names::OLD_IS_FENCED, |_, state: &State<N>| {
            state.devices[0].phase == Phase::Fenced && state.acked.writer() != 0
        }),
    ];
    if budget.strays > 0 && budget.rollbacks > 0 && budget.crashes > 0 {
        all.push(Property::sometimes(names::RESURRECTED, |_, state: &State<N>| state.resurrected()));
    }
    if budget.rollbacks > 0 {
        all.push(Property::sometimes(names::ROLLBACK_NOTICED, |_, state: &State<N>| {
            state.rolled_back && state.devices[0].phase == Phase::Behind
        }));
    }
    if budget.tears > 0 && budget.strays > 0 {
        all.push(Property::sometimes(names::REPAIRED, |journal: &Journal<N>, state: &State<N>| {
            state.torn(journal)
                && state.strays.iter().any(|stray| match stray {
                    Stray::DeleteTorn(entry) => *entry == state.acked,
                    Stray::Delete(_) | Stray::Create(_) => false,
                })
        }));
    }
    all
}
