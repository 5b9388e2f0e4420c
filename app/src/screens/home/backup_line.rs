//! The line that always tells the state of the backup: only what the storage acknowledged, ticking.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Problem, View};

use super::ended_sign_in;
use crate::{
    alarm::BackupHealth,
    components::{Icon, Symbol, session},
    ids,
    place::Place,
    route::Route,
    screens::service_name,
    state::Session,
    text::args,
};

/// One line; a tap leads to what can be done.
#[component]
pub fn BackupLine() -> impl IntoView {
    let session = session();
    let backup = session.backup();
    let phase = session.phase();
    let service = session.slice(|view| view.service.as_ref().map(|service| service.kind));
    let service =
        move || service.get().flatten().map_or("", |kind| service_name(kind, session.texts())).to_owned();
    let symbol = Signal::derive(move || match backup.get() {
        BackupStatus::Saved { .. } => Symbol::Check,
        BackupStatus::Checking | BackupStatus::Saving => Symbol::Cloud,
        BackupStatus::Waiting { .. } => Symbol::Clock,
        BackupStatus::Off | BackupStatus::Paused { .. } | BackupStatus::Fenced { .. } => Symbol::Alert,
    });
    let class = move || match backup.get() {
        BackupStatus::Saved { .. } => "backup-line is-good",
        BackupStatus::Checking | BackupStatus::Saving => "backup-line",
        BackupStatus::Off | BackupStatus::Waiting { .. } => "backup-line is-warning",
        BackupStatus::Paused { .. } | BackupStatus::Fenced { .. } => "backup-line is-bad",
    };
    let has_backup = session.slice(View::has_backup);
    let ended = ended_sign_in(session);
    let health = session.slice(BackupHealth::of);
    let home = Place::Route(Route::Home);
    // What the banner above says, which passing troubles do not bring.
    let is_told = Memo::new(move |_| {
        let alarm = health.get().and_then(|health| health.alarm(None, session.now.get()));
        alarm.is_some_and(|alarm| alarm.is_of_backup() && alarm.is_said_at(&home, &phase.get()))
    });
    view! {
        <button
            id=ids::BACKUP_LINE
            class=class
            type="button"
            on:click=move |_| {
                session
                    .go(
                        match backup.get_untracked() {
                            BackupStatus::Off => Route::Backup(String::new()),
                            _ if ended.get_untracked().is_some() => Route::Reconnect,
                            BackupStatus::Waiting { .. } | BackupStatus::Paused { .. } => Route::Problem,
                            BackupStatus::Checking
                            | BackupStatus::Saving
                            | BackupStatus::Saved { .. }
                            | BackupStatus::Fenced { .. } => Route::SettingsBackup,
                        },
                    )
            }
        >
            <Icon symbol=symbol />
            <span>
                {move || {
                    if has_backup.get() == Some(false) {
                        return session.texts().backup.off.to_owned();
                    }
                    backup
                        .with(|backup| {
                            beneath_alarm(session, backup)
                                .filter(|_| is_told.get())
                                .unwrap_or_else(|| line(session, backup, &service()))
                        })
                }}
            </span>
        </button>
    }
}

/// The text where a banner on the same page names the problem.
fn beneath_alarm(session: Session, backup: &BackupStatus) -> Option<String> {
    let texts = session.texts();
    let text = match backup {
        BackupStatus::Waiting { problem: Problem::OldPhraseFile, .. }
        | BackupStatus::Paused { problem: Problem::OldPhraseFile } => texts.backup.all_else_saved,
        BackupStatus::Paused { problem: Problem::SignedOut } => return None,
        BackupStatus::Paused { .. } => texts.backup.stopped,
        BackupStatus::Off
        | BackupStatus::Checking
        | BackupStatus::Saving
        | BackupStatus::Saved { .. }
        | BackupStatus::Waiting { .. }
        | BackupStatus::Fenced { .. } => return None,
    };
    Some(text.to_owned())
}

/// The text about the backup.
pub fn line(session: Session, backup: &BackupStatus, service: &str) -> String {
    let texts = session.texts();
    match backup {
        BackupStatus::Off => texts.backup.off.to_owned(),
        BackupStatus::Checking => texts.backup.checking.to_owned(),
        BackupStatus::Saving => texts.backup.saving.to_owned(),
        BackupStatus::Saved { at_ms, .. } => {
            texts.backup.saved(args::BackupSaved { service, ago: &session.ago(*at_ms) })
        }
        BackupStatus::Waiting { problem: Problem::SignedOut, .. }
        | BackupStatus::Paused { problem: Problem::SignedOut } => texts.backup.paused.to_owned(),
        // Everything else is saved.
        BackupStatus::Waiting { problem: problem @ Problem::OldPhraseFile, .. }
        | BackupStatus::Paused { problem: problem @ Problem::OldPhraseFile } => {
            texts.backup.alarm(session.explain(problem).title)
        }
        BackupStatus::Waiting { .. } => texts.backup.waiting.to_owned(),
        BackupStatus::Paused { problem } => texts.backup.paused_other(session.explain(problem).title),
        BackupStatus::Fenced { by: None } => texts.backup.fenced_unknown.to_owned(),
        BackupStatus::Fenced { by: Some(by) } => texts.backup.fenced(&by.device),
    }
}
