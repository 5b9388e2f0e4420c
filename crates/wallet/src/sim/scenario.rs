//! The scenarios that tests, benches and the browser run.

use super::world::hash_of;
use super::{Crash, Failed, World};
use crate::{CloseReason, Direction, Notice, Outcome, State, Wallet};

/// Four payments in both directions: out?, msat.
const SCRIPT: [(bool, u64); 4] =
    [(true, 3_000_000), (false, 2_000_000), (true, 1_500_000), (false, 4_000_000)];
const PUSH_MSAT: u64 = 40_000_000;
const SATS: u64 = 200_000;

/// How a run ended, after everything was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Journal entries handed out.
    pub cuts: u64,
    /// The bytes of all of them together.
    pub bytes: u64,
    /// The largest of them.
    pub largest: usize,
    /// Bytes of the state at the end.
    pub stored: usize,
    /// The wallet's money at the end, msat.
    pub wallet_msat: u64,
    /// How often the wallet was restored.
    pub restores: u32,
}

/// Open a channel, pay four times in both directions, with one accident somewhere; then the judges: no funded channel
/// closed, nothing broadcast that is not the funding, every balance exact, each payment once in the history, the
/// channel usable both ways, and the durable state opens.
pub fn run(crash: Option<(u64, Crash)>, zero_conf: bool) -> Result<Report, Failed> {
    let mut world = World::with(zero_conf)?;
    world.crash = crash;
    world.connect()?;
    world.settle()?;
    world.open(SATS, PUSH_MSAT)?;
    world.given = Some(PUSH_MSAT);
    let mut expected = PUSH_MSAT;
    for (out, msat) in SCRIPT {
        if world.pay(out, msat)? {
            expected = if out { expected - msat } else { expected + msat };
        }
    }
    world.settle()?;
    let cuts = world.cuts;
    judge(&world, expected, PUSH_MSAT)?;
    // Usable afterwards, both ways.
    for (out, msat) in [(true, 700_000), (false, 900_000)] {
        if !world.pay(out, msat)? {
            return Err("the channel cannot be used afterwards".to_owned());
        }
        expected = if out { expected - msat } else { expected + msat };
    }
    judge(&world, expected, PUSH_MSAT)?;
    world.flush()?;
    reopen(&world, expected)?;
    Ok(Report {
        cuts,
        bytes: world.bytes,
        largest: world.largest,
        stored: world.cloud.size(),
        wallet_msat: expected,
        restores: world.restores,
    })
}

pub(super) fn judge(world: &World, expected: u64, given: u64) -> Result<(), Failed> {
    let closed = world.closed + world.peer.closed.get();
    if closed != 0 {
        let why: Vec<&CloseReason> = world
            .notices
            .iter()
            .filter_map(|n| match n {
                Notice::ChannelClosed { why, .. } => Some(why),
                _ => None,
            })
            .collect();
        return Err(format!("{closed} channels closed: {why:?}"));
    }
    if let Some(when) = world.behind.first() {
        return Err(format!("{} times: {when}", world.behind.len()));
    }
    let foreign = world.foreign_broadcasts();
    if !foreign.is_empty() {
        return Err(format!("broadcast: {foreign:?}"));
    }
    let wallet = world.wallet().balance().lightning_msat;
    if wallet != expected {
        return Err(format!("the wallet has {wallet} instead of {expected}"));
    }
    let peer = world.peer.wallets_msat(world.wallet().node_id());
    if peer != expected {
        return Err(format!("the peer believes in {peer} instead of {expected}"));
    }
    // The ledger: every payment counted once, whatever events came twice.
    let payments = world.wallet().payments();
    let done = payments.iter().filter(|p| p.outcome == Outcome::Done);
    let (came, went) = done.fold((given, 0), |(came, went), p| match p.direction {
        Direction::In => (came + p.amount_msat, went),
        Direction::Out => (came, went + p.amount_msat + p.fee_msat),
    });
    let ledger = came.saturating_sub(went);
    if ledger != expected {
        return Err(format!("the history adds up to {ledger} instead of {expected}"));
    }
    let pending = world.wallet().payments().iter().filter(|p| p.outcome == Outcome::Pending).count();
    if pending != 0 {
        return Err(format!("{pending} payments still pending"));
    }
    Ok(())
}

/// A fresh reader of the durable state sees the same money and the same history.
pub(super) fn reopen(world: &World, expected: u64) -> Result<(), Failed> {
    let seen: Vec<_> =
        world.wallet().payments().into_iter().map(|p| (p.hash, p.outcome, p.amount_msat)).collect();
    let again = world.open_durable().map_err(|e| format!("reopen: {e}"))?;
    let balance = again.balance().lightning_msat;
    let found: Vec<_> = again.payments().into_iter().map(|p| (p.hash, p.outcome, p.amount_msat)).collect();
    if balance != expected || found != seen {
        return Err(format!("reopened: {balance} instead of {expected}, {} payments", found.len()));
    }
    Ok(())
}

/// The outcome of every cut times one kind of accident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// Entries of the scenario without an accident.
    pub cuts: u64,
    /// Accidents after which every judge was content.
    pub fine: u64,
    /// The others: which, and why.
    pub broken: Vec<String>,
}

