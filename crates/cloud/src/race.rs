//! Several creates at once: which one wins, and whether the others are told.

use crate::DriveError;

/// How many verdicts are wanted.
const ROUNDS: usize = 3;
/// How many attempts are made for them. A server that refuses because they come too fast is asked more slowly.
const ATTEMPTS: usize = 10;
const RACERS: usize = 6;
/// One writer is slow: its precondition is checked long before its body has arrived.
pub(crate) const SLOW_BODY: usize = 256 << 10;

/// The outcome of one attempt.
pub(crate) enum Outcome {
    /// One came first, and at least one other was told so.
    One,
    /// More than one were let through, or the wrong one.
    Several,
    /// Nothing can be said: no attempt came first, or there were only refusals about something else (too fast, not
    /// now).
    Nothing(DriveError),
}

/// Whether several are let through: true as soon as one attempt shows it, false after enough that show the contrary.
/// `attempt` is given its number and how many are to race; `rest` is awaited after one that says nothing.
///
/// # Errors
/// Why there is no verdict.
pub(crate) async fn several_win(
    attempt: impl AsyncFn(usize, usize) -> Result<Outcome, DriveError>,
    rest: impl AsyncFn(),
) -> Result<bool, DriveError> {
    let (mut sound, mut racers, mut why) = (0, RACERS, DriveError::Busy { after_ms: None });
    for number in 0..ATTEMPTS {
        match attempt(number, racers).await? {
            Outcome::Several => return Ok(true),
            Outcome::One => sound += 1,
            Outcome::Nothing(error) => {
                (why, racers) = (error, (racers / 2).max(2));
                rest().await;
            }
        }
        if sound == ROUNDS {
            return Ok(false);
        }
    }
    Err(why)
}

/// What each writer writes; the first writes slowly.
pub(crate) fn bodies(racers: usize) -> Vec<Vec<u8>> {
    (0..racers)
        .map(|writer| vec![b'0' + writer as u8; if writer == 0 { SLOW_BODY } else { 100 + writer }])
        .collect()
}
