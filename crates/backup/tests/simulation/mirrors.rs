//! A second copy: following, moving, promoting. One crash at every point, with every outcome.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use lifeboat_backup::{
    AppendError, Batch, Comparison, HeadSeen, HeadUnknown, Journal, Keys, LoadError, Mirror, MirrorObstacle,
    MirrorPlan, MirrorStatus, Obstacle, PromoteError, RestLook, RestoreError, RestoreOptions, Status,
    WalletFolder, compare, end_copy, find_wallets, layout, look_at_head,
};
use lifeboat_cloud::{
    Drive,
    memory::{Contents, MemoryDrive},
};
use lifeboat_crypto::{Kind, StoredFile};

use crate::{
    app::{App, Halt, ids},
    faults::{Cloud, Crash, FaultRates},
    world::{End, World},
};

mod above;
mod alike;
mod died;
mod following;
mod gap;
mod late;
mod left;
mod moving;
mod promoted;
mod promoting;
mod resting;
mod rotated;
mod waiting;
mod whole;

const SEED: u64 = 13;
const SECOND: &str = "second";

/// A world with a second service.
struct Two {
    world: World,
    other: Cloud,
}

impl Two {
    fn around(world: World) -> Two {
        let other = Cloud {
            drive: MemoryDrive::new(),
            late: Rc::default(),
            weather: Rc::default(),
            ..world.cloud.clone()
        };
        Two { world, other }
    }

    fn deliver_late(&self) {
        self.world.deliver_late();
        let late: Vec<_> = self.other.late.borrow_mut().drain(..).collect();
        for late in late {
            futures::executor::block_on(self.other.deliver(late));
        }
    }

    /// The entries on both services.
    fn entries(&self) -> [BTreeMap<u64, Vec<u8>>; 2] {
        let home = self.world.folder.channel_state();
        [&self.world.cloud.drive, &self.other.drive].map(|drive| {
            let contents = drive.contents();
            let files = contents.files().filter(|(path, _)| path.parent().as_ref() == Some(&home));
            files
                .filter_map(|(path, bytes)| Some((layout::entry_position(path.name()?)?, bytes.to_vec())))
                .collect()
        })
    }

    /// Entries of the mirror that differ from the primary's. Where a bad line hid whose folder it is, the
    /// mirror went to another folder, and came back: what it left there is nobody's.
    fn strange(&self) -> Vec<u64> {
        let [primary, mirror] = self.entries();
        // An upload that was cut, and pruned on the primary before it was mended, is nobody's: what a restore
        // needs is looked at by restoring.
        let differs = |(position, bytes): (u64, Vec<u8>)| {
            (primary.get(&position).is_some_and(|ours| *ours != bytes)).then_some(position)
        };
        mirror.into_iter().filter_map(differs).collect()
    }

    /// Whether this one is an upload that was cut before a newer snapshot made its entry superfluous: its
    /// beginning, and no fence. Whether a restore needs it is looked at by restoring.
    fn is_left(&self, position: u64) -> bool {
        let [primary, mirror] = self.entries();
        let kind = |file: &Vec<u8>| Some(StoredFile::parse(file).ok()?.sealed().ok()?.header().kind);
        let takes_over = |at| primary.get(&at).and_then(kind) == Some(Kind::Takeover);
        let fence = position.is_multiple_of(64) || takes_over(position) || takes_over(position + 1);
        let snapshot = mirror.iter().rfind(|(_, file)| kind(file) == Some(Kind::Snapshot));
        let below = snapshot.is_some_and(|(newest, _)| position < *newest);
        let pair = primary.get(&position).zip(mirror.get(&position));
        below && !fence && pair.is_some_and(|(ours, cut)| ours.starts_with(cut))
    }

    fn run<T: 'static, F>(
        &self,
        device: usize,
        crash: Option<(u64, Crash)>,
        work: impl FnOnce(Both) -> F + 'static,
    ) -> (End<T>, Vec<crate::faults::Kind>)
    where
        F: Future<Output = T> + 'static,
    {
        let other = self.other.clone();
        self.world.run(device, crash, move |app| {
            let second: Rc<dyn Drive> = Rc::new(app.line.over(&other));
            work(Both { app, second })
        })
    }

    fn done<T: 'static + std::fmt::Debug, F>(
        &self,
        device: usize,
        work: impl FnOnce(Both) -> F + 'static,
    ) -> T
    where
        F: Future<Output = T> + 'static,
    {
        match self.run(device, None, work).0 {
            End::Done(value) => value,
            End::Crashed => panic!("crashed"),
        }
    }
}

/// An app with two services.
#[derive(Clone)]
struct Both {
    app: App,
    second: Rc<dyn Drive>,
}

impl Both {
    fn plan(&self) -> MirrorPlan {
        MirrorPlan {
            name: SECOND.to_owned(),
            drive: self.second.clone(),
            folder: self.app.folder.clone(),
            observer: Rc::new(|_| {}),
        }
    }

    fn follow(&self, journal: &Journal) -> Mirror {
        let (mirror, follower) = journal.add_mirror(self.plan());
        self.app.go(follower.run());
        mirror
    }

    /// The next start, on the drive that this device's record names.
    async fn open(&self) -> Result<(Journal, String), Halt> {
        let (first, second) = (self.app.drive.clone(), self.second.clone());
        let name = Rc::new(RefCell::new(String::new()));
        let noted = name.clone();
        let journal = self
            .app
            .open_on(move |drive| {
                noted.replace(drive.to_owned());
                if drive == SECOND { second.clone() } else { first.clone() }
            })
            .await?;
        let name = name.borrow().clone();
        Ok((journal, name))
    }

