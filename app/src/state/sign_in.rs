//! The way to a service's own page and back. It leads out of this page: the worker keeps what has to outlive that,
//! except for the name of the flow to continue.
//!
//! `public/oauth/callback.js` is the other end: it takes the answer out of the address bar before anything else is
//! loaded, puts it under [`ANSWER`], and opens the flow named under [`FOR`].

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, FinishedSignIn, Phase, Problem, Request, ServiceKind, SignInAnswer, SignInEnd, SignInPurpose,
};

use super::{
    Session, effect,
    kept::{self, storage, text},
};

const FOR: &str = "lifeboat-sign-in-for";
const ANSWER: &str = "lifeboat-sign-in";

/// The flow's name for the callback page, which knows these and no others.
fn name(end: SignInEnd) -> &'static str {
    match end {
        SignInEnd::Backup => "backup",
        SignInEnd::Restore => "restore",
        SignInEnd::Reconnect => "reconnect",
        SignInEnd::Another => "another",
    }
}

/// Asks where the service's page is, and goes there. `failed` gets why not.
pub fn go(
    session: Session,
    service: ServiceKind,
    address: Option<String>,
    purpose: SignInPurpose,
    failed: impl FnOnce(Problem) + 'static,
) {
    let end = purpose.end();
    session.ask(Request::BeginSignIn { service, address, purpose }, move |answer| match answer {
        Ok(Answer::GoTo { url }) if leave(&url, end) => {}
        Ok(_) => failed(Problem::StorageRefused),
        Err(why) => failed(why),
    });
}

/// Leaves for the service's page. `false` when the browser does not let us.
fn leave(url: &str, end: SignInEnd) -> bool {
    let Some(storage) = storage() else { return false };
    let _ = storage.remove_item(ANSWER);
    storage.set_item(FOR, name(end)).is_ok() && window().location().assign(url).is_ok()
}

/// The answer that waits until its flow can continue.
pub fn waiting_answer() -> Option<SignInAnswer> {
    let answer = kept::parse(&storage()?.get_item(ANSWER).ok().flatten()?)?;
    let part = |name| text(&answer, name);
    Some(SignInAnswer { at: part("at")?, query: part("query")?, fragment: part("fragment")? })
}

/// The answer that this flow was left for, once.
pub fn take_answer(end: SignInEnd) -> Option<SignInAnswer> {
    let storage = storage()?;
    if storage.get_item(FOR).ok().flatten()? != name(end) {
        return None;
    }
    let answer = waiting_answer()?;
    let _ = storage.remove_item(ANSWER);
    let _ = storage.remove_item(FOR);
    Some(answer)
}

/// Finishes the sign-in as soon as the wallet can be asked (`asked_in` tells by its phase); `then` gets the outcome.
pub fn finish(
    session: Session,
    answer: SignInAnswer,
    end: SignInEnd,
    asked_in: fn(&Phase) -> bool,
    then: impl FnOnce(Result<FinishedSignIn, Problem>) + 'static,
) {
    let phase = session.phase();
    let waiting = StoredValue::new_local(Some((answer, then)));
    effect(move || {
        if !phase.with(asked_in) {
            return;
        }
        let Some((answer, then)) = waiting.try_update_value(Option::take).flatten() else { return };
        session.ask(Request::FinishSignIn { answer }, move |answer| {
            then(match answer {
                Ok(Answer::SignedIn(came)) if came.end == end => Ok(came),
                other => Err(other.err().unwrap_or(Problem::SignInExpired)),
            });
        });
    });
}
