//! A key that can spend, for tests.
#![allow(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![allow(dead_code, missing_docs, reason = "every test binary uses another part")]

use bitcoin::hashes::Hash;
use bitcoin::key::{TapTweak, UntweakedKeypair};
use bitcoin::secp256k1::{Message, Secp256k1, SecretKey};
use bitcoin::sighash::{Prevouts, SighashCache};
use bitcoin::{
    Address, Amount, CompressedPublicKey, EcdsaSighashType, KnownHrp, OutPoint, ScriptBuf, Sequence,
    TapSighashType, Transaction, TxIn, TxOut, Witness, absolute, ecdsa, taproot, transaction,
};
use lifeboat_regtest::{Chain, Faucet};

pub struct Key(SecretKey);

impl Key {
    pub fn new(byte: u8) -> Self {
        Self(SecretKey::from_slice(&[byte; 32]).unwrap())
    }

    pub fn address(&self) -> Address {
        let public = self.0.public_key(&Secp256k1::new());
        Address::p2wpkh(&CompressedPublicKey(public), KnownHrp::Regtest)
    }

    pub fn taproot_address(&self) -> Address {
        let secp = Secp256k1::new();
        let (x_only, _) = self.0.x_only_public_key(&secp);
        Address::p2tr(&secp, x_only, None, KnownHrp::Regtest)
    }

    /// Spends coins of this key's address.
    pub fn sign(&self, mut tx: Transaction, coins: &[TxOut]) -> Transaction {
        let secp = Secp256k1::new();
        for (index, coin) in coins.iter().enumerate() {
            let hash = SighashCache::new(&tx)
                .p2wpkh_signature_hash(
                    index,
                    &self.address().script_pubkey(),
                    coin.value,
                    EcdsaSighashType::All,
                )
                .unwrap();
            let signature = secp.sign_ecdsa(&Message::from_digest(hash.to_byte_array()), &self.0);
            tx.input[index].witness =
                Witness::p2wpkh(&ecdsa::Signature::sighash_all(signature), &self.0.public_key(&secp));
        }
        tx
    }

    /// Spends coins of this key's taproot address by its key path.
    pub fn sign_taproot(&self, mut tx: Transaction, coins: &[TxOut]) -> Transaction {
        let secp = Secp256k1::new();
        let pair = UntweakedKeypair::from_secret_key(&secp, &self.0).tap_tweak(&secp, None).to_keypair();
        for index in 0..coins.len() {
            let hash = SighashCache::new(&tx)
                .taproot_key_spend_signature_hash(index, &Prevouts::All(coins), TapSighashType::Default)
                .unwrap();
            let signature = secp.sign_schnorr_no_aux_rand(&Message::from_digest(hash.to_byte_array()), &pair);
            let signature = taproot::Signature { signature, sighash_type: TapSighashType::Default };
            tx.input[index].witness = Witness::p2tr_key_spend(&signature);
        }
        tx
    }
}

/// An unsigned transaction.
pub fn unsigned(inputs: &[OutPoint], outputs: &[(&Address, u64)]) -> Transaction {
    let input = |at: &OutPoint| TxIn {
        previous_output: *at,
        script_sig: ScriptBuf::new(),
        sequence: Sequence::ENABLE_RBF_NO_LOCKTIME,
        witness: Witness::new(),
    };
    let output = |(to, sats): &(&Address, u64)| TxOut {
        value: Amount::from_sat(*sats),
        script_pubkey: to.script_pubkey(),
    };
    Transaction {
        version: transaction::Version::TWO,
        lock_time: absolute::LockTime::ZERO,
        input: inputs.iter().map(input).collect(),
        output: outputs.iter().map(output).collect(),
    }
}

pub const START: u32 = 1_900_000_000;

/// A chain whose faucet has a few ripe coins.
pub fn funded() -> (Chain, Faucet) {
    let (mut chain, faucet) = (Chain::new(), Faucet::make().unwrap());
    for height in 1..=105 {
        chain.mine(&faucet.script(), START + height).unwrap();
    }
    (chain, faucet)
}

/// Pays an address from the faucet and confirms it.
pub fn give(chain: &mut Chain, faucet: &Faucet, to: &Address, sats: u64) -> (OutPoint, TxOut) {
    let out = TxOut { value: Amount::from_sat(sats), script_pubkey: to.script_pubkey() };
    let txid = chain.accept(faucet.pay(chain, std::slice::from_ref(&out)).unwrap()).unwrap();
    chain.mine(&faucet.script(), START + chain.height() + 1).unwrap();
    (OutPoint { txid, vout: 0 }, out)
}
