//! H3: a last look at a payment on the chain. It is sent for what is shown here, or not at all.

use leptos::prelude::*;
use lifeboat_messages::{Answer, Problem, Request, SendOrder, SendPreview};

use crate::{
    components::{Actions, Fact, Primary, ProblemNote, Screen, Topic, When, session},
    ids,
    route::Route,
};

/// What is paid to whom, for which fee.
#[component]
pub fn OnChainConfirm(
    /// What is to be sent.
    order: SendOrder,
    /// The total.
    preview: SendPreview,
    /// A word for the history.
    note: String,
    /// Whether the payment is being ordered: for a moment there is no way back.
    busy: RwSignal<bool>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let (to, sat_per_kvb) = (preview.to.clone(), order.sat_per_kvb);
    let shown = RwSignal::new(preview);
    let problem = RwSignal::new(None::<Problem>);
    let sats = move |of: fn(&SendPreview) -> u64| {
        Signal::derive(move || session.amount(shown.with(of).saturating_mul(1_000)))
    };
    let amount = sats(|shown| shown.amount_sat);
    let (total, left) = (sats(|shown| shown.amount_sat + shown.fee_sat), sats(|shown| shown.left_sat));
    let fee = sats(|shown| shown.fee_sat);
    let fee = move || format!("{} ({})", fee.get(), texts.rate(&session.rate(sat_per_kvb)));
    let is_dear = move || matches!(problem.get(), Some(Problem::FeeDear { .. }));
    let is_again = move || problem.get() == Some(Problem::PaidJustNow);
    // What a tap after a question has answered; a fee only as long as it is the one that was asked about.
    let (dear_is_well, again) = (StoredValue::new(false), StoredValue::new(false));
    let pay = Callback::new(move |()| {
        match problem.get_untracked() {
            Some(Problem::FeeDear { .. }) => dear_is_well.set_value(true),
            Some(Problem::PaidJustNow) => again.set_value(true),
            Some(Problem::FeeChanged { .. }) => dear_is_well.set_value(false),
            _ => {}
        }
        busy.set(true);
        problem.set(None);
        let request = Request::SendOnChain {
            order: order.clone(),
            shown: shown.get_untracked(),
            note: note.clone(),
            dear_is_well: dear_is_well.get_value(),
            again: again.get_value(),
        };
        let order = order.clone();
        // Whether this screen is still shown: a user who has moved on is not brought back.
        let end = move || busy.try_set(false).is_none();
        session.ask(request, move |answer| match answer {
            Ok(Answer::SentOnChain { id }) if end() => session.replace(Route::Payment(id)),
            Ok(_) => drop(end()),
            // Told together with the current total: nothing changes under the finger.
            Err(why @ Problem::FeeChanged { .. }) => {
                session.ask(Request::PreviewSend { order }, move |answer| {
                    if let Ok(Answer::SendPreview(preview)) = answer {
                        let _ = shown.try_set(preview);
                    }
                    let _ = problem.try_set(Some(why));
                    end();
                });
            }
            Err(why) => {
                let _ = problem.try_set(Some(why));
                end();
            }
        });
    });
    view! {
        <Screen
            name="send-on-chain-confirm"
            money=true
            disc=Topic::Lightning
            heading=move || texts.confirm_heading(&amount.get())
            sentence=texts.confirm_sentence
            back=back
        >
            <dl class="facts">
                <div class="fact">
                    <dt>{session.texts().activity.amount}</dt>
                    <dd id=ids::SEND_CONFIRM_AMOUNT data-msat=move || (shown.with(|it| it.amount_sat) * 1_000).to_string()>
                        {move || amount.get()}
                    </dd>
                </div>
                <Fact id=ids::SEND_NETWORK_FEE name=texts.network_fee value=fee />
                <Fact name=texts.total value=move || total.get() />
                <Fact name=texts.left value=move || left.get() />
                <Fact name=texts.to value=to code=true />
            </dl>
            <When when=move || shown.with(|it| it.reserve_waits)>
                <p class="hint">{texts.reserve_waits}</p>
            </When>
            <ProblemNote id=ids::SEND_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::SEND_PAY
                    busy=busy
                    label=move || {
                        if busy.get() {
                            texts.paying.to_owned()
                        } else if is_dear() {
                            texts.dear_pay.to_owned()
                        } else if is_again() {
                            texts.pay_again.to_owned()
                        } else {
                            texts.pay(&amount.get())
                        }
                    }
                    on_press=pay
                />
            </Actions>
        </Screen>
    }
}
