//! Which channel keys are this wallet's, so that what a peer says of them can be checked.
//!
//! A commitment transaction is revoked by giving its secret away (BOLT 2, `revoke_and_ack`; BOLT 3, "Per-commitment
//! Secret Requirements"). A peer that shows a secret beyond what this state remembers proves that the state is old;
//! nothing else proves it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use lightning::bitcoin::secp256k1::{PublicKey, Secp256k1, SecretKey};
use lightning::bitcoin::{Script, ScriptBuf};
use lightning::ln::script::ShutdownScript;
use lightning::sign::{ChannelSigner, InMemorySigner, KeysManager, SignerProvider};

/// BOLT 3 counts the secrets of a channel down from here.
pub(crate) const FIRST_SECRET: u64 = (1 << 48) - 1;

/// LDK's keys, and of which channels they were asked for.
pub(crate) struct Signers {
    keys: Rc<KeysManager>,
    channels: RefCell<BTreeSet<[u8; 32]>>,
}

impl Signers {
    pub(crate) fn new(keys: Rc<KeysManager>) -> Self {
        Self { keys, channels: RefCell::default() }
    }

    /// Whether this secret is the last of this many of our revocations in the channel that this script funds. It has to
    /// be that very channel's: the same peer knows the secrets of another channel, which say nothing about this one.
    pub(crate) fn has_revoked(&self, funding: &Script, revocations: u64, secret: &[u8; 32]) -> bool {
        let Some(index) = revocations.checked_sub(1).and_then(|before| FIRST_SECRET.checked_sub(before))
        else {
            return false;
        };
        let Ok(secret) = SecretKey::from_slice(secret) else { return false };
        let secp = Secp256k1::new();
        let funds = |signer: &InMemorySigner| {
            let ours = signer.pubkeys(&secp).funding_pubkey.serialize();
            funding.as_bytes().windows(ours.len()).any(|key| key == ours)
        };
        let channels = self.channels.borrow();
        let signer = channels.iter().map(|id| self.keys.derive_channel_signer(*id)).find(funds);
        let point = signer.and_then(|signer| signer.get_per_commitment_point(index, &secp).ok());
        point == Some(PublicKey::from_secret_key(&secp, &secret))
    }
}

impl SignerProvider for Signers {
    type EcdsaSigner = InMemorySigner;

    fn generate_channel_keys_id(&self, inbound: bool, user_channel_id: u128) -> [u8; 32] {
        self.keys.generate_channel_keys_id(inbound, user_channel_id)
    }

    fn derive_channel_signer(&self, channel: [u8; 32]) -> InMemorySigner {
        self.channels.borrow_mut().insert(channel);
        self.keys.derive_channel_signer(channel)
    }

    fn get_destination_script(&self, channel: [u8; 32]) -> Result<ScriptBuf, ()> {
        self.keys.get_destination_script(channel)
    }

    fn get_shutdown_scriptpubkey(&self) -> Result<ShutdownScript, ()> {
        self.keys.get_shutdown_scriptpubkey()
    }
}
