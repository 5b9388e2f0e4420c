//! Guards of PINs, each at an address of its own.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::processes::{Process, program, reserved_port};
use crate::{PATIENCE, poll};

/// So many: two of them have to answer.
pub const GUARDS: usize = 3;

/// A `lifeboat-server --guard`, running or not, always at the same address.
struct Guard {
    port: u16,
    process: Option<Process>,
}

/// All of them.
pub struct Guards([Guard; GUARDS]);

impl Guards {
    /// Starts them, with their files in a folder.
    pub async fn start(folder: &Path, http: &reqwest::Client) -> Guards {
        let mut guards = [(); GUARDS].map(|()| Guard { port: reserved_port(), process: None });
        for guard in &mut guards {
            let mut process = Process::start(
                Command::new(program("lifeboat-server"))
                    .args(["--dev", "--guard", "--guard-open", "100", "--listen"])
                    .arg(guard.at())
                    .arg("--data")
                    .arg(folder.join(format!("guard-{}", guard.port))),
                &folder.join(format!("guard-{}.log", guard.port)),
            );
            let url = format!("http://{}/guard/1/info", guard.at());
            poll(PATIENCE, async || {
                process.must_run();
                http.get(&url).send().await.ok().filter(|answer| answer.status().is_success())
            })
            .await
            .expect("the guard starts");
            guard.process = Some(process);
        }
        Guards(guards)
    }

    /// As they stand in the configuration.
    pub fn configured(&self) -> Value {
        self.0.iter().map(|guard| json!({ "url": format!("http://{}", guard.at()) })).collect()
    }

    /// Where one of them is, as people read it.
    pub fn at(&self, number: usize) -> String {
        self.0[number].at()
    }

    /// Kills one of them.
    pub fn stop(&mut self, number: usize) {
        self.0[number].process = None;
    }
}

impl Guard {
    fn at(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}
