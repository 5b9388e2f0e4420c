//! What LDK tells, turned into history and actions. Every event may come again after a restart.

use lightning::events::{ClosureReason, Event, PaymentFailureReason};
use lightning::ln::types::ChannelId;
use std::cell::RefCell;

use crate::closings::{CloseReason, ClosedChannel};
use crate::config::provider_overrides;
use crate::hex::hex;
use crate::history::key_of;
use crate::notices::Notice;
use crate::welcome::IncomingPayment;
use crate::{Failure, PublicKey, Wallet};

impl Wallet {
    /// What happened since the last call. What the user has to know of it is in the state as well.
    pub fn take_notices(&self) -> Vec<Notice> {
        self.notices.take()
    }

    /// Handle what LDK wants handled. Events are collected first: LDK must not be called from within its own callback.
    pub(crate) fn handle_events(&self, now_ms: u64) -> bool {
        let events = RefCell::new(Vec::new());
        let collect = |event: Event| {
            events.borrow_mut().push(event);
            Ok(())
        };
        self.channels.take_events(&collect);
        let events = events.into_inner();
        let any = !events.is_empty();
        for event in events {
            self.handle_event(event, now_ms);
        }
        if any {
            self.touch();
        }
        any
    }

    fn handle_event(&self, event: Event, now_ms: u64) {
        self.learn(&event, now_ms);
        match event {
            // By the height that is known, even if LDK was not told of it yet, LDK would have sent it back.
            Event::PaymentClaimable { payment_hash, claim_deadline: Some(deadline), .. }
                if self.is_known_past(deadline) =>
            {
                self.channels.send_back(&payment_hash);
            }
            Event::PaymentClaimable {
                payment_hash,
                amount_msat,
                counterparty_skimmed_fee_msat: missing_msat,
                receiving_channel_ids,
                purpose,
                onion_fields,
                ..
            } => {
                let from: Vec<ChannelId> = receiving_channel_ids.into_iter().map(|(id, _)| id).collect();
                let fields = onion_fields.iter().flat_map(|said| said.custom_tlvs()).map(|(kind, _)| *kind);
                let fields = fields.collect();
                let arrived =
                    IncomingPayment { hash: key_of(payment_hash), amount_msat, missing_msat, from, fields };
                match self.welcome(&arrived, &purpose) {
                    Ok(preimage) => {
                        let proof = hex(&preimage.0);
                        self.history.begin_in(&arrived.hash, amount_msat, proof, now_ms);
                        self.channels.claim(preimage);
                    }
                    Err(why) => {
                        self.channels.send_back(&payment_hash);
                        self.refused(arrived, why, now_ms);
                    }
                }
            }
            Event::PaymentClaimed { payment_hash, amount_msat, htlcs, .. } => {
                let hash = key_of(payment_hash);
                let kept_back = htlcs.iter().map(|h| h.counterparty_skimmed_fee_msat).sum();
                self.history.received(&hash, amount_msat, kept_back, now_ms);
                self.notices.tell(Notice::Received { hash });
            }
            Event::PaymentSent { payment_preimage, payment_hash, fee_paid_msat, .. } => {
                let (hash, fee) = (key_of(payment_hash), fee_paid_msat.unwrap_or(0));
                self.history.sent(&hash, fee, hex(&payment_preimage.0), now_ms);
                self.notices.tell(Notice::Sent { hash });
            }
            Event::PaymentFailed { payment_id, reason, .. } => {
                // The payment's id is its hash.
                let (hash, why) = (hex(&payment_id.0), failure(reason));
                self.history.fail(&hash, why, now_ms);
                self.notices.tell(Notice::Failed { hash, why });
            }
            Event::OpenChannelRequest { temporary_channel_id, counterparty_node_id, .. } => {
                self.accept(temporary_channel_id, counterparty_node_id, now_ms);
            }
            Event::ChannelReady { channel_id, .. } => {
                self.notices.tell(Notice::ChannelReady { channel: hex(&channel_id.0) });
            }
            Event::ChannelClosed {
                channel_id,
                reason,
                counterparty_node_id,
                channel_funding_txo,
                last_local_balance_msat,
                ..
            } => {
                let (channel, why) = (hex(&channel_id.0), close_reason(&reason));
                let funding = channel_funding_txo.map(|f| f.txid.to_string());
                let funded = if matches!(reason, ClosureReason::CommitmentTxConfirmed) {
                    Some(true)
                } else {
                    self.fundings.was_told(channel_id)
                };
                let closed = ClosedChannel {
                    channel: channel.clone(),
                    peer: counterparty_node_id,
                    funding: funding.clone(),
                    funded,
                    closing: None,
                    amount_msat: last_local_balance_msat,
                    why,
                    at_ms: now_ms,
                };
                self.closings.add(closed, &self.app);
                self.notices.tell(Notice::ChannelClosed { channel, funding, why });
            }
            Event::SpendableOutputs { outputs, channel_id } => {
                self.begin_sweep(outputs, channel_id);
            }
            Event::BumpTransaction(event) => self.bump(event),
            // Said otherwise already, or only how a payment found its way.
            Event::ChannelPending { .. }
            | Event::HTLCHandlingFailed { .. }
            | Event::PaymentPathSuccessful { .. }
            | Event::PaymentPathFailed { .. }
            | Event::ProbeSuccessful { .. }
            | Event::ProbeFailed { .. } => {}
            // Events of what this wallet does not do: it opens no channels itself, splices none, forwards
            // nothing, and has no offers.
            Event::FundingGenerationReady { .. }
            | Event::FundingTxBroadcastSafe { .. }
            | Event::FundingTransactionReadyForSigning { .. }
            | Event::DiscardFunding { .. }
            | Event::SplicePending { .. }
            | Event::SpliceFailed { .. }
            | Event::HTLCIntercepted { .. }
            | Event::PaymentForwarded { .. }
            | Event::ConnectionNeeded { .. }
            | Event::InvoiceReceived { .. }
            | Event::OnionMessageIntercepted { .. }
            | Event::OnionMessagePeerConnected { .. }
            | Event::PersistStaticInvoice { .. }
            | Event::StaticInvoiceRequested { .. } => {}
        }
    }

