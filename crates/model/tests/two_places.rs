//! A primary and its second copy: the protocol holds, and each rule broken is caught.

#![allow(clippy::disallowed_methods, reason = "they print how long they took")]

use std::time::Instant;

use lifeboat_model::two_places::{Budget, Rule, TwoPlaces, names::*};
use stateright::{Checker, HasDiscoveries, Model};

const BUDGET: Budget =
    Budget { appends: 2, crashes: 1, restores: 2, moves: 1, promotions: 1, late: 1, prunes: 0 };
/// The primary is pruned while the second copy is away.
const GAPS: Budget = Budget { prunes: 1, ..BUDGET };
/// By so much that a device that continues below sees nothing right above.
const WIDE_GAPS: Budget = Budget { appends: 3, restores: 1, ..GAPS };

fn holds(what: &str, both: bool, budget: Budget) {
    let began = Instant::now();
    let model = TwoPlaces { rule: Rule::Correct, both, budget };
    let checked = model.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let (states, depth) = (checked.unique_state_count(), checked.max_depth());
    println!("{what}: {states} states, depth {depth}, {:.1} s", began.elapsed().as_secs_f64());
    for name in ALWAYS {
        if let Some(path) = checked.discovery(name) {
            panic!("{name}: refuted: {:#?}", path.into_actions());
        }
    }
    checked.assert_properties();
}

fn caught(rule: Rule, both: bool, expected: &[&str]) {
    caught_within(BUDGET, rule, both, expected);
}

fn caught_within(budget: Budget, rule: Rule, both: bool, expected: &[&str]) {
    let model = TwoPlaces { rule, both, budget };
    let checked = model.checker().threads(1).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    let broken: Vec<_> = ALWAYS.iter().filter_map(|name| Some((*name, checked.discovery(name)?))).collect();
    let states = checked.unique_state_count();
    let Some((name, path)) = broken.first() else { panic!("{rule:?} is not caught in {states} states") };
    let steps = path.clone().into_actions();
    println!("{rule:?}: {name}: broken in {} steps ({states} states)", steps.len());
    for step in &steps {
        println!("    {step:?}");
    }
    assert!(
        broken.iter().all(|(name, _)| expected.contains(name)),
        "{rule:?} breaks another promise than expected"
    );
}

#[test]
fn a_second_copy_that_follows_breaks_nothing() {
    holds("following", false, BUDGET);
}

#[test]
fn both_confirming_breaks_nothing() {
    holds("both confirm", true, BUDGET);
}

#[test]
fn moving_twice_with_crashes_breaks_nothing() {
    holds("moves", false, Budget { moves: 2, crashes: 2, restores: 1, promotions: 0, ..BUDGET });
}

#[test]
fn a_snapshot_above_a_gap_breaks_nothing() {
    holds("gaps", false, GAPS);
}

#[test]
fn a_promotion_above_a_wide_gap_breaks_nothing() {
    holds("wide gaps", false, WIDE_GAPS);
}

#[test]
fn switching_before_the_old_place_has_ended_is_caught() {
    caught(Rule::SwitchBeforeEnd, false, &[NO_FORK, UNASKED_IS_COMPLETE, ONE_PLACE]);
}

#[test]
fn taking_the_note_away_before_the_end_is_caught() {
    caught(Rule::UnmarkBeforeEnd, false, &[ONE_PLACE, UNASKED_IS_COMPLETE]);
}

#[test]
fn believing_a_failed_switch_is_caught() {
    caught(Rule::FailureIsBelieved, false, &[NO_FORK, UNASKED_IS_COMPLETE, KEPT]);
}

#[test]
fn acknowledging_with_the_primary_alone_is_caught() {
    caught(Rule::PrimaryAloneAcknowledges, true, &[NO_FORK]);
}

#[test]
fn a_follower_that_stops_at_the_missing_note_is_caught() {
    caught(Rule::NoteDecides, false, &[TOLD_IS_SILENT]);
}

#[test]
fn copying_over_what_is_there_is_caught() {
    caught(Rule::CopyReplaces, true, &[NO_FORK, KEPT, OWN_IS_READ]);
}

#[test]
fn promoting_without_what_this_device_has_is_caught() {
    caught(Rule::PromoteLeavesOut, false, &[NO_FORK, KEPT]);
}

#[test]
fn a_snapshot_above_a_gap_that_is_not_closed_is_caught() {
    caught_within(GAPS, Rule::FollowsUnclosed, false, &[OWN_IS_READ]);
}

#[test]
fn a_promotion_above_a_gap_that_is_not_closed_is_caught() {
    caught_within(WIDE_GAPS, Rule::PromotesUnclosed, false, &[OWN_IS_READ]);
}
