//! Which wallet is on this device, and opening, locking and handing it over.

use std::rc::Rc;

use lifeboat_backup::{Journal, Keys, State};
use lifeboat_crypto::{
    DeviceKeyId, FactorKind, Keyring, NewSlot, OpenError, OpenKeyring, Phrase, Pin, Secret, VaultId, Words,
};
use lifeboat_messages::{Phase, Problem};

use super::{Locked, Session, Stage};
use crate::device::Device;
use crate::host::Manner;
use crate::open::{CLOSE_MS, OpenWallet, has_pin};
use crate::problem;
use crate::settings::Settings;
use crate::tries;
use crate::vault::{self, Vault};

/// How long another tab may take to give the wallet back: it settles the node, closes the journal and stops the second copy
/// first, each within [`CLOSE_MS`].
const OTHER_TAB_MS: u32 = 12_000;
/// How often to look whether somebody uses the wallet.
const AUTO_LOCK_LOOK_MS: u64 = 5_000;
/// The only device key there is.
const DEVICE_KEY: DeviceKeyId = DeviceKeyId(*b"this-browser-key");

impl Session {
    /// Looks what is on this device, once this tab may run it.
    pub async fn begin(self: &Rc<Session>) {
        match self.take_lock(Manner::IfFree).await {
            Ok(true) => self.look().await,
            Ok(false) => self.set_stage(Stage::OtherTab(self.name_in_clear().await)),
            Err(problem) => self.set_stage(Stage::Broken(problem)),
        }
        self.env.spawn(self.clone().watch_for_idleness());
        let session = Rc::downgrade(self);
        let asked = move || {
            if let Some(session) = session.upgrade() {
                session.env.spawn(session.clone().yield_tab());
            }
        };
        if self.env.host.on_lock_asked(Box::new(asked)).is_err() {
            self.set_stage(Stage::Broken(Problem::BrowserLacks));
        }
    }

    /// From here on this tab alone runs the wallet and writes on this device; false when it did not get the lock.
    async fn take_lock(self: &Rc<Session>, manner: Manner) -> Result<bool, Problem> {
        let session = Rc::downgrade(self);
        let taken_away = move || {
            if let Some(session) = session.upgrade() {
                session.lose_lock();
            }
        };
        let lock = self.env.host.take_lock(manner, Box::new(taken_away)).await?;
        let Some(lock) = lock else { return Ok(false) };
        // Whatever another tab still writes is refused from here on.
        self.env.store.take().await.map_err(|error| problem::of_store(&error))?;
        *self.lock.borrow_mut() = Some(lock);
        Ok(true)
    }

    /// Another tab took the wallet by force, because this one did not answer. Nothing of it is saved any more: what this
    /// device keeps, and the backup, are the other tab's.
    pub fn lose_lock(self: &Rc<Session>) {
        if self.lock.borrow_mut().take().is_none() {
            return;
        }
        let name = match self.stage() {
            Stage::Open(open) => {
                open.abandon();
                open.settings().name
            }
            Stage::Locked(locked) => locked.name.clone(),
            _ => String::new(),
        };
        self.env.accounts.lock();
        self.set_stage(Stage::OtherTab(name));
    }

    /// Another tab asks for the wallet. It gets it once nothing of this one touches store or drive any more.
    async fn yield_tab(self: Rc<Session>) {
        if self.lock.borrow().is_none() {
            return;
        }
        let saving = self.cancel.borrow_mut().take();
        if let Some(cancel) = saving {
            let _ = cancel.send(());
        }
        let _turn = self.gate.turn().await;
        let name = match self.stage() {
            Stage::Open(open) => self.put_away(&open).await,
            Stage::Locked(locked) => locked.name.clone(),
            _ => String::new(),
        };
        self.set_stage(Stage::OtherTab(name));
        self.lock.borrow_mut().take();
    }

    /// Ends an open wallet, and says so meanwhile. Gives its name.
    async fn put_away(self: &Rc<Session>, open: &Rc<OpenWallet>) -> String {
        let name = open.settings().name;
        self.set_stage(Stage::Closing(name.clone()));
        open.shut(CLOSE_MS).await;
        self.env.accounts.lock();
        name
    }

