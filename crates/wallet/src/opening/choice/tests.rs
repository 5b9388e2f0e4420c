use lightning_liquidity::lsps0::ser::LSPSDateTime;

use super::*;

const NOW: u64 = 1_700_000_000_000;

fn offer(least_fee: u64, ppm: u32, least: u64, most: u64) -> LSPS2OpeningFeeParams {
    LSPS2OpeningFeeParams {
        min_fee_msat: least_fee,
        proportional: ppm,
        valid_until: until(3_600),
        min_lifetime: 1_000,
        max_client_to_self_delay: 2_016,
        min_payment_size_msat: least,
        max_payment_size_msat: most,
        promise: "promised".to_owned(),
    }
}

fn until(secs: u64) -> LSPSDateTime {
    let at = std::time::Duration::from_millis(NOW) + std::time::Duration::from_secs(secs);
    LSPSDateTime::new_from_duration_since_epoch(at)
}

fn fee(menu: Vec<LSPS2OpeningFeeParams>, amount: Option<u64>) -> Result<Option<u64>, OpeningError> {
    choose(menu, amount, NOW).map(|c| c.fee_msat)
}

#[test]
fn the_fee_is_a_part_rounded_up_but_at_least_the_least() {
    let fee = OpeningFee { least_msat: 500_000, parts_per_million: 5_000 };
    for (payment, expected) in
        [(0, 500_000), (100_000_000, 500_000), (100_000_001, 500_001), (100_000_200, 500_001)]
    {
        assert_eq!(fee.of(payment), Some(expected), "{payment}");
    }
    let dear = OpeningFee { least_msat: 0, parts_per_million: u32::MAX };
    assert_eq!(dear.of(u64::MAX), None);
    assert_eq!(dear.of(u64::MAX / u64::from(u32::MAX)), None, "rounding up overflows, too");
}

#[test]
fn takes_the_cheapest_offer_for_the_amount() {
    let menu =
        || vec![offer(500_000, 5_000, 5_000_000, 700_000_000), offer(900_000, 1_000, 5_000_000, 700_000_000)];
    assert_eq!(fee(menu(), Some(50_000_000)), Ok(Some(500_000)));
    assert_eq!(fee(menu(), Some(500_000_000)), Ok(Some(900_000)));
    assert_eq!(fee(menu(), None), Ok(None));
    assert_eq!(choose(menu(), None, NOW).map(|c| c.terms.fee.parts_per_million).ok(), Some(1_000));
}

#[test]
fn says_between_which_amounts_a_channel_is_opened() {
    let menu = || vec![offer(500_000, 0, 5_000_000, 6_000_000), offer(500_000, 0, 8_000_000, 9_000_000)];
    assert_eq!(fee(menu(), Some(4_999_999)), Err(OpeningError::TooLittle { least_msat: 5_000_000 }));
    assert_eq!(fee(menu(), Some(9_000_001)), Err(OpeningError::TooMuch { most_msat: 9_000_000 }));
    assert_eq!(fee(menu(), Some(7_000_000)), Err(OpeningError::NoOffer), "between the two");
    for amount in [5_000_000, 6_000_000, 8_000_000, 9_000_000] {
        assert_eq!(fee(menu(), Some(amount)), Ok(Some(500_000)), "{amount}");
    }
}

#[test]
fn passes_over_offers_that_are_nearly_over_or_ask_for_too_much() {
    let good = || offer(500_000, 0, 5_000_000, 700_000_000);
    let over = LSPS2OpeningFeeParams { valid_until: until(119), ..good() };
    let just = LSPS2OpeningFeeParams { valid_until: until(120), ..good() };
    let impatient = LSPS2OpeningFeeParams { max_client_to_self_delay: 143, ..good() };
    let upside_down = offer(500_000, 0, 700_000_000, 5_000_000);
    let uncountable = offer(0, 1_000, 5_000_000, u64::MAX);
    for bad in [over, impatient, upside_down, uncountable] {
        assert_eq!(fee(vec![bad.clone()], Some(50_000_000)), Err(OpeningError::NoOffer), "{bad:?}");
    }
    assert_eq!(fee(vec![just], Some(50_000_000)), Ok(Some(500_000)));
    assert_eq!(fee(vec![], Some(50_000_000)), Err(OpeningError::NoOffer));
    assert_eq!(fee(vec![], None), Err(OpeningError::NoOffer));
}

#[test]
fn offers_that_are_over_when_they_arrive_are_told_by_the_clock() {
    let good = || offer(500_000, 0, 5_000_000, 700_000_000);
    let over = |secs| LSPS2OpeningFeeParams { valid_until: until(secs), ..good() };
    for amount in [None, Some(50_000_000)] {
        let after = |ms| choose(vec![over(0), over(60)], amount, NOW + ms).err();
        assert_eq!(after(180_000), Some(OpeningError::OffersOver));
        assert_eq!(after(179_999), Some(OpeningError::NoOffer), "a short offer and a slow line");
        assert_eq!(fee(vec![over(0), over(1)], amount), Err(OpeningError::NoOffer), "one is not over yet");
    }
    assert_eq!(fee(vec![over(0), good()], Some(50_000_000)), Ok(Some(500_000)));
}

#[test]
fn refuses_a_fee_out_of_proportion() {
    let of = |least_fee, ppm, amount| fee(vec![offer(least_fee, ppm, 1_000_000, 900_000_000)], amount);
    assert_eq!(of(7_500_000, 0, Some(50_000_000)), Ok(Some(7_500_000)));
    assert_eq!(of(7_500_001, 0, Some(50_000_000)), Err(OpeningError::TooDear { fee_msat: 7_500_001 }));
    assert_eq!(of(500_000, 0, Some(1_000_000)), Ok(Some(500_000)), "half of it is the most");
    assert_eq!(of(500_001, 0, Some(1_000_000)), Err(OpeningError::TooDear { fee_msat: 500_001 }));
    assert_eq!(of(0, 100_000, None), Ok(None));
    assert!(matches!(of(0, 100_001, None), Err(OpeningError::TooDear { .. })));
    assert!(
        matches!(of(500_001, 0, None), Err(OpeningError::TooDear { .. })),
        "too dear for the smallest payment"
    );
}

/// What is taken for the smallest payment stays bearable for every larger one.
#[test]
fn no_payment_of_any_amount_costs_more_than_the_most() {
    for (least_fee, ppm, least) in
        [(0, 100_000, 1), (500_000, 5_000, 5_000_000), (500_000, 100_000, 1_000_000)]
    {
        if let Ok(choice) = choose(vec![offer(least_fee, ppm, least, 900_000_000)], None, NOW) {
            for payment in (0..900).map(|n| least + n * 1_000_000) {
                let fee = choice.terms.fee.of(payment).unwrap_or(u64::MAX);
                assert!(fee <= most_fee_msat(payment).max(payment / 10 + 1), "{fee} of {payment}");
            }
        }
    }
}
