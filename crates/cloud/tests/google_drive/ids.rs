//! Books of ids, marks of what was removed, requests that arrive late, uploads that are cut.

use futures::executor::block_on;
use lifeboat_cloud::{Create, DeleteExactly, Drive, DriveError, Glance};
use lifeboat_clouds::{Fault, Rule};

use super::world::{World, entry, entry_name, journal, wallet};

#[test]
fn entries_go_on_over_the_pages_of_many_books_and_are_found_by_others() {
    let world = World::new();
    let writer = world.device();
    block_on(async {
        for position in 0..40 {
            let bytes = position.to_string();
            assert_eq!(writer.drive.create(&entry(position), bytes.as_bytes()).await, Ok(Create::Created));
            assert_eq!(writer.drive.get(&entry(position + 1)).await, Err(DriveError::NotFound));
            assert_eq!(writer.drive.get(&entry(64 * (1 + position))).await, Err(DriveError::NotFound));
        }
        // Books of another size are read as they are.
        let reader = world.device();
        let drive = reader.drive.with_books(40, 30, 20, 10);
        for position in (0..40).rev() {
            assert_eq!(drive.get(&entry(position)).await, Ok(position.to_string().into_bytes()));
            assert_eq!(drive.create(&entry(position), b"other").await, Ok(Create::Exists));
        }
        assert_eq!(drive.create(&entry(40), b"40").await, Ok(Create::Created));
        assert_eq!(writer.drive.create(&entry(40), b"other").await, Ok(Create::Exists));
        assert_eq!(writer.drive.list(&journal()).await.unwrap().len(), 41);
        let far = writer.drive.create(&entry(999_999_999_999), b"far").await;
        assert_eq!(far, Err(DriveError::BadAddress));
    });
}

#[test]
fn an_entry_costs_one_request() {
    let world = World::new();
    let device = world.device();
    block_on(async {
        device.drive.create(&entry(0), b"0").await.unwrap();
        let before = device.sent();
        device.drive.create(&entry(1), b"1").await.unwrap();
        assert_eq!(device.sent() - before, 1);
    });
}

/// One that was made anew in another place, for the first was damaged on its way, is seen by one of so many.
#[test]
fn a_glance_at_an_entry_that_is_not_there_costs_one_request_and_one_in_sixteen_two() {
    let world = World::new();
    let (device, other) = (world.device(), world.device());
    block_on(async {
        device.drive.create(&entry(0), b"0").await.unwrap();
        assert_eq!(device.drive.glance(&entry(1)).await, Ok(Glance::NothingSeen));
        let before = device.sent();
        for _ in 0..16 {
            assert_eq!(device.drive.glance(&entry(1)).await, Ok(Glance::NothingSeen));
        }
        assert_eq!(device.sent() - before, 17);
        other.drive.create(&entry(1), b"damaged").await.unwrap();
        assert_eq!(device.drive.glance(&entry(1)).await, Ok(Glance::Something));
        let removed = other.drive.delete_exactly(&entry(1), b"damaged").await;
        assert_eq!(removed, Ok(DeleteExactly::Deleted));
        assert_eq!(other.drive.create(&entry(1), b"whole").await, Ok(Create::Created));
        let mut glances = 0;
        while device.drive.glance(&entry(1)).await == Ok(Glance::NothingSeen) {
            glances += 1;
            assert!(glances < 16, "it is never seen");
        }
        assert!(glances > 0, "each glance asks for the mark");
        assert_eq!(device.drive.has(&entry(1)).await, Ok(true));
        assert_eq!(device.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
    });
}

#[test]
fn many_names_find_room_and_are_free_again_after_removal() {
    let world = World::new();
    let device = world.device();
    block_on(async {
        // Far more than the six slots of a book, as after many changes of the PIN.
        for seq in 1..30_u32 {
            let file = wallet().join(format!("Recovery phrase {seq}.lifeboat"));
            assert_eq!(device.drive.create(&file, &seq.to_be_bytes()).await, Ok(Create::Created));
            if seq > 1 {
                let old = wallet().join(format!("Recovery phrase {}.lifeboat", seq - 1));
                assert_eq!(device.drive.delete(&old).await, Ok(()));
                assert_eq!(world.device().drive.get(&old).await, Err(DriveError::NotFound));
            }
            assert_eq!(world.device().drive.get(&file).await, Ok(seq.to_be_bytes().to_vec()));
        }
        let again = wallet().join("Recovery phrase 3.lifeboat");
        assert_eq!(device.drive.create(&again, b"again").await, Ok(Create::Created));
        assert_eq!(world.device().drive.create(&again, b"other").await, Ok(Create::Exists));
        assert_eq!(world.device().drive.get(&again).await, Ok(b"again".to_vec()));
    });
}

#[test]
fn the_place_of_a_removed_entry_is_never_free_again() {
    let world = World::new();
    let device = world.device();
    block_on(async {
        for position in 0..3 {
            device.drive.create(&entry(position), b"x").await.unwrap();
        }
        assert_eq!(device.drive.delete(&entry(1)).await, Ok(()));
        assert_eq!(device.drive.delete(&entry(1)).await, Err(DriveError::NotFound));
        // A device that slept may not put its own there.
        for device in [&device, &world.device()] {
            assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::NotFound));
            assert_eq!(device.drive.create(&entry(1), b"late").await, Ok(Create::Exists));
            assert_eq!(device.drive.get(&entry(1)).await, Err(DriveError::NotFound));
        }
        assert_eq!(device.drive.list(&journal()).await.unwrap().len(), 2);
    });
}

