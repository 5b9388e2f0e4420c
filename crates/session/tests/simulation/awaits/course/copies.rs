//! Second copies, and what is left of a copy that counts no longer.

use lifeboat_clouds::{Fault, Rule};
use lifeboat_messages::{Answer, LeftCopy, Request};

use super::{Course, PLAIN, Stage, backed_up, is_in, is_not_deleted, old_copy_goes, with_second};
use crate::journey::done;

pub const ADD_SECOND: Course = Course {
    name: "add a second copy",
    begin: |world| {
        let (phone, tab) = backed_up(world);
        Stage::alone(phone, tab, Request::AddSecond { drive: world.drive(1) })
    },
    pays: true,
    ..PLAIN
};

pub const SET_BOTH: Course = Course {
    name: "wait for both copies",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::SetBoth { both: true })
    },
    pays: true,
    at_last: |_, tab, was_answered| !was_answered || tab.view().second.is_some_and(|second| second.both),
    ..PLAIN
};

pub const REMOVE_SECOND: Course = Course {
    name: "remove the second copy",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::RemoveSecond { delete_copy: true })
    },
    pays: true,
    is_so: |world, answer| match answer {
        Answer::Disconnected { copy: LeftCopy::Deleted } => !is_in(world, 1),
        _ => false,
    },
    may_be_put_off: is_not_deleted,
    at_last: old_copy_goes,
    ..PLAIN
};

pub const MOVE: Course = Course {
    name: "move",
    begin: |world| {
        let (phone, tab) = with_second(world);
        Stage::alone(phone, tab, Request::MoveToSecond)
    },
    pays: true,
    is_so: |world, answer| *answer == Answer::Done && is_in(world, 1),
    ..PLAIN
};

pub const PROMOTE: Course = Course {
    name: "promote",
    begin: |world| {
        let (phone, tab) = with_second(world);
        world.around.clouds[0].fault(Rule::always(Fault::RequestLost));
        Stage::alone(phone, tab, Request::PromoteSecond)
    },
    is_so: |world, _| is_in(world, 1),
    ..PLAIN
};

pub const DELETE_OLD_COPY: Course = Course {
    name: "delete an old copy",
    begin: |world| {
        let (phone, tab) = with_second(world);
        done(world, &tab, Request::MoveToSecond);
        let old = world.see(&tab, "an old copy", |view| view.old_copy.is_some()).old_copy;
        let id = old.expect("an old copy").id;
        Stage::alone(phone, tab, Request::DeleteOldCopy { id })
    },
    pays: true,
    is_so: |world, answer| *answer == Answer::Done && !is_in(world, 0),
    at_last: |_, tab, was_answered| !was_answered || tab.view().old_copy.is_none(),
    ..PLAIN
};

pub const FORGET_OLD_COPY: Course = Course {
    name: "forget an old copy",
    begin: |world| {
        let (phone, tab) = with_second(world);
        world.around.clouds[1].fault(Rule::always(Fault::RequestLost));
        let removed = world.ask(&tab, Request::RemoveSecond { delete_copy: true });
        assert!(matches!(removed, Some(Ok(Answer::Disconnected { .. }))), "{removed:?}");
        let old = world.see(&tab, "an old copy", |view| view.old_copy.is_some()).old_copy;
        let id = old.expect("an old copy").id;
        Stage::alone(phone, tab, Request::ForgetOldCopy { id })
    },
    pays: true,
    at_last: |_, tab, was_answered| !was_answered || tab.view().old_copy.is_none(),
    ..PLAIN
};
