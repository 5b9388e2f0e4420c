//! Answers of token endpoints, of other clouds, and of what stands in their place.

use std::rc::Rc;

use futures::executor::block_on;
use lifeboat_cloud::{
    Bearer, Drive, DriveError, Path, Token,
    dropbox::{self, Dropbox},
    google_drive::{self, GoogleDrive},
    http::{Answer, HttpError},
    icloud::{self, Container, ICloud, WebToken},
    oauth::{Client, KeptToken, RefreshToken, Tokens},
    one_drive::{self, OneDrive},
    s3::{Bucket, Keys, S3},
    vss::{self, Vss},
    webdav::{Address, Behaviour, Login, WebDav},
};
use serde_json::Value;

use super::{Script, cases, given_here};
use crate::exchange::answer;
use lifeboat_cloud::wrong_answers::{bare, page};

struct Always;

#[async_trait::async_trait(?Send)]
impl Bearer for Always {
    async fn token(&self) -> Result<Token, DriveError> {
        Ok(Token::new("token"))
    }

    fn refused(&self, _: &Token) {}
}

const NOW_MS: u64 = 1_800_000_000_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

fn google(script: Script) -> GoogleDrive<Script> {
    GoogleDrive::new(script, google_drive::Endpoints::default(), Rc::new(Always))
}

fn one_drive(script: Script) -> OneDrive<Script> {
    OneDrive::new(script, one_drive::Endpoints::default(), Rc::new(Always), "Lifeboat")
}

fn icloud(script: Script) -> ICloud<Script> {
    let container = Container {
        id: "iCloud.example".into(),
        environment: "production".into(),
        api_token: "token".into(),
    };
    ICloud::new(script, icloud::Endpoints::default(), container, Rc::new(WebToken::new("token")))
}

fn vss(script: Script) -> Vss<Script> {
    let server = vss::Server::parse("https://vss.example/vss").unwrap();
    let account = vss::Account::from_secret(&server, "Samantha", &[1; 32]).unwrap();
    Vss::new(script, server, account, || NOW_MS).unwrap().with_token(Rc::new(Always))
}

/// Every kind of drive, over the same answer to everything.
fn drives(script: impl Fn() -> Script) -> Vec<(&'static str, Rc<dyn Drive>)> {
    let dav = Address::parse("https://dav.example.org/dav/").unwrap();
    let bucket = Bucket::new("https://s3.example", "us-east-1", "b").unwrap();
    let login = Login::new("ana", "secret");
    vec![
        ("WebDAV", Rc::new(WebDav::new(script(), dav, login, Behaviour::default())) as Rc<dyn Drive>),
        ("S3", Rc::new(S3::new(script(), bucket, Keys::new("AKID", "secret"), || NOW_MS))),
        ("Google Drive", Rc::new(google(script()))),
        (
            "Dropbox",
            Rc::new(Dropbox::new(script(), dropbox::Endpoints::default(), Rc::new(Always), "Lifeboat")),
        ),
        ("OneDrive", Rc::new(one_drive(script()))),
        ("iCloud", Rc::new(icloud(script()))),
        ("VSS", Rc::new(vss(script()))),
    ]
}

/// What a drive says to each thing it can be asked for, without the things themselves.
fn all_of(drive: &dyn Drive) -> Vec<Result<(), DriveError>> {
    let folder = Path::root().join("Bitcoin Wallet Backup");
    let file = folder.join("a.lifeboat");
    vec![
        block_on(drive.list(&Path::root())).map(drop),
        block_on(drive.list(&folder)).map(drop),
        block_on(drive.get(&file)).map(drop),
        block_on(drive.create(&file, b"bytes")).map(drop),
        block_on(drive.delete(&file)),
        block_on(drive.account()).map(drop),
    ]
}

/// A portal says nothing about a drive: nothing is missing, made or gone, and no user is signed out.
fn is_taken_for_a_portal(id: &str, portal: &Result<Answer, HttpError>) {
    for (name, drive) in drives(|| Script::saying(vec![portal.clone()])) {
        for told in all_of(drive.as_ref()) {
            let harmless = !matches!(
                told,
                Ok(())
                    | Err(DriveError::NotFound
                        | DriveError::SignedOut
                        | DriveError::Gone
                        | DriveError::InBin)
            );
            assert!(harmless, "{id} at {name}: {told:?}");
        }
    }
    let told = renewed(portal.clone()).0;
    assert!(!matches!(told, Ok(_) | Err(DriveError::SignedOut)), "{id} at a token endpoint: {told:?}");
}

