//! A channel that closes, with all that the peer, the chain and the wallet's process do until all of it is buried.

use std::collections::BTreeSet;

use lifeboat_wallet::sim::{Crash, World, opened};
use lifeboat_wallet::{Batch, CloseWay, Op, Outcome, Urgency};
use lightning::bitcoin::absolute::LockTime;
use lightning::bitcoin::{OutPoint, Transaction};

/// How the channel ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closing {
    /// Both sides agree, as soon as a payment under way has arrived.
    Together,
    /// By our own commitment, with a payment under way in each direction.
    ByUs,
    /// By the peer's commitment, with the same payments.
    ByPeer,
    /// By an older commitment of the peer, with a payment in it that has been settled since.
    Revoked,
}

impl Closing {
    /// What comes home at least, sat, before what the wallet pays for that: its coin, and of the channel what
    /// is its own.
    pub(super) fn ours_sat(self) -> u64 {
        match self {
            Self::Together => COIN_SAT + 24_000,
            // What it has taken, and what was not taken from it.
            Self::ByUs | Self::ByPeer => COIN_SAT + 24_000 + 12_000 + 15_000,
            // All of it, but for the commitment's own fee and its anchors.
            Self::Revoked => COIN_SAT + CHANNEL_SAT - 1_000,
        }
    }

    /// Until everything has ripened, was swept, and the sweep is buried.
    pub(super) fn blocks(self) -> u32 {
        match self {
            Self::Together | Self::Revoked => 30,
            // The time of a payment.
            Self::ByPeer => 90,
            // And the delay of what came back.
            Self::ByUs => 240,
        }
    }
}

/// What the drive does with a cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Drive {
    Sound,
    /// It keeps no whole monitor any more, as if each were a repetition.
    SkipsMonitors,
}

/// How it ended.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    /// What came home, and what bringing it there has cost.
    pub(super) gross_sat: u64,
    fees_sat: u64,
    /// By their hashes: whether they have arrived, and how much.
    payments: Vec<(String, bool, u64)>,
}

impl Ended {
    /// To the satoshi, but for what the sweeps cost: outputs that are found at other times are swept in one
    /// transaction or in two.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.gross_sat == other.gross_sat
            && self.fees_sat.abs_diff(other.fees_sat) <= 2 * SWEEP_SAT
            && self.payments == other.payments
    }
}

const COIN_SAT: u64 = 70_000;
const CHANNEL_SAT: u64 = 200_000;
/// What one more sweep costs.
const SWEEP_SAT: u64 = 200;

pub(super) struct Life {
    pub(super) world: World,
    closing: Closing,
    drive: Drive,
    pub(super) channel: String,
    /// What the peer has sent itself: it stands first in the next block.
    sent: Vec<Transaction>,
    spent: BTreeSet<OutPoint>,
    fees_sat: u64,
}

impl Life {
    pub(super) fn begin(closing: Closing, drive: Drive) -> Self {
        let mut world = opened(2).unwrap();
        let address = world.wallet().address();
        world.fund(&address, COIN_SAT).unwrap();
        world.look().unwrap();
        world.peer.holds(true);
        let bolt11 = world.peer_invoice(Some(15_000_000)).unwrap();
        world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
        world.settle().unwrap();
        let mut sent = Vec::new();
        match closing {
            Closing::Together => {}
            Closing::ByUs | Closing::ByPeer => claim_unheard(&mut world),
            Closing::Revoked => {
                sent.extend(world.peer.commitment());
                world.peer_claims();
                world.settle().unwrap();
                assert!(world.pay(false, 2_000_000).unwrap() && world.pay(true, 1_000_000).unwrap());
            }
        }
        // The payments have some hours left.
        for _ in 0..world.expiry_under_way().map_or(0, |at| at - world.wallet().height() - 60) {
            world.mine_unseen(vec![]).unwrap();
        }
        world.look().unwrap();
        world.flush_alone();
        if closing != Closing::Together {
            world.disconnect();
        }
        let channel = world.wallet().channels()[0].id.clone();
        world.cuts = 0;
        Self { world, closing, drive, channel, sent, spent: BTreeSet::new(), fees_sat: 0 }
    }

    /// Until the closing is under way, whatever dies in between.
    pub(super) fn close(&mut self) {
        match self.closing {
            Closing::Together => {
                for _ in 0..6 {
                    if self.world.wallet().channels().is_empty() {
                        break;
                    }
                    // Refused when it is under way already.
                    let _ = self.world.wallet().close(&self.channel, CloseWay::Together);
                    self.world.settle().unwrap();
                    self.world.peer_claims();
                    self.world.settle().unwrap();
                }
                assert!(self.world.wallet().channels().is_empty(), "it does not close");
                self.world.disconnect();
            }
            Closing::ByUs => {
                for _ in 0..3 {
                    // Refused when it is closed already.
                    let _ = self.world.wallet().close(&self.channel, CloseWay::Alone);
                    self.live();
                }
            }
            Closing::ByPeer => self.sent.push(self.world.peer_closes_alone().unwrap()),
            Closing::Revoked => {}
        }
    }

