//! S1: the second copy of the backup, how far it is, and what can be done with it.

use leptos::prelude::*;
use lifeboat_messages::{Answer, LeftCopy, Problem, Request, SecondCopy, SecondStatus};

use super::service_name;
use crate::{
    components::{LinkButton, Panel, ProblemNote, Row, Secondary, Sheet, Symbol, When, session},
    ids,
    route::Route,
    state::Session,
    text::args,
};

/// What is being done, while this screen is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
enum RunningAction {
    Nothing,
    Both,
    Moving,
    Removing,
}

/// Which question is open.
#[derive(Clone, Copy, Debug, PartialEq)]
enum OpenQuestion {
    Nothing,
    Move,
    Remove,
}

/// What the section knows besides the view.
#[derive(Clone, Copy)]
struct SectionState {
    doing: RwSignal<RunningAction>,
    asking: RwSignal<OpenQuestion>,
    problem: RwSignal<Option<Problem>>,
    result: RwSignal<Option<String>>,
}

impl SectionState {
    /// Asks the worker, and tells the outcome in words.
    fn ask(
        self,
        session: Session,
        doing: RunningAction,
        request: Request,
        said: impl FnOnce(Answer) -> String + 'static,
    ) {
        self.asking.set(OpenQuestion::Nothing);
        self.problem.set(None);
        self.result.set(None);
        self.doing.set(doing);
        session.ask_long(request, move |answer| {
            let _ = self.doing.try_set(RunningAction::Nothing);
            match answer {
                Ok(Answer::Disconnected { copy: LeftCopy::NotDeleted { problem } }) | Err(problem) => {
                    let _ = self.problem.try_set(Some(problem));
                }
                Ok(answer) => {
                    let said = said(answer);
                    let _ = self.result.try_set((!said.is_empty()).then_some(said));
                }
            }
        });
    }
}

/// The section of the second copy, or the way to one.
#[component]
pub fn SecondCopySection() -> impl IntoView {
    let session = session();
    let t = &session.texts().second;
    let there = session.slice(|view| view.second.is_some());
    let local = SectionState {
        doing: RwSignal::new(RunningAction::Nothing),
        asking: RwSignal::new(OpenQuestion::Nothing),
        problem: RwSignal::new(None),
        result: RwSignal::new(None),
    };
    view! {
        {move || {
            local
                .result
                .get()
                .map(|result| {
                    view! {
                        <p id=ids::SECOND_RESULT class="notice notice-good" role="status">
                            {result}
                        </p>
                    }
                })
        }}
        <ProblemNote id=ids::SECOND_PROBLEM problem=local.problem />
        {move || match there.get() {
            Some(true) => view! { <There local=local /> }.into_any(),
            _ => {
                view! {
                    <Panel id=ids::SECOND title=t.title>
                        <p>{t.none}</p>
                    </Panel>
                    <ul class="rows">
                        <Row
                            id=ids::SECOND_ADD
                            symbol=Symbol::Cloud
                            title=t.add
                            on_press=Callback::new(move |()| session.go(Route::Another(String::new())))
                        />
                    </ul>
                }
                    .into_any()
            }
        }}
    }
}

