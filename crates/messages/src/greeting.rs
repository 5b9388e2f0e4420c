//! The first word, each way: which build of the app it comes from.

use std::fmt;

/// What page and worker say before anything else, and what both wait for. It is no JSON, and its form never
/// changes: it is all that a page and a worker of different builds understand of each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting(String);

impl Greeting {
    /// The greeting of the build that `xtask` gave this name.
    pub fn of(build: &str) -> Greeting {
        Greeting(build.to_owned())
    }

    /// Whether the first word of the other side comes from the same build. If it does not, or is no greeting, nothing
    /// that follows can be understood.
    pub fn meets(&self, first: &str) -> bool {
        first == self.to_string()
    }
}

impl fmt::Display for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lifeboat build {}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_build_is_met() {
        let ours = Greeting::of("0123456789abcdef");
        assert_eq!(ours.to_string(), "lifeboat build 0123456789abcdef", "every other build has to read this");
        assert!(ours.meets(&Greeting::of("0123456789abcdef").to_string()));
        for other in ["fedcba9876543210", "", "0123456789ABCDEF", "0123456789abcdef "] {
            assert!(!ours.meets(&Greeting::of(other).to_string()), "{other}");
        }
        // How the greetings of earlier builds began.
        for no_greeting in
            ["", "0123456789abcdef", r#"{"kind":"view","body":{}}"#, r#"{"id":1,"request":{}}"#]
        {
            assert!(!ours.meets(no_greeting), "{no_greeting}");
        }
    }
}
