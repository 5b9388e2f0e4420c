//! Records, and bytes beside them.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{CloudKit, FIELDS, RECORD_TYPE, Stored, failure};
use crate::{Answered, Asked};

const MOST: usize = 200;
const LARGEST_RECORD: usize = 1 << 20;
const LARGEST_ASSET: usize = 50 << 20;

fn refused(record: &str, code: &str, reason: &str) -> Value {
    json!({ "recordName": record, "serverErrorCode": code, "reason": reason })
}

fn body(asked: &Asked) -> Result<Value, Answered> {
    let question: Option<Value> = serde_json::from_slice(asked.arriving(&asked.body)).ok();
    let question = question.ok_or_else(|| failure(400, "BAD_REQUEST", "cannot parse request body"))?;
    match question["zoneID"]["zoneName"].as_str() {
        Some("_defaultZone") | None => Ok(question),
        Some(_) => Err(failure(404, "ZONE_NOT_FOUND", "zone not found")),
    }
}

impl CloudKit {
    pub(super) fn bytes_of(&self, stored: &Stored) -> Option<Vec<u8>> {
        if stored.fields.get("kind")? != "file" {
            return None;
        }
        match (stored.fields.get("data"), stored.fields.get("asset")) {
            (Some(data), _) => BASE64_STANDARD.decode(data.as_str()?).ok(),
            (None, Some(asset)) => self.assets.get(asset["receipt"].as_str()?).cloned(),
            (None, None) => None,
        }
    }

    fn shown(&self, name: &str, stored: &Stored, wanted: &Value, base: &str) -> Value {
        let mut fields = serde_json::Map::new();
        for (field, value) in &stored.fields {
            let wants = wanted.as_array().is_none_or(|wanted| wanted.iter().any(|it| it == field));
            // An empty BYTES field does not come back.
            if !wants || value == "" {
                continue;
            }
            let shown = match field.as_str() {
                "asset" => {
                    let receipt = value["receipt"].as_str().unwrap_or_default();
                    json!({ "type": "ASSETID", "value": {
                        "fileChecksum": value["fileChecksum"],
                        "size": value["size"],
                        "downloadURL": format!("{base}/content/{receipt}/${{f}}?o=1"),
                    } })
                }
                "data" => json!({ "type": "BYTES", "value": value }),
                "size" => json!({ "type": "INT64", "value": value }),
                _ => json!({ "type": "STRING", "value": value }),
            };
            fields.insert(field.clone(), shown);
        }
        let moment = json!({ "timestamp": stored.modified_ms, "userRecordName": "_u", "deviceID": "2" });
        json!({
            "recordName": name, "recordType": RECORD_TYPE, "fields": fields, "pluginFields": {},
            "recordChangeTag": stored.tag, "created": moment, "modified": moment, "deleted": false,
        })
    }

    pub(super) fn lookup(&self, account: &str, asked: &Asked) -> Answered {
        let question = match body(asked) {
            Ok(question) => question,
            Err(answer) => return answer,
        };
        let empty = Vec::new();
        let mut records = Vec::new();
        for wish in question["records"].as_array().unwrap_or(&empty) {
            let name = wish["recordName"].as_str().unwrap_or_default();
            let rows = self.rows.now();
            let here = rows.get(&(account.to_owned(), name.to_owned()));
            let other = rows.iter().find(|((_, other), _)| other != name).map(|(_, stored)| stored);
            let found = here.map(|here| other.filter(|_| asked.twist.other).unwrap_or(here));
            records.push(match found {
                Some(stored) => self.shown(name, stored, &question["desiredKeys"], &asked.base),
                None => refused(name, "NOT_FOUND", "Record not found"),
            });
        }
        Answered::json(200, &json!({ "records": records }))
    }

