//! The main journey, the same over every service.

use crate::browser::Browser;
use crate::clouds::{self, Service};
use crate::device::Device;
use crate::steps::{PIN, WALLET, balance, create_wallet, open_found, receive, send};
use crate::world::World;
use crate::{PATIENCE, ids};

/// A service, and a person who has an account there.
#[allow(async_fn_in_trait)]
pub trait Provider {
    /// For pictures and profiles.
    fn key(&self) -> &str;

    /// As the page calls it.
    fn name(&self) -> &str;

    /// From the list of services to the wallet's own screens again. `flow`: `backup` or `restore`.
    async fn connect(&self, device: &Device, flow: &str);

    /// What the settings call it, or a part of that.
    fn account(&self) -> String;

    /// What the link to the folder begins with, where there is one.
    fn link(&self) -> Option<String>;

    /// Whether it tells how much room is left.
    fn tells_room(&self) -> bool;
}

impl Provider for Service {
    fn key(&self) -> &str {
        self.key
    }

    fn name(&self) -> &str {
        self.name
    }

    async fn connect(&self, device: &Device, flow: &str) {
        clouds::leave_for(
            device,
            *self,
            &format!("{flow}-service"),
            &format!("{flow}-leave"),
            clouds::APPROVE,
        )
        .await;
    }

    fn account(&self) -> String {
        self.account.to_owned()
    }

    fn link(&self) -> Option<String> {
        (!self.link.is_empty()).then(|| self.link.to_owned())
    }

    fn tells_room(&self) -> bool {
        self.key != clouds::ICLOUD.key
    }
}

impl<P: Provider> Provider for &P {
    fn key(&self) -> &str {
        (*self).key()
    }

    fn name(&self) -> &str {
        (*self).name()
    }

    async fn connect(&self, device: &Device, flow: &str) {
        (*self).connect(device, flow).await;
    }

    fn account(&self) -> String {
        (*self).account()
    }

    fn link(&self) -> Option<String> {
        (*self).link()
    }

    fn tells_room(&self) -> bool {
        (*self).tells_room()
    }
}

/// Waits until home says that everything is saved, beyond this position. Gives the new one.
pub async fn saved(device: &Device, after: Option<u64>, provider: impl Provider) -> u64 {
    device.screen("home").await;
    let root = device
        .until("everything saved", |root| {
            root.saved_position().is_some_and(|position| after.is_none_or(|before| position > before))
        })
        .await;
    device
        .wait("the line on home", PATIENCE, async || {
            device.text(ids::BACKUP_LINE).await.contains(provider.name()).then_some(())
        })
        .await;
    root.saved_position().unwrap()
}

/// B1 to B4: from the prompt on home to the list of services.
pub async fn choose_pin(device: &Device) {
    device.screen("home").await;
    device.wait("the prompt", PATIENCE, async || device.has(ids::PROMPT_SHEET).await.then_some(())).await;
    device.click(ids::PROMPT_BACK_UP).await;
    device.screen("backup-intro").await;
    device.click(ids::BACKUP_INTRO_CONTINUE).await;
    device.screen("backup-pin").await;
    device.tap_pin(PIN).await;
    device.click(ids::PIN_CONTINUE).await;
    device.screen("backup-verify").await;
    device.type_pin(PIN).await;
    device.screen("backup-service").await;
}

/// B5 to B8.
pub async fn turn_on(device: &Device, provider: impl Provider) {
    provider.connect(device, "backup").await;
    device.passing("backup-saving", "backup-done").await;
    device.screen("backup-done").await;
    let file = device.text(ids::DONE_FILE).await;
    assert!(file.contains(&format!("BitcoinWalletBackup_{WALLET}")), "{file}");
    clouds::leaves_nothing_behind(device).await;
    device.click(ids::DONE_CONTINUE).await;
    device.screen("home").await;
}

/// R1 to R5. Gives the balance that was shown, msat.
pub async fn restore(device: &Device, provider: impl Provider) -> u64 {
    device.screen("welcome").await;
    device.click(ids::WELCOME_RESTORE).await;
    device.screen("restore").await;
    device.click(ids::RESTORE_FROM_CLOUD).await;
    provider.connect(device, "restore").await;
    device.screen("restore-found").await;
    clouds::leaves_nothing_behind(device).await;
    open_found(device, WALLET).await;
    device.passing("restore-steps", "restored").await;
    device.screen("restored").await;
    let balance = device.attr(ids::RESTORED_BALANCE, "data-msat").await.parse().unwrap();
    device.click(ids::RESTORED_CONTINUE).await;
    device.screen("home").await;
    device.until("a wallet that is ready", |root| root.phase == "ready" && root.link == "up").await;
    balance
}

/// S1 says whose account it is, where the folder is, and how much room is left; home again afterwards.
pub async fn settings_tell(device: &Device, provider: impl Provider) {
    device.screen("home").await;
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    device.click(ids::SETTINGS_BACKUP).await;
    device.screen("settings-backup").await;
    assert_eq!(device.text(ids::BACKUP_SERVICE).await, provider.name());
    let account = device.text(ids::BACKUP_ACCOUNT).await;
    assert!(account.contains(&provider.account()), "{account}");
    let place = device.text(ids::BACKUP_PLACE).await;
    assert!(place.contains("Bitcoin Wallet Backup"), "{place}");
    match provider.link() {
        Some(begin) => {
            let link = device.attr(ids::BACKUP_LINK, "href").await;
            assert!(link.starts_with(&begin), "{link}");
        }
        None => assert!(!device.has(ids::BACKUP_LINK).await),
    }
    if provider.tells_room() {
        device.text(ids::BACKUP_ROOM).await;
    } else {
        assert!(!device.has(ids::BACKUP_ROOM).await);
    }
    device.click(ids::BACK).await;
    device.click(ids::BACK).await;
    device.screen("home").await;
}

/// A new wallet with a channel, backed up there.
pub async fn backed_up(world: &World, provider: impl Provider) -> (Device, u64) {
    let device = fresh(world, &provider, "old", Browser::Chromium).await;
    create_wallet(&device).await;
    receive(&device, world, 50_000, "the first").await;
    choose_pin(&device).await;
    turn_on(&device, &provider).await;
    let position = saved(&device, None, &provider).await;
    (device, position)
}

/// The device of [`backed_up`] pays, is lost, and another goes on, with this browser. Gives that one.
pub async fn lost_and_found(
    world: &World,
    mut old: Device,
    after: u64,
    provider: impl Provider,
    next: Browser,
) -> Device {
    send(&old, world, 1_000, "sent").await;
    saved(&old, Some(after), &provider).await;
    settings_tell(&old, &provider).await;
    let before = balance(&old).await;
    old.kill().await;

    let new = fresh(world, &provider, "new", next).await;
    assert_eq!(restore(&new, &provider).await, before);
    send(&new, world, 700, "after the restore").await;
    saved(&new, None, &provider).await;
    new
}

async fn fresh(world: &World, provider: &impl Provider, which: &str, browser: Browser) -> Device {
    let name = format!("{}-{which}", provider.key());
    Device::new(&name, browser, &world.url()).await
}

/// S1: turns the backup off and keeps the copy. The service is told before this comes back, where it can be.
pub async fn disconnect(device: &Device) {
    device.screen("home").await;
    device.click(ids::HOME_SETTINGS).await;
    device.screen("settings").await;
    device.click(ids::SETTINGS_BACKUP).await;
    device.screen("settings-backup").await;
    device.click(ids::DISCONNECT).await;
    device.click(ids::DISCONNECT_KEEP).await;
    device.until("a backup that is off", |root| root.backup == "off").await;
}
