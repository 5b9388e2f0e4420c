//! Wrong PINs on this device: counted, slowed down, and not forgotten by a reload.
//!
//! What it is worth: it slows down a person who holds the device and tries by hand. Anyone who may set the
//! device's clock ends a pause by setting it forward: a page cannot tell that from a device that slept, and
//! nothing else lasts over a reload. Anyone who can copy the browser's profile guesses elsewhere, at the cost
//! of the key derivation alone.

use std::rc::Rc;

use lifeboat_backup::LocalStore;
use lifeboat_messages::Problem;

use crate::problem;

/// Where a PIN is tried. Each is counted on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriedAt {
    /// Where the secret opens something.
    Lock,
    /// Where the user practises it.
    Practice,
}

impl TriedAt {
    fn key(self) -> &'static str {
        match self {
            TriedAt::Lock => "lock/tries",
            TriedAt::Practice => "lock/practice",
        }
    }
}

/// How many were wrong in a row, and when the last one was tried, Unix ms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct WrongTries {
    wrong: u32,
    at_ms: u64,
}

impl WrongTries {
    fn parse(bytes: &[u8]) -> Option<WrongTries> {
        let (wrong, rest) = bytes.split_first_chunk()?;
        let at_ms = rest.try_into().ok()?;
        Some(WrongTries { wrong: u32::from_be_bytes(*wrong), at_ms: u64::from_be_bytes(at_ms) })
    }

    fn bytes(self) -> Vec<u8> {
        [&self.wrong.to_be_bytes()[..], &self.at_ms.to_be_bytes()].concat()
    }

    /// After this many wrong ones the next has to wait: typing errors cost nothing, a search takes years.
    fn pause_ms(self) -> u64 {
        match self.wrong {
            0..=4 => 0,
            5 => 30_000,
            6 => 60_000,
            7 => 300_000,
            8 => 900_000,
            _ => 3_600_000,
        }
    }

    /// How long the next one has to wait. A clock that was set back does not shut anybody out for longer.
    fn wait_ms(self, now_ms: u64) -> u64 {
        let since = now_ms.saturating_sub(self.at_ms.min(now_ms));
        self.pause_ms().saturating_sub(since)
    }

    fn one_more(self, now_ms: u64) -> WrongTries {
        WrongTries { wrong: self.wrong.saturating_add(1), at_ms: now_ms }
    }
}

/// Tries a PIN, if it is time for another one.
///
/// # Errors
/// [`Problem::TooManyTries`] without trying it; what `open` says. Only [`Problem::WrongSecret`] counts as a try.
pub async fn attempt<T>(
    at: TriedAt,
    store: &Rc<dyn LocalStore>,
    now_ms: u64,
    open: impl FnOnce() -> Result<T, Problem>,
) -> Result<T, Problem> {
    let kept = store.read(at.key()).await.map_err(|error| problem::of_store(&error))?;
    let mut before = kept.and_then(|bytes| WrongTries::parse(&bytes)).unwrap_or_default();
    if before.at_ms > now_ms {
        // The clock was set back: the pause begins now.
        before.at_ms = now_ms;
        keep(at, store, before).await;
    }
    let wait_ms = before.wait_ms(now_ms);
    if wait_ms > 0 {
        return Err(Problem::TooManyTries { wait_ms });
    }
    // Before it is known: a reload in the middle is no free try.
    keep(at, store, before.one_more(now_ms)).await;
    let opened = open();
    match &opened {
        Ok(_) => keep(at, store, WrongTries::default()).await,
        Err(Problem::WrongSecret) => {}
        Err(_) => keep(at, store, before).await,
    }
    opened
}

