//! The list of payments: the newest travel with every change, and the older ones come on request.

use std::cmp::Reverse;

use lifeboat_messages::{Activity, Outcome, PaymentStage};

/// The order of the worker's history.
fn place(entry: &Activity) -> (Reverse<u64>, &str) {
    (Reverse(entry.created_ms), &entry.id)
}

/// Takes newer versions of payments in, newest first. `seen` is in that order already.
pub fn merge(seen: &mut Vec<Activity>, newer: Vec<Activity>) {
    seen.retain(|entry| newer.iter().all(|new| new.id != entry.id));
    for entry in newer {
        let at = seen.partition_point(|known| place(known) <= place(&entry));
        seen.insert(at, entry);
    }
}

/// Takes the first page in. What it reaches down to is as it says; what is older stays, and was asked for
/// before. `after`: where the page ends, if there is more.
pub fn refresh(seen: &mut Vec<Activity>, page: Vec<Activity>, after: Option<&str>) {
    let end = after.and_then(|after| page.iter().find(|entry| entry.id == after));
    seen.retain(|entry| end.is_some_and(|end| place(entry) > place(end)));
    merge(seen, page);
}

/// An invoice that can no longer be paid.
pub fn is_over(entry: &Activity, now_ms: u64) -> bool {
    matches!(entry.outcome, Outcome::Pending { stage: PaymentStage::Asked { expires_ms } } if now_ms >= expires_ms)
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::Direction;

    use super::*;

    fn entry(id: &str, created_ms: u64, outcome: Outcome) -> Activity {
        Activity::new(id.into(), Direction::Out, 1, created_ms, outcome)
    }

    fn ids(seen: &[Activity]) -> String {
        seen.iter().map(|entry| entry.id.as_str()).collect()
    }

    /// A page that is asked for again takes the place of what it was, however much of the list was shown below it.
    #[test]
    fn a_first_page_is_as_it_is_now_and_what_lies_below_it_stays() {
        let done = |id: &str, at| entry(id, at, Outcome::Done);
        let going = |id: &str, at| entry(id, at, Outcome::Pending { stage: PaymentStage::UnderWay });
        let mut seen = Vec::new();
        // "z" has been under way for days, and comes with the first page.
        refresh(&mut seen, vec![done("a", 9), done("b", 8), going("z", 1)], Some("b"));
        merge(&mut seen, vec![done("c", 8), done("d", 7)]);
        assert_eq!(ids(&seen), "abcdz");
        // "a" has gone, "e" has come, and "c" is of the very moment of the end.
        refresh(&mut seen, vec![done("e", 10), done("b", 8), done("z", 1)], Some("b"));
        assert_eq!(ids(&seen), "ebcdz");
        assert!(seen.iter().all(|entry| entry.outcome == Outcome::Done));
        refresh(&mut seen, vec![done("e", 10)], None);
        assert_eq!(ids(&seen), "e", "that is all there is");
        refresh(&mut seen, Vec::new(), None);
        assert_eq!(ids(&seen), "");
    }

    #[test]
    fn an_invoice_is_over_from_its_very_end_on() {
        let asked =
            |expires_ms| entry("a", 1, Outcome::Pending { stage: PaymentStage::Asked { expires_ms } });
        assert!(!is_over(&asked(10), 9));
        assert!(is_over(&asked(10), 10));
        assert!(!is_over(&entry("b", 1, Outcome::Done), 10));
    }
}
