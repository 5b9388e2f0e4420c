//! One signed request, and what its answer means.

use jiff::Timestamp;
use rusty_s3::signing::sign;
use zeroize::Zeroizing;

use super::{S3, xml};
use crate::{
    DriveError,
    answer::{Effect, date_ms, is_page, no_answer, refusal, timestamp_ms},
    http::{Answer, Http, Method, Request},
};

/// How long a signature is good for: the slowest request, and then some.
const GOOD_FOR_S: u64 = 900;
const PATIENCE_MS: u32 = 30_000;
/// One more millisecond of patience for this many bytes sent: 10 kB/s is a slow phone.
const BYTES_PER_MS: usize = 10;
/// A clock that is wrong by more than this is set by the server's. Servers accept a quarter of an hour.
const SKEW_MS: u64 = 5 * 60 * 1000;

/// The server refuses to replace anything.
pub(super) const ONLY_NEW: (&str, &str) = ("if-none-match", "*");
/// The first byte will do. Browsers need no leave of the server for it.
pub(super) const FIRST_BYTE: (&str, &str) = ("range", "bytes=0-0");

/// What to ask for.
pub(super) struct S3Request<'a> {
    pub(super) method: Method,
    /// `None`: the bucket itself.
    pub(super) key: Option<&'a str>,
    /// Sorted by name.
    pub(super) query: Vec<(&'a str, &'a str)>,
    /// Signed with the rest, so that nothing on the way can remove it.
    pub(super) header: Option<(&'static str, &'static str)>,
    pub(super) body: &'a [u8],
    pub(super) limit: usize,
    pub(super) effect: Effect,
}

impl<H: Http> S3<H> {
    /// Signs and sends. Once more when the server says that it was signed at the wrong time, and tells the right one.
    pub(super) async fn ask(&self, ask: &S3Request<'_>) -> Result<Answer, DriveError> {
        let answer = self.send(ask).await?;
        let theirs = (answer.status == 403).then(|| their_time(&answer)).flatten();
        let ours = self.now_ms();
        match theirs {
            Some(theirs) if ours.abs_diff(theirs) > SKEW_MS => {
                let by = i64::try_from(i128::from(theirs) - i128::from(ours)).unwrap_or(0);
                self.skew_ms.set(self.skew_ms.get().saturating_add(by));
                self.send(ask).await
            }
            _ => Ok(answer),
        }
    }

    fn now_ms(&self) -> u64 {
        (self.clock)().saturating_add_signed(self.skew_ms.get())
    }

    async fn send(&self, ask: &S3Request<'_>) -> Result<Answer, DriveError> {
        let mut headers: Vec<(&'static str, &'static str)> = Vec::new();
        if ask.method == Method::Put {
            headers.push(("content-type", "application/octet-stream"));
        }
        headers.extend(ask.header);
        let method = match ask.method {
            Method::Get => rusty_s3::Method::Get,
            Method::Put => rusty_s3::Method::Put,
            Method::Delete => rusty_s3::Method::Delete,
            Method::Head | Method::Post | Method::Patch | Method::Mkcol | Method::Propfind | Method::Move => {
                return Err(DriveError::BadAddress);
            }
        };
        let url = match ask.key {
            Some(key) => self.bucket.bucket.object_url(key),
            None => self.bucket.bucket.base_url().clone(),
        };
        let now = i64::try_from(self.now_ms()).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let signed = sign(
            &now.ok_or(DriveError::BadAddress)?,
            method,
            url,
            &self.keys.access,
            &self.keys.secret,
            None,
            self.bucket.bucket.region(),
            GOOD_FOR_S,
            ask.query.iter().copied(),
            headers.iter().copied(),
        );
        let more = u32::try_from(ask.body.len() / BYTES_PER_MS).unwrap_or(u32::MAX);
        let request = Request {
            method: ask.method,
            url: signed.into(),
            headers: headers
                .into_iter()
                .map(|(name, value)| (name, Zeroizing::new(value.to_owned())))
                .collect(),
            body: ask.body.to_vec(),
            timeout_ms: PATIENCE_MS.saturating_add(more),
            limit: ask.limit,
        };
        self.http.send(request).await.map_err(|error| no_answer(error, ask.effect))
    }
}

/// The server's clock: in its words or, where it only says that ours is wrong, in the header, if the page may see it.
fn their_time(answer: &Answer) -> Option<u64> {
    let error = xml::parse(&answer.body, "Error").ok()?;
    let told = error.text("ServerTime").and_then(timestamp_ms);
    let header = || answer.header("date").and_then(date_ms);
    told.or_else(|| (reason(answer, Effect::None) == DriveError::ClockOff).then(header).flatten())
}

/// The code in an error that only an S3 writes.
pub(super) fn code(answer: &Answer) -> Option<String> {
    xml::parse(&answer.body, "Error").ok()?.text("Code").map(str::to_owned)
}

/// Why the answer is not the wanted one.
pub(super) fn reason(answer: &Answer, effect: Effect) -> DriveError {
    let error = xml::parse(&answer.body, "Error").ok();
    let text = |name: &str| error.as_ref().and_then(|error| error.text(name)).unwrap_or_default();
    let is_region = |text: &&str| {
        (1..=64).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-')
    };
    let region = || Some(text("Region")).filter(is_region).map(str::to_owned);
    match (answer.status, text("Code")) {
        (200..=299, _) if is_page(answer) => DriveError::NotADrive,
        (400..=403, "RequestTimeTooSkewed" | "RequestExpired") => DriveError::ClockOff,
        // MinIO and AWS say so of an address that was signed for another time.
        (400..=403, "AccessDenied") if is_about_time(text("Message")) => DriveError::ClockOff,
        (400..=403, "InvalidAccessKeyId" | "SignatureDoesNotMatch" | "ExpiredToken" | "InvalidToken")
        | (400..=403, "TokenRefreshRequired" | "InvalidSecurity") => DriveError::SignedOut,
        (301 | 307 | 400, "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError")
        | (301 | 307 | 400, "PermanentRedirect" | "IllegalLocationConstraintException")
            if region().is_some() || text("Message").to_ascii_lowercase().contains("region") =>
        {
            DriveError::WrongRegion { right: region() }
        }
        (400, "AuthorizationHeaderMalformed" | "AuthorizationQueryParametersError" | "InvalidBucketName")
        | (400, "KeyTooLongError" | "IllegalLocationConstraintException") => DriveError::BadAddress,
        (400..=413, "EntityTooLarge") => DriveError::TooLarge,
        (404, "NoSuchBucket") => DriveError::NoBucket,
        (400 | 501, "NotImplemented") => DriveError::Unsupported,
        (400, "InvalidArgument") if text("Message").to_ascii_lowercase().contains("if-none-match") => {
            DriveError::Unsupported
        }
        (400..=599, code) if code.contains("Quota") => DriveError::QuotaFull,
        (503, "SlowDown") => DriveError::Busy { after_ms: crate::answer::retry_after(answer) },
        _ => refusal(answer, effect),
    }
}

/// Words of a refusal that no code tells.
fn is_about_time(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    // Not an account or a trial that has expired.
    let is_of_request =
        ["request", "signature", "date", "policy"].iter().any(|words| message.contains(words));
    is_of_request && ["expired", "not valid yet", "not yet valid"].iter().any(|words| message.contains(words))
}
