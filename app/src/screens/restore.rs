//! R1 to R5: bringing a wallet back. Written for somebody who has lost a phone.

mod found;
mod how;
mod phrase;
mod restored;

pub use found::Found;
use how::How;
use phrase::PhraseScreen;
pub use restored::RestoredScreen;

use leptos::prelude::*;
use lifeboat_messages::{
    Answer, DriveChoice, FoundBackup, Phase, Problem, Request, Restored, Secret, SignInAnswer, SignInEnd,
    SignInPurpose, Step, Sure,
};

use super::{
    pin::EnterPin,
    question::Question,
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
    working::{Failed, Working},
};
use crate::{
    components::{Disc, LinkButton, session},
    flow::{
        entry::Entry,
        restore::{Failure, Opener, RestoreEvent as E, RestoreStep as S, is_recent},
    },
    ids,
    route::Route,
    state::{Session, flow_nav::Flow, sign_in},
    text::{Texts, fill},
};

/// What the flow has gathered; gone when it ends.
#[derive(Clone, Copy)]
struct Gathered {
    drive: StoredValue<Option<DriveChoice>>,
    found: RwSignal<Vec<FoundBackup>>,
    picked: StoredValue<Option<FoundBackup>>,
    secret: StoredValue<Option<Secret>>,
    /// What the user has confirmed, for the picked backup only.
    sure: StoredValue<Sure>,
    busy: RwSignal<bool>,
    /// Of the sign-in form.
    refused: RwSignal<Option<Problem>>,
    /// Of the PIN or phrase, or of restoring.
    problem: RwSignal<Option<Problem>>,
    restored: RwSignal<Option<Restored>>,
}

