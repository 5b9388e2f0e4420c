//! The use cases of another wallet, over a drive and a store in memory.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

mod fixture;
mod world;

use lifeboat_backup::{Batch, State, Status};
use lifeboat_cloud::webdav::Weakness;
use lifeboat_module::{ModuleError, Remedy, RunningJournal, create, find, open, restore};
use world::{Device, NEW_PIN, PIN, Service, WORDS, pin, plan, plan_of, restoring, slots, words};

fn put(key: &str, value: &[u8]) -> Batch {
    let mut batch = Batch::new();
    batch.put(key, value);
    batch
}

fn name(refused: Result<RunningJournal, ModuleError>) -> String {
    refused.err().map_or_else(|| "done".to_owned(), |error| error.name)
}

#[test]
fn what_was_appended_on_one_device_is_what_another_restores_and_the_first_is_fenced() {
    let (service, first, second) = (Service::new(), Device::new(), Device::new());
    let journal = first.run(create(&first.host(), &service.connection(), plan())).unwrap();
    for number in 0..3_u8 {
        let key = format!("monitor/{number}");
        first.run(journal.journal().append(put(&key, &[number; 40]))).unwrap();
    }
    assert!(matches!(first.run(async { journal.journal().status() }), Status::Saved { .. }));

    let found = second.run(find(&service.connection())).unwrap();
    assert_eq!(found.iter().map(|wallet| wallet.name.as_str()).collect::<Vec<_>>(), ["Samantha"]);
    let folder = found[0].folder.folder_name();
    let (host, connection) = (second.host(), service.connection());
    let brought = restore(&host, &connection, restoring(folder, pin(PIN)));
    let brought = second.run(brought).unwrap();
    assert_eq!(brought.journal().state(), journal.journal().state());
    assert_eq!(brought.words().as_str(), WORDS);
    assert_eq!(brought.before().unwrap().device, "test");

    let late = first.run(journal.journal().append(put("monitor/0", b"late"))).map_err(ModuleError::from);
    let refused = late.unwrap_err();
    assert_eq!((refused.name.as_str(), refused.remedy), ("Fenced", Remedy::Restore));
    assert!(matches!(journal.journal().status(), Status::Fenced { .. }));
    assert_eq!(brought.journal().state().get("monitor/0"), Some(&[0; 40][..]));

    // "Use here": the first device has it back, over what its store holds.
    let (host, connection) = (first.host(), service.connection());
    let back = restore(&host, &connection, restoring(folder, words()));
    let back = first.run(back).unwrap();
    first.run(back.journal().append(put("monitor/3", b"back"))).unwrap();
    second.run(brought.journal().close(1_000));
    assert_eq!(name(second.run(open(&second.host(), &service.connection(), &pin(PIN)))), "Fenced");
}

#[test]
fn a_device_opens_its_own_journal_with_any_secret_and_with_no_other() {
    let (service, device) = (Service::new(), Device::new());
    assert_eq!(name(device.run(open(&device.host(), &service.connection(), &words()))), "Empty");
    let journal = device.run(create(&device.host(), &service.connection(), plan())).unwrap();
    device.run(journal.journal().append(put("manager", b"one"))).unwrap();
    device.run(journal.journal().close(1_000));
    drop(journal);
    for secret in [pin(PIN), words()] {
        let again = device.run(open(&device.host(), &service.connection(), &secret)).unwrap();
        assert_eq!(again.journal().state().get("manager"), Some(&b"one"[..]));
        device.run(again.journal().close(1_000));
    }
    let wrong = device.run(open(&device.host(), &service.connection(), &pin("739205")));
    assert_eq!(name(wrong), "WrongSecret");
    assert_eq!(name(device.run(create(&device.host(), &service.connection(), plan()))), "Occupied");
}

#[test]
fn a_changed_pin_opens_the_backup_and_the_old_one_does_not() {
    let (service, first, second) = (Service::new(), Device::new(), Device::new());
    let journal = first.run(create(&first.host(), &service.connection(), plan())).unwrap();
    assert_eq!(first.run(journal.change_lock(&slots(NEW_PIN))), Ok(true));
    first.run(journal.journal().append(put("manager", b"after"))).unwrap();
    let folder = journal.journal().folder().unwrap();
    let (host, connection) = (second.host(), service.connection());
    let at = |secret| restore(&host, &connection, restoring(folder.folder_name(), secret));
    assert_eq!(name(second.run(at(pin(PIN)))), "WrongSecret");
    let brought = second.run(at(pin(NEW_PIN))).unwrap();
    assert_eq!(brought.journal().state().get("manager"), Some(&b"after"[..]));
}

