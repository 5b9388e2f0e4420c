//! Invoices and payments of both sides.

use lightning::ln::channelmanager::RecipientOnionFields;
use lightning::routing::router::{Path, PaymentParameters, Route, RouteHop, RouteParameters};
use lightning::types::features::{ChannelFeatures, NodeFeatures};
use lightning::types::payment::{PaymentHash, PaymentPreimage};
use lightning_invoice::{Bolt11InvoiceDescription, Description};

use super::*;

impl World {
    /// The height at which the time of the first payment under way, in the wallet's channels, is over.
    pub fn expiry_under_way(&self) -> Option<u32> {
        let channels = self.wallet().channels.list();
        let going = channels.iter().flat_map(|channel| &channel.pending_outbound_htlcs);
        let coming = channels.iter().flat_map(|channel| &channel.pending_inbound_htlcs);
        going.map(|htlc| htlc.cltv_expiry).chain(coming.map(|htlc| htlc.cltv_expiry)).min()
    }

    /// The counterparty takes payments that come in again.
    pub fn peer_takes(&self) {
        self.peer.holding.set(false);
    }

    /// An invoice of the counterparty.
    pub fn peer_invoice(&self, msat: Option<u64>) -> Result<String, Failed> {
        self.peer_invoice_for("", msat)
    }

    /// An invoice of the peer's that says what it is for.
    pub fn peer_invoice_for(&self, note: &str, msat: Option<u64>) -> Result<String, Failed> {
        let note = Description::new(note.to_owned()).map_err(|e| e.to_string())?;
        let parameters = Bolt11InvoiceParameters {
            amount_msats: msat,
            description: Bolt11InvoiceDescription::Direct(note),
            invoice_expiry_delta_secs: Some(36_000),
            ..Default::default()
        };
        let invoice = self.peer.manager.create_bolt11_invoice(parameters).map_err(|e| format!("{e:?}"))?;
        Ok(invoice.to_string())
    }

