use lifeboat_cloud::Token;
use lifeboat_cloud::icloud::Endpoints;
use lifeboat_cloud::oauth::{Client, Flow, KeptToken, RefreshToken, Revocation};
use lifeboat_cloud::webdav::{Behaviour, Way};
use lifeboat_config::Config;
use lifeboat_messages::{Offer, SignInWay};

use super::dav::Dav;
use super::*;

/// A configuration with nothing but these registrations.
fn with(services: &str) -> Config {
    let least = r#"{"network":"regtest","esplora":"/","bridge":"/","lsp":{"nodeId":"02","address":"a:1"},"services":SERVICES}"#;
    serde_json::from_str(&least.replace("SERVICES", services)).unwrap()
}

/// The record as version 0.1 stored it.
const OLD: [(&str, ServiceKind); 3] = [
    (
        r#"{"kind":"thisServer","url":"http://127.0.0.1:8080/dav/","user":"lifeboat","password":"p","aside":false,"read_back":false,"created":201}"#,
        ServiceKind::ThisServer,
    ),
    (
        r#"{"kind":"webDav","url":"https://c.example/dav/","user":"sam","password":"p","aside":true,"read_back":true,"created":0}"#,
        ServiceKind::WebDav,
    ),
    (
        r#"{"kind":"nextCloud","url":"https://c.example/","user":"sam@c.example","password":"p","aside":true,"read_back":true,"created":0,"userId":"sam"}"#,
        ServiceKind::Nextcloud,
    ),
];

#[test]
fn settings_of_the_first_version_still_open() {
    for (text, kind) in OLD {
        let settings: DriveSettings = serde_json::from_str(text).unwrap();
        assert_eq!(settings.kind(), kind);
        let again: serde_json::Value = serde_json::to_value(&settings).unwrap();
        let mut old: serde_json::Value = serde_json::from_str(text).unwrap();
        // Asked by the probe since; who was never asked counts as one that cannot.
        old["exact"] = false.into();
        old["rules"] = 0.into();
        // Every file is looked at by now.
        old.as_object_mut().unwrap().remove("read_back");
        assert_eq!(again, old);
    }
    let settings: DriveSettings = serde_json::from_str(OLD[1].0).unwrap();
    assert!(settings.kept().dav().is_some_and(|dav| dav.aside && dav.user == "sam"));
}

#[test]
fn a_plain_put_that_an_old_probe_allowed_is_not_used_on_foreign_servers_any_more() {
    let kept = r#"{"url":"https://c.example/","user":"sam","password":"p","aside":false,"read_back":true,"created":201,"exact":true}"#;
    let mut dav: Dav = serde_json::from_str(kept).unwrap();
    assert_eq!(dav.behaviour(false), Behaviour::default());
    let plain = Behaviour { way: Way::Put, created: 201, exact_delete: true };
    assert_eq!(dav.behaviour(true), plain, "this server's own storage was and is known");
    dav.behave(plain);
    let kept: Dav = serde_json::from_str(&serde_json::to_string(&dav).unwrap()).unwrap();
    assert_eq!(kept.behaviour(false), plain);
}

fn account_of(id: &str, account_id: &str, refresh: Option<&str>) -> Account {
    let token = refresh.map(|refresh| KeptToken::Refresh(RefreshToken::new(refresh)));
    Account::new(id.into(), account_id.into(), token.as_ref())
}

/// The access of an hour is kept with the account, and not beyond the hour. Accounts of earlier versions have none.
#[test]
fn an_access_that_nothing_renews_is_kept_for_as_long_as_it_opens_the_account() {
    let old = r#"{"kind":"googleDrive","id":"1","accountId":"sam","refresh":null}"#;
    let mut settings: DriveSettings = serde_json::from_str(old).unwrap();
    assert_eq!(serde_json::to_string(&settings).unwrap(), old);
    assert!(settings.account().unwrap().kept().is_none());
    let access = KeptToken::Access { token: Token::new("hour"), until_ms: 1_000 };
    settings.account_mut().unwrap().keep(&access);
    let text = serde_json::to_string(&settings).unwrap();
    let mut settings: DriveSettings = serde_json::from_str(&text).unwrap();
    let account = settings.account_mut().unwrap();
    assert!(account.kept() == Some(access));
    assert!(!account.forget_ended(999) && account.kept().is_some());
    assert!(account.forget_ended(1_000) && account.kept().is_none() && !account.forget_ended(1_000));
    // A sign-in that lasts takes its place.
    account.keep(&KeptToken::Access { token: Token::new("hour"), until_ms: 2_000 });
    let lasting = KeptToken::Refresh(RefreshToken::new("r"));
    account.keep(&lasting);
    assert!(account.kept() == Some(lasting) && !account.forget_ended(u64::MAX));
    assert!(!serde_json::to_string(&settings).unwrap().contains("hour"));
}

