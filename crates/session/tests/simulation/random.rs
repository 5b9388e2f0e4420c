//! Random lives of a wallet: what the user does in any order, a cloud that fails, processes that die anywhere. Every view
//! is judged, and so is what a new device finds.
//!
//! `LIFEBOAT_TRACES` says how many lives each of the tests looks at; `LIFEBOAT_SEED` which one alone.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{
    Answer, BackupLock, BackupStatus, NewLock, Phase, Problem, ReadOnly, Request, Sure, Unlocker, View,
};

use crate::{
    device::Device,
    host::Crash,
    time::Dice,
    world::{Process, World},
};

const PINS: [&str; 3] = ["739205", "846193", "518273"];
const STEPS: usize = 8;
/// Points in which a process may die after a request began.
const REACH: u64 = 90;

/// One wallet's life.
struct Life {
    seed: u64,
    world: World,
    dice: Dice,
    phone: Device,
    tab: Process,
    /// Views of this tab that were judged.
    judged: usize,
    /// A wallet was said to be here.
    made: bool,
    /// PINs that may be the wallet's: one, or two while nobody knows whether a change came to its end.
    pins: Vec<&'static str>,
}

impl Life {
    fn new(seed: u64) -> Life {
        let world = World::new(seed);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        let dice = Dice::new(seed ^ 0x5eed);
        Life { seed, world, dice, phone, tab, judged: 0, made: false, pins: Vec::new() }
    }

    fn below(&self, most: u64) -> u64 {
        self.dice.roll() % most
    }

