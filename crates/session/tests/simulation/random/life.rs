//! One wallet's life: its devices and their tabs, and what happens to them.

use lifeboat_backup::StoreFault;
use lifeboat_clouds::{
    Fault, Rule,
    nextcloud::{APP_PASSWORD, USER_ID},
};
use lifeboat_messages::{Answer, DriveChoice, Phase, Problem, Request, View};
use lifeboat_session::host::UserFile;

use super::{money::Money, owner::Clouds, trace::Trace};
use crate::{
    device::Device,
    host::Crash,
    time::SimRng,
    world::{Process, World},
};

/// PINs that nobody refuses.
pub const PINS: [&str; 3] = ["739205", "84619327", "5182739164"];
const APP_PASSWORDS: [&str; 2] = [APP_PASSWORD, "qKfXn-2mPwd-LJYbi-7HoTf-a1GrS"];
/// So many phrases do for all lives: from each a seed is derived once a thread, which takes as long as a few requests.
const PHRASES: u64 = 64;
/// Points in which a process may die after a request began.
const REACH: u64 = 90;
const MOST_TABS: usize = 3;

pub struct Life {
    pub seed: u64,
    pub world: World,
    dice: SimRng,
    pub owned: Vec<Owned>,
    pub tabs: Vec<Tab>,
    /// PINs that may open a copy in a cloud.
    pub pins: Vec<&'static str>,
    /// Which app password each cloud takes.
    app_passwords: [usize; 2],
    /// Once: who has the old one cannot know what goes on there.
    pub password_changed: bool,
    /// The user has gone on from a second copy, on a device that does not know where the first one is.
    pub insisted: bool,
    pub money: Money,
    pub clouds: Clouds,
    pub trace: Trace,
}

/// A device of the user's.
pub struct Owned {
    pub device: Device,
    /// PINs that may open what is on it.
    pub pins: Vec<&'static str>,
    /// A wallet was said to be on it.
    pub has_wallet: bool,
    /// The user has given it up, or it has fallen into the water: it never comes back.
    pub lost: bool,
    /// Its browser has thrown away what it kept: what was nowhere else is gone, if its tab was closed before
    /// it was kept again.
    pub thrown_away: bool,
}

pub struct Tab {
    pub process: Process,
    /// The number of its device.
    pub device: usize,
    /// Views that were judged.
    pub judged: usize,
    asleep: bool,
    /// What was asked and is not answered.
    waiting: Vec<(u64, Request)>,
}

impl Tab {
    pub fn view(&self) -> Option<View> {
        self.process.page().view()
    }
}

impl Life {
    pub fn new(seed: u64, trace: Trace) -> Life {
        let world = World::new(seed % PHRASES);
        let owned = ["phone", "laptop"].map(|label| Owned {
            device: world.device(label),
            pins: Vec::new(),
            has_wallet: false,
            lost: false,
            thrown_away: false,
        });
        let mut life = Life {
            seed,
            dice: SimRng::new(seed ^ 0x5eed),
            world,
            owned: owned.into(),
            tabs: Vec::new(),
            pins: Vec::new(),
            app_passwords: [0, 0],
            password_changed: false,
            insisted: false,
            money: Money::default(),
            clouds: Clouds::default(),
            trace,
        };
        life.open(0);
        if seed.is_multiple_of(16) {
            life.begin_with_money();
        }
        // Most lives begin where most of them go.
        if life.below(4) > 0 {
            for _ in 0..4 {
                life.wish(0);
                life.bury();
            }
        }
        if life.coin() {
            life.open(1);
            life.wish(1);
            life.bury();
        }
        life
    }

    pub fn below(&self, most: u64) -> u64 {
        self.dice.roll() % most
    }

    pub fn coin(&self) -> bool {
        self.below(2) == 0
    }

    pub fn any(&self, count: usize) -> usize {
        self.below(count.max(1) as u64) as usize
    }

