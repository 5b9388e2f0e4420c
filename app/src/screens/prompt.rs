//! B1: the backup prompt, a sheet over home, and the quiet reminder after "Later".

use leptos::prelude::*;
use lifeboat_messages::Request;

use crate::{
    checklist::total_sat,
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
    let holds = session.slice(total_sat);
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
                {move || match holds.get().unwrap_or_default() {
                    sat if sat == 0 || session.hidden.get() => texts.sentence.to_owned(),
                    sat => texts.funds(&session.amount(sat.saturating_mul(1_000))),
                }}
            </p>
            <div class="actions">
                <Primary
                    id=ids::PROMPT_BACK_UP
                    label=texts.back_up
                    on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
                />
                <LinkButton
                    id=ids::PROMPT_WORDS
                    label=texts.words
                    on_press=Callback::new(move |()| session.go(Route::Words))
                />
                <LinkButton id=ids::PROMPT_LATER label=texts.later on_press=later />
            </div>
        </Sheet>
    }
}

/// The reminder on home, in one line.
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
