//! How a server behaves, as far as it matters for creating and deleting.

/// How files are created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// `PUT` with `If-None-Match: *`: for servers that are known to decide and to store in one step
    /// ([`Maker`](super::Maker)).
    Put,
    /// `PUT` under another name, look at what arrived, claim the real name by making a folder beside it,
    /// `MOVE` with `Overwrite: F`, read back, give the claim back: for all others, because they may check
    /// first and store later, and so replace what was created meanwhile. Making a folder is one step on every
    /// file system. Nothing half-written ever bears the real name.
    Aside,
}

/// What the probe learned about a server. Keep it with the address and the login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// How files are created.
    pub way: Way,
    /// The status that says "created": 201, or 204 or 200 on servers that do not tell creation from replacement.
    pub created: u16,
    /// Whether a delete may be bound to the file's tag (`If-Match`): the server compares and deletes in one step.
    pub exact_delete: bool,
}

/// The most careful behaviour.
impl Default for Behaviour {
    fn default() -> Self {
        Behaviour { way: Way::Aside, created: 201, exact_delete: false }
    }
}
