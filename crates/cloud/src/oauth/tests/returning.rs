//! The way to the service and back.

use super::*;

/// What an honest service answers this sign-in.
fn honest(client: &Client, pending: &PendingSignIn) -> CallbackLocation {
    let state = pending.state();
    let at = REDIRECT.to_owned();
    match client.flow {
        Flow::Code { .. } => {
            CallbackLocation { at, query: format!("?code=the-code&state={state}"), fragment: String::new() }
        }
        Flow::Implicit => {
            let scope: String = form_urlencoded::byte_serialize(client.scopes.join(" ").as_bytes()).collect();
            let fragment =
                format!("#access_token=opens&token_type=Bearer&expires_in=3599&scope={scope}&state={state}");
            CallbackLocation { at, query: String::new(), fragment }
        }
    }
}

fn token_answer(client: &Client) -> Said {
    let scope = client.scopes.join(" ");
    says(
        200,
        &format!(
            r#"{{"access_token":"opens","token_type":"Bearer","expires_in":14400,"refresh_token":"later","scope":"{scope}"}}"#
        ),
    )
}

fn finished(
    script: &Script,
    client: &Client,
    pending: &PendingSignIn,
    arrived: &CallbackLocation,
    now: u64,
) -> Result<Grant, OAuthError> {
    block_on(finish(script, client, pending, arrived, now))
}

/// The error, without asking anybody.
fn refused_at_once(
    client: &Client,
    pending: &PendingSignIn,
    arrived: &CallbackLocation,
    now: u64,
) -> OAuthError {
    let script = Script::of([token_answer(client)]);
    let error = finished(&script, client, pending, arrived, now).err().expect("it was taken");
    assert_eq!(script.asked(), 0, "{error:?}: a code was sent");
    error
}

#[test]
fn asks_for_no_more_than_needed_and_always_with_state_and_challenge() {
    for client in clients() {
        let (url, pending) = started(&client);
        assert!(url.as_str().starts_with(&client.authorize));
        assert_eq!(parameter(&url, "client_id").as_ref(), Some(&client.id));
        assert_eq!(parameter(&url, "redirect_uri").as_deref(), Some(REDIRECT));
        assert_eq!(parameter(&url, "state").as_deref(), Some(pending.state()));
        assert_eq!(parameter(&url, "scope"), Some(client.scopes.join(" ")));
        let code = matches!(client.flow, Flow::Code { .. });
        assert_eq!(parameter(&url, "response_type").as_deref(), Some(if code { "code" } else { "token" }));
        assert_eq!(parameter(&url, "code_challenge_method").as_deref(), code.then_some("S256"));
        assert_eq!(parameter(&url, "code_challenge").is_some(), code);
        assert_eq!(parameter(&url, "code_verifier"), None, "the verifier stays here");
    }
}

#[test]
fn each_service_is_asked_in_its_own_way() {
    let of = |client: Client| started(&client).0;
    assert_eq!(parameter(&of(Client::dropbox("a")), "token_access_type").as_deref(), Some("offline"));
    assert_eq!(parameter(&of(Client::one_drive("a")), "prompt").as_deref(), Some("select_account"));
    let broker = of(Client::google_with_broker("a", "https://b.example/"));
    assert_eq!(parameter(&broker, "access_type").as_deref(), Some("offline"));
    assert_eq!(parameter(&of(Client::google("a")), "access_type"), None);
}

#[test]
fn a_known_account_is_named_instead_of_asked_for() {
    for (client, hinted) in
        [(Client::google("a"), true), (Client::one_drive("a"), true), (Client::dropbox("a"), false)]
    {
        let (url, _) = begin(&client, REDIRECT, NOW, &random(1), Some("sam@example.org")).unwrap();
        let url = Url::parse(&url).unwrap();
        assert_eq!(parameter(&url, "login_hint").as_deref(), hinted.then_some("sam@example.org"));
        assert_eq!(parameter(&url, "prompt"), None);
    }
}

#[test]
fn state_and_verifier_are_fresh_long_and_apart() {
    let client = Client::dropbox("app");
    let (_, one) = begin(&client, REDIRECT, NOW, &random(1), None).unwrap();
    let (_, two) = begin(&client, REDIRECT, NOW, &random(2), None).unwrap();
    assert_ne!(one.state, two.state);
    assert_ne!(one.verifier, two.verifier);
    assert_ne!(one.state, one.verifier);
    assert!(one.verifier.len() >= 43 && one.state.len() >= 43);
}

