//! A backup's files are spoiled in every way while somebody restores: each is said by its own name, nothing is made of
//! it, and the untouched copy restores.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    PIN, WALLET, WRONG_PIN, balance, find_backups, look_at_this_server, make_used_wallet, pick, saved,
};
use lifeboat_e2e::storage::Storage;
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

#[tokio::test]
async fn a_spoiled_backup_is_never_restored_and_never_called_missing() {
    let world = World::start(Keep::Together).await;
    let mut old = Device::new("spoiled-old", Browser::Chromium, &world.url()).await;
    let total = make_used_wallet(&old, &world).await;
    old.kill().await;

    let storage = world.storage();
    let whole = storage.files();
    let new = Device::new("spoiled", Browser::Chromium, &world.url()).await;
    find_backups(&new).await;
    pick(&new, WALLET).await;
    new.type_pin(WRONG_PIN).await;
    new.click(ids::PIN_CONTINUE).await;
    new.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
    new.attr_is(ids::PIN_BOXES, "data-entered", "0").await;

    let head = storage.head(WALLET).unwrap();
    let (below, lower) = (storage.entry(WALLET, head - 1), storage.entry(WALLET, head - 2));
    assert!(is_delta(&below) && is_delta(&lower), "the newest entries build on older ones");

    change(&below, |bytes| *bytes.last_mut().unwrap() ^= 1);
    new.tap_pin(PIN).await;
    new.click(ids::PIN_CONTINUE).await;
    refused(&new, "damaged").await;
    put_back(&whole);

    let spoil: [(&str, &dyn Fn()); 5] = [
        ("truncated", &|| change(&below, |bytes| bytes.truncate(bytes.len() / 2))),
        ("swapped", &|| {
            let (one, other) = (fs::read(&below).unwrap(), fs::read(&lower).unwrap());
            fs::write(&below, other).unwrap();
            fs::write(&lower, one).unwrap();
        }),
        ("foreign", &|| change(&below, |bytes| bytes[VAULT] ^= 1)),
        ("tooNew", &|| change(&below, |bytes| bytes[SUITE] += 1)),
        ("gap", &|| fs::remove_file(&below).unwrap()),
    ];
    for (problem, spoil) in spoil {
        spoil();
        new.click(ids::FAILED_AGAIN).await;
        refused(&new, problem).await;
        put_back(&whole);
    }

    fs::remove_dir_all(storage.backup(WALLET).join("Channel state")).unwrap();
    new.click(ids::FAILED_AGAIN).await;
    refused(&new, "folderGone").await;
    // Looked for again, it is found, and said to be without its channels.
    search_again(&new).await;
    found_as(&new, "noChannelState").await;
    new.shoot("found-no-channel-state").await;

    fs::remove_dir_all(storage.backup(WALLET)).unwrap();
    fs::create_dir(storage.backup(WALLET)).unwrap();
    look_again(&new).await;
    found_as(&new, "unusable").await;
    new.shoot("found-empty-folder").await;
    let words = new.text(ids::MAIN).await;
    assert!(words.contains("The backup's folder is empty"), "{words}");
    assert!(!new.has(ids::FOUND_NOTHING).await, "a folder is not nothing");

    fs::remove_dir(storage.backup(WALLET)).unwrap();
    look_again(&new).await;
    new.wait("nothing found", PATIENCE, async || new.has(ids::FOUND_NOTHING).await.then_some(())).await;

    put_back(&whole);
    look_again(&new).await;
    found_as(&new, "complete").await;
    pick(&new, WALLET).await;
    new.tap_pin(PIN).await;
    new.click(ids::PIN_CONTINUE).await;
    new.until("restored", |root| root.screen == "restored").await;
    assert_eq!(new.attr(ids::RESTORED_BALANCE, "data-msat").await, total.to_string());
    new.click(ids::RESTORED_CONTINUE).await;
    new.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_eq!(balance(&new).await, total);
    saved(&new, &world, Some(head)).await;
    assert_intact(&whole, &storage);
}

/// Of an object's header: the suite's low byte, and the first byte of the wallet's id.
const SUITE: usize = 9;
const VAULT: usize = 12;

fn is_delta(entry: &Path) -> bool {
    fs::read(entry).unwrap().starts_with(b"BWOBJ001")
}

fn change(file: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).unwrap();
    how(&mut bytes);
    fs::write(file, bytes).unwrap();
}

fn put_back(whole: &[(PathBuf, Vec<u8>)]) {
    for (path, bytes) in whole {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// No failed attempt, nor the restore, changed a file of before; the restore may have pruned some.
fn assert_intact(whole: &[(PathBuf, Vec<u8>)], storage: &Storage) {
    let now = storage.files();
    for (path, bytes) in &now {
        if let Some((_, before)) = whole.iter().find(|(one, _)| one == path) {
            assert!(before == bytes, "{} was changed", path.display());
        }
    }
}

/// The attempt ends with this problem, and nothing came of it.
async fn refused(device: &Device, problem: &str) {
    device
        .wait(&format!("refused as {problem}"), PATIENCE, async || {
            let said = device.try_attr(ids::FAILED_PROBLEM, "data-problem").await?;
            (device.root().await.screen == "restore-failed" && said == problem).then_some(())
        })
        .await;
    device.shoot(&format!("restore-failed-{problem}")).await;
    let words = device.text(ids::MAIN).await.to_lowercase();
    assert!(!words.contains("no backup"), "{problem}: {words}");
    assert_eq!(device.root().await.phase, "empty", "{problem}: nothing was restored");
}

/// From the failure to another search.
async fn search_again(device: &Device) {
    device.click(ids::FAILED_OTHER).await;
    look_at_this_server(device).await;
}

/// From what was found to another search.
async fn look_again(device: &Device) {
    device.click(ids::BACK).await;
    look_at_this_server(device).await;
}

async fn found_as(device: &Device, state: &str) {
    device
        .wait(&format!("found {state}"), PATIENCE, async || {
            let row = device.rows(ids::FOUND_ROW).await.into_iter().next()?;
            (row["name"] == WALLET && row["state"] == state).then_some(())
        })
        .await;
}
