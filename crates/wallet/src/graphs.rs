//! How many maps of the network are in memory at once. Each wallet has one, and LDK makes room for all of
//! Lightning in it, also before anything is known.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use crate::ldk::Graph;

thread_local! {
    static GRAPHS: RefCell<Vec<Weak<Graph>>> = const { RefCell::new(Vec::new()) };
    static MOST: Cell<usize> = const { Cell::new(0) };
}

/// A wallet was given this one.
pub(crate) fn note_graph(graph: &Rc<Graph>) {
    GRAPHS.with_borrow_mut(|graphs| graphs.push(Rc::downgrade(graph)));
    MOST.set(MOST.get().max(living_graphs()));
}

/// How many wallets of this thread have one now.
pub fn living_graphs() -> usize {
    GRAPHS.with_borrow_mut(|graphs| {
        graphs.retain(|graph| graph.strong_count() > 0);
        graphs.len()
    })
}

/// How many had one at once, at most, since this was asked last.
pub fn most_graphs() -> usize {
    MOST.replace(living_graphs())
}
