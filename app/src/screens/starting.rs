//! Before the worker has said anything, and when it cannot.

use leptos::prelude::*;

use crate::{
    components::{Actions, Panel, Primary, Screen, Topic, live, session},
    ids, state,
};

/// The worker looks what is on this device. The same picture as the static first screen of index.html.
#[component]
pub fn Starting() -> impl IntoView {
    let session = session();
    session.screen.set("starting");
    view! {
        <main class="screen splash" aria-busy="true">
            <img src="/icon.svg" alt="" width="72" height="72" />
            <h1 class="sentence">{session.texts().start.starting}</h1>
        </main>
    }
}

/// What is under way is saved or put away, before the wallet is locked or goes to another tab.
#[component]
pub fn Closing() -> impl IntoView {
    let session = session();
    let texts = &session.texts().start;
    session.screen.set("closing");
    view! {
        <main class="screen splash" aria-busy="true">
            <img src="/icon.svg" alt="" width="72" height="72" />
            <div role="status">
                <h1>{texts.closing}</h1>
            </div>
            <p class="sentence">{texts.closing_hint}</p>
        </main>
    }
}

/// There is no worker: it cannot run in this browser, is of another build, was ended by an error, or for the
/// sake of its keys.
#[component]
pub fn Broken() -> impl IntoView {
    let session = session();
    let texts = &session.texts().start;
    live(move || {
        let (heading, sentence, detail) = match session.broken.get() {
            Some(state::WorkerFailure::OtherBuild) => (texts.other_build_heading, texts.other_build, None),
            Some(state::WorkerFailure::KeysRemoved) => (texts.keys_removed_heading, texts.keys_removed, None),
            Some(state::WorkerFailure::Worker(why)) => {
                (texts.broken_heading, texts.broken, Some((texts.broken_fix, why)))
            }
            Some(state::WorkerFailure::Stopped(why)) => {
                (texts.crashed_heading, texts.stopped, Some((texts.stopped_fix, why)))
            }
            None => (texts.broken_heading, texts.broken, None),
        };
        view! {
            <Screen name="broken" disc=Topic::Error heading=heading sentence=sentence>
                {detail
                    .map(|(fix, why)| {
                        view! {
                            <p>{fix}</p>
                            <Panel title=session.texts().trouble.details>
                                <p id=ids::ERROR_DETAIL class="code">{why}</p>
                            </Panel>
                        }
                    })}
                <Actions>
                    <Primary
                        id="reload"
                        label=texts.reload
                        on_press=Callback::new(|()| {
                            let _ = window().location().reload();
                        })
                    />
                </Actions>
            </Screen>
        }
    })
}
