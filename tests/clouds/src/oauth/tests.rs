use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::*;
use crate::Twist;

const VERIFIER: &str = "a-verifier-of-exactly-forty-three-letters-x";
const BACK: &str = "http://localhost:8080/oauth/callback.html";

fn server(change: impl FnOnce(&mut Rules)) -> Server {
    let mut rules = Rules::new("/authorize", "/token");
    rules.revoke = Some("/revoke".to_owned());
    rules.scopes = vec![Scope::fixed("files", "Files"), Scope::optional("name", "Name")];
    change(&mut rules);
    let client = |id: &str| Client {
        id: id.to_owned(),
        project: "lifeboat".to_owned(),
        secret: Some("secret".to_owned()),
        redirects: vec![BACK.to_owned()],
    };
    let person = |email: &str| Person { email: email.to_owned(), name: "Somebody".to_owned() };
    Server::new(
        rules,
        vec![client("app"), client("app-2")],
        vec![person("samantha@example.com"), person("other@example.com")],
    )
}

fn asked(method: &str, path: &str, fields: &[(&str, &str)]) -> Asked {
    let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let get = method == "GET";
    Asked {
        method: method.to_owned(),
        base: "http://double".to_owned(),
        path: path.to_owned(),
        query: if get { text.clone() } else { String::new() },
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: if get { Vec::new() } else { text.into_bytes() },
        twist: Twist::default(),
    }
}

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn request<'a>(challenge: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("client_id", "app"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "files name"),
        ("state", "s t&te"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

fn sent_back(answer: &Answered) -> BTreeMap<String, String> {
    assert_eq!(answer.status, 302, "{}", String::from_utf8_lossy(&answer.body));
    let to = answer.header("location").unwrap();
    assert!(to.starts_with(BACK), "{to}");
    form_urlencoded::parse(&to.as_bytes()[BACK.len() + 1..]).into_owned().collect()
}

fn approve(server: &mut Server, more: &[(&str, &str)]) -> BTreeMap<String, String> {
    let challenge = challenge();
    let mut fields = request(&challenge, more);
    fields.extend([
        ("user.decision", "approve"),
        ("user.account", "samantha@example.com"),
        ("user.scope", "files"),
        ("user.scope", "name"),
    ]);
    sent_back(&server.answer(&asked("POST", "/authorize/decide", &fields), 0).unwrap())
}

fn redeem(server: &mut Server, code: &str, more: &[(&str, &str)], now_ms: u64) -> (u16, Value) {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("redirect_uri", BACK),
        ("code", code),
        ("code_verifier", VERIFIER),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields.retain(|(_, value)| !value.is_empty());
    let answer = server.answer(&asked("POST", "/token", &fields), now_ms).unwrap();
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

#[test]
fn a_code_is_redeemed_once_in_time_by_its_client_with_its_verifier() {
    let mut server = server(|_| ());
    let back = approve(&mut server, &[]);
    assert_eq!(back["state"], "s t&te");
    for (wrong, now_ms, word) in [
        (("client_id", "app-2"), 0, "invalid_grant"),
        (("client_id", "app-3"), 0, "invalid_client"),
        (("client_secret", "guess"), 0, "invalid_client"),
        (("redirect_uri", "http://localhost:8080/oauth/callback.html/"), 0, "invalid_grant"),
        (("code_verifier", ""), 0, "invalid_request"),
        (("code_verifier", "b-verifier-of-exactly-forty-three-letters-x"), 0, "invalid_grant"),
        (("code", "guess"), 0, "invalid_grant"),
        (("grant_type", "password"), 0, "unsupported_grant_type"),
        (("client_id", "app"), 600_000, "invalid_grant"),
    ] {
        let (status, body) = redeem(&mut server, &back["code"], &[wrong], now_ms);
        assert!((400..500).contains(&status) && body["error"] == word, "{wrong:?}: {status} {body}");
    }
    let (status, body) = redeem(&mut server, &back["code"], &[], 599_999);
    assert_eq!((status, &body["scope"]), (200, &json!("files name")));
    let token = body["access_token"].as_str().unwrap().to_owned();
    assert!(matches!(server.access(&token, 600_000), Access::Good(_)));
    assert_eq!(server.access(&token, 599_999 + 3_600_000), Access::Expired);
    let (status, _) = redeem(&mut server, &back["code"], &[], 599_999);
    assert_eq!(
        (status, server.access(&token, 600_000)),
        (400, Access::Bad),
        "a code used twice ends what came of it"
    );
}

#[test]
fn nothing_is_sent_to_an_address_that_is_not_registered() {
    let mut server = server(|_| ());
    let challenge = challenge();
    for redirect in
        ["https://evil.example/", "http://localhost:8080/oauth/", "http://LOCALHOST:8080/oauth/callback.html"]
    {
        let fields = request(&challenge, &[("redirect_uri", redirect)]);
        let answer = server.answer(&asked("GET", "/authorize", &fields), 0).unwrap();
        assert_eq!((answer.status, answer.header("location")), (400, None));
    }
    for (wrong, error) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "everything"), "invalid_scope"),
    ] {
        let fields = request(&challenge, &[wrong]);
        let answer = server.answer(&asked("GET", "/authorize", &fields), 0).unwrap();
        assert_eq!(
            answer.header("location").unwrap().split("error=").nth(1).unwrap().split('&').next(),
            Some(error)
        );
    }
}

