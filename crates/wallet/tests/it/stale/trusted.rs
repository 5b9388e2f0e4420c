//! A state that came from elsewhere: what it may close, and when.

use lifeboat_wallet::sim::{World, opened};
use lifeboat_wallet::{Batch, CloseWay, Op, StartError, UnheardChannel};

/// Brought here from elsewhere: current as it happens, but nobody vouches for that.
fn restored() -> World {
    let mut world: World = opened(3).unwrap();
    world.flush().unwrap();
    world.kill();
    world.journal = [2; 8];
    world.start().unwrap();
    world
}

fn close_alone(world: &World) -> usize {
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().close(&channel, CloseWay::Alone).unwrap();
    world.wallet().pump(world.time_ms);
    assert_eq!(world.wallet().held_broadcasts().len(), 1);
    world.wallet().release_held();
    world.wallet().take_broadcasts().len()
}

#[test]
fn a_wallet_that_was_made_here_vouches_for_itself_over_any_number_of_starts() {
    let mut world: World = opened(3).unwrap();
    world.flush().unwrap();
    for _ in 0..2 {
        world.kill();
        world.start().unwrap();
        world.wallet().pump(world.time_ms);
        assert!(world.wallet().is_trusted());
    }
    assert_eq!(close_alone(&world), 1);
}

#[test]
fn a_state_that_nobody_vouches_for_closes_nothing_before_the_peer_has_agreed() {
    let mut world = restored();
    assert_eq!(close_alone(&world), 0, "the host's word is not enough");
    assert!(!world.wallet().waits_for_head(), "no look at the head could let it go");
    world.connect().unwrap();
    world.settle().unwrap();
    world.wallet().release_held();
    assert!(!world.wallet().is_trusted() && world.wallet().held_broadcasts().len() == 1, "nor is the time");
}

#[test]
fn a_state_that_the_peer_has_agreed_with_is_as_good_as_any() {
    let mut world = restored();
    assert!(!world.wallet().is_trusted());
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().channels()[0].usable && world.wallet().is_trusted());
    // This journal remembers it; another one does not.
    world.flush().unwrap();
    world.kill();
    world.start().unwrap();
    assert!(world.wallet().is_trusted());
    assert_eq!(close_alone(&world), 1);
    world.kill();
    world.journal = [3; 8];
    world.start().unwrap();
    assert!(!world.wallet().is_trusted());
}

/// While it runs, and over a start: what its peer had said, it had said of a state that was known to be the newest.
#[test]
fn a_wallet_whose_journal_takes_another_name_waits_for_its_peer_again() {
    let mut world: World = opened(3).unwrap();
    world.disconnect();
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(!world.wallet().note_journal(world.journal) && world.wallet().is_trusted());
    world.journal = [2; 8];
    assert!(world.wallet().note_journal(world.journal));
    world.settle().unwrap();
    assert!(!world.wallet().is_trusted(), "by what was said before");
    world.flush().unwrap();
    world.kill();
    world.start().unwrap();
    world.wallet().pump(world.time_ms);
    assert!(!world.wallet().is_trusted(), "by a start");
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.wallet().is_trusted());
    world.flush().unwrap();
    world.kill();
    world.start().unwrap();
    assert_eq!(close_alone(&world), 1);
}

/// A payment is on its way, this very state is kept, and then life goes on elsewhere. Where the state comes back, the
/// payment has expired long ago, and nobody is connected.
fn stale_and_expired() -> World {
    let mut world: World = opened(3).unwrap();
    world.peer.holds(true);
    let bolt11 = world.peer_invoice(Some(1_000_000)).unwrap();
    world.wallet().pay(&bolt11, None, world.time_ms).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    let old = world.cloud.clone();
    world.peer.holds(false);
    world.peer.claim_held();
    world.settle().unwrap();
    for _ in 0..2 {
        world.pay(true, 700_000).unwrap();
        world.pay(false, 600_000).unwrap();
    }
    world.kill();
    world.cloud = old;
    for _ in 0..200 {
        world.mine(vec![]).unwrap();
    }
    world
}

