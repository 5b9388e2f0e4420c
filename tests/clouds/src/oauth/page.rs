//! What the user sees.

use std::{collections::BTreeMap, fmt::Write};

use super::{Person, Scope};
use crate::{Answered, asked::escape};

pub(super) fn error(status: u16, word: &str, words: &str) -> Answered {
    let body = format!("<h1>Access blocked</h1><p id=\"error\">Error {status}: {word}</p><p>{words}</p>");
    guarded(Answered::page(status, "Error", &body))
}

pub(super) fn consent(
    path: &str,
    params: &BTreeMap<String, String>,
    scopes: &[&Scope],
    people: &[Person],
    hint: &str,
) -> Answered {
    let mut body = format!("<h1>Allow access?</h1><form method=\"post\" action=\"{path}/decide\">");
    for (name, value) in params.iter().filter(|(name, _)| !name.starts_with("user.")) {
        let (name, value) = (escape(name), escape(value));
        let _ = write!(body, "<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
    }
    body.push_str("<label>Account <select id=\"account\" name=\"user.account\">");
    for person in people {
        let chosen = if person.email == hint { " selected" } else { "" };
        let (email, name) = (escape(&person.email), escape(&person.name));
        let _ = write!(body, "<option value=\"{email}\"{chosen}>{name} ({email})</option>");
    }
    body.push_str("</select></label>");
    for scope in scopes {
        let fixed = if scope.optional { "" } else { " disabled" };
        let (name, words) = (escape(&scope.name), escape(&scope.words));
        let _ = write!(
            body,
            "<p><label><input type=\"checkbox\" id=\"scope-{name}\" name=\"user.scope\" value=\"{name}\" checked{fixed}>\
             {words}</label></p>"
        );
    }
    body.push_str(
        "<button id=\"approve\" name=\"user.decision\" value=\"approve\">Continue</button>\
         <button id=\"deny\" name=\"user.decision\" value=\"deny\">Cancel</button></form>",
    );
    guarded(Answered::page(200, "Sign in", &body))
}

/// As the real pages: never in a frame, and cut off from whoever opened them.
fn guarded(answer: Answered) -> Answered {
    answer
        .with("x-frame-options", "DENY")
        .with("cross-origin-opener-policy", "same-origin")
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
}
