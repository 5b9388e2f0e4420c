//! The classes of answers a WebDAV drive may get instead of the right one.

use lifeboat_cloud::wrong_answers::{
    WrongAnswer, bare, no_answers, no_successes, page, refusing_statuses, typed,
};

use super::double::xml;

const OTHER_FOLDER: &str = "<D:multistatus xmlns:D='DAV:'><D:response><D:href>/elsewhere/</D:href><D:propstat>\
    <D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat>\
    </D:response><D:response><D:href>/elsewhere/x</D:href></D:response></D:multistatus>";

fn multistatus() -> Vec<WrongAnswer> {
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
        WrongAnswer::new("207 and nothing", bare(207)),
        WrongAnswer::new("207 with a page", page(207, "Sign in")),
        WrongAnswer::new("207 cut", xml(&OTHER_FOLDER[..OTHER_FOLDER.len() / 2])),
        WrongAnswer::new(
            "207 cut before its end tag",
            xml(OTHER_FOLDER.trim_end_matches("</D:multistatus>")),
        ),
        WrongAnswer::new("207 twice", xml(&OTHER_FOLDER.repeat(2))),
        WrongAnswer::new("207 of another folder", xml(OTHER_FOLDER)),
        WrongAnswer::new("207 of another namespace", xml(&OTHER_FOLDER.replace("DAV:'", "urn:x'"))),
        WrongAnswer::new("207 without a namespace", xml(&OTHER_FOLDER.replace("D:", ""))),
        WrongAnswer::new("207 empty", xml("<multistatus xmlns='DAV:'/>")),
        WrongAnswer::new("207 with entities that grow", xml(bomb)),
        WrongAnswer::new("207 with an entity from a file", xml(external)),
        WrongAnswer::new("207 too deep", xml(&deep)),
        WrongAnswer::new("207 with many attributes", xml(&wide)),
        WrongAnswer::new("207 whose folder is 404", xml(&own("HTTP/1.1 404 Not Found"))),
        WrongAnswer::new("207 whose folder is 403", xml(&own("HTTP/1.1 403 Forbidden"))),
        WrongAnswer::new("207 whose status is nonsense", xml(&own("fine"))),
        WrongAnswer::new(
            "207 not UTF-8",
            typed(207, "application/xml", b"<multistatus xmlns='DAV:'>\xff\xfe</multistatus>"),
        ),
        WrongAnswer::new("207 UTF-16", typed(207, "application/xml", &utf16)),
        WrongAnswer::new("207 gzip", typed(207, "application/xml", b"\x1f\x8b\x08\0\0\0\0\0\0\x03garbage")),
        WrongAnswer::new("207 JSON", typed(207, "application/json", b"{\"entries\":[]}")),
        WrongAnswer::new("207 zeros", typed(207, "application/xml", &[0; 4096])),
    ]
}

/// All classes.
pub fn all() -> Vec<WrongAnswer> {
    let refusals = refusing_statuses().flat_map(|status| {
        [
            WrongAnswer::new(format!("{status}"), bare(status)),
            WrongAnswer::new(format!("{status} with a page"), page(status, "Something")),
        ]
    });
    refusals.chain(multistatus()).chain(no_successes()).chain(no_answers()).collect()
}
