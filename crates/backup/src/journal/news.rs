//! What users are told of a folder that somebody has changed. It is stored beside what it is about until they
//! have read it: if a process dies before it could be shown, it is told at the next start.

use super::{Journal, replica, writer::Writer};
use crate::{
    Mirror,
    status::FolderNews,
    store::{StoreError, Writes},
};

impl Journal {
    /// What the user has not read yet of the backup's folder: [`Journal::news_is_read`].
    pub fn news(&self) -> Option<FolderNews> {
        self.shared.news()
    }

    /// The user has read that.
    ///
    /// # Errors
    /// The store did not take it: it is told again.
    pub async fn news_is_read(&self, read: FolderNews) -> Result<(), StoreError> {
        if self.news() == Some(read) {
            let mut writes = Writes::new();
            replica::set_news(&mut writes, None);
            self.env().local.write(writes).await?;
            self.shared.set_news(self.news().filter(|now| *now != read));
        }
        Ok(())
    }

    /// The user has read what there was to say of a second copy ([`Mirror::news`]).
    ///
    /// # Errors
    /// The store did not take it: it is told again.
    pub async fn mirror_news_is_read(&self, mirror: &Mirror) -> Result<(), StoreError> {
        self.keep_mirror_news(mirror.name(), None).await?;
        mirror.forget_news();
        Ok(())
    }

    pub(crate) async fn mirror_news(&self, mirror: &str) -> Option<FolderNews> {
        // Not known means not told again.
        replica::mirror_news(&*self.env().local, mirror).await.unwrap_or(None)
    }

    pub(crate) async fn keep_mirror_news(
        &self,
        mirror: &str,
        news: Option<FolderNews>,
    ) -> Result<(), StoreError> {
        let mut writes = Writes::new();
        replica::set_mirror_news(&mut writes, mirror, news);
        self.env().local.write(writes).await
    }
}

impl Writer {
    /// This device's store has it: the user is told until they have read it.
    pub(super) fn note_news(&self, news: Option<FolderNews>) {
        self.shared.tell_news(news);
    }

    /// The user knows, or the folder that it is about no longer exists.
    pub(super) fn drop_news(&mut self) {
        self.store_with_next(|writes| replica::set_news(writes, None));
        self.shared.set_news(None);
    }
}
