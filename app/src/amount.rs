//! Amounts as people write them. Grouping is the browser's (`state/intl.rs`); exact decimals are made here.

use std::fmt::Write;

/// In what amounts are shown and typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// In satoshis.
    #[default]
    Sats,
    /// In whole bitcoin.
    Btc,
}

impl Unit {
    /// The other unit.
    pub fn other(self) -> Unit {
        match self {
            Unit::Sats => Unit::Btc,
            Unit::Btc => Unit::Sats,
        }
    }
}

/// A narrow no-break space.
const THIN: char = '\u{202f}';

/// Whole sats, and the thousandths of a sat that remain, without closing zeros.
pub fn sats_parts(msat: u64) -> (u64, String) {
    let fraction = format!("{:03}", msat % 1000);
    (msat / 1000, fraction.trim_end_matches('0').to_owned())
}

/// Bitcoin with eight decimals, grouped as the design guide does: `0.00 012 345`.
pub fn btc(msat: u64, point: char) -> String {
    let sat = msat / 1000;
    let (whole, rest) = (sat / 100_000_000, sat % 100_000_000);
    let digits = format!("{rest:08}");
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write!(out, "{whole}{point}{}{THIN}{}{THIN}{}", &digits[..2], &digits[2..5], &digits[5..]);
    out
}

/// An amount of whole sats as it would be typed.
pub fn typed(msat: u64, unit: Unit) -> String {
    let sat = msat / 1_000;
    match unit {
        Unit::Sats => sat.to_string(),
        Unit::Btc => {
            let text = format!("{}.{:08}", sat / 100_000_000, sat % 100_000_000);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

/// What was typed, in msat. Accepts spaces, and a point or comma before at most 8 (BTC) or 3 (sats) decimals.
pub fn parse(text: &str, unit: Unit) -> Option<u64> {
    let clean: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_' && *c != '\'').collect();
    let (whole, fraction) = match clean.find(['.', ',']) {
        Some(at) => (&clean[..at], &clean[at + 1..]),
        None => (clean.as_str(), ""),
    };
    let decimals = match unit {
        Unit::Sats => 3,
        Unit::Btc => 11,
    };
    let most = match unit {
        Unit::Sats => 3,
        Unit::Btc => 8,
    };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // "1,000" sats is a thousand to half of the world and one to the other half: refuse what could mean both.
    if unit == Unit::Sats && !fraction.is_empty() && fraction.len() == 3 {
        return None;
    }
    if fraction.len() > most {
        return None;
    }
    let scale = 10u64.checked_pow(decimals)?;
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut part: u64 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    for _ in fraction.len()..usize::try_from(decimals).ok()? {
        part = part.checked_mul(10)?;
    }
    let msat = whole.checked_mul(scale)?.checked_add(part)?;
    // More than there will ever be is a slip.
    (msat <= 2_100_000_000_000_000_000).then_some(msat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_bitcoin_with_eight_decimals_in_groups() {
        assert_eq!(btc(12_345_000, '.'), "0.00\u{202f}012\u{202f}345");
        assert_eq!(btc(0, '.'), "0.00\u{202f}000\u{202f}000");
        assert_eq!(btc(2_100_000_000_000_000_000, ','), "21000000,00\u{202f}000\u{202f}000");
    }

    #[test]
    fn keeps_thousandths_of_a_sat_only_when_there_are_any() {
        assert_eq!(sats_parts(1_000), (1, String::new()));
        assert_eq!(sats_parts(1_020), (1, "02".into()));
        assert_eq!(sats_parts(999), (0, "999".into()));
    }

    #[test]
    fn reads_what_people_type() {
        assert_eq!(parse("2500", Unit::Sats), Some(2_500_000));
        assert_eq!(parse(" 12 345 ", Unit::Sats), Some(12_345_000));
        assert_eq!(parse("0.5", Unit::Sats), Some(500));
        assert_eq!(parse("0.00012345", Unit::Btc), Some(12_345_000));
        assert_eq!(parse("0,00 012 345", Unit::Btc), Some(12_345_000));
        assert_eq!(parse(".5", Unit::Btc), Some(50_000_000_000));
        assert_eq!(parse("1", Unit::Btc), Some(100_000_000_000));
    }

    #[test]
    fn refuses_what_is_no_amount_or_could_mean_two() {
        for text in ["", " ", ".", "abc", "-5", "1.2.3", "1e5", "1,000", "1.000", "0x10", "١"] {
            assert_eq!(parse(text, Unit::Sats), None, "{text}");
        }
        assert_eq!(parse("0.123456789", Unit::Btc), None);
        assert_eq!(parse("21000001", Unit::Btc), None);
        assert_eq!(parse("99999999999999999999999", Unit::Sats), None);
    }

    #[test]
    fn reads_back_every_amount_it_writes() {
        for sat in [0, 1, 99, 100_000_000, 12_345_678_901, 2_099_999_999_999_999] {
            assert_eq!(parse(&btc(sat * 1000, '.'), Unit::Btc), Some(sat * 1000));
        }
    }
}
