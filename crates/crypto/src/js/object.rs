//! Sealed objects, and the files that they are kept in.

use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use super::{JsKeyring, rng};
use crate::{Header, Kind, StoredFile, WriterId, digest};

/// What an object holds.
#[wasm_bindgen(js_name = Kind)]
#[derive(Clone, Copy)]
pub enum JsKind {
    /// The recovery phrase.
    Phrase = 1,
    /// The complete state.
    Snapshot = 2,
    /// Changes to the state before.
    Delta = 3,
    /// Another writer continues.
    Takeover = 4,
    /// Labels, contacts and the like.
    Metadata = 5,
}

impl From<JsKind> for Kind {
    fn from(kind: JsKind) -> Self {
        match kind {
            JsKind::Phrase => Self::Phrase,
            JsKind::Snapshot => Self::Snapshot,
            JsKind::Delta => Self::Delta,
            JsKind::Takeover => Self::Takeover,
            JsKind::Metadata => Self::Metadata,
        }
    }
}

impl From<Kind> for JsKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Phrase => Self::Phrase,
            Kind::Snapshot => Self::Snapshot,
            Kind::Delta => Self::Delta,
            Kind::Takeover => Self::Takeover,
            Kind::Metadata => Self::Metadata,
        }
    }
}

/// What an object says about itself.
#[wasm_bindgen(js_name = Header, getter_with_clone)]
pub struct JsHeader {
    /// What it holds.
    pub kind: JsKind,
    /// Its place in the journal (for the phrase: the keyring's `seq`).
    pub position: u64,
    /// Takeovers so far.
    #[wasm_bindgen(js_name = writerEpoch)]
    pub writer_epoch: u32,
    /// Who writes: 8 bytes.
    #[wasm_bindgen(js_name = writerId)]
    pub writer_id: Vec<u8>,
    /// `digest` of the entry before: 32 bytes, zeros for none.
    pub previous: Vec<u8>,
    /// For the drive's sake.
    pub ext: Vec<u8>,
}

#[wasm_bindgen(js_class = Header)]
impl JsHeader {
    /// The first entry of a new writer; set the other fields as needed.
    #[wasm_bindgen(constructor)]
    pub fn new(kind: JsKind, position: u64) -> Self {
        let writer_id = WriterId::make(&mut rng()).0.to_vec();
        Self { kind, position, writer_epoch: 0, writer_id, previous: vec![0; 32], ext: Vec::new() }
    }
}

/// An object that was opened and proved.
#[wasm_bindgen]
pub struct Opened {
    pub(super) header: Header,
    pub(super) data: Zeroizing<Vec<u8>>,
}

#[wasm_bindgen]
impl Opened {
    /// What was sealed.
    #[wasm_bindgen(getter)]
    pub fn data(&self) -> Vec<u8> {
        self.data.to_vec()
    }

    /// What it says about itself, now proved.
    #[wasm_bindgen(getter)]
    pub fn header(&self) -> JsHeader {
        JsHeader {
            kind: self.header.kind.into(),
            position: self.header.position,
            writer_epoch: self.header.writer_epoch,
            writer_id: self.header.writer_id.0.to_vec(),
            previous: self.header.previous.0.to_vec(),
            ext: self.header.ext.clone(),
        }
    }
}

/// SHA-256 of an object, as the next entry names it.
#[wasm_bindgen(js_name = digest)]
pub fn object_digest(object: &[u8]) -> Vec<u8> {
    digest(object).0.to_vec()
}

/// A file: the keyring, if it goes with it, and the object.
#[wasm_bindgen(js_name = joinFile)]
pub fn join_file(keyring: &JsKeyring, object: &[u8]) -> Vec<u8> {
    StoredFile::join(Some(&keyring.0), object)
}
