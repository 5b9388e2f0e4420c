//! LDK's complaints. A wallet that is shipped keeps none: they name payments and peers, and nobody reads
//! them. Tests that fail tell them.

#[cfg(feature = "sim")]
use std::cell::RefCell;
#[cfg(feature = "sim")]
use std::collections::VecDeque;

use lightning::util::logger::{Logger, Record};

/// Enough to see what led to a problem.
#[cfg(feature = "sim")]
const KEPT: usize = 200;

/// The newest warnings and errors, in tests.
#[derive(Default)]
pub(crate) struct Log {
    #[cfg(feature = "sim")]
    lines: RefCell<VecDeque<String>>,
}

#[cfg(not(feature = "sim"))]
impl Logger for Log {
    fn log(&self, _: Record) {}
}

#[cfg(feature = "sim")]
impl Log {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow().iter().cloned().collect()
    }
}

#[cfg(feature = "sim")]
impl Logger for Log {
    fn log(&self, record: Record) {
        if record.level < lightning::util::logger::Level::Warn {
            return;
        }
        let mut lines = self.lines.borrow_mut();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(format!("{} {}:{} {}", record.level, record.module_path, record.line, record.args));
    }
}
