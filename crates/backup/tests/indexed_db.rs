//! The store of a real browser. Natively there is none, and no test.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use futures::{FutureExt, future::join_all};
use lifeboat_backup::{LocalStore, indexed_db::IndexedDb};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

async fn fresh(name: &str) -> IndexedDb {
    IndexedDb::open(name).await.unwrap().remove().await.unwrap();
    IndexedDb::open(name).await.unwrap()
}

fn put(key: &str, value: &[u8]) -> (String, Option<Vec<u8>>) {
    (key.to_owned(), Some(value.to_vec()))
}

#[wasm_bindgen_test]
async fn what_was_written_is_there_after_opening_again_and_what_was_removed_is_not() {
    let store = fresh("reopen").await;
    assert_eq!(store.read("a").await, Ok(None));
    store.write(vec![put("a", b"1"), put("b", b""), put("c", &[0, 255])]).await.unwrap();
    store.write(vec![("a".into(), None), put("b", b"2")]).await.unwrap();
    drop(store);
    let store = IndexedDb::open("reopen").await.unwrap();
    assert_eq!(store.read("a").await, Ok(None));
    assert_eq!(store.read("b").await, Ok(Some(b"2".to_vec())));
    assert_eq!(store.read("c").await, Ok(Some(vec![0, 255])));
    store.remove().await.unwrap();
}

#[wasm_bindgen_test]
async fn lists_what_begins_so_in_order_and_nothing_else() {
    let store = fresh("list").await;
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
    store.remove().await.unwrap();
}

#[wasm_bindgen_test]
async fn writes_that_are_under_way_together_take_effect_in_their_order() {
    let store = fresh("order").await;
    let writes =
        (0..50u8).map(|value| store.write(vec![put("a", &[value]), put(&format!("k{value}"), &[value])]));
    assert!(join_all(writes).await.into_iter().all(|result| result.is_ok()));
    assert_eq!(store.read("a").await, Ok(Some(vec![49])));
    assert_eq!(store.list("k").await.unwrap().len(), 50);
    store.remove().await.unwrap();
}

/// A wallet that is shut drops whatever it is doing. JavaScript must not call into what is gone: the page would take
/// that for a broken worker, and the browser would abort the transaction.
#[wasm_bindgen_test]
async fn a_call_that_is_dropped_under_way_neither_throws_nor_stops_what_comes_after() {
    let thrown = Rc::new(RefCell::new(Vec::<String>::new()));
    let seen = thrown.clone();
    let listen = Closure::<dyn FnMut(js_sys::Object)>::new(move |event: js_sys::Object| {
        let message = js_sys::Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
        seen.borrow_mut().push(message.unwrap_or_default());
    });
    let add: js_sys::Function =
        js_sys::Reflect::get(&js_sys::global(), &"addEventListener".into()).unwrap().unchecked_into();
    add.call2(&js_sys::global(), &"error".into(), listen.as_ref()).unwrap();

    let store = fresh("dropped").await;
    for round in 0..20u8 {
        assert!(store.write(vec![put("a", &[round])]).now_or_never().is_none());
        assert!(store.read("a").now_or_never().is_none());
        assert!(store.list("").now_or_never().is_none());
        assert!(IndexedDb::open("dropped").now_or_never().is_none());
    }
    // The barrier: whatever was cut off has happened before, or never.
    store.write(vec![put("b", b"2")]).await.unwrap();
    let a = store.read("a").await.unwrap();
    assert!(a.is_none() || a == Some(vec![19]), "an older write came after a newer one: {a:?}");
    assert_eq!(store.read("b").await, Ok(Some(b"2".to_vec())));
    assert_eq!(*thrown.borrow(), Vec::<String>::new());
    listen.forget();
}
