//! Paying on the chain.
//!
//! What is sent is what was shown: an order names the feerate and the fee that the user has seen, and coins
//! are chosen the same way each time, so that nothing is sent for more. No fee goes unasked that is a large
//! part of the amount, whatever a chain server says of fees.

use bdk_wallet::coin_selection::{BranchAndBoundCoinSelection, InsufficientFunds, LargestFirstCoinSelection};
use bdk_wallet::error::CreateTxError;
use bdk_wallet::{KeychainKind, LocalOutput};
use lifeboat_pasted::{MOST_SAT, Payee};
use lightning::bitcoin::consensus::encode::serialize_hex;
use lightning::bitcoin::key::rand::{Error as RandomError, RngCore};
use lightning::bitcoin::{Amount as Sats, FeeRate, OutPoint, Psbt, Transaction, Txid};
use lightning::sign::{EntropySource, KeysManager};

use super::OnChain;
use super::order::{is_dear, rate};
use super::stored::{OrderRecord, StoredTx, tx_key};
use crate::payment::ALIKE_MS;
use crate::{Amount, ChainState, Destination, SendError, SendOrder, SendPreview, Wallet};

/// Longer labels are cut, characters.
const LONGEST_LABEL: usize = 200;

/// LDK's randomness, for the order of inputs and outputs.
pub(super) struct Random<'a>(pub(super) &'a KeysManager);

impl RngCore for Random<'_> {
    fn next_u32(&mut self) -> u32 {
        let [a, b, c, d, ..] = self.0.get_secure_random_bytes();
        u32::from_le_bytes([a, b, c, d])
    }

    fn next_u64(&mut self) -> u64 {
        u64::from(self.next_u32()) << 32 | u64::from(self.next_u32())
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            part.copy_from_slice(&self.0.get_secure_random_bytes()[..part.len()]);
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

/// What an input that spends a P2WPKH output adds to a transaction (BIP 141), vB.
const INPUT_VB: u64 = 68;

/// Whether a coin is worth more than spending it costs.
fn is_worth(coin: &LocalOutput, rate: FeeRate) -> bool {
    rate.fee_vb(INPUT_VB).is_some_and(|fee| coin.txout.value > fee)
}

/// An order that can be carried out.
pub(super) struct Draft {
    pub(super) psbt: Psbt,
    pub(super) preview: SendPreview,
}

/// Everything an order is, with nothing left to be read.
struct Plan<'a> {
    to: &'a Destination,
    amount: Amount,
    rate: FeeRate,
    reserve: Sats,
}

impl OnChain {
    pub(super) fn height(&self) -> u32 {
        self.bdk.borrow().latest_checkpoint().height()
    }

    /// Whether a coin may be used: in a block, or change of a payment of the user's own; and not taken for a claim.
    fn is_free(&self, coin: &LocalOutput, height: u32) -> bool {
        let settled = self.is_settled(coin) || self.is_to_be_sent(&coin.outpoint.txid);
        settled && !self.outgoing.is_lent(&coin.outpoint, height)
    }

    /// All the coins that may be used.
    pub(super) fn free_coins(&self) -> Vec<LocalOutput> {
        let height = self.height();
        self.bdk.borrow().list_unspent().filter(|coin| self.is_free(coin, height)).collect()
    }

    /// What payments that were refused would have spent, one coin of each. A server that refused one may have kept it:
    /// whatever is sent instead takes that coin, so that both can never be mined.
    fn refused_coins(&self, free: &[LocalOutput]) -> Vec<OutPoint> {
        let (bdk, stored) = (self.bdk.borrow(), self.stored.borrow());
        let unspent: Vec<LocalOutput> = bdk.list_unspent().collect();
        let refused = stored.txs.iter().filter(|(_, tx)| {
            tx.block.is_none() && tx.order.as_ref().is_some_and(|order| order.refused.is_some())
        });
        let mut coins: Vec<OutPoint> = refused
            .filter_map(|(txid, _)| {
                let inputs = &bdk.tx_graph().get_tx(*txid)?.input;
                let is_in = |coins: &[LocalOutput], spent: &OutPoint| {
                    coins.iter().any(|coin| coin.outpoint == *spent)
                };
                // Something that takes its place is there already.
                if !inputs.iter().all(|input| is_in(&unspent, &input.previous_output)) {
                    return None;
                }
                // One that is lent to a claim is not free.
                inputs.iter().map(|input| input.previous_output).filter(|spent| is_in(free, spent)).min()
            })
            .collect();
        coins.sort();
        coins.dedup();
        coins
    }

