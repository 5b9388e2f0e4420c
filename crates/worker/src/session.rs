//! What the worker does on each request.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lifeboat_backup::{Journal, Keys, State};
use lifeboat_crypto::{
    DeviceKeyId, FactorKind, Kdf, KdfBounds, Keyring, NewSlot, OpenKeyring, Phrase, Pin, Secret, VaultId,
    Words, system_rng,
};
use lifeboat_messages::{Answer, Call, Phase, PinStrength, Problem, ReadOnly, Request, ServiceKind, View};
use wasm_bindgen_futures::spawn_local;

use crate::device_env::DeviceEnv;
use crate::open::OpenWallet;
use crate::platform::lock::{self, TabLock};
use crate::platform::{device_key, port};
use crate::vault::{Settings, Vault};
use crate::{payments, problem, restoring, saving, signing_in, view};

/// The only device key there is.
const DEVICE_KEY: DeviceKeyId = DeviceKeyId(*b"this-browser-key");

/// What is on this device.
#[derive(Clone)]
pub enum Stage {
    /// Not known yet.
    Starting,
    /// Another tab runs it.
    OtherTab,
    /// Nothing.
    Empty,
    /// A wallet, and the keyring that the PIN opens.
    Locked(Rc<Keyring>),
    /// An unlocked wallet.
    Open(Rc<OpenWallet>),
    /// Something that cannot be read. It is never replaced by itself.
    Broken(Problem),
}

/// The worker's one session with its page.
pub struct Session {
    /// This device.
    pub env: DeviceEnv,
    stage: RefCell<Stage>,
    lock: RefCell<Option<TabLock>>,
    /// Stops the saving that is under way.
    pub cancel: RefCell<Option<futures::channel::oneshot::Sender<()>>>,
    shown: RefCell<Option<View>>,
    showing: Cell<bool>,
    /// Something that changes which wallet runs is under way.
    busy: Cell<bool>,
}

impl Session {
    /// Nothing is known yet; [`Session::begin`] looks.
    pub fn new(env: DeviceEnv) -> Rc<Session> {
        Rc::new(Session {
            env,
            stage: RefCell::new(Stage::Starting),
            lock: RefCell::new(None),
            cancel: RefCell::new(None),
            shown: RefCell::new(None),
            showing: Cell::new(false),
            busy: Cell::new(false),
        })
    }

    /// Looks what is on this device, once this tab may run it.
    pub async fn begin(self: &Rc<Session>) {
        match lock::try_take().await {
            Ok(Some(lock)) => {
                *self.lock.borrow_mut() = Some(lock);
                self.look().await;
            }
            Ok(None) => self.set_stage(Stage::OtherTab),
            Err(error) => self.set_stage(Stage::Broken(problem::of_browser(error))),
        }
        let session = self.clone();
        let asked = move || session.yield_tab();
        if lock::on_asked(asked).is_err() {
            self.set_stage(Stage::Broken(Problem::StorageRefused));
        }
    }

    /// Another tab asks for the wallet.
    fn yield_tab(self: &Rc<Session>) {
        if self.lock.borrow().is_none() {
            return;
        }
        if let Stage::Open(open) = self.stage() {
            open.become_other_tab();
        }
        self.set_stage(Stage::OtherTab);
        self.lock.borrow_mut().take();
    }

    async fn look(self: &Rc<Session>) {
        let stored = match Journal::stored(&self.env.silent_env()).await {
            Ok(None) => return self.set_stage(Stage::Empty),
            Ok(Some(stored)) => stored,
            Err(error) => return self.set_stage(Stage::Broken(problem::of_load(&error))),
        };
        let with_pin = |slot: &lifeboat_crypto::Slot| {
            slot.factors().iter().any(|factor| factor.kind() == FactorKind::Pin)
        };
        if stored.keyring.slots().iter().any(with_pin) {
            return self.set_stage(Stage::Locked(Rc::new(stored.keyring)));
        }
        match self.open_with_device(&stored.keyring).await {
            Ok(()) => {}
            Err(problem) => self.set_stage(Stage::Broken(problem)),
        }
    }

    async fn open_with_device(self: &Rc<Session>, keyring: &Keyring) -> Result<(), Problem> {
        let output = device_key::output().await.map_err(problem::of_browser)?;
        let secret = Secret::Device { key_id: DEVICE_KEY, output: &output };
        let opened = keyring.open(&secret, &KdfBounds::READ).map_err(|error| problem::of_open(&error))?;
        let public = public_part(&opened)?;
        let keys = Keys::with_public(opened, public).ok_or(Problem::Damaged)?;
        self.open(Rc::new(keys)).await
    }

    /// Opens this device's copy, and lets it begin.
    async fn open(self: &Rc<Session>, keys: Rc<Keys>) -> Result<(), Problem> {
        let vault = Vault::new(self.env.store.clone(), keys.opened());
        let phrase = vault.phrase().await?.ok_or(Problem::Damaged)?;
        let settings = vault.settings().await?;
        let loaded = Journal::load(&self.env.silent_env(), keys.clone())
            .await
            .map_err(|error| problem::of_load(&error))?;
        let open = OpenWallet::new(self.env.clone(), phrase, keys, settings);
        self.set_stage(Stage::Open(open.clone()));
        spawn_local(open.begin(loaded));
        Ok(())
    }

