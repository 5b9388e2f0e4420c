//! Several devices at once, interleaved in many ways, with listings that lag.

use futures::{executor::block_on, future::join_all};
use lifeboat_cloud::{Create, Drive, DriveError, Path};
use lifeboat_clouds::google::FOLDER;

use super::world::{World, entry, journal, top, wallet};

/// All create this at once; exactly one is told that it did, and all read its bytes.
async fn race(world: &World, seed: u64, devices: usize, file: &Path) {
    let devices: Vec<_> =
        (0..devices as u64).map(|device| world.device().shuffled(seed * 31 + device * 7 + 1)).collect();
    let bodies: Vec<String> = (0..devices.len()).map(|device| format!("by {device}")).collect();
    let each = devices.iter().zip(&bodies).map(|(device, body)| async {
        loop {
            match device.drive.create(file, body.as_bytes()).await {
                Err(DriveError::Unavailable { .. }) => {}
                other => break other,
            }
        }
    });
    let answers = join_all(each).await;
    let winners: Vec<usize> = (0..devices.len()).filter(|at| answers[*at] == Ok(Create::Created)).collect();
    assert_eq!(winners.len(), 1, "seed {seed}, {file:?}: {answers:?}");
    assert!(answers.iter().all(Result::is_ok), "seed {seed}: {answers:?}");
    for device in devices.iter().chain([&world.device()]) {
        assert_eq!(device.drive.get(file).await, Ok(bodies[winners[0]].clone().into_bytes()), "seed {seed}");
    }
}

#[test]
fn of_several_devices_exactly_one_creates_a_file_although_listings_lag() {
    for seed in 0..60 {
        let world = World::new();
        block_on(async {
            // The folder at the top is there and known; all below it is made in the race.
            world.device().drive.create(&top().join("first"), b"x").await.unwrap();
            world.0.clock().advance(10_000);
            world.0.with(|google, _| google.files.lag_ms = 5_000);
            for file in [
                entry(0),
                entry(9),
                wallet().join("READ ME.txt"),
                wallet().join("Recovery phrase 1.lifeboat"),
                entry(1),
            ] {
                race(&world, seed, 3, &file).await;
            }
        });
    }
}

#[test]
fn once_the_top_is_known_no_listing_decides_anything() {
    let world = World::new();
    block_on(async {
        let first = world.device();
        first.drive.create(&entry(0), b"0").await.unwrap();
        let top_id = first.drive.top(&journal()).unwrap();
        assert_eq!(top_id, world.id("Bitcoin Wallet Backup"));
        // Listings show nothing at all.
        world.0.with(|google, _| google.files.lag_changes = 1000);
        let second = world.device();
        let drive = second.drive.with_top_folder(top_id);
        assert_eq!(drive.get(&entry(0)).await, Ok(b"0".to_vec()));
        assert_eq!(drive.get(&entry(1)).await, Err(DriveError::NotFound));
        assert_eq!(drive.create(&entry(0), b"other").await, Ok(Create::Exists));
        assert_eq!(drive.create(&entry(1), b"1").await, Ok(Create::Created));
        assert_eq!(first.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
    });
}

#[test]
fn two_folders_at_the_top_are_both_looked_into_and_wallets_in_them_told_apart() {
    let world = World::new();
    block_on(async {
        // Two devices that do not see each other's folder for a while.
        let (first, second) = (world.device(), world.device());
        first.drive.create(&entry(0), b"first").await.unwrap();
        world.0.with(|google, _| google.files.lag_changes = 1000);
        world.0.clock().advance(1000);
        second.drive.create(&entry(0), b"second").await.unwrap();
        second
            .drive
            .create(&top().join("BitcoinWalletBackup_Other").join("READ ME.txt"), b"r")
            .await
            .unwrap();
        world.0.with(|google, _| google.files.lag_changes = 0);
        assert_eq!(world.0.with(|google, _| google.named("Bitcoin Wallet Backup").len()), 2);

        let third = world.device();
        let names = |entries: Vec<lifeboat_cloud::Entry>| {
            let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
            names.sort();
            names
        };
        let tops = names(third.drive.list(&Path::root()).await.unwrap());
        assert_eq!(tops.len(), 2, "{tops:?}");
        let wallets = names(third.drive.list(&top()).await.unwrap());
        assert_eq!(wallets.len(), 3, "{wallets:?}");
        // Each by the name it is listed under, wherever it is.
        let mut seen = Vec::new();
        for name in &wallets {
            let file = top().join(name.clone()).join("Channel state").join("000000000000.lifeboat");
            seen.extend(third.drive.get(&file).await.ok());
        }
        seen.sort();
        assert_eq!(seen, [b"first".to_vec(), b"second".to_vec()]);
        for name in &tops {
            assert!(third.drive.list(&Path::root().join(name.clone())).await.is_ok());
        }
        // Each device stays with its own, also after a restart.
        for (device, bytes) in [(&first, "first"), (&second, "second")] {
            assert_eq!(device.drive.get(&entry(0)).await, Ok(bytes.as_bytes().to_vec()));
            let again = world.device().drive.with_top_folder(device.drive.top(&wallet()).unwrap());
            assert_eq!(again.get(&entry(0)).await, Ok(bytes.as_bytes().to_vec()));
            assert_eq!(again.create(&entry(0), b"other").await, Ok(Create::Exists));
        }
        let folders = world.0.with(|google, _| {
            google.files.now().values().filter(|item| item.mime == FOLDER && item.parent.is_none()).count()
        });
        assert_eq!(folders, 2);
    });
}

#[test]
fn one_device_makes_one_folder_at_the_top_however_many_requests_it_has() {
    let world = World::new();
    let device = world.device().shuffled(5);
    block_on(async {
        let files: Vec<_> = (0..6).map(entry).collect();
        let answers = join_all(files.iter().map(|file| device.drive.create(file, b"x"))).await;
        assert!(answers.iter().all(|answer| *answer == Ok(Create::Created)), "{answers:?}");
        assert_eq!(world.0.with(|google, _| google.named("Bitcoin Wallet Backup").len()), 1);
    });
}