    fn draft(&self, plan: &Plan<'_>, keys: &KeysManager) -> Result<Draft, SendError> {
        let free = self.free_coins();
        let there: u64 = free.iter().map(|coin| coin.txout.value.to_sat()).sum();
        let refused = self.refused_coins(&free);
        let mut bdk = self.bdk.borrow_mut();
        // When everything is sent, coins that cost more than they are worth stay behind, except those that
        // keep a refused payment out of the chain.
        let is_used = |coin: &&LocalOutput| {
            plan.amount != Amount::All || is_worth(coin, plan.rate) || refused.contains(&coin.outpoint)
        };
        let usable: Vec<OutPoint> = free.iter().filter(is_used).map(|coin| coin.outpoint).collect();
        let unusable = bdk.list_unspent().map(|coin| coin.outpoint).filter(|coin| !usable.contains(coin));
        let unusable = unusable.collect();
        let change = bdk.next_unused_address(KeychainKind::Internal).script_pubkey();
        let mut building = bdk.build_tx().coin_selection(Selection::default());
        building.fee_rate(plan.rate).unspendable(unusable);
        match plan.amount {
            Amount::Exact(sat) => {
                building.add_recipient(plan.to.script.clone(), Sats::from_sat(sat));
                building.add_utxos(&refused).map_err(|_| SendError::Internal)?;
            }
            Amount::All => {
                building.drain_wallet().drain_to(plan.to.script.clone());
                if plan.reserve > Sats::ZERO {
                    building.add_recipient(change, plan.reserve);
                }
            }
        }
        let psbt =
            building.finish_with_aux_rand(&mut Random(keys)).map_err(|error| refused_by_bdk(&error))?;
        // Marks nothing as used that may never be sent; what is sent is found in it again.
        bdk.cancel_tx(&psbt.unsigned_tx);
        drop(bdk);
        self.keep();
        self.judged(plan, psbt, there)
    }

    /// What is in a block and stays when this is sent: nothing else pays for closing a channel.
    pub(super) fn settled_beside_sat(&self, tx: &Transaction) -> u64 {
        let spent = |coin: &LocalOutput| tx.input.iter().any(|input| input.previous_output == coin.outpoint);
        let bdk = self.bdk.borrow();
        let settled = bdk.list_unspent().filter(|coin| self.is_settled(coin));
        settled.filter(|coin| !spent(coin)).map(|coin| coin.txout.value.to_sat()).sum()
    }

    /// The draft with what it costs in all, if it keeps what is to be kept.
    fn judged(&self, plan: &Plan<'_>, psbt: Psbt, there: u64) -> Result<Draft, SendError> {
        let bdk = self.bdk.borrow();
        let tx = &psbt.unsigned_tx;
        let paid = tx.output.iter().find(|output| output.script_pubkey == plan.to.script);
        let amount_sat =
            paid.map(|output| output.value.to_sat()).ok_or(SendError::NotEnough { most_sat: 0 })?;
        let fee_sat = bdk.calculate_fee(tx).map_err(|_| SendError::Internal)?.to_sat();
        let left_sat = there.saturating_sub(amount_sat).saturating_sub(fee_sat);
        if left_sat < plan.reserve.to_sat() {
            return Err(SendError::NotEnough { most_sat: 0 });
        }
        let preview = SendPreview {
            to: plan.to.address.clone(),
            amount_sat,
            fee_sat,
            left_sat,
            is_dear: is_dear(amount_sat, fee_sat),
            reserve_waits: self.settled_beside_sat(tx) < plan.reserve.to_sat(),
        };
        Ok(Draft { psbt, preview })
    }

