//! Paying somebody who is not the other end: with a map, with a hint, and without either; what it costs, and what was
//! learned by it.

use lifeboat_wallet::sim::{Map, World, opened};
use lifeboat_wallet::{MapError, Network, NotUnderWay, Outcome, PayError, Payment, Quote, ScoresError};
use proptest::prelude::*;

const COFFEE: u64 = 3_000_000;

/// A wallet with money, its peer, and somebody behind the peer.
fn with_payee() -> World {
    let mut world = World::with_payer().unwrap();
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(400_000, 200_000_000).unwrap();
    world
}

fn quote(world: &World, text: &str) -> Result<Quote, PayError> {
    world.wallet().quote(text, None, world.time_ms)
}

fn payment(world: &World, hash: &str) -> Payment {
    world.wallet().payment(&format!("out/{hash}")).unwrap()
}

#[test]
fn without_a_map_only_who_is_behind_the_peer_and_says_so_can_be_paid() {
    let mut world = with_payee();
    assert_eq!(world.wallet().known_channels(), 0);
    let alone = world.payer_invoice(Some(COFFEE), false).unwrap();
    assert_eq!(quote(&world, &alone), Err(PayError::NoMap));
    assert_eq!(world.wallet().pay(&alone, None, world.time_ms), Err(PayError::NoMap));
    assert!(world.wallet().payments().iter().all(|p| p.payee.is_none()), "what was refused leaves no trace");
    let hinted = world.payer_invoice(Some(COFFEE), true).unwrap();
    let hash = world.wallet().pay(&hinted, None, world.time_ms).unwrap();
    world.settle().unwrap();
    assert_eq!(payment(&world, &hash).outcome, Outcome::Done);
}

#[test]
fn with_a_map_anybody_on_it_is_paid_for_the_fee_that_was_quoted() {
    let mut world = with_payee();
    let map = world.map_with_payer((3_000, 0)).unwrap().encode();
    world.wallet().read_map(&map, world.time_ms).unwrap();
    assert_eq!(world.wallet().known_channels(), 1);
    let invoice = world.payer_invoice(Some(COFFEE), false).unwrap();
    let expected = Quote { fee_msat: 3_000, most_fee_msat: 10_000 };
    assert_eq!(quote(&world, &invoice), Ok(expected));
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let paid = payment(&world, &hash);
    assert_eq!((paid.outcome, paid.fee_msat), (Outcome::Done, 3_000));
}

#[test]
fn more_than_was_allowed_is_never_paid_and_only_the_user_raises_it() {
    let mut world = with_payee();
    let dear = 90_000;
    let map = world.map_with_payer((dear, 0)).unwrap().encode();
    world.wallet().read_map(&map, world.time_ms).unwrap();
    let invoice = world.payer_invoice(Some(COFFEE), false).unwrap();
    let quoted = quote(&world, &invoice).unwrap();
    assert_eq!((quoted.fee_msat, quoted.most_fee_msat, quoted.is_dear()), (90_000, 80_000, true));
    let pay = |most| world.wallet().pay_at_most(&invoice, None, most, world.time_ms);
    for most in [0, 10_000, quoted.most_fee_msat, 89_999] {
        assert_eq!(pay(most), Err(PayError::TooDear { fee_msat: 90_000 }), "{most}");
    }
    let hash = pay(90_000).unwrap();
    world.settle().unwrap();
    assert_eq!(payment(&world, &hash).fee_msat, 90_000);
}

#[test]
fn what_is_left_after_the_fee_is_the_most_that_can_be_sent() {
    let mut world = with_payee();
    let map = world.map_with_payer((1_000, 1_000)).unwrap().encode();
    world.wallet().read_map(&map, world.time_ms).unwrap();
    let sendable = world.wallet().sendable_msat();
    let all = world.payer_invoice(Some(sendable), false).unwrap();
    let Err(PayError::NotEnough { most_msat }) = quote(&world, &all) else { panic!("all cannot be sent") };
    let fee = 1_000 + most_msat / 1_000;
    assert!(most_msat + fee <= sendable && most_msat + fee + 1_100 > sendable, "{most_msat} of {sendable}");
    let most = world.payer_invoice(Some(most_msat), false).unwrap();
    let hash = world.wallet().pay(&most, None, world.time_ms).unwrap();
    world.settle().unwrap();
    assert_eq!(payment(&world, &hash).outcome, Outcome::Done);
}

#[test]
fn what_was_learned_outlives_the_process_and_stays_out_of_the_state() {
    let mut world = with_payee();
    let map = world.map_with_payer((1_000, 0)).unwrap().encode();
    world.wallet().read_map(&map, world.time_ms).unwrap();
    let before = (world.wallet().scores(), world.wallet().scores_revision());
    let invoice = world.payer_invoice(Some(COFFEE), false).unwrap();
    world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let learned = world.wallet().scores();
    assert!(learned != before.0 && world.wallet().scores_revision() > before.1);
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    assert_eq!(world.wallet().scores(), before.0, "the journal knows nothing of it");
    world.wallet().read_scores(&learned).unwrap();
    assert_eq!(world.wallet().scores(), learned);
    assert_eq!(world.wallet().read_scores(&learned[..learned.len() - 1]), Err(ScoresError));
    assert_eq!(world.wallet().scores(), learned, "damage takes nothing away");
}

