//! Waiting for the node to get somewhere.

use std::rc::Rc;

use lifeboat_messages::{Link, Problem};

use super::{Node, TICK_MS};
use crate::platform::clock::{now_ms, sleep};
use crate::platform::fetch;

const CHANNEL_PATIENCE_MS: u64 = 60_000;
const LOOK_MS: u64 = 50;

impl Node {
    /// Makes sure that this much can be received, if need be by asking the provider for a channel.
    ///
    /// # Errors
    /// No peer, or no channel came in time.
    pub async fn room_for(self: &Rc<Node>, amount_msat: Option<u64>) -> Result<(), Problem> {
        self.until(Problem::NoPeer, |node| node.link() == Link::Up).await?;
        if !self.wallet.needs_channel(amount_msat) {
            return Ok(());
        }
        let url = self.channel_request.as_ref().ok_or(Problem::NoChannel)?;
        let body = serde_json::json!({ "nodeId": self.wallet.node_id().to_string(), "amountMsat": amount_msat.unwrap_or(0) });
        let patience = u32::try_from(CHANNEL_PATIENCE_MS).unwrap_or(u32::MAX);
        let answer = fetch::post(url, "application/json", &body.to_string(), patience).await;
        if !answer.is_ok_and(|answer| answer.status == 200) {
            return Err(Problem::NoChannel);
        }
        self.until(Problem::NoChannel, |node| !node.wallet.needs_channel(amount_msat)).await
    }

    /// Makes everything durable that the wallet knows, as far as that goes in this time.
    pub async fn settle(self: &Rc<Node>, within_ms: u64) {
        let end = now_ms() + within_ms;
        self.flush();
        while !self.is_settled() && !self.stopped.get() && now_ms() < end {
            sleep(LOOK_MS).await;
            self.flush();
        }
    }

    /// Waits for something to become true, looking at every turn.
    async fn until(self: &Rc<Node>, late: Problem, done: impl Fn(&Node) -> bool) -> Result<(), Problem> {
        let end = now_ms() + CHANNEL_PATIENCE_MS;
        while !done(self) {
            if now_ms() > end || self.stopped.get() {
                return Err(late);
            }
            self.sync_at.set(self.sync_at.get().min(now_ms() + TICK_MS));
            sleep(100).await;
        }
        Ok(())
    }
}