#[test]
fn a_storage_that_failed_its_trial_gets_no_file() {
    let (service, device) = (Service::new(), Device::new());
    service.is_weak(Weakness::SeveralWriters);
    let refused = device.run(create(&device.host(), &service.connection(), plan())).err().unwrap();
    assert_eq!((refused.name.as_str(), refused.reason.as_deref()), ("Unsafe", Some("SeveralWriters")));
    assert!(service.is_empty());
}

#[test]
fn a_drive_is_tried_out_once_and_a_restore_only_looks() {
    let (service, first, second) = (Service::new(), Device::new(), Device::new());
    let connection = service.connection();
    let journal = first.run(create(&first.host(), &connection, plan())).unwrap();
    first.run(connection.try_out(7)).unwrap();
    assert_eq!((service.trials(), service.looks()), (1, 0));
    let folder = journal.journal().folder().unwrap();
    let plan = restoring(folder.folder_name(), words());
    second.run(restore(&second.host(), &service.connection(), plan)).unwrap();
    assert_eq!((service.trials(), service.looks()), (1, 1));
}

#[test]
fn a_backup_that_could_not_be_begun_is_begun_by_the_next_call() {
    let (service, device) = (Service::new(), Device::new());
    service.drive.set_room(Some(10));
    let refused = device.run(create(&device.host(), &service.connection(), plan())).err().unwrap();
    assert_eq!((refused.name.as_str(), refused.remedy), ("QuotaFull", Remedy::User));
    service.drive.set_room(None);
    // Of other words: that is another wallet.
    let other = plan_of("legal winner thank year wave sausage worth useful legal winner thank yellow");
    assert_eq!(name(device.run(create(&device.host(), &service.connection(), other))), "Occupied");
    let journal = device.run(create(&device.host(), &service.connection(), plan())).unwrap();
    device.run(journal.journal().append(put("manager", b"one"))).unwrap();
}

#[test]
fn another_drive_never_takes_the_place_of_the_one_in_use() {
    let (service, other, device) = (Service::new(), Service::new(), Device::new());
    let journal = device.run(create(&device.host(), &service.connection(), plan())).unwrap();
    let refused = device.run(journal.use_connection(&other.connection())).unwrap_err();
    assert_eq!(refused.name, "OtherAccount");
    device.run(journal.use_connection(&service.connection())).unwrap();
    device.run(journal.journal().append(put("manager", b"one"))).unwrap();
}

#[test]
fn another_wallet_never_takes_the_place_of_the_one_in_the_store() {
    let (service, first, second) = (Service::new(), Device::new(), Device::new());
    let journal = first.run(create(&first.host(), &service.connection(), plan())).unwrap();
    second.run(create(&second.host(), &Service::new().connection(), plan())).unwrap();
    let folder = journal.journal().folder().unwrap();
    let plan = restoring(folder.folder_name(), words());
    assert_eq!(name(second.run(restore(&second.host(), &service.connection(), plan))), "Occupied");
}

#[test]
fn the_folder_that_every_reader_is_tested_with_is_listed_and_restored() {
    let service = Service::holding(fixture::files());
    let device = Device::new();
    let found = device.run(find(&service.connection())).unwrap();
    assert_eq!((found.len(), found[0].name.as_str(), found[0].head), (1, "Samantha", Some(4)));
    let folder = found[0].folder.folder_name();
    let (host, connection) = (device.host(), service.connection());
    let at = |secret| restore(&host, &connection, restoring(folder, secret));
    assert_eq!(name(device.run(at(pin("482914")))), "WrongSecret");
    let brought = device.run(at(pin("482913"))).unwrap();
    let state: State = brought.journal().state();
    assert!(!state.is_empty());
    assert_eq!(brought.words().as_str(), WORDS);
    assert_eq!(brought.journal().position(), 5, "a Takeover above its newest entry");
}
