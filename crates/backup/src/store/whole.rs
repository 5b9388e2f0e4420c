//! A store that is made whole again when the browser has thrown it away.

use std::{cell::RefCell, collections::BTreeMap};

use async_trait::async_trait;
use futures::lock::Mutex;

use super::{LocalStore, SharedStore, StoreError, Writes};

/// What the store holds as far as this process knows.
#[derive(Default)]
struct StoreImage {
    values: BTreeMap<String, Vec<u8>>,
    /// Read as a whole, and nothing has happened since that leaves a doubt.
    sure: bool,
}

/// A store and, in memory, everything that is in it. When the browser throws the store away under a running
/// wallet, everything is rewritten in one step, together with what was to be written, before that counts as
/// written. If the browser refuses that, the write is [`StoreError::Lost`]: only this process still has the
/// wallet, and a refused write is retried only if the caller asks for it ([`LocalStore::remember`]).
///
/// Costs as much memory as the store holds: the newest snapshot and the entries after it, as a rule.
pub struct WholeStore<S> {
    store: S,
    known: RefCell<StoreImage>,
    /// One change at a time: a rewrite must not leave out what is being written.
    turn: Mutex<()>,
}

impl<S: SharedStore> WholeStore<S> {
    /// Around a store that this process alone writes, once it has [taken](WholeStore::take) it.
    pub fn new(store: S) -> WholeStore<S> {
        WholeStore { store, known: RefCell::default(), turn: Mutex::new(()) }
    }

    /// This process alone writes it from here on. Another one may have until now: what is there counts, not what was
    /// known.
    ///
    /// # Errors
    /// The store's own.
    pub async fn take(&self) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        *self.known.borrow_mut() = StoreImage::default();
        self.store.take().await
    }

    /// Reads everything that is in the store, before anything is reported or changed.
    async fn learn(&self) -> Result<(), StoreError> {
        if self.known.borrow().sure {
            return Ok(());
        }
        let mut values = BTreeMap::new();
        for key in self.store.list("").await? {
            if let Some(value) = self.store.read(&key).await? {
                values.insert(key, value);
            }
        }
        *self.known.borrow_mut() = StoreImage { values, sure: true };
        Ok(())
    }

    /// What the store answers, once it is whole.
    async fn look<T>(&self, look: impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let sure = self.known.borrow().sure;
        let answer = if sure { look().await } else { self.learn_first(&look).await };
        if answer.as_ref().err() != Some(&StoreError::Lost) {
            return answer;
        }
        let _turn = self.turn.lock().await;
        self.renew(Writes::new()).await?;
        look().await
    }

    async fn learn_first<T>(&self, look: &impl AsyncFn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        let _turn = self.turn.lock().await;
        self.learn().await?;
        look().await
    }

    /// Everything that is known, and these changes, in the place of what is gone.
    async fn renew(&self, writes: Writes) -> Result<(), StoreError> {
        let mut values = self.known.borrow().values.clone();
        apply(&mut values, writes);
        let all = values.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect();
        match self.store.renew(all).await {
            Ok(()) => {
                *self.known.borrow_mut() = StoreImage { values, sure: true };
                Ok(())
            }
            Err(error @ (StoreError::Unknown | StoreError::Taken)) => Err(error),
            Err(StoreError::Lost | StoreError::Refused | StoreError::Full) => Err(StoreError::Lost),
        }
    }
}

/// A write that is given up before its end may be done all the same: then the store itself is asked before
/// the next change.
struct WriteInDoubt<'a>(&'a RefCell<StoreImage>);

impl WriteInDoubt<'_> {
    /// The store has answered.
    fn end(self) {
        std::mem::forget(self);
    }
}

impl Drop for WriteInDoubt<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().sure = false;
    }
}

fn apply(values: &mut BTreeMap<String, Vec<u8>>, writes: Writes) {
    for (key, value) in writes {
        match value {
            Some(value) => values.insert(key, value),
            None => values.remove(&key),
        };
    }
}

#[async_trait(?Send)]
impl<S: SharedStore> LocalStore for WholeStore<S> {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.look(async || self.store.read(key).await).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.look(async || self.store.list(prefix).await).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        match self.learn().await {
            Ok(()) => {}
            Err(StoreError::Lost) => return self.renew(writes).await,
            Err(error) => return Err(error),
        }
        let doubt = WriteInDoubt(&self.known);
        let written = self.store.write(writes.clone()).await;
        doubt.end();
        match written {
            Ok(()) => {
                apply(&mut self.known.borrow_mut().values, writes);
                Ok(())
            }
            Err(StoreError::Lost) => self.renew(writes).await,
            Err(error) => {
                // It may have been done all the same: the store itself is asked before the next change.
                self.known.borrow_mut().sure = false;
                Err(error)
            }
        }
    }

    fn remember(&self, gone: Option<&str>, writes: &Writes) {
        let values = &mut self.known.borrow_mut().values;
        values.retain(|key, _| gone.is_none_or(|gone| !key.starts_with(gone)));
        apply(values, writes.clone());
    }
}
