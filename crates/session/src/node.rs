//! The loop around the node: bytes in, bytes out, cuts into the journal, a look at the chain from time to time.

mod alone;
mod chain;
pub mod closing;
mod fault;
mod lines;
mod receiving;
mod sleep;
mod takeover;
mod waits;
mod writing;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use lifeboat_backup::{Journal, Mirror};
use lifeboat_messages::{Fault, Problem};
use lifeboat_wallet::Wallet;

use crate::asking::PacedQuestion;
use crate::config::Config;
use crate::device::Device;
use crate::fetch::ChainServers;
use crate::host::Host;
use crate::looks::ChainLooks;
use crate::tasks::Tasks;
use alone::Alone;
use lines::Lines;
use sleep::Ticks;

const TICK_MS: u64 = 1_000;
/// How often a device at rest looks whether another one took over: one request, as a rule.
const LOOK_EVERY_MS: u64 = 30_000;
/// The user may have fixed the cause elsewhere, for example by making room in the cloud.
const RESUME_MS: u64 = 30_000;
/// Users rarely fix a rejected password elsewhere, so retry less often.
const SIGNED_OUT_MS: u64 = 600_000;
/// A peer that has offered a payment must not wait for a drive that is down for minutes (docs/journal.md).
const DISCONNECT_AFTER_MS: u64 = 60_000;

/// What the loop tells the session.
pub enum News {
    /// Something the user may see has changed.
    Changed,
    /// The journal says that another device has taken over; the node has stopped.
    Fenced,
    /// A peer has proved that our state is old. None of it is used or stored from now on; the chain is still watched, so
    /// that a commitment that the peer has revoked is punished.
    Stale,
    /// All peers have agreed with the state: what was said of an older one of it does not hold of this one.
    Agreed,
    /// The node has stopped, for good: what it did cannot be kept.
    Stopped(Problem),
}

/// A running node.
pub struct Node {
    host: Rc<dyn Host>,
    wallet: Wallet,
    journal: Journal,
    bridge: String,
    chain: ChainServers,
    channel_request: Option<String>,
    config: Rc<Config>,
    origin: Rc<str>,
    tell: Rc<dyn Fn(News)>,
    ticks: Ticks,
    lines: Lines,
    /// Whether lines may be opened.
    alone: Alone,
    /// When to ask that, and so that lines which end again and again do not ask without a pause.
    asking_alone: PacedQuestion,
    writing: Cell<bool>,
    waiting_since: Cell<Option<u64>>,
    paused_at: Cell<Option<u64>>,
    flush: Cell<bool>,
    stopped: Cell<bool>,
    tasks: Tasks,
    /// The state is old, and only the chain is looked at.
    watches_only: Cell<bool>,
    /// It was told that the peers agree with the state.
    is_agreed_with: Cell<bool>,
    fault: RefCell<Option<Fault>>,
    /// What no chain server takes because it pays too little, by the id of its first transaction: how much is missing, sat, where
    /// that is known.
    too_cheap: RefCell<BTreeMap<String, Option<u64>>>,
    /// The newest of what the wallet itself waits for, with since when.
    waits: RefCell<Option<Fault>>,
    sync_at: Cell<u64>,
    syncing: Cell<bool>,
    looks: ChainLooks,
    shown: Cell<u64>,
    /// When to ask the drive whether another device has taken over.
    look_at: Cell<u64>,
    /// When to ask whose the head is, while own commitment transactions wait for that.
    head: PacedQuestion,
    /// The second copy, while it is followed.
    second: Rc<dyn Fn() -> Option<Mirror>>,
}

impl Node {
    /// Starts the loop. The wallet must come from the journal's own state.
    pub fn start(
        wallet: Wallet,
        journal: Journal,
        env: &Device,
        tell: Rc<dyn Fn(News)>,
        second: Rc<dyn Fn() -> Option<Mirror>>,
    ) -> Rc<Node> {
        let (config, origin) = (env.config(), env.origin());
        let node = Rc::new(Node {
            host: env.host().clone(),
            wallet,
            journal,
            bridge: config.bridge_address(origin),
            chain: env.chain_servers(),
            channel_request: config.channel_request().map(|url| Config::absolute(origin, url)),
            config: config.clone(),
            origin: origin.clone(),
            tell,
            ticks: Ticks::default(),
            lines: Lines::default(),
            // What was made sure of before it starts may be hours old.
            alone: Alone::default(),
            asking_alone: PacedQuestion::default(),
            writing: Cell::new(false),
            waiting_since: Cell::new(None),
            paused_at: Cell::new(None),
            flush: Cell::new(false),
            stopped: Cell::new(false),
            tasks: Tasks::default(),
            watches_only: Cell::new(false),
            is_agreed_with: Cell::new(false),
            fault: RefCell::default(),
            too_cheap: RefCell::default(),
            waits: RefCell::default(),
            sync_at: Cell::new(0),
            syncing: Cell::new(false),
            looks: ChainLooks::default(),
            shown: Cell::new(0),
            look_at: Cell::new(env.host().instant_ms() + LOOK_EVERY_MS),
            head: PacedQuestion::default(),
            second,
        });
        let ticking = node.clone();
        node.spawn(async move {
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
        self.host.spawn(Box::pin(self.tasks.until_end(task)));
    }

    /// Stops the node for good: nothing is sent after this call, and its tasks end. What waits in the journal stays there.
    pub fn stop(&self) {
        self.stopped.set(true);
        self.tasks.end();
        self.hang_up_all();
    }

    /// Tries the peers and the chain now instead of later.
    pub fn retry_now(self: &Rc<Node>) {
        self.lines.retry();
        self.asking_alone.rest();
        self.sync_at.set(0);
        self.look_at.set(0);
        self.wallet.look_anew();
        self.head.rest();
        self.tick();
    }

    fn tick(self: &Rc<Node>) {
        self.wake();
        self.wallet.forget_old_look(self.host.now_ms());
        self.end_unjudged();
        let now = self.host.instant_ms();
        let due = now >= self.sync_at.get() || self.wallet.is_look_due(self.host.now_ms());
        if due && !self.syncing.get() {
            self.sync_at.set(now + self.config.poll_ms());
            self.look_at_chain();
        }
        if self.watches_only.get() {
            self.pump();
            return;
        }
        if now >= self.look_at.get() && self.is_settled() {
            self.look_for_another();
        }
        if self.is_resume_due(now) {
            self.resume();
        }
        let stuck = self.waiting_since.get().is_some_and(|since| now > since + DISCONNECT_AFTER_MS);
        if stuck && self.wallet.is_waiting() {
            self.wallet.disconnect_all();
        } else if self.wants_line(now) {
            if self.alone.is_known(now) {
                self.dial(now);
            } else {
                self.make_sure(now);
            }
        }
        self.pump();
    }

    /// One turn: let the node work, send what it wants sent, and make durable what must be.
    pub fn pump(self: &Rc<Node>) {
        if self.stopped.get() {
            return;
        }
        self.wake();
        let now = self.host.now_ms();
        self.wallet.pump(now);
        // Everything the user has to know is in the state, and so in the view.
        drop(self.wallet.take_notices());
        if self.wallet.is_stale() {
            self.only_watch();
            return;
        }
        self.heed_losses();
        self.send();
        self.broadcast();
        self.cut(now);
        if !self.is_agreed_with.get() && self.wallet.is_agreed_with() {
            self.is_agreed_with.set(true);
            (self.tell)(News::Agreed);
        }
        if self.shown.replace(self.wallet.revision()) != self.wallet.revision() {
            (self.tell)(News::Changed);
        }
    }
}
