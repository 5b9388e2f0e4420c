//! What must hold whatever is answered.

use futures::executor::block_on;
use lifeboat_cloud::{
    Create, DriveError, Path,
    http::HttpError,
    webdav::Grade,
    wrong_answers::{Instead, WrongAnswer, bare},
};

use crate::{
    classes,
    exchange::{Exchange, World},
};

pub fn folder() -> Path {
    Path::root().join("Bitcoin Wallet Backup").join("Channel state")
}

pub fn present() -> Path {
    folder().join("000000000042.lifeboat")
}

pub fn absent() -> Path {
    folder().join("000000000043.lifeboat")
}

pub const STORED: &[u8] = b"the acknowledged bytes of entry 42";
pub const FRESH: &[u8] = b"the bytes of entry 43, a little longer";

/// A refusal that passes and a lost answer say nothing of a server, wherever they come while it is tried out:
/// it stays sound. `probe`: on a server that is empty.
pub fn stays_sound(network: impl Fn() -> Exchange, probe: impl Fn(&Exchange) -> Result<Grade, DriveError>) {
    let probed = |at: usize, instead: &Instead, effect| {
        let network = network();
        network.exchange(Some(at), instead.clone(), effect);
        assert_eq!(probe(&network), Ok(Grade::Safe), "{instead:?} at {at}, effect {effect}");
    };
    let sent = network();
    probe(&sent).unwrap();
    // The last are those that remove it all.
    for at in (0..BEFORE_RACES).chain(sent.sent() - 3..sent.sent()) {
        for refused in [429, 503] {
            probed(at, &Ok(bare(refused)), false);
        }
        for lost in [Err(HttpError::NoAnswer), Ok(bare(502))] {
            for effect in [false, true] {
                probed(at, &lost, effect);
            }
        }
    }
    // Sent twice by something on the way, and the first answer was lost: what is in its way are the same bytes.
    let first = sent.requests().iter().position(|request| request.body == b"first").unwrap();
    probed(first, &Ok(bare(412)), true);
}

/// So many requests come before the races of a trial.
const BEFORE_RACES: usize = 14;

/// All checks of these subjects, as tests.
macro_rules! tests_of {
    ($($subject:expr),+) => {
        #[test]
        fn no_answer_makes_a_file_missing_or_another() {
            $( $subject.reading(); )+
        }

        #[test]
        fn no_answer_makes_a_file_seen_that_is_not_there_or_missing() {
            $( $subject.seeing(); )+
        }

        #[test]
        fn no_answer_makes_a_folder_missing_or_shorter() {
            $( $subject.listing(); )+
        }

        #[test]
        fn created_means_that_it_is_stored_and_nothing_is_replaced() {
            $( $subject.creating(); )+
        }

        #[test]
        fn after_any_answer_the_same_bytes_can_be_sent_again() {
            $( $subject.sending_again(); )+
        }

        #[test]
        fn deleted_means_that_it_is_gone() {
            $( $subject.deleting(); )+
        }

        #[test]
        fn a_server_that_is_none_has_nothing_and_misses_nothing() {
            $( $subject.strangers(); )+
        }

        #[test]
        fn each_answer_has_its_own_error() {
            $( $subject.errors(); )+
        }

        #[test]
        fn another_devices_file_is_read_not_guessed() {
            $( $subject.overtaken(); )+
        }
    };
}

pub(crate) use tests_of;

/// What is particular to a service.
pub struct Subject {
    /// A new world, nothing in it.
    pub empty: fn() -> World,
    /// Answers that only this service gives.
    pub classes: fn() -> Vec<WrongAnswer>,
    /// Whether bytes are believed as they come: nothing in the answer proves them.
    pub believes_bytes: bool,
}

impl Subject {
    fn world(&self) -> World {
        let world = (self.empty)();
        assert_eq!(block_on(world.truth.create(&present(), STORED)), Ok(Create::Created));
        world
    }

