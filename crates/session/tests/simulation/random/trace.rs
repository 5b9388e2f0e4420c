//! What was seen in a life, line by line.

use std::fmt::Debug;

use lifeboat_clouds::Rule;
use lifeboat_messages::{Request, View};

use super::life::json;
use crate::world::World;

/// The lines; none where nobody reads them.
pub struct Trace(Option<Vec<String>>);

impl Trace {
    pub fn kept() -> Trace {
        Trace(Some(Vec::new()))
    }

    pub fn dropped() -> Trace {
        Trace(None)
    }

    pub fn lines(&self) -> &[String] {
        self.0.as_deref().unwrap_or_default()
    }

    fn line(&mut self, line: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.0 {
            lines.push(line());
        }
    }

    pub fn step(&mut self, world: &World, what: u64) {
        self.line(|| format!("{} step {what}", world.around.time.now()));
    }

    pub fn weather(&mut self, cloud: usize, rule: &Rule) {
        self.line(|| format!("cloud {cloud}: {rule:?}"));
    }

    pub fn cloud_changed(&mut self, world: &World, cloud: usize, what: &str) {
        self.line(|| format!("{} cloud {cloud}: {what}", world.around.time.now()));
    }

    pub fn asked(&mut self, world: &World, device: usize, request: &Request) {
        self.line(|| format!("{} device {device} asked {}", world.around.time.now(), json(request)));
    }

    pub fn answered(&mut self, world: &World, device: usize, request: &Request, answer: &impl Debug) {
        let now = world.around.time.now();
        self.line(|| format!("{now} device {device} answered {}: {answer:?}", json(request)));
    }

    pub fn shown(&mut self, device: usize, at: u64, view: &View) {
        self.line(|| format!("{at} device {device} showed {:?} {:?}: {view:?}", view.phase, view.backup));
    }

    /// What the clouds were asked.
    pub fn clouds(&mut self, world: &World) {
        if self.0.is_none() {
            return;
        }
        for (cloud, core) in world.around.clouds.iter().enumerate() {
            for asked in core.log() {
                self.line(|| format!("cloud {cloud} was asked {}", unsealed(&format!("{asked:?}"))));
            }
        }
    }
}

/// Without the names of files that are being uploaded: those are digests of sealed bytes, and LDK writes its
/// tables in an order that it draws anew each time.
fn unsealed(asked: &str) -> String {
    const DIGEST: usize = 32;
    let mut kept = String::new();
    let mut rest = asked;
    while let Some(at) = rest.find(".aside") {
        let name = at.saturating_sub(DIGEST);
        kept.push_str(rest.get(..name).unwrap_or_default());
        kept.push_str("….aside");
        rest = rest.get(at + ".aside".len()..).unwrap_or_default();
    }
    kept + rest
}

/// Who failed can be read.
impl Drop for Trace {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for line in self.lines() {
                println!("{line}");
            }
        }
    }
}
