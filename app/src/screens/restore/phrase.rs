//! R3, the other way: the recovery phrase.

use leptos::{html, prelude::*};
use lifeboat_messages::{Problem, Secret};

use crate::{
    components::{Actions, LinkButton, Primary, ProblemNote, Screen, Topic, session},
    flow::phrase,
    ids,
};

/// Words of any BIP39 language; what they are is for the worker to judge.
#[component]
pub fn PhraseScreen(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The heading of the screen.
    heading: &'static str,
    /// The sentence below the heading.
    sentence: &'static str,
    /// What the button does.
    button: &'static str,
    /// Said below the field.
    #[prop(optional)]
    note: Option<&'static str>,
    /// The words are being tried.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// What went wrong with the last words.
    problem: RwSignal<Option<Problem>>,
    /// The words, with single spaces.
    on_entered: Callback<Secret>,
    /// "Use the PIN instead", where there may be one.
    #[prop(optional)]
    on_pin: Option<Callback<()>>,
    /// What "Back" does.
    back: Callback<()>,
    /// Another way, below the button: its id, its words, where it leads.
    #[prop(optional_no_strip)]
    other: Option<(&'static str, &'static str, Callback<()>)>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    let words = RwSignal::new(0usize);
    let field = NodeRef::<html::Textarea>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // Read from the field only now: the phrase is in no signal.
        let Some(field) = field.get_untracked() else { return };
        let text = field.value().split_whitespace().collect::<Vec<_>>().join(" ");
        if phrase::count(&text) >= phrase::FEWEST && !busy.get_untracked() {
            problem.set(None);
            on_entered.run(Secret::from(text));
        }
    };
    view! {
        <Screen
            name=name
            disc=Topic::Security
            heading=heading
            sentence=sentence
            back=back
        >
            <form class="form" on:submit=submit novalidate autocomplete="off">
                <div class="field">
                    <label for=ids::PHRASE_INPUT>{texts.phrase_label}</label>
                    <textarea
                        id=ids::PHRASE_INPUT
                        rows="4"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        node_ref=field
                        on:input=move |event| {
                            problem.set(None);
                            words.set(phrase::count(&event_target_value(&event)));
                        }
                    ></textarea>
                </div>
                {note.map(|note| view! { <p class="hint">{note}</p> })}
                <ProblemNote id=ids::PHRASE_PROBLEM problem=problem instead=wrong_phrase />
                <Actions>
                    <Primary
                        id=ids::PHRASE_CONTINUE
                        submit=true
                        label=button
                        busy=busy
                        disabled=Signal::derive(move || words.get() < phrase::FEWEST)
                    />
                    {on_pin
                        .map(|on_pin| {
                            let press = move |()| {
                                problem.set(None);
                                on_pin.run(());
                            };
                            view! {
                                <LinkButton
                                    id=ids::RESTORE_USE_PIN
                                    label=texts.use_pin
                                    on_press=Callback::new(press)
                                />
                            }
                        })}
                    {other
                        .map(|(id, label, leads)| {
                            view! { <LinkButton id=id label=label on_press=leads /> }
                        })}
                </Actions>
            </form>
        </Screen>
    }
}

fn wrong_phrase(problem: &Problem) -> Option<&'static str> {
    (*problem == Problem::WrongSecret).then(|| session().texts().restore.wrong_phrase)
}
