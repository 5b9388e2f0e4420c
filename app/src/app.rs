//! The page: its address, the session, and which screen is shown.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Link, Phase, ReadOnly, View};

use crate::{
    ids,
    place::{Place, ScreenState},
    route::Route,
    screens,
    state::{self, Session},
    text::{self, Language, Texts},
};

/// Mounts the page as soon as its texts are here.
pub fn start() {
    state::spawn(async {
        let Some((language, texts)) = state::language_of_page().await else {
            splash_failed();
            return;
        };
        std::panic::set_hook(Box::new(|info| {
            state::updates::tell_failed();
            crash(&info.to_string(), &texts.start);
        }));
        leptos::mount::mount_to_body(move || view! { <Shell spoken=(language, texts) /> });
        // The static first screen of index.html.
        if let Some(splash) = document().get_element_by_id("splash") {
            splash.remove();
        }
    });
}

/// Without texts there is no page: the first screen of index.html says that it could not start.
fn splash_failed() {
    if let Some(failed) = document().get_element_by_id("splash-failed") {
        let _ = failed.remove_attribute("hidden");
    }
}

/// After a panic the wasm is dead, and what it showed would go stale: say so instead.
fn crash(detail: &str, texts: &text::Start) {
    web_sys::console::error_1(&detail.into());
    let Some(body) = document().body() else { return };
    body.set_text_content(None);
    let append = |parent: &web_sys::Element, tag: &str, text: &str| -> Option<web_sys::Element> {
        let element = document().create_element(tag).ok()?;
        element.set_text_content(Some(text));
        parent.append_child(&element).ok()?;
        Some(element)
    };
    let Some(main) = append(&body, "main", "") else { return };
    main.set_class_name("screen");
    append(&main, "h1", texts.crashed_heading);
    append(&main, "p", texts.crashed);
    if let Some(link) = append(&main, "a", texts.reload) {
        link.set_class_name("primary");
        let _ = link.set_attribute("href", "/");
    }
}

