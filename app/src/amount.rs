//! Amounts as people write them. Grouping is the browser's (`state/intl.rs`); exact decimals are made here.

use std::fmt::Write;

/// The unit in which amounts are shown and typed.
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
pub fn typed(msat: u64, unit: Unit, point: char) -> String {
    let sat = msat / 1_000;
    match unit {
        Unit::Sats => sat.to_string(),
        Unit::Btc => {
            let text = format!("{}{point}{:08}", sat / 100_000_000, sat % 100_000_000);
            text.trim_end_matches('0').trim_end_matches(point).to_owned()
        }
    }
}

/// More than there will ever be is a slip.
const MOST_MSAT: u64 = 2_100_000_000_000_000_000;

/// What was typed, in msat: at most 8 (BTC) or 3 (sats) decimals, in groups as people write them. `point` is
/// the decimal separator of the user's language; what could mean two amounts is refused.
pub fn parse(text: &str, unit: Unit, point: char) -> Option<u64> {
    let gaps = ['_', '\'', '’'];
    let clean: String = text.chars().filter(|c| !c.is_whitespace() && !gaps.contains(c)).collect();
    let (whole, fraction) = parts(&clean, unit, point)?;
    let (decimals, most) = match unit {
        Unit::Sats => (3, 3),
        Unit::Btc => (11, 8),
    };
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_empty = whole.is_empty() && fraction.is_empty();
    if is_empty || !is_number(&whole) || !is_number(fraction) || fraction.len() > most {
        return None;
    }
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() };
    let part = number(&format!("{fraction:0<decimals$}"))?;
    let msat =
        number(&whole)?.checked_mul(10u64.checked_pow(u32::try_from(decimals).ok()?)?)?.checked_add(part)?;
    (msat <= MOST_MSAT).then_some(msat)
}

/// The digits before the decimal separator, without those that group them, and the ones behind it.
fn parts(text: &str, unit: Unit, point: char) -> Option<(String, &str)> {
    let Some(last) = text.rfind(['.', ',']) else { return Some((text.to_owned(), "")) };
    let (before, behind) = (&text[..last], &text[last + 1..]);
    let is_group = |mark: char| text[last..].starts_with(mark);
    let other = if is_group('.') { ',' } else { '.' };
    let mark = if is_group('.') { '.' } else { ',' };
    if before.contains(mark) {
        // A decimal separator occurs once, so these group digits.
        return Some((grouped(text, mark)?, ""));
    }
    if before.contains(other) {
        return Some((grouped(before, other)?, behind));
    }
    // One alone. As a group it would be a thousand times as much.
    let may_group = behind.len() == 3 && grouped(text, mark).is_some();
    match (may_group, mark == point, unit) {
        (false, _, _) | (true, true, Unit::Btc) => Some((before.to_owned(), behind)),
        // No one types thousandths of a sat.
        (true, false, Unit::Sats) => grouped(text, mark).map(|digits| (digits, "")),
        // "1.000" sats where the language has 1,000; "1,000" BTC where it has 1.000.
        (true, true, Unit::Sats) | (true, false, Unit::Btc) => None,
    }
}

/// The digits of a whole number in groups of three; the first group may be shorter.
fn grouped(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next()?;
    let well =
        (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3);
    well.then(|| text.chars().filter(|c| *c != mark).collect())
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
        for point in ['.', ','] {
            for (text, msat) in [
                ("2500", 2_500_000),
                (" 12 345 ", 12_345_000),
                ("12\u{a0}345", 12_345_000),
                ("12\u{202f}345", 12_345_000),
                ("12'345", 12_345_000),
                ("12’345", 12_345_000),
                ("1,234,567", 1_234_567_000),
                ("1.234.567", 1_234_567_000),
                ("1,234.5", 1_234_500),
                ("1.234,5", 1_234_500),
                ("1.234.567,25", 1_234_567_250),
                ("0.5", 500),
                ("0,5", 500),
                ("0.500", 500),
            ] {
                assert_eq!(parse(text, Unit::Sats, point), Some(msat), "{text} {point}");
            }
            for (text, msat) in [
                ("0.00012345", 12_345_000),
                ("0,00 012 345", 12_345_000),
                (".5", 50_000_000_000),
                (",5", 50_000_000_000),
                ("1", 100_000_000_000),
                ("1.234,50", 123_450_000_000_000),
                ("1,234.50", 123_450_000_000_000),
                ("0,001", 100_000_000),
                ("0.001", 100_000_000),
            ] {
                assert_eq!(parse(text, Unit::Btc, point), Some(msat), "{text} {point}");
            }
        }
    }

    #[test]
    fn one_group_alone_is_read_as_the_language_writes_it() {
        for (point, group) in [('.', ','), (',', '.')] {
            let parse = |text: &str, unit| parse(&text.replace('G', &group.to_string()), unit, point);
            assert_eq!(parse("1G000", Unit::Sats), Some(1_000_000));
            assert_eq!(parse("250G000", Unit::Sats), Some(250_000_000));
            // In bitcoin it could equally be a decimal separator.
            assert_eq!(parse("1G000", Unit::Btc), None);
            assert_eq!(parse("1G0000", Unit::Btc), Some(100_000_000_000));
        }
    }

    #[test]
    fn refuses_what_is_no_amount_or_could_mean_two() {
        for point in ['.', ','] {
            for text in [
                "",
                " ",
                ".",
                ",",
                "abc",
                "-5",
                "1e5",
                "0x10",
                "١",
                "1.2.3",
                "1,2,3",
                "1.23,456.7",
                "1,2345,678",
                "1.2345,67,8",
                "0,123,456",
                ",123,456",
                "1,,000",
                "1.,5",
                "12.3456",
            ] {
                assert_eq!(parse(text, Unit::Sats, point), None, "{text}");
            }
            // A thousand to half of the world, and one to the other half.
            let text = format!("1{point}000");
            assert_eq!(parse(&text, Unit::Sats, point), None, "{text}");
            assert_eq!(parse("0.123456789", Unit::Btc, point), None);
            assert_eq!(parse("21000001", Unit::Btc, point), None);
            assert_eq!(parse("99999999999999999999999", Unit::Sats, point), None);
        }
    }

    #[test]
    fn reads_back_every_amount_it_writes() {
        for sat in
            [0, 1, 99, 100_000_000, 123_400_000, 100_100_000_000, 12_345_678_901, 2_099_999_999_999_999]
        {
            for point in ['.', ','] {
                assert_eq!(parse(&btc(sat * 1000, point), Unit::Btc, point), Some(sat * 1000));
                for unit in [Unit::Sats, Unit::Btc] {
                    let text = typed(sat * 1000, unit, point);
                    assert_eq!(parse(&text, unit, point), Some(sat * 1000), "{text} {point}");
                }
            }
        }
    }
}
