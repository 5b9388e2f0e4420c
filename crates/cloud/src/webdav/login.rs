//! The credentials for a server (RFC 7617, "Basic").

use base64::{Engine, prelude::BASE64_STANDARD};
use zeroize::{Zeroize, Zeroizing};

/// User name and password, or app password. Wiped from memory when dropped; has no `Debug`.
#[derive(Clone)]
pub struct Login {
    user: String,
    password: Zeroizing<String>,
}

impl Login {
    /// The name and password as the user typed them.
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Login {
        Login { user: user.into(), password: Zeroizing::new(password.into()) }
    }

    /// The name of the user who signs in.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The value of `Authorization`.
    pub(super) fn header(&self) -> Zeroizing<String> {
        let plain = Zeroizing::new(format!("{}:{}", self.user, *self.password));
        let mut encoded = BASE64_STANDARD.encode(plain.as_bytes());
        let header = Zeroizing::new(format!("Basic {encoded}"));
        encoded.zeroize();
        header
    }
}
