//! What a drive that promises to create without replacing really does, found out when it is connected, in a scratch
//! folder that is removed afterwards. For servers of standards that adopted `If-None-Match` late, or that read them
//! loosely.

use std::cell::Cell;

use futures::future::join_all;

use crate::{
    Create, Drive, DriveError, Path,
    race::{Evidence, Outcome, bodies, passes, rest_ms, several_win},
    scratch::scratch_folder,
    webdav::{Grade, Weakness},
};

/// A little more than what a proxy lets through by default. Snapshots grow past it.
const LARGE_BODY: usize = (1 << 20) + 1;
const FIRST: &[u8] = b"first";
/// How often a request is made whose refusals pass, or whose answers are lost: while somebody waits, and when
/// it is tidied up.
pub(crate) const PATIENCE: u32 = 3;
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
    patiently(PATIENCE, &rest, async || drive.list(&Path::root()).await).await?;
    let scratch = scratch_folder(nonce);
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
    let refused = match keeps_first(drive, &file, rest).await {
        Err(DriveError::Unsupported) => Some(Weakness::NoPrecondition),
        refused => refused?,
    };
    if refused.is_some() {
        return Ok(refused);
    }
    let listed = patiently(PATIENCE, rest, async || drive.list(scratch).await).await?;
    if !listed.iter().any(|entry| entry.name == name && !entry.folder) {
        return Ok(Some(Weakness::ChangesNames));
    }
    let again = patiently(PATIENCE, rest, async || drive.create(&file, b"another").await).await?;
    match (again, patiently(PATIENCE, rest, async || drive.get(&file).await).await? == FIRST) {
        (Create::Exists, true) => {}
        (Create::Exists, false) => return Ok(Some(Weakness::ReplacesSilently)),
        (Create::Created, _) => return Ok(Some(Weakness::Replaces)),
    }
    let (large, body) = (scratch.join("large"), vec![b'L'; LARGE_BODY]);
    match patiently(PATIENCE, rest, async || drive.create(&large, &body).await).await {
        Err(DriveError::TooLarge) => return Ok(Some(Weakness::RefusesLarge)),
        other => other?,
    };
    let round = async |number: usize, racers: usize| race(drive, scratch, number, racers).await;
    let several = several_win(evidence, round, rest).await?;
    Ok(several.then_some(Weakness::SeveralWriters))
}

/// Creates the first file. Whatever was answered to that, what comes back decides: a lost answer, or one to a
/// request that something on the way has sent twice, says nothing of the drive.
async fn keeps_first(
    drive: &dyn Drive,
    file: &Path,
    rest: &impl AsyncFn(u64),
) -> Result<Option<Weakness>, DriveError> {
    let create = async || match drive.create(file, FIRST).await {
        Err(DriveError::Unknown) => Ok(None),
        answered => answered.map(Some),
    };
    let look = async || match drive.get(file).await {
        Err(DriveError::NotFound) => Ok(None),
        answered => answered.map(Some),
    };
    let created = patiently(PATIENCE, rest, create).await?;
    match (patiently(PATIENCE, rest, look).await?, created) {
        (Some(stored), _) if stored == FIRST => Ok(None),
        (Some(_), _) | (None, Some(Create::Created)) => Ok(Some(Weakness::ChangesBytes)),
        (None, Some(Create::Exists)) => Ok(Some(Weakness::RefusesNew)),
        // Created, so it said perhaps, and not there. Twice, it is no lost answer.
        (None, None) => match (drive.create(file, FIRST).await, drive.get(file).await) {
            (_, Ok(stored)) if stored == FIRST => Ok(None),
            (Err(DriveError::Unknown | DriveError::Busy { .. }), Err(DriveError::NotFound)) => {
                Ok(Some(Weakness::ChangesNames))
            }
            _ => Err(DriveError::Unknown),
        },
    }
}

/// What the races have asked for may leave no room for that, for a while.
async fn remove(drive: &dyn Drive, scratch: &Path, rest: &impl AsyncFn(u64)) -> Result<(), DriveError> {
    let asked = Cell::new(false);
    let delete = async || match (asked.replace(true), drive.delete(scratch).await) {
        // It was gone before, and that answer was lost.
        (true, Err(DriveError::NotFound)) => Ok(()),
        (_, answered) => answered,
    };
    patiently(MOST_REMOVALS, rest, delete).await
}

/// Asks so often at most, while the answer is lost or a refusal that passes: neither says anything of the drive.
pub(crate) async fn patiently<T>(
    most: u32,
    rest: &impl AsyncFn(u64),
    ask: impl AsyncFn() -> Result<T, DriveError>,
) -> Result<T, DriveError> {
    for refusals in 1..most {
        match ask().await {
            Err(error) if passes(&error) => rest(rest_ms(&error, refusals)).await,
            answered => return answered,
        }
    }
    ask().await
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
