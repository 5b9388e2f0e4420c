//! New records at all guards, and the factor that is made of them.

use super::{NoAnswer, Transport, ask};
use crate::oprf::BlindInput;
use crate::shamir::Secret;
use crate::slot::{GuardUrl, NewEntry, Parameters, RegisteredGuard, Threshold, input};
use crate::wire::{Admission, Code, OwnerKey, RecordId, Register, Request};
use futures::future::join_all;
use rand_core::CryptoRng;

/// Why a guard should take another record.
#[derive(Clone, PartialEq, Eq)]
pub enum NewAdmission {
    /// It may take anybody's.
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
    /// It is gone: it is not asked, and the slot names it without a share.
    LeftOut,
}

/// A guard to be.
#[derive(Clone, PartialEq, Eq)]
pub struct NewGuard {
    /// Where it is.
    pub url: GuardUrl,
    /// Why it should.
    pub admission: NewAdmission,
}

/// New records that are to be made: the same requests however often they are sent.
///
/// Its records are to be kept before anything is sent: what is registered and not used is to be revoked.
pub struct Plan {
    threshold: Threshold,
    guards: Vec<PlannedGuard>,
}

struct PlannedGuard {
    url: GuardUrl,
    record: RecordId,
    /// `None`: it is left out.
    asked: Option<(BlindInput, Request)>,
}

/// Why there is no record at a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationTrouble {
    /// It did not answer.
    Silent,
    /// What it evaluated is not proved.
    False,
    /// It wants a valid invite.
    Invite,
    /// It accepts no new records today.
    Full,
    /// It refused in a way that a new record gives no reason for.
    Refused(Code),
}

/// At least one guard has no record; the others may have theirs. The plan can be sent again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not registered at every guard")]
pub struct NotRegistered(
    /// Which, by their place, and why.
    pub Vec<(usize, RegistrationTrouble)>,
);

impl Plan {
    /// For a PIN's output (factor 1) and a backup's data key. `None`: not as many guards as the threshold says.
    pub fn make(
        threshold: Threshold,
        guards: &[NewGuard],
        pin_output: &[u8; 32],
        data_key: &[u8; 32],
        rng: &mut dyn CryptoRng,
    ) -> Option<Self> {
        if guards.len() != usize::from(threshold.all()) {
            return None;
        }
        let mut planned = Vec::with_capacity(guards.len());
        for guard in guards {
            let record = RecordId::make(rng);
            let blinding = BlindInput::make(input(&record, pin_output), rng)?;
            let (element, owner) = (blinding.element(), OwnerKey::of(&record, data_key));
            let register = match &guard.admission {
                NewAdmission::Open => Some(Register { record, element, owner, admission: Admission::Open }),
                NewAdmission::Invite(invite) => {
                    Some(Register { record, element, owner, admission: Admission::Invite(*invite) })
                }
                NewAdmission::SuccessorOf { record: of, owner: of_owner } => {
                    Some(Register::succeeding(record, element, owner, *of, of_owner))
                }
                NewAdmission::LeftOut => None,
            };
            let asked = register.map(|register| (blinding, Request::Register(register)));
            planned.push(PlannedGuard { url: guard.url.clone(), record, asked });
        }
        Some(Self { threshold, guards: planned })
    }

    /// The records that it may have made, to be revoked if they are not used.
    pub fn records(&self) -> impl Iterator<Item = (&GuardUrl, RecordId)> {
        self.guards.iter().filter(|guard| guard.asked.is_some()).map(|guard| (&guard.url, guard.record))
    }

    /// Registers at all guards that are not left out and proves what they answer: the parameters of factor 3 and its output.
    ///
    /// # Errors
    /// [`NotRegistered`]: at which guards not, and why. Sent again, those that have their record answer the same.
    pub async fn register(
        &self,
        transport: &dyn Transport,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Parameters, Secret), NotRegistered> {
        let asked = self.guards.iter().map(|guard| guard.register(transport));
        let (mut registered, mut troubles) = (Vec::new(), Vec::new());
        for (place, result) in join_all(asked).await.into_iter().enumerate() {
            match result {
                Ok(guard) => registered.push(guard),
                Err(trouble) => troubles.push((place, trouble)),
            }
        }
        if !troubles.is_empty() {
            return Err(NotRegistered(troubles));
        }
        Parameters::seal(self.threshold, &registered, rng).ok_or(NotRegistered(troubles))
    }
}

impl PlannedGuard {
    async fn register(&self, transport: &dyn Transport) -> Result<NewEntry, RegistrationTrouble> {
        let (url, record) = (self.url.clone(), self.record);
        let Some((blinding, request)) = &self.asked else { return Ok(NewEntry::LeftOut { url, record }) };
        let answer = match ask(transport, &self.url, request).await {
            Ok(answer) => answer,
            Err(NoAnswer) => return Err(RegistrationTrouble::Silent),
        };
        match (answer.code, &answer.evaluation) {
            (Code::Ok, Some(evaluation)) => {
                let answer = blinding.finalize(evaluation).map_err(|_| RegistrationTrouble::False)?;
                Ok(NewEntry::Registered(RegisteredGuard { url, record, public: evaluation.public, answer }))
            }
            (Code::NotAllowed, _) => Err(RegistrationTrouble::Invite),
            (Code::Full, _) => Err(RegistrationTrouble::Full),
            (code, _) => Err(RegistrationTrouble::Refused(code)),
        }
    }
}
