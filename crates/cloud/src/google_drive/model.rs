//! What Drive tells of a file, and what we have told it.

use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{DriveError, answer::timestamp_ms, hex::hex};

/// The type of folders.
pub(super) const FOLDER: &str = "application/vnd.google-apps.folder";
/// The fields of [`FileMeta`].
pub(super) const FIELDS: &str =
    "id,mimeType,size,sha256Checksum,createdTime,modifiedTime,trashed,appProperties";
/// A name has to fit into a property of 124 bytes, its key included.
const LONGEST_NAME: usize = 110;

/// What a file is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileKind {
    Folder,
    File,
    /// A book of ids.
    Ids,
    /// Stands where something of ours was removed.
    Gone,
}

/// Set when a file is created, never changed, seen by our app only. Users may rename and move the file as they like.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Properties {
    #[serde(rename = "lbKind")]
    pub(super) kind: FileKind,
    /// Its own id: a copy made by the user has another.
    #[serde(rename = "lbId")]
    id: String,
    /// The id of the folder it was made in, or `root`.
    #[serde(rename = "lbParent")]
    pub(super) parent: String,
    #[serde(rename = "lbName")]
    pub(super) name: String,
    /// Folders: the ids of its book, and of the one in its place should that be damaged.
    #[serde(rename = "lbBook")]
    pub(super) book: Option<String>,
    #[serde(rename = "lbSpare")]
    pub(super) spare: Option<String>,
    /// Files: SHA-256 of what its maker sent, in hex.
    #[serde(rename = "lbSum")]
    pub(super) sum: Option<String>,
}

/// A file or folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileMeta {
    pub(super) id: String,
    pub(super) mime_type: String,
    size: Option<String>,
    sha256_checksum: Option<String>,
    #[serde(default)]
    pub(super) created_time: String,
    modified_time: Option<String>,
    pub(super) trashed: bool,
    #[serde(default, deserialize_with = "ours")]
    app_properties: Option<Properties>,
}

/// What other parts of the same project have written does not concern us.
fn ours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Properties>, D::Error> {
    let value = Option::<Value>::deserialize(deserializer)?;
    Ok(value.and_then(|value| serde_json::from_value(value).ok()))
}

impl FileMeta {
    /// What we have told, when it is one of ours.
    pub(super) fn ours(&self) -> Option<&Properties> {
        self.app_properties.as_ref()
    }

    /// Whether it is the one that was made, and no copy of it.
    pub(super) fn is_original(&self) -> bool {
        self.ours().is_some_and(|ours| ours.id == self.id)
    }

    pub(super) fn is_folder(&self) -> bool {
        self.mime_type == FOLDER
    }

    /// Whether it was made in this folder under this name.
    pub(super) fn is(&self, parent: &str, name: &str) -> bool {
        let entry = |ours: &&Properties| matches!(ours.kind, FileKind::File | FileKind::Folder);
        self.ours().filter(entry).is_some_and(|ours| ours.parent == parent && ours.name == name)
    }

    pub(super) fn size(&self) -> Option<u64> {
        self.size.as_ref()?.parse().ok()
    }

    pub(super) fn modified_ms(&self) -> Option<u64> {
        timestamp_ms(self.modified_time.as_deref()?)
    }

    /// Whether these are its bytes, as Drive tells.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        self.size() == Some(bytes.len() as u64)
            && self.sha256_checksum.as_ref().is_none_or(|sum| *sum == sum_of(bytes))
    }

    /// Whether something else is stored than its maker sent: an upload was cut on its way.
    pub(super) fn is_torn(&self) -> bool {
        let sent = self.ours().and_then(|ours| ours.sum.as_ref());
        matches!((sent, &self.sha256_checksum), (Some(sent), Some(stored)) if sent != stored)
    }
}

/// SHA-256 in hex.
pub(super) fn sum_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A file to be created.
pub(super) struct FileDraft<'a> {
    pub(super) kind: FileKind,
    pub(super) id: &'a str,
    /// `root`, or the id of the folder.
    pub(super) parent: &'a str,
    /// The name that we give it.
    pub(super) name: &'a str,
    /// The title that users see.
    pub(super) title: &'a str,
    /// The book that belongs to a folder.
    pub(super) book: Option<(&'a str, &'a str)>,
    pub(super) bytes: &'a [u8],
}

impl FileDraft<'_> {
    pub(super) fn metadata(&self) -> Value {
        let kind = match self.kind {
            FileKind::Folder => "folder",
            FileKind::File => "file",
            FileKind::Ids => "ids",
            FileKind::Gone => "gone",
        };
        let mut properties =
            json!({ "lbKind": kind, "lbId": self.id, "lbParent": self.parent, "lbName": self.name });
        let folder = self.kind == FileKind::Folder;
        if let Some(properties) = properties.as_object_mut() {
            if let Some((book, spare)) = self.book {
                properties.insert("lbBook".to_owned(), json!(book));
                properties.insert("lbSpare".to_owned(), json!(spare));
            }
            if !folder {
                properties.insert("lbSum".to_owned(), json!(sum_of(self.bytes)));
            }
        }
        let mut metadata = json!({
            "id": self.id,
            "name": self.title,
            "mimeType": if folder { FOLDER } else { "application/octet-stream" },
            "appProperties": properties,
        });
        if let Some(metadata) = metadata.as_object_mut().filter(|_| self.parent != "root") {
            metadata.insert("parents".to_owned(), json!([self.parent]));
        }
        metadata
    }
}

/// A name that can be kept.
pub(super) fn check_name(name: &str) -> Result<(), DriveError> {
    let sound = crate::drive::is_name(name) && name.len() <= LONGEST_NAME;
    if sound { Ok(()) } else { Err(DriveError::BadAddress) }
}
