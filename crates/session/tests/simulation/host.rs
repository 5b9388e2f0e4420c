//! One tab's process as the session sees it: every call that leaves it is a numbered point at which it can die.

use std::{
    cell::{Cell, RefCell},
    future::{pending, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use async_trait::async_trait;
use futures::{
    FutureExt,
    executor::LocalSpawner,
    future::Either,
    future::{AbortHandle, LocalBoxFuture, abortable},
    task::LocalSpawnExt,
};
use lifeboat_backup::{LocalStore, MemoryStore, SharedStore, StoreError, Writes};
use lifeboat_cloud::http::{Answer, Http, HttpError, Method, Request};
use lifeboat_clouds::{Core, google::Google, microsoft::Microsoft, nextcloud::Nextcloud};
use lifeboat_crypto::{CryptoRng, Kdf, KdfBounds};
use lifeboat_messages::{Message, Problem};
use lifeboat_session::{
    Host,
    host::{KdfLimits, Manner, OfferedFile, Socket, SocketEvent, TabLock},
};
use lifeboat_wallet::{
    Fetch,
    sim::{Chain, LightningNetwork},
};
use zeroize::Zeroizing;

use crate::{
    device::Device,
    files::OfferedFiles,
    guard_doubles::Guards,
    kept::Kept,
    page::Page,
    services::{SERVICE, Service},
    steps::Steps,
    storages::Storages,
    time::{Dice, Time},
    traffic::Traffic,
};

/// The page's own address; `config.json` is there.
pub const ORIGIN: &str = "https://wallet.example";
/// The chain service.
pub const CHAIN: &str = "https://chain.example";

/// Where the provider is asked for a channel over HTTP.
pub const CHANNEL_REQUEST: &str = "https://provider.example/channel";
/// A chain service of another network of the same name.
pub const OTHER_CHAIN: &str = "https://other-chain.example";
/// Where the provider's node is.
pub const PROVIDER: &str = "sim:9735";
/// A peer that takes every call, and hangs up without a word.
pub const CURT: &str = "curt:9735";

/// What a point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Point {
    /// A request to a drive, or to the chain service.
    Send,
    /// A look into this device's store.
    Read,
    /// A change of this device's store.
    Write,
    /// A wait.
    Sleep,
    /// A question about the device's key, or its lock.
    Device,
}

/// How a process dies at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Before anything was done.
    Before,
    /// It was done, and nobody heard of it.
    After,
}

/// What all processes share.
#[derive(Clone)]
pub struct Surroundings {
    pub time: Time,
    pub dice: Dice,
    pub clouds: Rc<Vec<Core<Nextcloud>>>,
    /// At [`ONE_DRIVE`]: a service with a sign-in, whose tokens change.
    pub one_drive: Core<Microsoft>,
    /// At [`GOOGLE`]: a service that lets in for an hour.
    pub google: Core<Google>,
    /// Those that only what is asked at rest is measured of.
    pub storages: Storages,
    pub network: Rc<LightningNetwork>,
    /// What [`OTHER_CHAIN`] shows.
    pub other_chain: Rc<Chain>,
    /// How long the chain service thinks about each answer, ms.
    pub chain_late_ms: Rc<Cell<u64>>,
    /// How long an answer of the clouds that a form leads to is on its way, ms.
    pub clouds_late_ms: Rc<Cell<u64>>,
    /// What the clouds list begins as with lighttpd.
    pub are_lighttpd: Rc<Cell<bool>>,
    /// A request is waited for without an end, whatever it says.
    pub is_patient: Rc<Cell<bool>>,
    /// The chain service does not know what fees are usual.
    pub knows_no_fees: Rc<Cell<bool>>,
    /// Those that a PIN can be registered at.
    pub guards: Rc<Guards>,
    /// Lightning addresses and LNURL.
    pub service: Rc<Service>,
    pub wires: Rc<Wires>,
    pub config: Rc<str>,
    /// Addresses that the bridge of the page's origin dials.
    pub bridged: Rc<RefCell<Vec<String>>>,
    /// What the page's server has as the map of the network, if it answers.
    pub map: Rc<RefCell<Option<Vec<u8>>>>,
    pub spawner: LocalSpawner,
}

impl Surroundings {
    fn leads_to(&self, address: &str) -> bool {
        self.bridged.borrow().iter().any(|bridged| bridged == address)
    }
}

/// A socket that never opens.
struct NoSocket;

