//! Whether what the page was told is so.

use lifeboat_messages::{
    Answer, Assurances, BackupLock, BackupStatus, NewLock, OldCopyState, Phase, Problem, ReadOnly, Request,
    SecondStatus, Unlocker, View,
};

use super::life::{Life, PINS, Tab, json};
use crate::host::Crash;

/// What is put off is done by then in most lives; whoever is not at rest is given more.
const CALM_MS: u64 = 60_000;
/// All that was put off is done by then, where nothing is in the way.
const LONG_CALM_MS: u64 = 180_000;
/// Longer than a service refuses everybody.
const THROTTLED_MS: u64 = 31 * 60_000;

fn known(pin: &str) -> Option<&'static str> {
    PINS.into_iter().find(|known| *known == pin)
}

fn add(pins: &mut Vec<&'static str>, pin: &str) {
    pins.retain(|known| *known != pin);
    pins.extend(known(pin));
}

impl Life {
    /// What may be so as soon as this is asked, whatever comes of it.
    pub fn expect(&mut self, device: usize, request: &Request) {
        match request {
            Request::ChangeLock { new: NewLock::Pin(pin), .. }
            | Request::StartBackup { lock: BackupLock::New(NewLock::Pin(pin)), .. } => {
                add(&mut self.pins, pin.expose());
                add(&mut self.owned[device].pins, pin.expose());
            }
            Request::Restore { unlocker: Unlocker::Pin(pin), .. }
            | Request::RestoreFiles { unlocker: Unlocker::Pin(pin), .. } => {
                add(&mut self.owned[device].pins, pin.expose());
            }
            Request::TakeOver { .. } => {
                for pin in self.pins.clone() {
                    add(&mut self.owned[device].pins, pin);
                }
            }
            _ => {}
        }
    }

    /// What is known after an answer. `at_once`: it is given now.
    pub fn learn(
        &mut self,
        device: usize,
        request: &Request,
        answer: &Result<Answer, Problem>,
        at_once: bool,
    ) {
        self.trace.answered(&self.world, device, request, answer);
        let told = || format!("seed {}: {} was answered by {answer:?}", self.seed, json(request));
        assert!(!matches!(answer, Err(Problem::Internal { .. })), "a mistake: {}", told());
        let pins = &mut self.owned[device].pins;
        match (request, answer) {
            (
                Request::ChangeLock { new: NewLock::Pin(pin), .. }
                | Request::StartBackup { lock: BackupLock::New(NewLock::Pin(pin)), .. },
                Ok(_),
            ) if at_once => {
                pins.retain(|known| *known == pin.expose());
            }
            (Request::Unlock { unlocker: Unlocker::Pin(right) }, Ok(_)) if at_once => {
                pins.retain(|known| *known == right.expose());
            }
            (Request::Unlock { unlocker: Unlocker::Pin(wrong) }, Err(Problem::WrongSecret)) if at_once => {
                pins.retain(|known| *known != wrong.expose());
                assert!(!pins.is_empty(), "seed {}: no PIN opens the wallet any more", self.seed);
            }
            _ => {}
        }
        match answer {
            Ok(Answer::BackedUp(there)) if at_once => {
                let is_there = self.world.kept().heads().any(|(_, folder, _)| folder == there.file);
                assert!(is_there, "{}", told());
            }
            Ok(Answer::Restored(restored)) => {
                assert!(self.money.can_be(restored.balance_msat), "{}", told());
                self.owned[device].has_wallet = true;
            }
            _ => {}
        }
    }

    /// No view says what is not so.
    pub fn judge(&mut self) {
        let mut tabs = std::mem::take(&mut self.tabs);
        for tab in &mut tabs {
            let views = tab.process.page().views_from(tab.judged);
            for (at, view) in &views {
                self.judge_view(tab.device, *at, view);
            }
            tab.judged += views.len();
            let mut untrue = tab.process.page().untrue();
            untrue.retain(|untrue| !self.clouds.excuse(untrue));
            if let Some(untrue) = untrue.first() {
                panic!("seed {}: {}", self.seed, untrue.told);
            }
        }
        self.tabs = tabs;
    }

    fn judge_view(&mut self, device: usize, at: u64, view: &View) {
        self.trace.shown(device, at, view);
        let told = || format!("seed {}, device {device}, {at}: {view:#?}", self.seed);
        let any_gone = self.clouds.lost || self.owned.iter().any(|owned| owned.thrown_away);
        let owned = &mut self.owned[device];
        match &view.phase {
            // Somebody deleted the copy, or it is not on this device any more.
            Phase::ReadOnly { why: ReadOnly::Unsafe { problem } } => {
                let gone = match problem {
                    Problem::BackupGone | Problem::FolderGone => true,
                    Problem::StorageLost => owned.thrown_away,
                    // It came back from a copy that nobody could mark as old; what was newer is gone.
                    Problem::Stale => any_gone,
                    _ => false,
                };
                assert!(gone, "a wallet that cannot be used: {}", told());
            }
            Phase::Empty => {
                assert!(!owned.has_wallet || owned.thrown_away, "an empty wallet: {}", told());
                owned.has_wallet = false;
            }
            Phase::Ready | Phase::Locked => owned.has_wallet = true,
            _ => {}
        }
        let is_worth = |digits: u8| owned.pins.iter().any(|pin| pin.len() == usize::from(digits));
        assert!(
            view.pin.as_ref().is_none_or(|pin| is_worth(pin.digits)),
            "another PIN's strength: {}",
            told()
        );
        assert!(!view.lockable || !owned.pins.is_empty(), "a lock that nobody chose: {}", told());
        let internal = |problem: &Problem| matches!(problem, Problem::Internal { .. });
        if let BackupStatus::Waiting { problem, .. } | BackupStatus::Paused { problem } = &view.backup {
            assert!(!internal(problem), "a mistake: {}", told());
        }
        self.judge_money(view);
    }

