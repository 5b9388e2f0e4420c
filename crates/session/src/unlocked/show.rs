//! An open wallet as the page shows it.

use std::cell::Cell;
use std::rc::Rc;

use lifeboat_backup::{Journal, WalletFolder};
use lifeboat_messages::{
    Activity, BackupStatus, Balance, OldCopy, OldCopyState, Outcome, Phase, Problem, Service, View,
};

use super::{RunState, UnlockedWallet};
use crate::guards;
use crate::lock::has_lock;
use crate::pin;
use crate::settings::{ActiveBackup, BackupPrompt, Holdings, Settings};
use crate::view;

/// How large the backup is, and how much room is left, bytes; as far as the drive tells.
#[derive(Default)]
pub(super) struct MeasuredRoom {
    size: Cell<Option<u64>>,
    room: Cell<Option<u64>>,
}

impl UnlockedWallet {
    /// Asks the drive how much room the backup takes and how much is left; for people only.
    pub async fn measure(self: Rc<UnlockedWallet>) {
        let folder = self.journal.borrow().as_ref().and_then(Journal::folder);
        let (Some(folder), Ok(Some(drive))) = (folder, self.drive()) else { return };
        if let Ok(quota) = drive.quota().await {
            self.measured.room.set(quota.available);
        }
        // Unknown where one file's is: some services tell none.
        let mut size = Some(0);
        for path in [folder.path(), folder.channel_state()] {
            let Ok(entries) = drive.list(&path).await else { return };
            let files = entries.iter().filter(|entry| !entry.folder).map(|entry| entry.size);
            size = size.zip(files.sum::<Option<u64>>()).map(|(sum, more)| sum + more);
        }
        self.measured.size.set(size);
        self.env.changed();
        self.keep_place(&folder).await;
    }

    /// What finds the folder again without a search is kept with the account as soon as it is known: a
    /// process that ended while the backup was turned on had no time to.
    async fn keep_place(&self, folder: &WalletFolder) {
        let Some(drive) = self.settings().drive().cloned() else { return };
        let known = drive.clone().with_folder(folder, &self.env);
        if known != drive {
            // A store that refuses shows at the next entry.
            let kept = self.change_settings(|settings| settings.note_place(known));
            let _ = kept.await;
        }
    }

    /// The page shows this invoice of ours, until it shows another one.
    pub fn note_invoice(&self, hash: &str) {
        *self.invoice.borrow_mut() = Some(hash.to_owned());
    }

    /// Whether something is under way that a locked wallet could not finish: a payment, either way, also one
    /// that waits for the backup, or an invoice that was shown and can be paid.
    pub fn is_under_way(&self) -> bool {
        let RunState::Node(node) = &*self.running.borrow() else { return false };
        let wallet = node.wallet();
        let shown = self.invoice.borrow();
        let is_asked =
            || shown.as_ref().is_some_and(|hash| wallet.open_invoice(hash, self.env.now_ms()).is_some());
        pays(wallet) || wallet.counts().unsaved > 0 || is_asked()
    }

    /// Whether a payment is under way, either way.
    pub fn is_paying(&self) -> bool {
        self.ask_wallet(pays) == Some(true)
    }

    /// Asks the wallet that runs, or the one that only watches; `None` while there is neither.
    pub fn ask_wallet<T>(&self, ask: impl FnOnce(&lifeboat_wallet::Wallet) -> T) -> Option<T> {
        match &*self.running.borrow() {
            RunState::Nothing | RunState::PutAway(_) => None,
            RunState::Watching(watching) => Some(ask(watching.watch.wallet())),
            RunState::Node(node) => Some(ask(node.wallet())),
        }
    }

    /// What is under way, however old it is, and the unpaid invoices.
    pub fn waiting(&self) -> Vec<Activity> {
        let (backed_up, now) = (self.is_backed_up(), self.env.now_ms());
        let found = self.ask_wallet(|wallet| {
            let under_way = wallet.newest_entries(0).into_iter();
            let under_way = under_way.map(|entry| view::entry(wallet, entry, backed_up));
            under_way.chain(view::open_invoices(wallet, now, backed_up)).collect()
        });
        found.unwrap_or_default()
    }

    /// Keeps a file for the page, in place of the one before, and says where it is.
    pub fn offer(&self, media_type: &str, content: &[u8]) -> Result<String, Problem> {
        let file = self.env.host().offer(media_type, content)?;
        let address = file.address();
        *self.offered.borrow_mut() = Some(file);
        Ok(address)
    }

    /// Whether the backup is on, whatever its state. The journal of a wallet without one is paused as well
    /// when this device keeps nothing.
    pub fn is_backed_up(&self) -> bool {
        let off = matches!(*self.status.borrow(), lifeboat_backup::Status::Off);
        !off && self.settings().in_use().is_some()
    }

