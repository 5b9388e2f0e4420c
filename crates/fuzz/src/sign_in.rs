//! What comes back from a sign-in: the address of the callback page, and the answer of the token endpoint.

use futures::executor::block_on;
use lifeboat_cloud::icloud;
use lifeboat_cloud::oauth::{CallbackLocation, Client, begin, finish};
use zeroize::Zeroizing;

use crate::Target;
use crate::drives::{Answers, Shared};

/// The readers of `lifeboat-cloud::oauth`.
pub const TARGETS: &[Target] = &[
    Target { name: "callback", seeds: queries, run: callback, inputs: 50_000 },
    Target { name: "token-answer", seeds: token_answers, run: token_answer, inputs: 50_000 },
];

const REDIRECT: &str = "https://wallet.example.org/callback.html";
const NOW_MS: u64 = 1_800_000_000_000;

fn clients() -> [Client; 4] {
    [
        Client::dropbox("id"),
        Client::one_drive("id"),
        Client::google("id"),
        Client::google_with_broker("id", "https://wallet.example.org/broker"),
    ]
}

/// No text from elsewhere ends a sign-in that this device has begun, unless it knows the secret of it.
fn callback(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let _ = icloud::token_of(&text);
    let (query, fragment) = text.split_once('#').unwrap_or((&text, ""));
    let arrived =
        CallbackLocation { at: REDIRECT.to_owned(), query: query.to_owned(), fragment: fragment.to_owned() };
    let _ = arrived.state();
    for client in clients() {
        let begun = begin(&client, REDIRECT, NOW_MS, &Zeroizing::new([7; 64]), None);
        let (_, pending) = begun.unwrap_or_else(|error| panic!("{error}"));
        let honest = Shared(Answers::of(
            b"\0\x01{\"access_token\":\"opens\",\"token_type\":\"Bearer\",\"expires_in\":14400,\"refresh_token\":\"later\"}",
        ));
        let ended = block_on(finish(&honest, &client, &pending, &arrived, NOW_MS + 1));
        assert!(
            ended.is_err() || arrived.state().as_deref() == Some(pending.state()),
            "it takes a stranger's answer"
        );
    }
}

fn token_answer(input: &[u8]) {
    for client in clients() {
        let begun = begin(&client, REDIRECT, NOW_MS, &Zeroizing::new([7; 64]), None);
        let (_, pending) = begun.unwrap_or_else(|error| panic!("{error}"));
        let arrived = CallbackLocation {
            at: REDIRECT.to_owned(),
            query: format!("?code=c&state={}", pending.state()),
            fragment: String::new(),
        };
        let _ = block_on(finish(&Shared(Answers::of(input)), &client, &pending, &arrived, NOW_MS + 1));
    }
}

fn queries() -> Vec<Vec<u8>> {
    let client = Client::google("id");
    let begun = begin(&client, REDIRECT, NOW_MS, &Zeroizing::new([7; 64]), None);
    let state = begun.map(|(_, pending)| pending.state().to_owned()).unwrap_or_default();
    [
        format!("?code=the-code&state={state}"),
        format!("#access_token=opens&token_type=Bearer&expires_in=3599&scope=x&state={state}"),
        format!("?error=access_denied&error_description=no&state={state}"),
        "?ckWebAuthToken=158__54__AB%2Fc%3D&ckSession=x".to_owned(),
    ]
    .map(String::into_bytes)
    .to_vec()
}

fn token_answers() -> Vec<Vec<u8>> {
    let bodies = [
        r#"{"access_token":"opens","token_type":"Bearer","expires_in":14400,"refresh_token":"later","scope":"a b"}"#,
        r#"{"error":"invalid_grant","error_description":"expired"}"#,
        "access_token=opens&token_type=bearer",
    ];
    bodies.iter().map(|body| [&[0, 1], body.as_bytes()].concat()).collect()
}
