//! Rows of lists.

use leptos::{prelude::*, text_prop::TextProp};

use super::{Icon, Symbol, When};

/// A row that leads somewhere.
#[component]
pub fn Row(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The symbol at the left.
    #[prop(optional)]
    symbol: Option<Symbol>,
    /// The first line.
    title: &'static str,
    /// The second line.
    #[prop(optional, into)]
    hint: Option<TextProp>,
    /// Whether it shows that something waits there.
    #[prop(optional, into)]
    badge: Signal<bool>,
    /// What happens when it is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <li>
            <button id=id class="row" type="button" on:click=move |_| on_press.run(())>
                {symbol.map(|symbol| view! { <span class="row-icon"><Icon symbol=symbol /></span> })}
                <span class="row-text">
                    <span class="row-title">
                        {title} <When when=move || badge.get()><span class="badge" aria-hidden="true"></span></When>
                    </span>
                    {hint.map(|hint| view! { <span class="row-hint">{move || hint.get()}</span> })}
                </span>
                <Icon symbol=Symbol::Forward />
            </button>
        </li>
    }
}

/// A name and its value, inside `<dl class="facts">`.
#[component]
pub fn Fact(
    /// The name of the fact.
    name: &'static str,
    /// The value; nothing is shown without one.
    #[prop(into)]
    value: TextProp,
    /// The id of the value, from `ids`.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Long text without spaces, such as a hash.
    #[prop(optional)]
    code: bool,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd id=id class:code=code>
                {move || value.get()}
            </dd>
        </div>
    }
}
