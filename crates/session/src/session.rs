//! The worker's one session with its page: what is on this device, and who may change that.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::Shared;
use lifeboat_cloud::picked::PickedFiles;
use lifeboat_config::Config;
use lifeboat_messages::{Answer, Call, Problem, Request, View};
use lifeboat_wallet::FetchAnswer;

use crate::auto_lock::AutoLock;
use crate::device::Device;
use crate::device_env::DeviceEnv;
use crate::fetch;
use crate::gate::{Gate, Passage, passage};
use crate::host::{Host, HostHttp, TabLock, UserFile};
use crate::problem;
use crate::stage::Stage;
use crate::unlocked::UnlockedWallet;

mod opening;
mod perform;
mod showing;

/// The worker's one session with its page.
pub struct Session {
    /// This device.
    env: DeviceEnv,
    stage: RefCell<Stage>,
    lock: RefCell<Option<Box<dyn TabLock>>>,
    /// Stops the saving that is under way.
    cancel: RefCell<Option<oneshot::Sender<()>>>,
    /// What the user picked from a disk, to restore from.
    picked: RefCell<Option<Rc<PickedFiles>>>,
    shown: RefCell<Option<View>>,
    showing: Cell<bool>,
    /// Passed by whatever changes which wallet runs.
    gate: Gate,
    auto_lock: RefCell<AutoLock>,
    /// Said once it is known what is on this device.
    has_looked: RefCell<Option<oneshot::Sender<()>>>,
    looked: Shared<oneshot::Receiver<()>>,
    /// Somebody has read here what real money means in this software.
    warned: Cell<bool>,
}

/// The configuration, as the server answered that the page came from.
fn read_config(answer: &FetchAnswer) -> Result<Config, Problem> {
    if answer.status != 200 {
        return Err(problem::misconfigured(format!("config.json: status {}", answer.status)));
    }
    Config::parse(&answer.body).map_err(|error| problem::of_config(&error))
}

impl Session {
    /// The session of this host, with the configuration that its server gives. Nothing is known yet;
    /// [`Session::begin`] looks.
    ///
    /// # Errors
    /// There is no configuration, or none that can be understood.
    pub async fn start(host: Rc<dyn Host>) -> Result<Rc<Session>, Problem> {
        let address = format!("{}/config.json", host.origin());
        let answer = fetch::get(&HostHttp::new(host.clone()), &address).await;
        let config = read_config(&answer.map_err(|_| Problem::Unreachable)?)?;
        let session = Session::new(host, config);
        session.show_soon();
        Ok(session)
    }

    fn new(host: Rc<dyn Host>, config: Config) -> Rc<Session> {
        let (has_looked, looked) = oneshot::channel();
        Rc::new_cyclic(|session: &Weak<Session>| {
            let session = session.clone();
            let on_change = Rc::new(move || {
                if let Some(session) = session.upgrade() {
                    session.show_soon();
                }
            });
            Session {
                auto_lock: RefCell::new(AutoLock::new(host.now_ms())),
                env: DeviceEnv::new(Device::new(host, config, on_change)),
                stage: RefCell::new(Stage::Starting),
                lock: RefCell::new(None),
                cancel: RefCell::new(None),
                picked: RefCell::new(None),
                shown: RefCell::new(None),
                showing: Cell::new(false),
                gate: Gate::default(),
                has_looked: RefCell::new(Some(has_looked)),
                looked: looked.shared(),
                warned: Cell::new(false),
            }
        })
    }

    /// What is on this device.
    fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    /// Shows it from here on. A tab that lost its lock meanwhile, as by sleep, has nothing to show but that,
    /// and runs nothing.
    fn set_stage(&self, stage: Stage) {
        let is_ours = self.lock.borrow().is_some();
        let stage = match stage {
            // The store said so first.
            Stage::Broken(Problem::OtherTab) => Stage::OtherTab(self.stage().name()),
            Stage::Broken(_) | Stage::OtherTab(_) => stage,
            _ if is_ours => stage,
            Stage::Open(open) => {
                open.abandon();
                Stage::OtherTab(open.settings().name().to_owned())
            }
            Stage::Starting | Stage::Empty | Stage::Locked(_) | Stage::Closing(_) => {
                Stage::OtherTab(stage.name())
            }
        };
        *self.stage.borrow_mut() = stage;
        self.env.changed();
    }

    /// The unlocked wallet.
    fn wallet(&self) -> Result<Rc<UnlockedWallet>, Problem> {
        self.stage.borrow().wallet()
    }

    /// Answers a call. What changes which wallet runs goes one at a time: a second tap on "Unlock" must not start a
    /// second node on the same state. A page is used before this process has arrived: what it asks by then waits until
    /// [`Session::begin`] knows what is on this device. `files`: what travelled beside the call.
    pub async fn answer(
        self: &Rc<Session>,
        call: Call,
        files: Vec<Box<dyn UserFile>>,
    ) -> Result<Answer, Problem> {
        // The sender is gone only after it has spoken.
        let _ = self.looked.clone().await;
        // A device that slept wakes with the wallet open: the first touch must not count as use.
        if !matches!(call.request, Request::Lock) && self.lock_if_idle().await {
            return Err(Problem::Closed);
        }
        let passage = passage(&call.request);
        if passage == Passage::Alone {
            self.auto_lock.borrow_mut().active(self.env.now_ms());
        }
        self.gate.pass(passage, self.perform(call, files)).await
    }
}
