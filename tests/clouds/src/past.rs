//! A state that remembers what it was, for listings that lag.

use std::collections::VecDeque;

const KEPT: usize = 200;

/// A state and what it was before its latest changes.
#[derive(Clone, Debug)]
pub struct Past<T> {
    now: T,
    before: VecDeque<(u64, T)>,
    /// So many changes are remembered.
    kept: usize,
    /// Listings show what was so many changes ago.
    pub lag_changes: usize,
    /// Listings show what was so many ms ago.
    pub lag_ms: u64,
}

impl<T: Clone + Default> Default for Past<T> {
    fn default() -> Self {
        Past::new(T::default())
    }
}

impl<T: Clone> Past<T> {
    /// Without a past.
    pub fn new(now: T) -> Past<T> {
        Past { now, before: VecDeque::new(), kept: KEPT, lag_changes: 0, lag_ms: 0 }
    }

    /// Remembers nothing from now on: each change costs a copy of the whole state otherwise.
    pub fn forget(&mut self) {
        self.before.clear();
        self.kept = 0;
    }

    /// As it is.
    pub fn now(&self) -> &T {
        &self.now
    }

    /// Changes it.
    pub fn change<R>(&mut self, now_ms: u64, change: impl FnOnce(&mut T) -> R) -> R {
        if self.kept > 0 {
            self.before.push_back((now_ms, self.now.clone()));
        }
        if self.before.len() > self.kept {
            self.before.pop_front();
        }
        change(&mut self.now)
    }

    /// As it was so many changes ago, or at the beginning of what is remembered.
    pub fn back(&self, changes: usize) -> &T {
        let index = self.before.len().saturating_sub(changes);
        self.before.get(index).map_or(&self.now, |(_, state)| state)
    }

    /// As a listing shows it: behind by what is set here, and by `stale` changes more.
    pub fn listed(&self, now_ms: u64, stale: Option<usize>) -> &T {
        let recent = |(changed_at, _): &&(u64, T)| *changed_at + self.lag_ms > now_ms;
        let late = if self.lag_ms == 0 { 0 } else { self.before.iter().rev().take_while(recent).count() };
        self.back(late.max(self.lag_changes) + stale.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_lags_by_changes_or_by_time() {
        let mut past = Past::new(0);
        for state in 1..=3_u32 {
            past.change(u64::from(state) * 1000, |now| *now = state);
        }
        assert_eq!((*past.now(), *past.back(0), *past.back(1), *past.back(9)), (3, 3, 2, 0));
        past.lag_changes = 2;
        assert_eq!((*past.listed(3000, None), *past.listed(3000, Some(1))), (1, 0));
        past.lag_changes = 0;
        past.lag_ms = 1500;
        assert_eq!([3000, 3600, 4600].map(|now| *past.listed(now, None)), [1, 2, 3]);
        past.forget();
        past.change(4600, |now| *now = 4);
        assert_eq!((*past.now(), *past.back(1), *past.listed(4600, None)), (4, 4, 4));
    }
}
