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
