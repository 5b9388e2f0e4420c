//! The first receive: there is no channel, somebody pays, the provider opens one and keeps its fee back.

use super::scenario::{judge, reopen};
use super::{Crash, Failed, Matrix, World};
use crate::{InvoiceRequest, OpeningError, OpeningInvoice, Outcome, Payment};

/// The amount that is asked for, msat.
pub const FIRST_MSAT: u64 = 100_000_000;
/// Half a percent of it.
const FEE_MSAT: u64 = 500_000;
const SECOND_MSAT: u64 = 30_000_000;
const OUT_MSAT: u64 = 7_000_000;

/// How the purchase ended, after everything was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Journal entries handed out until the channel has confirmed.
    pub cuts: u64,
    /// Those of them that the invoice waited for.
    pub before_the_invoice: u64,
    /// Bytes of all of them.
    pub bytes: u64,
    /// How often the wallet was restored.
    pub restores: u32,
    /// Attempts of the payer that failed; each may be made again.
    pub failed_attempts: usize,
    /// Channels that were paid for on the chain.
    pub channels: usize,
    /// The first payment as the history has it.
    pub first: Payment,
}

/// Ask for money that needs a channel, until there is an invoice that may be shown: made and durable.
pub fn buying(
    world: &mut World,
    amount_msat: Option<u64>,
) -> Result<Result<OpeningInvoice, OpeningError>, Failed> {
    let request = || InvoiceRequest { amount_msat, note: "a coffee".to_owned(), expiry_secs: 36_000 };
    for _ in 0..6 {
        let before = world.restores;
        let id = match world.wallet().begin_opening(request(), world.time_ms) {
            Ok(id) => id,
            Err(error) => return Ok(Err(error)),
        };
        world.settle()?;
        if world.restores != before {
            continue;
        }
        let Some(ended) = world.wallet().take_opening(id) else {
            // No provider answers; time goes by.
            world.time_ms += 20_000;
            world.settle()?;
            return world.wallet().take_opening(id).ok_or_else(|| "it never ends".to_owned());
        };
        let Ok(bought) = ended else { return Ok(ended) };
        world.flush()?;
        if world.restores == before && world.wallet().is_invoice_saved(&bought.invoice.hash) {
            return Ok(Ok(bought));
        }
    }
    Err("no invoice was made".to_owned())
}

/// The payer pays, again when an attempt came back, until the money is there.
pub fn first_receive(
    world: &mut World,
    bolt11: &str,
    hash: &str,
    msat: Option<u64>,
) -> Result<Payment, Failed> {
    for _ in 0..6 {
        world.payer_pays(bolt11, msat)?;
        world.settle()?;
        let payment = world.wallet().payments().into_iter().find(|p| p.hash == hash);
        let done = payment.filter(|p| p.outcome == Outcome::Done);
        if let Some(payment) = done.filter(|_| world.payer_has_proof(hash)) {
            return Ok(payment);
        }
    }
    let (ours, theirs) = (world.wallet().log_lines(), world.peer.log.lines());
    Err(format!(
        "the payment did not come: {:?} {:?} {:?}",
        world.wallet().payments(),
        ours.last(),
        theirs.last()
    ))
}

/// Buy a channel with the first payment, with one accident somewhere; then the judges of
/// [`run`](super::run): balances exact on both sides, every payment once in the history, no funded channel closed,
/// nothing foreign broadcast, the channel usable both ways, the durable state opens.
pub fn purchase(crash: Option<(u64, Crash)>) -> Result<Purchase, Failed> {
    let mut world = World::with_payer()?;
    world.connect()?;
    world.settle()?;
    world.given = Some(0);
    let (began, bytes) = (world.cuts, world.bytes);
    world.crash = crash.map(|(at, how)| (began + at, how));
    let bought = buying(&mut world, Some(FIRST_MSAT))?.map_err(|e| e.to_string())?;
    if bought.fee_msat != Some(FEE_MSAT) {
        return Err(format!("the fee is {:?}", bought.fee_msat));
    }
    let before_the_invoice = world.cuts - began;
    let hash = bought.invoice.hash;
    let first = first_receive(&mut world, &bought.invoice.bolt11, &hash, None)?;
    if (first.amount_msat, first.fee_msat) != (FIRST_MSAT - FEE_MSAT, FEE_MSAT) {
        return Err(format!("{first:?}"));
    }
    let mut expected = FIRST_MSAT - FEE_MSAT;
    world.settle()?;
    judge(&world, expected, 0)?;
    let channels = world.mine_bought()?;
    judge(&world, expected, 0)?;
    let (cuts, bytes) = (world.cuts - began, world.bytes - bytes);
    // Usable afterwards, both ways, and without a fee.
    let plain = world.invoice(Some(SECOND_MSAT))?;
    let second = first_receive(&mut world, &plain.bolt11, &plain.hash, None)?;
    if (second.amount_msat, second.fee_msat) != (SECOND_MSAT, 0) {
        return Err(format!("{second:?}"));
    }
    expected += SECOND_MSAT;
    if !world.pay(true, OUT_MSAT)? {
        return Err("the channel cannot be used afterwards".to_owned());
    }
    expected -= OUT_MSAT;
    world.settle()?;
    judge(&world, expected, 0)?;
    world.flush()?;
    reopen(&world, expected)?;
    let failed_attempts = world.payer_failures(&hash);
    Ok(Purchase {
        cuts,
        before_the_invoice,
        bytes,
        restores: world.restores,
        failed_attempts,
        channels,
        first,
    })
}

/// Kill at every cut of a purchase.
pub fn buying_matrix(how: Crash) -> Result<Matrix, Failed> {
    let base = purchase(None)?;
    let mut matrix = Matrix { cuts: base.cuts, ..Matrix::default() };
    for at in 1..=base.cuts {
        match purchase(Some((at, how))) {
            Ok(_) => matrix.fine += 1,
            Err(why) => matrix.broken.push(format!("{how:?} at {at}: {why}")),
        }
    }
    Ok(matrix)
}
