//! Invoices and payments of both sides.

use super::*;

impl World {
    /// An invoice of the counterparty.
    pub fn peer_invoice(&self, msat: Option<u64>) -> Result<String, Failed> {
        let parameters = Bolt11InvoiceParameters {
            amount_msats: msat,
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

    /// An invoice of the wallet.
    pub fn invoice(&self, msat: Option<u64>) -> Result<crate::Invoice, Failed> {
        let request = InvoiceRequest { amount_msat: msat, note: "a coffee".to_owned(), expiry_secs: 36_000 };
        self.wallet().invoice(&request, self.time_ms).map_err(|e| e.to_string())
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
    Ok(crate::history::hex(invoice.payment_hash().as_byte_array()))
}

/// The nodes through which an invoice leads.
pub fn hints(bolt11: &str) -> Result<Vec<crate::PublicKey>, Failed> {
    let invoice: Bolt11Invoice = bolt11.parse().map_err(|e| format!("{e:?}"))?;
    Ok(invoice.route_hints().iter().flat_map(|h| h.0.iter().map(|hop| hop.src_node_id)).collect())
}

/// An invoice of a node that nobody is connected to.
pub fn invoice_of_a_stranger(msat: u64, now_ms: u64) -> Result<String, Failed> {
    use lightning::bitcoin::hashes::sha256;
    use lightning::bitcoin::secp256k1::{Secp256k1, SecretKey};
    let key = SecretKey::from_slice(&[7; 32]).map_err(|e| e.to_string())?;
    lightning_invoice::InvoiceBuilder::new(crate::invoice::currency(Network::Regtest))
        .description(String::new())
        .payment_hash(sha256::Hash::from_byte_array([3; 32]))
        .payment_secret(lightning::types::payment::PaymentSecret([4; 32]))
        .duration_since_epoch(std::time::Duration::from_millis(now_ms))
        .min_final_cltv_expiry_delta(24)
        .amount_milli_satoshis(msat)
        .build_signed(|hash| Secp256k1::new().sign_ecdsa_recoverable(hash, &key))
        .map(|invoice| invoice.to_string())
        .map_err(|e| format!("{e:?}"))
}
