//! The words once more, tapped in their order, and what they do not bring back.

use leptos::prelude::*;

use crate::{
    components::{Actions, Icon, LinkButton, Panel, Primary, Screen, Symbol, Topic, When, session},
    flow::word_order::{Tap, WordOrder},
    ids,
    route::Route,
    text::args,
};

/// Shown in place of a word that must not be seen.
pub const MASKED: &str = "•••••";

/// The words from the paper, in the order of the phrase. Tapped words are covered: with its number beside
/// each, the screen would show the phrase in order.
#[component]
pub fn CheckWords(
    /// The phrase; they leave the memory with the screen that holds them.
    words: StoredValue<Vec<String>>,
    /// All were tapped.
    on_complete: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().words;
    let order = RwSignal::new(words.with_value(|words| WordOrder::new(words)));
    let wrong = RwSignal::new(false);
    let count = words.with_value(Vec::len);
    let next = move || session.count(order.with(WordOrder::next));
    let tap = move |at| {
        if order.with_untracked(|order| order.number(at)).is_some() {
            return;
        }
        let tapped = order.try_update(|order| words.with_value(|words| order.tap(words, at)));
        wrong.set(tapped == Some(Tap::Wrong));
        match tapped {
            // This also happens the second time, when nothing changes on the screen.
            Some(Tap::Wrong) => session.say(texts.check_wrong(next())),
            Some(Tap::Complete) => on_complete.run(()),
            Some(Tap::Right) | None => {}
        }
    };
    // Made once: a button that is taken away or disabled under the focus would drop it.
    let chip = |(at, (word, _)): (usize, (&str, Option<usize>))| {
        let word = word.to_owned();
        let number = Memo::new(move |_| order.with(|order| order.number(at)));
        view! {
            <li>
                <button
                    class="word"
                    type="button"
                    aria-disabled=move || number.get().is_some().to_string()
                    aria-label=move || number.get().map(|number| texts.check_tapped(session.count(number)))
                    on:click=move |_| tap(at)
                >
                    {move || number.get().map(|number| view! { <span class="word-number">{number}</span> })}
                    {move || if number.get().is_some() { MASKED.to_owned() } else { word.clone() }}
                </button>
            </li>
        }
    };
    let list = order.with_untracked(|order| {
        words.with_value(|words| order.list(words).enumerate().map(chip).collect_view())
    });
    view! {
        <Screen
            name="words-check"
            disc=Topic::Security
            heading=texts.check_heading
            sentence=texts.check_sentence
            back=back
        >
            <p id=ids::WORDS_NEXT class="hint" role="status">
                {move || texts.check_next(args::WordsCheckNext { next: next(), count: session.count(count) })}
            </p>
            <When when=move || wrong.get()>
                <div id=ids::WORDS_WRONG class="notice notice-error">
                    <Icon symbol=Symbol::Alert />
                    <p>{move || texts.check_wrong(next())}</p>
                </div>
            </When>
            <ul id=ids::WORDS_LIST class="word-list">{list}</ul>
        </Screen>
    }
}

/// Shown once the words are on paper. It says what else is needed, while that can still be done.
#[component]
pub fn CheckedWords() -> impl IntoView {
    let session = session();
    let texts = &session.texts().words;
    let has_backup = session.peek(|view| view.service.is_some()) == Some(true);
    view! {
        <Screen
            name="words-done"
            disc=Topic::Success
            heading=texts.checked_heading
            sentence=texts.checked_sentence
        >
            <Panel title=texts.not_title>
                <p>{texts.not}</p>
            </Panel>
            <Actions>
                <Primary
                    id=ids::WORDS_DONE
                    label=session.texts().common.done
                    on_press=Callback::new(move |()| session.replace(Route::Settings))
                />
                {(!has_backup)
                    .then(|| {
                        view! {
                            <LinkButton
                                id="words-back-up"
                                label=session.texts().prompt.back_up
                                on_press=Callback::new(move |()| session.replace(Route::Backup(String::new())))
                            />
                        }
                    })}
            </Actions>
        </Screen>
    }
}
