//! What the answers of a service, or of something in its place, mean: the part that is the same for all services.

use std::time::UNIX_EPOCH;

use crate::{
    Create, Drive, DriveError, Path,
    http::{Answer, HttpError},
};

/// The longest wait that a server can ask for.
pub(crate) const LONGEST_PAUSE_MS: u64 = 24 * 60 * 60 * 1000;

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
        // Some say so to who is only too fast.
        401 if after_ms.is_some() => DriveError::Busy { after_ms },
        // This is also the time-out of a login at Windows' server.
        401 | 440 => DriveError::SignedOut,
        // This is also the answer if a service wants money, or a firewall in front of it objects.
        402 | 403 | 406 => DriveError::Denied,
        413 => DriveError::TooLarge,
        423 | 425 | 429 => DriveError::Busy { after_ms },
        501 => DriveError::Unsupported,
        507 => DriveError::QuotaFull,
        // A reused connection to another server's address passes (RFC 9110, 15.5.20).
        408 | 421 | 500..=599 => DriveError::Unavailable { after_ms },
        _ => DriveError::NotADrive,
    }
}

pub(crate) fn is_missing(answer: &Answer) -> bool {
    matches!(answer.status, 404 | 410)
}

/// Whether the header tells of more bytes than came. That may be the packed length, where something on the
/// way packs answers and does not let the page see it: what is listed decides.
pub(crate) fn seems_cut(answer: &Answer) -> bool {
    let promised = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
    promised.is_some_and(|all| all > answer.body.len())
}

/// The outcome of a create that the server says has been carried out: servers have been seen to say so when only a
/// part of the bytes was stored, or none.
pub(crate) async fn looked_at(drive: &impl Drive, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
    match drive.get(file).await {
        Ok(stored) if stored == bytes => Ok(Create::Created),
        // A part of ours, or nothing: who asks again finds out whether it is stored.
        Ok(stored) if bytes.starts_with(&stored) => Err(DriveError::Unknown),
        Ok(_) => Ok(Create::Exists),
        Err(_) => Err(DriveError::Unknown),
    }
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

/// The unix time of an RFC 3339 date in UTC (`2026-11-22T10:00:00Z`), in ms.
pub(crate) fn timestamp_ms(text: &str) -> Option<u64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let number = |text: &str| text.parse::<u64>().ok();
    let mut date = date.split('-').map(number);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let mut time = time.split(':').map(number);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let sane = (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    if !sane || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970 of a civil date; the year begins in March, so that the leap day is its last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
    let seconds = (days.checked_sub(719_468)? * 24 + hour) * 3600 + minute * 60 + second;
    let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
    Some(seconds * 1000 + number(&millis)?)
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
    fn a_rare_status_means_what_it_says() {
        for (status, why) in [
            (421, DriveError::Unavailable { after_ms: None }),
            (440, DriveError::SignedOut),
            (402, DriveError::Denied),
            (406, DriveError::Denied),
            (418, DriveError::NotADrive),
        ] {
            let answer = Answer { status, headers: Vec::new(), body: Vec::new() };
            assert_eq!(refusal(&answer, Effect::Change), why, "{status}");
        }
    }

    #[test]
    fn reads_timestamps() {
        for (text, ms) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:01Z", Some(951_825_601_000)),
            ("2026-11-22T10:00:00.5Z", Some(1_795_341_600_500)),
            ("2026-11-22T10:00:00.1234567Z", Some(1_795_341_600_123)),
            ("2026-11-22T10:00:00+01:00", None),
            ("2026-13-22T10:00:00Z", None),
            ("99999999999-01-01T00:00:00Z", None),
            ("2026-11-22", None),
            ("TZ", None),
            ("", None),
        ] {
            assert_eq!(timestamp_ms(text), ms, "{text}");
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
