//! A second copy has lost what this device had written there: what another device wrote above it may be lost
//! with it, and the primary shows nothing of that.

use futures::{
    FutureExt,
    future::{Either, select},
};

use super::{Journal, command::Command, engine::Engine, replica, stop::Stop};
use crate::{status::FolderNews, store::Writes};

/// How long to wait for the store before rewriting lost entries, ms. The engine may be waiting for its drive for much
/// longer; the second copy must not.
const PATIENCE_MS: u64 = 60_000;

impl Journal {
    /// Marks the state as unproved until its peers agree. The journal takes a new name, so nothing can prove
    /// the state under the old one ([`Journal::head_is_ours`]). Resolves once that is stored, or after a
    /// timeout.
    ///
    /// `mirror`: the second copy's name. The same write records that it is no longer whole, so that the next
    /// start, which may find it as it is, does not doubt a second time; and the user is told.
    pub(crate) async fn doubt(&self, mirror: &str) {
        self.shared.doubt();
        // An engine that waits for its drive takes its time. What is brought again meanwhile shows no loss to
        // the next start.
        let mut writes = Writes::new();
        replica::set_doubt(&mut writes, true);
        replica::set_fenced(&mut writes, mirror, None);
        replica::set_mirror_news(&mut writes, mirror, Some(FolderNews::Rebuilt));
        let _ = self.env().local.write(writes).await;
        self.send(Command::Doubt);
        let bell = self.bell();
        bell.ring();
        let stored = async {
            let mut heard = bell.count();
            while self.is_doubted() && !self.is_closed() {
                heard = bell.heard(heard).await;
            }
        };
        let clock = self.env().clock;
        match select(stored.boxed_local(), clock.sleep(PATIENCE_MS)).await {
            Either::Left(_) | Either::Right(_) => {}
        }
    }

    /// Whether the state is doubted, and the name that says so is not in the store yet.
    pub(crate) fn is_doubted(&self) -> bool {
        self.shared.is_doubted()
    }
}

impl Engine {
    /// Writes the name that says that the state is no longer proved, if that is owed.
    ///
    /// # Errors
    /// It is not in the store yet.
    pub(super) async fn settle_doubt(&mut self) -> Result<(), Stop> {
        if self.writer.shared.is_doubted() {
            self.writer.take_another_name(false).await?;
            self.writer.shared.doubt_is_stored();
        }
        Ok(())
    }
}
