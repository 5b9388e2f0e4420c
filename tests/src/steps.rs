//! The steps a person takes, each from one screen to the next.

use serde_json::Value;

use crate::PATIENCE;
use crate::device::Device;
use crate::ids;
use crate::world::{Invoice, PASSWORD, World};

/// The wallet's name in every journey.
pub const WALLET: &str = "Samantha";
/// A PIN that may be chosen.
pub const PIN: &str = "739205";
/// One that opens nothing.
pub const WRONG_PIN: &str = "739206";

/// F1 to H1: a new wallet.
pub async fn create_wallet(device: &Device) {
    begin_wallet(device).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    device.attr_is(ids::BALANCE, "data-msat", "0").await;
    assert_eq!(device.root().await.backup, "off");
    decline_backup(device).await;
}

/// F1 to F3: up to whatever comes of it.
pub async fn begin_wallet(device: &Device) {
    device.screen("welcome").await;
    device.click(ids::WELCOME_CREATE).await;
    for page in 1..=3 {
        device.until("the introduction", |root| root.screen == "intro").await;
        // A tap that is quicker than the page would be one on the page before.
        let number = format!("{page} of 3");
        let is_shown = async || device.text(ids::MAIN).await.contains(&number).then_some(());
        device.wait(&number, PATIENCE, is_shown).await;
        device.shoot(&format!("intro-{page}")).await;
        device.click(ids::INTRO_NEXT).await;
    }
    device.screen("name").await;
    device.fill(ids::NAME_INPUT, WALLET).await;
    device.click(ids::NAME_CONTINUE).await;
}

/// B1: a new user is asked whether they want a backup. Not now.
async fn decline_backup(device: &Device) {
    device.wait("the prompt", PATIENCE, async || device.has(ids::PROMPT_SHEET).await.then_some(())).await;
    device.shoot("prompt-first-use").await;
    say_later(device).await;
}

/// B1: not now. The sheet goes once that is kept, so that nothing that follows can take it back.
pub async fn say_later(device: &Device) {
    device.click(ids::PROMPT_LATER).await;
    device.wait("no prompt", PATIENCE, async || (!device.has(ids::PROMPT_SHEET).await).then_some(())).await;
}

/// H2: asks for an amount. Gives the invoice and its hash.
pub async fn ask(device: &Device, sats: u64, note: &str) -> Invoice {
    device.screen("home").await;
    device.click(ids::HOME_RECEIVE).await;
    device.screen("receive").await;
    device.fill(ids::RECEIVE_AMOUNT, &sats.to_string()).await;
    device.fill(ids::RECEIVE_NOTE, note).await;
    device.click(ids::RECEIVE_CREATE).await;
    device.screen("invoice").await;
    let bolt11 = device.text(ids::INVOICE_TEXT).await.split_whitespace().collect();
    let hash = device.attr(ids::INVOICE_TEXT, "data-hash").await;
    let fee_msat = device.attr(ids::INVOICE_TEXT, "data-opening-fee-msat").await.parse().unwrap();
    // The code comes a moment after the text.
    device.attr(ids::INVOICE_QR, "aria-label").await;
    Invoice { bolt11, hash, fee_msat }
}

/// What the peer keeps back of a payment that opens a channel: half a percent, at least 500 sat.
pub fn opening_fee_msat(sats: u64) -> u64 {
    (sats * 5).max(500_000)
}

