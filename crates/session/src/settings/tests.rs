use lifeboat_backup::WalletFolder;
use lifeboat_messages::FormField;

use super::*;

const DRIVE: &str = r#"{"kind":"webDav","url":"https://c.example/dav/","user":"sam","password":"p","aside":true,"read_back":true,"created":0}"#;

fn on() -> Settings {
    let mut settings = Settings { name: "Samantha".into(), pin_digits: Some(6), ..Settings::default() };
    settings.turn_on(serde_json::from_str(DRIVE).unwrap(), "sam".into(), "BitcoinWalletBackup_Samantha");
    settings
}

#[test]
fn a_process_that_ended_between_turning_off_and_saying_so_is_off_at_the_next_start() {
    let mut settings = on();
    assert!(!settings.agree_with(true));
    assert!(settings.in_use().is_some());
    assert!(settings.agree_with(false));
    assert_eq!(settings.asked(), Some(BackupPrompt::TurnedOff(None)));
    let [old] = settings.old_copies.as_slice() else { panic!("one old copy") };
    assert_eq!((old.account.as_str(), old.folder.as_str()), ("sam", "BitcoinWalletBackup_Samantha"));
    assert!(!settings.agree_with(false), "once is enough");
    assert_eq!(settings.old_copies.len(), 1);
}

#[test]
fn a_copy_that_is_gone_or_meant_to_stay_leaves_no_password_behind() {
    let mut settings = on();
    settings.turn_off(false);
    let text = serde_json::to_string(&settings).unwrap();
    assert!(!text.contains("password") && !text.contains("c.example"), "{text}");
    assert_eq!((settings.name.as_str(), settings.pin_digits), ("Samantha", Some(6)));
}

#[test]
fn turning_on_again_begins_anew() {
    let mut settings = on();
    settings.in_use_mut().unwrap().proved_ms = Some(1);
    settings.turn_off(true);
    let before = serde_json::from_value(serde_json::json!({ "keyring": [], "takeovers": [] })).unwrap();
    let there = serde_json::from_str(DRIVE).unwrap();
    settings.turn_on_after(&before, there, "eve".into(), "BitcoinWalletBackup_Samantha 2");
    let in_use = settings.in_use().unwrap();
    assert!(settings.old_copies.is_empty() && in_use.proved_ms.is_none());
    assert_eq!(in_use.account, "eve");
}

/// Copies of the first version have no other vault, and neither do those left until the backup is turned on anew.
#[test]
fn what_nothing_marks_yet_outlives_a_new_vault_with_the_one_that_it_is_of() {
    let before = |takeovers: &[u64]| {
        let value = serde_json::json!({ "keyring": [1, 2, 3], "takeovers": takeovers });
        serde_json::from_value::<EarlierVault>(value).unwrap()
    };
    let known = |settings: &Settings| -> Vec<Option<u64>> {
        let of = |old: &OldCopy| old.before.as_ref().and_then(|before| before.takeovers().newest());
        settings.old_copies.iter().map(of).collect()
    };
    let mut settings = mirrored();
    settings.use_second(false);
    assert_eq!(known(&settings), [None]);
    settings.turn_off(true);
    let elsewhere: DriveSettings = serde_json::from_str(&DRIVE.replace("c.example", "d.example")).unwrap();
    settings.turn_on_after(&before(&[7]), elsewhere.clone(), "sam".into(), "BitcoinWalletBackup_Samantha");
    assert_eq!(known(&settings), [Some(7)], "that which was turned off has ended");
    settings.turn_off(true);
    settings.turn_on_after(&before(&[9]), elsewhere, "sam".into(), "BitcoinWalletBackup_Samantha 2");
    let settings: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert_eq!(known(&settings), [Some(7)], "it is of the vault that it was left by");
    let mut again = settings;
    let there = serde_json::from_str(DRIVE).unwrap();
    again.turn_on_after(&before(&[9]), there, "sam".into(), "BitcoinWalletBackup_Samantha");
    assert_eq!(known(&again), [Some(7)], "the journal may take another name there");
    let mut another = again.clone();
    another.agree_with_journal("", WalletFolder::from_folder_name("BitcoinWalletBackup_Samantha 2").as_ref());
    assert_eq!(known(&another), [Some(7)], "it did");
    assert!(again.forget_place_in_use() && again.old_copies.is_empty(), "the place is in use");
}

