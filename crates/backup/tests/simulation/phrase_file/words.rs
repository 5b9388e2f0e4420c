//! Where a restore by a PIN finds the words.

use futures::executor::block_on;
use lifeboat_backup::{
    Fault, Keys, Randomness,
    phrase_file::{NoWords, find_words},
};
use lifeboat_cloud::{
    DriveError,
    memory::{self, Operation},
};
use lifeboat_crypto::NewSlot;

use super::*;
use crate::time::SimRng;

/// The keys after a change, and the phrase file that goes with them.
fn changed(world: &World) -> (Keys, Vec<u8>) {
    let (keys, phrase) = (world.keys.borrow().clone(), Phrase::parse(PHRASE).unwrap());
    let rotated = keys.opened().rotate(&[NewSlot::phrase(&phrase)], &mut SimRng::new(1)).unwrap();
    let keys = Keys::new(rotated, &phrase).unwrap();
    let file = phrase_file::seal(&keys, &Randomness::new(SimRng::new(2))).unwrap();
    (keys, file)
}

/// Of the file that goes with the keyring where it is whole, and otherwise of an older one: a change may have
/// been cut off in its upload.
#[test]
fn the_words_are_in_any_phrase_file_that_the_keyring_opens() {
    let world = saved(40);
    let (keys, file) = changed(&world);
    let find = || block_on(find_words(&world.cloud.drive, &world.folder, keys.opened()));
    let found = |words: Result<Phrase, NoWords>| words.map(|words| *words.words() == *PHRASE);
    assert_eq!(found(find()), Ok(true), "of the older one: its own is not there yet");
    let path = world.folder.phrase(2);
    for kept in [0, 40, file.len() - 1] {
        world.cloud.drive.exchange(&path, &file[..kept]);
        assert_eq!(found(find()), Ok(true), "cut after {kept} bytes");
    }
    assert!(world.cloud.drive.remove(&world.folder.phrase(1)));
    assert_eq!(found(find()), Err(NoWords::File(Fault::Truncated)), "its own says why");
    world.cloud.drive.exchange(&path, &file);
    assert_eq!(found(find()), Ok(true), "of its own");
    assert!(world.cloud.drive.remove(&path));
    assert_eq!(found(find()), Err(NoWords::Gone));
    world.cloud.drive.script(Operation::Get, [memory::Fault::Refused(DriveError::Denied)]);
    assert_eq!(found(find()), Err(NoWords::Drive(DriveError::Denied)), "an error is no absence");
}

/// Another wallet's words are in no file of this one.
#[test]
fn a_phrase_file_that_the_keyring_does_not_open_gives_no_words() {
    let world = saved(41);
    let stranger = World::new(42);
    let opened = stranger.keys.borrow().clone();
    let found = block_on(find_words(&world.cloud.drive, &world.folder, opened.opened()));
    assert!(matches!(found, Err(NoWords::File(Fault::Foreign))), "{:?}", found.err());
}
