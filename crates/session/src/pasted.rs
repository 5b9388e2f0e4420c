//! What a text would pay that the user pasted, scanned or followed.

use lifeboat_crypto::{Phrase, PhraseError};
use lifeboat_messages::{Answer, Pasted, Payable, Problem};
use lifeboat_pasted::Payee;
use lifeboat_wallet::{ChainState, PayError};

use crate::node::Node;
use crate::unlocked::UnlockedWallet;
use crate::{onchain, payments, problem, services};

/// Over Lightning where that can be, else on the chain.
pub async fn check(open: &UnlockedWallet, text: &str) -> Result<Answer, Problem> {
    if is_phrase(text) {
        return Err(Problem::NotAnInvoice { what: Pasted::RecoveryPhrase });
    }
    let payee = lifeboat_pasted::read(text).map_err(problem::of_pasted)?;
    let node = open.node()?;
    let unpayable = match &payee.invoice {
        Some(invoice) => match node.wallet().check(invoice, open.env().now_ms()) {
            // More than there is in channels: of a link, the address may take it.
            Ok(payable) if is_for_the_chain(&node, &payee, payable.amount_msat) => None,
            Ok(payable) => return Ok(Answer::Payable(in_link(&node, &payee, payments::payable(payable)))),
            Err(error) if leaves_the_chain(error) => Some(payments::of_pay(&node, error)),
            Err(error) => return Err(payments::of_pay(&node, error)),
        },
        None => None,
    };
    let to = node.wallet().destination(&payee);
    let can_pay = node.wallet().balance().lightning_msat > 0;
    if let Some(service) = payee.service.as_ref().filter(|_| can_pay || to.is_err()) {
        // Beside an address it is no loss that the service is silent.
        match services::look(open, service).await {
            Err(_) if to.is_ok() => {}
            answer => return answer,
        }
    }
    match (to, unpayable) {
        (Ok(to), _) => Ok(Answer::ChainTarget(onchain::target(&node, to, open.env().now_ms()))),
        (Err(_), Some(why)) => Err(why),
        (Err(refused), None) => Err(problem::of_send(refused)),
    }
}

/// Whether there is less in channels than an invoice asks for, and enough on the chain for an address beside
/// it. What is in channels and cannot be sent at the moment is waited for: the chain has fees.
fn is_for_the_chain(node: &Node, payee: &Payee, amount_msat: Option<u64>) -> bool {
    let asked_msat = amount_msat.or(payee.amount_sat.map(|sat| sat.saturating_mul(1_000)));
    let Some(asked_msat) = asked_msat else { return false };
    let balance = node.wallet().balance();
    let is_there = balance.onchain_sat >= asked_msat.div_ceil(1_000);
    balance.lightning_msat < asked_msat && is_there && node.wallet().destination(payee).is_ok()
}

/// An invoice, with what the link around it says besides.
fn in_link(node: &Node, payee: &Payee, payable: Payable) -> Payable {
    let note = if payable.note.is_empty() { payee.label.clone().unwrap_or_default() } else { payable.note };
    let asked_msat = payee.amount_sat.map(|sat| sat.saturating_mul(1_000));
    let to: Vec<String> =
        payee.addresses.iter().map(|address| address.clone().assume_checked().to_string()).collect();
    let sat = payable.amount_msat.map(|msat| msat.div_ceil(1_000));
    let paid_on_chain = node.wallet().chain_entries().iter().any(|entry| {
        let stands = matches!(entry.state, ChainState::Waiting | ChainState::Confirmed { .. });
        let ours = entry.to.as_ref().is_some_and(|paid| to.contains(paid));
        stands && ours && sat.is_none_or(|sat| sat == entry.amount_sat)
    });
    let asked_msat = asked_msat.filter(|_| payable.amount_msat.is_none());
    Payable { note, asked_msat, paid_on_chain, ..payable }
}

/// No phrase is longer, however it is written, bytes.
const LONGEST_PHRASE: usize = 4096;

/// This includes a phrase with two words swapped, or with one missing: there is a real one behind it.
fn is_phrase(text: &str) -> bool {
    let is_one = || matches!(Phrase::parse(text), Ok(_) | Err(PhraseError::Checksum));
    text.len() <= LONGEST_PHRASE && (is_one() || Phrase::is_in(text))
}

/// Whether what cannot be paid over Lightning may be paid on the chain. Never what was paid already, or asks for it.
fn leaves_the_chain(error: PayError) -> bool {
    match error {
        PayError::NotAnInvoice
        | PayError::OtherNetwork
        | PayError::Expired
        | PayError::NoRoute
        | PayError::NoMap
        | PayError::Unpayable
        | PayError::TooOld => true,
        PayError::AmountMissing
        | PayError::AmountTooSmall
        | PayError::NotEnough { .. }
        | PayError::TooDear { .. }
        | PayError::AlreadyPaid
        | PayError::OwnInvoice => false,
    }
}
