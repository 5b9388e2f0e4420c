//! F2 and F3: a short introduction, and the wallet's name.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request};

use crate::{
    components::{Actions, Disc, LinkButton, Primary, ProblemNote, Screen, live, session},
    flow::create::{CreateEvent, CreateStep},
    ids,
    route::Route,
    state::{flow_nav::Flow, intl},
    text::args,
};

/// All steps of the flow, one at a time.
#[component]
pub fn Create() -> impl IntoView {
    let flow = Flow::start(session(), CreateStep::Own, Route::Create, || Route::Home);
    let event = Callback::new(move |event| flow.follow(flow.now().next(event)));
    live(move || match flow.step.get() {
        CreateStep::Name => view! { <Name event=event /> }.into_any(),
        page @ (CreateStep::Own | CreateStep::Recover | CreateStep::Safe) => {
            view! { <Intro page=page event=event /> }.into_any()
        }
    })
}

/// One page of the introduction.
#[component]
fn Intro(
    /// The page that is shown.
    page: CreateStep,
    /// Takes what happens on the screen.
    event: Callback<CreateEvent>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().intro;
    let (number, disc, heading, sentence) = match page {
        CreateStep::Recover => (2, Disc::Backup, texts.recover_heading, texts.recover),
        CreateStep::Safe => (3, Disc::Security, texts.safe_heading, texts.safe),
        CreateStep::Own | CreateStep::Name => (1, Disc::Ownership, texts.own_heading, texts.own),
    };
    let dots = [1, 2, 3]
        .map(|dot| view! { <span class="dot" class:is-now=move || dot == number></span> })
        .collect_view();
    view! {
        <Screen
            name="intro"
            disc=disc
            heading=heading
            sentence=sentence
            back=Callback::new(move |()| event.run(CreateEvent::Back))
        >
            <p class="dots">
                <span class="visually-hidden">{texts.page(args::IntroPage { page: session.count(number), pages: session.count(3) })}</span>
                <span aria-hidden="true">{dots}</span>
            </p>
            <Actions>
                <Primary
                    id=ids::INTRO_NEXT
                    label=texts.next
                    on_press=Callback::new(move |()| event.run(CreateEvent::Forward))
                />
                <LinkButton
                    id=ids::INTRO_SKIP
                    label=texts.skip
                    on_press=Callback::new(move |()| event.run(CreateEvent::Skip))
                />
            </Actions>
        </Screen>
    }
}

/// Characters that some drive refuses in names.
const FORBIDDEN: [char; 9] = ['/', '\\', ':', '*', '?', '"', '<', '>', '|'];

/// The wallet's name.
#[component]
fn Name(
    /// Takes what happens on the screen.
    event: Callback<CreateEvent>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().name;
    let name = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let chosen = move || {
        lifeboat_names::visible(&intl::composed(name.get())).unwrap_or_else(|| texts.default.to_owned())
    };
    let folder = move || {
        let part = lifeboat_names::folder_part(&chosen());
        intl::composed(format!("{}{part}", lifeboat_names::FOLDER_PREFIX))
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
        session.ask(Request::CreateWallet { name: untrack(chosen) }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                // The view may have led home already, and this screen be gone.
                Ok(_) => {
                    if event.try_run(CreateEvent::Made).is_none() {
                        session.replace(Route::Home);
                    }
                }
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Screen
            name="name"
            disc=Disc::Ownership
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| event.run(CreateEvent::Back))
        >
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
                <ProblemNote id="create-problem" problem=problem />
                <Actions>
                    <Primary
                        id=ids::NAME_CONTINUE
                        submit=true
                        label=texts.create
                        busy=busy
                        disabled=Signal::derive(move || refused().is_some())
                    />
                </Actions>
            </form>
        </Screen>
    }
}