#[test]
fn a_user_may_deny_or_untick_and_is_remembered() {
    let mut server = server(|_| ());
    let challenge = challenge();
    let fields = request(&challenge, &[]);
    let page = server.answer(&asked("GET", "/authorize", &fields), 0).unwrap();
    let text = String::from_utf8(page.body).unwrap();
    for id in ["id=\"account\"", "id=\"approve\"", "id=\"deny\"", "id=\"scope-name\"", "value=\"s t&amp;te\""]
    {
        assert!(text.contains(id), "{id} in {text}");
    }
    let none = request(&challenge, &[("prompt", "none")]);
    let silent = sent_back(&server.answer(&asked("GET", "/authorize", &none), 0).unwrap());
    assert_eq!(silent["error"], "interaction_required");
    let denied = server.answer(&asked("POST", "/authorize/decide", &fields), 0).unwrap();
    assert_eq!(sent_back(&denied)["error"], "access_denied");
    let mut partly = fields.clone();
    partly.extend([("user.decision", "approve"), ("user.account", "samantha@example.com")]);
    let partly = sent_back(&server.answer(&asked("POST", "/authorize/decide", &partly), 0).unwrap());
    assert_eq!(partly["scope"], "files");
    approve(&mut server, &[]);
    let again = sent_back(&server.answer(&asked("GET", "/authorize", &none), 0).unwrap());
    assert!(again.contains_key("code"));
    let other = request(&challenge, &[("prompt", "none"), ("login_hint", "other@example.com")]);
    let other = sent_back(&server.answer(&asked("GET", "/authorize", &other), 0).unwrap());
    assert_eq!(other["error"], "interaction_required");
}

#[test]
fn refresh_tokens_rotate_and_die_where_they_do() {
    let mut server = server(|rules| {
        rules.refresh = Some(Refresh { life_ms: Some(1000), rotates: true, wanted: |_| true });
    });
    let code = approve(&mut server, &[])["code"].clone();
    let (_, body) = redeem(&mut server, &code, &[], 0);
    let first = body["refresh_token"].as_str().unwrap().to_owned();
    let again = |server: &mut Server, token: &str, now_ms| {
        let fields = [("grant_type", "refresh_token"), ("client_id", "app"), ("refresh_token", token)];
        let answer = server.answer(&asked("POST", "/token", &fields), now_ms).unwrap();
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    let second = again(&mut server, &first, 500)["refresh_token"].as_str().unwrap().to_owned();
    assert_eq!(again(&mut server, &first, 500)["error"], "invalid_grant");
    assert_eq!(again(&mut server, &second, 1000)["error"], "invalid_grant");
    assert!(again(&mut server, &second, 999)["access_token"].is_string());
}

#[test]
fn an_implicit_token_comes_in_the_fragment_and_a_secret_may_be_demanded() {
    let mut server = server(|rules| (rules.implicit, rules.needs_secret) = (true, true));
    let back = approve(&mut server, &[("response_type", "token")]);
    assert!(matches!(server.access(&back["access_token"], 0), Access::Good(_)));
    assert!(server.revoke(&back["access_token"]) && !server.revoke(&back["access_token"]));
    let code = approve(&mut server, &[])["code"].clone();
    assert_eq!(redeem(&mut server, &code, &[], 0).0, 400);
    assert_eq!(redeem(&mut server, &code, &[("client_secret", "secret")], 0).0, 200);
}
