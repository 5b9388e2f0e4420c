//! A promotion that died, at every request: repeated, given up because the primary is back, or never gone on with.

use lifeboat_crypto::{NewSlot, Phrase, Secret};

use super::*;
use crate::world::PHRASE;

/// A mirror that was away for long, and the primary gone.
struct Behind {
    base: Base,
    /// The mileposts that the mirror lacks.
    lacking: Vec<u64>,
}

impl Behind {
    fn new() -> Behind {
        let two = Base::new(true, 0).two();
        two.done(0, async |both: Both| {
            let (journal, _) = both.open().await.unwrap();
            for _ in 0..4 {
                both.app.pay_times(&journal, 40).await.unwrap();
                journal.prove().await.unwrap();
                both.app.env.clock.sleep(400_000).await;
            }
            both.app.pay_times(&journal, 2).await.unwrap();
        });
        let base = Base::of(&two);
        let head = *base.acked.last_key_value().unwrap().0;
        let lacking = (0..=head).step_by(64).filter(|at| two.other.drive.peek(&entry(&two, *at)).is_none());
        let lacking: Vec<u64> = lacking.collect();
        assert!(lacking.len() >= 2, "it is far behind: {lacking:?}");
        Behind { base, lacking }
    }

    fn away(&self) -> Two {
        let two = self.base.two();
        two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        two
    }

    /// A promotion that has died at each of its requests, in each way.
    fn died(&self, mut then: impl FnMut(Two, &str)) {
        let (end, points) = self.away().run(0, None, promote);
        assert_eq!(end, End::Done(Ok(())));
        for (at, kind) in (0..).zip(&points) {
            for crash in kind.crashes().iter().copied() {
                let two = self.away();
                assert_eq!(two.run(0, Some((at, crash)), promote).0, End::Crashed);
                two.world.cloud.weather.set(FaultRates::default());
                then(two, &format!("point {at} of {}, {kind:?}, {crash:?}", points.len()));
            }
        }
    }

    fn has_fences(&self, two: &Two) -> bool {
        let is_whole = |file: Vec<u8>| StoredFile::parse(&file).is_ok();
        self.lacking.iter().all(|at| two.other.drive.peek(&entry(two, *at)).is_some_and(is_whole))
    }
}

fn entry(two: &Two, position: u64) -> lifeboat_cloud::Path {
    two.world.folder.entry(position)
}

async fn promote(both: Both) -> Result<(), Halt> {
    promoting::promote_and_pay(both).await
}

/// Whoever reads an old listing of the mirror is told by name that it is old.
#[test]
fn a_promotion_that_died_is_repeated_with_all_its_fences() {
    let behind = Behind::new();
    behind.died(|two, what| {
        two.deliver_late();
        assert_eq!(two.done(0, promote), Ok(()), "{what}");
        assert!(behind.has_fences(&two), "{what}: a fence is missing");
        second_is_complete(&two, RestoreOptions::default()).unwrap_or_else(|why| panic!("{what}: {why}"));
    });
}

/// The primary is back, and the user stays there: what the promotion has left on the mirror is no hindrance.
#[test]
fn a_promotion_that_died_is_given_up_when_the_primary_is_back() {
    given_up(0);
}

/// What it has left is met only by creating it.
#[test]
fn a_promotion_that_died_is_given_up_where_listings_lag() {
    given_up(100);
}

fn given_up(stale_list: u64) {
    let behind = Behind::new();
    behind.died(|two, what| {
        two.other.weather.set(FaultRates { stale_list, ..FaultRates::default() });
        let name = two.done(0, async |both: Both| {
            let (journal, name) = both.open().await?;
            if name != SECOND {
                let mirror = both.follow(&journal);
                let stuck = |why: MirrorObstacle| Halt::Other(format!("mirror: {why:?}"));
                mirror.in_step().await.map_err(stuck)?;
                both.app.pay(&journal).await?;
                mirror.in_step().await.map_err(stuck)?;
            }
            Ok::<_, Halt>(name)
        });
        two.deliver_late();
        let name = name.unwrap_or_else(|halt| panic!("{what}: {halt:?}"));
        let options = if name == SECOND { RestoreOptions::default() } else { SECOND_TOO };
        assert!(name == SECOND || behind.has_fences(&two), "{what}: a fence is missing");
        second_is_complete(&two, options).unwrap_or_else(|why| panic!("{what}: {why}"));
    });
}

/// The keys were changed while nobody followed, and the device is lost in the promotion: who has the words
/// restores from the mirror whatever the instant.
#[test]
fn a_device_that_is_lost_in_a_promotion_leaves_a_mirror_that_opens() {
    let two = Base::new(true, 0).two();
    let keys = two.done(0, async |both: Both| {
        let (journal, _) = both.open().await.unwrap();
        let rotated = rotated(&journal.keys(), &mut both.app.line.cloud.dice.clone());
        journal.change_keys(rotated).await.unwrap();
        both.app.pay_times(&journal, 2).await.unwrap();
        journal.keys()
    });
    two.world.keys.replace(keys.clone());
    let base = Base::of(&two);
    let again = || {
        let two = base.two();
        two.world.cloud.weather.set(FaultRates { lost: 100, ..FaultRates::default() });
        two
    };
    let (end, points) = again().run(0, None, promote);
    assert_eq!(end, End::Done(Ok(())));
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied().filter(|crash| *crash != Crash::Late) {
            let two = again();
            assert_eq!(two.run(0, Some((at, crash)), promote).0, End::Crashed);
            let restored = two.done(1, restore_by_words);
            assert_eq!(restored, Ok(()), "point {at}, {kind:?}, {crash:?}");
        }
    }
}

/// A restore from the mirror, as the wallet does it: by the list, with the words alone.
async fn restore_by_words(both: Both) -> Result<(), String> {
    let found = find_wallets(&*both.second).await.map_err(|error| format!("{error:?}"))?;
    let [wallet] = &found[..] else { return Err("not one wallet".into()) };
    let words = Phrase::parse(PHRASE).unwrap();
    let bounds = lifeboat_crypto::KdfBounds::READ;
    let opened = wallet.unlock(|keyring| keyring.open(&Secret::Phrase(&words), &bounds));
    let opened = opened.ok_or("no keyring")?.map_err(|error| format!("{error:?}"))?;
    both.app.keys.replace(Rc::new(Keys::new(opened, &words).unwrap()));
    let second = both.second.clone();
    let options = RestoreOptions { old_device_is_gone: true, ..SECOND_TOO };
    both.restore(&second, options).await.map(drop).map_err(|error| format!("{error:?}"))
}

pub(super) fn rotated(keys: &Keys, dice: &mut crate::time::SimRng) -> Rc<Keys> {
    let phrase = Phrase::parse(PHRASE).unwrap();
    Rc::new(Keys::new(keys.opened().rotate(&[NewSlot::phrase(&phrase)], dice).unwrap(), &phrase).unwrap())
}
