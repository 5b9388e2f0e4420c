use lifeboat_cloud::webdav::Way;
use lifeboat_messages::Offer;

use super::*;
use crate::config::Config;

/// As version 0.1 kept it.
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
    assert!(settings.dav().is_some_and(|dav| dav.aside && dav.user == "sam"));
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
    Account { id: id.into(), account_id: account_id.into(), refresh: refresh.map(Into::into), top: None }
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

/// What a service is written down in, and what it is tried against. A new one does not compile without.
fn papers(kind: ServiceKind) -> (&'static str, &'static str) {
    match kind {
        ServiceKind::GoogleDrive => ("docs/providers/google-drive.md", "tests/clouds/src/google.rs"),
        ServiceKind::ICloud => ("docs/providers/icloud.md", "tests/clouds/src/cloudkit.rs"),
        ServiceKind::Dropbox => ("docs/providers/dropbox.md", "tests/clouds/src/dropbox.rs"),
        ServiceKind::OneDrive => ("docs/providers/onedrive.md", "tests/clouds/src/microsoft.rs"),
        ServiceKind::Nextcloud => ("docs/providers/nextcloud.md", "tests/clouds/src/nextcloud.rs"),
        ServiceKind::WebDav => ("docs/providers.md", "crates/cloud/tests/faults/double.rs"),
        ServiceKind::Vss => ("docs/providers/vss.md", "tests/clouds/src/vss.rs"),
        ServiceKind::S3 => ("docs/providers/s3.md", "crates/cloud/tests/answers/s3/double.rs"),
        ServiceKind::RemoteStorage => {
            ("docs/providers/remote-storage.md", "crates/cloud/tests/answers/remote_storage.rs")
        }
        ServiceKind::ThisServer => ("docs/providers.md", "crates/cloud/tests/faults/double.rs"),
    }
}

#[test]
fn every_service_has_its_page_its_double_and_a_line_in_the_overview() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let overview = std::fs::read_to_string(root.join("docs/providers.md")).unwrap();
    for kind in ServiceKind::ALL {
        let (page, double) = papers(kind);
        assert!(root.join(page).is_file() && root.join(double).is_file(), "{kind:?}: {page}, {double}");
        let listed = page == "docs/providers.md" || overview.contains(page.strip_prefix("docs/").unwrap());
        assert!(listed, "{kind:?} is not in docs/providers.md");
    }
}

#[test]
fn every_service_says_what_it_offers_and_needs_its_operator_or_nobody() {
    let least = r#"{"network":"regtest","esplora":"/","bridge":"/","lsp":{"nodeId":"02","address":"a:1"}}"#;
    let config: Config = serde_json::from_str(least).unwrap();
    for kind in ServiceKind::ALL {
        let by_operator = match kind {
            ServiceKind::GoogleDrive
            | ServiceKind::ICloud
            | ServiceKind::Dropbox
            | ServiceKind::OneDrive
            | ServiceKind::ThisServer => Offer::NeedsOperator,
            ServiceKind::Nextcloud
            | ServiceKind::WebDav
            | ServiceKind::Vss
            | ServiceKind::S3
            | ServiceKind::RemoteStorage => Offer::Ready,
        };
        assert_eq!(provider(kind).offer(&config), by_operator, "{kind:?}");
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
    for same in ["dav.example/My Files", " HTTPS://DAV.example//My%20Files", "davs://dav.example/My%20Files/"]
    {
        assert!(known.same_place(&at(same, "ana")), "{same}");
        assert!(!known.same_place(&at(same, "eve")), "{same}");
    }
    for other in
        ["http://dav.example/My%20Files/", "https://dav.example/", "https://dav.example:8443/My%20Files/"]
    {
        assert!(!known.same_place(&at(other, "ana")), "{other}");
    }
}

#[test]
fn google_is_ready_for_long_where_a_broker_renews_its_sign_in() {
    let with = |services: &str| -> Config {
        let least = r#"{"network":"regtest","esplora":"/","bridge":"/","lsp":{"nodeId":"02","address":"a:1"},"services":SERVICES}"#;
        serde_json::from_str(&least.replace("SERVICES", services)).unwrap()
    };
    let offer = |services: &str| provider(ServiceKind::GoogleDrive).offer(&with(services));
    assert_eq!(offer(r#"{"googleDrive":{"clientId":"a"}}"#), Offer::Ready);
    assert_eq!(offer(r#"{"googleDrive":{"clientId":"a","brokerUrl":"/b"}}"#), Offer::ReadyForLong);
    assert_eq!(offer(r#"{"googleDrive":{"brokerUrl":"/b"}}"#), Offer::NeedsOperator);
    let cloud_kit = r#"{"iCloud":{"container":"iCloud.x","environment":"production","apiToken":"t"}}"#;
    assert_eq!(provider(ServiceKind::ICloud).offer(&with(cloud_kit)), Offer::Ready);
}
