use super::*;
use crate::sim::{World, opened};
use crate::{Batch, Op};

/// What an earlier release left: everything in one value, and an anchor for every look.
fn as_one_value(world: &World, looks: u64) -> State {
    let stored = StoredOnChain::read(&world.cloud).unwrap();
    let mut all = stored.change_set().unwrap().unwrap();
    let (anchor, txid) = *all.tx_graph.anchors.first().unwrap();
    for look in 1..=looks {
        let later = ConfirmationBlockTime { confirmation_time: anchor.confirmation_time + look, ..anchor };
        all.tx_graph.anchors.insert((later, txid));
    }
    let mut state = world.cloud.clone();
    let mut ops: Vec<Op> = stored.txs.keys().map(|txid| Op::Delete { key: tx_key(txid) }).collect();
    ops.push(Op::Put { key: KEY.to_owned(), value: serde_json::to_vec(&all).unwrap() });
    ops.push(Op::Delete { key: "chain".to_owned() });
    state.apply(&Batch { ops });
    state
}

#[test]
fn a_state_with_an_anchor_for_every_look_opens_with_one_that_is_proved() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap();
    world.look().unwrap();
    world.flush_alone();
    world.kill();
    let header = world.chain.at(world.chain.tip().height).unwrap().header;
    world.cloud = as_one_value(&world, 500);
    let before = world.cloud.size();
    assert!(world.open_durable().unwrap().balance().onchain_sat == 70_000, "known before anybody is asked");
    world.chain.down.set(true);
    world.start().unwrap();
    world.flush_alone();
    world.chain.down.set(false);
    let (key, value) = world.cloud.prefix("tx/").next().unwrap();
    let first: StoredTx = serde_json::from_slice(value).unwrap();
    assert!(!first.proved, "{key}");
    world.look().unwrap();
    world.flush_alone();
    assert_eq!(world.wallet().balance().onchain_sat, 70_000);
    let (_, value) = world.cloud.prefix("tx/").next().unwrap();
    let now: StoredTx = serde_json::from_slice(value).unwrap();
    assert!(now.proved);
    assert_eq!(now.block.unwrap().confirmation_time, u64::from(header.time), "the block's own time");
    assert!(world.cloud.size() + 50_000 < before, "{before} became {}", world.cloud.size());
    world.kill();
    assert_eq!(world.open_durable().unwrap().balance().onchain_sat, 70_000);
}

#[test]
fn what_is_not_a_transaction_is_damage() {
    let mut world = opened(0).unwrap();
    let address = world.wallet().address();
    world.fund(&address, 70_000).unwrap();
    world.look().unwrap();
    world.flush_alone();
    let (key, value) = world.cloud.prefix("tx/").map(|(k, v)| (k.to_owned(), v.to_vec())).next().unwrap();
    let other = value.iter().map(|b| if *b == b'4' { b'5' } else { *b }).collect();
    for value in [b"{}".to_vec(), other] {
        let mut state = world.cloud.clone();
        state.apply(&Batch { ops: vec![Op::Put { key: key.clone(), value }] });
        let read = StoredOnChain::read(&state).and_then(|stored| stored.change_set().map(|_| ()));
        assert!(matches!(read, Err(StartError::Damaged { key: of }) if of == key));
    }
}