/// The outcome of a renewal, how often it was requested, and whether the old refresh token is still there.
fn renewed(said: Result<Answer, HttpError>) -> (Result<String, DriveError>, usize, bool) {
    let script = Script::saying(vec![said]);
    let old = Some(KeptToken::Refresh(RefreshToken::new("old")));
    let tokens = Tokens::kept(script.clone(), Client::dropbox("app"), Rc::new(|| NOW_MS), old.clone());
    let told = block_on(tokens.token()).map(|token| token.expose().to_owned());
    let kept = tokens.to_keep() == old;
    (told, script.sent.get(), kept)
}

fn token_case(id: &str, said: Answer) {
    let (told, asked, kept) = renewed(Ok(said));
    assert_eq!(asked, 1, "{id}: one question");
    match id {
        "token-400-invalid-grant" => assert_eq!((told, kept), (Err(DriveError::SignedOut), false), "{id}"),
        // Errors of the registration, which a sign-in does not fix: the refresh token stays.
        "token-400-invalid-request" | "token-401-invalid-client" => {
            assert_eq!((told, kept), (Err(DriveError::Denied), true), "{id}")
        }
        "token-no-refresh-token"
        | "token-expires-string"
        | "token-type-case"
        | "token-no-expires"
        | "token-bom" => {
            assert_eq!((told.as_deref(), kept), (Ok("x"), true), "{id}")
        }
        "token-html" => {
            assert_eq!((told, kept), (Err(DriveError::Unavailable { after_ms: None }), true), "{id}")
        }
        id if id.starts_with("token-429") => match told {
            Err(DriveError::Busy { after_ms }) => {
                assert!(after_ms.is_none_or(|ms| ms <= DAY_MS) && kept, "{id}: {after_ms:?}");
            }
            other => panic!("{id}: {other:?}"),
        },
        other => panic!("{other} has no test"),
    }
}

#[test]
fn every_answer_of_another_service_that_was_seen_has_its_own_meaning() {
    use DriveError::{Busy, Denied, NotADrive, QuotaFull, SignedOut, Unreachable};
    let file = Path::root().join("Bitcoin Wallet Backup").join("Channel state").join("a.lifeboat");
    for case in cases("http") {
        let id = case["id"].as_str().unwrap();
        let said = given_here(&case);
        let script = || Script::of(vec![said.clone()]);
        match id {
            "portal-511" | "portal-302" => is_taken_for_a_portal(id, &Ok(said)),
            id if id.starts_with("token-") => token_case(id, said),
            "drive-403-rate" => {
                assert_eq!(block_on(google(script()).get(&file)), Err(Busy { after_ms: None }), "{id}")
            }
            "drive-403-quota" => assert_eq!(block_on(google(script()).get(&file)), Err(QuotaFull), "{id}"),
            // The token lacks a permission: another sign-in, which asks for the tick, fixes that.
            "drive-403-scope" => assert_eq!(block_on(google(script()).get(&file)), Err(SignedOut), "{id}"),
            // Both are looked through (tests/google_drive); a listing alone makes nothing, and hides nothing.
            "drive-two-folders" | "drive-trashed" => {
                let drive = google(script()).with_top_folder("folder");
                let listed = block_on(drive.list(&Path::root().join("Bitcoin Wallet Backup")));
                assert!(!matches!(listed, Ok(_) | Err(DriveError::NotFound)), "{id}: {listed:?}");
            }
            // The words name a new account and an administrator.
            "onedrive-approot-403" => {
                assert_eq!(block_on(one_drive(script()).get(&file)), Err(Denied), "{id}")
            }
            "onedrive-423" => {
                assert_eq!(block_on(one_drive(script()).get(&file)), Err(Busy { after_ms: None }), "{id}")
            }
            "onedrive-quota" => assert_eq!(block_on(one_drive(script()).get(&file)), Err(QuotaFull), "{id}"),
            // Never believed by its status alone: what is there is looked at (tests/clouds).
            "onedrive-name-conflict" => {
                let created = block_on(one_drive(script()).create(&file, b"bytes"));
                assert!(!matches!(created, Ok(lifeboat_cloud::Create::Created)), "{id}: {created:?}");
            }
            "icloud-dead-token" => assert_eq!(block_on(icloud(script()).get(&file)), Err(SignedOut), "{id}"),
            "icloud-zone-busy" => {
                assert_eq!(
                    block_on(icloud(script()).get(&file)),
                    Err(Busy { after_ms: Some(11_000) }),
                    "{id}"
                )
            }
            // The note of the enrolment is not there: not ours to call empty.
            "vss-200-empty" => {
                let listed = block_on(vss(script()).list(&Path::root()));
                assert!(matches!(listed, Err(NotADrive | SignedOut)), "{id}: {listed:?}");
            }
            "vss-hang" => {
                let hanging = Script::saying(vec![Err(HttpError::NoAnswer)]);
                assert_eq!(block_on(vss(hanging).list(&Path::root())), Err(Unreachable), "{id}");
            }
            other => panic!("{other} has no test"),
        }
    }
}

