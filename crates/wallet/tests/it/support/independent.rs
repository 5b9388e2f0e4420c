//! A wallet that has nothing of this one but the words: BIP84, as docs/format.md says.

use bdk_wallet::{KeychainKind, SignOptions, Wallet};
use lifeboat_wallet::sim::Chain;
use lightning::bitcoin::bip32::Xpriv;
use lightning::bitcoin::hashes::Hash;
use lightning::bitcoin::secp256k1::{Message, PublicKey, Secp256k1, ecdsa::Signature};
use lightning::bitcoin::sighash::SighashCache;
use lightning::bitcoin::{Amount, EcdsaSighashType, FeeRate, Network, ScriptBuf, Transaction, WPubkeyHash};

/// The two descriptors of a BIP39 seed on a test network.
pub fn descriptors(seed: &[u8; 64]) -> (String, String) {
    let key = Xpriv::new_master(Network::Regtest, seed).unwrap();
    (format!("wpkh({key}/84h/1h/0h/0/*)"), format!("wpkh({key}/84h/1h/0h/1/*)"))
}

/// Everything that these words own on the chain.
pub fn of(seed: &[u8; 64], chain: &Chain) -> Wallet {
    let (external, internal) = descriptors(seed);
    let mut wallet =
        Wallet::create(external, internal).network(Network::Regtest).create_wallet_no_persist().unwrap();
    for height in 1..=chain.tip().height {
        wallet.apply_block(&chain.at(height).unwrap(), height).unwrap();
    }
    wallet
}

/// Sends everything away, and checks each signature as a node would.
#[allow(deprecated)]
pub fn empty(wallet: &mut Wallet) -> Transaction {
    let mut building = wallet.build_tx();
    building.drain_wallet().drain_to(nowhere()).fee_rate(FeeRate::from_sat_per_kwu(250));
    let mut psbt = building.finish().unwrap();
    assert!(wallet.sign(&mut psbt, SignOptions::default()).unwrap());
    let tx = psbt.extract_tx().unwrap();
    verify(&tx, wallet);
    tx
}

/// Every input spends a coin of this wallet with a signature that is good.
pub fn verify(tx: &Transaction, wallet: &Wallet) {
    let secp = Secp256k1::verification_only();
    let mut cache = SighashCache::new(tx);
    for (index, input) in tx.input.iter().enumerate() {
        let spent = wallet.tx_graph().get_txout(input.previous_output).unwrap().clone();
        let (signature, key) = (input.witness.nth(0).unwrap(), input.witness.nth(1).unwrap());
        let hash = WPubkeyHash::hash(key);
        assert_eq!(spent.script_pubkey, ScriptBuf::new_p2wpkh(&hash));
        let (kind, signature) = signature.split_last().unwrap();
        assert_eq!(*kind, 1, "everything is signed");
        let sighash =
            cache.p2wpkh_signature_hash(index, &spent.script_pubkey, spent.value, EcdsaSighashType::All);
        let message = Message::from_digest(sighash.unwrap().to_byte_array());
        let signature = Signature::from_der(signature).unwrap();
        secp.verify_ecdsa(&message, &signature, &PublicKey::from_slice(key).unwrap()).unwrap();
    }
}

/// An output's script that is nobody's here.
pub fn nowhere() -> ScriptBuf {
    ScriptBuf::new_p2wpkh(&WPubkeyHash::from_byte_array([7; 20]))
}

/// What it has that is confirmed.
pub fn confirmed_sat(wallet: &Wallet) -> u64 {
    let coins = wallet.list_unspent().filter(|coin| coin.chain_position.is_confirmed());
    coins.map(|coin| coin.txout.value).sum::<Amount>().to_sat()
}

/// Its next address, for whoever compares.
pub fn first_address(wallet: &Wallet) -> String {
    wallet.peek_address(KeychainKind::External, 0).address.to_string()
}
