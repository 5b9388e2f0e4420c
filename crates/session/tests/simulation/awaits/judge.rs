//! A course is played, and what it left is judged.

use lifeboat_messages::{
    Activity, Answer, Assurances, BackupStatus, Balance, Direction, DriveChoice, FoundState, Outcome, Phase,
    Problem, ReadOnly, Request, ServiceKind, SignInPurpose, Unlocker, View,
};

use super::course::{Course, Holdings, Presence, Stage};
use crate::{
    device::Device,
    kept::ONE_DRIVE,
    second_copy::is_in_step,
    signing_in::sign_in,
    traffic::Mishap,
    world::{Process, World},
};

/// Of all worlds: from each other one a seed would have to be derived anew.
const SEED: u64 = 1;
/// What `with_channel` leaves to the wallet.
const BEGIN_MSAT: u64 = 400_000_000;
/// What is paid besides.
const PAID_MSAT: u64 = 25_000_000;
/// What closing a channel costs at most.
const CLOSING_MSAT: u64 = 5_000_000;
/// What a wallet was given on the chain.
const COINS_SAT: u64 = 200_000;
/// Everything that was put off is done by then.
const CALM_MS: u64 = 60_000;

/// What happens to a course.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accident {
    /// Its process ends after so many steps.
    CutOff(usize),
    /// A request of its process fails, counted from 0.
    Failing(usize, Mishap),
}

/// One course, played once.
pub struct Played<'a> {
    course: &'a Course,
    /// Which one, for who reads a failure.
    told: String,
    world: World,
    device: Device,
    presence: Presence,
    other: Option<Process>,
    /// Views that it had shown before.
    other_from: usize,
    request: Request,
    answer: Option<Answer>,
    /// What had been sent to the chain before.
    broadcasts: usize,
    /// How many steps there were.
    pub steps: usize,
    /// How many requests there were.
    pub requests: usize,
    /// The payment was shown as done and saved.
    is_paid: bool,
}

