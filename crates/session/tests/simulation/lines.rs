//! Whom the wallet stays connected with, whatever the configuration says.

use std::rc::Rc;

use lifeboat_messages::{Answer, Link, Outcome, Phase, Problem, Request, View};

use crate::host::{CHANNEL_REQUEST, CURT, PROVIDER};
use crate::journey::done;
use crate::world::{Process, World};

const STRANGER: &str = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";

/// Another copy of the app, or the same one after its operator has changed the provider.
fn configure(world: &mut World, network: &str, lsps: &serde_json::Value) {
    let mut config: serde_json::Value = serde_json::from_str(&world.around.config).unwrap();
    config["network"] = network.into();
    config["lsps"] = lsps.clone();
    config.as_object_mut().unwrap().remove("lsp");
    world.around.config = config.to_string().into();
}

fn stranger() -> serde_json::Value {
    serde_json::json!([{ "nodeId": STRANGER, "address": "stranger:9735", "zeroConf": true, "token": "t" }])
}

/// A wallet with a channel, whose tab is closed.
fn with_channel(world: &World) -> crate::device::Device {
    let device = world.device("phone");
    let tab = world.open(&device);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    world.open_channel(&tab, 1_000_000, 400_000_000);
    world.run(60_000);
    device
}

fn pays(world: &World, tab: &Process) {
    world.see(tab, "the line", |view| view.link == Link::Up);
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(world, tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.see(tab, "a payment", |view| view.activities.first().is_some_and(|it| it.outcome == Outcome::Done));
}

fn is_out_of_reach(view: &View) -> bool {
    view.fault.as_ref().is_some_and(|fault| fault.problem == Problem::PeerOutOfReach)
}

#[test]
fn a_channel_is_used_on_when_the_configuration_names_another_provider() {
    let mut world = World::new(1);
    let device = with_channel(&world);
    configure(&mut world, "regtest", &stranger());
    world.around.bridged.borrow_mut().push("stranger:9735".to_owned());
    let tab = world.open(&device);
    pays(&world, &tab);
    assert!(!is_out_of_reach(&tab.view()));
}

#[test]
fn a_copy_whose_bridge_does_not_lead_to_the_channels_peer_says_so_until_it_does() {
    let mut world = World::new(2);
    let device = with_channel(&world);
    configure(&mut world, "regtest", &stranger());
    world.around.bridged = Rc::new(vec!["stranger:9735".to_owned()].into());
    let tab = world.open(&device);
    let seen = world.see(&tab, "what is in the way", is_out_of_reach);
    assert_eq!(seen.channels.len(), 1, "the money is still shown");
    // The seller is reached, or at least tried; that is no way to the channel.
    assert_eq!(seen.link, Link::Connecting);
    world.around.bridged.borrow_mut().push(PROVIDER.to_owned());
    pays(&world, &tab);
    assert!(!is_out_of_reach(&tab.view()));
}

/// That nobody answers is another matter than that nobody is let through; and earlier addresses are tried as well.
#[test]
fn a_provider_that_does_not_answer_at_its_new_address_is_found_at_the_old_one() {
    let mut world = World::new(3);
    let device = with_channel(&world);
    let node_id = world.around.network.peer.node_id().to_string();
    let moved = serde_json::json!([{ "nodeId": node_id, "address": "moved:9735", "zeroConf": true }]);
    configure(&mut world, "regtest", &moved);
    world.around.bridged.borrow_mut().push("moved:9735".to_owned());
    let tab = world.open(&device);
    pays(&world, &tab);
    assert!(tab.page().views().iter().all(|(_, view)| !is_out_of_reach(view)));
}

/// Both are due at the same time, and the one that hangs up is always the quicker one.
#[test]
fn a_seller_that_hangs_up_at_once_keeps_nobody_from_being_reached() {
    let mut world = World::new(4);
    let device = with_channel(&world);
    let curt = serde_json::json!([{ "nodeId": STRANGER, "address": CURT, "zeroConf": true, "token": "t" }]);
    configure(&mut world, "regtest", &curt);
    world.around.bridged.borrow_mut().push(CURT.to_owned());
    let tab = world.open(&device);
    pays(&world, &tab);
}

/// Until a look at the chain shows what funds it, a channel is its provider's word. As long as this process
/// has had no answer about it, no other one is bought.
#[test]
fn a_slow_chain_server_makes_nobody_buy_a_second_channel_beside_the_one_that_is_there() {
    for late_ms in [0, 3_000, 8_000] {
        let mut world = World::new(6);
        let seller = serde_json::json!([{
            "nodeId": world.around.network.peer.node_id().to_string(), "address": PROVIDER,
            "zeroConf": true, "lsps2": false, "channelRequest": CHANNEL_REQUEST,
        }]);
        configure(&mut world, "regtest", &seller);
        let device = world.device("phone");
        let tab = world.open(&device);
        world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
        done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
        world.see(&tab, "the line", |view| view.link == Link::Up);
        let receive = || Request::Receive { amount_msat: Some(10_000_000), note: String::new() };
        let asked = world.ask(&tab, receive());
        assert!(matches!(asked, Some(Ok(Answer::Invoice(_)))), "{asked:?}");
        world.run(60_000);
        drop(tab);
        world.around.chain_late_ms.set(late_ms);
        let tab = world.open(&device);
        world.see(&tab, "the line", |view| view.link == Link::Up);
        let asked = world.ask(&tab, receive());
        assert!(matches!(asked, Some(Ok(Answer::Invoice(_)))), "{late_ms} ms: {asked:?}");
        assert_eq!(tab.view().channels.len(), 1, "{late_ms} ms");
        if late_ms < 8_000 {
            continue;
        }
        drop(tab);
        let tab = world.open(&device);
        world.see(&tab, "the line", |view| view.link == Link::Up);
        world.around.network.chain.down.set(true);
        let asked = world.ask(&tab, receive());
        assert!(matches!(asked, Some(Err(Problem::NoChain))), "nothing is bought unasked: {asked:?}");
        assert_eq!(tab.view().channels.len(), 1);
    }
}

/// No chain server answers for longer than an hour. A peer that is to say what became of a payment is
/// listened to all the same, and not for longer than that.
#[test]
fn a_payment_is_settled_over_a_line_that_is_kept_although_no_chain_server_answers() {
    let world = World::new(5);
    let tab = world.open(&with_channel(&world));
    world.see(&tab, "the line", |view| view.link == Link::Up);
    world.around.network.peer.holds(true);
    let invoice = world.around.network.invoice(25_000_000).unwrap();
    done(&world, &tab, Request::Pay { invoice, amount_msat: None, most_fee_msat: 0, again: false });
    world.run(10_000);
    world.around.network.chain.down.set(true);
    world.run(3 * 3_600_000);
    assert_eq!(tab.view().link, Link::Up, "its peer cannot say that it is paid");
    world.around.network.peer.claim_held();
    world
        .see(&tab, "a payment", |view| view.activities.first().is_some_and(|it| it.outcome == Outcome::Done));
    world.see(&tab, "no line", |view| view.link == Link::Connecting);
}

/// What is paid for a closing depends on them, so that it is said when nobody has given any for hours.
#[test]
fn fees_that_nobody_has_given_for_hours_are_told_and_no_longer_once_somebody_does() {
    let world = World::new(7);
    let device = with_channel(&world);
    let tab = world.open(&device);
    world.see(&tab, "the line", |view| view.link == Link::Up);
    let is_told = |view: &View| view.fault.as_ref().is_some_and(|it| it.problem == Problem::FeesUnknown);
    world.around.knows_no_fees.set(true);
    world.run(5 * 3_600_000);
    assert!(!is_told(&tab.view()), "{:?}", tab.view().fault);
    world.run(2 * 3_600_000);
    assert!(is_told(&tab.view()), "{:?}", tab.view().fault);
    world.around.knows_no_fees.set(false);
    world.see(&tab, "fees", |view| view.fault.is_none());
}
