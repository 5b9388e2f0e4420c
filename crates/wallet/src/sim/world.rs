//! Everything there is: the two nodes, the wire between them, the chain, the cloud, and the accidents.

mod chain;
mod cloud;
mod payer;
mod payments;

use lightning::bitcoin::address::NetworkUnchecked;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::{Address, ScriptBuf, Transaction};
use lightning::events::Event;
use lightning::events::bump_transaction::BumpTransactionEvent;
use lightning::ln::channelmanager::{Bolt11InvoiceParameters, PaymentId, Retry};
use lightning::ln::types::ChannelId;
use lightning::routing::router::RouteParametersConfig;
use lightning_invoice::Bolt11Invoice;

use super::chain::funding;
use super::{Chain, Counterparty, Failed, PEER_SEED, START, now};
use crate::socket::Socket;
use crate::{
    Batch, Broadcast, ChainError, Direction, InvoiceRequest, JournalName, LightningSeed, Network, Notice,
    Outcome, PayError, Peer, PeerLine, Setup, SocketId, StartError, State, Urgency, Wallet, state_of_words,
};

pub use chain::decode;
pub(crate) use chain::script_of;
pub use cloud::{Crash, Sink};
pub(crate) use payer::Payer;
pub(crate) use payments::hash_of;
pub use payments::{
    final_cltv, hints, invoice_beyond_numbers, invoice_of_a_stranger, invoice_of_a_stranger_for, with_hash_of,
};

const WALLET_SEED: [u8; 64] = [0xa1; 64];
const BLOCK_MS: u64 = 600_000;
/// A turn that needs more rounds than this hangs.
const ROUNDS: usize = 4_000;

/// The simulated world.
pub struct World {
    /// The chain that all of them follow.
    pub chain: Chain,
    /// Another chain server of the wallet, if it has two: the same chain, or another one.
    pub second: Option<Chain>,
    /// The other end of the wallet's channels.
    pub peer: Counterparty,
    wallet: Option<Wallet>,
    /// Somebody else with a channel to the other end: the other end cannot buy a channel of itself.
    pub(crate) payer: Option<Payer>,
    /// The state that is durable.
    pub cloud: State,
    /// The journal of this device; another one when the state was restored from elsewhere.
    pub journal: JournalName,
    /// What was durable before each entry, oldest first; not kept when a journal is.
    pub older: Vec<State>,
    /// A journal that makes each entry durable.
    pub sink: Option<Sink>,
    wire: Option<(SocketId, Socket)>,
    /// The wire to the payer, where the payer sells channels as well.
    second_wire: Option<(SocketId, Socket)>,
    next_socket: u64,
    /// Unix milliseconds.
    pub time_ms: u64,
    /// Entries handed out so far.
    pub cuts: u64,
    /// Bytes of those entries.
    pub bytes: u64,
    /// The largest of them.
    pub largest: usize,
    /// The accident to come.
    pub crash: Option<(u64, Crash)>,
    acking_only: bool,
    waiting: Option<Batch>,
    /// Entries are handed out and nothing happens to them.
    pub outage: bool,
    /// The entry from which on nothing happens to entries.
    pub outage_from: Option<u64>,
    /// How often the wallet was restored.
    pub restores: u32,
    /// Funded channels that were closed, on either side.
    pub closed: u32,
    /// What the wallet sent out, after release.
    pub broadcasts: Vec<Broadcast>,
    /// Everything the wallet noticed.
    pub notices: Vec<Notice>,
    /// What the wallet was given without a payment, msat. While it is set, the balance is compared with the history at
    /// every turn.
    pub given: Option<u64>,
    /// Turns at which the history promised more than the balance held.
    pub behind: Vec<String>,
    /// Whether the peer's channels are used unconfirmed.
    pub zero_conf: bool,
    /// The sellers of channels, if that is not the other end alone.
    pub sellers: Option<Vec<Peer>>,
    /// How deep a funding transaction is when the node is told of its confirmation.
    pub funding_depth: u32,
    /// Whether the guard that notices a stale state is on.
    pub guarded: bool,
    funding: Vec<String>,
    /// How the look at the chain went when the process started.
    pub synced: Result<(), ChainError>,
}

