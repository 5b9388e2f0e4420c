//! Listings of a bucket, page by page.

use super::{
    LARGEST_LISTING, S3,
    requests::{S3Request, reason},
    xml,
};
use crate::{
    DriveError,
    answer::{Effect, timestamp_ms},
    http::{Http, Method},
};

const MOST_PAGES: usize = 1000;

/// One page of a listing.
pub(super) struct ObjectPage {
    /// Key, size, time.
    pub(super) files: Vec<(String, Option<u64>, Option<u64>)>,
    /// The folders, with the slash at the end.
    pub(super) folders: Vec<String>,
    next: Option<String>,
}

impl<H: Http> S3<H> {
    pub(super) async fn page(
        &self,
        prefix: &str,
        deep: bool,
        token: Option<&str>,
    ) -> Result<ObjectPage, DriveError> {
        let mut query = Vec::new();
        if let Some(token) = token {
            query.push(("continuation-token", token));
        }
        if !deep {
            query.push(("delimiter", "/"));
        }
        query.extend([("list-type", "2"), ("prefix", prefix)]);
        let ask = S3Request {
            method: Method::Get,
            key: None,
            query,
            header: None,
            body: &[],
            limit: LARGEST_LISTING,
            effect: Effect::None,
        };
        let answer = self.ask(&ask).await?;
        if answer.status != 200 {
            return Err(reason(&answer, Effect::None));
        }
        self.read_page(&answer.body, prefix).ok_or(DriveError::NotADrive)
    }

    /// `None` for anything but a listing of this bucket and this prefix.
    fn read_page(&self, body: &[u8], prefix: &str) -> Option<ObjectPage> {
        let list = xml::parse(body, "ListBucketResult").ok()?;
        let key_of = xml::key_reader(list.text("EncodingType"))?;
        let is_ours = list.text("Name")? == self.bucket.bucket.name()
            && key_of(list.text("Prefix").unwrap_or_default())? == prefix;
        if !is_ours {
            return None;
        }
        let next = match list.text("IsTruncated")?.trim().to_ascii_lowercase().as_str() {
            "false" => None,
            "true" => Some(list.text("NextContinuationToken").filter(|token| !token.is_empty())?.to_owned()),
            _ => return None,
        };
        let key_below =
            |node: &xml::Element, name: &str| key_of(node.text(name)?).filter(|key| key.starts_with(prefix));
        let mut page = ObjectPage { files: Vec::new(), folders: Vec::new(), next };
        for file in list.all("Contents") {
            let key = key_below(file, "Key")?;
            let size = file.text("Size").and_then(|size| size.parse().ok());
            page.files.push((key, size, file.text("LastModified").and_then(timestamp_ms)));
        }
        for folder in list.all("CommonPrefixes") {
            page.folders.push(key_below(folder, "Prefix")?);
        }
        Some(page)
    }

    pub(super) async fn pages(&self, prefix: &str, deep: bool) -> Result<ObjectPage, DriveError> {
        let mut all = self.page(prefix, deep, None).await?;
        for _ in 0..MOST_PAGES {
            let Some(token) = all.next.take() else { return Ok(all) };
            let more = self.page(prefix, deep, Some(&token)).await?;
            // The server repeated its token, so paging would never end.
            if more.next.as_ref() == Some(&token) {
                return Err(DriveError::NotADrive);
            }
            all.files.extend(more.files);
            all.folders.extend(more.folders);
            all.next = more.next;
        }
        Err(DriveError::TooLarge)
    }
}
