//! R2: the backups that the account holds, or that it was read and holds none.

use leptos::prelude::*;
use lifeboat_messages::{DriveChoice, FoundBackup, FoundState};

use super::super::service_name;
use crate::{
    components::{Actions, Icon, LinkButton, Panel, Primary, Screen, Symbol, Topic, session},
    copies::{CopyAge, standing},
    ids,
    state::{Session, seen},
    text::args,
};

/// Where the backups were looked for.
#[derive(Clone)]
pub enum Source {
    /// The backups are in a service.
    Drive(DriveChoice),
    /// The backup was found in files that the user picked.
    Files,
}

/// The list.
#[component]
pub fn Found(
    /// Where the backups were looked for.
    source: Option<Source>,
    /// The backups that were found.
    backups: Vec<FoundBackup>,
    /// Names of picked files that are no part of a backup.
    left_out: Vec<String>,
    /// Takes the backup that was picked.
    on_pick: Callback<FoundBackup>,
    /// Another service, or other files; also Back.
    on_other: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let from_files = matches!(source, Some(Source::Files));
    let kind = match source {
        Some(Source::Drive(drive)) => Some(drive.service()),
        Some(Source::Files) | None => None,
    };
    let service = kind.map_or("", |kind| service_name(kind, session.texts()));
    let left_out = view! { <LeftOut names=left_out /> };
    if backups.is_empty() {
        let (heading, sentence, tries, other) = match from_files {
            true => (
                texts.files_nothing_heading,
                texts.files_nothing_sentence.to_owned(),
                vec![texts.files_nothing_folder, texts.files_nothing_whole],
                texts.files_other,
            ),
            false => (
                texts.nothing_heading,
                texts.nothing_sentence(service),
                vec![texts.nothing_account, texts.nothing_service, texts.nothing_moved],
                texts.other,
            ),
        };
        return view! {
            <Screen
                name="restore-found"
                disc=Topic::Backup
                heading=heading
                sentence=sentence
                back=on_other
            >
                <Panel id=ids::FOUND_NOTHING title=texts.nothing_try>
                    <ul class="bulleted">
                        {tries.into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}
                    </ul>
                </Panel>
                {left_out}
                <Actions>
                    <Primary id=ids::FOUND_OTHER_SERVICE label=other on_press=on_other />
                </Actions>
            </Screen>
        }
        .into_any();
    }
    let seen = seen::load();
    let none_read = backups.iter().all(|backup| matches!(backup.state, FoundState::Unread { .. }));
    let (heading, sentence) = match (none_read, from_files) {
        (true, _) => (texts.unread_heading, texts.unread_sentence(session.count(backups.len()))),
        (false, true) => (texts.found_heading, texts.files_found_sentence.to_owned()),
        (false, false) => (texts.found_heading, texts.found_sentence(service)),
    };
    view! {
        <Screen
            name="restore-found"
            disc=Topic::Backup
            heading=heading
            sentence=sentence
            back=on_other
        >
            <ul id=ids::FOUND_LIST class="rows">
                {backups
                    .into_iter()
                    .map(|backup| {
                        let standing = kind.map_or(CopyAge::Alone, |kind| standing(&seen, kind, &backup));
                        view! { <FoundRow backup=backup standing=standing on_pick=on_pick /> }
                    })
                    .collect_view()}
            </ul>
            {left_out}
            <Actions>
                <LinkButton
                    id=ids::FOUND_OTHER_SERVICE
                    label=if from_files { texts.files_other } else { texts.other_too }
                    on_press=on_other
                />
            </Actions>
        </Screen>
    }
    .into_any()
}

/// Picked files that are no part of a backup: up to three names, so that a damaged or foreign file does not go
/// unnoticed.
#[component]
fn LeftOut(
    /// The names of the files.
    names: Vec<String>,
) -> impl IntoView {
    const SHOWN: usize = 3;
    let session = session();
    let texts = &session.texts().restore;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    let files = match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => texts
            .files_left_out_more(args::RestoreFilesLeftOutMore { files: &shown, count: session.count(more) }),
    };
    let any = !names.is_empty();
    any.then(|| {
        view! {
            <p id=ids::FOUND_LEFT_OUT class="hint">
                {texts.files_left_out(&files)}
            </p>
        }
    })
}

/// One backup; a button only when it can be restored.
#[component]
fn FoundRow(
    /// The backup that the row is for.
    backup: FoundBackup,
    /// Which copy is newer.
    standing: CopyAge,
    /// Takes the backup that was picked.
    on_pick: Callback<FoundBackup>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let (compared, compared_text, bad) = compare(standing, session);
    let (state, why) = match &backup.state {
        FoundState::Complete => ("complete", None),
        FoundState::NoChannelState => ("noChannelState", Some(texts.no_channel_state.to_owned())),
        FoundState::Unusable { problem } => {
            let explained = session.explain(problem);
            ("unusable", Some(format!("{}. {}", explained.title, explained.fix)))
        }
        FoundState::Unread { problem } => ("unread", Some(texts.unread(session.explain(problem).title))),
    };
    let time = match backup.modified_ms {
        Some(at) => texts.changed(&session.date(at)),
        None => texts.unknown_time.to_owned(),
    };
    let place = backup.place.join(" › ");
    let usable = why.is_none();
    let name = backup.name.clone();
    let inner = view! {
        <span class="row-icon"><Icon symbol=Symbol::Wallet /></span>
        <span class="row-text">
            <span class="row-title">{name.clone()}</span>
            <span class="row-hint">{time}</span>
            <span class="row-hint">{place}</span>
            {why.map(|why| view! { <span class="row-hint is-bad">{why}</span> })}
            {backup.second_copy.then(|| view! { <span class="row-hint is-bad">{texts.second_copy}</span> })}
            {compared_text
                .map(|text| view! { <span class="row-hint" class:is-bad=bad>{text}</span> })}
            {backup.ended.then(|| view! { <span class="row-hint is-bad">{texts.ended}</span> })}
        </span>
    };
    let row = if usable {
        view! {
            <button
                class=format!("row {}", ids::FOUND_ROW)
                type="button"
                data-name=name
                data-state=state
                data-compared=compared
                on:click=move |_| on_pick.run(backup.clone())
            >
                {inner}
                <Icon symbol=Symbol::Forward />
            </button>
        }
        .into_any()
    } else {
        view! {
            <div class=format!("row {}", ids::FOUND_ROW) data-name=name data-state=state>
                {inner}
            </div>
        }
        .into_any()
    };
    view! { <li>{row}</li> }
}

/// A copy beside the others that were seen: for machines, in words, and whether it is a warning.
fn compare(standing: CopyAge, session: Session) -> (&'static str, Option<String>, bool) {
    let texts = &session.texts().restore;
    let name = |kind| service_name(kind, session.texts());
    match standing {
        CopyAge::Alone => ("alone", None, false),
        CopyAge::Newer(kind) => ("newer", Some(texts.newer(name(kind))), false),
        CopyAge::Same(kind) => ("same", Some(texts.as_new(name(kind))), false),
        CopyAge::Older(kind, by) => {
            let said = texts.older(args::RestoreOlder { service: name(kind), count: session.count(by) });
            ("older", Some(said), true)
        }
    }
}
