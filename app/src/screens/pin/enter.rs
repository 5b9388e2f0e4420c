//! A PIN that exists already: unlock, restore, change.

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::Problem;

use crate::{
    components::{Actions, LinkButton, PinPad, Primary, ProblemNote, Screen, Topic, session},
    flow::entry::PinEntry,
    ids,
    state::effect,
};

/// Boxes, pad and a button; any length from 4 to 12, since only the user knows it.
#[component]
pub fn EnterPin(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The heading of the screen.
    #[prop(into)]
    heading: TextProp,
    /// The sentence below the heading.
    #[prop(into)]
    sentence: TextProp,
    /// What the button does.
    #[prop(into)]
    button: TextProp,
    /// How many digits it is known to have; 0 where that is not known.
    #[prop(optional)]
    boxes: u8,
    /// What went wrong with the last one; cleared by typing.
    problem: RwSignal<Option<Problem>>,
    /// What a wrong PIN is called here.
    wrong: fn(&Problem) -> Option<&'static str>,
    /// Whether the PIN is being tried.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Takes the digits that were typed.
    on_entered: Callback<PinEntry>,
    /// What "Back" does.
    #[prop(optional, into)]
    back: Option<Callback<()>>,
    /// Another way, below the button: its id, its words, where it leads.
    #[prop(optional)]
    other: Option<(&'static str, &'static str, Callback<()>)>,
) -> impl IntoView {
    let _ = session();
    let entry = RwSignal::new(PinEntry::default());
    let enter = move || {
        if !busy.get_untracked() && entry.with_untracked(|e| e.complete(0)) {
            problem.set(None);
            on_entered.run(entry.get_untracked());
        }
    };
    // A wrong PIN is typed again, not corrected.
    effect(move || {
        if problem.with(Option::is_some) {
            entry.update(PinEntry::clear);
        }
    });
    let changed = move |()| {
        if entry.with_untracked(|e| e.len() > 0) {
            problem.set(None);
        }
    };
    let inner = move || {
        view! {
            <PinPad
                entry=entry
                length=Signal::stored(0)
                boxes=boxes
                disabled=busy
                wrong=Signal::derive(move || problem.with(Option::is_some))
                on_change=Callback::new(changed)
                on_enter=Callback::new(move |()| enter())
            />
            <div class="pin-verdict">
                <ProblemNote id=ids::PIN_PROBLEM problem=problem instead=wrong />
            </div>
            <Actions>
                <Primary
                    id=ids::PIN_CONTINUE
                    label=button
                    busy=busy
                    disabled=Signal::derive(move || !entry.with(|e| e.complete(0)))
                    on_press=Callback::new(move |()| enter())
                />
                {other
                    .map(|(id, label, leads)| {
                        let press = Callback::new(move |()| {
                            problem.set(None);
                            leads.run(());
                        });
                        view! { <LinkButton id=id label=label on_press=press /> }
                    })}
            </Actions>
        }
    };
    match back {
        Some(back) => view! {
            <Screen name=name disc=Topic::Security compact=true heading=heading sentence=sentence back=back>
                {inner()}
            </Screen>
        }
        .into_any(),
        None => view! {
            <Screen name=name disc=Topic::Security compact=true heading=heading sentence=sentence>
                {inner()}
            </Screen>
        }
        .into_any(),
    }
}
