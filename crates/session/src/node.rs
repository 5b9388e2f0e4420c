//! The loop around the node: bytes in, bytes out, cuts into the journal, a look at the chain from time to time.

mod receiving;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::{AppendError, Journal, Mirror, Trouble};
use lifeboat_cloud::DriveError;
use lifeboat_messages::{Fault, Link, Network, Problem};
use lifeboat_wallet::{DearSweep, Peer, SocketId, Urgency, Wallet};

use crate::asking::Asking;
use crate::chain_clock::ChainClock;
use crate::config::Config;
use crate::device::Device;
use crate::fetch::ChainServers;
use crate::host::{Host, Socket, SocketEvent};
use crate::looks::{Looks, Verdict};
use crate::problem;

mod waits;

const TICK_MS: u64 = 1_000;
/// How often a device at rest asks the drive whether another one took over: one request.
const LOOK_EVERY_MS: u64 = 30_000;
/// How long a second copy is waited for before a channel is closed.
const SECOND_MS: u64 = 10_000;
const RECONNECT_MS: u64 = 1_000;
const RECONNECT_MOST_MS: u64 = 30_000;
/// What the user has to mend may have been mended elsewhere, such as room made in the cloud.
const RESUME_MS: u64 = 30_000;
/// A peer that has offered a payment must not wait for a drive that is down for minutes (docs/journal.md).
const DISCONNECT_AFTER_MS: u64 = 60_000;

/// What the loop tells the session.
pub enum News {
    /// Something the user may see has changed.
    Changed,
    /// The journal says that another device went on; the node has stopped.
    Fenced,
    /// A peer has proved that our state is old. Nothing of it is used or kept any more; the chain is watched on, so that a
    /// commitment that the peer has revoked is punished.
    Stale,
    /// The node has stopped, for good: what it did cannot be kept.
    Stopped(Problem),
}

/// A running node.
pub struct Node {
    host: Rc<dyn Host>,
    wallet: Wallet,
    journal: Journal,
    peer: Peer,
    bridge: String,
    chain: ChainServers,
    /// Whether the peer sells channels by LSPS2.
    lsps2: bool,
    channel_request: Option<String>,
    poll_ms: u64,
    network: Network,
    tell: Rc<dyn Fn(News)>,
    sockets: RefCell<BTreeMap<SocketId, Box<dyn Socket>>>,
    /// Bytes for a socket that is not open yet.
    waiting: RefCell<BTreeMap<SocketId, Vec<u8>>>,
    open: RefCell<Vec<SocketId>>,
    writing: Cell<bool>,
    waiting_since: Cell<Option<u64>>,
    paused_at: Cell<Option<u64>>,
    flush: Cell<bool>,
    stopped: Cell<bool>,
    /// The state is old, and the chain all that is looked at.
    watches_only: Cell<bool>,
    fault: RefCell<Option<Fault>>,
    /// The newest of what the wallet itself waits for, with since when.
    waits: RefCell<Option<Fault>>,
    retry_ms: Cell<u64>,
    dial_at: Cell<u64>,
    sync_at: Cell<u64>,
    syncing: Cell<bool>,
    looks: Looks,
    shown: Cell<u64>,
    /// When to ask the drive whether another device went on.
    look_at: Cell<u64>,
    /// When to ask whose the head is, while own commitment transactions wait for that.
    head: Asking,
    /// The second copy, while it is followed.
    second: Rc<dyn Fn() -> Option<Mirror>>,
}

impl Node {
    /// Starts the loop. The wallet must come from the journal's own state.
    pub fn start(
        wallet: Wallet,
        journal: Journal,
        peer: Peer,
        env: &Device,
        tell: Rc<dyn Fn(News)>,
        second: Rc<dyn Fn() -> Option<Mirror>>,
    ) -> Rc<Node> {
        let (config, origin) = (&env.config, &env.origin);
        let node = Rc::new(Node {
            host: env.host.clone(),
            wallet,
            journal,
            peer,
            bridge: config.bridge_address(origin),
            chain: env.chain_servers(),
            lsps2: config.lsp.lsps2,
            channel_request: config.lsp.channel_request.as_ref().map(|url| Config::absolute(origin, url)),
            poll_ms: config.poll_ms(),
            network: config.network,
            tell,
            sockets: RefCell::default(),
            waiting: RefCell::default(),
            open: RefCell::default(),
            writing: Cell::new(false),
            waiting_since: Cell::new(None),
            paused_at: Cell::new(None),
            flush: Cell::new(false),
            stopped: Cell::new(false),
            watches_only: Cell::new(false),
            fault: RefCell::default(),
            waits: RefCell::default(),
            retry_ms: Cell::new(RECONNECT_MS),
            dial_at: Cell::new(0),
            sync_at: Cell::new(0),
            syncing: Cell::new(false),
            looks: Looks::default(),
            shown: Cell::new(0),
            look_at: Cell::new(env.host.instant_ms() + LOOK_EVERY_MS),
            head: Asking::default(),
            second,
        });
        let ticking = node.clone();
        env.spawn(async move {
            while !ticking.stopped.get() {
                ticking.tick();
                ticking.host.sleep(TICK_MS).await;
            }
        });
        node
    }