    /// The name in the backup's folder name: the journal's record holds that in clear, as the drive does. Nothing more is
    /// kept in clear for it, so without a backup there is none.
    async fn name_in_clear(&self) -> String {
        let stored = Journal::stored(&self.env.silent_env()).await.ok().flatten();
        stored.and_then(|stored| stored.folder).map_or_else(String::new, |it| it.wallet_name().to_owned())
    }

    /// A restore that did not come to its end may have left another wallet here than the locked one.
    pub(super) async fn look_behind_lock(self: &Rc<Session>) {
        if let Stage::Locked(_) = self.stage() {
            self.look().await;
        }
    }

    async fn look(self: &Rc<Session>) {
        let stored = match Journal::stored(&self.env.silent_env()).await {
            Ok(None) => return self.set_stage(Stage::Empty),
            Ok(Some(stored)) => stored,
            Err(error) => return self.set_stage(Stage::Broken(problem::of_load(&error))),
        };
        if has_pin(&stored.keyring) {
            let name = stored.folder.map_or_else(String::new, |folder| folder.wallet_name().to_owned());
            let digits = vault::pin_digits(&*self.env.store).await;
            let locked = Locked { keyring: stored.keyring, name, digits };
            return self.set_stage(Stage::Locked(Rc::new(locked)));
        }
        match self.open_with_device(&stored.keyring).await {
            Ok(()) => {}
            Err(problem) => self.set_stage(Stage::Broken(problem)),
        }
    }

    async fn open_with_device(self: &Rc<Session>, keyring: &Keyring) -> Result<(), Problem> {
        let output = self.env.host.device_secret().await?;
        let secret = Secret::Device { key_id: DEVICE_KEY, output: &output };
        let opened =
            keyring.open(&secret, &self.env.host.kdf_limits().read).map_err(|error| match error {
                // Nobody typed a secret: the key is another one, because the browser has thrown the first away.
                OpenError::WrongSecret => Problem::DeviceKeyLost,
                error => problem::of_open(&error),
            })?;
        let public = public_part(&self.env, &opened)?;
        let phrase = self.phrase_of(&opened).await?;
        let keys = Keys::with_public(opened, public, &phrase).ok_or(Problem::Damaged)?;
        self.open(Rc::new(keys), None, None).await
    }

    /// The words that this device keeps behind an opened keyring.
    async fn phrase_of(&self, opened: &OpenKeyring) -> Result<Phrase, Problem> {
        Vault::new(&self.env, opened).phrase().await?.ok_or(Problem::Damaged)
    }

    /// Opens this device's copy, and lets it begin. `pin_digits`: of the PIN that opened it. `phase`: what it is said to be
    /// until it knows.
    async fn open(
        self: &Rc<Session>,
        keys: Rc<Keys>,
        pin_digits: Option<u8>,
        phase: Option<Phase>,
    ) -> Result<(), Problem> {
        let vault = Vault::new(&self.env, keys.opened());
        let phrase = keys.phrase().duplicate();
        let mut settings = vault.settings().await?;
        let loaded = Journal::load(&self.env.silent_env(), keys.clone())
            .await
            .map_err(|error| problem::of_load(&error))?;
        let mut changed = settings.agree_with(loaded.folder().is_some());
        changed |= settings.agree_with_drive(loaded.drive());
        if pin_digits.is_some() && settings.pin_digits != pin_digits {
            settings.pin_digits = pin_digits;
            changed = true;
        }
        if changed {
            vault.keep_settings(&settings).await?;
        }
        let open = OpenWallet::new(self.env.clone(), phrase, keys, settings);
        if let Some(phase) = phase {
            open.set_phase(phase);
        }
        self.set_stage(Stage::Open(open.clone()));
        open.spawn(loaded);
        Ok(())
    }

    /// Opens anew what was shut for something that did not work out. Until it knows better it is what it was.
    pub async fn reopen(self: &Rc<Session>, old: Rc<OpenWallet>) {
        if self.open(old.keys(), None, Some(old.phase())).await.is_err() {
            self.set_stage(Stage::Open(old));
        }
    }

