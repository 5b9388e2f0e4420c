//! What a drive that promises to create without replacing really does, found out when it is connected, in a scratch
//! folder that is removed afterwards. For servers of standards that came to `If-None-Match` late, or read them loosely.

use futures::future::join_all;

use crate::{
    Create, Drive, DriveError, Path,
    webdav::{Grade, Weakness},
};

const ROUNDS: usize = 3;
const WRITERS: usize = 6;
/// One writer is slow: its precondition is checked long before its body has arrived.
const SLOW_BODY: usize = 256 << 10;

/// Finds out what the drive does. An error means that it refuses us, or cannot be reached: not that it is weak.
/// `nonce` makes the name of the scratch folder: any number not used before.
pub(crate) async fn try_out(drive: &dyn Drive, nonce: u64) -> Result<Grade, DriveError> {
    drive.list(&Path::root()).await?;
    let scratch = Path::root().join(format!("Lifeboat connection test {nonce:016x}"));
    let examined = examine(drive, &scratch).await;
    let removed = drive.delete(&scratch).await;
    let found = examined?;
    match removed {
        Ok(()) => {}
        Err(DriveError::NotFound) => return Ok(Grade::Unusable { reason: Weakness::ChangesNames }),
        Err(error) => return Err(error),
    }
    Ok(match found {
        None => Grade::Safe,
        Some(reason @ (Weakness::Replaces | Weakness::ReplacesSilently | Weakness::SeveralWriters)) => {
            Grade::PhraseOnly { reason }
        }
        Some(reason) => Grade::Unusable { reason },
    })
}

async fn examine(drive: &dyn Drive, scratch: &Path) -> Result<Option<Weakness>, DriveError> {
    let name = "Größe 1 + 2 %.lifeboat";
    let file = scratch.join(name);
    if drive.create(&file, b"first").await? != Create::Created {
        return Ok(Some(Weakness::RefusesNew));
    }
    if drive.get(&file).await != Ok(b"first".to_vec()) {
        return Ok(Some(Weakness::ChangesBytes));
    }
    if !drive.list(scratch).await?.iter().any(|entry| entry.name == name && !entry.folder) {
        return Ok(Some(Weakness::ChangesNames));
    }
    let again = drive.create(&file, b"another").await?;
    match (again, drive.get(&file).await == Ok(b"first".to_vec())) {
        (Create::Exists, true) => {}
        (Create::Exists, false) => return Ok(Some(Weakness::ReplacesSilently)),
        (Create::Created, _) => return Ok(Some(Weakness::Replaces)),
    }
    for round in 0..ROUNDS {
        let file = scratch.join(format!("race {round}"));
        let bodies: Vec<Vec<u8>> = (0..WRITERS)
            .map(|writer| vec![b'0' + writer as u8; if writer == 0 { SLOW_BODY } else { 100 + writer }])
            .collect();
        let answers = join_all(bodies.iter().map(|body| drive.create(&file, body))).await;
        let won = answers.iter().zip(&bodies).filter(|(answer, _)| **answer == Ok(Create::Created));
        let winners: Vec<&Vec<u8>> = won.map(|(_, body)| body).collect();
        let sound = match winners.as_slice() {
            [] => true,
            [winner] => drive.get(&file).await.as_ref() == Ok(*winner),
            _ => false,
        };
        if !sound {
            return Ok(Some(Weakness::SeveralWriters));
        }
    }
    Ok(None)
}
