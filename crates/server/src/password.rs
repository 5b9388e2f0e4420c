//! The storage's password, and where it comes from.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::StartError;

/// Letters and digits that are not mistaken for one another; 20 of them are 99 bits.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
const LENGTH: usize = 20;

/// A password. Not `Debug`.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password of at least 8 characters.
    pub fn new(text: &str) -> Result<Password, StartError> {
        match text.chars().count() >= 8 {
            true => Ok(Password(Zeroizing::new(text.to_owned()))),
            false => Err(StartError::ShortPassword),
        }
    }

    /// The password, to show it to the owner.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn make() -> Result<Password, StartError> {
        let mut random = Zeroizing::new([0u8; LENGTH]);
        getrandom::fill(&mut *random).map_err(|_| StartError::NoRandomness)?;
        let text = random.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect();
        Ok(Password(Zeroizing::new(text)))
    }
}

/// Where the password came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFrom {
    /// The password was given as an option.
    Options,
    /// Generated, now or at an earlier start, and kept in this file.
    File(PathBuf),
}

/// The given password, or that of the data folder, which is made at the first start.
pub(crate) fn settle(given: Option<Password>, data: &Path) -> Result<(Password, PasswordFrom), StartError> {
    if let Some(password) = given {
        return Ok((password, PasswordFrom::Options));
    }
    let path = data.join("password");
    let failed = |source| StartError::Data { path: path.clone(), source };
    match fs::read_to_string(&path) {
        Ok(text) => return Ok((Password::new(text.trim())?, PasswordFrom::File(path))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let password = Password::make()?;
    // Whole or not at all: a torn password would lock the owner out.
    let new = data.join("password.new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&new)
        .map_err(failed)?;
    file.write_all(password.reveal().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&new, &path).map_err(failed)?;
    Ok((password, PasswordFrom::File(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_password_stays_and_only_the_owner_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let data = tempfile::tempdir().unwrap();
        let (first, from) = settle(None, data.path()).unwrap();
        let (second, _) = settle(None, data.path()).unwrap();
        assert_eq!(first.reveal(), second.reveal());
        assert_eq!(first.reveal().len(), LENGTH);
        let PasswordFrom::File(path) = from else { panic!("not from a file") };
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