#[test]
fn a_cut_upload_is_removed_and_created_again_once_whatever_arrives_late() {
    for answered in [Some(400), Some(503), None] {
        let world = World::new();
        let (device, other) = (world.device(), world.device());
        block_on(async {
            device.drive.create(&entry(0), b"0").await.unwrap();
            world.0.fault(Rule::once(Fault::Torn { keep: 5, status: answered }).on("POST /upload/"));
            let created = device.drive.create(&entry(1), b"the whole entry").await;
            assert!(created.is_err(), "{created:?}");
            assert_eq!(device.drive.get(&entry(1)).await, Ok(b"the w".to_vec()));
            assert_eq!(other.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
            // The delete arrives much later than its sender thinks.
            world.0.fault(Rule::once(Fault::Later).on("DELETE"));
            assert_eq!(device.drive.delete(&entry(1)).await, Err(DriveError::Unknown));
            assert_eq!(device.drive.delete(&entry(1)).await, Ok(()));
            assert_eq!(other.drive.get(&entry(1)).await, Err(DriveError::NotFound));
            assert_eq!(device.drive.create(&entry(1), b"the whole entry").await, Ok(Create::Created));
            assert_eq!(other.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
            world.0.release_all();
            for device in [&device, &other, &world.device()] {
                assert_eq!(device.drive.get(&entry(1)).await, Ok(b"the whole entry".to_vec()));
            }
            assert_eq!(world.count(&entry_name(1), b"the whole entry"), (1, 0));
        });
    }
}

#[test]
fn only_these_bytes_are_removed_and_their_place_is_free_again_for_one() {
    let world = World::new();
    let (device, other) = (world.device(), world.device());
    block_on(async {
        device.drive.create(&entry(0), b"0").await.unwrap();
        device.drive.create(&entry(1), b"spoilt").await.unwrap();
        assert_eq!(device.drive.delete_exactly(&entry(1), b"other").await, Ok(DeleteExactly::Changed));
        world.0.fault(Rule::once(Fault::Later).on("DELETE"));
        assert_eq!(device.drive.delete_exactly(&entry(1), b"spoilt").await, Err(DriveError::Unknown));
        assert_eq!(other.drive.create(&entry(1), b"whole").await, Ok(Create::Exists));
        assert_eq!(device.drive.delete_exactly(&entry(1), b"spoilt").await, Ok(DeleteExactly::Deleted));
        assert_eq!(other.drive.create(&entry(1), b"spoilt").await, Ok(Create::Created));
        assert_eq!(device.drive.create(&entry(1), b"other").await, Ok(Create::Exists));
        world.0.release_all();
        assert_eq!(world.device().drive.get(&entry(1)).await, Ok(b"spoilt".to_vec()));
    });
}

#[test]
fn a_create_that_arrives_late_changes_nothing() {
    let world = World::new();
    let (device, other) = (world.device(), world.device());
    block_on(async {
        device.drive.create(&entry(0), b"0").await.unwrap();
        for position in [1, 2] {
            world.0.fault(Rule::once(Fault::Later).on("POST /upload/"));
            assert_eq!(device.drive.create(&entry(position), b"late").await, Err(DriveError::Unknown));
            assert_eq!(other.drive.create(&entry(position), b"other").await, Ok(Create::Created));
            if position == 2 {
                assert_eq!(other.drive.delete(&entry(position)).await, Ok(()));
            }
            world.0.release_all();
        }
        assert_eq!(device.drive.get(&entry(1)).await, Ok(b"other".to_vec()));
        assert_eq!(device.drive.get(&entry(2)).await, Err(DriveError::NotFound));
    });
}

#[test]
fn a_cut_book_is_passed_over_by_all() {
    for cuts in [1, 2] {
        for kept in [0, 1, 100] {
            let world = World::new();
            let device = world.device();
            block_on(async {
                // The first upload of all is the book of the top folder; the second, its spare.
                world.0.fault(
                    Rule::once(Fault::Torn { keep: kept, status: Some(500) }).on("POST /upload/").times(cuts),
                );
                let mut created = Err(DriveError::Unknown);
                for _ in 0..3 {
                    created = device.drive.create(&entry(0), b"0").await;
                    if created.is_ok() {
                        break;
                    }
                }
                let wanted = if cuts == 1 { Ok(Create::Created) } else { Err(DriveError::NotADrive) };
                assert_eq!(created, wanted);
                if cuts == 1 {
                    assert_eq!(world.device().drive.create(&entry(0), b"other").await, Ok(Create::Exists));
                    assert_eq!(world.device().drive.get(&entry(0)).await, Ok(b"0".to_vec()));
                }
            });
        }
    }
}

#[test]
fn doubled_and_lost_and_misdirected_requests_change_nothing() {
    let faults = [
        Fault::Duplicate,
        Fault::DuplicateFirst,
        Fault::AnswerLost,
        Fault::RequestLost,
        Fault::PageYetDone,
        Fault::RateLimited { status: 403, retry_after: None, done: true },
        Fault::RateLimited { status: 429, retry_after: Some(9), done: true },
        Fault::StatusYetDone { status: 500 },
        Fault::StatusYetDone { status: 409 },
        Fault::CutAnswer { keep: 10 },
        Fault::ShortAnswer { keep: 10 },
        Fault::LongAnswer,
        Fault::OtherObject,
        Fault::Stale { changes: 2 },
        Fault::NoCors,
    ];
    for fault in faults {
        for skip in 0..30 {
            let world = World::new();
            let device = world.device();
            block_on(async {
                for position in 0..2 {
                    device
                        .drive
                        .create(&entry(position), format!("entry {position}").as_bytes())
                        .await
                        .unwrap();
                }
                let device = world.device();
                world.0.fault(Rule::once(fault.clone()).after(skip));
                let created = device.drive.create(&entry(2), b"entry 2").await;
                world.0.mend();
                let again = device.drive.create(&entry(2), b"entry 2").await;
                assert!(again.is_ok(), "{fault:?} {skip}: {created:?} {again:?}");
                assert_eq!(world.count(&entry_name(2), b"entry 2"), (1, 0), "{fault:?} {skip}");
                let device = world.device();
                world.0.fault(Rule::once(fault.clone()).after(skip));
                match device.drive.get(&entry(1)).await {
                    Ok(bytes) => assert_eq!(bytes, b"entry 1", "{fault:?} {skip}"),
                    Err(error) => assert_ne!(error, DriveError::NotFound, "{fault:?} {skip}"),
                }
                world.0.mend();
            });
        }
    }
}
