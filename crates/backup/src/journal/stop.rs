//! How a write ends that does not succeed.

use super::error::{AppendError, MoveError};
use crate::status::{Author, Obstacle};

/// What ended a write for good, or until the user acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    Fenced(Author),
    Paused(Obstacle),
}

impl From<Stop> for AppendError {
    fn from(stop: Stop) -> AppendError {
        match stop {
            Stop::Fenced(other) => AppendError::Fenced(other),
            Stop::Paused(why) => AppendError::Paused(why),
        }
    }
}

impl From<Stop> for MoveError {
    fn from(stop: Stop) -> MoveError {
        match stop {
            Stop::Fenced(other) => MoveError::Fenced(other),
            Stop::Paused(why) => MoveError::Paused(why),
        }
    }
}
