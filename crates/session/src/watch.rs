//! The chain beside a wallet: looked at from time to time, and what is sent to it.
//!
//! A node has one, and a wallet that must not start, or has to stop, keeps it alone: what its peers have
//! revoked is punished, and what they owe it is claimed, whatever becomes of its storage. So nothing here has
//! a journal, or a line to anybody.

mod fault;
mod sending;
mod ticks;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use lifeboat_messages::{Fault, Network, Problem};
use lifeboat_wallet::Wallet;

use crate::chain_clock::ChainClock;
use crate::device::Device;
use crate::fetch::{ChainServers, LookServers};
use crate::host::Host;
use crate::looks::{ChainLooks, LookOutcome};
use crate::tasks::Tasks;
use fault::LastWait;
use ticks::Ticks;

/// How often it is seen what is due, ms.
pub const TICK_MS: u64 = 1_000;

/// A wallet, and the chain.
pub struct Watch {
    host: Rc<dyn Host>,
    wallet: Wallet,
    network: Network,
    servers: ChainServers,
    looks: ChainLooks,
    is_looking: Cell<bool>,
    /// When to look next.
    due_at: Cell<u64>,
    fault: RefCell<Option<Fault>>,
    /// What no chain server takes because it pays too little, by the id of its first transaction: how much is
    /// missing, sat, where that is known.
    too_cheap: RefCell<BTreeMap<String, Option<u64>>>,
    waits: LastWait,
    ticks: Ticks,
    /// Something that the user may see has changed.
    changed: Rc<dyn Fn()>,
    /// How much of it was told.
    told: Cell<u64>,
    after_look: RefCell<AfterLook>,
    tasks: Tasks,
}

/// Who continues after a look.
enum AfterLook {
    /// The node's that has it.
    Node(Rc<dyn Fn()>),
    /// Its own: it is alone.
    Alone,
}

/// How often to look at the chain, ms. The local network mines at once, so there is something to see sooner.
fn poll_ms(network: Network) -> u64 {
    if network == Network::Regtest { 2_000 } else { 60_000 }
}

impl Watch {
    /// Of a node, whose turn follows on whatever the chain has brought. The first look is due at once.
    /// `changed`: something that the user may see has changed.
    pub fn of_node(wallet: Wallet, env: &Device, changed: Rc<dyn Fn()>, turn: Rc<dyn Fn()>) -> Rc<Watch> {
        Watch::new(wallet, env, changed, AfterLook::Node(turn))
    }

    /// Of a wallet that [only watches](Wallet::watch_only), from so much later on, ms.
    pub fn alone(wallet: Wallet, env: &Device, changed: Rc<dyn Fn()>, after_ms: u64) -> Rc<Watch> {
        let watch = Watch::new(wallet, env, changed, AfterLook::Alone);
        watch.go_on_alone(after_ms);
        watch
    }

    fn new(wallet: Wallet, env: &Device, changed: Rc<dyn Fn()>, after_look: AfterLook) -> Rc<Watch> {
        Rc::new(Watch {
            host: env.host().clone(),
            wallet,
            network: env.config().network,
            servers: env.chain_servers(),
            looks: ChainLooks::default(),
            is_looking: Cell::default(),
            due_at: Cell::default(),
            fault: RefCell::default(),
            too_cheap: RefCell::default(),
            waits: LastWait::default(),
            ticks: Ticks::default(),
            changed,
            told: Cell::default(),
            after_look: RefCell::new(after_look),
            tasks: Tasks::default(),
        })
    }

    /// Makes the wallet a watching one, for good. It takes its own turns, because the node that it belonged to takes no
    /// more.
    pub fn go_on_alone(self: &Rc<Watch>, after_ms: u64) {
        self.after_look.replace(AfterLook::Alone);
        self.wallet.watch_only();
        let watch = self.clone();
        self.spawn(async move {
            if after_ms > 0 {
                watch.host.sleep(after_ms).await;
            }
            loop {
                watch.wake();
                watch.look_in_time(watch.host.instant_ms());
                watch.pump();
                watch.host.sleep(TICK_MS).await;
            }
        });
    }