    /// Tries `check` with each class at each request of the operation, and with the class as the answer to everything;
    /// where that request changes something also with the change carried out.
    fn everywhere(&self, warm: bool, check: impl Fn(&World, &WrongAnswer, &str)) {
        let mut cases = 0;
        let mut all = classes::all();
        all.extend((self.classes)());
        assert!(all.len() >= 150, "{}", all.len());
        let first = self.world();
        for class in all {
            for at in [None].into_iter().chain((0..16).map(Some)) {
                let mut past_the_last = false;
                for effect in [false, true] {
                    let world = (first.again)();
                    if warm {
                        // What is asked once a process has been asked.
                        let _ = block_on(world.drive.create(&folder().join("warm"), b"warm"));
                    }
                    let before = world.network.sent();
                    world.network.exchange(at, class.instead.clone(), effect);
                    let case = format!("{} at {at:?}, effect {effect}, warm {warm}", class.name);
                    check(&world, &class, &case);
                    cases += 1;
                    past_the_last = at.is_some_and(|at| world.network.sent() <= before + at);
                    if !world.network.exchanged_a_change() {
                        break;
                    }
                }
                if past_the_last {
                    break;
                }
            }
        }
        assert!(cases > 300, "{cases}");
    }

    /// Nothing that is there is called missing or comes back as something else, nothing that is not is invented.
    pub fn reading(&self) {
        for warm in [false, true] {
            self.everywhere(warm, |world, class, case| {
                match block_on(world.drive.get(&present())) {
                    Ok(bytes) => {
                        assert!(bytes == STORED || (class.lie && self.believes_bytes), "{case}: {bytes:?}")
                    }
                    Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
                }
                assert_eq!(block_on(world.truth.get(&present())), Ok(STORED.to_vec()), "{case}");
            });
            self.everywhere(warm, |world, class, case| {
                if let Ok(bytes) = block_on(world.drive.get(&absent())) {
                    assert!(class.lie && self.believes_bytes, "{case}: {bytes:?}");
                }
            });
        }
    }

    /// What is there is never said not to be, and what is not there is not said to be.
    pub fn seeing(&self) {
        self.everywhere(false, |world, _, case| {
            assert_ne!(block_on(world.drive.has(&present())), Ok(false), "{case}");
        });
        self.everywhere(false, |world, class, case| {
            let has = block_on(world.drive.has(&absent())) == Ok(true);
            // What is too large to be read is something.
            let large = match &class.instead {
                Ok(answer) => {
                    answer.status == 413 || String::from_utf8_lossy(&answer.body).contains("EntityTooLarge")
                }
                Err(error) => *error == HttpError::TooLarge,
            };
            assert!(!has || large || (class.lie && self.believes_bytes), "{case}");
        });
    }

    /// No folder is called missing, none comes back shorter.
    pub fn listing(&self) {
        for (warm, entries) in [(false, 1), (true, 2)] {
            self.everywhere(warm, |world, _, case| match block_on(world.drive.list(&folder())) {
                Ok(listed) => assert_eq!(listed.len(), entries, "{case}"),
                Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
            });
            self.everywhere(warm, |world, _, case| match block_on(world.drive.list(&Path::root())) {
                Ok(listed) => assert_eq!(listed.len(), 1, "{case}"),
                Err(error) => assert_ne!(error, DriveError::NotFound, "{case}"),
            });
        }
    }

    /// Created means stored; what is there is never created again, nor replaced.
    pub fn creating(&self) {
        for warm in [false, true] {
            self.everywhere(warm, |world, _, case| {
                let created = block_on(world.drive.create(&absent(), FRESH));
                let stored = block_on(world.truth.get(&absent()));
                match &created {
                    Ok(Create::Created) => assert_eq!(stored, Ok(FRESH.to_vec()), "{case}"),
                    // Only when our own request was carried out behind a wrong answer.
                    Ok(Create::Exists) => assert_eq!(stored, Ok(FRESH.to_vec()), "{case}"),
                    Err(error) => assert_ne!(*error, DriveError::NotFound, "{case}"),
                }
                assert_eq!(block_on(world.truth.get(&present())), Ok(STORED.to_vec()), "{case}");
            });
            self.everywhere(warm, |world, _, case| {
                let created = block_on(world.drive.create(&present(), FRESH));
                assert_ne!(created, Ok(Create::Created), "{case}");
                assert_ne!(created, Err(DriveError::NotFound), "{case}");
                assert_eq!(block_on(world.truth.get(&present())), Ok(STORED.to_vec()), "{case}");
            });
        }
    }

