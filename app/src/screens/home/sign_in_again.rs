//! The service ended the sign-in: one tap on home leads to its page.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Phase, Problem, ReadOnly, ServiceKind, SignInPurpose, View};

use crate::{
    components::{LinkButton, live, session},
    ids,
    route::Route,
    screens::service_name,
    state::{Session, sign_in},
};

/// The service of the backup, where it ended a sign-in on its own page.
pub fn ended_sign_in(session: Session) -> Memo<Option<ServiceKind>> {
    let ended = session.slice(of);
    Memo::new(move |_| ended.get().flatten())
}

fn of(view: &View) -> Option<ServiceKind> {
    let is_over = matches!(
        &view.backup,
        BackupStatus::Paused { problem: Problem::SignedOut }
            | BackupStatus::Waiting { problem: Problem::SignedOut, .. }
    ) || matches!(
        &view.phase,
        Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::SignedOut } }
    );
    view.service.as_ref().map(|service| service.kind).filter(|kind| is_over && kind.signs_in_elsewhere())
}

/// The button for signing in again, which is what it takes to pay.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let ended = ended_sign_in(session);
    live(move || {
        let kind = ended.get()?;
        // A failure leads to the screen that explains it.
        let go = Callback::new(move |()| {
            let failed = move |_| session.go(Route::Reconnect);
            sign_in::go(session, kind, None, SignInPurpose::Reconnect, failed);
        });
        Some(view! {
            // The alarm is spoken on every page, and says this.
            <div class="banner banner-warning">
                <span>{texts.home.signed_out(service_name(kind, texts))}</span>
                <LinkButton id=ids::SIGN_IN_AGAIN label=texts.trouble.reconnect on_press=go />
            </div>
        })
    })
}
