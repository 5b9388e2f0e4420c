//! A [`LocalStore`] in the browser's IndexedDB, with strict durability.

use std::{cell::RefCell, rc::Rc};

use async_trait::async_trait;
use futures::channel::oneshot;
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbOpenDbRequest, IdbRequest, IdbTransaction, IdbTransactionMode,
};

use crate::store::{LocalStore, StoreError, Writes};

const STORE: &str = "store";

/// One database of this origin. The browser may close it at any time; it is then opened again, once per call.
pub struct IndexedDb {
    name: String,
    database: RefCell<Option<IdbDatabase>>,
}

impl IndexedDb {
    /// Opens, or makes, the database of this name.
    ///
    /// # Errors
    /// When the browser does not let us store anything.
    pub async fn open(name: &str) -> Result<IndexedDb, StoreError> {
        let database = open(name).await?;
        Ok(IndexedDb { name: name.to_owned(), database: RefCell::new(Some(database)) })
    }

    /// Removes it for good.
    ///
    /// # Errors
    /// When the browser does not do it.
    pub async fn remove(self) -> Result<(), StoreError> {
        if let Some(database) = self.database.take() {
            database.close();
        }
        let request = factory()?.delete_database(&self.name).map_err(|_| StoreError::Refused)?;
        answer(&request).await.map(|_| ())
    }

    async fn transaction(&self, mode: IdbTransactionMode) -> Result<IdbTransaction, StoreError> {
        let open_now = self.database.borrow().clone();
        if let Some(database) = open_now
            && let Ok(transaction) = begin(&database, mode)
        {
            return Ok(transaction);
        }
        // The connection was closed under us (Safari does so); once more.
        let database = open(&self.name).await?;
        let transaction = begin(&database, mode);
        self.database.replace(Some(database));
        transaction
    }
}

#[async_trait(?Send)]
impl LocalStore for IndexedDb {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readonly).await?;
        let store = transaction.object_store(STORE).map_err(lost)?;
        let value = answer(&store.get(&JsValue::from_str(key)).map_err(lost)?).await?;
        Ok(value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readonly).await?;
        let store = transaction.object_store(STORE).map_err(lost)?;
        let from = IdbKeyRange::lower_bound(&JsValue::from_str(prefix)).map_err(lost)?;
        let keys = answer(&store.get_all_keys_with_key(&from).map_err(lost)?).await?;
        let keys: Array = keys.dyn_into().map_err(|_| StoreError::Lost)?;
        Ok(keys.iter().filter_map(|key| key.as_string()).take_while(|key| key.starts_with(prefix)).collect())
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let transaction = self.transaction(IdbTransactionMode::Readwrite).await?;
        let done = completion(&transaction);
        let store = transaction.object_store(STORE).map_err(lost)?;
        for (key, value) in writes {
            let key = JsValue::from_str(&key);
            let request = match value {
                Some(value) => store.put_with_key(&Uint8Array::from(value.as_slice()), &key),
                None => store.delete(&key),
            };
            if request.is_err() {
                // All or nothing.
                let _ = transaction.abort();
                return Err(StoreError::Refused);
            }
        }
        done.await
    }
}

fn lost(_: JsValue) -> StoreError {
    StoreError::Lost
}

/// In a page as in a worker.
fn factory() -> Result<IdbFactory, StoreError> {
    Reflect::get(&js_sys::global(), &JsValue::from_str("indexedDB"))
        .ok()
        .and_then(|factory| factory.dyn_into().ok())
        .ok_or(StoreError::Refused)
}

async fn open(name: &str) -> Result<IdbDatabase, StoreError> {
    let request: IdbOpenDbRequest = factory()?.open_with_u32(name, 1).map_err(|_| StoreError::Refused)?;
    let upgrading = request.clone();
    let upgrade = Closure::once_into_js(move || {
        if let Ok(database) = upgrading.result().and_then(|result| result.dyn_into::<IdbDatabase>()) {
            // If it fails, so does every transaction.
            let _ = database.create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let database: IdbDatabase = answer(&request)
        .await
        .map_err(|_| StoreError::Refused)?
        .dyn_into()
        .map_err(|_| StoreError::Refused)?;
    // Another tab that removes the database must not wait for us.
    let closing = database.clone();
    let close = Closure::once_into_js(move || closing.close());
    database.set_onversionchange(Some(close.unchecked_ref()));
    Ok(database)
}

fn begin(database: &IdbDatabase, mode: IdbTransactionMode) -> Result<IdbTransaction, StoreError> {
    // The bindings do not know this option: on the disk, not only handed to the operating system, when it says
    // "complete".
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(lost)?;
    let transaction: Function =
        Reflect::get(database, &"transaction".into()).map_err(lost)?.dyn_into().map_err(lost)?;
    let begun = transaction.call3(database, &STORE.into(), &mode.into(), &options).map_err(lost)?;
    begun.dyn_into().map_err(lost)
}

/// A sender that two callbacks share; the first wins.
type Answer<T> = Rc<RefCell<Option<oneshot::Sender<T>>>>;

fn tell<T>(answer: &Answer<T>, value: T) {
    if let Some(sender) = answer.borrow_mut().take() {
        // Who does not wait any more does not need it.
        let _ = sender.send(value);
    }
}

/// An event's name, and what is done then.
type Callback = (&'static str, Closure<dyn FnMut()>);

/// Callbacks of a request or transaction, removed with the future that waits for them: JavaScript that calls a closure
/// that is gone throws, and what is thrown in a request's callback aborts its transaction.
struct Listening<'a> {
    events: Vec<Callback>,
    on: &'a JsValue,
}

impl<'a> Listening<'a> {
    fn to(on: &'a JsValue, events: Vec<Callback>) -> Listening<'a> {
        for (event, closure) in &events {
            // Fails only for objects that cannot be changed.
            let _ = Reflect::set(on, &(*event).into(), closure.as_ref());
        }
        Listening { events, on }
    }
}

impl Drop for Listening<'_> {
    fn drop(&mut self) {
        for (event, _) in &self.events {
            let _ = Reflect::set(self.on, &(*event).into(), &JsValue::NULL);
        }
    }
}

async fn answer(request: &IdbRequest) -> Result<JsValue, StoreError> {
    let (sender, receiver) = oneshot::channel();
    let sender: Answer<Result<JsValue, StoreError>> = Rc::new(RefCell::new(Some(sender)));
    let (asked, failed) = (request.clone(), sender.clone());
    let _listening = Listening::to(
        request,
        vec![
            ("onsuccess", Closure::new(move || tell(&sender, asked.result().map_err(lost)))),
            ("onerror", Closure::new(move || tell(&failed, Err(StoreError::Lost)))),
        ],
    );
    receiver.await.unwrap_or(Err(StoreError::Lost))
}

/// Whether the transaction completes; listens from now on.
fn completion(transaction: &IdbTransaction) -> impl Future<Output = Result<(), StoreError>> + use<'_> {
    let (sender, receiver) = oneshot::channel();
    let sender: Answer<Result<(), StoreError>> = Rc::new(RefCell::new(Some(sender)));
    let (failed, aborted) = (sender.clone(), sender.clone());
    let listening = Listening::to(
        transaction,
        vec![
            ("oncomplete", Closure::new(move || tell(&sender, Ok(())))),
            ("onerror", Closure::new(move || tell(&failed, Err(StoreError::Refused)))),
            ("onabort", Closure::new(move || tell(&aborted, Err(StoreError::Refused)))),
        ],
    );
    async move {
        let result = receiver.await.unwrap_or(Err(StoreError::Lost));
        drop(listening);
        result
    }
}