    pub(super) fn query(&self, account: &str, asked: &Asked, now_ms: u64) -> Answered {
        let question = match body(asked) {
            Ok(question) => question,
            Err(answer) => return answer,
        };
        let filter = &question["query"]["filterBy"][0];
        if question["query"]["recordType"] != RECORD_TYPE {
            return failure(404, "NOT_FOUND", "did not find record type");
        }
        let wanted =
            match (&filter["fieldName"], &filter["comparator"], filter["fieldValue"]["value"].as_str()) {
                (field, how, Some(wanted)) if field == FIELDS[0] && how == "EQUALS" => wanted,
                _ => return failure(400, "BAD_REQUEST", "Field is not marked queryable"),
            };
        let from = match question["continuationMarker"].as_str().map(str::parse::<usize>) {
            Some(Ok(from)) => from,
            Some(Err(_)) => return failure(400, "BAD_REQUEST", "bad continuation marker"),
            None => 0,
        };
        let limit = question["resultsLimit"].as_u64().and_then(|limit| usize::try_from(limit).ok());
        let limit = limit.unwrap_or(MOST).min(MOST);
        let rows = self.rows.listed(now_ms, asked.twist.stale);
        let found: Vec<_> = rows
            .iter()
            .filter(|((whose, _), stored)| {
                whose == account && stored.fields.get("folder").is_some_and(|folder| folder == wanted)
            })
            .collect();
        let show = |((_, name), stored): &(&super::Key, &Stored)| {
            self.shown(name, stored, &question["desiredKeys"], &asked.base)
        };
        let page: Vec<Value> = found.iter().skip(from).take(limit).map(show).collect();
        let mut answer = json!({ "records": page });
        if from + limit < found.len() {
            answer["continuationMarker"] = (from + limit).to_string().into();
        }
        Answered::json(200, &answer)
    }

    pub(super) fn modify(&mut self, account: &str, asked: &Asked, now_ms: u64) -> Answered {
        let question = match body(asked) {
            Ok(question) => question,
            Err(answer) => return answer,
        };
        let operations = question["operations"].as_array().cloned().unwrap_or_default();
        if operations.is_empty() || operations.len() > MOST {
            return failure(400, "LIMIT_EXCEEDED", "operations");
        }
        let mut records = Vec::new();
        for operation in operations {
            let record = &operation["record"];
            let name = record["recordName"].as_str().unwrap_or_default().to_owned();
            records.push(match operation["operationType"].as_str() {
                Some("create") => match fields_of(record) {
                    Ok(fields) => self.create(account, &name, fields, &question, asked, now_ms),
                    Err(reason) => return failure(400, "BAD_REQUEST", &reason),
                },
                Some("delete") => match record["recordChangeTag"].as_str() {
                    Some(tag) => self.delete(account, &name, tag, now_ms),
                    None => refused(&name, "BAD_REQUEST", "missing required field 'recordChangeTag'"),
                },
                _ => return failure(400, "BAD_REQUEST", "this double knows create and delete"),
            });
        }
        Answered::json(200, &json!({ "records": records }))
    }

    fn create(
        &mut self,
        account: &str,
        name: &str,
        fields: BTreeMap<String, Value>,
        question: &Value,
        asked: &Asked,
        now_ms: u64,
    ) -> Value {
        let key = (account.to_owned(), name.to_owned());
        if name.is_empty() || name.len() > 255 || !name.is_ascii() {
            return refused(name, "BAD_REQUEST", "bad record name");
        }
        if self.rows.now().contains_key(&key) {
            return refused(name, "CONFLICT", "record to insert already exists");
        }
        let data = fields.get("data").and_then(Value::as_str).unwrap_or_default();
        if data.len() / 4 * 3 > LARGEST_RECORD {
            return refused(name, "LIMIT_EXCEEDED", "record is too large");
        }
        let receipt = fields.get("asset").map(|asset| asset["receipt"].as_str().unwrap_or_default());
        if receipt.is_some_and(|receipt| !self.assets.contains_key(receipt)) {
            return refused(name, "BAD_REQUEST", "unknown receipt");
        }
        let used: usize =
            self.rows.now().values().filter_map(|stored| self.bytes_of(stored)).map(|it| it.len()).sum();
        if self.room.is_some_and(|room| used + data.len() / 4 * 3 > room) {
            return refused(name, "QUOTA_EXCEEDED", "no room in the user's iCloud");
        }
        self.changes += 1;
        // A record that comes back under its old name has another tag.
        let stored = Stored { fields, tag: format!("t{:x}", self.changes), modified_ms: now_ms };
        let shown = self.shown(name, &stored, &question["desiredKeys"], &asked.base);
        self.rows.change(now_ms, |rows| rows.insert(key, stored));
        shown
    }

