//! Services with a form of the wallet's own, and a person who fills it in.

use serde_json::Value;

use crate::clouds::Clouds;
use crate::device::Device;
use crate::others::{BUCKET, Moto, RemoteStorage, SAMANTHA, SAMANTHAS_PASSWORD};
use crate::providers::Provider;
use crate::{PATIENCE, ids};

/// A service that takes what is typed here.
pub struct Form {
    key: &'static str,
    name: &'static str,
    row: &'static str,
    fields: Vec<(&'static str, String)>,
    account: String,
    link: Option<String>,
    tells_room: bool,
}

/// What is typed as the lightning wallet server's password: long enough to be taken.
pub const LONG_PASSWORD: &str = "seven small boats on a wide sea";

impl Form {
    /// The double of Nextcloud.
    pub fn nextcloud(clouds: &Clouds) -> Form {
        let text = |name: &str| clouds.text("nextcloud", name);
        Form {
            key: "nextCloud",
            name: "Nextcloud",
            row: ids::SERVICE_NEXTCLOUD,
            fields: vec![
                (ids::DRIVE_URL, text("server")),
                (ids::DRIVE_USER, text("login")),
                (ids::DRIVE_PASSWORD, text("app_password")),
            ],
            account: text("login"),
            link: Some(text("server")),
            tells_room: true,
        }
    }

    /// The double of a lightning wallet server.
    pub fn vss(clouds: &Clouds) -> Form {
        Form {
            key: "vss",
            name: "Lightning wallet server",
            row: ids::SERVICE_VSS,
            fields: vec![
                (ids::DRIVE_URL, clouds.text("vss", "address")),
                (ids::DRIVE_USER, "samantha".to_owned()),
                (ids::DRIVE_PASSWORD, LONG_PASSWORD.to_owned()),
            ],
            account: "samantha".to_owned(),
            link: None,
            tells_room: false,
        }
    }

    /// A WebDAV server of Samantha's at this address.
    pub fn web_dav(address: &str) -> Form {
        Form {
            key: "webdav",
            name: "WebDAV",
            row: ids::SERVICE_WEBDAV,
            fields: vec![
                (ids::DRIVE_URL, address.to_owned()),
                (ids::DRIVE_USER, SAMANTHA.to_owned()),
                (ids::DRIVE_PASSWORD, SAMANTHAS_PASSWORD.to_owned()),
            ],
            account: SAMANTHA.to_owned(),
            link: None,
            tells_room: false,
        }
    }

    /// A bucket of moto's.
    pub fn s3(moto: &Moto) -> Form {
        Form {
            key: "s3",
            name: "S3 storage",
            row: ids::SERVICE_S3,
            fields: vec![
                (ids::DRIVE_URL, moto.address()),
                (ids::DRIVE_REGION, "us-east-1".to_owned()),
                (ids::DRIVE_BUCKET, BUCKET.to_owned()),
                (ids::DRIVE_ACCESS_KEY, "AKIDEXAMPLE".to_owned()),
                (ids::DRIVE_PASSWORD, "secret".to_owned()),
                (ids::DRIVE_PREFIX, "lifeboat".to_owned()),
            ],
            account: "AKIDEXAMPLE".to_owned(),
            link: None,
            tells_room: false,
        }
    }

    /// Chooses it in the list and types everything.
    pub async fn fill(&self, device: &Device, flow: &str) {
        device.screen(&format!("{flow}-service")).await;
        show_own_services(device).await;
        device.click(self.row).await;
        device.screen(&format!("{flow}-sign-in")).await;
        for (field, text) in &self.fields {
            device.fill(field, text).await;
        }
        device.shoot(&format!("{flow}-sign-in-{}", self.key)).await;
    }
}

impl Provider for Form {
    fn key(&self) -> &str {
        self.key
    }

    fn name(&self) -> &str {
        self.name
    }

    async fn connect(&self, device: &Device, flow: &str) {
        self.fill(device, flow).await;
        device.click(ids::DRIVE_SUBMIT).await;
    }

    fn account(&self) -> String {
        self.account.clone()
    }

    fn link(&self) -> Option<String> {
        self.link.clone()
    }

    fn tells_room(&self) -> bool {
        self.tells_room
    }
}

/// Opens the row behind which those services stand that one runs oneself, unless it is open.
async fn show_own_services(device: &Device) {
    let own = ids::SERVICE_OWN;
    let script =
        format!("const own = document.getElementById('{own}'); if (!own.open) own.firstElementChild.click()");
    device.evaluate(&script).await;
}

/// An address is typed here, the password on the server's own page.
impl Provider for RemoteStorage {
    fn key(&self) -> &str {
        "remoteStorage"
    }

    fn name(&self) -> &str {
        "remoteStorage"
    }

    async fn connect(&self, device: &Device, flow: &str) {
        device.screen(&format!("{flow}-service")).await;
        show_own_services(device).await;
        device.click(ids::SERVICE_REMOTE_STORAGE).await;
        device.screen(&format!("{flow}-leave")).await;
        device.fill(ids::DRIVE_URL, &self.account()).await;
        device.shoot(&format!("{flow}-leave-remoteStorage")).await;
        device.click(ids::SIGN_IN_GO).await;
        let there = async || {
            let words = device.evaluate("return document.body.innerText").await;
            words.as_str().is_some_and(|words| words.contains(SAMANTHA)).then_some(())
        };
        device.wait("the server's page", PATIENCE, there).await;
        device.fill("password", SAMANTHAS_PASSWORD).await;
        device.shoot("consent-remoteStorage").await;
        device.click_by("button[name=allow]").await;
    }

    fn account(&self) -> String {
        self.user()
    }

    fn link(&self) -> Option<String> {
        None
    }

    fn tells_room(&self) -> bool {
        false
    }
}

impl Clouds {
    /// What a double says of itself.
    pub fn text(&self, double: &str, name: &str) -> String {
        let said = self.said(double)[name].as_str();
        said.unwrap_or_else(|| panic!("{double} says no {name}: {}", self.said(double))).to_owned()
    }
}

/// The requests of a log with this path, by method.
pub fn methods<'a>(log: &'a Value, path: &str) -> Vec<&'a str> {
    let all = log.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().filter(|one| one["path"] == path).filter_map(|one| one["method"].as_str()).collect()
}
