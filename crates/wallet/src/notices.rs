//! What the host is told of what has happened.

use std::cell::RefCell;

use crate::closings::CloseReason;
use crate::payment::Failure;

/// Something the host may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A channel can be used.
    ChannelReady {
        /// Hex.
        channel: String,
    },
    /// A channel is closed.
    ChannelClosed {
        /// Hex.
        channel: String,
        /// The transaction that was to fund it. It may never have been sent; then no money was ever in it.
        funding: Option<String>,
        /// Why.
        why: CloseReason,
    },
    /// A payment came in.
    Received {
        /// Hex.
        hash: String,
    },
    /// A payment was sent back: more of it was kept back than was agreed on, or by somebody who may not.
    Underpaid {
        /// Hex.
        hash: String,
        /// What was missing, msat.
        missing_msat: u64,
    },
    /// A payment was sent back: nobody asked for it, its invoice was paid before, or it came through a channel that
    /// nobody has funded.
    Refused {
        /// Hex.
        hash: String,
    },
    /// A payment went out.
    Sent {
        /// Hex.
        hash: String,
    },
    /// A payment failed.
    Failed {
        /// Hex.
        hash: String,
        /// Why.
        why: Failure,
    },
}

/// What happened and was not taken yet.
#[derive(Default)]
pub(crate) struct Notices(RefCell<Vec<Notice>>);

impl Notices {
    pub(crate) fn tell(&self, notice: Notice) {
        self.0.borrow_mut().push(notice);
    }

    pub(crate) fn take(&self) -> Vec<Notice> {
        self.0.take()
    }
}
