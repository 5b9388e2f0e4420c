//! What the user has written about a payment.
//!
//! A note is stored beside the entry and not in it: a payment that is done does not wait for the backup again because
//! of a note, and what is only seen on the chain has no place in the state of its own.
//!
//! | key | value |
//! | --- | --- |
//! | `note/<id>` | the note of the entry with this id, one line |

use std::cell::RefCell;
use std::collections::BTreeMap;

use lifeboat_pasted::on_one_line;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::{NoteError, State, Wallet};

const NOTE: &str = "note/";

/// The longest note, characters: as much as BIP 329 asks every wallet to take of a label.
pub const LONGEST_NOTE: usize = 255;

#[derive(Serialize, Deserialize)]
struct NoteRecord {
    text: String,
}

/// All notes, by the ids of their entries.
pub(crate) struct Notes(RefCell<BTreeMap<String, String>>);

impl Notes {
    /// A note that cannot be read does not keep users from their money: it is not shown, and stays in the state as
    /// it is.
    pub(crate) fn read(state: &State) -> Self {
        let read = |(key, value): (&str, &[u8])| {
            let note: NoteRecord = serde_json::from_slice(value).ok()?;
            Some((key[NOTE.len()..].to_owned(), note.text))
        };
        Self(RefCell::new(state.prefix(NOTE).filter_map(read).collect()))
    }

    fn get(&self, id: &str) -> Option<String> {
        self.0.borrow().get(id).cloned()
    }

    fn put(&self, id: &str, text: String, app: &App) {
        app.put_json(key(id), &NoteRecord { text: text.clone() });
        self.0.borrow_mut().insert(id.to_owned(), text);
    }

    fn remove(&self, id: &str, app: &App) {
        if self.0.borrow_mut().remove(id).is_some() {
            app.delete(key(id));
        }
    }

    /// Another entry has taken the place of one, and has its note, if it has none of its own. The first one
    /// keeps it: it may come back, as a payment whose fee was raised does when a block has it as it was.
    pub(crate) fn follow(&self, from: &str, to: &str, app: &App) {
        if let (Some(text), None) = (self.get(from), self.get(to)) {
            self.put(to, text, app);
        }
    }
}

fn key(id: &str) -> String {
    format!("{NOTE}{id}")
}

impl Wallet {
    /// What the user has written about an entry of the history ([`HistoryEntry::id`](crate::HistoryEntry::id)).
    pub fn note(&self, id: &str) -> Option<String> {
        self.notes.get(id)
    }

    /// Whether that is durable, or that there is nothing.
    pub fn is_note_saved(&self, id: &str) -> bool {
        self.app.is_saved(&key(id))
    }

    /// Writes about an entry, in place of what was written before; an empty text takes that away. It becomes
    /// durable with the next cut, which does not wait for it.
    ///
    /// # Errors
    /// Nothing was changed: there is no such entry, or the text is longer than [`LONGEST_NOTE`].
    pub fn set_note(&self, id: &str, text: &str) -> Result<(), NoteError> {
        let text = on_one_line(text);
        if text.chars().count() > LONGEST_NOTE {
            return Err(NoteError::TooLong);
        }
        if self.entry(id).is_none() {
            return Err(NoteError::Unknown);
        }
        if text.is_empty() {
            self.notes.remove(id, &self.app);
        } else if self.notes.get(id).as_ref() != Some(&text) {
            self.notes.put(id, text, &self.app);
        }
        Ok(())
    }
}