impl World {
    /// Two new nodes, not connected.
    pub fn new() -> Result<Self, Failed> {
        Self::with(true)
    }

    /// A world with a wallet of words that were in use before: its state is of the newest format.
    pub fn of_words() -> Result<Self, Failed> {
        let mut world = Self::beginning(state_of_words(Network::Regtest, [5; 16]));
        world.start().map_err(|e| e.to_string())?;
        Ok(world)
    }

    /// Two new nodes, and whether the peer is trusted with unconfirmed channels.
    pub fn with(zero_conf: bool) -> Result<Self, Failed> {
        let mut world = Self::beginning(State::default());
        world.zero_conf = zero_conf;
        world.start().map_err(|e| e.to_string())?;
        Ok(world)
    }

    fn beginning(cloud: State) -> Self {
        let chain = Chain::default();
        let peer = Counterparty::new(PEER_SEED, chain.tip(), 1_700_000_000);
        Self::of(chain, peer, cloud, START)
    }

    /// A world in which the wallet's process has not started yet.
    pub(crate) fn of(chain: Chain, peer: Counterparty, cloud: State, time_ms: u64) -> Self {
        Self {
            chain,
            second: None,
            peer,
            wallet: None,
            payer: None,
            cloud,
            journal: [1; 8],
            older: Vec::new(),
            sink: None,
            wire: None,
            second_wire: None,
            next_socket: 1,
            time_ms,
            cuts: 0,
            bytes: 0,
            largest: 0,
            crash: None,
            acking_only: false,
            waiting: None,
            outage: false,
            outage_from: None,
            restores: 0,
            closed: 0,
            broadcasts: Vec::new(),
            notices: Vec::new(),
            given: None,
            behind: Vec::new(),
            zero_conf: true,
            sellers: None,
            funding_depth: 1,
            guarded: true,
            funding: Vec::new(),
            synced: Ok(()),
        }
    }

    /// The wallet.
    ///
    /// # Panics
    /// While it is dead.
    pub fn wallet(&self) -> &Wallet {
        self.wallet.as_ref().unwrap_or_else(|| panic!("the wallet is dead"))
    }

    fn setup(&self) -> Setup {
        let mut entropy = [0; 32];
        entropy[..4].copy_from_slice(&self.restores.to_be_bytes());
        entropy[7] = 1;
        Setup {
            seed: LightningSeed::from_bip39(WALLET_SEED),
            network: Network::Regtest,
            sellers: self.sellers.clone().unwrap_or_else(|| vec![self.lsp()]),
            entropy,
            tip: Some(self.chain.tip()),
            journal: self.journal,
            now_ms: self.time_ms,
        }
    }

    /// A second reader of what is durable, which looks at nothing else.
    pub fn open_durable(&self) -> Result<Wallet, StartError> {
        Wallet::start(self.setup(), &self.cloud)
    }

    /// Whether what is durable can be used, asked before anything is done with it.
    pub fn check(&self) -> Result<(), StartError> {
        Wallet::check_state(self.setup(), &self.cloud)
    }

    /// Checks the state as a device of another network would.
    pub fn check_on(&self, network: Network) -> Result<(), StartError> {
        Wallet::check_state(Setup { network, ..self.setup() }, &self.cloud)
    }

    /// A process starts from what is durable, and looks at the chain.
    pub fn start(&mut self) -> Result<(), StartError> {
        let wallet = Wallet::start(self.setup(), &self.cloud)?;
        wallet.guard.set_off(!self.guarded);
        self.share_pool();
        wallet.chain.set_funding_depth(self.funding_depth);
        self.synced = self.sync(&wallet).map(|_| ());
        self.wallet = Some(wallet);
        Ok(())
    }

    /// Connect the two nodes.
    pub fn connect(&mut self) -> Result<(), Failed> {
        let (id, first) = self.wallet().connect(self.peer.node_id()).map_err(|e| e.to_string())?;
        let socket = Socket::new(SocketId(self.next_socket));
        self.next_socket += 1;
        self.peer.peers.new_inbound_connection(socket.clone(), None).map_err(|_| "inbound")?;
        let _ = self.peer.peers.read_event(&mut socket.clone(), &first);
        self.wire = Some((id, socket));
        Ok(())
    }

