//! Every wrong variant is caught: the model notices, and the rule is needed.

#![allow(clippy::disallowed_methods, reason = "they print how long they took")]

mod common;

use common::caught;
use lifeboat_model::{Bounds, Variant, names::*};

const MONEY: &[&str] = &[NO_FORK, FENCED_IS_SILENT, START_IS_COMPLETE, RESTORABLE];

#[test]
fn starting_without_confirm_is_caught() {
    caught(Variant::NoConfirm, Bounds::new(4, 5, 1), MONEY);
}

#[test]
fn pruning_mileposts_is_caught() {
    caught(Variant::MilepostsPruned, Bounds::new(3, 5, 1), MONEY);
}

#[test]
fn pruning_beyond_the_last_milepost_is_caught() {
    caught(Variant::PruneUpToSnapshot, Bounds::new(9, 5, 1), MONEY);
}

#[test]
fn pruning_what_packs_name_is_caught() {
    caught(Variant::NamedPruned, Bounds::new(2, 5, 1).packs(), MONEY);
}

#[test]
fn overwriting_in_place_is_caught() {
    caught(Variant::Overwrite, Bounds::new(2, 2, 1).strays(1), MONEY);
}

#[test]
fn pruning_takeovers_is_caught() {
    caught(Variant::TakeoversPruned, Bounds::new(2, 4, 1), MONEY);
}

#[test]
fn acknowledging_before_the_create_is_caught() {
    caught(Variant::AcknowledgeBeforeCreate, Bounds::new(2, 2, 1), MONEY);
}

#[test]
fn trusting_the_local_store_at_the_start_is_caught() {
    caught(Variant::TrustLocal, Bounds::new(2, 3, 1).crashes(1).rollbacks(1), MONEY);
}

#[test]
fn sealing_pending_bytes_anew_is_caught() {
    caught(Variant::ResealPending, Bounds::new(2, 2, 1).crashes(1), &[NO_FALSE_FENCE]);
}

#[test]
fn new_bytes_after_a_lost_answer_are_caught() {
    caught(Variant::NewBytesAfterLostAnswer, Bounds::new(2, 2, 1), &[NO_FALSE_FENCE]);
}

#[test]
fn taking_a_lost_answer_for_a_success_is_caught() {
    caught(Variant::LostAnswerIsSuccess, Bounds::new(2, 2, 1), MONEY);
}

#[test]
fn deciding_by_the_device_instead_of_the_digest_is_caught() {
    caught(Variant::OwnIdDecides, Bounds::new(2, 2, 1).crashes(1).rollbacks(1).strays(1), MONEY);
}

#[test]
fn repairing_with_an_unconditional_delete_is_caught() {
    caught(Variant::UnconditionalRepair, Bounds::new(2, 2, 1).strays(1).tears(1), MONEY);
}

/// Not needed for safety in this model: the sleeping writer's entry before the Takeover is part of the chain
/// anyway, and its next create meets the Takeover. (It is kept for drives whose entries carry the next one's
/// id.)
#[test]
fn the_entry_before_a_takeover_is_not_needed_for_safety() {
    common::survives::<2>(Variant::PruneBeforeTakeover, Bounds::new(2, 4, 1).crashes(1).strays(1));
}
