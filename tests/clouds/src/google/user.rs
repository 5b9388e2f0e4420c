//! What the user does on Google's own pages, and what befalls an account. By `POST /control/do/<action>`:
//!
//! | action | argument |
//! | --- | --- |
//! | `files` | – ; answers all of them |
//! | `rename`, `trash`, `untrash`, `delete_forever`, `move`, `copy` | `name` or `id`; `to` for `rename` (a name) and `move` (an id, or nothing for the root) |
//! | `room` | `bytes`, or nothing for no limit |
//! | `lag` | `changes`, `ms`: how far listings are behind |
//! | `disconnect` | `client`, `account`: also ends the sight of the files |

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Google, Item, files::remove};

impl Google {
    pub(super) fn disconnect(&mut self, argument: &Value, now_ms: u64) {
        let client = argument.get("client").and_then(Value::as_str).unwrap_or_default();
        let account = argument.get("account").and_then(Value::as_str).unwrap_or_default();
        let known = self.oauth.clients.iter().find(|known| known.id == client);
        let Some(project) = known.map(|client| client.project.clone()) else { return };
        self.files.change(now_ms, |files| {
            for item in files.values_mut() {
                if item.account == account && item.project.as_ref() == Some(&project) {
                    item.project = None;
                }
            }
        });
    }

    pub(super) fn act_on_files(
        &mut self,
        action: &str,
        argument: &Value,
        now_ms: u64,
    ) -> Result<Value, String> {
        let number = |name: &str| argument.get(name).and_then(Value::as_u64);
        match action {
            "files" => {
                let line = |item: &Item| {
                    json!({ "id": item.id, "name": item.name, "parent": item.parent, "trashed": item.trashed,
                        "bytes": item.bytes.as_ref().map(|bytes| bytes.len()), "properties": item.properties })
                };
                return Ok(self.files.now().values().map(line).collect());
            }
            "room" => self.room = number("bytes"),
            "lag" => {
                let changes = number("changes").unwrap_or(0);
                self.files.lag_changes = usize::try_from(changes).unwrap_or(usize::MAX);
                self.files.lag_ms = number("ms").unwrap_or(0);
            }
            "rename" | "trash" | "untrash" | "delete_forever" | "move" | "copy" => {
                let id = self.meant(argument).ok_or("no such file, or several")?;
                let to = argument.get("to").and_then(Value::as_str).map(str::to_owned);
                let copy = self.fresh_id("");
                self.files.change(now_ms, |files| touch(files, action, &id, to, copy));
            }
            _ => return Err(format!("no action {action}")),
        }
        Ok(Value::Null)
    }

    /// By id, or by a name that only one has.
    fn meant(&self, argument: &Value) -> Option<String> {
        let text = |name: &str| argument.get(name).and_then(Value::as_str);
        let hits = self.files.now().values().filter(|item| match text("id") {
            Some(id) => item.id == id,
            None => Some(item.name.as_str()) == text("name"),
        });
        match hits.collect::<Vec<_>>().as_slice() {
            [one] => Some(one.id.clone()),
            _ => None,
        }
    }
}

fn touch(files: &mut BTreeMap<String, Item>, action: &str, id: &str, to: Option<String>, copy_id: String) {
    if action == "delete_forever" {
        return remove(files, id);
    }
    let Some(item) = files.get_mut(id) else { return };
    match action {
        "rename" => item.name = to.unwrap_or_default(),
        "trash" => item.trashed = true,
        "untrash" => item.trashed = false,
        "move" => item.parent = to,
        _ => {
            let name = format!("Copy of {}", item.name);
            let copy = Item { id: copy_id.clone(), name, ..item.clone() };
            files.insert(copy_id, copy);
        }
    }
}
