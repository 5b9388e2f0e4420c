//! One call to the server, and what its answer means.

use prost::Message;
use zeroize::Zeroizing;

use super::{
    Vss,
    model::{ErrorResponse, code},
};
use crate::{
    DriveError,
    answer::{Effect, date_ms, is_page, no_answer, refusal},
    http::{Answer, Http, Method, Request},
};

const LARGEST_ANSWER: usize = 65 << 20;
const PATIENCE_MS: u32 = 30_000;
/// One more millisecond of patience for this many bytes sent: 10 kB/s is a slow phone.
const BYTES_PER_MS: usize = 10;
/// A clock that is wrong by more than this is set by the server's before the next signature. Servers accept a day.
const SKEW_S: u64 = 60 * 60;

/// What a server that is one says.
pub(super) enum VssAnswer<A> {
    Yes(A),
    NoSuchKey,
    Conflict,
}

impl<H: Http> Vss<H> {
    pub(super) async fn call<Q: Message, A: Message + Default + PartialEq>(
        &self,
        name: &str,
        question: &Q,
        effect: Effect,
    ) -> Result<VssAnswer<A>, DriveError> {
        let mut answer = self.send(name, question, effect).await?;
        if answer.status == 401 && self.may_be_accepted_now(&answer) {
            answer = self.send(name, question, effect).await?;
        }
        if answer.status == 200 {
            return understood(&answer, effect).map(VssAnswer::Yes);
        }
        match (answer.status, typed(&answer)) {
            (404, Some(code::NO_SUCH_KEY)) => Ok(VssAnswer::NoSuchKey),
            (409, Some(code::CONFLICT)) => Ok(VssAnswer::Conflict),
            (400, Some(code::INVALID_REQUEST)) => Err(DriveError::BadAddress),
            _ => Err(refusal(&answer, effect)),
        }
    }

    async fn send<Q: Message>(&self, name: &str, question: &Q, effect: Effect) -> Result<Answer, DriveError> {
        let authorization = match &self.token {
            Some(bearer) => {
                let token = bearer.token().await?;
                let header = token.header();
                *self.used.borrow_mut() = Some(token);
                header
            }
            None => self.account.signature(self.now_s()),
        };
        let body = question.encode_to_vec();
        let more = u32::try_from(body.len() / BYTES_PER_MS).unwrap_or(u32::MAX);
        let request = Request {
            method: Method::Post,
            url: self.server.call(name)?,
            headers: vec![
                ("authorization", authorization),
                ("content-type", Zeroizing::new("application/octet-stream".to_owned())),
            ],
            body,
            timeout_ms: PATIENCE_MS.saturating_add(more),
            limit: LARGEST_ANSWER,
        };
        self.http.send(request).await.map_err(|error| no_answer(error, effect))
    }

    /// Unix seconds, by the server's clock as far as we know it.
    fn now_s(&self) -> u64 {
        ((self.clock)() / 1000).saturating_add_signed(self.skew_s.get())
    }

    /// After a 401: whether there is another token, or the clock was wrong.
    fn may_be_accepted_now(&self, answer: &Answer) -> bool {
        if let Some(bearer) = &self.token {
            if let Some(token) = self.used.borrow_mut().take() {
                bearer.refused(&token);
            }
            return true;
        }
        let Some(theirs) = answer.header("date").and_then(date_ms).map(|ms| ms / 1000) else { return false };
        let ours = self.now_s();
        if ours.abs_diff(theirs) <= SKEW_S {
            return false;
        }
        let by = i64::try_from(i128::from(theirs) - i128::from(ours)).unwrap_or(0);
        self.skew_s.set(self.skew_s.get().saturating_add(by));
        true
    }
}

/// The message in an answer. Fields that we do not know are skipped, as newer servers may send them; but an answer of
/// nothing else is no message.
fn understood<A: Message + Default + PartialEq>(answer: &Answer, effect: Effect) -> Result<A, DriveError> {
    let promised = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    if answer.header("content-encoding").is_none() && promised.is_some_and(|all| all > answer.body.len()) {
        return Err(match effect {
            Effect::None => DriveError::Unreachable,
            Effect::Change => DriveError::Unknown,
        });
    }
    if is_page(answer) {
        return Err(DriveError::NotADrive);
    }
    let message = A::decode(answer.body.as_slice()).map_err(|_| DriveError::NotADrive)?;
    match (message.encoded_len() == 0 && !answer.body.is_empty(), effect) {
        (false, _) => Ok(message),
        (true, Effect::None) => Err(DriveError::NotADrive),
        (true, Effect::Change) => Err(DriveError::Unknown),
    }
}

/// The code of an error that only a VSS writes.
fn typed(answer: &Answer) -> Option<i32> {
    let error: ErrorResponse = understood(answer, Effect::None).ok()?;
    Some(error.error_code)
}
