//! The accounts in use: the drives behind their sign-ins, and the tokens that open them.
//!
//! Access tokens are in memory only where they can be renewed. Refresh tokens are kept by the wallet, in its
//! sealed settings, and so is an access that nothing renews (Google, one hour), until its time is over.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use async_trait::async_trait;
use lifeboat_cloud::oauth::{self, KeptToken, RefreshToken, RefreshTokenStore, Tokens};
use lifeboat_cloud::{Drive, DriveError, Path, icloud};
use lifeboat_messages::{Problem, SignInWay};

use crate::device::Device;
use crate::drive::{AccountDrive, DriveSettings, client};

mod tokens;

pub use tokens::AccountTokens;

/// What keeps refresh tokens durably.
#[async_trait(?Send)]
pub trait TokenKeeper {
    /// Keeps the newest one of a sign-in, if it is one of its own.
    async fn keep_token(&self, sign_in: &str, token: &RefreshToken);
}

/// An account in use.
struct LiveAccount {
    held: AccountTokens,
    drive: Rc<dyn AccountDrive>,
    /// What to store of it. The refresh token in it is the first one; the tokens hold the newest.
    settings: DriveSettings,
}

/// The accounts in use, by the id of their sign-in.
#[derive(Default)]
pub struct Accounts {
    live: RefCell<HashMap<String, Rc<LiveAccount>>>,
    /// What to keep of sign-ins whose drive needs nothing here.
    kept: RefCell<HashMap<String, DriveSettings>>,
    keeper: RefCell<Option<Weak<dyn TokenKeeper>>>,
}

impl Accounts {
    /// New refresh tokens are kept with this wallet from now on.
    pub fn belong_to(&self, keeper: &Rc<dyn TokenKeeper>) {
        *self.keeper.borrow_mut() = Some(Rc::downgrade(keeper));
    }

    /// The wallet is locked. Its sealed settings have what opens its accounts again.
    pub fn lock(&self) {
        self.kept.borrow_mut().clear();
        self.live.borrow_mut().clear();
    }

    /// What to keep of a sign-in.
    pub fn settings(&self, id: &str) -> Result<DriveSettings, Problem> {
        let live = self.live.borrow().get(id).map(|live| live.settings.clone());
        live.or_else(|| self.kept.borrow().get(id).cloned()).ok_or(Problem::SignInExpired)
    }

    /// What opens the account of a sign-in in use again, as it is by now.
    pub fn to_keep(&self, id: &str) -> Option<KeptToken> {
        self.live.borrow().get(id)?.held.to_keep()
    }

    /// The drive of kept settings.
    pub fn drive(
        self: &Rc<Self>,
        settings: &DriveSettings,
        env: &Device,
    ) -> Result<Rc<dyn Drive>, DriveError> {
        let account = settings.account().ok_or(DriveError::BadAddress)?;
        if let Some(live) = self.live.borrow().get(&account.id) {
            return Ok(live.drive.clone());
        }
        let service = settings.kind();
        let held = match service.row().sign_in {
            SignInWay::CloudKit => {
                let token = account.refresh.as_ref().ok_or(DriveError::SignedOut)?;
                AccountTokens::CloudKit(Rc::new(icloud::WebToken::new(token)))
            }
            SignInWay::OAuth { .. } => {
                let client = client(service, env.config(), env.origin()).ok_or(DriveError::BadAddress)?;
                AccountTokens::OAuth(Rc::new(Tokens::kept(env.http(), client, env.clock(), account.kept())))
            }
            SignInWay::OwnServer | SignInWay::Form(_) => return Err(DriveError::BadAddress),
        };
        self.use_it(held, settings.clone(), env)
    }

    /// What finds a folder of an account in use without a search, where a search would be needed.
    pub fn top(&self, id: &str, folder: &Path) -> Option<String> {
        self.live.borrow().get(id)?.drive.top(folder)
    }

    /// Takes note of what to keep of a sign-in whose drive needs nothing here.
    pub fn note(&self, id: &str, settings: DriveSettings) {
        self.kept.borrow_mut().insert(id.to_owned(), settings);
    }

    /// Discards a sign-in that turned out to be for another account.
    pub fn forget(&self, settings: &DriveSettings) {
        let id = settings.sign_in().unwrap_or_default();
        self.live.borrow_mut().remove(id);
        self.kept.borrow_mut().remove(id);
    }

    /// The account of a sign-in in use, with what was known of it before.
    pub fn use_known(self: &Rc<Self>, settings: &DriveSettings, env: &Device) -> Result<(), DriveError> {
        let id = settings.account().map(|account| account.id.as_str()).unwrap_or_default();
        let held = self.live.borrow().get(id).map(|live| live.held.clone());
        let Some(held) = held else { return Ok(()) };
        self.use_it(held, settings.clone(), env).map(drop)
    }

    /// Takes an account in use.
    pub fn use_it(
        self: &Rc<Self>,
        held: AccountTokens,
        settings: DriveSettings,
        env: &Device,
    ) -> Result<Rc<dyn Drive>, DriveError> {
        let account = settings.account().ok_or(DriveError::BadAddress)?;
        let id = account.id.clone();
        let drive = held.drive(settings.kind(), Some(account), env)?;
        held.keep_in(Rc::new(WalletTokenStore { accounts: Rc::downgrade(self), id: id.clone() }));
        self.live.borrow_mut().insert(id, Rc::new(LiveAccount { held, drive: drive.clone(), settings }));
        Ok(drive)
    }

    /// Ends an account's access at the service, where that can be done from here.
    pub async fn end(
        self: &Rc<Self>,
        settings: &DriveSettings,
        env: &Device,
    ) -> Result<oauth::RevokeOutcome, DriveError> {
        self.drive(settings, env)?;
        let id = settings.account().map(|account| account.id.clone()).unwrap_or_default();
        let live = self.live.borrow_mut().remove(&id).ok_or(DriveError::SignedOut)?;
        live.held.revoke().await
    }
}

/// Keeps refresh tokens in the wallet's settings.
struct WalletTokenStore {
    accounts: Weak<Accounts>,
    id: String,
}

#[async_trait(?Send)]
impl RefreshTokenStore for WalletTokenStore {
    async fn keep(&self, refresh: &RefreshToken) {
        let Some(accounts) = self.accounts.upgrade() else { return };
        let keeper = accounts.keeper.borrow().as_ref().and_then(Weak::upgrade);
        if let Some(keeper) = keeper {
            keeper.keep_token(&self.id, refresh).await;
        }
    }
}
