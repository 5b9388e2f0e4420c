//! Paths as records.
//!
//! | field | type | what |
//! | --- | --- | --- |
//! | `folder` | String, queryable | record name of the folder it is in |
//! | `name` | String | its name, everything but plain ASCII percent-encoded, so that no normalisation changes it |
//! | `kind` | String | `file` or `folder` |
//! | `size` | Int(64) | bytes |
//! | `digest` | String | SHA-256 of the bytes, hex |
//! | `data` | Bytes | a small file's |
//! | `asset` | Asset | a larger one's |

use base64::{Engine, prelude::BASE64_STANDARD};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::answers::pause_ms;
use crate::{DriveError, Path, drive::is_name, hex::hex};

/// The one record type.
pub const RECORD_TYPE: &str = "LifeboatFile";
const NAME: &AsciiSet = &CONTROLS.add(b'%');
const LONGEST_NAME: usize = 255;
/// What the digest begins with: another scheme would be other records.
const SCHEME: &str = "Lifeboat in CloudKit 1";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecordKind {
    File,
    Folder,
}

/// The record of a path: always the same, and never two for one.
pub(super) fn name_of(path: &Path) -> Result<String, DriveError> {
    let mut hash = Sha256::new();
    hash.update(SCHEME);
    for name in path.names() {
        if !is_name(name) || name.len() > LONGEST_NAME {
            return Err(DriveError::BadAddress);
        }
        // No name has a slash.
        hash.update(b"/");
        hash.update(name.as_bytes());
    }
    Ok(hex(&hash.finalize()))
}

pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn zone() -> Value {
    json!({ "zoneName": "_defaultZone" })
}

/// All fields but the bytes.
pub(super) fn lean() -> Value {
    json!(["folder", "name", "kind", "size", "digest"])
}

/// A query for the contents of a folder.
pub(super) fn query(folder: &str, limit: usize) -> Value {
    json!({
        "zoneID": zone(),
        "resultsLimit": limit,
        "desiredKeys": lean(),
        "query": {
            "recordType": RECORD_TYPE,
            "filterBy": [{
                "fieldName": "folder",
                "comparator": "EQUALS",
                "fieldValue": { "value": folder, "type": "STRING" },
            }],
        },
    })
}

/// The operation that makes a record, or is refused.
pub(super) fn making(
    path: &Path,
    kind: RecordKind,
    content: Option<Content<'_>>,
) -> Result<Value, DriveError> {
    let (Some(name), Some(parent)) = (path.name(), path.parent()) else { return Err(DriveError::WrongKind) };
    let mut fields = Map::new();
    let mut field = |name: &str, value: Value| fields.insert(name.to_owned(), json!({ "value": value }));
    field("folder", name_of(&parent)?.into());
    field("name", utf8_percent_encode(name, NAME).to_string().into());
    field("kind", if kind == RecordKind::File { "file" } else { "folder" }.into());
    if let Some(content) = content {
        field("size", content.size.into());
        field("digest", content.digest.into());
        match content.bytes {
            Bytes::Here(bytes) => field("data", BASE64_STANDARD.encode(bytes).into()),
            Bytes::Asset(asset) => field("asset", asset),
        };
    }
    let record = json!({ "recordName": name_of(path)?, "recordType": RECORD_TYPE, "fields": fields });
    Ok(json!({ "operationType": "create", "record": record }))
}

/// The operation that removes a record in this very version.
pub(super) fn removing(record: &Record) -> Value {
    json!({
        "operationType": "delete",
        "record": { "recordName": record.name, "recordChangeTag": record.tag },
    })
}

pub(super) struct Content<'a> {
    pub(super) size: u64,
    pub(super) digest: String,
    pub(super) bytes: Bytes<'a>,
}

pub(super) enum Bytes<'a> {
    Here(&'a [u8]),
    /// The file as the upload's answer described it.
    Asset(Value),
}

/// Answer to a lookup, a query, a modification.
#[derive(Deserialize)]
pub(super) struct Records {
    pub(super) records: Vec<Record>,
    #[serde(rename = "continuationMarker")]
    pub(super) marker: Option<String>,
}

/// A record, or what became of the wish for one.
#[derive(Clone, Deserialize)]
pub(super) struct Record {
    #[serde(rename = "recordName")]
    pub(super) name: String,
    #[serde(rename = "serverErrorCode")]
    pub(super) code: Option<String>,
    #[serde(rename = "retryAfter")]
    retry_after: Option<f64>,
    #[serde(rename = "recordType")]
    kind: Option<String>,
    #[serde(rename = "recordChangeTag")]
    pub(super) tag: Option<String>,
    #[serde(default)]
    pub(super) deleted: bool,
    #[serde(default)]
    fields: RecordFields,
    modified: Option<RecordTime>,
}

#[derive(Clone, Default, Deserialize)]
struct RecordFields {
    folder: Option<Field<String>>,
    name: Option<Field<String>>,
    kind: Option<Field<String>>,
    size: Option<Field<u64>>,
    digest: Option<Field<String>>,
    data: Option<Field<String>>,
    asset: Option<Field<Asset>>,
}

#[derive(Clone, Deserialize)]
struct Field<T> {
    value: T,
}

#[derive(Clone, Deserialize)]
struct Asset {
    #[serde(rename = "downloadURL")]
    url: Option<String>,
}

