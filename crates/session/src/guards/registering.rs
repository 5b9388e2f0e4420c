//! New records at all guards, for a new PIN. Nothing is written anywhere with a slot that not every guard has been seen to
//! open: each is asked once more, as a restore would ask it.

use lifeboat_crypto::{DataKey, FactorKind, Kdf, NewFactor, NewSlot, OpenKeyring, Pin, PreparedPin, Secret};
use lifeboat_guard::client::{
    Attempt, GuardReply, NewAdmission, NewGuard, NotRegistered, Plan, RecordEnding, RegistrationTrouble,
    silent,
};
use lifeboat_guard::slot::{GuardEntry, GuardUrl, Parameters, Threshold};
use lifeboat_guard::wire::{OwnerKey, RecordId};
use lifeboat_messages::Problem;
use zeroize::Zeroizing;

use super::{leftovers, named_by, own_tries, transport::GuardTransport};
use crate::config::Guards;
use crate::device::Device;
use crate::problem;

/// How often a guard that is silent is asked again, and how long is between, ms.
const RETRIES: u32 = 2;
const RETRY_MS: u64 = 2_000;

/// The records of a keyring, with their owner's keys.
pub struct FormerRecords(Vec<(GuardUrl, RecordId, OwnerKey)>);

impl FormerRecords {
    /// None.
    pub fn none() -> FormerRecords {
        FormerRecords(Vec::new())
    }

    /// Of an opened keyring.
    pub fn of(opened: &OpenKeyring) -> FormerRecords {
        let key = opened.data_key().expose();
        let of_entry =
            |entry: &GuardEntry| (entry.url.clone(), entry.record, OwnerKey::of(&entry.record, key));
        let guards = named_by(opened.keyring());
        FormerRecords(guards.iter().flat_map(|guards| guards.guards()).map(of_entry).collect())
    }
}

/// The orders to end the records of an opened keyring.
pub fn revocations(opened: &OpenKeyring) -> Vec<RecordEnding> {
    let key = opened.data_key().expose();
    let guards = named_by(opened.keyring());
    let entries = guards.iter().flat_map(|guards| guards.guards());
    entries.map(|entry| RecordEnding::new(entry.url.clone(), entry.record, key)).collect()
}

/// A PIN with the records of its guards: what a slot is made of.
pub struct GuardedPin {
    prepared: PreparedPin,
    parameters: Vec<u8>,
    output: Zeroizing<[u8; 32]>,
}

impl GuardedPin {
    /// Registers a PIN at the guards of the configuration, or where it names none, at those of the PIN before; for a data key
    /// that is not in use yet. Owners of records that live there need no invite.
    ///
    /// # Errors
    /// A guard does not answer as it should, or accepts nobody new. What was registered is ended later.
    pub async fn register(
        device: &Device,
        pin: &Pin,
        kdf: Kdf,
        key: &DataKey,
        former: &FormerRecords,
    ) -> Result<GuardedPin, Problem> {
        let config = device.config();
        let guards = match config.names_guards() {
            true => config.guards()?,
            false => Guards::of_before(former.0.iter().map(|(url, _, _)| url.clone()))?,
        };
        // Where one is silent none is asked for a record: a record has so many successors and no more.
        hear_from(device, &guards).await?;
        let bounds = device.host().kdf_limits().write;
        let prepared = PreparedPin::make(pin, kdf, &bounds, &mut device.rng()).map_err(problem::of_make)?;
        let invited = guards.without_former();
        let (parameters, output) = match try_at(device, &guards.succeeding(former), &prepared, key).await {
            // The record there is spent, or has had all its successors.
            Err(Problem::GuardRefuses { .. }) if !former.0.is_empty() => {
                try_at(device, &invited, &prepared, key).await?
            }
            registered => registered?,
        };
        prove(device, &parameters, &prepared, &output, key).await?;
        Ok(GuardedPin { prepared, parameters: parameters.encode(), output })
    }

    /// The slot of a keyring.
    pub fn slot(&self, device: &Device) -> NewSlot<'_> {
        let guards = NewFactor::Output {
            kind: FactorKind::Guards,
            flags: 0,
            params: &self.parameters,
            output: &self.output,
        };
        NewSlot::all_of(vec![self.prepared.factor(), guards]).within(device.host().kdf_limits().write)
    }

    /// What opens that slot.
    pub fn secrets(&self) -> [Secret<'_>; 2] {
        [
            Secret::Output { kind: FactorKind::Pin, output: self.prepared.output() },
            Secret::Output { kind: FactorKind::Guards, output: &self.output },
        ]
    }
}

/// Guards to be asked, with the reason why they should.
struct AskedGuards {
    threshold: Threshold,
    guards: Vec<NewGuard>,
}

