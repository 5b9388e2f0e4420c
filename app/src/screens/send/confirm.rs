//! H3: how much, and a last look at it with its fee.

use leptos::prelude::*;
use lifeboat_messages::{Payable, Problem, Request};

use super::fee::{Fee, FeeActions, FeeFact};

use crate::{
    components::{Actions, AmountField, Fact, Primary, ProblemNote, Screen, Topic, session},
    ids,
};

/// Asks for the amount where the invoice names none.
#[component]
pub fn AmountScreen(
    /// The invoice that is to be paid.
    payable: Payable,
    /// Takes the amount that was typed, msat.
    on_amount: Callback<u64>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let asked = payable.asked_msat.map(|msat| session.typed_amount(msat));
    let typed = RwSignal::new(asked.unwrap_or_default());
    let most = payable.most_msat;
    let amount = move || session.parse_amount(&typed.get()).filter(|msat| *msat > 0);
    let too_much = Signal::derive(move || {
        amount().filter(|msat| *msat > most).map(|_| Problem::NotEnough { most_msat: most })
    });
    let ready = move || amount().is_some() && too_much.get().is_none();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if untrack(ready)
            && let Some(msat) = untrack(amount)
        {
            on_amount.run(msat);
        }
    };
    view! {
        <Screen name="send-amount" money=true heading=texts.amount_heading sentence=texts.amount_sentence back=back>
            <form class="form" on:submit=submit novalidate>
                <AmountField id=ids::SEND_AMOUNT value=typed focus=true />
                <p class="hint">
                    {move || texts.most(&session.amount(most / 1000 * 1000))}
                </p>
                <ProblemNote id=ids::SEND_PROBLEM problem=too_much />
                <Actions>
                    <Primary
                        id=ids::SEND_AMOUNT_CONTINUE
                        submit=true
                        label=session.texts().common.cont
                        disabled=Signal::derive(move || !ready())
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// What the user has seen and confirmed, whatever was asked and answered since.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfirmedPayment {
    /// The invoice that is to be paid.
    pub payable: Payable,
    /// The amount that is to be paid, msat.
    pub amount_msat: u64,
    /// The highest fee to pay, msat.
    pub most_fee_msat: u64,
    /// Although the same was paid a moment ago: the second tap, after the question.
    pub again: bool,
}

impl ConfirmedPayment {
    /// What is asked of the worker.
    pub fn request(&self) -> Request {
        let Self { payable, amount_msat, most_fee_msat, again } = self;
        Request::Pay {
            invoice: payable.invoice.clone(),
            amount_msat: payable.amount_msat.is_none().then_some(*amount_msat),
            most_fee_msat: *most_fee_msat,
            again: *again,
        }
    }
}

/// What is paid to whom, and what it costs.
#[component]
pub fn Confirm(
    /// The invoice that is to be paid.
    payable: Payable,
    /// The amount that is to be paid, msat.
    amount_msat: u64,
    /// Whether the payment is being started.
    #[prop(into)]
    busy: Signal<bool>,
    /// Why it could not be started.
    problem: RwSignal<Option<Problem>>,
    /// "Send": what is shown here, and nothing else.
    on_pay: Callback<ConfirmedPayment>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let amount = move || session.amount(amount_msat);
    let heading = move || texts.confirm_heading(&amount());
    let fee = Fee::look(session, &payable, amount_msat);
    let confirmed = payable.clone();
    let pay = Callback::new(move |()| {
        if let Some(most_fee_msat) = fee.allowed_msat() {
            let (payable, again) = (confirmed.clone(), problem.get_untracked() == Some(Problem::PaidJustNow));
            on_pay.run(ConfirmedPayment { payable, amount_msat, most_fee_msat, again });
        }
    });
    // What is wrong with the way is known before anybody taps, and comes before any question: there is
    // nothing to agree to.
    let problem = Signal::derive(move || fee.why_not().or_else(|| problem.get()));
    let note = if payable.note.is_empty() { texts.no_note.to_owned() } else { payable.note };
    view! {
        <Screen
            name="send-confirm"
            money=true
            disc=Topic::Lightning
            heading=heading
            sentence=texts.confirm_sentence
            back=back
        >
            <dl class="facts">
                <div class="fact">
                    <dt>{session.texts().activity.amount}</dt>
                    <dd id=ids::SEND_CONFIRM_AMOUNT data-msat=amount_msat.to_string()>
                        {amount}
                    </dd>
                </div>
                <FeeFact fee=fee />
                {payable.service.map(|name| view! { <Fact id=ids::SEND_SERVICE name=texts.service value=name /> })}
                <Fact name=texts.note value=note />
                {payable
                    .expires_ms
                    .map(|at| view! { <Fact name=texts.valid value=session.date(at) /> })}
                <Fact name=texts.to value=payable.payee code=true />
            </dl>
            <ProblemNote id=ids::SEND_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::SEND_PAY
                    busy=busy
                    disabled=Signal::derive(move || fee.allowed_msat().is_none())
                    label=move || {
                        if busy.get() {
                            texts.paying.to_owned()
                        } else if problem.get() == Some(Problem::PaidJustNow) {
                            texts.pay_again.to_owned()
                        } else {
                            texts.pay(&amount())
                        }
                    }
                    on_press=pay
                />
                <FeeActions fee=fee />
            </Actions>
        </Screen>
    }
}
