//! Devices and their tabs, clouds, a chain and a provider of channels, in one thread and in virtual time.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::executor::LocalPool;
use lifeboat_clouds::{
    Clock, Core,
    google::{self, Google},
    microsoft::{self, Microsoft},
    nextcloud::{APP_PASSWORD, BASE, LOGIN, Nextcloud},
};
use lifeboat_messages::{
    Answer, Call, DriveChoice, Fields, FormField, Message, Problem, Reply, Request, ServiceKind, View,
};
use lifeboat_session::{Host, Session, host::UserFile, view_of_failure};
use lifeboat_wallet::sim::LightningNetwork;

use crate::{
    device::Device,
    guard_doubles::guard_address,
    host::{
        CHAIN, GOOGLE, Life, ONE_DRIVE, ONE_DRIVE_FILES, ORIGIN, PROVIDER, SimHost, Surroundings,
        cloud_address,
    },
    kept::Kept,
    page::Page,
    storages::Storages,
    time::{SimRng, Time},
    traffic::Traffic,
};

const START_MS: u64 = 1_700_000_000_000;
/// Whatever takes longer than this hangs.
const LONGEST_MS: u64 = 600_000;

/// Everything there is.
pub struct World {
    pub around: Surroundings,
    pool: RefCell<LocalPool>,
    /// What the clouds' clocks show.
    clock: Clock,
    processes: Cell<u64>,
}

impl World {
    /// Two empty clouds and a provider; no device yet.
    pub fn new(seed: u64) -> World {
        lifeboat_crypto::dangerous_small_objects();
        World::with_true_sizes(seed)
    }

    /// The same with objects of the sizes that are shipped: for tests that count bytes.
    pub fn with_true_sizes(seed: u64) -> World {
        let pool = LocalPool::new();
        let network = Rc::new(LightningNetwork::new(START_MS));
        let guards = [0, 1, 2].map(|number| serde_json::json!({ "url": guard_address(number) }));
        let mut config = serde_json::json!({
            "network": "regtest",
            "esplora": CHAIN,
            "bridge": "/bridge",
            "guards": guards,
            "services": {
                "googleDrive": { "clientId": google::CLIENT, "endpoints": {
                    "authorize": format!("{GOOGLE}/o/oauth2/v2/auth"),
                    "api": GOOGLE,
                } },
                "oneDrive": { "clientId": microsoft::CLIENT_ID, "endpoints": {
                    "authorize": format!("{ONE_DRIVE}/login/common/oauth2/v2.0/authorize"),
                    "token": format!("{ONE_DRIVE}/login/common/oauth2/v2.0/token"),
                    "api": format!("{ONE_DRIVE_FILES}/graph/v1.0"),
                } },
            },
            "lsp": { "nodeId": network.peer.node_id().to_string(), "address": PROVIDER, "zeroConf": true },
        });
        for (name, described) in Storages::described() {
            config["services"][name] = described;
        }
        let clock = Clock::standing(START_MS);
        let cloud = || Core::with_clock(Nextcloud::new(&[ORIGIN]).forgetful(), clock.clone());
        World {
            around: Surroundings {
                time: Time::starting(START_MS),
                dice: SimRng::new(seed),
                clouds: Rc::new(vec![cloud(), cloud()]),
                one_drive: Core::with_clock(
                    Microsoft::new(&format!("{ORIGIN}/oauth/callback")),
                    Clock::standing(START_MS),
                ),
                google: Core::with_clock(Google::new(&[&format!("{ORIGIN}/oauth/callback")]), clock.clone()),
                storages: Storages::new(&clock),
                network,
                other_chain: Rc::default(),
                chain_late_ms: Rc::default(),
                clouds_late_ms: Rc::default(),
                are_lighttpd: Rc::default(),
                is_patient: Rc::default(),
                knows_no_fees: Rc::default(),
                guards: Rc::default(),
                service: Rc::default(),
                wires: Rc::default(),
                config: config.to_string().into(),
                bridged: Rc::new(RefCell::new(vec![PROVIDER.to_owned()])),
                map: Rc::default(),
                spawner: pool.spawner(),
            },
            pool: RefCell::new(pool),
            clock: clock.clone(),
            processes: Cell::default(),
        }
    }

    /// A browser profile on which nothing is kept.
    pub fn device(&self, label: &str) -> Device {
        let mut secret = [0; 32];
        for bytes in secret.chunks_mut(8) {
            bytes.copy_from_slice(&self.around.dice.roll().to_be_bytes());
        }
        Device::new(label, secret)
    }

    /// A tab is opened.
    pub fn open(&self, device: &Device) -> Process {
        self.open_asking(device, Vec::new())
    }

    /// The same with a page that has asked for something before the process has looked at anything. The first
    /// call is number 0.
    pub fn open_asking(&self, device: &Device, requests: Vec<Request>) -> Process {
        let asked = requests.len() as u64;
        let number = self.processes.replace(self.processes.get() + 1);
        let host = Rc::new(SimHost::new(number, self.around.clone(), device.clone()));
        let session: Rc<RefCell<Option<Rc<Session>>>> = Rc::default();
        let (started, starting) = (session.clone(), host.clone());
        host.spawn(Box::pin(async move {
            match Session::start(starting.clone()).await {
                Ok(session) => {
                    *started.borrow_mut() = Some(session.clone());
                    let answers = requests.into_iter().zip(0..).map(|(request, id)| {
                        let (session, host) = (session.clone(), starting.clone());
                        async move {
                            let result = session.answer(Call { id, request }, Vec::new()).await;
                            host.tell(Message::Reply(Reply { id, result }));
                        }
                    });
                    futures::join!(futures::future::join_all(answers), session.begin());
                }
                Err(problem) => starting.tell(Message::View(view_of_failure(problem))),
            }
        }));
        Process { host, session, calls: Cell::new(asked) }
    }

