//! Text that opens something.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Text that opens something. It is never printed, it is overwritten when it goes, and it is written out only
/// as a part of the message that carries it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text, for the one who opens something with it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Secret {
        Secret(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Secret {
        Secret(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BackupLock, NewLock, Unlocker};

    /// What prints it, or copies it out unasked, stops compiling.
    macro_rules! lacks {
        ($($lacked:path),+) => {$(
            const _: fn() = || {
                trait AmbiguousUnlessLacking<Which> {
                    fn told() {}
                }
                struct ItsTrait;
                impl<T: ?Sized> AmbiguousUnlessLacking<()> for T {}
                impl<T: ?Sized + $lacked> AmbiguousUnlessLacking<ItsTrait> for T {}
                let _ = <Secret as AmbiguousUnlessLacking<_>>::told;
            };
        )+};
    }

    lacks!(fmt::Display, std::ops::Deref<Target = str>, AsRef<str>);

    #[test]
    fn no_secret_is_printed_with_whatever_holds_it() {
        let secret = || Secret::from("739205");
        let printed = [
            format!("{:?}", secret()),
            format!("{:?}", Unlocker::Pin(secret())),
            format!("{:?}", Unlocker::Phrase(secret())),
            format!("{:?}", BackupLock::New(NewLock::Pin(secret()))),
        ];
        for text in printed {
            assert!(!text.contains("739205") && text.contains("Secret(..)"), "{text}");
        }
    }
}
