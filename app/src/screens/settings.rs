//! Settings.

use leptos::prelude::*;
use lifeboat_messages::{Practice, Request};

use super::home::BackupLine;
use crate::{
    components::{Row, Screen, Symbol, When, session},
    ids,
    route::Route,
    state::intl,
    text::Language,
};

/// Where the choice of a language is kept; `boot.js` reads it before anything else is there.
const LANGUAGE: &str = "language";

/// The list.
#[component]
pub fn Settings() -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let off = session.slice(|view| !view.has_backup());
    let has_pin = session.slice(|view| view.lockable);
    let change = Callback::new(move |()| session.go(Route::ChangePin(String::new())));
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
                <Row
                    id=ids::SETTINGS_WORDS
                    symbol=Symbol::Key
                    title=session.texts().words.row
                    hint=session.texts().words.row_hint
                    on_press=Callback::new(move |()| session.go(Route::Words))
                />
                {move || match has_pin.get() {
                    Some(true) => {
                        view! {
                            <Row
                                id=ids::SETTINGS_PIN
                                symbol=Symbol::Lock
                                title=texts.change_pin
                                on_press=change
                            />
                        }
                            .into_any()
                    }
                    _ => {
                        view! {
                            <Row
                                id=ids::SETTINGS_PIN
                                symbol=Symbol::Lock
                                title=texts.set_pin
                                hint=texts.set_pin_hint
                                on_press=change
                            />
                        }
                            .into_any()
                    }
                }}
                <When when=move || has_pin.get() == Some(true)>
                    <Row
                        id=ids::SETTINGS_PRACTICE
                        symbol=Symbol::Lock
                        title=session.texts().practice.row
                        hint=session.texts().practice.row_hint
                        on_press=Callback::new(move |()| session.go(Route::Practice))
                    />
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
                </When>
                <Row
                    id=ids::SETTINGS_NAME
                    symbol=Symbol::Wallet
                    title=session.texts().name.rename
                    on_press=Callback::new(move |()| session.go(Route::Rename))
                />
                <When when=move || session.installed.get() != Some(true)>
                    <Row
                        id=ids::SETTINGS_INSTALL
                        symbol=Symbol::Devices
                        title=session.texts().install.heading
                        on_press=Callback::new(move |()| session.go(Route::Install))
                    />
                </When>
                <Row
                    id=ids::SETTINGS_ABOUT
                    symbol=Symbol::Info
                    title=texts.about
                    on_press=Callback::new(move |()| session.go(Route::About))
                />
                <Row
                    id=ids::SETTINGS_DELETE
                    symbol=Symbol::Cross
                    title=session.texts().delete.row
                    on_press=Callback::new(move |()| session.go(Route::Delete))
                />
            </ul>
            <When when=move || has_pin.get() == Some(true)>
                <LockAfter />
                <AskToPractise />
            </When>
            <ChooseLanguage />
        </Screen>
    }
}

/// After how many minutes without use it locks itself.
#[component]
fn LockAfter() -> impl IntoView {
    let session = session();
    let texts = &session.texts().settings;
    let now = session.slice(|view| view.auto_lock_min);
    let choose = move |event| {
        let minutes = event_target_value(&event).parse().ok();
        session.ask(Request::AutoLock { minutes }, |_| {});
    };
    let option = move |minutes: Option<u32>| {
        let (value, label) = match minutes {
            Some(minutes) => (minutes.to_string(), texts.lock_minutes(session.count(minutes))),
            None => (String::new(), texts.lock_never.to_owned()),
        };
        view! {
            <option value=value selected=move || now.get().flatten() == minutes>
                {label}
            </option>
        }
    };
    view! {
        <label class="inline-select" for=ids::LOCK_AFTER>
            {texts.lock_after}
            <select id=ids::LOCK_AFTER on:change=choose>
                {[Some(1), Some(5), Some(15), Some(60), None].map(option).collect_view()}
            </select>
        </label>
    }
}

/// Whether the PIN is asked for now and then.
#[component]
fn AskToPractise() -> impl IntoView {
    let session = session();
    let practice = session.slice(|view| view.practice);
    let is_on = move || practice.get() != Some(Practice::Off);
    let switch = move |_| {
        let on = practice.get_untracked() == Some(Practice::Off);
        session.ask(Request::AskToPractise { on }, |_| {});
    };
    view! {
        <label class="toggle">
            <input id=ids::PRACTICE_ON type="checkbox" prop:checked=is_on on:change=switch />
            <span>{session.texts().practice.ask}</span>
        </label>
    }
}

/// The language, each by its own name. Its texts are a separate file, so the page restarts with it.
#[component]
fn ChooseLanguage() -> impl IntoView {
    let texts = &session().texts().settings;
    let chosen = intl::stored(LANGUAGE).and_then(|tag| Language::of(&tag));
    let choose = move |event| {
        let tag = event_target_value(&event);
        intl::store(LANGUAGE, Language::of(&tag).map(Language::tag));
        let _ = window().location().reload();
    };
    let option = move |language: Option<Language>| {
        view! {
            <option
                value=language.map_or("", Language::tag)
                lang=language.map(Language::tag)
                selected=language == chosen
            >
                {language.map_or(texts.language_browser, Language::name)}
            </option>
        }
    };
    view! {
        <label class="inline-select" for=ids::SETTINGS_LANGUAGE>
            {texts.language}
            <select id=ids::SETTINGS_LANGUAGE on:change=choose>
                {std::iter::once(None).chain(Language::all().map(Some)).map(option).collect_view()}
            </select>
        </label>
    }
}
