//! Waiting for the node to get somewhere.

use std::rc::Rc;

use lifeboat_messages::Problem;

use super::Node;

const LOOK_MS: u64 = 50;

impl Node {
    /// Makes everything durable that the wallet knows, as far as that goes in this time.
    pub async fn settle(self: &Rc<Node>, within_ms: u64) {
        let end = self.host.instant_ms() + within_ms;
        self.flush();
        while !self.is_settled() && !self.stopped.get() && self.host.instant_ms() < end {
            self.host.sleep(LOOK_MS).await;
            self.flush();
        }
    }

    /// Waits for something to become true.
    pub(super) async fn until(
        self: &Rc<Node>,
        patience_ms: u64,
        late: Problem,
        done: impl Fn(&Node) -> bool,
    ) -> Result<(), Problem> {
        let end = self.host.instant_ms() + patience_ms;
        while !done(self) {
            if self.host.instant_ms() > end || self.stopped.get() {
                return Err(late);
            }
            self.host.sleep(LOOK_MS).await;
        }
        Ok(())
    }
}