impl Socket for NoSocket {
    fn send(&self, _: &[u8]) {}
}

/// The host of one process.
pub struct SimHost {
    pub number: u64,
    pub around: Surroundings,
    pub device: Device,
    pub page: Rc<Page>,
    pub files: OfferedFiles,
    pub traffic: Traffic,
    store: Rc<SimStore>,
    life: Rc<Life>,
}

/// Whether a process lives, and where it is to die.
#[derive(Default)]
pub struct Life {
    dead: Cell<bool>,
    points: RefCell<Vec<Point>>,
    crash: Cell<Option<(usize, Crash)>>,
    sleep: Cell<Option<usize>>,
    sleep_after: Cell<Option<usize>>,
    refused: Cell<Option<usize>>,
    steps: Steps,
    asleep: Cell<bool>,
    offline: Cell<bool>,
    /// How far its device's clock is from the time, ms.
    clock_off_ms: Cell<i64>,
    sleepers: RefCell<Vec<Waker>>,
    /// What came over its wires meanwhile.
    missed: RefCell<Vec<(Handle, SocketEvent)>>,
    /// How often it spoke over a wire, and which point was its last before it dialled for the first time.
    spoken: Cell<usize>,
    before_dialling: Cell<Option<usize>>,
    tasks: RefCell<Vec<AbortHandle>>,
    /// Each task that has not ended holds one.
    running: Rc<()>,
}

impl Life {
    /// Nothing of it happens any more: at once, wherever it is.
    pub fn end(&self) {
        self.dead.set(true);
        for task in self.tasks.take() {
            task.abort();
        }
    }

    /// Whether it was ended, by itself or by a crash.
    pub fn is_over(&self) -> bool {
        self.dead.get()
    }

    /// How many tasks have not ended: whatever they hold is in memory.
    pub fn tasks(&self) -> usize {
        Rc::strong_count(&self.running) - 1
    }

    /// What it did so far, in order; also what has not come back yet.
    pub fn points(&self) -> Vec<Point> {
        self.points.borrow().clone()
    }

    /// It dies at the point of this number, counted from 0.
    pub fn crash_at(&self, number: usize, crash: Crash) {
        self.crash.set(Some((number, crash)));
    }

    /// Where it is cut off, step by step.
    pub fn steps(&self) -> &Steps {
        &self.steps
    }

    /// Begins a step, or ends the process in its place. Whether the process continues.
    fn step(&self) -> bool {
        if self.steps.is_over() {
            self.end();
        }
        !self.is_over()
    }

    /// The browser puts the tab to sleep: nothing comes out of it, and nothing comes back.
    pub fn fall_asleep(&self) {
        self.asleep.set(true);
    }

    /// It falls asleep at the point of this number, counted from 0, before anything is done.
    pub fn fall_asleep_at(&self, number: usize) {
        self.sleep.set(Some(number));
    }

    /// It falls asleep at the point of this number, after what it asked for was done, and before it hears of it.
    pub fn fall_asleep_after(&self, number: usize) {
        self.sleep_after.set(Some(number));
    }

    /// Its device's store refuses at the point of this number, counted from 0, and nothing is done there.
    pub fn refuse_store_at(&self, number: usize) {
        self.refused.set(Some(number));
    }

    /// Whether the store refuses at the next point.
    fn refuses_store(&self) -> bool {
        self.refused.get() == Some(self.points.borrow().len())
    }

    /// Its device is without a network, or has one again.
    pub fn set_offline(&self, offline: bool) {
        self.offline.set(offline);
    }

    /// The clock of its device is set, to so far from the time.
    pub fn set_clock_off(&self, ms: i64) {
        self.clock_off_ms.set(ms);
    }

    /// Goes on where it stood. What came over its wires is there before anything else.
    pub fn wake(&self) {
        self.asleep.set(false);
        for (handle, event) in self.missed.take() {
            handle(event);
        }
        for sleeper in self.sleepers.take() {
            sleeper.wake();
        }
    }

    /// How often it spoke over a wire.
    pub fn spoken(&self) -> usize {
        self.spoken.get()
    }

    /// The number of its last point before it dialled for the first time.
    pub fn before_dialling(&self) -> Option<usize> {
        self.before_dialling.get()
    }

    fn dials(&self) {
        let last = self.points.borrow().len().checked_sub(1);
        self.before_dialling.set(self.before_dialling.get().or(last));
    }

