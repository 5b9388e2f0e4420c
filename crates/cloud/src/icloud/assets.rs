//! Bytes of files: small ones in their record, larger ones aside.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ICloud, RECORD_TYPE, answers,
    model::{self, Bytes, Content, Record},
};
use crate::{
    DriveError, Path,
    answer::{Effect, is_page},
    http::{Http, Method},
    signed_in::LARGEST_FILE,
};

/// A record may have 1 MB, with all its fields.
const IN_RECORD: usize = 512 << 10;
/// What CloudKit takes as one asset over the web.
const LARGEST_ASSET: usize = 50 << 20;

#[derive(Deserialize)]
struct Places {
    tokens: Vec<UploadTarget>,
}

#[derive(Deserialize)]
struct UploadTarget {
    #[serde(rename = "recordName")]
    record: String,
    url: String,
}

#[derive(Deserialize)]
struct UploadedAsset {
    #[serde(rename = "singleFile")]
    file: Value,
}

impl<H: Http> ICloud<H> {
    /// What a record is made with, uploaded if it has to be.
    pub(super) async fn prepare<'a>(&self, file: &Path, bytes: &'a [u8]) -> Result<Content<'a>, DriveError> {
        if bytes.len() > LARGEST_FILE.min(LARGEST_ASSET) {
            return Err(DriveError::TooLarge);
        }
        let place = match bytes.len() > IN_RECORD {
            true => Bytes::Asset(self.upload(file, bytes).await?),
            false => Bytes::Here(bytes),
        };
        Ok(Content { size: bytes.len() as u64, digest: model::digest(bytes), bytes: place })
    }

    /// Uploads an asset. Nothing is there yet when this is done: an asset without a record is cleared away by CloudKit.
    async fn upload(&self, file: &Path, bytes: &[u8]) -> Result<Value, DriveError> {
        let name = model::name_of(file)?;
        let wish = json!({
            "zoneID": model::zone(),
            "tokens": [{ "recordName": name, "recordType": RECORD_TYPE, "fieldName": "asset" }],
        });
        let answer =
            self.session.ask(Method::Post, "private/assets/upload", Some(&wish), Effect::None).await?;
        let places: Places = answers::read(&answer, Effect::None)?;
        let place = match <[UploadTarget; 1]>::try_from(places.tokens) {
            Ok([place]) if place.record == name => place,
            _ => return Err(DriveError::NotADrive),
        };
        let answer = self.session.fetch(place.url, Some(bytes)).await?;
        let uploaded: UploadedAsset = answers::read(&answer, Effect::None)?;
        // The whole file arrived.
        match uploaded.file.get("size").and_then(Value::as_u64) {
            Some(size) if size == bytes.len() as u64 => Ok(uploaded.file),
            Some(_) => Err(DriveError::Unreachable),
            None => Err(DriveError::NotADrive),
        }
    }

    /// The bytes of a file, which are those it was made with.
    pub(super) async fn content(&self, record: &Record) -> Result<Vec<u8>, DriveError> {
        if let Some(bytes) = record.bytes() {
            return bytes
                .and_then(|bytes| if record.fits(&bytes) { Ok(bytes) } else { Err(DriveError::NotADrive) });
        }
        let Some(url) = record.asset_url() else {
            // An empty field does not come back.
            return if record.fits(b"") { Ok(Vec::new()) } else { Err(DriveError::NotADrive) };
        };
        let answer = self.session.fetch(url, None).await?;
        match answer.status {
            200 if record.fits(&answer.body) => Ok(answer.body),
            200 if is_page(&answer) => Err(DriveError::NotADrive),
            // Cut, or changed on the way.
            200 => Err(DriveError::Unreachable),
            // The address is good for a while only; the next attempt gets another.
            401 | 403 | 404 | 410 => Err(DriveError::Unavailable { after_ms: None }),
            _ => Err(answers::refusal(&answer, Effect::None)),
        }
    }
}
