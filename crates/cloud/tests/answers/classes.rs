//! The classes of answers a drive may get instead of the right one: the same for all services of this suite.

use lifeboat_cloud::wrong_answers::{
    WrongAnswer, bare, no_answers, no_successes, page, refusing_statuses, typed,
};

/// All classes.
pub fn all() -> Vec<WrongAnswer> {
    let refusals = refusing_statuses().flat_map(|status| {
        let json = || typed(status, "application/json", b"{\"error\":\"something\"}");
        let more = if status % 2 == 0 { page(status, "Something") } else { json() };
        [
            WrongAnswer::new(format!("{status}"), bare(status)),
            WrongAnswer::new(format!("{status} with something"), more),
        ]
    });
    let own = [
        WrongAnswer::new("207", typed(207, "application/octet-stream", b"<multistatus xmlns='DAV:'/>")),
        WrongAnswer::lie("200 zeros", typed(200, "application/octet-stream", &[0; 4096])),
        WrongAnswer::lie("200 empty JSON", typed(200, "application/json", b"{}")),
    ];
    refusals.chain(no_successes()).chain(own).chain(no_answers()).collect()
}