/// A store that refuses does not shut the owner out.
async fn keep(at: TriedAt, store: &Rc<dyn LocalStore>, tries: WrongTries) {
    let value = (tries != WrongTries::default()).then(|| tries.bytes());
    let _ = store.write(vec![(at.key().to_owned(), value)]).await;
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use lifeboat_backup::{MemoryStore, StoreFault};

    use super::*;

    fn store() -> (MemoryStore, Rc<dyn LocalStore>) {
        let store = MemoryStore::new();
        (store.clone(), Rc::new(store))
    }

    fn wrong(store: &Rc<dyn LocalStore>, now_ms: u64) -> Problem {
        block_on(attempt(TriedAt::Lock, store, now_ms, || Err::<(), _>(Problem::WrongSecret))).unwrap_err()
    }

    #[test]
    fn five_typing_errors_cost_nothing_and_then_each_costs_more() {
        let (_, store) = store();
        let mut now = 1_000;
        for _ in 0..5 {
            assert_eq!(wrong(&store, now), Problem::WrongSecret);
            now += 1;
        }
        for pause in [30_000, 60_000, 300_000, 900_000, 3_600_000, 3_600_000] {
            let waits = wrong(&store, now - 1);
            assert_eq!(waits, Problem::TooManyTries { wait_ms: pause }, "nothing is tried meanwhile");
            assert!(matches!(wrong(&store, now + pause - 2), Problem::TooManyTries { wait_ms: 1 }));
            now += pause - 1;
            assert_eq!(wrong(&store, now), Problem::WrongSecret);
            now += 1;
        }
    }

    #[test]
    fn a_try_that_is_not_due_is_not_made_even_with_the_right_pin() {
        let (_, store) = store();
        (0..5).for_each(|_| drop(wrong(&store, 0)));
        let early =
            block_on(attempt(TriedAt::Lock, &store, 1, || -> Result<(), _> { panic!("it was tried") }));
        assert_eq!(early, Err(Problem::TooManyTries { wait_ms: 29_999 }));
        assert_eq!(block_on(attempt(TriedAt::Lock, &store, 30_000, || Ok(7))), Ok(7));
        assert_eq!(wrong(&store, 30_001), Problem::WrongSecret, "the right one begins anew");
        assert_eq!(wrong(&store, 30_001), Problem::WrongSecret);
    }

    #[test]
    fn a_reload_in_the_middle_of_a_try_is_no_free_try() {
        let (kept, store) = store();
        let seen = kept.clone();
        for number in 1..=5 {
            // The process ends while the key is derived.
            let _ = block_on(attempt(TriedAt::Lock, &store, 0, || {
                assert_eq!(WrongTries::parse(&seen.contents()[TriedAt::Lock.key()]).unwrap().wrong, number);
                Err::<(), _>(Problem::WrongSecret)
            }));
        }
        let (again, reopened) = self::store();
        again.roll_back(kept.contents());
        assert_eq!(wrong(&reopened, 1), Problem::TooManyTries { wait_ms: 29_999 });
    }

    #[test]
    fn a_failure_of_another_kind_is_no_wrong_pin() {
        let (_, store) = store();
        for _ in 0..9 {
            let failed = block_on(attempt(TriedAt::Lock, &store, 0, || Err::<(), _>(Problem::Damaged)));
            assert_eq!(failed, Err(Problem::Damaged));
        }
        assert_eq!(wrong(&store, 0), Problem::WrongSecret);
    }

    #[test]
    fn a_clock_that_is_set_back_lengthens_no_pause() {
        let (_, store) = store();
        (0..5).for_each(|_| drop(wrong(&store, 1_000_000_000)));
        assert_eq!(wrong(&store, 5), Problem::TooManyTries { wait_ms: 30_000 });
        assert_eq!(wrong(&store, 30_005), Problem::WrongSecret);
    }

    #[test]
    fn a_store_that_refuses_does_not_shut_the_owner_out() {
        let (kept, store) = store();
        kept.set_fault(StoreFault::RefuseWrites);
        assert_eq!(block_on(attempt(TriedAt::Lock, &store, 0, || Ok(1))), Ok(1));
    }

    #[test]
    fn what_was_practised_is_not_waited_for_at_the_lock() {
        let (_, store) = store();
        let practise =
            |now| block_on(attempt(TriedAt::Practice, &store, now, || Err::<(), _>(Problem::WrongSecret)));
        (0..5).for_each(|_| drop(practise(0)));
        assert_eq!(
            practise(1),
            Err(Problem::TooManyTries { wait_ms: 29_999 }),
            "it is slowed down all the same"
        );
        assert_eq!(block_on(attempt(TriedAt::Lock, &store, 1, || Ok(7))), Ok(7));
    }
}
