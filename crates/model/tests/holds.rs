//! The protocol holds, exhaustively, within bounds that stress one kind of trouble each.

#![allow(clippy::disallowed_methods, reason = "they print how long they took")]

mod common;

use common::holds;
use lifeboat_model::Bounds;

#[test]
fn requests_that_arrive_late_and_twice_break_nothing() {
    holds::<2>("late requests", Bounds::new(2, 3, 2).crashes(1).strays(2));
}

#[test]
fn a_store_set_back_breaks_nothing() {
    holds::<2>("store set back", Bounds::new(2, 3, 1).crashes(1).rollbacks(1).strays(1));
}

#[test]
fn a_lost_store_breaks_nothing() {
    holds::<2>("store lost", Bounds::new(2, 3, 2).crashes(2).evictions(1).strays(1));
}

#[test]
fn torn_uploads_break_nothing() {
    holds::<2>("torn uploads", Bounds::new(2, 3, 2).crashes(1).strays(1).tears(1));
}

#[test]
fn two_repairs_under_way_at_once_break_nothing() {
    holds::<2>("two repairs", Bounds::new(2, 3, 1).crashes(1).strays(2).tears(2));
}

#[test]
fn torn_uploads_between_wider_mileposts_break_nothing() {
    holds::<2>("torn, mileposts every 3", Bounds::new(3, 4, 1).crashes(1).strays(1).tears(2));
}

#[test]
fn wider_mileposts_break_nothing() {
    holds::<2>("mileposts every 3", Bounds::new(3, 5, 1).crashes(1).strays(1));
}

#[test]
fn packs_break_nothing() {
    holds::<2>("packs", Bounds::new(2, 4, 1).packs().strays(1));
}

#[test]
fn packs_and_processes_that_die_break_nothing() {
    holds::<2>("packs and crashes", Bounds::new(3, 4, 1).packs().crashes(1).strays(1));
}

#[test]
fn three_devices_break_nothing() {
    holds::<3>("three devices", Bounds::new(2, 3, 2).strays(1));
}
