//! Being paid on the chain, and paying there.

use std::rc::Rc;

use lifeboat_messages::{Answer, ChainTarget, FeeChoice, Problem, SendOrder, SendPreview};
use lifeboat_wallet::{Amount, Destination, SendError};

use crate::node::Node;
use crate::problem;
use crate::unlocked::UnlockedWallet;

/// An address that may be shown: it is kept.
pub async fn address(open: &Rc<UnlockedWallet>) -> Result<Answer, Problem> {
    let address = open.node()?.address().await?;
    Ok(Answer::ChainAddress { address })
}

/// What the user sees of a payee on the chain.
pub fn target(node: &Node, to: Destination, now_ms: u64) -> ChainTarget {
    ChainTarget {
        address: to.address,
        amount_sat: to.amount_sat,
        label: to.label.unwrap_or_default(),
        choices: fee_choices(node),
        fees_old: node.wallet().are_choices_old(now_ms),
        reserve_sat: node.wallet().onchain_reserve_sat(),
    }
}

fn fee_choices(node: &Node) -> Vec<FeeChoice> {
    let choices = node.wallet().fee_choices();
    choices.into_iter().map(|(blocks, sat_per_kvb)| FeeChoice { blocks, sat_per_kvb }).collect()
}

/// The feerates to choose from.
pub fn choices(open: &UnlockedWallet) -> Result<Answer, Problem> {
    let node = open.node()?;
    let old = node.wallet().are_choices_old(open.env().now_ms());
    Ok(Answer::FeeChoices { choices: fee_choices(&node), old })
}

/// What an order costs in all.
pub fn preview(open: &UnlockedWallet, order: SendOrder) -> Result<Answer, Problem> {
    shown(open.node()?.wallet().preview_send(&ordered(order)))
}

/// What the user has said besides.
#[derive(Clone, Copy)]
pub struct Consent {
    /// A dear fee is well.
    pub dear_is_well: bool,
    /// Whether it is no mistake that the same was sent a moment ago.
    pub again: bool,
}

/// Carries an order out. The payment is among the activities from here on, and leaves when it is kept.
pub fn send(
    open: &UnlockedWallet,
    order: SendOrder,
    shown: SendPreview,
    note: &str,
    agreed: Consent,
) -> Result<Answer, Problem> {
    let (node, now) = (open.node()?, open.env().now_ms());
    let shown = seen(shown);
    if !agreed.again && node.wallet().was_just_sent(&shown, now) {
        return Err(Problem::PaidJustNow);
    }
    let sent = node.wallet().send_onchain(&ordered(order), &shown, note, agreed.dear_is_well, now);
    ended(&node, sent)
}

/// What a higher fee costs in all.
pub fn preview_bump(open: &UnlockedWallet, id: &str, sat_per_kvb: u32) -> Result<Answer, Problem> {
    shown(open.node()?.wallet().preview_bump(id, sat_per_kvb))
}

/// Sends it again with that fee.
pub fn bump(
    open: &UnlockedWallet,
    id: &str,
    sat_per_kvb: u32,
    shown: SendPreview,
    dear_is_well: bool,
) -> Result<Answer, Problem> {
    let (node, now) = (open.node()?, open.env().now_ms());
    let sent = node.wallet().raise_fee(id, sat_per_kvb, &seen(shown), dear_is_well, now);
    ended(&node, sent)
}

/// Takes it back before it has left.
pub fn call_off(open: &UnlockedWallet, id: &str) -> Result<(), Problem> {
    let (node, now) = (open.node()?, open.env().now_ms());
    node.wallet().call_off(id, now).map_err(problem::of_send)?;
    node.flush();
    Ok(())
}

fn ended(node: &Rc<Node>, sent: Result<String, SendError>) -> Result<Answer, Problem> {
    let id = sent.map_err(problem::of_send)?;
    node.flush();
    Ok(Answer::SentOnChain { id })
}

fn ordered(order: SendOrder) -> lifeboat_wallet::SendOrder {
    lifeboat_wallet::SendOrder {
        to: order.to,
        amount: order.amount_sat.map_or(Amount::All, Amount::Exact),
        sat_per_kvb: order.sat_per_kvb,
        keep_reserve: order.keep_reserve,
    }
}

fn seen(shown: SendPreview) -> lifeboat_wallet::SendPreview {
    let SendPreview { to, amount_sat, fee_sat, left_sat, is_dear, reserve_waits } = shown;
    lifeboat_wallet::SendPreview { to, amount_sat, fee_sat, left_sat, is_dear, reserve_waits }
}

fn shown(preview: Result<lifeboat_wallet::SendPreview, SendError>) -> Result<Answer, Problem> {
    let lifeboat_wallet::SendPreview { to, amount_sat, fee_sat, left_sat, is_dear, reserve_waits } =
        preview.map_err(problem::of_send)?;
    Ok(Answer::SendPreview(SendPreview { to, amount_sat, fee_sat, left_sat, is_dear, reserve_waits }))
}
