//! What Graph tells about files, folders and drives.

use percent_encoding::percent_decode_str;
use serde::Deserialize;

use super::quick_xor;
use crate::answer::timestamp_ms;

/// A file or folder (`driveItem`).
#[derive(Clone, Deserialize)]
pub(super) struct DriveItem {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) size: Option<u64>,
    #[serde(rename = "eTag")]
    pub(super) etag: Option<String>,
    #[serde(rename = "webUrl")]
    pub(super) web_url: Option<String>,
    /// Good for an hour at most, and for anyone who has it.
    #[serde(rename = "@microsoft.graph.downloadUrl")]
    pub(super) download_url: Option<String>,
    #[serde(rename = "lastModifiedDateTime")]
    modified: Option<String>,
    #[serde(rename = "parentReference")]
    parent: Option<Parent>,
    #[serde(rename = "createdBy")]
    created_by: Option<Identities>,
    file: Option<FileFacet>,
    folder: Option<FolderFacet>,
}

#[derive(Clone, Deserialize)]
struct Parent {
    #[serde(rename = "driveId")]
    drive_id: Option<String>,
    /// `/drive/root:/Apps`
    path: Option<String>,
}

#[derive(Clone, Deserialize)]
struct Identities {
    user: Option<Identity>,
}

#[derive(Clone, Deserialize)]
struct Identity {
    email: Option<String>,
    #[serde(rename = "displayName")]
    display_name: Option<String>,
}

#[derive(Clone, Deserialize)]
struct FileFacet {
    hashes: Option<Hashes>,
}

#[derive(Clone, Deserialize)]
struct Hashes {
    #[serde(rename = "quickXorHash")]
    quick_xor: Option<String>,
}

#[derive(Clone, Deserialize)]
struct FolderFacet {
    #[serde(rename = "childCount")]
    child_count: Option<u64>,
}

/// One page of a listing.
#[derive(Deserialize)]
pub(super) struct ItemPage {
    pub(super) value: Vec<DriveItem>,
    #[serde(rename = "@odata.nextLink")]
    pub(super) next: Option<String>,
}

/// The user's drive.
#[derive(Deserialize)]
pub(super) struct WholeDrive {
    #[serde(rename = "id")]
    _id: String,
    owner: Option<Identities>,
    pub(super) quota: Option<SpaceAnswer>,
}

/// Used and free.
#[derive(Deserialize)]
pub(super) struct SpaceAnswer {
    pub(super) used: Option<u64>,
    pub(super) remaining: Option<u64>,
}

impl WholeDrive {
    /// Whether the answer has what was asked for.
    pub(super) fn says_something(&self) -> bool {
        self.owner.is_some() || self.quota.is_some()
    }

    /// The name as the user knows it.
    pub(super) fn owner(self) -> Option<String> {
        self.owner.and_then(Identities::name)
    }
}

impl Identities {
    fn name(self) -> Option<String> {
        let user = self.user?;
        user.email.or(user.display_name).filter(|name| !name.is_empty())
    }
}

impl DriveItem {
    pub(super) fn is_file(&self) -> bool {
        self.file.is_some()
    }

    pub(super) fn is_folder(&self) -> bool {
        self.folder.is_some()
    }

    /// How many there are directly in a folder.
    pub(super) fn children(&self) -> Option<u64> {
        self.folder.as_ref()?.child_count
    }

    /// Whether this is its name, as OneDrive compares names.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.name.to_lowercase() == name.to_lowercase()
    }

    fn hash(&self) -> Option<&String> {
        self.file.as_ref()?.hashes.as_ref()?.quick_xor.as_ref()
    }

    /// Whether the bytes can be told by it.
    pub(super) fn has_hash(&self) -> bool {
        self.hash().is_some()
    }

    /// Whether these bytes are the file's. Without a hash the length has to do.
    pub(super) fn fits(&self, bytes: &[u8]) -> bool {
        let told = self.hash();
        self.is_file()
            && self.size == Some(bytes.len() as u64)
            && told.is_none_or(|told| *told == quick_xor::of(bytes))
    }

    /// Unix ms.
    pub(super) fn modified_ms(&self) -> Option<u64> {
        timestamp_ms(self.modified.as_deref()?)
    }

    pub(super) fn drive_id(&self) -> Option<&str> {
        self.parent.as_ref()?.drive_id.as_deref()
    }

    /// The name of the folder it is in: "Apps" in the user's language.
    pub(super) fn parent_name(&self) -> Option<String> {
        let name = self.parent.as_ref()?.path.as_deref()?.rsplit('/').next()?;
        let name = percent_decode_str(name).decode_utf8().ok()?.into_owned();
        Some(name).filter(|name| !name.is_empty() && !name.ends_with(':'))
    }

    /// The creator; the user, for the app's folder.
    pub(super) fn maker(self) -> Option<String> {
        self.created_by.and_then(Identities::name)
    }
}
