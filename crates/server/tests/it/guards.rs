//! A backup whose PIN three real guards protect, from its making to a new PIN: keyring, client and servers together.

use lifeboat_crypto::*;
use lifeboat_guard::client::{
    Attempt, AttemptRefusal, NewAdmission, NewGuard, NoAnswer, OpenedFactor, PlannedRecord, Receipt,
    RefusedAttempt, Transport, finish, revoke, standings,
};
use lifeboat_guard::slot::{GuardUrl, NewEntry, Parameters, Threshold};
use lifeboat_guard::wire::{Code, OwnerKey};
use tempfile::TempDir;

use crate::guard::{Guard, open};

const LOW: KdfBounds = KdfBounds::dangerously_low();
const CHEAP: Kdf = Kdf::Pbkdf2 { iterations: 2 };

/// Asks as a browser does, with an ordinary client.
struct Http(reqwest::Client);

#[async_trait::async_trait(?Send)]
impl Transport for Http {
    async fn post(&self, address: &str, body: &[u8]) -> Result<Vec<u8>, NoAnswer> {
        let request = self.0.post(address).header("content-type", "application/octet-stream");
        let response = request.body(body.to_vec()).send().await.map_err(|_| NoAnswer)?;
        if response.status() != 200 {
            return Err(NoAnswer);
        }
        Ok(response.bytes().await.map_err(|_| NoAnswer)?.to_vec())
    }
}

struct World {
    guards: Vec<Guard>,
    http: Http,
    _data: [TempDir; 3],
}

impl World {
    async fn new() -> Self {
        let data = [0; 3].map(|_| tempfile::tempdir().unwrap());
        let mut guards = Vec::new();
        for folder in &data {
            guards.push(Guard::start(folder.path(), open()).await);
        }
        // A connection that was kept would reach a guard that is gone.
        let http = reqwest::Client::builder().pool_max_idle_per_host(0).build().unwrap();
        Self { guards, http: Http(http), _data: data }
    }

    /// The keyring with another PIN at new records.
    async fn locked(&self, open: &OpenKeyring, pin: &Pin, admissions: [NewAdmission; 3]) -> OpenKeyring {
        let rng = &mut system_rng();
        let prepared = PreparedPin::make(pin, CHEAP, &LOW, rng).ok().unwrap();
        let key = open.data_key().expose();
        let (mut entries, mut stood) = (Vec::new(), Vec::new());
        for (place, (guard, admission)) in self.guards.iter().zip(admissions).enumerate() {
            let new = NewGuard { url: GuardUrl::parse(&guard.url("")).unwrap(), admission };
            let planned = PlannedRecord::make(new, prepared.output(), key, rng).unwrap();
            let proved = planned.register(&self.http).await.ok().unwrap();
            entries.push(NewEntry::Registered(proved.registered));
            stood.push((place, proved.stood));
        }
        let (parameters, output) = Parameters::seal(Threshold::TwoOfThree, &entries, rng).unwrap();
        finish(&self.http, &parameters, key, &stood).await;
        let (params, kind) = (parameters.encode(), FactorKind::Guards);
        let guards = NewFactor::Output { kind, flags: 0, params: &params, output: &output };
        let phrase = open.keyring().slots().iter().find(|slot| !slot.is_guarded()).unwrap();
        let slots =
            [NewSlot::keep(phrase.id()), NewSlot::all_of(vec![prepared.factor(), guards]).within(LOW)];
        open.rewrite(&slots, rng).ok().unwrap()
    }

    async fn ask(&self, keyring: &Keyring, pin: &Pin) -> Result<OpenedFactor, RefusedAttempt> {
        let output = keyring.guarded_slot().unwrap().pin_output(pin, &LOW).ok().unwrap();
        let parameters = parameters(keyring);
        let mut attempt = Attempt::new(&parameters, &output, &mut system_rng()).unwrap();
        attempt.ask(&self.http).await
    }

    /// What a device does that has nothing but the keyring's file and the PIN.
    async fn restored(&self, keyring: &Keyring, pin: &Pin) -> Result<Option<OpenError>, AttemptRefusal> {
        let opened = self.ask(keyring, pin).await.map_err(|refused| refused.why)?;
        let guards = Secret::Output { kind: FactorKind::Guards, output: &opened.output };
        let slot = keyring.guarded_slot().unwrap().id();
        match keyring.open_slot(slot, &[Secret::Pin(pin), guards], &LOW) {
            Ok(open) => {
                let stood: Vec<_> =
                    opened.tries.counted.iter().map(|(place, _, after)| (*place, *after)).collect();
                let said = finish(&self.http, &parameters(keyring), open.data_key().expose(), &stood).await;
                assert!(said.iter().all(|(_, said)| *said == Receipt::Done));
                Ok(None)
            }
            Err(why) => Ok(Some(why)),
        }
    }

