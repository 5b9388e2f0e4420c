//! New records at all guards, for a new PIN. Nothing is written anywhere with a slot that not every guard has
//! been seen to open: each is asked once more, as a restore would ask it.
//!
//! A guard is asked for one record in one attempt, whatever the others do: a record has a limited number of successors.
//!
//! Guards may be gone for good, all of them. That is known of none by a clock: only an attempt in which the
//! user has given up every one of them, and in which none of them does as it should, ends in
//! [`RegistrationOutcome::AllGone`]. It does not where the chain servers or the storage are silent as well,
//! which is a device without a network; nor where a guard that takes no new PIN still opens the backup with
//! the one before.

use futures::future::join_all;
use lifeboat_config::Guards;
use lifeboat_crypto::{DataKey, FactorKind, Kdf, NewFactor, NewSlot, Pin, PreparedPin, Secret};
use lifeboat_guard::client::{
    NewAdmission, NewGuard, PlannedRecord, ProvedRecord, RegistrationObstacle, silent,
};
use lifeboat_guard::slot::{GuardUrl, NewEntry, Parameters};
use lifeboat_guard::wire::RecordId;
use lifeboat_messages::Problem;
use zeroize::Zeroizing;

use super::{doubt, former::FormerGuards, leftovers, own_tries, transport::GuardTransport};
use crate::device::Device;
use crate::problem;

/// How often a guard that is silent is asked again, and how long is between, ms.
const RETRIES: u32 = 2;
const RETRY_MS: u64 = 2_000;

/// What became of a PIN for which guards were asked.
pub enum RegistrationOutcome {
    /// Guards limit it.
    At(GuardedPin),
    /// No guard can limit it: each of all that it could have was asked just now, did not work as it should, and was
    /// given up by the user.
    AllGone,
}

/// A PIN with the records of its guards: what a slot is made of.
pub struct GuardedPin {
    prepared: PreparedPin,
    parameters: Vec<u8>,
    output: Zeroizing<[u8; 32]>,
}

impl GuardedPin {
    /// Registers a PIN at the guards of the configuration, or where it names none, or one of them does not do
    /// as it should, at those of the PIN before; for a data key that is not in use yet. Owners of records
    /// that live there need no invite.
    ///
    /// # Errors
    /// A guard does not answer as it should, or accepts nobody new: one that was not given up, or one of too
    /// many while others do as they should; or others than guards are silent as well. What was registered is
    /// ended later.
    pub async fn register(
        device: &Device,
        pin: &Pin,
        kdf: Kdf,
        key: &DataKey,
        former: &FormerGuards,
    ) -> Result<RegistrationOutcome, Problem> {
        let (first, other) = former.choices(device.config())?;
        let bounds = device.host().kdf_limits().write;
        let prepared = PreparedPin::make(pin, kdf, &bounds, &mut device.rng()).map_err(problem::of_make)?;
        let mut registration = PinRegistration::new(device, &prepared, key, former);
        let mut refused = None;
        for guards in std::iter::once(&first).chain(&other) {
            match registration.at(guards).await {
                Ok(ChoiceOutcome::Sealed(parameters, output)) => {
                    let parameters = parameters.encode();
                    return Ok(RegistrationOutcome::At(GuardedPin { prepared, parameters, output }));
                }
                Ok(ChoiceOutcome::AllGone) => {}
                Err(problem) => refused = Some(problem),
            }
        }
        match refused {
            Some(problem) => Err(problem),
            None => former.silent_beside(device).await.map_or(Ok(RegistrationOutcome::AllGone), Err),
        }
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

/// What became of it at one choice of guards.
enum ChoiceOutcome {
    /// The slot's factor, and what opens it.
    Sealed(Parameters, Zeroizing<[u8; 32]>),
    /// Each of these guards was asked and failed, and was given up; by none of them does the PIN before open a backup.
    AllGone,
}

/// A PIN that is being registered: one record at each guard, which is kept whatever the other guards do.
struct PinRegistration<'a> {
    device: &'a Device,
    prepared: &'a PreparedPin,
    key: &'a DataKey,
    former: &'a FormerGuards,
    planned: Vec<PlannedRecord>,
    proved: Vec<ProvedRecord>,
    /// They let in no successor: the record there is spent, or has had all of them.
    closed_to_owner: Vec<GuardUrl>,
}

impl<'a> PinRegistration<'a> {
    fn new(
        device: &'a Device,
        prepared: &'a PreparedPin,
        key: &'a DataKey,
        former: &'a FormerGuards,
    ) -> Self {
        let (planned, proved, closed_to_owner) = (Vec::new(), Vec::new(), Vec::new());
        PinRegistration { device, prepared, key, former, planned, proved, closed_to_owner }
    }

