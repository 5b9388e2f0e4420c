//! Which wallet is on this device, and opening, locking and handing it over.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;

use futures::FutureExt;
use lifeboat_backup::Journal;
use lifeboat_messages::{Phase, Problem, RestoredWallet, Step};

use super::Session;
use crate::gate::Permit;
use crate::host::Manner;
use crate::local;
use crate::lock::has_lock;
use crate::money;
use crate::problem;
use crate::sign_in;
use crate::stage::{LocalWallet, LockedWallet, Stage, Transition};
use crate::unlocked::{CLOSE_MS, UnlockedWallet};
use crate::vault;

/// How long another tab may take to give the wallet back: it lets what is under way end for [`YIELD_MS`], then
/// settles the node, closes the journal and stops the second copy, each within [`CLOSE_MS`].
const OTHER_TAB_MS: u32 = 15_000;
/// A browser ends a worker that is busy after two seconds at most.
const ENDING_MS: u64 = 5_000;
const ENDING_LOOK_MS: u64 = 500;
/// How long a running request may take to finish before another tab, or the lock, ends it.
const YIELD_MS: u64 = 3_000;
/// A page that the user comes back to has said so by then, even on a slow phone.
const COMES_BACK_WITHIN_MS: u64 = 10_000;
/// How often to check whether the wallet is in use.
const AUTO_LOCK_LOOK_MS: u64 = 5_000;

/// Until it knows better a wallet that is opened again is what it was; only that it runs has to be found out.
fn phase_of(closed: &UnlockedWallet) -> Option<Phase> {
    Some(closed.phase()).filter(|phase| *phase != Phase::Ready)
}

impl Session {
    /// Looks what is on this device, once this tab may run it.
    pub async fn begin(self: &Rc<Session>) {
        match self.take_lock(Manner::IfFree).await {
            Ok(true) => self.look().await,
            Ok(false) => {
                self.set_stage(Stage::OtherTab(self.name_in_clear().await));
                self.env.spawn(self.clone().look_once_the_other_has_ended());
            }
            Err(problem) => self.set_stage(Stage::Broken(problem)),
        }
        if let Some(has_looked) = self.has_looked.borrow_mut().take() {
            // It may not have been asked yet.
            let _ = has_looked.send(());
        }
        self.env.spawn(self.clone().watch_for_idleness());
        let session = Rc::downgrade(self);
        let asked = move || {
            if let Some(session) = session.upgrade() {
                session.env.spawn(session.clone().yield_tab());
            }
        };
        if self.env.host().on_lock_asked(Box::new(asked)).is_err() {
            self.set_stage(Stage::Broken(Problem::BrowserLacks));
        }
    }

    /// Where a page comes back from a sign-in, its former worker may still be ending, and holds the lock
    /// until it has. It is no other tab, so that the lock is asked for a few more times. A request that does
    /// not wait takes nobody's turn.
    async fn look_once_the_other_has_ended(self: Rc<Session>) {
        for _ in 0..ENDING_MS / ENDING_LOOK_MS {
            self.env.host().sleep(ENDING_LOOK_MS).await;
            if self.lock.borrow().is_some() || !matches!(self.stage(), Stage::OtherTab(_)) {
                return;
            }
            if self.take_lock(Manner::IfFree).await == Ok(true) {
                self.set_stage(Stage::Starting);
                return self.look().await;
            }
        }
    }

    /// Makes this the only tab that runs the wallet and writes on this device; false when it did not get the
    /// lock.
    async fn take_lock(self: &Rc<Session>, manner: Manner) -> Result<bool, Problem> {
        let session = Rc::downgrade(self);
        let taken_away = move || {
            if let Some(session) = session.upgrade() {
                session.lose_lock();
            }
        };
        let lock = self.env.host().take_lock(manner, Box::new(taken_away)).await?;
        let Some(lock) = lock else { return Ok(false) };
        // It is put in place before anything else is waited for, as it may be taken away meanwhile.
        *self.lock.borrow_mut() = Some(lock);
        // Whatever another tab still writes is refused from here on.
        match self.env.store().take().await {
            Ok(()) => {
                self.warned.set(self.warned.get() || money::was_warned(&self.env.local()).await);
                self.env.spawn(sign_in::forget_in_time(self.env.clone()));
                Ok(self.lock.borrow().is_some())
            }
            Err(error) => {
                self.lock.borrow_mut().take();
                Err(problem::of_store(&error))
            }
        }
    }

    /// Another tab took the wallet by force, because this one did not answer. This tab saves nothing from now
    /// on: what this device keeps, and the backup, are the other tab's.
    pub fn lose_lock(self: &Rc<Session>) {
        if self.lock.borrow_mut().take().is_none() {
            return;
        }
        // What is under way would end with a wallet that runs here.
        self.gate.end(Problem::OtherTab);
        let name = self.stage().name();
        if let Stage::Open(open) | Stage::Closing(open) = self.stage() {
            open.abandon();
        }
        self.forget_credentials(Problem::OtherTab);
        self.set_stage(Stage::OtherTab(name));
    }

