//! A primary and a second copy on another drive: following, both confirming, moving, promoting, restoring.
//!
//! A model of its own: pruning, mileposts and torn uploads are left to the model of one place. What is asked here is
//! whether the *places* can contradict each other, and whether a restore can find one that is old and does not say so.

use stateright::{Model, Property};

use crate::entry::{Entry, Kind};

mod choices;
mod following;
mod promises;
mod writing;

pub use promises::names;

/// How many positions a place has.
pub const POSITIONS: usize = 8;
/// The place where the journal begins.
pub const PRIMARY: u8 = 0;
/// The place that begins as its second copy.
pub const SECOND: u8 = 1;

/// The protocol as it is meant, or with one rule broken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Rule {
    /// As specified.
    Correct,
    /// A move switches to the new place without ending the old one.
    SwitchBeforeEnd,
    /// A move takes the note of a second copy away before the old place has ended.
    UnmarkBeforeEnd,
    /// With both confirming, an entry counts as soon as the primary has it.
    PrimaryAloneAcknowledges,
    /// A follower that finds no note of a second copy looks no further.
    NoteDecides,
    /// Copying replaces what is there.
    CopyReplaces,
    /// A switch whose write failed is taken for not carried out.
    FailureIsBelieved,
    /// A promotion continues from what the second copy has, and leaves out what this device has.
    PromoteLeavesOut,
    /// A follower puts a snapshot above a gap without closing the position right above the newest entry.
    FollowsUnclosed,
    /// A promotion puts what this device has above a gap without closing that position.
    PromotesUnclosed,
}

/// What may still happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Budget {
    /// Entries a wallet writes.
    pub appends: u8,
    /// Processes that die.
    pub crashes: u8,
    /// Restores, on either device.
    pub restores: u8,
    /// Moves begun.
    pub moves: u8,
    /// Promotions by the device itself.
    pub promotions: u8,
    /// Creates that stay under way and arrive at any later time, any number of times.
    pub late: u8,
    /// How often the primary is pruned.
    pub prunes: u8,
}

/// The folder of the journal on one drive.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    entries: [Option<Entry>; POSITIONS],
    /// Where the newest snapshot is that was put above a gap: a restore begins there.
    base: u8,
    /// The note that says: this is a second copy.
    second: bool,
}

/// What a device keeps on its disk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Disk {
    /// The primary, as far as this device is concerned.
    at: u8,
    /// The newest entry that place has of this device's history.
    head: Entry,
    /// Sealed for the position after `head`, kept before it is sent.
    pending: Option<Entry>,
    /// The note has to go from `at`.
    unmark: bool,
}

/// What the process on a device is doing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Phase {
    /// No process.
    Off,
    /// It sends what is pending before anything else.
    Settling,
    /// It reads the position after its head, which must be empty.
    Checking,
    /// It waits until the second copy is in step.
    Waiting,
    /// The node runs.
    Running,
    /// The node's appends wait while the journal moves.
    Moving,
    /// Another device took over: stopped, until a restore.
    Fenced,
}

/// One device. Device 0 has the second copy in its settings, device 1 does not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Device {
    phase: Phase,
    disk: Option<Disk>,
    /// Up to where its follower has seen the second copy to be the same; `None`: it has not looked.
    reached: Option<u8>,
    /// Its follower has seen that nobody continues the second copy right above that.
    closed: bool,
    /// It has read the second copy since another device took the wallet over there.
    told: bool,
    /// What its disk holds although the process was told that the write failed.
    applied: Option<Disk>,
}

impl Device {
    fn new() -> Device {
        Device { phase: Phase::Off, disk: None, reached: None, closed: false, told: false, applied: None }
    }

    fn settling(disk: Disk) -> Device {
        Device { phase: Phase::Settling, disk: Some(disk), ..Device::new() }
    }
}

/// What a write of the disk that was carried out tells the process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    /// Carried out.
    Written,
    /// That it failed.
    Failed,
}

/// A promise broken by the last step. Nothing follows it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Broken {
    /// Two acknowledged entries contradict each other.
    Fork,
    /// A device acknowledged although it had read, in the second copy, that another took over.
    AcknowledgedAfterBeingTold,
}

/// The whole world at one instant.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct State {
    places: [Place; 2],
    devices: [Device; 2],
    /// Creates under way: place and entry, in order.
    late: Vec<(u8, Entry)>,
    /// Up to here the first device and the primary no longer have what a snapshot right above replaces.
    pruned: u8,
    /// The newest acknowledged entry, with all it continues.
    acked: Entry,
    budget: Budget,
    sealed: u8,
    /// The user insisted on a second copy that was behind, or promoted one while the primary could not be asked.
    insisted: bool,
    promoted: bool,
    moved: bool,
    broken: Option<Broken>,
}

/// How a create and its answer fare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arrival {
    /// Carried out and answered.
    Answered,
    /// Carried out; the answer is lost.
    AnswerLost,
    /// It is not carried out yet; it may arrive at any time.
    Late,
}

/// One step. The first field is the device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// The wallet hands over a cut.
    Append(u8),
    /// What is pending is sent to the device's primary.
    Send(u8, Arrival),
    /// The follower looks how far the second copy is.
    Look(u8),
    /// The follower copies the next entry.
    Copy(u8, Arrival),
    /// A snapshot at the head makes all before it superfluous in the primary.
    Prune(u8),
    /// The next entry is pruned: a fence is created in its place.
    Close(u8, Arrival),
    /// After that, the snapshot is put above the gap.
    Jump(u8, Arrival),
    /// The user moves the journal to the second copy: the end is sealed.
    BeginMove(u8),
    /// One write of the disk makes the second copy the primary.
    Switch(u8, Answer),
    /// The note is removed from what is now the primary.
    Unmark(u8),
    /// The primary is gone: the second copy takes its place on this device.
    Promote(u8),
    /// A restore from this place; from a second copy only because the user insists.
    Restore(u8, u8),
    /// The process dies.
    Crash(u8),
    /// A process starts.
    Start(u8),
    /// It reads the position after its head.
    Check(u8),
    /// A create that was under way arrives.
    Arrive(u8),
}

