//! What the API does with files.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{FOLDER, Google, Item, error, in_use, is_trashed, mask, not_found, query, sees, upload};
use crate::{Answered, Asked, oauth::Grant};

const LARGEST_MULTIPART: usize = 5 << 20;
const LONGEST_PROPERTY: usize = 124;
const MOST_PROPERTIES: usize = 30;

type Files = BTreeMap<String, Item>;

impl Google {
    pub(super) fn about(&self, asked: &Asked, grant: &Grant) -> Answered {
        let Some(fields) = asked.param("fields") else {
            return error(400, "required", "The 'fields' parameter is required for this method.");
        };
        let name = self.oauth.people.iter().find(|person| person.email == grant.account);
        let used = self.used_by(&grant.account).to_string();
        let mut quota = json!({ "usage": used, "usageInDrive": used, "usageInDriveTrash": "0" });
        if let (Some(room), Some(quota)) = (self.room, quota.as_object_mut()) {
            quota.insert("limit".to_owned(), json!(room.to_string()));
        }
        let all = json!({
            "kind": "drive#about",
            "user": {
                "kind": "drive#user",
                "displayName": name.map(|person| &person.name),
                "emailAddress": grant.account,
                "me": true,
                "permissionId": format!("{}", grant.account.len() * 1_000_003),
            },
            "storageQuota": quota,
        });
        mask::answer(200, &all, &fields)
    }

    fn used_by(&self, account: &str) -> u64 {
        let theirs = self.files.now().values().filter(|item| item.account == account);
        theirs.filter_map(|item| item.bytes.as_ref()).map(|bytes| bytes.len() as u64).sum()
    }

    pub(super) fn generate(&mut self, asked: &Asked, grant: &Grant) -> Answered {
        let count = asked.param("count").map_or(Ok(10), |count| count.parse::<usize>());
        let Ok(count @ 1..=1000) = count else {
            return error(
                400,
                "invalidParameter",
                "Invalid value. Values must be within the range: [1, 1000]",
            );
        };
        let ids: Vec<String> = (0..count).map(|_| self.fresh_id(&grant.account)).collect();
        Answered::json(200, &json!({ "kind": "drive#generatedIds", "space": "drive", "ids": ids }))
    }

    pub(super) fn list(&self, asked: &Asked, grant: &Grant, now_ms: u64) -> Answered {
        let files = self.files.listed(now_ms, asked.twist.stale);
        let text = asked.param("q").unwrap_or_default();
        let Some(terms) = query::parse(&text) else {
            return error(400, "invalid", "Invalid Value");
        };
        let size = asked.param("pageSize").map_or(Ok(100), |size| size.parse::<usize>());
        let start =
            asked.param("pageToken").map_or(Ok(0), |token| token.trim_start_matches("~!!~").parse::<usize>());
        let (Ok(size @ 1..=1000), Ok(start)) = (size, start) else {
            return error(400, "invalidParameter", "Invalid Value");
        };
        let mut hits: Vec<&Item> = files
            .values()
            .filter(|item| sees(grant, item) && terms.iter().all(|term| term.holds(files, item)))
            .collect();
        hits.sort_by_key(|item| (item.created_ms, item.id.clone()));
        let page: Vec<Value> = hits.iter().skip(start).take(size).map(|item| show(files, item)).collect();
        let mut all = json!({ "kind": "drive#fileList", "incompleteSearch": false, "files": page });
        if start + size < hits.len()
            && let Some(all) = all.as_object_mut()
        {
            all.insert("nextPageToken".to_owned(), json!(format!("~!!~{}", start + size)));
        }
        let usual = "kind,incompleteSearch,nextPageToken,files(kind,id,name,mimeType)";
        mask::answer(200, &all, asked.param("fields").as_deref().unwrap_or(usual))
    }

