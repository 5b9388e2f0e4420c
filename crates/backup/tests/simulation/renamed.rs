//! A wallet's folder whose user gave it another name: found by what is in it, and never written under the old name.

use futures::executor::block_on;
use lifeboat_backup::{Channels, RestoreOptions, WalletFolder, find_wallets};
use lifeboat_cloud::{Create, Drive, Path, memory::MemoryDrive};

use crate::world::{App, End, Halt, World, ids};

const NEW_NAME: &str = "my old phone";

fn plant(world: &World, path: &Path, bytes: &[u8]) {
    assert_eq!(block_on(world.cloud.drive.create(path, bytes)), Ok(Create::Created));
}

/// The same files under another name of the folder.
fn rename(world: &World) {
    let files: Vec<(Path, Vec<u8>)> =
        world.cloud.drive.contents().files().map(|(path, bytes)| (path.clone(), bytes.to_vec())).collect();
    let ours = world.folder.path();
    let renamed = WalletFolder::from_folder_name(NEW_NAME).unwrap();
    world.cloud.drive.roll_back(MemoryDrive::new().contents());
    for (path, bytes) in files {
        let below = path.names().strip_prefix(ours.names()).expect("only this wallet is there");
        let path = below.iter().fold(renamed.path(), |path, name| path.join(name.clone()));
        plant(world, &path, &bytes);
    }
}

#[test]
fn a_renamed_folder_is_found_and_goes_on_under_its_new_name() {
    let world = World::new(31);
    let (end, _) = world.run(0, None, async |app: App| {
        let journal = app.create().await;
        app.turn_on(&journal).await.unwrap();
        app.pay_times(&journal, 3).await
    });
    assert_eq!(end, End::Done(Ok(())));
    rename(&world);
    let before = world.cloud.drive.contents();
    let (end, _) = world.run(0, None, async |app: App| app.open().await.map(|_| ()));
    assert!(matches!(&end, End::Done(Err(Halt::Other(why))) if why.contains("FolderGone")), "{end:?}");
    assert_eq!(world.cloud.drive.contents(), before, "nothing is written where the folder was");

    let promised = world.model.borrow().all();
    let (end, _) = world.run(1, None, async move |app: App| {
        let found = find_wallets(&*app.drive).await.unwrap();
        let [wallet] = found.as_slice() else { panic!("one wallet") };
        assert_eq!((wallet.name.as_str(), &wallet.channels), (NEW_NAME, &Channels::Complete));
        let journal =
            crate::leaving::restore(&app, wallet.folder.clone(), RestoreOptions::default()).await.unwrap();
        assert_eq!(ids(&journal.state()), promised);
        app.pay_times(&journal, 2).await
    });
    assert_eq!(end, End::Done(Ok(())));
    let promised = world.model.borrow().all();
    let (end, _) = world.run(1, None, async |app: App| app.open().await.map(|open| ids(&open.state())));
    assert_eq!(end, End::Done(Ok(promised)));
    world.check().unwrap();
}

#[test]
fn folders_of_others_beside_the_wallets_are_left_alone() {
    let world = World::new(32);
    for name in ["holiday", "BitcoinWalletBackup_empty"] {
        let folder = WalletFolder::from_folder_name(name).unwrap();
        plant(&world, &folder.path().join("photo.jpg"), b"\xff\xd8");
    }
    let (end, _) = world.run(0, None, async |app: App| {
        let found = find_wallets(&*app.drive).await.unwrap();
        found.into_iter().map(|wallet| (wallet.name, wallet.channels)).collect::<Vec<_>>()
    });
    assert_eq!(end, End::Done(vec![("empty".to_owned(), Channels::Empty)]));
}