impl Guards {
    fn without_former(&self) -> AskedGuards {
        self.succeeding(&FormerRecords::none())
    }

    fn succeeding(&self, former: &FormerRecords) -> AskedGuards {
        let guard = |(url, invite): &(GuardUrl, Option<[u8; 32]>)| {
            let live = former.0.iter().find(|(of, _, _)| of == url);
            let admission = match (live, invite) {
                (Some((_, record, owner)), _) => {
                    NewAdmission::SuccessorOf { record: *record, owner: owner.clone() }
                }
                (None, Some(invite)) => NewAdmission::Invite(*invite),
                (None, None) => NewAdmission::Open,
            };
            NewGuard { url: url.clone(), admission }
        };
        AskedGuards { threshold: self.threshold(), guards: self.all().iter().map(guard).collect() }
    }
}

/// Whether all of them answer.
async fn hear_from(device: &Device, guards: &Guards) -> Result<(), Problem> {
    let urls: Vec<GuardUrl> = guards.all().iter().map(|(url, _)| url.clone()).collect();
    let mut again = 0;
    loop {
        let silent = silent(&GuardTransport::of(device), &urls, &mut device.rng()).await;
        let Some(first) = silent.first() else { return Ok(()) };
        if again == RETRIES {
            return Err(Problem::GuardSilent { guard: host_at(urls.get(*first)) });
        }
        again += 1;
        device.sleep(RETRY_MS).await;
    }
}

async fn try_at(
    device: &Device,
    asked: &AskedGuards,
    prepared: &PreparedPin,
    key: &DataKey,
) -> Result<(Parameters, Zeroizing<[u8; 32]>), Problem> {
    let plan = Plan::make(asked.threshold, &asked.guards, prepared.output(), key.expose(), &mut device.rng())
        .ok_or_else(|| problem::misconfigured("guards"))?;
    let records = plan.records().map(|(url, record)| RecordEnding::new(url.clone(), record, key.expose()));
    // Before anything is sent: what is registered and not used is to be ended.
    leftovers::keep(device, &records.collect::<Vec<_>>()).await?;
    let mut again = 0;
    loop {
        let registered = plan.register(&GuardTransport::of(device), &mut device.rng()).await;
        let NotRegistered(troubles) = match registered {
            Ok(registered) => return Ok(registered),
            Err(not) => not,
        };
        let only_silent = troubles.iter().all(|(_, trouble)| *trouble == RegistrationTrouble::Silent);
        if !only_silent || again == RETRIES {
            return Err(of_troubles(asked, &troubles));
        }
        again += 1;
        device.sleep(RETRY_MS).await;
    }
}

/// Whether each guard evaluates what it registered, as it will in a restore.
async fn prove(
    device: &Device,
    parameters: &Parameters,
    prepared: &PreparedPin,
    output: &Zeroizing<[u8; 32]>,
    key: &DataKey,
) -> Result<(), Problem> {
    let attempt = Attempt::new(parameters, prepared.output(), &mut device.rng());
    let mut attempt = attempt.ok_or_else(|| problem::internal("a PIN that cannot be blinded"))?;
    let transport = GuardTransport::of(device);
    match attempt.prove(&transport, output).await {
        Ok(stood) => {
            own_tries::tell(device, parameters, key, &stood).await;
            Ok(())
        }
        Err(refused) => {
            let is_bad = |reply: &GuardReply| matches!(reply, GuardReply::Silent | GuardReply::False);
            let place = refused.guards.iter().position(is_bad).unwrap_or(0);
            Err(Problem::GuardSilent { guard: host_at(parameters.guards().get(place).map(|it| &it.url)) })
        }
    }
}

fn of_troubles(asked: &AskedGuards, troubles: &[(usize, RegistrationTrouble)]) -> Problem {
    let refuses = |trouble: RegistrationTrouble| match trouble {
        RegistrationTrouble::Invite | RegistrationTrouble::Full => true,
        RegistrationTrouble::Silent | RegistrationTrouble::False | RegistrationTrouble::Refused(_) => false,
    };
    let worst = troubles.iter().find(|(_, trouble)| refuses(*trouble)).or(troubles.first());
    let guard = host_at(worst.and_then(|(place, _)| asked.guards.get(*place)).map(|guard| &guard.url));
    match worst {
        Some((_, trouble)) if refuses(*trouble) => Problem::GuardRefuses { guard },
        Some(_) | None => Problem::GuardSilent { guard },
    }
}

fn host_at(url: Option<&GuardUrl>) -> String {
    url.map(|url| url.shown().to_owned()).unwrap_or_default()
}
