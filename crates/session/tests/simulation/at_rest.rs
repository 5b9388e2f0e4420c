//! What a wallet that nobody uses asks, all of it counted: the node, the journal, the follower of the second copy.

use std::collections::BTreeMap;

use lifeboat_cloud::http::Method;
use lifeboat_messages::{Answer, Phase, Request, ServiceKind, SignInPurpose};

use crate::{
    host::{CHAIN, GOOGLE, ONE_DRIVE, ONE_DRIVE_FILES, cloud_address},
    journey::{PIN, done, lock},
    second_copy::with_second,
    signing_in::sign_in_at,
    traffic::Exchange,
    world::{Process, World},
};

const MINUTE_MS: u64 = 60_000;
const MINUTES: usize = 60;
/// Requests and bytes, a minute.
#[derive(Clone, Copy)]
struct Limit {
    requests: usize,
    bytes: usize,
}

/// For each storage.
const STORAGE: Limit = Limit { requests: 4, bytes: 4_096 };
/// Google Drive is asked for two files where one is not there: the file itself, and the mark that says that there was one.
const GOOGLE_DRIVE: Limit = Limit { requests: 7, bytes: 5_120 };
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

/// What a storage at these addresses was asked in so many minutes: at most so much a minute, and nothing was written. How often.
fn asked_little(tab: &Process, seen: usize, addresses: &[&str], minutes: usize, limit: Limit) -> usize {
    let asked: Vec<Exchange> =
        addresses.iter().flat_map(|address| tab.traffic().since(seen, address)).collect();
    let bytes: usize = asked.iter().map(|it| it.bytes).sum();
    let of = format!("{} requests and {bytes} bytes to {addresses:?} in {minutes} minutes", asked.len());
    println!("{of}: {:#?}", kinds(&asked));
    assert!(!asked.is_empty(), "nobody looks after the backup");
    assert!(asked.len() <= limit.requests * minutes, "{of}");
    assert!(bytes <= limit.bytes * minutes, "{of}");
    let written: Vec<_> =
        asked.iter().filter(|it| !matches!(it.method, Method::Get | Method::Propfind)).collect();
    assert!(written.is_empty(), "{written:?}");
    asked.len()
}

/// An hour with a channel, a second copy, and a block each ten minutes.
#[test]
fn a_wallet_at_rest_asks_little_of_its_storages_and_the_chain_and_writes_nothing() {
    let world = World::with_true_sizes(61);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.run(30 * MINUTE_MS);
    let asked = tab.traffic().len();
    let writes = phone.store.writes();
    for _ in 0..MINUTES / 10 {
        world.run(10 * MINUTE_MS);
        world.around.network.mine(world.around.time.now());
    }
    assert_eq!(tab.view().phase, Phase::Ready);
    assert_eq!(phone.store.writes(), writes, "it wrote on this device");
    let all = tab.traffic().since(asked, "").len();
    let mut known = 0;
    for cloud in [0, 1] {
        known += asked_little(&tab, asked, &[&cloud_address(cloud)], MINUTES, STORAGE);
    }
    let chain = tab.traffic().since(asked, CHAIN).len();
    println!("chain server: {chain} requests in an hour of {LOOKS} looks");
    assert!((LOOKS..=REQUESTS_A_LOOK * LOOKS).contains(&chain), "{chain} requests");
    assert_eq!(all, known + chain, "somebody else is asked");
}

/// The same at services with a sign-in.
#[test]
fn a_wallet_at_rest_asks_little_of_a_service_with_a_sign_in() {
    // Google lets in for an hour.
    const WATCHED: usize = 40;
    let services = [
        (ServiceKind::OneDrive, vec![ONE_DRIVE, ONE_DRIVE_FILES], STORAGE),
        (ServiceKind::GoogleDrive, vec![GOOGLE], GOOGLE_DRIVE),
    ];
    for (service, addresses, limit) in services {
        let world = World::with_true_sizes(62);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
        let drive = sign_in_at(&world, &tab, service, SignInPurpose::Backup { lock: lock(PIN) }).unwrap();
        let started = world.ask(&tab, Request::StartBackup { lock: lock(PIN), drive });
        assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
        done(&world, &tab, Request::AutoLock { minutes: None });
        world.run(10 * MINUTE_MS);
        let (asked, writes) = (tab.traffic().len(), phone.store.writes());
        world.run(WATCHED as u64 * MINUTE_MS);
        assert_eq!(tab.view().phase, Phase::Ready);
        asked_little(&tab, asked, &addresses, WATCHED, limit);
        assert_eq!(phone.store.writes(), writes, "{service:?}: it wrote on this device");
    }
}
