//! R6, nothing but the recovery phrase: what lies on the chain.

use leptos::prelude::*;
use lifeboat_messages::{Problem, Request, Secret};

use super::phrase::PhraseScreen;
use crate::{components::session, route::Route};

/// Says first what does not come back this way.
#[component]
pub fn WordsAlone(
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let restore = move |words: Secret| {
        busy.set(true);
        let name = texts.name.default.to_owned();
        session.ask(Request::RestoreWords { name, words }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => session.replace(Route::Home),
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <PhraseScreen
            name="restore-words"
            heading=texts.restore.phrase_heading
            sentence=texts.restore.words_sentence
            note=texts.restore.words_note
            button=texts.restore.pin_button
            busy=busy
            problem=problem
            on_entered=Callback::new(restore)
            back=back
        />
    }
}
