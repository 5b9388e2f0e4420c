//! Signing in to the doubles of Dropbox and Microsoft with the wallet's own OAuth, and what becomes of the tokens.

#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use async_trait::async_trait;
use futures::executor::block_on;
use lifeboat_cloud::{
    Create, Drive, DriveError, Path, dropbox,
    oauth::{
        CallbackLocation, Client, Flow, Grant, KeptToken, OAuthError, PendingSignIn, RefreshToken,
        RefreshTokenStore, Revocation, RevokeOutcome, Tokens, begin, finish,
    },
    one_drive,
};
use lifeboat_clouds::{
    Answered, Asked, Core, Direct, Fault, Rule, Service, Twist,
    dropbox::{APP_KEY, Dropbox},
    microsoft::{CLIENT_ID, Microsoft},
};
use serde_json::{Value, json};
use zeroize::Zeroizing;

const ORIGIN: &str = "https://wallet.example";
const REDIRECT: &str = "https://wallet.example/oauth.html";
const USER: &str = "samantha@example.com";
const HOUR: u64 = 3_600_000;

fn at_dropbox() -> Client {
    Client {
        authorize: "https://double/www/oauth2/authorize".into(),
        flow: Flow::Code { token: "https://double/api/oauth2/token".into() },
        revocation: Revocation::Bearer("https://double/api/2/auth/token/revoke".into()),
        ..Client::dropbox(APP_KEY)
    }
}

fn at_microsoft() -> Client {
    let base = "https://double/login/common/oauth2/v2.0";
    Client {
        authorize: format!("{base}/authorize"),
        flow: Flow::Code { token: format!("{base}/token") },
        ..Client::one_drive(CLIENT_ID)
    }
}

/// The browser goes there, or sends a form there.
fn visit<S: Service>(core: &Core<S>, address: &str, form: Option<&[(String, String)]>) -> Answered {
    let rest = address.strip_prefix("https://double").unwrap();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let body = form.map(|form| form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish());
    let asked = Asked {
        method: if form.is_some() { "POST" } else { "GET" }.to_owned(),
        base: "https://double".to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: body.unwrap_or_default().into_bytes(),
        twist: Twist::default(),
    };
    core.with(|service, now| service.answer(&asked, now))
}

fn query(address: &str) -> Vec<(String, String)> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn arrived(answer: &Answered) -> CallbackLocation {
    let location = answer.header("location").unwrap();
    let (at, query) = location.split_once('?').unwrap();
    CallbackLocation { at: at.to_owned(), query: query.to_owned(), fragment: String::new() }
}

fn start<S: Service>(core: &Core<S>, client: &Client, seed: u8) -> (String, PendingSignIn) {
    begin(client, REDIRECT, core.clock().now_ms(), &Zeroizing::new([seed; 64]), None).unwrap()
}

/// As a user who approves.
fn approved<S: Service>(core: &Core<S>, client: &Client, seed: u8) -> (PendingSignIn, CallbackLocation) {
    let (address, pending) = start(core, client, seed);
    let page = visit(core, &address, None);
    if page.status == 302 {
        return (pending, arrived(&page));
    }
    assert_eq!(page.status, 200, "{}", String::from_utf8_lossy(&page.body));
    let mut form = query(&address);
    form.push(("user.decision".to_owned(), "approve".to_owned()));
    form.push(("user.account".to_owned(), USER.to_owned()));
    let decided = visit(core, &format!("{}/decide", client.authorize), Some(&form));
    (pending, arrived(&decided))
}

fn signed_in<S: Service>(core: &Core<S>, client: &Client, seed: u8) -> Grant {
    let (pending, arrived) = approved(core, client, seed);
    block_on(finish(&core.http(ORIGIN), client, &pending, &arrived, core.clock().now_ms())).unwrap()
}

fn tokens<S: Service>(core: &Core<S>, client: Client, grant: Grant) -> Rc<Tokens<Direct<S>>> {
    let clock = core.clock().clone();
    Rc::new(Tokens::granted(core.http(ORIGIN), client, Rc::new(move || clock.now_ms()), grant))
}

/// What was kept, in turn.
#[derive(Default)]
struct Kept(RefCell<Vec<String>>);

#[async_trait(?Send)]
impl RefreshTokenStore for Kept {
    async fn keep(&self, refresh: &RefreshToken) {
        self.0.borrow_mut().push(refresh.expose().to_owned());
    }
}