    /// At all of these guards. One that was given up and does not do as it should is left out, as long as
    /// enough take part. Once too few do, the others are asked only for whether they are gone as well.
    async fn at(&mut self, guards: &Guards) -> Result<ChoiceOutcome, Problem> {
        let threshold = guards.threshold();
        let spare = usize::from(threshold.all() - threshold.needed());
        let mut left_out: Vec<String> = Vec::new();
        let (mut too_few, mut still_opens) = (None::<Problem>, None::<Problem>);
        while let Err(problem) = self.at_all_but(guards, &left_out).await {
            let (Problem::GuardSilent { guard } | Problem::GuardRefuses { guard }) = &problem else {
                return Err(problem);
            };
            if left_out.contains(guard) || !self.former.may_lack(guard) {
                return Err(problem);
            }
            left_out.push(guard.clone());
            let refuses = matches!(problem, Problem::GuardRefuses { .. });
            if refuses && still_opens.is_none() && self.former.still_opens(self.device, guard).await {
                still_opens = Some(problem.clone());
            }
            let left: Vec<&GuardUrl> = urls_of(guards).filter(|url| !is_among(&left_out, url)).collect();
            if left.is_empty() {
                return still_opens.map_or(Ok(ChoiceOutcome::AllGone), Err);
            }
            if guards.all().len() - left.len() > spare {
                let first = too_few.get_or_insert(problem);
                if !self.may_all_be_gone(&left).await? {
                    return Err(first.clone());
                }
            }
        }
        match too_few {
            // The others do as they should. They are doubted no more, or each attempt would use up a record there.
            Some(problem) => {
                let urls = urls_of(guards).filter(|url| !is_among(&left_out, url)).cloned();
                doubt::forget(self.device, &urls.collect::<Vec<_>>()).await;
                Err(problem)
            }
            None => self.sealed(guards, &left_out).await,
        }
    }

    /// Whether each of these may be found to be gone: it was given up, or has failed before. No other one is
    /// asked for a record that nothing is going to use: it gives a limited number.
    async fn may_all_be_gone(&self, urls: &[&GuardUrl]) -> Result<bool, Problem> {
        let not_given_up = urls.iter().filter(|url| !self.former.may_lack(url.shown()));
        let not_given_up: Vec<GuardUrl> = not_given_up.map(|url| (*url).clone()).collect();
        let doubted = doubt::among(self.device, &not_given_up).await?;
        Ok(not_given_up.iter().all(|url| doubted.contains(url)))
    }

    async fn at_all_but(&mut self, guards: &Guards, left_out: &[String]) -> Result<(), Problem> {
        let taking_part = guards.all().iter().filter(|(url, _)| !is_among(left_out, url));
        let new = taking_part.filter(|(url, _)| self.proved_at(url).is_none());
        let new: Vec<(GuardUrl, Option<[u8; 32]>)> = new.cloned().collect();
        let urls: Vec<GuardUrl> = new.iter().map(|(url, _)| url.clone()).collect();
        // Where one is silent none is asked for a record.
        self.hear_from(&urls).await?;
        // One after the other, so that none of them loses a record to the next.
        let doubted = doubt::among(self.device, &urls).await?;
        for url in &doubted {
            let one: Vec<_> = new.iter().filter(|(new, _)| new == url).cloned().collect();
            self.register_at(&one, false).await?;
        }
        let others: Vec<_> = new.into_iter().filter(|(url, _)| !doubted.contains(url)).collect();
        self.register_at(&others, true).await
    }

