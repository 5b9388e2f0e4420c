//! Apple's page.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{CloudKit, PEOPLE};
use crate::{Answered, Asked, asked::escape};

/// The answer to who has no token.
pub(super) fn required(base: &str, session: &str) -> Value {
    json!({
        "uuid": "f0e1d2c3-0000-4000-8000-000000000001",
        "serverErrorCode": "AUTHENTICATION_REQUIRED",
        "reason": "request needs authorization",
        "redirectURL": format!("{base}/sign-in?oauth_token={session}"),
    })
}

impl CloudKit {
    pub(super) fn who_are_you(&mut self, base: &str) -> Answered {
        let session = format!("s{}", self.begun.len());
        self.begun.insert(session.clone());
        Answered::json(421, &required(base, &session))
    }

    pub(super) fn page(&mut self, asked: &Asked) -> Answered {
        let fields = asked.fields();
        let session = fields.get("oauth_token").cloned().or_else(|| asked.param("oauth_token"));
        let session = session.unwrap_or_default();
        if !self.begun.contains(&session) {
            return guarded(Answered::page(400, "Error", "<p id=\"error\">This page has expired.</p>"));
        }
        if asked.method == "GET" {
            let people = PEOPLE.map(|person| {
                let person = escape(person);
                format!("<option value=\"{person}\">{person}</option>")
            });
            let body = format!(
                "<h1>Sign in with Apple Account</h1><form method=\"post\" action=\"/sign-in/decide\">\
                 <input type=\"hidden\" name=\"oauth_token\" value=\"{}\">\
                 <label>Account <select id=\"account\" name=\"account\">{}</select></label>\
                 <button id=\"approve\" name=\"decision\" value=\"approve\">Continue</button>\
                 <button id=\"deny\" name=\"decision\" value=\"deny\">Cancel</button></form>",
                escape(&session),
                people.concat()
            );
            return guarded(Answered::page(200, "Sign in", &body));
        }
        self.begun.remove(&session);
        let account = fields.get("account").filter(|account| PEOPLE.contains(&account.as_str())).cloned();
        match (fields.get("decision").map(String::as_str), account) {
            (Some("approve"), Some(account)) => {
                let token = self.issue(&account);
                let token = utf8_percent_encode(&token, NON_ALPHANUMERIC);
                Answered::redirect(&format!("{}?ckWebAuthToken={token}", self.callback))
            }
            _ => Answered::redirect(&self.callback),
        }
    }
}

fn guarded(answer: Answered) -> Answered {
    answer
        .with("x-frame-options", "DENY")
        .with("cross-origin-opener-policy", "same-origin")
        .with("cache-control", "no-store")
        .with("referrer-policy", "no-referrer")
}