    /// The wallet, for questions and commands; [`Node::pump`] after a command.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.host.spawn(Box::pin(task));
    }

    /// The line to the peer.
    pub fn link(&self) -> Link {
        if self.stopped.get() || self.watches_only.get() {
            Link::Off
        } else if self.wallet.connected().contains(&self.peer.node_id) {
            Link::Up
        } else {
            Link::Connecting
        }
    }

    /// This device's clock beside the chain's.
    pub fn clock(&self) -> ChainClock {
        ChainClock {
            device_ms: self.host.now_ms(),
            block_ms: self.wallet.block_time_ms(),
            network: self.network,
        }
    }

    /// What does not work outside of the backup, or waits for the user. What waits for a peer comes first, what waits for fees
    /// last.
    pub fn fault(&self) -> Option<Fault> {
        let unheard = self.wallet.unheard();
        let unheard = unheard.map(|unheard| Problem::Unheard { at_stake_sat: unheard.at_stake_sat });
        let known = || self.fault.borrow().clone();
        match unheard.map(|problem| self.since(problem)).or_else(known) {
            Some(fault) => Some(fault),
            None => self.of_fees().map(|problem| self.since(problem)),
        }
    }

    fn of_fees(&self) -> Option<Problem> {
        if self.wallet.are_fees_old() {
            return Some(Problem::FeesUnknown);
        }
        let DearSweep { value_sat, fee_sat } = self.wallet.dear_sweep()?;
        Some(Problem::FeesHigh { value_sat, fee_sat })
    }

    /// With the time since when it is so; amounts in it may change.
    fn since(&self, problem: Problem) -> Fault {
        let kind = std::mem::discriminant(&problem);
        let mut waits = self.waits.borrow_mut();
        let known = waits.as_ref().filter(|fault| std::mem::discriminant(&fault.problem) == kind);
        let since_ms = known.map_or_else(|| self.host.now_ms(), |fault| fault.since_ms);
        let fault = Fault { problem, since_ms };
        *waits = Some(fault.clone());
        fault
    }

    /// The user's own decision: what waits for lower fees is sent now.
    pub fn sweep_now(self: &Rc<Node>) {
        self.wallet.sweep_now();
        // It leaves when the state that knows of it is durable.
        self.flush();
    }

    /// The user's own decision, in the words of the question: the peers are gone for good.
    pub fn go_without_peers(self: &Rc<Node>) {
        self.wallet.go_without_peers();
        self.head.rest();
        self.pump();
    }

    /// Whether everything the wallet knows is durable.
    pub fn is_settled(&self) -> bool {
        !self.writing.get() && !self.wallet.is_unsaved()
    }

    /// Never again does anything leave this node. What waits for the journal stays there.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.hang_up_all();
    }

    /// Everything into the journal now, also what no peer waits for.
    pub fn flush(self: &Rc<Node>) {
        self.flush.set(true);
        self.pump();
    }

    /// Tries the peer and the chain now instead of later.
    pub fn retry_now(self: &Rc<Node>) {
        self.dial_at.set(0);
        self.sync_at.set(0);
        self.look_at.set(0);
        self.wallet.look_anew();
        self.head.rest();
        self.retry_ms.set(RECONNECT_MS);
        self.tick();
    }

    /// A turn with an old state: no line to anybody, no commitment of its own, nothing written, but whatever else the
    /// chain asks for.
    fn only_watch(self: &Rc<Node>) {
        self.hang_up_all();
        self.broadcast_free();
        if !self.watches_only.replace(true) {
            (self.tell)(News::Stale);
        }
    }

    fn hang_up_all(&self) {
        self.wallet.drop_held();
        self.sockets.borrow_mut().clear();
        self.open.borrow_mut().clear();
        self.waiting.borrow_mut().clear();
    }

    fn tick(self: &Rc<Node>) {
        let now = self.host.instant_ms();
        let due = now >= self.sync_at.get() || self.wallet.is_look_due(self.host.now_ms());
        if due && !self.syncing.get() {
            self.sync_at.set(now + self.poll_ms);
            self.look_at_chain();
        }
        if self.watches_only.get() {
            self.pump();
            return;
        }
        if now >= self.look_at.get() && self.is_settled() {
            self.look_for_another();
        }
        if self.paused_at.get().is_some_and(|at| now > at + RESUME_MS) {
            self.resume();
        }
        let stuck = self.waiting_since.get().is_some_and(|since| now > since + DISCONNECT_AFTER_MS);
        if stuck && self.wallet.is_waiting() {
            self.wallet.disconnect_all();
        } else if self.sockets.borrow().is_empty() && now >= self.dial_at.get() {
            self.dial(now);
        }
        self.pump();
    }

    /// One turn: let the node work, send what it wants sent, and make durable what must be.
    pub fn pump(self: &Rc<Node>) {
        if self.stopped.get() {
            return;
        }
        let now = self.host.now_ms();
        self.wallet.pump(now);
        // All of it that the user has to know stands in the state, and so in the view.
        drop(self.wallet.take_notices());
        if self.wallet.is_stale() {
            self.only_watch();
            return;
        }
        self.send();
        self.broadcast();
        self.cut(now);
        if self.shown.replace(self.wallet.revision()) != self.wallet.revision() {
            (self.tell)(News::Changed);
        }
    }

    fn send(self: &Rc<Node>) {
        for (id, bytes) in self.wallet.take_outgoing() {
            if self.open.borrow().contains(&id) {
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    // A socket that cannot send any more says so by an event.
                    socket.send(&bytes);
                }
            } else {
                self.waiting.borrow_mut().entry(id).or_default().extend(bytes);
            }
        }
        for id in self.wallet.take_closed() {
            self.hang_up(id);
        }
    }

    /// The next atomic entry, if one is due. Its acknowledgement is the only thing that lets LDK go on.
    fn cut(self: &Rc<Node>, now: u64) {
        if self.writing.get() {
            return;
        }
        let urgency = if self.flush.get() { Urgency::Flush } else { Urgency::Normal };
        let Some(batch) = self.wallet.next_cut(now, urgency) else {
            self.flush.set(false);
            return;
        };
        self.flush.set(false);
        self.writing.set(true);
        self.waiting_since.set(Some(self.host.instant_ms()));
        let node = self.clone();
        let written = self.journal.append(batch);
        self.spawn(async move { node.written(written.await).await });
    }

    async fn written(self: Rc<Node>, result: Result<u64, AppendError>) {
        if self.stopped.get() || self.watches_only.get() {
            return;
        }
        match result {
            Ok(_) => {
                self.writing.set(false);
                self.waiting_since.set(None);
                self.paused_at.set(None);
                self.look_at.set(self.host.instant_ms() + LOOK_EVERY_MS);
                self.wallet.cut_durable();
                (self.tell)(News::Changed);
                self.pump();
            }
            // Nothing there can be trusted any more, whatever is done about it.
            Err(error @ AppendError::Paused(Trouble::Drive(DriveError::Overwrote))) => self.fail(&error),
            // The journal keeps the batch; it becomes durable once the cause is mended.
            Err(AppendError::Paused(_)) => {
                self.paused_at.set(Some(self.host.instant_ms()));
                (self.tell)(News::Changed);
            }
            Err(AppendError::Fenced(_)) => {
                self.stop();
                (self.tell)(News::Fenced);
            }
            Err(error @ AppendError::KeyTooLong) => self.fail(&error),
            // The process is ending.
            Err(AppendError::Closed) => self.stop(),
        }
    }

    /// Without a journal nothing may go on, and nobody is left to wonder why.
    fn fail(&self, error: &AppendError) {
        self.stop();
        (self.tell)(News::Stopped(problem::of_append(error)));
    }

    /// Without this, a device at rest would hold the peer's line, and show an old balance, after another took over.
    fn look_for_another(self: &Rc<Node>) {
        self.look_at.set(self.host.instant_ms() + LOOK_EVERY_MS);
        let node = self.clone();
        self.spawn(async move {
            if node.somebody_went_on().await && !node.stopped.get() {
                node.stop();
                (node.tell)(News::Fenced);
            }
        });
    }

    /// Here, or at the second copy: neither shows anything of a device that goes on at the other.
    async fn somebody_went_on(&self) -> bool {
        if self.journal.is_taken_over().await {
            return true;
        }
        match (self.second)() {
            Some(mirror) => self.journal.seems_taken_over_at(&mirror).await,
            None => false,
        }
    }

    /// Writes again what a pause has held back: after the user did something about it.
    pub fn resume(self: &Rc<Node>) {
        if self.paused_at.take().is_some() {
            let node = self.clone();
            let written = self.journal.resume();
            self.spawn(async move { node.written(written.await).await });
        }
    }

    /// Sends transactions. Own commitment transactions only after a fresh look says that nobody else went on.
    fn broadcast(self: &Rc<Node>) {
        self.broadcast_free();
        self.look_at_head();
    }

    fn broadcast_free(&self) {
        for transaction in self.wallet.take_broadcasts() {
            for server in self.chain.each() {
                let (server, raw) = (server.clone(), transaction.raw.clone());
                self.spawn(async move {
                    // LDK offers it again with every block until it is mined.
                    let _ = server.broadcast(&raw).await;
                });
            }
        }
    }

    /// Own commitment transactions go only after a fresh look that says that nobody else went on: one look at a time, less
    /// often each time, and none for what no look could release.
    fn look_at_head(self: &Rc<Node>) {
        if self.wallet.held_broadcasts().is_empty() {
            self.head.rest();
            return;
        }
        if !self.wallet.is_trusted() || !self.is_settled() || !self.head.begin(self.host.instant_ms()) {
            return;
        }
        let node = self.clone();
        self.spawn(async move {
            let ours = node.journal.head_is_ours().await == Ok(true) && node.nobody_at_second().await;
            node.head.end(node.host.instant_ms());
            if ours && node.is_settled() && !node.stopped.get() {
                node.wallet.release_held();
                node.broadcast();
            }
        });
    }

    /// Whether nobody went on at the second copy, where that can be asked within some seconds. What cannot be decided there
    /// is no "nobody".
    async fn nobody_at_second(&self) -> bool {
        let Some(mirror) = (self.second)() else { return true };
        let went_on = futures::select_biased! {
            went_on = Box::pin(self.journal.is_taken_over_at(&mirror)).fuse() => went_on,
            () = Box::pin(self.host.sleep(SECOND_MS)).fuse() => Ok(false),
        };
        if went_on == Ok(true) && !self.stopped.get() {
            self.stop();
            (self.tell)(News::Fenced);
        }
        went_on == Ok(false)
    }

    fn look_at_chain(self: &Rc<Node>) {
        self.syncing.set(true);
        let node = self.clone();
        self.spawn(async move {
            let result = node.wallet.sync(&node.chain, node.host.now_ms()).await;
            node.syncing.set(false);
            let now = node.host.instant_ms();
            match node.looks.judge(result, now) {
                Verdict::Well => node.cleared(),
                Verdict::LookAgain => node.sync_at.set(now + TICK_MS),
                Verdict::Tell(problem) => node.failed(problem),
            }
            node.pump();
        });
    }

    fn cleared(&self) {
        if self.fault.borrow_mut().take().is_some() {
            (self.tell)(News::Changed);
        }
    }

    fn failed(&self, problem: Problem) {
        let mut fault = self.fault.borrow_mut();
        if fault.as_ref().is_none_or(|known| known.problem != problem) {
            *fault = Some(Fault { problem, since_ms: self.host.now_ms() });
            drop(fault);
            (self.tell)(News::Changed);
        }
    }

    fn dial(self: &Rc<Node>, now: u64) {
        // Refused until the chain was looked at once, or when it is connected already.
        let Ok((id, first)) = self.wallet.connect(&self.peer) else { return };
        let wait = self.retry_ms.get();
        self.retry_ms.set((wait * 2).min(RECONNECT_MOST_MS));
        self.dial_at.set(now + wait);
        let node = Rc::downgrade(self);
        let handle = move |event| {
            if let Some(node) = node.upgrade() {
                node.heard(id, event);
            }
        };
        match self.host.dial(&self.bridge, &self.peer.address, Box::new(handle)) {
            Some(socket) => {
                self.waiting.borrow_mut().insert(id, first);
                self.sockets.borrow_mut().insert(id, socket);
            }
            None => self.wallet.gone(id),
        }
    }

    fn heard(self: &Rc<Node>, id: SocketId, event: SocketEvent) {
        match event {
            SocketEvent::Open => {
                self.open.borrow_mut().push(id);
                let first = self.waiting.borrow_mut().remove(&id).unwrap_or_default();
                if let Some(socket) = self.sockets.borrow().get(&id) {
                    socket.send(&first);
                }
            }
            SocketEvent::Data(bytes) => {
                self.retry_ms.set(RECONNECT_MS);
                self.wallet.received(id, &bytes);
            }
            SocketEvent::Closed => {
                self.wallet.gone(id);
                let node = self.clone();
                // Not from within its own event.
                self.spawn(async move { node.hang_up(id) });
            }
        }
        self.pump();
    }

    fn hang_up(&self, id: SocketId) {
        self.open.borrow_mut().retain(|open| *open != id);
        self.waiting.borrow_mut().remove(&id);
        let socket = self.sockets.borrow_mut().remove(&id);
        drop(socket);
        (self.tell)(News::Changed);
    }
}
