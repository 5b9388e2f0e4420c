//! Creating a file whose answer may be lost.

use lifeboat_cloud::{Create, DriveError, Path};

use crate::{
    env::{DriveCell, Env},
    retry::Pauses,
};

/// Creates a file, resolving lost answers by reading: `Created` when it holds our bytes, `Exists` when others.
pub(crate) async fn create_once(
    env: &Env,
    drive: &DriveCell,
    path: &Path,
    bytes: &[u8],
) -> Result<Create, DriveError> {
    create_told(env, drive, path, bytes).await.0
}

/// Creates a file once, and says whether a request went unanswered, which then may still arrive at any later time.
pub(crate) async fn create_told(
    env: &Env,
    drive: &DriveCell,
    path: &Path,
    bytes: &[u8],
) -> (Result<Create, DriveError>, bool) {
    let mut unanswered = false;
    let created = async {
        let mut pauses = Pauses::patient(env, drive);
        loop {
            match drive.now().create(path, bytes).await {
                Ok(Create::Created) => return Ok(Create::Created),
                Ok(Create::Exists) => {}
                Err(error) => {
                    unanswered |= error == DriveError::Unknown;
                    pauses.after(&error).await?;
                }
            }
            match drive.now().get(path).await {
                Ok(found) => return Ok(if found == bytes { Create::Created } else { Create::Exists }),
                Err(DriveError::NotFound) => {
                    pauses.after(&DriveError::Unavailable { after_ms: None }).await?;
                }
                Err(error) => pauses.after(&error).await?,
            }
        }
    };
    let created = created.await;
    (created, unanswered)
}
