//! How fast an on-chain payment should be, and so what it costs.

use leptos::prelude::*;
use lifeboat_messages::FeeChoice;

use super::{Field, When, session};
use crate::{
    ids, rate,
    state::{effect, intl},
};

/// The speeds there are, and a feerate of one's own.
#[component]
pub fn FeeField(
    /// The quickest first.
    choices: Vec<FeeChoice>,
    /// Whether they are a guess, or hours old.
    old: bool,
    /// The chosen fee rate, sat/kvB; `None` while a typed one is not valid.
    chosen: RwSignal<Option<u32>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let typed = RwSignal::new(String::new());
    let own = RwSignal::new(false);
    // What is neither urgent nor slow is right for most.
    let usual = choices.iter().position(|choice| choice.blocks > 2).unwrap_or(0);
    chosen.set(choices.get(usual).map(|choice| choice.sat_per_kvb));
    let rates: Vec<u32> = choices.iter().map(|choice| choice.sat_per_kvb).collect();
    let choose = move |event| {
        let rate = event_target_value(&event).parse().ok().and_then(|at: usize| rates.get(at).copied());
        own.set(rate.is_none());
        chosen.set(rate.or_else(|| rate::parse(&typed.get_untracked())));
    };
    effect(move || {
        let rate = rate::parse(&typed.get());
        if own.get_untracked() {
            chosen.set(rate);
        }
    });
    let option = move |(at, choice): (usize, FeeChoice)| {
        let speed = match choice.blocks {
            0..=2 => texts.quick,
            3..=12 => texts.usual,
            _ => texts.slow,
        };
        let text = format!(
            "{speed} · {}",
            texts.rate(&rate::rounded(choice.sat_per_kvb, intl::point(session.language())))
        );
        view! { <option value=at.to_string() selected=at == usual>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=ids::FEE_SPEED>{texts.speed}</label>
            <select id=ids::FEE_SPEED on:change=choose>
                {choices.into_iter().enumerate().map(option).collect_view()}
                <option value="own">{texts.own}</option>
            </select>
            {old.then(|| view! { <p class="hint">{texts.fees_old}</p> })}
        </div>
        <When when=move || own.get()>
            <Field
                id=ids::FEE_RATE
                label=texts.own_rate
                value=typed
                inputmode="decimal"
                hint=texts.own_rate_hint
                most=10
            />
        </When>
    }
}
