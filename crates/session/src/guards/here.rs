//! This device's own way by a PIN that guards limit: PIN and device key open a copy of the keyring that is
//! never uploaded. It asks nobody, so that a wallet opens offline, and no typing error on its own device is a
//! try at a guard.
//!
//! Where that copy is missing, or the browser has another device key, the guards are asked. It is kept by
//! vault and epoch: while a PIN is changed the former one and the new one have one each, and the keyring that
//! is here says which counts.

use lifeboat_backup::LocalStore;
use lifeboat_crypto::{DeviceKeyId, Kdf, Keyring, NewFactor, NewSlot, OpenError, OpenKeyring, Pin, Secret};
use lifeboat_messages::Problem;
use sha2::{Digest, Sha256};

use crate::device::Device;
use crate::hex;
use crate::problem;
use crate::tries::{self, TriedAt};

const PREFIX: &str = "guards/here/";

fn name(keyring: &Keyring) -> String {
    format!("{PREFIX}{}/{}", hex::of(&keyring.vault_id().0), keyring.epoch())
}

/// The device key, and a name that tells it from any other that this browser has had.
async fn device_key(device: &Device) -> Result<(DeviceKeyId, zeroize::Zeroizing<[u8; 32]>), Problem> {
    let output = device.host().device_secret().await?;
    let digest = Sha256::new().chain_update(b"lifeboat guards device key").chain_update(*output).finalize();
    let mut id = [0; 16];
    id.iter_mut().zip(digest).for_each(|(byte, of_digest)| *byte = of_digest);
    Ok((DeviceKeyId(id), output))
}

/// Whether this device can have such a way: to be known before guards are asked for records, which they give
/// so often and no more.
///
/// # Errors
/// It has no key.
pub async fn check(device: &Device) -> Result<(), Problem> {
    device_key(device).await.map(drop)
}

/// A way that is not kept yet.
pub struct WayHere {
    name: String,
    copy: Vec<u8>,
}

impl WayHere {
    /// For an opened keyring. Takes a second or more.
    ///
    /// # Errors
    /// The device has no key or no memory. Then the guards are asked instead.
    pub async fn make(
        device: &Device,
        opened: &OpenKeyring,
        pin: &Pin,
        kdf: Kdf,
    ) -> Result<WayHere, Problem> {
        let (key_id, output) = device_key(device).await?;
        let both = NewSlot::all_of(vec![NewFactor::Pin(pin, kdf), NewFactor::Device(key_id, &output)]);
        let slots = [both.within(device.host().kdf_limits().write)];
        let local = opened.for_this_device(&slots, &mut device.rng()).map_err(problem::of_make)?;
        Ok(WayHere { name: name(opened.keyring()), copy: local.keyring().as_bytes().to_vec() })
    }

    /// Keeps it. Only for a wallet that is on this device, or comes to it now.
    ///
    /// # Errors
    /// The store refuses. Then the guards are asked instead.
    pub async fn keep(self, device: &Device) -> Result<(), Problem> {
        let kept = device.store().write(vec![(self.name, Some(self.copy))]).await;
        kept.map_err(|error| problem::of_store(&error))
    }
}

/// Opens a keyring of this device, if there is a way for it here. Wrong PINs are slowed down, and nobody else
/// counts them.
///
/// # Errors
/// The PIN is wrong, or not to be tried yet.
pub async fn open(
    device: &Device,
    at: TriedAt,
    keyring: &Keyring,
    pin: &Pin,
) -> Result<Option<OpenKeyring>, Problem> {
    let Some(bytes) = device.store().read(&name(keyring)).await.map_err(|error| problem::of_store(&error))?
    else {
        return Ok(None);
    };
    let Ok(local) = Keyring::parse_all(&bytes) else { return Ok(None) };
    let Ok((key_id, output)) = device_key(device).await else { return Ok(None) };
    let bounds = device.host().kdf_limits().read;
    let secrets = [Secret::Pin(pin), Secret::Device { key_id, output: &output }];
    let store = device.local();
    let tried = tries::attempt(at, &store, device.now_ms(), || {
        match local.open_with(&secrets, &bounds) {
            Ok(opened) => Ok(Some(opened)),
            Err(OpenError::WrongSecret) => Err(Problem::WrongSecret),
            Err(OpenError::OutOfMemory) => Err(Problem::OutOfMemory),
            // Of another device key, or spoiled: it says nothing about the PIN.
            Err(OpenError::NoSuchSlot | OpenError::Damaged | OpenError::TooCostly | OpenError::TooWeak) => {
                Ok(None)
            }
        }
    });
    let Some(opened) = tried.await? else { return Ok(None) };
    Ok(keyring.open_with_key(opened.data_key().duplicate()).ok())
}

/// Forgets the ways for every other keyring than this one.
pub async fn tidy(device: &Device, keyring: &Keyring) {
    let Ok(kept) = device.store().list(PREFIX).await else { return };
    let own = name(keyring);
    let others: Vec<_> = kept.into_iter().filter(|key| *key != own).map(|key| (key, None)).collect();
    // A PIN that is being set may have its way already.
    if !others.is_empty() && !device.guards().is_registering() {
        // What stays opens nothing that is in use.
        let _ = device.store().write(others).await;
    }
}
