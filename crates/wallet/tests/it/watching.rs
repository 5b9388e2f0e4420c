//! A wallet that only watches.

use lifeboat_wallet::sim::opened;
use lifeboat_wallet::{CloseWay, ConnectError, Urgency};

/// It speaks with nobody, has nothing to keep, and lets go of no commitment of its own, whatever its host asks for.
#[test]
fn a_wallet_that_only_watches_connects_keeps_and_closes_nothing() {
    let world = opened(2).unwrap();
    let wallet = world.wallet();
    wallet.watch_only();
    assert!(wallet.connected().is_empty(), "the lines end");
    assert_eq!(wallet.connect(world.lsp().node_id).unwrap_err(), ConnectError::OnlyWatches);
    assert!(!wallet.may_connect(world.lsp().node_id));
    let channel = wallet.channels()[0].id.clone();
    wallet.close(&channel, CloseWay::Alone).unwrap();
    wallet.pump(world.time_ms);
    assert!(wallet.is_unsaved(), "there would be something");
    assert!(wallet.next_cut(world.time_ms, Urgency::Flush).is_none());
    assert_eq!(wallet.held_broadcasts().len(), 1);
    assert!(!wallet.waits_for_head());
    wallet.release_held();
    assert!(wallet.take_broadcasts().is_empty());
}
