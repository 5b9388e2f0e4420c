//! The list of payments, of which the newest travel with every change and the older ones come when they are asked for.

use lifeboat_messages::{Activity, Outcome, Stage};

/// Takes newer versions of payments in, newest first.
pub fn merge(seen: &mut Vec<Activity>, newer: Vec<Activity>) {
    seen.retain(|entry| newer.iter().all(|new| new.id != entry.id));
    seen.extend(newer);
    seen.sort_by_key(|entry| std::cmp::Reverse(entry.created_ms));
}

/// The payment after which the older ones are missing. What is under way travels with the newest ones however old it is, so
/// that it says nothing about what lies in between.
pub fn end_of_page(seen: &[Activity]) -> Option<String> {
    let ended = |entry: &&Activity| !matches!(entry.outcome, Outcome::Pending { .. });
    let last = seen.iter().rfind(ended).or_else(|| seen.iter().rfind(|entry| !entry.is_asked()));
    last.map(|last| last.id.clone())
}

/// An invoice that nobody can pay any more.
pub fn is_over(entry: &Activity, now_ms: u64) -> bool {
    matches!(entry.outcome, Outcome::Pending { stage: Stage::Asked { expires_ms } } if now_ms >= expires_ms)
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::{Direction, Problem};

    use super::*;

    fn entry(id: &str, created_ms: u64, outcome: Outcome) -> Activity {
        Activity {
            id: id.into(),
            direction: Direction::Out,
            amount_msat: 1,
            fee_msat: 0,
            at_ms: created_ms,
            created_ms,
            note: String::new(),
            own_note: None,
            outcome,
            preimage: None,
            given_up: false,
            back_by_height: None,
            service: None,
            saved: true,
            on_chain: None,
        }
    }

    /// A payment that has been under way for days came with the newest ones: what lies between is asked for all the same.
    #[test]
    fn older_payments_are_asked_for_without_a_hole() {
        let under_way = Outcome::Pending { stage: Stage::UnderWay };
        let asked = Outcome::Pending { stage: Stage::Asked { expires_ms: 9 } };
        let mut seen = Vec::new();
        let failed = Outcome::Failed { problem: Problem::NoRoute };
        merge(
            &mut seen,
            vec![
                entry("a", 9, Outcome::Done),
                entry("b", 8, failed),
                entry("c", 2, under_way.clone()),
                entry("d", 1, asked.clone()),
            ],
        );
        assert_eq!(end_of_page(&seen).as_deref(), Some("b"));
        let going = [entry("a", 9, under_way.clone()), entry("b", 8, under_way), entry("c", 7, asked)];
        assert_eq!(end_of_page(&going).as_deref(), Some("b"));
        assert_eq!(end_of_page(&[]), None);
    }

    #[test]
    fn an_invoice_is_over_from_its_very_end_on() {
        let asked = |expires_ms| entry("a", 1, Outcome::Pending { stage: Stage::Asked { expires_ms } });
        assert!(!is_over(&asked(10), 9));
        assert!(is_over(&asked(10), 10));
        assert!(!is_over(&entry("b", 1, Outcome::Done), 10));
    }
}