#[derive(Clone, Deserialize)]
struct RecordTime {
    timestamp: Option<u64>,
}

impl Record {
    /// Whether it says itself that it is at this path: not another record under its name.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        let Some(parent) = path.parent().and_then(|parent| name_of(&parent).ok()) else { return false };
        self.fields.folder.as_ref().is_some_and(|folder| folder.value == parent)
            && self.entry_name().as_deref() == path.name()
    }

    /// Whether it is one of ours, with all that says what it is.
    pub(super) fn is_whole(&self) -> bool {
        let is_file = || self.size().is_some() && self.fields.digest.is_some();
        self.code.is_none()
            && !self.deleted
            && self.kind.as_deref() == Some(RECORD_TYPE)
            && self.tag.as_ref().is_some_and(|tag| !tag.is_empty())
            && self.entry_name().is_some()
            && match self.fields.kind.as_ref().map(|kind| kind.value.as_str()) {
                Some("file") => is_file(),
                Some("folder") => true,
                _ => false,
            }
    }

    pub(super) fn kind(&self) -> RecordKind {
        match self.fields.kind.as_ref().map(|kind| kind.value.as_str()) {
            Some("folder") => RecordKind::Folder,
            _ => RecordKind::File,
        }
    }

    /// Its name in its folder.
    pub(super) fn entry_name(&self) -> Option<String> {
        let name = percent_decode_str(&self.fields.name.as_ref()?.value).decode_utf8().ok()?.into_owned();
        Some(name).filter(|name| is_name(name))
    }

    pub(super) fn size(&self) -> Option<u64> {
        self.fields.size.as_ref().map(|size| size.value)
    }

    /// Whether these are the bytes it was made with.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        self.size() == Some(bytes.len() as u64) && self.digest() == Some(digest(bytes).as_str())
    }

    /// The SHA-256 that it was made with.
    pub(super) fn digest(&self) -> Option<&str> {
        self.fields.digest.as_ref().map(|told| told.value.as_str())
    }

    /// The bytes in the record itself; `None`: they are an asset.
    pub(super) fn bytes(&self) -> Option<Result<Vec<u8>, DriveError>> {
        let data = self.fields.data.as_ref()?;
        Some(BASE64_STANDARD.decode(&data.value).map_err(|_| DriveError::NotADrive))
    }

    /// Where its asset is. The name that a browser would save it under is ours to fill in.
    pub(super) fn asset_url(&self) -> Option<String> {
        Some(self.fields.asset.as_ref()?.value.url.as_ref()?.replace("${f}", "file"))
    }

    pub(super) fn modified_ms(&self) -> Option<u64> {
        self.modified.as_ref()?.timestamp
    }

    pub(super) fn retry_after_ms(&self) -> Option<u64> {
        pause_ms(self.retry_after)
    }
}

/// Who is signed in. Names and address come only if the user has allowed it.
#[derive(Deserialize)]
pub(super) struct CurrentUser {
    #[serde(rename = "userRecordName")]
    pub(super) id: String,
    #[serde(rename = "emailAddress")]
    email: Option<String>,
    #[serde(rename = "firstName")]
    first: Option<String>,
    #[serde(rename = "lastName")]
    last: Option<String>,
}

impl CurrentUser {
    pub(super) fn called(self) -> String {
        let full = [self.first, self.last].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let told = self.email.into_iter().chain([full]).find(|text| !text.trim().is_empty());
        // The end of the id tells two accounts apart.
        told.unwrap_or_else(|| {
            let tail: Vec<char> = self.id.chars().rev().take(6).collect();
            format!("Apple account …{}", tail.into_iter().rev().collect::<String>())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(names: &[&str]) -> Path {
        names.iter().fold(Path::root(), |path, name| path.join(*name))
    }

    /// Frozen: another scheme would not find its own files.
    #[test]
    fn the_same_path_is_the_same_record_for_ever_and_no_other_path_is() {
        let known = name_of(&path(&["Bitcoin Wallet Backup", "READ ME.txt"])).unwrap();
        assert_eq!(known, digest(b"Lifeboat in CloudKit 1/Bitcoin Wallet Backup/READ ME.txt"));
        let others = [&["Bitcoin Wallet Backup"][..], &["READ ME.txt", "Bitcoin Wallet Backup"], &[]];
        assert!(others.iter().all(|other| name_of(&path(other)).unwrap() != known));
        for bad in ["", ".", "..", "a/b", "a\n"] {
            assert_eq!(name_of(&path(&[bad])), Err(DriveError::BadAddress));
        }
    }

    #[test]
    fn a_name_survives_whatever_is_done_to_unicode() {
        for name in ["Zoë's wallet 100%", "%20", "日本", "a b"] {
            let making = making(&path(&["x", name]), RecordKind::Folder, None).unwrap();
            let told = making["record"]["fields"]["name"]["value"].as_str().unwrap().to_owned();
            assert!(told.is_ascii());
            let record: Record = serde_json::from_value(json!({
                "recordName": "r", "recordType": RECORD_TYPE, "recordChangeTag": "1",
                "fields": { "name": { "value": told }, "kind": { "value": "folder" } },
            }))
            .unwrap();
            assert_eq!(record.entry_name().as_deref(), Some(name));
            assert!(record.is_whole());
        }
    }
}
