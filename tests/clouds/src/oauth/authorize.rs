//! The page on which a user decides, and what comes of it.

use std::collections::BTreeMap;

use super::{Code, Person, Server, page};
use crate::{Answered, Asked};

type Params = BTreeMap<String, String>;

fn value<'a>(params: &'a Params, name: &str) -> &'a str {
    params.get(name).map(String::as_str).unwrap_or_default()
}

impl Server {
    pub(super) fn authorize(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let params: Params =
            asked.params().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        if asked.params().count() != params.len() {
            return page::error(400, "invalid_request", "A parameter came twice.");
        }
        let scopes = match self.check(&params) {
            Ok(scopes) => scopes,
            Err(answer) => return answer,
        };
        let hint = value(&params, "login_hint");
        let person = self.people.iter().find(|person| person.email == hint).or(self.people.first()).cloned();
        let consented = |person: &Person| {
            let key = (value(&params, "client_id").to_owned(), person.email.clone());
            !self.signed_out
                && self
                    .consents
                    .get(&key)
                    .is_some_and(|given| scopes.iter().all(|scope| given.contains(scope)))
        };
        let at_once = person.filter(consented);
        match (value(&params, "prompt"), at_once) {
            ("none", None) if self.signed_out => back(&params, &[("error", "login_required")]),
            ("none", None) => back(&params, &[("error", "interaction_required")]),
            ("none", Some(person)) => self.grant(&params, &person.email, scopes, now_ms),
            ("", Some(person)) if self.rules.remembers_consent => {
                self.grant(&params, &person.email, scopes, now_ms)
            }
            _ => {
                let known = |scope: &String| self.rules.scopes.iter().find(|known| known.name == *scope);
                let shown: Vec<_> = scopes.iter().filter_map(known).collect();
                page::consent(&self.rules.authorize, &params, &shown, &self.people, hint)
            }
        }
    }

    /// The user has pressed a button.
    pub(super) fn decide(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        let form = asked.form();
        let params: Params = form.iter().filter(|(name, _)| !name.starts_with("user.")).cloned().collect();
        let wanted = match self.check(&params) {
            Ok(wanted) => wanted,
            Err(answer) => return answer,
        };
        let said = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        if said("user.decision") != Some("approve") {
            return back(&params, &[("error", "access_denied")]);
        }
        let account = said("user.account").unwrap_or_default().to_owned();
        if !self.people.iter().any(|person| person.email == account) {
            return page::error(400, "invalid_request", "No such account.");
        }
        let ticked = |scope: &String| {
            let fixed = self.rules.scopes.iter().any(|known| known.name == *scope && !known.optional);
            fixed || form.iter().any(|(name, value)| name == "user.scope" && value == scope)
        };
        let given = wanted.into_iter().filter(ticked).collect();
        self.signed_out = false;
        self.grant(&params, &account, given, now_ms)
    }

    /// The scopes asked for; or what is answered instead.
    fn check(&self, params: &Params) -> Result<Vec<String>, Answered> {
        let id = value(params, "client_id");
        let Some(client) = self.clients.iter().find(|client| client.id == id) else {
            return Err(page::error(401, "invalid_client", "The OAuth client was not found."));
        };
        // Before this holds, nothing is ever sent there.
        if !client.redirects.iter().any(|known| known == value(params, "redirect_uri")) {
            return Err(page::error(400, "redirect_uri_mismatch", "The redirect address is not registered."));
        }
        let wrong = |error: &str| Err(back(params, &[("error", error)]));
        match value(params, "response_type") {
            "code" => {
                let challenge = value(params, "code_challenge");
                let sound = challenge.len() == 43 && value(params, "code_challenge_method") == "S256";
                if !(sound || challenge.is_empty() && !self.rules.needs_pkce) {
                    return wrong("invalid_request");
                }
            }
            "token" if self.rules.implicit => {}
            _ => return wrong("unsupported_response_type"),
        }
        let scopes: Vec<String> = value(params, "scope").split_whitespace().map(str::to_owned).collect();
        let known = |scope: &String| self.rules.scopes.iter().any(|known| known.name == *scope);
        if !scopes.iter().all(known) || (scopes.is_empty() && !self.rules.scopes.is_empty()) {
            return wrong("invalid_scope");
        }
        Ok(scopes)
    }

    fn grant(&mut self, params: &Params, account: &str, scopes: Vec<String>, now_ms: u64) -> Answered {
        let Some(grant) = self.consent(value(params, "client_id"), account, scopes, now_ms) else {
            return page::error(401, "invalid_client", "The OAuth client was not found.");
        };
        let scope = grant.scopes.join(" ");
        if value(params, "response_type") == "token" {
            let token = self.new_access(&grant, now_ms);
            // One second less than it lives, as the real ones say.
            let life = (self.rules.access_ms / 1000).saturating_sub(1).to_string();
            let fields = [
                ("access_token", &*token),
                ("token_type", "Bearer"),
                ("expires_in", &*life),
                ("scope", &*scope),
            ];
            return back(params, &fields);
        }
        let code = self.fresh();
        let kept = |name: &str| Some(value(params, name).to_owned()).filter(|text| !text.is_empty());
        let refresh = self.rules.refresh.as_ref().is_some_and(|refresh| (refresh.wanted)(params));
        let entry = Code {
            grant,
            redirect: value(params, "redirect_uri").to_owned(),
            challenge: kept("code_challenge"),
            until_ms: now_ms + self.rules.code_ms,
            refresh,
            used: false,
        };
        self.codes.insert(code.clone(), entry);
        back(params, &[("code", &code), ("scope", &scope)])
    }
}

/// Back to the application, with the `state` it gave.
fn back(params: &Params, fields: &[(&str, &str)]) -> Answered {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    if let Some(state) = params.get("state") {
        query.append_pair("state", state);
    }
    let redirect = value(params, "redirect_uri");
    let mark = match (value(params, "response_type"), redirect.contains('?')) {
        ("token", _) => '#',
        (_, true) => '&',
        (_, false) => '?',
    };
    Answered::redirect(&format!("{redirect}{mark}{}", query.finish()))
}
