//! H1: balance, send, receive, activity, and the state of the backup.

mod backup_line;
mod balance;
mod folder_news;
mod foreign_tries;
mod high_amount;
mod new_version;
mod practice;
mod sign_in_again;

pub use backup_line::{BackupLine, line};
use balance::BalanceView;
pub use folder_news::FolderNewsNote;
pub use foreign_tries::ForeignTriesNote;
use high_amount::HighAmount;
use new_version::NewVersion;
use practice::PracticeNote;
use sign_in_again::SignInAgain;
pub use sign_in_again::ended_sign_in;

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Phase, Problem, ReadOnly};

use super::{
    UnfitNote,
    activity::ActivityRows,
    closed::Closed,
    prompt::{Prompt, Reminder},
};
use crate::{
    components::{Icon, LinkButton, MoneyChip, Primary, Secondary, Symbol, When, live, session},
    ids,
    route::Route,
    state::{Session, durable, installing},
};

/// How many payments home shows.
const RECENT: usize = 5;

/// The wallet: balance, backup and payments.
#[component]
pub fn Home() -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    session.screen.set("home");
    document().set_title(session.texts().common.app);
    let phase = session.phase();
    let name = session.slice(|view| view.name.clone());
    let prompt = session.slice(|view| view.prompt && view.backup == BackupStatus::Off);
    // If the browser is known to delete it within a week, users who have money are told at once.
    let forgets = installing::forgets(session);
    let reminder = session.slice(move |view| {
        let wanted = view.reminder || forgets && durable::has_money(view);
        wanted && !view.prompt && view.backup == BackupStatus::Off
    });
    let activities = session.slice(|view| view.activities.iter().take(RECENT).cloned().collect::<Vec<_>>());
    let many = session.slice(|view| view.payments.all.max(view.activities.len()) > RECENT);
    let closing = session.slice(|view| view.balance.closing_sat > 0);
    let can_pay = Signal::derive(move || phase.get() == Phase::Ready);
    view! {
        <main id=ids::MAIN class="screen home">
            <header class="home-top">
                <h1 id=ids::HEADING class="home-name" tabindex="-1">
                    {move || name.get()}
                </h1>
                <MoneyChip />
                <button
                    id=ids::HOME_SETTINGS
                    class="icon-button"
                    type="button"
                    aria-label=move || {
                        if reminder.get() == Some(true) { texts.settings_badge } else { texts.settings }
                    }
                    on:click=move |_| session.go(Route::Settings)
                >
                    <Icon symbol=Symbol::Settings />
                    <When when=move || reminder.get() == Some(true)>
                        <span class="badge" aria-hidden="true"></span>
                    </When>
                </button>
            </header>
            <ReadOnlyBanner />
            <SignInAgain />
            <BalanceView />
            <BackupLine />
            <FolderNewsNote />
            <UnfitNote />
            <ForeignTriesNote />
            <PracticeNote />
            <NewVersion />
            <div class="home-actions">
                <Secondary
                    id=ids::HOME_SEND
                    label=texts.send
                    disabled=Signal::derive(move || !can_pay.get())
                    on_press=Callback::new(move |()| session.go(Route::Send(String::new())))
                />
                <Primary
                    id=ids::HOME_RECEIVE
                    label=texts.receive
                    disabled=Signal::derive(move || !can_pay.get())
                    on_press=Callback::new(move |()| session.go(Route::Receive(String::new())))
                />
            </div>
            <When when=move || reminder.get() == Some(true)>
                <Reminder />
            </When>
            <HighAmount />
            <Faults session=session />
            <When when=move || closing.get() == Some(true)>
                <Closed most=1 />
            </When>
            <section class="home-activity" aria-labelledby="home-activity-title">
                <h2 id="home-activity-title">{texts.activity}</h2>
                <ActivityRows activities=activities />
                <When when=move || many.get() == Some(true)>
                    <LinkButton
                        id=ids::HOME_ACTIVITY
                        label=texts.all_activity
                        on_press=Callback::new(move |()| session.go(Route::Activity))
                    />
                </When>
            </section>
        </main>
        <When when=move || prompt.get() == Some(true) && phase.get() == Phase::Ready>
            <Prompt />
        </When>
    }
}

/// Why the wallet only shows, with a way to the explanation.
#[component]
fn ReadOnlyBanner() -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    let phase = session.phase();
    let ended = ended_sign_in(session);
    live(move || {
        let (text, target) = match phase.get() {
            Phase::ReadOnly { why } => match why {
                ReadOnly::Elsewhere { by: None } => (texts.read_only_elsewhere_unknown.to_owned(), None),
                ReadOnly::Elsewhere { by: Some(by) } => (texts.read_only_elsewhere(&by.device), None),
                ReadOnly::OtherTab => (texts.read_only_tab.to_owned(), None),
                ReadOnly::Unconfirmed { problem: Problem::SignedOut } if ended.get().is_some() => {
                    return None;
                }
                // Nothing is being checked: the wallet cannot run yet, or waits for the user.
                ReadOnly::Unconfirmed { problem: problem @ (Problem::NoChain | Problem::SignedOut) } => {
                    (session.explain(&problem).title.to_owned(), Some(Route::Problem))
                }
                ReadOnly::Unconfirmed { .. } => {
                    (texts.read_only_unconfirmed.to_owned(), Some(Route::Problem))
                }
                ReadOnly::Unsafe { .. } => (texts.read_only_unsafe.to_owned(), Some(Route::Problem)),
            },
            Phase::Checking => (session.texts().start.checking.to_owned(), None),
            Phase::Starting | Phase::Empty | Phase::Locked | Phase::Closing | Phase::Ready => return None,
        };
        let has_details = phase.get() != Phase::Checking;
        let open = Callback::new(move |()| match target.clone() {
            Some(route) => session.go(route),
            None => session.look.set(false),
        });
        Some(view! {
            <div id=ids::READ_ONLY_BANNER class="banner banner-warning" role="status">
                <span>{text}</span>
                {has_details
                    .then(|| view! { <LinkButton id="read-only-details" label=texts.details on_press=open /> })}
            </div>
        })
    })
}

/// What does not work besides the backup.
#[component]
fn Faults(session: Session) -> impl IntoView {
    let texts = &session.texts().home;
    let fault = session.slice(|view| view.fault.clone());
    live(move || {
        fault.get().flatten().map(|fault| {
            let title = session.explain(&fault.problem).title;
            view! {
                <aside
                    id=ids::HOME_FAULT
                    class="banner banner-warning"
                    data-problem=crate::text::problem_name(&fault.problem)
                >
                    <span>{title}</span>
                    <LinkButton
                        id="fault-details"
                        label=texts.details
                        on_press=Callback::new(move |()| session.go(Route::Problem))
                    />
                </aside>
            }
        })
    })
}
