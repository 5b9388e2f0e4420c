//! One entry of the journal: what is in it, and how it is sealed. Byte layout: `docs/journal.md`.

use std::collections::BTreeSet;

use lifeboat_crypto::{Digest, Header, Keyring, Kind, StoredFile, VaultId, WriterId, digest, seal};
use zeroize::Zeroizing;

use crate::{
    bytes::{ByteReader, ByteWriter, Malformed, TooLarge},
    chunk::{self, Chunk, ChunkRef, Pack},
    env::Randomness,
    fault::Fault,
    keys::{Keys, SealingKey},
    mileposts::MILE,
    state::{Batch, DecodeError, MAX_SIZE, State},
    status::{Author, EndReason},
};

/// The version of the content of entries that hold what they say themselves.
const VERSION: u8 = 1;
/// The version of those whose content is spread over several entries, and the newest we read. Earlier readers
/// refuse it as too new.
const SPREAD: u8 = 2;
const LONGEST_LABEL: usize = 64;

/// What an entry does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    /// The complete state, and the positions of all Takeovers so far.
    Snapshot { takeovers: Vec<u64>, state: State },
    /// The complete state, part of which is in the entries that it names.
    Pack(Pack),
    /// Part of the state, for a pack to name. It changes nothing.
    Chunk(Chunk),
    /// Changes to the state before.
    Delta(Batch),
    /// Another writer continues.
    Takeover,
    /// A Takeover by no device: the journal continues elsewhere, or not at all. It counts while it is the
    /// head.
    End(End),
}

impl Body {
    /// The complete state, whole or as a pack: `chunk` says what the entries that it names do not.
    pub(crate) fn snapshot(
        takeovers: Vec<u64>,
        state: &State,
        names: Vec<ChunkRef>,
        chunk: Chunk,
    ) -> Result<Body, TooLarge> {
        if names.is_empty() {
            return Ok(Body::Snapshot { takeovers, state: state.clone() });
        }
        Ok(Body::Pack(Pack { takeovers, state: chunk::digest_of(state)?, names, chunk }))
    }

    fn kind(&self) -> Kind {
        match self {
            Body::Snapshot { .. } | Body::Pack(_) => Kind::Snapshot,
            Body::Delta(_) | Body::Chunk(_) => Kind::Delta,
            Body::Takeover | Body::End(_) => Kind::Takeover,
        }
    }

    /// Whether it stops the previous writer. Such entries are never pruned, and the epoch counts them.
    pub(crate) fn takes_over(&self) -> bool {
        self.kind() == Kind::Takeover
    }

    fn version(&self) -> u8 {
        match self {
            Body::Pack(_) | Body::Chunk(_) => SPREAD,
            Body::Snapshot { .. } | Body::Delta(_) | Body::Takeover | Body::End(_) => VERSION,
        }
    }

    /// Whether a restore can begin with it: a snapshot, whole or as a pack. It carries the keyring, and is never pruned
    /// before the next two.
    pub(crate) fn is_snapshot(&self) -> bool {
        self.kind() == Kind::Snapshot
    }

    /// Where the rest of the state is.
    pub(crate) fn names(&self) -> BTreeSet<u64> {
        match self {
            Body::Pack(pack) => pack.names.iter().map(|named| named.position).collect(),
            Body::Snapshot { .. } | Body::Chunk(_) | Body::Delta(_) | Body::Takeover | Body::End(_) => {
                BTreeSet::new()
            }
        }
    }

    /// Whether the entry is read back before it counts.
    pub(crate) fn holds_state(&self) -> bool {
        matches!(self, Body::Snapshot { .. } | Body::Pack(_) | Body::Chunk(_))
    }

    /// What anyone who reads the folder may see of it.
    fn in_clear(&self) -> Vec<u8> {
        match self {
            Body::End(end) => vec![end.ending.byte()],
            Body::Snapshot { .. } | Body::Pack(_) | Body::Chunk(_) | Body::Delta(_) | Body::Takeover => {
                Vec::new()
            }
        }
    }
}

/// Why nothing follows an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) ending: EndReason,
    /// Where it continues, in the user's words; `None` if nowhere.
    pub(crate) to: Option<String>,
}

impl End {
    fn parse(input: &mut ByteReader<'_>) -> Result<End, Fault> {
        let ending = EndReason::from_byte(input.u8()?).ok_or(Fault::TooNew)?;
        let length = usize::from(input.u8()?);
        let to = Some(input.text(length)?).filter(|to| !to.is_empty());
        input.end()?;
        Ok(End { ending, to })
    }
}

/// Whether all bytes of an entry are there, whatever they say. No upload that broke off leaves that.
pub(crate) fn is_whole(file: &[u8]) -> bool {
    StoredFile::parse(file).is_ok()
}