    /// Signs it, and keeps it: from here on its coins are spent, and it leaves when it is durable.
    pub(super) fn commit(&self, draft: Draft, order: OrderRecord, seen: u64) -> Result<Txid, SendError> {
        let tx = self.signed(draft.psbt)?;
        Ok(self.take_on(tx, order, seen))
    }

    #[allow(deprecated)]
    fn signed(&self, mut psbt: Psbt) -> Result<Transaction, SendError> {
        let bdk = self.bdk.borrow();
        let complete = bdk.sign(&mut psbt, bdk_wallet::SignOptions::default());
        if !complete.map_err(|_| SendError::Internal)? {
            return Err(SendError::Internal);
        }
        psbt.extract_tx().map_err(|_| SendError::Internal)
    }

    fn take_on(&self, tx: Transaction, order: OrderRecord, seen: u64) -> Txid {
        let txid = tx.compute_txid();
        let stored = StoredTx {
            raw: serialize_hex(&tx),
            block: None,
            proved: false,
            by_one: false,
            first_seen: Some(seen),
            last_seen: Some(seen),
            evicted: None,
            order: Some(order),
            sweep: false,
        };
        self.put(tx_key(&txid), &stored);
        self.stored.borrow_mut().txs.insert(txid, stored);
        self.bdk.borrow_mut().apply_unconfirmed_txs([(tx, seen)]);
        self.outgoing.add(txid);
        self.keep();
        txid
    }

    fn is_ours(&self, to: &Destination) -> bool {
        self.bdk.borrow().is_mine(to.script.clone())
    }
}

/// Selects the same coins for the same order each time.
pub(super) type Selection = BranchAndBoundCoinSelection<LargestFirstCoinSelection>;

pub(super) fn refused_by_bdk(error: &CreateTxError) -> SendError {
    match error {
        // How much there is at most is found out where it is needed.
        CreateTxError::CoinSelection(InsufficientFunds { .. }) | CreateTxError::NoUtxosSelected => {
            SendError::NotEnough { most_sat: 0 }
        }
        CreateTxError::Descriptor(_)
        | CreateTxError::Policy(_)
        | CreateTxError::SpendingPolicyRequired(_)
        | CreateTxError::Version0
        | CreateTxError::Version1Csv
        | CreateTxError::LockTime { .. }
        | CreateTxError::RbfSequenceCsv { .. }
        | CreateTxError::FeeTooLow { .. }
        | CreateTxError::FeeRateTooLow { .. }
        | CreateTxError::OutputBelowDustLimit(_)
        | CreateTxError::NoRecipients
        | CreateTxError::Psbt(_)
        | CreateTxError::MissingKeyOrigin(_)
        | CreateTxError::UnknownUtxo
        | CreateTxError::MissingNonWitnessUtxo(_)
        | CreateTxError::MiniscriptPsbt(_) => SendError::Internal,
    }
}

impl Wallet {
    /// Where a payee is paid on the chain.
    ///
    /// # Errors
    /// They name no address, or one of another network or of this wallet.
    pub fn destination(&self, payee: &Payee) -> Result<Destination, SendError> {
        self.not_ours(Destination::of(payee, self.network)?)
    }

    fn not_ours(&self, to: Destination) -> Result<Destination, SendError> {
        if self.onchain.is_ours(&to) { Err(SendError::OwnAddress) } else { Ok(to) }
    }

    /// The feerates to choose from: within how many blocks, and sat/kvB.
    pub fn fee_choices(&self) -> [(u16, u32); 3] {
        self.chain.fees().choices()
    }

    /// Whether these are a guess, or hours old.
    pub fn are_choices_old(&self, now_ms: u64) -> bool {
        self.chain.fees().are_old_at(now_ms)
    }

