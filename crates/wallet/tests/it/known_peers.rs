//! Channels outlive the configuration: whoever has one with us is reached, whatever stands there now.

use lifeboat_wallet::sim::{Golden, OFFER, Offer, World, buying, first_receive, hints, opened};
use lifeboat_wallet::{InvoiceRequest, KnownPeer, OpeningError, Peer, State};

/// Somebody whom the configuration names now, and with whom this wallet has nothing.
fn stranger() -> Peer {
    let node_id = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798".parse().unwrap();
    Peer { node_id, address: "stranger:9735".to_owned(), zero_conf: true, lsps2: true, token: None }
}

/// A wallet that has bought a channel.
fn bought() -> World {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    world.mine_bought().unwrap();
    world.flush().unwrap();
    world
}

fn seller(peer: &Peer, is_needed: bool) -> KnownPeer {
    KnownPeer { node_id: peer.node_id, addresses: vec![peer.address.clone()], is_needed }
}

#[test]
fn a_channel_outlives_the_configuration_that_it_was_opened_with() {
    let mut world = opened(1).unwrap();
    world.flush().unwrap();
    world.kill();
    world.sellers = Some(vec![stranger()]);
    world.start().unwrap();
    assert_eq!(world.wallet().peers_to_dial(), [seller(&world.lsp(), true), seller(&stranger(), false)]);
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.pay(true, 5_000_000).unwrap() && world.pay(false, 3_000_000).unwrap());
    // It is closed alone by the peer: whose it was is still reached, until nothing of it is left.
    let close = world.peer_closes_alone().unwrap();
    world.mine(vec![close]).unwrap();
    world.settle().unwrap();
    assert!(world.wallet().channels().is_empty());
    assert_eq!(world.wallet().peers_to_dial()[0], seller(&world.lsp(), true));
}

/// What was agreed on before the configuration changed is kept.
#[test]
fn a_purchase_outlives_the_configuration_too() {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    world.kill();
    world.sellers = Some(vec![stranger()]);
    world.start().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    first_receive(&mut world, &bought.invoice.bolt11, &bought.invoice.hash, None).unwrap();
    assert!(world.wallet().channels()[0].trusted);
}

fn has(state: &State, prefix: &str) -> bool {
    state.prefix(prefix).next().is_some()
}

#[test]
fn a_provider_stands_in_the_state_before_an_invoice_can_be_shown() {
    let mut world = bought();
    let first = world.older.iter().position(|state| has(state, "invoice/")).unwrap();
    assert!(world.older[first..].iter().all(|state| has(state, "peer/")));
    assert!(!has(&world.older[0], "peer/"), "not before there is anything to do with it");
    let entry = world.cloud.prefix("peer/").next().unwrap();
    let value = String::from_utf8(entry.1.to_vec()).unwrap();
    assert_eq!(entry.0, format!("peer/{}", world.lsp().node_id));
    for part in [r#""addresses":["sim:9735"]"#, r#""trustedSinceMs":17"#, r#""maxClientToSelfDelay":2016"#] {
        assert!(value.contains(part), "{value}");
    }
    // It moves: the new address is tried first.
    world.kill();
    world.sellers = Some(vec![Peer { address: "moved:9735".to_owned(), ..world.lsp() }]);
    world.start().unwrap();
    assert_eq!(world.wallet().peers_to_dial()[0].addresses, ["moved:9735", "sim:9735"]);
    // And that is kept, and written once.
    world.flush_alone();
    world.kill();
    world.sellers = Some(vec![stranger()]);
    world.start().unwrap();
    assert_eq!(world.wallet().peers_to_dial()[0].addresses, ["moved:9735", "sim:9735"]);
}

/// States of earlier versions name no peer; their channels do.
#[test]
fn a_state_of_an_earlier_version_learns_its_peers_from_the_configuration() {
    for file in [
        &include_bytes!("../golden/format-1/in-use.state")[..],
        &include_bytes!("../golden/format-1/closing.state")[..],
    ] {
        let mut world = Golden::read(file).unwrap().world;
        assert!(!has(&world.cloud, "peer/"));
        world.start().unwrap();
        assert_eq!(world.wallet().peers_to_dial(), [seller(&world.lsp(), true)]);
        world.flush_alone();
        assert!(has(&world.cloud, "peer/"));
        // Where the configuration has changed meanwhile, nobody knows the way; that it is missing can be told.
        let mut world = Golden::read(file).unwrap().world;
        world.sellers = Some(vec![stranger()]);
        world.start().unwrap();
        let unknown = KnownPeer { addresses: Vec::new(), ..seller(&world.lsp(), true) };
        assert_eq!(world.wallet().peers_to_dial(), [unknown, seller(&stranger(), false)]);
    }
}