/// The language and its texts.
type LanguageTexts = (Language, &'static Texts);

/// What is shown now. `before`: what was shown until now.
fn place(session: Session, before: Option<&Place>) -> Place {
    let route = session.route.get().flow();
    #[cfg(feature = "gallery")]
    if let Route::Gallery(_) = route {
        return Place::Route(route);
    }
    let standing = ScreenState {
        broken: session.broken.with(Option::is_some),
        taking_over: session.taking_over.get(),
        look: session.look.get(),
        is_fresh: session.is_fresh(),
        not_taken: session.not_taken.get(),
    };
    // Followed, because these move the user; whatever else changes in the wallet does not.
    let _ = (session.phase().get(), session.nameless().get());
    let with = |view: Option<&View>| standing.place(&route, view, before);
    session.peek(|view| with(Some(view))).unwrap_or_else(|| with(None))
}

#[component]
fn Shell(
    /// The language.
    spoken: LanguageTexts,
) -> impl IntoView {
    let address = state::AddressBar::follow();
    let route = Memo::new(move |_| address.path().with(|path| Route::parse(path)));
    let go = move |path: &str, replace: bool| address.go(path, replace);
    #[cfg(feature = "gallery")]
    let session = state::spawn_session(spoken, route, go, crate::gallery::open);
    #[cfg(not(feature = "gallery"))]
    let session = state::spawn_session(spoken, route, go, state::open_worker);
    provide_context(session);

    let place = Memo::new(move |before: Option<&Place>| place(session, before));
    let phase = session.phase();
    let backup = session.backup();
    let link = session.slice(|view| view.link);
    view! {
        <div
            id=ids::ROOT
            data-phase=move || phase_name(&phase.get())
            data-why=move || why_name(&phase.get())
            data-backup=move || backup_name(&backup.get())
            data-position=move || saved(&backup.get()).map(|(_, position)| position.to_string())
            data-saved-ms=move || saved(&backup.get()).map(|(at, _)| at.to_string())
            data-link=move || link_name(link.get())
            data-screen=move || session.screen.get()
        >
            <screens::AlarmBanner place=place />
            {move || match place.get() {
                Place::Broken => view! { <screens::Broken /> }.into_any(),
                Place::Starting => view! { <screens::Starting /> }.into_any(),
                Place::Closing => view! { <screens::Closing /> }.into_any(),
                Place::RealMoney => view! { <screens::RealMoney /> }.into_any(),
                Place::Welcome => view! { <screens::Welcome /> }.into_any(),
                Place::Locked => view! { <screens::Lock /> }.into_any(),
                Place::Elsewhere => view! { <screens::Elsewhere /> }.into_any(),
                Place::Route(route) => screen(route),
            }}
            <p id=ids::ANNOUNCE class="visually-hidden" role="status" aria-live="polite">
                {move || session.announce.get()}
            </p>
        </div>
    }
}

/// The screen of a route.
fn screen(route: Route) -> AnyView {
    match route {
        Route::Home => view! { <screens::Home /> }.into_any(),
        Route::Create(_) => view! { <screens::Create /> }.into_any(),
        Route::Backup(_) => view! { <screens::Backup /> }.into_any(),
        Route::Receive(_) => view! { <screens::Receive /> }.into_any(),
        Route::Send(_) => view! { <screens::Send /> }.into_any(),
        Route::Activity => view! { <screens::Activity /> }.into_any(),
        Route::Bump(id) => view! { <screens::Bump id=id /> }.into_any(),
        Route::Payment(id) => view! { <screens::Payment id=id /> }.into_any(),
        Route::Channels => view! { <screens::Channels /> }.into_any(),
        Route::Channel(id) => view! { <screens::Channel id=id /> }.into_any(),
        Route::Restore(_) => view! { <screens::Restore /> }.into_any(),
        Route::Problem => view! { <screens::ProblemScreen /> }.into_any(),
        Route::Settings => view! { <screens::Settings /> }.into_any(),
        Route::SettingsBackup => view! { <screens::SettingsBackup /> }.into_any(),
        Route::Another(_) => view! { <screens::AddSecond /> }.into_any(),
        Route::Security => view! { <screens::Security /> }.into_any(),
        Route::Words => view! { <screens::Words /> }.into_any(),
        Route::ChangePin(_) => view! { <screens::ChangePin /> }.into_any(),
        Route::Practice => view! { <screens::Practice /> }.into_any(),
        Route::Rename => view! { <screens::Rename /> }.into_any(),
        Route::Delete => view! { <screens::Delete /> }.into_any(),
        Route::Reconnect => view! { <screens::Reconnect second=false /> }.into_any(),
        Route::ReconnectSecond => view! { <screens::Reconnect second=true /> }.into_any(),
        Route::Install => view! { <screens::Install /> }.into_any(),
        Route::About => view! { <screens::About /> }.into_any(),
        #[cfg(feature = "gallery")]
        Route::Gallery(name) => crate::gallery::screen(name),
    }
}

fn phase_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::Starting => "starting",
        Phase::Empty => "empty",
        Phase::Locked => "locked",
        Phase::Closing => "closing",
        Phase::Checking => "checking",
        Phase::Ready => "ready",
        Phase::ReadOnly { .. } => "readOnly",
    }
}

fn why_name(phase: &Phase) -> &'static str {
    match phase {
        Phase::ReadOnly { why } => match why {
            ReadOnly::Elsewhere { .. } => "elsewhere",
            ReadOnly::OtherTab => "otherTab",
            ReadOnly::Unconfirmed { .. } => "unconfirmed",
            ReadOnly::Unsafe { .. } => "unsafe",
        },
        Phase::Starting | Phase::Empty | Phase::Locked | Phase::Closing | Phase::Checking | Phase::Ready => {
            ""
        }
    }
}

fn backup_name(backup: &BackupStatus) -> &'static str {
    match backup {
        BackupStatus::Off => "off",
        BackupStatus::Checking => "checking",
        BackupStatus::Saving => "saving",
        BackupStatus::Saved { .. } => "saved",
        BackupStatus::Waiting { .. } => "waiting",
        BackupStatus::Paused { .. } => "paused",
        BackupStatus::Fenced { .. } => "fenced",
    }
}

fn saved(backup: &BackupStatus) -> Option<(u64, u64)> {
    if let BackupStatus::Saved { at_ms, position } = backup { Some((*at_ms, *position)) } else { None }
}

fn link_name(link: Option<Link>) -> &'static str {
    match link {
        None | Some(Link::Off) => "off",
        Some(Link::Connecting) => "connecting",
        Some(Link::Up) => "up",
    }
}