#[test]
fn more_portals() {
    let refresh = answer(
        200,
        &[("content-type", "text/plain")],
        b"<meta http-equiv=\"refresh\" content=\"0;url=http://portal.local/\">",
    );
    let mut told = vec![
        ("a page", page(200, "Sign in")),
        ("a page that calls itself text", refresh),
        ("a page with 203", page(203, "Sign in")),
        ("a page with 403", page(403, "Blocked by the filter")),
        ("a page with 407", page(407, "Proxy Authentication Required")),
        ("a page with 404", page(404, "Not Found")),
        ("a page with 410", page(410, "Gone")),
        ("a page with 503", page(503, "Sign in")),
        ("511 and nothing", bare(511)),
        ("418", bare(418)),
        ("451", page(451, "Unavailable For Legal Reasons")),
    ];
    for status in [301, 302, 303, 307, 308] {
        told.push(("a redirect", answer(status, &[("location", "http://portal.local/")], b"")));
    }
    for (id, portal) in told {
        is_taken_for_a_portal(id, &Ok(portal));
    }
    for error in [HttpError::NoAnswer, HttpError::NotSent, HttpError::Redirected, HttpError::TooLarge] {
        is_taken_for_a_portal("no answer", &Err(error));
    }
}

fn json(status: u16, headers: &[(&str, &str)], body: &str) -> Answer {
    answer(status, &[headers, &[("content-type", "application/json")]].concat(), body.as_bytes())
}

#[test]
fn more_answers_of_a_token_endpoint() {
    use DriveError::{Denied, SignedOut, Unavailable};
    let good = |more: &str| json(200, &[], &format!("{{\"access_token\":\"x\"{more}}}"));
    for more in [
        "",
        ",\"expires_in\":null",
        ",\"expires_in\":3599.5",
        ",\"token_type\":\"bEaReR\"",
        ",\"refresh_token\":\"\"",
    ] {
        assert_eq!(renewed(Ok(good(more))), (Ok("x".into()), 1, true), "{more}");
    }
    for bad in [
        "",
        "null",
        "[]",
        "{}",
        "\"x\"",
        "{\"access_token\":\"\"}",
        "{\"access_token\":7}",
        "{\"access_token\":\"a b\"}",
        "{\"access_token\":\"x\",\"token_type\":\"mac\"}",
        "{\"access_token\":\"x\"",
        "{\"error\":\"invalid_grant\"}",
    ] {
        let (told, asked, kept) = renewed(Ok(json(200, &[], bad)));
        assert_eq!((told, asked, kept), (Err(Unavailable { after_ms: None }), 1, true), "{bad}");
    }
    for (status, body, want) in [
        (400, "{\"error\":\"invalid_grant\"}", SignedOut),
        (401, "{\"error\":\"invalid_grant\"}", SignedOut),
        (400, "{\"error\":\"unauthorized_client\"}", Denied),
        (400, "{\"error\":{\"code\":400,\"message\":\"invalid_grant\"}}", Unavailable { after_ms: None }),
        (400, "<html>invalid_grant</html>", Unavailable { after_ms: None }),
        (400, "", Unavailable { after_ms: None }),
        (401, "", Unavailable { after_ms: None }),
        (403, "{}", Unavailable { after_ms: None }),
        (404, "{\"error\":\"invalid_grant\"}", Unavailable { after_ms: None }),
        (500, "{\"error\":\"invalid_grant\"}", Unavailable { after_ms: None }),
        (503, "{\"error\":\"temporarily_unavailable\"}", Unavailable { after_ms: None }),
    ] {
        let signed_out = want == SignedOut;
        assert_eq!(renewed(Ok(json(status, &[], body))), (Err(want), 1, !signed_out), "{status} {body}");
    }
}

