//! The writer: append, send, resolve, repair, prune.

use crate::{
    actions::Arrival,
    drive::{Slot, Stray},
    entry::{Entry, Kind},
    state::{Local, Phase, State},
    variants::Variant,
};

use super::Journal;

impl<const N: usize> Journal<N> {
    /// Steps 1 and 2 of the write path: sealed, and on the disk before anything is sent.
    pub(super) fn append(&self, state: &mut State<N>, device: u8, kind: Kind) -> Option<()> {
        let Local { head, .. } = state.local(device)?;
        state.budget.appends = state.budget.appends.checked_sub(1)?;
        let pending = state.seal(device, head, kind)?;
        state.become_(device, Phase::Running, Some(Local { head, pending: Some(pending) }));
        if self.is(Variant::AcknowledgeBeforeCreate) {
            state.acknowledge(pending);
        }
        Some(())
    }

    /// Sends the pending bytes: create, if nothing is there.
    pub(super) fn send(&self, state: &mut State<N>, device: u8, arrival: Arrival) -> Option<()> {
        let local = state.local(device)?;
        let pending = local.pending?;
        let overwrite = self.is(Variant::Overwrite);
        match arrival {
            Arrival::Answered | Arrival::Duplicated => {
                if arrival == Arrival::Duplicated {
                    state.leave(Stray::Create(pending))?;
                }
                state.drive.create(Slot::Whole(pending), overwrite);
                self.resolve(state, device, local, pending)
            }
            Arrival::AnswerLost => {
                state.drive.create(Slot::Whole(pending), overwrite);
                self.unanswered(state, device, local, pending)
            }
            Arrival::Lost => self.unanswered(state, device, local, pending),
            Arrival::Late => {
                state.leave(Stray::Create(pending))?;
                self.unanswered(state, device, local, pending)
            }
            Arrival::Torn => {
                state.budget.tears = state.budget.tears.checked_sub(1)?;
                state.drive.create(Slot::Torn(pending), overwrite).then_some(())
            }
        }
    }

    /// Step 5: after a lost answer only a read decides. The wrong variants decide at once.
    fn unanswered(&self, state: &mut State<N>, device: u8, local: Local, pending: Entry) -> Option<()> {
        match self.variant {
            Variant::NewBytesAfterLostAnswer => {
                let anew = state.seal(device, local.head, pending.kind())?;
                state.become_(device, state.phase(device), Some(Local { pending: Some(anew), ..local }));
            }
            Variant::LostAnswerIsSuccess => return self.settled(state, device, pending),
            _ => {}
        }
        Some(())
    }

    /// Reads the position of the pending bytes and decides.
    pub(super) fn read_back(&self, state: &mut State<N>, device: u8) -> Option<()> {
        let local = state.local(device)?;
        self.resolve(state, device, local, local.pending?)
    }

    /// Steps 3 and 4: the digest of what is there decides.
    fn resolve(&self, state: &mut State<N>, device: u8, local: Local, pending: Entry) -> Option<()> {
        let found = match state.drive.get(pending.position()) {
            // Nothing: send the same bytes again. Damage: never skipped, read again.
            Slot::Empty | Slot::Torn(_) => return Some(()),
            Slot::Whole(found) => found,
        };
        let own = found == pending || (self.is(Variant::OwnIdDecides) && found.writer() == device);
        if own {
            return self.settled(state, device, pending);
        }
        match state.phase(device) {
            // A restore: apply what is there and try the next position; what does not fit is another past.
            Phase::Reading if found.previous() == Some(local.head) => {
                state.become_(device, Phase::Reading, Some(Local::at(found)));
            }
            Phase::Reading => state.become_(device, Phase::Behind, None),
            _ if local.restoring() => state.become_(device, Phase::Behind, Some(local)),
            _ => state.fence(device, local, found),
        }
        Some(())
    }

    /// The pending bytes are on the drive. Only a running node acknowledges; a starting one has to confirm first.
    fn settled(&self, state: &mut State<N>, device: u8, entry: Entry) -> Option<()> {
        let phase = match state.phase(device) {
            Phase::Reading => Phase::Confirming,
            Phase::Settling => Phase::Checking,
            other => other,
        };
        state.become_(device, phase, Some(Local::at(entry)));
        if phase == Phase::Running {
            state.acknowledge(entry);
        }
        Some(())
    }

    /// Whether pruning may delete this position.
    pub(super) fn prunable(&self, state: &State<N>, head: Entry, position: usize) -> bool {
        let Some(previous) = head.previous_snapshot() else { return false };
        let Slot::Whole(read) = state.drive.get(position) else { return false };
        let every = self.bounds.mileposts;
        let all = self.is(Variant::MilepostsPruned);
        let end = match self.variant {
            Variant::MilepostsPruned | Variant::PruneUpToSnapshot => previous.position(),
            _ => previous.position() / every * every,
        };
        let takeover = |entry: Entry| entry.kind() == Kind::Takeover;
        let before_takeover = matches!(state.drive.get(position + 1), Slot::Whole(next) if takeover(next));
        let named = head.base().chain(previous.base()).any(|entry| entry.position() == position);
        position < end
            && (!named || self.is(Variant::NamedPruned))
            && (all || !position.is_multiple_of(every))
            && (!takeover(read) || self.is(Variant::TakeoversPruned))
            && (!before_takeover
                || matches!(self.variant, Variant::TakeoversPruned | Variant::PruneBeforeTakeover))
    }
}

/// Sends a delete without waiting for its answer.
pub(super) fn delete<const N: usize>(state: &mut State<N>, request: Stray, arrival: Arrival) -> Option<()> {
    if arrival != Arrival::Answered {
        state.leave(request)?;
    }
    if arrival != Arrival::Late {
        state.drive.carry_out(request, false);
    }
    Some(())
}
