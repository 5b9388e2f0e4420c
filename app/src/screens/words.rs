//! Settings: the recovery phrase, shown while a button is held, then tapped in its order.

mod check;

use leptos::{ev, prelude::*};
use lifeboat_messages::{Answer, Problem, Request, Unlocker};

use check::MASKED;
pub use check::{CheckWords, CheckedWords};

use super::{lock::wrong, pin::EnterPin};
use crate::{
    components::{Actions, LinkButton, Screen, Topic, When, live, session},
    flow::entry::PinEntry,
    ids,
    route::Route,
};

/// Where it is, once the PIN was right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Show,
    Check,
    Done,
}

/// PIN, then the words for as long as they are held, and once more to be tapped in their order. They leave
/// the page's memory with this screen, and when the page is hidden.
#[component]
pub fn Words() -> impl IntoView {
    let session = session();
    let texts = &session.texts().words;
    let words = StoredValue::new(Vec::<String>::new());
    let known = RwSignal::new(false);
    let shown = RwSignal::new(false);
    let seen = RwSignal::new(false);
    let stage = RwSignal::new(Stage::Show);
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    let back = Callback::new(move |()| session.go(Route::Settings));
    let forget = move || {
        shown.set(false);
        seen.set(false);
        if stage.get_untracked() != Stage::Done {
            known.set(false);
            stage.set(Stage::Show);
        }
        words.update_value(Vec::clear);
    };
    // What is pictured of a window that is left: no word. The order begins again.
    let blurred = window_event_listener(ev::blur, move |_| {
        shown.set(false);
        if stage.get_untracked() == Stage::Check {
            stage.set(Stage::Show);
        }
    });
    let ask = move |unlocker: Option<Unlocker>| {
        busy.set(true);
        session.ask(Request::ShowPhrase { unlocker }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(Answer::Phrase { words: phrase }) => {
                    let list = phrase.expose().split(' ').map(str::to_owned).collect();
                    if words.try_set_value(list).is_none() {
                        let _ = known.try_set(true);
                    }
                }
                Ok(_) => {}
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    let show = move |held: bool| {
        shown.set(held);
        seen.update(|seen| *seen |= held);
    };
    let has_pin = session.peek(|view| view.lockable) == Some(true);
    if !has_pin {
        ask(None);
    }
    let hidden = window_event_listener_untyped("visibilitychange", move |_| {
        forget();
        // If there is a PIN, it is asked for.
        if !document().hidden() && !has_pin && stage.get_untracked() != Stage::Done {
            ask(None);
        }
    });
    on_cleanup(move || {
        hidden.remove();
        blurred.remove();
    });
    let list = move || {
        let seen = shown.get();
        words.with_value(|words| {
            words
                .iter()
                .map(|word| view! { <li>{if seen { word.clone() } else { MASKED.into() }}</li> })
                .collect_view()
        })
    };
    live(move || {
        if !known.get() && has_pin {
            return view! {
                <EnterPin
                    name="words-pin"
                    heading=texts.heading
                    sentence=texts.pin_sentence
                    button=session.texts().common.cont
                    problem=problem
                    wrong=wrong
                    busy=busy
                    on_entered=Callback::new(move |entry: PinEntry| ask(Some(Unlocker::Pin(entry.digits()))))
                    back=back
                />
            }
            .into_any();
        }
        match stage.get() {
            Stage::Show => {}
            Stage::Check => {
                let complete = Callback::new(move |()| {
                    stage.set(Stage::Done);
                    words.update_value(Vec::clear);
                });
                let back = Callback::new(move |()| stage.set(Stage::Show));
                return view! { <CheckWords words=words on_complete=complete back=back /> }.into_any();
            }
            Stage::Done => return view! { <CheckedWords /> }.into_any(),
        }
        let count = words.with_value(Vec::len);
        view! {
            <Screen
                name="words"
                disc=Topic::Security
                heading=texts.heading
                sentence=texts.sentence(session.count(count))
                back=back
            >
                <ol id=ids::WORDS class="words" aria-live="polite" data-shown=move || shown.get().to_string()>
                    {list}
                </ol>
                <p class="hint">{texts.advice}</p>
                <Actions>
                    <button
                        id=ids::WORDS_HOLD
                        class="primary"
                        type="button"
                        aria-pressed=move || shown.get().to_string()
                        on:pointerdown=move |_| show(true)
                        on:pointerup=move |_| shown.set(false)
                        on:pointerleave=move |_| shown.set(false)
                        on:pointercancel=move |_| shown.set(false)
                        on:contextmenu=move |event| event.prevent_default()
                        on:blur=move |_| shown.set(false)
                        on:click=move |event| {
                            // This is for a keyboard or a screen reader, which cannot hold a button.
                            if event.detail() == 0 {
                                show(!shown.get_untracked());
                            }
                        }
                    >
                        {texts.hold}
                    </button>
                    <When when=move || seen.get()>
                        <LinkButton
                            id=ids::WORDS_WRITTEN
                            label=texts.written
                            on_press=Callback::new(move |()| stage.set(Stage::Check))
                        />
                    </When>
                </Actions>
            </Screen>
        }
        .into_any()
    })
}