fn drive_at_dropbox(
    core: &Core<Dropbox>,
    tokens: Rc<Tokens<Direct<Dropbox>>>,
) -> dropbox::Dropbox<Direct<Dropbox>> {
    let endpoints =
        dropbox::Endpoints { api: "https://double/api".into(), content: "https://double/content".into() };
    dropbox::Dropbox::new(core.http(ORIGIN), endpoints, tokens, "Lifeboat")
}

fn drive_at_microsoft(
    core: &Core<Microsoft>,
    tokens: Rc<Tokens<Direct<Microsoft>>>,
) -> one_drive::OneDrive<Direct<Microsoft>> {
    let endpoints = one_drive::Endpoints { graph: "http://double/graph/v1.0".into() };
    one_drive::OneDrive::new(core.http(ORIGIN), endpoints, tokens, "Lifeboat")
}

fn file(number: u32) -> Path {
    Path::root().join("Bitcoin Wallet Backup").join(format!("{number:012}.lifeboat"))
}

#[test]
fn dropbox_lets_in_without_a_secret_and_renews_for_good() {
    let core = Core::new(Dropbox::new(REDIRECT));
    let grant = signed_in(&core, &at_dropbox(), 1);
    let refresh = grant.refresh.clone().map(KeptToken::Refresh);
    let tokens = tokens(&core, at_dropbox(), grant);
    let kept = Rc::new(Kept::default());
    tokens.keep_in(kept.clone());
    let drive = drive_at_dropbox(&core, tokens.clone());
    assert_eq!(block_on(drive.create(&file(0), b"0")), Ok(Create::Created));
    for round in 1..100 {
        core.clock().advance(30 * HOUR);
        assert_eq!(block_on(drive.create(&file(round), b"x")), Ok(Create::Created), "{round}");
    }
    assert!(refresh.is_some() && tokens.to_keep() == refresh, "it does not rotate");
    assert_eq!(block_on(tokens.revoke()), Ok(RevokeOutcome::Done));
    assert_eq!(block_on(drive.get(&file(0))), Err(DriveError::SignedOut));
}

#[test]
fn what_ends_a_grant_at_dropbox_is_signed_out_and_never_empty() {
    for action in ["end_refresh", "delete_client", "disconnect"] {
        let core = Core::new(Dropbox::new(REDIRECT));
        let tokens = tokens(&core, at_dropbox(), signed_in(&core, &at_dropbox(), 1));
        let drive = drive_at_dropbox(&core, tokens);
        block_on(drive.create(&file(0), b"0")).unwrap();
        let argument = json!({ "client": APP_KEY, "account": USER });
        core.with(|service, now| service.act(action, &argument, now)).unwrap();
        core.clock().advance(5 * HOUR);
        let got = block_on(drive.get(&file(0)));
        assert!(matches!(got, Err(DriveError::SignedOut | DriveError::Denied)), "{action}: {got:?}");
        let listed = block_on(drive.list(&Path::root()));
        assert!(matches!(listed, Err(DriveError::SignedOut | DriveError::Denied)), "{action}: {listed:?}");
    }
}

#[test]
fn a_code_works_once_for_whoever_has_the_verifier_and_not_for_long() {
    let core = Core::new(Dropbox::new(REDIRECT));
    let client = at_dropbox();
    let finish = |pending: &PendingSignIn, arrived: &CallbackLocation| {
        block_on(finish(&core.http(ORIGIN), &client, pending, arrived, core.clock().now_ms())).map(|_| ())
    };
    let (pending, answer) = approved(&core, &client, 1);
    assert_eq!(finish(&pending, &answer), Ok(()));
    assert_eq!(finish(&pending, &answer), Err(OAuthError::CodeRefused), "twice");
    // Somebody else's verifier under our state.
    let (_, pending) = start(&core, &client, 2);
    let (_, foreign) = approved(&core, &client, 3);
    let code = query(&format!("?{}", foreign.query)).into_iter().find(|(name, _)| name == "code").unwrap().1;
    let mut mixed = foreign.clone();
    mixed.query = format!("code={code}&state={}", pending.state());
    assert_eq!(finish(&pending, &mixed), Err(OAuthError::CodeRefused));
    assert_eq!(finish(&pending, &foreign), Err(OAuthError::Foreign));
    let (pending, answer) = approved(&core, &client, 4);
    core.clock().advance(10 * 60_000);
    assert!(finish(&pending, &answer).is_err(), "too late");
}