#[test]
fn a_code_is_exchanged_with_the_verifier_of_its_challenge() {
    for client in clients().into_iter().filter(|client| matches!(client.flow, Flow::Code { .. })) {
        let (url, pending) = started(&client);
        let script = Script::of([token_answer(&client)]);
        let grant = finished(&script, &client, &pending, &honest(&client, &pending), NOW + 5_000).unwrap();
        assert!(grant.access == Token::new("opens"));
        assert_eq!(grant.expires_ms, Some(NOW + 5_000 + 14_400_000));
        assert!(grant.refresh.is_some_and(|token| token.expose() == "later"));
        assert_eq!(script.field(0, "grant_type").as_deref(), Some("authorization_code"));
        assert_eq!(script.field(0, "code").as_deref(), Some("the-code"));
        assert_eq!(script.field(0, "redirect_uri").as_deref(), Some(REDIRECT));
        assert_eq!(script.field(0, "client_id").as_ref(), Some(&client.id));
        assert_eq!(script.field(0, "client_secret"), None);
        let verifier = oauth2::PkceCodeVerifier::new(script.field(0, "code_verifier").unwrap());
        let challenge = oauth2::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        assert_eq!(parameter(&url, "code_challenge").as_deref(), Some(challenge.as_str()));
        let Flow::Code { token } = &client.flow else { unreachable!() };
        assert_eq!(script.0.asked.borrow()[0].url, *token);
    }
}

#[test]
fn a_token_in_the_fragment_is_taken_without_asking_anybody() {
    for client in clients().into_iter().filter(|client| client.flow == Flow::Implicit) {
        let (_, pending) = started(&client);
        let grant = finished(&Script::default(), &client, &pending, &honest(&client, &pending), NOW).unwrap();
        assert!(grant.access == Token::new("opens"));
        assert_eq!(grant.expires_ms, Some(NOW + 3_599_000));
        assert!(grant.refresh.is_none());
    }
}

#[test]
fn an_answer_to_another_sign_in_is_foreign() {
    for client in clients() {
        let (_, pending) = started(&client);
        let (_, other) = begin(&client, REDIRECT, NOW, &random(99), None).unwrap();
        let answer = honest(&client, &pending);
        assert_eq!(refused_at_once(&client, &other, &answer, NOW), OAuthError::Foreign);
        // Without any state.
        let bare = |text: &str| text.replace(pending.state(), "");
        let stateless = CallbackLocation {
            at: answer.at.clone(),
            query: bare(&answer.query),
            fragment: bare(&answer.fragment),
        };
        assert_eq!(refused_at_once(&client, &pending, &stateless, NOW), OAuthError::Foreign);
    }
}

#[test]
fn an_answer_of_another_service_is_foreign() {
    for client in clients() {
        let (_, pending) = started(&client);
        for other in clients().into_iter().filter(|other| other.service != client.service) {
            assert_eq!(
                refused_at_once(&other, &pending, &honest(&other, &pending), NOW),
                OAuthError::Foreign
            );
        }
    }
}

#[test]
fn an_answer_at_another_address_is_foreign() {
    for client in clients() {
        let (_, pending) = started(&client);
        for at in ["https://wallet.example/oauth/own-server", "https://evil.example/oauth/callback", ""] {
            let mut answer = honest(&client, &pending);
            answer.at = at.into();
            assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Foreign);
        }
    }
}

#[test]
fn an_issuer_must_be_the_one_that_was_asked() {
    let client = Client::google_with_broker("app", "https://wallet.example/oauth/google");
    let (_, pending) = started(&client);
    let with = |issuer: &str| with_query(format!("{}&iss={issuer}", honest(&client, &pending).query));
    let script = Script::of([token_answer(&client)]);
    assert!(finished(&script, &client, &pending, &with("https%3A%2F%2Faccounts.google.com"), NOW).is_ok());
    for issuer in
        ["https%3A%2F%2Fevil.example", "http%3A%2F%2Faccounts.google.com", "accounts.google.com", ""]
    {
        assert_eq!(refused_at_once(&client, &pending, &with(issuer), NOW), OAuthError::Foreign);
    }
}