    async fn tries(&self, keyring: &Keyring) -> u8 {
        let answers = standings(&self.http, &parameters(keyring)).await;
        answers.iter().flatten().map(|answer| answer.standing.tries).sum()
    }
}

fn parameters(keyring: &Keyring) -> Parameters {
    let slot = keyring.guarded_slot().unwrap();
    let factor = slot.factors().iter().find(|factor| factor.kind() == FactorKind::Guards).unwrap();
    Parameters::decode(factor.params()).unwrap()
}

fn read(open: &OpenKeyring) -> Keyring {
    Keyring::parse_all(open.keyring().as_bytes()).unwrap()
}

#[tokio::test]
async fn a_pin_with_three_guards_opens_with_two_of_them_and_a_new_pin_shuts_out_the_old() {
    let mut world = World::new().await;
    let (pin, wrong, new) = (Pin::enter("482913"), Pin::enter("482914"), Pin::enter("770031"));
    let (pin, wrong, new) = (pin.unwrap(), wrong.unwrap(), new.unwrap());
    let phrase = Phrase::make(&mut system_rng(), Words::Twelve);
    let vault = VaultId::make(&mut system_rng());
    let first = OpenKeyring::make(vault, &[NewSlot::phrase(&phrase)], &mut system_rng()).ok().unwrap();
    let locked = world.locked(&first, &pin, [0; 3].map(|_| NewAdmission::Open)).await;
    let keyring = read(&locked);
    assert_eq!(world.restored(&keyring, &wrong).await, Ok(Some(OpenError::WrongSecret)));
    assert_eq!(world.tries(&keyring).await, 2, "counted where it was asked, and nowhere else");
    assert_eq!(world.restored(&keyring, &pin).await, Ok(None));
    assert!(world.tries(&keyring).await <= 1, "the owner's own tries are taken back where they were made");

    // Every changed bit of what names the guards closes the slot to the right PIN and the right guards.
    let opened = world.ask(&keyring, &pin).await.ok().unwrap();
    let guards = Secret::Output { kind: FactorKind::Guards, output: &opened.output };
    let (bytes, params) = (keyring.as_bytes(), parameters(&keyring).encode());
    let at = bytes.windows(params.len()).position(|window| window == params).unwrap();
    for place in at..at + params.len() {
        let mut changed = bytes.to_vec();
        changed[place] ^= 1 << (place % 8);
        let changed = Keyring::parse_all(&changed).unwrap();
        let slot = changed.guarded_slot().unwrap().id();
        let refused = changed.open_slot(slot, &[Secret::Pin(&pin), guards], &LOW).err();
        assert_eq!(refused, Some(OpenError::WrongSecret), "{place}");
    }

    // A new PIN, by the owner's live records; then the old ones end.
    let records: Vec<_> =
        parameters(&keyring).guards().iter().map(|entry| (entry.url.clone(), entry.record)).collect();
    let key = locked.data_key().expose();
    let successors = [0, 1, 2].map(|place| {
        let record = records[place].1;
        NewAdmission::SuccessorOf { record, owner: OwnerKey::of(&record, key) }
    });
    let renewed = read(&world.locked(&locked, &new, successors).await);
    assert_eq!(world.restored(&renewed, &new).await, Ok(None));
    let said = revoke(&world.http, &records, locked.data_key().expose()).await;
    assert_eq!(said, [Receipt::Done; 3]);
    assert_eq!(world.restored(&keyring, &pin).await, Err(AttemptRefusal::Revoked));
    assert_eq!(world.restored(&renewed, &pin).await, Ok(Some(OpenError::WrongSecret)));

    // One guard goes, then another.
    drop(world.guards.remove(0));
    assert_eq!(world.restored(&renewed, &new).await, Ok(None));
    drop(world.guards.remove(0));
    let before = world.tries(&renewed).await;
    let refused = world.ask(&renewed, &new).await.err().unwrap();
    assert_eq!(refused.why, AttemptRefusal::TooFew { answering: 1, needed: 2 });
    assert_eq!(world.tries(&renewed).await, before, "no try was used");
    assert!(renewed.open(&Secret::Phrase(&phrase), &LOW).is_ok(), "the words need no guard");
    let answers = standings(&world.http, &parameters(&renewed)).await;
    assert!(answers[..2].iter().all(|answer| answer.is_err()));
    assert!(answers[2].as_ref().is_ok_and(|answer| matches!(answer.code, Code::Ok | Code::Wait)));
}
