//! New records at all guards, for a new PIN. Nothing is written anywhere with a slot that not every guard has been seen to
//! open: each is asked once more, as a restore would ask it.

use lifeboat_crypto::{DataKey, FactorKind, Kdf, NewFactor, NewSlot, OpenKeyring, Pin, PreparedPin, Secret};
use lifeboat_guard::client::{
    Attempt, GuardReply, NewAdmission, NewGuard, NotRegistered, Plan, RecordEnding, RegistrationTrouble,
    silent,
};
use lifeboat_guard::slot::{GuardUrl, Parameters};
use lifeboat_guard::wire::{OwnerKey, RecordId};
use lifeboat_messages::Problem;
use zeroize::Zeroizing;

use super::{leftovers, named_by, own_tries, transport::GuardTransport};
use crate::config::{Config, Guards};
use crate::device::Device;
use crate::problem;

/// How often a guard that is silent is asked again, and how long is between, ms.
const RETRIES: u32 = 2;
const RETRY_MS: u64 = 2_000;

/// The guards of a keyring, and which guards a new PIN may do without.
pub struct FormerGuards {
    guards: Vec<FormerGuard>,
    gone: Vec<String>,
}

struct FormerGuard {
    url: GuardUrl,
    /// The record there, with its owner's key; none where it was left out.
    record: Option<(RecordId, OwnerKey)>,
}

impl FormerGuards {
    /// Of an opened keyring. A guard that was left out of it may be left out again.
    pub fn of(opened: &OpenKeyring) -> FormerGuards {
        let key = opened.data_key().expose();
        let named = named_by(opened.keyring());
        let entries = named.iter().flat_map(|guards| guards.guards());
        let left_out = entries.clone().filter(|entry| !entry.takes_part());
        let gone = left_out.map(|entry| entry.url.shown().to_owned()).collect();
        let guards = entries.map(|entry| FormerGuard {
            url: entry.url.clone(),
            record: entry.takes_part().then(|| (entry.record, OwnerKey::of(&entry.record, key))),
        });
        FormerGuards { guards: guards.collect(), gone }
    }

    /// The user has given these up, too.
    pub fn without(mut self, gone: &[String]) -> FormerGuards {
        self.gone.extend_from_slice(gone);
        self
    }

    fn may_lack(&self, host: &str) -> bool {
        self.gone.iter().any(|gone| gone == host)
    }

    fn record_at(&self, url: &GuardUrl) -> Option<&(RecordId, OwnerKey)> {
        self.guards.iter().find(|guard| guard.url == *url)?.record.as_ref()
    }

    /// The guards that a new PIN can have, those first that are better.
    fn choices(&self, config: &Config) -> Result<Vec<Guards>, Problem> {
        let before = Guards::of_before(self.guards.iter().map(|guard| guard.url.clone()));
        if !config.names_guards() {
            return Ok(vec![before?]);
        }
        let named = config.guards()?;
        let others = before.ok().filter(|before| !before.are_those_of(&named));
        Ok(std::iter::once(named).chain(others).collect())
    }
}

/// The orders to end the records of an opened keyring.
pub fn revocations(opened: &OpenKeyring) -> Vec<RecordEnding> {
    let key = opened.data_key().expose();
    let guards = named_by(opened.keyring());
    let entries = guards.iter().flat_map(|guards| guards.guards()).filter(|entry| entry.takes_part());
    entries.map(|entry| RecordEnding::new(entry.url.clone(), entry.record, key)).collect()
}

/// A PIN with the records of its guards: what a slot is made of.
pub struct GuardedPin {
    prepared: PreparedPin,
    parameters: Vec<u8>,
    output: Zeroizing<[u8; 32]>,
}

