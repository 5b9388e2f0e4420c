use super::*;
use OpeningError::*;

#[test]
fn what_the_user_can_do_something_about_is_told_whoever_says_it_first() {
    let cases = [
        (Silent, TooMuch { most_msat: 5 }, TooMuch { most_msat: 5 }),
        (NoOffer, BadToken, BadToken),
        (TooMuch { most_msat: 5 }, TooMuch { most_msat: 9 }, TooMuch { most_msat: 9 }),
        (TooLittle { least_msat: 5 }, TooLittle { least_msat: 9 }, TooLittle { least_msat: 5 }),
        (TooDear { fee_msat: 5 }, TooDear { fee_msat: 9 }, TooDear { fee_msat: 5 }),
        (BadToken, TooDear { fee_msat: 5 }, TooDear { fee_msat: 5 }),
    ];
    for (a, b, told) in cases {
        for (first, second) in [(&a, &b), (&b, &a)] {
            let mut offers = Offers::default();
            offers.refuse(first.clone());
            offers.refuse(second.clone());
            assert_eq!(offers.take().err(), Some(told.clone()), "{first:?}, {second:?}");
        }
    }
    assert_eq!(Offers::default().take().err(), Some(Silent));
}
