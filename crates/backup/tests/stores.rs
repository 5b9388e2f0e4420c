//! The store in memory, by the rules of every store, and with its faults.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

use async_trait::async_trait;
use futures::{FutureExt, executor::block_on};
use lifeboat_backup::{LocalStore, MemoryStore, SharedStore, StoreError, StoreFault, WholeStore, Writes};

#[path = "store_suite/mod.rs"]
mod store_suite;
use store_suite::{Place, put};

impl Place for MemoryStore {
    type Store = MemoryStore;

    async fn open(&self) -> MemoryStore {
        self.clone()
    }

    async fn evict(&self) {
        MemoryStore::evict(self);
    }
}

macro_rules! the_store_in_memory_keeps {
    ($($rule:ident)*) => { $( #[test] fn $rule() { block_on(store_suite::$rule(&MemoryStore::new())); } )* };
}

the_store_in_memory_keeps! {
    what_was_written_is_there_and_what_was_removed_is_not
    a_listing_has_what_begins_so_in_order_and_nothing_else
    writes_that_are_under_way_together_take_effect_in_their_order
    an_emptied_store_is_lost_until_it_is_renewed
    who_takes_the_store_ends_all_writes_of_others
    a_whole_store_that_was_taken_over_writes_nothing_anew
    a_whole_store_writes_everything_anew_with_the_next_change
}

#[test]
fn a_whole_store_that_may_not_be_written_again_is_lost_and_whole_when_it_may() {
    let memory = MemoryStore::new();
    let store = WholeStore::new(memory.clone());
    block_on(store.take()).unwrap();
    block_on(store.write(vec![put("a", b"1")])).unwrap();
    for fault in [StoreFault::Lost, StoreFault::RefuseWrites, StoreFault::Full] {
        memory.evict();
        memory.set_fault(fault);
        assert_eq!(block_on(store.write(vec![put("b", b"2")])), Err(StoreError::Lost), "{fault:?}");
        assert_eq!(block_on(store.read("a")), Err(StoreError::Lost), "{fault:?}");
        assert_eq!(memory.contents().len(), 0);
        memory.set_fault(StoreFault::None);
        assert_eq!(block_on(store.read("a")), Ok(Some(b"1".to_vec())), "{fault:?}");
        assert_eq!(memory.contents().len(), 1, "what was refused came back: {fault:?}");
    }
}

/// What was said to have failed may be there; a store that is made whole must not take that back.
#[test]
fn a_write_that_failed_and_was_done_is_part_of_what_is_written_anew() {
    let memory = MemoryStore::new();
    let store = WholeStore::new(memory.clone());
    block_on(store.take()).unwrap();
    block_on(store.write(vec![put("a", b"1")])).unwrap();
    memory.fail_next(StoreFault::ApplyAndFail);
    assert_eq!(block_on(store.write(vec![put("a", b"2")])), Err(StoreError::Refused));
    block_on(store.write(vec![put("b", b"1")])).unwrap();
    memory.evict();
    block_on(store.write(vec![put("c", b"1")])).unwrap();
    assert_eq!(memory.contents()["a"], b"2");
}

/// Whatever a process has read of a store it can write again, also before its first change.
#[test]
fn a_store_that_is_thrown_away_before_the_first_change_is_made_whole_too() {
    let memory = MemoryStore::new();
    block_on(memory.write(vec![put("journal/meta", b"1"), put("device/x", b"1")])).unwrap();
    let store = WholeStore::new(memory.clone());
    block_on(store.take()).unwrap();
    assert_eq!(block_on(store.read("journal/meta")), Ok(Some(b"1".to_vec())));
    memory.evict();
    block_on(store.write(vec![put("journal/entry/1", b"1")])).unwrap();
    assert_eq!(memory.contents().len(), 3);
}

/// A store that writes what it is given, and never says so.
struct Mute(MemoryStore);

#[async_trait(?Send)]
impl LocalStore for Mute {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.0.read(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.0.list(prefix).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.0.write(writes).await?;
        std::future::pending().await
    }
}

#[async_trait(?Send)]
impl SharedStore for Mute {
    async fn take(&self) -> Result<(), StoreError> {
        self.0.take().await
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        self.0.renew(all).await
    }
}

/// What was removed must not be written anew because the caller did not wait for the answer.
#[test]
fn a_write_that_was_given_up_and_was_done_is_part_of_what_is_written_anew() {
    let memory = MemoryStore::new();
    block_on(memory.write(vec![put("a", b"1"), put("b", b"2")])).unwrap();
    let store = WholeStore::new(Mute(memory.clone()));
    block_on(store.take()).unwrap();
    assert_eq!(block_on(store.read("a")), Ok(Some(b"1".to_vec())));
    assert_eq!(store.write(vec![("a".to_owned(), None)]).now_or_never(), None, "it is given up");
    assert_eq!(block_on(store.read("a")), Ok(None));
    memory.evict();
    assert_eq!(block_on(store.read("b")), Ok(Some(b"2".to_vec())), "it is written anew");
    assert_eq!(block_on(store.read("a")), Ok(None), "and without what was removed");
}
