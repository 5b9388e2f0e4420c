//! The rules of the journal, one function a step. `None`: the step is not possible now, or changes nothing.

use stateright::{Model, Property};

use crate::{
    actions::Action,
    drive::{Drive, POSITIONS, Slot, Stray},
    entry::{Entry, Kind},
    properties::{Broken, properties},
    state::{Device, Local, Phase, State},
    variants::{Bounds, Variant},
};

mod choices;
mod repair;
mod starting;
mod writing;

/// The journal of one wallet on `DEVICES` devices.
#[derive(Clone, Copy, Debug)]
pub struct Journal<const DEVICES: usize> {
    /// Which protocol.
    pub variant: Variant,
    /// How far.
    pub bounds: Bounds,
}

impl<const DEVICES: usize> Journal<DEVICES> {
    fn is(&self, variant: Variant) -> bool {
        self.variant == variant
    }
}

impl<const DEVICES: usize> Model for Journal<DEVICES> {
    type State = State<DEVICES>;
    type Action = Action;

    fn init_states(&self) -> Vec<State<DEVICES>> {
        let first = Entry::first(0);
        let mut drive = Drive([Slot::Empty; POSITIONS]);
        drive.create(Slot::Whole(first), false);
        let mut devices = [Device { phase: Phase::Off, local: None }; DEVICES];
        devices[0] = Device { phase: Phase::Running, local: Some(Local::at(first)) };
        vec![State {
            drive,
            devices,
            strays: Vec::new(),
            copy: None,
            acked: first,
            budget: self.bounds.budget,
            sealed: 0,
            rolled_back: false,
            broken: None,
        }]
    }

    fn actions(&self, state: &State<DEVICES>, actions: &mut Vec<Action>) {
        self.choices(state, actions);
    }

    fn next_state(&self, last: &State<DEVICES>, action: Action) -> Option<State<DEVICES>> {
        let mut state = last.clone();
        match action {
            Action::Append(device, kind) => self.append(&mut state, device, kind),
            Action::Send(device, arrival) => self.send(&mut state, device, arrival),
            Action::ReadBack(device) => self.read_back(&mut state, device),
            Action::Repair(device, arrival) => self.repair(&mut state, device, arrival),
            Action::Prune(_, position, arrival) => delete(&mut state, Stray::Delete(position), arrival),
            Action::Crash(device) => crash(&mut state, device),
            Action::Start(device) => self.start(&mut state, device),
            Action::CheckHead(device) => check_head(&mut state, device),
            Action::Confirm(device) => self.confirm(&mut state, device),
            Action::Restore(device, position) => restore(&mut state, device, position),
            Action::ReadNext(device) => read_next(&mut state, device),
            Action::TakeOver(device) => self.take_over(&mut state, device),
            Action::Copy(device) => {
                state.copy = state.devices[usize::from(device)].local.map(|local| (device, local));
                Some(())
            }
            Action::RollBack(device) => roll_back(&mut state, device),
            Action::Evict(device) => {
                state.budget.evictions = state.budget.evictions.checked_sub(1)?;
                state.devices[usize::from(device)].local.take().map(|_| ())
            }
            Action::Arrive(which) => {
                let request = *state.strays.get(usize::from(which))?;
                state.drive.carry_out(request, self.is(Variant::Overwrite)).then_some(())
            }
            Action::Complete(position, slot) => {
                state.drive.0[usize::from(position)] = slot;
                Some(())
            }
        }?;
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties(self)
    }
}

use starting::{check_head, crash, read_next, restore, roll_back};
use writing::delete;

impl<const DEVICES: usize> State<DEVICES> {
    fn local(&self, device: u8) -> Option<Local> {
        self.devices[usize::from(device)].local
    }

    fn phase(&self, device: u8) -> Phase {
        self.devices[usize::from(device)].phase
    }

    fn become_(&mut self, device: u8, phase: Phase, local: Option<Local>) {
        self.devices[usize::from(device)] = Device { phase, local };
    }

    /// Different bytes each time, whatever they say.
    fn seal(&mut self, device: u8, head: Entry, kind: Kind) -> Option<Entry> {
        self.sealed += 1;
        (head.position() + 1 < POSITIONS).then(|| head.then(kind, device, self.sealed))
    }

    /// Leaves a request under way.
    fn leave(&mut self, request: Stray) -> Option<()> {
        if !self.strays.contains(&request) {
            self.budget.strays = self.budget.strays.checked_sub(1)?;
            self.strays.push(request);
            self.strays.sort_by_key(|stray| stray.order());
        }
        Some(())
    }

    fn fence(&mut self, device: u8, local: Local, found: Entry) {
        if found.writer() == device && !self.rolled_back {
            self.broken = Some(Broken::FalseFence);
        }
        self.become_(device, Phase::Fenced, Some(local));
    }
}