fn mirrored() -> Settings {
    let dropbox = r#"{"kind":"dropbox","id":"1","accountId":"dbid","refresh":"r"}"#;
    let second = SecondDrive {
        name: "second-1".into(),
        drive: serde_json::from_str(dropbox).unwrap(),
        account: "eve@example.org".into(),
        folder: Some("BitcoinWalletBackup_Samantha".into()),
        both: true,
    };
    let mut settings = on();
    settings.in_use_mut().unwrap().second = Some(second);
    settings
}

#[test]
fn a_process_that_ended_between_moving_and_saying_so_begins_at_the_new_place() {
    let mut settings = mirrored();
    assert!(!settings.agree_with_drive(""), "not moved");
    assert!(!settings.agree_with_drive("second-2"), "a name of somebody else");
    let mut settings: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert!(settings.agree_with_drive("second-1"));
    let Backup::Moved { name, to } = &settings.backup else { panic!("not moved") };
    assert_eq!(to.drive.kind(), ServiceKind::Dropbox);
    assert_eq!((to.account.as_str(), name.as_str()), ("eve@example.org", "second-1"));
    let [old] = settings.old_copies.as_slice() else { panic!("one old copy") };
    assert!(old.moved && old.unmarked && old.account == "sam" && to.second.is_none());
    assert!(!settings.agree_with_drive("second-1"), "once is enough");
}

/// The journal says whether it is alone; why, the settings knew before. Nothing marks yet what is left that
/// way, and what was turned off has its end.
#[test]
fn a_process_that_ended_between_going_on_alone_and_saying_so_is_alone_at_the_next_start() {
    let mut settings = mirrored();
    settings.leave_unheard(Some("Mine".into()));
    let settings: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    let mut back = settings.clone();
    assert!(back.agree_with(true), "it is where it was");
    assert!(!back.agree_with(true) && back.second().is_some(), "once is enough");
    assert!(back.agree_with(false));
    assert!(!back.old_copies.last().unwrap().unmarked, "turned off later");
    let mut alone = settings;
    assert!(alone.agree_with(false));
    assert_eq!(alone.asked(), Some(BackupPrompt::NotYet));
    let left: Vec<_> = alone.old_copies.iter().map(|old| (old.account.as_str(), old.unmarked)).collect();
    assert_eq!(left, [("eve@example.org", true), ("sam", true)]);
    assert_eq!(alone.old_copies[1].folder, "Mine");
    assert!(!alone.agree_with(false), "once is enough");
}

#[test]
fn the_journal_says_which_folder_it_is() {
    let mut settings = mirrored();
    let renamed = WalletFolder::from_folder_name("Mine").unwrap();
    assert!(settings.agree_with_journal("", Some(&renamed)));
    assert_eq!(settings.folder(), Some("Mine"));
    assert!(!settings.agree_with_journal("", Some(&renamed)), "once is enough");
    assert!(settings.agree_with_journal("second-1", Some(&renamed)));
    assert_eq!(settings.old_copies.iter().map(|old| old.folder.as_str()).collect::<Vec<_>>(), ["Mine"]);
    assert!(settings.agree_with_journal("second-1", None));
    assert!(settings.in_use().is_none());
}

fn with_password(settings: &DriveSettings, password: &str) -> DriveSettings {
    let mut value = serde_json::to_value(settings).unwrap();
    value["password"] = password.into();
    serde_json::from_value(value).unwrap()
}