/// The height is held back for a peer that does not come; then it is told, and LDK closes.
fn nobody_comes(world: &mut World) {
    world.time_ms += 600_000;
    world.look().unwrap();
    world.wallet().pump(world.time_ms);
}

/// LDK closes the channel at the first look at the chain, before anybody could be asked. A head that is ours proves
/// nothing: the journal that was restored ends there. A restart, a minute, a copy of this copy, and the peer's silence
/// prove nothing either.
#[test]
fn whichever_door_a_stale_state_came_in_by_its_commitment_never_leaves() {
    let mut world = stale_and_expired();
    for door in [[2; 8], [2; 8], [3; 8]] {
        world.journal = door;
        world.start().unwrap();
        world.wallet().pump(world.time_ms);
        for _ in 0..3 {
            world.mine(vec![]).unwrap();
            world.time_ms += 61_000;
            world.wallet().pump(world.time_ms);
        }
        let held = world.wallet().held_broadcasts();
        assert!(!held.is_empty(), "LDK did not close, and the test shows nothing");
        world.wallet().release_held();
        assert_eq!(world.wallet().take_broadcasts(), []);
        let unheard = world.wallet().unheard();
        assert_eq!(unheard.len(), 1);
        assert!((35_000..42_000).contains(&unheard[0].at_stake_sat), "{unheard:?}");
        world.connect().unwrap();
        world.settle().unwrap();
        world.wallet().release_held();
        assert_eq!(world.wallet().take_broadcasts(), [], "the peer agreed to nothing");
        world.flush_alone();
        world.kill();
    }
    // What would have happened otherwise.
    world.start().unwrap();
    world.mine(vec![]).unwrap();
    world.time_ms += 61_000;
    world.wallet().pump(world.time_ms);
    let held = world.wallet().held_broadcasts()[0].clone();
    world.mine(vec![lifeboat_wallet::sim::decode(&held.raw).unwrap()]).unwrap();
    world.mine(vec![]).unwrap();
    assert!(world.peer_judges(&held.txid), "the counterparty did not punish");
}

/// The first look at a channel that is open again must not vouch for the one that is closed: the state may be
/// old for either.
#[test]
fn a_new_channel_proves_nothing_for_an_old_one() {
    let mut world = stale_and_expired();
    world.journal = [2; 8];
    world.start().unwrap();
    nobody_comes(&mut world);
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(300_000, 50_000_000).unwrap();
    world.disconnect();
    for _ in 0..2 {
        world.connect().unwrap();
        world.settle().unwrap();
        assert!(world.wallet().channels().iter().all(|channel| channel.usable));
        assert!(!world.wallet().is_trusted());
        world.wallet().release_held();
        let sent = world.wallet().take_broadcasts();
        assert_eq!(sent.iter().filter(|tx| world.is_commitment(tx)).count(), 0);
        // Nor does the next start see it otherwise.
        world.flush().unwrap();
        world.kill();
        world.start().unwrap();
    }
}

/// The peer that was away comes back, hears that the channel is closed here, and closes it with what it
/// knows. Once that is deep enough nothing is left that could be wrong.
#[test]
fn the_peers_own_close_ends_the_waiting() {
    let mut world = stale_and_expired();
    world.journal = [2; 8];
    world.start().unwrap();
    nobody_comes(&mut world);
    assert!(!world.wallet().held_broadcasts().is_empty());
    let commitment = world.peer_closes_alone().unwrap();
    world.mine(vec![commitment]).unwrap();
    assert!(!world.wallet().is_trusted(), "a reorganisation may still take it back");
    for _ in 0..6 {
        world.mine(vec![]).unwrap();
    }
    assert!(world.wallet().is_trusted());
    world.wallet().release_held();
    let sent = world.wallet().take_broadcasts();
    let commitments = sent.iter().filter(|tx| world.is_commitment(tx)).count();
    assert_eq!(commitments, 0, "what can never be mined is not sent");
}