    fn hear(&self, handle: &Handle, event: SocketEvent) {
        match self.asleep.get() {
            true => self.missed.borrow_mut().push((handle.clone(), event)),
            false => handle(event),
        }
    }

    async fn awake(&self) {
        poll_fn(|context| {
            if !self.asleep.get() {
                return Poll::Ready(());
            }
            self.sleepers.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn dies_at(&self, number: usize, when: Crash) -> bool {
        self.crash.get() == Some((number, when))
    }

    /// Does something that leaves the process.
    async fn point<T>(&self, point: Point, work: impl Future<Output = T>) -> T {
        if self.dead.get() {
            return pending().await;
        }
        let number = self.points.borrow().len();
        self.points.borrow_mut().push(point);
        if self.sleep.get() == Some(number) {
            self.fall_asleep();
        }
        self.awake().await;
        self.steps.turn().await;
        if self.dies_at(number, Crash::Before) {
            self.end();
            return pending().await;
        }
        let done = work.await;
        if !self.step() {
            return pending().await;
        }
        self.steps.turn().await;
        if self.sleep_after.get() == Some(number) {
            self.fall_asleep();
        }
        self.awake().await;
        // Asked again: what it is spared meanwhile does not come after all.
        if self.dies_at(number, Crash::After) {
            self.end();
        }
        if self.dead.get() { pending().await } else { done }
    }
}

impl SimHost {
    pub fn new(number: u64, around: Surroundings, device: Device) -> SimHost {
        let life: Rc<Life> = Rc::default();
        let store = Rc::new(SimStore { store: device.store.clone(), life: life.clone() });
        let page = Rc::new(Page::new(around.time.clone(), Kept::new(around.clouds.clone())));
        SimHost {
            number,
            around,
            device,
            page,
            files: OfferedFiles::default(),
            traffic: Traffic::default(),
            store,
            life,
        }
    }

    pub fn life(&self) -> &Rc<Life> {
        &self.life
    }

    async fn answer(&self, request: Request) -> Result<Answer, HttpError> {
        if self.life.offline.get() {
            return Err(HttpError::NotSent);
        }
        let found = |body: Vec<u8>| Answer { status: 200, headers: Vec::new(), body };
        if request.url == format!("{ORIGIN}/config.json") {
            return Ok(found(self.around.config.as_bytes().to_vec()));
        }
        if let Some(to) = request.url.strip_prefix(&format!("{ORIGIN}/bridge?to=")) {
            let status = if self.around.leads_to(to) { 204 } else { 403 };
            return Ok(Answer { status, headers: Vec::new(), body: Vec::new() });
        }
        if let Some(path) = request.url.strip_prefix(OTHER_CHAIN) {
            let answer = self.around.other_chain.get(path).await.map_err(|_| HttpError::NoAnswer)?;
            return Ok(Answer { status: answer.status, headers: Vec::new(), body: answer.body });
        }
        let late = self.around.guards.delay_ms(&request);
        if late > 0 {
            self.around.time.sleep(late).await;
        }
        let (now_ms, mut dice) = (self.around.time.now(), self.around.dice.clone());
        if let Some(answer) = self.around.guards.hear(&request, now_ms, &mut dice) {
            return answer;
        }
        if let Some(path) = request.url.strip_prefix(SERVICE) {
            return self.around.service.answer(path, &self.around.network);
        }
        if request.url == format!("{ORIGIN}/graph") {
            let map = self.around.map.borrow().clone();
            return map.map(found).ok_or(HttpError::NoAnswer);
        }
        if request.url == CHANNEL_REQUEST {
            return Ok(self.open_channels());
        }
        if let Some(path) = request.url.strip_prefix(CHAIN) {
            return self.ask_chain(request.method, path, &request.body).await;
        }
        let request = match self.around.storages.answer(request).await {
            Ok(answer) => return answer,
            Err(request) => request,
        };
        if [ONE_DRIVE, ONE_DRIVE_FILES].iter().any(|at| request.url.starts_with(at)) {
            return self.around.one_drive.http(ORIGIN).send(request).await;
        }
        if request.url.starts_with(GOOGLE) {
            return self.around.google.http(ORIGIN).send(request).await;
        }
        for (index, cloud) in self.around.clouds.iter().enumerate() {
            if request.url.starts_with(&cloud_address(index)) {
                let late = self.around.clouds_late_ms.get();
                if late > 0 {
                    self.around.time.sleep(late).await;
                }
                let answer = cloud.http(ORIGIN).send(request).await;
                return match self.around.are_lighttpd.get() {
                    true => answer.map(as_lighttpd),
                    false => answer,
                };
            }
        }
        Err(HttpError::NotSent)
    }

    /// The provider opens one to each wallet that is connected.
    fn open_channels(&self) -> Answer {
        let network = &self.around.network;
        let opened = network.connected().into_iter().all(|to| network.open_channel(to, 1_000_000, 0).is_ok());
        Answer { status: if opened { 200 } else { 503 }, headers: Vec::new(), body: Vec::new() }
    }

    async fn ask_chain(&self, method: Method, path: &str, body: &[u8]) -> Result<Answer, HttpError> {
        let late = self.around.chain_late_ms.get();
        if late > 0 {
            self.around.time.sleep(late).await;
        }
        if method == Method::Post {
            let text = String::from_utf8_lossy(body);
            let said = self.around.network.post(path, &text).map_err(|_| HttpError::NoAnswer)?;
            return Ok(Answer { status: said.status, headers: Vec::new(), body: said.body });
        }
        if self.around.knows_no_fees.get() && path.ends_with("fee-estimates") {
            return Ok(Answer { status: 503, headers: Vec::new(), body: Vec::new() });
        }
        let answer = self.around.network.get(path).await.map_err(|_| HttpError::NoAnswer)?;
        Ok(Answer { status: answer.status, headers: Vec::new(), body: answer.body })
    }
}

/// The same listing with the words by which that server is known.
fn as_lighttpd(answer: Answer) -> Answer {
    const BEGINS: &str = "<d:multistatus";
    const KNOWN: &str =
        r#"<!--<D:multistatus xmlns:D="DAV:" xmlns:ns0="urn:uuid:c2f41010-65b3-11d1-a29f-00aa00c14882/">-->"#;
    let Answer { status, mut headers, body } = answer;
    let listing = String::from_utf8(body);
    let body = match listing {
        Ok(listing) if status == 207 => listing.replacen(BEGINS, &format!("{KNOWN}{BEGINS}"), 1).into_bytes(),
        Ok(other) => other.into_bytes(),
        Err(bytes) => bytes.into_bytes(),
    };
    headers.retain(|(name, _)| status != 207 || !name.eq_ignore_ascii_case("content-length"));
    Answer { status, headers, body }
}

/// Where one signs in to OneDrive.
pub const ONE_DRIVE: &str = "https://one-drive.example";
/// Where its files are, as it says itself.
pub const ONE_DRIVE_FILES: &str = lifeboat_clouds::Direct::<Microsoft>::BASE;

/// Where Google is.
pub const GOOGLE: &str = "https://google.example";

/// Where the cloud of this number is.
pub fn cloud_address(index: usize) -> String {
    format!("https://drive-{index}.example")
}

#[async_trait(?Send)]
impl Host for SimHost {
    fn now_ms(&self) -> u64 {
        self.around.time.now().saturating_add_signed(self.life.clock_off_ms.get())
    }

    fn instant_ms(&self) -> u64 {
        self.around.time.now()
    }

    async fn sleep(&self, ms: u64) {
        self.life.point(Point::Sleep, self.around.time.sleep(ms)).await;
    }

    fn spawn(&self, task: LocalBoxFuture<'static, ()>) {
        if self.life.is_over() {
            return;
        }
        let runs = self.life.running.clone();
        let (life, mut task) = (self.life.clone(), task);
        let stepped = poll_fn(move |context| match life.step() {
            true => task.poll_unpin(context),
            false => Poll::Pending,
        });
        let (task, handle) = abortable(stepped.map(move |()| drop(runs)));
        self.life.tasks.borrow_mut().push(handle);
        self.around.spawner.spawn_local(task.map(drop)).expect("the executor lives as long as the world");
    }

    fn rng(&self) -> Box<dyn CryptoRng> {
        Box::new(self.around.dice.clone())
    }

    fn calibrate(&self) -> Kdf {
        Kdf::Argon2id { memory_kib: 8, passes: 1 }
    }

    fn kdf_limits(&self) -> KdfLimits {
        KdfLimits { read: KdfBounds::dangerously_low(), write: KdfBounds::dangerously_low() }
    }

    fn origin(&self) -> Rc<str> {
        ORIGIN.into()
    }

    fn label(&self) -> Rc<str> {
        self.device.label.clone()
    }

    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let number = self.traffic.asked(&request);
        let patience_ms = if self.around.is_patient.get() { u64::MAX } else { request.timeout_ms.into() };
        let patience = self.around.time.sleep(patience_ms);
        let answered = async {
            match futures::future::select(Box::pin(self.answer(request)), Box::pin(patience)).await {
                Either::Left((answer, _)) => answer,
                // Nothing is known of what became of it, as in a browser.
                Either::Right(_) => Err(HttpError::NoAnswer),
            }
        };
        let answer = self.life.point(Point::Send, answered).await?;
        self.traffic.answered(number, &answer);
        Ok(answer)
    }

    fn dial(&self, _: &str, to: &str, handle: Box<dyn Fn(SocketEvent)>) -> Option<Box<dyn Socket>> {
        if self.life.is_over() {
            return None;
        }
        if to == CURT && self.around.leads_to(to) {
            self.around.wires.curt.borrow_mut().push(handle.into());
            return Some(Box::new(NoSocket));
        }
        if self.life.offline.get() || !self.around.leads_to(to) || to != PROVIDER {
            // The browser does not say why.
            self.around.wires.refused.borrow_mut().push(handle.into());
            return Some(Box::new(NoSocket));
        }
        self.life.dials();
        let wire = self.around.network.dial().ok()?;
        let (handle, hearing): (Handle, _) = (handle.into(), self.life.clone());
        self.around.wires.add(wire, Box::new(move |event| hearing.hear(&handle, event)));
        let (network, wires, life) =
            (self.around.network.clone(), self.around.wires.clone(), self.life.clone());
        Some(Box::new(SimSocket { wire, network, wires, life }))
    }

    fn store(&self) -> Rc<dyn SharedStore> {
        self.store.clone()
    }

    async fn device_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        self.life.point(Point::Device, async { Ok(Zeroizing::new(self.device.secret)) }).await
    }

    async fn sign_in_secret(&self) -> Result<Zeroizing<[u8; 32]>, Problem> {
        let other = self.device.secret.map(|byte| !byte);
        self.life.point(Point::Device, async { Ok(Zeroizing::new(other)) }).await
    }

    async fn take_lock(
        &self,
        manner: Manner,
        on_taken_away: Box<dyn FnOnce()>,
    ) -> Result<Option<Box<dyn TabLock>>, Problem> {
        let locks = &self.device.locks;
        let life = self.life.clone();
        let on_taken_away: Box<dyn FnOnce()> = Box::new(move || {
            if !life.is_over() {
                on_taken_away();
            }
        });
        let taking = async {
            match manner {
                Manner::IfFree => locks.take(on_taken_away).ok(),
                Manner::ByForce => {
                    let (held, robbed) = locks.steal(on_taken_away);
                    if let Some(robbed) = robbed {
                        robbed();
                    }
                    Some(held)
                }
                Manner::Within(ms) => {
                    let mut late = Box::pin(self.around.time.sleep(ms.into()).fuse());
                    let mut on_taken_away = on_taken_away;
                    loop {
                        match locks.take(on_taken_away) {
                            Ok(held) => break Some(held),
                            Err(back) => on_taken_away = back,
                        }
                        futures::select_biased! {
                            _ = locks.freed().fuse() => {}
                            () = late => break None,
                        }
                    }
                }
            }
        };
        let held = self.life.point(Point::Device, taking).await;
        Ok(held.map(|held| Box::new(held) as Box<dyn TabLock>))
    }

    fn ask_for_lock(&self, on_kept: Box<dyn Fn()>) {
        if !self.life.is_over() {
            self.device.locks.ask(self.number, on_kept);
        }
    }

    fn keep_lock(&self) {
        if !self.life.is_over() {
            self.device.locks.keep();
        }
    }

    fn on_lock_asked(&self, handle: Box<dyn Fn()>) -> Result<(), Problem> {
        let life = self.life.clone();
        self.device.locks.listen(
            self.number,
            Rc::new(move || {
                if !life.is_over() {
                    handle();
                }
            }),
        );
        Ok(())
    }

    fn offer(&self, _: &str, content: &[u8]) -> Result<Box<dyn OfferedFile>, Problem> {
        Ok(self.files.offer(self.number, content))
    }

    fn tell(&self, message: Message) {
        if !self.life.is_over() {
            self.page.hear(&message);
        }
    }
}

/// One process's handle to its device's store.
struct SimStore {
    store: MemoryStore,
    life: Rc<Life>,
}

#[async_trait(?Send)]
impl LocalStore for SimStore {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        if self.life.refuses_store() {
            return self.life.point(Point::Read, async { Err(StoreError::Unknown) }).await;
        }
        self.life.point(Point::Read, self.store.read(key)).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.life.point(Point::Read, self.store.list(prefix)).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        if self.life.refuses_store() {
            return self.life.point(Point::Write, async { Err(StoreError::Full) }).await;
        }
        self.life.point(Point::Write, self.store.write(writes)).await
    }
}