impl GuardedPin {
    /// Registers a PIN at the guards of the configuration, or where it names none, or one of them does not do as it should, at
    /// those of the PIN before; for a data key that is not in use yet. Owners of records that live there need no invite.
    ///
    /// # Errors
    /// A guard does not answer as it should, or accepts nobody new. What was registered is ended later.
    pub async fn register(
        device: &Device,
        pin: &Pin,
        kdf: Kdf,
        key: &DataKey,
        former: &FormerGuards,
    ) -> Result<GuardedPin, Problem> {
        let choices = former.choices(device.config())?;
        let bounds = device.host().kdf_limits().write;
        let prepared = PreparedPin::make(pin, kdf, &bounds, &mut device.rng()).map_err(problem::of_make)?;
        let registration = PlannedRegistration { device, prepared: &prepared, key, former };
        let mut refused = problem::misconfigured("guards");
        for guards in &choices {
            match registration.at(guards).await {
                Ok((parameters, output)) => {
                    return Ok(GuardedPin { prepared, parameters: parameters.encode(), output });
                }
                Err(problem) => refused = problem,
            }
        }
        Err(refused)
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

/// Whether there is a record at all guards but those that are left out, and what the slot then says of them.
type RegistrationResult = Result<(Parameters, Zeroizing<[u8; 32]>), Problem>;

/// A PIN that is being registered.
struct PlannedRegistration<'a> {
    device: &'a Device,
    prepared: &'a PreparedPin,
    key: &'a DataKey,
    former: &'a FormerGuards,
}

impl PlannedRegistration<'_> {
    /// At all of these guards. One that was given up and does not do as it should is left out, as long as enough take part.
    async fn at(&self, guards: &Guards) -> RegistrationResult {
        let threshold = guards.threshold();
        let mut left_out: Vec<String> = Vec::new();
        loop {
            let refused = match self.without(guards, &left_out).await {
                Err(Problem::GuardSilent { guard }) => (Problem::GuardSilent { guard: guard.clone() }, guard),
                Err(Problem::GuardRefuses { guard }) => {
                    (Problem::GuardRefuses { guard: guard.clone() }, guard)
                }
                ended => return ended,
            };
            let (problem, guard) = refused;
            let spare = usize::from(threshold.all() - threshold.needed());
            if left_out.contains(&guard) || !self.former.may_lack(&guard) || left_out.len() == spare {
                return Err(problem);
            }
            left_out.push(guard);
        }
    }

    async fn without(&self, guards: &Guards, left_out: &[String]) -> RegistrationResult {
        // Where one is silent none is asked for a record: a record has so many successors and no more.
        self.hear_from(guards, left_out).await?;
        let (parameters, output) = self.try_at(guards, left_out).await?;
        self.prove(&parameters, &output).await?;
        Ok((parameters, output))
    }

    /// Whether all of them answer. One that was given up is not waited for.
    async fn hear_from(&self, guards: &Guards, left_out: &[String]) -> Result<(), Problem> {
        let urls = guards.all().iter().map(|(url, _)| url.clone());
        let urls: Vec<GuardUrl> = urls.filter(|url| !is_among(left_out, url)).collect();
        let mut again = 0;
        loop {
            let silent = silent(&GuardTransport::of(self.device), &urls, &mut self.device.rng()).await;
            let hosts: Vec<String> = silent.iter().map(|place| host_at(urls.get(*place))).collect();
            let missed = hosts.iter().find(|host| !self.former.may_lack(host));
            let (Some(first), waits) = (missed.or(hosts.first()), missed.is_some()) else { return Ok(()) };
            if again == RETRIES || !waits {
                return Err(Problem::GuardSilent { guard: first.clone() });
            }
            again += 1;
            self.device.sleep(RETRY_MS).await;
        }
    }

    /// As owner of a record that lives at a guard; as anybody, where it does not take that.
    async fn try_at(&self, guards: &Guards, left_out: &[String]) -> RegistrationResult {
        let mut refusing: Vec<GuardUrl> = Vec::new();
        loop {
            let (problem, more) = match self.try_once(guards, left_out, &refusing).await {
                Ok(registered) => return Ok(registered),
                Err(refused) => refused,
            };
            // The record there is spent, or has had all its successors.
            let more = more.into_iter().filter(|url| self.former.record_at(url).is_some());
            let more: Vec<GuardUrl> = more.filter(|url| !refusing.contains(url)).collect();
            if more.is_empty() {
                return Err(problem);
            }
            refusing.extend(more);
        }
    }

