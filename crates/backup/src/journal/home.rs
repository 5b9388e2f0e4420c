//! Finds the wallet's folder by what is in it, never by its name.
//!
//! A user may rename it, delete it, or tidy it up, also while the wallet runs. A renamed folder is followed; what is
//! missing in it is written again, byte for byte, as far as this device has it. A wallet never continues under a name
//! that its user has changed.

use std::collections::BTreeSet;

use lifeboat_cloud::{Create, DeleteExactly, DriveError};
use lifeboat_crypto::WriterId;

use super::{
    backup_doubt::BackupDoubt,
    confirm::confirm,
    replica::{self, Meta},
    stop::Stop,
    writer::Writer,
};
use crate::{
    WalletFolder,
    create_once::create_once,
    entry::{self, Entry},
    fault::Fault,
    layout, notes,
    read::{PositionContent, RemoteFolder},
    status::{FolderNews, Obstacle},
    top::{Top, top},
};

/// What became of the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whereabouts {
    /// The folder is where it was.
    Here,
    /// The user gave it another name, and this wallet is there from now on, with everything that it has.
    Followed,
    /// No folder of this drive holds anything that this device wrote last.
    Gone,
}

/// An entry of ours, and what lies in its place.
struct MissingEntry {
    position: u64,
    bytes: Vec<u8>,
    /// The beginning of it.
    torn: Option<Vec<u8>>,
}

impl Writer {
    /// The note is gone. Another folder may have it, also when the newest entries are here: they may have
    /// been written under the old name before anybody noticed. Otherwise the entry that was acknowledged last
    /// tells whether this is the folder.
    pub(super) async fn settle_home(&mut self) -> Result<Whereabouts, Stop> {
        let Some(remote) = self.remote().cloned() else { return Ok(Whereabouts::Here) };
        let here = remote.get(&self.env, self.chain().head.position).await.map_err(drive)?.is_some();
        Ok(match self.follow_folder().await? {
            Whereabouts::Gone if here => Whereabouts::Here,
            home @ (Whereabouts::Here | Whereabouts::Followed | Whereabouts::Gone) => home,
        })
    }

    /// Something that this device wrote is gone: is there another folder that holds it?
    pub(super) async fn follow_folder(&mut self) -> Result<Whereabouts, Stop> {
        let Some(old) = self.remote().cloned() else { return Ok(Whereabouts::Here) };
        let own = self.own().await?;
        let Some(folder) = self.find_moved(&old, &own).await? else { return Ok(Whereabouts::Gone) };
        let new = RemoteFolder { drive: old.drive.clone(), folder };
        let (lacking, _) = self.compare(&new, &own).await?;
        if !lacking.is_empty() {
            // They may lie under the old name, or be lost.
            self.doubt_state().await?;
        }
        self.complete(&new, lacking).await?;
        let head = self.chain().head.position;
        confirm(&self.env, self.keys(), &new, head).await.map_err(drive)?.or_stop()?;
        // Asked before it is the backup: who would ask again looks for another folder by then.
        let gone = self.something_is_gone(&new).await.map_err(drive)?;
        if gone {
            self.doubt_state().await?;
        }
        self.switch_folder(&new).await?;
        if gone {
            self.lose();
        } else {
            self.is_whole_again();
        }
        self.leave(&old, &new).await;
        Ok(Whereabouts::Followed)
    }

    /// Entries that the drive has lost are written again, byte for byte, if it has at least one of those that
    /// this device keeps. `false`: it has none of them.
    pub(super) async fn mend(&mut self, remote: &RemoteFolder, although_gone: bool) -> Result<bool, Stop> {
        let own = self.own().await?;
        let (lacking, some) = self.compare(remote, &own).await?;
        if !some && !although_gone {
            return Ok(false);
        }
        if lacking.is_empty() {
            return Ok(true);
        }
        self.doubt_state().await?;
        self.complete(remote, lacking).await?;
        self.settle_fences().await?;
        Ok(true)
    }

    /// The place has lost entries, and mileposts perhaps. It may have been lost after another device had read
    /// it, and what that device wrote may be lost with it: the wallet's state is no longer proved until its
    /// peers have agreed, which a new name of the journal says.
    ///
    /// Before anything is written there in the place of what is lost: a device that dies in between does not come back
    /// trusting itself.
    pub(super) async fn doubt_state(&mut self) -> Result<(), Stop> {
        self.take_another_name(true).await
    }