/// What the header of an entry's file says about the journal's end. Not proved: for lists, before anything is opened.
pub(crate) fn ending_in_clear(file: &[u8]) -> Option<EndReason> {
    let stored = StoredFile::parse(file).ok()?;
    let sealed = stored.sealed().ok()?;
    let header = sealed.header();
    match (header.kind, header.ext.as_slice()) {
        (Kind::Takeover, [byte]) => EndReason::from_byte(*byte),
        _ => None,
    }
}

/// What the header of a file says. Not proved.
pub(crate) struct ClearHeader {
    /// The backup that the file belongs to.
    pub(crate) vault: VaultId,
    /// Position of the entry in the journal.
    pub(crate) position: u64,
    /// The epoch of the data key that the file needs.
    pub(crate) key_epoch: u32,
}

/// What the header of an entry's file says of itself.
pub(crate) fn in_clear(file: &[u8]) -> Option<ClearHeader> {
    let stored = StoredFile::parse(file).ok()?;
    let sealed = stored.sealed().ok()?;
    let header = sealed.header();
    Some(ClearHeader { vault: header.vault_id, position: header.position, key_epoch: header.key_epoch })
}

/// Who wrote an entry, as the header of its file says. Not proved.
pub(crate) fn writer_in_clear(file: &[u8]) -> Option<WriterId> {
    let stored = StoredFile::parse(file).ok()?;
    stored.sealed().ok().map(|sealed| sealed.header().writer_id)
}

/// Whether a file that was cut says of itself that it is the beginning of this entry of this backup. Not proved.
pub(crate) fn is_cut(file: &[u8], vault: VaultId, position: u64) -> bool {
    let header = Header::at_start_of(file).filter(|_| !is_whole(file));
    header.is_some_and(|header| header.vault_id == vault && header.position == position)
}

/// Whether a file that was cut says of itself that it is the beginning of an entry of this backup with which no other
/// device begins: of any but a Takeover. Not proved.
pub(crate) fn is_cut_and_no_takeover(file: &[u8], vault: VaultId, position: u64) -> bool {
    // Only a snapshot begins with a keyring.
    let keyring = Keyring::parse(file).is_ok_and(|(keyring, _)| keyring.vault_id() == vault);
    let begins = Header::at_start_of(file);
    let other = begins.is_some_and(|header| matches!(header.kind, Kind::Snapshot | Kind::Delta));
    (keyring && !is_whole(file)) || (other && is_cut(file, vault, position))
}

/// The place of an entry in its journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntryPlace {
    pub(crate) position: u64,
    pub(crate) epoch: u32,
    pub(crate) previous: Digest,
    pub(crate) writer: WriterId,
}

/// An entry that was opened, or that we made.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) place: EntryPlace,
    /// Whole object, without the keyring before it.
    pub(crate) digest: Digest,
    /// The epoch of the data key that the entry is sealed with.
    pub(crate) key_epoch: u32,
    /// The device, and when.
    pub(crate) origin: Author,
    pub(crate) body: Body,
    /// Bytes of the content, for the snapshot rule.
    pub(crate) weight: usize,
    /// The bytes of the file on the drive.
    pub(crate) file: Vec<u8>,
}

impl Entry {
    /// Whether this is a fence: it changes nothing and continues nothing, and only tells a reader of an old listing
    /// that there is more ([`crate::journal`], `fences.rs`).
    pub(crate) fn is_fence(&self) -> bool {
        let changes_nothing = matches!(&self.body, Body::Delta(batch) if batch.ops.is_empty());
        changes_nothing && self.place.previous == Digest::NONE
    }
}

/// Whether an entry at this position is never deleted. Such an entry carries no keyring, because an old PIN would
/// always open it.
fn stays(position: u64) -> bool {
    position.is_multiple_of(MILE)
}

/// Makes the entry for a place.
pub(crate) fn make(
    sealing: SealingKey<'_>,
    place: EntryPlace,
    origin: Author,
    body: Body,
    rng: &Randomness,
) -> Result<Entry, TooLarge> {
    let content = Zeroizing::new(write(&origin, &body)?);
    let kind = body.kind();
    let header = Header {
        kind,
        vault_id: sealing.vault,
        key_epoch: sealing.epoch,
        writer_epoch: place.epoch,
        position: place.position,
        writer_id: place.writer,
        previous: place.previous,
        ext: body.in_clear(),
    };
    let object = rng.with(|rng| seal(sealing.key, &header, &content, rng)).map_err(|_| TooLarge)?;
    let keyring: Option<&Keyring> =
        (kind == Kind::Snapshot && !stays(place.position)).then_some(sealing.keyring);
    let file = StoredFile::join(keyring, &object);
    let digest = digest(&object);
    Ok(Entry { place, digest, key_epoch: sealing.epoch, origin, weight: content.len(), body, file })
}

