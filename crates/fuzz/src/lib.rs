//! Every reader of bytes and texts that strangers write: other people's servers, clouds, payees, files, and
//! the other side of a channel between our own parts.
//!
//! A [`Target`] takes any bytes. It panics when what it reads breaks a rule: a reader never panics, and of
//! two different inputs no reader takes both for one thing. Time and memory are judged by who runs it
//! (`tests/limits.rs`, or a fuzzer).
//!
//! A new reader gets a function in the file of its side of the world, and a row in that file's `TARGETS`.

mod backup;
mod chain;
mod corpus;
mod crypto;
mod drives;
mod guard;
mod mutation;
mod pages;
mod people;
mod server;
mod sign_in;

pub use mutation::Mutator;

/// One reader.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name, as on the command line.
    pub name: &'static str,
    /// Inputs that it takes, or nearly: what the changed ones are made of.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Gives it an input.
    ///
    /// # Panics
    /// When the reader does, and when it breaks a rule.
    pub run: fn(&[u8]),
    /// How many changed inputs the suite tries: as many as take some seconds.
    pub inputs: u32,
}

impl Target {
    /// Its seeds, and every input that once broke it (`corpus/<name>`).
    pub fn beginnings(&self) -> Vec<Vec<u8>> {
        [(self.seeds)(), corpus::kept(self.name)].concat()
    }
}

/// All targets.
pub fn targets() -> impl Iterator<Item = &'static Target> {
    let sides = [
        crypto::TARGETS,
        backup::TARGETS,
        drives::TARGETS,
        sign_in::TARGETS,
        chain::TARGETS,
        people::TARGETS,
        pages::TARGETS,
        guard::TARGETS,
        server::TARGETS,
    ];
    sides.into_iter().flatten()
}
