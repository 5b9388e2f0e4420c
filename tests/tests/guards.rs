//! A PIN that guards limit, from the screen where it is chosen to a new device that one guard does not answer.

use lifeboat_e2e::browser::Browser;
use lifeboat_e2e::device::Device;
use lifeboat_e2e::guards::GUARDS;
use lifeboat_e2e::steps::{PIN, WALLET, WRONG_PIN, create_wallet, find_backups, pick, saved};
use lifeboat_e2e::world::{PASSWORD, World};
use lifeboat_e2e::{PATIENCE, ids};

/// B2 to B8, with guards.
async fn back_up_with_guards(device: &Device, world: &World) {
    device.click(ids::REMINDER_BACK_UP).await;
    device.screen("backup-intro").await;
    device.click(ids::BACKUP_INTRO_CONTINUE).await;
    device.screen("backup-pin").await;
    device.type_pin(PIN).await;
    device.text(ids::PIN_STRENGTH).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("backup-verify").await;
    device.type_pin(PIN).await;
    device.screen("backup-guards").await;
    device
        .wait("what the guards are worth", PATIENCE, async || {
            let said = device.text(ids::MAIN).await;
            (said.contains("15 tries") && said.contains("1 in 66,667") && said.contains("minutes"))
                .then_some(())
        })
        .await;
    let said = device.text(ids::MAIN).await;
    for number in 0..GUARDS {
        assert!(said.contains(&world.guards().at(number)), "{said}");
    }
    device.shoot("backup-guards").await;
    device.click(ids::GUARDS_CONTINUE).await;
    device.screen("backup-service").await;
    device.click(ids::SERVICE_THIS_SERVER).await;
    device.screen("backup-sign-in").await;
    device.fill(ids::DRIVE_PASSWORD, PASSWORD).await;
    device.click(ids::DRIVE_SUBMIT).await;
    device.passing("backup-saving", "backup-done").await;
    device.screen("backup-done").await;
    device.click(ids::DONE_CONTINUE).await;
    device.screen("home").await;
    saved(device, world, None).await;
}

#[tokio::test]
async fn a_guarded_pin_is_chosen_and_opens_a_new_device_while_one_of_three_guards_is_gone() {
    let mut world = World::with_guards().await;
    let phone = Device::new("guarded-phone", Browser::Chromium, &world.url()).await;
    create_wallet(&phone).await;
    back_up_with_guards(&phone, &world).await;
    phone.expect_clean_console().await;

    world.guards_mut().stop(0);
    let laptop = Device::new("guarded-laptop", Browser::Chromium, &world.url()).await;
    find_backups(&laptop).await;
    pick(&laptop, WALLET).await;
    laptop.type_pin(WRONG_PIN).await;
    laptop.click(ids::PIN_CONTINUE).await;
    laptop.attr_is(ids::PIN_PROBLEM, "data-problem", "wrongGuardedPin").await;
    let told = laptop.text(ids::PIN_PROBLEM).await;
    assert!(told.contains("Tries left: 9"), "{told}");
    laptop.shoot("restore-pin-guards").await;
    laptop.type_pin(PIN).await;
    laptop.click(ids::PIN_CONTINUE).await;
    laptop.screen("restored").await;
    laptop.click(ids::RESTORED_CONTINUE).await;
    laptop.screen("home").await;
    laptop.until("a wallet that is ready", |root| root.phase == "ready").await;
    assert!(!laptop.has(ids::FOREIGN_TRIES).await, "all tries were made here");

    laptop.click(ids::HOME_SETTINGS).await;
    laptop.screen("settings").await;
    laptop.click(ids::SETTINGS_BACKUP).await;
    laptop.screen("settings-backup").await;
    laptop
        .wait("how the guards stand", PATIENCE, async || {
            laptop.has(ids::GUARD_LIST).await.then_some(())?;
            let said = laptop.text(ids::GUARD_LIST).await;
            let one_is_gone = said.matches("Does not answer").count() == 1;
            (one_is_gone && said.matches("no wrong PINs counted").count() == 2).then_some(())
        })
        .await;
    laptop.shoot("settings-backup-guards").await;
}