/// A pause that a service asks for is bounded wherever it is asked for, in every form that it has.
#[test]
fn no_service_makes_anybody_wait_for_more_than_a_day() {
    let headers = [
        "0",
        "1",
        "86400",
        "86401",
        "2592000",
        "4294967296",
        "9223372036854775808",
        "1e30",
        "-1",
        "",
        "soon",
        "7.5",
    ];
    let until = "Fri, 31 Dec 9999 23:59:59 GMT";
    for value in headers.into_iter().chain([until, "Thu, 01 Jan 1970 00:00:00 GMT"]) {
        for status in [401, 403, 423, 425, 429, 500, 502, 503, 507, 509] {
            let date = "Wed, 25 Nov 2026 10:00:00 GMT";
            let said = json(status, &[("retry-after", value), ("date", date)], "{}");
            for (name, drive) in drives(|| Script::of(vec![said.clone()])) {
                for told in all_of(drive.as_ref()) {
                    if let Err(DriveError::Busy { after_ms } | DriveError::Unavailable { after_ms }) = told {
                        assert!(
                            after_ms.is_none_or(|ms| ms <= DAY_MS),
                            "{name}, {status}, {value}: {after_ms:?}"
                        );
                    }
                }
            }
            if let (Err(DriveError::Busy { after_ms } | DriveError::Unavailable { after_ms }), ..) =
                renewed(Ok(said))
            {
                assert!(after_ms.is_none_or(|ms| ms <= DAY_MS), "{status}, {value}: {after_ms:?}");
            }
        }
    }
    for body in [
        "{\"serverErrorCode\":\"ZONE_BUSY\",\"retryAfter\":1e300}",
        "{\"serverErrorCode\":\"THROTTLED\",\"retryAfter\":-5}",
        "{\"error\":{\"code\":\"activityLimitReached\",\"retryAfterSeconds\":18446744073709551615}}",
        "{\"error\":{\"reason\":\"too_many_requests\",\"retry_after\":18446744073709551615}}",
    ] {
        for (name, drive) in drives(|| Script::of(vec![json(429, &[], body)])) {
            for told in all_of(drive.as_ref()) {
                if let Err(DriveError::Busy { after_ms } | DriveError::Unavailable { after_ms }) = told {
                    assert!(after_ms.is_none_or(|ms| ms <= DAY_MS), "{name}, {body}: {after_ms:?}");
                }
            }
        }
    }
}

/// Each service's own words for a token that is no longer accepted, and for one that never allowed this.
#[test]
fn a_dead_token_is_signed_out_wherever_it_is() {
    let told: &[(&str, u16, &str)] = &[
        ("iCloud", 401, "{\"serverErrorCode\":\"NOT_AUTHENTICATED\"}"),
        (
            "iCloud",
            401,
            "{\"serverErrorCode\":\"AUTHENTICATION_FAILED\",\"reason\":\"no auth method found\"}",
        ),
        (
            "iCloud",
            421,
            "{\"serverErrorCode\":\"AUTHENTICATION_REQUIRED\",\"redirectURL\":\"https://idmsa.apple.com/\"}",
        ),
        ("iCloud", 401, "{\"serverErrorCode\":\"SOMETHING_NEW\"}"),
        ("iCloud", 401, ""),
        ("Google Drive", 401, "{\"error\":{\"code\":401,\"errors\":[{\"reason\":\"authError\"}]}}"),
        (
            "Google Drive",
            403,
            "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"insufficientPermissions\"}]}}",
        ),
        (
            "Google Drive",
            403,
            "{\"error\":{\"code\":403,\"status\":\"PERMISSION_DENIED\",\"details\":[{\"reason\":\"ACCESS_TOKEN_SCOPE_INSUFFICIENT\"}]}}",
        ),
        ("OneDrive", 401, "{\"error\":{\"code\":\"InvalidAuthenticationToken\"}}"),
        (
            "Dropbox",
            401,
            "{\"error_summary\":\"expired_access_token/..\",\"error\":{\".tag\":\"expired_access_token\"}}",
        ),
    ];
    for (service, status, body) in told {
        for (name, drive) in drives(|| Script::of(vec![json(*status, &[], body)])) {
            if name == *service {
                let got = block_on(drive.list(&Path::root().join("Bitcoin Wallet Backup")));
                assert_eq!(got, Err(DriveError::SignedOut), "{service}: {status} {body}");
            }
        }
    }
}

/// What a case says, where it stands for itself.
#[test]
fn the_cases_are_whole() {
    for case in cases("http") {
        let whole = ["id", "who", "status", "headers", "body", "want"]
            .iter()
            .all(|field| case[*field] != Value::Null);
        assert!(whole, "{case}");
    }
}