    /// The counterparty pays an invoice. Again and again: the id is the hash, so it pays once.
    pub fn peer_pays(&self, bolt11: &str) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
        let id = PaymentId(invoice.payment_hash().to_byte_array());
        let route = RouteParametersConfig::default();
        let _ = self.peer.manager.pay_for_bolt11_invoice(&invoice, id, None, route, Retry::Attempts(3));
        Ok(())
    }

    /// The counterparty pays an invoice once more than it was paid already.
    pub fn peer_pays_again(&self, bolt11: &str) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
        let id = PaymentId([u8::try_from(self.peer.events.borrow().len() % 251).unwrap_or(0); 32]);
        let route = RouteParametersConfig::default();
        let paid = self.peer.manager.pay_for_bolt11_invoice(&invoice, id, None, route, Retry::Attempts(0));
        paid.map_err(|e| format!("{e:?}"))
    }

    /// The counterparty sends money unasked (keysend), with a proof of its choice, hex.
    pub fn peer_sends(&self, preimage: &str, msat: u64) -> Result<(), Failed> {
        let mut proof = [0; 32];
        for (byte, digits) in proof.iter_mut().zip(preimage.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|e| e.to_string())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|e| e.to_string())?;
        }
        let to = PaymentParameters::for_keysend(self.wallet().node_id(), 42, false);
        let route = RouteParameters::from_payment_params_and_value(to, msat);
        let (proof, id) = (PaymentPreimage(proof), PaymentId([0xee; 32]));
        let onion = RecipientOnionFields::spontaneous_empty();
        let sent =
            self.peer.manager.send_spontaneous_payment(Some(proof), onion, id, route, Retry::Attempts(0));
        sent.map(drop).map_err(|e| format!("{e:?}"))
    }

    /// The counterparty takes what it was offered and held back.
    pub fn peer_claims(&self) {
        self.peer.holding.set(false);
        let held: Vec<_> = self
            .peer
            .events
            .borrow()
            .iter()
            .filter_map(|event| match event {
                Event::PaymentClaimable { purpose, .. } => purpose.preimage(),
                _ => None,
            })
            .collect();
        held.into_iter().for_each(|preimage| self.peer.manager.claim_funds(preimage));
    }

    /// The proof that the counterparty holds for an invoice of its own, hex.
    pub fn peer_proof(&self, hash: &str) -> Option<String> {
        self.peer.events.borrow().iter().find_map(|event| match event {
            Event::PaymentClaimable { purpose, payment_hash, .. }
                if crate::history::key_of(*payment_hash) == hash =>
            {
                purpose.preimage().map(|preimage| crate::hex::hex(&preimage.0))
            }
            _ => None,
        })
    }

    /// Makes the counterparty hold incoming payments instead of claiming them.
    pub fn peer_holds(&self) {
        self.peer.holding.set(true);
    }

    /// The counterparty pays an invoice over its channel with a route made by hand, without the blocks that LDK adds to
    /// the last hop for privacy: the HTLC expires exactly this many blocks above the newest one. `None`: as many as the
    /// invoice asks for.
    pub fn peer_pays_expiring(&self, bolt11: &str, blocks: Option<u32>) -> Result<(), Failed> {
        self.peer_pays_by_hand(bolt11, blocks, 0, Vec::new())
    }

    /// The peer pays through its channel of this number, whatever the invoice says.
    pub fn peer_pays_through(&self, bolt11: &str, channel: usize) -> Result<(), Failed> {
        self.peer_pays_by_hand(bolt11, None, channel, Vec::new())
    }

    /// The peer pays with fields in the onion that this wallet knows nothing of.
    pub fn peer_pays_with(&self, bolt11: &str, fields: Vec<(u64, Vec<u8>)>) -> Result<(), Failed> {
        self.peer_pays_by_hand(bolt11, None, 0, fields)
    }

    fn peer_pays_by_hand(
        &self,
        bolt11: &str,
        blocks: Option<u32>,
        channel: usize,
        fields: Vec<(u64, Vec<u8>)>,
    ) -> Result<(), Failed> {
        let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
        let asked = u32::try_from(invoice.min_final_cltv_expiry_delta()).map_err(|e| e.to_string())?;
        let blocks = blocks.unwrap_or(asked);
        let to = self.wallet().node_id();
        let mut channels = self.peer.manager.list_channels_with_counterparty(&to);
        channels.sort_by_key(|channel| channel.user_channel_id);
        let scid = channels.get(channel).and_then(|c| c.get_outbound_payment_scid()).ok_or("no channel")?;
        let msat = invoice.amount_milli_satoshis().ok_or("no amount")?;
        let hop = RouteHop {
            pubkey: to,
            node_features: NodeFeatures::empty(),
            short_channel_id: scid,
            channel_features: ChannelFeatures::empty(),
            fee_msat: msat,
            // LDK's sender counts from the block after the newest one.
            cltv_expiry_delta: blocks.checked_sub(1).ok_or("no block")?,
            maybe_announced_channel: false,
        };
        let route = Route { paths: vec![Path { hops: vec![hop], blinded_tail: None }], route_params: None };
        let hash = PaymentHash(invoice.payment_hash().to_byte_array());
        let onion = RecipientOnionFields::secret_only(*invoice.payment_secret())
            .with_custom_tlvs(fields)
            .map_err(|()| "no such fields")?;
        self.peer
            .manager
            .send_payment_with_route(route, hash, onion, PaymentId(hash.0))
            .map_err(|e| format!("{e:?}"))
    }

    /// An invoice of the wallet.
    pub fn invoice(&self, msat: Option<u64>) -> Result<crate::Invoice, Failed> {
        let request = InvoiceRequest { amount_msat: msat, note: "a coffee".to_owned(), expiry_secs: 36_000 };
        self.wallet().invoice(&request, PeerLine::Dialled, self.time_ms).map_err(|e| e.to_string())
    }

    /// Pay; `out` means from the wallet. Tries again what died with the process. `true` when the money moved.
    pub fn pay(&mut self, out: bool, msat: u64) -> Result<bool, Failed> {
        if out { self.pay_out(msat) } else { self.pay_in(msat) }
    }

    fn pay_out(&mut self, msat: u64) -> Result<bool, Failed> {
        let bolt11 = self.peer_invoice(Some(msat))?;
        for _ in 0..6 {
            match self.wallet().pay(&bolt11, None, self.time_ms) {
                Ok(_) | Err(PayError::AlreadyPaid) => {}
                Err(error) => return Err(format!("pay: {error}")),
            }
            self.settle()?;
            let payments = self.wallet().payments();
            let hash = hash_of(&bolt11)?;
            let ours = payments.iter().find(|p| p.hash == hash).map(|p| p.outcome);
            if ours == Some(Outcome::Done) && self.peer.has_claimed(&hash) {
                return Ok(true);
            }
        }
        Err(format!("the payment out did not complete: {:?}", self.wallet().log_lines().last()))
    }

    fn pay_in(&mut self, msat: u64) -> Result<bool, Failed> {
        let invoice = self.invoice(Some(msat))?;
        for _ in 0..6 {
            self.peer_pays(&invoice.bolt11)?;
            self.settle()?;
            let payments = self.wallet().payments();
            let ours = payments.iter().find(|p| p.hash == invoice.hash).map(|p| p.outcome);
            if ours == Some(Outcome::Done) && self.peer.has_proof(&invoice.hash) {
                return Ok(true);
            }
            if self.peer.has_failed(&invoice.hash) {
                return Ok(false);
            }
        }
        Err(format!("the payment in did not complete: {:?}", self.peer.log.lines().last()))
    }
}

