//! R1 to R5: bringing a wallet back. These screens are written for a user who has lost a phone.

mod files;
mod found;
mod gathered;
mod how;
mod phrase;
mod restored;
mod words;

pub use files::PickFiles;
pub use found::{Found, Source};
use gathered::{RestoreFlowData, come_back, open_files, open_with, restore, search};
use how::How;
pub use phrase::PhraseScreen;
pub use restored::RestoredScreen;
pub use words::WordsAlone;

use leptos::prelude::*;
use lifeboat_messages::{
    Assurances, FoundBackup, Problem, SignInEnd, SignInPurpose, Step, Unlocker, UnlockerKind,
};

use super::{
    pin::EnterPin,
    question::Question,
    service::ChooseService,
    sign_in::{Names, Returning, SignIn},
    working::{Failed, Working},
};
use crate::{
    components::{Topic, live, session},
    flow::{
        entry::PinEntry,
        restore::{RestoreEvent as E, RestoreStep as S, is_recent},
    },
    ids,
    route::Route,
    state::{Session, flow_nav::Flow, sign_in},
    text::Texts,
};

/// All steps of the flow, one at a time.
#[component]
pub fn Restore() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let answer = sign_in::take_answer(SignInEnd::Restore);
    let first = if answer.is_some() { S::Returning } else { S::How };
    let flow = Flow::start(session, first, Route::Restore, || Route::Home);
    let g = RestoreFlowData::new();
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    if let Some(answer) = answer {
        come_back(session, g, answer, event);
    }
    let fire = move |e: E| Callback::new(move |()| event.run(e));
    let name = move || g.picked.with_value(|p| p.as_ref().map_or(String::new(), |p| p.name.clone()));
    live(move || {
        match flow.step.get() {
        S::How => {
            view! { <How on_cloud=fire(E::Cloud) on_files=fire(E::Files) on_words=fire(E::Words) back=fire(E::Back) /> }.into_any()
        }
        S::Words => view! { <WordsAlone back=fire(E::Back) /> }.into_any(),
        S::Files => view! {
            <PickFiles
                busy=g.busy
                problem=g.refused
                on_picked=Callback::new(move |picked| open_files(session, g, picked, event))
                back=fire(E::Back)
            />
        }
        .into_any(),
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
                source=g.source.get_value()
                backups=g.found.get_untracked()
                left_out=g.left_out.get_value()
                on_pick=Callback::new(move |backup| {
                    g.picked.set_value(Some(backup));
                    g.sure.set_value(Assurances::default());
                    g.problem.set(None);
                    event.run(E::Picked);
                })
                on_other=Callback::new(move |()| {
                    g.refused.set(None);
                    event.run(g.elsewhere());
                })
            />
        }
        .into_any(),
        S::Pin => view! {
            <EnterPin
                name="restore-pin"
                heading=texts.restore.pin_heading(&name())
                sentence=texts.restore.pin_sentence
                button=texts.restore.pin_button
                problem=g.problem
                wrong=wrong_pin
                on_entered=Callback::new(move |entry: PinEntry| {
                    open_with(session, g, Unlocker::Pin(entry.digits()), event);
                })
                back=fire(E::Back)
                other=(ids::RESTORE_USE_PHRASE, texts.restore.use_phrase, fire(E::UsePhrase))
            />
        }
        .into_any(),
        S::Phrase => view! {
            <PhraseScreen
                name="restore-phrase"
                heading=texts.restore.phrase_heading
                sentence=texts.restore.phrase_sentence
                button=texts.restore.pin_button
                problem=g.problem
                on_entered=Callback::new(move |words| {
                    open_with(session, g, Unlocker::Phrase(words), event);
                })
                on_pin=fire(E::UsePin)
                back=fire(E::Back)
            />
        }
        .into_any(),
        S::Restoring(opener) => view! {
            <Working
                name="restore-steps"
                disc=Topic::Security
                heading=texts.restore.steps_heading(&name())
                sentence=texts.restore.steps_sentence
                steps=match g.is_about_files() {
                    true => steps_from_files(opener, texts),
                    false => steps(opener, texts),
                }
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
            if Assurances::is_asked_by(&problem) {
                let asked = problem.clone();
                // The way on that risks nothing: what is unfinished may still be finished, and what is old has a
                // successor.
                let torn = matches!(problem, Problem::TornHead { .. }) && !g.is_about_files();
                let on_wait = if matches!(problem, Problem::AnotherGoes { .. }) {
                    Callback::new(move |()| session.replace(Route::Home))
                } else if torn || matches!(problem, Problem::ReadOnly { .. }) {
                    again
                } else if matches!(problem, Problem::FromFiles { .. }) {
                    fire(E::Other)
                } else {
                    fire(g.elsewhere())
                };
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
            let other = match g.is_about_files() {
                true => (texts.restore.files_other, fire(E::Files)),
                false => (texts.restore.other, fire(E::Other)),
            };
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
                let from_files = g.is_about_files() || g.sure.with_value(|sure| sure.although_read_only);
                view! { <RestoredScreen restored=restored from_files=from_files on_continue=home /> }
            })
            .into_any(),
    }
    })
}

fn wrong_pin(problem: &Problem) -> Option<&'static str> {
    (*problem == Problem::WrongSecret).then(|| session().texts().restore.wrong_pin)
}

/// Whether another device may be writing at this moment, as far as the drive's times tell.
fn active_now(session: Session, picked: Option<&FoundBackup>) -> Option<String> {
    let at = picked?.modified_ms?;
    let recent = is_recent(at, session.now.get_untracked());
    recent.then(|| session.texts().restore.active_now(&session.ago(at)))
}

/// The steps of restoring with their texts.
pub fn steps(opener: UnlockerKind, texts: &Texts) -> Vec<(Step, &'static str)> {
    let t = &texts.restore;
    let unlocking = match opener {
        UnlockerKind::Pin => t.step_unlocking,
        UnlockerKind::Phrase => t.step_unlocking_phrase,
    };
    vec![
        (Step::Unlocking, unlocking),
        (Step::Reading, t.step_reading),
        (Step::TakingOver, t.step_taking_over),
        (Step::Confirming, t.step_confirming),
        (Step::CatchingUp, t.step_catching_up),
    ]
}

/// The steps from picked files: no device is taken over from, and nothing tells whether something newer exists.
fn steps_from_files(opener: UnlockerKind, texts: &Texts) -> Vec<(Step, &'static str)> {
    let mut steps = steps(opener, texts);
    steps.retain(|(step, _)| !matches!(step, Step::TakingOver | Step::Confirming));
    steps
}
