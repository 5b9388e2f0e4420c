//! One wallet in two tabs, behind another PIN, and back by its words alone.

#![allow(clippy::unwrap_used)]

use std::process::Command;

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::processes::root;
use lifeboat_e2e::steps::{
    PIN, WALLET, back_up, balance, create_wallet, find_backups, pick, receive, saved, send, unlock,
    unlock_with,
};
use lifeboat_e2e::world::{Keep, World};
use lifeboat_e2e::{PATIENCE, ids};

const NEW_PIN: &str = "80264135";

/// Counts the workers that the page ends.
const COUNT_ENDED: &str = "const end = Worker.prototype.terminate; window.ended = 0;
    Worker.prototype.terminate = function () { window.ended += 1; return end.call(this); }";

#[tokio::test]
async fn a_wallet_moves_between_tabs_changes_its_pin_and_comes_back_by_its_words() {
    let world = World::start(Keep::Together).await;
    let mut device = Device::new("keeper", Browser::Chromium, &world.url()).await;
    create_wallet(&device).await;
    receive(&device, &world, 50_000, "the first").await;
    back_up(&device, &world).await;

    only_one_tab_has_the_wallet(&device, &world).await;
    back_up_now(&device, &world).await;
    let changed_at = change_the_pin(&device, &world).await;
    device.evaluate(COUNT_ENDED).await;
    device.click(ids::HOME_SETTINGS).await;
    device.click(ids::SETTINGS_LOCK).await;
    refused_at_the_lock(&device).await;
    assert_eq!(device.evaluate("return window.ended").await, 1, "what had the keys in its memory ends");
    two_taps_on_unlock(&device).await;
    send(&device, &world, 1_000, "behind the new PIN").await;
    saved(&device, &world, None).await;
    let total = balance(&device).await;
    device.expect_clean_console().await;
    device.kill().await;

    let words = words(&world, NEW_PIN).expect("the new PIN opens the backup");
    assert_eq!(words.split_whitespace().count(), 12);
    assert_eq!(self::words(&world, PIN), None, "the old PIN gives no words");
    let old = reach(&world, PIN);
    assert!(old.iter().all(|name| !name.starts_with("Recovery phrase")), "the old PIN still gives the words");
    assert!(old.iter().all(|name| *name <= entry_name(changed_at)), "what was written since: {old:?}");
    assert!(reach(&world, NEW_PIN).len() > old.len());

    let other = Device::new("words", Browser::Chromium, &world.url()).await;
    assert_eq!(restore_by_words(&other, &words).await, total);
    assert_eq!(balance(&other).await, total);
    receive(&other, &world, 2_000, "after the words").await;
    saved(&other, &world, None).await;
    other.expect_clean_console().await;
}

/// The second tab has to be told; then the first one lets go, and comes back the same way.
async fn only_one_tab_has_the_wallet(device: &Device, world: &World) {
    let (first, second) = device.second_tab().await;
    let root = device.until("the other tab's wallet", |root| root.phase == "readOnly").await;
    assert_eq!((root.why.as_str(), root.screen.as_str()), ("otherTab", "elsewhere"));
    device.shoot("elsewhere-tab").await;
    device.switch(&first).await;
    assert_eq!(device.root().await.phase, "ready", "looking takes nothing away");
    device.switch(&second).await;
    device.click(ids::USE_HERE).await;
    unlock(device).await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    device.screen("home").await;
    send(device, world, 500, "from the second tab").await;
    let total = balance(device).await;
    saved(device, world, None).await;

    device.switch(&first).await;
    let root = device.until("the first tab without it", |root| root.phase == "readOnly").await;
    assert_eq!(root.why, "otherTab");
    device.screen("elsewhere").await;
    device.click(ids::USE_HERE).await;
    unlock(device).await;
    let root = device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_ne!(root.backup, "fenced", "it is the same device");
    device.screen("home").await;
    assert_eq!(balance(device).await, total);
}

async fn back_up_now(device: &Device, world: &World) {
    let before = saved(device, world, None).await;
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    device.click(ids::SETTINGS_BACKUP).await;
    device.screen("settings-backup").await;
    device.click(ids::BACK_UP_NOW).await;
    device
        .until("a newer position", |root| root.saved_position().is_some_and(|position| position > before))
        .await;
}

