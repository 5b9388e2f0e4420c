//! What earlier releases have written opens, settles, and adds up.

use lifeboat_wallet::sim::{Crash, Golden, World, closing, in_use};
use lifeboat_wallet::{Direction, Outcome};

const FORMAT_1: [(&str, &[u8]); 2] = [
    ("in use", include_bytes!("../golden/format-1/in-use.state")),
    ("closing", include_bytes!("../golden/format-1/closing.state")),
];

const FORMAT_2: [(&str, &[u8]); 2] = [
    ("in use", include_bytes!("../golden/format-2/in-use.state")),
    ("closing", include_bytes!("../golden/format-2/closing.state")),
];

const FORMAT_3: [(&str, &[u8]); 2] = [
    ("in use", include_bytes!("../golden/format-3/in-use.state")),
    ("closing", include_bytes!("../golden/format-3/closing.state")),
];

/// Of wallets whose words were in use before: those of others are still of format 3.
const FORMAT_4: [(&str, &[u8]); 2] = [
    ("in use", include_bytes!("../golden/format-4/in-use.state")),
    ("closing", include_bytes!("../golden/format-4/closing.state")),
];

/// Opens it as a device would that has brought it from a cloud, lets everything under way come to its end, and counts.
fn settles(name: &str, file: &[u8], accident: Option<(u64, Crash)>) {
    let mut golden = Golden::read(file).unwrap();
    golden.world.crash = accident;
    assert_eq!(golden.world.check().map_err(|e| e.to_string()), Ok(()), "{name}");
    golden.world.journal = [9; 8];
    golden.world.start().unwrap();
    let payments = golden.world.wallet().payments();
    let pending = payments.iter().filter(|p| p.outcome == Outcome::Pending).count();
    golden.world.connect().unwrap();
    golden.world.settle().unwrap();
    golden.peer_claims();
    golden.world.settle().unwrap();
    for _ in 0..8 {
        let found = golden.world.unmined();
        golden.world.mine(found).unwrap();
        golden.world.settle().unwrap();
    }
    let world = &golden.world;
    let settled = world.wallet().payments();
    assert!(settled.iter().all(|p| p.outcome == Outcome::Done), "{name}: {settled:?}");
    let balance = world.wallet().balance();
    assert_eq!(balance.lightning_msat, golden.lightning_msat, "{name}");
    let fees = golden.onchain_sat.checked_sub(balance.onchain_sat).unwrap();
    assert!(fees < 2_000, "{name}: {balance:?}");
    assert_eq!(world.closed, 0, "{name}: nothing was closed by opening it");
    assert!(world.wallet().is_trusted(), "{name}: the peer has agreed");
    match name {
        "in use" => {
            assert_eq!(pending, 1, "the other one was not known yet");
            let done = |direction| settled.iter().filter(|p| p.direction == direction).count();
            assert_eq!((done(Direction::Out), done(Direction::In)), (3, 3));
        }
        _ => assert_eq!((pending, settled.len()), (0, 2)),
    }
}

#[test]
fn states_that_were_kept_open_and_settle() {
    for (name, file) in FORMAT_1.into_iter().chain(FORMAT_2).chain(FORMAT_3).chain(FORMAT_4) {
        settles(name, file, None);
    }
}

/// The process dies while it brings a state to the newest format, and in the first steps after.
#[test]
fn an_interrupted_upgrade_loses_nothing() {
    for (name, file) in FORMAT_1.into_iter().chain(FORMAT_2) {
        for at in 1..=4 {
            settles(name, file, Some((at, Crash::Durable)));
            // A sweep that is sent and mined, and not kept, is fine for LDK in a release; a debug build
            // asserts against it.
            if name != "closing" {
                settles(name, file, Some((at, Crash::Lost)));
            }
        }
    }
}

/// The upgrade is written once, as a whole, and what it wrote is what the next start finds.
#[test]
fn a_state_of_an_older_format_is_upgraded_once() {
    for (name, file) in FORMAT_1.into_iter().chain(FORMAT_2) {
        let mut golden = Golden::read(file).unwrap();
        let before = golden.world.cloud.get("about").map(<[u8]>::to_vec);
        golden.world.start().unwrap();
        golden.world.flush_alone();
        let about = golden.world.cloud.get("about").map(<[u8]>::to_vec);
        assert!(about.is_some() && about != before, "{name}");
        golden.world.kill();
        golden.world.start().unwrap();
        let cut = golden.world.wallet().next_cut(golden.world.time_ms, lifeboat_wallet::Urgency::Flush);
        let again = cut.into_iter().flat_map(|batch| batch.ops).any(
            |op| matches!(op, lifeboat_wallet::Op::Put { key, .. } | lifeboat_wallet::Op::Delete { key } if key == "about"),
        );
        assert!(!again, "{name}: upgraded twice");
    }
}

/// Format 2 had one mark for all channels: what its journal had proved stays proved there, and nowhere else.
#[test]
fn what_format_2_has_proved_stays_proved() {
    for (name, file) in FORMAT_2 {
        for (journal, proved) in [([1; 8], true), ([9; 8], false)] {
            let mut golden = Golden::read(file).unwrap();
            assert_eq!(golden.world.cloud.get("proved"), Some(&[1; 8][..]), "{name}");
            golden.world.journal = journal;
            golden.world.start().unwrap();
            assert_eq!(golden.world.wallet().is_trusted(), proved, "{name}");
        }
    }
}

/// What this version would keep for later ones is as good as what the earlier ones have kept.
#[test]
fn what_is_kept_for_later_releases_opens_and_settles() {
    for world in [World::new, World::of_words] {
        settles("in use", &in_use(world().unwrap()).unwrap(), None);
        settles("closing", &closing(world().unwrap()).unwrap(), None);
    }
}
