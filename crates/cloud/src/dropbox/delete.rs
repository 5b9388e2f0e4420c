//! Deleting a file only while it holds certain bytes: `delete_v2` with the revision that held them.

use serde_json::json;

use super::{
    Dropbox,
    address::address,
    answers::{is_not_found, refusal, tags},
    model::{DeleteAnswer, Metadata},
};
use crate::{DeleteExactly, DriveError, Path, answer::Effect, http::Http, signed_in::json as read};

impl<H: Http> Dropbox<H> {
    pub(super) async fn delete_revision(
        &self,
        file: &Path,
        bytes: &[u8],
    ) -> Result<DeleteExactly, DriveError> {
        let path = address(file)?;
        if path.is_empty() {
            return Err(DriveError::WrongKind);
        }
        let known = match self.look(&path).await? {
            None => return self.confirm_missing(&path).await,
            Some(Metadata::File(known)) => known,
            Some(_) => return Err(DriveError::WrongKind),
        };
        if !known.has_hash() {
            return Ok(DeleteExactly::CannotPromise);
        }
        if !known.fits(bytes) {
            return Ok(DeleteExactly::Changed);
        }
        let argument = json!({ "path": path, "parent_rev": known.rev });
        let answer = self.call("files/delete_v2", &argument, Effect::Change).await?;
        if answer.status == 200 {
            // An answer that is not Dropbox's is checked by a look at the path.
            let gone = read::<DeleteAnswer>(&answer).is_some() || matches!(self.look(&path).await, Ok(None));
            return if gone { Ok(DeleteExactly::Deleted) } else { Err(DriveError::Unknown) };
        }
        if is_not_found(&answer) {
            return match self.confirm_missing(&path).await {
                // Another's, by now.
                Err(DriveError::Unavailable { .. }) => Ok(DeleteExactly::Changed),
                other => other,
            };
        }
        let tags = tags(&answer);
        match tags.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["path_write", "conflict", ..] => Ok(DeleteExactly::Changed),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }
}
