//! B2 to B8: turning the backup on.

mod confirmed;
mod intro;

pub use confirmed::Confirmed;
use intro::Intro;

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, Confirmation, DriveChoice, Phase, Problem, Request, SignInAnswer, SignInEnd, SignInPurpose, Step,
};

use super::{
    pin::{ChoosePin, VerifyPin},
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
    working::{Failed, Working},
};
use crate::{
    components::session,
    flow::{
        backup::{BackupEvent as E, BackupStep as S},
        entry::Entry,
    },
    route::Route,
    state::{Session, durable, flow_nav::Flow, sign_in},
    text::Texts,
};

/// What the flow has gathered; gone when it ends.
#[derive(Clone, Copy)]
struct Gathered {
    pin: StoredValue<Entry>,
    drive: StoredValue<Option<DriveChoice>>,
    busy: RwSignal<bool>,
    cancelling: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    done: RwSignal<Option<Confirmation>>,
    /// The worker has the PIN: it came back from a service's page, while this page began anew.
    pin_returned: RwSignal<bool>,
}

impl Gathered {
    /// What the worker is told: nothing when it knows better.
    fn pin(self) -> String {
        self.pin.with_value(Entry::digits)
    }

    fn knows_pin(self) -> bool {
        self.pin_returned.get_untracked() || !self.pin().is_empty()
    }
}

