//! A new record at a guard.

use super::{NoAnswer, RecordEnding, Transport, ask};
use crate::oprf::{BlindInput, Evaluation};
use crate::slot::{GuardUrl, RegisteredGuard, input};
use crate::wire::{Admission, Answer, Code, OwnerKey, RecordId, Register, Request, Tally};
use rand_core::CryptoRng;

/// Why a guard should take another record.
#[derive(Clone, PartialEq, Eq)]
pub enum NewAdmission {
    /// The guard may accept anybody's records.
    Open,
    /// Its operator gave this invite.
    Invite([u8; 32]),
    /// The backup has a live record there.
    SuccessorOf {
        /// Its id.
        record: RecordId,
        /// Its owner key: of the data key that the record was made with, which may be another than that of the new one.
        owner: OwnerKey,
    },
}

/// A guard to be.
#[derive(Clone, PartialEq, Eq)]
pub struct NewGuard {
    /// The guard's address.
    pub url: GuardUrl,
    /// Why it should.
    pub admission: NewAdmission,
}

/// A new record that is to be made: the same requests however often they are sent.
///
/// Its ending is to be kept before anything is sent: what is registered and not used is to be revoked.
pub struct PlannedRecord {
    url: GuardUrl,
    record: RecordId,
    registering: BlindInput,
    register: Request,
    /// The input once more, as a restore sends it.
    proving: BlindInput,
}

/// A record that a guard has, and evaluates guesses with as it did when it registered it.
pub struct ProvedRecord {
    /// The guard and its record, for the new slot.
    pub registered: RegisteredGuard,
    /// The record's tally after the one guess that proved it.
    pub stood: Tally,
}

/// Why there is no record at a guard, or none that can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationObstacle {
    /// The guard did not answer.
    Silent,
    /// What it evaluated is not proved, or it evaluates a guess in another way than it did at the registration.
    False,
    /// The guard requires a valid invite.
    Invite,
    /// The guard accepts no new records today.
    Full,
    /// The guard refused in a way that a new record gives no reason for.
    Refused(Code),
}

impl PlannedRecord {
    /// For a PIN's output (factor 1) and a backup's data key. `None` never.
    pub fn make(
        guard: NewGuard,
        pin_output: &[u8; 32],
        data_key: &[u8; 32],
        rng: &mut dyn CryptoRng,
    ) -> Option<Self> {
        let record = RecordId::make(rng);
        let registering = BlindInput::make(input(&record, pin_output), rng)?;
        let proving = BlindInput::make(input(&record, pin_output), rng)?;
        let (element, owner) = (registering.element(), OwnerKey::of(&record, data_key));
        let register = match guard.admission {
            NewAdmission::Open => Register { record, element, owner, admission: Admission::Open },
            NewAdmission::Invite(invite) => {
                Register { record, element, owner, admission: Admission::Invite(invite) }
            }
            NewAdmission::SuccessorOf { record: of, owner: of_owner } => {
                Register::succeeding(record, element, owner, of, &of_owner)
            }
        };
        let register = Request::Register(register);
        Some(Self { url: guard.url, record, registering, register, proving })
    }

    /// The address of the guard that is to have it.
    pub fn url(&self) -> &GuardUrl {
        &self.url
    }

    /// The order to end it, if it comes to be in no use.
    pub fn ending(&self, data_key: &[u8; 32]) -> RecordEnding {
        RecordEnding::new(self.url.clone(), self.record, data_key)
    }

    /// Registers it, and asks the guard once more, as a restore would.
    ///
    /// # Errors
    /// [`RegistrationObstacle`]. May be asked again: a guard that has the record answers the same, and counts
    /// nothing twice.
    pub async fn register(&self, transport: &dyn Transport) -> Result<ProvedRecord, RegistrationObstacle> {
        let (_, evaluation) = self.evaluated(transport, &self.register).await?;
        let answer = self.registering.finalize(&evaluation).map_err(|_| RegistrationObstacle::False)?;
        let guess = Request::Guess { record: self.record, element: self.proving.element() };
        let (stood, guessed) = self.evaluated(transport, &guess).await?;
        let again = self.proving.finalize(&guessed).map_err(|_| RegistrationObstacle::False)?;
        if guessed.public != evaluation.public || again != answer {
            return Err(RegistrationObstacle::False);
        }
        let (url, record, public) = (self.url.clone(), self.record, evaluation.public);
        Ok(ProvedRecord { registered: RegisteredGuard { url, record, public, answer }, stood })
    }

    async fn evaluated(
        &self,
        transport: &dyn Transport,
        request: &Request,
    ) -> Result<(Tally, Evaluation), RegistrationObstacle> {
        match ask(transport, &self.url, request).await {
            Ok(Answer { code: Code::Ok, standing, evaluation: Some(evaluation) }) => {
                Ok((standing, evaluation))
            }
            Ok(Answer { code: Code::NotAllowed, .. }) => Err(RegistrationObstacle::Invite),
            Ok(Answer { code: Code::Full, .. }) => Err(RegistrationObstacle::Full),
            Ok(answer) => Err(RegistrationObstacle::Refused(answer.code)),
            Err(NoAnswer) => Err(RegistrationObstacle::Silent),
        }
    }
}
