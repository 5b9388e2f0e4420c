//! S6: deleting the wallet from this device. The user is told what stays elsewhere, and is asked twice.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Phase, Problem, ReadOnly, Remains, Request, View};

use super::service_name;
use crate::{
    components::{Actions, Fact, HoldButton, LinkButton, Primary, ProblemNote, Screen, Topic, live, session},
    ids,
    route::Route,
    state::{Session, durable},
};

/// What there is of the wallet elsewhere, as the page sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OtherCopy {
    /// A backup, with everything as far as is known.
    Whole,
    /// A backup that lacks something, or that could not be looked at.
    Behind,
    /// Another device has taken it over: what is there now is not known here.
    Elsewhere,
    /// None.
    None,
}

impl OtherCopy {
    fn of(view: &View) -> OtherCopy {
        match view.backup {
            BackupStatus::Fenced { .. } => OtherCopy::Elsewhere,
            _ if view.service.is_none() => OtherCopy::None,
            // An old state can no longer prove anything.
            _ if matches!(view.phase, Phase::ReadOnly { why: ReadOnly::Unsafe { .. } }) => OtherCopy::Behind,
            BackupStatus::Saved { .. } | BackupStatus::Saving => OtherCopy::Whole,
            BackupStatus::Off
            | BackupStatus::Checking
            | BackupStatus::Waiting { .. }
            | BackupStatus::Paused { .. } => OtherCopy::Behind,
        }
    }

    fn remains(self) -> Remains {
        match self {
            OtherCopy::Whole => Remains::Backup,
            OtherCopy::Behind | OtherCopy::Elsewhere | OtherCopy::None => Remains::Nothing,
        }
    }
}

/// How far the user has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DeletionStep {
    Tell,
    /// What the user was told. If it changes, they are told again.
    Confirm(OtherCopy),
    Working,
}

/// What stays and what is lost; then once more.
#[component]
pub fn Delete() -> impl IntoView {
    let session = session();
    let other = session.slice(OtherCopy::of);
    let step = RwSignal::new(DeletionStep::Tell);
    let problem = RwSignal::new(None::<Problem>);
    live(move || {
        let other = other.get().unwrap_or(OtherCopy::None);
        match step.get() {
            DeletionStep::Working => view! { <Deleting /> }.into_any(),
            DeletionStep::Confirm(told) if told == other => {
                view! { <Confirm other=other step=step problem=problem /> }.into_any()
            }
            DeletionStep::Confirm(_) | DeletionStep::Tell => {
                view! { <Tell other=other step=step problem=problem /> }.into_any()
            }
        }
    })
}

/// What stays and what is lost.
#[component]
fn Tell(
    /// What there is elsewhere.
    other: OtherCopy,
    /// How far the user has gone.
    step: RwSignal<DeletionStep>,
    /// Why it is still here.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().delete;
    let on = Callback::new(move |()| {
        problem.set(None);
        step.set(DeletionStep::Confirm(other));
    });
    let (sentence, way_out) = match other {
        OtherCopy::Whole => (texts.stays, None),
        OtherCopy::Elsewhere => (texts.elsewhere, None),
        OtherCopy::Behind => (texts.behind, Some((texts.see, Route::Problem))),
        OtherCopy::None => (texts.lost, Some((texts.back_up, Route::Backup(String::new())))),
    };
    let actions = match way_out {
        None => view! { <Primary id=ids::DELETE_GO label=texts.go on_press=on /> }.into_any(),
        Some((label, route)) => {
            let leave = Callback::new(move |()| session.go(route.clone()));
            view! {
                <Primary id=ids::DELETE_INSTEAD label=label on_press=leave />
                <LinkButton id=ids::DELETE_GO label=texts.go_anyway on_press=on />
            }
            .into_any()
        }
    };
    let backup = session.peek(|view| view.service.clone()).flatten().map(|service| {
        let names = &session.texts().settings;
        view! {
            <Fact name=names.service value=service_name(service.kind, session.texts()) />
            <Fact name=session.texts().name.file value=service.file />
        }
    });
    let old_copy = session
        .peek(|view| view.old_copy.is_some())
        .unwrap_or_default()
        .then(|| view! { <p class="notice" id=ids::DELETE_OLD_COPY>{texts.old_copy}</p> });
    view! {
        <Screen
            name="delete"
            disc=Topic::Error
            heading=texts.heading
            sentence=sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <dl class="facts">
                <Fact name=session.texts().name.label value=wallet_name(session) />
                {backup}
            </dl>
            {old_copy}
            {move || match problem.get() {
                Some(Problem::UnderWay) => {
                    view! { <p id=ids::DELETE_PROBLEM class="notice notice-error" role="alert">{texts.paying}</p> }.into_any()
                }
                other => view! { <ProblemNote id=ids::DELETE_PROBLEM problem=Signal::stored(other) /> }.into_any(),
            }}
            <Actions>{actions}</Actions>
        </Screen>
    }
}

/// The last question.
#[component]
fn Confirm(
    /// What the user was told.
    other: OtherCopy,
    /// How far they have gone.
    step: RwSignal<DeletionStep>,
    /// Why it is still here.
    problem: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().delete;
    let keep = Callback::new(move |()| step.set(DeletionStep::Tell));
    let delete = Callback::new(move |()| {
        // One press more than it takes is no second question.
        if step.get_untracked() == DeletionStep::Working {
            return;
        }
        step.set(DeletionStep::Working);
        session.ask(Request::DeleteWallet { remains: other.remains() }, move |answer| match answer {
            Ok(_) => {
                durable::forget();
                session.replace(Route::Home);
                session.say(texts.done);
            }
            Err(why) => {
                let _ = problem.try_set(Some(why));
                let _ = step.try_set(DeletionStep::Tell);
            }
        });
    });
    let sentence = match other {
        OtherCopy::Whole => texts.confirm_stays,
        OtherCopy::Behind | OtherCopy::Elsewhere | OtherCopy::None => texts.confirm_lost,
    };
    view! {
        <Screen
            name="delete-confirm"
            disc=Topic::Error
            heading=texts.confirm_heading(&wallet_name(session))
            sentence=sentence
            back=keep
        >
            <Actions>
                <HoldButton
                    id=ids::DELETE_HOLD
                    label=texts.hold
                    hint=session.texts().channel.alone_hold_hint
                    on_held=delete
                />
                <LinkButton id=ids::DELETE_KEEP label=texts.keep on_press=keep />
            </Actions>
        </Screen>
    }
}

/// The backup is read back, then everything here is deleted.
#[component]
fn Deleting() -> impl IntoView {
    let texts = &session().texts().delete;
    view! {
        <Screen name="deleting" disc=Topic::Error heading=texts.working sentence=texts.working_sentence>
            <div class="bar" role="progressbar" aria-label=texts.working></div>
        </Screen>
    }
}

fn wallet_name(session: Session) -> String {
    session.peek(|view| view.name.clone()).unwrap_or_default()
}