    async fn restore(&self, from: &Rc<dyn Drive>, options: RestoreOptions) -> Result<Journal, RestoreError> {
        let (env, keys) = (self.app.env.clone(), self.app.keys.borrow().clone());
        let folder = self.app.folder.clone();
        let opened = Journal::restore(
            env,
            keys,
            from.clone(),
            folder,
            options,
            Rc::new(|_| {}),
            Rc::new(|_| Box::pin(async { Ok(()) })),
        )
        .await?;
        Ok(self.app.take(opened))
    }

    async fn head(&self, of: &Rc<dyn Drive>) -> Result<HeadSeen, RestoreError> {
        let keys = self.app.keys.borrow().clone();
        look_at_head(&self.app.env, &keys, of.clone(), self.app.folder.clone()).await
    }
}

const SECOND_TOO: RestoreOptions = RestoreOptions {
    old_device_is_gone: false,
    although_ended: false,
    although_second_copy: true,
    although_files: false,
    takes_no_new_file: false,
    after: None,
    forgets: &[],
};

/// What a scenario starts from, made once.
struct Base {
    contents: Contents,
    mirror: Contents,
    store: BTreeMap<String, Vec<u8>>,
    acked: BTreeMap<u64, BTreeSet<u64>>,
    keys: Rc<Keys>,
    next: u64,
}

impl Base {
    /// Some entries, and a mirror with all of them but the last few.
    fn new(mirrored: bool, ahead: u32) -> Base {
        let two = Two::around(World::new(SEED));
        let weather = two.other.weather.clone();
        two.done(0, async move |both: Both| {
            let app = both.app.clone();
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, 3).await.unwrap();
            if mirrored {
                let mirror = both.follow(&journal);
                mirror.in_step().await.unwrap();
            }
            weather.set(FaultRates { lost: 100, ..FaultRates::default() });
            app.pay_times(&journal, ahead).await.unwrap();
            app.env.clock.sleep(60_000).await;
        });
        Base::of(&two)
    }

    /// As it is now.
    fn of(two: &Two) -> Base {
        let model = two.world.model.borrow();
        Base {
            contents: two.world.cloud.drive.contents(),
            mirror: two.other.drive.contents(),
            store: two.world.stores[0].contents(),
            acked: model.acked.clone(),
            keys: two.world.keys.borrow().clone(),
            next: model.next,
        }
    }

    fn two(&self) -> Two {
        let two = Two::around(World::with_keys(SEED, self.keys.clone()));
        two.world.cloud.drive.roll_back(self.contents.clone());
        two.other.drive.roll_back(self.mirror.clone());
        two.world.stores[0].roll_back(self.store.clone());
        let mut model = two.world.model.borrow_mut();
        model.acked = self.acked.clone();
        model.next = self.next;
        drop(model);
        two
    }
}

/// Every crash of `act`; then `check`.
fn every_crash<F>(base: &Base, prepare: fn(&Two), act: fn(Both) -> F, check: fn(&Two) -> Result<(), String>)
where
    F: Future<Output = Result<(), Halt>> + 'static,
{
    let two = base.two();
    prepare(&two);
    let (end, points) = two.run(0, None, act);
    assert_eq!(end, End::Done(Ok(())), "without a crash");
    check(&two).unwrap();
    let mut runs = 0;
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let times: &[bool] = if crash == Crash::Late { &[true, false] } else { &[true] };
            for late_first in times {
                let two = base.two();
                prepare(&two);
                let (end, _) = two.run(0, Some((at, crash)), act);
                assert_eq!(end, End::Crashed);
                if *late_first {
                    two.deliver_late();
                }
                let (end, _) = two.run(0, None, act);
                let what = format!("point {at}, {kind:?}, {crash:?}, late first {late_first}");
                assert_eq!(end, End::Done(Ok(())), "{what}: the restart");
                two.deliver_late();
                if let Err(why) = check(&two) {
                    panic!("{what}: {why}");
                }
                runs += 1;
            }
        }
    }
    println!("{} points, {runs} runs", points.len());
}

/// A restore from the second copy gives everything that was acknowledged.
fn second_is_complete(two: &Two, options: RestoreOptions) -> Result<(), String> {
    let restored = two.done(1, async move |both: Both| {
        let second = both.second.clone();
        both.restore(&second, options).await.map(|journal| ids(&journal.state()))
    });
    let there = restored.map_err(|error| format!("the second copy: {error:?}"))?;
    if !two.world.model.borrow().all().is_subset(&there) {
        return Err("the second copy lacks what was acknowledged".into());
    }
    Ok(())
}

/// Exactly one of the two can be restored from without being asked.
fn one_primary(two: &Two, second: bool) -> Result<(), String> {
    let states = two.done(1, async move |both: Both| {
        let (first, other) = (both.app.drive.clone(), both.second.clone());
        let (now, left) = if second { (other, first) } else { (first, other) };
        let refused = both.restore(&left, RestoreOptions::default()).await.err();
        let restored = both.restore(&now, RestoreOptions::default()).await;
        (refused, restored.map(|journal| ids(&journal.state())))
    });
    match states {
        (Some(RestoreError::Ended(_) | RestoreError::SecondCopy), Ok(there))
            if two.world.model.borrow().all().is_subset(&there) => {}
        other => return Err(format!("{other:?}")),
    }
    let fenced = two.done(0, async |both: Both| both.open().await.map(|_| ()));
    if fenced != Err(Halt::Fenced) {
        return Err(format!("the old device: {fenced:?}"));
    }
    two.world.check()
}
