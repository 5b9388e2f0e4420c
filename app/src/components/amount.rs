//! Fields with a label.

use leptos::{ev, html, prelude::*, text_prop::TextProp};

use super::session;
use crate::state::{effect, intl};

/// A labelled line of text.
#[component]
pub fn Field(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// Above the field.
    #[prop(into)]
    label: TextProp,
    /// What is typed into the field.
    value: RwSignal<String>,
    /// Below the field.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// `text`, `url` or `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// For the browser's own filling.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// For the on-screen keyboard.
    #[prop(default = "text")]
    inputmode: &'static str,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
    /// The maximum number of characters.
    #[prop(default = 2000)]
    most: u32,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(input) = node.get()
            && focus
        {
            let _ = input.focus();
        }
    });
    let hint_id = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{move || label.get()}</label>
            <input
                id=id
                type=kind
                autocomplete=autocomplete
                inputmode=inputmode
                enterkeyhint="next"
                autocapitalize="off"
                spellcheck="false"
                maxlength=most
                aria-describedby=hint.is_some().then(|| hint_id.clone())
                node_ref=node
                prop:value=move || value.get()
                on:input=move |event: ev::Event| value.set(event_target_value(&event))
            />
            {hint.map(|hint| view! { <p id=hint_id.clone() class="hint">{move || hint.get()}</p> })}
        </div>
    }
}

/// An amount in the user's unit.
#[component]
pub fn AmountField(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// What is typed into the field.
    value: RwSignal<String>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    focus: bool,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let label = move || texts.receive.amount(intl::unit_name(session.unit.get(), texts));
    // Shows the same amount in the other unit, which catches slips of a factor.
    let other = move || match session.parse_amount(&value.get()) {
        Some(msat) => intl::amount(msat, session.unit.get().other(), texts, session.language()),
        None if value.get().trim().is_empty() => String::new(),
        None => texts.receive.bad_amount.to_owned(),
    };
    view! {
        <Field id=id label=label value=value inputmode="decimal" focus=focus most=24 hint=other />
    }
}