#[test]
fn microsoft_renews_for_a_day_and_then_wants_the_user() {
    let core = Core::new(Microsoft::new(REDIRECT));
    let grant = signed_in(&core, &at_microsoft(), 1);
    let tokens = tokens(&core, at_microsoft(), grant);
    let kept = Rc::new(Kept::default());
    tokens.keep_in(kept.clone());
    let drive = drive_at_microsoft(&core, tokens.clone());
    for round in 0..23 {
        assert_eq!(block_on(drive.create(&file(round), b"x")), Ok(Create::Created), "{round}");
        core.clock().advance(HOUR);
    }
    assert!(kept.0.borrow().len() >= 20, "each renewal brings another token, which has to be kept");
    core.clock().advance(HOUR);
    assert_eq!(block_on(drive.create(&file(99), b"x")), Err(DriveError::SignedOut));
    assert_eq!(block_on(drive.get(&file(0))), Err(DriveError::SignedOut));
    // One tap: Microsoft remembers what was granted.
    let tokens = self::tokens(&core, at_microsoft(), signed_in(&core, &at_microsoft(), 2));
    let drive = drive_at_microsoft(&core, tokens.clone());
    assert_eq!(block_on(drive.get(&file(0))), Ok(b"x".to_vec()));
    assert_eq!(block_on(tokens.revoke()), Ok(RevokeOutcome::OnItsPages));
    assert_eq!(block_on(drive.get(&file(0))), Err(DriveError::SignedOut), "forgotten here all the same");
}

#[test]
fn a_lost_answer_to_a_renewal_ends_in_signed_out_at_worst() {
    let core = Core::new(Microsoft::new(REDIRECT));
    let tokens = tokens(&core, at_microsoft(), signed_in(&core, &at_microsoft(), 1));
    let drive = drive_at_microsoft(&core, tokens);
    block_on(drive.create(&file(0), b"0")).unwrap();
    core.clock().advance(HOUR);
    core.fault(Rule::once(Fault::AnswerLost).on("/token"));
    assert_eq!(block_on(drive.get(&file(0))), Err(DriveError::Unreachable));
    // The double has ended the old refresh token; the real one would still take it.
    assert_eq!(block_on(drive.get(&file(0))), Err(DriveError::SignedOut));
}

#[test]
fn microsoft_answers_at_once_or_not_at_all_when_nobody_is_to_be_asked() {
    let core = Core::new(Microsoft::new(REDIRECT));
    let mut silent = at_microsoft();
    silent.parameters.push(("prompt".to_owned(), "none".to_owned()));
    silent.choose.clear();
    let error = |answer: &Answered| {
        let location = answer.header("location").unwrap_or_default();
        query(location).into_iter().find(|(name, _)| name == "error").map(|(_, value)| value)
    };
    let (address, _) = start(&core, &silent, 1);
    assert_eq!(error(&visit(&core, &address, None)).as_deref(), Some("interaction_required"));
    signed_in(&core, &at_microsoft(), 2);
    assert!(signed_in(&core, &silent, 3).refresh.is_some());
    core.with(|service, now| service.act("sign_out", &Value::Null, now)).unwrap();
    assert_eq!(error(&visit(&core, &address, None)).as_deref(), Some("login_required"));
}

#[test]
fn microsoft_redeems_codes_of_pages_for_pages_only() {
    let core = Core::new(Microsoft::new(REDIRECT));
    let client = at_microsoft();
    let (_, answer) = approved(&core, &client, 1);
    let code = query(&format!("?{}", answer.query)).into_iter().find(|(name, _)| name == "code").unwrap().1;
    let form: Vec<(String, String)> = [
        ("grant_type", "authorization_code"),
        ("client_id", CLIENT_ID),
        ("code", &code),
        ("redirect_uri", REDIRECT),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let Flow::Code { token } = &client.flow else { panic!("no code") };
    // As a server would, without an origin.
    let refused = visit(&core, token, Some(&form));
    let body: Value = serde_json::from_slice(&refused.body).unwrap();
    assert_eq!((refused.status, &body["error_codes"][0]), (400, &json!(9_002_327)));
}