/// H2: is paid. The first payment opens the channel and pays for it; what that costs stands on the invoice's screen.
pub async fn receive(device: &Device, world: &World, sats: u64, note: &str) -> Invoice {
    let before = balance(device).await;
    let invoice = ask(device, sats, note).await;
    let seen = async {
        device.screen("received").await;
        device.click(ids::RECEIVED_DONE).await;
        device.screen("home").await;
    };
    let ((), paid) = tokio::join!(seen, world.pay(&invoice.bolt11));
    assert_eq!(paid["state"].as_str().unwrap_or("succeeded"), "succeeded", "{paid}");
    let arrived = sats * 1000 - invoice.fee_msat;
    if before == 0 {
        assert_eq!(invoice.fee_msat, opening_fee_msat(sats));
        // The first payment brings up the prompt again, which lies over everything else.
        assert_eq!(balance(device).await, arrived);
        return invoice;
    }
    assert_eq!(invoice.fee_msat, 0, "there is room in the channel");
    let row = activity(device, &invoice.hash).await;
    assert_eq!(row["direction"], "in", "{row:?}");
    assert_eq!((number(&row, "msat"), number(&row, "feeMsat")), (arrived, 0), "{row:?}");
    assert_eq!(balance(device).await, before + arrived);
    invoice
}

/// H3, up to the question whether to pay.
pub async fn prepare(device: &Device, invoice: &Invoice, sats: u64) {
    device.screen("home").await;
    device.click(ids::HOME_SEND).await;
    device.screen("send").await;
    device.fill(ids::SEND_INPUT, &invoice.bolt11).await;
    device.click(ids::SEND_CHECK).await;
    device.screen("send-confirm").await;
    device.attr_is(ids::SEND_CONFIRM_AMOUNT, "data-msat", &(sats * 1000).to_string()).await;
}

/// H3: pays the peer.
pub async fn send(device: &Device, world: &World, sats: u64, note: &str) -> Invoice {
    let before = balance(device).await;
    let invoice = world.invoice(sats * 1000, note).await;
    prepare(device, &invoice, sats).await;
    device.click(ids::SEND_PAY).await;
    device.screen("send-result").await;
    device.attr_is(ids::SEND_RESULT, "data-state", "done").await;
    device.shoot("send-done").await;
    assert_eq!(world.payment(&invoice.hash).await, "succeeded");
    device.click(ids::SEND_DONE).await;
    device.screen("home").await;
    let row = activity(device, &invoice.hash).await;
    assert_eq!(row["direction"], "out", "{row:?}");
    assert_eq!(balance(device).await, before - sats * 1000 - number(&row, "feeMsat"));
    invoice
}

/// What home shows, msat.
pub async fn balance(device: &Device) -> u64 {
    device.screen("home").await;
    device
        .wait("a balance", PATIENCE, async || {
            device.try_attr(ids::BALANCE, "data-msat").await.and_then(|msat| msat.parse().ok())
        })
        .await
}

/// H4: the row of a payment that has come to an end; home again afterwards.
pub async fn activity(device: &Device, hash: &str) -> serde_json::Map<String, Value> {
    let rows = all_activity(device, async |rows| {
        rows.iter().any(|row| row["hash"] == hash && row["outcome"] != "pending" && row["outcome"] != "asked")
    });
    let row = rows.await.into_iter().find(|row| row["hash"] == hash);
    row.unwrap()
}

/// H4: every payment, once the rows are as wanted. Home shows the newest, and leads to a list when there are more.
pub async fn all_activity(device: &Device, wanted: impl AsyncFn(&[Row]) -> bool) -> Vec<Row> {
    device.screen("home").await;
    let more = device.has(ids::HOME_ACTIVITY).await;
    if more {
        device.click(ids::HOME_ACTIVITY).await;
        device.screen("activity").await;
    }
    let rows = device
        .wait("the rows of payments", PATIENCE, async || {
            let rows = device.rows(ids::ACTIVITY_ROW).await;
            wanted(&rows).await.then_some(rows)
        })
        .await;
    if more {
        device.click(ids::BACK).await;
        device.screen("home").await;
    }
    rows
}

/// What a row of a list tells machines.
pub type Row = serde_json::Map<String, Value>;

/// A number in a row.
pub fn number(row: &serde_json::Map<String, Value>, name: &str) -> u64 {
    row.get(name)
        .and_then(Value::as_str)
        .and_then(|text| text.parse().ok())
        .unwrap_or_else(|| panic!("{name} in {row:?}"))
}