    /// Only a trusted provider's channels are used before they are confirmed, and only those that were
    /// requested from it. A provider that has left some here that are closed and were never funded may open
    /// no other uninvited: each stays in the state for good.
    fn accept(&self, temporary: ChannelId, peer: PublicKey, now_ms: u64) {
        let mut id = [0; 16];
        id.copy_from_slice(&temporary.0[..16]);
        let id = u128::from_be_bytes(id);
        // Before there is anything to lose with it.
        self.meet(peer, now_ms);
        let (trusted, awaited) = (self.is_provider(peer), self.awaits_channel(peer, now_ms));
        let terms = trusted.then(|| provider_overrides(self.known_peers.granted(peer)));
        let accepted = if trusted && awaited {
            self.channels.accept_unconfirmed(&temporary, &peer, id, terms)
        } else if !awaited && self.has_left_many_unfunded(peer) {
            self.channels.close_alone(&temporary, &peer, "earlier ones were not funded")
        } else {
            self.channels.accept(&temporary, &peer, id, terms)
        };
        // Refused by LDK: the peer has been told already.
        drop(accepted);
    }
}

fn failure(reason: Option<PaymentFailureReason>) -> Failure {
    use PaymentFailureReason::*;
    match reason {
        Some(RecipientRejected | InvoiceRequestRejected | UserAbandoned) => Failure::Refused,
        Some(RetriesExhausted) => Failure::AllWaysFailed,
        Some(PaymentExpired | InvoiceRequestExpired) => Failure::Expired,
        Some(RouteNotFound | BlindedPathCreationFailed) => Failure::NoRoute,
        Some(UnknownRequiredFeatures) => Failure::Unpayable,
        Some(UnexpectedError) | None => Failure::Internal,
    }
}

fn close_reason(reason: &ClosureReason) -> CloseReason {
    use ClosureReason::*;
    match reason {
        LegacyCooperativeClosure
        | CounterpartyInitiatedCooperativeClosure
        | LocallyInitiatedCooperativeClosure => CloseReason::Agreed,
        CounterpartyForceClosed { .. } | CommitmentTxConfirmed => CloseReason::ByPeer,
        FundingTimedOut
        | DisconnectedPeer
        | CounterpartyCoopClosedUnfundedChannel
        | LocallyCoopClosedUnfundedChannel
        | FundingBatchClosure => CloseReason::NeverFunded,
        HolderForceClosed { .. }
        | ProcessingError { .. }
        | OutdatedChannelManager
        | HTLCsTimedOut { .. }
        | PeerFeerateTooLow { .. } => CloseReason::ByUs,
    }
}
