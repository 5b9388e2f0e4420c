//! What browsers do to a page and its worker: scripts that stand in front of the first script of each.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::app_copy::{AppCopy, StartFiles, integrity, listed_integrity};
use crate::device::Device;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `Date` is this many hours off.
    ClockOff(i32),
    /// From now on every request over the database's handle that is open fails; a new handle works.
    IdbConnectionLost,
    /// A key cannot be kept in the database.
    IdbCryptoKeyRefused,
    /// From now on writes succeed, and their transactions are taken back, without a reason.
    IdbQuota,
    /// The same, for want of room.
    DiskFull,
    /// There is no database, as where cookies are blocked.
    IdbRefused,
    /// No `crypto.subtle`, as at an address without https.
    NoSubtle,
    /// No `WebAssembly`, as in Lockdown Mode.
    NoWasm,
    /// The browser does not promise to keep anything.
    PersistDenied,
    /// The same, and it cannot even be asked.
    NoStorageManager,
}

impl Condition {
    /// JavaScript that brings it about.
    fn script(self) -> String {
        let (settings, script) = match self {
            Condition::ClockOff(hours) => {
                (format!("__shift_ms = {hours} * 3600e3"), include_str!("conditions/clock-shift.js"))
            }
            Condition::IdbConnectionLost => (
                "__idb_good = 0; globalThis.__idb_dead = false".to_owned(),
                include_str!("../../crates/backup/tests/browser/idb-connection-lost.js"),
            ),
            Condition::IdbQuota => (
                "__idb_writes = 0".to_owned(),
                include_str!("../../crates/backup/tests/browser/idb-quota.js"),
            ),
            Condition::DiskFull => (
                "__idb_writes = 0;\n\
                 Object.defineProperty(IDBTransaction.prototype, 'error', { configurable: true,\n\
                 get() { return new DOMException('no room', 'QuotaExceededError'); } })"
                    .to_owned(),
                include_str!("../../crates/backup/tests/browser/idb-quota.js"),
            ),
            Condition::IdbCryptoKeyRefused => {
                (String::new(), include_str!("conditions/idb-cryptokey-refused.js"))
            }
            Condition::IdbRefused => (String::new(), include_str!("conditions/idb-refused.js")),
            Condition::NoSubtle => (String::new(), include_str!("conditions/no-subtle.js")),
            Condition::NoWasm => (String::new(), include_str!("conditions/no-wasm.js")),
            Condition::PersistDenied => (String::new(), include_str!("conditions/persist-denied.js")),
            Condition::NoStorageManager => {
                ("__no_storage_manager = true".to_owned(), include_str!("conditions/persist-denied.js"))
            }
        };
        let settings = if settings.is_empty() { settings } else { format!("globalThis.{settings};") };
        format!("{settings}\n{script}")
    }
}

/// Those that can begin while a wallet runs.
const LATER: [Condition; 3] = [Condition::IdbConnectionLost, Condition::IdbQuota, Condition::DiskFull];

/// What they change, and how it is put back.
const ORIGINALS: &str = "
const originals = [IDBObjectStore.prototype, IDBTransaction.prototype]
    .map((of) => [of, Object.getOwnPropertyDescriptors(of)]);
const putBack = () => originals.forEach(([of, all]) => Object.defineProperties(of, all));
";

/// A folder with the app, whose page and worker do not have what a condition takes away.
pub struct Conditions {
    app: AppCopy,
    files: StartFiles,
    boot: String,
    loader: String,
}

impl Conditions {
    /// The app as it was built, copied; there is no condition yet.
    pub fn of(built: &Path) -> Conditions {
        let app = AppCopy::of(built);
        let files = StartFiles::of(&app.read("index.html"));
        let (boot, loader) = (app.read(&files.boot[1..]), app.read(&files.loader[1..]));
        let conditions = Conditions { app, files, boot, loader };
        conditions.from_the_start(&[]);
        conditions
    }

    /// Where it is.
    pub fn dist(&self) -> PathBuf {
        self.app.dist()
    }

    /// What each device finds that opens the page for the first time from now on.
    pub fn from_the_start(&self, these: &[Condition]) {
        let now: String = these.iter().map(|it| format!("{{ {} }}\n", it.script())).collect();
        let later: String =
            LATER.iter().map(|it| format!("\"{it:?}\": () => {{ {} }},\n", it.script())).collect();
        let front = format!(
            "{{ {ORIGINALS} globalThis.__conditions = new BroadcastChannel('conditions');\n\
             globalThis.__conditions.onmessage = ({{ data }}) => ({{ {later} putBack }})[data](); }}\n{now}"
        );
        let (mut index, mut service_worker) = (self.app.read("index.html"), self.app.read("sw.js"));
        let old_page = listed_integrity(&service_worker, "/").to_owned();
        for (path, text) in [(&self.files.boot, &self.boot), (&self.files.loader, &self.loader)] {
            let text = format!("{front}{text}");
            let (old, new) = (listed_integrity(&service_worker, path).to_owned(), integrity(&text));
            service_worker = service_worker.replace(&old, &new);
            index = index.replace(&old, &new);
            self.app.write(&path[1..], &text);
        }
        self.app.write("sw.js", &service_worker.replace(&old_page, &integrity(&index)));
        // The server looks at this one, and reads everything anew.
        self.app.write("index.html", &index);
    }

    /// Brings one about in the worker of a page that runs.
    pub async fn begin(&self, condition: Condition, device: &Device) {
        assert!(LATER.contains(&condition), "{condition:?} is one from the start");
        self.tell(device, &format!("{condition:?}")).await;
    }

    /// Ends what has begun.
    pub async fn end(&self, device: &Device) {
        self.tell(device, "putBack").await;
    }

    async fn tell(&self, device: &Device, what: &str) {
        let script = format!("new BroadcastChannel('conditions').postMessage('{what}'); return true");
        assert_eq!(device.evaluate(&script).await, Value::Bool(true));
    }
}