    /// Where it fails, with the guards that refuse.
    async fn try_once(
        &self,
        guards: &Guards,
        left_out: &[String],
        refusing: &[GuardUrl],
    ) -> Result<(Parameters, Zeroizing<[u8; 32]>), (Problem, Vec<GuardUrl>)> {
        let asked: Vec<NewGuard> = guards
            .all()
            .iter()
            .map(|(url, invite)| {
                let record = self.former.record_at(url).filter(|_| !refusing.contains(url));
                let admission = match (record, invite) {
                    _ if is_among(left_out, url) => NewAdmission::LeftOut,
                    (Some((record, owner)), _) => {
                        NewAdmission::SuccessorOf { record: *record, owner: owner.clone() }
                    }
                    (None, Some(invite)) => NewAdmission::Invite(*invite),
                    (None, None) => NewAdmission::Open,
                };
                NewGuard { url: url.clone(), admission }
            })
            .collect();
        let (device, key) = (self.device, self.key.expose());
        let output = self.prepared.output();
        let plan = Plan::make(guards.threshold(), &asked, output, key, &mut device.rng())
            .ok_or_else(|| (problem::misconfigured("guards"), Vec::new()))?;
        let records = plan.records().map(|(url, record)| RecordEnding::new(url.clone(), record, key));
        // Before anything is sent: what is registered and not used is to be ended.
        leftovers::keep(device, &records.collect::<Vec<_>>()).await.map_err(|kept| (kept, Vec::new()))?;
        let mut again = 0;
        loop {
            let registered = plan.register(&GuardTransport::of(device), &mut device.rng()).await;
            let NotRegistered(troubles) = match registered {
                Ok(registered) => return Ok(registered),
                Err(not) => not,
            };
            let only_silent = troubles.iter().all(|(_, trouble)| *trouble == RegistrationTrouble::Silent);
            if !only_silent || again == RETRIES {
                return Err(of_troubles(&asked, &troubles));
            }
            again += 1;
            device.sleep(RETRY_MS).await;
        }
    }

    /// Whether each guard evaluates what it registered, as it will in a restore.
    async fn prove(&self, parameters: &Parameters, output: &Zeroizing<[u8; 32]>) -> Result<(), Problem> {
        let attempt = Attempt::new(parameters, self.prepared.output(), &mut self.device.rng());
        let mut attempt = attempt.ok_or_else(|| problem::internal("a PIN that cannot be blinded"))?;
        match attempt.prove(&GuardTransport::of(self.device), output).await {
            Ok(stood) => {
                own_tries::tell(self.device, parameters, self.key, &stood).await;
                Ok(())
            }
            Err(refused) => {
                let is_bad = |reply: &GuardReply| matches!(reply, GuardReply::Silent | GuardReply::False);
                let mut guards = parameters.guards().iter().zip(&refused.guards);
                let bad = guards.find(|(entry, reply)| entry.takes_part() && is_bad(reply));
                let bad = bad.map(|(entry, _)| &entry.url).or(parameters.guards().first().map(|it| &it.url));
                Err(Problem::GuardSilent { guard: host_at(bad) })
            }
        }
    }
}

fn of_troubles(asked: &[NewGuard], troubles: &[(usize, RegistrationTrouble)]) -> (Problem, Vec<GuardUrl>) {
    let refuses = |trouble: &RegistrationTrouble| match trouble {
        RegistrationTrouble::Invite | RegistrationTrouble::Full => true,
        RegistrationTrouble::Silent | RegistrationTrouble::False | RegistrationTrouble::Refused(_) => false,
    };
    let at = |place: usize| asked.get(place).map(|guard| &guard.url);
    let refusing = troubles.iter().filter(|(_, trouble)| refuses(trouble));
    let refusing: Vec<GuardUrl> = refusing.filter_map(|(place, _)| at(*place).cloned()).collect();
    let problem = match refusing.first() {
        Some(first) => Problem::GuardRefuses { guard: host_at(Some(first)) },
        None => Problem::GuardSilent { guard: host_at(troubles.first().and_then(|(place, _)| at(*place))) },
    };
    (problem, refusing)
}

fn is_among(hosts: &[String], url: &GuardUrl) -> bool {
    hosts.iter().any(|host| host == url.shown())
}

fn host_at(url: Option<&GuardUrl>) -> String {
    url.map(|url| url.shown().to_owned()).unwrap_or_default()
}