/// The price is the user's to pay, in words, and nobody else's.
#[test]
fn only_the_user_can_go_on_without_a_peer_that_is_gone_for_good() {
    let mut world = restored();
    assert_eq!(world.wallet().unheard(), [], "nothing waits, so nothing is asked");
    assert_eq!(close_alone(&world), 0);
    let shown = world.wallet().unheard();
    assert_eq!(shown.len(), 1);
    world.wallet().go_without_peers(&shown);
    assert_eq!(world.wallet().unheard(), []);
    world.wallet().release_held();
    assert_eq!(world.wallet().take_broadcasts().len(), 1);
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    assert!(world.wallet().is_trusted(), "it was decided once");
}

#[test]
fn a_state_that_was_shown_to_be_stale_is_beyond_any_decision() {
    let mut world = opened(2).unwrap();
    let old = world.older[world.older.len() - 6].clone();
    world.kill();
    world.cloud = old;
    world.journal = [2; 8];
    world.settle().unwrap();
    assert!(world.wallet().is_stale());
    let channel = world.wallet().channels()[0].id.clone();
    world.wallet().go_without_peers(&[UnheardChannel { channel, at_stake_sat: u64::MAX }]);
    assert!(!world.wallet().is_trusted());
}

/// Two channels, which came from elsewhere.
fn restored_with_two() -> (World, [String; 2]) {
    let mut world = opened(3).unwrap();
    world.open(300_000, 50_000_000).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap();
    world.fund_again(&address, 80_000).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    world.kill();
    world.journal = [2; 8];
    world.start().unwrap();
    let ids: Vec<String> = world.wallet().channels().into_iter().map(|channel| channel.id).collect();
    (world, ids.try_into().unwrap())
}

/// Closes a channel, lets the host say that the head is ours, and counts the commitments that leave.
fn close(world: &World, channel: &str) -> usize {
    world.wallet().close(channel, CloseWay::Alone).unwrap();
    released(world).len()
}

/// The commitments that leave once the host has looked at the head.
fn released(world: &World) -> Vec<String> {
    world.wallet().pump(world.time_ms);
    world.wallet().release_held();
    let sent = world.wallet().take_broadcasts();
    sent.into_iter().filter(|tx| world.is_commitment(tx)).map(|tx| tx.txid).collect()
}

/// A new process on what is durable; after a minute LDK offers again what is not mined.
fn a_minute_after_a_start(world: &mut World) -> Vec<String> {
    world.flush_alone();
    world.kill();
    world.start().unwrap();
    world.time_ms += 61_000;
    released(world)
}

#[test]
fn a_peer_that_never_comes_holds_up_no_channel_of_another() {
    let (mut world, [heard, unheard]) = restored_with_two();
    let of_the_other = unheard.clone();
    // Of this one it says what cannot be believed, and so nothing.
    world.peer.forges(Some(Box::new(move |msg| {
        if msg.channel_id.to_string() == of_the_other {
            msg.next_local_commitment_number += 2;
        }
    })));
    world.connect().unwrap();
    world.settle().unwrap();
    world.disconnect();
    assert_eq!(close(&world, &heard), 1);
    assert_eq!(close(&world, &unheard), 0);
    let waiting: Vec<String> = world.wallet().unheard().into_iter().map(|channel| channel.channel).collect();
    assert_eq!(waiting, [unheard], "nothing is asked of the other");
    assert_eq!(a_minute_after_a_start(&mut world).len(), 1, "the state remembers which");
    assert!(!world.wallet().is_trusted());
    // Where it is brought next, neither was heard.
    world.journal = [3; 8];
    assert_eq!(a_minute_after_a_start(&mut world).len(), 0);
}

