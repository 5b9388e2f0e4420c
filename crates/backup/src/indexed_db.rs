//! A [`LocalStore`] in the browser's IndexedDB, with strict durability.
//!
//! # What is believed
//! - A write counts when its transaction says `complete` (a request that succeeds says nothing yet), and not when it
//!   says `abort`. Silence says nothing: [`StoreError::Unknown`].
//! - A connection can die at any time: iOS ends the process behind it while the page sleeps. It then fails in its next
//!   transaction or request, or never answers. It is dropped, a new one opened, and the work done once more; doing it
//!   twice changes nothing.
//! - The database can be gone when it is opened again, and the very act of opening then makes it again, empty; and a
//!   tab that slept may wake after another has taken the wallet over. The mark of the process that has taken the
//!   database tells: none is [`StoreError::Lost`], another is [`StoreError::Taken`]. Each write looks at it, within its
//!   transaction.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use async_trait::async_trait;
use futures::future::{Either, select};
use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use lifeboat_crypto::{CryptoRng, system_rng};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbTransaction,
    IdbTransactionMode,
};

use crate::{
    clock::Clock,
    store::{LocalStore, SharedStore, StoreError, Writes},
};

mod listening;
use listening::{TransactionEnd, answer, completion, settled};

const STORE: &str = "store";
/// Where the mark is; not a key of the map.
const MARK: &str = "mark";
/// How long the browser may take for one thing.
const PATIENCE_MS: u64 = 10_000;
/// A connection that is dead is noticed by the first attempt.
const ATTEMPTS: u32 = 2;

type Mark = [u8; 16];

/// One database of this origin.
pub struct IndexedDb {
    name: String,
    clock: Rc<dyn Clock>,
    connection: RefCell<Option<IdbDatabase>>,
    /// The mark with which this handle has taken the database.
    mark: Cell<Option<Mark>>,
}

/// Why one attempt failed.
enum AttemptError {
    /// The connection can no longer be used. Whether anything was done is unknown.
    Dead,
    /// A transaction was taken back.
    Aborted(StoreError),
    /// Another try does not help.
    For(StoreError),
}

impl AttemptError {
    /// What to say if the next attempt is the last, or what ends it.
    fn or_ends(self) -> Result<StoreError, StoreError> {
        match self {
            AttemptError::For(error) => Err(error),
            AttemptError::Aborted(error) => Ok(error),
            AttemptError::Dead => Ok(StoreError::Unknown),
        }
    }
}

impl IndexedDb {
    /// Opens, or makes, the database of this name.
    ///
    /// # Errors
    /// When the browser does not let us store anything, or does not answer.
    pub async fn open(name: &str, clock: Rc<dyn Clock>) -> Result<IndexedDb, StoreError> {
        let store =
            IndexedDb { name: name.to_owned(), clock, connection: RefCell::default(), mark: Cell::default() };
        store.attempts(async |_| Ok(())).await?;
        Ok(store)
    }

    /// Removes it for good.
    ///
    /// # Errors
    /// When the browser does not do it.
    pub async fn remove(self) -> Result<(), StoreError> {
        self.drop_connection();
        let request = factory()?.delete_database(&self.name).map_err(|_| StoreError::Refused)?;
        self.soon(answer(&request))
            .await
            .ok_or(StoreError::Unknown)?
            .map(|_| ())
            .map_err(|_| StoreError::Refused)
    }

    /// Does it, over a new connection where the one there is turns out to be dead.
    async fn attempts<T>(
        &self,
        work: impl AsyncFn(&IdbDatabase) -> Result<T, AttemptError>,
    ) -> Result<T, StoreError> {
        let mut last = StoreError::Unknown;
        for _ in 0..ATTEMPTS {
            let failed = match self.connected().await {
                Ok(database) => match work(&database).await {
                    Ok(done) => return Ok(done),
                    Err(failed) => failed,
                },
                Err(failed) => failed,
            };
            self.drop_connection();
            last = failed.or_ends()?;
        }
        Err(last)
    }

    /// Does that, each time over a connection of its own that is not watched over: for what makes this database the
    /// handle's own. Concurrent reads still check the mark.
    async fn unwatched<T>(
        &self,
        work: impl AsyncFn(&IdbDatabase) -> Result<T, AttemptError>,
    ) -> Result<T, StoreError> {
        let mut last = StoreError::Unknown;
        for _ in 0..ATTEMPTS {
            let failed = match self.connect().await {
                Ok(database) => {
                    let done = work(&database).await;
                    database.close();
                    match done {
                        Ok(done) => return Ok(done),
                        Err(failed) => failed,
                    }
                }
                Err(failed) => failed,
            };
            last = failed.or_ends()?;
        }
        Err(last)
    }