impl Played<'_> {
    /// `None`: nothing happens to it.
    pub fn new(course: &Course, accident: Option<Accident>) -> Played<'_> {
        let world = World::new(SEED);
        let Stage { device, tab, presence, other, request, files } = (course.begin)(&world);
        let invoice = world.around.network.invoice(PAID_MSAT).expect("an invoice");
        let (from, sent) = (tab.page().views().len(), tab.traffic().len());
        let other_from = other.as_ref().map_or(0, |other| other.page().views().len());
        let broadcasts = world.around.network.broadcasts.borrow().len();
        tab.life().steps().count(match accident {
            Some(Accident::CutOff(last)) => Some(last),
            Some(Accident::Failing(..)) | None => None,
        });
        if let Some(Accident::Failing(number, mishap)) = accident {
            tab.traffic().fail_at(sent + number, mishap);
        }
        let call = tab.call_with(request.clone(), files);
        if course.pays {
            tab.call(Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
        }
        let told = format!("{}, {accident:?}", course.name);
        let answer = answer(&world, course, &tab, call);
        world.run_until(course.afterwards_ms, || tab.life().is_over());
        let mut played = Played {
            course,
            told,
            device,
            presence,
            other,
            other_from,
            request,
            answer: None,
            broadcasts,
            steps: tab.life().steps().taken(),
            requests: tab.traffic().len() - sent,
            is_paid: false,
            world,
        };
        played.answer = answer.map(|answer| match (answer, accident) {
            (Ok(answer), _) => answer,
            // What has failed once goes well the next time.
            (Err(_), Some(Accident::Failing(..))) => played.asked_anew(&tab),
            (Err(problem), _) => panic!("{}: {problem:?}", played.told),
        });
        if let Some(answer) = &played.answer {
            let is_put_off =
                matches!(accident, Some(Accident::Failing(..))) && (course.may_be_put_off)(answer);
            assert!(is_put_off || (course.is_so)(&played.world, answer), "{}: {answer:?}", played.told);
        }
        played.world.around.clouds.iter().for_each(|cloud| cloud.mend());
        let was_here = presence == Presence::Stays;
        played.judge_views(&tab, from, was_here);
        played
    }

    /// It is asked for once more, with success.
    fn asked_anew(&self, tab: &Process) -> Answer {
        let call = tab.call((self.course.anew)(&self.world, tab, &self.request));
        match answer(&self.world, self.course, tab, call) {
            Some(Ok(answer)) => answer,
            refused => panic!("{}: nor the next time: {refused:?}", self.told),
        }
    }

    /// Nothing is said that is not so, nothing that was acknowledged is lost, one device runs the wallet, and
    /// one PIN opens it there and everywhere.
    pub fn judge(mut self) {
        let (tab, pin) = self.open_again();
        self.world.run(CALM_MS);
        let is_here = match self.presence {
            Presence::Stays => true,
            Presence::Comes | Presence::IsMade => self.answer.is_some(),
            Presence::Goes => false,
        };
        self.judge_views(&tab, 0, is_here);
        let other = self.other.take();
        if let Some(other) = &other {
            self.judge_views(other, self.other_from, true);
        }
        let Some(view) = self.running(&tab, other.as_ref()) else {
            drop((tab, other));
            return self.restored_elsewhere(0, None, self.course.pins[0]);
        };
        self.judge_balance(&view.balance);
        drop((tab, other));
        match (&view.backup, &view.service) {
            (BackupStatus::Saved { .. }, Some(service)) => {
                let pin = pin.unwrap_or(self.course.pins[0]);
                let cloud = match service.kind {
                    ServiceKind::OneDrive => ONE_DRIVE,
                    _ => usize::from(service.account.contains("drive-1")),
                };
                match is_in_step(&view) && self.steps % 2 == 1 {
                    true => self.restored_elsewhere(1 - cloud, None, pin),
                    false => self.restored_elsewhere(cloud, Some(&service.file), pin),
                }
            }
            // A user who restored from files never knew where they came from.
            (BackupStatus::Off, _) if self.presence == Presence::Stays => self.is_nowhere_unawares(),
            (BackupStatus::Off, _) => {}
            _ => panic!("{}: neither saved nor off: {view:#?}", self.told),
        }
    }

    /// No view from this number on says what is not so.
    fn judge_views(&mut self, tab: &Process, from: usize, has_wallet: bool) {
        for (at, view) in tab.page().views_from(from) {
            let told = || format!("{}, {at}: {view:#?}", self.told);
            let shows_money = match &view.phase {
                Phase::ReadOnly { why: ReadOnly::Unsafe { problem } } => {
                    let is_known = self.course.lacks_backup && *problem == Problem::BackupGone;
                    assert!(is_known, "it cannot be used: {}", told());
                    true
                }
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
                assert!(self.may_show(&view), "money that is not there: {}", told());
            }
        }
        assert!(tab.page().untrue().is_empty(), "{}: {:#?}", self.told, tab.page().untrue());
        let is_sent = self.world.around.network.broadcasts.borrow().len() > self.broadcasts;
        let may_be_sent = self.course.holds == Holdings::Closing;
        assert!(!is_sent || may_be_sent, "{}: a state was sent to the chain", self.told);
    }

    fn may_show(&self, view: &View) -> bool {
        // What lies on the chain is found there: nothing of it is known before the chain has answered.
        let is_unknown = self.course.holds == Holdings::Coins && (view.looking || view.height == 0);
        is_unknown || self.can_be(&view.balance)
    }

    fn can_be(&self, balance: &Balance) -> bool {
        let has = |lightning_msat, onchain_sat| {
            balance.lightning_msat == lightning_msat && balance.onchain_sat == onchain_sat
        };
        match self.course.holds {
            Holdings::Channel => has(BEGIN_MSAT, 0) || self.course.pays && has(BEGIN_MSAT - PAID_MSAT, 0),
            Holdings::Closing => {
                let all_msat = balance.lightning_msat + 1_000 * (balance.closing_sat + balance.onchain_sat);
                (BEGIN_MSAT - CLOSING_MSAT..=BEGIN_MSAT).contains(&all_msat)
            }
            Holdings::Coins => has(0, COINS_SAT),
            Holdings::Nothing => has(0, 0),
        }
    }

    fn judge_balance(&self, balance: &Balance) {
        let is_there = if self.is_paid {
            balance.lightning_msat == BEGIN_MSAT - PAID_MSAT
        } else {
            self.can_be(balance)
        };
        assert!(is_there, "{}: {balance:?}, paid: {}", self.told, self.is_paid);
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

    /// One device runs the wallet: unasked, or when its user takes it over. `None`: it never came here, and
    /// is in its cloud.
    fn running(&self, tab: &Process, other: Option<&Process>) -> Option<View> {
        let all = || [Some(tab), other].into_iter().flatten();
        let runs = |it: &&Process| it.view().phase == Phase::Ready;
        assert!(all().filter(runs).count() <= 1, "{}: two devices run one wallet", self.told);
        let is_elsewhere =
            |it: &&Process| matches!(it.view().phase, Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } });
        let run = match all().find(runs).or_else(|| all().find(is_elsewhere)) {
            Some(run) => run,
            None if other.is_none() && self.is_to_be_asked_anew(&tab.view().phase) => {
                assert!(self.answer.is_none(), "{}: it is not done", self.told);
                self.asked_anew(tab);
                tab
            }
            None if other.is_none() && tab.view().phase == Phase::Empty => {
                let is_clean = self.presence == Presence::Comes || self.device.store.contents().is_empty();
                assert!(is_clean, "{}: something is left", self.told);
                return None;
            }
            None => panic!("{}: nobody runs it: {:#?}", self.told, tab.view()),
        };
        assert!(self.presence != Presence::Goes || self.answer.is_none(), "{}: it is still here", self.told);
        if is_elsewhere(&run) {
            let taken = self.world.ask(run, Request::TakeOver { sure: Assurances::default() });
            assert!(matches!(taken, Some(Ok(Answer::Restored(_)))), "{}: {taken:?}", self.told);
        }
        self.world.see(run, &self.told, |view| view.phase == Phase::Ready);
        if run.view().backup != BackupStatus::Off {
            assert_eq!(self.world.ask(run, Request::BackUpNow), Some(Ok(Answer::Done)), "{}", self.told);
        }
        let is_quiet = |view: &View| {
            matches!(view.backup, BackupStatus::Off | BackupStatus::Saved { .. })
                && { view.second.is_none() || is_in_step(view) }
                && !view.looking
        };
        let at_last = (self.course.at_last)(&self.world, run, self.answer.is_some());
        assert!(at_last, "{}: {:#?}", self.told, run.view());
        Some(self.world.see(run, &self.told, is_quiet))
    }

    /// It did not come to what was asked for, and the user sees that.
    fn is_to_be_asked_anew(&self, phase: &Phase) -> bool {
        let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
        match phase {
            Phase::Empty => self.presence == Presence::IsMade,
            other => self.course.lacks_backup && *other == gone,
        }
    }

    /// How a cloud is reached from this page.
    fn drive(&self, tab: &Process, cloud: usize) -> DriveChoice {
        match cloud {
            ONE_DRIVE => sign_in(&self.world, tab, SignInPurpose::Restore),
            _ => self.world.drive(cloud),
        }
    }

    /// The wallet comes from this cloud to a new device, with this PIN.
    fn restored_elsewhere(&self, cloud: usize, folder: Option<&str>, pin: &str) {
        let tablet = self.world.open(&self.world.device("tablet"));
        self.world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
        let drive = self.drive(&tablet, cloud);
        let found = self.world.ask(&tablet, Request::FindBackups { drive: drive.clone() });
        let Some(Ok(Answer::Found { backups })) = found else { panic!("{}: {found:?}", self.told) };
        let wanted = backups.iter().find(|it| folder.is_none_or(|folder| it.id == folder));
        let Some(wanted) = wanted else { panic!("{}: it is not there: {backups:#?}", self.told) };
        let sure = Assurances { although_second_copy: wanted.second_copy, ..Assurances::default() };
        let backup = wanted.id.clone();
        let request = Request::Restore { drive, backup, unlocker: Unlocker::Pin(pin.into()), sure };
        match self.world.ask(&tablet, request) {
            Some(Ok(Answer::Restored(_))) => self.judge_balance(&tablet.view().balance),
            refused => panic!("{}: it cannot be restored with {pin}: {refused:?}", self.told),
        }
    }

    /// The wallet runs on its device alone: nobody brings it from anywhere without being told.
    fn is_nowhere_unawares(&self) {
        let tablet = self.world.open(&self.world.device("tablet"));
        self.world.see(&tablet, "an empty device", |view| view.phase == Phase::Empty);
        for cloud in [0, 1, ONE_DRIVE] {
            let drive = self.drive(&tablet, cloud);
            let found = self.world.ask(&tablet, Request::FindBackups { drive: drive.clone() });
            let Some(Ok(Answer::Found { backups })) = found else { panic!("{}: {found:?}", self.told) };
            for found in backups.into_iter().filter(|found| found.state == FoundState::Complete) {
                let (drive, sure) = (drive.clone(), Assurances::default());
                let unlocker = Unlocker::Pin(self.course.pins[0].into());
                let answer =
                    self.world.ask(&tablet, Request::Restore { drive, backup: found.id, unlocker, sure });
                assert!(matches!(answer, Some(Err(_))), "{}: {answer:?}", self.told);
            }
        }
    }
}

/// The answer to a call, and to what is asked for next after it. `None`: the process ended before.
fn answer(world: &World, course: &Course, tab: &Process, mut call: u64) -> Option<Result<Answer, Problem>> {
    loop {
        let is_over = || tab.life().is_over() || tab.page().answer(call).is_some();
        assert!(world.run_until(600_000, is_over), "{}: no answer", course.name);
        let answer = tab.page().answer(call);
        let next = answer.as_ref().and_then(|answer| (course.then)(world, answer.as_ref().ok()?));
        match next {
            Some(next) => call = tab.call(next),
            None => return answer,
        }
    }
}
