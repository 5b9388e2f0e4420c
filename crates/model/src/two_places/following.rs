//! The follower: looks how far the second copy is, then copies entry by entry, by create alone.

use crate::entry::Entry;

use super::{Arrival, Disk, Phase, Rule, SECOND, State, TwoPlaces};

impl TwoPlaces {
    pub(super) fn look(&self, state: &mut State, device: u8) -> Option<()> {
        let disk = state.device(device).disk?;
        let copy = state.place(SECOND);
        let newest = copy.newest()?;
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
        } else if found.takeovers() > known(&disk).takeovers() {
            let device = state.device_mut(device);
            (device.phase, device.told) = (Phase::Fenced, true);
        } else {
            state.device_mut(device).reached = None;
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

/// The newest entry that this device knows of.
fn known(disk: &Disk) -> Entry {
    disk.pending.unwrap_or(disk.head)
}