    /// Break the wires.
    pub fn disconnect(&mut self) {
        self.disconnect_payer();
        if let Some((id, socket)) = self.wire.take() {
            if let Some(wallet) = &self.wallet {
                wallet.gone(id);
            }
            if socket.is_open() {
                self.peer.peers.socket_disconnected(&socket);
            }
        }
    }

    /// The process dies.
    pub fn kill(&mut self) {
        self.note();
        self.wallet = None;
        self.disconnect();
    }

    /// A new process on what is durable, connected.
    pub fn restore(&mut self) -> Result<(), Failed> {
        self.restores += 1;
        self.time_ms += 60_000;
        self.start().map_err(|e| format!("start: {e}"))?;
        self.connect()
    }

    fn note(&mut self) {
        let Some(wallet) = &self.wallet else { return };
        if let Some(given) = self.given {
            let (promised, balance) = (promised(wallet, given), wallet.balance().lightning_msat);
            if promised > balance {
                self.behind.push(format!("{promised} in the history, {balance} in the balance"));
            }
        }
        let notices = wallet.take_notices();
        for notice in &notices {
            // A channel whose funding was never sent may be dropped freely.
            if let Notice::ChannelClosed { funding: Some(funding), .. } = notice
                && self.funding.contains(funding)
            {
                self.closed += 1;
            }
        }
        self.notices.extend(notices);
        self.broadcasts.extend(wallet.take_broadcasts());
    }

    fn deliver(&mut self) -> bool {
        let second = self.second_wire.as_ref().map(|(id, _)| *id);
        let Some((id, socket)) = self.wire.clone() else { return false };
        let Some(wallet) = &self.wallet else { return false };
        let mut moved = self.hear_payer(wallet);
        for (to, bytes) in wallet.take_outgoing() {
            moved = true;
            if Some(to) == second {
                self.tell_payer(&bytes);
                continue;
            }
            if self.peer.peers.read_event(&mut socket.clone(), &bytes).is_err() {
                socket.close();
            }
        }
        self.peer.turn();
        let bytes = socket.take_outgoing();
        if !bytes.is_empty() {
            moved = true;
            wallet.received(id, &bytes);
        }
        let dropped = !wallet.take_closed().is_empty();
        if dropped || !socket.is_open() {
            self.disconnect();
            moved = true;
        }
        moved
    }

    /// Run until nothing moves. A wallet that dies is restored.
    pub fn settle(&mut self) -> Result<(), Failed> {
        let mut quiet = 0;
        for _ in 0..ROUNDS {
            quiet = if self.round()? { 0 } else { quiet + 1 };
            // Forwards may become due a turn later.
            if quiet > 3 {
                if std::mem::take(&mut self.acking_only) {
                    self.kill();
                    continue;
                }
                return Ok(());
            }
        }
        Err("it does not settle".to_owned())
    }

    /// Runs until the wallet says so. What it has to send then has not left.
    pub fn settle_until(&mut self, says: impl Fn(&Wallet) -> bool) -> Result<(), Failed> {
        for _ in 0..ROUNDS {
            if self.wallet.as_ref().is_some_and(&says) {
                return Ok(());
            }
            self.round()?;
        }
        Err("it does not come to that".to_owned())
    }

    /// One exchange between everybody; whether anything moved.
    fn round(&mut self) -> Result<bool, Failed> {
        let mut moved = false;
        if self.wallet.is_none() {
            self.restore()?;
            moved = true;
        }
        moved |= self.deliver();
        self.wallet().pump(self.time_ms);
        moved |= self.peer.turn();
        moved |= self.payer_turn();
        self.note();
        moved |= self.cut(Urgency::Normal)?;
        Ok(moved)
    }
}

/// What there must be, if the history is true: what came, without what went or is on its way.
fn promised(wallet: &Wallet, given: u64) -> u64 {
    let (mut came, mut went) = (given, 0);
    for payment in wallet.payments() {
        match (payment.direction, payment.outcome) {
            (Direction::In, Outcome::Done) => came += payment.amount_msat,
            (Direction::Out, Outcome::Done | Outcome::Pending) => {
                went += payment.amount_msat + payment.fee_msat
            }
            _ => {}
        }
    }
    came.saturating_sub(went)
}
