//! States that are kept in the repository, with the counterparty and the chain that belong to them: what one release
//! has written, every later one opens and settles.
//!
//! A file is an encoded [`State`] of these keys:
//!
//! | key | value |
//! | --- | --- |
//! | `wallet` | the wallet's state, encoded |
//! | `time` | Unix ms, big-endian |
//! | `balance` | what the wallet has when everything is settled: in channels, msat, then on-chain before fees, sat, big-endian |
//! | `peer/manager`, `peer/monitor/<n>` | the counterparty, as LDK writes it |
//! | `peer/preimage/<hash>` | the proof of a payment that lies at the counterparty |
//! | `chain/<height>` | a block |

use lightning::bitcoin::consensus::{deserialize, serialize};
use lightning::events::Event;
use lightning::types::payment::PaymentPreimage;
use lightning::util::ser::Writeable;

use super::PEER_SEED;
use super::{Chain, Counterparty, Failed, World};
use crate::history::key_of;
use crate::{Batch, Outcome, State};

/// Something that was kept.
pub struct Golden {
    /// The world as it was: the wallet's process has ended.
    pub world: World,
    /// In channels, msat, when everything is settled.
    pub lightning_msat: u64,
    /// On-chain before fees, sat, when everything is settled.
    pub onchain_sat: u64,
    preimages: Vec<PaymentPreimage>,
}

impl Golden {
    /// What a file holds.
    pub fn read(file: &[u8]) -> Result<Self, Failed> {
        let kept = State::decode(file).map_err(|e| e.to_string())?;
        let value = |key: &str| kept.get(key).ok_or_else(|| format!("{key} is missing"));
        let number = |bytes: &[u8]| bytes.try_into().map(u64::from_be_bytes).map_err(|_| "not a number");
        let blocks: Result<Vec<_>, _> = kept.prefix("chain/").map(|(_, block)| deserialize(block)).collect();
        let time_ms = number(value("time")?)?;
        let monitors: Vec<&[u8]> = kept.prefix("peer/monitor/").map(|(_, monitor)| monitor).collect();
        let now = u32::try_from(time_ms / 1000).map_err(|e| e.to_string())?;
        let peer = Counterparty::read(PEER_SEED, now, value("peer/manager")?, &monitors);
        let state = State::decode(value("wallet")?).map_err(|e| e.to_string())?;
        let (lightning, onchain) = value("balance")?.split_at_checked(8).ok_or("balance")?;
        let preimages = kept.prefix("peer/preimage/").filter_map(|(_, it)| it.try_into().ok());
        Ok(Self {
            world: World::of(
                Chain::of(blocks.map_err(|e| e.to_string())?),
                peer.map_err(|e| format!("{e:?}"))?,
                state,
                time_ms,
            ),
            lightning_msat: number(lightning)?,
            onchain_sat: number(onchain)?,
            preimages: preimages.map(PaymentPreimage).collect(),
        })
    }

    /// The counterparty takes the payments that lie with it.
    pub fn peer_claims(&mut self) {
        for preimage in self.preimages.drain(..) {
            self.world.peer.manager.claim_funds(preimage);
        }
    }
}

/// The world as a file. The wallet's process ends.
fn freeze(world: &mut World, lightning_msat: u64, onchain_sat: u64) -> Result<Vec<u8>, Failed> {
    world.kill();
    let mut batch = Batch::new();
    batch.put("wallet", world.cloud.encode().map_err(|e| e.to_string())?);
    batch.put("time", world.time_ms.to_be_bytes());
    batch.put("balance", [lightning_msat.to_be_bytes(), onchain_sat.to_be_bytes()].concat());
    batch.put("peer/manager", world.peer.manager.encode());
    for (index, channel) in world.peer.monitors.list_monitors().into_iter().enumerate() {
        let monitor = world.peer.monitors.get_monitor(channel).map_err(|()| "no monitor")?;
        batch.put(format!("peer/monitor/{index}"), monitor.encode());
    }
    for event in &*world.peer.events.borrow() {
        if let Event::PaymentClaimable { payment_hash, purpose, .. } = event
            && let Some(preimage) = purpose.preimage()
            && !world.peer.has_claimed(&key_of(*payment_hash))
        {
            batch.put(format!("peer/preimage/{}", key_of(*payment_hash)), preimage.0);
        }
    }
    for (index, block) in world.chain.blocks().iter().enumerate() {
        batch.put(format!("chain/{:06}", index + 1), serialize(block));
    }
    let mut file = State::new();
    file.apply(&batch);
    file.encode().map_err(|e| e.to_string())
}

const GIVEN_MSAT: u64 = 40_000_000;
const COINS_SAT: u64 = 50_000;

/// A wallet in the middle of its life: a channel that was used both ways, one payment on its way out and one on its way
/// in, an unpaid invoice, and coins on-chain. `world`: one in which nothing has happened yet.
pub fn in_use(world: World) -> Result<Vec<u8>, Failed> {
    let mut world = super::opened_in(world, 4)?;
    let address = world.wallet().address();
    world.fund(&address, COINS_SAT)?;
    world.settle()?;
    world.peer.holding.set(true);
    let bolt11 = world.peer_invoice(Some(1_000_000))?;
    world.wallet().pay(&bolt11, None, world.time_ms).map_err(|e| e.to_string())?;
    world.settle()?;
    let _unpaid = world.invoice(Some(7_000_000))?;
    let invoice = world.invoice(Some(2_000_000))?;
    world.flush()?;
    world.outage = true;
    world.peer_pays(&invoice.bolt11)?;
    world.settle()?;
    let coming =
        |world: &World| world.wallet().channels.list().iter().any(|c| !c.pending_inbound_htlcs.is_empty());
    while !coming(&world) {
        if !world.write_waiting() {
            return Err("the payment did not come".to_owned());
        }
        world.settle()?;
    }
    if world.wallet().payments().iter().any(|p| p.hash == invoice.hash && p.outcome == Outcome::Done) {
        return Err("the payment is there already".to_owned());
    }
    // 3,000 and 1,500 out, 2,000 and 4,000 in; then 1,000 out and 2,000 in.
    freeze(&mut world, GIVEN_MSAT + 2_500_000, COINS_SAT)
}

/// A wallet whose only channel was closed by the counterparty; what is the wallet's is on its way to its own address.
/// `world`: as above.
pub fn closing(world: World) -> Result<Vec<u8>, Failed> {
    let mut world = super::opened_in(world, 2)?;
    let commitment = world.peer_closes_alone()?;
    world.mine(vec![commitment])?;
    for _ in 0..3 {
        world.mine(vec![])?;
        world.settle()?;
    }
    world.flush()?;
    freeze(&mut world, 0, 39_000)
}