    /// What an order costs in all. Nothing is changed by asking.
    ///
    /// # Errors
    /// Why it cannot be carried out.
    pub fn preview_send(&self, order: &SendOrder) -> Result<SendPreview, SendError> {
        Ok(self.draft(order)?.preview)
    }

    /// Carries an order out: signs the transaction, and keeps it. It leaves, by
    /// [`take_broadcasts`](Self::take_broadcasts), when it is durable, and is offered again with every block.
    /// Gives the id of its [`ChainEntry`](crate::ChainEntry).
    ///
    /// `shown`: what [`preview_send`](Self::preview_send) said. `label`: a word for the history, 200
    /// characters at most. `dear_is_well`: whether the user has said once more that a fee of more than a
    /// quarter of the amount is well.
    ///
    /// # Errors
    /// Nothing was changed then.
    pub fn send_onchain(
        &self,
        order: &SendOrder,
        shown: &SendPreview,
        label: &str,
        dear_is_well: bool,
        now_ms: u64,
    ) -> Result<String, SendError> {
        self.may_send()?;
        let draft = self.draft(order)?;
        draft.preview.agrees_with(shown, dear_is_well)?;
        let SendPreview { ref to, amount_sat, fee_sat, .. } = draft.preview;
        let kept = OrderRecord {
            to: to.clone(),
            amount_sat,
            fee_sat,
            label: label.chars().filter(|c| !c.is_control()).take(LONGEST_LABEL).collect(),
            at_ms: now_ms,
            accepted: false,
            refused: None,
            called_off: false,
            all: order.amount == Amount::All,
        };
        let txid = self.onchain.commit(draft, kept, now_ms / 1000)?;
        self.touch();
        Ok(super::entries::id(&txid))
    }

    /// Whether the same amount was paid to the same address within the last minutes, as far as nothing has
    /// come in its way.
    pub fn was_just_sent(&self, shown: &SendPreview, now_ms: u64) -> bool {
        self.chain_entries().iter().any(|entry| {
            let stands = match entry.state {
                // This holds however long it waits for a block: that is when users send it again.
                ChainState::Waiting => true,
                ChainState::Confirmed { .. } => now_ms < entry.created_ms.saturating_add(ALIKE_MS),
                ChainState::Refused { .. }
                | ChainState::CallingOff
                | ChainState::CalledOff
                | ChainState::Replaced => false,
            };
            stands && entry.to.as_deref() == Some(&shown.to) && entry.amount_sat == shown.amount_sat
        })
    }

    /// Whether what this wallet knows of its coins is good enough.
    pub(super) fn may_send(&self) -> Result<(), SendError> {
        if self.is_stale() {
            return Err(SendError::Stale);
        }
        if self.only_watches() {
            return Err(SendError::OnlyWatches);
        }
        if !self.chain.has_looked() {
            return Err(SendError::NotSynced);
        }
        Ok(())
    }

    fn draft(&self, order: &SendOrder) -> Result<Draft, SendError> {
        let to = self.not_ours(Destination::read(&order.to, self.network)?)?;
        let rate = rate(order.sat_per_kvb)?;
        let least_sat = to.script.minimal_non_dust().to_sat();
        if matches!(order.amount, Amount::Exact(sat) if sat < least_sat) {
            return Err(SendError::Dust { least_sat });
        }
        let kept = if order.keep_reserve { self.onchain_reserve_sat() } else { 0 };
        let plan = |amount| Plan { to: &to, amount, rate, reserve: Sats::from_sat(kept) };
        let all = || self.onchain.draft(&plan(Amount::All), &self.keys);
        let most_sat = || all().map_or(0, |draft| draft.preview.amount_sat);
        let drafted = match order.amount {
            Amount::Exact(sat) if sat > MOST_SAT => Err(SendError::NotEnough { most_sat: 0 }),
            Amount::Exact(_) | Amount::All => self.onchain.draft(&plan(order.amount), &self.keys),
        };
        match drafted {
            Err(SendError::NotEnough { .. }) => Err(SendError::NotEnough { most_sat: most_sat() }),
            drafted => drafted,
        }
    }
}