    /// A block with everything that may be in it, seen by the peer. Whether that was anything.
    pub(super) fn mine(&mut self) -> bool {
        let height = self.world.chain.tip().height + 1;
        self.world.share_pool();
        let mut pool = std::mem::take(&mut self.sent);
        pool.extend(self.world.unmined());
        pool.extend(self.world.chain.waiting_transactions());
        let mut block: Vec<Transaction> = Vec::new();
        for tx in pool {
            let is_there = |spent: &OutPoint| {
                !self.spent.contains(spent)
                    && (self.world.chain.raw(&spent.txid.to_string()).is_some()
                        || block.iter().any(|earlier| earlier.compute_txid() == spent.txid))
            };
            let may = match tx.lock_time {
                LockTime::Blocks(at) => at.to_consensus_u32() < height,
                LockTime::Seconds(_) => true,
            };
            if may && tx.input.iter().all(|input| is_there(&input.previous_output)) {
                self.spent.extend(tx.input.iter().map(|input| input.previous_output));
                self.fees_sat += self.fee_sat(&tx, &block);
                block.push(tx);
            }
        }
        let any = !block.is_empty();
        self.world.mine_unseen(block).unwrap();
        any
    }

    /// What a transaction pays; what closes the channel is paid for by the peer.
    fn fee_sat(&self, tx: &Transaction, block: &[Transaction]) -> u64 {
        let spent = tx.input.iter().map(|input| {
            let OutPoint { txid, vout } = input.previous_output;
            let mined = self.world.chain.raw(&txid.to_string());
            let from = mined.or_else(|| block.iter().find(|tx| tx.compute_txid() == txid).cloned()).unwrap();
            from.output[usize::try_from(vout).unwrap()].value.to_sat()
        });
        match spent.sum::<u64>() {
            CHANNEL_SAT => 0,
            spent => spent - tx.output.iter().map(|output| output.value.to_sat()).sum::<u64>(),
        }
    }

    /// The process looks at the chain, sends what it may, and writes what is due.
    pub(super) fn live(&mut self) {
        self.world.look().unwrap();
        self.send();
        while let Some(cut) = self.world.wallet().next_cut(self.world.time_ms, Urgency::Normal) {
            self.world.cuts += 1;
            match self.world.crash {
                Some((at, how)) if at == self.world.cuts => {
                    if how == Crash::Durable {
                        self.keep(cut);
                    }
                    self.start_again();
                }
                _ => {
                    self.keep(cut);
                    self.world.wallet().cut_durable();
                    self.world.wallet().pump(self.world.time_ms);
                }
            }
            self.send();
        }
    }

    fn keep(&mut self, mut cut: Batch) {
        if self.drive == Drive::SkipsMonitors {
            cut.ops.retain(|op| match op {
                Op::Put { key, .. } => !key.starts_with("monitor/"),
                Op::Delete { key } => !key.starts_with("update/"),
            });
        }
        self.world.cloud.apply(&cut);
    }

    fn start_again(&mut self) {
        self.world.kill();
        self.world.start().unwrap();
        self.world.look().unwrap();
    }

    fn send(&mut self) {
        self.world.wallet().release_held();
        let sent = self.world.wallet().take_broadcasts();
        self.world.broadcasts.extend(sent);
    }

    pub(super) fn end(mut self) -> Ended {
        self.world.flush_alone();
        let wallet = self.world.wallet();
        let balance = wallet.balance();
        assert_eq!((balance.lightning_msat, balance.closing_sat), (0, 0), "something has not come home");
        assert!(wallet.channels().is_empty() && !wallet.is_stale());
        assert_eq!(wallet.closed_channels().len(), 1);
        let ours: Vec<String> = self.world.broadcasts.iter().map(|sent| sent.txid.clone()).collect();
        assert!(!ours.iter().any(|txid| self.world.peer_judges(txid)), "the peer takes what is ours");
        // LDK does not remember over a start that it has tried already, and gives another reason for a failure.
        let seen = wallet.payments().into_iter();
        let mut payments: Vec<_> =
            seen.map(|it| (it.hash, it.outcome == Outcome::Done, it.amount_msat)).collect();
        payments.sort();
        // A fresh reader of what is durable sees the same.
        let again = self.world.open_durable().unwrap();
        assert_eq!(again.balance().onchain_sat, balance.onchain_sat);
        let fees_sat = self.fees_sat;
        Ended { gross_sat: balance.onchain_sat + fees_sat, fees_sat, payments }
    }
}

/// Takes a payment whose payer does not learn of it.
fn claim_unheard(world: &mut World) {
    let invoice = world.invoice(Some(12_000_000)).unwrap();
    world.outage = true;
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    while !world.wallet().payments().iter().any(|it| it.hash == invoice.hash) {
        assert!(world.write_waiting(), "it does not come");
        world.settle().unwrap();
    }
    world.disconnect();
    world.outage = false;
    world.write_waiting();
    world.wallet().pump(world.time_ms);
    world.flush_alone();
    let came = world.wallet().payments().into_iter().find(|it| it.hash == invoice.hash).unwrap();
    assert_eq!(came.outcome, Outcome::Done);
}
