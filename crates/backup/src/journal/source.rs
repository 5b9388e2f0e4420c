//! What mirrors are given: the journal as it was acknowledged.

use std::rc::Rc;

use lifeboat_cloud::DriveError;
use lifeboat_crypto::Digest;

use super::{
    Journal, command::Command, newest_takeover::NewestTakeover, replica, shared::AcknowledgedHead,
    takeover_seen::TakeoverSeen,
};
use crate::{
    Fault, Keys, WalletFolder,
    bell::Bell,
    chain::Takeovers,
    entry,
    env::Env,
    phrase_file,
    read::RemoteFolder,
    status::{Author, Obstacle},
    store::Writes,
};

impl Journal {
    /// The Takeovers that this device knows of.
    pub fn takeovers(&self) -> Takeovers {
        Takeovers::new(self.shared.takeovers())
    }

    /// Changes when the journal leaves its place for another one, or for none.
    pub(crate) fn left(&self) -> u64 {
        self.shared.left()
    }

    pub(crate) fn env(&self) -> Env {
        self.shared.env().clone()
    }

    pub(crate) fn keys_now(&self) -> Rc<Keys> {
        self.shared.keys()
    }

    pub(crate) fn known(&self) -> AcknowledgedHead {
        self.shared.acknowledged()
    }

    /// The head's position, without holding the journal.
    pub(crate) fn head_teller(&self) -> impl Fn() -> Option<u64> + 'static {
        let shared = Rc::downgrade(&self.shared);
        move || shared.upgrade().map(|shared| shared.head().position)
    }

    pub(crate) fn bell(&self) -> Bell {
        self.shared.bell().clone()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.shared.closing().is_asked() || self.commands.is_closed()
    }

    /// Another device continues where this journal is mirrored: nothing is ever acknowledged again. That is
    /// kept first, since the journal's own place need not show it at the next start.
    pub(crate) async fn fence_by_mirror(&self, other: Author) {
        // A store that refuses is told again when the mirror is seen again.
        let _ = TakeoverSeen::InMirror(other.clone()).note(&*self.env().local).await;
        self.send(Command::Fence(other));
    }

    /// The bytes of an acknowledged entry; `None` when it was pruned.
    pub(crate) async fn entry_bytes(&self, position: u64) -> Result<Option<Vec<u8>>, Obstacle> {
        if let Some(bytes) = self.shared.recent_at(position) {
            return Ok(Some(bytes));
        }
        let env = self.env();
        if let Some(bytes) = replica::entry(&*env.local, position).await? {
            return Ok(Some(bytes));
        }
        match self.primary() {
            Some(primary) => Ok(primary.get(&env, position).await?),
            None => Ok(None),
        }
    }

    /// The phrase file of the keyring in use, as it lies beside the primary.
    pub(crate) async fn phrase_bytes(&self) -> Result<Vec<u8>, Obstacle> {
        let (env, keys) = (self.env(), self.keys_now());
        let kept = replica::phrase(&*env.local).await?;
        if let Some(kept) = kept.filter(|kept| phrase_file::check(&keys, kept).is_ok()) {
            return Ok(kept);
        }
        let Some(primary) = self.primary() else { return Err(DriveError::SignedOut.into()) };
        let file = primary.file(&env, &primary.folder.phrase(keys.keyring().seq())).await?;
        let file = file.ok_or(Obstacle::PhraseFile { fault: Fault::Truncated })?;
        phrase_file::check(&keys, &file).map_err(|fault| Obstacle::PhraseFile { fault })?;
        Ok(file)
    }

    /// Returns the digest of this journal's Takeover at a position, as far as this device can tell now. The
    /// primary keeps its Takeovers for ever.
    pub(crate) async fn takeover_at(&self, position: u64) -> Option<Digest> {
        let kept = NewestTakeover::kept(&*self.env().local).await.ok().flatten();
        if let Some(kept) = kept.filter(|kept| kept.position == position) {
            return Some(kept.digest);
        }
        let bytes = self.entry_bytes(position).await.ok().flatten()?;
        let entry = entry::read(&self.keys_now(), position, bytes).ok()?;
        NewestTakeover::of(&entry).map(|takeover| takeover.digest)
    }

    pub(crate) async fn was_deleted(&self, folder: &WalletFolder) -> Result<bool, Obstacle> {
        Ok(replica::deleted(&*self.env().local, folder).await?.is_some())
    }

    /// Up to where the fences of a mirror were seen to be whole; `None` when that is not known: then all is looked at.
    pub(crate) async fn fenced(&self, mirror: &str) -> Option<u64> {
        replica::fenced(&*self.env().local, mirror).await.unwrap_or(None)
    }

    pub(crate) async fn remember_fenced(&self, mirror: &str, position: u64) {
        if self.fenced(mirror).await == Some(position) {
            return;
        }
        let mut writes = Writes::new();
        replica::set_fenced(&mut writes, mirror, Some(position));
        // If the store does not keep this, the position is looked at again.
        let _ = self.env().local.write(writes).await;
    }

    pub(super) fn primary(&self) -> Option<RemoteFolder> {
        self.shared.place()
    }
}
