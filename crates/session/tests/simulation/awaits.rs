//! A process is cut off after each step of what its user asked for, and the next one on its device continues.
//!
//! Of each course one step of thirteen is tried; `LIFEBOAT_STRIDE=1` tries all of them, `LIFEBOAT_STEP` one alone.

mod course;
mod judge;

use course::Course;
use judge::Played;

/// How far apart the steps are that are tried, at least: it has no divisor in common with the number of steps, lest the same
/// moment of every request be passed over.
const STRIDE: usize = 13;

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

fn are_coprime(one: usize, other: usize) -> bool {
    match other {
        0 => one == 1,
        _ => are_coprime(other, one % other),
    }
}

/// Tries the steps of a course.
fn cut_everywhere(course: &Course) {
    let whole = Played::new(course, None);
    let steps = whole.steps;
    assert!(steps > 20, "{}: {steps} steps", course.name);
    whole.judge();
    let stride = number("LIFEBOAT_STRIDE").unwrap_or(STRIDE);
    let stride = (stride..).find(|stride| are_coprime(*stride, steps)).expect("there are primes enough");
    let tried: Vec<usize> = match number("LIFEBOAT_STEP") {
        Some(step) => vec![step],
        None => (0..steps).step_by(stride).collect(),
    };
    for step in &tried {
        Played::new(course, Some(*step)).judge();
    }
    println!("{}: cut off at {} of {steps} steps", course.name, tried.len());
}

macro_rules! wherever_it_is_cut_off {
    ($($name:ident: $course:ident;)*) => {
        $(
            #[test]
            fn $name() {
                cut_everywhere(&course::$course);
            }
        )*
    };
}

wherever_it_is_cut_off! {
    a_backup_that_is_turned_on_may_be_cut_off_anywhere: TURN_ON;
    a_backup_that_is_turned_off_may_be_cut_off_anywhere: TURN_OFF;
    a_backup_that_is_turned_off_and_stays_may_be_cut_off_anywhere: TURN_OFF_AND_LEAVE;
    a_restore_may_be_cut_off_anywhere: RESTORE;
    a_restore_from_the_second_copy_may_be_cut_off_anywhere: RESTORE_FROM_SECOND;
    a_restore_from_files_may_be_cut_off_anywhere: RESTORE_FROM_FILES;
    a_takeover_may_be_cut_off_anywhere: TAKE_OVER;
    a_move_may_be_cut_off_anywhere: MOVE;
    a_promotion_may_be_cut_off_anywhere: PROMOTE;
    a_wallet_that_goes_on_alone_may_be_cut_off_anywhere: GO_ON_ALONE;
    a_change_of_the_pin_may_be_cut_off_anywhere: CHANGE_PIN;
    a_second_copy_that_is_added_may_be_cut_off_anywhere: ADD_SECOND;
    a_second_copy_that_is_removed_may_be_cut_off_anywhere: REMOVE_SECOND;
    a_lock_may_be_cut_off_anywhere: LOCK;
    an_unlock_may_be_cut_off_anywhere: UNLOCK;
    a_practice_of_the_pin_may_be_cut_off_anywhere: PRACTISE;
    a_sign_in_that_is_renewed_may_be_cut_off_anywhere: RECONNECT;
    a_tab_that_asks_for_the_wallet_may_be_cut_off_anywhere: USE_THIS_TAB;
    a_tab_that_takes_the_wallet_by_force_may_be_cut_off_anywhere: USE_THIS_TAB_BY_FORCE;
}