#[test]
fn ten_minutes_and_no_longer() {
    for client in clients() {
        let (_, pending) = started(&client);
        let answer = honest(&client, &pending);
        assert!(
            finished(&Script::of([token_answer(&client)]), &client, &pending, &answer, NOW + LIFETIME_MS)
                .is_ok()
        );
        for now in [NOW + LIFETIME_MS + 1, NOW - LIFETIME_MS - 1, 0, u64::MAX] {
            assert_eq!(refused_at_once(&client, &pending, &answer, now), OAuthError::Expired);
        }
    }
}

#[test]
fn a_no_of_the_user_is_no_failure_wherever_it_stands() {
    for client in clients() {
        let (_, pending) = started(&client);
        let said =
            format!("error=access_denied&error_description=The+user+said+no&state={}", pending.state());
        let query = with_query(said.clone());
        let fragment = with_fragment(format!("#{said}"));
        for answer in [query, fragment] {
            assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Cancelled);
        }
        // Somebody else's no means nothing.
        let foreign = with_query("error=access_denied");
        assert_eq!(refused_at_once(&client, &pending, &foreign, NOW), OAuthError::Foreign);
    }
}

#[test]
fn error_answers_say_who_can_mend_them() {
    let client = Client::dropbox("app");
    let (_, pending) = started(&client);
    let error = |code: &str| {
        let query = format!("error={code}&state={}", pending.state());
        refused_at_once(&client, &pending, &with_query(query), NOW)
    };
    assert!(matches!(error("temporarily_unavailable"), OAuthError::Service(DriveError::Unavailable { .. })));
    assert!(matches!(error("server_error"), OAuthError::Service(DriveError::Unavailable { .. })));
    assert!(matches!(error("unauthorized_client"), OAuthError::Registration { .. }));
    assert_eq!(error("invalid_scope"), OAuthError::ScopeMissing);
    let OAuthError::Refused { code } = error("<script>Token+abc</script>") else { panic!() };
    assert_eq!(code, "scriptokenabcscript");
}

