//! Long work with steps (B7, R4, taking over), and its failure.

use leptos::{prelude::*, text_prop::TextProp};
use lifeboat_messages::{GuardWaiver, Problem, Step};

use super::pin::worth_alone;
use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, Steps, Topic, session},
    flow::protection::WaiverOffer,
    ids,
    text::problem_name,
};

/// The steps, and a way to stop where there is one.
#[component]
pub fn Working(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The picture of its topic.
    #[prop(default = Topic::Backup)]
    disc: Topic,
    /// The heading of the screen.
    #[prop(into)]
    heading: TextProp,
    /// The sentence below the heading.
    sentence: &'static str,
    /// The steps in their order, with their texts.
    steps: Vec<(Step, &'static str)>,
    /// Worth knowing meanwhile.
    #[prop(optional_no_strip)]
    note: Option<String>,
    /// What stops it, where that can be done.
    #[prop(optional, into)]
    on_cancel: Option<Callback<()>>,
    /// Whether it is being stopped.
    #[prop(optional, into)]
    cancelling: Signal<bool>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().saving;
    view! {
        <Screen name=name disc=disc heading=heading sentence=sentence>
            <Steps steps=steps />
            {note.map(|note| view! { <p id=ids::ACTIVE_NOW class="notice">{note}</p> })}
            {on_cancel
                .map(|cancel| {
                    view! {
                        <p class="hint">{texts.cancel_note}</p>
                        <Actions>
                            <LinkButton
                                id=ids::SAVING_CANCEL
                                label=move || if cancelling.get() { texts.cancelling } else { texts.cancel }
                                disabled=cancelling
                                on_press=cancel
                            />
                        </Actions>
                    }
                })}
        </Screen>
    }
}

/// Why it did not work, and what now.
#[component]
pub fn Failed(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The heading, which says what the state is now.
    heading: &'static str,
    /// Why it failed.
    problem: Problem,
    /// What "Try again" does.
    on_again: Callback<()>,
    /// The other way, and what it is called.
    other: (&'static str, Callback<()>),
    /// What the other way means, with its title.
    #[prop(optional_no_strip)]
    meaning: Option<(&'static str, String)>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let explained = session.explain(&problem);
    view! {
        <Screen name=name disc=Topic::Error heading=heading sentence=explained.title back=back>
            <div id=ids::FAILED_PROBLEM class="stack" data-problem=problem_name(&problem)>
                <Panel title=texts.trouble.what>
                    <p>{explained.what}</p>
                </Panel>
                <Panel title=texts.trouble.fix>
                    <p>{explained.fix}</p>
                </Panel>
                <Panel title=texts.trouble.funds>
                    <p>{texts.trouble.funds_untouched}</p>
                </Panel>
                {meaning.map(|(title, text)| view! { <Panel title=title><p>{text}</p></Panel> })}
            </div>
            <Actions>
                <Primary id=ids::FAILED_AGAIN label=texts.common.again on_press=on_again />
                <LinkButton id=ids::FAILED_OTHER label=other.0 on_press=other.1 />
            </Actions>
        </Screen>
    }
}

/// A guard failed while a PIN was being set, or all have, and the PIN may do without: the user waits, or decides that.
#[component]
pub fn GuardFailed(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The heading, which says what the state is now.
    heading: &'static str,
    /// How it failed.
    problem: Problem,
    /// The guards that it may do without.
    offer: WaiverOffer,
    /// The guards that it does without.
    waiver: StoredValue<GuardWaiver>,
    /// Sets the PIN once more.
    on_again: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().guards;
    let (label, title, meaning) = match &offer {
        WaiverOffer::Guard { host, is_spare: true } => (t.without, t.without_title, t.without_note(host)),
        WaiverOffer::Guard { .. } => (t.without, t.without_title, t.without_many.to_owned()),
        WaiverOffer::Every(strength) => (t.alone_take, t.alone, worth_alone(strength, session)),
    };
    let do_without = Callback::new(move |()| {
        waiver.update_value(|waiver| offer.take(waiver));
        on_again.run(());
    });
    view! {
        <Failed
            name=name
            heading=heading
            problem=problem
            on_again=on_again
            other=(label, do_without)
            meaning=Some((title, meaning))
            back=back
        />
    }
}
