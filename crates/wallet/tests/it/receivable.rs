//! What can be received really can.

use lifeboat_wallet::sim::World;
use lifeboat_wallet::{InvoiceError, InvoiceRequest, Outcome, PeerLine};
use proptest::prelude::*;

const SATS: u64 = 200_000;

/// A wallet with a channel in which so much is its own, whose opener pays this feerate for its commitments, sat/vB.
fn with_channel(ours_msat: u64, sat_per_vb: u32) -> World {
    let mut world = World::new().unwrap();
    world.peer.pays_for_commitments(sat_per_vb);
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(SATS, ours_msat).unwrap();
    world
}

fn asks_too_much(world: &World, msat: u64) -> bool {
    let request = InvoiceRequest { amount_msat: Some(msat), note: String::new(), expiry_secs: 3_600 };
    let refused = matches!(
        world.wallet().invoice(&request, PeerLine::Dialled, world.time_ms),
        Err(InvoiceError::TooMuch { .. } | InvoiceError::NoWay)
    );
    refused && world.wallet().needs_channel(Some(msat), PeerLine::Dialled)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// The opener of a channel has to keep what its commitment transaction costs, and that counts against
    /// what can come.
    #[test]
    fn an_invoice_over_all_that_can_be_received_is_paid_whatever_fees_are(
        ours in 0u64..=100,
        sat_per_vb in 1u32..=150,
        before in proptest::option::of(1u64..=20),
    ) {
        let mut world = with_channel(ours * 1_000_000, sat_per_vb);
        if let Some(msat) = before.map(|sats| sats * 1_000_000).filter(|msat| *msat < world.wallet().receivable_msat()) {
            prop_assert!(world.pay(false, msat).unwrap());
        }
        let most = world.wallet().receivable_msat();
        if most > 0 {
            let invoice = world.invoice(Some(most)).unwrap();
            world.peer_pays_expiring(&invoice.bolt11, None).unwrap();
            world.settle().unwrap();
            let came = world.wallet().payment(&format!("in/{}", invoice.hash)).map(|payment| payment.outcome);
            prop_assert_eq!(came, Some(Outcome::Done));
        }
        prop_assert!(asks_too_much(&world, most + 1), "beyond it another way is taken");
    }
}

/// At the least feerate little is kept, and at a high one a small channel has no room at all.
#[test]
fn what_the_opener_keeps_grows_with_the_feerate() {
    let rooms: Vec<u64> = [1, 40, 150]
        .into_iter()
        .map(|rate| with_channel(100_000_000, rate).wallet().receivable_msat())
        .collect();
    assert!(rooms[0] > 97_000_000, "{rooms:?}");
    assert!(rooms.is_sorted_by(|a, b| a > b), "{rooms:?}");
}

/// An invoice has to name what the last hop asks for, or nobody finds a way.
#[test]
fn no_invoice_leads_through_a_channel_whose_peer_has_not_said_what_forwarding_costs() {
    let mut world = World::new().unwrap();
    world.peer.hides_its_fees(true);
    world.connect().unwrap();
    world.settle().unwrap();
    world.open(SATS, 100_000_000).unwrap();
    assert!(world.wallet().channels().iter().all(|channel| channel.usable));
    assert_eq!(world.wallet().receivable_msat(), 0);
    for amount_msat in [None, Some(1_000_000)] {
        let request = InvoiceRequest { amount_msat, note: String::new(), expiry_secs: 3_600 };
        for line in [PeerLine::Dialled, PeerLine::Up] {
            let refused = world.wallet().invoice(&request, line, world.time_ms);
            assert_eq!(refused.unwrap_err(), InvoiceError::NoWay, "{amount_msat:?} {line:?}");
        }
    }
    world.peer.hides_its_fees(false);
    world.disconnect();
    world.connect().unwrap();
    world.settle().unwrap();
    assert!(world.pay(false, 1_000_000).unwrap());
}
