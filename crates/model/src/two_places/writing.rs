//! What a device writes to its own primary, and the acts that change which place that is.

use crate::entry::Kind;

use super::{Answer, Arrival, Device, Disk, PRIMARY, Phase, Rule, SECOND, State, TwoPlaces};

impl TwoPlaces {
    /// Whether this device waits for the second copy before it acknowledges.
    pub(super) fn waits_for_second(&self, device: u8, disk: &Disk) -> bool {
        self.both && self.follows(device, disk)
    }

    /// Whether this device has a second copy to write.
    pub(super) fn follows(&self, device: u8, disk: &Disk) -> bool {
        device == 0 && disk.at == PRIMARY
    }

    pub(super) fn append(&self, state: &mut State, device: u8) -> Option<()> {
        state.budget.appends = state.budget.appends.checked_sub(1)?;
        let head = state.device(device).disk?.head;
        let pending = state.seal(device, head, Kind::Delta)?;
        state.disk_mut(device)?.pending = Some(pending);
        Some(())
    }

    pub(super) fn send(&self, state: &mut State, device: u8, arrival: Arrival) -> Option<()> {
        let disk = state.device(device).disk?;
        let pending = disk.pending?;
        match arrival {
            Arrival::Late => return state.leave(disk.at, pending),
            Arrival::AnswerLost => {
                state.place_mut(disk.at).create(pending);
                return Some(());
            }
            Arrival::Answered => {
                state.place_mut(disk.at).create(pending);
            }
        }
        // The digest decides.
        if state.place(disk.at).get(pending.position()) == Some(pending) {
            let disk = state.disk_mut(device)?;
            (disk.head, disk.pending) = (pending, None);
            if state.device(device).phase == Phase::Settling {
                state.device_mut(device).phase = Phase::Checking;
            }
            self.durable(state, device);
        } else if pending.kind() == Kind::Takeover {
            // A restore or a promotion that came second begins anew.
            *state.device_mut(device) = Device::new();
        } else {
            state.device_mut(device).phase = Phase::Fenced;
        }
        Some(())
    }

    /// Acknowledges what may be acknowledged now.
    pub(super) fn durable(&self, state: &mut State, device: u8) {
        let Device { phase, disk, reached, .. } = state.device(device);
        let (Some(disk), Phase::Running) = (disk, phase) else { return };
        let alone = !self.waits_for_second(device, &disk) || self.rule == Rule::PrimaryAloneAcknowledges;
        if alone || reached.is_some_and(|reached| usize::from(reached) >= disk.head.position()) {
            state.acknowledge(device, disk.head);
        }
    }

    /// Nothing may lie above the head. Then the node runs; with both confirming, when the second copy is in step.
    pub(super) fn check(&self, state: &mut State, device: u8) -> Option<()> {
        let Device { disk, reached, .. } = state.device(device);
        let disk = disk?;
        let above = state.place(disk.at).get(disk.head.position() + 1);
        let in_step = reached.is_some_and(|reached| usize::from(reached) == disk.head.position());
        let ended = disk.head.kind() == Kind::End;
        state.device_mut(device).phase = match above {
            Some(_) => Phase::Fenced,
            None if ended => {
                // A move that was broken off: the end is taken back.
                let snapshot = state.seal(device, disk.head, Kind::Snapshot)?;
                state.disk_mut(device)?.pending = Some(snapshot);
                Phase::Settling
            }
            None if self.waits_for_second(device, &disk) && !in_step => Phase::Waiting,
            None => Phase::Running,
        };
        self.durable(state, device);
        Some(())
    }

    pub(super) fn begin_move(&self, state: &mut State, device: u8) -> Option<()> {
        state.budget.moves = state.budget.moves.checked_sub(1)?;
        let head = state.device(device).disk?.head;
        if self.rule == Rule::UnmarkBeforeEnd {
            state.place_mut(SECOND).second = false;
        }
        if self.rule != Rule::SwitchBeforeEnd {
            let end = state.seal(device, head, Kind::End)?;
            state.disk_mut(device)?.pending = Some(end);
        }
        state.device_mut(device).phase = Phase::Moving;
        Some(())
    }

