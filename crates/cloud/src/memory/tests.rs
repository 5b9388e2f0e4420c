use futures::{FutureExt, executor::block_on};

use super::*;
use crate::Drive;

fn file() -> Path {
    Path::root().join("folder").join("file")
}

#[test]
fn a_create_whose_sender_died_arrives_when_it_is_released() {
    let drive = MemoryDrive::new();
    drive.hold(true);
    {
        let path = file();
        let mut create = Box::pin(drive.create(&path, b"late"));
        assert!(create.as_mut().now_or_never().is_none());
        assert!(!drive.waiting()[0].orphan);
    }
    let waiting = drive.waiting();
    assert_eq!((waiting.len(), waiting[0].orphan, waiting[0].stage), (1, true, CallStage::Request));
    assert_eq!(drive.peek(&file()), None);
    assert!(drive.release(waiting[0].call.number));
    assert_eq!(drive.peek(&file()), Some(b"late".to_vec()));
    assert!(drive.waiting().is_empty());
}

#[test]
fn a_late_delete_of_a_living_sender_takes_what_was_created_meanwhile() {
    let drive = MemoryDrive::new();
    block_on(async {
        drive.create(&file(), b"one").await.unwrap();
        drive.script(Operation::Delete, [Fault::Late]);
        assert_eq!(drive.delete(&file()).await, Err(DriveError::Unknown));
        assert_eq!(drive.get(&file()).await, Ok(b"one".to_vec()));
        let number = drive.waiting()[0].call.number;
        assert!(drive.release(number));
        assert_eq!(drive.get(&file()).await, Err(DriveError::NotFound));
    });
}