    /// How the cloud of this number is reached.
    pub fn drive(&self, cloud: usize) -> DriveChoice {
        self.drive_with(cloud, APP_PASSWORD)
    }

    /// The same with this app password.
    pub fn drive_with(&self, cloud: usize, app_password: &str) -> DriveChoice {
        let fields = Fields::default()
            .with(FormField::Url, format!("{}{BASE}", cloud_address(cloud)))
            .with(FormField::User, LOGIN)
            .with(FormField::Password, app_password);
        DriveChoice::Form { service: ServiceKind::Nextcloud, fields }
    }

    /// What the clouds have.
    pub fn kept(&self) -> Kept {
        Kept::new(self.around.clouds.clone(), self.around.one_drive.clone())
    }

    /// Lets everything happen that can happen now. No time passes.
    pub fn settle(&self) {
        loop {
            self.pool.borrow_mut().run_until_stalled();
            let moved = self.around.network.turn();
            if !self.around.wires.deliver(&self.around.network) && !moved {
                return;
            }
        }
    }

    /// Lets so much time pass.
    pub fn run(&self, ms: u64) {
        self.run_until(ms, || false);
    }

    /// Lets time pass until something is true, or so much of it has passed. Whether it became true.
    pub fn run_until(&self, ms: u64, done: impl Fn() -> bool) -> bool {
        let end = self.around.time.now() + ms;
        loop {
            self.settle();
            if done() {
                return true;
            }
            let goes_on = self.around.time.advance(end);
            self.clock.advance(self.around.time.now().saturating_sub(self.clock.now_ms()));
            if !goes_on {
                self.settle();
                return done();
            }
        }
    }

    /// Asks, and waits for the answer; `None` when the process dies before it.
    ///
    /// # Panics
    /// When there is no answer for ten minutes.
    pub fn ask(&self, process: &Process, request: Request) -> Option<Result<Answer, Problem>> {
        let call = process.call(request);
        let over = || process.life().is_over() || process.page().answer(call).is_some();
        assert!(self.run_until(LONGEST_MS, over), "no answer for ten minutes: {:?}", process.view());
        process.page().answer(call)
    }

    /// A view comes that this is true of.
    ///
    /// # Panics
    /// When none does for ten minutes.
    pub fn see(&self, process: &Process, what: &str, wanted: impl Fn(&View) -> bool) -> View {
        let seen = || process.page().shows(&wanted);
        assert!(self.run_until(LONGEST_MS, seen), "never seen: {what}; {:#?}", process.view());
        process.view()
    }

    /// The provider opens a channel to the wallet that is connected, and leaves so much of it to the wallet.
    ///
    /// # Panics
    /// When nobody is connected, or the channel does not become usable.
    pub fn open_channel(&self, process: &Process, sats: u64, push_msat: u64) {
        let connected = || !self.around.network.connected().is_empty();
        assert!(self.run_until(LONGEST_MS, connected), "nobody connects");
        let wallet = self.around.network.connected()[0];
        self.around.network.open_channel(wallet, sats, push_msat).expect("a channel is opened");
        self.run(5_000);
        self.mine(6);
        self.see(process, "a usable channel", |view| view.channels.iter().any(|channel| channel.usable));
    }

    /// Blocks, a second apart, with everything that was sent.
    pub fn mine(&self, blocks: usize) {
        for _ in 0..blocks {
            self.run(1_000);
            self.around.network.mine(self.around.time.now());
        }
        self.settle();
    }
}

/// A tab, with its page.
pub struct Process {
    host: Rc<SimHost>,
    session: Rc<RefCell<Option<Rc<Session>>>>,
    calls: Cell<u64>,
}

impl Process {
    /// Sends a call, once the process listens. Gives its number.
    pub fn call(&self, request: Request) -> u64 {
        self.call_with(request, Vec::new())
    }

    /// The same, with files beside the call.
    pub fn call_with(&self, request: Request, files: Vec<Box<dyn UserFile>>) -> u64 {
        let id = self.calls.replace(self.calls.get() + 1);
        let (host, session) = (self.host.clone(), self.session.clone());
        self.host.spawn(Box::pin(async move {
            while session.borrow().is_none() {
                host.around.time.sleep(1).await;
            }
            let session = session.borrow().clone();
            if let Some(session) = session {
                let asked = Call { id, request }.to_bytes().expect("every call can be written");
                let call = Call::from_bytes(&asked).expect("what was written can be read");
                let result = session.answer(call, files).await;
                host.tell(Message::Reply(Reply { id, result }));
            }
        }));
        id
    }

    /// What the page was told.
    pub fn page(&self) -> &Page {
        &self.host.page
    }

    /// What the page shows.
    ///
    /// # Panics
    /// Before the first view.
    pub fn view(&self) -> View {
        self.page().view().expect("a page that was told something")
    }

    /// What stands in a file that it offers; `None` where there is none any more.
    pub fn offered(&self, address: &str) -> Option<String> {
        self.host.files.text(address)
    }

    /// What it has asked over HTTP.
    pub fn traffic(&self) -> &Traffic {
        &self.host.traffic
    }

    /// Its points, and its end.
    pub fn life(&self) -> &Rc<Life> {
        self.host.life()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.life().end();
        self.host.device.locks.forget(self.host.number);
        // What it held goes with it: the lock, its wires.
        self.session.borrow_mut().take();
    }
}