/// From the settings of the backup; home afterwards. Gives the position of the journal then.
async fn change_the_pin(device: &Device, world: &World) -> u64 {
    device.click(ids::CHANGE_PIN).await;
    device.screen("settings-pin-old").await;
    device.type_pin(NEW_PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("settings-pin-new").await;
    choose(device, NEW_PIN).await;
    device.screen("settings-pin-verify").await;
    device.type_pin(NEW_PIN).await;
    device.screen("settings-pin-old").await;
    device.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
    device.shoot("settings-pin-wrong").await;

    device.type_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("settings-pin-new").await;
    choose(device, NEW_PIN).await;
    device.screen("settings-pin-verify").await;
    device.type_pin(NEW_PIN).await;
    device.passing("settings-pin-saving", "settings-pin-done").await;
    device.screen("settings-pin-done").await;
    device.click(ids::PIN_CHANGED_DONE).await;
    device.screen("settings-backup").await;
    device.click(ids::BACK).await;
    device.screen("settings").await;
    device.click(ids::BACK).await;
    let position = saved(device, world, None).await;
    let folder = world.storage().backup(WALLET);
    assert!(folder.join("Recovery phrase 2.lifeboat").exists());
    assert!(!folder.join("Recovery phrase 1.lifeboat").exists(), "the old PIN still opens a file");
    position
}

async fn choose(device: &Device, pin: &str) {
    let length = "const e = document.getElementById('pin-length'); e.value = '8';
        e.dispatchEvent(new Event('change', { bubbles: true }))";
    device.evaluate(length).await;
    device.attr_is(ids::PIN_BOXES, "data-length", &pin.len().to_string()).await;
    device.type_pin(pin).await;
    device.click(ids::PIN_CONTINUE).await;
}

async fn refused_at_the_lock(device: &Device) {
    device.screen("lock").await;
    device.type_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
}

/// In the same instant, as an impatient finger does.
async fn two_taps_on_unlock(device: &Device) {
    device.type_pin(NEW_PIN).await;
    device.evaluate("const e = document.getElementById('pin-continue'); e.click(); e.click()").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    device.screen("home").await;
    device.click(ids::HOME_SETTINGS).await;
    device.click(ids::SETTINGS_LOCK).await;
    unlock_with(device, NEW_PIN).await;
    let root = device.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert_ne!(root.backup, "fenced");
}

/// The recovery phrase, by the script that shares no code with us; `None` when the PIN is wrong.
fn words(world: &World, pin: &str) -> Option<String> {
    let script = "
wallet, = recover.find_wallets(sys.argv[1])
try:
    found = recover.recover(wallet, {recover.PIN: sys.argv[2]})
except recover.WrongSecret:
    sys.exit(7)
if found.phrase is None:
    # What was written before the PIN was changed still opens; the words do not.
    sys.exit(7)
assert not found.problems, found.problems
print(found.phrase)
";
    match python(world, script, pin) {
        (0, words) => Some(words.trim().to_owned()),
        _ => None,
    }
}

/// What the script prints about the wallet's folder. Exit code 7 is the only one that is no failure.
fn python(world: &World, script: &str, pin: &str) -> (i32, String) {
    let python = lifeboat_clouds::tools().join("python/bin/python");
    let output = Command::new(if python.exists() { python } else { "python3".into() })
        .args(["-c", &format!("import sys\nsys.path.insert(0, 'docs/recover')\nimport recover\n{script}")])
        .arg(world.storage().backup(WALLET))
        .arg(pin)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(root())
        .output()
        .unwrap();
    match output.status.code() {
        Some(code @ (0 | 7)) => (code, String::from_utf8(output.stdout).unwrap()),
        _ => panic!("{}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// The names of all files that this PIN opens, by any keyring that is still in the folder.
fn reach(world: &World, pin: &str) -> Vec<String> {
    let script = "
wallet, = recover.find_wallets(sys.argv[1])
files = [path for _, path in wallet.phrases + wallet.entries]
for path in recover.reach(files, {recover.PIN: sys.argv[2]}):
    print(path.name)
";
    let (_, names) = python(world, script, pin);
    names.lines().map(str::to_owned).collect()
}

fn entry_name(position: u64) -> String {
    format!("{position:012}.lifeboat")
}

/// R1 to R5 with the words; the old PIN and other words are refused. Gives the balance that was shown, msat.
async fn restore_by_words(device: &Device, words: &str) -> u64 {
    find_backups(device).await;
    pick(device, WALLET).await;
    device.type_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
    device.click(ids::RESTORE_USE_PHRASE).await;
    device.screen("restore-phrase").await;
    let foreign = format!("{}about", "abandon ".repeat(11));
    device.fill(ids::PHRASE_INPUT, &foreign).await;
    device.click(ids::PHRASE_CONTINUE).await;
    device
        .wait("why not", PATIENCE, async || device.try_attr(ids::PHRASE_PROBLEM, "data-problem").await)
        .await;
    device.shoot("restore-phrase-wrong").await;
    device.fill(ids::PHRASE_INPUT, words).await;
    device.click(ids::PHRASE_CONTINUE).await;
    device.passing("restore-steps", "restored").await;
    device.screen("restored").await;
    let balance = device.attr(ids::RESTORED_BALANCE, "data-msat").await.parse().unwrap();
    device.click(ids::RESTORED_CONTINUE).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    balance
}