#[test]
fn held_requests_happen_in_the_order_of_their_release() {
    let drive = MemoryDrive::new();
    drive.hold(true);
    let (one, two) = (drive.device(1), drive.device(2));
    let path = file();
    let mut first = Box::pin(one.create(&path, b"first"));
    let mut second = Box::pin(two.create(&path, b"second"));
    assert!(first.as_mut().now_or_never().is_none());
    assert!(second.as_mut().now_or_never().is_none());
    // The second overtakes the first.
    assert!(drive.release(1));
    assert!(second.as_mut().now_or_never().is_none());
    assert!(drive.release(0));
    assert!(first.as_mut().now_or_never().is_none());
    drive.release_all();
    assert_eq!(first.now_or_never(), Some(Ok(Create::Exists)));
    assert_eq!(second.now_or_never(), Some(Ok(Create::Created)));
    assert_eq!(drive.peek(&path), Some(b"second".to_vec()));
    assert!(drive.waiting().is_empty());
    assert_eq!(drive.calls().iter().map(|call| call.device).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn an_answer_lost_at_its_release_is_unknown_and_carried_out() {
    let drive = MemoryDrive::new();
    drive.hold(true);
    let path = file();
    let mut create = Box::pin(drive.create(&path, b"kept"));
    assert!(create.as_mut().now_or_never().is_none());
    drive.release(0);
    assert!(create.as_mut().now_or_never().is_none());
    assert_eq!(drive.waiting()[0].stage, CallStage::Answer);
    drive.release_with(0, Fault::AnswerLost);
    assert_eq!(create.now_or_never(), Some(Err(DriveError::Unknown)));
    assert_eq!(drive.peek(&path), Some(b"kept".to_vec()));
}

#[test]
fn each_fault_does_what_it_says() {
    let drive = MemoryDrive::new();
    block_on(async {
        use Fault::{
            AnswerLost, Damaged, Duplicated, Pretended, Refused, RefusedYetDone, RequestLost, Stale, Torn,
        };
        let path = |name: &str| Path::root().join(name);
        drive.script(
            Operation::Create,
            [
                RequestLost,
                AnswerLost,
                Duplicated,
                Refused(DriveError::Denied),
                RefusedYetDone(DriveError::Denied),
                Pretended,
                Torn { kept: 2, answer: Err(DriveError::Unavailable { after_ms: None }) },
            ],
        );
        let mut seen = Vec::new();
        for name in ["a", "b", "c", "d", "e", "f", "g"] {
            let answer = drive.create(&path(name), b"bytes").await;
            seen.push((answer, drive.peek(&path(name)).map(|bytes| bytes.len())));
        }
        assert_eq!(
            seen,
            [
                (Err(DriveError::Unknown), None),
                (Err(DriveError::Unknown), Some(5)),
                (Ok(Create::Exists), Some(5)),
                (Err(DriveError::Denied), None),
                (Err(DriveError::Denied), Some(5)),
                (Ok(Create::Created), None),
                (Err(DriveError::Unavailable { after_ms: None }), Some(2)),
            ]
        );
        drive.script(
            Operation::Get,
            [Damaged(Damage::Cut(1)), Damaged(Damage::Flip { byte: 0, bit: 0 }), Fault::None],
        );
        assert_eq!(drive.get(&path("b")).await, Ok(b"b".to_vec()));
        assert_eq!(drive.get(&path("b")).await, Ok(b"cytes".to_vec()));
        assert_eq!(drive.get(&path("b")).await, Ok(b"bytes".to_vec()));
        drive.script(Operation::List, [Stale(1), Stale(100), RequestLost]);
        assert_eq!(drive.list(&Path::root()).await.map(|all| all.len()), Ok(3));
        assert_eq!(drive.list(&Path::root()).await.map(|all| all.len()), Ok(0));
        assert_eq!(drive.list(&Path::root()).await, Err(DriveError::Unreachable));
        assert_eq!(drive.list(&Path::root()).await.map(|all| all.len()), Ok(4));
    });
}

#[test]
fn a_full_drive_keeps_what_it_has() {
    let drive = MemoryDrive::new();
    drive.set_room(Some(6));
    block_on(async {
        assert_eq!(drive.create(&file(), b"12345").await, Ok(Create::Created));
        assert_eq!(drive.create(&file().join("x"), b"1").await, Err(DriveError::WrongKind));
        assert_eq!(drive.create(&Path::root().join("x"), b"12").await, Err(DriveError::QuotaFull));
        assert_eq!(drive.create(&file(), b"12").await, Ok(Create::Exists));
        assert_eq!(drive.quota().await, Ok(Quota { used: Some(5), available: Some(1) }));
    });
}

#[test]
fn a_rolled_back_drive_shows_its_past() {
    let drive = MemoryDrive::new();
    block_on(async {
        drive.create(&file(), b"1").await.unwrap();
        let past = drive.contents();
        drive.delete(&Path::root().join("folder")).await.unwrap();
        assert_eq!(drive.get(&file()).await, Err(DriveError::NotFound));
        drive.roll_back(past);
        assert_eq!(drive.get(&file()).await, Ok(b"1".to_vec()));
    });
}

#[test]
fn it_passes_the_suite_every_drive_must_pass() {
    let failures = block_on(crate::conformance::check(&MemoryDrive::new(), 1));
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn the_suite_catches_a_drive_that_breaks_a_rule() {
    use crate::conformance::{Rule, check};
    type Spoil = fn(&Call) -> Fault;
    let spoils: [(Rule, Spoil); 8] = [
        (Rule::MissingFileIsNotSeen, |call| match call.operation {
            Operation::Get => Fault::Refused(DriveError::WrongKind),
            _ => Fault::None,
        }),
        (Rule::FileIsSeen, |call| match call.operation {
            Operation::Get => Fault::Refused(DriveError::NotFound),
            _ => Fault::None,
        }),
        (Rule::BytesAreExact, |call| match call.operation {
            Operation::Get => Fault::Damaged(Damage::Flip { byte: 0, bit: 0 }),
            _ => Fault::None,
        }),
        (Rule::MissingFileIsNotFound, |call| match call.operation {
            Operation::Get => Fault::Refused(DriveError::Denied),
            _ => Fault::None,
        }),
        (Rule::OneCreateWins, |call| match call.operation {
            Operation::Create => Fault::Pretended,
            _ => Fault::None,
        }),
        (Rule::SecondCreateExists, |call| match call.operation {
            Operation::Create => Fault::Duplicated,
            _ => Fault::None,
        }),
        (Rule::ListingIsComplete, |call| match call.operation {
            Operation::List => Fault::Stale(5),
            _ => Fault::None,
        }),
        (Rule::FileIsDeleted, |call| match call.operation {
            Operation::Delete => Fault::Pretended,
            _ => Fault::None,
        }),
    ];
    for (rule, spoil) in spoils {
        let drive = MemoryDrive::new();
        drive.on_call(spoil);
        let failures = block_on(check(&drive, 1));
        assert!(failures.iter().any(|failure| failure.rule == rule), "{rule:?}: {failures:#?}");
    }
}
