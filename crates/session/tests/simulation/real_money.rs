//! Before real money comes in.

use lifeboat_messages::{Answer, Lack, Network, Phase, Problem, Request};

use crate::{journey::done, world::World};

fn on(network: &str) -> World {
    let mut world = World::new(13);
    let mut config: serde_json::Value = serde_json::from_str(&world.around.config).unwrap();
    config["network"] = network.into();
    world.around.config = config.to_string().into();
    world
}

#[test]
fn what_real_money_means_is_read_once_on_each_device() {
    let world = on("mainnet");
    let (phone, laptop) = (world.device("phone"), world.device("laptop"));
    let tab = world.open(&phone);
    let first = world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    assert!(first.warning && first.network == Some(Network::Mainnet));
    done(&world, &tab, Request::ReadWarning);
    world.see(&tab, "no warning", |view| !view.warning);
    drop(tab);
    let tab = world.open(&phone);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty && !view.warning);
    let other = world.open(&laptop);
    world.see(&other, "an empty device", |view| view.phase == Phase::Empty && view.warning);

    // A process that is given the wallet by another one, as each is after the lock.
    let fresh = world.open(&phone);
    done(&world, &fresh, Request::UseThisTab { by_force: false });
    world.see(&fresh, "an empty device", |view| view.phase == Phase::Empty && !view.warning);
}

#[test]
fn no_new_wallet_is_made_for_real_money_where_something_is_missing() {
    let world = on("mainnet");
    let device = world.device("phone");
    let tab = world.open(&device);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    let created = world.ask(&tab, Request::CreateWallet { name: "Samantha".into() });
    assert_eq!(created, Some(Err(Problem::NotForMoney { lack: Lack::SecondChain })));
    assert_eq!(tab.view().phase, Phase::Empty);
}

/// The money in the words is there already.
#[test]
fn a_wallet_of_its_words_alone_is_made_whatever_is_missing_for_a_new_one() {
    let world = on("mainnet");
    let tab = world.open(&world.device("phone"));
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    let words = "abandon ".repeat(11) + "about";
    let restored = world.ask(&tab, Request::RestoreWords { name: "Samantha".into(), words: words.into() });
    assert_eq!(restored, Some(Ok(Answer::Done)));
}

#[test]
fn test_money_asks_for_nothing() {
    let world = on("regtest");
    let device = world.device("phone");
    let tab = world.open(&device);
    world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready);
    assert!(tab.page().views().iter().all(|(_, view)| !view.warning));
}
