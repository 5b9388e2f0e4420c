//! Which servers answer, and what their newest blocks are to each other.

use super::agree::{BEHIND, ServersView};
use super::esplora::Esplora;
use super::servers::{Servers, Sources};
use super::{ChainError, Tip};
use crate::Wallet;

/// The servers that answer, and what they show.
pub(super) struct HeardServers<'a> {
    pub(super) sources: Sources<'a>,
    pub(super) shown: ServersView,
    /// Why one of two servers is not among them.
    pub(super) missing: Option<ChainError>,
}

impl<'a> HeardServers<'a> {
    /// Whether the newest blocks rest on the word of one of two servers.
    pub(super) fn is_by_one(&self) -> bool {
        self.missing.is_some() || self.sources.each().count() == 2 && !self.shown.is_by_both()
    }

    /// A look by each of two servers alone. `why`: why the other is not believed.
    pub(super) fn apart(&self, why: ChainError) -> Vec<HeardServers<'a>> {
        let ServersView::One { tip, .. } = self.shown else { return Vec::new() };
        if self.sources.each().count() < 2 {
            return Vec::new();
        }
        let shown = ServersView::One { tip, by_both: None };
        let sources = self.sources.each().map(|server| Sources::new(vec![*server], false));
        sources.map(|sources| HeardServers { sources, shown, missing: Some(why) }).collect()
    }
}

impl Wallet {
    /// Ask each server for its newest block. One that does not answer, or is far behind, is left out.
    pub(super) async fn hear<'a>(
        &self,
        servers: Servers<'a>,
        now_ms: u64,
    ) -> Result<HeardServers<'a>, ChainError> {
        let (mut answering, mut tips, mut missing) = (Vec::new(), Vec::new(), None);
        for (place, server) in servers.each() {
            match self.tip_of(place, server, now_ms).await {
                Ok(tip) => {
                    answering.push(server);
                    tips.push(tip);
                }
                Err(error) => missing = missing.or(Some(error)),
            }
        }
        if let [a, b] = tips[..]
            && a.height.abs_diff(b.height) > BEHIND
        {
            let behind = usize::from(a.height > b.height);
            answering.remove(behind);
            tips.remove(behind);
            missing = Some(ChainError::Behind);
        }
        let sources = Sources::new(answering, missing.is_none());
        let shown = match tips[..] {
            [] => return Err(missing.unwrap_or(ChainError::Unreachable)),
            [a, b] => match self.compare(&sources, a, b).await {
                Ok(shown) => shown,
                Err(why) => return self.hear_one(&sources, [a, b], why).await,
            },
            [tip, ..] => ServersView::One { tip, by_both: None },
        };
        Ok(HeardServers { sources, shown, missing })
    }

    /// Of two servers whose newest blocks cannot be compared, the one that shows the way from its own down to
    /// where both should agree. The other names what it does not show, which must not keep the wallet from
    /// looking: it counts as missing.
    async fn hear_one<'a>(
        &self,
        sources: &Sources<'a>,
        tips: [Tip; 2],
        why: ChainError,
    ) -> Result<HeardServers<'a>, ChainError> {
        let lowest = tips.iter().map(|tip| tip.height).min().unwrap_or_default();
        let mut fit = None;
        for (server, tip) in sources.each().zip(tips) {
            let alone = Sources::new(vec![*server], false);
            if self.shows_its_chain(&alone, tip, lowest).await {
                if fit.is_some() {
                    return Err(why);
                }
                fit = Some((alone, tip));
            }
        }
        match fit {
            Some((sources, tip)) => {
                let shown = ServersView::One { tip, by_both: None };
                Ok(HeardServers { sources, shown, missing: Some(why) })
            }
            None => Err(why),
        }
    }

    async fn tip_of(&self, place: usize, server: Esplora<'_>, now_ms: u64) -> Result<Tip, ChainError> {
        if !self.chain.tracker.is_right_network(place) {
            server.check_network(self.network).await?;
            self.chain.tracker.note_right_network(place);
        }
        match self.newest_of(server, now_ms).await {
            // A block came in between; more than once in a row is more than that.
            Err(ChainError::Moved) => self.newest_of(server, now_ms).await,
            tip => tip,
        }
    }

    /// The newest block, with its height: as a rule it was told already, or it is the one after, which its
    /// header says, and that is read anyway.
    async fn newest_of(&self, server: Esplora<'_>, now_ms: u64) -> Result<Tip, ChainError> {
        let mut hash = server.tip_hash().await?;
        let told = self.chain.tracker.tip();
        if told.is_some_and(|told| told.hash != hash) && self.chain.tracker.line().has_lately(hash) {
            // A server may be several behind one address, one of which is behind another.
            hash = server.tip_hash().await?;
        }
        if let Some(told) = told {
            if told.hash == hash {
                return Ok(told);
            }
            let alone = Sources::new(vec![server], false);
            let header = self.read_header(&alone, hash, told.height, 0).await?;
            if header.prev_blockhash == told.hash {
                let next = Tip { hash, height: told.height.saturating_add(1) };
                return server.plausible(next, self.network, now_ms).await;
            }
        }
        server.tip_of(hash, self.network, now_ms).await
    }
}
