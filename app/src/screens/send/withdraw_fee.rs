//! H3: what a withdrawal costs whose payment opens a channel, before the service gets the invoice.

use leptos::prelude::*;
use lifeboat_messages::{Invoice, Problem};

use crate::{
    components::{Actions, Fact, Primary, ProblemNote, Screen, session},
    ids,
};

/// The amount, the fee, and what remains of the amount.
#[component]
pub fn WithdrawFee(
    /// The host of the service that pays.
    host: String,
    /// What it would pay.
    invoice: Invoice,
    /// Whether the invoice is being handed over.
    #[prop(into)]
    busy: Signal<bool>,
    /// The outcome of that.
    problem: RwSignal<Option<Problem>>,
    /// What happens once the fee is agreed to.
    on_agree: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let (amount_msat, fee_msat) = (invoice.amount_msat.unwrap_or(0), invoice.opening_fee_msat);
    let fee = move || session.amount(fee_msat);
    view! {
        <Screen
            name="send-withdraw-fee"
            money=true
            heading=texts.withdraw_heading(&host)
            sentence=texts.withdraw_fee_sentence
            back=back
        >
            <dl class="facts">
                <Fact id=ids::SEND_SERVICE name=texts.service value=host />
                <Fact name=session.texts().activity.amount value=move || session.amount(amount_msat) />
                <Fact id=ids::SEND_FEE name=session.texts().activity.fee_in value=fee />
                <Fact
                    name=texts.withdraw_rest
                    value=move || session.amount(amount_msat.saturating_sub(fee_msat))
                />
            </dl>
            <ProblemNote id=ids::SEND_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::SEND_AGREE
                    busy=busy
                    label=move || {
                        if busy.get() { texts.asking.to_owned() } else { texts.withdraw_agree(&fee()) }
                    }
                    on_press=on_agree
                />
            </Actions>
        </Screen>
    }
}
