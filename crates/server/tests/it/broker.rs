//! The token broker, against a token endpoint that remembers what it was asked.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::http::{StatusCode, header};
use axum::routing::post;
use lifeboat_server::GoogleClient;
use reqwest::Response;

use crate::harness::{Running, header as of, start};

const SECRET: &str = "GOCSPX-the-secret";

type Forms = Arc<Mutex<Vec<BTreeMap<String, String>>>>;

/// Answers everything with this.
async fn endpoint(status: u16, body: &'static str) -> (String, Forms) {
    let forms = Forms::default();
    let seen = forms.clone();
    let answer = move |form: String| {
        let seen = seen.clone();
        async move {
            let fields = form_urlencoded::parse(form.as_bytes()).into_owned().collect();
            seen.lock().unwrap().push(fields);
            (StatusCode::from_u16(status).unwrap(), [(header::CONTENT_TYPE, "application/json")], body)
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/token", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, forms)
}

async fn broker(token: &str) -> Running {
    let token = token.to_owned();
    start(|options| {
        options.google = Some(GoogleClient { token, ..GoogleClient::new("our-id", SECRET) });
        options.allow_origin = vec!["https://wallet.example".into()];
    })
    .await
}

fn code(origin: &str) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("client_id", "our-id")
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", "4/abc")
        .append_pair("code_verifier", "v")
        .append_pair("redirect_uri", &format!("{origin}/oauth/callback"));
    form.finish()
}

async fn ask(server: &Running, origin: Option<&str>, body: String) -> Response {
    let mut request = server
        .open("POST", "/oauth/google/token")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_secret_is_added_and_never_comes_back() {
    let granted = r#"{"access_token":"ya29","expires_in":3599,"refresh_token":"1//r","token_type":"Bearer"}"#;
    let (url, forms) = endpoint(200, granted).await;
    let server = broker(&url).await;
    let own = server.url("");
    for origin in [own.as_str(), "https://wallet.example"] {
        let answer = ask(&server, Some(origin), code(origin)).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(of(&answer, "access-control-allow-origin"), origin);
        assert_eq!(of(&answer, "cache-control"), "no-store");
        let text = answer.text().await.unwrap();
        assert_eq!(text, granted);
    }
    let renewal = "client_id=our-id&grant_type=refresh_token&refresh_token=1%2F%2Fr".to_owned();
    assert_eq!(ask(&server, Some(&own), renewal).await.status(), 200);
    let forms = forms.lock().unwrap();
    assert_eq!(forms.len(), 3);
    assert!(forms.iter().all(|form| form["client_secret"] == SECRET && form["client_id"] == "our-id"));
    assert_eq!(forms[0]["code_verifier"], "v");
    assert_eq!(forms[2]["refresh_token"], "1//r");
}

#[tokio::test]
async fn nobody_else_can_use_it() {
    let (url, forms) = endpoint(200, r#"{"access_token":"stolen"}"#).await;
    let server = broker(&url).await;
    for origin in
        [None, Some("https://evil.example"), Some("null"), Some("https://wallet.example.evil.example")]
    {
        let answer = ask(&server, origin, code("https://wallet.example")).await;
        assert_eq!(answer.status(), 403, "{origin:?}");
        assert_eq!(of(&answer, "access-control-allow-origin"), "");
    }
    // A page that may use it, with another page's code.
    let answer = ask(&server, Some("https://wallet.example"), code("https://evil.example")).await;
    assert_eq!(answer.text().await.unwrap(), r#"{"error":"redirect_uri_mismatch"}"#);
    assert!(forms.lock().unwrap().is_empty(), "something was sent on");
}

#[tokio::test]
async fn only_the_two_kinds_of_request_are_sent_on() {
    let (url, forms) = endpoint(200, "{}").await;
    let server = broker(&url).await;
    let origin = "https://wallet.example";
    let whole = code(origin);
    for (body, status) in [
        (String::new(), 400),
        (whole.replace("our-id", "other-id"), 401),
        (whole.replace("authorization_code", "password"), 400),
        (whole.replace("4%2Fabc", ""), 400),
        (whole.replace("code_verifier=v&", ""), 400),
        (format!("{whole}&scope=everything"), 400),
        (format!("{whole}&client_secret=mine"), 400),
        (format!("{whole}&client_id=our-id"), 400),
        (format!("{whole}&redirect_uri=https%3A%2F%2Fevil.example"), 400),
        ("client_id=our-id&grant_type=refresh_token".into(), 400),
        (format!("{whole}{}", "x".repeat(20_000)), 400),
    ] {
        let answer = ask(&server, Some(origin), body.clone()).await;
        assert_eq!(answer.status(), status, "{}", &body[..body.len().min(200)]);
        assert_eq!(of(&answer, "access-control-allow-origin"), origin, "the page must be able to read why");
    }
    let json = server.open("POST", "/oauth/google/token").header("origin", origin).body(whole);
    assert_eq!(json.header("content-type", "application/json").send().await.unwrap().status(), 400);
    let get = server.open("GET", "/oauth/google/token").header("origin", origin).send().await.unwrap();
    assert_eq!(get.status(), 405);
    assert!(forms.lock().unwrap().is_empty(), "something was sent on");
}

#[tokio::test]
async fn a_preflight_is_answered_without_asking_anybody() {
    let server = broker("http://127.0.0.1:1/").await;
    let asked = server.open("OPTIONS", "/oauth/google/token").header("origin", "https://wallet.example");
    let answer = asked.send().await.unwrap();
    assert_eq!(answer.status(), 204);
    assert_eq!(of(&answer, "access-control-allow-methods"), "POST");
}

#[tokio::test]
async fn refusals_come_through_and_nothing_but_json_does() {
    let origin = "https://wallet.example";
    for (status, body, expected) in [
        (400, r#"{"error":"invalid_grant"}"#, 400),
        (401, r#"{"error":"invalid_client"}"#, 401),
        (503, r#"{"error":"invalid_grant"}"#, 502),
        (200, "<html>a proxy</html>", 502),
        (302, "", 502),
        (429, "", 429),
    ] {
        let (url, _) = endpoint(status, body).await;
        let server = broker(&url).await;
        let answer = ask(&server, Some(origin), code(origin)).await;
        assert_eq!(answer.status(), expected, "{status} {body}");
        let text = answer.text().await.unwrap();
        assert_eq!(
            text.contains("invalid_grant"),
            status == 400,
            "{status}: a failure must not look like a refusal"
        );
    }
    let server = broker("http://127.0.0.1:1/").await;
    assert_eq!(ask(&server, Some(origin), code(origin)).await.status(), 502);
}

#[tokio::test]
async fn without_a_secret_there_is_no_broker() {
    let server = start(|_| {}).await;
    let origin = server.url("");
    assert_eq!(ask(&server, Some(&origin), code(&origin)).await.status(), 404);
}
