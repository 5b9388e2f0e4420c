use super::pause::{GONE_MS, RECONNECT_MOST_MS};
use super::*;

const RECONNECT_MS: u64 = 1_000;

fn peer(addresses: &[&str]) -> KnownPeer {
    let node_id = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798".parse().unwrap();
    let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
    KnownPeer { node_id, addresses, is_needed: true }
}

#[test]
fn every_address_has_its_turn_and_the_pause_grows_with_the_rounds() {
    let (lines, peer) = (PeerLinks::new("wss://page.example/bridge".to_owned()), peer(&["a:1", "b:2"]));
    let mut now = 0;
    let mut dialled = Vec::new();
    while now < 6_000_000 {
        dialled.extend(lines.next_address(&peer, now, false).map(|address| (address, now)));
        now += 500;
    }
    let addresses: Vec<&str> = dialled.iter().take(4).map(|(address, _)| address.as_str()).collect();
    assert_eq!(addresses, ["a:1", "b:2", "a:1", "b:2"]);
    let pauses: Vec<u64> = dialled.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    assert_eq!(pauses[..6], [1_000, 1_000, 2_000, 2_000, 4_000, 4_000]);
    let often = pauses.iter().position(|pause| *pause > RECONNECT_MOST_MS).unwrap();
    assert_eq!(pauses[often - 20..often], [RECONNECT_MOST_MS; 20]);
    let spent: u64 = pauses[..often].iter().sum();
    assert!((480_000..1_200_000).contains(&spent), "{spent}");
    let (ends, between): (Vec<_>, Vec<_>) = pauses[often..].chunks(2).map(|two| (two[0], two.get(1))).unzip();
    assert!(ends.iter().all(|pause| *pause == GONE_MS), "{pauses:?}");
    assert!(
        between.into_iter().flatten().all(|pause| *pause == RECONNECT_MOST_MS),
        "each address: {pauses:?}"
    );
    now += RECONNECT_MOST_MS;
    assert_eq!(lines.next_address(&peer, now, false), None);
    assert!(lines.next_address(&peer, now, true).is_some(), "money waits for it");
    assert_eq!(lines.next_address(&peer, now + RECONNECT_MOST_MS - 1, true), None, "and not without a pause");
    lines.forget_gone();
    assert!(lines.next_address(&peer, now, false).is_some(), "at once, when its user is there");
    lines.forget_gone();
    assert_eq!(lines.next_address(&peer, now, false), None, "and not again and again");
    lines.retry();
    assert_eq!(
        lines.next_address(&peer, now, false).as_deref(),
        Some("a:1"),
        "at once, when the user tries again"
    );
}

/// Somebody answers at its address, and it is not the peer: what has to be known before anything is said is
/// not asked all the time.
#[test]
fn a_silent_peer_that_only_answers_the_door_is_dialled_less_and_less() {
    let (lines, peer) = (PeerLinks::new("wss://page.example/bridge".to_owned()), peer(&["a:1"]));
    let (mut now, mut asked) = (0, Vec::new());
    while now < 3_600_000 {
        now += 500;
        let was_silent = lines.is_silent(&peer);
        if lines.next_address(&peer, now, true).is_some() && was_silent {
            lines.answers(peer.node_id, now);
            asked.push(now);
            assert!(!lines.is_silent(&peer) && lines.is_due(&peer, now, true), "now it has to be known");
            assert!(lines.next_address(&peer, now, true).is_some());
        }
    }
    // It counts as silent after a minute, and is dialled half a minute later.
    assert!((60_000..95_000).contains(&asked[0]), "{asked:?}");
    assert!(asked.len() <= 20, "{asked:?}");
    lines.reached(peer.node_id, now);
    assert!(!lines.is_silent(&peer) && lines.is_due(&peer, now + RECONNECT_MS, true));
}

/// Its line ends soon after: the bridge starts anew, or a proxy cuts what is idle.
#[test]
fn a_peer_that_was_gone_and_is_back_counts_as_gone_no_more() {
    let (lines, peer) = (PeerLinks::new("wss://page.example/bridge".to_owned()), peer(&["a:1"]));
    let mut now = 0;
    while !lines.lines.borrow().get(&peer.node_id).is_some_and(Pause::is_gone) {
        now += 500;
        let _ = lines.next_address(&peer, now, false);
    }
    assert_eq!(lines.next_address(&peer, now + RECONNECT_MOST_MS, false), None, "it is gone");
    lines.reached(peer.node_id, now);
    assert!(lines.next_address(&peer, now + RECONNECT_MS, false).is_some());
    assert!(lines.next_address(&peer, now + 2 * RECONNECT_MS, false).is_some(), "with the first pause");
}

#[test]
fn a_peer_is_out_of_reach_when_none_of_its_addresses_is_dialled() {
    let (lines, two) = (PeerLinks::new("wss://page.example/bridge".to_owned()), peer(&["a:1", "b:2"]));
    assert!(!lines.is_barred(&two));
    lines.barred.borrow_mut().insert("a:1".to_owned());
    assert!(!lines.is_barred(&two));
    lines.barred.borrow_mut().insert("b:2".to_owned());
    assert!(lines.is_barred(&two));
    assert!(lines.is_barred(&peer(&[])), "nobody knows the way");
    assert_eq!(lines.next_address(&peer(&[]), 0, false), None);
}

#[test]
fn the_bridge_is_asked_where_it_is_dialled() {
    for (bridge, asked) in [
        ("wss://w.example/bridge", "https://w.example/bridge?to=a.example:9735"),
        ("ws://127.0.0.1:1/bridge", "http://127.0.0.1:1/bridge?to=a.example:9735"),
    ] {
        assert_eq!(bridge_question(bridge, "a.example:9735"), asked);
    }
    assert_eq!(bridge_question("wss://w", "[::1]:9735"), "https://w?to=[::1]:9735");
}

struct Mute;

impl Socket for Mute {
    fn send(&self, _: &[u8]) {}
}

/// One of another network does, and one that has banned us.
#[test]
fn the_pauses_grow_also_where_a_peer_says_something_and_hangs_up() {
    let (lines, peer) = (PeerLinks::new("wss://page.example/bridge".to_owned()), peer(&["a:1"]));
    let (mut now, mut pauses) = (0, Vec::new());
    for id in (0..20).map(SocketId) {
        let before = now;
        while lines.next_address(&peer, now, true).is_none() {
            now += 500;
        }
        pauses.push(now - before);
        let (address, socket) = ("a:1".to_owned(), Box::new(Mute));
        let wire = Wire { peer: peer.node_id, address, socket, waiting: None, heard: false };
        lines.sockets.borrow_mut().insert(id, wire);
        lines.heard(id);
        drop(lines.closed(id));
    }
    assert!(pauses.is_sorted() && pauses.last() == Some(&RECONNECT_MOST_MS), "{pauses:?}");
}
