//! What a wallet that nobody uses asks, all of it counted: the node, the journal, the follower of the second copy.

use std::collections::BTreeMap;

use lifeboat_cloud::http::Method;
use lifeboat_messages::{Answer, DriveChoice, Link, Phase, Request, ServiceKind, SignInPurpose};

use crate::{
    host::{CHAIN, GOOGLE, ONE_DRIVE, ONE_DRIVE_FILES, cloud_address},
    journey::{PIN, done, lock},
    second_copy::with_second,
    storages::{DROPBOX, ICLOUD, REMOTE_STORAGE, S3, VSS, drive_at},
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
/// The calls by which Dropbox, iCloud and a VSS say what they have.
const READING: [&str; 7] = [
    "/files/download",
    "/files/get_metadata",
    "/files/list_folder",
    "/records/lookup",
    "/records/query",
    "/getObject",
    "/listKeyVersions",
];
/// The local network is looked at every two seconds, any other once a minute.
const LOOKS: usize = 30 * MINUTES;
/// Requests to the chain server for each look.
const REQUESTS_A_LOOK: usize = 3;

/// How often what was asked, and its bytes: the address without the numbers of entries, and without what is
/// signed in it.
fn kinds(asked: &[Exchange]) -> BTreeMap<String, (usize, usize)> {
    let mut kinds = BTreeMap::new();
    for it in asked {
        let path = it.url.split('?').next().unwrap_or_default();
        let path: String = path.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        let (count, bytes) = kinds.entry(format!("{:?} {path}", it.method)).or_insert((0, 0));
        *count += 1;
        *bytes += it.bytes;
    }
    kinds
}

/// Whether nothing is changed by it. Some services are asked by `POST` for what they have.
fn is_read(asked: &Exchange) -> bool {
    let ends = |end: &&str| asked.url.split('?').next().is_some_and(|path| path.ends_with(end));
    match asked.method {
        Method::Get | Method::Head | Method::Propfind => true,
        Method::Post => READING.iter().any(ends),
        _ => false,
    }
}

/// What a storage at these addresses was asked in so many minutes: at most so much a minute, and nothing was
/// written. How often.
fn asked_little(tab: &Process, seen: usize, addresses: &[&str], minutes: usize, limit: Limit) -> usize {
    let asked: Vec<Exchange> =
        addresses.iter().flat_map(|address| tab.traffic().since(seen, address)).collect();
    let bytes: usize = asked.iter().map(|it| it.bytes).sum();
    let of = format!("{} requests and {bytes} bytes to {addresses:?} in {minutes} minutes", asked.len());
    println!("{of}: {:#?}", kinds(&asked));
    assert!(!asked.is_empty(), "nobody looks after the backup");
    assert!(asked.len() <= limit.requests * minutes, "{of}");
    assert!(bytes <= limit.bytes * minutes, "{of}");
    let written: Vec<_> = asked.iter().filter(|it| !is_read(it)).collect();
    assert!(written.is_empty(), "{written:?}");
    asked.len()
}

/// An hour with a channel, a second copy, and a block each ten minutes; both storages are Nextclouds.
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

/// Nobody answers where its peer was, for hours. It dials all the same, and never before it knows that no
/// other device has the line by now.
#[test]
fn a_wallet_whose_peer_is_away_asks_as_little_of_its_storages() {
    let world = World::with_true_sizes(63);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::AutoLock { minutes: None });
    let bridged = world.around.bridged.take();
    world.around.wires.cut(&world.around.network);
    world.run(30 * MINUTE_MS);
    let asked = tab.traffic().len();
    world.run(MINUTES as u64 * MINUTE_MS);
    assert_eq!((tab.view().phase, tab.view().link), (Phase::Ready, Link::Connecting));
    for cloud in [0, 1] {
        asked_little(&tab, asked, &[&cloud_address(cloud)], MINUTES, STORAGE);
    }
    world.around.bridged.replace(bridged);
    assert!(!world.run_until(5_000, || tab.view().link == Link::Up), "it dials all the time");
    done(&world, &tab, Request::Active);
    assert!(world.run_until(5_000, || tab.view().link == Link::Up), "it waits, although its user is there");
}

