//! The first transaction of a block, the coinbase, which pays the block's miner: that it is this one, and
//! what it proves.

use lightning::bitcoin::block::Header;
use lightning::bitcoin::opcodes::all::{OP_PUSHNUM_1, OP_PUSHNUM_16};
use lightning::bitcoin::script::{Instruction, Script};
use lightning::bitcoin::{Network, Transaction};

use super::esplora::Esplora;
use super::verify::check_inclusion;
use super::{ChainError, Contradiction};

/// The coinbase of the block with this header, which says that the block is of this height (BIP 34, "block height in
/// coinbase").
///
/// The branch may not be one that only looks like a proof (CVE-2017-12842): a node of the tree that is shown
/// as a transaction has 64 bytes and is refused; and whatever is shown below a transaction is not of the
/// first one, because a coinbase spends nothing, which fixes 28 of the 32 bytes that would have to be a hash.
///
/// # Errors
/// The server does not show it, what it shows is not proved, or the block is of another height.
pub(super) async fn proved_coinbase(
    server: Esplora<'_>,
    header: &Header,
    height: u32,
) -> Result<Transaction, ChainError> {
    let coinbase = server.coinbase_of(header.block_hash()).await?;
    let proof = server.merkle_proof(coinbase.compute_txid()).await?.ok_or(ChainError::Moved)?;
    let place = check_inclusion(&coinbase, &proof, header)?;
    let is_it = place == 0 && coinbase.is_coinbase() && height_in(&coinbase) == Some(i64::from(height));
    is_it.then_some(coinbase).ok_or(ChainError::Contradiction(Contradiction::ImpossibleHeight))
}

/// The number that a coinbase's script begins with.
fn height_in(coinbase: &Transaction) -> Option<i64> {
    let script: &Script = &coinbase.input.first()?.script_sig;
    match script.instructions().next()?.ok()? {
        Instruction::Op(op) if (OP_PUSHNUM_1.to_u8()..=OP_PUSHNUM_16.to_u8()).contains(&op.to_u8()) => {
            Some(i64::from(op.to_u8() - OP_PUSHNUM_1.to_u8()) + 1)
        }
        Instruction::Op(_) => None,
        // Little endian. No height has a bit of sign, or more than four bytes.
        Instruction::PushBytes(bytes) if (1..=4).contains(&bytes.len()) => {
            Some(bytes.as_bytes().iter().rev().fold(0, |number, byte| number << 8 | i64::from(*byte)))
        }
        Instruction::PushBytes(_) => None,
    }
}

/// What the coinbase of a block of this height pays beyond the new coins, sat: fees that the block has taken.
/// A miner may take less than there are, and never more.
pub(super) fn fees_sat(coinbase: &Transaction, network: Network, height: u32) -> u64 {
    let paid = coinbase.output.iter().fold(0, |sum: u64, output| sum.saturating_add(output.value.to_sat()));
    paid.saturating_sub(subsidy_sat(network, height))
}

/// What the first blocks may pay in new coins, sat.
const FIRST_SUBSIDY_SAT: u64 = 5_000_000_000;

/// What a block of this height may pay in new coins, sat.
pub(crate) fn subsidy_sat(network: Network, height: u32) -> u64 {
    let blocks = match network {
        Network::Bitcoin | Network::Testnet | Network::Testnet4 | Network::Signet => 210_000,
        Network::Regtest => 150,
    };
    FIRST_SUBSIDY_SAT.checked_shr(height / blocks).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use lightning::bitcoin::absolute::LockTime;
    use lightning::bitcoin::transaction::Version;
    use lightning::bitcoin::{Amount, OutPoint, ScriptBuf, Sequence, TxIn, TxOut, Witness};

    use super::*;

    fn coinbase(outputs_sat: &[u64]) -> Transaction {
        let output = |sat: &u64| TxOut { value: Amount::from_sat(*sat), script_pubkey: ScriptBuf::new() };
        Transaction {
            version: Version::TWO,
            lock_time: LockTime::ZERO,
            input: vec![TxIn {
                previous_output: OutPoint::null(),
                script_sig: ScriptBuf::from_bytes(vec![1, 7]),
                sequence: Sequence::MAX,
                witness: Witness::from_slice(&[[0; 32]]),
            }],
            output: outputs_sat.iter().map(output).collect(),
        }
    }

    #[test]
    fn the_subsidy_is_halved_as_the_network_does_until_nothing_is_left() {
        for (network, height, sat) in [
            (Network::Bitcoin, 0, 5_000_000_000),
            (Network::Bitcoin, 209_999, 5_000_000_000),
            (Network::Bitcoin, 210_000, 2_500_000_000),
            (Network::Bitcoin, 840_000, 312_500_000),
            (Network::Bitcoin, 938_343, 312_500_000),
            (Network::Bitcoin, 6_929_999, 1),
            (Network::Bitcoin, 6_930_000, 0),
            (Network::Signet, 210_000, 2_500_000_000),
            (Network::Regtest, 149, 5_000_000_000),
            (Network::Regtest, 150, 2_500_000_000),
            (Network::Regtest, 1_000, 78_125_000),
            (Network::Regtest, 150 * 64, 0),
            (Network::Regtest, u32::MAX, 0),
            (Network::Bitcoin, u32::MAX, 0),
        ] {
            assert_eq!(subsidy_sat(network, height), sat, "{network} {height}");
        }
    }

    /// Pools pay to several scripts, and commit to what is no money in further outputs (BIP 141).
    #[test]
    fn what_all_outputs_pay_beyond_the_subsidy_are_fees() {
        for (outputs, height, fees) in [
            (&[4_075_121_340, 0, 0, 0][..], 840_000, 3_762_621_340),
            (&[312_500_000, 0], 840_000, 0),
            (&[100_000_000, 200_000_000, 20_000_000, 0], 840_000, 7_500_000),
            // A miner that has burnt some of it.
            (&[1], 840_000, 0),
            (&[], 840_000, 0),
            (&[u64::MAX, u64::MAX], 840_000, u64::MAX - 312_500_000),
        ] {
            assert_eq!(fees_sat(&coinbase(outputs), Network::Bitcoin, height), fees, "{outputs:?}");
        }
    }

    #[test]
    fn a_height_is_read_in_each_of_its_forms() {
        for (script, height) in [
            (&[0x51][..], Some(1)),
            (&[0x60], Some(16)),
            (&[0x01, 0x11], Some(17)),
            (&[0x02, 0x2c, 0x01], Some(300)),
            (&[0x03, 0x67, 0x51, 0x0e, 0x04, 0xff], Some(938_343)),
            (&[0x00], None),
            (&[0x61], None),
            (&[0x05, 1, 0, 0, 0, 0], None),
            (&[0x03, 0x67], None),
            (&[], None),
        ] {
            let mut tx = coinbase(&[]);
            tx.input[0].script_sig = ScriptBuf::from_bytes(script.to_vec());
            assert_eq!(height_in(&tx), height, "{script:?}");
        }
        let mut tx = coinbase(&[]);
        tx.input.clear();
        assert_eq!(height_in(&tx), None);
    }
}
