//! Which steps are possible.

use crate::{
    actions::{Action, Arrival},
    drive::{POSITIONS, Slot},
    entry::Kind,
    state::{Phase, State},
    variants::Variant,
};

use super::Journal;

impl<const N: usize> Journal<N> {
    pub(super) fn choices(&self, state: &State<N>, actions: &mut Vec<Action>) {
        if state.broken.is_some() {
            return;
        }
        for device in (0..).take(N) {
            self.of_device(state, device, actions);
        }
        for which in (0..).take(state.strays.len()) {
            actions.push(Action::Arrive(which));
        }
        for position in 0..POSITIONS {
            if let (Slot::Torn(entry), Ok(at)) = (state.drive.get(position), u8::try_from(position)) {
                actions.push(Action::Complete(at, Slot::Whole(entry)));
            }
        }
    }

    fn of_device(&self, state: &State<N>, device: u8, actions: &mut Vec<Action>) {
        let budget = state.budget;
        let phase = state.phase(device);
        let local = state.local(device);
        let pending = local.and_then(|local| local.pending);
        if !matches!(phase, Phase::Off | Phase::Behind) && budget.crashes > 0 {
            actions.push(Action::Crash(device));
        }
        if budget.rollbacks > 0 && state.copy.is_none() && local.is_some() && phase == Phase::Running {
            actions.push(Action::Copy(device));
        }
        match phase {
            Phase::Off => {
                if local.is_some() {
                    actions.push(Action::Start(device));
                    actions.push(Action::Evict(device));
                }
                if budget.rollbacks > 0 && state.copy.is_some_and(|(of, _)| of == device) {
                    actions.push(Action::RollBack(device));
                }
                if local.is_none() {
                    self.restores(state, device, actions);
                }
            }
            Phase::Settling => self.sends(state, device, actions),
            Phase::Checking => actions.push(Action::CheckHead(device)),
            Phase::Confirming => actions.push(Action::Confirm(device)),
            Phase::Running => {
                if pending.is_some() {
                    self.sends(state, device, actions);
                    actions.push(Action::ReadBack(device));
                } else if budget.appends > 0 {
                    actions.push(Action::Append(device, Kind::Delta));
                    actions.push(Action::Append(device, Kind::Snapshot));
                    if self.bounds.packs {
                        actions.push(Action::Append(device, Kind::Pack));
                    }
                }
                self.prunes(state, device, actions);
            }
            Phase::Reading => {
                if pending.is_some() {
                    self.sends(state, device, actions);
                } else {
                    actions.push(Action::ReadNext(device));
                    if budget.takeovers > 0 {
                        actions.push(Action::TakeOver(device));
                    }
                    self.repairs(state, device, actions);
                }
            }
            Phase::Behind | Phase::Fenced => self.restores(state, device, actions),
        }
    }

    fn sends(&self, state: &State<N>, device: u8, actions: &mut Vec<Action>) {
        actions.push(Action::Send(device, Arrival::Answered));
        actions.push(Action::Send(device, Arrival::AnswerLost));
        if matches!(self.variant, Variant::NewBytesAfterLostAnswer | Variant::LostAnswerIsSuccess) {
            actions.push(Action::Send(device, Arrival::Lost));
        }
        actions.push(Action::Send(device, Arrival::Late));
        actions.push(Action::Send(device, Arrival::Duplicated));
        if state.budget.tears > 0 {
            actions.push(Action::Send(device, Arrival::Torn));
        }
        self.repairs(state, device, actions);
    }

    fn repairs(&self, state: &State<N>, device: u8, actions: &mut Vec<Action>) {
        let Some(local) = state.local(device) else { return };
        let Slot::Torn(_) = state.drive.get(local.head.position() + 1) else { return };
        for arrival in [Arrival::Answered, Arrival::Late, Arrival::Duplicated] {
            actions.push(Action::Repair(device, arrival));
        }
    }

    fn prunes(&self, state: &State<N>, device: u8, actions: &mut Vec<Action>) {
        let Some(local) = state.local(device) else { return };
        for position in 0..local.head.position() {
            if let (true, Ok(at)) = (self.prunable(state, local.head, position), u8::try_from(position)) {
                actions.push(Action::Prune(device, at, Arrival::Answered));
                actions.push(Action::Prune(device, at, Arrival::Late));
                actions.push(Action::Prune(device, at, Arrival::Duplicated));
            }
        }
    }

    fn restores(&self, state: &State<N>, device: u8, actions: &mut Vec<Action>) {
        if state.budget.takeovers == 0 {
            return;
        }
        for entry in state.drive.entries().filter(|entry| entry.begins()) {
            actions.extend(u8::try_from(entry.position()).ok().map(|at| Action::Restore(device, at)));
        }
    }
}