/// The flow.
#[component]
pub fn Restore() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let answer = sign_in::take_answer(SignInEnd::Restore);
    let first = if answer.is_some() { S::Returning } else { S::How };
    let flow = Flow::start(session, first, Route::Restore, || Route::Home);
    let g = Gathered {
        drive: StoredValue::new(None),
        found: RwSignal::new(Vec::new()),
        picked: StoredValue::new(None),
        secret: StoredValue::new(None),
        sure: StoredValue::new(Sure::default()),
        busy: RwSignal::new(false),
        refused: RwSignal::new(None),
        problem: RwSignal::new(None),
        restored: RwSignal::new(None),
    };
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    if let Some(answer) = answer {
        come_back(session, g, answer, event);
    }
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    let name = move || g.picked.with_value(|p| p.as_ref().map_or(String::new(), |p| p.name.clone()));
    move || match flow.step.get() {
        S::How => view! { <How on_cloud=fire(E::Cloud) back=fire(E::Back) /> }.into_any(),
        S::Service => view! {
            <ChooseService
                name="restore-service"
                heading=texts.service.restore_heading
                sentence=texts.service.restore_sentence
                problem=g.refused
                on_choose=Callback::new(move |kind| {
                    g.refused.set(None);
                    event.run(E::Service(kind));
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::SignIn(kind) => view! {
            <SignIn
                names=Names("restore-sign-in", "restore-leave", "restore-operator")
                kind=kind
                purpose=Callback::new(move |()| SignInPurpose::Restore)
                button=texts.sign_in.find_button
                working=texts.sign_in.searching
                busy=g.busy
                problem=g.refused
                on_submit=Callback::new(move |drive| search(session, g, drive, event))
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Returning => view! { <Returning name="restore-returning" /> }.into_any(),
        S::Found => view! {
            <Found
                drive=g.drive.get_value()
                backups=g.found.get_untracked()
                on_pick=Callback::new(move |backup| {
                    g.picked.set_value(Some(backup));
                    g.sure.set_value(Sure::default());
                    g.problem.set(None);
                    event.run(E::Picked);
                })
                on_other=fire(E::Other)
            />
        }
        .into_any(),
        S::Pin => view! {
            <EnterPin
                name="restore-pin"
                heading=fill(texts.restore.pin_heading, &[("name", &name())])
                sentence=texts.restore.pin_sentence
                button=texts.restore.pin_button
                problem=g.problem
                wrong=wrong_pin
                on_entered=Callback::new(move |entry: Entry| {
                    g.secret.set_value(Some(Secret::Pin(entry.digits())));
                    event.run(E::Entered(Opener::Pin));
                    restore(session, g, event);
                })
                back=fire(E::Back)
            >
                <LinkButton
                    id=ids::RESTORE_USE_PHRASE
                    label=texts.restore.use_phrase
                    on_press=Callback::new(move |()| {
                        g.problem.set(None);
                        event.run(E::UsePhrase);
                    })
                />
            </EnterPin>
        }
        .into_any(),
        S::Phrase => view! {
            <PhraseScreen
                problem=g.problem
                on_entered=Callback::new(move |words| {
                    g.secret.set_value(Some(Secret::Phrase(words)));
                    event.run(E::Entered(Opener::Phrase));
                    restore(session, g, event);
                })
                on_pin=Callback::new(move |()| {
                    g.problem.set(None);
                    event.run(E::UsePin);
                })
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Restoring(opener) => view! {
            <Working
                name="restore-steps"
                disc=Disc::Security
                heading=fill(texts.restore.steps_heading, &[("name", &name())])
                sentence=texts.restore.steps_sentence
                steps=steps(opener, texts)
                note=active_now(session, g.picked.get_value().as_ref())
            />
        }
        .into_any(),
        S::Failed(_) => {
            let problem = g.problem.get_untracked().unwrap_or(Problem::Unreachable);
            let again = Callback::new(move |()| {
                event.run(E::Again);
                restore(session, g, event);
            });
            if Sure::is_asked_by(&problem) {
                let asked = problem.clone();
                // The way on that risks nothing: what is unfinished may come to its end, what is old has a successor.
                let on_wait = if problem == Problem::TornHead { again } else { fire(E::Other) };
                return view! {
                    <Question
                        name="restore-question"
                        problem=problem
                        on_wait=on_wait
                        on_sure=Callback::new(move |()| {
                            g.sure.update_value(|sure| *sure = sure.of(&asked));
                            again.run(());
                        })
                        back=fire(E::Back)
                    />
                }
                .into_any();
            }
            let other = (texts.restore.other, fire(E::Other));
            view! {
                <Failed
                    name="restore-failed"
                    heading=texts.restore.failed_heading
                    problem=problem
                    on_again=again
                    other=other
                    back=fire(E::Back)
                />
            }
            .into_any()
        }
        S::Restored => g
            .restored
            .get_untracked()
            .map(|restored| {
                let home = Callback::new(move |()| session.replace(Route::Home));
                view! { <RestoredScreen restored=restored on_continue=home /> }
            })
            .into_any(),
    }
}

fn wrong_pin(problem: &Problem) -> Option<&'static str> {
    (*problem == Problem::WrongSecret).then(|| session().texts().restore.wrong_pin)
}

/// Whether another device may be writing at this moment, as far as the drive's times tell.
fn active_now(session: Session, picked: Option<&FoundBackup>) -> Option<String> {
    let at = picked?.modified_ms?;
    let recent = is_recent(at, session.now.get_untracked());
    recent.then(|| fill(session.texts().restore.active_now, &[("time", &session.ago(at))]))
}

/// The steps of restoring with their texts.
pub fn steps(opener: Opener, texts: &Texts) -> Vec<(Step, &'static str)> {
    let t = &texts.restore;
    let unlocking = match opener {
        Opener::Pin => t.step_unlocking,
        Opener::Phrase => t.step_unlocking_phrase,
    };
    vec![
        (Step::Unlocking, unlocking),
        (Step::Reading, t.step_reading),
        (Step::TakingOver, t.step_taking_over),
        (Step::Confirming, t.step_confirming),
        (Step::CatchingUp, t.step_catching_up),
    ]
}

/// Reads the drive. An error stays on the form; only an answer leads on.
fn search(session: Session, g: Gathered, drive: DriveChoice, event: Callback<E>) {
    let _ = g.busy.try_set(true);
    let _ = g.drive.try_update_value(|kept| *kept = Some(drive.clone()));
    session.ask(Request::FindBackups { drive }, move |answer| {
        let _ = g.busy.try_set(false);
        match answer {
            Ok(Answer::Found { backups }) => {
                let _ = g.found.try_set(backups);
                let _ = event.try_run(E::Searched);
            }
            // The same in other words: the account was read and holds nothing.
            Err(Problem::NoBackup) => {
                let _ = g.found.try_set(Vec::new());
                let _ = event.try_run(E::Searched);
            }
            Ok(_) => {}
            Err(why) => {
                let _ = g.refused.try_set(Some(why));
                // Only where it means something: a form stays as it is.
                let _ = event.try_run(E::Refused);
            }
        }
    });
}

/// Finishes the sign-in, as soon as the worker knows what is on this device, and looks what the account holds.
fn come_back(session: Session, g: Gathered, answer: SignInAnswer, event: Callback<E>) {
    let asked_in = |phase: &Phase| *phase != Phase::Starting;
    sign_in::finish(session, answer, SignInEnd::Restore, asked_in, move |came| match came {
        Ok(came) => {
            search(session, g, DriveChoice::SignedIn { service: came.service, id: came.id }, event);
        }
        Err(why) => {
            let _ = g.refused.try_set(Some(why));
            let _ = event.try_run(E::Refused);
        }
    });
}

/// Brings the picked backup here.
fn restore(session: Session, g: Gathered, event: Callback<E>) {
    let drive = g.drive.try_get_value().flatten();
    let picked = g.picked.try_get_value().flatten();
    let secret = g.secret.try_get_value().flatten();
    let (Some(drive), Some(picked), Some(secret)) = (drive, picked, secret) else { return };
    let sure = g.sure.try_get_value().unwrap_or_default();
    session.ask_long(
        Request::Restore { drive, backup: picked.id, secret, sure },
        move |answer| match answer {
            Ok(Answer::Restored(restored)) => {
                let _ = g.restored.try_set(Some(restored));
                let _ = g.secret.try_update_value(|secret| *secret = None);
                let _ = g.drive.try_update_value(|drive| *drive = None);
                let _ = event.try_run(E::Restored);
            }
            Ok(_) => {}
            Err(why) => {
                let failure = Failure::from(&why);
                let _ = g.problem.try_set(Some(why));
                let _ = event.try_run(E::Failed(failure));
            }
        },
    );
}