    /// Whether all of them answer. One that was given up is not waited for.
    async fn hear_from(&self, urls: &[GuardUrl]) -> Result<(), Problem> {
        let mut again = 0;
        loop {
            let silent = silent(&GuardTransport::of(self.device), urls, &mut self.device.rng()).await;
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

    /// At each of these, in parallel. `trusted`: those that do as they should are doubted no more.
    async fn register_at(
        &mut self,
        guards: &[(GuardUrl, Option<[u8; 32]>)],
        trusted: bool,
    ) -> Result<(), Problem> {
        let mut again = 0;
        loop {
            let missing = guards.iter().filter(|(url, _)| self.proved_at(url).is_none());
            let missing: Vec<_> = missing.cloned().collect();
            if missing.is_empty() {
                return Ok(());
            }
            self.plan(&missing).await?;
            let obstacles = self.ask(&missing, trusted).await;
            let refuse = obstacles.iter().filter(|(_, obstacle)| refuses(*obstacle));
            let closed = refuse.filter(|(url, _)| self.admits_successor(url));
            let closed: Vec<GuardUrl> = closed.map(|(url, _)| url.clone()).collect();
            let is_silent = |obstacle| obstacle == RegistrationObstacle::Silent;
            if closed.is_empty() && !obstacles.is_empty() {
                if again == RETRIES || !obstacles.iter().all(|(_, obstacle)| is_silent(*obstacle)) {
                    return Err(of_obstacles(&obstacles));
                }
                again += 1;
                self.device.sleep(RETRY_MS).await;
            }
            // As anybody, where the owner of a record that lives there is not let in.
            self.planned.retain(|planned| !closed.contains(planned.url()));
            self.closed_to_owner.extend(closed);
        }
    }

    /// A record at each of these, and its ending kept: what is registered and not used is to be ended. They
    /// are doubted until they have proved it.
    async fn plan(&mut self, guards: &[(GuardUrl, Option<[u8; 32]>)]) -> Result<(), Problem> {
        let new = guards.iter().filter(|(url, _)| self.planned_at(url).is_none());
        let mut planned = Vec::new();
        for (url, invite) in new {
            let guard = NewGuard { url: url.clone(), admission: self.admission(url, *invite) };
            let (output, key) = (self.prepared.output(), self.key.expose());
            let record = PlannedRecord::make(guard, output, key, &mut self.device.rng());
            planned.push(record.ok_or_else(|| problem::internal("a PIN that cannot be blinded"))?);
        }
        let endings: Vec<_> = planned.iter().map(|record| record.ending(self.key.expose())).collect();
        leftovers::keep(self.device, &endings).await?;
        let urls: Vec<_> = planned.iter().map(|record| record.url().clone()).collect();
        doubt::note(self.device, &urls).await?;
        self.planned.extend(planned);
        Ok(())
    }

    async fn ask(
        &mut self,
        guards: &[(GuardUrl, Option<[u8; 32]>)],
        trusted: bool,
    ) -> Vec<(GuardUrl, RegistrationObstacle)> {
        let transport = GuardTransport::of(self.device);
        let asked = guards.iter().filter_map(|(url, _)| self.planned_at(url));
        let asked = asked.map(async |planned| {
            let said = planned.register(&transport).await;
            if trusted && said.is_ok() {
                doubt::forget(self.device, std::slice::from_ref(planned.url())).await;
            }
            said.map_err(|obstacle| (planned.url().clone(), obstacle))
        });
        let mut obstacles = Vec::new();
        for said in join_all(asked).await {
            match said {
                Ok(proved) => self.proved.push(proved),
                Err(obstacle) => obstacles.push(obstacle),
            }
        }
        obstacles
    }

    /// The slot's factor, of all guards that take part. None of them is in doubt after this.
    async fn sealed(&self, guards: &Guards, left_out: &[String]) -> Result<ChoiceOutcome, Problem> {
        let rng = &mut self.device.rng();
        let (mut entries, mut stood, mut urls) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (url, _)) in guards.all().iter().enumerate() {
            match self.proved_at(url).filter(|_| !is_among(left_out, url)) {
                Some(proved) => {
                    entries.push(NewEntry::Registered(proved.registered.clone()));
                    stood.push((place, proved.stood));
                    urls.push(url.clone());
                }
                None => entries.push(NewEntry::LeftOut { url: url.clone(), record: RecordId::make(rng) }),
            }
        }
        let sealed = Parameters::seal(guards.threshold(), &entries, rng);
        let (parameters, output) = sealed.ok_or_else(|| problem::misconfigured("guards"))?;
        doubt::forget(self.device, &urls).await;
        own_tries::tell(self.device, &parameters, self.key, &stood).await;
        Ok(ChoiceOutcome::Sealed(parameters, output))
    }

    /// As owner of a record that lives at a guard; as anybody, where it does not take that.
    fn admission(&self, url: &GuardUrl, invite: Option<[u8; 32]>) -> NewAdmission {
        let record = self.former.record_at(url).filter(|_| self.admits_successor(url));
        match (record, invite) {
            (Some((record, owner)), _) => NewAdmission::SuccessorOf { record: *record, owner: owner.clone() },
            (None, Some(invite)) => NewAdmission::Invite(invite),
            (None, None) => NewAdmission::Open,
        }
    }

    fn admits_successor(&self, url: &GuardUrl) -> bool {
        self.former.record_at(url).is_some() && !self.closed_to_owner.contains(url)
    }

    fn planned_at(&self, url: &GuardUrl) -> Option<&PlannedRecord> {
        self.planned.iter().find(|planned| planned.url() == url)
    }

    fn proved_at(&self, url: &GuardUrl) -> Option<&ProvedRecord> {
        self.proved.iter().find(|proved| proved.registered.url == *url)
    }
}

fn of_obstacles(obstacles: &[(GuardUrl, RegistrationObstacle)]) -> Problem {
    match obstacles.iter().find(|(_, obstacle)| refuses(*obstacle)) {
        Some((url, _)) => Problem::GuardRefuses { guard: host_at(Some(url)) },
        None => Problem::GuardSilent { guard: host_at(obstacles.first().map(|(url, _)| url)) },
    }
}

fn refuses(obstacle: RegistrationObstacle) -> bool {
    match obstacle {
        RegistrationObstacle::Invite | RegistrationObstacle::Full => true,
        RegistrationObstacle::Silent | RegistrationObstacle::False | RegistrationObstacle::Refused(_) => {
            false
        }
    }
}

fn urls_of(guards: &Guards) -> impl Iterator<Item = &GuardUrl> {
    guards.all().iter().map(|(url, _)| url)
}

fn is_among(hosts: &[String], url: &GuardUrl) -> bool {
    hosts.iter().any(|host| host == url.shown())
}

fn host_at(url: Option<&GuardUrl>) -> String {
    url.map(|url| url.shown().to_owned()).unwrap_or_default()
}
