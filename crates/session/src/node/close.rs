//! Closing a channel, and what the page is told about it.

use std::rc::Rc;

use lifeboat_messages::{CloseCost, CloseWay, ClosedChannel, ComingPart, ComingStep, Problem};
use lifeboat_wallet::{self as wallet, Wallet};

use super::Node;
use crate::problem;

impl Node {
    /// Closes a channel. The progress shows in the view.
    pub fn close(self: &Rc<Node>, channel: &str, way: CloseWay) -> Result<(), Problem> {
        let how = match way {
            CloseWay::Together => wallet::CloseWay::Together,
            CloseWay::Alone => wallet::CloseWay::Alone,
        };
        self.wallet().close(channel, how).map_err(problem::of_close)?;
        self.takeover.ask_head_now();
        // An own commitment waits until everything is durable.
        self.flush();
        Ok(())
    }
}

/// What closing this channel takes.
pub fn cost(wallet: &Wallet, channel: &str) -> CloseCost {
    let cost = wallet.close_cost(channel);
    cost.map_or_else(CloseCost::default, |cost| CloseCost {
        home_sat: cost.home_sat,
        coins_sat: cost.coins_sat,
        most_coins_sat: cost.most_coins_sat,
        delay_blocks: cost.delay_blocks,
    })
}

/// The newest closed channels, up to a limit, and all those from which money still comes back.
pub fn closed(wallet: &Wallet, newest: usize) -> Vec<ClosedChannel> {
    let all = wallet.closed_channels().into_iter().map(|channel| shown(wallet, channel)).enumerate();
    all.filter(|(index, channel)| *index < newest || !channel.coming.is_empty())
        .map(|(_, channel)| channel)
        .collect()
}

fn shown(wallet: &Wallet, closed: wallet::ClosedChannel) -> ClosedChannel {
    use lifeboat_messages::CloseReason;
    use wallet::CloseReason as R;
    let coming = wallet.coming(&closed.channel).into_iter();
    ClosedChannel {
        coming: coming
            .map(|part| ComingPart { amount_sat: part.amount_sat, step: step(part.step) })
            .collect(),
        id: closed.channel,
        peer: closed.peer.map(|peer| peer.to_string()),
        funding: closed.funding,
        closing: closed.closing,
        amount_msat: closed.amount_msat,
        why: match closed.why {
            R::Agreed => CloseReason::Agreed,
            R::ByPeer => CloseReason::ByPeer,
            R::ByUs => CloseReason::ByUs,
            R::NeverFunded => CloseReason::NeverFunded,
        },
        at_ms: closed.at_ms,
    }
}

fn step(step: wallet::ComingStep) -> ComingStep {
    use wallet::ComingStep as S;
    match step {
        S::Unfunded => ComingStep::Unfunded,
        S::Unheard => ComingStep::Unheard,
        S::WaitsForPeer { until } => ComingStep::WaitsForPeer { until },
        S::WaitsForHead => ComingStep::WaitsForHead,
        S::Sent => ComingStep::Sent,
        S::Ripens { at } => ComingStep::Ripens { at },
        S::ComesBack { at } => ComingStep::ComesBack { at },
        S::Claimed { before } => ComingStep::Claimed { before },
        S::Penalty => ComingStep::Penalty,
        S::Free => ComingStep::Free,
        S::OnTheWay => ComingStep::OnTheWay,
        S::Arrived => ComingStep::Arrived,
    }
}