    /// What is on this device.
    pub fn stage(&self) -> Stage {
        self.stage.borrow().clone()
    }

    /// Shows it from here on.
    pub fn set_stage(&self, stage: Stage) {
        *self.stage.borrow_mut() = stage;
        self.env.changed();
    }

    /// The unlocked wallet.
    pub fn wallet(&self) -> Result<Rc<OpenWallet>, Problem> {
        match self.stage() {
            Stage::Open(open) => Ok(open),
            Stage::OtherTab => Err(Problem::OtherTab),
            Stage::Broken(problem) => Err(problem),
            _ => Err(Problem::Unavailable),
        }
    }

    /// Sends the view once after everything that happened in this turn.
    pub fn show_soon(self: &Rc<Session>) {
        if self.showing.replace(true) {
            return;
        }
        let session = self.clone();
        spawn_local(async move {
            session.showing.set(false);
            let view = session.view();
            if session.shown.borrow().as_ref() != Some(&view) {
                port::show(&view);
                *session.shown.borrow_mut() = Some(view);
            }
        });
    }

    fn view(&self) -> View {
        let phase = match self.stage() {
            Stage::Open(open) => return open.view(),
            Stage::Starting => Phase::Starting,
            Stage::Empty => Phase::Empty,
            Stage::Locked(_) => Phase::Locked,
            Stage::OtherTab => Phase::ReadOnly { why: ReadOnly::OtherTab },
            Stage::Broken(problem) => Phase::ReadOnly { why: ReadOnly::Unsafe { problem } },
        };
        view::bare(phase, self.env.config.network, String::new())
    }

    /// Answers a call. What changes which wallet runs goes one at a time: a second tap on "Unlock" must not start a
    /// second node on the same state.
    pub async fn answer(self: &Rc<Session>, call: Call) -> Result<Answer, Problem> {
        if !is_exclusive(&call.request) {
            return self.perform(call).await;
        }
        if self.busy.replace(true) {
            return Err(Problem::Busy);
        }
        let result = self.perform(call).await;
        self.busy.set(false);
        result
    }

    async fn perform(self: &Rc<Session>, call: Call) -> Result<Answer, Problem> {
        let done = |()| Answer::Done;
        match call.request {
            Request::Hello => {
                port::show(&self.view());
                Ok(Answer::Done)
            }
            Request::CreateWallet { name } => self.create(name).await.map(done),
            Request::CheckPin { pin } => Ok(check_pin(&pin)),
            Request::Unlock { pin } => self.unlock(&pin).await.map(done),
            Request::Lock => self.lock_wallet().await.map(done),
            Request::Connect { drive } => saving::connect(&self.env, &drive).await.map(Answer::Connected),
            Request::Services => {
                let config = &self.env.config;
                let offers = ServiceKind::ALL.map(|service| (service, config.offer(service)));
                Ok(Answer::Services { services: offers.to_vec() })
            }
            Request::BeginSignIn { service, address: _, purpose } => {
                signing_in::begin(self, service, purpose).await.map(|url| Answer::GoTo { url })
            }
            Request::FinishSignIn { answer } => signing_in::finish(self, answer).await.map(Answer::SignedIn),
            Request::StartBackup { pin, drive } => {
                saving::start(self, call.id, &pin, &drive).await.map(Answer::BackedUp)
            }
            Request::CancelBackup => {
                if let Some(cancel) = self.cancel.borrow_mut().take() {
                    let _ = cancel.send(());
                }
                Ok(Answer::Done)
            }
            Request::Later => {
                self.wallet()?.change_settings(|settings| settings.later = true).await.map(done)
            }
            Request::ChangePin { old, new } => {
                saving::change_pin(&self.env, &self.wallet()?, &old, &new).await.map(done)
            }
            Request::Reconnect { drive } => {
                saving::reconnect(&self.env, &self.wallet()?, &drive).await.map(done)
            }
            Request::RetryNow => self.retry_now().map(done),
            Request::BackUpNow => saving::back_up_now(&self.wallet()?).await.map(done),
            Request::Disconnect { .. } => Err(problem::internal("disconnecting is not built yet")),
            Request::FindBackups { drive } => {
                restoring::find(&self.env, &drive).await.map(|backups| Answer::Found { backups })
            }
            Request::Restore { drive, backup, secret } => {
                restoring::restore(self, call.id, &drive, &backup, &secret).await.map(Answer::Restored)
            }
            Request::TakeOver => restoring::take_over(self, call.id).await.map(Answer::Restored),
            Request::UseThisTab => self.use_this_tab().await.map(done),
            Request::Receive { amount_msat, note } => {
                payments::receive(&self.wallet()?, amount_msat, note).await.map(Answer::Invoice)
            }
            Request::Check { text } => payments::check(&*self.wallet()?, &text).map(Answer::Payable),
            Request::Pay { invoice, amount_msat } => {
                payments::pay(&*self.wallet()?, &invoice, amount_msat).map(done)
            }
        }
    }

