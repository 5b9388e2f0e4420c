//! `fields`: an answer holds what was asked for, and nothing else.

use serde_json::{Map, Value};

use super::error;
use crate::{Answered, Asked};

/// A file, with the asked fields, or the four that come unasked.
pub(super) fn file(shown: &Value, asked: &Asked) -> Answered {
    answer(200, shown, asked.param("fields").as_deref().unwrap_or("kind,id,name,mimeType"))
}

pub(super) fn answer(status: u16, all: &Value, fields: &str) -> Answered {
    let mut rest = fields;
    match masked(all, &mut rest) {
        Some(some) if rest.is_empty() => Answered::json(status, &some),
        _ => error(400, "invalidParameter", &format!("Invalid field selection {fields}")),
    }
}

/// Takes a list of fields from the front of `rest`; stops at `)` or the end.
fn masked(all: &Value, rest: &mut &str) -> Option<Value> {
    let mut some = Map::new();
    loop {
        let end = rest.find([',', '(', ')', '/']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        *rest = after;
        if name == "*" {
            some = all.as_object().cloned().unwrap_or_default();
        } else {
            let inner = all.get(name);
            let shown = match rest.strip_prefix('(') {
                Some(inside) => {
                    *rest = inside;
                    let shown = below(inner, rest)?;
                    *rest = rest.strip_prefix(')')?;
                    shown
                }
                None => inner.cloned(),
            };
            if let Some(shown) = shown {
                some.insert(name.to_owned(), shown);
            }
        }
        match rest.strip_prefix(',') {
            Some(more) => *rest = more,
            None => return Some(Value::Object(some)),
        }
    }
}

/// `None`: the selection is wrong; `Some(None)`: there is no such field here.
fn below(inner: Option<&Value>, rest: &mut &str) -> Option<Option<Value>> {
    let start = *rest;
    match inner {
        Some(Value::Array(all)) => {
            masked(&Value::Null, rest)?;
            let each = |one: &Value| masked(one, &mut { start });
            Some(Some(Value::Array(all.iter().map(each).collect::<Option<_>>()?)))
        }
        Some(one) => masked(one, rest).map(Some),
        None => masked(&Value::Null, rest).map(|_| None),
    }
}
