//! Feerates as people write them: sat/vB, where the messages count satoshis per 1,000 virtual bytes.

/// The rate in sat/vB, with as many decimals as it has, after `point`.
pub fn shown(sat_per_kvb: u32, point: char) -> String {
    let (whole, part) = (sat_per_kvb / 1_000, sat_per_kvb % 1_000);
    if part == 0 {
        return whole.to_string();
    }
    format!("{whole}{point}{part:03}").trim_end_matches('0').to_owned()
}

/// The rate to a tenth of a sat/vB, for a choice that has little room.
pub fn rounded(sat_per_kvb: u32, point: char) -> String {
    shown(sat_per_kvb.saturating_add(50) / 100 * 100, point)
}

/// The typed rate, with a point or a comma; at most three decimals.
pub fn parse(text: &str) -> Option<u32> {
    let text = text.trim().replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.is_empty() || part.len() > 3 {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_shows() {
        for (rate, text) in
            [(1_000, "1"), (1_012, "1.012"), (2_500, "2.5"), (2_000_000, "2000"), (999, "0.999")]
        {
            assert_eq!(shown(rate, '.'), text);
            assert_eq!(parse(text), Some(rate));
        }
        assert_eq!([1_012, 1_050, 24_649].map(|rate| rounded(rate, '.')), ["1", "1.1", "24.6"]);
        // If a point groups thousands, "1.012" would be read as a thousand and twelve.
        assert_eq!((shown(1_012, ','), rounded(24_649, ',')), ("1,012".into(), "24,6".into()));
        assert_eq!(parse(" 3,5 "), Some(3_500));
        for text in ["", ".", "a", "-1", "1.0001", "1.2.3", ".5", "99999999"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