    /// Another tab asks for the wallet, and gets it once this tab no longer touches store or drive.
    async fn yield_tab(self: Rc<Session>) {
        if self.lock.borrow().is_none() {
            return;
        }
        // What nothing but this process has ends with it only when the user says so.
        if self.wallet().is_ok_and(|open| open.is_nowhere_else()) {
            return self.env.host().keep_lock();
        }
        let saving = self.cancel.borrow_mut().take();
        if let Some(cancel) = saving {
            let _ = cancel.send(());
        }
        let _turn = self.seize(Problem::OtherTab).await;
        let name = self.stage().name();
        if let Ok(open) = self.wallet() {
            self.put_away(&open, Problem::OtherTab).await;
        }
        self.forget_credentials(Problem::OtherTab);
        self.set_stage(Stage::OtherTab(name));
        self.lock.borrow_mut().take();
    }

    /// The turn, within some seconds: what is under way then waits for a service, perhaps for hours, and is ended.
    async fn seize(&self, why: Problem) -> Permit<'_> {
        let mut turn = pin!(self.gate.turn().fuse());
        futures::select_biased! {
            turn = turn => return turn,
            () = Box::pin(self.env.sleep(YIELD_MS)).fuse() => {}
        }
        self.gate.end(why);
        turn.await
    }

    /// Ends an open wallet, and says so meanwhile.
    async fn put_away(self: &Rc<Session>, open: &Rc<UnlockedWallet>, why: Problem) {
        self.set_stage(Stage::Closing(open.clone()));
        self.forget_credentials(why);
        open.shut(CLOSE_MS).await;
        self.env.accounts().lock();
        sign_in::forget(&self.env).await;
    }

    /// What opens a storage does not stay in this process, nor does any request that has it, or the wallet,
    /// in its hands.
    fn forget_credentials(&self, why: Problem) {
        self.gate.end_others(&why);
        self.env.tried().forget();
        self.env.accounts().lock();
    }

    /// The name that the user gave it later, or the one in the backup's folder name: the journal's record holds that in
    /// clear, as the drive does. No other name is kept in clear, so without both the wallet has none.
    async fn name_in_clear(&self) -> String {
        let stored = Journal::stored(&self.env.silent_env()).await.ok().flatten();
        let Some(stored) = stored else { return String::new() };
        let of_folder = stored.folder.map_or_else(String::new, |it| it.wallet_name().to_owned());
        vault::name_in_clear(&**self.env.store()).await.unwrap_or(of_folder)
    }

    async fn look(self: &Rc<Session>) {
        let stored = match Journal::stored(&self.env.silent_env()).await {
            Ok(None) => return self.set_stage(Stage::Empty),
            Ok(Some(stored)) => stored,
            Err(error) => return self.set_stage(Stage::Broken(problem::of_load(&error))),
        };
        if has_lock(&stored.keyring) {
            let of_folder = stored.folder.map_or_else(String::new, |folder| folder.wallet_name().to_owned());
            let name = vault::name_in_clear(&**self.env.store()).await.unwrap_or(of_folder);
            let digits = vault::pin_digits(&**self.env.store()).await;
            let locked = LockedWallet { keyring: stored.keyring, name, digits };
            self.set_stage(Stage::Locked(Rc::new(locked)));
            return self.end_way_back();
        }
        match local::open_with_device(&self.env, &stored.keyring).await {
            Ok(begun) => self.begin_wallet(begun),
            Err(problem) => self.set_stage(Stage::Broken(problem)),
        }
    }

    /// People who see a lock screen take the wallet to be locked. The page of a user who comes back says so at once.
    fn end_way_back(self: &Rc<Session>) {
        let (session, env) = (Rc::downgrade(self), self.env.clone());
        self.env.spawn(async move {
            env.sleep(COMES_BACK_WITHIN_MS).await;
            let is_locked = session.upgrade().is_some_and(|it| matches!(it.stage(), Stage::Locked(_)));
            if is_locked {
                sign_in::forget_way_back(&env).await;
            }
        });
    }

    fn begin_wallet(&self, begun: LocalWallet) {
        let LocalWallet { wallet, loaded } = begun;
        // This order makes sure that the page is never shown a wallet without its contents.
        wallet.spawn(*loaded);
        self.set_stage(Stage::Open(wallet));
    }

    /// Carries out what was decided.
    ///
    /// # Errors
    /// It had failed, and what was here is back.
    pub(super) async fn apply(self: &Rc<Session>, transition: Transition) -> Result<(), Problem> {
        match transition {
            Transition::Arrived { wallet, opened } => {
                // In this order, as in the next case.
                wallet.show(&opened);
                self.set_stage(Stage::Open(wallet.clone()));
                wallet.run(*opened).await;
                Ok(())
            }
            Transition::Begun(begun) => {
                self.begin_wallet(begun);
                Ok(())
            }
            Transition::Deleted => {
                self.forget_credentials(Problem::Closed);
                self.picked.borrow_mut().take();
                self.set_stage(Stage::Starting);
                self.look().await;
                Ok(())
            }
            Transition::Failed { closed, problem } => {
                self.go_back(closed).await;
                Err(problem)
            }
        }
    }

    /// What was here before something that did not finish.
    async fn go_back(self: &Rc<Session>, closed: Option<Rc<UnlockedWallet>>) {
        match closed {
            Some(closed) => match local::load(&self.env, closed.keys(), None, phase_of(&closed)).await {
                Ok(begun) => {
                    begun.wallet.waits_on_for(&closed);
                    self.begin_wallet(begun);
                }
                // Another one's record may be here already.
                Err(_) => self.look().await,
            },
            // The same behind a lock.
            None if matches!(self.stage(), Stage::Locked(_)) => self.look().await,
            None => {}
        }
    }

    /// Carries out what was decided about a wallet that is brought here. Comes back when it runs.
    ///
    /// # Errors
    /// Why it is not here, or is here but does not run. Some of these problems pass with time.
    pub(super) async fn arrive(
        self: &Rc<Session>,
        call: u64,
        transition: Transition,
    ) -> Result<RestoredWallet, Problem> {
        let old_device = match &transition {
            Transition::Arrived { opened, .. } => {
                self.env.progress(call, Step::CatchingUp);
                opened.before.clone()
            }
            Transition::Begun(_) | Transition::Deleted | Transition::Failed { .. } => None,
        };
        self.apply(transition).await?;
        let open = self.wallet()?;
        // The records of what was on this device before are no longer needed.
        let _ = open.vault().forget_others().await;
        sign_in::forget(&self.env).await;
        open.ready()?;
        let balance = open.view().balance;
        Ok(RestoredWallet {
            name: open.settings().name().to_owned(),
            balance_msat: balance.lightning_msat + (balance.onchain_sat + balance.closing_sat) * 1_000,
            last_payment: open.last_payment(),
            old_device: old_device.as_ref().and_then(problem::author),
        })
    }

    /// Locks the wallet after it has been unused for the time the user chose.
    async fn watch_for_idleness(self: Rc<Session>) {
        loop {
            self.env.sleep(AUTO_LOCK_LOOK_MS).await;
            self.lock_if_idle().await;
        }
    }

    /// Whether the wallet has been unused for that time; it is locked then. No timer runs while a device sleeps, so
    /// this is also asked before anything that the page wants.
    pub(super) async fn lock_if_idle(self: &Rc<Session>) -> bool {
        if !self.is_idle() {
            return false;
        }
        // What is under way was given its time.
        let _turn = self.seize(Problem::Closed).await;
        // A wallet that is no longer open needs no lock.
        let _ = self.lock_in_turn().await;
        true
    }

    fn is_idle(&self) -> bool {
        let Ok(open) = self.wallet() else { return false };
        let after = open.settings().lock_after();
        has_lock(open.keys().keyring())
            && !open.is_nowhere_else()
            && self.auto_lock.borrow_mut().is_due(self.env.now_ms(), after, || self.may_reload().is_err())
    }

    /// Whether this process may end now without cutting anything short.
    pub(super) fn may_reload(&self) -> Result<(), Problem> {
        let is_under_way = self.wallet().is_ok_and(|open| open.is_under_way());
        // During a restore, for example, the user touches nothing while it reads.
        if is_under_way || self.gate.is_busy() { Err(Problem::UnderWay) } else { Ok(()) }
    }

    /// Only a wallet that has a lock can be locked. Whatever is under way does not keep it open.
    pub(super) async fn lock_wallet(self: &Rc<Session>) -> Result<(), Problem> {
        if !has_lock(self.wallet()?.keys().keyring()) {
            return Ok(());
        }
        let _turn = self.seize(Problem::Closed).await;
        // A second tap found it open, and the first one has locked it.
        if let Stage::Locked(_) = self.stage() { Ok(()) } else { self.lock_in_turn().await }
    }

    async fn lock_in_turn(self: &Rc<Session>) -> Result<(), Problem> {
        let open = self.wallet()?;
        if !has_lock(open.keys().keyring()) {
            return Ok(());
        }
        if open.is_nowhere_else() {
            return Err(Problem::StorageLost);
        }
        self.put_away(&open, Problem::Closed).await;
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }

    /// Asks the other tab to give the wallet back, and says so when it keeps it, or does not answer: a
    /// browser puts tabs to sleep. `by_force`: it is taken all the same.
    pub(super) async fn use_this_tab(self: &Rc<Session>, by_force: bool) -> Result<(), Problem> {
        if self.lock.borrow().is_some() {
            return Ok(());
        }
        let is_kept = Rc::new(Cell::new(false));
        let manner = if by_force {
            Manner::ByForce
        } else {
            let said = is_kept.clone();
            self.env.host().ask_for_lock(Box::new(move || said.set(true)));
            Manner::Within(OTHER_TAB_MS)
        };
        if !self.take_lock(manner).await? {
            return Err(if is_kept.get() { Problem::OnlyInOtherTab } else { Problem::OtherTabAsleep });
        }
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }
}
