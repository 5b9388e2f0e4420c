//! Payments that are called off before they leave.

use super::*;

/// While nothing of it has left, and not a moment longer.
#[test]
fn a_payment_is_called_off_as_long_as_it_is_not_durable() {
    let mut world = funded(100_000).unwrap();
    let address = world.wallet().address();
    world.fund_again(&address, 500_000).unwrap();
    world.look().unwrap();
    world.flush_alone();
    let first = send(&world, 60_000);
    world.wallet().call_off(&first, world.time_ms).unwrap();
    assert_eq!(state(&world, &first), Some(ChainState::CallingOff));
    assert_eq!(balance(&world), (600_000, 0));
    assert_eq!(world.wallet().call_off(&first, world.time_ms), Err(SendError::NotWaiting), "it is over");
    assert!(left(&mut world).is_empty());
    for _ in 0..2 {
        assert_eq!(state(&world, &first), Some(ChainState::CalledOff));
        assert!(left_with_next_block(&mut world).is_empty(), "it never leaves");
        world.kill();
        world.start().unwrap();
    }
    // A state in which it stands may be somewhere: only one of the two can come into a block.
    let coins: Vec<OutPoint> = kept(&world, &first).input.iter().map(|input| input.previous_output).collect();
    world.look().unwrap();
    let second = send(&world, 50_000);
    let then = send(&world, 10_000);
    assert_eq!(world.wallet().call_off(&second, world.time_ms), Err(SendError::SpentOn));
    assert_eq!(left(&mut world), [second.as_str()]);
    assert!(kept(&world, &second).input.iter().any(|input| coins.contains(&input.previous_output)));
    assert_eq!(world.wallet().call_off(&then, world.time_ms), Err(SendError::HasLeft));
    for id in [&second, &then] {
        assert_eq!(state(&world, id), Some(ChainState::Waiting));
    }
}

/// What was in a block, and is in none any more, has left for all that.
#[test]
fn a_payment_whose_block_was_replaced_is_not_called_off() {
    let mut world = funded(100_000).unwrap();
    let id = send(&world, 60_000);
    world.flush_alone();
    let payment = kept(&world, &id);
    world.mine(vec![payment]).unwrap();
    world.look().unwrap();
    world.reorganise(1, 2).unwrap();
    world.look().unwrap();
    let entry = entry(&world, &id).unwrap();
    assert_eq!((entry.state, entry.departure), (ChainState::Waiting, Departure::Taken));
    assert_eq!(world.wallet().call_off(&id, world.time_ms), Err(SendError::HasLeft));
}

/// What was ordered before the fee was raised would leave instead.
#[test]
fn a_payment_whose_fee_was_raised_is_called_off_with_every_fee() {
    let mut world = funded(100_000).unwrap();
    let first = send(&world, 60_000);
    let second = raise(&world, &first);
    assert_eq!(entry(&world, &second).unwrap().departure, Departure::Here);
    world.wallet().call_off(&second, world.time_ms).unwrap();
    assert_eq!(balance(&world), (100_000, 0));
    for _ in 0..2 {
        assert!(left_with_next_block(&mut world).is_empty(), "nothing of it leaves");
        assert_eq!(state(&world, &second), Some(ChainState::CalledOff));
        assert_eq!((entry(&world, &first), sent_entries(&world)), (None, 1), "it is one payment");
        world.kill();
        world.start().unwrap();
    }
    world.look().unwrap();
    let then = send(&world, 50_000);
    assert_eq!(left(&mut world), [then.as_str()]);
}

/// It is one payment: nobody who has the first one asks whether the second has left.
#[test]
fn a_payment_whose_fee_was_raised_is_not_called_off_once_it_has_left_with_the_lower_one() {
    for (taken, departure) in [(false, Departure::Offered), (true, Departure::Taken)] {
        let mut world = funded(100_000).unwrap();
        let first = send(&world, 60_000);
        assert_eq!(left(&mut world), [first.as_str()]);
        if taken {
            answered(&world, &first, 200, "");
        }
        let second = raise(&world, &first);
        assert_eq!(entry(&world, &second).unwrap().departure, departure);
        assert_eq!(world.wallet().call_off(&second, world.time_ms), Err(SendError::HasLeft));
        assert_eq!(state(&world, &second), Some(ChainState::Waiting));
        assert_eq!(left(&mut world), [second.as_str()]);
    }
}

/// The order is on its way into the backup: until what calls it off is there, too, a process that starts anew sends it.
#[test]
fn nothing_is_said_to_be_called_off_before_that_is_durable() {
    for dies in [true, false] {
        let mut world = funded(100_000).unwrap();
        let id = send(&world, 60_000);
        let order = world.wallet().next_cut(world.time_ms, Urgency::Flush).unwrap();
        world.wallet().call_off(&id, world.time_ms).unwrap();
        assert_eq!(state(&world, &id), Some(ChainState::CallingOff));
        world.cloud.apply(&order);
        world.wallet().cut_durable();
        assert_eq!(state(&world, &id), Some(ChainState::CallingOff));
        if dies {
            world.kill();
            world.start().unwrap();
            assert_eq!(state(&world, &id), Some(ChainState::Waiting));
            assert_eq!(left(&mut world), [id.as_str()]);
        } else {
            assert!(left_with_next_block(&mut world).is_empty());
            assert_eq!(state(&world, &id), Some(ChainState::CalledOff));
        }
    }
}