    fn drop_connection(&self) {
        if let Some(database) = self.connection.take() {
            database.close();
        }
    }

    /// The connection, to the database that this handle has taken.
    async fn connected(&self) -> Result<IdbDatabase, AttemptError> {
        let now = self.connection.borrow().clone();
        if let Some(database) = now {
            return Ok(database);
        }
        let database = self.connect().await?;
        // Writes look for themselves; a read would take an empty database for the wallet's.
        let found = match self.mark.get() {
            Some(_) => self.get(&database, MARK).await?,
            None => None,
        };
        if let Err(error) = watched(self.mark.get(), found.as_deref()) {
            database.close();
            return Err(AttemptError::For(error));
        }
        self.connection.replace(Some(database.clone()));
        Ok(database)
    }

    async fn connect(&self) -> Result<IdbDatabase, AttemptError> {
        let refused = |_| AttemptError::For(StoreError::Refused);
        let request: IdbOpenDbRequest =
            factory().map_err(AttemptError::For)?.open_with_u32(&self.name, 1).map_err(refused)?;
        let upgrading = request.clone();
        let upgrade = Closure::once_into_js(move || {
            if let Ok(database) = upgrading.result().and_then(|result| result.dyn_into::<IdbDatabase>()) {
                // If it fails, so does every transaction.
                let _ = database.create_object_store(STORE);
            }
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let opened = self.soon(answer(&request)).await.ok_or(AttemptError::Dead)?;
        let database: IdbDatabase =
            opened.map_err(|_| AttemptError::Aborted(StoreError::Refused))?.dyn_into().map_err(refused)?;
        // Another tab that removes the database must not wait for us.
        let closing = database.clone();
        let close = Closure::once_into_js(move || closing.close());
        database.set_onversionchange(Some(close.unchecked_ref()));
        Ok(database)
    }

    async fn get(&self, database: &IdbDatabase, key: &str) -> Result<Option<Vec<u8>>, AttemptError> {
        let (_, store) = begin(database, IdbTransactionMode::Readonly)?;
        let request = store.get(&JsValue::from_str(key)).map_err(|_| AttemptError::Dead)?;
        let value =
            self.soon(answer(&request)).await.ok_or(AttemptError::Dead)?.map_err(|_| AttemptError::Dead)?;
        Ok(value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec))
    }

    /// How a transaction ended.
    async fn ended(&self, done: impl Future<Output = TransactionEnd>) -> Result<(), AttemptError> {
        match self.soon(done).await {
            Some(TransactionEnd::Complete) => Ok(()),
            Some(TransactionEnd::Aborted { full: true }) => Err(AttemptError::Aborted(StoreError::Full)),
            Some(TransactionEnd::Aborted { full: false }) => Err(AttemptError::Aborted(StoreError::Refused)),
            None => Err(AttemptError::Dead),
        }
    }

    /// `None` when it takes too long.
    async fn soon<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let work = std::pin::pin!(work);
        match select(work, self.clock.sleep(PATIENCE_MS)).await {
            Either::Left((value, _)) => Some(value),
            Either::Right(_) => None,
        }
    }
}

#[async_trait(?Send)]
impl LocalStore for IndexedDb {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.attempts(async |database| self.get(database, key).await).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.attempts(async |database| {
            let (_, store) = begin(database, IdbTransactionMode::Readonly)?;
            let from =
                IdbKeyRange::lower_bound(&JsValue::from_str(prefix)).map_err(|_| AttemptError::Dead)?;
            let request = store.get_all_keys_with_key(&from).map_err(|_| AttemptError::Dead)?;
            let keys = self
                .soon(answer(&request))
                .await
                .ok_or(AttemptError::Dead)?
                .map_err(|_| AttemptError::Dead)?;
            let keys: Array = keys.dyn_into().map_err(|_| AttemptError::Dead)?;
            let keys = keys.iter().filter_map(|key| key.as_string());
            Ok(keys.take_while(|key| key.starts_with(prefix)).filter(|key| key != MARK).collect())
        })
        .await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.attempts(async |database| {
            let (transaction, store) = begin(database, IdbTransactionMode::Readwrite)?;
            let done = completion(&transaction);
            // First in the transaction: another mark ends it before anything of it counts.
            let looking = store.get(&JsValue::from_str(MARK)).map_err(|_| AttemptError::Dead)?;
            let (asked, taking_back, mine) = (looking.clone(), transaction.clone(), self.mark.get());
            let not_ours: Rc<Cell<Option<StoreError>>> = Rc::default();
            let noted = not_ours.clone();
            let look = settled(&looking, move || {
                let found = asked.result().ok().and_then(|value| value.dyn_into::<Uint8Array>().ok());
                if let Err(error) = watched(mine, found.map(|bytes| bytes.to_vec()).as_deref()) {
                    noted.set(Some(error));
                    // It ends in `abort`.
                    let _ = taking_back.abort();
                }
            });
            if let Err(failed) = put_all(&store, &writes) {
                // All or nothing.
                let _ = transaction.abort();
                return Err(failed);
            }
            let ended = self.ended(done).await;
            drop(look);
            not_ours.get().map_or(ended, |error| Err(AttemptError::For(error)))
        })
        .await
    }
}

