//! The wallet's name: the first one (F3), or another one later (S5).

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request};

use crate::{
    components::{Actions, Primary, ProblemNote, Screen, Topic, session},
    ids,
    route::Route,
    state::intl,
};

/// Characters that some drive refuses in names.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// Settings: another name.
#[component]
pub fn Rename() -> impl IntoView {
    let session = session();
    let texts = &session.texts().name;
    let leave = move || session.go(Route::Settings);
    view! {
        <NameForm
            screen="rename"
            heading=texts.rename
            sentence=texts.rename_sentence
            button=texts.rename_save
            request=|name| Request::Rename { name }
            on_done=move || {
                session.say(texts.renamed);
                leave();
            }
            back=Callback::new(move |()| leave())
        />
    }
}

/// A name, and the file name that the backup has or would have with it.
#[component]
pub fn NameForm(
    /// The screen's id, for machines.
    screen: &'static str,
    /// The heading.
    heading: &'static str,
    /// The sentence below it.
    sentence: &'static str,
    /// What the button says.
    button: &'static str,
    /// What is asked of the worker.
    request: fn(String) -> Request,
    /// When that is done. The view may have led elsewhere by then, and this screen be gone.
    on_done: impl Fn() + Copy + Send + 'static,
    /// The way back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().name;
    let name = RwSignal::new(session.peek(|view| view.name.clone()).unwrap_or_default());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let chosen = move || {
        lifeboat_names::visible(&intl::composed(name.get())).unwrap_or_else(|| texts.default.to_owned())
    };
    // A backup that is on keeps its folder.
    let file = session.peek(|view| view.service.as_ref().map(|service| service.file.clone())).flatten();
    let folder = move || {
        file.clone().unwrap_or_else(|| {
            let part = lifeboat_names::folder_part(&chosen());
            intl::composed(format!("{}{part}", lifeboat_names::FOLDER_PREFIX))
        })
    };
    let refused = move || {
        let name = chosen();
        if name.chars().count() > lifeboat_names::MOST_LETTERS {
            Some(texts.too_long)
        } else if name.contains(FORBIDDEN) {
            Some(texts.bad_character)
        } else {
            None
        }
    };
    let submit = move |submit: leptos::ev::SubmitEvent| {
        submit.prevent_default();
        if busy.get_untracked() || untrack(refused).is_some() {
            return;
        }
        busy.set(true);
        problem.set(None);
        session.ask(request(untrack(chosen)), move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => on_done(),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Screen name=screen disc=Topic::Ownership heading=heading sentence=sentence back=back>
            <form class="form" on:submit=submit>
                <div class="field">
                    <label for=ids::NAME_INPUT>
                        {texts.label} " " <span class="quiet">"(" {session.texts().common.optional} ")"</span>
                    </label>
                    <input
                        id=ids::NAME_INPUT
                        type="text"
                        autocomplete="off"
                        enterkeyhint="go"
                        maxlength="60"
                        placeholder=texts.default
                        aria-describedby="name-file"
                        prop:value=move || name.get()
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </div>
                <p id="name-file" class="hint">
                    {texts.file} ": " <span class="file-name">{folder}</span>
                </p>
                {move || {
                    refused()
                        .map(|text| {
                            view! { <p id=ids::NAME_PROBLEM class="notice notice-error" role="alert">{text}</p> }
                        })
                }}
                <ProblemNote id=ids::CREATE_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::NAME_CONTINUE
                        submit=true
                        label=button
                        busy=busy
                        disabled=Signal::derive(move || refused().is_some())
                    />
                </Actions>
            </form>
        </Screen>
    }
}
