//! A course is played, and what it left is judged.

use lifeboat_messages::{
    Activity, Answer, Assurances, BackupStatus, Direction, FoundState, Outcome, Phase, Problem, ReadOnly,
    Request, Unlocker, View,
};

use super::course::{Course, Stage};
use crate::{
    device::Device,
    second_copy::is_in_step,
    world::{Process, World},
};

/// Of all worlds: from each other one a seed would have to be derived anew.
const SEED: u64 = 1;
/// What `with_channel` leaves to the wallet.
const BEGIN_MSAT: u64 = 400_000_000;
/// What is paid besides.
const PAID_MSAT: u64 = 25_000_000;
/// What is done after the answer may be cut off as well, for so long.
const AFTERWARDS_MS: u64 = 300;
/// Everything that was put off is done by then.
const CALM_MS: u64 = 60_000;

/// One course, played once.
pub struct Played<'a> {
    course: &'a Course,
    /// Which one, for who reads a failure.
    told: String,
    world: World,
    device: Device,
    had_wallet: bool,
    other: Option<Process>,
    /// Views that it had shown before.
    other_from: usize,
    answer: Option<Answer>,
    /// How many steps there were.
    pub steps: usize,
    /// The payment was shown as done and saved.
    is_paid: bool,
}

impl Played<'_> {
    /// The process ends after so many steps; `None`: it does not.
    pub fn new(course: &Course, last: Option<usize>) -> Played<'_> {
        let world = World::new(SEED);
        let Stage { device, tab, had_wallet, other, request, files } = (course.begin)(&world);
        let invoice = world.around.network.invoice(PAID_MSAT).expect("an invoice");
        let from = tab.page().views().len();
        let other_from = other.as_ref().map_or(0, |other| other.page().views().len());
        tab.life().steps().count(last);
        let call = tab.call_with(request, files);
        if course.pays {
            tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        }
        let is_over = || tab.life().is_over() || tab.page().answer(call).is_some();
        assert!(world.run_until(600_000, is_over), "{}: no answer", course.name);
        world.run_until(AFTERWARDS_MS, || tab.life().is_over());
        let told = format!("{}, cut off after step {last:?}", course.name);
        let answer = tab.page().answer(call);
        let answer = answer.map(|answer| answer.unwrap_or_else(|problem| panic!("{told}: {problem:?}")));
        if let Some(answer) = &answer {
            assert!((course.is_so)(&world, answer), "{told}: {answer:?}");
        }
        let steps = tab.life().steps().taken();
        world.around.clouds.iter().for_each(|cloud| cloud.mend());
        let mut played = Played {
            course,
            told,
            world,
            device,
            had_wallet,
            other,
            other_from,
            answer,
            steps,
            is_paid: false,
        };
        played.judge_views(&tab, from, had_wallet);
        played
    }

    /// Nothing is said that is not so, nothing that was acknowledged is lost, one device runs the wallet, and one PIN opens it
    /// there and everywhere.
    pub fn judge(mut self) {
        let (tab, pin) = self.open_again();
        self.world.run(CALM_MS);
        self.judge_views(&tab, 0, self.had_wallet || self.answer.is_some());
        let other = self.other.take();
        if let Some(other) = &other {
            self.judge_views(other, self.other_from, true);
        }
        let Some(view) = self.running(&tab, other.as_ref()) else {
            drop((tab, other));
            return self.restored_elsewhere(0, None, self.course.pins[0]);
        };
        self.judge_balance(view.balance.lightning_msat);
        drop((tab, other));
        match (&view.backup, &view.service) {
            (BackupStatus::Saved { .. }, Some(service)) => {
                let pin = pin.unwrap_or(self.course.pins[0]);
                let cloud = usize::from(service.account.contains("drive-1"));
                match is_in_step(&view) && self.steps % 2 == 1 {
                    true => self.restored_elsewhere(1 - cloud, None, pin),
                    false => self.restored_elsewhere(cloud, Some(&service.file), pin),
                }
            }
            // A user who restored from files never knew where they came from.
            (BackupStatus::Off, _) if self.had_wallet => self.is_nowhere_unawares(),
            (BackupStatus::Off, _) => {}
            _ => panic!("{}: neither saved nor off: {view:#?}", self.told),
        }
    }

    /// No view from this number on says what is not so.
    fn judge_views(&mut self, tab: &Process, from: usize, has_wallet: bool) {
        for (at, view) in tab.page().views_from(from) {
            let told = || format!("{}, {at}: {view:#?}", self.told);
            let shows_money = match &view.phase {
                Phase::ReadOnly { why: ReadOnly::Unsafe { .. } } => panic!("it cannot be used: {}", told()),
                Phase::Empty => {
                    assert!(!has_wallet, "an empty wallet: {}", told());
                    false
                }
                Phase::Ready => true,
                Phase::ReadOnly { why } => *why != ReadOnly::OtherTab,
                Phase::Starting | Phase::Locked | Phase::Checking | Phase::Closing => false,
            };
            if let BackupStatus::Waiting { problem, .. } | BackupStatus::Paused { problem } = &view.backup {
                assert!(!matches!(problem, Problem::Internal { .. }), "a mistake: {}", told());
            }
            let has_digits = |digits: u8| self.course.pins.iter().any(|pin| pin.len() == usize::from(digits));
            assert!(view.pin.as_ref().is_none_or(|pin| has_digits(pin.digits)), "another PIN: {}", told());
            if shows_money {
                let paid =
                    |it: &Activity| it.direction == Direction::Out && it.outcome == Outcome::Done && it.saved;
                self.is_paid |= view.activities.iter().any(paid);
                assert!(self.can_be(view.balance.lightning_msat), "money that is not there: {}", told());
            }
        }
        assert!(tab.page().untrue().is_empty(), "{}: {:#?}", self.told, tab.page().untrue());
        let broadcasts = self.world.around.network.broadcasts.borrow();
        assert!(broadcasts.is_empty(), "{}: a state was sent to the chain", self.told);
    }

    fn can_be(&self, msat: u64) -> bool {
        msat == BEGIN_MSAT || self.course.pays && msat == BEGIN_MSAT - PAID_MSAT
    }

    fn judge_balance(&self, msat: u64) {
        let is_there = if self.is_paid { msat == BEGIN_MSAT - PAID_MSAT } else { self.can_be(msat) };
        assert!(is_there, "{}: {msat}, paid: {}", self.told, self.is_paid);
    }

    /// The next process on the same device, and the PIN that opens it there, if it has one.
    fn open_again(&self) -> (Process, Option<&'static str>) {
        let tab = self.world.open(&self.device);
        let found = self.world.see(&tab, &self.told, |view| {
            !matches!(view.phase, Phase::Starting | Phase::Checking | Phase::Closing)
        });
        if found.phase != Phase::Locked {
            return (tab, None);
        }
        let opens = |pin: &&&str| {
            let unlocker = Unlocker::Pin((**pin).into());
            self.world.ask(&tab, Request::Unlock { unlocker }) == Some(Ok(Answer::Done))
        };
        let pin = self.course.pins.iter().find(opens);
        let pin = pin.unwrap_or_else(|| panic!("{}: no PIN opens it", self.told));
        assert!(self.answer.is_none() || *pin == self.course.pin_after, "{}: {pin} opens it", self.told);
        (tab, Some(pin))
    }

    /// One device runs the wallet: unasked, or when its user takes it over. `None`: it never came here, and is in its cloud.
    fn running(&self, tab: &Process, other: Option<&Process>) -> Option<View> {
        let all = || [Some(tab), other].into_iter().flatten();
        let runs = |it: &&Process| it.view().phase == Phase::Ready;
        assert!(all().filter(runs).count() <= 1, "{}: two devices run one wallet", self.told);
        let is_elsewhere =
            |it: &&Process| matches!(it.view().phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
        let run = match all().find(runs).or_else(|| all().find(is_elsewhere)) {
            Some(run) => run,
            None if tab.view().phase == Phase::Empty && other.is_none() => return None,
            None => panic!("{}: nobody runs it: {:#?}", self.told, tab.view()),
        };
        if !runs(&run) {
            let taken = self.world.ask(run, Request::TakeOver { sure: Assurances::default() });
            assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{}: {taken:?}", self.told);
        }
        self.world.see(run, &self.told, |view| view.phase == Phase::Ready);
        if run.view().backup != BackupStatus::Off {
            assert_eq!(self.world.ask(run, Request::BackUpNow), Some(Ok(Answer::Done)), "{}", self.told);
        }
        let is_quiet = |view: &View| {
            matches!(view.backup, BackupStatus::Off | BackupStatus::Saved { .. }) && {
                view.second.is_none() || is_in_step(view)
            }
        };
        Some(self.world.see(run, &self.told, is_quiet))
    }

    /// The wallet comes from this cloud to a new device, with this PIN.
    fn restored_elsewhere(&self, cloud: usize, folder: Option<&str>, pin: &str) {
        let tablet = self.world.open(&self.world.device("tablet"));
        self.world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
        let found = self.world.ask(&tablet, Request::FindBackups { drive: self.world.drive(cloud) });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{}: {found:?}", self.told) };
        let wanted = backups.iter().find(|it| folder.is_none_or(|folder| it.id == folder));
        let Some(wanted) = wanted else { panic!("{}: it is not there: {backups:#?}", self.told) };
        let sure = Assurances { although_second_copy: wanted.second_copy, ..Assurances::default() };
        let (drive, backup) = (self.world.drive(cloud), wanted.id.clone());
        let request = Request::Restore { drive, backup, unlocker: Unlocker::Pin(pin.into()), sure };
        match self.world.ask(&tablet, request) {
            Some(Ok(Answer::Restored(restored))) => self.judge_balance(restored.balance_msat),
            refused => panic!("{}: it cannot be restored with {pin}: {refused:?}", self.told),
        }
    }

    /// The wallet runs on its device alone: nobody brings it from anywhere without being told.
    fn is_nowhere_unawares(&self) {
        let tablet = self.world.open(&self.world.device("tablet"));
        self.world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
        for cloud in [0, 1] {
            let found = self.world.ask(&tablet, Request::FindBackups { drive: self.world.drive(cloud) });
            let Some(Ok(Answer::Found { backups })) = found else { panic!("{}: {found:?}", self.told) };
            for found in backups.into_iter().filter(|found| found.state == FoundState::Complete) {
                let (drive, sure) = (self.world.drive(cloud), Assurances::default());
                let unlocker = Unlocker::Pin(self.course.pins[0].into());
                let answer =
                    self.world.ask(&tablet, Request::Restore { drive, backup: found.id, unlocker, sure });
                assert!(matches!(answer, Some(Err(_))), "{}: {answer:?}", self.told);
            }
        }
    }
}
