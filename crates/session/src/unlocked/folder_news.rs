//! What became of the folders that hold the backup, until the user has read it. The journal keeps it.

use lifeboat_backup::{FolderNews as Found, MirrorStatus, Status, WalletFolder};
use lifeboat_messages::{FolderChange, FolderNews, Problem};

use super::UnlockedWallet;
use crate::problem;
use crate::settings::Settings;

impl UnlockedWallet {
    /// The news that the user is to be told next.
    pub(super) fn folder_news(&self, settings: &Settings) -> Option<FolderNews> {
        self.news_of_backup(settings).or_else(|| self.news_of_second(settings))
    }

    /// The user has read it. What was not shown was not read.
    pub async fn news_is_read(&self, read: &FolderNews) -> Result<(), Problem> {
        let journal = self.journal()?;
        if self.folder_news(&self.settings()).as_ref() != Some(read) {
            return Ok(());
        }
        let kept = match (self.mirror(), journal.news()) {
            (Some(mirror), _) if read.second => journal.mirror_news_is_read(&mirror).await,
            (_, Some(news)) => journal.news_is_read(news).await,
            (_, None) => Ok(()),
        };
        self.env.changed();
        kept.map_err(|error| problem::of_store(&error))
    }

    fn news_of_backup(&self, settings: &Settings) -> Option<FolderNews> {
        let journal = self.journal.borrow();
        let journal = journal.as_ref()?;
        // Before that it is being written, and the status says so.
        let is_whole = matches!(*self.status.borrow(), Status::Saved { .. } | Status::Saving);
        let change = told(journal.news()?, journal.folder(), is_whole)?;
        Some(FolderNews { kind: settings.drive()?.kind(), second: false, change })
    }

    fn news_of_second(&self, settings: &Settings) -> Option<FolderNews> {
        let mirror = self.mirror()?;
        let is_whole = matches!(
            mirror.status(),
            MirrorStatus::InStep { .. }
                | MirrorStatus::OlderPhraseStays { .. }
                | MirrorStatus::TopUnreadable { .. }
        );
        let change = told(mirror.news()?, Some(mirror.folder()), is_whole)?;
        Some(FolderNews { kind: settings.second()?.drive.kind(), second: true, change })
    }
}

fn told(news: Found, folder: Option<WalletFolder>, is_whole: bool) -> Option<FolderChange> {
    match news {
        Found::Rebuilt => is_whole.then_some(FolderChange::Rebuilt),
        Found::Followed => folder.map(|folder| FolderChange::Renamed { name: folder.folder_name().into() }),
    }
}
