use super::*;

/// As version 0.1 kept it.
const OLD: [(&str, ServiceKind); 2] = [
    (
        r#"{"kind":"thisServer","url":"http://127.0.0.1:8080/dav/","user":"lifeboat","password":"p","aside":false,"read_back":false,"created":201}"#,
        ServiceKind::ThisServer,
    ),
    (
        r#"{"kind":"webDav","url":"https://c.example/dav/","user":"sam","password":"p","aside":true,"read_back":true,"created":0}"#,
        ServiceKind::WebDav,
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
        DriveSettings::of_account(ServiceKind::Dropbox, account).unwrap()
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
    let new = DriveSettings::GoogleDrive(account_of("2", "sam", None)).behaving_like(&old);
    assert_eq!(new.account().map(|it| (it.id.as_str(), it.top.as_deref())), Some(("2", Some("folder"))));
}

#[test]
fn every_account_is_kept_with_its_refresh_token() {
    for service in ServiceKind::ALL {
        let account = account_of("i", "a", Some("r"));
        let Some(settings) = DriveSettings::of_account(service, account) else { continue };
        let text = serde_json::to_string(&settings).unwrap();
        let back: DriveSettings = serde_json::from_str(&text).unwrap();
        assert_eq!(back.kind(), service);
        assert_eq!(back.account().and_then(|account| account.refresh.as_deref()), Some("r"));
    }
}