#[test]
fn an_account_is_the_same_place_after_another_sign_in_and_another_account_is_not() {
    let signed = |id: &str, account: &str| {
        let account = account_of(id, account, None);
        DriveSettings::for_account(ServiceKind::Dropbox, account).unwrap()
    };
    assert!(signed("1", "dbid:sam").same_place(&signed("2", "dbid:sam")));
    assert!(!signed("1", "dbid:sam").same_place(&signed("1", "dbid:eve")));
    let old: DriveSettings = serde_json::from_str(OLD[1].0).unwrap();
    assert!(!old.same_place(&signed("1", "dbid:sam")));
    assert!(old.same_place(&old.clone()));
}

#[test]
fn an_account_keeps_its_top_folder_over_another_sign_in() {
    let mut account = account_of("1", "sam", None);
    account.top = Some("folder".into());
    let old = DriveSettings::GoogleDrive(account);
    let text = serde_json::to_string(&old).unwrap();
    let old: DriveSettings = serde_json::from_str(&text).unwrap();
    let new = DriveSettings::GoogleDrive(account_of("2", "sam", None)).with_behaviour_of(&old);
    assert_eq!(new.account().map(|it| (it.id.as_str(), it.top.as_deref())), Some(("2", Some("folder"))));
}

#[test]
fn every_account_is_kept_with_its_refresh_token() {
    for service in ServiceKind::ALL {
        let account = account_of("i", "a", Some("r"));
        let Some(settings) = DriveSettings::for_account(service, account) else { continue };
        let text = serde_json::to_string(&settings).unwrap();
        let back: DriveSettings = serde_json::from_str(&text).unwrap();
        assert_eq!(back.kind(), service);
        assert_eq!(back.account().and_then(|account| account.refresh.as_deref()), Some("r"));
    }
}

/// What a row of the overview links to, as files of the repository.
fn linked(cell: &str) -> Vec<std::path::PathBuf> {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let links = cell.split("](").skip(1).filter_map(|link| link.split([')', '#']).next());
    links.filter(|link| !link.is_empty()).map(|link| docs.join(link)).collect()
}

#[test]
fn every_service_has_its_page_its_double_and_a_line_in_the_overview() {
    let overview = include_str!("../../../../docs/providers.md");
    let lines: Vec<Vec<_>> = overview
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for kind in ServiceKind::ALL {
        let title = kind.row().title.to_lowercase();
        let line = lines.iter().find(|cells| cells[0].to_lowercase().contains(&title));
        let line = line.unwrap_or_else(|| panic!("{kind:?} is not in docs/providers.md"));
        let pages = linked(line[0]);
        assert!(pages.iter().all(|page| page.is_file()), "{kind:?}: {pages:?}");
        // What every WebDAV server is like is on the overview itself.
        assert!(!pages.is_empty() || line[3].contains("(#the-probe)"), "{kind:?} has no page");
        let doubles = linked(line[5]);
        assert!(!doubles.is_empty(), "{kind:?} is tried against nothing");
        assert!(doubles.iter().all(|double| double.is_file()), "{kind:?}: {doubles:?}");
    }
}

/// The table and the rows that the page knows too say the same.
#[test]
fn every_service_keeps_and_does_what_its_row_says() {
    for kind in ServiceKind::ALL {
        let row = kind.row();
        let account = DriveSettings::for_account(kind, account_of("i", "a", None));
        let (has_account, has_client) = match row.sign_in {
            SignInWay::OAuth { .. } => (true, true),
            SignInWay::CloudKit => (true, false),
            SignInWay::OwnServer | SignInWay::Form(_) => (false, false),
        };
        assert_eq!(account.is_some(), has_account, "{kind:?}");
        assert_eq!(provider(kind).oauth().is_some(), has_client, "{kind:?}");
        if let Some(account) = account {
            assert_eq!(serde_json::to_value(&account).unwrap()["kind"], row.name);
            assert_eq!(row.probe, ProbeDecision::Promised, "{kind:?}: an account cannot be tried out");
        }
    }
}

#[test]
fn every_service_says_what_it_offers_and_needs_its_operator_or_nobody() {
    for kind in ServiceKind::ALL {
        let by_operator = match kind.row().sign_in {
            SignInWay::OAuth { .. } | SignInWay::CloudKit => Offer::NeedsOperator,
            SignInWay::Form(_) if kind == ServiceKind::ThisServer => Offer::NeedsOperator,
            SignInWay::Form(_) | SignInWay::OwnServer => Offer::Ready,
        };
        assert_eq!(provider(kind).offer(&with("{}")), by_operator, "{kind:?}");
    }
}

