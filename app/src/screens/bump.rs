//! H4: a higher fee for a payment on the chain that waits.

use leptos::prelude::*;
use lifeboat_messages::{Answer, FeeChoice, Problem, Request, SendPreview};

use crate::{
    components::{Actions, Fact, FeeField, Primary, ProblemNote, Screen, When, session},
    ids,
    route::Route,
    state::effect,
};

/// The speeds, and what they cost.
#[component]
pub fn Bump(
    /// The payment's id, from the address.
    id: String,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let choices = RwSignal::new(None::<(Vec<FeeChoice>, bool)>);
    let rate = RwSignal::new(None::<u32>);
    let preview = RwSignal::new(None::<SendPreview>);
    let problem = RwSignal::new(None::<Problem>);
    let busy = RwSignal::new(false);
    session.ask(Request::FeeChoices, move |answer| match answer {
        Ok(Answer::FeeChoices { choices: known, old }) => drop(choices.try_set(Some((known, old)))),
        Ok(_) => {}
        Err(why) => drop(problem.try_set(Some(why))),
    });
    let id = StoredValue::new(id);
    let look = move |sat_per_kvb| {
        preview.set(None);
        session.ask(Request::PreviewBump { id: id.get_value(), sat_per_kvb }, move |answer| {
            // Another rate may have been chosen meanwhile.
            if rate.try_get_untracked() != Some(Some(sat_per_kvb)) {
                return;
            }
            match answer {
                Ok(Answer::SendPreview(shown)) => drop(preview.try_set(Some(shown))),
                Ok(_) => {}
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    effect(move || {
        problem.set(None);
        match rate.get() {
            Some(sat_per_kvb) => look(sat_per_kvb),
            None => preview.set(None),
        }
    });
    let is_dear = move || matches!(problem.get(), Some(Problem::FeeDear { .. }));
    let raise = Callback::new(move |()| {
        let (Some(sat_per_kvb), Some(shown)) = (rate.get_untracked(), preview.get_untracked()) else {
            return;
        };
        let dear_is_well = untrack(is_dear);
        busy.set(true);
        problem.set(None);
        let request = Request::Bump { id: id.get_value(), sat_per_kvb, shown, dear_is_well };
        session.ask(request, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(Answer::SentOnChain { id }) => session.replace(Route::Payment(id)),
                Ok(_) => {}
                Err(why) => {
                    if matches!(why, Problem::FeeChanged { .. }) {
                        look(sat_per_kvb);
                    }
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    });
    let sats = move |of: fn(&SendPreview) -> u64| {
        move || {
            let sat = preview.with(|shown| shown.as_ref().map_or(0, of));
            session.amount(sat.saturating_mul(1_000))
        }
    };
    let label = move || match preview.get() {
        _ if busy.get() => texts.paying.to_owned(),
        _ if is_dear() => texts.dear_pay.to_owned(),
        Some(shown) => texts.bump_now(&session.amount(shown.fee_sat.saturating_mul(1_000))),
        None => session.texts().activity.bump.to_owned(),
    };
    view! {
        <Screen
            name="bump"
            money=true
            heading=texts.bump_heading
            sentence=texts.bump_sentence
            back=Callback::new(move |()| session.replace(Route::Payment(id.get_value())))
        >
            {move || {
                choices.get().map(|(choices, old)| view! { <FeeField choices=choices old=old chosen=rate /> })
            }}
            <When when=move || preview.with(Option::is_some)>
                <dl class="facts">
                    <Fact
                        id=ids::SEND_CONFIRM_AMOUNT
                        name=session.texts().activity.amount
                        value=sats(|shown| shown.amount_sat)
                    />
                    <Fact name=texts.total value=sats(|shown| shown.amount_sat + shown.fee_sat) />
                    <Fact name=texts.left value=sats(|shown| shown.left_sat) />
                </dl>
                <When when=move || preview.with(|shown| shown.as_ref().is_some_and(|it| it.reserve_waits))>
                    <p class="hint">{texts.reserve_waits}</p>
                </When>
            </When>
            <ProblemNote id=ids::SEND_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::BUMP
                    busy=busy
                    disabled=Signal::derive(move || preview.with(Option::is_none))
                    label=label
                    on_press=raise
                />
            </Actions>
        </Screen>
    }
}
