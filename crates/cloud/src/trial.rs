//! What a drive that promises to create without replacing really does, found out when it is connected, in a scratch
//! folder that is removed afterwards. For servers of standards that adopted `If-None-Match` late, or that read them
//! loosely.

use futures::future::join_all;

use crate::{
    Create, Drive, DriveError, Path,
    race::{Evidence, Outcome, bodies, passes, rest_ms, several_win},
    webdav::{Grade, Weakness},
};

/// A little more than what a proxy lets through by default. Snapshots grow past it.
const LARGE_BODY: usize = (1 << 20) + 1;
const FIRST: &[u8] = b"first";
const MOST_REMOVALS: u32 = 6;

/// Finds out what the drive does. An error means that it refuses us, or cannot be reached: not that it is weak.
/// `evidence`: what speaks for it besides its races. `nonce` makes the name of the scratch folder: any number not used
/// before. `rest` waits for the given number of ms while the server refuses because that is too much.
pub(crate) async fn try_out(
    drive: &dyn Drive,
    evidence: Evidence,
    nonce: u64,
    rest: impl AsyncFn(u64),
) -> Result<Grade, DriveError> {
    drive.list(&Path::root()).await?;
    let scratch = Path::root().join(format!("Lifeboat connection test {nonce:016x}"));
    let examined = examine(drive, evidence, &scratch, &rest).await;
    let removed = remove(drive, &scratch, &rest).await;
    let found = examined?;
    match removed {
        Ok(()) => {}
        Err(DriveError::NotFound) => return Ok(Grade::Unusable { reason: Weakness::ChangesNames }),
        Err(error) => return Err(error),
    }
    use Weakness::{NoPrecondition, RefusesLarge, Replaces, ReplacesSilently, SeveralWriters};
    Ok(match found {
        None => Grade::Safe,
        Some(reason @ (Replaces | ReplacesSilently | SeveralWriters | NoPrecondition | RefusesLarge)) => {
            Grade::PhraseOnly { reason }
        }
        Some(reason) => Grade::Unusable { reason },
    })
}

async fn examine(
    drive: &dyn Drive,
    evidence: Evidence,
    scratch: &Path,
    rest: &impl AsyncFn(u64),
) -> Result<Option<Weakness>, DriveError> {
    let name = "Größe 1 + 2 %.lifeboat";
    let file = scratch.join(name);
    let created = match drive.create(&file, FIRST).await {
        Err(DriveError::Unsupported) => return Ok(Some(Weakness::NoPrecondition)),
        Err(DriveError::Unknown) => None,
        other => Some(other?),
    };
    match (drive.get(&file).await, created) {
        (Ok(stored), Some(Create::Created)) if stored == FIRST => {}
        (Ok(_), _) | (Err(DriveError::NotFound), Some(Create::Created)) => {
            return Ok(Some(Weakness::ChangesBytes));
        }
        (Err(DriveError::NotFound), Some(Create::Exists)) => return Ok(Some(Weakness::RefusesNew)),
        // Created, so it said, and not there. Said twice, it is no lost answer.
        (Err(DriveError::NotFound), None) => {
            let again = drive.create(&file, FIRST).await;
            return match (again, drive.get(&file).await) {
                (Err(DriveError::Unknown | DriveError::Busy { .. }), Err(DriveError::NotFound)) => {
                    Ok(Some(Weakness::ChangesNames))
                }
                _ => Err(DriveError::Unknown),
            };
        }
        (Err(error), _) => return Err(error),
    }
    if !drive.list(scratch).await?.iter().any(|entry| entry.name == name && !entry.folder) {
        return Ok(Some(Weakness::ChangesNames));
    }
    let again = drive.create(&file, b"another").await?;
    match (again, drive.get(&file).await? == FIRST) {
        (Create::Exists, true) => {}
        (Create::Exists, false) => return Ok(Some(Weakness::ReplacesSilently)),
        (Create::Created, _) => return Ok(Some(Weakness::Replaces)),
    }
    match drive.create(&scratch.join("large"), &vec![b'L'; LARGE_BODY]).await {
        Err(DriveError::TooLarge) => return Ok(Some(Weakness::RefusesLarge)),
        other => other?,
    };
    let round = async |number: usize, racers: usize| race(drive, scratch, number, racers).await;
    let several = several_win(evidence, round, rest).await?;
    Ok(several.then_some(Weakness::SeveralWriters))
}

/// What the races have asked for may leave no room for that, for a while.
async fn remove(drive: &dyn Drive, scratch: &Path, rest: &impl AsyncFn(u64)) -> Result<(), DriveError> {
    for refusals in 1..MOST_REMOVALS {
        match drive.delete(scratch).await {
            Err(error) if passes(&error) => rest(rest_ms(&error, refusals)).await,
            answered => return answered,
        }
    }
    drive.delete(scratch).await
}

async fn race(
    drive: &dyn Drive,
    scratch: &Path,
    number: usize,
    racers: usize,
) -> Result<Outcome, DriveError> {
    let file = scratch.join(format!("race {number}"));
    let bodies = bodies(number, racers);
    let answers = join_all(bodies.iter().map(|body| drive.create(&file, body))).await;
    let won = answers.iter().zip(&bodies).filter(|(answer, _)| **answer == Ok(Create::Created));
    let winners: Vec<&Vec<u8>> = won.map(|(_, body)| body).collect();
    let told = answers.contains(&Ok(Create::Exists));
    let refused = answers.iter().find_map(|answer| answer.clone().err());
    Ok(match winners.as_slice() {
        [winner] => match drive.get(&file).await {
            Ok(stored) if stored != **winner => Outcome::Several,
            Ok(_) if told => Outcome::One,
            Ok(_) => Outcome::Nothing(refused.unwrap_or(DriveError::Busy { after_ms: None })),
            Err(error) if passes(&error) => Outcome::Nothing(error),
            Err(error) => return Err(error),
        },
        [] => Outcome::Nothing(refused.unwrap_or(DriveError::Busy { after_ms: None })),
        _ => Outcome::Several,
    })
}