/// The hash of an invoice, hex.
pub(crate) fn hash_of(bolt11: &str) -> Result<String, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(crate::hex::hex(invoice.payment_hash().as_byte_array()))
}

/// How many blocks an invoice asks to leave for the last hop.
pub fn final_cltv(bolt11: &str) -> Result<u64, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(invoice.min_final_cltv_expiry_delta())
}

/// The nodes through which an invoice leads.
pub fn hints(bolt11: &str) -> Result<Vec<crate::PublicKey>, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(invoice.route_hints().iter().flat_map(|h| h.0.iter().map(|hop| hop.src_node_id)).collect())
}

/// An invoice of a node without any connection.
pub fn invoice_of_a_stranger(msat: u64, now_ms: u64) -> Result<String, Failed> {
    stranger_asks([3; 32], "", msat, now_ms)
}

/// An invoice of such a node, which says what it is for.
pub fn invoice_of_a_stranger_for(note: &str, msat: u64, now_ms: u64) -> Result<String, Failed> {
    stranger_asks([3; 32], note, msat, now_ms)
}

/// An invoice of such a node, with the payment hash of another invoice.
pub fn with_hash_of(bolt11: &str, msat: u64, now_ms: u64) -> Result<String, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    stranger_asks(invoice.payment_hash().to_byte_array(), "", msat, now_ms)
}

fn stranger_asks(hash: [u8; 32], note: &str, msat: u64, now_ms: u64) -> Result<String, Failed> {
    use lightning::bitcoin::hashes::sha256;
    use lightning::bitcoin::secp256k1::{Secp256k1, SecretKey};
    let key = SecretKey::from_slice(&[7; 32]).map_err(|e| e.to_string())?;
    lightning_invoice::InvoiceBuilder::new(crate::invoice::currency(Network::Regtest))
        .description(note.to_owned())
        .payment_hash(sha256::Hash::from_byte_array(hash))
        .payment_secret(lightning::types::payment::PaymentSecret([4; 32]))
        .duration_since_epoch(std::time::Duration::from_millis(now_ms))
        .min_final_cltv_expiry_delta(24)
        .amount_milli_satoshis(msat)
        .build_signed(|hash| Secp256k1::new().sign_ecdsa_recoverable(hash, &key))
        .map(|invoice| invoice.to_string())
        .map_err(|e| format!("{e:?}"))
}

/// An invoice over 20 million bitcoin, which has more thousandths of a satoshi, in tenths, than 64 bits count.
pub fn invoice_beyond_numbers(now_ms: u64) -> Result<String, Failed> {
    use lightning::bitcoin::secp256k1::{Message, Secp256k1, SecretKey};
    let key = SecretKey::from_slice(&[7; 32]).map_err(|e| e.to_string())?;
    let invoice: Bolt11Invoice =
        invoice_of_a_stranger(1_000, now_ms)?.parse().map_err(|e| format!("{e:?}"))?;
    let (mut raw, _, _) = invoice.into_signed_raw().into_parts();
    raw.hrp.raw_amount = Some(20_000_000);
    raw.hrp.si_prefix = None;
    let sign = |hash: &Message| Ok::<_, ()>(Secp256k1::new().sign_ecdsa_recoverable(hash, &key));
    raw.sign(sign).map(|signed| signed.to_string()).map_err(|()| "not signed".to_owned())
}
