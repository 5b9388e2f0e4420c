//! The key that all blocks are mined to, and payments from it.

use std::path::Path;

use bitcoin::hashes::Hash;
use bitcoin::secp256k1::{Message, PublicKey, Secp256k1, SecretKey};
use bitcoin::sighash::SighashCache;
use bitcoin::{
    Address, Amount, CompressedPublicKey, EcdsaSighashType, KnownHrp, OutPoint, ScriptBuf, Sequence,
    Transaction, TxIn, TxOut, Witness, absolute, ecdsa, transaction,
};

use crate::chain::{Chain, Coin, MATURITY};

/// Satoshis for each virtual byte.
const FEE_RATE: u64 = 2;
const DUST: u64 = 294;

/// Why the faucet did not pay.
#[derive(Debug, thiserror::Error)]
pub enum FaucetError {
    /// Not enough ripe coins; mining more blocks helps.
    #[error("the faucet has {has} sat to spend, {needed} were asked for")]
    Dry {
        /// What it has.
        has: u64,
        /// What was needed, with the fee.
        needed: u64,
    },
    /// No output, or one too small to exist.
    #[error("an amount is too small to be sent")]
    TooSmall,
    /// A coin could not be signed for.
    #[error("the payment could not be signed")]
    Signing,
    /// The operating system has no randomness.
    #[error("no randomness")]
    Randomness,
    /// The key file could not be read or written.
    #[error("the faucet's key could not be read or written")]
    File(#[from] std::io::Error),
    /// The key file does not hold a key.
    #[error("the faucet's key file is damaged")]
    DamagedKey,
}

/// A key with all the coins of the chain. It guards nothing of value, so it lies in its file as it is.
pub struct Faucet {
    secret: SecretKey,
    public: PublicKey,
}

impl Faucet {
    /// A faucet with a new key.
    ///
    /// # Errors
    /// When the operating system has no randomness.
    pub fn make() -> Result<Self, FaucetError> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| FaucetError::Randomness)?;
        Self::derive(&bytes)
    }

    /// The faucet whose key lies in a file, which is made when it is missing.
    ///
    /// # Errors
    /// When the file cannot be read or written, or holds no key.
    pub fn open(path: &Path) -> Result<Self, FaucetError> {
        match std::fs::read(path) {
            Ok(bytes) => Self::derive(&bytes),
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
                let made = Self::make()?;
                std::fs::write(path, made.secret.secret_bytes())?;
                Ok(made)
            }
            Err(other) => Err(other.into()),
        }
    }

    fn derive(bytes: &[u8]) -> Result<Self, FaucetError> {
        let secret = SecretKey::from_slice(bytes).map_err(|_| FaucetError::DamagedKey)?;
        let public = secret.public_key(&Secp256k1::new());
        Ok(Self { secret, public })
    }

    /// The script that blocks pay to.
    pub fn script(&self) -> ScriptBuf {
        self.address().script_pubkey()
    }

    /// The address that blocks pay to.
    pub fn address(&self) -> Address {
        Address::p2wpkh(&CompressedPublicKey(self.public), KnownHrp::Regtest)
    }

    /// A signed payment of these outputs out of ripe coins of the chain; the change comes back.
    ///
    /// # Errors
    /// See [`FaucetError`].
    pub fn pay(&self, chain: &Chain, outputs: &[TxOut]) -> Result<Transaction, FaucetError> {
        if outputs.is_empty() || outputs.iter().any(|o| o.value < o.script_pubkey.minimal_non_dust()) {
            return Err(FaucetError::TooSmall);
        }
        let paid: u64 = outputs.iter().map(|o| o.value.to_sat()).fold(0, u64::saturating_add);
        let scripts: u64 = outputs.iter().map(|o| 9 + o.script_pubkey.len() as u64).sum();
        let (mut has, mut needed) = (0_u64, paid);
        let mut chosen = Vec::new();
        for (outpoint, coin) in self.ripe(chain) {
            has += coin.out.value.to_sat();
            chosen.push((outpoint, coin));
            needed = paid.saturating_add(FEE_RATE * (11 + 31 + scripts + 68 * chosen.len() as u64));
            if has >= needed {
                break;
            }
        }
        let change =
            has.checked_sub(needed).filter(|_| !chosen.is_empty()).ok_or(FaucetError::Dry { has, needed })?;
        let mut output = outputs.to_vec();
        if change >= DUST {
            output.push(TxOut { value: Amount::from_sat(change), script_pubkey: self.script() });
        }
        let input = chosen.iter().map(|(outpoint, _)| spend(*outpoint)).collect();
        let version = transaction::Version::TWO;
        let tx = Transaction { version, lock_time: absolute::LockTime::ZERO, input, output };
        let values: Vec<Amount> = chosen.iter().map(|(_, coin)| coin.out.value).collect();
        self.sign(tx, &values)
    }

    /// Own coins that the next block may spend and that no waiting transaction spends, oldest first: a reorganisation
    /// that makes a spent coinbase unripe again takes the payment with it for good.
    fn ripe(&self, chain: &Chain) -> Vec<(OutPoint, Coin)> {
        let script = self.script();
        let next = chain.height() + 1;
        let ripe =
            |coin: &Coin| !coin.coinbase || coin.height.is_some_and(|h| next.saturating_sub(h) >= MATURITY);
        let mut coins: Vec<_> = chain
            .coins()
            .filter(|(outpoint, coin)| {
                coin.out.script_pubkey == script && ripe(coin) && chain.spend(outpoint).is_none()
            })
            .map(|(outpoint, coin)| (*outpoint, coin.clone()))
            .collect();
        coins.sort_by_key(|(outpoint, coin)| (coin.height, *outpoint));
        coins
    }

    fn sign(&self, mut tx: Transaction, values: &[Amount]) -> Result<Transaction, FaucetError> {
        let secp = Secp256k1::new();
        let script = self.script();
        for (index, value) in values.iter().enumerate() {
            let hash = SighashCache::new(&tx)
                .p2wpkh_signature_hash(index, &script, *value, EcdsaSighashType::All)
                .map_err(|_| FaucetError::Signing)?;
            let message = Message::from_digest(hash.to_byte_array());
            let signature = ecdsa::Signature::sighash_all(secp.sign_ecdsa(&message, &self.secret));
            if let Some(input) = tx.input.get_mut(index) {
                input.witness = Witness::p2wpkh(&signature, &self.public);
            }
        }
        Ok(tx)
    }
}

fn spend(previous_output: OutPoint) -> TxIn {
    TxIn {
        previous_output,
        script_sig: ScriptBuf::new(),
        sequence: Sequence::ENABLE_RBF_NO_LOCKTIME,
        witness: Witness::new(),
    }
}