/// Kill at every cut.
pub fn crash_matrix(how: Crash, zero_conf: bool) -> Result<Matrix, Failed> {
    let base = run(None, zero_conf)?;
    let mut matrix = Matrix { cuts: base.cuts, ..Matrix::default() };
    for at in 1..=base.cuts {
        match run(Some((at, how)), zero_conf) {
            Ok(_) => matrix.fine += 1,
            Err(why) => matrix.broken.push(format!("{how:?} at {at}: {why}")),
        }
    }
    Ok(matrix)
}

/// A world with an open channel of 200 000 sat, 40 000 of them the wallet's, and this many payments behind
/// it.
pub fn opened(payments: usize) -> Result<World, Failed> {
    opened_in(World::new()?, payments)
}

/// Opens a channel in a world in which nothing has happened yet.
pub fn opened_in(mut world: World, payments: usize) -> Result<World, Failed> {
    world.connect()?;
    world.settle()?;
    world.open(SATS, PUSH_MSAT)?;
    for (out, msat) in SCRIPT.iter().cycle().take(payments) {
        world.pay(*out, *msat)?;
    }
    Ok(world)
}

/// A world without channels whose wallet has one coin of this many sat, everything durable.
pub fn funded(sat: u64) -> Result<World, Failed> {
    let mut world = World::new()?;
    let address = world.wallet().address();
    world.mine(vec![])?;
    world.fund(&address, sat)?;
    world.look()?;
    world.flush_alone();
    Ok(world)
}

/// What became of a wallet that was started from an old state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// Whether the wallet noticed before LDK did.
    pub noticed: bool,
    /// What was broadcast or is held.
    pub broadcasts: Vec<String>,
    /// Channels that were closed.
    pub closed: u32,
}

/// Restores a state that is this many entries old, and connects. `guarded` as the product is; without the guard
/// LDK panics.
pub fn stale(payments: usize, behind: usize, guarded: bool) -> Result<Stale, Failed> {
    let mut world = opened(payments)?;
    let old: State = world.older.iter().rev().nth(behind - 1).cloned().ok_or("not that old")?;
    world.kill();
    world.cloud = old;
    world.guarded = guarded;
    world.settle()?;
    Ok(Stale {
        noticed: world.wallet().is_stale(),
        broadcasts: world.foreign_broadcasts(),
        closed: world.closed + world.peer.closed.get(),
    })
}

/// What happened while the cloud did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The payee saw the payment although nothing could be made durable.
    pub left: bool,
    /// Whether the payment completed when the cloud was back.
    pub completed: bool,
}

/// The cloud is gone when a payment is made, and comes back.
pub fn outage() -> Result<Outage, Failed> {
    let mut world = opened(0)?;
    let bolt11 = world.peer_invoice(Some(1_000_000))?;
    let hash = hash_of(&bolt11)?;
    world.outage = true;
    world.wallet().pay(&bolt11, None, world.time_ms).map_err(|e| e.to_string())?;
    world.settle()?;
    let left = world.peer.has_claimed(&hash) || world.peer.has_htlc(&hash);
    world.outage = false;
    if !world.write_waiting() {
        return Err("nothing was waiting".to_owned());
    }
    world.settle()?;
    let done = world.wallet().payments().iter().any(|p| p.hash == hash && p.outcome == Outcome::Done);
    Ok(Outage { left, completed: done && world.peer.has_claimed(&hash) })
}

/// Cloud writes of one payment, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writes {
    /// Until the payer holds the proof (out), or the money is ours (in).
    pub awaited: u64,
    /// Until nothing is pending.
    pub all: u64,
    /// The bytes of all of them together.
    pub bytes: u64,
    /// What was written later because nothing waited for it: entries and their keys.
    pub later: Vec<Vec<String>>,
}

/// Count the writes of one payment in a used channel.
pub fn writes_per_payment(out: bool) -> Result<Writes, Failed> {
    let mut world = opened(2)?;
    let (cuts, bytes) = (world.cuts, world.bytes);
    world.outage = true;
    let hash = if out {
        let bolt11 = world.peer_invoice(Some(1_000_000))?;
        world.wallet().pay(&bolt11, None, world.time_ms).map_err(|e| e.to_string())?
    } else {
        let invoice = world.invoice(Some(1_000_000))?;
        world.peer_pays(&invoice.bolt11)?;
        invoice.hash
    };
    let is_done =
        |wallet: &Wallet| wallet.payments().iter().any(|p| p.hash == hash && p.outcome == Outcome::Done);
    let (mut written, mut awaited) = (0, None);
    loop {
        world.settle()?;
        if awaited.is_none() && is_done(world.wallet()) {
            awaited = Some(written);
        }
        if !world.write_waiting() {
            break;
        }
        written += 1;
    }
    let awaited = awaited.ok_or("the payment did not complete")?;
    let (all, bytes) = (world.cuts - cuts, world.bytes - bytes);
    let mut later = Vec::new();
    for _ in 0..3 {
        world.time_ms += 60_000;
        world.settle()?;
        later.extend(world.waiting_keys());
        world.write_waiting();
    }
    Ok(Writes { awaited, all, bytes, later })
}
