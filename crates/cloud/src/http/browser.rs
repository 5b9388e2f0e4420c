//! `fetch`, in a page or a worker.

use async_trait::async_trait;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit, RequestMode, RequestRedirect, Response, ResponseType,
};

use super::{Answer, Http, HttpError, Method, Request};

#[wasm_bindgen]
extern "C" {
    // The global function: the same in `Window` and in `WorkerGlobalScope`.
    #[wasm_bindgen(js_name = fetch)]
    fn fetch(request: &web_sys::Request) -> Promise;
}

/// The browser's own HTTP.
///
/// # Security
/// Redirects are `manual`: `fetch` then answers with an opaque redirect and sends nothing to the other host. Following
/// would resend our `Authorization` header wherever the server points, before we could look at the final address.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetch;

#[async_trait(?Send)]
impl Http for Fetch {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        let prepared = prepare(&request).map_err(|_| HttpError::BadAddress)?;
        let response: Response = JsFuture::from(fetch(&prepared))
            .await
            .and_then(JsCast::dyn_into)
            .map_err(|_| HttpError::NoAnswer)?;
        if response.type_() == ResponseType::Opaqueredirect || response.redirected() {
            return Err(HttpError::Redirected);
        }
        let body = read(&response, request.limit).await?;
        Ok(Answer { status: response.status(), headers: headers(&response), body })
    }
}

/// Whether anything answers at an address, although it may not let this page see what. Tells a server that is down from
/// one that only lacks the headers for pages of other origins. Sends no headers and no credentials.
pub async fn answers(url: &str) -> bool {
    let init = RequestInit::new();
    init.set_mode(RequestMode::NoCors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(10_000)));
    let Ok(request) = web_sys::Request::new_with_str_and_init(url, &init) else { return false };
    JsFuture::from(fetch(&request)).await.is_ok()
}

fn prepare(request: &Request) -> Result<web_sys::Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_mode(RequestMode::Cors);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init.set_redirect(RequestRedirect::Manual);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init.set_signal(Some(&AbortSignal::timeout_with_u32(request.timeout_ms)));
    // A PUT without a body is an empty file, not a missing one.
    if !request.body.is_empty() || request.method == Method::Put {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    web_sys::Request::new_with_str_and_init(&request.url, &init)
}

/// Reads piece by piece, so that a hostile answer cannot fill the memory.
async fn read(response: &Response, limit: usize) -> Result<Vec<u8>, HttpError> {
    let Some(stream) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| HttpError::NoAnswer)?;
    let mut body = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(|_| HttpError::NoAnswer)?;
        let field = |name: &str| Reflect::get(&piece, &JsValue::from_str(name)).ok();
        if field("done").is_none_or(|done| done.is_truthy()) {
            return Ok(body);
        }
        let piece: Uint8Array =
            field("value").and_then(|value| value.dyn_into().ok()).ok_or(HttpError::NoAnswer)?;
        let length = usize::try_from(piece.length()).map_err(|_| HttpError::TooLarge)?;
        if length > limit.saturating_sub(body.len()) {
            // The rest is not wanted; whether the browser could stop in time does not matter.
            drop(reader.cancel());
            return Err(HttpError::TooLarge);
        }
        body.extend(piece.to_vec());
    }
}

fn headers(response: &Response) -> Vec<(String, String)> {
    let entries = js_sys::try_iter(&response.headers().entries()).ok().flatten();
    let pairs = entries.into_iter().flatten().filter_map(Result::ok).filter_map(|pair| {
        let pair: Array = pair.dyn_into().ok()?;
        Some((pair.get(0).as_string()?.to_ascii_lowercase(), pair.get(1).as_string()?))
    });
    pairs.collect()
}
