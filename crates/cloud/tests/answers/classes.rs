//! The classes of answers a drive may get instead of the right one: the same for all services.

use lifeboat_cloud::http::{Answer, HttpError};

use crate::exchange::{Instead, answer, bare, page};

/// One class. `lie`: on the face of it a right answer, which only a second look can refute.
pub struct Class {
    pub name: String,
    pub instead: Instead,
    pub lie: bool,
}

pub fn class(name: impl Into<String>, answer: Answer) -> Class {
    Class { name: name.into(), instead: Ok(answer), lie: false }
}

pub fn lie(name: impl Into<String>, answer: Answer) -> Class {
    Class { lie: true, ..class(name, answer) }
}

/// Every status that says no, bare and with something.
fn refusals() -> Vec<Class> {
    let statuses = (400..=418)
        .chain([421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499])
        .chain(500..=511)
        .chain([520, 522, 530, 599, 600, 999, 0, 100, 103])
        .chain(300..=308);
    let json = |status| answer(status, &[("content-type", "application/json")], b"{\"error\":\"something\"}");
    statuses
        .flat_map(|status| {
            let more = if status % 2 == 0 { page(status, "Something") } else { json(status) };
            [class(format!("{status}"), bare(status)), class(format!("{status} with something"), more)]
        })
        .collect()
}

fn successes() -> Vec<Class> {
    let octets = |status, body: &[u8]| answer(status, &[("content-type", "application/octet-stream")], body);
    let mut short = octets(200, b"this should be longer");
    short.headers = vec![("content-length".to_owned(), "4000".to_owned())];
    let mut unlabelled = page(200, "Sign in to the hotel's network");
    unlabelled.headers.clear();
    vec![
        class("200 with a sign-in page", page(200, "Sign in")),
        class("200 with a page without a type", unlabelled),
        class(
            "200 with an app's page",
            answer(200, &[("content-type", "application/xhtml+xml")], b"<html/>"),
        ),
        class("200 shorter than it says", short),
        class("203 with a page", page(203, "Sign in")),
        class("202", bare(202)),
        class("205", bare(205)),
        class("206", octets(206, b"part")),
        class("207", octets(207, b"<multistatus xmlns='DAV:'/>")),
        class("208", bare(208)),
        class("226", bare(226)),
        lie("200 and nothing", bare(200)),
        lie("200 gzip", octets(200, b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage")),
        lie("200 zeros", octets(200, &[0; 4096])),
        lie("200 JSON", answer(200, &[("content-type", "application/json")], b"{\"error\":\"sign in\"}")),
        lie("200 empty JSON", answer(200, &[("content-type", "application/json")], b"{}")),
        lie("201", bare(201)),
        lie("201 with a page", page(201, "Created")),
        lie("204", bare(204)),
    ]
}

/// All of them.
pub fn all() -> Vec<Class> {
    let mut classes = refusals();
    classes.extend(successes());
    for error in [
        HttpError::NoAnswer,
        HttpError::NotSent,
        HttpError::Redirected,
        HttpError::TooLarge,
        HttpError::BadAddress,
    ] {
        classes.push(Class { name: format!("{error}"), instead: Err(error), lie: false });
    }
    classes
}