    /// After a calm: one device at most runs the wallet, it is saved, and what is said to be saved can be
    /// brought to a new device with the PIN. Where none runs, each still has what it had.
    pub fn end(&mut self) {
        self.mend();
        for tab in 0..self.tabs.len() {
            self.wake(tab);
            self.tabs[tab].process.life().crash_at(usize::MAX, Crash::Before);
        }
        self.bury();
        if self.clouds.are_changed() {
            self.check_all();
        }
        self.world.run(CALM_MS);
        if !self.is_at_rest() {
            self.world.run(LONG_CALM_MS - CALM_MS);
        }
        self.hear(false);
        self.judge();
        let views: Vec<View> = self.tabs.iter().filter_map(|tab| tab.view()).collect();
        let run: Vec<&View> = views
            .iter()
            .filter(|view| view.phase == Phase::Ready)
            .filter(|view| matches!(view.backup, BackupStatus::Off | BackupStatus::Saved { .. }))
            .collect();
        let alone = run.len() <= 1 || self.password_changed;
        assert!(alone, "seed {}: two devices run one wallet: {run:#?}", self.seed);
        run.iter().for_each(|view| self.judge_last_money(view));
        let position = |view: &&&View| match view.backup {
            BackupStatus::Saved { position, .. } => Some(position),
            _ => None,
        };
        let saved = run.iter().filter(|view| position(view).is_some()).max_by_key(position);
        let saved = saved.map(|view| (*view).clone());
        let devices: Vec<usize> = (0..self.owned.len()).filter(|device| !self.owned[*device].lost).collect();
        self.tabs.clear();
        if self.password_changed {
            // Devices with the old one have tried it so often that the service refuses everybody for a while.
            self.world.run(THROTTLED_MS);
        }
        if let Some(view) = saved.filter(|view| view.service.is_some()) {
            return self.restored_elsewhere(&view);
        }
        for device in devices {
            self.open(device);
        }
        self.judge();
    }

    /// The user has every tab look at its backup now. A wallet at rest does so within minutes without being asked.
    fn check_all(&mut self) {
        for tab in 0..self.tabs.len() {
            self.tabs[tab].process.call(Request::BackUpNow);
        }
    }

    /// One tab at most runs the wallet, and nobody waits for anything.
    fn is_at_rest(&self) -> bool {
        let views: Vec<View> = self.tabs.iter().filter_map(Tab::view).collect();
        let rests = |view: &View| match &view.phase {
            Phase::Ready => {
                let second =
                    view.second.as_ref().is_none_or(|it| matches!(it.status, SecondStatus::InStep { .. }));
                second && matches!(view.backup, BackupStatus::Off | BackupStatus::Saved { .. })
            }
            Phase::ReadOnly { why } => matches!(why, ReadOnly::OtherTab | ReadOnly::Elsewhere { .. }),
            Phase::Locked | Phase::Empty => true,
            Phase::Starting | Phase::Closing | Phase::Checking => false,
        };
        views.iter().all(rests) && views.iter().filter(|view| view.phase == Phase::Ready).count() <= 1
    }

    fn restored_elsewhere(&mut self, saved: &View) {
        let tablet = self.world.device("tablet");
        let other = self.world.open(&tablet);
        self.world.see(&other, "an empty device", |view| view.phase == Phase::Empty);
        let folder = saved.service.as_ref().map(|service| service.file.clone()).unwrap_or_default();
        let is_there = |cloud: usize| {
            saved.service.as_ref().is_some_and(|service| service.account.contains(&format!("drive-{cloud}")))
        };
        let is_unmarked = saved.old_copy.as_ref().is_some_and(|old| old.state == OldCopyState::Unmarked);
        let mut tried = Vec::new();
        for cloud in [0, 1] {
            // A copy that was marked as old may have been set back to before that.
            if self.clouds.lost && !is_there(cloud) {
                continue;
            }
            let found = self.world.ask(&other, Request::FindBackups { drive: self.drive(cloud) });
            let Some(Ok(Answer::Found { backups })) = found else { continue };
            for backup in backups.iter().filter(|backup| backup.id == folder) {
                for pin in &self.pins {
                    let unlocker = Unlocker::Pin((*pin).into());
                    let (drive, backup) = (self.drive(cloud), backup.id.clone());
                    let request = Request::Restore { drive, backup, unlocker, sure: Assurances::default() };
                    match self.world.ask(&other, request) {
                        Some(Ok(Answer::Restored(restored))) => {
                            let (seed, shown) = (self.seed, saved.balance.lightning_msat);
                            // The user is told of an old copy that nobody can mark, or was before they insisted.
                            let told = self.insisted || is_unmarked;
                            if !is_there(cloud) && told && restored.balance_msat != shown {
                                return;
                            }
                            assert_eq!(restored.balance_msat, shown, "seed {seed}");
                            return;
                        }
                        refused => tried.push((cloud, folder.clone(), *pin, refused)),
                    }
                }
            }
        }
        self.trace.clouds(&self.world);
        panic!("seed {}: said to be saved and cannot be restored: {tried:#?}\n{saved:#?}", self.seed);
    }
}
