//! Creating a file, never replacing one.

use serde_json::json;
use zeroize::Zeroizing;

use super::{
    DriveItem, OneDrive, address,
    answers::{code, is_missing, refusal},
};
use crate::{
    Create, DriveError, Path,
    answer::Effect,
    http::{Answer, Http, Method},
    signed_in::{LARGEST_FILE, json as read, patience},
};

impl<H: Http> OneDrive<H> {
    pub(super) async fn create_file(&self, file: &Path, bytes: &[u8]) -> Result<Create, DriveError> {
        address::check(file)?;
        let Some((name, folder)) = file.name().zip(file.parent()) else { return Err(DriveError::WrongKind) };
        if bytes.len() > LARGEST_FILE {
            return Err(DriveError::TooLarge);
        }
        self.open().await?;
        let mut answer = self.put(file, bytes).await?;
        if is_missing(&answer) {
            self.make_folders(&folder).await?;
            answer = self.put(file, bytes).await?;
        }
        let told: Option<DriveItem> = read(&answer);
        match answer.status {
            201 if told.as_ref().is_some_and(|item| item.name == name && item.fits(bytes)) => {
                Ok(Create::Created)
            }
            200 if told.as_ref().is_some_and(|item| item.is_called(name)) => Err(DriveError::Overwrote),
            200 | 201 => Err(DriveError::Unknown),
            409 | 412 => match self.find(file).await {
                Ok(Some(_)) => Ok(Create::Exists),
                Ok(None) | Err(_) => {
                    let is_other_kind = self.hindrance(file).await == DriveError::WrongKind;
                    Err(if is_other_kind { DriveError::WrongKind } else { DriveError::Unknown })
                }
            },
            404 if is_missing(&answer) => Err(self.hindrance(file).await),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    async fn put(&self, file: &Path, bytes: &[u8]) -> Result<Answer, DriveError> {
        let url = self.addresses.inside(file, "content")?;
        let mut request = self.request(Method::Put, format!("{url}?@microsoft.graph.conflictBehavior=fail"));
        request.headers.push(("content-type", Zeroizing::new("application/octet-stream".to_owned())));
        request.body = bytes.to_vec();
        request.timeout_ms = patience(bytes.len());
        self.send(request, Effect::Change).await
    }

    /// The folder with all above it. What is there already stays as it is.
    async fn make_folders(&self, folder: &Path) -> Result<(), DriveError> {
        let mut parent = Path::root();
        for name in folder.names() {
            let mut request = self.request(Method::Post, self.addresses.inside(&parent, "children")?);
            request.headers.push(("content-type", Zeroizing::new("application/json".to_owned())));
            let wanted = json!({ "name": name, "folder": {}, "@microsoft.graph.conflictBehavior": "fail" });
            request.body = wanted.to_string().into_bytes();
            let answer = self.send(request, Effect::Change).await?;
            match (answer.status, code(&answer).as_deref()) {
                (201, _) | (409, Some("nameAlreadyExists")) => {}
                _ => return Err(refusal(&answer, Effect::Change)),
            }
            parent = parent.join(name);
        }
        Ok(())
    }

    /// Why a file could not be written although its folders were made.
    async fn hindrance(&self, file: &Path) -> DriveError {
        let mut above = file.parent();
        while let Some(folder) = above.filter(|folder| !folder.names().is_empty()) {
            if matches!(self.find(&folder).await, Ok(Some(item)) if !item.is_folder()) {
                return DriveError::WrongKind;
            }
            above = folder.parent();
        }
        DriveError::Unknown
    }
}
