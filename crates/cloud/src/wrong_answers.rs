//! Wrong answers that a drive may get, for the tests of every service: those that are the same for all services. Each
//! suite adds what is wrong in the language of its own service.

use crate::http::{Answer, HttpError};

/// What comes instead of an answer.
pub type Instead = Result<Answer, HttpError>;

/// One class of wrong answers.
#[derive(Clone, Debug)]
pub struct WrongAnswer {
    /// The name, for the message of a test that fails.
    pub name: String,
    /// What replaces the true answer.
    pub instead: Instead,
    /// Whether it looks like a right answer to some request, and only a second look can refute it.
    pub lie: bool,
}

impl WrongAnswer {
    /// An answer that is obviously wrong.
    pub fn new(name: impl Into<String>, answer: Answer) -> WrongAnswer {
        WrongAnswer { name: name.into(), instead: Ok(answer), lie: false }
    }

    /// An answer that says what is not so.
    pub fn lie(name: impl Into<String>, answer: Answer) -> WrongAnswer {
        WrongAnswer { lie: true, ..WrongAnswer::new(name, answer) }
    }
}

/// Every status that says no, including those without a defined meaning.
pub fn refusing_statuses() -> impl Iterator<Item = u16> {
    (400..=418)
        .chain([421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499])
        .chain(500..=511)
        .chain([520, 522, 530, 599, 600, 999, 0, 100, 103])
        .chain(300..=308)
}

/// Whatever can be wrong without an answer.
pub fn no_answers() -> impl Iterator<Item = WrongAnswer> {
    [
        HttpError::NoAnswer,
        HttpError::NotSent,
        HttpError::Redirected,
        HttpError::TooLarge,
        HttpError::BadAddress,
    ]
    .into_iter()
    .map(|error| WrongAnswer { name: error.to_string(), instead: Err(error), lie: false })
}

/// An answer with nothing in it.
pub fn bare(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), body: Vec::new() }
}

/// An answer of this type, with its length.
pub fn typed(status: u16, kind: &str, body: &[u8]) -> Answer {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let headers = vec![header("content-type", kind), header("content-length", &body.len().to_string())];
    Answer { status, headers, body: body.to_vec() }
}

/// A page, as a captive portal or a broken gateway sends one.
pub fn page(status: u16, title: &str) -> Answer {
    let body = format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{title}</body></html>");
    typed(status, "text/html; charset=utf-8", body.as_bytes())
}

/// What any service may get instead of a success, and what does not mean success.
pub fn no_successes() -> Vec<WrongAnswer> {
    let mut short = typed(200, "application/octet-stream", b"this should be longer");
    short.headers = vec![("content-length".to_owned(), "4000".to_owned())];
    let mut unlabelled = page(200, "Sign in to the hotel's network");
    unlabelled.headers.clear();
    let octets = |status, body: &[u8]| typed(status, "application/octet-stream", body);
    vec![
        WrongAnswer::new("200 with a sign-in page", page(200, "Sign in")),
        WrongAnswer::new("200 with a page without a type", unlabelled),
        WrongAnswer::new("200 with an app's page", typed(200, "application/xhtml+xml", b"<html xmlns='x'/>")),
        WrongAnswer::new("200 shorter than it says", short),
        WrongAnswer::new("203 with a page", page(203, "Sign in")),
        WrongAnswer::new("202", bare(202)),
        WrongAnswer::new("205", bare(205)),
        WrongAnswer::new("206", octets(206, b"part")),
        WrongAnswer::new("208", bare(208)),
        WrongAnswer::new("226", bare(226)),
        WrongAnswer::lie("200 and nothing", bare(200)),
        WrongAnswer::lie("200 gzip", octets(200, b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage")),
        WrongAnswer::lie("200 JSON", typed(200, "application/json", b"{\"error\":\"sign in\"}")),
        WrongAnswer::lie("201", bare(201)),
        WrongAnswer::lie("201 with a page", page(201, "Created")),
        WrongAnswer::lie("204", bare(204)),
    ]
}
