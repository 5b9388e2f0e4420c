//! The follower: looks how far the second copy is, then copies entry by entry, by create alone.

use crate::entry::Entry;

use super::{Arrival, Device, Disk, Phase, Rule, SECOND, State, TwoPlaces};

impl TwoPlaces {
    pub(super) fn look(&self, state: &mut State, device: u8) -> Option<()> {
        let disk = state.device(device).disk?;
        let copy = state.place(SECOND);
        let newest = copy.top()?;
        let foreign = newest.takeovers() > known(&disk).takeovers();
        state.device_mut(device).told |= foreign;
        if !copy.second && self.rule == Rule::NoteDecides {
            return Some(());
        }
        if foreign {
            state.device_mut(device).phase = Phase::Fenced;
            return Some(());
        }
        // Another history, or not (or no longer) a second copy: the follower pauses, and the primary decides
        // alone.
        if !copy.second || !known(&disk).contains(newest) {
            return Some(());
        }
        state.device_mut(device).reached = u8::try_from(newest.position()).ok();
        self.in_step(state, device);
        Some(())
    }

    pub(super) fn copy(&self, state: &mut State, device: u8, arrival: Arrival) -> Option<()> {
        let disk = state.device(device).disk?;
        let position = usize::from(state.device(device).reached?) + 1;
        let entry = disk.head.chain().find(|entry| entry.position() == position)?;
        match arrival {
            Arrival::Late => return state.leave(SECOND, entry),
            Arrival::AnswerLost => {
                self.put(state, entry);
                return Some(());
            }
            Arrival::Answered => self.put(state, entry),
        }
        let found = state.place(SECOND).get(position)?;
        if found == entry {
            state.device_mut(device).reached = u8::try_from(position).ok();
            self.in_step(state, device);
        } else {
            met(state, device, &disk, found);
        }
        Some(())
    }

    /// The head is a snapshot: neither the primary nor this device keeps what is before it.
    pub(super) fn prune(&self, state: &mut State, device: u8) -> Option<()> {
        state.budget.prunes = state.budget.prunes.checked_sub(1)?;
        let head = state.device(device).disk?.head;
        state.pruned = u8::try_from(head.position()).ok()?.checked_sub(1)?;
        Some(())
    }

    /// Of this fence and the Takeover of a device that continues there, one comes first.
    pub(super) fn close(&self, state: &mut State, device: u8, arrival: Arrival) -> Option<()> {
        let Device { disk, reached, .. } = state.device(device);
        let (disk, reached) = (disk?, reached?);
        let fence = state.place(SECOND).get(usize::from(reached))?.fence_after();
        match arrival {
            Arrival::Late => return state.leave(SECOND, fence),
            Arrival::AnswerLost => {
                state.place_mut(SECOND).create(fence);
                return Some(());
            }
            Arrival::Answered => {
                state.place_mut(SECOND).create(fence);
            }
        }
        let found = state.place(SECOND).get(fence.position())?;
        if found == fence {
            state.device_mut(device).closed = true;
        } else {
            met(state, device, &disk, found);
        }
        Some(())
    }

    /// The snapshot that replaces what is pruned.
    pub(super) fn jump(&self, state: &mut State, device: u8, arrival: Arrival) -> Option<()> {
        let disk = state.device(device).disk?;
        let position = usize::from(state.pruned) + 1;
        let snapshot = disk.head.chain().find(|entry| entry.position() == position)?;
        match arrival {
            Arrival::Late => return state.leave(SECOND, snapshot),
            Arrival::AnswerLost => {
                state.place_mut(SECOND).create(snapshot);
                return Some(());
            }
            Arrival::Answered => {
                state.place_mut(SECOND).create(snapshot);
            }
        }
        let found = state.place(SECOND).get(position)?;
        if found == snapshot {
            let now = state.device_mut(device);
            (now.reached, now.closed) = (u8::try_from(position).ok(), false);
            self.in_step(state, device);
        } else {
            met(state, device, &disk, found);
        }
        Some(())
    }

    fn put(&self, state: &mut State, entry: Entry) {
        if self.rule == Rule::CopyReplaces {
            state.place_mut(SECOND).entries[entry.position()] = Some(entry);
        } else {
            state.place_mut(SECOND).create(entry);
        }
    }

    fn in_step(&self, state: &mut State, device: u8) {
        let now = state.device(device);
        let reached = now.disk.zip(now.reached);
        let in_step = reached.is_some_and(|(disk, at)| usize::from(at) == disk.head.position());
        if now.phase == Phase::Waiting && in_step {
            state.device_mut(device).phase = Phase::Running;
        }
        self.durable(state, device);
    }
}

/// Something else lies where an entry of this device belongs: another device's, or it is looked at anew.
fn met(state: &mut State, device: u8, disk: &Disk, found: Entry) {
    let device = state.device_mut(device);
    (device.reached, device.closed) = (None, false);
    if found.takeovers() > known(disk).takeovers() {
        (device.phase, device.told) = (Phase::Fenced, true);
    }
}

/// The newest entry that this device knows of.
fn known(disk: &Disk) -> Entry {
    disk.pending.unwrap_or(disk.head)
}