    pub fn pin(&self) -> &'static str {
        PINS[self.any(PINS.len())]
    }

    pub fn drive(&self, cloud: usize) -> DriveChoice {
        self.world.drive_with(cloud, APP_PASSWORDS[self.app_passwords[cloud]])
    }

    /// Something happens.
    pub fn step(&mut self) {
        let what = self.below(20);
        self.trace.step(&self.world, what);
        match what {
            0 => self.close_a_tab(),
            1 | 2 => self.open_a_tab(),
            3 | 4 => self.weather(),
            5 => self.pass(90_000),
            6 => self.fall_asleep(),
            _ => {
                let tab = self.any(self.tabs.len());
                self.wake(tab);
                self.wish(tab);
            }
        }
        self.bury();
        self.judge();
    }

    /// At most so much time passes.
    pub fn pass(&mut self, most_ms: u64) {
        self.world.run(self.below(most_ms));
        self.hear(false);
    }

    fn close_a_tab(&mut self) {
        self.judge();
        let tab = self.any(self.tabs.len());
        let device = self.tabs.remove(tab).device;
        if self.tabs.is_empty() {
            self.open(device);
        }
    }

    fn open_a_tab(&mut self) {
        let device = self.owned.len() - 1 - self.any(3) / 2;
        if self.tabs.len() < MOST_TABS && !self.owned[device].lost {
            self.open(device);
        }
    }

    pub fn open(&mut self, device: usize) {
        let process = self.world.open(&self.owned[device].device);
        let tab = Tab { process, device, judged: 0, asleep: false, waiting: Vec::new() };
        self.world.see(&tab.process, "what is here", |view| view.phase != Phase::Starting);
        self.tabs.push(tab);
    }

    /// Who has died begins anew.
    pub fn bury(&mut self) {
        let over = |tab: &Tab| tab.process.life().is_over();
        if !self.tabs.iter().any(over) {
            return;
        }
        self.judge();
        let died: Vec<usize> = self.tabs.iter().filter(|tab| over(tab)).map(|tab| tab.device).collect();
        self.tabs.retain(|tab| !over(tab));
        for device in died {
            self.open(device);
        }
    }

    fn fall_asleep(&mut self) {
        let tab = self.any(self.tabs.len());
        self.tabs[tab].asleep = true;
        self.tabs[tab].process.life().fall_asleep();
    }

    pub fn wake(&mut self, tab: usize) {
        if std::mem::take(&mut self.tabs[tab].asleep) {
            self.tabs[tab].process.life().wake();
            self.world.settle();
            self.hear(false);
        }
    }

    /// All other devices are gone for good.
    pub fn lose_others(&mut self, device: usize) {
        self.judge();
        self.tabs.retain(|tab| tab.device == device);
        for (number, owned) in self.owned.iter_mut().enumerate() {
            owned.lost |= number != device;
        }
    }

    /// Nobody else has, or may have, the wallet.
    pub fn is_alone(&self, device: usize) -> bool {
        let others = self.owned.iter().enumerate().filter(|(number, _)| *number != device);
        others.into_iter().all(|(_, owned)| owned.lost || !(owned.has_wallet || owned.thrown_away))
    }

    /// Something outside fails, or is mended.
    fn weather(&mut self) {
        let cloud = self.any(2);
        let core = self.world.around.clouds[cloud].clone();
        let fault = match self.below(20) {
            0 => Fault::RequestLost,
            1 => Fault::AnswerLost,
            2 => Fault::Duplicate,
            3 => Fault::QuotaFull,
            4 => Fault::StatusYetDone { status: 503 },
            5 => Fault::Status { status: 503 },
            6 => Fault::Held,
            7 => Fault::SignedOut,
            8 => Fault::Torn { keep: self.any(400), status: Some(500) },
            9 => {
                self.password_changed = true;
                self.app_passwords[cloud] = 1 - self.app_passwords[cloud];
                let made = APP_PASSWORDS[self.app_passwords[cloud]];
                core.with(|service, _| service.change_app_password(USER_ID, made));
                return;
            }
            10 => return self.world.around.wires.cut(&self.world.around.network),
            11 => {
                let fault = [StoreFault::RefuseWrites, StoreFault::Full, StoreFault::ApplyAndFail];
                let store = &self.owned[self.any(2)].device.store;
                (0..self.below(4)).for_each(|_| store.fail_next(StoreFault::None));
                return store.fail_next(fault[self.any(3)]);
            }
            12 | 13 => return self.throw_away(),
            14..=17 => return self.change_cloud(),
            _ => return self.mend(),
        };
        let rule = if self.coin() { Rule::always(fault) } else { Rule::once(fault) };
        let rule = rule.after(self.below(12) as u32);
        self.trace.weather(cloud, &rule);
        core.fault(rule);
    }

    /// A browser does, and may take nothing from then on.
    fn throw_away(&mut self) {
        let device = self.any(2);
        let then = [StoreFault::None, StoreFault::Full, StoreFault::Lost][self.any(3)];
        let owned = &mut self.owned[device];
        owned.thrown_away = true;
        owned.device.store.evict();
        owned.device.store.set_fault(then);
    }

    pub fn mend(&self) {
        for owned in &self.owned {
            owned.device.store.set_fault(StoreFault::None);
        }
        for cloud in self.world.around.clouds.iter() {
            cloud.mend();
            cloud.release_all();
        }
    }

    pub fn ask(&mut self, tab: usize, request: Request) -> Option<Result<Answer, Problem>> {
        self.ask_with(tab, request, Vec::new())
    }

    /// Asks, and mostly waits for the answer; where a cloud that fails keeps it, the cloud is mended after two minutes.
    /// `None`: the process has died, or nobody waited.
    pub fn ask_with(
        &mut self,
        tab: usize,
        request: Request,
        files: Vec<Box<dyn UserFile>>,
    ) -> Option<Result<Answer, Problem>> {
        let device = self.tabs[tab].device;
        self.expect(device, &request);
        let process = &self.tabs[tab].process;
        if self.below(4) == 0 {
            let at = process.life().points().len() + self.any(REACH as usize);
            process.life().crash_at(at, if self.coin() { Crash::Before } else { Crash::After });
        }
        let call = process.call_with(request.clone(), files);
        self.trace.asked(&self.world, device, &request);
        self.tabs[tab].waiting.push((call, request.clone()));
        if self.below(7) == 0 {
            self.pass(2_000);
            return None;
        }
        let process = &self.tabs[tab].process;
        let over = || process.life().is_over() || process.page().answer(call).is_some();
        if !self.world.run_until(120_000, over) {
            self.mend();
            let answered = self.world.run_until(600_000, over);
            if !answered {
                self.trace.clouds(&self.world);
                panic!("seed {}: no answer to {}: {:#?}", self.seed, json(&request), process.view());
            }
        }
        let answer = process.page().answer(call);
        self.hear(true);
        answer
    }

    /// Hears all answers. `at_once`: when they are given.
    pub fn hear(&mut self, at_once: bool) {
        // By what is known before the answers.
        self.judge();
        let mut heard = Vec::new();
        for tab in &mut self.tabs {
            let (device, page) = (tab.device, tab.process.page());
            tab.waiting.retain(|(call, request)| match page.answer(*call) {
                Some(answer) => {
                    heard.push((device, request.clone(), answer));
                    false
                }
                None => true,
            });
        }
        for (device, request, answer) in heard {
            self.learn(device, &request, &answer, at_once);
        }
    }
}

/// As the page writes it; the secrets are these tests' own.
pub fn json(request: &Request) -> String {
    serde_json::to_string(request).unwrap_or_default()
}
