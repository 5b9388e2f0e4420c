//! What the notes in a folder say of the copy that lies there.

use lifeboat_cloud::DriveError;

use crate::{
    Env, Keys, layout,
    read::{PositionContent, RemoteFolder},
};

/// Whether a folder says that it is a second copy.
pub(crate) async fn is_second(env: &Env, copy: &RemoteFolder) -> Result<bool, DriveError> {
    match copy.file(env, &copy.folder.second_copy()).await {
        Ok(note) => Ok(note.is_some()),
        // Whatever has the name: to ask once more does no harm.
        Err(DriveError::WrongKind | DriveError::TooLarge) => Ok(true),
        Err(error) => Err(error),
    }
}

/// Whether a folder says that turning this backup on was not finished there.
pub(crate) async fn is_unfinished(env: &Env, keys: &Keys, copy: &RemoteFolder) -> Result<bool, DriveError> {
    let note = match copy.file(env, &copy.folder.not_finished()).await {
        Ok(Some(note)) => note,
        // What cannot be a file of ours is not one.
        Ok(None) | Err(DriveError::WrongKind | DriveError::TooLarge) => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(match copy.entry(env, keys, 0).await? {
        PositionContent::Entry(first) => {
            note == layout::not_finished_text(keys.vault_id(), first.place.writer).as_bytes()
        }
        PositionContent::Nothing | PositionContent::Fault(_) => layout::is_not_finished_text(&note),
    })
}
