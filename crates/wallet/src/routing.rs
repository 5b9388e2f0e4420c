//! How payments find their way: the map of the network, what was learned by paying, and the search over both.

mod map;
mod scores;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use lightning::ln::channel_state::ChannelDetails;
use lightning::routing::router::{InFlightHtlcs, Route, RouteParameters, Router as _};

use crate::PublicKey;
use crate::ldk::{Graph, Parts, Router, Scorer};
pub use map::{MOST_MAP_BYTES, MapError};
pub use scores::ScoresError;

/// The map, the scores, and LDK's search.
pub(crate) struct Routing {
    graph: Rc<Graph>,
    scorer: Rc<RefCell<Scorer>>,
    /// How often something was learned that the scorer keeps.
    learned: Cell<u64>,
    router: Rc<Router>,
}

impl Routing {
    pub(crate) fn of(parts: &Parts) -> Self {
        Self {
            graph: parts.graph.clone(),
            scorer: parts.scorer.clone(),
            learned: Cell::new(0),
            router: parts.router.clone(),
        }
    }

    /// The best way now that begins with one of these channels.
    pub(crate) fn find(
        &self,
        from: &PublicKey,
        wanted: &RouteParameters,
        first: &[&ChannelDetails],
        under_way: InFlightHtlcs,
    ) -> Option<Route> {
        self.router.find_route(from, wanted, Some(first), under_way).ok()
    }
}