    pub(super) fn get(&self, asked: &Asked, grant: &Grant, id: &str) -> Answered {
        let files = self.files.back(asked.twist.stale.unwrap_or(0));
        let Some(mut item) = files.get(id).filter(|item| sees(grant, item)) else { return not_found(id) };
        if asked.twist.other {
            let other = |other: &&Item| other.id != id && other.bytes.is_some() == item.bytes.is_some();
            item = files.values().find(other).unwrap_or(item);
        }
        if asked.param("alt").as_deref() != Some("media") {
            return mask::file(&show(files, item), asked);
        }
        match &item.bytes {
            Some(bytes) => {
                Answered::bytes(200, &item.mime, bytes.as_ref().clone()).with("etag", "\"hidden\"")
            }
            None => error(403, "fileNotDownloadable", "Only files with binary content can be downloaded."),
        }
    }

    pub(super) fn create_bare(&mut self, asked: &Asked, grant: &Grant, now_ms: u64) -> Answered {
        match asked.json() {
            Some(metadata) => self.create(asked, grant, &metadata, b"", now_ms),
            None => error(400, "parseError", "Parse Error"),
        }
    }

    pub(super) fn create_upload(&mut self, asked: &Asked, grant: &Grant, now_ms: u64) -> Answered {
        let kind = asked.header("content-type").unwrap_or_default();
        match asked.param("uploadType").as_deref() {
            Some("media") => self.create(asked, grant, &json!({ "mimeType": kind }), &asked.body, now_ms),
            Some("multipart") => match upload::parts(kind, &asked.body) {
                Some((_, content)) if content.len() > LARGEST_MULTIPART => {
                    error(413, "uploadTooLarge", "The upload is too large for this upload type.")
                }
                Some((metadata, content)) => self.create(asked, grant, &metadata, content, now_ms),
                None => error(400, "badContent", "Malformed multipart body."),
            },
            _ => error(400, "invalid", "Invalid upload type."),
        }
    }

