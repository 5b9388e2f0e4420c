//! Reading from a drive while a user waits at a screen.

use lifeboat_cloud::{DriveError, Retry};

use crate::device::Device;

/// The pauses between attempts, ms.
const PAUSES_MS: [u64; 3] = [500, 2_000, 5_000];
/// The longest wait that a drive may ask for; if it asks for more, the user is told at once.
const LONGEST_ASKED_MS: u64 = 10_000;

/// How long to wait before the attempt that follows this many, ms; `None`: the user is told.
pub fn pause_after(attempts: usize, error: &DriveError) -> Option<u64> {
    let own = PAUSES_MS.get(attempts.checked_sub(1)?)?;
    match error.retry() {
        Retry::Never => None,
        Retry::WithBackoff => Some(*own),
        Retry::After(ms) => (ms <= LONGEST_ASKED_MS).then(|| ms.max(*own)),
    }
}

/// Retries what may pass: one bad answer does not end a search. `why`: the drive's error in another one, if it is one.
pub async fn patiently<T, E>(
    env: &Device,
    ask: impl AsyncFn() -> Result<T, E>,
    why: impl Fn(&E) -> Option<DriveError>,
) -> Result<T, E> {
    let mut attempts = 0;
    loop {
        let answer = ask().await;
        attempts += 1;
        let pause = match &answer {
            Ok(_) => None,
            Err(error) => why(error).and_then(|error| pause_after(attempts, &error)),
        };
        match pause {
            Some(ms) => env.sleep(ms).await,
            None => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_answer_is_asked_again_and_a_day_is_told() {
        let down = DriveError::Unavailable { after_ms: None };
        let pauses: Vec<_> = (1..6).map(|attempts| pause_after(attempts, &down)).collect();
        assert_eq!(pauses, [Some(500), Some(2_000), Some(5_000), None, None]);
        let asked = |ms| pause_after(1, &DriveError::Busy { after_ms: Some(ms) });
        assert_eq!((asked(7_000), asked(1), asked(86_400_000)), (Some(7_000), Some(500), None));
        for error in [DriveError::SignedOut, DriveError::NotFound, DriveError::NotADrive, DriveError::Denied]
        {
            assert_eq!(pause_after(1, &error), None, "{error:?}");
        }
        assert!(pause_after(1, &DriveError::Unreachable).is_some());
    }
}