#[test]
fn new_credentials_go_to_the_place_that_they_are_for() {
    let mut settings = mirrored();
    settings.second_mut().unwrap().drive =
        serde_json::from_str(&DRIVE.replace("c.example", "d.example")).unwrap();
    for (place, host) in [(DriveRole::Backup, "c.example"), (DriveRole::Second, "d.example")] {
        let known: DriveSettings = serde_json::from_str(&DRIVE.replace("c.example", host)).unwrap();
        let (found, renewed) = settings.renewed(with_password(&known, "new")).unwrap();
        assert_eq!(found, place);
        let mut after = settings.clone();
        after.renew(found, renewed, Some("new name"));
        let text = |settings: &Settings| serde_json::to_string(settings).unwrap();
        assert!(text(&after).contains(r#""password":"new""#) && text(&after).contains("new name"));
        // The other place is as it was.
        let other = |it: &Settings| match place {
            DriveRole::Backup => it.second().map(|second| second.account.clone()),
            DriveRole::Second => it.in_use().map(|it| it.account.clone()),
        };
        assert_eq!(other(&after), other(&settings));
    }
    let elsewhere = serde_json::from_str(&DRIVE.replace("c.example", "e.example")).unwrap();
    assert!(settings.renewed(elsewhere).is_none(), "another server is not ours");
}

#[test]
fn an_address_has_nothing_secret() {
    let address = on().address(false).unwrap();
    let (url, user) = (address.get(FormField::Url), address.get(FormField::User));
    assert_eq!((url, user), (Some("https://c.example/dav/"), Some("sam")));
    let s3 = r#"{"kind":"s3","endpoint":"https://s3.example","region":"r","bucket":"b","prefix":"p","accessKey":"a","secretKey":"hidden"}"#;
    let mut settings = on();
    settings.in_use_mut().unwrap().drive = serde_json::from_str(s3).unwrap();
    let address = settings.address(false).unwrap();
    assert_eq!((address.get(FormField::Bucket), address.get(FormField::AccessKey)), (Some("b"), Some("a")));
    assert!(!format!("{address:?}").contains("hidden"));
    assert!(on().address(true).is_none());
    assert_eq!(mirrored().address(true), Some(Fields::default()), "signed in to elsewhere");
}

#[test]
fn a_place_that_was_lost_is_remembered_to_be_marked_and_one_that_was_moved_from_is_marked() {
    for marked in [false, true] {
        let mut settings = mirrored();
        settings.use_second(marked);
        assert!(matches!(&settings.backup, Backup::Moved { name, .. } if name == "second-1"));
        let [old] = settings.old_copies.as_slice() else { panic!("one old copy") };
        assert_eq!((old.moved, old.unmarked), (true, !marked));
    }
}

#[test]
fn several_old_copies_are_kept_apart() {
    let mut settings = mirrored();
    settings.use_second(true);
    settings.turn_off(true);
    let ids: std::collections::BTreeSet<String> = settings.old_copies.iter().map(OldCopy::id).collect();
    assert_eq!(ids.len(), 2);
    let again: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
    assert_eq!(again.old_copies.len(), 2);
}

#[test]
fn a_place_that_is_left_for_another_is_remembered_with_those_that_were_left_before() {
    let places = |settings: &Settings| -> Vec<(String, bool, bool)> {
        settings.old_copies.iter().map(|old| (old.account.clone(), old.moved, old.unmarked)).collect()
    };
    let at = |drive: &DriveSettings| {
        let mut there = Settings { name: "Samantha".into(), ..Settings::default() };
        there.turn_on(drive.clone(), "eve".into(), "BitcoinWalletBackup_Samantha");
        there
    };
    let here = mirrored();
    let (first, second) = (here.drive().unwrap().clone(), here.second().unwrap().drive.clone());
    let there = here.clone().left_for(at(&second));
    assert_eq!(places(&there), [("sam".to_owned(), true, true)]);
    assert!(there.drive().unwrap().same_place(&second) && there.second().is_none());
    assert_eq!(places(&there.left_for(at(&first))), [("eve".to_owned(), true, true)], "and back");
    let third: DriveSettings = serde_json::from_str(&DRIVE.replace("c.example", "d.example")).unwrap();
    let left = [("eve@example.org".to_owned(), true, true), ("sam".to_owned(), true, true)];
    assert_eq!(places(&here.clone().left_for(at(&third))), left, "either may be newer");
    assert_eq!(places(&here.left_for(Settings::default())), left, "for no other place");
}

#[test]
fn a_marked_copy_is_left_alone_unless_it_can_still_be_deleted() {
    let mut settings = mirrored();
    settings.use_second(false);
    let id = settings.old_copies.first().map(OldCopy::id).unwrap();
    settings.note_marked("another");
    assert!(settings.old_copies.iter().all(|old| old.unmarked));
    settings.note_marked(&id);
    assert!(settings.old_copies.len() == 1 && settings.old_copies.iter().all(|old| !old.unmarked));
    settings.forget_old(&id);
    assert!(settings.old_copies.is_empty());

    let mut settings = mirrored();
    settings.turn_off(false);
    let [left] = settings.old_copies.as_slice() else { panic!("the second copy") };
    assert!(left.unmarked && !left.moved && left.account == "eve@example.org");
    let id = left.id();
    settings.note_marked(&id);
    assert!(settings.old_copies.is_empty(), "it is kept, and this device has nothing to do with it");
}

#[test]
fn the_one_old_copy_of_an_earlier_version_is_still_known() {
    let copy = format!(r#"{{"drive":{DRIVE},"account":"sam","folder":"F"}}"#);
    for (kept, count) in [("null", 0), (copy.as_str(), 1)] {
        let text = format!(r#"{{"name":"Sam","later":true,"account":"","old_copy":{kept}}}"#);
        let settings: Settings = serde_json::from_str(&text).unwrap();
        assert_eq!(settings.old_copies.len(), count);
    }
}

#[test]
fn settings_of_the_first_version_still_open() {
    let old = format!(
        r#"{{"name":"Sam","later":true,"drive":{DRIVE},"account":"sam","folder":"BitcoinWalletBackup_Sam","proved_ms":7}}"#
    );
    let settings: Settings = serde_json::from_str(&old).unwrap();
    let in_use = settings.in_use().unwrap();
    assert_eq!((in_use.account.as_str(), in_use.folder.as_deref()), ("sam", Some("BitcoinWalletBackup_Sam")));
    assert!(settings.old_copies.is_empty() && matches!(settings.backup, Backup::On(_)));
    assert_eq!(in_use.proved_ms, Some(7));
}

/// Picked files used to be remembered here as unproved; now the state itself says for which journal it was proved.
#[test]
fn what_earlier_versions_kept_of_picked_files_is_no_obstacle() {
    let old = r#"{"name":"Sam","later":true,"account":"","unproved":true}"#;
    let settings: Settings = serde_json::from_str(old).unwrap();
    assert!(!serde_json::to_string(&settings).unwrap().contains("unproved"));
}

#[test]
fn the_id_of_an_old_copy_is_that_of_earlier_versions_and_of_no_other_service() {
    let mut settings = on();
    settings.turn_off(true);
    assert_eq!(settings.old_copies[0].id(), "WebDav/sam/BitcoinWalletBackup_Samantha");
    let earlier = [
        (ServiceKind::GoogleDrive, "GoogleDrive"),
        (ServiceKind::ICloud, "ICloud"),
        (ServiceKind::Dropbox, "Dropbox"),
        (ServiceKind::OneDrive, "OneDrive"),
        (ServiceKind::Nextcloud, "NextCloud"),
        (ServiceKind::WebDav, "WebDav"),
        (ServiceKind::Vss, "Vss"),
        (ServiceKind::S3, "S3"),
        (ServiceKind::RemoteStorage, "RemoteStorage"),
        (ServiceKind::ThisServer, "ThisServer"),
    ];
    for (kind, id) in earlier {
        assert_eq!(old_copy::id_of(kind), id);
    }
    let ids: std::collections::BTreeSet<_> = ServiceKind::ALL.map(old_copy::id_of).into();
    assert_eq!(ids.len(), ServiceKind::ALL.len());
}

/// What the user answered, in the words of every version.
#[test]
fn whether_the_user_was_asked_is_read_as_it_was_written() {
    for (later, left, asked) in [
        (false, false, BackupPrompt::NotYet),
        (true, false, BackupPrompt::Later(None)),
        (true, true, BackupPrompt::TurnedOff(None)),
        (false, true, BackupPrompt::TurnedOff(None)),
    ] {
        let text = format!(r#"{{"name":"Sam","later":{later},"account":"","left":{left}}}"#);
        let settings: Settings = serde_json::from_str(&text).unwrap();
        assert_eq!(settings.asked(), Some(asked));
        let again: Settings = serde_json::from_str(&serde_json::to_string(&settings).unwrap()).unwrap();
        assert_eq!(again.asked(), Some(asked));
        let mut declined = again;
        let now = Holdings { received: true, total_sat: 5_000, at_ms: 1_700_000_000_000 };
        declined.ask_later(now);
        let text = serde_json::to_string(&declined).unwrap();
        let again: Settings = serde_json::from_str(&text).unwrap();
        assert_eq!(again.asked(), Some(asked.declined(now)));
        // An earlier version reads that the user was asked, and whether they had turned it off.
        let written: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&written["later"], &written["left"]), (&true.into(), &left.into()));
    }
    let mut settings = on();
    settings.ask_later(Holdings { received: false, total_sat: 0, at_ms: 0 });
    assert_eq!(settings.asked(), None, "it is on");
}

/// An earlier version of this program may read them again.
#[test]
fn settings_are_written_as_every_version_has_written_them() {
    let mut moved = mirrored();
    moved.use_second(true);
    let written = serde_json::to_value(&moved).unwrap();
    assert_eq!(
        (&written["drive_name"], &written["account"]),
        (&"second-1".into(), &"eve@example.org".into())
    );
    assert_eq!((&written["left"], &written["second"]), (&false.into(), &serde_json::Value::Null));
    let mut off = on();
    off.turn_off(false);
    let written = serde_json::to_value(&off).unwrap();
    assert_eq!((&written["left"], &written["later"]), (&true.into(), &true.into()));
    assert_eq!((&written["drive"], &written["drive_name"]), (&serde_json::Value::Null, &"".into()));
}
