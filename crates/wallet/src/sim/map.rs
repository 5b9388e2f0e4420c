//! Maps of made-up networks: snapshots of Rapid Gossip Sync, format 1, as a server would make them.

use lightning::bitcoin::constants::ChainHash;
use lightning::util::ser::{BigSize, Writeable};

use crate::Network;

/// One public channel of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapChannel {
    /// Short channel id (BOLT 7).
    pub scid: u64,
    /// Its two ends, as positions in the map's list of nodes.
    pub between: (usize, usize),
    /// What both ends ask for forwarding: msat, and millionths of the amount.
    pub fee: (u32, u32),
    /// The most that one payment may carry, msat.
    pub most_msat: u64,
}

/// A map of the network, to be written as a snapshot.
#[derive(Clone, Debug)]
pub struct Map {
    /// The network that the map is of.
    pub network: Network,
    /// When it was made, Unix seconds.
    pub made: u32,
    /// The public keys of the nodes.
    pub nodes: Vec<[u8; 33]>,
    /// The channels, by rising number.
    pub channels: Vec<MapChannel>,
}

/// Blocks that every end of a channel asks for: as LDK's nodes do, and so those of the simulation.
const CLTV_DELTA: u16 = 72;
const LEAST_MSAT: u64 = 1;
/// The flags of an update that says everything that can differ here: base fee, rate, and the most of one payment.
const SAYS: u8 = 0b0001_1100;

impl Map {
    /// The map as a server would send it.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = b"LDK\x01".to_vec();
        out.extend(ChainHash::using_genesis_block(self.network).to_bytes());
        put(&mut out, &self.made);
        put(&mut out, &count(self.nodes.len()));
        self.nodes.iter().for_each(|node| out.extend(node));
        put(&mut out, &count(self.channels.len()));
        let mut before = 0;
        for channel in &self.channels {
            // No features.
            put(&mut out, &0u16);
            put(&mut out, &BigSize(channel.scid - before));
            put(&mut out, &BigSize(channel.between.0 as u64));
            put(&mut out, &BigSize(channel.between.1 as u64));
            before = channel.scid;
        }
        put(&mut out, &count(self.channels.len() * 2));
        if !self.channels.is_empty() {
            put(&mut out, &CLTV_DELTA);
            put(&mut out, &LEAST_MSAT);
            put(&mut out, &0u32);
            put(&mut out, &0u32);
            put(&mut out, &0u64);
        }
        let mut before = 0;
        for channel in &self.channels {
            for direction in [0u8, 1] {
                put(&mut out, &BigSize(channel.scid - before));
                before = channel.scid;
                put(&mut out, &(SAYS | direction));
                put(&mut out, &channel.fee.0);
                put(&mut out, &channel.fee.1);
                put(&mut out, &channel.most_msat);
            }
        }
        out
    }

    /// A network with this many channels: a ring, so that there is a way from each node to every other, and chords
    /// across it. Always the same one for the same number.
    pub fn of_size(channels: usize, network: Network, made: u32) -> Map {
        let nodes: Vec<[u8; 33]> = (0..(channels / 4).max(3)).map(key).collect();
        let mut random = 1u64;
        let mut next = || {
            // Numerical Recipes' generator: good enough to scatter.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            random >> 33
        };
        let count = nodes.len();
        let channels = (0..channels)
            .map(|at| {
                let from = at % count;
                let reach = if at < count { 1 } else { 2 + next() as usize % (count - 2) };
                let to = (from + reach) % count;
                let to = if to == from { (to + 1) % count } else { to };
                MapChannel {
                    scid: ((at as u64 / 3 + 1) << 40) | ((at as u64 % 3) << 16),
                    between: (from.min(to), from.max(to)),
                    fee: (next() as u32 % 2_000, next() as u32 % 1_000),
                    most_msat: 1_000_000 * (1 + next() % 1_000_000),
                }
            })
            .collect();
        Map { network, made, nodes, channels }
    }
}

fn put(out: &mut Vec<u8>, value: &impl Writeable) {
    out.extend(value.encode());
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

/// Something of the length of a key. The map is not asked whether its keys are points.
fn key(at: usize) -> [u8; 33] {
    let mut key = [2; 33];
    key[1..9].copy_from_slice(&(at as u64).to_be_bytes());
    key
}
