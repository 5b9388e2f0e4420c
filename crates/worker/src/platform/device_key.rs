//! A key that never leaves this browser profile: a non-extractable WebCrypto key in IndexedDB. It opens the wallet
//! as long as the user has chosen no PIN (factor 7 of the keyring, never uploaded).

use std::cell::RefCell;

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransactionMode, SubtleCrypto};
use zeroize::Zeroizing;

use super::{BrowserError, property, scope};

const DATABASE: &str = "lifeboat-device";
const STORE: &str = "keys";
const KEY: &str = "device";
const LABEL: &[u8] = b"bwvault/v1/device-factor";
const SIGN_IN: &[u8] = b"bwvault/v1/sign-in";

/// The key, and the handle to it that this process holds.
#[derive(Default)]
pub struct DeviceKey {
    known: RefCell<Option<CryptoKey>>,
}

impl DeviceKey {
    /// 32 bytes that only this browser profile can compute; made on first use.
    ///
    /// # Errors
    /// The browser lacks WebCrypto or IndexedDB, or refuses to keep a key.
    pub async fn output(&self) -> Result<Zeroizing<[u8; 32]>, BrowserError> {
        self.derived(LABEL).await
    }

    /// Seals what a sign-in needs when the user comes back. Independent of [`DeviceKey::output`].
    ///
    /// # Errors
    /// The same as [`DeviceKey::output`].
    pub async fn sign_in_key(&self) -> Result<Zeroizing<[u8; 32]>, BrowserError> {
        self.derived(SIGN_IN).await
    }

    /// Keeps the key in use once more: the browser has thrown away what this origin kept, and without this key a
    /// wallet that has no PIN cannot be opened. Nothing happens when it was not used yet.
    ///
    /// # Errors
    /// The browser does not take it.
    pub async fn keep_again(&self) -> Result<(), BrowserError> {
        let known = self.known.borrow().clone();
        match known {
            Some(key) => keep(&key, KeepMode::Again).await,
            None => Ok(()),
        }
    }

    async fn derived(&self, label: &[u8]) -> Result<Zeroizing<[u8; 32]>, BrowserError> {
        let known = self.known.borrow().clone();
        let key = match known {
            Some(key) => key,
            None => match load().await? {
                Some(key) => key,
                None => make().await?,
            },
        };
        *self.known.borrow_mut() = Some(key.clone());
        let params = Object::new();
        Reflect::set(&params, &"name".into(), &"HKDF".into())?;
        Reflect::set(&params, &"hash".into(), &"SHA-256".into())?;
        Reflect::set(&params, &"salt".into(), &Uint8Array::new_with_length(32))?;
        Reflect::set(&params, &"info".into(), &Uint8Array::from(label))?;
        let bits = JsFuture::from(subtle()?.derive_bits_with_object(&params, &key, 256)?).await?;
        let mut output = Zeroizing::new([0; 32]);
        Uint8Array::new(&bits).copy_to(&mut *output);
        Ok(output)
    }
}

fn crypto() -> Result<web_sys::Crypto, BrowserError> {
    let crypto = property(scope()?.as_ref(), "crypto").ok_or(BrowserError::Lacks)?;
    crypto.dyn_into().map_err(|_| BrowserError::Lacks)
}

fn subtle() -> Result<SubtleCrypto, BrowserError> {
    let subtle = property(crypto()?.as_ref(), "subtle").ok_or(BrowserError::Lacks)?;
    subtle.dyn_into().map_err(|_| BrowserError::Lacks)
}

async fn make() -> Result<CryptoKey, BrowserError> {
    let random = Uint8Array::new_with_length(32);
    crypto()?.get_random_values_with_array_buffer_view(&random)?;
    let usages = Array::of1(&"deriveBits".into());
    let key: CryptoKey =
        JsFuture::from(subtle()?.import_key_with_str("raw", &random, "HKDF", false, &usages)?)
            .await?
            .dyn_into()?;
    random.fill(0, 0, 32);
    keep(&key, KeepMode::First).await?;
    Ok(key)
}

enum KeepMode {
    /// A key that is there already was made by another tab and must win.
    First,
    /// The wallet in use is sealed with this one.
    Again,
}

/// Comes back when it is durable: a request that succeeds says nothing yet about its transaction.
async fn keep(key: &CryptoKey, keeping: KeepMode) -> Result<(), BrowserError> {
    let transaction = open().await?.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(STORE)?;
    match keeping {
        KeepMode::First => store.add_with_key(key, &KEY.into())?,
        KeepMode::Again => store.put_with_key(key, &KEY.into())?,
    };
    let committed = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    JsFuture::from(committed).await?;
    Ok(())
}

async fn load() -> Result<Option<CryptoKey>, BrowserError> {
    let transaction = open().await?.transaction_with_str(STORE)?;
    let found = finished(&transaction.object_store(STORE)?.get(&KEY.into())?).await?;
    if found.is_undefined() { Ok(None) } else { Ok(Some(found.dyn_into()?)) }
}

async fn open() -> Result<IdbDatabase, BrowserError> {
    let factory: web_sys::IdbFactory =
        property(scope()?.as_ref(), "indexedDB").ok_or(BrowserError::Lacks)?.dyn_into()?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let upgraded = request.clone();
    let upgrade = Closure::once_into_js(move || {
        if let Some(database) = upgraded.result().ok().and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
            let _ = database.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    Ok(finished(&request).await?.dyn_into()?)
}

async fn finished(request: &IdbRequest) -> Result<JsValue, BrowserError> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    Ok(request.result()?)
}
