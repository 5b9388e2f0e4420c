//! What a wallet that nobody uses asks, all of it counted: the node, the journal, the follower of the second copy.

use std::collections::BTreeMap;

use lifeboat_cloud::http::Method;
use lifeboat_messages::{Phase, Request};

use crate::{
    host::{CHAIN, cloud_address},
    journey::done,
    second_copy::with_second,
    traffic::Exchange,
    world::World,
};

const MINUTE_MS: u64 = 60_000;
const MINUTES: usize = 60;
/// Requests a minute to each storage, and bytes. The journal asks for 4 files and 4 kB at most; a WebDAV server is asked three
/// times for one that is not there, since its 404 alone proves nothing, and most of these are not there.
const STORAGE: usize = 11;
const STORAGE_BYTES: usize = 7_168;
/// Files a minute, however often each is asked for.
const FILES: usize = 5;
/// The local network is looked at every two seconds, any other once a minute.
const LOOKS: usize = 30 * MINUTES;
/// Requests to the chain server for each look.
const REQUESTS_A_LOOK: usize = 3;

/// How often what was asked, and its bytes: the address without the numbers of entries.
fn kinds(asked: &[Exchange]) -> BTreeMap<String, (usize, usize)> {
    let mut kinds = BTreeMap::new();
    for it in asked {
        let path: String = it.url.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        let (count, bytes) = kinds.entry(format!("{:?} {path}", it.method)).or_insert((0, 0));
        *count += 1;
        *bytes += it.bytes;
    }
    kinds
}

/// An hour with a channel, a second copy, and a block each ten minutes.
#[test]
fn a_wallet_at_rest_asks_little_of_its_storages_and_the_chain_and_writes_nothing() {
    let world = World::new(61);
    let tab = world.open(&world.device("phone"));
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.run(30 * MINUTE_MS);
    let asked = tab.traffic().len();
    for _ in 0..MINUTES / 10 {
        world.run(10 * MINUTE_MS);
        world.around.network.mine(world.around.time.now());
    }
    assert_eq!(tab.view().phase, Phase::Ready);
    let all = tab.traffic().since(asked, "").len();
    let mut known = 0;
    for cloud in [0, 1] {
        let asked = tab.traffic().since(asked, &cloud_address(cloud));
        let bytes: usize = asked.iter().map(|it| it.bytes).sum();
        println!(
            "storage {cloud}: {} requests and {bytes} bytes in an hour: {:#?}",
            asked.len(),
            kinds(&asked)
        );
        assert!(!asked.is_empty(), "nobody looks after the backup");
        assert!(asked.len() <= STORAGE * MINUTES, "{} requests", asked.len());
        assert!(bytes <= STORAGE_BYTES * MINUTES, "{bytes} bytes");
        // One that is not there is asked for, then the root, then it again.
        let proofs = asked.iter().filter(|it| it.method == Method::Propfind).count();
        let files = asked.iter().filter(|it| it.method == Method::Get).count() - proofs;
        assert!(files <= FILES * MINUTES, "{files} files");
        let written: Vec<_> =
            asked.iter().filter(|it| !matches!(it.method, Method::Get | Method::Propfind)).collect();
        assert!(written.is_empty(), "{written:?}");
        known += asked.len();
    }
    let chain = tab.traffic().since(asked, CHAIN).len();
    println!("chain server: {chain} requests in an hour of {LOOKS} looks");
    assert!((LOOKS..=REQUESTS_A_LOOK * LOOKS).contains(&chain), "{chain} requests");
    assert_eq!(all, known + chain, "somebody else is asked");
}
