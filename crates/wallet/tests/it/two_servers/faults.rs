//! One of two servers does whatever it likes.

use lifeboat_wallet::ChainError;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{look, nothing_was_closed, part, second, world};
use crate::support::servers::Lying;

/// What one of two servers does.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Honest,
    Behind(usize),
    Silent,
    Parted(usize, u32),
    Says(&'static str, u16, &'static str),
}

fn fault() -> impl Strategy<Value = Fault> {
    let path = prop::sample::select(vec![
        "/blocks/tip/hash",
        "/blocks/tip/height",
        "/blocks/",
        "/block-height/",
        "/block/",
        "/tx/",
        "/scripthash/",
        "/fee-estimates",
        "/",
    ]);
    let answer = prop::sample::select(vec![
        (404, "Block not found"),
        (200, "null"),
        (200, "[]"),
        (200, "{\"spent\":false,\"confirmed\":false}"),
        (200, "7"),
        (200, "<html>"),
        (429, ""),
        (503, "busy"),
    ]);
    prop_oneof![
        2 => Just(Fault::Honest),
        2 => (1usize..30).prop_map(Fault::Behind),
        2 => Just(Fault::Silent),
        3 => (1usize..12, 0u32..14).prop_map(|(depth, instead)| Fault::Parted(depth, instead)),
        4 => (path, answer).prop_map(|(path, (status, body))| Fault::Says(path, status, body)),
    ]
}

#[test]
fn with_one_honest_server_nothing_is_closed_whatever_the_other_does() {
    let mut world = world();
    let steps = (prop::collection::vec((fault(), 1usize..4), 1..6), any::<bool>());
    let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, ..Config::default() });
    let cell = std::cell::RefCell::new(&mut world);
    runner
        .run(&steps, |(steps, swapped)| {
            let mut world = cell.borrow_mut();
            for (fault, blocks) in steps {
                world.mine_alone(blocks, vec![]).unwrap();
                world.split();
                match fault {
                    Fault::Honest | Fault::Says(..) => {}
                    Fault::Behind(blocks) => drop(second(&world).cut(blocks)),
                    Fault::Silent => second(&world).down.set(true),
                    Fault::Parted(depth, instead) => part(&world, depth, instead),
                }
                let other = match fault {
                    Fault::Says(path, status, body) => {
                        Lying::over(second(&world)).answers(path, status, body)
                    }
                    _ => Lying::over(second(&world)),
                };
                let looked = look(&world, &world.chain, &other, swapped);
                prop_assert_eq!(world.wallet().channels().len(), 1);
                match (fault, looked) {
                    // Followed while it parts within the newest blocks, and contradicted from then on.
                    (Fault::Parted(..), Ok(_) | Err(ChainError::Disagree)) => {}
                    (_, Ok(looked)) => prop_assert_eq!(looked.tip, world.chain.tip()),
                    (fault, Err(error)) => prop_assert!(false, "{:?}: {:?}", fault, error),
                }
                if let Fault::Parted(..) = fault {
                    // The honest chain wins.
                    world.mine_alone(5, vec![]).unwrap();
                    world.split();
                    world.look().unwrap();
                }
            }
            world.split();
            world.look().unwrap();
            prop_assert_eq!(world.wallet().height(), world.chain.tip().height);
            Ok(())
        })
        .unwrap();
    world.settle().unwrap();
    nothing_was_closed(&world);
}
