//! Whether something is there, asked without its bytes.

use super::{FILE_TYPE, RemoteStorage};
use crate::{
    Path,
    answer::Effect,
    http::{Answer, Http, Method, Request},
    signed_in::{LARGEST_TALK, READING_MS},
};

impl<H: Http> RemoteStorage<H> {
    /// Whether the server shows something by `HEAD`, which it should answer as `GET`, and may not know:
    /// nothing else that it says to it counts.
    pub(super) async fn is_shown(&self, file: &Path) -> bool {
        let Ok(url) = self.file(file) else { return false };
        let request = Request {
            method: Method::Head,
            url,
            headers: Vec::new(),
            body: Vec::new(),
            timeout_ms: READING_MS,
            limit: LARGEST_TALK,
        };
        let answer = self.http.send(request, Effect::None, |_| false).await;
        answer.is_ok_and(|it| it.status == 200 && is_plain(&it) && it.header("etag").is_some())
    }
}

/// Of the type that all our files are stored with, which servers keep.
pub(super) fn is_plain(answer: &Answer) -> bool {
    answer.header("content-type").is_some_and(|kind| kind.trim().starts_with(FILE_TYPE))
}
