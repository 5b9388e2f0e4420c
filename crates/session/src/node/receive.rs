//! Being paid: through the channels there are, or through one that the payment opens.

use std::rc::Rc;

use lifeboat_backup::Status;
use lifeboat_config::Config;
use lifeboat_messages::{Link, Problem};
use lifeboat_wallet::{CHANNEL_PATIENCE_MS, Invoice, InvoiceRequest, PeerLine};

use super::Node;
use crate::fetch;
use crate::host::HostHttp;
use crate::money;
use crate::problem;
use crate::watch::TICK_MS;

/// The provider's two answers; the wallet itself gives up earlier.
const PURCHASE_PATIENCE_MS: u64 = 30_000;
const SAVING_PATIENCE_MS: u64 = 30_000;
const SELLER_PATIENCE_MS: u64 = 10_000;
const FUNDING_PATIENCE_MS: u64 = 5_000;
/// Of a chain server that is slow: another channel costs money, and the wait does not.
const FIRST_LOOK_PATIENCE_MS: u64 = 60_000;

/// Where channels come from, but for those that the peers of the wallet sell.
pub(super) struct ChannelSource {
    /// Where a provider is asked over HTTP, if this copy names one.
    request: Option<String>,
    origin: Rc<str>,
}

impl ChannelSource {
    /// What the operator has decided.
    pub(super) fn new(config: &Config, origin: &Rc<str>) -> ChannelSource {
        let request = config.channel_request().map(|url| Config::absolute(origin, url));
        ChannelSource { request, origin: origin.clone() }
    }
}

impl Node {
    /// An invoice that may be shown. When the channels cannot take it, its payment opens one; or one is
    /// opened now, by a provider that knows no better.
    ///
    /// # Errors
    /// No peer, no channel to be had, or nothing can be saved now.
    pub async fn ask(self: &Rc<Node>, request: InvoiceRequest) -> Result<Invoice, Problem> {
        let up = |node: &Node| node.link() == Link::Up;
        let line = if self.until(SELLER_PATIENCE_MS, Problem::NoPeer, up).await.is_ok() {
            PeerLine::Dialled
        } else {
            // The peer of a channel may be gone for long, and is dialled all the time; somebody else may sell
            // another one.
            let any = |node: &Node| up(node) || node.wallet().is_seller_there();
            self.until(CHANNEL_PATIENCE_MS, Problem::NoPeer, any).await?;
            PeerLine::Up
        };
        if self.clock().is_wrong() {
            // It would have expired before it is paid, or be valid for days.
            return Err(Problem::ClockWrong);
        }
        money::limit(&self.config, &self.wallet().balance(), request.amount_msat)?;
        if self.wallet().needs_channel(request.amount_msat, line) {
            self.look_for_fundings().await?;
        }
        if self.wallet().needs_channel(request.amount_msat, line) {
            money::check_purchase(
                &self.config,
                &self.source.origin,
                self.host.now_ms(),
                request.amount_msat,
            )?;
            match self.buy(request.clone()).await {
                // A channel that was there has come up meanwhile.
                Err(_) if !self.wallet().needs_channel(request.amount_msat, line) => {}
                Err(Problem::ProviderSilent | Problem::NoChannel) if self.source.request.is_some() => {
                    self.ask_for_channel(request.amount_msat, line).await?;
                }
                ended => return ended.map_err(|problem| with_room(problem, self.wallet().receivable_msat())),
            }
        }
        let invoice =
            self.wallet().invoice(&request, line, self.host.now_ms()).map_err(problem::of_invoice)?;
        // With its note, should the page be gone when it is paid.
        self.flush();
        Ok(invoice)
    }

    /// An on-chain address that may be shown, because a restored wallet knows of it.
    ///
    /// # Errors
    /// Nothing can be saved now; or there is as much real money here as the operator lets in.
    pub async fn address(self: &Rc<Node>) -> Result<String, Problem> {
        // How much will come is not known; that there is room is all that can be asked for.
        money::limit(&self.config, &self.wallet().balance(), None)?;
        let address = self.wallet().address();
        self.flush();
        let saved = |node: &Node| node.wallet().is_address_saved();
        if self.until(SAVING_PATIENCE_MS, Problem::Unavailable, saved).await.is_err() {
            return Err(self.why_unsaved());
        }
        Ok(address)
    }

