//! HTTP to the chain service and to the Lightning service provider. (Drives have their own, in `lifeboat-cloud`.)

use async_trait::async_trait;
use js_sys::Uint8Array;
use lifeboat_wallet::{Fetch, Fetched, Unreachable};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestCredentials, RequestInit, RequestRedirect, Response};

use super::{BrowserError, scope};

const PATIENCE_MS: u32 = 20_000;

/// An Esplora server.
#[derive(Clone)]
pub struct Esplora {
    base: String,
}

impl Esplora {
    /// At this base address.
    pub fn new(base: &str) -> Esplora {
        Esplora { base: base.trim_end_matches('/').to_owned() }
    }

    /// Sends a transaction, hex. What came of it shows in the chain.
    pub async fn broadcast(&self, raw: &str) -> Result<Fetched, Unreachable> {
        post(&format!("{}/tx", self.base), "text/plain", raw, PATIENCE_MS).await
    }
}

#[async_trait(?Send)]
impl Fetch for Esplora {
    async fn get(&self, path: &str) -> Result<Fetched, Unreachable> {
        get(&format!("{}{path}", self.base)).await
    }
}

/// GET, without credentials, never from a cache.
pub async fn get(url: &str) -> Result<Fetched, Unreachable> {
    let init = RequestInit::new();
    init.set_method("GET");
    send(url, init, PATIENCE_MS).await.map_err(|_| Unreachable)
}

/// POST a text.
pub async fn post(url: &str, kind: &str, body: &str, patience_ms: u32) -> Result<Fetched, Unreachable> {
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(body));
    let headers = web_sys::Headers::new().map_err(|_| Unreachable)?;
    headers.set("content-type", kind).map_err(|_| Unreachable)?;
    init.set_headers(&headers);
    send(url, init, patience_ms).await.map_err(|_| Unreachable)
}

async fn send(url: &str, init: RequestInit, patience_ms: u32) -> Result<Fetched, BrowserError> {
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(web_sys::RequestCache::NoStore);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(patience_ms)));
    let request = Request::new_with_str_and_init(url, &init)?;
    let response: Response = JsFuture::from(scope()?.fetch_with_request(&request)).await?.dyn_into()?;
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(Fetched { status: response.status(), body: Uint8Array::new(&body).to_vec() })
}
