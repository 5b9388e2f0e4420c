//! The last ways in: files on a disk when no service is left, and folders that their user renamed.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::steps::{
    WALLET, WRONG_PIN, back_up, balance, create_wallet, find_backups, look_at_this_server, make_used_wallet,
    open_found, pick, receive, saved, send, unlock,
};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

/// Every file below a folder, copied side by side under names that say nothing.
fn scatter(from: &Path, to: &Path) -> Vec<PathBuf> {
    let mut copies = Vec::new();
    let mut folders = vec![from.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let copy = to.join(format!("download ({})", copies.len()));
            fs::copy(&path, &copy).unwrap();
            copies.push(copy);
        }
    }
    copies
}

async fn nothing_here(device: &Device) {
    device.wait("nothing found", PATIENCE, async || device.has(ids::FOUND_NOTHING).await.then_some(())).await;
}

async fn come_back_from_files(browser: Browser) {
    let world = World::start(Keep::Together).await;
    let mut old = Device::new("files-old", browser, &world.url()).await;
    let total = make_used_wallet(&old, &world).await;
    old.kill().await;

    let disk = tempfile::tempdir().unwrap();
    let stick = disk.path().join("stick");
    fs::create_dir(&stick).unwrap();
    let mut files = scatter(&world.storage().backup(WALLET), &stick);
    fs::write(stick.join("holiday.jpg"), b"\xff\xd8 no backup").unwrap();
    files.push(stick.join("holiday.jpg"));
    fs::remove_dir_all(world.storage().backup(WALLET).parent().unwrap()).unwrap();

    let mut new = Device::new("files-new", browser, &world.url()).await;
    find_backups(&new).await;
    nothing_here(&new).await;
    assert!(new.text(ids::FOUND_NOTHING).await.contains("download it and restore from files"));
    new.shoot("restore-nothing").await;
    for _ in 0..2 {
        new.click(ids::BACK).await;
    }
    new.screen("restore").await;
    new.click(ids::RESTORE_FROM_FILES).await;
    new.screen("restore-files").await;
    new.give_files(ids::FILES_SOME_INPUT, &[stick.join("holiday.jpg")]).await;
    nothing_here(&new).await;
    assert!(new.text(ids::FOUND_LEFT_OUT).await.contains("holiday.jpg"));
    new.shoot("restore-files-nothing").await;
    new.click(ids::FOUND_OTHER_SERVICE).await;
    new.screen("restore-files").await;
    match browser {
        Browser::Chromium => new.give_files(ids::FILES_FOLDER_INPUT, &[stick]).await,
        Browser::Firefox => new.give_files(ids::FILES_SOME_INPUT, &files).await,
    }
    new.screen("restore-found").await;
    assert!(new.text(ids::FOUND_LEFT_OUT).await.contains("holiday.jpg"));
    new.shoot("restore-found-files").await;
    let row = new.rows(ids::FOUND_ROW).await.into_iter().next().unwrap();
    assert_eq!(row["state"], "complete");
    let name = row["name"].as_str().unwrap().to_owned();
    pick(&new, &name).await;
    new.type_pin(WRONG_PIN).await;
    new.click(ids::PIN_CONTINUE).await;
    new.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
    new.click(ids::BACK).await;
    open_found(&new, &name).await;
    new.screen("restore-question").await;
    new.attr_is(ids::QUESTION, "data-problem", "fromFiles").await;
    new.shoot("restore-question-files").await;
    assert_eq!(new.root().await.phase, "empty", "nothing began");
    new.click(ids::QUESTION_SURE).await;
    new.screen("restored").await;
    assert!(new.text(ids::RESTORED_OLD_DEVICE).await.contains("Stop using"), "nobody is stopped by this");
    new.shoot("restored-files").await;
    assert_eq!(new.attr(ids::RESTORED_BALANCE, "data-msat").await, total.to_string());
    new.click(ids::RESTORED_CONTINUE).await;
    new.until("a wallet without a backup", |root| root.phase == "ready" && root.backup == "off").await;
    assert_eq!(balance(&new).await, total);

    // It asks for a new backup at once, and goes on.
    fs::create_dir_all(world.storage().backup(WALLET).parent().unwrap()).unwrap();
    new.wait("the prompt", PATIENCE, async || new.has(ids::PROMPT_SHEET).await.then_some(())).await;
    new.shoot("prompt-after-files").await;
    new.click(ids::PROMPT_LATER).await;
    send_alone(&new, &world).await;
    let before = balance(&new).await;
    new.kill().await;
    new.start().await;
    unlock(&new).await;
    new.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    assert_eq!(balance(&new).await, before);
    new.expect_clean_console().await;
}

/// A payment of a wallet that no cloud knows of.
async fn send_alone(device: &Device, world: &World) {
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    send(device, world, 1_000, "from files").await;
}

#[tokio::test]
async fn a_wallet_comes_back_from_a_folder_on_a_disk_in_chromium() {
    come_back_from_files(Browser::Chromium).await;
}

#[tokio::test]
async fn a_wallet_comes_back_from_files_on_a_disk_in_firefox() {
    come_back_from_files(Browser::Firefox).await;
}

