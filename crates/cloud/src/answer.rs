//! What the answers of a service, or of what stands in its place, mean: the part that is the same for all of them.

use std::time::UNIX_EPOCH;

use crate::{
    DriveError,
    http::{Answer, HttpError},
};

/// Nobody waits longer than this because a server said so.
const LONGEST_PAUSE_MS: u64 = 24 * 60 * 60 * 1000;

/// Whether a request changes what is stored: then a lost answer leaves it open whether it was carried out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    None,
    Change,
}

pub(crate) fn no_answer(error: HttpError, effect: Effect) -> DriveError {
    match (error, effect) {
        (HttpError::BadAddress, _) => DriveError::BadAddress,
        (HttpError::Redirected, _) => DriveError::RedirectedAway,
        (HttpError::NotSent, _) | (_, Effect::None) if error != HttpError::TooLarge => {
            DriveError::Unreachable
        }
        (HttpError::TooLarge, Effect::None) => DriveError::TooLarge,
        _ => DriveError::Unknown,
    }
}

/// What a status means that is not the wanted one. Never `NotFound`: who knows that a 404 is the drive's asks for it.
pub(crate) fn refusal(answer: &Answer, effect: Effect) -> DriveError {
    let after_ms = retry_after(answer);
    match answer.status {
        // Accepted for later, a broken request, a request timed out, a gateway without its server's answer.
        202 | 400 | 408 | 502 | 504 if effect == Effect::Change => DriveError::Unknown,
        301 | 302 | 303 | 307 | 308 => DriveError::RedirectedAway,
        401 => DriveError::SignedOut,
        403 => DriveError::Denied,
        413 => DriveError::TooLarge,
        423 | 425 | 429 => DriveError::Busy { after_ms },
        507 => DriveError::QuotaFull,
        408 | 500..=599 => DriveError::Unavailable { after_ms },
        _ => DriveError::NotADrive,
    }
}

pub(crate) fn is_missing(answer: &Answer) -> bool {
    matches!(answer.status, 404 | 410)
}

/// A page for people: sign-in pages, captive portals, directory indexes.
pub(crate) fn is_page(answer: &Answer) -> bool {
    let html = answer.header("content-type").is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        kind.contains("html") || kind.contains("xml")
    });
    html || answer.body.trim_ascii_start().starts_with(b"<")
}

/// The unix time of an HTTP date, in ms.
pub(crate) fn date_ms(date: &str) -> Option<u64> {
    // `SystemTime` is only a number here: no clock is read.
    let since = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since.as_millis()).ok()
}

/// The wish for a pause, ms: seconds, or a date against the server's own date.
pub(crate) fn retry_after(answer: &Answer) -> Option<u64> {
    let value = answer.header("retry-after")?.trim();
    let pause = match value.parse::<u64>() {
        Ok(seconds) => seconds.saturating_mul(1000),
        Err(_) => date_ms(value)?.saturating_sub(date_ms(answer.header("date")?)?),
    };
    Some(pause.min(LONGEST_PAUSE_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn busy(headers: &[(&str, &str)]) -> Option<u64> {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let answer = Answer { status: 429, headers: headers.collect(), body: Vec::new() };
        match refusal(&answer, Effect::None) {
            DriveError::Busy { after_ms } => after_ms,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn reads_the_wish_for_a_pause_in_both_forms() {
        assert_eq!(busy(&[("retry-after", "7")]), Some(7000));
        assert_eq!(busy(&[("retry-after", "99999999999999999999")]), None);
        assert_eq!(busy(&[("retry-after", "9999999999")]), Some(LONGEST_PAUSE_MS));
        let until = ("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT");
        assert_eq!(busy(&[until, ("date", "Sun, 06 Nov 1994 08:49:37 GMT")]), Some(3000));
        assert_eq!(busy(&[until, ("date", "Sun, 06 Nov 1994 08:49:57 GMT")]), Some(0));
        assert_eq!(busy(&[until]), None);
        assert_eq!(busy(&[("retry-after", "soon")]), None);
        assert_eq!(busy(&[]), None);
    }
}
