//! Requests in the name of a signed-in user: an access token on each, and one renewal when it is refused.

use std::rc::Rc;

use serde::de::DeserializeOwned;

use crate::{
    Bearer, DriveError,
    answer::{Effect, no_answer},
    http::{Answer, Http, Request},
};

/// A service behind OAuth 2.
pub(crate) struct BearerHttp<H> {
    http: H,
    bearer: Rc<dyn Bearer>,
}

impl<H: Http> BearerHttp<H> {
    pub(crate) fn new(http: H, bearer: Rc<dyn Bearer>) -> BearerHttp<H> {
        BearerHttp { http, bearer }
    }

    /// Sends with a token; when `is_refused` says that the answer refuses it, once more with the next one. Sending
    /// twice is harmless: nothing we send replaces anything.
    pub(crate) async fn send(
        &self,
        request: Request,
        effect: Effect,
        is_refused: fn(&Answer) -> bool,
    ) -> Result<Answer, DriveError> {
        for _ in 0..2 {
            let token = self.bearer.token().await?;
            let mut signed = request.clone();
            signed.headers.push(("authorization", token.header()));
            let answer = self.http.send(signed).await.map_err(|error| no_answer(error, effect))?;
            if !is_refused(&answer) {
                return Ok(answer);
            }
            self.bearer.refused(&token);
        }
        Err(DriveError::SignedOut)
    }

    /// Sends without a token: to an address that is a secret itself.
    pub(crate) async fn send_bare(&self, request: Request, effect: Effect) -> Result<Answer, DriveError> {
        self.http.send(request).await.map_err(|error| no_answer(error, effect))
    }
}

/// The body as JSON of the expected form.
pub(crate) fn json<T: DeserializeOwned>(answer: &Answer) -> Option<T> {
    serde_json::from_slice(&answer.body).ok()
}

/// Larger files are refused in both directions.
pub(crate) const LARGEST_FILE: usize = 64 << 20;
/// The limit of answers that are not files.
pub(crate) const LARGEST_TALK: usize = 8 << 20;
const PATIENCE_MS: u32 = 30_000;
/// One more millisecond of patience for this many bytes: 10 kB/s is a slow phone.
const BYTES_PER_MS: usize = 10;

/// How long to wait for the answer to a request of this many bytes, ms.
pub(crate) fn patience(bytes: usize) -> u32 {
    PATIENCE_MS.saturating_add(u32::try_from(bytes / BYTES_PER_MS).unwrap_or(u32::MAX))
}

/// How long to wait for a file.
pub(crate) const READING_MS: u32 = 4 * PATIENCE_MS;