    async fn create(self: &Rc<Session>, name: String) -> Result<(), Problem> {
        if !matches!(self.stage(), Stage::Empty) {
            return Err(Problem::Internal { detail: "there is a wallet already".into() });
        }
        let rng = &mut system_rng();
        let phrase = Phrase::make(rng, Words::Twelve);
        let output = device_key::output().await.map_err(problem::of_browser)?;
        let public = OpenKeyring::make(VaultId::make(rng), &[NewSlot::phrase(&phrase)], rng)
            .map_err(problem::internal)?;
        let slots = [NewSlot::device(DEVICE_KEY, &output), NewSlot::phrase(&phrase)];
        let local = public.for_this_device(&slots, rng).map_err(problem::internal)?;
        let keys = Rc::new(Keys::with_public(local, public.keyring().clone()).ok_or(Problem::Damaged)?);
        let settings = Settings { name, ..Settings::default() };
        Vault::new(self.env.store.clone(), keys.opened()).keep(&phrase, &settings).await?;
        let open = OpenWallet::new(self.env.clone(), phrase, keys.clone(), settings);
        let opened = Journal::create(self.env.journal_env(&open), keys, State::new())
            .await
            .map_err(|error| problem::of_load(&error))?;
        self.set_stage(Stage::Open(open.clone()));
        open.run(opened).await;
        Ok(())
    }

    async fn unlock(self: &Rc<Session>, pin: &str) -> Result<(), Problem> {
        let Stage::Locked(keyring) = self.stage() else { return Ok(()) };
        let pin = Pin::enter(pin).map_err(|_| Problem::WrongSecret)?;
        let opened =
            keyring.open(&Secret::Pin(&pin), &KdfBounds::READ).map_err(|error| problem::of_open(&error))?;
        let keys = Keys::new(opened).ok_or(Problem::Damaged)?;
        self.open(Rc::new(keys)).await
    }

    /// Only a wallet with a PIN can be locked.
    async fn lock_wallet(self: &Rc<Session>) -> Result<(), Problem> {
        let open = self.wallet()?;
        if open.settings().drive.is_none() {
            return Ok(());
        }
        if let Ok(node) = open.node() {
            node.flush();
        }
        open.close();
        self.env.sign_ins.forget_pin();
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }

    fn retry_now(&self) -> Result<(), Problem> {
        let open = self.wallet()?;
        if let Ok(journal) = open.journal() {
            // What comes of it shows in the status.
            drop(journal.resume());
        }
        if let Ok(node) = open.node() {
            node.resume();
            node.retry_now();
        }
        Ok(())
    }

    async fn use_this_tab(self: &Rc<Session>) -> Result<(), Problem> {
        if self.lock.borrow().is_some() {
            return Ok(());
        }
        lock::ask();
        let lock = lock::wait().await.map_err(problem::of_browser)?;
        *self.lock.borrow_mut() = lock;
        self.set_stage(Stage::Starting);
        self.look().await;
        Ok(())
    }
}

fn is_exclusive(request: &Request) -> bool {
    matches!(
        request,
        Request::CreateWallet { .. }
            | Request::Unlock { .. }
            | Request::Lock
            | Request::StartBackup { .. }
            | Request::ChangePin { .. }
            | Request::Restore { .. }
            | Request::TakeOver
            | Request::UseThisTab
            | Request::FinishSignIn { .. }
    )
}

/// The part of a local keyring that may be uploaded: the phrase slot.
fn public_part(opened: &OpenKeyring) -> Result<Keyring, Problem> {
    let phrase = opened
        .keyring()
        .slots()
        .iter()
        .find(|slot| slot.factors().iter().all(|it| it.kind() == FactorKind::Phrase));
    let phrase = phrase.ok_or(Problem::Damaged)?;
    let public =
        opened.rewrite(&[NewSlot::keep(phrase.id())], &mut system_rng()).map_err(problem::internal)?;
    Ok(public.keyring().clone())
}

fn check_pin(text: &str) -> Answer {
    use lifeboat_messages::PinRefused as R;
    match Pin::choose(text) {
        Ok(pin) => {
            let strength = pin.strength(Kdf::TIER_2);
            let strength =
                PinStrength { digits: strength.digits, one_card_seconds: strength.one_card_seconds };
            Answer::Pin { strength: Some(strength), refused: None }
        }
        Err(refused) => {
            use lifeboat_crypto::PinRefused as P;
            let refused = match refused {
                P::TooShort => R::TooShort,
                P::TooLong => R::TooLong,
                P::NotDigits => R::NotDigits,
                P::Repeats => R::Repeats,
                P::Run => R::Run,
                P::Year => R::Year,
                P::Date => R::Date,
                _ => R::Common,
            };
            Answer::Pin { strength: None, refused: Some(refused) }
        }
    }
}
