//! What a double implements.

use serde_json::Value;

use crate::{Answered, Asked, Cors};

/// Something a service refuses with words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many requests (F-12).
    RateLimited {
        /// The status, where the service has several.
        status: u16,
        /// Seconds.
        retry_after: Option<u64>,
    },
    /// No room (F-14).
    QuotaFull,
    /// The token is not accepted (F-15).
    SignedOut,
    /// The token's scope does not do (F-15).
    ScopeMissing,
    /// 423, 409, 412, 428 although nothing conflicts (F-11), or any other status, with the body the service gives it.
    Status(u16),
}

/// A cloud service: requests in, answers out, a state between.
pub trait Service: Send + 'static {
    /// As in the addresses of the control: `google`.
    fn name(&self) -> &'static str;

    /// Carries out one request.
    fn answer(&mut self, asked: &Asked, now_ms: u64) -> Answered;

    /// Refuses a request, in the service's own words. Nothing is carried out.
    fn refuse(&self, refusal: &Refusal, asked: &Asked) -> Answered;

    /// What pages of other origins may do at this address.
    fn cors(&self, asked: &Asked) -> Cors;

    /// Something done to the service from outside, by name: what the user does on its own pages (rename, trash,
    /// disconnect the app), or what its operator does. `POST /control/do/<action>` with JSON.
    ///
    /// # Errors
    /// Words for the writer of the test.
    fn act(&mut self, action: &str, argument: &Value, now_ms: u64) -> Result<Value, String>;

    /// Addresses, client ids and accounts, for the binary's `ready` line.
    fn describe(&self, base: &str) -> Value;
}
