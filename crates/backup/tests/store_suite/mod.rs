//! What every store of a device keeps to, whichever it is: run for the one in memory and for the one in a browser.

use futures::future::join_all;
use lifeboat_backup::{LocalStore, SharedStore, StoreError, WholeStore};

/// A place in which one store is.
pub trait Place {
    type Store: SharedStore;

    /// A handle to it, as a process opens one.
    async fn open(&self) -> Self::Store;

    /// Throws away everything that is in it, and tells nobody.
    async fn evict(&self);
}

pub fn put(key: &str, value: &[u8]) -> (String, Option<Vec<u8>>) {
    (key.to_owned(), Some(value.to_vec()))
}

pub async fn what_was_written_is_there_and_what_was_removed_is_not<P: Place>(place: &P) {
    let store = place.open().await;
    assert_eq!(store.read("a").await, Ok(None));
    store.write(vec![put("a", b"1"), put("b", b""), put("c", &[0, 255])]).await.unwrap();
    store.write(vec![("a".into(), None), put("b", b"2")]).await.unwrap();
    drop(store);
    let store = place.open().await;
    assert_eq!(store.read("a").await, Ok(None));
    assert_eq!(store.read("b").await, Ok(Some(b"2".to_vec())));
    assert_eq!(store.read("c").await, Ok(Some(vec![0, 255])));
    assert_eq!(store.list("").await.unwrap(), ["b", "c"]);
}

pub async fn a_listing_has_what_begins_so_in_order_and_nothing_else<P: Place>(place: &P) {
    let store = place.open().await;
    let keys = [
        "journal/entry/2",
        "journal/entry/10",
        "journal/entry",
        "journal/entrz",
        "device/x",
        "journal/entry/1",
    ];
    store.write(keys.iter().map(|key| put(key, b"x")).collect()).await.unwrap();
    let expected = ["journal/entry/1", "journal/entry/10", "journal/entry/2"];
    assert_eq!(store.list("journal/entry/").await.unwrap(), expected);
    assert_eq!(store.list("nothing/").await.unwrap(), Vec::<String>::new());
}

pub async fn writes_that_are_under_way_together_take_effect_in_their_order<P: Place>(place: &P) {
    let store = place.open().await;
    let writes =
        (0..50u8).map(|value| store.write(vec![put("a", &[value]), put(&format!("k{value}"), &[value])]));
    assert!(join_all(writes).await.into_iter().all(|result| result.is_ok()));
    assert_eq!(store.read("a").await, Ok(Some(vec![49])));
    assert_eq!(store.list("k").await.unwrap().len(), 50);
}

/// A store that continued in the empty database would look like a wallet that never existed.
pub async fn an_emptied_store_is_lost_until_it_is_renewed<P: Place>(place: &P) {
    let store = place.open().await;
    store.take().await.unwrap();
    store.write(vec![put("a", b"1"), put("b", b"1")]).await.unwrap();
    place.evict().await;
    assert_eq!(store.write(vec![put("c", b"2")]).await, Err(StoreError::Lost));
    assert_eq!(store.write(vec![put("c", b"2")]).await, Err(StoreError::Lost), "it has got used to it");
    assert_eq!(store.read("a").await, Err(StoreError::Lost));
    assert_eq!(store.list("").await, Err(StoreError::Lost));
    assert_eq!(place.open().await.list("").await, Ok(Vec::new()), "something was written");
    store.renew(vec![put("a", b"1"), put("d", b"2")]).await.unwrap();
    store.write(vec![put("e", b"3")]).await.unwrap();
    assert_eq!(store.list("").await.unwrap(), ["a", "d", "e"]);
    assert_eq!(place.open().await.list("").await.unwrap(), ["a", "d", "e"]);
}

/// A tab that slept while another took the wallet over must not write what it remembers.
pub async fn who_takes_the_store_ends_all_writes_of_others<P: Place>(place: &P) {
    let first = place.open().await;
    first.take().await.unwrap();
    first.write(vec![put("a", b"1")]).await.unwrap();
    let second = place.open().await;
    second.take().await.unwrap();
    second.write(vec![put("b", b"2")]).await.unwrap();
    assert_eq!(first.write(vec![put("c", b"3")]).await, Err(StoreError::Taken));
    assert_eq!(first.renew(vec![put("c", b"3")]).await, Err(StoreError::Taken));
    assert_eq!(second.list("").await.unwrap(), ["a", "b"]);
    first.take().await.unwrap();
    first.write(vec![put("c", b"3")]).await.unwrap();
    assert_eq!(first.list("").await.unwrap(), ["a", "b", "c"]);
    assert_eq!(second.write(vec![put("d", b"3")]).await, Err(StoreError::Taken));
}

pub async fn a_whole_store_that_was_taken_over_writes_nothing_anew<P: Place>(place: &P) {
    let asleep = WholeStore::new(place.open().await);
    asleep.take().await.unwrap();
    asleep.write(vec![put("a", b"1")]).await.unwrap();
    let other = WholeStore::new(place.open().await);
    other.take().await.unwrap();
    other.write(vec![put("a", b"2")]).await.unwrap();
    assert_eq!(asleep.write(vec![put("a", b"3")]).await, Err(StoreError::Taken));
    assert_eq!(other.read("a").await, Ok(Some(b"2".to_vec())));
    other.write(vec![put("b", b"2")]).await.unwrap();
}

pub async fn a_whole_store_writes_everything_anew_with_the_next_change<P: Place>(place: &P) {
    place.open().await.write(vec![put("before", b"0")]).await.unwrap();
    let store = WholeStore::new(place.open().await);
    store.take().await.unwrap();
    store.write(vec![put("a", b"1"), put("gone", b"1")]).await.unwrap();
    store.write(vec![("gone".into(), None)]).await.unwrap();
    place.evict().await;
    let writes = (0..5u8).map(|value| store.write(vec![put(&format!("k{value}"), &[value])]));
    assert!(join_all(writes).await.into_iter().all(|result| result.is_ok()));
    let expected = ["a", "before", "k0", "k1", "k2", "k3", "k4"];
    assert_eq!(place.open().await.list("").await.unwrap(), expected);
    assert_eq!(place.open().await.read("before").await, Ok(Some(b"0".to_vec())));
    place.evict().await;
    assert_eq!(store.read("a").await, Ok(Some(b"1".to_vec())), "a look makes it whole, too");
    assert_eq!(place.open().await.list("").await.unwrap(), expected);
}
