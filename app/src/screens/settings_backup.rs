//! S1: the backup's settings.

use leptos::prelude::*;
use lifeboat_messages::{Answer, BackupStatus, LeftCopy, OldCopyState, Problem, Request, Service};

use super::{
    guards::GuardSection,
    home::{BackupLine, FolderNewsNote, ForeignTriesNote},
    second_copy::SecondCopySection,
    service_name,
};
use crate::{
    components::{
        Actions, Fact, LinkButton, Panel, Primary, ProblemNote, Row, Screen, Secondary, Sheet, Symbol, Topic,
        When, live, session,
    },
    ids,
    route::Route,
    state::intl,
    text::args,
};

/// The backup as it is: on or off.
#[component]
pub fn SettingsBackup() -> impl IntoView {
    let session = session();
    let service = session.slice(|view| view.service.clone());
    let leaving = RwSignal::new(TurnOffState::Not);
    live(move || match service.get().flatten() {
        Some(service) => view! { <On service=service leaving=leaving /> }.into_any(),
        None => view! { <Off leaving=leaving /> }.into_any(),
    })
}

/// Turning the backup off, while this screen is shown.
#[derive(Clone, Debug, PartialEq)]
enum TurnOffState {
    Not,
    UnderWay,
    Done { deleted: bool },
    Refused(Problem),
}

/// What is being done about turning the backup off, or the outcome.
#[component]
fn LeavingNote(
    /// How far turning the backup off has come.
    leaving: RwSignal<TurnOffState>,
) -> impl IntoView {
    let texts = &session().texts().settings;
    let refused = Signal::derive(move || match leaving.get() {
        TurnOffState::Refused(problem) => Some(problem),
        TurnOffState::Not | TurnOffState::UnderWay | TurnOffState::Done { .. } => None,
    });
    let said = move || {
        let (text, class) = match leaving.get() {
            TurnOffState::UnderWay => (texts.disconnecting, "notice"),
            TurnOffState::Done { deleted: true } => (texts.disconnected_deleted, "notice notice-good"),
            TurnOffState::Done { deleted: false } => (texts.disconnected, "notice notice-good"),
            TurnOffState::Refused(_) => (texts.still_on, "notice"),
            TurnOffState::Not => return None,
        };
        Some(view! {
            <p id=ids::DISCONNECT_STATE class=class role="status">
                {text}
            </p>
        })
    };
    view! {
        {said}
        <ProblemNote id="disconnect-problem" problem=refused />
    }
}

