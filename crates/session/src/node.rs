//! The loop around the node: bytes in, bytes out, cuts into the journal, a look at the chain from time to time.

mod alone;
pub mod close;
mod deciding;
mod fault;
mod peer_links;
mod receive;
mod sleep;
mod takeover;
mod waits;
mod write;

use std::cell::Cell;
use std::rc::{Rc, Weak};

use lifeboat_backup::{Journal, Mirror};
use lifeboat_config::Config;
use lifeboat_messages::Problem;
use lifeboat_wallet::Wallet;

use crate::chain_clock::ChainClock;
use crate::device::Device;
use crate::host::Host;
use crate::paced_question::PacedQuestion;
use crate::tasks::Tasks;
use crate::watch::{TICK_MS, Watch};
use alone::Alone;
use peer_links::PeerLinks;
use receive::ChannelSource;
use takeover::TakeoverWatch;
use write::WriteProgress;

/// What the loop tells the session.
pub enum News {
    /// Something the user may see has changed.
    Changed,
    /// The journal says that another device has taken over; the node has stopped.
    Fenced,
    /// A peer has proved that our state is old: none of it is used or stored from now on. The node has stopped; its
    /// wallet has to continue to watch, so that a commitment that the peer has revoked is punished.
    Stale,
    /// All peers have agreed with the state: what was said of an older one does not hold of this one.
    Agreed,
    /// The node has stopped for good, because what it did cannot be kept. Its wallet continues to watch as well.
    Stopped(Problem),
}

/// A running node.
pub struct Node {
    host: Rc<dyn Host>,
    watch: Rc<Watch>,
    journal: Journal,
    config: Rc<Config>,
    tell: Rc<dyn Fn(News)>,
    lines: PeerLinks,
    /// Whether lines may be opened.
    alone: Alone,
    /// When to ask that, and so that lines which end again and again do not ask without a pause.
    asking_alone: PacedQuestion,
    takeover: TakeoverWatch,
    writing: WriteProgress,
    source: ChannelSource,
    stopped: Cell<bool>,
    tasks: Tasks,
    /// Whether the node was told that the peers agree with the state.
    is_agreed_with: Cell<bool>,
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
        let told = tell.clone();
        let changed = Rc::new(move || told(News::Changed));
        let node = Rc::new_cyclic(|node: &Weak<Node>| {
            let node = node.clone();
            let turn = Rc::new(move || {
                if let Some(node) = node.upgrade() {
                    node.pump();
                }
            });
            Node {
                host: env.host().clone(),
                watch: Watch::of_node(wallet, env, changed, turn),
                journal,
                config: config.clone(),
                tell,
                lines: PeerLinks::new(config.bridge_address(origin)),
                // What was made sure of before it starts may be hours old.
                alone: Alone::default(),
                asking_alone: PacedQuestion::default(),
                takeover: TakeoverWatch::new(second, env.host().instant_ms()),
                writing: WriteProgress::default(),
                source: ChannelSource::new(config, origin),
                stopped: Cell::new(false),
                tasks: Tasks::default(),
                is_agreed_with: Cell::new(false),
            }
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
        self.watch.wallet()
    }

    /// What looks at the chain for the node, and can continue without it.
    pub fn watch(&self) -> &Rc<Watch> {
        &self.watch
    }

    /// This device's clock beside the chain's.
    pub fn clock(&self) -> ChainClock {
        self.watch.clock()
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.host.spawn(Box::pin(self.tasks.until_end(task)));
    }

    /// Stops the node for good: nothing is sent after this call, and its tasks end. What waits in the journal
    /// stays there.
    pub fn stop(&self) {
        self.stand_down();
        self.watch.end();
    }

    /// Ends the node but for its watch, which can continue alone.
    fn stand_down(&self) {
        self.stopped.set(true);
        self.tasks.end();
        self.hang_up_all();
    }

    /// Somebody uses the wallet: peers that have been away for long are tried again.
    pub fn is_used(&self) {
        self.lines.forget_gone();
    }

    /// Tries the peers and the chain now instead of later.
    pub fn retry_now(self: &Rc<Node>) {
        self.lines.retry();
        self.asking_alone.rest();
        self.watch.look_anew();
        self.takeover.look_now();
        self.takeover.ask_head_now();
        self.tick();
    }

    fn tick(self: &Rc<Node>) {
        self.wake();
        self.wallet().forget_old_look(self.host.now_ms());
        self.end_unjudged();
        let now = self.host.instant_ms();
        self.watch.look_in_time(now);
        if self.takeover.is_due(now) && self.is_settled() {
            self.look_for_another();
        }
        if self.is_resume_due(now) {
            self.resume();
        }
        if self.writing.is_stuck(now) && self.wallet().is_waiting() {
            self.wallet().disconnect_all();
        } else if self.wants_line(now) {
            if self.alone.is_known(now) || !self.has_to_be_sure(now) {
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
        self.wallet().pump(now);
        // Everything the user has to know is in the state, and so in the view.
        drop(self.wallet().take_notices());
        if self.wallet().is_stale() {
            self.stand_down();
            (self.tell)(News::Stale);
            return;
        }
        self.heed_losses();
        self.send();
        self.watch.send();
        self.look_at_head();
        self.cut(now);
        if !self.is_agreed_with.get() && self.wallet().is_agreed_with() {
            self.is_agreed_with.set(true);
            (self.tell)(News::Agreed);
        }
        self.watch.tell_changes();
    }
}