/// The same while it has an invoice that can be paid as soon as the peer is back, and dials twice a minute.
#[test]
fn a_wallet_that_waits_for_its_peer_with_an_open_invoice_asks_as_little() {
    let world = World::with_true_sizes(65);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    with_second(&world, &tab);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    done(&world, &tab, Request::AutoLock { minutes: None });
    let asked = world.ask(&tab, Request::Receive { amount_msat: Some(2_000_000), note: String::new() });
    assert!(matches!(asked, Some(Ok(Answer::Invoice(_)))), "{asked:?}");
    let bridged = world.around.bridged.take();
    world.around.wires.cut(&world.around.network);
    world.run(5 * MINUTE_MS);
    let asked = tab.traffic().len();
    const WATCHED: usize = 50;
    world.run(WATCHED as u64 * MINUTE_MS);
    assert_eq!((tab.view().phase, tab.view().link), (Phase::Ready, Link::Connecting));
    for cloud in [0, 1] {
        let to = tab.traffic().since(asked, &cloud_address(cloud));
        let bytes: usize = to.iter().map(|it| it.bytes).sum();
        let of = format!("{} requests and {bytes} bytes in {WATCHED} minutes: {:#?}", to.len(), kinds(&to));
        assert!(to.len() <= STORAGE.requests * WATCHED && bytes <= STORAGE.bytes * WATCHED, "{of}");
    }
    let (chain, looks) = (tab.traffic().since(asked, CHAIN).len(), 30 * WATCHED);
    assert!((looks..=REQUESTS_A_LOOK * looks).contains(&chain), "{chain} requests to the chain server");
    world.around.bridged.replace(bridged);
    assert!(world.run_until(40_000, || tab.view().link == Link::Up), "it waits, although money does");
}

/// An open invoice can be paid as soon as the peer is back, and a payment or a height that waits for it keeps
/// no longer than that.
#[test]
fn a_peer_that_is_gone_is_dialled_all_the_time_while_money_waits_for_it_and_after_a_sleep() {
    for asleep in [false, true] {
        let world = World::new(64);
        let phone = world.device("phone");
        let tab = world.open(&phone);
        with_second(&world, &tab);
        world.open_channel(&tab, 1_000_000, 400_000_000);
        done(&world, &tab, Request::AutoLock { minutes: None });
        if !asleep {
            let asked =
                world.ask(&tab, Request::Receive { amount_msat: Some(2_000_000), note: String::new() });
            assert!(matches!(asked, Some(Ok(Answer::Invoice(_)))), "{asked:?}");
        }
        let bridged = world.around.bridged.take();
        world.around.wires.cut(&world.around.network);
        world.run(40 * MINUTE_MS);
        assert_eq!((tab.view().phase, tab.view().link), (Phase::Ready, Link::Connecting));
        if asleep {
            tab.life().fall_asleep();
            world.run(5 * MINUTE_MS);
            tab.life().wake();
        }
        world.around.bridged.replace(bridged);
        assert!(world.run_until(40_000, || tab.view().link == Link::Up), "asleep: {asleep}");
    }
}

/// A wallet with its backup at this service is left alone: what it asks there, and that it writes nothing there.
fn rests_at(service: ServiceKind, addresses: &[&str], limit: Limit) {
    // Google lets in for an hour.
    const WATCHED: usize = 40;
    let world = World::with_true_sizes(62);
    let phone = world.device("phone");
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    let drive = drive_at(&world, &tab, service, SignInPurpose::Backup { lock: lock(PIN) });
    if matches!(drive, DriveChoice::Form { .. }) {
        let connected = world.ask(&tab, Request::Connect { drive: drive.clone() });
        assert!(matches!(connected, Some(Ok(Answer::Connected(_)))), "{connected:?}");
    }
    let started =
        world.ask(&tab, Request::StartBackup { lock: lock(PIN), drive, waiver: Default::default() });
    assert!(matches!(started, Some(Ok(Answer::BackedUp(_)))), "{started:?}");
    done(&world, &tab, Request::AutoLock { minutes: None });
    world.run(10 * MINUTE_MS);
    let (asked, writes) = (tab.traffic().len(), phone.store.writes());
    world.run(WATCHED as u64 * MINUTE_MS);
    assert_eq!(tab.view().phase, Phase::Ready);
    let requests = asked_little(&tab, asked, addresses, WATCHED, limit);
    // Apple's token comes anew with each answer, and the newest is kept.
    let most = if service == ServiceKind::ICloud { requests as u64 } else { 0 };
    let wrote = phone.store.writes() - writes;
    assert!(wrote <= most, "{service:?}: it wrote {wrote} times on this device");
}

macro_rules! a_wallet_at_rest_asks_little {
    ($($name:ident: $service:ident at $addresses:expr, $limit:expr;)*) => { $(
        #[test]
        fn $name() {
            rests_at(ServiceKind::$service, &$addresses, $limit);
        }
    )* };
}

a_wallet_at_rest_asks_little! {
    a_wallet_at_rest_asks_little_of_google_drive: GoogleDrive at [GOOGLE], STORAGE;
    a_wallet_at_rest_asks_little_of_one_drive: OneDrive at [ONE_DRIVE, ONE_DRIVE_FILES], STORAGE;
    a_wallet_at_rest_asks_little_of_dropbox: Dropbox at [DROPBOX], STORAGE;
    a_wallet_at_rest_asks_little_of_icloud: ICloud at [ICLOUD], STORAGE;
    a_wallet_at_rest_asks_little_of_a_vss: Vss at [VSS], STORAGE;
    a_wallet_at_rest_asks_little_of_a_bucket: S3 at [S3], STORAGE;
    a_wallet_at_rest_asks_little_of_a_remote_storage: RemoteStorage at [REMOTE_STORAGE], STORAGE;
}
