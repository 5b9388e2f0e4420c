//! A state for which nobody vouches yet, and an own closing that waits: no look that could not let it go is
//! made for its sake.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, Assurances, CloseWay, Phase, Request};

use crate::{
    closing::{blocks, commitments},
    host::{CHAIN, cloud_address},
    journey::done,
    old_state::used,
    second_copy::restored_there,
    world::{Process, World},
};

const HOUR_MS: u64 = 3_600_000;
const MINUTES: usize = 60;
/// A look at the head in each minute, which is the longest pause between two, would be so many more, of
/// several requests each.
const LOOKS: usize = MINUTES;
/// The local network is looked at every two seconds, with at most three requests each time.
const MOST_CHAIN: usize = 3 * 30 * MINUTES;
/// Requests a minute to the storage of a wallet at rest.
const AT_REST: usize = 4;
/// While it may not dial it asks, once a minute, whether it is alone: for the next entry and the next
/// milepost, each of which is asked for twice where it is not there.
const BEFORE_DIALLING: usize = 4;

/// Requests to the storage and to the chain server in an hour without a block.
fn asked_in_an_hour(world: &World, tab: &Process) -> (usize, usize) {
    let seen = tab.traffic().len();
    world.run(HOUR_MS);
    assert_eq!(tab.view().phase, Phase::Ready);
    let since = |address: &str| tab.traffic().since(seen, address).len();
    (since(&cloud_address(0)), since(CHAIN))
}

fn close_alone(world: &World, tab: &Process) {
    let id = tab.view().channels.remove(0).id;
    done(world, tab, Request::CloseChannel { id, way: CloseWay::Alone });
    // The peer is given some blocks to close by itself.
    blocks(world, tab, 8);
}

/// The wallet came from elsewhere, its peer cannot be reached, and its user closes the channel alone: nothing
/// leaves, and neither the storage nor the chain server is asked more often for the sake of that.
#[test]
fn a_closing_that_no_look_could_let_go_has_nobody_asked() {
    let world = World::new(71);
    drop(used(&world, &world.device("phone")));
    world.around.bridged.borrow_mut().clear();
    let tab = world.open(&world.device("laptop"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    let came = restored_there(&world, &tab, world.drive(0), Assurances::default());
    assert!(matches!(came, Ok(Answer::Restored(_))), "{came:?}");
    world.see(&tab, "a wallet that runs", |view| view.phase == Phase::Ready);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.run(HOUR_MS);
    let (storage_before, _) = asked_in_an_hour(&world, &tab);
    close_alone(&world, &tab);
    let (storage, chain) = asked_in_an_hour(&world, &tab);
    println!(
        "distrusted: {storage} requests an hour to the storage, {storage_before} before; {chain} to the chain server"
    );
    assert_eq!(commitments(&world), 0, "nobody vouches for that state");
    assert!(storage_before > 0 && storage < storage_before + LOOKS, "{storage}, {storage_before} before");
    assert!(chain > 0 && chain <= MOST_CHAIN, "{chain}");
}

/// The same wallet where its storage does not answer: it may close, and asks, one look after the other, ever
/// more seldom.
#[test]
fn a_closing_that_waits_for_its_storage_asks_seldom() {
    let world = World::new(72);
    let tab = used(&world, &world.device("phone"));
    world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
    close_alone(&world, &tab);
    assert_eq!(commitments(&world), 0, "nobody knows whether another device went on");
    let (storage, _) = asked_in_an_hour(&world, &tab);
    let most = (AT_REST + BEFORE_DIALLING) * MINUTES;
    println!("storage that does not answer: {storage} requests an hour");
    assert!(storage > 0 && storage <= most, "{storage}");
    world.around.clouds[0].mend();
    blocks(&world, &tab, 3);
    assert_eq!(commitments(&world), 1);
}
