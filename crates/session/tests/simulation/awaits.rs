//! What a user asks for, with an accident at each moment of it.
//!
//! A process is cut off after each step, and the next one on its device continues. And each request of the
//! process fails once, in each of three ways, whoever was asked: what then ends in a problem goes well the
//! next time.
//!
//! Of each course one step, and one failure, of thirteen are tried; `LIFEBOAT_STRIDE=1` tries all of them,
//! `LIFEBOAT_STEP` one step alone, and `LIFEBOAT_REQUEST` one request.

mod course;
mod judge;

use course::Course;
use judge::{Accident, Played};

use crate::traffic::Mishap;

/// How far apart the steps are that are tried, at least: it has no divisor in common with the number of
/// steps, lest the same moment of every request be passed over.
const STRIDE: usize = 13;

/// How far apart the failures are that are tried, of each request in each of three ways.
const FAILURES: usize = 13;

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
    assert!(steps > 5, "{}: {steps} steps", course.name);
    whole.judge();
    let stride = number("LIFEBOAT_STRIDE").unwrap_or(STRIDE);
    let stride = (stride..).find(|stride| are_coprime(*stride, steps)).expect("there are primes enough");
    let tried: Vec<usize> = match number("LIFEBOAT_STEP") {
        Some(step) => vec![step],
        None => (0..steps).step_by(stride).collect(),
    };
    for step in &tried {
        Played::new(course, Some(Accident::CutOff(*step))).judge();
    }
    println!("{}: cut off at {} of {steps} steps", course.name, tried.len());
}

/// Requests of a course fail, one in each life of it.
fn fail_everywhere(courses: &[&Course]) {
    let stride = number("LIFEBOAT_STRIDE").unwrap_or(FAILURES);
    let mut tried = 0;
    for course in courses {
        let requests = Played::new(course, None).requests;
        let failures = (0..requests).flat_map(|request| Mishap::ALL.map(|mishap| (request, mishap)));
        let chosen =
            failures.filter(|(request, _)| number("LIFEBOAT_REQUEST").is_none_or(|one| one == *request));
        let before = tried;
        for (request, mishap) in chosen.step_by(stride) {
            Played::new(course, Some(Accident::Failing(request, mishap))).judge();
            tried += 1;
        }
        println!("{}: {} failures of its {requests} requests", course.name, tried - before);
    }
    println!("{tried} lives");
}

macro_rules! with_an_accident_anywhere {
    ($($fails:ident: { $($name:ident: $course:ident;)* })*) => {
        $(
            $(
                #[test]
                fn $name() {
                    cut_everywhere(&course::$course);
                }
            )*

            #[test]
            fn $fails() {
                fail_everywhere(&[$(&course::$course),*]);
            }
        )*
    };
}

with_an_accident_anywhere! {
    whichever_request_of_a_backup_fails_the_next_try_ends_well: {
        a_backup_that_is_turned_on_may_be_cut_off_anywhere: TURN_ON;
        a_backup_whose_pin_has_guards_may_be_cut_off_anywhere: TURN_ON_GUARDED;
        a_backup_that_is_turned_on_again_may_be_cut_off_anywhere: TURN_ON_AGAIN;
        a_backup_that_is_turned_on_after_a_sign_in_may_be_cut_off_anywhere: SIGN_IN_AND_TURN_ON;
        a_backup_that_is_turned_off_may_be_cut_off_anywhere: TURN_OFF;
        a_backup_that_is_turned_off_and_stays_may_be_cut_off_anywhere: TURN_OFF_AND_LEAVE;
        a_backup_that_is_written_anew_may_be_cut_off_anywhere: WRITE_ANEW;
        a_sign_in_that_is_renewed_may_be_cut_off_anywhere: RECONNECT;
    }
    whichever_request_of_a_copy_fails_the_next_try_ends_well: {
        a_second_copy_that_is_added_may_be_cut_off_anywhere: ADD_SECOND;
        a_second_copy_that_has_to_confirm_may_be_cut_off_anywhere: SET_BOTH;
        a_second_copy_that_is_removed_may_be_cut_off_anywhere: REMOVE_SECOND;
        a_move_may_be_cut_off_anywhere: MOVE;
        a_promotion_may_be_cut_off_anywhere: PROMOTE;
        an_old_copy_that_is_deleted_may_be_cut_off_anywhere: DELETE_OLD_COPY;
        an_old_copy_that_is_forgotten_may_be_cut_off_anywhere: FORGET_OLD_COPY;
    }
    whichever_request_of_an_arrival_fails_the_next_try_ends_well: {
        a_restore_may_be_cut_off_anywhere: RESTORE;
        a_restore_from_the_second_copy_may_be_cut_off_anywhere: RESTORE_FROM_SECOND;
        a_restore_from_files_may_be_cut_off_anywhere: RESTORE_FROM_FILES;
        a_restore_after_a_sign_in_may_be_cut_off_anywhere: SIGN_IN_AND_RESTORE;
        a_wallet_of_its_words_may_be_cut_off_anywhere: RESTORE_WORDS;
        a_takeover_may_be_cut_off_anywhere: TAKE_OVER;
    }
    whichever_request_of_a_lock_fails_the_next_try_ends_well: {
        a_change_of_the_pin_may_be_cut_off_anywhere: CHANGE_PIN;
        a_replacement_of_guards_may_be_cut_off_anywhere: REPLACE_GUARDS;
        a_lock_may_be_cut_off_anywhere: LOCK;
        an_unlock_may_be_cut_off_anywhere: UNLOCK;
        a_practice_of_the_pin_may_be_cut_off_anywhere: PRACTISE;
    }
    whichever_request_of_a_wallet_fails_the_next_try_ends_well: {
        a_wallet_that_is_made_may_be_cut_off_anywhere: CREATE;
        a_wallet_that_gets_another_name_may_be_cut_off_anywhere: RENAME;
        a_wallet_that_is_deleted_may_be_cut_off_anywhere: DELETE;
        a_wallet_that_goes_on_alone_may_be_cut_off_anywhere: GO_ON_ALONE;
        a_closing_without_the_peers_word_may_be_cut_off_anywhere: GO_WITHOUT_PEERS;
        a_tab_that_asks_for_the_wallet_may_be_cut_off_anywhere: USE_THIS_TAB;
        a_tab_that_takes_the_wallet_by_force_may_be_cut_off_anywhere: USE_THIS_TAB_BY_FORCE;
    }
}
