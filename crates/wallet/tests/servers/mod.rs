//! Servers that do not say what the chain is.

use async_trait::async_trait;
use lifeboat_wallet::{Fetch, Fetched, Unreachable};

/// The server over a chain, with other answers for the paths that begin so.
pub struct Lying<'a> {
    honest: &'a dyn Fetch,
    lies: Vec<(String, Fetched)>,
}

impl<'a> Lying<'a> {
    /// Honest so far.
    pub fn over(honest: &'a dyn Fetch) -> Self {
        Self { honest, lies: Vec::new() }
    }

    /// Knows nothing below this path.
    pub fn unknown(self, path: &str) -> Self {
        self.answers(path, 404, "Block not found")
    }

    /// Says this text below this path.
    pub fn says(self, path: &str, text: impl Into<String>) -> Self {
        self.answers(path, 200, text)
    }

    /// Any answer.
    pub fn answers(mut self, path: &str, status: u16, body: impl Into<String>) -> Self {
        self.lies.push((path.to_owned(), Fetched { status, body: body.into().into_bytes() }));
        self
    }
}

#[async_trait(?Send)]
impl Fetch for Lying<'_> {
    async fn get(&self, path: &str) -> Result<Fetched, Unreachable> {
        match self.lies.iter().find(|(prefix, _)| path.starts_with(prefix.as_str())) {
            Some((_, lie)) => Ok(lie.clone()),
            None => self.honest.get(path).await,
        }
    }
}
