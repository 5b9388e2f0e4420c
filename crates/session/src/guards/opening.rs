//! A backup opened through its guards.

use lifeboat_crypto::{FactorKind, Keyring, OpenError, OpenKeyring, Pin, Secret};
use lifeboat_guard::client::{Attempt, AttemptRefusal, OpenedFactor, Tries};
use lifeboat_guard::slot::Parameters;
use lifeboat_messages::Problem;
use zeroize::Zeroizing;

use super::{named_by, own_tries, transport::GuardTransport};
use crate::device::Device;
use crate::problem;

/// How often guards are asked again where too few answer, and how long is between, ms.
const RETRIES: u32 = 2;
const RETRY_MS: u64 = 2_000;

/// Opens a keyring by its PIN and guards. They count it before they answer; a PIN that was wrong here is not
/// sent again.
///
/// # Errors
/// The PIN is wrong, the guards want it later or not at all, or too few of them answer.
pub async fn open(device: &Device, keyring: &Keyring, pin: &Pin) -> Result<OpenKeyring, Problem> {
    let (parameters, output) = tried(device, keyring, pin)?;
    let mut attempt = attempt(device, &parameters, &output)?;
    open_with(device, keyring, &parameters, output, &mut attempt).await.map(|(opened, _)| opened)
}

/// Tries a PIN at all guards of a keyring: the hosts of those that do not do as they should in a restore.
///
/// # Errors
/// Those of [`open`].
pub async fn practise(device: &Device, keyring: &Keyring, pin: &Pin) -> Result<Vec<String>, Problem> {
    let (parameters, output) = tried(device, keyring, pin)?;
    let mut attempt = attempt(device, &parameters, &output)?;
    let (opened, factor) = open_with(device, keyring, &parameters, output, &mut attempt).await?;
    let failing = attempt.ask_others(&GuardTransport::of(device), &factor.output).await;
    let Tries { mut counted, mut before } = attempt.tries();
    let is_other = |place: usize| factor.tries.counted.iter().all(|(of_needed, _, _)| *of_needed != place);
    counted.retain(|(place, _, _)| is_other(*place));
    before.retain(|(place, _)| is_other(*place));
    let own = own_tries::among(device, &parameters, &Tries { counted, before }).await;
    own_tries::tell(device, &parameters, opened.data_key(), &own).await;
    let entries = failing.into_iter().filter_map(|place| parameters.guards().get(place));
    Ok(entries.map(|entry| entry.url.shown().to_owned()).collect())
}

/// The guards, and what the PIN gives without them.
fn tried(
    device: &Device,
    keyring: &Keyring,
    pin: &Pin,
) -> Result<(Parameters, Zeroizing<[u8; 32]>), Problem> {
    let bounds = device.host().kdf_limits().read;
    let slot = keyring.guarded_slot().ok_or(Problem::WrongSecret)?;
    let parameters = named_by(keyring).ok_or(Problem::TooNew)?;
    let output = slot.pin_output(pin, &bounds).map_err(|error| problem::of_open(&error))?;
    if device.guards().was_wrong(&output) { Err(Problem::WrongSecret) } else { Ok((parameters, output)) }
}

fn attempt<'a>(
    device: &Device,
    parameters: &'a Parameters,
    output: &[u8; 32],
) -> Result<Attempt<'a>, Problem> {
    let attempt = Attempt::new(parameters, output, &mut device.rng());
    attempt.ok_or_else(|| problem::internal("a PIN that cannot be blinded"))
}

async fn open_with(
    device: &Device,
    keyring: &Keyring,
    parameters: &Parameters,
    output: Zeroizing<[u8; 32]>,
    attempt: &mut Attempt<'_>,
) -> Result<(OpenKeyring, OpenedFactor), Problem> {
    let bounds = device.host().kdf_limits().read;
    let slot = keyring.guarded_slot().ok_or(Problem::WrongSecret)?;
    let factor = ask(device, parameters, attempt).await?;
    let secrets = [
        Secret::Output { kind: FactorKind::Pin, output: &output },
        Secret::Output { kind: FactorKind::Guards, output: &factor.output },
    ];
    match keyring.open_slot(slot.id(), &secrets, &bounds) {
        Ok(opened) => {
            device.guards().set_unclaimed(own_tries::of_others(device, parameters, &factor.tries).await);
            let own = own_tries::among(device, parameters, &factor.tries).await;
            own_tries::tell(device, parameters, opened.data_key(), &own).await;
            Ok((opened, factor))
        }
        Err(OpenError::WrongSecret) => {
            device.guards().remember_wrong(output);
            let own = own_tries::among(device, parameters, &factor.tries).await;
            own_tries::remember(device, parameters, &own).await;
            Err(Problem::WrongGuardedPin { left: factor.left })
        }
        Err(error) => Err(problem::of_open(&error)),
    }
}

/// Asks with the same points at each attempt, so that answers that were lost cost nothing.
async fn ask(
    device: &Device,
    parameters: &Parameters,
    attempt: &mut Attempt<'_>,
) -> Result<OpenedFactor, Problem> {
    let mut again = 0;
    loop {
        let refused = match attempt.ask(&GuardTransport::of(device)).await {
            Ok(factor) => return Ok(factor),
            Err(refused) => refused.why,
        };
        if !matches!(refused, AttemptRefusal::TooFew { .. }) || again == RETRIES {
            // Some may have counted it all the same.
            let own = own_tries::among(device, parameters, &attempt.tries()).await;
            own_tries::remember(device, parameters, &own).await;
            return Err(of_refusal(refused));
        }
        again += 1;
        device.sleep(RETRY_MS).await;
    }
}

fn of_refusal(why: AttemptRefusal) -> Problem {
    match why {
        AttemptRefusal::Wait { seconds } => Problem::GuardsWait { wait_ms: u64::from(seconds) * 1_000 },
        AttemptRefusal::Spent => Problem::GuardsSpent,
        AttemptRefusal::Revoked => Problem::GuardsRevoked,
        AttemptRefusal::Unknown => Problem::GuardsUnknown,
        AttemptRefusal::TooFew { answering, needed } => Problem::GuardsTooFew { answering, needed },
    }
}