    pub(super) async fn create(self: &Rc<Session>, name: String) -> Result<(), Problem> {
        if !matches!(self.stage(), Stage::Empty) {
            return Err(Problem::Occupied);
        }
        let rng = &mut self.env.rng();
        let phrase = Phrase::make(rng, Words::Twelve);
        let output = self.env.host.device_secret().await?;
        let public = OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng)
            .map_err(problem::of_make)?;
        let slots = [NewSlot::device(DEVICE_KEY, &output), NewSlot::phrase(&phrase)];
        let local = public.for_this_device(&slots, rng).map_err(problem::of_make)?;
        let keys = Keys::with_public(local, public.keyring().clone(), &phrase).ok_or(Problem::Damaged)?;
        let keys = Rc::new(keys);
        let settings = Settings { name, ..Settings::default() };
        Vault::new(&self.env, keys.opened()).keep(&phrase, &settings).await?;
        let open = OpenWallet::new(self.env.clone(), phrase, keys.clone(), settings);
        let opened = Journal::create(open.journal_env(), keys, State::new())
            .await
            .map_err(|error| problem::of_load(&error))?;
        self.set_stage(Stage::Open(open.clone()));
        open.run(opened).await;
        Ok(())
    }

    pub(super) async fn unlock(
        self: &Rc<Session>,
        secret: &lifeboat_messages::Secret,
    ) -> Result<(), Problem> {
        let Stage::Locked(locked) = self.stage() else { return Ok(()) };
        let bounds = self.env.host.kdf_limits().read;
        let open = |secret: &Secret<'_>| {
            locked.keyring.open(secret, &bounds).map_err(|error| problem::of_open(&error))
        };
        let (opened, pin_digits) = match secret {
            lifeboat_messages::Secret::Pin(pin) => {
                tries::attempt(&self.env.local(), self.env.now_ms(), || {
                    let pin = Pin::enter(pin).map_err(|_| Problem::WrongSecret)?;
                    Ok((open(&Secret::Pin(&pin))?, Some(pin.digits())))
                })
                .await?
            }
            lifeboat_messages::Secret::Phrase(words) => {
                let phrase = Phrase::parse(words).map_err(|_| Problem::BadPhrase)?;
                (open(&Secret::Phrase(&phrase))?, None)
            }
        };
        let phrase = self.phrase_of(&opened).await?;
        let keys = Keys::new(opened, &phrase).ok_or(Problem::Damaged)?;
        self.open(Rc::new(keys), pin_digits, None).await
    }

    /// Locks the wallet when nobody has used it for so long.
    async fn watch_for_idleness(self: Rc<Session>) {
        loop {
            self.env.sleep(AUTO_LOCK_LOOK_MS).await;
            if !self.is_idle() {
                continue;
            }
            let _turn = self.gate.turn().await;
            // Somebody may have come back while another had the turn.
            if self.is_idle() {
                // A wallet that is not open any more needs no lock.
                let _ = self.lock_wallet().await;
            }
        }
    }

    fn is_idle(&self) -> bool {
        let Ok(open) = self.wallet() else { return false };
        let after = open.settings().lock_after;
        has_pin(open.keys().keyring())
            && self.auto_lock.borrow_mut().is_due(self.env.now_ms(), after, || open.is_paying())
    }

    /// Only a wallet with a PIN can be locked.
    pub(super) async fn lock_wallet(self: &Rc<Session>) -> Result<(), Problem> {
        let open = self.wallet()?;
        if !has_pin(open.keys().keyring()) {
            return Ok(());
        }
        self.put_away(&open).await;
        self.env.tried.forget();
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }

    /// Asks the other tab to give the wallet back, and says so when it does not answer: a browser puts tabs to sleep.
    /// `by_force`: it is taken all the same.
    pub(super) async fn use_this_tab(self: &Rc<Session>, by_force: bool) -> Result<(), Problem> {
        if self.lock.borrow().is_some() {
            return Ok(());
        }
        let manner = if by_force {
            Manner::ByForce
        } else {
            self.env.host.ask_for_lock();
            Manner::Within(OTHER_TAB_MS)
        };
        if !self.take_lock(manner).await? {
            return Err(Problem::OtherTabAsleep);
        }
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }
}

/// The part of a local keyring that may be uploaded: the phrase slot.
fn public_part(env: &Device, opened: &OpenKeyring) -> Result<Keyring, Problem> {
    let phrase = opened
        .keyring()
        .slots()
        .iter()
        .find(|slot| slot.factors().iter().all(|it| it.kind() == FactorKind::Phrase));
    let phrase = phrase.ok_or(Problem::Damaged)?;
    let public = opened.rewrite(&[NewSlot::keep(phrase.id())], &mut env.rng()).map_err(problem::of_make)?;
    Ok(public.keyring().clone())
}
