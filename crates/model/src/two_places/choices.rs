//! Which steps are possible.

use crate::entry::Kind;

use super::{Action, Answer, Arrival, Device, PRIMARY, Phase, Rule, SECOND, State, TwoPlaces};

const ARRIVALS: [Arrival; 3] = [Arrival::Answered, Arrival::AnswerLost, Arrival::Late];

impl TwoPlaces {
    pub(super) fn choices(&self, state: &State, actions: &mut Vec<Action>) {
        if state.broken.is_some() {
            return;
        }
        for device in [0, 1] {
            self.of_device(state, device, actions);
        }
        for which in (0..).take(state.late.len()) {
            actions.push(Action::Arrive(which));
        }
    }

    fn of_device(&self, state: &State, device: u8, actions: &mut Vec<Action>) {
        let Device { phase, disk, reached, .. } = state.device(device);
        let Some(disk) = disk else {
            actions.extend([Action::Restore(device, PRIMARY), Action::Restore(device, SECOND)]);
            return;
        };
        if phase != Phase::Off && phase != Phase::Fenced {
            actions.push(Action::Crash(device));
        }
        if disk.pending.is_some() && !matches!(phase, Phase::Off | Phase::Fenced) {
            actions.extend(ARRIVALS.map(|arrival| Action::Send(device, arrival)));
        }
        let works = !matches!(phase, Phase::Off | Phase::Fenced);
        if works && self.follows(device, &disk) {
            match reached {
                None => actions.push(Action::Look(device)),
                Some(at) if at < state.pruned => {
                    if state.device(device).closed || self.rule == Rule::FollowsUnclosed {
                        actions.extend(ARRIVALS.map(|arrival| Action::Jump(device, arrival)));
                    } else {
                        actions.extend(ARRIVALS.map(|arrival| Action::Close(device, arrival)));
                    }
                }
                Some(at) if usize::from(at) < disk.head.position() => {
                    actions.extend(ARRIVALS.map(|arrival| Action::Copy(device, arrival)));
                }
                Some(_) => {}
            }
        }
        let in_step = reached.is_some_and(|at| usize::from(at) == disk.head.position());
        match phase {
            Phase::Off => {
                actions.push(Action::Start(device));
                if self.follows(device, &disk) {
                    actions.push(Action::Promote(device));
                }
            }
            Phase::Checking => actions.push(Action::Check(device)),
            Phase::Running if disk.pending.is_none() => {
                // With both confirming, the next entry waits until this one counts.
                if !self.waits_for_second(device, &disk) || state.acked.contains(disk.head) {
                    actions.push(Action::Append(device));
                }
                if self.follows(device, &disk) && in_step {
                    actions.push(Action::BeginMove(device));
                }
                if self.follows(device, &disk) && disk.head.position() > usize::from(state.pruned) + 1 {
                    actions.push(Action::Prune(device));
                }
                if disk.unmark {
                    actions.push(Action::Unmark(device));
                }
            }
            Phase::Moving if disk.pending.is_none() && in_step => {
                if disk.head.kind() == Kind::End || self.rule == Rule::SwitchBeforeEnd {
                    let answers = [Answer::Written, Answer::Failed];
                    actions.extend(answers.map(|answer| Action::Switch(device, answer)));
                }
            }
            Phase::Fenced => {
                actions.extend([Action::Restore(device, PRIMARY), Action::Restore(device, SECOND)]);
            }
            Phase::Settling | Phase::Waiting | Phase::Running | Phase::Moving => {}
        }
    }
}
