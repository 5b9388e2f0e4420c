//! Guards or none: what a PIN is worth with each, as a pure computation.

use lifeboat_messages::{GuardLimit, NewLock, PinStrength, Problem, Secret, View};

/// What a graphics card that tries PINs is rented for, US dollars an hour.
const CARD_PER_HOUR: f64 = 0.4;

/// Which protection is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Guards limit how often it can be tried.
    Guards,
    /// Nothing else does.
    Alone,
}

impl Protection {
    /// What is to open the wallet from now on.
    pub fn lock(self, pin: Secret) -> NewLock {
        match self {
            Protection::Guards => NewLock::GuardedPin(pin),
            Protection::Alone => NewLock::Pin(pin),
        }
    }
}

/// The guards to choose from: `None` if there are none, and if the previous PIN has some, which no weaker one replaces.
pub fn choice(view: &View) -> Option<GuardLimit> {
    view.guards_offered.clone().filter(|_| view.guards.is_none())
}

/// The guard that a new PIN may do without, after `problem`, so that one that is gone for good keeps nobody from a backup: where
/// guards limit the PIN before, and enough of them are left. It is the user's decision each time.
pub fn dispensable(view: &View, problem: &Problem, without: &[String]) -> Option<String> {
    let (Problem::GuardSilent { guard } | Problem::GuardRefuses { guard }) = problem else { return None };
    // Two of three have to answer, or three of five.
    let spare = usize::from(view.guards.as_ref()?.needed).saturating_sub(1);
    (without.len() < spare && !without.contains(guard)).then(|| guard.clone())
}

/// The odds (1 in n) that somebody who has the file guesses a random PIN of that length at the guards.
pub fn odds(limit: &GuardLimit, digits: u8) -> u64 {
    let all = 10u64.saturating_pow(u32::from(digits));
    let guesses = u64::from(limit.guesses).max(1);
    all.saturating_add(guesses / 2) / guesses
}

/// What it costs to rent the card that tries every PIN, US dollars.
pub fn dollars(strength: &PinStrength) -> f64 {
    strength.one_card_seconds / 3_600.0 * CARD_PER_HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit() -> GuardLimit {
        GuardLimit { hosts: vec!["a.example".into(); 3], needed: 2, guesses: 15, related: false }
    }

    #[test]
    fn fifteen_tries_at_a_million_pins_are_one_chance_in_66_667() {
        assert_eq!(odds(&limit(), 6), 66_667);
        assert_eq!(odds(&limit(), 4), 667);
        assert_eq!(odds(&GuardLimit { guesses: 0, ..limit() }, 12), 1_000_000_000_000);
    }

    #[test]
    fn half_an_hour_of_a_card_costs_twenty_cents() {
        let cents = dollars(&PinStrength { digits: 6, one_card_seconds: 1_800.0 }) * 100.0;
        assert!((cents - 20.0).abs() < 1e-9, "{cents}");
    }

    #[test]
    fn guards_are_offered_only_where_there_are_some_and_the_pin_before_has_none() {
        let mut view = crate::checklist::tests::view();
        assert_eq!(choice(&view), None);
        view.guards_offered = Some(limit());
        assert_eq!(choice(&view), Some(limit()));
        view.guards = Some(limit());
        assert_eq!(choice(&view), None);
    }

    #[test]
    fn a_pin_that_guards_limit_may_do_without_as_many_as_are_spare() {
        let mut view = crate::checklist::tests::view();
        let silent = |host: &str| Problem::GuardSilent { guard: host.into() };
        assert_eq!(dispensable(&view, &silent("a.example"), &[]), None, "there is a PIN alone to choose");
        view.guards = Some(limit());
        assert_eq!(dispensable(&view, &silent("a.example"), &[]).as_deref(), Some("a.example"));
        assert_eq!(
            dispensable(&view, &silent("b.example"), &["a.example".into()]),
            None,
            "two have to answer"
        );
        assert_eq!(dispensable(&view, &Problem::Unreachable, &[]), None);
        view.guards = Some(GuardLimit { needed: 3, ..limit() });
        let refuses = Problem::GuardRefuses { guard: "b.example".into() };
        assert_eq!(dispensable(&view, &refuses, &["a.example".into()]).as_deref(), Some("b.example"));
        assert_eq!(dispensable(&view, &refuses, &["b.example".into()]), None, "it was left out already");
        view.guards = Some(GuardLimit { needed: 1, ..limit() });
        assert_eq!(dispensable(&view, &silent("a.example"), &[]), None);
    }

    #[test]
    fn what_is_chosen_is_what_is_asked_for() {
        let pin = || Secret::from("739205");
        assert_eq!(Protection::Guards.lock(pin()), NewLock::GuardedPin(pin()));
        assert_eq!(Protection::Alone.lock(pin()), NewLock::Pin(pin()));
    }
}