    /// Ends the watch: nothing is sent after this call.
    pub fn end(&self) {
        self.tasks.end();
    }

    /// Ends the watch, and waits until nothing but the caller holds the wallet.
    pub async fn end_all(&self) {
        self.tasks.end_all().await;
    }

    /// The wallet.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.host.spawn(Box::pin(self.tasks.until_end(task)));
    }

    /// This device's clock beside the chain's.
    pub fn clock(&self) -> ChainClock {
        ChainClock {
            device_ms: self.host.now_ms(),
            block_ms: self.wallet.block_time_ms(),
            network: self.network,
        }
    }

    /// The next look is due.
    pub fn look_now(&self) {
        self.due_at.set(0);
    }

    /// The next look is due at this time, unless it is due before.
    pub fn look_by(&self, at: u64) {
        self.due_at.set(self.due_at.get().min(at));
    }

    /// The user wants to know: the next look is due, and asks for everything.
    pub fn look_anew(&self) {
        self.look_now();
        self.wallet.look_anew();
    }

    /// Looks at the clocks. Whether the tab has slept since the last time: what was seen before it is old.
    pub fn wake(&self) -> bool {
        let slept = self.ticks.tick(self.host.instant_ms(), self.host.now_ms());
        if slept {
            self.look_now();
            self.wallet.forget_look();
        }
        slept
    }

    /// How often it has slept so far.
    pub fn sleeps(&self) -> u64 {
        self.ticks.sleeps()
    }

    /// Looks at the chain when that is due, one look at a time.
    pub fn look_in_time(self: &Rc<Watch>, now: u64) {
        let due = now >= self.due_at.get() || self.wallet.is_look_due(self.host.now_ms());
        if due && !self.is_looking.get() {
            self.due_at.set(now + poll_ms(self.network));
            self.look();
        }
    }

    fn look(self: &Rc<Watch>) {
        self.is_looking.set(true);
        let watch = self.clone();
        self.spawn(async move {
            let clock = || watch.host.instant_ms();
            let result =
                watch.wallet.sync(&LookServers::of(&watch.servers, &clock), watch.host.now_ms()).await;
            watch.is_looking.set(false);
            let now = watch.host.instant_ms();
            if !watch.wallet.awaits_closing() {
                watch.too_cheap.borrow_mut().clear();
            }
            match watch.looks.judge(result, now) {
                LookOutcome::Well => watch.cleared(),
                LookOutcome::LookAgain => watch.due_at.set(now + TICK_MS),
                LookOutcome::Tell(problem) => watch.failed(problem),
            }
            watch.take_turn();
        });
    }

    fn cleared(&self) {
        if self.fault.borrow_mut().take().is_some() {
            (self.changed)();
        }
    }

    fn failed(&self, problem: Problem) {
        let mut fault = self.fault.borrow_mut();
        if fault.as_ref().is_none_or(|known| known.problem != problem) {
            *fault = Some(Fault { problem, since_ms: self.host.now_ms() });
            drop(fault);
            (self.changed)();
        }
    }

    fn take_turn(self: &Rc<Watch>) {
        let nodes = match &*self.after_look.borrow() {
            AfterLook::Node(turn) => Some(turn.clone()),
            AfterLook::Alone => None,
        };
        match nodes {
            Some(turn) => turn(),
            None => self.pump(),
        }
    }

    /// A turn of its own: no line to anybody, no commitment of its own, nothing written, but whatever else
    /// the chain asks for.
    fn pump(self: &Rc<Watch>) {
        let now = self.host.now_ms();
        self.wallet.forget_old_look(now);
        self.wallet.pump(now);
        // Everything the user has to know is in the state, and so in the view.
        drop(self.wallet.take_notices());
        self.send();
        self.tell_changes();
    }

    /// Says so if the wallet has changed since this was asked last.
    pub fn tell_changes(&self) {
        let revision = self.wallet.revision();
        if self.told.replace(revision) != revision {
            (self.changed)();
        }
    }
}
