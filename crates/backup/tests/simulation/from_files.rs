//! A wallet from files picked on a disk: asked about, complete, and on one device alone until it is backed up again.

use std::{collections::BTreeSet, rc::Rc};

use lifeboat_backup::{Journal, Keys, RestoreError, RestoreOptions, Status, find_wallets, picked::arrange};
use lifeboat_cloud::picked::PickedFiles;

use crate::{
    app::{App, Halt, ids},
    time::SimRng,
    world::{End, World, first_keys},
};

const SEED: u64 = 21;

/// A wallet that was used for a while, as files somebody downloaded and renamed.
struct Download {
    files: Vec<(String, Vec<u8>)>,
    holds: BTreeSet<u64>,
    keys: Rc<Keys>,
}

impl Download {
    fn new(payments: u32) -> Download {
        let world = World::new(SEED);
        let (end, _) = world.run(0, None, async move |app: App| {
            let journal = app.create().await;
            app.turn_on(&journal).await.unwrap();
            app.pay_times(&journal, payments).await.unwrap();
            app.env.clock.sleep(200_000).await;
        });
        assert_eq!(end, End::Done(()));
        let contents = world.cloud.drive.contents();
        let named = |(at, (_, bytes)): (usize, (_, &[u8]))| (format!("Downloads/old ({at})"), bytes.to_vec());
        Download {
            files: contents.files().enumerate().map(named).collect(),
            holds: world.model.borrow().all(),
            keys: world.keys.borrow().clone(),
        }
    }

    fn picked(&self) -> PickedFiles {
        arrange("Downloads", self.files.clone()).drive
    }

    fn world(&self) -> World {
        let world = World::with_keys(SEED, self.keys.clone());
        world.model.borrow_mut().next = 1_000;
        world
    }
}

const SURE: RestoreOptions = RestoreOptions {
    old_device_is_gone: false,
    although_ended: false,
    although_second_copy: false,
    although_files: true,
    takes_no_new_file: false,
    after: None,
    forgets: &[],
};

async fn bring(app: &App, files: PickedFiles, options: RestoreOptions) -> Result<Journal, RestoreError> {
    let [wallet] = find_wallets(&files).await.unwrap().try_into().ok().expect("one wallet");
    let (env, keys) = (app.env.clone(), app.keys.borrow().clone());
    let progress = Rc::new(|_| {});
    let opened = Journal::restore_files(
        env,
        keys,
        Rc::new(files),
        wallet.folder,
        options,
        progress,
        Rc::new(|_| Box::pin(async { Ok(()) })),
    )
    .await?;
    assert!(opened.before.as_ref().is_some_and(|before| before.device == "device 0"));
    Ok(app.take(opened))
}

#[test]
fn nobody_goes_on_from_files_unawares() {
    let download = Download::new(3);
    let world = download.world();
    let files = download.picked();
    let (end, _) = world.run(1, None, async move |app: App| {
        let refused = bring(&app, files, RestoreOptions::default()).await.err();
        (refused, Journal::stored(&app.env).await.unwrap().is_some())
    });
    let End::Done((Some(RestoreError::FromFiles(before)), stored)) = end else { panic!("{end:?}") };
    assert!(before.device == "device 0" && before.at_ms > 0);
    assert!(!stored, "nothing is kept of it");
}

#[test]
fn it_is_complete_and_goes_on_alone_until_it_is_backed_up_again() {
    // Few and many: entries from the beginning, and from a later snapshot.
    for payments in [0, 3, 150] {
        let download = Download::new(payments);
        let world = download.world();
        let (files, holds) = (download.picked(), download.holds.clone());
        let (end, _) = world.run(1, None, async move |app: App| {
            let journal = bring(&app, files, SURE).await.unwrap();
            assert_eq!(ids(&journal.state()), holds);
            assert_eq!((journal.folder(), journal.status()), (None, Status::Off));
            app.pay_times(&journal, 2).await
        });
        assert_eq!(end, End::Done(Ok(())));
        assert_eq!(world.cloud.drive.contents().files().count(), 0, "nothing is written anywhere");
        // Another start of this device, and its backup.
        let keys = Rc::new(first_keys(&mut SimRng::new(99)));
        let (end, _) = world.run(1, None, async move |app: App| {
            let journal = app.open().await?;
            app.keys.replace(keys);
            world_turn_on(&app, &journal).await?;
            app.model.borrow_mut().acked.clear();
            app.pay(&journal).await?;
            Ok::<_, Halt>(ids(&journal.state()))
        });
        let End::Done(Ok(there)) = end else { panic!("{end:?}") };
        assert!(download.holds.is_subset(&there) && there.len() == download.holds.len() + 3);
        let (end, _) =
            world.run(2, None, async |app: App| app.restore(|| false).await.map(|it| ids(&it.state())));
        assert_eq!(end, End::Done(Ok(there)));
        world.check().unwrap();
    }
}

async fn world_turn_on(app: &App, journal: &Journal) -> Result<(), Halt> {
    app.turn_on(journal).await.map(|_| ()).map_err(|error| Halt::Other(format!("{error:?}")))
}

#[test]
fn a_crash_leaves_nothing_or_all_of_it() {
    let download = Download::new(5);
    let whole = {
        let files = download.picked();
        move || {
            let files = files.clone();
            async move |app: App| bring(&app, files, SURE).await.map(|_| ())
        }
    };
    let (end, points) = download.world().run(1, None, whole());
    assert_eq!(end, End::Done(Ok(())));
    let mut seen = BTreeSet::new();
    for (at, kind) in (0..).zip(&points) {
        for crash in kind.crashes().iter().copied() {
            let world = download.world();
            let (end, _) = world.run(1, Some((at, crash)), whole());
            assert_eq!(end, End::Crashed);
            let (end, _) = world.run(1, None, async |app: App| app.open().await.map(|it| ids(&it.state())));
            match end {
                End::Done(Err(Halt::Empty)) => seen.insert(false),
                End::Done(Ok(there)) if there == download.holds => seen.insert(true),
                other => panic!("point {at}, {kind:?}, {crash:?}: {other:?}"),
            };
        }
    }
    assert_eq!(seen.len(), 2, "both ends were tried");
}

#[test]
fn a_missing_or_damaged_entry_is_named_and_nothing_is_kept() {
    let download = Download::new(5);
    // In the order of the paths: the entries, the phrase, the note.
    let entries = download.files.len() - 2;
    for damage in [false, true] {
        // Not the last one: without it, the copy is older and looks whole. That is why the user is asked.
        for victim in 0..entries - 1 {
            let mut files = download.files.clone();
            match damage {
                true => files[victim].1.iter_mut().rev().take(20).for_each(|byte| *byte ^= 1),
                false => drop(files.remove(victim)),
            }
            // Files are put in their place by what can still be read in them.
            let files = arrange("Downloads", files).drive;
            let (end, _) = download.world().run(1, None, async move |app: App| {
                let refused = bring(&app, files, SURE).await.err();
                (refused, Journal::stored(&app.env).await.unwrap().is_some())
            });
            let End::Done((Some(why), false)) = end else { panic!("{damage} {victim}: {end:?}") };
            assert!(matches!(why, RestoreError::Gap { .. } | RestoreError::Entry { .. }), "{why:?}");
        }
    }
}
