//! LDK's complaints, kept for a support request.

use std::cell::RefCell;
use std::collections::VecDeque;

use lightning::util::logger::{Level, Logger, Record};

/// Enough to see what led to a problem.
const KEPT: usize = 200;

/// The newest warnings and errors.
#[derive(Default)]
pub(crate) struct Log {
    lines: RefCell<VecDeque<String>>,
}

impl Log {
    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.borrow().iter().cloned().collect()
    }
}

impl Logger for Log {
    fn log(&self, record: Record) {
        if record.level < Level::Warn {
            return;
        }
        let mut lines = self.lines.borrow_mut();
        if lines.len() == KEPT {
            lines.pop_front();
        }
        lines.push_back(format!("{} {}:{} {}", record.level, record.module_path, record.line, record.args));
    }
}
