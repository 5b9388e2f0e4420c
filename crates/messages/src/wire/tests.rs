use std::{fs, path::Path};

use super::*;
use crate::{
    Answer, BackupLock, DriveChoice, Fields, FormField, GuardWaiver, NewLock, PinStrength, Problem, Reply,
    Request, ServiceKind, SignInPurpose, Step,
};

fn call(request: Request) -> Call {
    Call { id: u64::MAX, request }
}

#[test]
fn what_is_asked_arrives_as_it_was_asked() {
    let fields = Fields::default().with(FormField::User, "ana").with(FormField::Password, "pw");
    let lock = BackupLock::New(NewLock::Pin("739205".into()));
    let drive = DriveChoice::Form { service: ServiceKind::Nextcloud, fields: fields.clone() };
    let waiver = GuardWaiver { gone: vec!["a.example".into()], accepts_pin_alone: true };
    let asked = call(Request::StartBackup { lock: lock.clone(), drive, waiver: waiver.clone() });
    let read = Call::from_bytes(&asked.to_bytes().unwrap()).unwrap_or_else(|why| panic!("{why}"));
    assert_eq!(read.id, u64::MAX);
    let Request::StartBackup { lock: read, drive, waiver: taken } = read.request else {
        panic!("another request");
    };
    let DriveChoice::Form { service, fields: typed } = drive else { panic!("another way") };
    assert!(read == lock && service == ServiceKind::Nextcloud && typed == fields && taken == waiver);
    let left = call(Request::BeginSignIn {
        service: ServiceKind::GoogleDrive,
        address: None,
        purpose: SignInPurpose::Backup { lock: lock.clone() },
    });
    let Ok(Call {
        request: Request::BeginSignIn { purpose: SignInPurpose::Backup { lock: read }, .. }, ..
    }) = Call::from_bytes(&left.to_bytes().unwrap())
    else {
        panic!("another request");
    };
    assert_eq!(read, lock);
}

#[test]
fn what_is_answered_arrives_as_it_was_answered() {
    let strength = PinStrength { digits: 6, one_card_seconds: 1.5e300 };
    for result in [
        Ok(Answer::Done),
        Ok(Answer::Pin { strength: Some(strength), refused: None }),
        Err(Problem::ServiceRefused {
            host: "pay.example".into(),
            words: Some("Nein, „jetzt“ nicht".into()),
        }),
        Err(Problem::NotEnough { most_msat: u64::MAX }),
    ] {
        let message = Message::Reply(Reply { id: 7, result });
        assert_eq!(Message::from_bytes(&message.to_bytes().unwrap()), Ok(message));
    }
    let progress = Message::Progress { id: 0, step: Step::Confirming };
    assert_eq!(Message::from_bytes(&progress.to_bytes().unwrap()), Ok(progress));
}

#[test]
fn what_is_no_message_is_refused() {
    let bytes = Message::Progress { id: 300, step: Step::Probing }.to_bytes().unwrap();
    for end in 0..bytes.len() {
        assert_eq!(Message::from_bytes(&bytes[..end]), Err(Unreadable), "{end}");
    }
    let more = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Message::from_bytes(&more), Err(Unreadable));
    assert_eq!(Message::from_bytes(br#"{"reply":{"id":1,"result":{"Ok":"done"}}}"#), Err(Unreadable));
}

/// Postcard knows the types alone: what is left out, or named by something among the fields, could not be read back.
#[test]
fn no_message_is_written_in_a_way_that_only_names_can_read() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = [source.clone(), source.join("problem")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let files: Vec<_> = files.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    assert!(files.len() > 15);
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let attributes = text.lines().filter(|line| line.trim_start().starts_with("#[serde("));
        for line in attributes {
            for word in ["tag =", "untagged", "skip", "flatten", "other"] {
                assert!(!line.contains(word), "{}: {line}", file.display());
            }
        }
    }
}
