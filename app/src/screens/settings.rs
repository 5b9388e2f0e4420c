//! Settings.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Request};

use super::home::BackupLine;
use crate::{
    components::{Row, Screen, Symbol, session},
    ids,
    route::Route,
};

/// The list.
#[component]
pub fn Settings() -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let off = session.slice(|view| view.backup == BackupStatus::Off);
    let has_pin = session.slice(|view| view.lockable);
    view! {
        <Screen
            name="settings"
            heading=texts.heading
            back=Callback::new(move |()| session.go(Route::Home))
        >
            <BackupLine />
            <ul class="rows">
                <Row
                    id=ids::SETTINGS_BACKUP
                    symbol=Symbol::Cloud
                    title=texts.backup
                    badge=Signal::derive(move || off.get() == Some(true))
                    on_press=Callback::new(move |()| session.go(Route::SettingsBackup))
                />
                <Row
                    id=ids::SETTINGS_CHANNELS
                    symbol=Symbol::Lightning
                    title=texts.channels
                    on_press=Callback::new(move |()| session.go(Route::Channels))
                />
                <Row
                    id=ids::SETTINGS_SECURITY
                    symbol=Symbol::Shield
                    title=session.texts().security.row
                    on_press=Callback::new(move |()| session.go(Route::Security))
                />
                <Show when=move || has_pin.get() == Some(true)>
                    <Row
                        id=ids::SETTINGS_LOCK
                        symbol=Symbol::Lock
                        title=texts.lock
                        hint=texts.lock_hint
                        on_press=Callback::new(move |()| {
                            session.replace(Route::Home);
                            session.ask(Request::Lock, |_| {});
                        })
                    />
                </Show>
                <Row
                    id=ids::SETTINGS_ABOUT
                    symbol=Symbol::Info
                    title=texts.about
                    on_press=Callback::new(move |()| session.go(Route::About))
                />
            </ul>
        </Screen>
    }
}
