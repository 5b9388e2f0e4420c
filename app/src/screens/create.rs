//! F2 and F3: a short introduction, and the wallet's name.

use leptos::prelude::*;
use lifeboat_messages::Request;

use super::name::NameForm;
use crate::{
    components::{Actions, LinkButton, Primary, Screen, Topic, live, session},
    flow::create::{CreateEvent, CreateStep},
    ids,
    route::Route,
    state::flow_nav::Flow,
    text::args,
};

/// All steps of the flow, one at a time.
#[component]
pub fn Create() -> impl IntoView {
    let session = session();
    let flow = Flow::start(session, CreateStep::Own, Route::Create, || Route::Home);
    let event = Callback::new(move |event| flow.follow(flow.now().next(event)));
    live(move || match flow.step.get() {
        CreateStep::Name => {
            let texts = &session.texts().name;
            view! {
                <NameForm
                    screen="name"
                    heading=texts.heading
                    sentence=texts.sentence
                    button=texts.create
                    request=|name| Request::CreateWallet { name }
                    on_done=move || {
                        if event.try_run(CreateEvent::Made).is_none() {
                            session.replace(Route::Home);
                        }
                    }
                    back=Callback::new(move |()| event.run(CreateEvent::Back))
                />
            }
            .into_any()
        }
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
        CreateStep::Recover => (2, Topic::Backup, texts.recover_heading, texts.recover),
        CreateStep::Safe => (3, Topic::Security, texts.safe_heading, texts.safe),
        CreateStep::Own | CreateStep::Name => (1, Topic::Ownership, texts.own_heading, texts.own),
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
