//! Asking for money.
//!
//! Invoices are built here and not by LDK: without `std` its clock is the newest block's timestamp.

use std::time::Duration;

use lightning::bitcoin::Network;
use lightning::bitcoin::hashes::{Hash, sha256};
use lightning::ln::channelmanager::MIN_FINAL_CLTV_EXPIRY_DELTA;
use lightning::routing::router::RouteHint;
use lightning::sign::{NodeSigner, Recipient};
use lightning_invoice::{Bolt11Invoice, Currency, InvoiceBuilder};

use crate::hex::hex;
use crate::history::{ASKED, InvoiceRecord, ShownInvoice};
use crate::opening_terms::{OpeningTerms, Promise};
use crate::{InvoiceError, PeerLine, Wallet};

/// What to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRequest {
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// Shown to the payer.
    pub note: String,
    /// How long it can be paid.
    pub expiry_secs: u32,
}

/// A request for money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The invoice as a text (BOLT 11).
    pub bolt11: String,
    /// Payment hash, hex; the key of the payment in the history.
    pub hash: String,
    /// `None`: the payer chooses.
    pub amount_msat: Option<u64>,
    /// Unix milliseconds.
    pub expires_ms: u64,
}

/// Blocks that a payer is asked to leave for the last hop: a day, so that a page that was closed between claiming a
/// payment and its acknowledgement has hours before LDK closes the channel for it. What is enforced is LDK's own floor
/// alone, because a payment that is held for some blocks on its way would be refused otherwise; and some payers add
/// nothing to what they are asked for.
const FINAL_CLTV: u16 = 144 + 3;
/// LDK measures time by the newest block that it knows. After the page has slept, that is old, and an invoice
/// that is made before the next look at the chain would be over when it is paid. Payers are bound by what the
/// invoice says.
const SLEEP_SECS: u32 = 14 * 86_400;
/// How many more blocks LSPS2 (bLIP 52) wants, because a channel has to be opened first.
const OPENING_CLTV: u16 = 2;
const _: () = assert!(FINAL_CLTV >= MIN_FINAL_CLTV_EXPIRY_DELTA, "LDK would refuse what payers send");

impl Wallet {
    /// Ask to be paid through the channels there are.
    ///
    /// # Errors
    /// Returns [`InvoiceError::NoWay`] rather than an invoice that nobody can pay.
    pub fn invoice(
        &self,
        request: &InvoiceRequest,
        line: PeerLine,
        now_ms: u64,
    ) -> Result<Invoice, InvoiceError> {
        let most_msat = self.room_msat(line);
        match request.amount_msat {
            Some(0) => return Err(InvoiceError::Zero),
            _ if most_msat == 0 => return Err(InvoiceError::NoWay),
            Some(amount) if amount > most_msat => return Err(InvoiceError::TooMuch { most_msat }),
            _ => {}
        }
        self.make_invoice(request, self.route_hints(line), None, now_ms)
    }

    /// Whether what was promised with this invoice (its hash) is durable, so that it may be shown.
    pub fn is_invoice_saved(&self, hash: &str) -> bool {
        self.app.is_saved(&format!("{ASKED}{hash}"))
    }

    /// An invoice with the given ways to us. With a promise, the payment opens a channel.
    pub(crate) fn make_invoice(
        &self,
        request: &InvoiceRequest,
        hints: Vec<RouteHint>,
        opening: Option<(Promise, OpeningTerms)>,
        now_ms: u64,
    ) -> Result<Invoice, InvoiceError> {
        let final_cltv = if opening.is_some() { FINAL_CLTV + OPENING_CLTV } else { FINAL_CLTV };
        let (hash, secret) = self
            .channels
            .expect_payment(request.amount_msat, request.expiry_secs.saturating_add(SLEEP_SECS))
            .map_err(|()| InvoiceError::Internal)?;
        let mut builder = InvoiceBuilder::new(currency(self.network))
            .description(request.note.clone())
            .payment_hash(sha256::Hash::from_byte_array(hash.0))
            .duration_since_epoch(Duration::from_secs(now_ms / 1000))
            .min_final_cltv_expiry_delta(u64::from(final_cltv))
            .payment_secret(secret)
            .expiry_time(Duration::from_secs(u64::from(request.expiry_secs)));
        // Without an amount the provider takes the first part it sees for the whole.
        if opening.is_none() || request.amount_msat.is_some() {
            builder = builder.basic_mpp();
        }
        if let Some(amount) = request.amount_msat {
            builder = builder.amount_milli_satoshis(amount);
        }
        for hint in hints {
            builder = builder.private_route(hint);
        }
        let raw = builder.build_raw().map_err(creation)?;
        let signature = self.keys.sign_invoice(&raw, Recipient::Node).map_err(|()| InvoiceError::Internal)?;
        let signed = raw.sign::<_, ()>(|_| Ok(signature)).map_err(|()| InvoiceError::Internal)?;
        let invoice = Bolt11Invoice::from_signed(signed).map_err(|_| InvoiceError::Internal)?;
        let expires_ms = (now_ms / 1000 + u64::from(request.expiry_secs)) * 1000;
        let (key, note) = (hex(&hash.0), request.note.clone());
        let (amount_msat, bolt11) = (request.amount_msat, invoice.to_string());
        let (opening, terms) = opening.unzip();
        let shown = Some(ShownInvoice { bolt11: bolt11.clone(), created_ms: now_ms, terms });
        let asked = InvoiceRecord { note, amount_msat, expires_ms, opening, shown };
        self.history.ask(key.clone(), asked);
        Ok(Invoice { bolt11, hash: key, amount_msat, expires_ms })
    }
}

fn creation(error: lightning_invoice::CreationError) -> InvoiceError {
    use lightning_invoice::CreationError::*;
    match error {
        DescriptionTooLong => InvoiceError::NoteTooLong,
        RouteTooLong
        | TimestampOutOfBounds
        | InvalidAmount
        | MissingRouteHints
        | MinFinalCltvExpiryDeltaTooShort => InvoiceError::Internal,
    }
}

/// The invoice prefix of a network.
pub(crate) fn currency(network: Network) -> Currency {
    match network {
        Network::Bitcoin => Currency::Bitcoin,
        Network::Signet => Currency::Signet,
        Network::Regtest => Currency::Regtest,
        Network::Testnet | Network::Testnet4 => Currency::BitcoinTestnet,
    }
}
