//! A journal on this device alone, and the parts every journal is put together from.

use std::rc::Rc;

use futures::channel::mpsc;
use lifeboat_crypto::{Digest, WriterId};

use super::{
    Journal, OpenedJournal,
    engine::Engine,
    error::LoadError,
    replica::{self, Meta},
    shared::Shared,
    writer::Writer,
};
use crate::{
    Env, Keys, State,
    chain::Chain,
    chunk::{Chunk, ChunkRef},
    entry::{self, Body, Entry, EntryPlace},
    read::RemoteFolder,
    status::{Author, Status},
    store::Writes,
};

pub(super) async fn create(env: Env, keys: Rc<Keys>, state: State) -> Result<OpenedJournal, LoadError> {
    if replica::meta(&*env.local).await?.is_some() {
        return Err(LoadError::Occupied);
    }
    let meta = Meta { folder: None, drive: String::new(), writer: env.rng.with(|rng| WriterId::make(rng)) };
    let first = first(&env, &keys, meta.writer, state)?;
    let mut writes = Writes::new();
    replica::clear(&*env.local, &mut writes).await?;
    describe(&mut writes, &meta, &keys);
    first.keep(&mut writes);
    env.local.write(writes).await?;
    Ok(open(writer(env, keys, meta, None, first.chain), Status::Off))
}

/// How a journal begins.
pub(super) struct FirstEntries {
    /// The entries in order from 0 on; the last is the snapshot.
    pub(super) entries: Vec<Entry>,
    pub(super) chain: Chain,
}

impl FirstEntries {
    /// This device's own copy.
    pub(super) fn keep(&self, writes: &mut Writes) {
        for entry in &self.entries {
            replica::keep(writes, entry.place.position, &entry.file);
        }
    }
}

/// Entry 0 is a snapshot; of a large state it is the first chunk of one.
pub(super) fn first(
    env: &Env,
    keys: &Keys,
    writer: WriterId,
    state: State,
) -> Result<FirstEntries, LoadError> {
    let origin = Author { device: env.device.clone(), at_ms: env.clock.now_ms() };
    let mut place = EntryPlace { position: 0, epoch: 0, previous: Digest::NONE, writer };
    let mut chunks = Chunk::all_of(&state);
    let last = chunks.pop().unwrap_or_default();
    let (mut entries, mut names) = (Vec::new(), Vec::new());
    let make = |place, body| {
        entry::make(keys.sealing(), place, origin.clone(), body, &env.rng).map_err(|_| LoadError::TooLarge)
    };
    for chunk in chunks {
        let entry = make(place, Body::Chunk(chunk))?;
        names.push(ChunkRef { position: place.position, digest: entry.digest });
        place = EntryPlace { position: place.position.saturating_add(1), previous: entry.digest, ..place };
        entries.push(entry);
    }
    let body = Body::snapshot(Vec::new(), &state, names, last).map_err(|_| LoadError::TooLarge)?;
    entries.push(make(place, body)?);
    let chain = Chain::of(&entries).map_err(|_| LoadError::Damaged)?;
    Ok(FirstEntries { entries, chain })
}

/// What a journal's replica has beside its entries.
pub(super) fn describe(writes: &mut Writes, meta: &Meta, keys: &Keys) {
    replica::set_meta(writes, meta);
    // The device's own copy, not the one that is uploaded: only it has the slot that opens a wallet without a PIN.
    replica::set_keyring(writes, keys.opened().keyring().as_bytes());
}

pub(super) fn writer(
    env: Env,
    keys: Rc<Keys>,
    meta: Meta,
    remote: Option<RemoteFolder>,
    chain: Chain,
) -> Writer {
    let name = (meta.writer.0, meta.drive.clone());
    let shared = Rc::new(Shared::new(env.clone(), keys.clone(), name, remote.clone(), &chain));
    Writer::new(env, keys, meta, remote, chain, shared)
}

/// The writer goes to work.
pub(super) fn open(mut writer: Writer, status: Status) -> OpenedJournal {
    writer.go_to_work();
    writer.note_head();
    writer.tell(status);
    let state = writer.chain().state.clone();
    writer.shared.set_state(state.clone());
    let (commands, receiver) = mpsc::unbounded();
    let journal = Journal { commands, shared: writer.shared.clone() };
    let name = writer.meta().writer.0;
    OpenedJournal { journal, engine: Engine::new(writer, receiver), state, before: None, writer: name }
}