/// What the next entry names it by.
pub(crate) fn digest_of(file: &[u8]) -> Result<Digest, Fault> {
    Ok(digest(StoredFile::parse(file)?.object))
}

/// Opens what was read at a position, and checks everything that can be checked without its neighbours.
pub(crate) fn read(keys: &Keys, position: u64, file: Vec<u8>) -> Result<Entry, Fault> {
    let stored = StoredFile::parse(&file)?;
    let own_digest = digest(stored.object);
    let (header, content) = keys.opened().open(stored.sealed()?)?;
    let is_snapshot = header.kind == Kind::Snapshot;
    // Everything after this was written by a holder of the data key.
    if header.position != position || !matches!(header.kind, Kind::Snapshot | Kind::Delta | Kind::Takeover) {
        return Err(Fault::Swapped);
    }
    // Until rotation there was one before every snapshot, also where it stays.
    let fits = match stored.keyring {
        Some(_) => is_snapshot,
        None => !is_snapshot || stays(position),
    };
    if !fits {
        return Err(Fault::Damaged);
    }
    if stored.keyring.is_some_and(|keyring| keyring.vault_id() != keys.vault_id()) {
        return Err(Fault::Foreign);
    }
    let (origin, body) = parse(header.kind, &content)?;
    if header.ext != body.in_clear() {
        return Err(Fault::Damaged);
    }
    let place = EntryPlace {
        position,
        epoch: header.writer_epoch,
        previous: header.previous,
        writer: header.writer_id,
    };
    let key_epoch = header.key_epoch;
    Ok(Entry { place, digest: own_digest, key_epoch, origin, body, weight: content.len(), file })
}

fn write(origin: &Author, body: &Body) -> Result<Vec<u8>, TooLarge> {
    let mut out = ByteWriter::default();
    out.u8(body.version());
    out.u64(origin.at_ms);
    let label = cut(&origin.device);
    out.u8(u8::try_from(label.len()).map_err(|_| TooLarge)?);
    out.raw(label.as_bytes());
    match body {
        Body::Snapshot { takeovers, state } => {
            out.positions(takeovers)?;
            out.raw(&state.encode()?);
        }
        Body::Pack(pack) => pack.write(&mut out)?,
        Body::Chunk(chunk) => chunk.write(&mut out)?,
        Body::Delta(batch) => out.raw(&batch.encode()?),
        Body::Takeover => {}
        Body::End(end) => {
            let to = cut(end.to.as_deref().unwrap_or_default());
            out.u8(end.ending.byte());
            out.u8(u8::try_from(to.len()).map_err(|_| TooLarge)?);
            out.raw(to.as_bytes());
        }
    }
    out.finish(MAX_SIZE)
}

fn parse(kind: Kind, content: &[u8]) -> Result<(Author, Body), Fault> {
    let mut input = ByteReader::new(content);
    let spread = match (input.u8()?, kind) {
        (VERSION, _) => false,
        (SPREAD, Kind::Snapshot | Kind::Delta) => true,
        (0 | SPREAD, _) => return Err(Fault::Damaged),
        _ => return Err(Fault::TooNew),
    };
    let at_ms = input.u64()?;
    let length = usize::from(input.u8()?);
    let device = input.text(length)?;
    let body = match kind {
        Kind::Snapshot if spread => Body::Pack(Pack::read(&mut input)?),
        Kind::Delta if spread => Body::Chunk(Chunk::read(&mut input)?),
        Kind::Snapshot => {
            let takeovers = input.ascending()?;
            Body::Snapshot { takeovers, state: State::decode(input.rest())? }
        }
        Kind::Delta => Body::Delta(Batch::decode(input.rest())?),
        Kind::Phrase | Kind::Takeover | Kind::Metadata if input.end().is_ok() => Body::Takeover,
        Kind::Phrase | Kind::Takeover | Kind::Metadata => Body::End(End::parse(&mut input)?),
    };
    input.end()?;
    Ok((Author { device, at_ms }, body))
}

/// Shortens it to at most [`LONGEST_LABEL`] bytes, in whole letters.
fn cut(label: &str) -> &str {
    let mut end = label.len().min(LONGEST_LABEL);
    while !label.is_char_boundary(end) {
        end -= 1;
    }
    &label[..end]
}

impl From<Malformed> for Fault {
    fn from(_: Malformed) -> Fault {
        Fault::Damaged
    }
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Fault {
        match error {
            DecodeError::TooNew { .. } => Fault::TooNew,
            DecodeError::Malformed => Fault::Damaged,
        }
    }
}