    fn delete(&mut self, account: &str, name: &str, tag: &str, now_ms: u64) -> Value {
        let key = (account.to_owned(), name.to_owned());
        match self.rows.now().get(&key) {
            None => refused(name, "NOT_FOUND", "Record not found"),
            Some(stored) if stored.tag != tag => {
                refused(name, "CONFLICT", "client oplock error updating record")
            }
            Some(_) => {
                self.rows.change(now_ms, |rows| rows.remove(&key));
                json!({ "recordName": name, "deleted": true })
            }
        }
    }

    pub(super) fn place(&mut self, asked: &Asked) -> Answered {
        let question = match body(asked) {
            Ok(question) => question,
            Err(answer) => return answer,
        };
        let wish = &question["tokens"][0];
        if wish["fieldName"] != "asset" || wish["recordType"] != RECORD_TYPE {
            return failure(400, "BAD_REQUEST", "no such asset field");
        }
        self.changes += 1;
        let place = format!("p{}", self.changes);
        self.places.insert(place.clone());
        let url = format!("{}/upload/{place}", asked.base);
        let token = json!({ "recordName": wish["recordName"], "fieldName": "asset", "url": url });
        Answered::json(200, &json!({ "tokens": [token] }))
    }

    pub(super) fn upload(&mut self, asked: &Asked) -> Answered {
        let place = asked.names().get(1).cloned().unwrap_or_default();
        let bytes = asked.arriving(&asked.body);
        if !self.places.remove(&place) {
            return Answered::bare(403);
        }
        if bytes.len() > LARGEST_ASSET {
            return Answered::bare(413);
        }
        let file = json!({
            "wrappingKey": "d3JhcA==", "fileChecksum": "ARx", "referenceChecksum": "ARy",
            "receipt": place, "size": bytes.len(),
        });
        self.assets.insert(place, bytes.to_vec());
        Answered::json(200, &json!({ "singleFile": file }))
    }

    pub(super) fn download(&self, asked: &Asked) -> Answered {
        let names = asked.names();
        let asset = names.get(1).and_then(|receipt| self.assets.get(receipt));
        match (asset, names.get(2).map(String::as_str)) {
            // The client has to put a name there.
            (_, Some("${f}") | None) => Answered::bare(400),
            (Some(bytes), _) => {
                let other = self.assets.values().find(|other| *other != bytes).filter(|_| asked.twist.other);
                Answered::bytes(200, "application/octet-stream", other.unwrap_or(bytes).clone())
            }
            (None, _) => Answered::bare(404),
        }
    }
}

/// Only what the schema knows.
fn fields_of(record: &Value) -> Result<BTreeMap<String, Value>, String> {
    if record["recordType"] != RECORD_TYPE {
        return Err("Cannot create new type in production schema".to_owned());
    }
    let fields = record["fields"].as_object().ok_or("no fields")?;
    let mut known = BTreeMap::new();
    for (name, field) in fields {
        if !FIELDS.contains(&name.as_str()) {
            return Err(format!("Cannot create or modify field '{name}' in production schema"));
        }
        known.insert(name.clone(), field["value"].clone());
    }
    Ok(known)
}
