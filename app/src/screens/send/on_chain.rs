//! H3: how much is sent on the chain, and how fast.

use leptos::prelude::*;
use lifeboat_messages::{Answer, ChainTarget, Problem, Request, SendOrder, SendPreview};

use crate::{
    components::{Actions, AmountField, Fact, FeeField, Primary, ProblemNote, Screen, When, session},
    ids,
};

/// Amount, speed, and whether money stays for the channels.
#[component]
pub fn OnChainForm(
    /// The address that is to be paid.
    target: ChainTarget,
    /// What is to be sent, and its total.
    on_order: Callback<(SendOrder, SendPreview)>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let asked = target.amount_sat.map(|sat| session.typed_amount(sat.saturating_mul(1_000)));
    let typed = RwSignal::new(asked.unwrap_or_default());
    let all = RwSignal::new(false);
    let keep = RwSignal::new(true);
    let rate = RwSignal::new(None::<u32>);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let msat = move || session.parse_amount(&typed.get()).filter(|msat| *msat >= 1_000);
    let ready = move || rate.get().is_some() && (all.get() || msat().is_some());
    let to = StoredValue::new(target.address.clone());
    let reserve_sat = target.reserve_sat;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(sat_per_kvb) = rate.get_untracked() else { return };
        if busy.get_untracked() || !untrack(ready) {
            return;
        }
        let amount_sat = if all.get_untracked() { None } else { untrack(msat).map(|msat| msat / 1_000) };
        let order =
            SendOrder { to: to.get_value(), amount_sat, sat_per_kvb, keep_reserve: keep.get_untracked() };
        busy.set(true);
        problem.set(None);
        session.ask(Request::PreviewSend { order: order.clone() }, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(Answer::SendPreview(preview)) => drop(on_order.try_run((order, preview))),
                Ok(_) => {}
                Err(why) => drop(problem.try_set(Some(why))),
            }
        });
    };
    view! {
        <Screen name="send-on-chain" money=true heading=texts.chain_heading sentence=texts.chain_sentence back=back>
            <form class="form" on:submit=submit novalidate>
                <dl class="facts">
                    <Fact name=texts.to value=target.address code=true />
                    {(!target.label.is_empty())
                        .then(|| view! { <Fact name=texts.note value=target.label.clone() /> })}
                </dl>
                <When when=move || !all.get()>
                    <AmountField id=ids::SEND_AMOUNT value=typed focus=true />
                </When>
                <label class="toggle">
                    <input
                        id=ids::SEND_ALL
                        type="checkbox"
                        prop:checked=move || all.get()
                        on:change=move |event| all.set(event_target_checked(&event))
                    />
                    <span>{texts.all}</span>
                </label>
                <FeeField choices=target.choices old=target.fees_old chosen=rate />
                {(reserve_sat > 0)
                    .then(|| {
                        view! {
                            <label class="toggle">
                                <input
                                    id=ids::SEND_KEEP
                                    type="checkbox"
                                    prop:checked=move || keep.get()
                                    aria-describedby="send-keep-hint"
                                    on:change=move |event| keep.set(event_target_checked(&event))
                                />
                                <span>{move || texts.keep(&session.amount(reserve_sat * 1_000))}</span>
                            </label>
                            <p id="send-keep-hint" class="hint">
                                {texts.keep_hint}
                            </p>
                        }
                    })}
                <ProblemNote id=ids::SEND_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::SEND_AMOUNT_CONTINUE
                        submit=true
                        busy=busy
                        label=session.texts().common.cont
                        disabled=Signal::derive(move || !ready())
                    />
                </Actions>
            </form>
        </Screen>
    }
}
