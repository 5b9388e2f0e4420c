//! Tokens for a drive.

use futures::FutureExt;

use super::*;

struct Clock(Rc<Cell<u64>>);

impl Clock {
    fn new() -> Clock {
        Clock(Rc::new(Cell::new(NOW)))
    }

    fn read(&self) -> Rc<dyn Fn() -> u64> {
        let clock = self.0.clone();
        Rc::new(move || clock.get())
    }

    fn forward(&self, ms: u64) {
        self.0.set(self.0.get() + ms);
    }
}

#[derive(Default)]
struct Kept(RefCell<Vec<String>>);

#[async_trait(?Send)]
impl RefreshTokenStore for Kept {
    async fn keep(&self, refresh: &RefreshToken) {
        self.0.borrow_mut().push(refresh.expose().to_owned());
    }
}

fn grant(access: &str, refresh: Option<&str>) -> Grant {
    Grant {
        access: Token::new(access),
        expires_ms: Some(NOW + 3_600_000),
        refresh: refresh.map(RefreshToken::new),
    }
}

fn renewable(script: &Script, clock: &Clock) -> Tokens<Script> {
    Tokens::granted(script.clone(), Client::dropbox("app"), clock.read(), grant("one", Some("r1")))
}

fn renewed(access: &str, refresh: Option<&str>) -> Said {
    let refresh = refresh.map_or(String::new(), |it| format!(r#","refresh_token":"{it}""#));
    says(200, &format!(r#"{{"access_token":"{access}","token_type":"bearer","expires_in":3600{refresh}}}"#))
}

fn token(tokens: &Tokens<Script>) -> Result<String, DriveError> {
    block_on(tokens.token()).map(|token| token.expose().to_owned())
}

#[test]
fn a_token_is_used_until_shortly_before_its_end() {
    let (script, clock) = (Script::of([renewed("two", None)]), Clock::new());
    let tokens = renewable(&script, &clock);
    assert_eq!(token(&tokens).as_deref(), Ok("one"));
    clock.forward(3_600_000 - 60_001);
    assert_eq!((token(&tokens).as_deref(), script.asked()), (Ok("one"), 0));
    clock.forward(1);
    assert_eq!((token(&tokens).as_deref(), script.asked()), (Ok("two"), 1));
    assert_eq!(token(&tokens).as_deref(), Ok("two"));
    assert_eq!(script.field(0, "grant_type").as_deref(), Some("refresh_token"));
    assert_eq!(script.field(0, "refresh_token").as_deref(), Some("r1"));
    assert_eq!(script.field(0, "client_secret"), None);
}

#[test]
fn a_token_that_cannot_be_renewed_is_used_to_its_end_and_then_the_user_is_asked() {
    let (script, clock) = (Script::default(), Clock::new());
    let tokens = Tokens::granted(script.clone(), Client::google("app"), clock.read(), grant("one", None));
    clock.forward(3_599_999);
    assert_eq!(token(&tokens).as_deref(), Ok("one"));
    clock.forward(1);
    assert_eq!(token(&tokens), Err(DriveError::SignedOut));
    let nothing = Tokens::kept(script.clone(), Client::google("app"), clock.read(), None);
    assert_eq!(token(&nothing), Err(DriveError::SignedOut));
    assert_eq!(script.asked(), 0);
}

/// What is kept of an access that nothing renews opens it in another process, and no longer than in the first.
#[test]
fn a_kept_access_opens_until_its_hour_is_over_and_not_after() {
    let (script, clock) = (Script::default(), Clock::new());
    let tokens = Tokens::granted(script.clone(), Client::google("app"), clock.read(), grant("one", None));
    let kept = tokens.to_keep();
    assert!(kept == Some(KeptToken::Access { token: Token::new("one"), until_ms: NOW + 3_600_000 }));
    let again = Tokens::kept(script.clone(), Client::google("app"), clock.read(), kept.clone());
    assert!(again.to_keep() == kept);
    clock.forward(3_599_999);
    assert_eq!(token(&again).as_deref(), Ok("one"));
    clock.forward(1);
    for tokens in [&again, &Tokens::kept(script.clone(), Client::google("app"), clock.read(), kept)] {
        assert_eq!(token(tokens), Err(DriveError::SignedOut));
    }
    again.refused(&Token::new("one"));
    assert!(again.to_keep().is_none(), "the service has refused it");
    let endless = Grant { expires_ms: None, ..grant("one", None) };
    let endless = Tokens::granted(script.clone(), Client::google("app"), clock.read(), endless);
    assert!(endless.to_keep().is_none(), "it would never be forgotten");
    assert_eq!(script.asked(), 0);
}

#[test]
fn a_refused_token_is_never_given_again() {
    let (script, clock) = (Script::of([renewed("two", None)]), Clock::new());
    let tokens = renewable(&script, &clock);
    tokens.refused(&Token::new("some other"));
    assert_eq!((token(&tokens).as_deref(), script.asked()), (Ok("one"), 0));
    tokens.refused(&Token::new("one"));
    assert_eq!(token(&tokens).as_deref(), Ok("two"));
    // A request that was under way meanwhile reports the old one once more.
    tokens.refused(&Token::new("one"));
    assert_eq!((token(&tokens).as_deref(), script.asked()), (Ok("two"), 1));
    let direct = Tokens::granted(script.clone(), Client::google("app"), clock.read(), grant("x", None));
    direct.refused(&Token::new("x"));
    assert_eq!(token(&direct), Err(DriveError::SignedOut));
}

#[test]
fn many_at_once_renew_once() {
    let (script, clock) = (Script::of([renewed("two", Some("r2"))]), Clock::new());
    let (open, gate) = futures::channel::oneshot::channel();
    *script.0.gate.borrow_mut() = Some(gate);
    let tokens = renewable(&script, &clock);
    tokens.refused(&Token::new("one"));
    let all = futures::future::join_all((0..8).map(|_| tokens.token()));
    let opened = async { open.send(()).unwrap() };
    let (answers, ()) = block_on(futures::future::join(all, opened));
    assert!(answers.into_iter().all(|answer| answer.is_ok_and(|token| token.expose() == "two")));
    assert_eq!(script.asked(), 1);
}

#[test]
fn a_renewal_that_is_dropped_does_not_block_the_next() {
    let (script, clock) = (Script::of([renewed("two", None)]), Clock::new());
    let (_open, gate) = futures::channel::oneshot::channel();
    *script.0.gate.borrow_mut() = Some(gate);
    let tokens = renewable(&script, &clock);
    tokens.refused(&Token::new("one"));
    // Polled once, then dropped.
    assert!(tokens.token().now_or_never().is_none());
    assert_eq!(token(&tokens).as_deref(), Ok("two"));
}

#[test]
fn a_new_refresh_token_is_kept_before_the_access_token_is_used() {
    let (script, clock) =
        (Script::of([renewed("two", Some("r2")), renewed("three", Some("r2"))]), Clock::new());
    let tokens = renewable(&script, &clock);
    let kept = Rc::new(Kept::default());
    tokens.keep_in(kept.clone());
    tokens.refused(&Token::new("one"));
    assert_eq!(token(&tokens).as_deref(), Ok("two"));
    assert_eq!(*kept.0.borrow(), ["r2"]);
    tokens.refused(&Token::new("two"));
    assert_eq!(token(&tokens).as_deref(), Ok("three"));
    assert_eq!(script.field(1, "refresh_token").as_deref(), Some("r2"));
    assert_eq!(*kept.0.borrow(), ["r2"], "the same one is not kept again");
    assert!(tokens.to_keep() == Some(KeptToken::Refresh(RefreshToken::new("r2"))));
}

#[test]
fn only_the_end_of_the_grant_signs_out_and_it_is_asked_only_once() {
    for (status, body) in [
        (400, r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#),
        (401, r#"{"error":"invalid_grant"}"#),
        (400, "\u{feff}{\"error\":\"invalid_grant\"}"),
        (400, r#"{"error":"interaction_required","error_codes":[50076]}"#),
        (400, r#"{"error": "invalid_grant", "error_description": "refresh token is invalid or revoked"}"#),
    ] {
        let (script, clock) = (Script::of([says(status, body)]), Clock::new());
        let tokens = renewable(&script, &clock);
        tokens.refused(&Token::new("one"));
        for _ in 0..3 {
            assert_eq!(token(&tokens), Err(DriveError::SignedOut));
        }
        assert_eq!(script.asked(), 1);
    }
}

#[test]
fn no_other_answer_signs_out_and_the_next_try_may_succeed() {
    let page = "<html><title>Sign in to the hotel's network</title></html>";
    let mut answers: Vec<Said> =
        [HttpError::NotSent, HttpError::NoAnswer, HttpError::Redirected, HttpError::TooLarge].map(Err).into();
    for status in [
        200, 201, 204, 301, 304, 400, 401, 402, 403, 404, 405, 408, 413, 418, 421, 429, 431, 451, 500, 502,
        503, 504, 511, 599,
    ] {
        for body in [
            "",
            page,
            "{",
            "{}",
            "[]",
            "null",
            r#"{"error":5}"#,
            r#"{"error":{"code":401}}"#,
            r#"{"error":"server_error"}"#,
            r#"{"error":"temporarily_unavailable"}"#,
            r#"{"error":"INVALID_GRANT?"}"#,
            r#"{"message":"invalid_grant"}"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":"a b"}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"access_token":"a","refresh_token":"b c"}"#,
            "invalid_grant",
        ] {
            answers.push(says(status, body));
        }
        if status >= 404 {
            answers.push(says(status, r#"{"error":"invalid_grant"}"#));
        }
    }
    assert!(answers.len() > 400);
    for answer in answers {
        let (script, clock) = (Script::of([answer.clone(), renewed("two", None)]), Clock::new());
        let tokens = renewable(&script, &clock);
        tokens.refused(&Token::new("one"));
        let error = token(&tokens).expect_err("no such answer is a token");
        assert_ne!(error, DriveError::SignedOut, "{answer:?}");
        assert!(!matches!(error, DriveError::NotFound | DriveError::Unknown), "{answer:?}: {error:?}");
        assert_eq!(token(&tokens).as_deref(), Ok("two"), "{answer:?}");
        assert_eq!(script.field(1, "refresh_token").as_deref(), Some("r1"));
    }
}

#[test]
fn what_only_the_operator_can_mend_is_denied_and_what_time_mends_is_not() {
    let renewal = |said: Said| {
        let (script, clock) = (Script::of([said]), Clock::new());
        let tokens = renewable(&script, &clock);
        tokens.refused(&Token::new("one"));
        token(&tokens).expect_err("refused")
    };
    for code in ["invalid_client", "unauthorized_client", "deleted_client", "invalid_scope", "access_denied"]
    {
        assert_eq!(renewal(says(400, &format!(r#"{{"error":"{code}"}}"#))), DriveError::Denied, "{code}");
    }
    assert_eq!(renewal(Err(HttpError::NoAnswer)), DriveError::Unreachable);
    let late = Answer { status: 429, headers: vec![("retry-after".into(), "7".into())], body: Vec::new() };
    assert_eq!(renewal(Ok(late)), DriveError::Busy { after_ms: Some(7_000) });
}

#[test]
fn a_pause_that_the_token_endpoint_asks_for_is_at_most_a_day() {
    for seconds in ["2592000", "2147484", "4294968", "9999999999", "18446744073709551615"] {
        for status in [408, 429, 503] {
            let headers = vec![("retry-after".into(), seconds.into())];
            let asked = Answer { status, headers, body: br#"{"error":"slow_down"}"#.to_vec() };
            let (script, clock) = (Script::of([Ok(asked)]), Clock::new());
            let tokens = renewable(&script, &clock);
            tokens.refused(&Token::new("one"));
            let error = token(&tokens).expect_err("no token");
            assert_eq!(error.retry(), crate::Retry::After(86_400_000), "{status} {seconds}");
        }
    }
}

#[test]
fn a_scope_that_was_narrowed_since_is_noticed_at_the_renewal() {
    let narrowed = says(200, r#"{"access_token":"two","token_type":"bearer","scope":"account_info.read"}"#);
    let (script, clock) = (Script::of([narrowed]), Clock::new());
    let tokens = renewable(&script, &clock);
    tokens.refused(&Token::new("one"));
    assert_eq!(token(&tokens), Err(DriveError::Denied));
}

#[test]
fn lifetimes_that_are_none_are_not_believed() {
    for (lifetime, expected) in [
        ("3600", Some(NOW + 3_600_000)),
        ("\"3600\"", Some(NOW + 3_600_000)),
        ("3599.5", Some(NOW + 3_599_500)),
        ("0", Some(NOW)),
        ("-1", None),
        ("1e300", None),
        ("\"soon\"", None),
        ("null", None),
    ] {
        let said =
            says(200, &format!(r#"{{"access_token":"a","token_type":"bearer","expires_in":{lifetime}}}"#));
        let client = Client::dropbox("app");
        let (_, pending) = started(&client);
        let query = format!("code=c&state={}", pending.state());
        let arrived = with_query(query);
        let grant = block_on(finish(&Script::of([said]), &client, &pending, &arrived, NOW));
        assert_eq!(grant.ok().map(|grant| grant.expires_ms), Some(expected), "{lifetime}");
    }
}

#[test]
fn the_access_is_ended_where_the_service_lets_a_page_do_it() {
    let clock = Clock::new();
    let end = |client: Client, refresh: Option<&str>, answers: Vec<Said>| {
        let script = Script::of(answers);
        let tokens = Tokens::granted(script.clone(), client, clock.read(), grant("one", refresh));
        let result = block_on(tokens.revoke());
        assert_eq!(token(&tokens), Err(DriveError::SignedOut), "forgotten whatever came of it");
        (result, script)
    };
    let (result, script) = end(Client::dropbox("app"), Some("r1"), vec![says(200, "null")]);
    assert_eq!(result, Ok(RevokeOutcome::Done));
    assert_eq!(script.0.asked.borrow()[0].header("authorization"), Some("Bearer one"));
    let broker = Client::google_with_broker("app", "https://b.example/");
    let (result, script) = end(broker, Some("r1"), vec![says(200, "")]);
    assert_eq!((result, script.field(0, "token").as_deref()), (Ok(RevokeOutcome::Done), Some("r1")));
    let (result, script) = end(Client::google("app"), None, vec![says(400, r#"{"error":"invalid_token"}"#)]);
    assert_eq!((result, script.field(0, "token").as_deref()), (Ok(RevokeOutcome::Done), Some("one")));
    assert_eq!(end(Client::one_drive("app"), Some("r1"), vec![]).0, Ok(RevokeOutcome::OnItsPages));
    assert_eq!(end(Client::google("app"), None, vec![Err(HttpError::NoAnswer)]).0, Err(DriveError::Unknown));
    let unavailable = Err(DriveError::Unavailable { after_ms: None });
    assert_eq!(end(Client::google("app"), None, vec![says(503, "")]).0, unavailable);
}
