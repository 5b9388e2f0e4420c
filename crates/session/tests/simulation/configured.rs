//! What the operator has said in `config.json`.

use lifeboat_messages::{Phase, Request, SupportAddress};

use crate::{journey::done, world::World};

#[test]
fn where_help_is_given_is_shown_before_there_is_a_wallet_and_afterwards() {
    let mut world = World::new(17);
    let mut config: serde_json::Value = serde_json::from_str(&world.around.config).unwrap();
    config["support"] = "mailto:help@lifeboat.example".into();
    world.around.config = config.to_string().into();
    let help = Some(SupportAddress::Mail { address: "help@lifeboat.example".into() });
    let tab = world.open(&world.device("phone"));
    let first = world.see(&tab, "an empty device", |view| view.phase == Phase::Empty);
    assert_eq!(first.support, help);
    done(&world, &tab, Request::CreateWallet { name: "Samantha".into() });
    world.see(&tab, "a wallet", |view| view.phase == Phase::Ready && view.support == help);
}
