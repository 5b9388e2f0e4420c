//! What the user wants of a tab, by what it shows.

use lifeboat_messages::{
    Answer, Assurances, BackupLock, BackupStatus, FoundState, LeftCopy, NewLock, Phase, Problem, ReadOnly,
    Request, ServiceKind, SignInPurpose, Unlocker, View,
};

use super::life::Life;

fn lock(pin: &str) -> BackupLock {
    BackupLock::New(NewLock::Pin(pin.into()))
}

/// The number of the cloud with this account.
fn cloud_of(account: &str) -> usize {
    usize::from(account.contains("drive-1"))
}

impl Life {
    pub fn wish(&mut self, tab: usize) {
        let Some(view) = self.tabs[tab].view() else { return };
        let device = self.tabs[tab].device;
        match &view.phase {
            Phase::Starting | Phase::Checking | Phase::Closing => self.pass(20_000),
            // The first device makes the wallet; it comes to the others from there, and back from a cloud.
            Phase::Empty if device == 0 && !self.owned[0].thrown_away => {
                self.ask(tab, Request::CreateWallet { name: "Samantha".into() });
            }
            Phase::Empty => self.wish_restore(tab),
            Phase::Locked if self.below(8) > 0 => self.unlock(tab),
            Phase::Locked => self.wish_restore(tab),
            Phase::ReadOnly { why: ReadOnly::OtherTab } => {
                let by_force = self.coin();
                self.ask(tab, Request::UseThisTab { by_force });
            }
            Phase::ReadOnly { why: ReadOnly::Elsewhere { .. } } => match self.below(4) {
                0 => self.wish_restore(tab),
                1 => drop(self.ask(tab, Request::Lock)),
                _ => self.take_over(tab, &view),
            },
            Phase::ReadOnly { why: ReadOnly::Unconfirmed { .. } } => self.wish_confirmation(tab),
            Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } }
                if self.is_alone(device) && self.coin() =>
            {
                self.ask(tab, Request::WriteAnew);
            }
            Phase::ReadOnly { why: ReadOnly::Unsafe { .. } } => self.wish_restore(tab),
            Phase::Ready => self.use_wallet(tab, &view),
        }
    }

    /// Mostly one that may open a copy in a cloud.
    fn known_pin(&self) -> &'static str {
        match self.pins.get(self.any(self.pins.len())) {
            Some(pin) if self.below(8) > 0 => pin,
            _ => self.pin(),
        }
    }

    fn unlock(&mut self, tab: usize) {
        let pins = &self.owned[self.tabs[tab].device].pins;
        let Some(pin) = pins.get(self.any(pins.len())).copied() else { return };
        if let Some(Err(Problem::TooManyTries { wait_ms })) =
            self.ask(tab, Request::Unlock { unlocker: Unlocker::Pin(pin.into()) })
        {
            self.world.run(wait_ms);
        }
    }

    fn wish_confirmation(&mut self, tab: usize) {
        let alone = self.is_alone(self.tabs[tab].device);
        let request = match self.below(7) {
            0 => Request::Lock,
            1 => Request::RetryNow,
            2 => Request::SetBoth { both: false },
            3 => Request::Reconnect { drive: self.drive(self.any(2)) },
            4 if alone => Request::PromoteSecond,
            5 => return self.wish_restore(tab),
            _ => return self.pass(60_000),
        };
        self.ask(tab, request);
    }

    pub fn wish_backup(&mut self, tab: usize) {
        let request = Request::StartBackup {
            lock: lock(self.pin()),
            drive: self.drive(self.any(2)),
            waiver: Default::default(),
        };
        self.ask(tab, request);
        if self.below(8) == 0 {
            self.ask(tab, Request::CancelBackup);
        }
    }

    fn use_wallet(&mut self, tab: usize, view: &View) {
        let kept_nowhere = BackupStatus::Paused { problem: Problem::StorageLost };
        let is_off =
            view.backup == BackupStatus::Off || (view.service.is_none() && view.backup == kept_nowhere);
        match self.below(10) {
            0..=4 if is_off => self.wish_backup(tab),
            0..=3 => self.use_copies(tab, view),
            4 | 8 if self.money.is_there() => self.pay_or_be_paid(tab),
            4 | 5 => {
                let old = self.owned[self.tabs[tab].device].pins.last();
                let old = old.map(|pin| Unlocker::Pin((*pin).into()));
                self.ask(tab, Request::ChangeLock { old, new: NewLock::Pin(self.pin().into()) });
            }
            6 => drop(self.ask(tab, Request::Lock)),
            7 => self.wish_restore(tab),
            _ => self.do_something_small(tab, view),
        }
    }

    /// The backup and its second copy.
    fn use_copies(&mut self, tab: usize, view: &View) {
        let alone = self.is_alone(self.tabs[tab].device);
        let here = view.service.as_ref().map_or(0, |service| cloud_of(&service.account));
        let request = match (self.below(10), &view.second, &view.old_copy) {
            (0, _, _) => Request::Disconnect { delete_copy: self.coin() },
            (1 | 2, _, Some(old)) if self.below(4) > 0 => Request::DeleteOldCopy { id: old.id.clone() },
            (1, _, Some(old)) => Request::ForgetOldCopy { id: old.id.clone() },
            (0..=8, None, _) => Request::AddSecond { drive: self.drive(1 - here) },
            (1..=3, Some(_), _) => Request::MoveToSecond,
            (4 | 5, Some(second), _) => Request::SetBoth { both: !second.both },
            (6, Some(_), _) => Request::RemoveSecond { delete_copy: self.coin() },
            (7, Some(_), _) if alone => Request::PromoteSecond,
            (8, Some(_), _) => Request::LookAtSecond,
            _ => Request::Reconnect { drive: self.drive(self.any(2)) },
        };
        let answer = self.ask(tab, request.clone());
        if let (Request::Disconnect { .. }, Some(service), true) = (request, &view.service, alone) {
            let left = self.world.kept().heads().any(|(at, name, _)| at == here && name == service.file);
            let deleted = matches!(answer, Some(Ok(Answer::Disconnected { copy: LeftCopy::Deleted })));
            assert!(!deleted || !left, "seed {}: a copy is said to be deleted and is not", self.seed);
        }
    }

    fn do_something_small(&mut self, tab: usize, view: &View) {
        let request = match self.below(9) {
            0 => Request::RetryNow,
            1 => Request::PageHidden,
            2 => Request::Later,
            3 => Request::AutoLock { minutes: self.coin().then_some(1) },
            4 => Request::Receive { amount_msat: None, note: "a note".into() },
            5 if view.backup != BackupStatus::Off => Request::Reconnect { drive: self.drive(self.any(2)) },
            6 => {
                let purpose = match self.coin() {
                    true => SignInPurpose::Another,
                    false => SignInPurpose::Backup { lock: lock(self.pin()) },
                };
                Request::BeginSignIn { service: ServiceKind::Dropbox, address: None, purpose }
            }
            _ => Request::BackUpNow,
        };
        self.ask(tab, request);
    }

    fn take_over(&mut self, tab: usize, view: &View) {
        let folder = view.service.as_ref().map(|service| service.file.clone());
        let mut sure = Assurances::default();
        for _ in 0..3 {
            let answer = self.ask(tab, Request::TakeOver { sure });
            let Some(Err(problem)) = answer else { return };
            let newest = folder.as_ref().is_some_and(|folder| self.is_newest(None, folder));
            if !newest || !self.answers(tab, &problem) {
                return;
            }
            sure = sure.of(&problem);
        }
    }

    /// Nothing newer is anywhere in the clouds than in this folder.
    fn is_newest(&self, cloud: Option<usize>, folder: &str) -> bool {
        let heads: Vec<_> = self.world.kept().heads().collect();
        let here = heads.iter().filter(|(at, name, _)| name == folder && cloud.is_none_or(|it| it == *at));
        here.map(|(_, _, head)| *head).max() == heads.iter().map(|(_, _, head)| *head).max()
    }

    /// Whether a problem is a question, and the user says yes: it is true from now on.
    fn answers(&mut self, tab: usize, problem: &Problem) -> bool {
        if tab >= self.tabs.len() || !Assurances::is_asked_by(problem) || self.coin() {
            return false;
        }
        // What is gone may have been newer.
        if self.clouds.lost || self.owned.iter().any(|owned| owned.thrown_away) {
            return false;
        }
        let device = self.tabs[tab].device;
        // Another tab of the same device may be the one that runs it.
        if self.tabs.iter().filter(|it| it.device == device).count() > 1 {
            return false;
        }
        // The tab keeps its number only where it is the first one that stays.
        if tab != 0 {
            return false;
        }
        self.lose_others(device);
        true
    }

    /// Brings a backup from a cloud, or from files that were taken from there.
    pub fn wish_restore(&mut self, tab: usize) {
        let cloud = self.any(2);
        if self.below(6) == 0 {
            return self.wish_files(tab, cloud);
        }
        let was_there = self.has_backups(cloud);
        let found = self.ask(tab, Request::FindBackups { drive: self.drive(cloud) });
        let Some(Ok(Answer::Found { backups })) = found else { return };
        let overlooked = backups.is_empty() && was_there && self.has_backups(cloud);
        assert!(!overlooked, "seed {}: a cloud is said to be empty and is not", self.seed);
        let Some(backup) = backups.get(self.any(backups.len())) else { return };
        if backup.state != FoundState::Complete || self.tabs[tab].process.life().is_over() {
            return;
        }
        let (id, pin) = (backup.id.clone(), self.known_pin());
        let mut sure = Assurances::default();
        for _ in 0..4 {
            let unlocker = Unlocker::Pin(pin.into());
            let request = Request::Restore { drive: self.drive(cloud), backup: id.clone(), unlocker, sure };
            let knows_both = self.tabs[tab].view().is_some_and(|view| view.second.is_some());
            self.insisted |= sure.although_second_copy && !knows_both;
            let answer = self.ask(tab, request);
            let Some(Err(problem)) = answer else {
                // Others find out, or pay first.
                return self.pass(60_000);
            };
            if !self.is_newest(Some(cloud), &id) || !self.answers(tab, &problem) {
                return;
            }
            sure = sure.of(&problem);
        }
    }

    fn has_backups(&self, cloud: usize) -> bool {
        self.world.kept().heads().any(|(at, _, _)| at == cloud)
    }

    fn wish_files(&mut self, tab: usize, cloud: usize) {
        let folders: Vec<String> =
            self.world.kept().heads().filter(|(at, _, _)| *at == cloud).map(|(_, name, _)| name).collect();
        let Some(folder) = folders.get(self.any(folders.len())) else { return };
        let (paths, files) = self.world.kept().download(cloud, folder);
        let opened = self.ask_with(tab, Request::OpenFiles { paths }, files);
        let Some(Ok(Answer::Files { backups, .. })) = opened else { return };
        let Some(backup) = backups.first() else { return };
        let (id, pin) = (backup.id.clone(), self.known_pin());
        let mut sure = Assurances::default();
        for _ in 0..4 {
            if self.tabs[tab].process.life().is_over() {
                return;
            }
            let unlocker = Unlocker::Pin(pin.into());
            let answer = self.ask(tab, Request::RestoreFiles { backup: id.clone(), unlocker, sure });
            let asked = !matches!(answer, Some(Ok(_))) || sure.although_files;
            assert!(asked, "seed {}: files were taken for the newest there are", self.seed);
            let Some(Err(problem)) = answer else { return };
            if !self.is_newest(Some(cloud), folder) || !self.answers(tab, &problem) {
                return;
            }
            sure = sure.of(&problem);
        }
    }
}