#[test]
fn a_payment_that_lies_at_the_payee_says_until_when_and_can_be_given_up() {
    let mut world = with_payee();
    world.payer_holds();
    let invoice = world.payer_invoice(Some(COFFEE), true).unwrap();
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.settle().unwrap();
    let lies = payment(&world, &hash);
    let height = world.wallet().height();
    assert!(lies.back_by_height.is_some_and(|at| at > height && at < height + 1_008), "{lies:?}");
    assert!(!lies.given_up);
    world.wallet().stop_trying(&hash, world.time_ms).unwrap();
    world.settle().unwrap();
    let given_up = payment(&world, &hash);
    assert_eq!((given_up.given_up, given_up.outcome), (true, Outcome::Pending), "nothing is called back");
    world.flush().unwrap();
    world.kill();
    world.settle().unwrap();
    assert!(payment(&world, &hash).given_up);
    world.payer_claims();
    world.settle().unwrap();
    assert_eq!(payment(&world, &hash).outcome, Outcome::Done, "the payee may still take it");
    assert_eq!(world.wallet().stop_trying(&hash, world.time_ms), Err(NotUnderWay));
    assert_eq!(world.wallet().stop_trying("nonsense", world.time_ms), Err(NotUnderWay));
}

#[test]
fn a_payment_that_has_not_left_is_given_up_at_once() {
    let mut world = opened(0).unwrap();
    let invoice = world.peer_invoice(Some(1_000)).unwrap();
    world.disconnect();
    world.wallet().pump(world.time_ms);
    let hash = world.wallet().pay(&invoice, None, world.time_ms).unwrap();
    world.wallet().stop_trying(&hash, world.time_ms).unwrap();
    let failed = payment(&world, &hash);
    assert!(failed.given_up && matches!(failed.outcome, Outcome::Failed(_)), "{failed:?}");
    world.connect().unwrap();
    world.settle().unwrap();
    assert_eq!(payment(&world, &hash).outcome, failed.outcome, "it is not sent when the line comes");
}

#[test]
fn a_later_map_brings_an_earlier_one_up_to_date() {
    let world = World::new().unwrap();
    let now = u32::try_from(world.time_ms / 1000).unwrap();
    let map = |channels, made| Map::of_size(channels, Network::Regtest, made).encode();
    world.wallet().read_map(&map(40, now - 3_600), world.time_ms).unwrap();
    assert_eq!(world.wallet().known_channels(), 40);
    world.wallet().read_map(&map(44, now), world.time_ms).unwrap();
    assert_eq!(world.wallet().known_channels(), 44);
    let later = world.time_ms + 30 * 86_400_000;
    let one = Map::of_size(4, Network::Regtest, u32::try_from(later / 1000).unwrap()).encode();
    world.wallet().read_map(&one, later).unwrap();
    assert_eq!(world.wallet().known_channels(), 4, "what the network has forgotten is forgotten");
}

#[test]
fn a_map_of_another_network_is_refused() {
    let world = World::new().unwrap();
    let now = u32::try_from(world.time_ms / 1000).unwrap();
    let map = Map::of_size(4, Network::Bitcoin, now).encode();
    assert_eq!(world.wallet().read_map(&map, world.time_ms), Err(MapError::OtherNetwork));
    assert_eq!(world.wallet().known_channels(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 60 } else { 300 }))]

    /// A server that is broken, or lies, costs the map and nothing else.
    #[test]
    fn no_map_panics_and_no_map_keeps_a_payment_from_its_end(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        shorten in any::<bool>(),
    ) {
        thread_local! {
            static WORLD: World = World::new().unwrap();
        }
        WORLD.with(|world| {
            let now = u32::try_from(world.time_ms / 1000).unwrap();
            let mut bytes = Map::of_size(40, Network::Regtest, now).encode();
            if shorten {
                bytes.truncate(cut.index(bytes.len()));
                prop_assert!(world.wallet().read_map(&bytes, world.time_ms).is_err());
            }
            for (at, value) in &changes {
                let end = bytes.len();
                if let Some(byte) = bytes.get_mut(at.index(end.max(1))) {
                    *byte = *value;
                }
            }
            // What was changed may still be a map; or a shorter one, whose end is then where it was cut.
            let _ = world.wallet().read_map(&bytes, world.time_ms);
            let invoice = lifeboat_wallet::sim::invoice_of_a_stranger(1_000, world.time_ms).unwrap();
            prop_assert!(world.wallet().quote(&invoice, None, world.time_ms).is_err());
            Ok(())
        })?;
    }

    #[test]
    fn no_scores_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        thread_local! {
            static WORLD: World = World::new().unwrap();
        }
        WORLD.with(|world| {
            let _ = world.wallet().read_scores(&bytes);
        });
    }
}
