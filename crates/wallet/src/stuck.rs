//! Payments of ours that are not answered: until when they can be, and giving them up.

use lightning::bitcoin::hex::FromHex;
use lightning::ln::channelmanager::PaymentId;
use thiserror::Error;

use crate::history::key_of;
use crate::{Direction, Failure, Outcome, Payment, Wallet};

/// There is no payment of ours under way with this hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such payment is under way")]
pub struct NotUnderWay;

impl Wallet {
    /// Tries no further way for a payment of ours. What is under way of it cannot be called back: the payee
    /// may still take it, and otherwise it comes back automatically ([`Payment::back_by_height`]).
    ///
    /// # Errors
    /// There is nothing to give up.
    pub fn stop_trying(&self, hash: &str, now_ms: u64) -> Result<(), NotUnderWay> {
        if !self.history.give_up(hash) {
            return Err(NotUnderWay);
        }
        if self.starting.remove(hash) {
            self.history.fail(hash, Failure::NeverSent, now_ms);
        } else {
            let id = <[u8; 32]>::from_hex(hash).map_err(|_| NotUnderWay)?;
            self.channels.abandon(PaymentId(id));
        }
        self.touch();
        Ok(())
    }

    /// The payment with what can be known about its end while it is under way.
    pub(crate) fn with_end(&self, payment: Payment) -> Payment {
        if payment.direction != Direction::Out || payment.outcome != Outcome::Pending {
            return payment;
        }
        let channels = self.channels.list();
        let parts = channels.iter().flat_map(|channel| &channel.pending_outbound_htlcs);
        let ours = parts.filter(|part| key_of(part.payment_hash) == payment.hash);
        let back_by_height = ours.map(|part| part.cltv_expiry).max();
        Payment { back_by_height, ..payment }
    }
}