    /// One write of the disk: the other place, a snapshot pending that takes the end back there, and the note
    /// to remove.
    pub(super) fn switch(&self, state: &mut State, device: u8, answer: Answer) -> Option<()> {
        let head = state.device(device).disk?.head;
        let pending = Some(state.seal(device, head, Kind::Snapshot)?);
        let switched = Disk { at: SECOND, head, pending, unmark: true };
        if answer == Answer::Failed && self.rule == Rule::FailureIsBelieved {
            // The process continues in the old place; what it finds after a crash is another matter.
            let device = state.device_mut(device);
            (device.phase, device.applied) = (Phase::Checking, Some(switched));
            return Some(());
        }
        // After a failure the record is read before anything is concluded, and says that it was carried out.
        *state.device_mut(device) = Device::settling(switched);
        state.moved = true;
        Some(())
    }

    /// This is the user's own decision, and goes only to a second copy of this device's history that is not
    /// ahead of it.
    pub(super) fn promote(&self, state: &mut State, device: u8) -> Option<()> {
        state.budget.promotions = state.budget.promotions.checked_sub(1)?;
        let disk = state.device(device).disk?;
        let there = state.place(SECOND).top()?;
        let ours = disk.pending.unwrap_or(disk.head);
        if !state.place(SECOND).second || !ours.contains(there) {
            return None;
        }
        let head = if self.rule == Rule::PromoteLeavesOut { there } else { ours };
        // A snapshot replaces what it no longer has.
        let from = there.position().max(usize::from(state.pruned));
        if from > there.position() && self.rule != Rule::PromotesUnclosed {
            state.place_mut(SECOND).create(there.fence_after());
        }
        let mut entries: Vec<_> = head.chain().take_while(|entry| entry.position() > from).collect();
        entries.reverse();
        for entry in entries {
            state.place_mut(SECOND).create(entry);
        }
        let pending = Some(state.seal(device, head, Kind::Takeover)?);
        let disk = Disk { at: SECOND, head, pending, unmark: true };
        let told = state.device(device).told;
        *state.device_mut(device) = Device { told, ..Device::settling(disk) };
        // The other device may be using the primary; nothing can tell it while that cannot be reached.
        state.promoted |= state.devices.iter().enumerate().any(|(at, other)| {
            at != usize::from(device) && other.disk.is_some_and(|other| other.at == PRIMARY)
        });
        Some(())
    }

    /// Everything that is there, and a Takeover to be created after it.
    pub(super) fn restore(&self, state: &mut State, device: u8, place: u8) -> Option<()> {
        state.budget.restores = state.budget.restores.checked_sub(1)?;
        let from = state.place(place);
        let head = match from.second {
            // The user was told that it may be old, and insists.
            true => from.newest()?,
            false => from.unasked()?,
        };
        if from.second && !self.nothing_is_lost(state) {
            state.insisted = true;
        }
        // The primary came back after a promotion, and no device could mark it yet (`docs/journal.md`, "More than
        // one").
        let left = state.devices.iter().any(|other| other.disk.is_some_and(|disk| disk.at == SECOND));
        state.promoted |= place == PRIMARY && left;
        let pending = Some(state.seal(device, head, Kind::Takeover)?);
        let disk = Disk { at: place, head, pending, unmark: from.second };
        *state.device_mut(device) = Device::settling(disk);
        Some(())
    }

    /// With both confirming, a device that has the second copy in its settings acknowledges nothing that the copy
    /// lacks; so insisting on it costs nothing. Otherwise it may, and the user is told so.
    fn nothing_is_lost(&self, state: &State) -> bool {
        let alone = state.devices.iter().zip(0..).any(|(device, number)| {
            device.disk.is_some_and(|disk| disk.at == PRIMARY && !self.waits_for_second(number, &disk))
        });
        self.both && !alone
    }
}

/// The note of a second copy goes. If it stays, a restore only asks once more.
pub(super) fn unmark(state: &mut State, device: u8) -> Option<()> {
    let disk = state.disk_mut(device)?;
    disk.unmark = false;
    let at = disk.at;
    state.place_mut(at).second = false;
    Some(())
}

/// A process dies.
pub(super) fn crash(state: &mut State, device: u8) -> Option<()> {
    state.budget.crashes = state.budget.crashes.checked_sub(1)?;
    let device = state.device_mut(device);
    (device.phase, device.reached, device.closed) = (Phase::Off, None, false);
    if let Some(applied) = device.applied.take() {
        device.disk = Some(applied);
    }
    Some(())
}

/// A process starts: what is pending goes first, unchanged.
pub(super) fn start(state: &mut State, device: u8) -> Option<()> {
    let device = state.device_mut(device);
    device.phase = if device.disk?.pending.is_some() { Phase::Settling } else { Phase::Checking };
    Some(())
}
