//! A higher fee for a payment that waits (BIP 125): only for what the user ordered here, never for what LDK makes.

use bdk_wallet::error::{BuildFeeBumpError, CreateTxError};
use lightning::bitcoin::{FeeRate, OutPoint, Txid};
use lightning::sign::KeysManager;

use super::order::{is_dear, rate};
use super::send::{Draft, Random, Selection, refused_by_bdk};
use super::stored::{OrderRecord, StoredTx};
use super::{OnChain, entries};
use crate::{SendError, SendPreview, Wallet};

impl OnChain {
    /// The order of a payment that waits for a block, that counts, and whose change nothing has spent yet.
    pub(super) fn waiting_order(&self, txid: Txid) -> Result<(OrderRecord, u64), SendError> {
        let bdk = self.bdk.borrow();
        let stored = self.stored.borrow();
        let known: Option<&StoredTx> = stored.txs.get(&txid).filter(|_| self.is_to_be_sent(&txid));
        let order = known.and_then(|tx| tx.order.as_ref()).ok_or(SendError::NotWaiting)?;
        if bdk.get_tx(txid).is_none_or(|tx| tx.chain_position.is_confirmed()) {
            return Err(SendError::NotWaiting);
        }
        let spends = |output: &OutPoint| output.txid == txid;
        if bdk.transactions().any(|tx| tx.tx_node.input.iter().any(|input| spends(&input.previous_output))) {
            return Err(SendError::SpentOn);
        }
        Ok((order.clone(), known.and_then(|tx| tx.last_seen).unwrap_or(0)))
    }

    fn draft_bump(
        &self,
        txid: Txid,
        rate: FeeRate,
        reserve_sat: u64,
        keys: &KeysManager,
    ) -> Result<Draft, SendError> {
        let (order, _) = self.waiting_order(txid)?;
        let free: Vec<OutPoint> = self.free_coins().iter().map(|coin| coin.outpoint).collect();
        let mut bdk = self.bdk.borrow_mut();
        let unusable = bdk.list_unspent().map(|coin| coin.outpoint).filter(|coin| !free.contains(coin));
        let unusable = unusable.collect();
        let before = bdk.get_tx(txid).map(|tx| tx.tx_node.tx.clone()).ok_or(SendError::NotWaiting)?;
        let ours = |output: &&lightning::bitcoin::TxOut| bdk.is_mine(output.script_pubkey.clone());
        let payee = before.output.iter().find(|output| !ours(output)).ok_or(SendError::Internal)?.clone();
        let building = bdk.build_fee_bump(txid).map_err(|error| of_bump(&error))?;
        let mut building = building.coin_selection(Selection::default());
        building.fee_rate(rate).unspendable(unusable);
        if order.all {
            // Everything was sent: what the fee takes, the payee does not get. What was kept for the channels stays.
            let kept = before.output.iter().filter(|output| output.script_pubkey != payee.script_pubkey);
            let kept = kept.map(|output| (output.script_pubkey.clone(), output.value)).collect();
            building.set_recipients(kept).drain_to(payee.script_pubkey.clone());
        }
        let psbt = building.finish_with_aux_rand(&mut Random(keys)).map_err(|error| refused_bump(&error))?;
        bdk.cancel_tx(&psbt.unsigned_tx);
        let fee_sat = bdk.calculate_fee(&psbt.unsigned_tx).map_err(|_| SendError::Internal)?.to_sat();
        let paid = psbt.unsigned_tx.output.iter().find(|output| output.script_pubkey == payee.script_pubkey);
        let amount_sat = paid.map(|paid| paid.value.to_sat()).ok_or(SendError::FeeBeyond)?;
        let change =
            psbt.unsigned_tx.output.iter().filter(|output| output.script_pubkey != payee.script_pubkey);
        let change: u64 = change.map(|output| output.value.to_sat()).sum();
        drop(bdk);
        self.keep();
        let used: Vec<OutPoint> = psbt.unsigned_tx.input.iter().map(|input| input.previous_output).collect();
        let others = self.free_coins().into_iter();
        // The change of what is replaced goes with it.
        let others = others.filter(|coin| coin.outpoint.txid != txid && !used.contains(&coin.outpoint));
        let left_sat = others.map(|coin| coin.txout.value.to_sat()).sum::<u64>().saturating_add(change);
        let is_dear = is_dear(amount_sat, fee_sat);
        let reserve_waits = self.settled_beside_sat(&psbt.unsigned_tx) < reserve_sat;
        let preview = SendPreview { to: order.to, amount_sat, fee_sat, left_sat, is_dear, reserve_waits };
        Ok(Draft { psbt, preview })
    }
}

