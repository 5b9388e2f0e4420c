//! What is refused, in one form: which refusal it is, and what the caller can do.

mod causes;

use std::fmt::{Debug, Display};

use lifeboat_backup::Author;

/// What the caller can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The same call later: it may pass by itself.
    Retry,
    /// The user has to do something: sign in again, make room, choose another storage, wait for another device.
    User,
    /// The user has to confirm something that only they can know; then the same call with that confirmed.
    Confirm,
    /// Another device has the wallet, or this one has lost it: only a restore brings it (back) here.
    Restore,
    /// The call was wrong: something in it has to be another one.
    Caller,
    /// Nothing: this journal is over here.
    Stop,
}

impl Remedy {
    /// Its name for JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            Remedy::Retry => "retry",
            Remedy::User => "user",
            Remedy::Confirm => "confirm",
            Remedy::Restore => "restore",
            Remedy::Caller => "caller",
            Remedy::Stop => "stop",
        }
    }
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleError {
    /// Which refusal: the name of the variant, such as `Fenced`, `SignedOut`, `WrongSecret`.
    pub name: String,
    /// In English, for a log.
    pub message: String,
    /// What the caller can do.
    pub remedy: Remedy,
    /// What is behind it, where its name alone does not say that: of `Paused` the drive's own refusal.
    pub reason: Option<String>,
    /// The other device, where there is one.
    pub by: Option<Author>,
    /// Where in the journal.
    pub position: Option<u64>,
}

impl ModuleError {
    /// Named by the variant of an error.
    fn of(error: &(impl Debug + Display), remedy: Remedy) -> ModuleError {
        ModuleError {
            name: variant(error),
            message: error.to_string(),
            remedy,
            reason: None,
            by: None,
            position: None,
        }
    }

    /// What the caller gave cannot be used.
    pub fn of_caller(name: &str, message: impl Into<String>) -> ModuleError {
        let (name, message) = (name.to_owned(), message.into());
        ModuleError { name, message, remedy: Remedy::Caller, reason: None, by: None, position: None }
    }

    fn because(self, reason: &impl Debug) -> ModuleError {
        ModuleError { reason: Some(variant(reason)), ..self }
    }

    fn by(self, author: &Author) -> ModuleError {
        ModuleError { by: Some(author.clone()), ..self }
    }

    fn at(self, position: u64) -> ModuleError {
        ModuleError { position: Some(position), ..self }
    }
}

impl Display for ModuleError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.name, self.message)
    }
}

impl std::error::Error for ModuleError {}

/// `Gap` of `Gap { position: 7 }`.
pub(crate) fn variant(error: &impl Debug) -> String {
    let debug = format!("{error:?}");
    debug.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use lifeboat_backup::{AppendError, Obstacle, RestoreError, StoreError};
    use lifeboat_cloud::DriveError;
    use lifeboat_cloud::webdav::Weakness;

    use super::*;

    fn told(error: impl Into<ModuleError>) -> (String, Remedy, Option<String>) {
        let error = error.into();
        (error.name, error.remedy, error.reason)
    }

    #[test]
    fn an_append_says_whether_it_is_over_or_kept() {
        let by = Author { device: "Chrome on Android".into(), at_ms: 7 };
        let fenced = ModuleError::from(AppendError::Fenced(by.clone()));
        assert_eq!((fenced.name.as_str(), fenced.remedy), ("Fenced", Remedy::Restore));
        assert_eq!(fenced.by, Some(by));
        let paused = |why: Obstacle| told(AppendError::Paused(why));
        assert_eq!(
            paused(DriveError::QuotaFull.into()),
            ("Paused".into(), Remedy::User, Some("QuotaFull".into()))
        );
        assert_eq!(paused(StoreError::Taken.into()), ("Paused".into(), Remedy::Stop, Some("Taken".into())));
        assert_eq!(told(AppendError::KeyTooLong), ("KeyTooLong".into(), Remedy::Caller, None));
    }

    #[test]
    fn what_a_drive_says_keeps_its_name() {
        assert_eq!(told(DriveError::SignedOut), ("SignedOut".into(), Remedy::User, None));
        let busy = DriveError::Busy { after_ms: Some(3) };
        assert_eq!(told(RestoreError::Drive(busy)), ("Busy".into(), Remedy::Retry, None));
        assert_eq!(told(Weakness::Replaces), ("Unsafe".into(), Remedy::User, Some("Replaces".into())));
    }

    #[test]
    fn what_only_the_user_can_know_has_to_be_confirmed() {
        assert_eq!(told(RestoreError::SecondCopy), ("SecondCopy".into(), Remedy::Confirm, None));
        let torn = ModuleError::from(RestoreError::TornHead { position: 9 });
        assert_eq!((torn.name.as_str(), torn.remedy, torn.position), ("TornHead", Remedy::Confirm, Some(9)));
    }
}