#[async_trait(?Send)]
impl SharedStore for SimStore {
    async fn take(&self) -> Result<(), StoreError> {
        self.life.point(Point::Write, self.store.take()).await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        self.life.point(Point::Write, self.store.renew(all)).await
    }
}

/// A wire to the provider's node.
struct SimSocket {
    wire: u64,
    network: Rc<LightningNetwork>,
    wires: Rc<Wires>,
    life: Rc<Life>,
}

impl Socket for SimSocket {
    fn send(&self, bytes: &[u8]) {
        if !self.life.is_over() {
            self.life.spoken.set(self.life.spoken.get() + 1);
            self.network.received(self.wire, bytes);
        }
    }
}

impl Drop for SimSocket {
    fn drop(&mut self) {
        self.wires.open.borrow_mut().retain(|(wire, _, _)| *wire != self.wire);
        self.wires.hanging.borrow_mut().retain(|(wire, _)| *wire != self.wire);
        self.network.hang_up(self.wire);
    }
}

type Handle = Rc<dyn Fn(SocketEvent)>;

/// All wires, and whether their opening was told.
#[derive(Default)]
pub struct Wires {
    open: RefCell<Vec<(u64, Handle, bool)>>,
    /// Whether what is dialled now hangs, and what does.
    hangs: Cell<bool>,
    hanging: RefCell<Vec<(u64, Handle)>>,
    /// Those that never open.
    refused: RefCell<Vec<Handle>>,
    /// Those that open, and end at once.
    curt: RefCell<Vec<Handle>>,
}

