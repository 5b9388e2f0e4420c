//! A key that never leaves this browser profile: a non-extractable WebCrypto key in IndexedDB. It opens the wallet
//! as long as the user has chosen no PIN (factor 7 of the keyring, never uploaded).

use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransactionMode, SubtleCrypto};
use zeroize::Zeroizing;

use super::{property, scope};

const DATABASE: &str = "lifeboat-device";
const STORE: &str = "keys";
const KEY: &str = "device";
const LABEL: &[u8] = b"bwvault/v1/device-factor";
const SIGN_IN: &[u8] = b"bwvault/v1/sign-in";

/// 32 bytes that only this browser profile can compute; made on first use.
///
/// # Errors
/// Whatever the browser throws, such as when it refuses storage.
pub async fn output() -> Result<Zeroizing<[u8; 32]>, JsValue> {
    derived(LABEL).await
}

/// Seals what a sign-in needs when the user comes back. Independent of [`output`].
///
/// # Errors
/// As [`output`].
pub async fn sign_in_key() -> Result<Zeroizing<[u8; 32]>, JsValue> {
    derived(SIGN_IN).await
}

async fn derived(label: &[u8]) -> Result<Zeroizing<[u8; 32]>, JsValue> {
    let key = match load().await? {
        Some(key) => key,
        None => make().await?,
    };
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

fn subtle() -> Result<SubtleCrypto, JsValue> {
    property(scope()?.as_ref(), "crypto")
        .and_then(|crypto| property(&crypto, "subtle"))
        .ok_or_else(|| JsValue::from_str("no WebCrypto"))?
        .dyn_into()
}

async fn make() -> Result<CryptoKey, JsValue> {
    let random = Uint8Array::new_with_length(32);
    let crypto: web_sys::Crypto =
        property(scope()?.as_ref(), "crypto").ok_or_else(|| JsValue::from_str("no WebCrypto"))?.dyn_into()?;
    crypto.get_random_values_with_array_buffer_view(&random)?;
    let usages = Array::of1(&"deriveBits".into());
    let key: CryptoKey =
        JsFuture::from(subtle()?.import_key_with_str("raw", &random, "HKDF", false, &usages)?)
            .await?
            .dyn_into()?;
    random.fill(0, 0, 32);
    let transaction = open().await?.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
    // `add`, not `put`: a key that is there already was made by another tab and must win.
    finished(&transaction.object_store(STORE)?.add_with_key(&key, &KEY.into())?).await?;
    Ok(key)
}

async fn load() -> Result<Option<CryptoKey>, JsValue> {
    let transaction = open().await?.transaction_with_str(STORE)?;
    let found = finished(&transaction.object_store(STORE)?.get(&KEY.into())?).await?;
    if found.is_undefined() { Ok(None) } else { found.dyn_into().map(Some) }
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory: web_sys::IdbFactory = property(scope()?.as_ref(), "indexedDB")
        .ok_or_else(|| JsValue::from_str("no IndexedDB"))?
        .dyn_into()?;
    let request: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let upgraded = request.clone();
    let upgrade = Closure::once_into_js(move || {
        if let Some(database) = upgraded.result().ok().and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
            let _ = database.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    finished(&request).await?.dyn_into()
}

async fn finished(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}
