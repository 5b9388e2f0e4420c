//! What every part of the session needs, in one cheap handle.

use std::ops::Deref;
use std::rc::Rc;

use crate::accounts::Accounts;
use crate::device::Device;
use crate::drive::{DriveSettings, TrialCache};

/// This device, and the accounts that are in use on it. Clones are the same.
#[derive(Clone)]
pub struct DeviceEnv {
    device: Device,
    accounts: Rc<Accounts>,
    tried: Rc<TrialCache>,
}

impl DeviceEnv {
    /// A device on which no account is in use yet.
    pub fn new(device: Device) -> DeviceEnv {
        DeviceEnv { device, accounts: Rc::default(), tried: Rc::default() }
    }

    /// The accounts in use.
    pub fn accounts(&self) -> &Rc<Accounts> {
        &self.accounts
    }

    /// The drive that was tried out last.
    pub fn tried(&self) -> &TrialCache {
        &self.tried
    }

    /// Revokes the sign-in at the service, if the service supports that. The caller does not wait for the
    /// result: the copy there is old either way.
    pub fn end_access(&self, drive: DriveSettings) {
        if drive.account().is_some() {
            let env = self.clone();
            self.spawn(async move {
                let _ = env.accounts.end(&drive, &env).await;
            });
        }
    }
}

/// Whatever needs this device alone takes that: it cannot reach an account.
impl Deref for DeviceEnv {
    type Target = Device;

    fn deref(&self) -> &Device {
        &self.device
    }
}
