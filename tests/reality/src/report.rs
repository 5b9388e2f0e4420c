//! What was found, as it is printed.

use std::fmt;

/// What a difference means to a wallet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The wallet works with it.
    Bearable,
    /// The wallet does not work with it, or not rightly.
    Breaks,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// As the doubles have it.
    Same(&'static str),
    /// Otherwise.
    Differs {
        /// What was looked at.
        what: &'static str,
        /// How the doubles have it.
        double: String,
        /// How it is here.
        here: String,
        /// What that means.
        weight: Weight,
    },
    /// Nothing to compare: what is good to know.
    Fact(&'static str, String),
    /// What could not be looked at, and why.
    Skipped(&'static str, String),
}

/// Everything found at one server.
#[derive(Debug)]
pub struct Report {
    of: String,
    findings: Vec<Finding>,
}

/// No answer is shown longer, characters.
const MOST: usize = 160;

impl Report {
    /// Nothing yet.
    pub fn of(server: impl Into<String>) -> Report {
        Report { of: server.into(), findings: Vec::new() }
    }

    /// As the doubles have it.
    pub fn same(&mut self, what: &'static str) {
        self.findings.push(Finding::Same(what));
    }

    /// Otherwise than the doubles.
    pub fn differs(
        &mut self,
        weight: Weight,
        what: &'static str,
        double: impl fmt::Display,
        here: impl fmt::Display,
    ) {
        let (double, here) = (short(&double.to_string()), short(&here.to_string()));
        self.findings.push(Finding::Differs { what, double, here, weight });
    }

    /// The same, or otherwise.
    pub fn compare(
        &mut self,
        weight: Weight,
        what: &'static str,
        double: impl fmt::Display,
        here: impl fmt::Display,
    ) {
        if double.to_string() == here.to_string() {
            self.same(what);
        } else {
            self.differs(weight, what, double, here);
        }
    }

    /// What is good to know.
    pub fn fact(&mut self, what: &'static str, value: impl fmt::Display) {
        self.findings.push(Finding::Fact(what, short(&value.to_string())));
    }

    /// What could not be looked at.
    pub fn skipped(&mut self, what: &'static str, why: impl fmt::Display) {
        self.findings.push(Finding::Skipped(what, short(&why.to_string())));
    }

    /// What was found, in the order in which it was.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How many differences of this weight there are.
    pub fn count(&self, which: Weight) -> usize {
        let is = |finding: &&Finding| matches!(finding, Finding::Differs { weight, .. } if *weight == which);
        self.findings.iter().filter(is).count()
    }
}

/// On one line, and not too long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.of)?;
        self.findings.iter().try_for_each(|finding| write!(f, "{finding}"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Same(what) => writeln!(f, "  same     {what}"),
            Finding::Differs { what, double, here, weight } => {
                let mark = match weight {
                    Weight::Bearable => "differs ",
                    Weight::Breaks => "BREAKS  ",
                };
                writeln!(f, "  {mark} {what}\n             double: {double}\n             here:   {here}")
            }
            Finding::Fact(what, value) => writeln!(f, "           {what}: {value}"),
            Finding::Skipped(what, why) => writeln!(f, "  not seen {what}: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_takes_one_line_however_long_it_is() {
        assert_eq!(short("<html>\n  <b>503</b>\n"), "<html> <b>503</b>");
        assert_eq!(short(&"ä".repeat(MOST)), "ä".repeat(MOST));
        assert_eq!(short(&"ä".repeat(MOST + 1)), format!("{}…", "ä".repeat(MOST)));
    }
}