/// Waits until home says that everything is saved, and finds that to be true. Gives the journal's position.
pub async fn saved(device: &Device, world: &World, after: Option<u64>) -> u64 {
    let root = device
        .until("everything saved", |root| {
            root.saved_position().is_some_and(|position| after.is_none_or(|before| position > before))
        })
        .await;
    let position = root.saved_position().unwrap();
    let storage = world.storage();
    assert!(storage.has_entry(WALLET, position), "{position} is not in the storage");
    assert!(storage.head(WALLET) >= Some(position));
    // Another write may have begun since; what counts is that the line says so when all is saved.
    device
        .wait("the line on home", PATIENCE, async || {
            let line = device.text(ids::BACKUP_LINE).await;
            line.contains("Saved").then_some(())
        })
        .await;
    position
}

/// B1 to B8, from the sheet over home: weak PINs are refused, the backup is turned on.
pub async fn back_up(device: &Device, world: &World) {
    device.screen("home").await;
    device.wait("the prompt", PATIENCE, async || device.has(ids::PROMPT_SHEET).await.then_some(())).await;
    device.shoot("prompt").await;
    device.click(ids::PROMPT_BACK_UP).await;
    device.screen("backup-intro").await;
    device.click(ids::BACKUP_INTRO_CONTINUE).await;
    device.screen("backup-pin").await;
    refuse_weak_pins(device).await;
    device.tap_pin(PIN).await;
    device.text(ids::PIN_STRENGTH).await;
    device.shoot("backup-pin-strength").await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("backup-verify").await;
    device.type_pin(WRONG_PIN).await;
    device.wait("the mismatch", PATIENCE, async || device.has(ids::PIN_PROBLEM).await.then_some(())).await;
    device.shoot("backup-verify-mismatch").await;
    device.attr_is(ids::PIN_BOXES, "data-entered", "0").await;
    device.type_pin(PIN).await;
    device.screen("backup-service").await;
    device.click(ids::SERVICE_THIS_SERVER).await;
    sign_in(device, "backup-sign-in").await;
    device.passing("backup-saving", "backup-done").await;
    device.screen("backup-done").await;
    let file = device.text(ids::DONE_FILE).await;
    assert!(file.contains(&format!("BitcoinWalletBackup_{WALLET}")), "{file}");
    let place = device.text(ids::DONE_PLACE).await;
    assert!(place.contains("Bitcoin Wallet Backup"), "{place}");
    let folder = world.storage().backup(WALLET);
    assert!(folder.join("READ ME.txt").exists());
    assert!(folder.join("Recovery phrase 1.lifeboat").exists());
    device.click(ids::DONE_CONTINUE).await;
    device.screen("home").await;
    saved(device, world, None).await;
}

async fn refuse_weak_pins(device: &Device) {
    for (pin, why) in [("111111", "repeats"), ("123456", "run"), ("311299", "date")] {
        device.type_pin(pin).await;
        device.attr_is(ids::PIN_PROBLEM, "data-problem", why).await;
        device.shoot(&format!("backup-pin-{why}")).await;
        assert!(!device.can_click(ids::PIN_CONTINUE).await, "{pin} can be chosen");
        for left in (0..pin.len()).rev() {
            device.click(ids::KEY_DELETE).await;
            device.attr_is(ids::PIN_BOXES, "data-entered", &left.to_string()).await;
        }
    }
}

/// The storage's password: once wrong, with a clear answer.
async fn sign_in(device: &Device, screen: &str) {
    device.screen(screen).await;
    device.fill(ids::DRIVE_PASSWORD, "not the password").await;
    device.click(ids::DRIVE_SUBMIT).await;
    device.attr_is(ids::DRIVE_PROBLEM, "data-problem", "signedOut").await;
    device.shoot(&format!("{screen}-refused")).await;
    device.fill(ids::DRIVE_PASSWORD, PASSWORD).await;
    device.click(ids::DRIVE_SUBMIT).await;
}

