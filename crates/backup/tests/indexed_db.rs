//! The store of a real browser, under the rules of every store and under what browsers do to it. Natively there is no
//! such store.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::{cell::RefCell, rc::Rc};

use futures::FutureExt;
use js_sys::Promise;
use lifeboat_backup::{Clock, LocalStore, SharedStore, StoreError, WholeStore, indexed_db::IndexedDb};
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[path = "store_suite/mod.rs"]
mod store_suite;
use store_suite::{Place, put};

wasm_bindgen_test_configure!(run_in_browser);

/// How many times as fast as the real clock.
struct Pace(u64);

const HASTY: Pace = Pace(50);

#[async_trait::async_trait(?Send)]
impl Clock for Pace {
    fn now_ms(&self) -> u64 {
        js_sys::Date::now() as u64
    }

    async fn sleep(&self, ms: u64) {
        let wait = format!("new Promise(done => setTimeout(done, {}))", ms / self.0);
        let promise: Promise = js_sys::eval(&wait).unwrap().dyn_into().unwrap();
        JsFuture::from(promise).await.unwrap();
    }
}

struct Database(&'static str);

impl Database {
    async fn fresh(name: &'static str) -> Database {
        let database = Database(name);
        database.evict().await;
        database
    }
}

impl Place for Database {
    type Store = IndexedDb;

    async fn open(&self) -> IndexedDb {
        IndexedDb::open(self.0, Rc::new(Pace(1))).await.unwrap()
    }

    async fn evict(&self) {
        let gone = format!(
            "new Promise((done, failed) => {{ const gone = indexedDB.deleteDatabase('{}'); gone.onsuccess = done; \
             gone.onerror = failed; }})",
            self.0
        );
        let promise: Promise = js_sys::eval(&gone).unwrap().dyn_into().unwrap();
        JsFuture::from(promise).await.unwrap();
    }
}

macro_rules! the_store_of_a_browser_keeps {
    ($($rule:ident)*) => { $(
        #[wasm_bindgen_test]
        async fn $rule() {
            store_suite::$rule(&Database::fresh(stringify!($rule)).await).await;
        }
    )* };
}

the_store_of_a_browser_keeps! {
    what_was_written_is_there_and_what_was_removed_is_not
    a_listing_has_what_begins_so_in_order_and_nothing_else
    writes_that_are_under_way_together_take_effect_in_their_order
    an_emptied_store_is_lost_until_it_is_renewed
    who_takes_the_store_ends_all_writes_of_others
    a_whole_store_that_was_taken_over_writes_nothing_anew
    a_whole_store_writes_everything_anew_with_the_next_change
}

/// What a browser does to a page, as long as this is kept.
struct Condition;

const KEEP_ORIGINALS: &str = "globalThis.__originals ??= [IDBObjectStore.prototype, IDBFactory.prototype]
    .map(of => [of, Object.getOwnPropertyDescriptors(of)])
    .concat([[globalThis, { indexedDB: Object.getOwnPropertyDescriptor(globalThis, 'indexedDB') }]])";
const PUT_BACK: &str = "for (const [of, all] of globalThis.__originals) { Object.defineProperties(of, all); }
    delete globalThis.__idb_dead; delete globalThis.__idb_good; delete globalThis.__idb_writes";

impl Condition {
    fn set(script: &str) -> Condition {
        js_sys::eval(KEEP_ORIGINALS).unwrap();
        js_sys::eval(script).unwrap();
        Condition
    }
}

impl Drop for Condition {
    fn drop(&mut self) {
        let _ = js_sys::eval(PUT_BACK);
    }
}

/// iOS ends the process behind the database while the page sleeps: the old connection is of no use then; a new one is.
#[wasm_bindgen_test]
async fn a_dead_connection_is_opened_again_and_the_work_done() {
    let place = Database::fresh("dead").await;
    let store = place.open().await;
    store.take().await.unwrap();
    store.write(vec![put("a", b"1")]).await.unwrap();
    for round in 0..3u8 {
        let script = include_str!("browser/idb-connection-lost.js");
        let condition = Condition::set(&format!("globalThis.__idb_good = 0; {script}"));
        assert_eq!(store.write(vec![put("b", &[round])]).await, Ok(()));
        assert_eq!(store.read("b").await, Ok(Some(vec![round])));
        drop(condition);
        let condition = Condition::set(&format!("globalThis.__idb_good = 0; {script}"));
        assert_eq!(store.read("a").await, Ok(Some(b"1".to_vec())));
        assert_eq!(store.list("").await.unwrap(), ["a", "b"]);
        drop(condition);
    }
}

/// The request succeeds, and the transaction does not: nothing was kept, and nothing is said to be.
#[wasm_bindgen_test]
async fn a_transaction_that_is_taken_back_is_no_write() {
    let place = Database::fresh("aborted").await;
    let store = place.open().await;
    store.take().await.unwrap();
    store.write(vec![put("a", b"1")]).await.unwrap();
    let script = include_str!("browser/idb-quota.js");
    let condition = Condition::set(&format!("globalThis.__idb_writes = 0; {script}"));
    assert_eq!(store.write(vec![put("a", b"2")]).await, Err(StoreError::Refused));
    drop(condition);
    assert_eq!(store.read("a").await, Ok(Some(b"1".to_vec())));
    store.write(vec![put("a", b"3")]).await.unwrap();
    assert_eq!(place.open().await.read("a").await, Ok(Some(b"3".to_vec())));
}

/// Reading while everything is rewritten: an empty database is never taken for the wallet's.
#[wasm_bindgen_test]
async fn a_read_while_all_is_written_anew_is_never_told_that_nothing_is_there() {
    let place = Database::fresh("renewed").await;
    let store = place.open().await;
    store.take().await.unwrap();
    for round in 0..20u8 {
        place.evict().await;
        let (renewed, read) =
            futures::future::join(store.renew(vec![put("a", &[round])]), store.read("a")).await;
        assert_eq!(renewed, Ok(()));
        assert!(matches!(read, Ok(Some(_)) | Err(StoreError::Lost)), "{read:?}");
        assert_eq!(store.read("a").await, Ok(Some(vec![round])));
    }
}

/// Safari: the first open of a page sometimes never answers.
#[wasm_bindgen_test]
async fn an_open_that_never_answers_is_asked_again() {
    let place = Database::fresh("hangs").await;
    place.open().await.write(vec![put("a", b"1")]).await.unwrap();
    let once = "(() => { const real = IDBFactory.prototype.open; let first = true; \
        IDBFactory.prototype.open = function (...args) { if (first) { first = false; return {}; } \
        return real.apply(this, args); }; })()";
    let condition = Condition::set(once);
    let store = IndexedDb::open("hangs", Rc::new(HASTY)).await.unwrap();
    assert_eq!(store.read("a").await, Ok(Some(b"1".to_vec())));
    drop(condition);
    let condition = Condition::set("IDBFactory.prototype.open = () => ({})");
    let silent = IndexedDb::open("hangs", Rc::new(HASTY)).await;
    assert_eq!(silent.err(), Some(StoreError::Unknown));
    drop(condition);
}

#[wasm_bindgen_test]
async fn a_browser_that_keeps_nothing_says_so() {
    let condition = Condition::set(
        "Object.defineProperty(globalThis, 'indexedDB', { configurable: true, \
         get() { throw new DOMException('The operation is insecure.', 'SecurityError'); } })",
    );
    let refused = IndexedDb::open("refused", Rc::new(HASTY)).await;
    assert_eq!(refused.err(), Some(StoreError::Refused));
    drop(condition);
}

/// A wallet's database of the first version has no mark yet. It opens as it is, and is watched over from then on.
#[wasm_bindgen_test]
async fn a_database_of_the_first_version_opens() {
    let place = Database::fresh("first-version").await;
    let made = "new Promise((done, failed) => { const open = indexedDB.open('first-version', 1); \
        open.onupgradeneeded = () => open.result.createObjectStore('store'); open.onerror = failed; \
        open.onsuccess = () => { const change = open.result.transaction('store', 'readwrite'); \
        change.objectStore('store').put(new Uint8Array([7]), 'journal/meta'); \
        change.oncomplete = () => { open.result.close(); done(); }; }; })";
    JsFuture::from(js_sys::eval(made).unwrap().dyn_into::<Promise>().unwrap()).await.unwrap();
    let store = WholeStore::new(place.open().await);
    assert_eq!(store.list("").await.unwrap(), ["journal/meta"]);
    store.take().await.unwrap();
    store.write(vec![put("c", b"1")]).await.unwrap();
    place.evict().await;
    store.write(vec![put("d", b"1")]).await.unwrap();
    assert_eq!(place.open().await.read("journal/meta").await, Ok(Some(vec![7])));
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

    let place = Database::fresh("dropped").await;
    let store = place.open().await;
    for round in 0..20u8 {
        assert!(store.write(vec![put("a", &[round])]).now_or_never().is_none());
        assert!(store.read("a").now_or_never().is_none());
        assert!(store.list("").now_or_never().is_none());
        assert!(IndexedDb::open("dropped", Rc::new(HASTY)).now_or_never().is_none());
    }
    // The barrier: whatever was cut off has happened before, or never.
    store.write(vec![put("b", b"2")]).await.unwrap();
    let a = store.read("a").await.unwrap();
    assert!(a.is_none() || a == Some(vec![19]), "an older write came after a newer one: {a:?}");
    assert_eq!(store.read("b").await, Ok(Some(b"2".to_vec())));
    assert_eq!(*thrown.borrow(), Vec::<String>::new());
    listen.forget();
}
