//! Deleting a file only while it holds certain bytes: `DELETE` with `If-Match`.

use zeroize::Zeroizing;

use super::{DavItem, WebDav};
use crate::{
    DeleteExactly, Drive, DriveError, Path,
    answer::{Effect, refusal},
    http::{Answer, Http, Method},
};

impl<H: Http> WebDav<H> {
    pub(super) async fn delete_if_exactly(
        &self,
        file: &Path,
        bytes: &[u8],
    ) -> Result<DeleteExactly, DriveError> {
        if !self.behaviour.exact_delete {
            return Ok(DeleteExactly::CannotPromise);
        }
        // The tag before the bytes: a file that changes in between then has another one. It is taken from the listing,
        // which a browser may read from every origin, unlike a header.
        let tag = match self.stat(file).await? {
            DavItem::File { etag: Some(tag), .. } if is_strong(&tag) => tag,
            DavItem::File { .. } => return Ok(DeleteExactly::CannotPromise),
            DavItem::Folder => return Err(DriveError::WrongKind),
            DavItem::Nothing => return self.changed(file).await,
        };
        if self.get(file).await? != bytes {
            return Ok(DeleteExactly::Changed);
        }
        let answer = self.delete_tagged(file, &tag).await?;
        match answer.status {
            204 => Ok(DeleteExactly::Deleted),
            // A captive portal also says this to everything.
            200 => match self.stat(file).await {
                Ok(DavItem::Nothing) => Ok(DeleteExactly::Deleted),
                _ => Err(DriveError::Unknown),
            },
            412 => Ok(DeleteExactly::Changed),
            404 | 410 => self.changed(file).await,
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    /// Removes a file if its tag still is this one, on a server that keeps to it.
    pub(super) async fn delete_tagged(&self, file: &Path, tag: &str) -> Result<Answer, DriveError> {
        let mut request = self.request(Method::Delete, self.address.file(file)?);
        request.headers.push(("if-match", Zeroizing::new(tag.to_owned())));
        self.send(request, Effect::Change).await
    }

    /// Missing or something else: in any case not to be deleted.
    async fn changed(&self, file: &Path) -> Result<DeleteExactly, DriveError> {
        self.get(file).await.map(|_| DeleteExactly::Changed)
    }
}

/// Whether a tag identifies the exact bytes, and can be sent as it is.
pub(super) fn is_strong(tag: &str) -> bool {
    tag.len() > 2
        && tag
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .is_some_and(|inner| !inner.contains('"') && inner.chars().all(|c| c.is_ascii_graphic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_quoted_tag_is_strong() {
        assert!(is_strong("\"abc-1\""));
        for weak in ["W/\"abc\"", "abc", "\"\"", "\"", "\"a\"b\"", "\"a b\"", "\"a\", \"b\"", ""] {
            assert!(!is_strong(weak), "{weak}");
        }
    }
}