/// Why a replacement was not built: what it lacks, it lacks for the fee.
fn refused_bump(error: &CreateTxError) -> SendError {
    if let CreateTxError::FeeRateTooLow { required } = error {
        return SendError::RateTooLow { least: per_kvb(*required) };
    }
    let refused = refused_by_bdk(error);
    if matches!(refused, SendError::NotEnough { .. }) { SendError::FeeBeyond } else { refused }
}

fn of_bump(error: &BuildFeeBumpError) -> SendError {
    match error {
        BuildFeeBumpError::TransactionConfirmed(_)
        | BuildFeeBumpError::TransactionNotFound(_)
        | BuildFeeBumpError::IrreplaceableTransaction(_) => SendError::NotWaiting,
        BuildFeeBumpError::UnknownUtxo(_)
        | BuildFeeBumpError::FeeRateUnavailable
        | BuildFeeBumpError::InvalidOutputIndex(_) => SendError::Internal,
    }
}

fn per_kvb(rate: FeeRate) -> u32 {
    u32::try_from(rate.to_sat_per_kwu().saturating_mul(4)).unwrap_or(u32::MAX)
}

impl Wallet {
    /// What a payment that waits would cost in all with another feerate, sat/kvB. `id`:
    /// [`ChainEntry::id`](crate::ChainEntry::id).
    ///
    /// # Errors
    /// It cannot be replaced: [`SendError::NotWaiting`], [`SendError::SpentOn`]; or not so: also where what
    /// should stay for the channels would go as the fee ([`SendError::FeeBeyond`]).
    pub fn preview_bump(&self, id: &str, sat_per_kvb: u32) -> Result<SendPreview, SendError> {
        Ok(self.draft_bump(id, sat_per_kvb)?.1.preview)
    }

    /// Sends a payment that waits again, with a higher fee: the new transaction takes the place of the old
    /// one, and only one of them can come into a block. The rest as [`send_onchain`](Self::send_onchain).
    ///
    /// # Errors
    /// Nothing was changed then.
    pub fn raise_fee(
        &self,
        id: &str,
        sat_per_kvb: u32,
        shown: &SendPreview,
        dear_is_well: bool,
        now_ms: u64,
    ) -> Result<String, SendError> {
        self.may_send()?;
        let (before, draft) = self.draft_bump(id, sat_per_kvb)?;
        draft.preview.agrees_with(shown, dear_is_well)?;
        let (order, seen) = self.onchain.waiting_order(before)?;
        let SendPreview { amount_sat, fee_sat, .. } = draft.preview;
        let order = OrderRecord { amount_sat, fee_sat, accepted: false, ..order };
        // Of two that spend the same, the one that was seen later counts.
        let txid = self.onchain.commit(draft, order, (now_ms / 1000).max(seen + 1))?;
        let raised = entries::id(&txid);
        self.notes.follow(&entries::id(&before), &raised, &self.app);
        self.touch();
        Ok(raised)
    }

    fn draft_bump(&self, id: &str, sat_per_kvb: u32) -> Result<(Txid, Draft), SendError> {
        let txid = entries::txid(id).ok_or(SendError::NotWaiting)?;
        let before: u64 = self.onchain.free_coins().iter().map(|coin| coin.txout.value.to_sat()).sum();
        let reserve = self.onchain_reserve_sat();
        let draft = self.onchain.draft_bump(txid, rate(sat_per_kvb)?, reserve, &self.keys)?;
        // Where less stays already, it was given up.
        if draft.preview.left_sat < reserve && before >= reserve {
            return Err(SendError::FeeBeyond);
        }
        Ok((txid, draft))
    }
}