/// R1 to R5 from files that are the newest as far as their user knows.
async fn restore_from(device: &Device, files: &[PathBuf]) {
    device.screen("welcome").await;
    device.click(ids::WELCOME_RESTORE).await;
    device.screen("restore").await;
    device.click(ids::RESTORE_FROM_FILES).await;
    device.screen("restore-files").await;
    device.give_files(ids::FILES_SOME_INPUT, files).await;
    device.screen("restore-found").await;
    let name = device.rows(ids::FOUND_ROW).await[0]["name"].as_str().unwrap().to_owned();
    open_found(device, &name).await;
    device.screen("restore-question").await;
    device.click(ids::QUESTION_SURE).await;
    device.screen("restored").await;
    device.click(ids::RESTORED_CONTINUE).await;
}

#[tokio::test]
async fn files_that_are_older_than_the_wallet_stop_it_and_cost_nothing() {
    let world = World::start(Keep::Together).await;
    let mut old = Device::new("stale-old", Browser::Chromium, &world.url()).await;
    create_wallet(&old).await;
    receive(&old, &world, 50_000, "the first").await;
    back_up(&old, &world).await;
    let disk = tempfile::tempdir().unwrap();
    let files = scatter(&world.storage().backup(WALLET), disk.path());
    send(&old, &world, 3_000, "not in the files").await;
    receive(&old, &world, 2_000, "nor this").await;
    saved(&old, &world, None).await;
    let total = balance(&old).await;
    old.kill().await;

    let new = Device::new("stale-new", Browser::Chromium, &world.url()).await;
    restore_from(&new, &files).await;
    new.until("a wallet that was stopped", |root| root.phase == "readOnly" && root.why == "unsafe").await;
    new.open("/problem").await;
    unlock(&new).await;
    new.until("stopped again at the next start", |root| root.phase == "readOnly" && root.why == "unsafe")
        .await;
    new.screen("problem").await;
    new.attr_is(ids::PROBLEM_TITLE, "data-problem", "stale").await;
    new.shoot("problem-stale").await;
    world.mine(6).await;
    let info = world.info().await;
    let payer = &info["payer"]["nodeId"];
    let channels = info["channels"].as_array().unwrap();
    assert_eq!(channels.iter().filter(|channel| channel["nodeId"] != *payer).count(), 1, "{info:#}");

    // The backup has the newest state, and takes the place of the old one on this very device.
    new.click(ids::PROBLEM_RESTORE).await;
    new.screen("restore").await;
    new.click(ids::RESTORE_FROM_CLOUD).await;
    look_at_this_server(&new).await;
    open_found(&new, WALLET).await;
    new.screen("restored").await;
    assert_eq!(new.attr(ids::RESTORED_BALANCE, "data-msat").await, total.to_string());
    new.click(ids::RESTORED_CONTINUE).await;
    new.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    assert_eq!(balance(&new).await, total);
    send(&new, &world, 1_000, "after all").await;
    saved(&new, &world, None).await;
}

const NEW_NAME: &str = "my old phone";

#[tokio::test]
async fn several_wallets_of_one_account_are_listed_also_one_that_was_renamed() {
    let world = World::start(Keep::Together).await;
    let mut first = Device::new("several-first", Browser::Chromium, &world.url()).await;
    create_wallet(&first).await;
    receive(&first, &world, 50_000, "the first").await;
    back_up(&first, &world).await;
    let total = balance(&first).await;
    first.kill().await;
    let folder = world.storage().backup(WALLET);
    let root = folder.parent().unwrap().to_owned();
    fs::rename(&folder, root.join(NEW_NAME)).unwrap();

    let mut second = Device::new("several-second", Browser::Chromium, &world.url()).await;
    create_wallet(&second).await;
    receive(&second, &world, 70_000, "of the second").await;
    back_up(&second, &world).await;
    // An open wallet whose folder is gone writes it anew.
    second.kill().await;

    let new = Device::new("several-new", Browser::Chromium, &world.url()).await;
    // The user moved everything: explained, not found.
    let elsewhere = root.with_file_name("moved by me");
    fs::rename(&root, &elsewhere).unwrap();
    find_backups(&new).await;
    nothing_here(&new).await;
    assert!(new.text(ids::FOUND_NOTHING).await.contains("If you renamed or moved it, put it back"));
    fs::rename(&elsewhere, &root).unwrap();

    new.open("/").await;
    find_backups(&new).await;
    new.shoot("restore-found-several").await;
    let mut found: Vec<(String, String)> = new
        .rows(ids::FOUND_ROW)
        .await
        .iter()
        .map(|row| (row["name"].as_str().unwrap().to_owned(), row["state"].as_str().unwrap().to_owned()))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [(WALLET.to_owned(), "complete".to_owned()), (NEW_NAME.to_owned(), "complete".to_owned())]
    );
    open_found(&new, NEW_NAME).await;
    new.screen("restored").await;
    assert_eq!(new.attr(ids::RESTORED_BALANCE, "data-msat").await, total.to_string());
    new.click(ids::RESTORED_CONTINUE).await;
    new.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    let entries = || fs::read_dir(root.join(NEW_NAME).join("Channel state")).unwrap().count();
    let before = entries();
    send(&new, &world, 1_000, "in the renamed folder").await;
    new.until("everything saved", |root| root.saved_position().is_some()).await;
    assert!(entries() > before, "it goes on where it was found");
    // The other wallet of the account has nothing to do with it.
    second.start().await;
    unlock(&second).await;
    second.until("a wallet that is ready", |root| root.phase == "ready" && root.backup == "saved").await;
    send(&second, &world, 2_000, "of the second").await;
    saved(&second, &world, None).await;
    new.expect_clean_console().await;
}
