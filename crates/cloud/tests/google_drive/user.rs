//! What users do on Google's own pages.

use futures::executor::block_on;
use lifeboat_cloud::{Create, Drive, DriveError, Path};
use serde_json::json;

use super::world::{Device, TOP, World, entry, entry_name, journal, top, wallet};

fn world() -> (World, Device) {
    let world = World::new();
    let device = world.device();
    for position in 0..3 {
        block_on(device.drive.create(&entry(position), b"x")).unwrap();
    }
    (world, device)
}

async fn names(device: &Device, folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        device.drive.list(folder).await.unwrap().into_iter().map(|entry| entry.name).collect();
    names.sort();
    names
}

#[test]
fn what_is_renamed_or_moved_is_found_under_its_name() {
    let (world, device) = world();
    let elsewhere = world.id(TOP);
    for (action, name, to) in [
        ("rename", TOP, "My coins"),
        ("rename", "BitcoinWalletBackup_Samantha", "Old stuff"),
        ("move", "Old stuff", ""),
        ("rename", "000000000001.lifeboat", "one"),
        ("move", "000000000002.lifeboat", elsewhere.as_str()),
    ] {
        let to = if to.is_empty() { json!(null) } else { json!(to) };
        world.act(action, &json!({ "id": world.id(name), "to": to }));
    }
    block_on(async {
        for device in [&device, &world.device()] {
            assert_eq!(names(device, &Path::root()).await, [TOP]);
            assert_eq!(names(device, &top()).await, ["BitcoinWalletBackup_Samantha"]);
            assert_eq!(names(device, &journal()).await, [0, 1, 2].map(entry_name));
            for position in 0..3 {
                assert_eq!(device.drive.get(&entry(position)).await, Ok(b"x".to_vec()));
                assert_eq!(device.drive.create(&entry(position), b"y").await, Ok(Create::Exists));
            }
        }
        assert_eq!(world.device().drive.create(&entry(3), b"x").await, Ok(Create::Created));
    });
}

#[test]
fn what_is_in_the_bin_is_neither_missing_nor_begun_anew() {
    for name in [TOP, "BitcoinWalletBackup_Samantha", "Channel state"] {
        let (world, device) = world();
        world.user("trash", name, "");
        block_on(async {
            for device in [&device, &world.device()] {
                let drive = &device.drive;
                assert_eq!(drive.get(&entry(1)).await, Err(DriveError::InBin), "{name}");
                assert_eq!(drive.get(&entry(7)).await, Err(DriveError::InBin), "{name}");
                assert_eq!(drive.list(&journal()).await, Err(DriveError::InBin), "{name}");
                assert_eq!(drive.create(&entry(3), b"x").await, Err(DriveError::InBin), "{name}");
            }
            if name == TOP {
                assert_eq!(world.device().drive.list(&Path::root()).await, Err(DriveError::InBin));
                assert_eq!(world.device().drive.list(&top()).await, Err(DriveError::InBin));
            }
            let id = world.0.with(|google, _| {
                google
                    .files
                    .now()
                    .values()
                    .find(|item| item.name == name)
                    .map(|item| item.id.clone())
                    .unwrap()
            });
            world.act("untrash", &json!({ "id": id }));
            assert_eq!(device.drive.get(&entry(1)).await, Ok(b"x".to_vec()));
            // What was stored in the bin meanwhile is there, and is recognised by its bytes.
            assert_eq!(device.drive.create(&entry(3), b"x").await, Ok(Create::Exists));
            assert_eq!(device.drive.get(&entry(3)).await, Ok(b"x".to_vec()));
            assert_eq!(device.drive.create(&entry(4), b"x").await, Ok(Create::Created));
        });
    }
}

#[test]
fn a_single_file_in_the_bin_is_told_from_a_missing_one() {
    let (world, device) = world();
    world.user("trash", &entry_name(1), "");
    block_on(async {
        assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::InBin));
        assert_eq!(device.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
        assert_eq!(names(&device, &journal()).await, [0, 2].map(entry_name));
    });
}

#[test]
fn what_is_deleted_for_good_is_not_found_and_its_place_is_not_given_away() {
    let (world, device) = world();
    world.user("delete_forever", &entry_name(1), "");
    block_on(async {
        for device in [&device, &world.device()] {
            assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::NotFound));
            assert_eq!(device.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
        }
    });
    world.user("delete_forever", "BitcoinWalletBackup_Samantha", "");
    block_on(async {
        for device in [&device, &world.device()] {
            assert_eq!(device.drive.get(&entry(2)).await, Err(DriveError::NotFound));
            let created = device.drive.create(&entry(3), b"x").await;
            assert!(matches!(created, Err(DriveError::Gone | DriveError::Unavailable { .. })), "{created:?}");
            assert_eq!(device.drive.create(&entry(3), b"x").await, Err(DriveError::Gone));
        }
    });
}

#[test]
fn a_known_top_that_is_gone_is_never_an_empty_account() {
    let (world, device) = world();
    let top_id = device.drive.top(&journal()).unwrap();
    world.user("delete_forever", TOP, "");
    block_on(async {
        let knowing = world.device();
        let knowing = knowing.drive.with_top_folder(top_id);
        for drive in [&device.drive, &knowing] {
            for _ in 0..2 {
                assert_eq!(drive.get(&entry(2)).await, Err(DriveError::Gone));
                assert_eq!(drive.list(&journal()).await, Err(DriveError::Gone));
                let created = drive.create(&entry(3), b"x").await;
                assert!(created.is_err(), "{created:?}");
            }
        }
        assert_eq!(world.0.with(|google, _| google.files.now().len()), 0);
        // A device that knows of no folder may begin.
        assert_eq!(world.device().drive.get(&entry(0)).await, Err(DriveError::NotFound));
        assert_eq!(world.device().drive.create(&entry(0), b"x").await, Ok(Create::Created));
    });
}

#[test]
fn copies_are_shown_and_never_taken_for_the_original() {
    let (world, device) = world();
    world.user("copy", &entry_name(1), "");
    world.user("copy", "BitcoinWalletBackup_Samantha", "");
    block_on(async {
        let names = names(&device, &journal()).await;
        assert_eq!(names.len(), 4, "{names:?}");
        assert!(names.contains(&entry_name(1)));
        assert_eq!(device.drive.list(&top()).await.unwrap().len(), 2);
        world.user("delete_forever", &entry_name(1), "");
        assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::NotFound));
        assert_eq!(device.drive.list(&wallet()).await.unwrap().len(), 1);
    });
}

#[test]
fn a_book_of_ids_that_is_deleted_never_makes_a_folder_empty() {
    let (world, device) = world();
    let books: Vec<String> = world.0.with(|google, _| {
        let book = |item: &&lifeboat_clouds::google::Item| item.name.starts_with("Lifeboat needs this");
        google.files.now().values().filter(book).map(|item| item.id.clone()).collect()
    });
    assert_eq!(books.len(), 3);
    for book in books {
        let world = world.again();
        world.act("delete_forever", &json!({ "id": book }));
        block_on(async {
            let fresh = world.device();
            assert_eq!(fresh.drive.get(&entry(1)).await, Err(DriveError::Gone));
            assert_eq!(fresh.drive.get(&entry(9)).await, Err(DriveError::Gone));
            let created = fresh.drive.create(&entry(3), b"x").await;
            assert!(created.is_err(), "{created:?}");
        });
    }
    // A device that has read it continues.
    block_on(async {
        assert_eq!(device.drive.get(&entry(1)).await, Ok(b"x".to_vec()));
    });
}
