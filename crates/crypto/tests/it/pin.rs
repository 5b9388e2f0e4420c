use crate::common::*;
use lifeboat_crypto::*;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn why(text: &str) -> Option<PinRefused> {
    refusal(Pin::choose(text))
}

#[test]
fn weak_pins_are_refused_with_the_reason() {
    use PinRefused::*;
    for (text, reason) in [
        ("", TooShort),
        ("123", TooShort),
        ("1234567890123", TooLong),
        ("12a4", NotDigits),
        ("12 34", NotDigits),
        ("-1234", NotDigits),
        ("4.826", NotDigits),
        ("7777", Repeats),
        ("000000", Repeats),
        ("1212", Repeats),
        ("123123", Repeats),
        ("482482482", Repeats),
        ("7771", Repeats),
        ("1777", Repeats),
        ("777717", Repeats),
        ("112233", Repeats),
        ("285582", Repeats),
        ("474477", Repeats),
        ("1234", Run),
        ("4321", Run),
        ("7890", Run),
        ("123456", Run),
        ("987654", Run),
        ("890123", Run),
        ("123471", Run),
        ("91234567", Run),
        ("1949", Year),
        ("2026", Year),
        ("3112", Date),
        ("1231", Date),
        ("2902", Date),
        ("311285", Date),
        ("851231", Date),
        ("123185", Date),
        ("198507", Date),
        ("071985", Date),
        ("31121985", Date),
        ("19851231", Date),
        ("12311985", Date),
        ("2580", Common),
        ("1397", Common),
        ("159357", Common),
        ("147258369", Common),
        ("8675309", Common),
    ] {
        assert_eq!(why(text), Some(reason), "{text}");
    }
}

#[test]
fn other_pins_are_accepted() {
    for text in ["4829", "8352", "482913", "739105", "60371948", "739105286407", "3013", "3940", "950637"] {
        assert_eq!(why(text), None, "{text}");
    }
}

#[test]
fn whatever_was_chosen_elsewhere_still_unlocks() {
    assert!(Pin::enter("1234").is_ok() && Pin::enter(" 000000 ").is_ok());
    assert_eq!(refusal(Pin::enter("123")), Some(NotAPin::TooShort));
    assert_eq!(refusal(Pin::enter("1234567890123")), Some(NotAPin::TooLong));
    assert_eq!(refusal(Pin::enter("12x4")), Some(NotAPin::NotDigits));
}

#[test]
fn digits_of_other_scripts_are_the_same_digits() {
    for text in ["٤٨٢٩١٣", "۴۸۲۹۱۳", "४८२९१३", "４８２９１３", "৪৮২৯১৩", "๔๘๒๙๑๓"]
    {
        let pin = Pin::enter(text).ok().unwrap();
        assert!(keyring().open(&Secret::Pin(&pin), &LOW).is_ok(), "{text}");
    }
}

#[test]
fn strength_is_an_honest_number() {
    let pin = Pin::choose("482913").ok().unwrap();
    let strength = pin.strength(Kdf::TIER_2);
    assert_eq!(strength.digits, 6);
    // 1,650 s, or 27 minutes, as the format document says.
    assert!((1_600.0..1_700.0).contains(&strength.one_card_seconds), "{strength:?}");
    let portable = pin.strength(Kdf::PORTABLE);
    assert!((300.0..340.0).contains(&portable.one_card_seconds), "{portable:?}");
    let longer = PinStrength::of(8, Kdf::TIER_2);
    assert!((longer.one_card_seconds / strength.one_card_seconds - 100.0).abs() < 0.001);
}
