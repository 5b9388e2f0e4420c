//! The server's objects: sealed values under keys, each with a version.

use std::collections::BTreeMap;

use super::{
    Vss,
    model::{
        GetObjectRequest, GetObjectResponse, KeyValue, ListKeyVersionsRequest, ListKeyVersionsResponse,
        PutObjectRequest,
    },
    names::SEPARATOR,
    requests::VssAnswer,
};
use crate::{Create, DriveError, answer::Effect, http::Http};

const LARGEST_FILE: usize = 64 << 20;
/// What LDK's server gives at most.
const PAGE: i32 = 100;
const MOST_PAGES: usize = 1000;

/// Answer to a message without fields.
#[derive(Clone, PartialEq, prost::Message)]
struct EmptyAnswer {}

impl<H: Http> Vss<H> {
    /// The version and value under a key.
    pub(super) async fn read(&self, key: &str) -> Result<(i64, Vec<u8>), DriveError> {
        let (version, sealed) = self.read_sealed(key).await?;
        let value = self.seal.open_value(key, &sealed).ok_or(DriveError::NotADrive)?;
        Ok((version, value))
    }

    pub(super) async fn read_sealed(&self, key: &str) -> Result<(i64, Vec<u8>), DriveError> {
        let question = GetObjectRequest { store_id: self.server.store(), key: key.to_owned() };
        match self.call::<_, GetObjectResponse>("getObject", &question, Effect::None).await? {
            VssAnswer::Yes(GetObjectResponse { value: Some(found) })
                if found.key == key && found.version > 0 =>
            {
                Ok((found.version, found.value))
            }
            VssAnswer::NoSuchKey => Err(DriveError::NotFound),
            VssAnswer::Yes(_) | VssAnswer::Conflict => Err(DriveError::NotADrive),
        }
    }

    /// Whether there is anything under a key, readable or not.
    pub(super) async fn has(&self, key: &str) -> Result<bool, DriveError> {
        match self.read_sealed(key).await {
            Ok(_) => Ok(true),
            Err(DriveError::NotFound) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn put_new(&self, key: &str, value: &[u8]) -> Result<Create, DriveError> {
        if value.len() > LARGEST_FILE {
            return Err(DriveError::TooLarge);
        }
        let value = self.seal.seal_value(key, value).ok_or(DriveError::TooLarge)?;
        let item = KeyValue { key: key.to_owned(), version: 0, value };
        match self.put(vec![item], Vec::new()).await? {
            VssAnswer::Yes(_) => Ok(Create::Created),
            VssAnswer::Conflict if self.has(key).await? => Ok(Create::Exists),
            // Gone again, or some other trouble between two transactions.
            VssAnswer::Conflict => Err(DriveError::Busy { after_ms: None }),
            VssAnswer::NoSuchKey => Err(DriveError::Unknown),
        }
    }

    async fn put(
        &self,
        new: Vec<KeyValue>,
        old: Vec<KeyValue>,
    ) -> Result<VssAnswer<EmptyAnswer>, DriveError> {
        let question = PutObjectRequest {
            store_id: self.server.store(),
            global_version: None,
            transaction_items: new,
            delete_items: old,
        };
        self.call("putObjects", &question, Effect::Change).await
    }

    /// All keys below a key, with their versions, without what is before them.
    pub(super) async fn below(&self, key: &str) -> Result<Vec<(String, i64)>, DriveError> {
        let prefix = format!("{key}{SEPARATOR}");
        let mut found: BTreeMap<String, i64> = BTreeMap::new();
        let mut page_token = None;
        for _ in 0..MOST_PAGES {
            let first = page_token.is_none();
            let question = ListKeyVersionsRequest {
                store_id: self.server.store(),
                key_prefix: Some(prefix.clone()),
                page_size: Some(PAGE),
                page_token,
            };
            let answer = self.call::<_, ListKeyVersionsResponse>("listKeyVersions", &question, Effect::None);
            let VssAnswer::Yes(page) = answer.await? else { return Err(DriveError::NotADrive) };
            // Both come last in the message: without them it was cut, or is no listing.
            if first != page.global_version.is_some() {
                return Err(DriveError::NotADrive);
            }
            let next = page.next_page_token.ok_or(DriveError::NotADrive)?;
            for item in page.key_versions {
                let rest = item.key.strip_prefix(&prefix).ok_or(DriveError::NotADrive)?;
                found.insert(rest.to_owned(), item.version);
            }
            if next.is_empty() {
                return Ok(found.into_iter().collect());
            }
            page_token = Some(next);
        }
        Err(DriveError::TooLarge)
    }

    /// Deletes one key of a known version; false when it is not there in this version.
    pub(super) async fn delete_versions(&self, keys: Vec<KeyValue>) -> Result<bool, DriveError> {
        // `deleteObject` says yes to everything; a transaction is refused when a key is not there.
        match self.put(Vec::new(), keys).await? {
            VssAnswer::Yes(_) => Ok(true),
            VssAnswer::Conflict => Ok(false),
            VssAnswer::NoSuchKey => Err(DriveError::Unknown),
        }
    }
}
