//! Codes and refresh tokens for access tokens; revocation.

use std::collections::BTreeMap;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Grant, Reach, Refused, Server};
use crate::{Answered, Asked};

type Fields = BTreeMap<String, String>;

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map(String::as_str).unwrap_or_default()
}

impl Server {
    pub(super) fn redeem(&mut self, asked: &Asked, now_ms: u64) -> Answered {
        match self.try_redeem(asked, now_ms) {
            Ok(answer) => answer.with("cache-control", "no-store"),
            Err(refused) => (self.rules.words)(&refused),
        }
    }

    fn try_redeem(&mut self, asked: &Asked, now_ms: u64) -> Result<Answered, Refused> {
        let form = asked.form();
        let mut fields: Fields = form.iter().cloned().collect();
        if form.is_empty() {
            return Err(Refused::BadRequest("no form"));
        }
        if form.len() != fields.len() {
            return Err(Refused::BadRequest("a parameter came twice"));
        }
        if let Some((id, secret)) = basic(asked) {
            fields.insert("client_id".to_owned(), id);
            fields.insert("client_secret".to_owned(), secret);
        }
        self.check_client(&fields)?;
        if self.rules.needs_origin && asked.header("origin").is_none() {
            return Err(Refused::NoOrigin);
        }
        match field(&fields, "grant_type") {
            "authorization_code" => self.by_code(&fields, now_ms),
            "refresh_token" => self.by_refresh(&fields, now_ms),
            _ => Err(Refused::BadGrantType),
        }
    }

    fn check_client(&self, fields: &Fields) -> Result<(), Refused> {
        let client = self.clients.iter().find(|client| client.id == field(fields, "client_id"));
        let client = client.ok_or(Refused::UnknownClient)?;
        match (field(fields, "client_secret"), &client.secret) {
            ("", _) if self.rules.needs_secret => Err(Refused::SecretMissing),
            ("", _) => Ok(()),
            (given, Some(secret)) if given == secret => Ok(()),
            _ => Err(Refused::UnknownClient),
        }
    }

    fn by_code(&mut self, fields: &Fields, now_ms: u64) -> Result<Answered, Refused> {
        let given = field(fields, "code").to_owned();
        let code = self.codes.get_mut(&given).ok_or(Refused::BadCode)?;
        if code.grant.client != field(fields, "client_id") {
            return Err(Refused::BadCode);
        }
        if code.used {
            // RFC 6749, 4.1.2: whoever has it twice is not to be trusted, and neither is what came of it.
            let number = code.grant.number;
            self.access.retain(|_, (grant, _)| grant.number != number);
            self.refresh.retain(|_, grant| grant.number != number);
            return Err(Refused::BadCode);
        }
        if now_ms >= code.until_ms {
            return Err(Refused::CodeExpired);
        }
        if code.redirect != field(fields, "redirect_uri") {
            return Err(Refused::OtherRedirect);
        }
        let verifier = field(fields, "code_verifier");
        match &code.challenge {
            Some(_) if verifier.is_empty() => return Err(Refused::VerifierMissing),
            Some(challenge) => {
                let sound = (43..=128).contains(&verifier.len());
                if !sound || BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) != *challenge {
                    return Err(Refused::WrongVerifier);
                }
            }
            None if verifier.is_empty() => {}
            None => return Err(Refused::WrongVerifier),
        }
        code.used = true;
        let (grant, wants_refresh) = (code.grant.clone(), code.refresh);
        let refresh = wants_refresh.then(|| self.new_refresh(&grant));
        Ok(self.tokens(&grant, refresh, now_ms))
    }

    fn by_refresh(&mut self, fields: &Fields, now_ms: u64) -> Result<Answered, Refused> {
        let given = field(fields, "refresh_token").to_owned();
        let grant = self.refresh.get(&given).cloned().ok_or(Refused::BadRefresh)?;
        if grant.client != field(fields, "client_id") {
            return Err(Refused::BadRefresh);
        }
        let rules = self.rules.refresh.as_ref().ok_or(Refused::BadGrantType)?;
        if rules.life_ms.is_some_and(|life_ms| now_ms >= grant.since_ms + life_ms) {
            return Err(Refused::RefreshExpired);
        }
        let rotated = rules.rotates.then(|| {
            self.refresh.remove(&given);
            self.new_refresh(&grant)
        });
        Ok(self.tokens(&grant, rotated, now_ms))
    }

    fn new_refresh(&mut self, grant: &Grant) -> String {
        let refresh = format!("refresh-{}", self.fresh());
        self.refresh.insert(refresh.clone(), grant.clone());
        refresh
    }

    fn tokens(&mut self, grant: &Grant, refresh: Option<String>, now_ms: u64) -> Answered {
        let token = self.new_access(grant, now_ms);
        let mut body = (self.rules.extra)(grant);
        body.insert("access_token".to_owned(), json!(token));
        body.insert("token_type".to_owned(), json!("Bearer"));
        body.insert("expires_in".to_owned(), json!((self.rules.access_ms / 1000).saturating_sub(1)));
        body.insert("scope".to_owned(), json!(grant.scopes.join(" ")));
        if let Some(refresh) = refresh {
            body.insert("refresh_token".to_owned(), json!(refresh));
        }
        Answered::json(200, &body.into())
    }

    pub(super) fn revoke_asked(&mut self, asked: &Asked) -> Answered {
        let token = asked.fields().remove("token").or_else(|| asked.param("token")).unwrap_or_default();
        match self.revoke(&token) {
            true => Answered::json(200, &json!({})),
            false => Answered::json(
                400,
                &json!({ "error": "invalid_token", "error_description": "Token expired or revoked" }),
            ),
        }
    }

    /// Ends what a token, of either kind, stands for. False when it is unknown.
    pub fn revoke(&mut self, token: &str) -> bool {
        let by_access = self.access.get(token).map(|(grant, _)| grant);
        let Some(grant) = by_access.or(self.refresh.get(token)).cloned() else { return false };
        let reach = self.rules.reach;
        let ended = |other: &Grant| match reach {
            Reach::Grant => other.number == grant.number,
            Reach::Project => other.project == grant.project && other.account == grant.account,
        };
        self.access.retain(|_, (other, _)| !ended(other));
        self.refresh.retain(|_, other| !ended(other));
        let clients: Vec<String> = self
            .clients
            .iter()
            .filter(|client| {
                client.id == grant.client || (reach == Reach::Project && client.project == grant.project)
            })
            .map(|client| client.id.clone())
            .collect();
        self.consents.retain(|(client, account), _| !(clients.contains(client) && *account == grant.account));
        true
    }
}

fn basic(asked: &Asked) -> Option<(String, String)> {
    let encoded = asked.header("authorization")?.strip_prefix("Basic ")?;
    let plain = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    plain.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}
