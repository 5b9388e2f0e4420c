use super::*;

#[test]
fn about_one_pin_of_six_digits_in_ten_is_refused() {
    let refused = (0..1_000_000).filter(|n| policy::refuse(format!("{n:06}").as_bytes()).is_some()).count();
    assert!((80_000..140_000).contains(&refused), "{refused}");
}

#[test]
fn no_pin_of_any_length_makes_the_policy_panic() {
    for length in PIN_MIN..=PIN_MAX {
        for digit in b'0'..=b'9' {
            let mut pin = vec![digit; length];
            assert_eq!(policy::refuse(&pin), Some(PinRefused::Repeats));
            for at in 0..length {
                pin[at] = b'0' + (digit - b'0' + 3) % 10;
                policy::refuse(&pin);
            }
        }
    }
}

/// What people type and paste: digits of every script are the same PIN, and what only looks like digits is not a
/// PIN.
#[test]
fn pins_as_people_have_them() {
    let all: serde_json::Value = serde_json::from_str(include_str!("../../tests/cases/pins.json")).unwrap();
    for case in all["cases"].as_array().unwrap() {
        let id = case["id"].as_str().unwrap();
        let keys = || case["keys"].as_array()?.iter().map(|key| key.as_str()).collect::<Option<String>>();
        let typed = case["text"].as_str().map(str::to_owned).or_else(keys);
        match (typed, case["same_as"].as_str()) {
            (Some(typed), Some(plain)) => {
                let pin = Pin::enter(&typed).unwrap_or_else(|why| panic!("{id}: {why}"));
                assert_eq!(pin.as_bytes(), plain.as_bytes(), "{id}");
            }
            // The others are about keyboards, but for those that are a text.
            (Some(typed), None) if case["text"].is_string() => assert!(Pin::enter(&typed).is_err(), "{id}"),
            _ => {}
        }
    }
}

#[test]
fn what_many_choose_is_refused() {
    use PinRefused::{Common, Date, Repeats, Run, Year};
    for (pin, why) in [
        // Over the keys of the pad.
        ("1478", Common),
        ("3698", Common),
        ("7896", Common),
        ("1236", Common),
        ("2580", Common),
        ("147896", Common),
        ("12369874", Common),
        // Of the calendar.
        ("1987", Year),
        ("2026", Year),
        ("3112", Date),
        ("2902", Date),
        ("311299", Date),
        ("991231", Date),
        ("20241224", Date),
        ("19871990", Date),
        ("20012002", Date),
        // Beyond the end of the row, and back.
        ("9012", Run),
        ("09876", Run),
        ("1000", Repeats),
        ("5201314", Common),
        ("1314520", Common),
        ("7758521", Common),
        ("134679", Common),
        ("123789", Common),
        ("142857", Common),
        ("4455", Repeats),
        ("7788", Repeats),
        ("6655", Repeats),
    ] {
        assert_eq!(policy::refuse(pin.as_bytes()), Some(why), "{pin}");
    }
    for pin in ["7251", "725183", "4072916", "90417263"] {
        assert_eq!(policy::refuse(pin.as_bytes()), None, "{pin}");
    }
}
