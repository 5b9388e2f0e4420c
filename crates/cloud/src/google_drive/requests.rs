//! The requests, one function each.

use serde::Deserialize;
use zeroize::Zeroizing;

use super::{
    GoogleDrive,
    answers::{is_in_use, is_not_found, is_token_refused, refusal},
    model::{FIELDS, FileDraft, FileKind, FileMeta},
};
use crate::{
    DriveError,
    answer::{Effect, is_page},
    http::{Answer, Http, Method, Request},
    signed_in::{LARGEST_FILE, LARGEST_TALK, READING_MS, json, patience},
};

/// What an upload of one request may hold.
pub(super) const LARGEST_UPLOAD: usize = 5 << 20;
const MOST_PAGES: usize = 1000;
const MOST_ENTRIES: usize = 100_000;

/// The outcome of a create.
pub(super) enum CreateOutcome {
    New(Box<FileMeta>),
    /// The id was used before.
    InUse,
    /// The folder it should go into is not there, for us.
    NoParent,
}

#[derive(Deserialize)]
struct Ids {
    ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FilePage {
    files: Vec<FileMeta>,
    #[serde(default)]
    incomplete_search: bool,
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AboutAnswer {
    pub(super) user: UserAnswer,
    pub(super) storage_quota: QuotaAnswer,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAnswer {
    pub(super) email_address: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) permission_id: String,
}

#[derive(Deserialize)]
pub(super) struct QuotaAnswer {
    limit: Option<String>,
    usage: Option<String>,
}

impl QuotaAnswer {
    pub(super) fn limit(&self) -> Option<u64> {
        self.limit.as_ref()?.parse().ok()
    }

    pub(super) fn usage(&self) -> Option<u64> {
        self.usage.as_ref()?.parse().ok()
    }
}

impl<H: Http> GoogleDrive<H> {
    async fn ask(&self, method: Method, route: &str) -> Result<Answer, DriveError> {
        let effect = if method == Method::Get { Effect::None } else { Effect::Change };
        self.send(method, route, "", Vec::new(), effect).await
    }

    async fn send(
        &self,
        method: Method,
        route: &str,
        kind: &str,
        body: Vec<u8>,
        effect: Effect,
    ) -> Result<Answer, DriveError> {
        let url = format!("{}{route}", self.endpoints.api);
        let media = route.contains("alt=media");
        let timeout_ms = if media { READING_MS } else { patience(body.len()) };
        let headers = match kind {
            "" => Vec::new(),
            kind => vec![("content-type", Zeroizing::new(kind.to_owned()))],
        };
        let limit = if media { LARGEST_FILE } else { LARGEST_TALK };
        let request = Request { method, url, headers, body, timeout_ms, limit };
        self.http.send(request, effect, is_token_refused).await
    }

    /// Whose it is and how much room there is.
    pub(super) async fn about(&self) -> Result<AboutAnswer, DriveError> {
        let fields = "user(emailAddress,displayName,permissionId),storageQuota(limit,usage)";
        let answer = self.ask(Method::Get, &format!("/drive/v3/about?fields={fields}")).await?;
        match answer.status {
            200 => json(&answer).ok_or(DriveError::NotADrive),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    /// The file of this id; `None` when Drive says once that it is not there. See the module's rule on believing it.
    pub(super) async fn look(&self, id: &str) -> Result<Option<FileMeta>, DriveError> {
        let answer = self.ask(Method::Get, &format!("/drive/v3/files/{id}?fields={FIELDS}")).await?;
        match answer.status {
            200 => match json::<FileMeta>(&answer) {
                Some(meta) if meta.id == id => Ok(Some(meta)),
                // Another's, or nothing that Drive would say.
                _ => Err(DriveError::NotADrive),
            },
            _ if is_not_found(&answer) => Ok(None),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    /// Its content: exactly what Drive says is stored.
    pub(super) async fn content(&self, meta: &FileMeta) -> Result<Vec<u8>, DriveError> {
        if meta.is_folder() {
            return Err(DriveError::WrongKind);
        }
        if meta.size().is_some_and(|size| size > LARGEST_FILE as u64) {
            return Err(DriveError::TooLarge);
        }
        let answer = self.ask(Method::Get, &format!("/drive/v3/files/{}?alt=media", meta.id)).await?;
        match answer.status {
            200 if meta.fits(&answer.body) => Ok(answer.body),
            200 if is_page(&answer) => Err(DriveError::NotADrive),
            200 => Err(DriveError::Unreachable),
            // Removed between the two requests: the next attempt tells.
            _ if is_not_found(&answer) => Err(DriveError::Unavailable { after_ms: None }),
            _ => Err(refusal(&answer, Effect::None)),
        }
    }

    /// All files, folders and whatever else of ours for which this holds. May lag.
    pub(super) async fn search(&self, q: &str) -> Result<Vec<FileMeta>, DriveError> {
        let escaped = percent_encoding::utf8_percent_encode(q, percent_encoding::NON_ALPHANUMERIC);
        let fields = format!("nextPageToken,incompleteSearch,files({FIELDS})");
        let first = format!("/drive/v3/files?pageSize=1000&fields={fields}&q={escaped}");
        let mut route = first.clone();
        let mut found: Vec<FileMeta> = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.ask(Method::Get, &route).await?;
            if answer.status != 200 {
                return Err(refusal(&answer, Effect::None));
            }
            let page: FilePage = json(&answer).ok_or(DriveError::NotADrive)?;
            if page.incomplete_search {
                return Err(DriveError::Unavailable { after_ms: None });
            }
            found.extend(page.files);
            if found.len() > MOST_ENTRIES {
                return Err(DriveError::TooLarge);
            }
            let Some(token) = page.next_page_token else { return Ok(found) };
            let token = percent_encoding::utf8_percent_encode(&token, percent_encoding::NON_ALPHANUMERIC);
            route = format!("{first}&pageToken={token}");
        }
        Err(DriveError::TooLarge)
    }

    /// Asks for this many unused ids.
    pub(super) async fn generate(&self, count: usize) -> Result<Vec<String>, DriveError> {
        let answer = self.ask(Method::Get, &format!("/drive/v3/files/generateIds?count={count}")).await?;
        if answer.status != 200 {
            return Err(refusal(&answer, Effect::None));
        }
        let ids: Ids = json(&answer).ok_or(DriveError::NotADrive)?;
        let mut distinct: Vec<&String> = ids.ids.iter().collect();
        distinct.sort();
        distinct.dedup();
        let sound = distinct.len() == count && ids.ids.len() == count && distinct.iter().all(|id| is_id(id));
        if sound { Ok(ids.ids) } else { Err(DriveError::NotADrive) }
    }

    /// Creates what was drafted, if its id was never used. New only when Drive shows it as it was sent.
    pub(super) async fn make(&self, draft: &FileDraft<'_>) -> Result<CreateOutcome, DriveError> {
        if draft.bytes.len() > LARGEST_UPLOAD {
            return Err(DriveError::TooLarge);
        }
        let metadata = draft.metadata().to_string();
        let answer = if draft.kind == FileKind::Folder {
            let route = format!("/drive/v3/files?fields={FIELDS}");
            self.send(Method::Post, &route, "application/json", metadata.into_bytes(), Effect::Change).await?
        } else {
            let boundary = boundary(draft);
            let mut body = format!(
                "--{boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n{metadata}\r\n--{boundary}\r\n\
                 Content-Type: application/octet-stream\r\n\r\n"
            )
            .into_bytes();
            body.extend_from_slice(draft.bytes);
            body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
            let route = format!("/upload/drive/v3/files?uploadType=multipart&fields={FIELDS}");
            let kind = format!("multipart/related; boundary={boundary}");
            self.send(Method::Post, &route, &kind, body, Effect::Change).await?
        };
        match answer.status {
            200 if is_page(&answer) => Err(DriveError::NotADrive),
            200 => match json::<FileMeta>(&answer) {
                Some(meta) if is_as_drafted(&meta, draft) => Ok(CreateOutcome::New(Box::new(meta))),
                _ => Err(DriveError::Unknown),
            },
            _ if is_in_use(&answer) => Ok(CreateOutcome::InUse),
            _ if is_not_found(&answer) => Ok(CreateOutcome::NoParent),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }

    /// Deletes the file of this id for good, a folder with all that is in it. False when Drive says that it
    /// is not there.
    pub(super) async fn remove(&self, id: &str) -> Result<bool, DriveError> {
        let answer = self.ask(Method::Delete, &format!("/drive/v3/files/{id}")).await?;
        match answer.status {
            204 => Ok(true),
            _ if is_not_found(&answer) => Ok(false),
            _ => Err(refusal(&answer, Effect::Change)),
        }
    }
}

fn is_as_drafted(meta: &FileMeta, draft: &FileDraft<'_>) -> bool {
    let stored = draft.kind == FileKind::Folder || meta.fits(draft.bytes);
    let ours = meta.ours().is_some_and(|ours| {
        ours.kind == draft.kind && ours.parent == draft.parent && ours.name == draft.name
    });
    meta.id == draft.id && meta.is_folder() == (draft.kind == FileKind::Folder) && stored && ours
}

/// Ids go into addresses and queries as they are.
pub(super) fn is_id(id: &str) -> bool {
    (10..=100).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// A line that does not occur in the content.
fn boundary(draft: &FileDraft<'_>) -> String {
    let mut boundary = format!("lifeboat-{}", draft.id);
    while draft.bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes()) {
        boundary.push('x');
    }
    boundary
}
