//! Creating: a record of the path's name, or a refusal.

use serde_json::json;

use super::{
    ICloud, answers,
    model::{self, Content, RecordKind},
};
use crate::{Create, DriveError, Path, answer::Effect, http::Http};

impl<H: Http> ICloud<H> {
    pub(super) async fn create_file(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        model::name_of(file)?;
        let Some(folder) = file.parent() else { return Err(DriveError::WrongKind) };
        self.open().await?;
        self.make_folders(&folder).await?;
        let content = self.prepare(file, bytes).await?;
        self.make(file, RecordKind::File, Some(content)).await
    }

    /// Sees to it that all folders above have their records.
    async fn make_folders(&self, folder: &Path) -> Result<(), DriveError> {
        let mut above = Path::root();
        for name in folder.names() {
            above = above.join(name);
            if self.folders.borrow().contains(&above) {
                continue;
            }
            if self.make(&above, RecordKind::Folder, None).await? == Create::Exists {
                match self.find(&above, false).await? {
                    Some(record) if record.kind() == RecordKind::Folder => {}
                    Some(_) => return Err(DriveError::WrongKind),
                    // Deleted in this moment.
                    None => return Err(DriveError::Busy { after_ms: None }),
                }
            }
            self.folders.borrow_mut().insert(above.clone());
        }
        Ok(())
    }

    async fn make(
        &self,
        path: &Path,
        kind: RecordKind,
        content: Option<Content<'_>>,
    ) -> Result<Create, DriveError> {
        let name = model::name_of(path)?;
        let operation = model::making(path, kind, content)?;
        let wanted = operation["record"]["fields"]["digest"]["value"].clone();
        let question =
            json!({ "operations": [operation], "zoneID": model::zone(), "desiredKeys": model::lean() });
        let mut records = self.call("private/records/modify", &question, Effect::Change).await?;
        let record = match (records.pop(), records.is_empty()) {
            (Some(record), true) if record.name == name => record,
            _ => return Err(DriveError::Unknown),
        };
        match record.code.as_deref() {
            Some("CONFLICT" | "EXISTS") => self.look(path).await,
            Some(code) => Err(answers::of_code(code, record.retry_after_ms(), Effect::Change)),
            None if record.is_whole() && record.kind() == kind && record.digest() == wanted.as_str() => {
                Ok(Create::Created)
            }
            None => Err(DriveError::Unknown),
        }
    }

    /// After a conflict: it must be there.
    async fn look(&self, path: &Path) -> Result<Create, DriveError> {
        match self.find(path, false).await? {
            Some(_) => Ok(Create::Exists),
            None => Err(DriveError::Unknown),
        }
    }
}
