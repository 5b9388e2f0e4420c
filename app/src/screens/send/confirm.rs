//! H3: how much, and a last look.

use leptos::prelude::*;
use lifeboat_messages::{Balance, Link, Payable, Problem};

use crate::{
    amount,
    components::{Actions, AmountField, Disc, Fact, Primary, ProblemNote, Screen, session},
    ids,
};

/// For an invoice that names no amount.
#[component]
pub fn AmountScreen(
    /// The invoice.
    payable: Payable,
    /// How much, msat.
    on_amount: Callback<u64>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let typed = RwSignal::new(String::new());
    let most = payable.most_msat;
    let amount = move || amount::parse(&typed.get(), session.unit.get()).filter(|msat| *msat > 0);
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

/// What is paid to whom.
#[component]
pub fn Confirm(
    /// The invoice.
    payable: Payable,
    /// How much, msat.
    amount_msat: u64,
    /// It is being started.
    #[prop(into)]
    busy: Signal<bool>,
    /// Why it could not be started.
    problem: RwSignal<Option<Problem>>,
    /// "Send".
    on_pay: Callback<()>,
    /// Back.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let amount = move || session.amount(amount_msat);
    let heading = move || texts.confirm_heading(&amount());
    // Known before anybody asks; while the line to the peer is down, it is not.
    let to_peer = payable.to_peer;
    let limit = session.slice(move |view| {
        let Balance { sendable_msat, sendable_to_peer_msat, .. } = view.balance;
        let most_msat = if to_peer { sendable_to_peer_msat } else { sendable_msat };
        (view.link == Link::Up).then_some(most_msat)
    });
    let too_much = Memo::new(move |_| limit.get().flatten().filter(|most_msat| amount_msat > *most_msat));
    let problem = Signal::derive(move || {
        let too_much = too_much.get().map(|most_msat| Problem::NotEnough { most_msat });
        problem.get().or(too_much)
    });
    let note = if payable.note.is_empty() { texts.no_note.to_owned() } else { payable.note };
    view! {
        <Screen
            name="send-confirm"
            money=true
            disc=Disc::Lightning
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
                <Fact name=texts.note value=note />
                {payable
                    .expires_ms
                    .map(|at| view! { <Fact name=texts.valid value=session.date(at) /> })}
                <Fact name=texts.to value=payable.payee code=true />
            </dl>
            <p class="hint">{texts.fee_note}</p>
            <ProblemNote id=ids::SEND_PROBLEM problem=problem />
            <Actions>
                <Primary
                    id=ids::SEND_PAY
                    busy=busy
                    disabled=Signal::derive(move || too_much.get().is_some())
                    label=move || {
                        if busy.get() {
                            texts.paying.to_owned()
                        } else if problem.get() == Some(Problem::PaidJustNow) {
                            texts.pay_again.to_owned()
                        } else {
                            texts.pay(&amount())
                        }
                    }
                    on_press=on_pay
                />
            </Actions>
        </Screen>
    }
}
