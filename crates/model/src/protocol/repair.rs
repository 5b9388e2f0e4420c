//! Damage where the next entry belongs.
//!
//! A delete by name whose answer was lost may arrive at any time, and take whatever was created meanwhile. So nothing that was
//! repaired is acknowledged before a snapshot lies above it, and nobody can have gone on from there.

use crate::{
    actions::Arrival,
    drive::{Slot, Stray},
    entry::{Entry, Kind},
    state::{Local, Phase, State},
    variants::Variant,
};

use super::{Journal, writing::delete};

impl<const N: usize> Journal<N> {
    /// Whether what was repaired needs a snapshot above it.
    pub(crate) fn snapshot_above(&self) -> bool {
        !matches!(self.variant, Variant::ConditionalRepair | Variant::UnconditionalRepair)
    }

    /// Whether the device may delete `seen`, which lies where its next entry belongs.
    pub(super) fn repairable(&self, local: Local, seen: Entry) -> bool {
        if !self.snapshot_above() {
            return true;
        }
        let Some(pending) = local.pending else { return false };
        // A short beginning is everybody's, so a writer may take another's for his own. Not where his Takeover belongs: whoever
        // wrote before may be appending there right now, and would acknowledge without a snapshot above.
        let own = pending.kind() != Kind::Takeover || self.is(Variant::RepairTakeover);
        let alone = local.repair.is_none_or(|other| other == pending) || self.is(Variant::RepairNeighbours);
        own && alone && self.away_from_mileposts(seen)
    }

    /// Confirm rests on mileposts: they are never deleted.
    pub(super) fn away_from_mileposts(&self, seen: Entry) -> bool {
        !seen.position().is_multiple_of(self.bounds.mileposts) || self.is(Variant::RepairAtMileposts)
    }

    /// Notes the repair, and deletes the damaged object where the next entry belongs.
    pub(super) fn repair(&self, state: &mut State<N>, device: u8, arrival: Arrival) -> Option<()> {
        let local = state.local(device)?;
        let position = local.head.position() + 1;
        let Slot::Torn(seen) = state.drive.get(position) else { return None };
        if self.is(Variant::ConditionalRepair) {
            return delete(state, Stray::DeleteTorn(seen), arrival);
        }
        if self.snapshot_above() {
            let noted = Local { repair: local.pending, ..local };
            state.become_(device, state.phase(device), Some(noted));
        }
        delete(state, Stray::Delete(u8::try_from(position).ok()?), arrival)
    }

    /// The same before a restore, when the user says that the device that wrote last is gone.
    pub(super) fn give_up(&self, state: &mut State<N>, device: u8, arrival: Arrival) -> Option<()> {
        let position = state.local(device)?.head.position() + 1;
        let Slot::Torn(_) = state.drive.get(position) else { return None };
        let old = state.local(device)?.head.writer();
        if old != device && !self.is(Variant::GivenUpAlive) {
            state.become_(old, Phase::Gone, None);
        }
        delete(state, Stray::Delete(u8::try_from(position).ok()?), arrival)
    }

    /// The repaired entry is there, or was taken by the late delete and is not needed; unless somebody took its place. Then
    /// the same checks as before a start.
    pub(super) fn finish_repair(&self, state: &mut State<N>, device: u8) -> Option<()> {
        let local = state.local(device)?;
        let repaired = local.repair?;
        let phase = state.phase(device);
        match state.drive.get(repaired.position()) {
            Slot::Empty => {}
            Slot::Whole(found) if found == repaired => {}
            _ if phase == Phase::Reading => {
                state.become_(device, Phase::Behind, None);
                return Some(());
            }
            Slot::Whole(found) if repaired.kind() != Kind::Takeover => {
                state.fence(device, local, found);
                return Some(());
            }
            _ => {
                state.become_(device, Phase::Behind, Some(local));
                return Some(());
            }
        }
        if self.is(Variant::RepairWithoutConfirm) && phase == Phase::Running {
            state.become_(device, phase, Some(Local::at(local.head)));
            state.acknowledge(local.head);
        } else {
            state.become_(device, Phase::Checking, Some(Local::at(local.head)));
        }
        Some(())
    }
}