#[test]
fn what_is_kept_of_a_peer_can_be_damaged() {
    let mut world = bought();
    world.kill();
    let key = world.cloud.prefix("peer/").next().unwrap().0.to_owned();
    for (key, value) in [(key.as_str(), "{}"), ("peer/nobody", r#"{"addresses":[]}"#)] {
        let before = world.cloud.clone();
        let value = value.as_bytes().to_vec();
        let op = lifeboat_wallet::Op::Put { key: key.to_owned(), value };
        world.cloud.apply(&lifeboat_wallet::Batch { ops: vec![op] });
        let found = world.check();
        assert!(
            matches!(&found, Err(lifeboat_wallet::StartError::Damaged { key: named }) if named == key),
            "{found:?}"
        );
        world.cloud = before;
    }
}

#[test]
fn the_token_of_the_configuration_is_given_and_a_wrong_one_is_named() {
    let mut world = World::with_payer().unwrap();
    *world.peer.seller.token.borrow_mut() = Some("open sesame".to_owned());
    for (token, known) in [(None, false), (Some("sesame"), false), (Some("open sesame"), true)] {
        world.kill();
        world.sellers = Some(vec![Peer { token: token.map(str::to_owned), ..world.lsp() }]);
        world.settle().unwrap();
        let ended = buying(&mut world, Some(100_000_000)).unwrap();
        assert_eq!(ended.as_ref().err(), (!known).then_some(&OpeningError::BadToken), "{token:?}");
    }
}

/// Two sellers: the counterparty, and the payer.
fn two_sellers(fees: [u64; 2]) -> World {
    let mut world = World::with_payer().unwrap();
    let offer = |least_fee_msat| vec![Offer { least_fee_msat, ..OFFER }];
    *world.peer.seller.offers.borrow_mut() = offer(fees[0]);
    world.payer_offers(offer(fees[1])).unwrap();
    world.kill();
    world.sellers = Some(vec![world.lsp(), world.payer_as_seller().unwrap()]);
    world.settle().unwrap();
    world.connect_payer().unwrap();
    world.settle().unwrap();
    assert_eq!(world.wallet().connected().len(), 2);
    world
}

#[test]
fn the_cheapest_of_several_providers_is_bought_from() {
    for (fees, cheapest) in [([700_000, 600_000], 1), ([600_000, 700_000], 0)] {
        let mut world = two_sellers(fees);
        let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
        assert_eq!(bought.fee_msat, Some(600_000));
        let sellers = [world.lsp().node_id, world.payer_as_seller().unwrap().node_id];
        assert_eq!(hints(&bought.invoice.bolt11).unwrap(), [sellers[cheapest]]);
        // Nothing is kept of the other one: there is nothing to do with it.
        assert_eq!(world.cloud.prefix("peer/").count(), 1);
    }
}

/// One that is dear, has nothing or does not answer keeps nobody from buying of the other.
#[test]
fn a_provider_that_is_no_help_is_no_hindrance() {
    let dear = [100_000_000, 600_000];
    let mut world = two_sellers(dear);
    assert_eq!(buying(&mut world, Some(100_000_000)).unwrap().unwrap().fee_msat, Some(600_000));

    let mut world = two_sellers([700_000, 600_000]);
    world.payer_offers(Vec::new()).unwrap();
    assert_eq!(buying(&mut world, Some(100_000_000)).unwrap().unwrap().fee_msat, Some(700_000));

    let mut world = two_sellers([700_000, 600_000]);
    world.payer_sells(false).unwrap();
    let request = InvoiceRequest { amount_msat: Some(100_000_000), note: String::new(), expiry_secs: 3_600 };
    let id = world.wallet().begin_opening(request, world.time_ms).unwrap();
    world.settle().unwrap();
    assert_eq!(world.wallet().take_opening(id), None, "the other may be cheaper");
    world.time_ms += 4_000;
    world.settle().unwrap();
    assert_eq!(world.wallet().take_opening(id).unwrap().unwrap().fee_msat, Some(700_000));
}

/// A promise of one provider is no reason for another to open a channel that is used unconfirmed.
#[test]
fn only_the_provider_that_was_bought_from_may_open_an_unconfirmed_channel() {
    let mut world = two_sellers([700_000, 600_000]);
    let bought = buying(&mut world, Some(100_000_000)).unwrap().unwrap();
    assert_eq!(bought.fee_msat, Some(600_000), "of the payer");
    let txid = lightning::bitcoin::hashes::Hash::from_byte_array([9; 32]);
    world.open_claiming(400_000, txid).unwrap();
    assert!(world.wallet().channels().iter().all(|channel| !channel.trusted && !channel.usable));
}