#[test]
fn a_decision_covers_what_was_shown_and_nothing_else() {
    let (mut world, [first, second]) = restored_with_two();
    assert_eq!(close(&world, &first), 0);
    let shown = world.wallet().unheard();
    assert_eq!(shown.iter().map(|unheard| &unheard.channel).collect::<Vec<_>>(), [&first]);
    assert!(shown[0].at_stake_sat > 30_000, "{shown:?}");
    // Closed after the question was shown.
    assert_eq!(close(&world, &second), 0);
    world.wallet().go_without_peers(&shown);
    assert_eq!(released(&world).len(), 1);
    let left = world.wallet().unheard();
    assert_eq!(left.iter().map(|unheard| &unheard.channel).collect::<Vec<_>>(), [&second]);
    // More is at stake than was shown.
    let less = UnheardChannel { at_stake_sat: left[0].at_stake_sat - 1, ..left[0].clone() };
    world.wallet().go_without_peers(&[less]);
    assert_eq!(released(&world).len(), 0);
    assert_eq!(
        a_minute_after_a_start(&mut world).len(),
        1,
        "the state remembers the decision, as it was made"
    );
    assert_eq!(world.wallet().unheard(), left);
    world.wallet().go_without_peers(&left);
    assert_eq!(released(&world).len(), 1);
    assert!(world.wallet().is_trusted());
}

/// The commitment goes with what spends it, so that nothing is asked about a closing that can never be mined.
#[test]
fn what_the_peers_own_close_has_ended_is_not_asked_about() {
    let (mut world, [first, second]) = restored_with_two();
    assert_eq!(close(&world, &first) + close(&world, &second), 0);
    assert_eq!(world.wallet().held_broadcasts().len(), 4, "each with what pays for it");
    let commitment = world.peer_closes_alone().unwrap();
    world.mine(vec![commitment.clone()]).unwrap();
    let of_peer = commitment.input[0].previous_output;
    for confirmations in 1..=7 {
        world.time_ms += 61_000;
        world.wallet().pump(world.time_ms);
        let held = world.wallet().held_broadcasts();
        let held: Vec<_> = held.iter().map(|tx| lifeboat_wallet::sim::decode(&tx.raw).unwrap()).collect();
        let ended = held.iter().any(|tx| tx.input.iter().any(|input| input.previous_output == of_peer));
        assert_eq!(ended, confirmations < 6, "{confirmations}");
        assert_eq!(held.len(), if confirmations < 6 { 4 } else { 2 }, "{confirmations}");
        assert_eq!(world.wallet().unheard().len(), if confirmations < 6 { 2 } else { 1 }, "{confirmations}");
        world.mine(vec![]).unwrap();
    }
    assert_eq!(released(&world).len(), 0, "it says nothing of the other channel");
}

/// That nothing of ours is in a channel (less than an output can hold) does not say that its end is known.
#[test]
fn a_closed_channel_without_an_output_of_ours_is_not_over() {
    let mut world = World::new().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(300_000, 0).unwrap();
    let invoice = world.invoice(Some(300_000)).unwrap();
    world.peer_pays(&invoice.bolt11).unwrap();
    world.settle().unwrap();
    world.flush().unwrap();
    world.kill();
    world.journal = [2; 8];
    world.start().unwrap();
    let channel = world.wallet().channels()[0].id.clone();
    assert_eq!(close(&world, &channel), 0);
    for _ in 0..3 {
        world.mine(vec![]).unwrap();
        world.time_ms += 61_000;
        assert_eq!(released(&world).len(), 0);
        let unheard = world.wallet().unheard();
        assert_eq!(unheard.iter().map(|unheard| &unheard.channel).collect::<Vec<_>>(), [&channel]);
        assert!(unheard[0].at_stake_sat < 1_000, "{unheard:?}");
    }
}

#[test]
fn a_mark_that_is_none_is_damage() {
    let mut world = opened(1).unwrap();
    world.flush().unwrap();
    for length in [0, 7, 9, 8 + 31, 8 + 33] {
        let value = vec![1; length];
        world.cloud.apply(&Batch { ops: vec![Op::Put { key: "proved".to_owned(), value }] });
        let found = world.check();
        assert!(matches!(&found, Err(StartError::Damaged { key }) if key == "proved"), "{length}: {found:?}");
    }
}
