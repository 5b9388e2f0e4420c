//! Guards or none: what a PIN is worth with each, as a pure computation.

use lifeboat_messages::{GuardLimit, GuardWaiver, NewLock, PinStrength, Problem, Secret, View};

/// What a graphics card that tries PINs is rented for, US dollars an hour.
const CARD_PER_HOUR: f64 = 0.4;

/// Which protection is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Guards limit how often it can be tried.
    Guards,
    /// Nothing but the PIN protects the backup.
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

/// What a new PIN may do without, so that guards that are gone for good keep nobody from a backup or another
/// PIN: where guards limit the PIN before. It is the user's decision each time, one guard after the other.
#[derive(Clone, Debug, PartialEq)]
pub enum WaiverOffer {
    /// This guard.
    Guard {
        /// Its host.
        host: String,
        /// Enough others are left.
        is_spare: bool,
    },
    /// Every guard: none is left. What the PIN is worth then.
    Every(PinStrength),
}

impl WaiverOffer {
    /// After `problem`, in an attempt that did without this much.
    pub fn of(view: &View, problem: &Problem, waiver: &GuardWaiver) -> Option<WaiverOffer> {
        // Two of three have to answer, or three of five.
        let spare = usize::from(view.guards.as_ref()?.needed).saturating_sub(1);
        if let Problem::GuardsGone { digits, one_card_ms } = problem {
            let one_card_seconds = *one_card_ms as f64 / 1_000.0;
            return Some(WaiverOffer::Every(PinStrength { digits: *digits, one_card_seconds }));
        }
        let (Problem::GuardSilent { guard } | Problem::GuardRefuses { guard }) = problem else { return None };
        let (host, is_spare) = (guard.clone(), waiver.gone.len() < spare);
        (!waiver.gone.contains(guard)).then_some(WaiverOffer::Guard { host, is_spare })
    }

    /// The user takes it.
    pub fn take(&self, waiver: &mut GuardWaiver) {
        match self {
            WaiverOffer::Guard { host, .. } => waiver.gone.push(host.clone()),
            WaiverOffer::Every(_) => waiver.accepts_pin_alone = true,
        }
    }
}

/// What the next attempt does without. That a PIN alone is accepted counts for one.
pub fn next_waiver(waiver: &mut GuardWaiver) -> GuardWaiver {
    let next = waiver.clone();
    waiver.accepts_pin_alone = false;
    next
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
    fn a_pin_that_guards_limit_may_do_without_one_after_the_other_and_too_many_are_told_apart() {
        let mut view = crate::checklist::tests::view();
        let silent = |host: &str| Problem::GuardSilent { guard: host.into() };
        let offered = |view: &View, problem: &Problem, gone: &[&str]| {
            let gone = gone.iter().map(|host| (*host).to_owned()).collect();
            WaiverOffer::of(view, problem, &GuardWaiver { gone, ..GuardWaiver::default() })
        };
        let guard = |host: &str, is_spare| Some(WaiverOffer::Guard { host: host.into(), is_spare });
        assert_eq!(offered(&view, &silent("a.example"), &[]), None, "there is a PIN alone to choose");
        view.guards = Some(limit());
        assert_eq!(offered(&view, &silent("a.example"), &[]), guard("a.example", true));
        let second = offered(&view, &silent("b.example"), &["a.example"]);
        assert_eq!(second, guard("b.example", false), "two have to answer");
        assert_eq!(offered(&view, &Problem::Unreachable, &[]), None);
        view.guards = Some(GuardLimit { needed: 3, ..limit() });
        let refuses = Problem::GuardRefuses { guard: "b.example".into() };
        assert_eq!(offered(&view, &refuses, &["a.example"]), guard("b.example", true));
        assert_eq!(offered(&view, &refuses, &["b.example"]), None, "it was left out already");
        view.guards = Some(GuardLimit { needed: 1, ..limit() });
        assert_eq!(offered(&view, &silent("a.example"), &[]), guard("a.example", false));
        let gone = Problem::GuardsGone { digits: 6, one_card_ms: 1_800_500 };
        let worth = PinStrength { digits: 6, one_card_seconds: 1_800.5 };
        assert_eq!(offered(&view, &gone, &["a.example"]), Some(WaiverOffer::Every(worth)));
    }

    #[test]
    fn that_a_pin_alone_is_accepted_counts_for_one_attempt() {
        let mut waiver = GuardWaiver::default();
        WaiverOffer::Guard { host: "a.example".into(), is_spare: false }.take(&mut waiver);
        assert!(!next_waiver(&mut waiver).accepts_pin_alone, "naming it accepts nothing");
        let worth = PinStrength { digits: 6, one_card_seconds: 1_800.0 };
        WaiverOffer::Every(worth).take(&mut waiver);
        let gone = vec!["a.example".to_owned()];
        let accepted = GuardWaiver { gone: gone.clone(), accepts_pin_alone: true };
        assert_eq!(next_waiver(&mut waiver), accepted);
        assert_eq!(next_waiver(&mut waiver), GuardWaiver { gone, accepts_pin_alone: false });
    }

    #[test]
    fn what_is_chosen_is_what_is_asked_for() {
        let pin = || Secret::from("739205");
        assert_eq!(Protection::Guards.lock(pin()), NewLock::GuardedPin(pin()));
        assert_eq!(Protection::Alone.lock(pin()), NewLock::Pin(pin()));
    }
}
