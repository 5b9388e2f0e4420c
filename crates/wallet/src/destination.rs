//! Reading an address on the chain, alone or in a link (BIP 21), as people paste it.

use lightning::bitcoin::address::NetworkUnchecked;
use lightning::bitcoin::{Address, Network, ScriptBuf};
use thiserror::Error;

use crate::note;
use crate::pasted::is_invisible;

/// Why a text cannot be paid to on the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DestinationError {
    /// No address of any kind that bitcoin has, or one with a typing error.
    #[error("not an address")]
    NotAnAddress,
    /// Of another network.
    #[error("of another network")]
    OtherNetwork,
    /// The link names an amount that is none: not a number of bitcoins, more than eight decimals, more than there are, or two.
    #[error("the amount of the link cannot be read")]
    BadAmount,
    /// The link requires something that this wallet does not know (`req-`, BIP 21).
    #[error("the link asks for something that is not known here")]
    Unsupported,
}

/// Where money can go on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// As everybody writes it.
    pub address: String,
    /// What the link asks for; `None`: the payer chooses.
    pub amount_sat: Option<u64>,
    /// Who is paid, or for what, as the link says; empty when it does not.
    pub label: String,
    pub(crate) script: ScriptBuf,
}

/// Longer labels are cut, characters.
const LONGEST_LABEL: usize = 200;
/// All the money there will ever be, sat.
pub(crate) const MOST_SAT: u64 = 2_100_000_000_000_000;
const DECIMALS: usize = 8;

impl Destination {
    pub(crate) fn read(text: &str, network: Network) -> Result<Self, DestinationError> {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
        let (address, query) = match without_scheme(&text) {
            Some(link) => link.split_once('?').unwrap_or((link, "")),
            None => (text.as_str(), ""),
        };
        let address: Address<NetworkUnchecked> =
            address.parse().map_err(|_| DestinationError::NotAnAddress)?;
        let address = address.require_network(network).map_err(|_| DestinationError::OtherNetwork)?;
        let script = address.script_pubkey();
        let mut read = Self { address: address.to_string(), amount_sat: None, label: String::new(), script };
        read.take_in(query)?;
        Ok(read)
    }

