//! A state that cannot be used on this device: of another network, of a newer version, damaged.

use lifeboat_backup::LocalStore;

use super::*;

/// Both ways in: from the drive, and from its files.
fn attempt(
    wallet: &Wallet,
    store: &MemoryStore,
    from_files: bool,
    fits: bool,
) -> Result<OpenedJournal, RestoreError> {
    let env = wallet.env(store);
    let options = RestoreOptions { although_files: true, ..RestoreOptions::default() };
    let (keys, folder) = (wallet.keys.clone(), wallet.folder.clone());
    let drive = Rc::new(wallet.drive.clone());
    let seen = Rc::new(RefCell::new(None));
    let looked = seen.clone();
    let check: lifeboat_backup::Check = Rc::new(move |state| {
        looked.replace(state.get("manager").map(<[u8]>::to_vec));
        Box::pin(async move { if fits { Ok(()) } else { Err(StateRefused) } })
    });
    let opened = if from_files {
        block_on(Journal::restore_files(env, keys, drive, folder, options, Rc::new(|_| {}), check))
    } else {
        block_on(Journal::restore(env, keys, drive, folder, options, Rc::new(|_| {}), check))
    };
    assert_eq!(*seen.borrow(), Some(vec![3]), "the newest state is what is looked at");
    opened
}

#[test]
fn what_cannot_be_used_here_is_not_taken_away_from_where_it_can() {
    for from_files in [false, true] {
        let wallet = Wallet::saved(&MemoryDrive::new());
        let store = MemoryStore::new();
        let refused = untouched(&wallet, |wallet| {
            attempt(wallet, &store, from_files, false).err().expect("it does not fit")
        });
        assert_eq!(refused, RestoreError::Refused);
        assert_eq!(block_on(store.list("")), Ok(Vec::new()), "nor is anything kept here");
        // The old device continues as if nothing had happened.
        let env = wallet.env(&wallet.store);
        let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
        let drive: Rc<dyn Drive> = Rc::new(wallet.drive.clone());
        let opened = block_on(loaded.start(env, Some(drive))).map_err(|not| not.why).unwrap();
        assert_eq!(run(opened, async |journal: Journal| journal.append(batch(9)).await), Ok(4));
    }
}

/// A state that says for which journal it was proved is unproved wherever it was brought, from the first write on.
#[test]
fn whoever_brings_a_state_from_elsewhere_has_a_journal_of_another_name() {
    let wallet = Wallet::saved(&MemoryDrive::new());
    let again = |store: &MemoryStore, drive: Option<Rc<dyn Drive>>| {
        let env = wallet.env(store);
        let loaded = block_on(Journal::load(&env, wallet.keys.clone())).unwrap();
        block_on(loaded.start(env, drive)).map_err(|not| not.why).unwrap().writer
    };
    let drive = || -> Option<Rc<dyn Drive>> { Some(Rc::new(wallet.drive.clone())) };
    let first = again(&wallet.store, drive());
    assert_eq!(again(&wallet.store, drive()), first, "its own state is its own at every start");
    let mut names = vec![first];
    for from_files in [true, false, false] {
        let store = MemoryStore::new();
        let writer = attempt(&wallet, &store, from_files, true).map(|opened| opened.writer).unwrap();
        assert!(!names.contains(&writer));
        names.push(writer);
        let drive = if from_files { None } else { drive() };
        assert_eq!(again(&store, drive), writer, "it stays so for as long as it goes on here");
    }
}