    fn pin(&self) -> &'static str {
        PINS[self.below(3) as usize]
    }

    /// What the user does next, and whether the process dies in it.
    fn step(&mut self) {
        let what = self.below(12);
        match what {
            0 => self.reopen(),
            1 => self.weather(),
            2 => drop(self.world.run_until(self.below(90_000), || false)),
            _ => self.request(what),
        }
        if self.tab.life().is_over() {
            self.reopen();
        }
        self.judge();
    }

    fn request(&mut self, what: u64) {
        let Some(view) = self.tab.page().view() else { return };
        let request = match (&view.phase, what) {
            (Phase::Empty, _) => Request::CreateWallet { name: "Samantha".into() },
            (Phase::Locked, _) => {
                let Some(pin) = self.pins.get(self.below(self.pins.len().max(1) as u64) as usize) else {
                    return;
                };
                Request::Unlock { unlocker: Unlocker::Pin((*pin).into()) }
            }
            (_, 3..=5) if view.backup == BackupStatus::Off => {
                let pin = self.pin();
                self.pins.push(pin);
                Request::StartBackup {
                    lock: BackupLock::New(NewLock::Pin(pin.into())),
                    drive: self.world.drive(0),
                }
            }
            (_, 3 | 4) => {
                let old = self.pins.last().map(|pin| Unlocker::Pin((*pin).into()));
                let new = self.pin();
                self.pins.push(new);
                Request::ChangeLock { old, new: NewLock::Pin(new.into()) }
            }
            (_, 5) => Request::Disconnect { delete_copy: self.below(2) == 0 },
            (_, 6) => Request::Lock,
            (_, 7) => Request::BackUpNow,
            (_, 8) => Request::RetryNow,
            (_, 9) => Request::AddSecond { drive: self.world.drive(1) },
            (_, 10) => Request::MoveToSecond,
            (_, _) => Request::Receive { amount_msat: None, note: "a note".into() },
        };
        if self.below(3) == 0 {
            let at = self.tab.life().points().len() + self.below(REACH) as usize;
            let crash = if self.below(2) == 0 { Crash::Before } else { Crash::After };
            self.tab.life().crash_at(at, crash);
        }
        let answer = self.ask(request.clone());
        assert!(
            !matches!(answer, Some(Err(Problem::Internal { .. }))),
            "seed {}: {} made a mistake: {answer:?}",
            self.seed,
            json(&request)
        );
        self.learn(&request, answer);
    }

    /// Asks; where a cloud that fails keeps the answer, it is mended after two minutes.
    fn ask(&self, request: Request) -> Option<Result<Answer, Problem>> {
        let call = self.tab.call(request.clone());
        let over = || self.tab.life().is_over() || self.tab.page().answer(call).is_some();
        if !self.world.run_until(120_000, over) {
            self.mend();
            assert!(
                self.world.run_until(600_000, over),
                "seed {}: no answer to {}",
                self.seed,
                json(&request)
            );
        }
        self.tab.page().answer(call)
    }

    fn mend(&self) {
        for cloud in self.world.around.clouds.iter() {
            cloud.mend();
        }
    }

    /// What the PIN is after an answer.
    fn learn(&mut self, request: &Request, answer: Option<Result<Answer, Problem>>) {
        match (request, answer) {
            (Request::ChangeLock { new: NewLock::Pin(new), .. }, Some(Ok(_)))
            | (Request::StartBackup { lock: BackupLock::New(NewLock::Pin(new)), .. }, Some(Ok(_))) => {
                self.pins.retain(|pin| *pin == new.expose());
            }
            (Request::Unlock { unlocker: Unlocker::Pin(right) }, Some(Ok(_))) => {
                self.pins.retain(|pin| *pin == right.expose());
            }
            (Request::Unlock { unlocker: Unlocker::Pin(wrong) }, Some(Err(Problem::WrongSecret))) => {
                self.pins.retain(|pin| *pin != wrong.expose());
                assert!(!self.pins.is_empty(), "seed {}: no PIN opens the wallet any more", self.seed);
            }
            // It may or may not have come to its end.
            _ => {}
        }
        self.pins.dedup();
    }

    /// The cloud fails, or is mended.
    fn weather(&self) {
        let cloud = &self.world.around.clouds[self.below(2) as usize];
        cloud.mend();
        let fault = match self.below(7) {
            0 => Fault::RequestLost,
            1 => Fault::AnswerLost,
            2 => Fault::Duplicate,
            3 => Fault::Status { status: 507 },
            4 => Fault::StatusYetDone { status: 503 },
            _ => return,
        };
        let rule = if self.below(2) == 0 { Rule::always(fault) } else { Rule::once(fault) };
        cloud.fault(rule.after(self.below(12) as u32));
    }

    fn reopen(&mut self) {
        self.judge();
        let tab = self.world.open(&self.phone);
        self.tab = tab;
        self.judged = 0;
        let settled = |view: &View| !matches!(view.phase, Phase::Starting);
        self.world.see(&self.tab, "what is here", settled);
    }

    /// No view says what is not so.
    fn judge(&mut self) {
        let views = self.tab.page().views();
        for (at, view) in &views[self.judged..] {
            let told = || format!("seed {}, {at}: {view:#?}", self.seed);
            assert!(!matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }), "{}", told());
            assert!(!(self.made && view.phase == Phase::Empty), "an empty wallet: {}", told());
            assert_eq!(view.balance.lightning_msat, 0, "money that is not there: {}", told());
            self.made |= matches!(view.phase, Phase::Ready | Phase::Locked);
        }
        self.judged = views.len();
    }

    /// What said "Saved" last can be restored by a new device, with the PIN.
    fn end(mut self) {
        self.judge();
        let last = self.tab.page().view();
        self.tab.life().end();
        self.mend();
        let is_saved = |view: &View| {
            view.phase == Phase::Ready
                && matches!(view.backup, BackupStatus::Saved { .. })
                && view.service.is_some()
        };
        if let Some(view) = last.filter(is_saved) {
            self.restored_elsewhere(&view);
        } else if self.made {
            self.reopen();
            self.world
                .see(&self.tab, "the wallet", |view| matches!(view.phase, Phase::Locked | Phase::Ready));
        }
    }

    fn restored_elsewhere(&self, saved: &View) {
        let laptop = self.world.device("laptop");
        let other = self.world.open(&laptop);
        self.world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
        let folder = saved.service.as_ref().map(|service| service.file.clone()).unwrap_or_default();
        let mut tried = Vec::new();
        for cloud in [0, 1] {
            let drive = self.world.drive(cloud);
            let Some(Ok(Answer::Found { backups })) =
                self.world.ask(&other, Request::FindBackups { drive: drive.clone() })
            else {
                continue;
            };
            for backup in backups.iter().filter(|backup| backup.id.contains(&folder)) {
                for pin in &self.pins {
                    let unlocker = Unlocker::Pin((*pin).into());
                    let request = Request::Restore {
                        drive: drive.clone(),
                        backup: backup.id.clone(),
                        unlocker,
                        sure: Sure::default(),
                    };
                    match self.world.ask(&other, request) {
                        Some(Ok(Answer::Restored(restored))) => {
                            assert_eq!(restored.balance_msat, 0);
                            return;
                        }
                        refused => tried.push((cloud, backup.id.clone(), *pin, refused)),
                    }
                }
            }
        }
        panic!("seed {}: said to be saved and cannot be restored: {tried:#?}\n{saved:#?}", self.seed);
    }
}

/// As the page writes it; the secrets are these tests' own.
fn json(request: &Request) -> String {
    serde_json::to_string(request).unwrap_or_default()
}

fn live(seed: u64) {
    let mut life = Life::new(seed);
    for _ in 0..STEPS {
        life.step();
    }
    life.end();
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// So many lives from here on; several tests, because a test is one thread.
fn lives(from: u64) {
    if let Some(seed) = number("LIFEBOAT_SEED") {
        return live(seed);
    }
    for seed in from..from + number("LIFEBOAT_TRACES").unwrap_or(100) {
        live(seed);
    }
}

#[test]
fn no_life_is_said_to_be_saved_and_is_not() {
    lives(0);
}

#[test]
fn no_life_is_said_to_be_saved_and_is_not_from_ten_thousand_on() {
    lives(10_000);
}

#[test]
fn no_life_is_said_to_be_saved_and_is_not_from_twenty_thousand_on() {
    lives(20_000);
}

#[test]
fn no_life_is_said_to_be_saved_and_is_not_from_thirty_thousand_on() {
    lives(30_000);
}
