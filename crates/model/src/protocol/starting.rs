//! The ways into a running node: a start from the disk, and a restore.

use crate::{
    drive::Slot,
    entry::{Entry, Kind},
    properties::Broken,
    state::{Local, Phase, State},
    variants::Variant,
};

use super::Journal;

impl<const N: usize> Journal<N> {
    /// A process starts: pending bytes first, unchanged.
    pub(super) fn start(&self, state: &mut State<N>, device: u8) -> Option<()> {
        let mut local = state.local(device)?;
        if self.is(Variant::ResealPending)
            && let Some(pending) = local.pending
        {
            local.pending = Some(state.seal(device, local.head, pending.kind())?);
        }
        let phase = match local.pending {
            _ if self.is(Variant::TrustLocal) => Phase::Running,
            Some(_) => Phase::Settling,
            None => Phase::Checking,
        };
        state.become_(device, phase, Some(local));
        if phase == Phase::Running {
            run(state, local.head);
        }
        Some(())
    }

    /// Nothing at the next milepost: the head that was read is not a past pruned meanwhile.
    pub(super) fn confirm(&self, state: &mut State<N>, device: u8) -> Option<()> {
        let local = state.local(device)?;
        let every = self.bounds.mileposts;
        let milepost = (local.head.position() / every + 1) * every;
        if self.is(Variant::NoConfirm) || state.drive.get(milepost) == Slot::Empty {
            state.become_(device, Phase::Running, Some(local));
            run(state, local.head);
        } else {
            state.become_(device, Phase::Behind, Some(local));
        }
        Some(())
    }

    /// Seals a Takeover for the next position, and keeps it before it is sent.
    pub(super) fn take_over(&self, state: &mut State<N>, device: u8) -> Option<()> {
        state.budget.takeovers = state.budget.takeovers.checked_sub(1)?;
        let Local { head, .. } = state.local(device)?;
        let pending = Some(state.seal(device, head, Kind::Takeover)?);
        state.become_(device, Phase::Reading, Some(Local { head, pending }));
        Some(())
    }
}

/// The node starts from `head`, and what it holds counts as acknowledged. It must be complete, except for a Takeover
/// right behind it: that one may have come between the last read and now, and stops the node at its first entry.
fn run<const N: usize>(state: &mut State<N>, head: Entry) {
    let next = state.acked.chain().find(|entry| entry.previous() == Some(head));
    if head.contains(state.acked) {
        state.acknowledge(head);
    } else if next.is_none_or(|next| next.kind() != Kind::Takeover) {
        state.broken = Some(Broken::IncompleteStart);
    }
}

/// The position after the head must be empty; damage is read again.
pub(super) fn check_head<const N: usize>(state: &mut State<N>, device: u8) -> Option<()> {
    let local = state.local(device)?;
    let phase = match state.drive.get(local.head.position() + 1) {
        Slot::Empty => Phase::Confirming,
        Slot::Whole(_) => Phase::Behind,
        Slot::Torn(_) => return None,
    };
    state.become_(device, phase, Some(local));
    Some(())
}

/// A process dies. A restore that has sealed no Takeover yet leaves nothing behind.
pub(super) fn crash<const N: usize>(state: &mut State<N>, device: u8) -> Option<()> {
    state.budget.crashes = state.budget.crashes.checked_sub(1)?;
    let reading = state.phase(device) == Phase::Reading;
    let local = state.local(device).filter(|local| !reading || local.pending.is_some());
    state.become_(device, Phase::Off, local);
    Some(())
}

/// The disk is as it was when it was copied.
pub(super) fn roll_back<const N: usize>(state: &mut State<N>, device: u8) -> Option<()> {
    state.budget.rollbacks = state.budget.rollbacks.checked_sub(1)?;
    let (_, local) = state.copy.take()?;
    state.rolled_back = true;
    state.become_(device, Phase::Off, Some(local));
    Some(())
}

/// Drops everything and starts from a snapshot or a pack.
pub(super) fn restore<const N: usize>(state: &mut State<N>, device: u8, position: u8) -> Option<()> {
    let Slot::Whole(snapshot) = state.drive.get(usize::from(position)) else { return None };
    // What it names is read at once; when something is missing, the listing was old.
    if !state.drive.holds_base(snapshot) {
        return None;
    }
    state.become_(device, Phase::Reading, Some(Local::at(snapshot)));
    Some(())
}

/// Reads one more entry; one that does not continue what was read is another past.
pub(super) fn read_next<const N: usize>(state: &mut State<N>, device: u8) -> Option<()> {
    let local = state.local(device)?;
    let Slot::Whole(next) = state.drive.get(local.head.position() + 1) else { return None };
    if next.previous() == Some(local.head) {
        state.become_(device, Phase::Reading, Some(Local::at(next)));
    } else {
        state.become_(device, Phase::Behind, None);
    }
    Some(())
}
