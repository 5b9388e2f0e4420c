//! A device whose store takes the changed keys, says nothing, and answers nothing for a while.

use std::{cell::Cell, rc::Rc};

use async_trait::async_trait;
use lifeboat_backup::{ChangeKeysError, LocalStore, StoreError, Writes};

use super::{Base, NEW, OLD, restores, rotated, start, unlock};
use crate::{
    app::{App, Halt},
    world::End,
};

/// After the next write of a keyring it answers nothing.
struct Dazed {
    inner: Rc<dyn LocalStore>,
    /// Whether that write is carried out.
    takes: bool,
    dazed: Rc<Cell<Option<bool>>>,
}

impl Dazed {
    fn answers(&self) -> Result<(), StoreError> {
        if self.dazed.get() == Some(true) { Err(StoreError::Unknown) } else { Ok(()) }
    }
}

#[async_trait(?Send)]
impl LocalStore for Dazed {
    async fn read(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.answers()?;
        self.inner.read(key).await
    }

    async fn list(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        self.answers()?;
        self.inner.list(prefix).await
    }

    async fn write(&self, writes: Writes) -> Result<(), StoreError> {
        self.answers()?;
        let keyring = writes.iter().any(|(key, _)| key == "journal/keyring");
        if !(keyring && self.dazed.get() == Some(false)) {
            return self.inner.write(writes).await;
        }
        if self.takes {
            self.inner.write(writes).await?;
        }
        self.dazed.set(Some(true));
        Err(StoreError::Unknown)
    }
}

/// It is not said that nothing was changed: the device may open with the new PIN. What is written next says again which
/// keys these are, and so does the start of a device that has died.
#[test]
fn a_change_that_the_store_does_not_speak_of_is_not_said_to_be_none() {
    for (takes, goes_on) in [(false, false), (false, true), (true, false), (true, true)] {
        let base = Base::new();
        let world = base.world();
        let (end, _) = world.run(0, None, async move |mut app: App| {
            let dazed = Rc::new(Cell::new(None));
            app.env.local = Rc::new(Dazed { inner: app.env.local.clone(), takes, dazed: dazed.clone() });
            let (_, journal) = start(&app).await?;
            let keys = rotated(&journal.keys(), &mut app.line.cloud.dice.clone());
            dazed.set(Some(false));
            let unknown = journal.change_keys(keys).await;
            assert!(matches!(unknown, Err(ChangeKeysError::Unknown(_))), "{unknown:?}");
            if goes_on {
                dazed.set(None);
                app.pay(&journal).await?;
            }
            Ok::<_, Halt>(())
        });
        assert_eq!(end, End::Done(Ok(())));
        let (end, _) = world.run(0, None, async |app: App| {
            let (pin, journal) = start(&app).await?;
            app.pay(&journal).await?;
            app.env.clock.sleep(60_000).await;
            Ok::<_, Halt>((pin, unlock(&app).await.0))
        });
        let pin = if takes && !goes_on { NEW } else { OLD };
        assert_eq!(end, End::Done(Ok((pin, pin))), "{takes} {goes_on}");
        restores(&world, pin).unwrap();
    }
}