impl Wires {
    fn add(&self, wire: u64, handle: Box<dyn Fn(SocketEvent)>) {
        match self.hangs.get() {
            true => self.hanging.borrow_mut().push((wire, handle.into())),
            false => self.open.borrow_mut().push((wire, handle.into(), false)),
        }
    }

    /// Whether what is dialled from here on neither opens nor ends.
    pub fn set_hangs(&self, hangs: bool) {
        self.hangs.set(hangs);
    }

    /// How many hang.
    pub fn hanging(&self) -> usize {
        self.hanging.borrow().len()
    }

    /// They open.
    pub fn open_hanging(&self) {
        let hanging = self.hanging.take();
        self.open.borrow_mut().extend(hanging.into_iter().map(|(wire, handle)| (wire, handle, false)));
    }

    /// All of them break. Both ends hear of it.
    pub fn cut(&self, network: &LightningNetwork) {
        for (wire, handle, _) in self.open.take() {
            network.hang_up(wire);
            handle(SocketEvent::Closed);
        }
    }

    /// Hands over what the provider has sent. Whether there was anything.
    pub fn deliver(&self, network: &LightningNetwork) -> bool {
        let curt = self.curt.take().into_iter();
        let mut events: Vec<(Handle, SocketEvent)> = curt
            .flat_map(|handle| [(handle.clone(), SocketEvent::Open), (handle, SocketEvent::Closed)])
            .collect();
        self.open.borrow_mut().retain_mut(|(wire, handle, told)| {
            if !std::mem::replace(told, true) {
                events.push((handle.clone(), SocketEvent::Open));
                return true;
            }
            match network.take_outgoing(*wire) {
                Some(bytes) if bytes.is_empty() => true,
                Some(bytes) => {
                    events.push((handle.clone(), SocketEvent::Data(bytes)));
                    true
                }
                None => {
                    events.push((handle.clone(), SocketEvent::Closed));
                    false
                }
            }
        });
        let refused = self.refused.take();
        let any = !events.is_empty() || !refused.is_empty();
        for (handle, event) in events {
            handle(event);
        }
        for handle in refused {
            handle(SocketEvent::Closed);
        }
        any
    }
}
