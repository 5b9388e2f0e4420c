//! R2: the backups that the account holds, or that it was read and holds none.

use leptos::prelude::*;
use lifeboat_messages::{DriveChoice, FoundBackup, FoundState};

use super::super::service_name;
use crate::{
    components::{Actions, Disc, Icon, Panel, Primary, Screen, Symbol, session},
    ids,
    text::fill,
};

/// The list.
#[component]
pub fn Found(
    /// Where it was looked.
    drive: Option<DriveChoice>,
    /// What is there.
    backups: Vec<FoundBackup>,
    /// This one.
    on_pick: Callback<FoundBackup>,
    /// Another service; also Back.
    on_other: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let service = drive.map_or("", |drive| service_name(drive.service(), session.texts()));
    let with_service = |text| fill(text, &[("service", service)]);
    if backups.is_empty() {
        return view! {
            <Screen
                name="restore-found"
                disc=Disc::Backup
                heading=texts.nothing_heading
                sentence=with_service(texts.nothing_sentence)
                back=on_other
            >
                <Panel id=ids::FOUND_NOTHING title=texts.nothing_try>
                    <ul class="bulleted">
                        <li>{texts.nothing_account}</li>
                        <li>{texts.nothing_service}</li>
                    </ul>
                </Panel>
                <Actions>
                    <Primary id=ids::FOUND_OTHER_SERVICE label=texts.other on_press=on_other />
                </Actions>
            </Screen>
        }
        .into_any();
    }
    view! {
        <Screen
            name="restore-found"
            disc=Disc::Backup
            heading=texts.found_heading
            sentence=with_service(texts.found_sentence)
            back=on_other
        >
            <ul id=ids::FOUND_LIST class="rows">
                {backups
                    .into_iter()
                    .map(|backup| view! { <FoundRow backup=backup on_pick=on_pick /> })
                    .collect_view()}
            </ul>
        </Screen>
    }
    .into_any()
}

/// One backup; a button only when it can be restored.
#[component]
fn FoundRow(
    /// Which.
    backup: FoundBackup,
    /// This one.
    on_pick: Callback<FoundBackup>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let (state, why) = match &backup.state {
        FoundState::Complete => ("complete", None),
        FoundState::NoChannelState => ("noChannelState", Some(texts.no_channel_state.to_owned())),
        FoundState::Unusable { problem } => {
            let explained = session.texts().explain(problem);
            ("unusable", Some(format!("{}. {}", explained.title, session.fix(problem))))
        }
    };
    let time = match backup.modified_ms {
        Some(at) => fill(texts.changed, &[("time", &session.date(at))]),
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
