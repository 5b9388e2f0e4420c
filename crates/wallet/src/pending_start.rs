//! Payments that were ordered and wait for the connection to the peer. They are in the history from the first moment,
//! and none of them outlives the process: what the user no longer sees is not sent.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lightning::ln::channelmanager::{Bolt11PaymentError, RetryableSendFailure};
use lightning_invoice::Bolt11Invoice;

use crate::wait::Wait;
use crate::{Direction, Failure, Outcome, Payment, PaymentStage, Wallet};

/// An order to pay.
pub(crate) struct PaymentOrder {
    pub(crate) invoice: Bolt11Invoice,
    pub(crate) amount_msat: u64,
    /// The amount, where the invoice does not say the same.
    pub(crate) given_msat: Option<u64>,
    /// The highest fee for the route, msat.
    pub(crate) most_fee_msat: u64,
    /// How long it waits.
    pub(crate) wait: Wait,
}

/// The payments that wait, by payment hash, hex.
#[derive(Default)]
pub(crate) struct StartingPayments(RefCell<BTreeMap<String, PaymentOrder>>);

impl StartingPayments {
    pub(crate) fn add(&self, hash: String, order: PaymentOrder) {
        self.0.borrow_mut().insert(hash, order);
    }

    pub(crate) fn contains(&self, hash: &str) -> bool {
        self.0.borrow().contains_key(hash)
    }

    /// Removes an order. `true`: it was there.
    pub(crate) fn remove(&self, hash: &str) -> bool {
        self.0.borrow_mut().remove(hash).is_some()
    }

    /// Their sum, msat.
    pub(crate) fn amount_msat(&self) -> u64 {
        self.0.borrow().values().map(|order| order.amount_msat).sum()
    }
}

impl Wallet {
    /// Whether a payment has to wait: a channel is there, and only its peer is not. One that is spent, or
    /// still being opened, is no reason.
    pub(crate) fn waits_for_peer(&self, amount_msat: u64) -> bool {
        // With an old height, a payment would be past its time at once.
        if !self.knows_height() {
            return true;
        }
        let channels = self.channels.list();
        let usable: u64 =
            channels.iter().filter(|c| c.is_usable).map(|c| c.next_outbound_htlc_limit_msat).sum();
        usable < amount_msat && channels.iter().any(|c| c.is_channel_ready && !c.is_usable)
    }

    /// Sends those whose line is there, and gives up those that have waited long enough.
    pub(crate) fn turn_starting(&self, now_ms: u64) -> bool {
        let due: BTreeMap<String, PaymentOrder> = {
            let mut orders = self.starting.0.borrow_mut();
            let (due, rest) = std::mem::take(&mut *orders).into_iter().partition(|(_, order)| {
                order.wait.is_over(now_ms) || !self.waits_for_peer(order.amount_msat)
            });
            *orders = rest;
            due
        };
        let moved = !due.is_empty();
        for (hash, order) in due {
            // Over is over, also when the line has just come.
            let failed = if order.wait.is_over(now_ms) {
                Some(Failure::NeverSent)
            } else {
                self.send(&order).err().and_then(failure)
            };
            if let Some(why) = failed {
                self.history.fail(&hash, why, now_ms);
            }
            self.touch();
        }
        moved
    }

    /// The payment with the stage it is in.
    pub(crate) fn staged(&self, payment: Payment) -> Payment {
        let ours = payment.direction == Direction::Out && payment.outcome == Outcome::Pending;
        let starting = ours && self.starting.contains(&payment.hash);
        let stage = if starting { PaymentStage::Starting } else { payment.stage };
        self.with_end(Payment { stage, ..payment })
    }
}

/// Why it could not be sent; `None` when it is under way already.
fn failure(error: Bolt11PaymentError) -> Option<Failure> {
    Some(match error {
        Bolt11PaymentError::InvalidAmount => Failure::Internal,
        Bolt11PaymentError::SendingFailed(why) => match why {
            RetryableSendFailure::PaymentExpired => Failure::Expired,
            RetryableSendFailure::RouteNotFound => Failure::NoRoute,
            RetryableSendFailure::OnionPacketSizeExceeded => Failure::Unpayable,
            RetryableSendFailure::DuplicatePayment => return None,
        },
    })
}
