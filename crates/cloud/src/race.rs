//! Several creates at once: which one wins, and whether the others are told.

use futures::future::join_all;

use crate::{DriveError, Retry};

/// How many races are run at once, until a server refuses because that is too much.
const ABREAST: usize = 4;
/// After this many refusals in a row there will be no verdict.
const MOST_SILENT: u32 = 8;
/// What is waited for after the first of them, and at most, ms. Twice as long after each further one: a
/// server that counts requests lets in again after seconds, or after a minute.
const REST_MS: u64 = 2_000;
const LONGEST_REST_MS: u64 = 60_000;
const RACERS: usize = 6;
/// One writer is slow: its precondition is checked long before its body has arrived.
pub(crate) const SLOW_BODY: usize = 256 << 10;

/// What speaks for a server besides its races.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Its operator documents that it decides in one step, or we have tried it: a race is one check more.
    Known,
    /// Nothing. A server that lets several through in one race of five is found out with 99.5 %, in one of
    /// ten with 92 %, in one of twenty with 71 %.
    RacesAlone,
}

impl Evidence {
    /// How many sound races it takes.
    pub(crate) fn rounds(self) -> usize {
        match self {
            Evidence::Known => 3,
            Evidence::RacesAlone => 24,
        }
    }
}

/// The outcome of one race.
pub(crate) enum Outcome {
    /// One came first, and at least one other was told so.
    One,
    /// More than one were let through, or the wrong one.
    Several,
    /// The race showed nothing: no attempt came first, or there were only refusals about something else (too fast, not
    /// now).
    Nothing(DriveError),
}

/// Whether several are let through: true as soon as one race shows it, false after enough that show the
/// contrary. `race` is given its number and how many are to race; `rest` waits for the given number of ms
/// after races that say nothing.
///
/// # Errors
/// Why there is no verdict.
pub(crate) async fn several_win(
    evidence: Evidence,
    race: impl AsyncFn(usize, usize) -> Result<Outcome, DriveError>,
    rest: impl AsyncFn(u64),
) -> Result<bool, DriveError> {
    let (mut started, mut sound, mut silent) = (0, 0, 0_u32);
    let (mut abreast, mut racers) = (ABREAST, RACERS);
    while sound < evidence.rounds() {
        let end = started + abreast.min(evidence.rounds() - sound);
        let outcomes = join_all((started..end).map(|number| race(number, racers))).await;
        started = end;
        if outcomes.iter().any(|outcome| matches!(outcome, Ok(Outcome::Several))) {
            return Ok(true);
        }
        let mut refused = None;
        for outcome in outcomes {
            match outcome? {
                Outcome::One => sound += 1,
                Outcome::Several => return Ok(true),
                Outcome::Nothing(error) => refused = Some(error),
            }
        }
        let Some(error) = refused else {
            silent = 0;
            continue;
        };
        silent += 1;
        if silent == MOST_SILENT {
            return Err(error);
        }
        (abreast, racers) = if abreast > 1 { (1, racers) } else { (1, (racers / 2).max(2)) };
        rest(rest_ms(&error, silent)).await;
    }
    Ok(false)
}

/// How long to wait after this number of refusals in a row, of which this is the last, ms.
pub(crate) fn rest_ms(refused: &DriveError, silent: u32) -> u64 {
    let growing = REST_MS << silent.saturating_sub(1).min(8);
    match refused.retry() {
        Retry::Never => REST_MS,
        Retry::After(ms) => ms.max(growing).min(LONGEST_REST_MS),
        Retry::WithBackoff => growing.min(LONGEST_REST_MS),
    }
}

/// Whether a refusal may be over soon.
pub(crate) fn passes(refused: &DriveError) -> bool {
    refused.retry() != Retry::Never
}

/// What each writer of this race writes. In every second race the first of them writes slowly: some servers
/// fail where one is slow, and others only where all are fast.
pub(crate) fn bodies(number: usize, racers: usize) -> Vec<Vec<u8>> {
    let slow = number.is_multiple_of(2);
    (0..racers)
        .map(|writer| vec![b'0' + writer as u8; if writer == 0 && slow { SLOW_BODY } else { 100 + writer }])
        .collect()
}