/// R1 to R2: what this server holds.
pub async fn find_backups(device: &Device) {
    device.screen("welcome").await;
    device.click(ids::WELCOME_RESTORE).await;
    device.screen("restore").await;
    device.click(ids::RESTORE_FROM_CLOUD).await;
    device.screen("restore-service").await;
    device.click(ids::SERVICE_THIS_SERVER).await;
    sign_in(device, "restore-sign-in").await;
    device.screen("restore-found").await;
}

/// R2, from the list of services: what this server holds.
pub async fn look_at_this_server(device: &Device) {
    device.screen("restore-service").await;
    device.click(ids::SERVICE_THIS_SERVER).await;
    device.screen("restore-sign-in").await;
    device.fill(ids::DRIVE_PASSWORD, PASSWORD).await;
    device.click(ids::DRIVE_SUBMIT).await;
    device.screen("restore-found").await;
}

/// R2 to R3: one of the found backups.
pub async fn pick(device: &Device, name: &str) {
    device.click_by(&format!(".{}[data-name=\"{name}\"]", ids::FOUND_ROW)).await;
    device.screen("restore-pin").await;
}

/// R2 to R4: with the PIN, up to whatever comes of it.
pub async fn open_found(device: &Device, name: &str) {
    pick(device, name).await;
    device.tap_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
}

/// F1 to B8: a wallet with two payments and a backup that has both. Gives the balance, msat.
pub async fn make_used_wallet(device: &Device, world: &World) -> u64 {
    create_wallet(device).await;
    receive(device, world, 50_000, "the first").await;
    back_up(device, world).await;
    receive(device, world, 2_000, "the second").await;
    saved(device, world, None).await;
    balance(device).await
}

/// R1 to R5, with the PIN once wrong. Gives the balance that was shown, msat.
pub async fn restore(device: &Device) -> u64 {
    find_backups(device).await;
    let found = device
        .wait("the found backup", PATIENCE, async || device.rows(ids::FOUND_ROW).await.into_iter().next())
        .await;
    assert_eq!((found["name"].as_str(), found["state"].as_str()), (Some(WALLET), Some("complete")));
    pick(device, WALLET).await;
    device.type_pin(WRONG_PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("restore-pin").await;
    device.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongSecret").await;
    device.shoot("restore-pin-wrong").await;
    device.attr_is(ids::PIN_BOXES, "data-entered", "0").await;
    device.tap_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.passing("restore-steps", "restored").await;
    device.screen("restored").await;
    let balance = device.attr(ids::RESTORED_BALANCE, "data-msat").await.parse().unwrap();
    device.click(ids::RESTORED_CONTINUE).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready").await;
    balance
}

/// L1: unlocks with the PIN.
pub async fn unlock(device: &Device) {
    unlock_with(device, PIN).await;
}

/// L1: unlocks with this PIN.
pub async fn unlock_with(device: &Device, pin: &str) {
    device.screen("lock").await;
    device.type_pin(pin).await;
    device.click(ids::PIN_CONTINUE).await;
    device.until("an unlocked wallet", |root| !matches!(root.phase.as_str(), "locked" | "starting")).await;
}

/// Looks at every screen that is one or two clicks from home.
pub async fn look_around(device: &Device) {
    device.screen("home").await;
    device.click(ids::HOME_ACTIVITY).await;
    device.screen("activity").await;
    device.click_by(&format!(".{}:not([data-outcome='asked'])", ids::ACTIVITY_ROW)).await;
    device.screen("payment").await;
    device.click(ids::BACK).await;
    device.screen("activity").await;
    device.click(ids::BACK).await;
    device.screen("home").await;
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    for (row, screen) in [
        (ids::SETTINGS_CHANNELS, "channels"),
        (ids::SETTINGS_ABOUT, "about"),
        (ids::SETTINGS_BACKUP, "settings-backup"),
    ] {
        device.click(row).await;
        device.screen(screen).await;
        device.click(ids::BACK).await;
        device.screen("settings").await;
    }
    device.click(ids::BACK).await;
    device.screen("home").await;
}
