//! Receiving bodies: bounded in size and time, never kept in part.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

use super::store::{Store, UnnamedFile, tag};
use crate::Limits;

/// Most bytes that are read only to be thrown away.
const DRAIN: u64 = 64 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(20);

/// A body that is on disk, whole and synced. It is removed if it is not used.
pub(crate) struct WrittenBody {
    store: Arc<Store>,
    file: Option<String>,
    size: u64,
    tag: String,
}

impl WrittenBody {
    /// Makes it the store's to name.
    pub(crate) fn adopt(mut self, store: &Store) -> (UnnamedFile<'_>, String) {
        let name = self.file.take().unwrap_or_default();
        (store.adopt(name, self.size, self.tag.clone()), self.tag.clone())
    }
}

impl Drop for WrittenBody {
    fn drop(&mut self) {
        if let Some(name) = self.file.take() {
            drop(self.store.adopt(name, 0, String::new()));
        }
    }
}

/// Writes a body to a nameless file and syncs it.
pub(crate) async fn receive(
    store: &Arc<Store>,
    body: &mut Body,
    headers: &HeaderMap,
    limits: &Limits,
) -> Result<WrittenBody, StatusCode> {
    let declared = match headers.get(header::CONTENT_LENGTH) {
        Some(length) => Some(
            length
                .to_str()
                .ok()
                .and_then(|length| length.parse::<u64>().ok())
                .ok_or(StatusCode::BAD_REQUEST)?,
        ),
        None => None,
    };
    if declared.is_some_and(|length| length > limits.file) {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let (file, name) = store.begin().map_err(|error| failed(&error))?;
    let mut written = WrittenBody { store: store.clone(), file: Some(name), size: 0, tag: String::new() };
    let mut file = tokio::fs::File::from_std(file);
    let mut hash = Sha256::new();
    let until = Instant::now() + limits.body;
    while let Some(bytes) = frame(body, until, limits).await? {
        written.size += bytes.len() as u64;
        if written.size > limits.file {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        hash.update(&bytes);
        file.write_all(&bytes).await.map_err(|error| failed(&error))?;
    }
    if declared.is_some_and(|length| length != written.size) {
        return Err(StatusCode::BAD_REQUEST);
    }
    file.flush().await.map_err(|error| failed(&error))?;
    file.sync_all().await.map_err(|error| failed(&error))?;
    written.tag = tag(&hash.finalize());
    Ok(written)
}

/// A body that fits into `most` bytes.
pub(crate) async fn small(body: &mut Body, most: usize, limits: &Limits) -> Result<Vec<u8>, StatusCode> {
    let mut all = Vec::new();
    let until = Instant::now() + limits.body;
    while let Some(bytes) = frame(body, until, limits).await? {
        if all.len() + bytes.len() > most {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        all.extend_from_slice(&bytes);
    }
    Ok(all)
}

/// Reads what is left, within reason.
pub(crate) async fn drain(mut body: Body, limits: &Limits) {
    let mut read = 0;
    let until = Instant::now() + DRAIN_TIME;
    while let Ok(Some(bytes)) = frame(&mut body, until, limits).await {
        read += bytes.len() as u64;
        if read > DRAIN {
            break;
        }
    }
}

/// The next piece; `None` at the end, an error when the client went away or is too slow.
async fn frame(body: &mut Body, until: Instant, limits: &Limits) -> Result<Option<Bytes>, StatusCode> {
    loop {
        let left = until.saturating_duration_since(Instant::now()).min(limits.body_pause);
        match timeout(left, body.frame()).await {
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(StatusCode::BAD_REQUEST),
            Ok(Some(Ok(frame))) => {
                if let Ok(bytes) = frame.into_data() {
                    return Ok(Some(bytes));
                }
            }
        }
    }
}

fn failed(error: &std::io::Error) -> StatusCode {
    if matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) {
        return StatusCode::INSUFFICIENT_STORAGE;
    }
    eprintln!("storage: {error}");
    StatusCode::INTERNAL_SERVER_ERROR
}
