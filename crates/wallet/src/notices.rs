//! What the host is told about what has happened.

use std::cell::RefCell;

use crate::closings::CloseReason;
use crate::payment::Failure;

/// Something the host may want to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A channel can be used.
    ChannelReady {
        /// The channel's id, hex.
        channel: String,
    },
    /// A channel is closed.
    ChannelClosed {
        /// The channel's id, hex.
        channel: String,
        /// The transaction that was to fund it. It may never have been sent; then no money was ever in it.
        funding: Option<String>,
        /// Why the channel was closed.
        why: CloseReason,
    },
    /// A payment came in.
    Received {
        /// The payment's hash, hex.
        hash: String,
    },
    /// A payment was sent back: more of it was kept back than was agreed on, or by a peer that may not.
    Underpaid {
        /// The payment's hash, hex.
        hash: String,
        /// What was missing, msat.
        missing_msat: u64,
    },
    /// A payment was sent back: it was not requested, its invoice was paid before, or it came through a channel
    /// that was never funded.
    Refused {
        /// The payment's hash, hex.
        hash: String,
    },
    /// A payment went out.
    Sent {
        /// The payment's hash, hex.
        hash: String,
    },
    /// A payment failed.
    Failed {
        /// The payment's hash, hex.
        hash: String,
        /// Why the payment has failed.
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