/// A copy that was to be deleted, and is still there.
#[component]
fn OldCopyNote() -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let old = session.slice(|view| view.old_copy.clone());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let ask = move |request: Request| {
        busy.set(true);
        problem.set(None);
        session.ask(request, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => session.say(texts.old_copy_gone),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    live(move || {
        old.get().flatten().map(|old| {
            let place = &old.place.join(" › ");
            let service = service_name(old.kind, session.texts());
            let (title, sentence) = match old.state {
                OldCopyState::Moved => (
                    texts.moved_copy,
                    texts.moved_copy_sentence(args::SettingsMovedCopySentence { place, service }),
                ),
                OldCopyState::ToDelete => (
                    texts.old_copy,
                    texts.old_copy_sentence(args::SettingsOldCopySentence { place, service }),
                ),
                OldCopyState::Unmarked => (
                    texts.moved_copy,
                    texts.unmarked_copy_sentence(args::SettingsUnmarkedCopySentence { place, service }),
                ),
            };
            let (delete, forget) = (old.id.clone(), old.id);
            view! {
                <Panel id=ids::OLD_COPY title=title>
                    <p>{sentence}</p>
                    <ProblemNote id=ids::OLD_COPY_PROBLEM problem=problem />
                    <LinkButton
                        id=ids::OLD_COPY_DELETE
                        label=move || if busy.get() { texts.old_copy_deleting } else { texts.old_copy_delete }
                        disabled=busy
                        on_press=Callback::new(move |()| ask(Request::DeleteOldCopy { id: delete.clone() }))
                    />
                    {(old.state == OldCopyState::Unmarked)
                        .then(|| {
                            view! {
                                <LinkButton
                                    id=ids::OLD_COPY_FORGET
                                    label=texts.old_copy_forget
                                    disabled=busy
                                    on_press=Callback::new(move |()| {
                                        ask(Request::ForgetOldCopy { id: forget.clone() });
                                    })
                                />
                            }
                        })}
                </Panel>
            }
        })
    })
}

/// There is no backup: not yet, or no longer.
#[component]
fn Off(
    /// Whether it was turned off just now.
    leaving: RwSignal<TurnOffState>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    view! {
        <Screen
            name="settings-backup"
            disc=Topic::Backup
            heading=texts.backup_heading
            sentence=texts.off_sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <BackupLine />
            <LeavingNote leaving=leaving />
            <OldCopyNote />
            <Actions>
                <Primary
                    id="settings-turn-on"
                    label=texts.turn_on
                    on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
                />
            </Actions>
        </Screen>
    }
}

/// Where it is, its state, and what can be done.
#[component]
fn On(
    /// The service as the view has it.
    service: Service,
    /// Whether it is being turned off.
    leaving: RwSignal<TurnOffState>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let language = session.language();
    let backup = session.backup();
    let busy = RwSignal::new(false);
    let result = RwSignal::new(None::<Result<(), Problem>>);
    let asking = RwSignal::new(false);
    let kind = service.kind;
    let last = move || {
        let status = backup.get();
        if let BackupStatus::Saved { at_ms, .. } = status {
            return format!("{} ({})", session.ago(at_ms), session.date(at_ms));
        }
        super::home::line(session, &status, service_name(kind, session.texts()))
    };
    let proved_ms = service.proved_ms;
    let proved = move || match (backup.get(), proved_ms) {
        (BackupStatus::Saved { .. } | BackupStatus::Saving, Some(at)) => session.date(at),
        (BackupStatus::Saved { .. } | BackupStatus::Saving, None) => texts.proved_never.to_owned(),
        // It was, once; what is there now is not known to be.
        (
            BackupStatus::Off
            | BackupStatus::Checking
            | BackupStatus::Waiting { .. }
            | BackupStatus::Paused { .. }
            | BackupStatus::Fenced { .. },
            _,
        ) => texts.unknown.to_owned(),
    };
    let size = service.size.map_or(texts.unknown.to_owned(), |size| intl::bytes(size, language));
    let room = service.room.map(|room| intl::bytes(room, language));
    let link = service.link.map(|link| {
        let text = texts.open_place(service_name(kind, session.texts()));
        view! {
            <p>
                <a id=ids::BACKUP_LINK class="link" href=link target="_blank" rel="noopener noreferrer">
                    {text}
                </a>
            </p>
        }
    });
    let now = Callback::new(move |()| {
        busy.set(true);
        result.set(None);
        session.ask(Request::BackUpNow, move |answer| {
            let _ = busy.try_set(false);
            let _ = result.try_set(Some(answer.map(|_| ())));
        });
    });
    let problem = Signal::derive(move || result.get().and_then(Result::err));
    view! {
        <Screen
            name="settings-backup"
            disc=Topic::Backup
            heading=texts.backup_heading
            sentence=texts.backup_sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <BackupLine />
            <FolderNewsNote />
            <ForeignTriesNote />
            <dl class="facts">
                <Fact
                    id=ids::BACKUP_SERVICE
                    name=texts.service
                    value=service_name(kind, session.texts())
                />
                <Fact id=ids::BACKUP_ACCOUNT name=texts.account value=service.account />
                <Fact id=ids::BACKUP_PLACE name=texts.place value=service.place.join(" › ") />
                <Fact name=texts.file value=service.file />
                <Fact id=ids::BACKUP_LAST name=texts.last value=last />
                <Fact id=ids::BACKUP_PROVED name=texts.proved value=proved />
                <Fact id=ids::BACKUP_SIZE name=texts.size value=size />
                {room.map(|room| view! { <Fact id=ids::BACKUP_ROOM name=texts.room value=room /> })}
            </dl>
            {link}
            <When when=move || result.get() == Some(Ok(()))>
                <p id=ids::BACKUP_RESULT class="notice notice-good" role="status">
                    {texts.now_done}
                </p>
            </When>
            <ProblemNote id=ids::BACKUP_RESULT problem=problem />
            <LeavingNote leaving=leaving />
            <OldCopyNote />
            <SecondCopySection />
            <GuardSection />
            <ul class="rows">
                <Row
                    id=ids::CHANGE_PIN
                    symbol=Symbol::Key
                    title=texts.change_pin
                    on_press=Callback::new(move |()| session.go(Route::ChangePin(String::new())))
                />
                <Row
                    id="settings-reconnect"
                    symbol=Symbol::Lock
                    title=texts.reconnect
                    on_press=Callback::new(move |()| session.go(Route::Reconnect))
                />
                <Row
                    id=ids::DISCONNECT
                    symbol=Symbol::Cross
                    title=texts.disconnect
                    on_press=Callback::new(move |()| {
                        if leaving.get_untracked() != TurnOffState::UnderWay {
                            asking.set(true);
                        }
                    })
                />
            </ul>
            <Actions>
                <Primary
                    id=ids::BACK_UP_NOW
                    busy=Signal::derive(move || busy.get() || leaving.get() == TurnOffState::UnderWay)
                    label=move || if busy.get() { texts.now_working } else { texts.now }
                    on_press=now
                />
            </Actions>
        </Screen>
        <When when=move || asking.get()>
            <Disconnect asking=asking leaving=leaving />
        </When>
    }
}

/// The sheet that turns the backup off, with or without its copy.
#[component]
fn Disconnect(
    /// Whether the sheet is open.
    asking: RwSignal<bool>,
    /// How far turning the backup off has come.
    leaving: RwSignal<TurnOffState>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let second = session.slice(|view| view.second.is_some());
    let disconnect = move |delete_copy: bool| {
        asking.set(false);
        leaving.set(TurnOffState::UnderWay);
        session.ask(Request::Disconnect { delete_copy }, move |answer| {
            let _ = leaving.try_set(match answer {
                Ok(Answer::Disconnected { copy }) => {
                    TurnOffState::Done { deleted: copy == LeftCopy::Deleted }
                }
                Ok(_) => TurnOffState::Not,
                Err(why) => TurnOffState::Refused(why),
            });
        });
    };
    let close = Callback::new(move |()| asking.set(false));
    view! {
        <Sheet id=ids::DISCONNECT_SHEET labelled_by="disconnect-heading" on_close=close>
            <h2 id="disconnect-heading" class="sheet-heading">
                {texts.disconnect_heading}
            </h2>
            <p class="sentence">{texts.disconnect_sentence}</p>
            <When when=move || second.get() == Some(true)>
                <p class="sentence">{texts.disconnect_second}</p>
            </When>
            <div class="actions">
                <Secondary
                    id=ids::DISCONNECT_KEEP
                    label=texts.keep
                    on_press=Callback::new(move |()| disconnect(false))
                />
                <p class="hint">{texts.keep_note}</p>
                <Secondary
                    id=ids::DISCONNECT_DELETE
                    label=texts.delete
                    on_press=Callback::new(move |()| disconnect(true))
                />
                <LinkButton id=ids::DISCONNECT_CANCEL label=session.texts().common.cancel on_press=close />
            </div>
        </Sheet>
    }
}