#[test]
fn another_spelling_of_an_address_is_the_same_place() {
    let at = |url: &str, user: &str| -> DriveSettings {
        let kept = serde_json::json!({
            "kind": "webDav", "url": url, "user": user, "password": "p", "aside": true, "created": 201,
        });
        serde_json::from_value(kept).unwrap()
    };
    let known = at("https://dav.example/My%20Files/", "ana");
    for same in [
        "dav.example/My Files",
        " HTTPS://DAV.example//My%20Files",
        "davs://dav.example/My%20Files/",
        "https://dav.example:443/My%20Files/",
        "https://dav.example./My%20Files/",
        "https://dav.example:/My%20Files/",
    ] {
        assert!(known.same_place(&at(same, "ana")), "{same}");
        assert!(!known.same_place(&at(same, "eve")), "{same}");
    }
    assert!(at("https://Bücher.example", "ana").same_place(&at("https://xn--bcher-kva.example/", "ana")));
    for other in
        ["http://dav.example/My%20Files/", "https://dav.example/", "https://dav.example:8443/My%20Files/"]
    {
        assert!(!known.same_place(&at(other, "ana")), "{other}");
    }
}

#[test]
fn google_is_ready_for_long_where_a_broker_renews_its_sign_in() {
    let offer = |services: &str| provider(ServiceKind::GoogleDrive).offer(&with(services));
    assert_eq!(offer(r#"{"googleDrive":{"clientId":"a"}}"#), Offer::Ready);
    assert_eq!(offer(r#"{"googleDrive":{"clientId":"a","brokerUrl":"/b"}}"#), Offer::ReadyForLong);
    assert_eq!(offer(r#"{"googleDrive":{"brokerUrl":"/b"}}"#), Offer::NeedsOperator);
    let cloud_kit = r#"{"iCloud":{"container":"iCloud.x","environment":"production","apiToken":"t"}}"#;
    assert_eq!(provider(ServiceKind::ICloud).offer(&with(cloud_kit)), Offer::Ready);
}

#[test]
fn a_configuration_from_before_the_services_still_works() {
    let config = with("{}");
    assert!(client(ServiceKind::Dropbox, &config, "https://w").is_none());
}

#[test]
fn a_registered_service_signs_in_at_its_own_addresses() {
    let config = with(
        r#"{"dropbox":{"clientId":"abc"},"oneDrive":{"clientId":"def","scope":"Files.ReadWrite offline_access"}}"#,
    );
    assert_eq!(client(ServiceKind::Dropbox, &config, "https://w"), Some(Client::dropbox("abc")));
    let one_drive = client(ServiceKind::OneDrive, &config, "https://w").unwrap();
    assert_eq!(one_drive.scopes, ["Files.ReadWrite", "offline_access"]);
}

#[test]
fn google_goes_through_the_broker_where_there_is_one() {
    let direct = with(r#"{"googleDrive":{"clientId":"abc"}}"#);
    let client = super::client(ServiceKind::GoogleDrive, &direct, "https://w").unwrap();
    assert_eq!(client.flow, Flow::Implicit);
    let broker = with(r#"{"googleDrive":{"clientId":"abc","brokerUrl":"/oauth/google/token"}}"#);
    let client = super::client(ServiceKind::GoogleDrive, &broker, "https://w").unwrap();
    assert_eq!(client.flow, Flow::Code { token: "https://w/oauth/google/token".into() });
}

#[test]
fn icloud_needs_a_container_an_environment_and_a_token() {
    let config = with(r#"{"iCloud":{"container":"iCloud.x","environment":"production","apiToken":"t"}}"#);
    let (container, endpoints) = container(&config, "https://w").unwrap();
    assert_eq!((container.id.as_str(), endpoints), ("iCloud.x", Endpoints::default()));
    for part in ["container", "environment", "apiToken"] {
        let mut config = config.clone();
        let kit = config.services.cloud_kit.as_mut().unwrap();
        match part {
            "container" => kit.container.clear(),
            "environment" => kit.environment.clear(),
            _ => kit.api_token = " ".to_owned(),
        }
        assert!(super::container(&config, "").is_none(), "{part}");
    }
}

#[test]
fn addresses_can_be_others() {
    let config = with(
        r#"{"dropbox":{"clientId":"a","endpoints":{"authorize":"http://127.0.0.1:1/a","token":"/t","revoke":"/r","api":"/api"}}}"#,
    );
    let client = super::client(ServiceKind::Dropbox, &config, "https://w").unwrap();
    assert_eq!(client.authorize, "http://127.0.0.1:1/a");
    assert_eq!(client.flow, Flow::Code { token: "https://w/t".into() });
    assert_eq!(client.revocation, Revocation::Bearer("https://w/r".into()));
}

#[test]
fn what_is_registered_at_no_service_is_left_alone() {
    let config = with(r#"{"dropbox":null,"unheardOf":"a note","webDav":[],"googleDrive":{"clientId":"a"}}"#);
    assert!(config.registered(ServiceKind::Dropbox).is_none());
    assert!(config.registered(ServiceKind::GoogleDrive).is_some());
}