    fn take_in(&mut self, query: &str) -> Result<(), DestinationError> {
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match key.to_ascii_lowercase().as_str() {
                "amount" if self.amount_sat.is_some() => return Err(DestinationError::BadAmount),
                "amount" => self.amount_sat = Some(sats(value).ok_or(DestinationError::BadAmount)?),
                // Who is paid says more than what for.
                "label" => self.label = decoded(value),
                "message" if self.label.is_empty() => self.label = decoded(value),
                key if key.starts_with("req-") => return Err(DestinationError::Unsupported),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What follows `bitcoin:` in any case, with or without slashes.
fn without_scheme(text: &str) -> Option<&str> {
    const SCHEME: &str = "bitcoin:";
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| rest.trim_start_matches('/'))
}

/// A number of bitcoins with at most eight decimals, and a point, as sats.
fn sats(bitcoins: &str) -> Option<u64> {
    let (whole, part) = bitcoins.split_once('.').unwrap_or((bitcoins, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() + part.len() == 0 || part.len() > DECIMALS {
        return None;
    }
    let sats: u64 = format!("{whole}{part:0<DECIMALS$}").parse().ok()?;
    (sats <= MOST_SAT).then_some(sats)
}

/// Percent-encoding undone; what is no text then is shown as far as it is.
fn decoded(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = value.get(at + 1..at + 3).filter(|_| *byte == b'%');
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                plain.push(byte);
                at += 3;
            }
            None => {
                plain.push(*byte);
                at += 1;
            }
        }
    }
    note::on_one_line(&String::from_utf8_lossy(&plain)).chars().take(LONGEST_LABEL).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use DestinationError::*;

    const SEGWIT: &str = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    fn read(text: &str) -> Result<(String, Option<u64>, String), DestinationError> {
        Destination::read(text, Network::Regtest).map(|it| (it.address, it.amount_sat, it.label))
    }

    #[test]
    fn reads_addresses_of_every_kind() {
        let taproot = "bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6";
        for text in
            [SEGWIT, taproot, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn", "2MzQwSSnBHWHqSAqtTVQ6v47XtaisrJa1Vc"]
        {
            assert_eq!(read(text), Ok((text.to_owned(), None, String::new())));
        }
        for text in [SEGWIT.to_uppercase(), format!(" {SEGWIT}\n"), format!("\u{feff}bitcoin:{SEGWIT}")] {
            assert_eq!(read(&text).map(|read| read.0).as_deref(), Ok(SEGWIT), "{text}");
        }
        let (head, tail) = SEGWIT.split_at(20);
        assert_eq!(read(&format!("{head}\r\n{tail}")).map(|read| read.0).as_deref(), Ok(SEGWIT));
    }

    #[test]
    fn a_typing_error_is_no_address() {
        for text in ["", "hello", "bitcoin:", "bitcoin:?amount=1", "lnbcrt1", "🙂", "bitco\u{e9}n:"] {
            assert_eq!(read(text), Err(NotAnAddress), "{text}");
        }
        for good in [SEGWIT, "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"] {
            for at in 0..good.len() {
                let mut bad = good.to_owned().into_bytes();
                bad[at] = if bad[at] == b'q' { b'p' } else { b'q' };
                assert!(read(std::str::from_utf8(&bad).unwrap()).is_err(), "changed at {at}");
            }
        }
        let mixed = SEGWIT.replacen('q', "Q", 1);
        assert_eq!(read(&mixed), Err(NotAnAddress), "upper and lower case mixed");
        // The case counts in the old kinds: nothing may be made lower.
        assert_eq!(read("MIPCBBFG9GMICH81KJ8TQQDGOZUB1ZJRFN"), Err(NotAnAddress));
    }

    #[test]
    fn an_address_of_another_network_is_named() {
        for text in [
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
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
    }

    #[test]
    fn reads_what_a_link_says() {
        let link = |query: &str| read(&format!("bitcoin:{SEGWIT}?{query}")).map(|read| (read.1, read.2));
        let none = String::new;
        assert_eq!(link("amount=0.000025"), Ok((Some(2_500), none())));
        assert_eq!(link("AMOUNT=20.3&pj=https://x"), Ok((Some(2_030_000_000), none())));
        assert_eq!(link("amount=.5"), Ok((Some(50_000_000), none())));
        assert_eq!(link("amount=21000000"), Ok((Some(MOST_SAT), none())));
        assert_eq!(link("label=Luke%2DJr%20%C3%A9"), Ok((None, "Luke-Jr é".to_owned())));
        assert_eq!(
            link("label=Shop%E2%80%AE%20sat%20000%205%E2%80%AC%20%0A1"),
            Ok((None, "Shop sat 000 5 1".to_owned()))
        );
        assert_eq!(
            link("label=c%CC%B5%CC%A1%CC%A2%CC%95o"),
            Ok((None, "c\u{335}\u{321}\u{322}o".to_owned()))
        );
        assert_eq!(
            link("label=%E2%80%8B&message=B"),
            Ok((None, "B".to_owned())),
            "nothing can be seen of the label"
        );
        assert_eq!(link("label=A&message=B"), Ok((None, "A".to_owned())));
        assert_eq!(link("message=B%"), Ok((None, "B%".to_owned())));
        assert_eq!(link("message=%FF%0a%zz€"), Ok((None, "\u{fffd} %zz€".to_owned())));
        assert_eq!(link(&format!("label={}", "x".repeat(900))).map(|read| read.1.len()), Ok(LONGEST_LABEL));
        for amount in
            ["", "-1", "1,5", "1e3", "0.000000001", "21000000.00000001", "99999999999999999999", "+1", "."]
        {
            assert_eq!(link(&format!("amount={amount}")), Err(BadAmount), "{amount}");
        }
        assert_eq!(link("amount=1&amount=2"), Err(BadAmount), "it is not clear which one");
        assert_eq!(link("req-somethingyoudontunderstand=50"), Err(Unsupported));
    }
}