/// The flow.
#[component]
pub fn Backup() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let answer = sign_in::take_answer(SignInEnd::Backup);
    let first = if answer.is_some() { S::Returning } else { S::Intro };
    let flow = Flow::start(session, first, Route::Backup, || Route::Home);
    let gathered = Gathered {
        pin: StoredValue::new(Entry::default()),
        drive: StoredValue::new(None),
        busy: RwSignal::new(false),
        cancelling: RwSignal::new(false),
        problem: RwSignal::new(None),
        done: RwSignal::new(None),
        pin_returned: RwSignal::new(false),
    };
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    if let Some(answer) = answer {
        come_back(session, gathered, answer, event);
    }
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    let chosen = Callback::new(move |pin: Entry| {
        gathered.problem.set(None);
        gathered.pin.set_value(pin);
        event.run(E::Chosen);
    });
    move || match flow.step.get() {
        S::Intro => view! { <Intro on_continue=fire(E::Continue) back=fire(E::Back) /> }.into_any(),
        S::Pin => view! {
            <ChoosePin name="backup-pin" heading=texts.pin.choose on_chosen=chosen back=fire(E::Back) />
        }
        .into_any(),
        S::Verify => view! {
            <VerifyPin
                name="backup-verify"
                chosen=gathered.pin.get_value()
                on_same=fire(E::Verified)
                on_again=fire(E::ChooseAgain)
            />
        }
        .into_any(),
        S::Service => view! {
            <ChooseService
                name="backup-service"
                heading=texts.service.heading
                sentence=texts.service.sentence
                problem=gathered.problem
                on_choose=Callback::new(move |kind| {
                    gathered.problem.set(None);
                    event.run(if gathered.knows_pin() { E::Service(kind) } else { E::PinMissing });
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::SignIn(kind) => view! {
            <SignIn
                names=Names("backup-sign-in", "backup-leave", "backup-operator")
                kind=kind
                button=texts.sign_in.button
                working=texts.sign_in.trying
                busy=gathered.busy
                problem=gathered.problem
                before=gathered.drive.get_value().filter(|drive| drive.service() == kind)
                purpose=Callback::new(move |()| SignInPurpose::Backup { pin: gathered.pin() })
                on_submit=Callback::new(move |drive| connect(session, gathered, drive, event))
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Returning => view! { <Returning name="backup-returning" /> }.into_any(),
        S::Saving(_) => view! {
            <Working
                name="backup-saving"
                heading=texts.saving.heading
                sentence=texts.saving.sentence
                steps=steps(texts)
                cancelling=gathered.cancelling
                on_cancel=Callback::new(move |()| {
                    gathered.cancelling.set(true);
                    session.ask(Request::CancelBackup, |_| {});
                })
            />
        }
        .into_any(),
        S::Failed(_) => {
            let problem = gathered.problem.get_untracked().unwrap_or(Problem::Unreachable);
            let again = Callback::new(move |()| {
                event.run(E::Again);
                save(session, gathered, event);
            });
            let other = (texts.saving.other, fire(E::Other));
            view! {
                <Failed
                    name="backup-failed"
                    heading=texts.saving.failed_heading
                    problem=problem
                    on_again=again
                    other=other
                    back=fire(E::Back)
                />
            }
            .into_any()
        }
        S::Done => gathered
            .done
            .get_untracked()
            .map(|done| view! { <Confirmed done=done on_continue=fire(E::Continue) /> })
            .into_any(),
    }
}

/// Finishes the sign-in, and goes on with the account.
fn come_back(session: Session, gathered: Gathered, answer: SignInAnswer, event: Callback<E>) {
    let asked_in = |phase: &Phase| !matches!(phase, Phase::Starting | Phase::Checking);
    sign_in::finish(session, answer, SignInEnd::Backup, asked_in, move |came| match came {
        Ok(came) => {
            let _ = gathered.pin_returned.try_set(true);
            let drive = DriveChoice::SignedIn { service: came.service, id: came.id };
            let _ = gathered.drive.try_update_value(|kept| *kept = Some(drive));
            if event.try_run(E::Came(came.service)).is_some() {
                save(session, gathered, event);
            }
        }
        Err(why) => {
            let _ = gathered.pin_returned.try_set(why != Problem::SignInExpired);
            let _ = gathered.problem.try_set(Some(why));
            let _ = event.try_run(E::Refused);
        }
    });
}

/// The steps of saving with their texts.
pub(super) fn steps(texts: &Texts) -> Vec<(Step, &'static str)> {
    vec![
        (Step::Encrypting, texts.backup.step_encrypting),
        (Step::Probing, texts.backup.step_probing),
        (Step::CreatingFolder, texts.backup.step_folder),
        (Step::Uploading, texts.backup.step_uploading),
        (Step::ReadingBack, texts.backup.step_reading_back),
    ]
}

/// Tries the drive; only one that lets us in is used.
fn connect(session: Session, gathered: Gathered, drive: DriveChoice, event: Callback<E>) {
    gathered.busy.set(true);
    gathered.drive.set_value(Some(drive.clone()));
    session.ask(Request::Connect { drive }, move |answer| {
        let _ = gathered.busy.try_set(false);
        match answer {
            Ok(_) => {
                if event.try_run(E::SignedIn).is_some() {
                    save(session, gathered, event);
                }
            }
            Err(why) => {
                let _ = gathered.problem.try_set(Some(why));
            }
        }
    });
}

/// Turns the backup on.
fn save(session: Session, gathered: Gathered, event: Callback<E>) {
    let Some(Some(drive)) = gathered.drive.try_get_value() else { return };
    let pin = gathered.pin();
    gathered.cancelling.set(false);
    session.ask_long(Request::StartBackup { pin, drive }, move |answer| {
        let cancelled = gathered.cancelling.try_get_untracked().unwrap_or(false);
        match answer {
            Ok(Answer::BackedUp(done)) => {
                durable::ask_to_keep(session);
                let _ = gathered.done.try_set(Some(done));
                let _ = gathered.pin.try_update_value(Entry::clear);
                let _ = gathered.drive.try_update_value(|drive| *drive = None);
                let _ = event.try_run(E::Saved);
            }
            Ok(_) => drop(event.try_run(E::Cancelled)),
            Err(_) if cancelled => drop(event.try_run(E::Cancelled)),
            Err(why) => {
                let _ = gathered.problem.try_set(Some(why));
                let _ = event.try_run(E::Failed);
            }
        }
    });
}
