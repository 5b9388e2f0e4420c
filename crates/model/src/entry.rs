//! Journal entries, each standing for its digest: two are equal exactly when their bytes would be.

use std::{
    collections::HashMap,
    fmt,
    hash::{Hash, Hasher},
    sync::{LazyLock, Mutex, PoisonError},
};

/// What an entry is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// The complete state.
    Snapshot,
    /// What changed since the snapshot or pack before; it names that one, and all that one names, for the rest.
    Pack,
    /// A change of the entry before.
    Delta,
    /// "This device continues from here."
    Takeover,
    /// "The journal is not continued in this place." Counts while it is the newest entry.
    End,
    /// It opens, changes nothing and continues nothing.
    Fence,
}

/// The content of an entry. `nonce` tells apart what was sealed at different times.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Content {
    previous: Option<Entry>,
    kind: Kind,
    writer: u8,
    nonce: u8,
}

struct Interned {
    number: u32,
    position: u8,
    content: Content,
}

/// An entry with all its ancestors, as small as a pointer: contents are kept once for the whole process.
#[derive(Clone, Copy)]
pub struct Entry(&'static Interned);

static ENTRIES: LazyLock<Mutex<HashMap<Content, Entry>>> = LazyLock::new(|| Mutex::new(HashMap::new()));

impl Entry {
    /// The snapshot at position 0.
    pub fn first(writer: u8) -> Entry {
        Entry::intern(0, Content { previous: None, kind: Kind::Snapshot, writer, nonce: 0 })
    }

    /// Seals an entry for the position after `self`.
    pub fn then(self, kind: Kind, writer: u8, nonce: u8) -> Entry {
        Entry::intern(self.0.position + 1, Content { previous: Some(self), kind, writer, nonce })
    }

    /// Seals a fence for the position after `self`. One is as good as another.
    pub fn fence_after(self) -> Entry {
        let position = self.0.position + 1;
        Entry::intern(position, Content { previous: None, kind: Kind::Fence, writer: 0, nonce: position })
    }

    fn intern(position: u8, content: Content) -> Entry {
        let mut entries = ENTRIES.lock().unwrap_or_else(PoisonError::into_inner);
        let number = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        *entries.entry(content).or_insert_with(|| {
            // Leaked on purpose: there are some thousands, and they live as long as the check does.
            Entry(Box::leak(Box::new(Interned { number, position, content })))
        })
    }

    /// Where it belongs.
    pub fn position(self) -> usize {
        usize::from(self.0.position)
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        self.0.content.kind
    }

    /// The device that sealed it.
    pub fn writer(self) -> u8 {
        self.0.content.writer
    }

    /// The entry it continues.
    pub fn previous(self) -> Option<Entry> {
        self.0.content.previous
    }

    /// Itself and all it continues, newest first.
    pub fn chain(self) -> impl Iterator<Item = Entry> {
        std::iter::successors(Some(self), |entry| entry.previous())
    }

    /// Whether `older` is this entry or one it continues.
    pub fn contains(self, older: Entry) -> bool {
        self.chain().find(|entry| entry.position() <= older.position()) == Some(older)
    }

    /// How many Takeovers it continues, itself included.
    pub fn takeovers(self) -> usize {
        self.chain().filter(|entry| entry.kind() == Kind::Takeover).count()
    }

    /// Whether a restore may begin with it.
    pub fn begins(self) -> bool {
        matches!(self.kind(), Kind::Snapshot | Kind::Pack)
    }

    /// The newest snapshot or pack but one: what pruning must leave restorable.
    pub fn previous_snapshot(self) -> Option<Entry> {
        self.chain().filter(|entry| entry.begins()).nth(1)
    }

    /// What the newest snapshot or pack is made of: itself, and the packs before it down to a snapshot.
    pub fn base(self) -> impl Iterator<Item = Entry> {
        let mut below = false;
        self.chain()
            .filter(|entry| entry.begins())
            .take_while(move |entry| !std::mem::replace(&mut below, entry.kind() == Kind::Snapshot))
    }

    pub(crate) fn number(self) -> u32 {
        self.0.number
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Entry {}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.number.hash(state);
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Content { kind, writer, nonce, .. } = self.0.content;
        write!(f, "{}:{kind:?}#{nonce} by {}", self.0.position, char::from(b'A' + writer))
    }
}
