//! Which of the things that people paste can receive money on the chain.

use lifeboat_pasted::Payee;
use lightning::bitcoin::{Network, ScriptBuf};
use thiserror::Error;

/// Why a text cannot be paid to on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DestinationError {
    /// No address of any kind that bitcoin has, or one with a typing error.
    #[error("not an address")]
    NotAnAddress,
    /// The address belongs to another network.
    #[error("of another network")]
    OtherNetwork,
}

/// What can receive money on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The address in its usual form.
    pub address: String,
    /// What the link asks for; `None`: the payer chooses.
    pub amount_sat: Option<u64>,
    /// Who is paid, or for what, as the link says; `None` when it does not.
    pub label: Option<String>,
    pub(crate) script: ScriptBuf,
}

impl Destination {
    /// Reads a text that is an address, alone or in a link.
    pub(crate) fn read(text: &str, network: Network) -> Result<Self, DestinationError> {
        let payee = lifeboat_pasted::read(text).map_err(|_| DestinationError::NotAnAddress)?;
        Self::of(&payee, network)
    }

    /// The address of this network. A link may name those of several (BIP 321).
    pub(crate) fn of(payee: &Payee, network: Network) -> Result<Self, DestinationError> {
        let mut addresses = payee.addresses.iter().peekable();
        addresses.peek().ok_or(DestinationError::NotAnAddress)?;
        let address = addresses
            .find_map(|address| address.clone().require_network(network).ok())
            .ok_or(DestinationError::OtherNetwork)?;
        Ok(Self {
            address: address.to_string(),
            amount_sat: payee.amount_sat,
            label: payee.label.clone(),
            script: address.script_pubkey(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::DestinationError::{NotAnAddress, OtherNetwork};
    use super::*;

    const SEGWIT: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    fn read(text: &str) -> Result<String, DestinationError> {
        Destination::read(text, Network::Regtest).map(|it| it.address)
    }

    #[test]
    fn reads_addresses_of_every_kind() {
        let taproot = "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6";
        for text in
            [SEGWIT, taproot, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"]
        {
            assert_eq!(read(text).as_deref(), Ok(text));
        }
        for text in ["", "hello", "bitcoin:?amount=1", "alice@service.example"] {
            assert_eq!(read(text), Err(NotAnAddress), "{text}");
        }
    }

    #[test]
    fn an_address_of_another_network_is_named() {
        let mainnet = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
        for text in [
            mainnet,
            "BITCOIN:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4?AMOUNT=1",
            "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
            "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
            "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        ] {
            assert_eq!(read(text), Err(OtherNetwork), "{text}");
        }
        let signet = |text: &str| Destination::read(text, Network::Signet).map(|_| ());
        assert_eq!(signet("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"), Ok(()));
        assert_eq!(signet(SEGWIT), Err(OtherNetwork));
        let both = format!("bitcoin:?bc={mainnet}&bcrt={SEGWIT}");
        assert_eq!(read(&both).as_deref(), Ok(SEGWIT), "the one of this network is paid");
    }
}