    /// Whatever was answered, the same bytes can be sent again.
    pub fn sending_again(&self) {
        self.everywhere(false, |world, _, case| {
            let _ = block_on(world.drive.create(&absent(), FRESH));
            world.network.mend();
            let again = block_on(world.drive.create(&absent(), FRESH));
            assert!(matches!(again, Ok(Create::Created | Create::Exists)), "{case}: {again:?}");
            assert_eq!(block_on(world.drive.get(&absent())), Ok(FRESH.to_vec()), "{case}");
            assert_eq!(block_on(world.drive.list(&folder())).map(|all| all.len()), Ok(2), "{case}");
        });
    }

    /// Deleted means gone.
    pub fn deleting(&self) {
        for path in [present(), folder()] {
            self.everywhere(false, |world, _, case| {
                let deleted = block_on(world.drive.delete(&path));
                let left = block_on(world.truth.get(&present()));
                match deleted {
                    Ok(()) | Err(DriveError::NotFound) => {
                        assert_eq!(left, Err(DriveError::NotFound), "{case}");
                    }
                    Err(_) => {}
                }
            });
        }
    }

    /// What is not a server has no account and no room, and does not say of anything that it is missing.
    pub fn strangers(&self) {
        let mut all = classes::all();
        all.extend((self.classes)());
        for class in all {
            let world = self.world();
            world.network.exchange(None, class.instead.clone(), false);
            assert!(block_on(world.drive.account()).is_err(), "{}", class.name);
            assert!(block_on(world.drive.quota()).is_err(), "{}", class.name);
            for result in [
                block_on(world.drive.list(&folder())).map(|_| ()),
                block_on(world.drive.list(&Path::root())).map(|_| ()),
                block_on(world.drive.get(&absent())).map(|_| ()),
                block_on(world.drive.delete(&absent())),
            ] {
                assert_ne!(result, Err(DriveError::NotFound), "{}", class.name);
            }
        }
    }

    /// Each answer has its own error: for reads, and for what changes something.
    pub fn errors(&self) {
        use DriveError::*;
        let busy = Busy { after_ms: Some(30_000) };
        let down = Unavailable { after_ms: None };
        let mut slow = bare(429);
        slow.headers = vec![("retry-after".to_owned(), "30".to_owned())];
        let table = vec![
            (Ok(bare(401)), SignedOut, SignedOut),
            (Ok(bare(413)), TooLarge, TooLarge),
            (Ok(bare(423)), Busy { after_ms: None }, Busy { after_ms: None }),
            (Ok(slow), busy.clone(), busy),
            (Ok(bare(500)), down.clone(), down.clone()),
            (Ok(bare(502)), down.clone(), Unknown),
            (Ok(bare(504)), down, Unknown),
            (Ok(bare(507)), QuotaFull, QuotaFull),
            (Ok(bare(302)), RedirectedAway, RedirectedAway),
            (Ok(bare(418)), NotADrive, NotADrive),
            (Err(HttpError::NoAnswer), Unreachable, Unknown),
            (Err(HttpError::NotSent), Unreachable, Unreachable),
            (Err(HttpError::Redirected), RedirectedAway, RedirectedAway),
            (Err(HttpError::BadAddress), BadAddress, BadAddress),
        ];
        for (instead, read, change) in table {
            let world = self.world();
            // Afterwards a create is one request, the one that changes something.
            assert_eq!(block_on(world.drive.create(&folder().join("warm"), b"x")), Ok(Create::Created));
            world.network.exchange(None, instead.clone(), false);
            assert_eq!(block_on(world.drive.list(&folder())), Err(read.clone()), "{instead:?}");
            assert_eq!(block_on(world.drive.get(&present())), Err(read.clone()), "{instead:?}");
            assert_eq!(block_on(world.drive.account()).map(|_| ()), Err(read), "{instead:?}");
            assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Err(change), "{instead:?}");
        }
    }

    /// Another device took the name meanwhile: read, not guessed.
    pub fn overtaken(&self) {
        let world = self.world();
        assert_eq!(block_on(world.other.create(&absent(), b"theirs")), Ok(Create::Created));
        assert_eq!(block_on(world.drive.create(&absent(), FRESH)), Ok(Create::Exists));
        assert_eq!(block_on(world.drive.get(&absent())), Ok(b"theirs".to_vec()));
        // What another device deleted is missing.
        assert_eq!(block_on(world.other.delete(&absent())), Ok(()));
        assert_eq!(block_on(world.drive.get(&absent())), Err(DriveError::NotFound));
    }
}