    fn create(
        &mut self,
        asked: &Asked,
        grant: &Grant,
        metadata: &Value,
        content: &[u8],
        now_ms: u64,
    ) -> Answered {
        let text = |name: &str| metadata.get(name).and_then(Value::as_str).map(str::to_owned);
        let content = asked.arriving(content);
        let Some(properties) = properties(metadata) else {
            return error(
                400,
                "propertyTooLong",
                "A property exceeds the limit of 124 bytes, or there are too many.",
            );
        };
        let mime = text("mimeType").unwrap_or_else(|| "application/octet-stream".to_owned());
        let id = match text("id") {
            // Unknown to `generateIds`, or another account's.
            Some(id) if self.given.get(&id) != Some(&grant.account) => {
                return error(400, "invalid", "The provided file ID is not usable.");
            }
            Some(id) if self.files.now().contains_key(&id) => return in_use(),
            Some(id) if self.used.contains(&id) && !self.ids_are_free_again => return in_use(),
            Some(id) => id,
            None => self.fresh_id(&grant.account),
        };
        let parent = match metadata.get("parents").and_then(Value::as_array).map(Vec::as_slice) {
            None | Some([]) => None,
            Some([parent]) => match parent.as_str() {
                Some("root") => None,
                parent => parent,
            },
            Some(_) => return error(403, "multipleParentsNotSupported", "A file has one parent."),
        };
        if let Some(parent) = parent {
            match self.files.now().get(parent).filter(|item| sees(grant, item)) {
                Some(item) if item.mime == FOLDER => {}
                Some(_) => return error(403, "parentNotAFolder", "The specified parent is not a folder."),
                None => return not_found(parent),
            }
        }
        let full = self.room.is_some_and(|room| self.used_by(&grant.account) + content.len() as u64 > room);
        if full && mime != FOLDER {
            return error(403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded.");
        }
        let item = Item {
            id: id.clone(),
            name: text("name").unwrap_or_else(|| "Untitled".to_owned()),
            bytes: (mime != FOLDER).then(|| Arc::new(content.to_vec())),
            mime,
            parent: parent.map(str::to_owned),
            properties,
            created_ms: now_ms,
            modified_ms: now_ms,
            trashed: false,
            project: Some(grant.project.clone()),
            account: grant.account.clone(),
        };
        self.used.insert(id.clone());
        let shown = self.files.change(now_ms, |files| {
            files.insert(id, item.clone());
            show(files, &item)
        });
        mask::file(&shown, asked)
    }

    pub(super) fn patch(&mut self, asked: &Asked, grant: &Grant, id: &str, now_ms: u64) -> Answered {
        if !self.files.now().get(id).is_some_and(|item| sees(grant, item)) {
            return not_found(id);
        }
        let Some(change) = asked.json() else { return error(400, "parseError", "Parse Error") };
        let shown = self.files.change(now_ms, |files| {
            let item = files.get_mut(id)?;
            if let Some(name) = change.get("name").and_then(Value::as_str) {
                item.name = name.to_owned();
            }
            if let Some(trashed) = change.get("trashed").and_then(Value::as_bool) {
                item.trashed = trashed;
            }
            item.properties.extend(properties(&change)?);
            item.modified_ms = now_ms;
            let item = item.clone();
            Some(show(files, &item))
        });
        match shown {
            Some(shown) => mask::file(&shown, asked),
            None => error(400, "propertyTooLong", "A property exceeds the limit of 124 bytes."),
        }
    }

    pub(super) fn delete(&mut self, grant: &Grant, id: &str, now_ms: u64) -> Answered {
        if !self.files.now().get(id).is_some_and(|item| sees(grant, item)) {
            return not_found(id);
        }
        self.files.change(now_ms, |files| remove(files, id));
        Answered::bare(204)
    }
}

/// With all that is in it.
pub(super) fn remove(files: &mut Files, id: &str) {
    files.remove(id);
    let below: Vec<String> = files
        .values()
        .filter(|item| item.parent.as_deref() == Some(id))
        .map(|item| item.id.clone())
        .collect();
    below.iter().for_each(|id| remove(files, id));
}

fn properties(metadata: &Value) -> Option<BTreeMap<String, String>> {
    let Some(given) = metadata.get("appProperties") else { return Some(BTreeMap::new()) };
    let text = |(key, value): (&String, &Value)| {
        let value = value.as_str()?;
        (key.len() + value.len() <= LONGEST_PROPERTY).then(|| (key.clone(), value.to_owned()))
    };
    let all: BTreeMap<_, _> = given.as_object()?.iter().map(text).collect::<Option<_>>()?;
    (all.len() <= MOST_PROPERTIES).then_some(all)
}

/// Every field there is.
fn show(files: &Files, item: &Item) -> Value {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let link = match item.mime.as_str() {
        FOLDER => format!("https://drive.google.com/drive/folders/{}", item.id),
        _ => format!("https://drive.google.com/file/d/{}/view?usp=drivesdk", item.id),
    };
    let mut shown = json!({
        "kind": "drive#file",
        "id": item.id,
        "name": item.name,
        "mimeType": item.mime,
        "parents": [item.parent.as_deref().unwrap_or("0ADoubleRootPVA")],
        "trashed": is_trashed(files, item),
        "explicitlyTrashed": item.trashed,
        "createdTime": time(item.created_ms),
        "modifiedTime": time(item.modified_ms),
        "version": "1",
        "webViewLink": link,
    });
    if let Some(shown) = shown.as_object_mut() {
        if !item.properties.is_empty() {
            shown.insert("appProperties".to_owned(), json!(item.properties));
        }
        if let Some(bytes) = &item.bytes {
            shown.insert("size".to_owned(), json!(bytes.len().to_string()));
            shown.insert("sha256Checksum".to_owned(), json!(hex(&Sha256::digest(bytes.as_slice()))));
        }
    }
    shown
}

/// RFC 3339, as Google writes it.
fn time(ms: u64) -> String {
    let (days, rest) = (ms / 86_400_000, ms % 86_400_000);
    // Civil date of a day number; eras of 400 years that begin in March.
    let z = days + 719_468;
    let (era, day_of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * m + 2) / 5 + 1;
    let month = if m < 10 { m + 3 } else { m - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", rest % 1000)
}
