//! A journal on this device alone, and the parts every journal is put together from.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures::channel::mpsc;
use lifeboat_crypto::{Digest, WriterId};

use super::{
    Bell, Journal, LoadError, Opened, Shared,
    beside::Beside,
    close::Closing,
    commit::Writer,
    engine::Engine,
    head::Known,
    nudge::Nudge,
    read::Reading,
    replica::{self, Meta},
};
use crate::{
    Env, Keys, State,
    chain::Chain,
    entry::{self, Body, Entry, Place},
    env::Teller,
    status::{Other, Status},
    store::Writes,
};

pub(super) async fn create(env: Env, keys: Rc<Keys>, state: State) -> Result<Opened, LoadError> {
    if replica::meta(&*env.local).await?.is_some() {
        return Err(LoadError::Occupied);
    }
    let meta = Meta { folder: None, drive: String::new(), writer: env.rng.with(|rng| WriterId::make(rng)) };
    let (entry, chain) = first(&env, &keys, meta.writer, state)?;
    let mut writes = Writes::new();
    replica::clear(&*env.local, &mut writes).await?;
    describe(&mut writes, &meta, &keys);
    replica::keep(&mut writes, 0, &entry.file);
    env.local.write(writes).await?;
    Ok(open(writer(env, keys, meta, None, chain), Status::Off))
}

/// Entry 0: a snapshot.
pub(super) fn first(
    env: &Env,
    keys: &Keys,
    writer: WriterId,
    state: State,
) -> Result<(Entry, Chain), LoadError> {
    let place = Place { position: 0, epoch: 0, previous: Digest::NONE, writer };
    let origin = Other { device: env.device.clone(), at_ms: env.clock.now_ms() };
    let body = Body::Snapshot { takeovers: Vec::new(), state };
    let entry = entry::make(keys, place, origin, body, &env.rng).map_err(|_| LoadError::TooLarge)?;
    let chain = Chain::begin(&entry).map_err(|_| LoadError::Damaged)?;
    Ok((entry, chain))
}

/// What a journal's replica has beside its entries.
pub(super) fn describe(writes: &mut Writes, meta: &Meta, keys: &Keys) {
    replica::set_meta(writes, meta);
    // The device's own copy, not the one that is uploaded: only it has the slot that opens a wallet without a PIN.
    replica::set_keyring(writes, keys.opened().keyring().as_bytes());
}

pub(super) fn writer(env: Env, keys: Rc<Keys>, meta: Meta, remote: Option<Reading>, chain: Chain) -> Writer {
    let nudge = Nudge::default();
    let shared = Rc::new(Shared {
        teller: Teller::new(env.observer.clone(), Status::Off),
        closing: Closing::default(),
        bell: Bell::default(),
        recent: RefCell::default(),
        both: RefCell::default(),
        nudge: nudge.clone(),
        drive: RefCell::new(remote.as_ref().map(|remote| remote.drive.clone())),
        folder: RefCell::new(meta.folder.clone()),
        state: RefCell::new(chain.state.clone()),
        looked_at_milepost: Cell::default(),
        head: RefCell::new(Known {
            position: chain.head.position,
            digest: chain.head.digest,
            pending: None,
            epoch: chain.head.epoch,
            snapshot: chain.snapshot,
            takeovers: chain.takeovers.clone(),
            keys: keys.clone(),
            env: env.clone(),
            fenced: false,
        }),
    });
    Writer {
        env,
        keys,
        meta,
        remote,
        chain,
        pending: None,
        unstored: Writes::new(),
        ending: false,
        marked: false,
        nudge,
        beside: Beside::default(),
        patience: None,
        shared,
    }
}

/// The writer goes to work.
pub(super) fn open(mut writer: Writer, status: Status) -> Opened {
    writer.patience = None;
    writer.note_head();
    writer.tell(status);
    let state = writer.chain.state.clone();
    writer.shared.state.replace(state.clone());
    let (commands, receiver) = mpsc::unbounded();
    let journal = Journal { commands, shared: writer.shared.clone() };
    let name = writer.meta.writer.0;
    Opened { journal, engine: Engine::new(writer, receiver), state, before: None, writer: name }
}