#[test]
fn a_box_that_was_not_ticked_is_noticed() {
    // Google shows a checkbox; without it the answer is a success with fewer scopes.
    let google = Client::google("app");
    let (_, pending) = started(&google);
    for scope in [
        "",
        "openid",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/drive.file.x",
    ] {
        let fragment =
            format!("access_token=opens&token_type=Bearer&scope={scope}&state={}", pending.state());
        let answer = with_fragment(fragment);
        assert_eq!(refused_at_once(&google, &pending, &answer, NOW), OAuthError::ScopeMissing);
    }
    let dropbox = Client::dropbox("app");
    for missing in &dropbox.scopes {
        let (_, pending) = started(&dropbox);
        let rest: Vec<&str> = dropbox.scopes.iter().filter(|it| it != &missing).map(String::as_str).collect();
        let said = format!(r#"{{"access_token":"a","token_type":"bearer","scope":"{}"}}"#, rest.join(" "));
        let script = Script::of([says(200, &said)]);
        let error = finished(&script, &dropbox, &pending, &honest(&dropbox, &pending), NOW).err();
        assert_eq!(error, Some(OAuthError::ScopeMissing), "{missing}");
    }
}

#[test]
fn microsoft_may_write_its_scopes_out_and_does_not_list_offline_access() {
    let client = Client::one_drive("app");
    for scope in ["Files.ReadWrite.AppFolder", "https://graph.microsoft.com/files.readwrite.appfolder openid"]
    {
        let (_, pending) = started(&client);
        let said =
            format!(r#"{{"access_token":"a","token_type":"Bearer","expires_in":"3600","scope":"{scope}"}}"#);
        let script = Script::of([says(200, &said)]);
        let grant = finished(&script, &client, &pending, &honest(&client, &pending), NOW).unwrap();
        assert_eq!(grant.expires_ms, Some(NOW + 3_600_000));
    }
}

#[test]
fn an_answer_in_the_other_flows_form_is_refused() {
    for client in clients() {
        let (_, pending) = started(&client);
        let state = pending.state();
        for text in [
            format!("state={state}"),
            format!("code=c&access_token=t&state={state}"),
            match client.flow {
                Flow::Code { .. } => format!("access_token=t&token_type=bearer&state={state}"),
                Flow::Implicit => format!("code=c&state={state}"),
            },
        ] {
            let answer = with_query(text);
            assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Malformed);
        }
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_not_read() {
    let client = Client::dropbox("app");
    let (_, pending) = started(&client);
    let state = pending.state();
    for (query, fragment) in [
        (format!("code=a&code=b&state={state}"), String::new()),
        (format!("code=a&state={state}"), "code=b".to_owned()),
        (format!("code=a&state={state}&state={state}"), String::new()),
        (format!("code={}&state={state}", "a".repeat(20_000)), String::new()),
    ] {
        let answer = CallbackLocation { at: REDIRECT.into(), query, fragment };
        assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Malformed);
    }
}

#[test]
fn a_token_that_cannot_stand_in_a_header_is_refused() {
    let client = Client::google("app");
    let (_, pending) = started(&client);
    for token in ["", "a%0D%0Ab", "a%20b", "%C3%A9", "a%00"] {
        let fragment = format!("access_token={token}&token_type=Bearer&state={}", pending.state());
        let answer = with_fragment(fragment);
        assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Malformed, "{token}");
    }
    let fragment = format!("access_token=a&token_type=mac&state={}", pending.state());
    let answer = with_fragment(fragment);
    assert_eq!(refused_at_once(&client, &pending, &answer, NOW), OAuthError::Malformed);
}

#[test]
fn a_failed_exchange_says_why() {
    let client = Client::dropbox("app");
    let exchange = |said: Said| {
        let (_, pending) = started(&client);
        finished(&Script::of([said]), &client, &pending, &honest(&client, &pending), NOW).err().unwrap()
    };
    assert_eq!(exchange(says(400, r#"{"error":"invalid_grant"}"#)), OAuthError::CodeRefused);
    assert!(matches!(exchange(says(401, r#"{"error":"invalid_client"}"#)), OAuthError::Registration { .. }));
    assert!(matches!(
        exchange(says(400, r#"{"error":"redirect_uri_mismatch"}"#)),
        OAuthError::Registration { .. }
    ));
    assert_eq!(exchange(says(200, "<html>Welcome to the airport</html>")), OAuthError::Malformed);
    assert_eq!(exchange(Err(HttpError::NoAnswer)), OAuthError::Service(DriveError::Unreachable));
    assert!(matches!(exchange(says(503, "")), OAuthError::Service(DriveError::Unavailable { .. })));
}

#[test]
fn addresses_that_would_show_a_code_are_not_used() {
    let with = |authorize: &str, token: &str| Client {
        authorize: authorize.into(),
        flow: Flow::Code { token: token.into() },
        ..Client::dropbox("app")
    };
    let begun = |client: &Client| begin(client, REDIRECT, NOW, &random(1), None).err();
    assert_eq!(begun(&with("https://a.example/", "https://a.example/t")), None);
    assert_eq!(begun(&with("http://127.0.0.1:9/a", "http://localhost:9/t")), None);
    for (authorize, token) in [
        ("http://a.example/", "https://a.example/t"),
        ("https://a.example/", "http://a.example/t"),
        ("javascript:alert(1)", "https://a.example/t"),
        ("", "https://a.example/t"),
        ("https://a.example/", "/relative"),
        ("https://a.example/#x", "https://a.example/t"),
    ] {
        assert_eq!(begun(&with(authorize, token)), Some(OAuthError::BadConfig), "{authorize} {token}");
    }
    assert_eq!(begun(&Client { id: String::new(), ..Client::dropbox("x") }), Some(OAuthError::BadConfig));
}

#[test]
fn a_pending_record_survives_being_kept() {
    let client = Client::dropbox("app");
    let (_, pending) = started(&client);
    let kept = serde_json::to_vec(&pending).unwrap();
    let back: PendingSignIn = serde_json::from_slice(&kept).unwrap();
    let script = Script::of([token_answer(&client)]);
    let answer = honest(&client, &pending);
    assert_eq!(answer.state().as_deref(), Some(back.state()));
    assert!(finished(&script, &client, &back, &answer, NOW).is_ok());
}

proptest! {
    #[test]
    fn no_address_makes_it_panic_or_ask_anybody(query in ".{0,200}", fragment in "[a-z_=&%#0-9]{0,200}") {
        for client in clients() {
            let (_, pending) = started(&client);
            let answer = CallbackLocation { at: REDIRECT.into(), query: query.clone(), fragment: fragment.clone() };
            refused_at_once(&client, &pending, &answer, NOW);
        }
    }
}