    /// `owes_fences`: because the backup has lost something, so that mileposts have to be placed again as well.
    pub(super) async fn take_another_name(&mut self, owes_fences: bool) -> Result<(), Stop> {
        let writer = self.env.rng.with(|rng| WriterId::make(rng));
        let meta = Meta { writer, ..self.meta().clone() };
        // What the store has not taken yet comes first, as it may hold an earlier value of either.
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, &meta);
        replica::set_doubt(&mut writes, false);
        let carried = BackupDoubt::carry_over(&*self.env.local, self.meta().writer, &mut writes).await;
        carried.map_err(store)?;
        if owes_fences {
            BackupDoubt::Gone.set(&mut writes, true);
            replica::set_owes_fences(&mut writes, true);
            replica::set_news(&mut writes, Some(FolderNews::Rebuilt));
        }
        self.env.local.write(writes).await.map_err(store)?;
        self.is_named(meta);
        if owes_fences {
            self.note_incomplete(true);
            self.note_owes_fences(true);
            self.note_news(Some(FolderNews::Rebuilt));
        }
        Ok(())
    }

    /// To be called before what was written so far is no longer asked for: if some of it is gone, another device's
    /// entries may be gone as well. A drive that does not say is waited for, as it is for the write that comes next.
    ///
    /// Whether some of it is gone: then no snapshot may name what was there before.
    pub(super) async fn doubt_what_lost(&mut self) -> Result<bool, Stop> {
        let Some(remote) = self.remote().cloned() else { return Ok(false) };
        let mut waits = self.waits(&remote);
        loop {
            match self.something_is_gone(&remote).await {
                Ok(false) if !self.beside.is_gone() => return Ok(false),
                Ok(_) => {
                    // Nothing is saved before a whole snapshot is there.
                    self.lose();
                    self.tell(self.standing());
                    self.doubt_state().await?;
                    return Ok(true);
                }
                Err(error) => waits.wait(self, &error).await?,
            }
        }
    }

    /// The entries that this device keeps: the newest snapshot, and what follows it, as acknowledged.
    async fn own(&self) -> Result<Vec<(u64, Vec<u8>)>, Stop> {
        let mut own = replica::entries(&*self.env.local).await.map_err(store)?;
        if let Some((position, bytes)) = self.shared.recent()
            && own.last().is_none_or(|(last, _)| *last < position)
        {
            own.push((position, bytes.to_vec()));
        }
        Ok(own)
    }

    /// A folder of another name that holds one of these entries, the newest that any holds; otherwise one
    /// with this backup's note and an older entry of this history at its top.
    async fn find_moved(
        &self,
        remote: &RemoteFolder,
        own: &[(u64, Vec<u8>)],
    ) -> Result<Option<WalletFolder>, Stop> {
        let others = match remote.drive.now().list(&layout::root()).await {
            Ok(entries) => entries,
            Err(DriveError::NotFound) => return Ok(None),
            Err(error) => return Err(drive(error)),
        };
        let names: BTreeSet<String> =
            others.into_iter().filter(|entry| entry.folder).map(|entry| entry.name).collect();
        let mut found: Option<(u64, WalletFolder)> = None;
        for folder in names.iter().filter_map(|name| WalletFolder::from_folder_name(name)) {
            if folder == remote.folder {
                continue;
            }
            let there = RemoteFolder { drive: remote.drive.clone(), folder };
            for (position, bytes) in own.iter().rev() {
                if found.as_ref().is_some_and(|(best, _)| best >= position) {
                    break;
                }
                match there.get(&self.env, *position).await {
                    Ok(Some(theirs)) if theirs == *bytes => {
                        if self.is_marked() || !notes::is_second(&self.env, &there).await.map_err(drive)? {
                            found = Some((*position, there.folder.clone()));
                        }
                        break;
                    }
                    Ok(_) => {}
                    // A foreign folder that cannot be read is not ours.
                    Err(error) if is_of_one_file(&error) => break,
                    Err(error) => return Err(drive(error)),
                }
            }
            if found.is_none() && self.has_our_note(&there).await? {
                found = Some((0, there.folder));
            }
        }
        Ok(found.map(|(_, folder)| folder))
    }

    /// Whether a folder is this backup's by its note, and no other device took over there.
    async fn has_our_note(&self, there: &RemoteFolder) -> Result<bool, Stop> {
        let text = layout::read_me_text(self.keys().vault_id());
        match there.file(&self.env, &there.folder.read_me()).await {
            Ok(Some(note)) if note == text.as_bytes() => {}
            Ok(_) => return Ok(false),
            Err(error) if is_of_one_file(&error) => return Ok(false),
            Err(error) => return Err(drive(error)),
        }
        if !self.is_marked() && notes::is_second(&self.env, there).await.map_err(drive)? {
            return Ok(false);
        }
        let top = top(&self.env, self.keys(), there).await.map_err(drive)?;
        Ok(top.entry.is_some_and(|entry| self.is_of_this_history(&entry)))
    }

    /// What is missing there, and whether anything of ours is there.
    async fn compare(
        &self,
        remote: &RemoteFolder,
        own: &[(u64, Vec<u8>)],
    ) -> Result<(Vec<MissingEntry>, bool), Stop> {
        let (mut lacking, mut some) = (Vec::new(), false);
        for (position, bytes) in own {
            let position = *position;
            let found = match remote.get(&self.env, position).await {
                // It is in the way until somebody removes it, whatever it is.
                Err(DriveError::WrongKind | DriveError::TooLarge) => {
                    return Err(Stop::Paused(Obstacle::Entry { position, fault: Fault::Damaged }));
                }
                found => found.map_err(drive)?,
            };
            match found {
                Some(found) if found == *bytes => some = true,
                Some(found) if bytes.starts_with(&found) => {
                    lacking.push(MissingEntry { position, bytes: bytes.clone(), torn: Some(found) });
                }
                Some(found) => {
                    return Err(match entry::read(self.keys(), position, found) {
                        Ok(other) => Stop::Fenced(other.origin),
                        Err(fault) => Stop::Paused(Obstacle::Entry { position, fault }),
                    });
                }
                None => lacking.push(MissingEntry { position, bytes: bytes.clone(), torn: None }),
            }
        }
        Ok((lacking, some))
    }

    async fn complete(&self, remote: &RemoteFolder, lacking: Vec<MissingEntry>) -> Result<(), Stop> {
        for MissingEntry { position, bytes, torn } in lacking {
            let path = remote.folder.entry(position);
            if let Some(torn) = torn {
                match remote.drive.now().delete_exactly(&path, &torn).await {
                    Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound) => {}
                    Ok(DeleteExactly::Changed | DeleteExactly::CannotPromise) => {
                        return Err(Stop::Paused(Obstacle::Entry { position, fault: Fault::Truncated }));
                    }
                    Err(error) => return Err(drive(error)),
                }
            }
            match create_once(&self.env, &remote.drive, &path, &bytes).await.map_err(drive)? {
                Create::Created => {}
                // Somebody else's came in between: the next look tells whose.
                Create::Exists => {
                    return Err(Stop::Paused(Obstacle::Entry { position, fault: Fault::Forked }));
                }
            }
        }
        Ok(())
    }

    /// One write of this device's store: from here on that folder is the backup.
    async fn switch_folder(&mut self, new: &RemoteFolder) -> Result<(), Stop> {
        let meta = Meta { folder: Some(new.folder.clone()), ..self.meta().clone() };
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, &meta);
        replica::set_news(&mut writes, Some(FolderNews::Followed));
        self.env.local.write(writes).await.map_err(store)?;
        self.is_followed(meta, new);
        self.note_news(Some(FolderNews::Followed));
        Ok(())
    }

    /// What was written under the old name before that was noticed: each entry of this history is copied, and
    /// exactly that entry is deleted there once the same bytes are in the folder in use.
    ///
    /// Nothing is deleted by name alone: the user may give the folder that name back, and a late delete would
    /// take what is the backup by then. So the folder stays, and what stays in it is marked as a second copy,
    /// which it is.
    async fn leave(&self, old: &RemoteFolder, new: &RemoteFolder) {
        // Nothing is deleted where another device took over.
        let ours = match top(&self.env, self.keys(), old).await.map(Top::readable) {
            Ok(Ok(entry)) => entry.is_some_and(|entry| self.is_of_this_history(&entry)),
            Ok(Err(_)) | Err(_) => false,
        };
        let (true, Ok(positions)) = (ours, old.positions(&self.env).await) else { return };
        let mut gone = true;
        for position in positions {
            if let Ok(PositionContent::Entry(entry)) = old.look(&self.env, self.keys(), position).await
                && self.is_of_this_history(&entry)
            {
                gone &= self.bring_along(&entry, old, new).await;
            }
        }
        if !gone {
            // It only makes a restore from there ask.
            let (path, text) = (old.folder.second_copy(), layout::SECOND_COPY_TEXT.as_bytes());
            let _ = create_once(&self.env, &old.drive, &path, text).await;
        }
    }

    /// Exact: an entry of this history has as many Takeovers up to it as this device knows of.
    fn is_of_this_history(&self, entry: &Entry) -> bool {
        let position = entry.place.position;
        position <= self.chain().head.position && entry.place.epoch == self.chain().known().until(position)
    }

    /// Whether it is under the new name alone now.
    async fn bring_along(&self, entry: &Entry, old: &RemoteFolder, new: &RemoteFolder) -> bool {
        let position = entry.place.position;
        let brought = create_once(&self.env, &new.drive, &new.folder.entry(position), &entry.file).await;
        if brought != Ok(Create::Created) {
            return false;
        }
        let gone = old.drive.now().delete_exactly(&old.folder.entry(position), &entry.file).await;
        matches!(gone, Ok(DeleteExactly::Deleted) | Err(DriveError::NotFound))
    }
}

/// Whether it says something about the requested file, and not about the drive: a drive that rejects every
/// sign-in has not said that a folder is not ours.
fn is_of_one_file(error: &DriveError) -> bool {
    matches!(error, DriveError::WrongKind | DriveError::TooLarge | DriveError::Denied | DriveError::InBin)
}

fn drive(error: DriveError) -> Stop {
    Stop::Paused(error.into())
}

fn store(error: crate::StoreError) -> Stop {
    Stop::Paused(error.into())
}
