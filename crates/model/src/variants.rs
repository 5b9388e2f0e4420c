//! The protocol as it is meant, the ways to get it wrong, and how far a check goes.

use crate::state::Budget;

/// Which protocol is checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Variant {
    /// The protocol as specified, with the fixes of `docs/model.md`.
    Correct,
    /// Starts without reading the next milepost.
    NoConfirm,
    /// Deletes mileposts like any other entry before the previous snapshot.
    MilepostsPruned,
    /// Prunes up to the previous snapshot instead of the last milepost at or before it.
    PruneUpToSnapshot,
    /// A create replaces what is there.
    Overwrite,
    /// Deletes Takeovers like other entries.
    TakeoversPruned,
    /// Deletes what packs name like other entries.
    NamedPruned,
    /// Deletes the entry right before a Takeover too.
    PruneBeforeTakeover,
    /// Acknowledges when the bytes are on the disk.
    AcknowledgeBeforeCreate,
    /// Starts from the disk without reading the drive.
    TrustLocal,
    /// Seals pending bytes again after a restart.
    ResealPending,
    /// After a lost answer sends new bytes for the same position without reading it.
    NewBytesAfterLostAnswer,
    /// Takes a lost answer for a success.
    LostAnswerIsSuccess,
    /// Takes any entry of its own device for its own lost answer.
    OwnIdDecides,
    /// Repairs with a delete by name.
    UnconditionalRepair,
}

/// How far a check goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The number of positions between mileposts.
    pub mileposts: usize,
    /// Whether packs are written, beside snapshots.
    pub packs: bool,
    /// What may happen.
    pub budget: Budget,
}

impl Bounds {
    /// Nothing but appends and takeovers; add faults with the methods below.
    pub const fn new(mileposts: usize, appends: u8, takeovers: u8) -> Bounds {
        let budget =
            Budget { appends, takeovers, crashes: 0, rollbacks: 0, evictions: 0, strays: 0, tears: 0 };
        Bounds { mileposts, packs: false, budget }
    }

    /// With packs.
    pub const fn packs(mut self) -> Bounds {
        self.packs = true;
        self
    }

    /// With processes that die.
    pub const fn crashes(mut self, n: u8) -> Bounds {
        self.budget.crashes = n;
        self
    }

    /// With local stores set back.
    pub const fn rollbacks(mut self, n: u8) -> Bounds {
        self.budget.rollbacks = n;
        self
    }

    /// With local stores lost.
    pub const fn evictions(mut self, n: u8) -> Bounds {
        self.budget.evictions = n;
        self
    }

    /// With requests that arrive late and more than once.
    pub const fn strays(mut self, n: u8) -> Bounds {
        self.budget.strays = n;
        self
    }

    /// With torn uploads.
    pub const fn tears(mut self, n: u8) -> Bounds {
        self.budget.tears = n;
        self
    }
}
