//! The drive, and the requests that may reach it long after their sender gave up or died.

use crate::entry::Entry;

/// How many positions there are.
pub const POSITIONS: usize = 10;

/// What the drive keeps under one name.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Slot {
    /// A true *not found*.
    Empty,
    /// An upload of this entry that broke off, or still runs: no reader can use it.
    Torn(Entry),
    /// The entry, readable.
    Whole(Entry),
}

/// A request under way. It may arrive at any later time, any number of times, or never.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stray {
    /// Create this entry at its position.
    Create(Entry),
    /// Delete whatever is at this position.
    Delete(u8),
    /// Delete this damaged version, if it is still there.
    DeleteTorn(Entry),
}

impl Stray {
    /// A total order, so that the same requests under way are the same state.
    pub(crate) fn order(self) -> (u8, u32) {
        match self {
            Stray::Create(entry) => (0, entry.number()),
            Stray::Delete(position) => (1, u32::from(position)),
            Stray::DeleteTorn(entry) => (2, entry.number()),
        }
    }
}

/// The folder `Channel state`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Drive(pub [Slot; POSITIONS]);

impl Drive {
    /// A read by name: current, never stale.
    pub fn get(&self, position: usize) -> Slot {
        self.0.get(position).copied().unwrap_or(Slot::Empty)
    }

    /// Keeps `slot` if nothing is there (or, when the wrong variant overwrites, in any case). `false`: something was.
    pub fn create(&mut self, slot: Slot, overwrite: bool) -> bool {
        let (Slot::Torn(entry) | Slot::Whole(entry)) = slot else { return false };
        let free = overwrite || self.get(entry.position()) == Slot::Empty;
        if free {
            self.0[entry.position()] = slot;
        }
        free
    }

    /// Carries out a request; `false` if it changed nothing.
    pub fn carry_out(&mut self, request: Stray, overwrite: bool) -> bool {
        let before = *self;
        match request {
            Stray::Create(entry) => {
                self.create(Slot::Whole(entry), overwrite);
            }
            Stray::Delete(position) => self.0[usize::from(position)] = Slot::Empty,
            Stray::DeleteTorn(entry) => {
                if self.get(entry.position()) == Slot::Torn(entry) {
                    self.0[entry.position()] = Slot::Empty;
                }
            }
        }
        *self != before
    }

    /// Every readable entry.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.0.iter().filter_map(|slot| match slot {
            Slot::Whole(entry) => Some(*entry),
            _ => None,
        })
    }

    /// Whether all that a snapshot or pack names is there, to the byte.
    pub fn holds_base(&self, head: Entry) -> bool {
        head.base().all(|entry| self.get(entry.position()) == Slot::Whole(entry))
    }

    /// What an undisturbed restore with a true listing would end at, before its Takeover.
    pub fn restorable(&self) -> Option<Entry> {
        let newest = self.entries().filter(|entry| entry.begins()).max_by_key(|entry| entry.position());
        let mut head = newest?;
        if !self.holds_base(head) {
            return None;
        }
        while let Slot::Whole(next) = self.get(head.position() + 1) {
            if next.previous() != Some(head) {
                break;
            }
            head = next;
        }
        Some(head)
    }
}
