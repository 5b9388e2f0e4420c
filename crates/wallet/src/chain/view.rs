//! What one look at the chain is based on.

use std::collections::BTreeMap;

use lightning::bitcoin::block::Header;

use super::Tip;
use super::line::Line;
use super::servers::Sources;

/// The servers that answer, the newest block, and the headers that lead there where they are not followed (yet).
pub(crate) struct View<'a> {
    pub(crate) sources: &'a Sources<'a>,
    pub(crate) tip: Tip,
    beside: BTreeMap<u32, Header>,
}

impl<'a> View<'a> {
    /// A view of the chain that is followed.
    pub(crate) fn of(sources: &'a Sources<'a>, tip: Tip) -> Self {
        Self { sources, tip, beside: BTreeMap::new() }
    }

    /// A view of a chain that leaves the followed one with these headers.
    pub(super) fn beside(sources: &'a Sources<'a>, tip: Tip, beside: BTreeMap<u32, Header>) -> Self {
        Self { sources, tip, beside }
    }

    /// The header at a height, if it is known.
    pub(super) fn header(&self, line: &Line, height: u32) -> Option<Header> {
        self.beside.get(&height).copied().or_else(|| line.header(height))
    }
}
