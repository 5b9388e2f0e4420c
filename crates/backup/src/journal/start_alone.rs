//! The storage is gone for good, and does not say so: the wallet continues on this device alone.
//!
//! One write of this device's store. Nothing is asked of the drive, and nothing is written there: a device
//! that may have taken the wallet over is not seen, and is not stopped. So the state counts as another's from
//! that very write on.

use lifeboat_crypto::WriterId;

use super::{
    OpenedJournal,
    backup_doubt::BackupDoubt,
    create,
    load::LoadedJournal,
    replica::{self, Meta, NotSwitched},
    stop::Stop,
    takeover_seen::TakeoverSeen,
    writer::Writer,
};
use crate::{
    Env,
    entry::Body,
    status::{Obstacle, Status},
    store::StoreError,
};

/// Why a wallet does not continue on this device alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AloneError {
    /// The backup is not on: it is on this device alone already.
    #[error("not on")]
    NotOn,
    /// Another device was seen to have taken it over: what is here is old.
    #[error("taken over")]
    TakenOver,
    /// The peer of a channel knows a newer state than this device.
    #[error("the state is old")]
    Stale,
    /// This device's own copy, or its store. The record may say either by now where the store does not
    /// answer: load it again.
    #[error("paused: {0}")]
    Paused(Obstacle),
}

impl From<StoreError> for AloneError {
    fn from(error: StoreError) -> AloneError {
        AloneError::Paused(error.into())
    }
}

impl LoadedJournal {
    /// Continues on this device alone, without a word from the drive: the user's own decision, once the start
    /// has failed for a long time for a reason that may stay ([`crate::StartError::way_out`]), and after they
    /// were told what is lost if another device has the wallet.
    ///
    /// What is pending, or waits, is part of it. The journal has another name from that very write on
    /// ([`OpenedJournal::writer`]), so nothing in its state is proved: no own commitment leaves before its
    /// peer has agreed. [`crate::Journal::turn_on`] backs it up again. What lies at the place that it leaves
    /// can be ended by [`crate::end_copy`] if that ever answers.
    ///
    /// # Errors
    /// The record says as before that the journal is on, with what is pending, unless the store does not
    /// answer, or takes the first write and not what waited: [`crate::Journal::load`] tells which of the two
    /// it is. What waited is kept in either.
    pub async fn start_alone(self, env: Env) -> Result<OpenedJournal, AloneError> {
        if self.meta.folder.is_none() {
            return Err(AloneError::NotOn);
        }
        if TakeoverSeen::kept(&*env.local).await?.is_some() {
            return Err(AloneError::TakenOver);
        }
        let before = self.meta.writer;
        if BackupDoubt::Stale.is_kept(&*env.local, before).await? {
            return Err(AloneError::Stale);
        }
        let pending = self.pending.as_ref().map(|pending| pending.entry().clone());
        let meta =
            Meta { folder: None, drive: String::new(), writer: env.rng.with(|rng| WriterId::make(rng)) };
        let mut writer = create::writer(env, self.keys, meta, None, self.chain);
        writer.take_up(None, self.waiting, self.unstored);
        match pending {
            // They change nothing. Whether another device's lies in that place is not known, and its entry must not be
            // taken for one of this device's.
            Some(entry) if matches!(entry.body, Body::Takeover | Body::End(_)) => {}
            Some(entry) => {
                let position = entry.place.position;
                let fits = writer.take_in(&entry);
                fits.map_err(|fault| AloneError::Paused(Obstacle::Entry { position, fault }))?;
            }
            None => {}
        }
        writer.switch_to_none(before).await?;
        // From now on this device's record says that it is alone, and that this waits.
        writer.write_waiting().await.map_err(|stop| match stop {
            Stop::Paused(why) => AloneError::Paused(why),
            // No drive is asked.
            Stop::Fenced(_) => AloneError::Paused(Obstacle::Store(StoreError::Unknown)),
        })?;
        Ok(create::open(writer, Status::Off))
    }
}

impl Writer {
    /// The one write, which brings a Takeover as well: whatever lies at the old place from there on is
    /// another device's.
    async fn switch_to_none(&mut self, before: WriterId) -> Result<(), AloneError> {
        let stopped = |_| AloneError::Paused(Obstacle::TooLarge);
        self.prepare(Body::Takeover).map_err(stopped)?;
        let takeover = self.pending().cloned();
        self.drop_pending();
        if let Some(entry) = takeover {
            let position = entry.place.position;
            let fits = self.take_in(&entry);
            fits.map_err(|fault| AloneError::Paused(Obstacle::Entry { position, fault }))?;
        }
        let meta = self.meta().clone();
        let mut writes = self.unstored();
        replica::set_meta(&mut writes, &meta);
        replica::clear_pending(&mut writes);
        replica::set_unmark(&mut writes, false);
        replica::set_owes_fences(&mut writes, false);
        replica::set_news(&mut writes, None);
        replica::set_doubt(&mut writes, false);
        BackupDoubt::carry_over(&*self.env.local, before, &mut writes).await?;
        // There is no longer a backup that the entries could be gone from.
        BackupDoubt::Gone.set(&mut writes, false);
        replica::switch(&*self.env.local, writes, &meta).await.map_err(|not| match not {
            NotSwitched::No(error) | NotSwitched::Unknown(error) => AloneError::from(error),
            NotSwitched::Lost => AloneError::from(StoreError::Lost),
        })?;
        self.all_is_stored();
        Ok(())
    }
}
