//! B1: the backup prompt, a sheet over home, and the quiet reminder after "Later".

use leptos::prelude::*;
use lifeboat_messages::Request;

use crate::{
    components::{Icon, LinkButton, Primary, Sheet, Symbol, session},
    ids,
    route::Route,
    state::installing,
};

/// The sheet that asks for a backup.
#[component]
pub fn Prompt() -> impl IntoView {
    let session = session();
    let texts = &session.texts().prompt;
    let funds = session.slice(|view| view.balance.lightning_msat > 0 || view.balance.onchain_sat > 0);
    let later = Callback::new(move |()| session.ask(Request::Later, |_| {}));
    view! {
        <Sheet id=ids::PROMPT_SHEET labelled_by="prompt-heading" on_close=later>
            <div class="disc disc-backup">
                <Icon symbol=Symbol::Cloud />
            </div>
            <h2 id="prompt-heading" class="sheet-heading">
                {texts.heading}
            </h2>
            <p class="sentence">
                {move || if funds.get() == Some(true) { texts.received } else { texts.sentence }}
            </p>
            <div class="actions">
                <Primary
                    id=ids::PROMPT_BACK_UP
                    label=texts.back_up
                    on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
                />
                <LinkButton id=ids::PROMPT_LATER label=texts.later on_press=later />
            </div>
        </Sheet>
    }
}

/// One line on home.
#[component]
pub fn Reminder() -> impl IntoView {
    let session = session();
    let texts = &session.texts().prompt;
    view! {
        <aside id=ids::REMINDER class="banner">
            <span>{if installing::forgets(session) { texts.reminder_safari } else { texts.reminder }}</span>
            <LinkButton
                id=ids::REMINDER_BACK_UP
                label=texts.back_up
                on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
            />
        </aside>
    }
}
