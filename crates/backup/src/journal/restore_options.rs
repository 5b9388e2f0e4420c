//! What a restore asks the user before it continues, and what it must not lose.

use super::newest_here::NewestHere;

/// What the user has confirmed, and what the journal must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RestoreOptions {
    /// The device that wrote last is gone for good: its unfinished upload at the head may be deleted.
    pub old_device_is_gone: bool,
    /// The journal ends here, and the user knows that nothing newer exists: [`super::RestoreError::Ended`].
    pub although_ended: bool,
    /// The folder is a second copy, and the user wants to continue from there all the same:
    /// [`super::RestoreError::SecondCopy`].
    pub although_second_copy: bool,
    /// The backup is in picked files, and the user knows that nothing newer exists and that the wallet runs
    /// nowhere else: [`super::RestoreError::FromFiles`].
    pub although_files: bool,
    /// Whether it is known that the drive takes no new file: whatever is there is read, and nothing here is changed
    /// before the user has answered [`super::RestoreError::ReadOnly`].
    pub takes_no_new_file: bool,
    /// Only a journal that continues from this entry takes the place of the one here:
    /// [`super::RestoreError::NotNewer`].
    pub after: Option<NewestHere>,
    /// Records of this device with such names, beside the journal's: they are of the wallet that was here
    /// alone, and go in the very write by which its journal does. A restore that fails before, or dies,
    /// leaves them.
    pub forgets: &'static [&'static str],
}