    /// Everything the page shows.
    pub fn view(&self) -> View {
        let settings = self.settings.borrow();
        let mut view = self.bare(&settings);
        view.backup = view::backup_status(&self.status.borrow(), &self.phase.borrow());
        view.service = self.service(&settings);
        view.alone = self.alone_offer();
        view.old_copy = self.old_copy(&settings);
        view.folder_news = self.folder_news(&settings);
        view.foreign_tries = guards::foreign_tries(&self.env, self.keys.borrow().keyring());
        view.guards = guards::of_keyring(self.keys.borrow().keyring());
        view.guards_offered = guards::offered(self.env.config());
        view.second = self.second(&settings);
        view.lockable = has_lock(self.keys.borrow().keyring());
        view.auto_lock_min = settings.lock_after().minutes();
        view.pin = settings.pin_digits().filter(|_| view.lockable).map(pin::strength);
        let backed_up = self.is_backed_up();
        match &*self.running.borrow() {
            RunState::Nothing | RunState::PutAway(_) => {}
            RunState::Watching(watching) => {
                view::add_wallet(&mut view, watching.watch.wallet(), backed_up, self.env.now_ms());
                view.fault = watching.watch.fault();
            }
            RunState::Node(node) => {
                view::add_wallet(&mut view, node.wallet(), backed_up, self.env.now_ms());
                view.link = node.link();
                view.fault = node.fault();
            }
        }
        let is_busy = !view.lockable || view.phase != Phase::Ready || self.is_paying();
        view.practice = settings.practice().shown(self.env.now_ms(), is_busy);
        let off = view.backup == BackupStatus::Off && view.phase == Phase::Ready;
        if let (Some(asked), true) = (settings.asked(), off) {
            view.prompt = asked.is_due(self.holdings_of(&view.balance));
            view.reminder = asked != BackupPrompt::NotYet;
        }
        view
    }

    /// A view with nothing of the wallet, or what was to be seen of it when it was put away.
    fn bare(&self, settings: &Settings) -> View {
        let (phase, name) = (self.phase.borrow().clone(), settings.name().to_owned());
        let network = Some(self.env.config().network);
        match &*self.running.borrow() {
            RunState::PutAway(last) => View { phase, network, name, ..View::clone(last) },
            RunState::Nothing | RunState::Watching(_) | RunState::Node(_) => view::bare(phase, network, name),
        }
    }

    /// The wallet leaves the memory; what the page shows of it stays.
    pub(super) fn let_wallet_go(&self) {
        let mut last = self.bare(&self.settings.borrow());
        let (backed_up, now_ms) = (self.is_backed_up(), self.env.now_ms());
        let seen = self.ask_wallet(|wallet| view::add_wallet(&mut last, wallet, backed_up, now_ms));
        if seen.is_some() {
            *self.running.borrow_mut() = RunState::PutAway(Box::new(last));
        }
    }

    /// What the wallet holds now.
    pub fn holdings(&self) -> Holdings {
        self.holdings_of(&self.view().balance)
    }

    fn holdings_of(&self, balance: &Balance) -> Holdings {
        Holdings {
            received: self.ask_wallet(|wallet| wallet.counts().any_received) == Some(true),
            total_sat: balance.lightning_msat / 1_000 + balance.onchain_sat + balance.closing_sat,
            at_ms: self.env.now_ms(),
        }
    }

    /// The user has no backup and does not want one now.
    pub async fn ask_later(&self) -> Result<(), Problem> {
        let now = self.holdings();
        self.change_settings(|settings| settings.ask_later(now)).await
    }

    fn service(&self, settings: &Settings) -> Option<Service> {
        let ActiveBackup { drive, account, folder: known, proved_ms, untried, .. } = settings.in_use()?;
        let folder = self.journal.borrow().as_ref().and_then(Journal::folder);
        let folder =
            folder.or_else(|| known.as_ref().and_then(|name| WalletFolder::from_folder_name(name)))?;
        let place = drive.drive(&self.env).ok()?.place(&folder.path());
        Some(Service {
            kind: drive.kind(),
            account: account.clone(),
            place: place.words,
            file: folder.folder_name().to_owned(),
            link: place.link,
            size: self.measured.size.get(),
            room: self.measured.room.get(),
            proved_ms: *proved_ms,
            // The backup may have moved from there since.
            unfit: self.trial.why().filter(|_| *untried),
        })
    }

    fn old_copy(&self, settings: &Settings) -> Option<OldCopy> {
        let old = settings.old_copies().first()?;
        let folder = WalletFolder::from_folder_name(&old.folder)?;
        let place = old.drive.drive(&self.env).ok()?.place(&folder.path());
        Some(OldCopy {
            kind: old.drive.kind(),
            account: old.account.clone(),
            place: place.words,
            id: old.id(),
            state: match (old.unmarked, old.moved) {
                (true, _) => OldCopyState::Unmarked,
                (false, true) => OldCopyState::Moved,
                (false, false) => OldCopyState::ToDelete,
            },
        })
    }

    /// The newest payment.
    pub fn last_payment(&self) -> Option<Activity> {
        self.view().activities.into_iter().find(|activity| activity.outcome == Outcome::Done)
    }
}

fn pays(wallet: &lifeboat_wallet::Wallet) -> bool {
    // Those under way are always among them.
    let newest = wallet.newest_payments(0);
    newest.iter().any(|payment| payment.outcome == lifeboat_wallet::Outcome::Pending)
}
