//! The classes of answers a drive may get instead of the right one.

use lifeboat_cloud::http::{Answer, HttpError};

use super::double::{Instead, answer, bytes_answer, kind_answer, page, xml};

/// One class. `lie`: on the face of it a right answer, which only a second look can refute.
pub struct Class {
    pub name: String,
    pub instead: Instead,
    pub lie: bool,
}

fn class(name: impl Into<String>, answer: Answer) -> Class {
    Class { name: name.into(), instead: Ok(answer), lie: false }
}

fn lie(name: impl Into<String>, answer: Answer) -> Class {
    Class { lie: true, ..class(name, answer) }
}

/// Every status that says no, bare and as a page.
fn refusals() -> Vec<Class> {
    let statuses = (400..=418)
        .chain([421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 499])
        .chain(500..=511)
        .chain([520, 522, 530, 599, 600, 999, 0, 100, 103])
        .chain(300..=308);
    statuses
        .flat_map(|status| {
            [
                class(format!("{status}"), answer(status)),
                class(format!("{status} with a page"), page(status, "Something")),
            ]
        })
        .collect()
}

const OTHER_FOLDER: &str = "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/elsewhere/</D:href><D:propstat>\
    <D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>\
    </D:response><D:response><D:href>/elsewhere/x</D:href></D:response></D:multistatus>";

fn multistatus() -> Vec<Class> {
    let bomb = "<!DOCTYPE m [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>\
        <multistatus xmlns='DAV:'><response><href>&c;</href></response></multistatus>";
    let external = "<!DOCTYPE m [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><multistatus xmlns='DAV:'>\
        <response><href>&x;</href></response></multistatus>";
    let own = |status: &str| {
        format!(
            "<multistatus xmlns='DAV:'><response><href>/dav/</href><status>{status}</status></response></multistatus>"
        )
    };
    let deep =
        format!("<multistatus xmlns='DAV:'>{}{}</multistatus>", "<a>".repeat(5000), "</a>".repeat(5000));
    let wide = format!("<multistatus xmlns='DAV:' {}></multistatus>", "a='b' ".repeat(5000));
    let utf16: Vec<u8> = OTHER_FOLDER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        class("207 and nothing", answer(207)),
        class("207 with a page", page(207, "Sign in")),
        class("207 cut", xml(&OTHER_FOLDER[..OTHER_FOLDER.len() / 2])),
        class("207 cut before its end tag", xml(OTHER_FOLDER.trim_end_matches("</D:multistatus>"))),
        class("207 twice", xml(&OTHER_FOLDER.repeat(2))),
        class("207 of another folder", xml(OTHER_FOLDER)),
        class("207 of another namespace", xml(&OTHER_FOLDER.replace("DAV:'", "urn:x'"))),
        class("207 without a namespace", xml(&OTHER_FOLDER.replace("D:", ""))),
        class("207 empty", xml("<multistatus xmlns='DAV:'/>")),
        class("207 with entities that grow", xml(bomb)),
        class("207 with an entity from a file", xml(external)),
        class("207 too deep", xml(&deep)),
        class("207 with many attributes", xml(&wide)),
        class("207 whose folder is 404", xml(&own("HTTP/1.1 404 Not Found"))),
        class("207 whose folder is 403", xml(&own("HTTP/1.1 403 Forbidden"))),
        class("207 whose status is nonsense", xml(&own("fine"))),
        class(
            "207 not UTF-8",
            kind_answer(207, "application/xml", b"<multistatus xmlns='DAV:'>\xff\xfe</multistatus>"),
        ),
        class("207 UTF-16", kind_answer(207, "application/xml", &utf16)),
        class("207 gzip", kind_answer(207, "application/xml", b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage")),
        class("207 JSON", kind_answer(207, "application/json", b"{\"entries\":[]}")),
        class("207 zeros", kind_answer(207, "application/xml", &[0; 4096])),
    ]
}

fn successes() -> Vec<Class> {
    let mut short = bytes_answer(b"this should be longer");
    short.headers.retain(|(name, _)| name != "content-length");
    short.headers.push(("content-length".to_owned(), "4000".to_owned()));
    let mut unlabelled = page(200, "Sign in to the hotel's network");
    unlabelled.headers.clear();
    vec![
        class("200 with a sign-in page", page(200, "Sign in")),
        class("200 with a page without a type", unlabelled),
        class("200 with an app's page", kind_answer(200, "application/xhtml+xml", b"<html xmlns='x'/>")),
        class("200 shorter than it says", short),
        class("203 with a page", page(203, "Sign in")),
        class("202", answer(202)),
        class("205", answer(205)),
        class("206", kind_answer(206, "application/octet-stream", b"part")),
        class("208", answer(208)),
        class("226", answer(226)),
        lie("200 and nothing", answer(200)),
        lie("200 gzip", bytes_answer(b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage")),
        lie("200 JSON", kind_answer(200, "application/json", b"{\"error\":\"sign in\"}")),
        lie("201", answer(201)),
        lie("201 with a page", page(201, "Created")),
        lie("204", answer(204)),
    ]
}

/// All of them.
pub fn all() -> Vec<Class> {
    let mut classes = refusals();
    classes.extend(multistatus());
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