/// The second copy that there is.
#[component]
fn There(
    /// What is under way.
    local: SectionState,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().second;
    let second = session.slice(|view| view.second.clone());
    let second = Memo::new(move |_| second.get().flatten());
    let service = move || second.get().map_or("", |second| service_name(second.kind, session.texts()));
    let place = move || {
        second.get().map(|second| {
            let place = second.place.join(" › ");
            t.place(args::SecondPlace { place: &place, service: service(), account: &second.account })
        })
    };
    let state = move || second.get().map(|second| second.status.name());
    let position = move || second.get().and_then(|second| reached(&second.status)).map(|it| it.to_string());
    let says = move || second.get().map(|second| line(session, &second));
    let both = move || second.get().is_some_and(|second| second.both);
    let needs_sign_in = move || second.get().is_some_and(|second| needs_sign_in(&second.status));
    let working = move || local.doing.get() != RunningAction::Nothing;
    let close = Callback::new(move |()| local.asking.set(OpenQuestion::Nothing));
    let switch = move |_| {
        let wanted = !second.get_untracked().is_some_and(|second| second.both);
        local.ask(session, RunningAction::Both, Request::SetBoth { both: wanted }, |_| String::new());
    };
    view! {
        <div id=ids::SECOND data-state=state data-position=position class="stack">
            <Panel title=t.title>
                <p>{place}</p>
                <p id=ids::SECOND_LINE role="status">
                    {says}
                </p>
                <label class="toggle">
                    <input
                        id=ids::SECOND_BOTH
                        type="checkbox"
                        prop:checked=both
                        prop:disabled=working
                        aria-describedby="second-copy-both-hint"
                        on:change=switch
                    />
                    <span>{t.both}</span>
                </label>
                <p id="second-copy-both-hint" class="hint">
                    {t.both_hint}
                </p>
                {move || {
                    let text = match local.doing.get() {
                        RunningAction::Nothing => return None,
                        RunningAction::Both => t.both_waiting,
                        RunningAction::Moving => t.moving,
                        RunningAction::Removing => t.removing,
                    };
                    Some(view! { <p role="status">{text}</p> })
                }}
                <When when=needs_sign_in>
                    <LinkButton
                        id=ids::SECOND_RECONNECT
                        label=session.texts().settings.reconnect
                        on_press=Callback::new(move |()| session.go(Route::ReconnectSecond))
                    />
                </When>
                <LinkButton
                    id=ids::SECOND_MOVE
                    label=move || t.move_there(service())
                    disabled=Signal::derive(working)
                    on_press=Callback::new(move |()| local.asking.set(OpenQuestion::Move))
                />
                <LinkButton
                    id=ids::SECOND_REMOVE
                    label=t.remove
                    disabled=Signal::derive(working)
                    on_press=Callback::new(move |()| local.asking.set(OpenQuestion::Remove))
                />
            </Panel>
        </div>
        <When when=move || local.asking.get() == OpenQuestion::Move>
            <Sheet id=ids::SECOND_SHEET labelled_by="second-heading" on_close=close>
                <h2 id="second-heading" class="sheet-heading">
                    {t.move_heading}
                </h2>
                <p class="sentence">{move || t.move_sentence(service())}</p>
                <div class="actions">
                    <Secondary
                        id=ids::SECOND_MOVE_YES
                        label=t.move_yes
                        on_press=Callback::new(move |()| {
                            let moved = t.moved(service());
                            local.ask(session, RunningAction::Moving, Request::MoveToSecond, move |_| moved);
                        })
                    />
                    <LinkButton id=ids::SECOND_CANCEL label=session.texts().common.cancel on_press=close />
                </div>
            </Sheet>
        </When>
        <When when=move || local.asking.get() == OpenQuestion::Remove>
            <Sheet id=ids::SECOND_SHEET labelled_by="second-heading" on_close=close>
                <h2 id="second-heading" class="sheet-heading">
                    {t.remove_heading}
                </h2>
                <p class="sentence">{t.remove_sentence}</p>
                <div class="actions">
                    <Secondary
                        id=ids::SECOND_KEEP
                        label=t.keep
                        on_press=Callback::new(move |()| remove(session, local, false))
                    />
                    <Secondary
                        id=ids::SECOND_DELETE
                        label=t.delete
                        on_press=Callback::new(move |()| remove(session, local, true))
                    />
                    <LinkButton id=ids::SECOND_CANCEL label=session.texts().common.cancel on_press=close />
                </div>
            </Sheet>
        </When>
    }
}

fn remove(session: Session, local: SectionState, delete_copy: bool) {
    let t = &session.texts().second;
    local.ask(session, RunningAction::Removing, Request::RemoveSecond { delete_copy }, |answer| {
        let deleted = matches!(answer, Answer::Disconnected { copy: LeftCopy::Deleted });
        (if deleted { t.removed_deleted } else { t.removed }).to_owned()
    });
}

/// Its service wants the user.
fn needs_sign_in(status: &SecondStatus) -> bool {
    match status {
        SecondStatus::Waiting { problem, .. } | SecondStatus::Paused { problem } => {
            matches!(problem, Problem::SignedOut | Problem::Denied | Problem::SignInExpired)
        }
        SecondStatus::Idle
        | SecondStatus::Looking
        | SecondStatus::InStep { .. }
        | SecondStatus::Following { .. } => false,
    }
}

/// The position up to which the copy has everything for sure.
fn reached(status: &SecondStatus) -> Option<u64> {
    match status {
        SecondStatus::InStep { position, .. } => Some(*position),
        SecondStatus::Following { position, .. } => *position,
        SecondStatus::Idle
        | SecondStatus::Looking
        | SecondStatus::Waiting { .. }
        | SecondStatus::Paused { .. } => None,
    }
}

/// The status line.
fn line(session: Session, second: &SecondCopy) -> String {
    let texts = session.texts();
    let t = &texts.second;
    match &second.status {
        SecondStatus::Idle => t.idle.to_owned(),
        SecondStatus::Looking => t.looking.to_owned(),
        SecondStatus::InStep { at_ms, .. } => t.in_step(&session.ago(*at_ms)),
        SecondStatus::Following { position: None, behind } => t.nothing_yet(session.count(*behind)),
        SecondStatus::Following { position: Some(position), behind } => {
            let (position, behind) = (session.count(*position), session.count(*behind));
            t.following(args::SecondFollowing { position, behind })
        }
        SecondStatus::Waiting { problem: Problem::BadFile { file, second: true, .. }, behind: 0, .. } => {
            t.in_the_way(file)
        }
        SecondStatus::Waiting { problem, behind, .. } => {
            let why = session.explain(problem).title;
            t.waiting(args::SecondWaiting { why, behind: session.count(*behind) })
        }
        SecondStatus::Paused { problem } => t.paused(session.explain(problem).title),
    }
}