#[async_trait(?Send)]
impl SharedStore for IndexedDb {
    async fn take(&self) -> Result<(), StoreError> {
        let mark = new_mark();
        self.drop_connection();
        self.unwatched(async |database| {
            let (transaction, store) = begin(database, IdbTransactionMode::Readwrite)?;
            let done = completion(&transaction);
            put(&store, MARK, &mark)?;
            self.ended(done).await
        })
        .await?;
        self.mark.set(Some(mark));
        Ok(())
    }

    async fn renew(&self, all: Writes) -> Result<(), StoreError> {
        let Some(mark) = self.mark.get() else { return Err(StoreError::Taken) };
        // There is nothing of ours in the database.
        self.drop_connection();
        self.unwatched(async |database| {
            if let Some(found) = self.get(database, MARK).await?
                && found != mark
            {
                return Err(AttemptError::For(StoreError::Taken));
            }
            let (transaction, store) = begin(database, IdbTransactionMode::Readwrite)?;
            let done = completion(&transaction);
            let cleared = store.clear().map(|_| ()).map_err(|_| AttemptError::Dead);
            let put_anew =
                cleared.and_then(|()| put(&store, MARK, &mark)).and_then(|()| put_all(&store, &all));
            if let Err(failed) = put_anew {
                let _ = transaction.abort();
                return Err(failed);
            }
            self.ended(done).await
        })
        .await
    }
}

/// Whether the mark that was found is the one with which a handle has taken the database, if it has.
fn watched(mine: Option<Mark>, found: Option<&[u8]>) -> Result<(), StoreError> {
    match (mine, found) {
        (Some(_), None) => Err(StoreError::Lost),
        (Some(mine), Some(found)) if found != mine => Err(StoreError::Taken),
        (None | Some(_), _) => Ok(()),
    }
}

fn new_mark() -> Mark {
    let mut mark = [0; 16];
    let rng: &mut dyn CryptoRng = &mut system_rng();
    rng.fill_bytes(&mut mark);
    mark
}

/// Works in a page as in a worker.
fn factory() -> Result<IdbFactory, StoreError> {
    Reflect::get(&js_sys::global(), &JsValue::from_str("indexedDB"))
        .ok()
        .and_then(|factory| factory.dyn_into().ok())
        .ok_or(StoreError::Refused)
}

fn begin(
    database: &IdbDatabase,
    mode: IdbTransactionMode,
) -> Result<(IdbTransaction, IdbObjectStore), AttemptError> {
    let dead = |_| AttemptError::Dead;
    // The bindings do not know this option: on the disk, not only handed to the operating system, when it says
    // "complete".
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into()).map_err(dead)?;
    let transaction: Function =
        Reflect::get(database, &"transaction".into()).map_err(dead)?.dyn_into().map_err(dead)?;
    let begun = transaction.call3(database, &STORE.into(), &mode.into(), &options).map_err(dead)?;
    let transaction: IdbTransaction = begun.dyn_into().map_err(dead)?;
    let store = transaction.object_store(STORE).map_err(dead)?;
    Ok((transaction, store))
}

fn put(store: &IdbObjectStore, key: &str, value: &[u8]) -> Result<(), AttemptError> {
    let put = store.put_with_key(&Uint8Array::from(value), &JsValue::from_str(key));
    put.map(|_| ()).map_err(|_| AttemptError::Aborted(StoreError::Refused))
}

fn put_all(store: &IdbObjectStore, writes: &Writes) -> Result<(), AttemptError> {
    for (key, value) in writes {
        match value {
            Some(value) => put(store, key, value)?,
            None => {
                store
                    .delete(&JsValue::from_str(key))
                    .map_err(|_| AttemptError::Aborted(StoreError::Refused))?;
            }
        }
    }
    Ok(())
}
