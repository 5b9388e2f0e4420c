//! Servers that do not say what the chain is.

use std::cell::Cell;

use async_trait::async_trait;
use lifeboat_wallet::sim::Chain;
use lifeboat_wallet::{Fetch, FetchAnswer, Unreachable};

/// The server over a chain, with other answers for the paths that begin so, or with `:txid` for anything in between.
pub struct Lying<'a> {
    honest: &'a dyn Fetch,
    lies: Vec<(String, FetchAnswer)>,
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
    pub fn says(self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.answers(path, 200, text)
    }

    /// Any answer.
    pub fn answers(mut self, path: &str, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.lies.push((path.to_owned(), FetchAnswer { status, body: body.into() }));
        self
    }
}

#[async_trait(?Send)]
impl Fetch for Lying<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let is_of = |said: &str| match said.split_once(":txid") {
            Some((before, behind)) => path.starts_with(before) && path.ends_with(behind),
            None => path.starts_with(said),
        };
        match self.lies.iter().find(|(said, _)| is_of(said)) {
            Some((_, lie)) => Ok(lie.clone()),
            None => self.honest.get(path).await,
        }
    }
}

/// An honest server that fails so often below a path, and then no more.
pub struct Failing<'a> {
    honest: &'a dyn Fetch,
    path: &'static str,
    left: Cell<usize>,
}

impl<'a> Failing<'a> {
    /// Below this path.
    pub fn over(honest: &'a dyn Fetch, path: &'static str, times: usize) -> Self {
        Self { honest, path, left: Cell::new(times) }
    }
}

#[async_trait(?Send)]
impl Fetch for Failing<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        if path.starts_with(self.path) && self.left.get() > 0 {
            self.left.set(self.left.get() - 1);
            return Err(Unreachable);
        }
        self.honest.get(path).await
    }
}

/// An honest server that counts.
pub struct Counted<'a> {
    honest: &'a dyn Fetch,
    asked: Cell<usize>,
}

impl<'a> Counted<'a> {
    /// From nought.
    pub fn over(honest: &'a dyn Fetch) -> Self {
        Self { honest, asked: Cell::new(0) }
    }

    /// Requests so far.
    pub fn asked(&self) -> usize {
        self.asked.get()
    }
}

#[async_trait(?Send)]
impl Fetch for Counted<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        self.asked.set(self.asked.get() + 1);
        self.honest.get(path).await
    }
}

/// An honest server that says "later" after so many questions.
pub struct Sparing<'a> {
    honest: &'a dyn Fetch,
    left: Cell<usize>,
    refused: Cell<usize>,
}

impl<'a> Sparing<'a> {
    /// After this many.
    pub fn over(honest: &'a dyn Fetch, questions: usize) -> Self {
        Self { honest, left: Cell::new(questions), refused: Cell::new(0) }
    }

    /// How often it has said so.
    pub fn refused(&self) -> usize {
        self.refused.get()
    }
}

#[async_trait(?Send)]
impl Fetch for Sparing<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                self.honest.get(path).await
            }
            None => {
                self.refused.set(self.refused.get() + 1);
                Ok(FetchAnswer { status: 429, body: Vec::new() })
            }
        }
    }
}

/// An honest server whose chain grows by a block while it is asked.
pub struct Growing<'a> {
    chain: &'a Chain,
    path: &'static str,
    asked: Cell<usize>,
    after: usize,
    /// So many blocks at most.
    blocks: Cell<usize>,
}

impl<'a> Growing<'a> {
    /// Once, after so many questions below a path.
    pub fn over(chain: &'a Chain, path: &'static str, questions: usize) -> Self {
        Self { chain, path, asked: Cell::new(0), after: questions, blocks: Cell::new(1) }
    }

    /// Each time after so many.
    pub fn on_and_on(self) -> Self {
        self.blocks.set(usize::MAX);
        self
    }
}

#[async_trait(?Send)]
impl Fetch for Growing<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        if path.starts_with(self.path) && self.blocks.get() > 0 {
            self.asked.set(self.asked.get() + 1);
            if self.asked.get().is_multiple_of(self.after) {
                self.blocks.set(self.blocks.get() - 1);
                self.chain.mine(1_700_000_000, Vec::new());
            }
        }
        self.chain.get(path).await
    }
}

/// Two honest servers behind one address, of which every second answer is the other's. One does not know the
/// newest block.
pub struct Wavering<'a> {
    chain: &'a Chain,
    is_behind: Cell<bool>,
}

impl<'a> Wavering<'a> {
    /// Which of them is asked first.
    pub fn over(chain: &'a Chain, is_behind: bool) -> Self {
        Self { chain, is_behind: Cell::new(is_behind) }
    }
}

#[async_trait(?Send)]
impl Fetch for Wavering<'_> {
    async fn get(&self, path: &str) -> Result<FetchAnswer, Unreachable> {
        let below = self.chain.tip().height - 1;
        match path == "/blocks/tip/hash" && self.is_behind.replace(!self.is_behind.get()) {
            true => self.chain.get(&format!("/block-height/{below}")).await,
            false => self.chain.get(path).await,
        }
    }
}