    /// The provider may have sent what funds a channel since the last look at the chain, or this process has
    /// not looked yet: no other channel is bought then.
    ///
    /// # Errors
    /// There is a channel of which the chain servers could not even be asked.
    async fn look_for_fundings(self: &Rc<Node>) -> Result<(), Problem> {
        let seen = |node: &Node| {
            node.look_soon();
            !node.wallet().waits_for_funding()
        };
        // If it was not seen, the channel is left alone.
        let _ = self.until(FUNDING_PATIENCE_MS, Problem::NoChannel, seen).await;
        let asked = |node: &Node| {
            node.look_soon();
            !node.wallet().waits_for_first_look() || node.watch.fault_of_looks().is_some()
        };
        self.until(FIRST_LOOK_PATIENCE_MS, Problem::NoChain, asked).await?;
        let known = self.watch.fault_of_looks().filter(|_| self.wallet().waits_for_first_look());
        known.map_or(Ok(()), |fault| Err(fault.problem))
    }

    fn look_soon(&self) {
        self.watch.look_by(self.host.instant_ms() + TICK_MS);
    }

    /// What was agreed on with the provider must outlive this page, so the invoice is shown only when that is saved.
    async fn buy(self: &Rc<Node>, request: InvoiceRequest) -> Result<Invoice, Problem> {
        if self.wallet().can_open() {
            // The peer of a channel may be there before any of those who sell them.
            self.until(SELLER_PATIENCE_MS, Problem::NoPeer, |node| node.wallet().is_seller_there()).await?;
        }
        let id = self.wallet().begin_opening(request, self.host.now_ms()).map_err(problem::of_opening)?;
        self.pump();
        let end = self.host.instant_ms() + PURCHASE_PATIENCE_MS;
        let bought = loop {
            match self.wallet().take_opening(id) {
                Some(ended) => break ended.map_err(problem::of_opening)?,
                None if self.host.instant_ms() > end || self.stopped.get() => {
                    return Err(Problem::ProviderSilent);
                }
                None => self.host.sleep(50).await,
            }
        };
        let invoice = bought.invoice;
        self.flush();
        let saved = |node: &Node| node.wallet().is_invoice_saved(&invoice.hash);
        if self.until(SAVING_PATIENCE_MS, Problem::Unavailable, saved).await.is_err() {
            return Err(self.why_unsaved());
        }
        Ok(invoice)
    }

    fn why_unsaved(&self) -> Problem {
        match self.journal.status() {
            Status::Waiting { why, .. } | Status::Paused { why } => problem::of_obstacle(&why),
            Status::Fenced { .. } => Problem::Fenced,
            Status::Off | Status::Checking | Status::Saving | Status::Saved { .. } => Problem::Unavailable,
        }
    }

    /// Asks the provider over HTTP, and waits for the channel.
    async fn ask_for_channel(
        self: &Rc<Node>,
        amount_msat: Option<u64>,
        line: PeerLine,
    ) -> Result<(), Problem> {
        let url = self.source.request.as_ref().ok_or(Problem::NoChannel)?;
        let body = serde_json::json!({ "nodeId": self.wallet().node_id().to_string(), "amountMsat": amount_msat.unwrap_or(0) });
        self.wallet().expect_channel(self.host.now_ms());
        let patience = u32::try_from(CHANNEL_PATIENCE_MS).unwrap_or(u32::MAX);
        let answer = fetch::post(
            &HostHttp::new(self.host.clone()),
            url,
            "application/json",
            &body.to_string(),
            patience,
        )
        .await;
        if !answer.is_ok_and(|answer| answer.status == 200) {
            return Err(Problem::NoChannel);
        }
        let there = |node: &Node| {
            // A channel that waits for its confirmations is ready as soon as they are seen.
            node.look_soon();
            !node.wallet().needs_channel(amount_msat, line)
        };
        self.until(CHANNEL_PATIENCE_MS, Problem::NoChannel, there).await
    }
}

/// The channels there are may take more than one that would be opened.
fn with_room(problem: Problem, receivable_msat: u64) -> Problem {
    if let Problem::TooMuch { most_msat } = problem {
        return Problem::TooMuch { most_msat: most_msat.max(receivable_msat) };
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_that_can_be_asked_for_is_what_a_channel_takes_there_is_or_could_be() {
        let most = |most_msat, receivable| with_room(Problem::TooMuch { most_msat }, receivable);
        assert_eq!(most(700_000_000, 3_981_001_000), Problem::TooMuch { most_msat: 3_981_001_000 });
        assert_eq!(most(700_000_000, 1), Problem::TooMuch { most_msat: 700_000_000 });
        assert_eq!(with_room(Problem::NoOffer, 5), Problem::NoOffer);
    }
}