/// The journal of one wallet in two places, on two devices.
#[derive(Clone, Copy, Debug)]
pub struct TwoPlaces {
    /// Which protocol.
    pub rule: Rule,
    /// Both places must confirm.
    pub both: bool,
    /// How far.
    pub budget: Budget,
}

impl Model for TwoPlaces {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let first = Entry::first(0);
        let mut entries = [None; POSITIONS];
        entries[0] = Some(first);
        let disk = Disk { at: PRIMARY, head: first, pending: None, unmark: false };
        vec![State {
            places: [false, true].map(|second| Place { entries, base: 0, second }),
            devices: [
                Device { phase: Phase::Running, disk: Some(disk), reached: Some(0), ..Device::new() },
                Device::new(),
            ],
            late: Vec::new(),
            pruned: 0,
            acked: first,
            budget: self.budget,
            sealed: 0,
            insisted: false,
            promoted: false,
            moved: false,
            broken: None,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        self.choices(state, actions);
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut state = last.clone();
        match action {
            Action::Append(device) => self.append(&mut state, device),
            Action::Send(device, arrival) => self.send(&mut state, device, arrival),
            Action::Look(device) => self.look(&mut state, device),
            Action::Copy(device, arrival) => self.copy(&mut state, device, arrival),
            Action::Prune(device) => self.prune(&mut state, device),
            Action::Close(device, arrival) => self.close(&mut state, device, arrival),
            Action::Jump(device, arrival) => self.jump(&mut state, device, arrival),
            Action::BeginMove(device) => self.begin_move(&mut state, device),
            Action::Switch(device, answer) => self.switch(&mut state, device, answer),
            Action::Unmark(device) => unmark(&mut state, device),
            Action::Promote(device) => self.promote(&mut state, device),
            Action::Restore(device, place) => self.restore(&mut state, device, place),
            Action::Crash(device) => crash(&mut state, device),
            Action::Start(device) => start(&mut state, device),
            Action::Check(device) => self.check(&mut state, device),
            Action::Arrive(which) => {
                let (place, entry) = *state.late.get(usize::from(which))?;
                state.places[usize::from(place)].create(entry).then_some(())
            }
        }?;
        (state != *last).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises::properties(self)
    }
}

use writing::{crash, start, unmark};

impl Place {
    fn get(&self, position: usize) -> Option<Entry> {
        self.entries.get(position).copied().flatten()
    }

    /// Keeps the entry if nothing is there. `false`: something was.
    fn create(&mut self, entry: Entry) -> bool {
        let position = entry.position();
        let free = self.entries[position].is_none();
        if free {
            self.entries[position] = Some(entry);
            // What continues nothing that lies right below it is a snapshot, or a fence.
            let continues = position.checked_sub(1).and_then(|below| self.get(below)) == entry.previous();
            if !continues && entry.kind() != Kind::Fence {
                self.base = self.base.max(u8::try_from(position).unwrap_or(u8::MAX));
            }
        }
        free
    }

    /// What a restore would end at. `None`: a fence is in the way, and what is to come above it is not there yet.
    fn newest(&self) -> Option<Entry> {
        let top = self.top()?;
        let above = self.get(top.position() + 1);
        (above.is_none_or(|above| above.kind() != Kind::Fence)).then_some(top)
    }

    /// The entries from the newest snapshot on, while each continues the one before.
    fn top(&self) -> Option<Entry> {
        let mut head = self.get(usize::from(self.base))?;
        while let Some(next) = self.get(head.position() + 1) {
            if next.previous() != Some(head) {
                break;
            }
            head = next;
        }
        Some(head)
    }

    /// What a restore would end at without asking the user anything.
    fn unasked(&self) -> Option<Entry> {
        self.newest().filter(|newest| !self.second && newest.kind() != Kind::End)
    }
}

impl State {
    fn device(&self, device: u8) -> Device {
        self.devices[usize::from(device)]
    }

    fn device_mut(&mut self, device: u8) -> &mut Device {
        &mut self.devices[usize::from(device)]
    }

    fn disk_mut(&mut self, device: u8) -> Option<&mut Disk> {
        self.devices[usize::from(device)].disk.as_mut()
    }

    fn place(&self, place: u8) -> Place {
        self.places[usize::from(place)]
    }

    fn place_mut(&mut self, place: u8) -> &mut Place {
        &mut self.places[usize::from(place)]
    }

    /// Different bytes each time, whatever they say.
    fn seal(&mut self, device: u8, head: Entry, kind: Kind) -> Option<Entry> {
        self.sealed += 1;
        (head.position() + 1 < POSITIONS).then(|| head.then(kind, device, self.sealed))
    }

    /// Leaves a create under way.
    fn leave(&mut self, place: u8, entry: Entry) -> Option<()> {
        if !self.late.contains(&(place, entry)) {
            self.budget.late = self.budget.late.checked_sub(1)?;
            self.late.push((place, entry));
            self.late.sort_by_key(|(place, entry)| (*place, entry.number()));
        }
        Some(())
    }

    fn acknowledge(&mut self, device: u8, entry: Entry) {
        if self.acked.contains(entry) {
            return;
        }
        if self.device(device).told {
            self.broken = Some(Broken::AcknowledgedAfterBeingTold);
        } else if !entry.contains(self.acked) && !self.insisted && !self.promoted {
            self.broken = Some(Broken::Fork);
        }
        self.acked = entry;
    }
}
