//! What cannot be used here is refused for what it is, before anything else is looked at.

use lifeboat_wallet::sim::{Chain, Golden, World, now, opened};
use lifeboat_wallet::{Batch, Links, Network, Op, Servers, StartError, State, links};

fn put(state: &State, key: &str, value: &[u8]) -> State {
    let mut changed = state.clone();
    changed.apply(&Batch { ops: vec![Op::Put { key: key.to_owned(), value: value.to_vec() }] });
    changed
}

/// One state of each format.
fn worlds() -> [(u32, World); 3] {
    let first = Golden::read(include_bytes!("../golden/format-1/in-use.state")).unwrap();
    let second = Golden::read(include_bytes!("../golden/format-2/in-use.state")).unwrap();
    let mut new = opened(1).unwrap();
    new.flush().unwrap();
    [(1, first.world), (2, second.world), (3, new)]
}

const OTHERS: [Network; 4] = [Network::Bitcoin, Network::Testnet, Network::Testnet4, Network::Signet];

#[test]
fn another_network_is_named() {
    for (format, world) in worlds() {
        assert!(world.check().is_ok());
        for network in OTHERS {
            let found = world.check_on(network);
            let named = matches!(found, Err(StartError::OtherNetwork { found: Network::Regtest }));
            assert!(named, "format {format} on {network}: {found:?}");
        }
    }
}

/// Even where nothing else of it can be read: the user is not told that it is damaged, and does not put an
/// older one back.
#[test]
fn another_network_or_a_newer_format_is_no_damage() {
    for (format, mut world) in worlds() {
        let key = world.cloud.prefix("monitor/").next().unwrap().0.to_owned();
        world.cloud = put(&world.cloud, &key, b"\x01\x01neither old nor new");
        let found = world.check_on(Network::Signet);
        assert!(matches!(found, Err(StartError::OtherNetwork { .. })), "format {format}: {found:?}");
        let damaged = world.check();
        assert!(matches!(&damaged, Err(StartError::Damaged { key: named }) if *named == key), "{damaged:?}");
        world.cloud = put(&world.cloud, "about", br#"{"format":5,"network":["a","b"],"other":1}"#);
        let newer = world.check();
        assert!(matches!(&newer, Err(StartError::TooNew { key }) if key == "about"), "{newer:?}");
    }
}

#[test]
fn what_a_state_says_of_itself_can_be_damaged_too() {
    let [.., (_, mut world)] = worlds();
    for value in [&b""[..], b"{", b"{}", br#"{"format":2}"#, br#"{"format":"2"}"#, &[0xff; 40]] {
        world.cloud = put(&world.cloud, "about", value);
        let found = world.check();
        assert!(matches!(&found, Err(StartError::Damaged { key }) if key == "about"), "{value:?}: {found:?}");
    }
}

#[test]
fn a_new_wallet_says_when_it_was_born() {
    let mut world = World::new().unwrap();
    world.flush_alone();
    let about = String::from_utf8(world.cloud.get("about").unwrap().to_vec()).unwrap();
    for part in [r#""format":3"#, r#""network":"regtest""#, r#""birthday":{"height":0,"hash":""#] {
        assert!(about.contains(part), "{about}");
    }
    // And it stays so.
    world.kill();
    world.start().unwrap();
    for _ in 0..3 {
        world.mine(vec![]).unwrap();
    }
    world.flush_alone();
    assert_eq!(world.cloud.get("about").unwrap(), about.as_bytes());
}

/// Every signet begins with the same block; so does every chain of the simulator.
#[test]
fn a_chain_that_the_state_has_not_followed_is_named_before_anything_is_changed() {
    let mut world = World::new().unwrap();
    for _ in 0..30 {
        world.mine(vec![]).unwrap();
    }
    world.kill();
    world.start().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.wallet().expect_channel(world.time_ms);
    world.open(200_000, 40_000_000).unwrap();
    for _ in 0..30 {
        world.mine(vec![]).unwrap();
    }
    world.flush().unwrap();
    let other = Chain::default();
    for time in 0..200 {
        other.mine(1_800_000_000 + time, vec![]);
    }
    let short = Chain::default();
    let down = world.chain.copy();
    down.down.set(true);
    let asked = |servers: Servers<'_>| now(links(&world.cloud, Network::Regtest, servers)).unwrap();
    assert_eq!(asked((&world.chain).into()), Links::Yes);
    assert_eq!(asked((&other).into()), Links::No);
    assert_eq!(
        asked(Servers::two(&other, &world.chain)),
        Links::Yes,
        "one of them is wrong, and the look will say so"
    );
    assert_eq!(asked(Servers::two(&other, &other)), Links::No);
    assert_eq!(asked(Servers::two(&down, &other)), Links::Unknown, "one server's word");
    assert_eq!(asked(Servers::two(&other, &down)), Links::Unknown, "one server's word");
    assert_eq!(asked((&down).into()), Links::Unknown);
    assert_eq!(asked((&short).into()), Links::Unknown, "it has not come so far");
    assert_eq!(now(links(&State::default(), Network::Regtest, &world.chain)).unwrap(), Links::Unknown);
    // A new wallet's few blocks may still be replaced.
    let mut young = World::new().unwrap();
    young.mine(vec![]).unwrap();
    young.flush_alone();
    assert_eq!(now(links(&young.cloud, Network::Regtest, &other)).unwrap(), Links::Unknown);
}
