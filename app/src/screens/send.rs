//! H3: paste, check, amount, confirm, result.

mod confirm;
mod fee;
mod on_chain;
mod on_chain_confirm;
mod result;
mod scan;
mod service;

use confirm::AmountScreen;
pub use confirm::Confirm;
pub use on_chain::OnChainForm;
pub use on_chain_confirm::OnChainConfirm;
pub use result::SendResult;
pub use scan::Scan;
pub use service::{ServiceForm, ServiceOffer};

use leptos::prelude::*;
use lifeboat_messages::{Answer, ChainTarget, Payable, Problem, Request, SendOrder, SendPreview};
use wasm_bindgen_futures::spawn_local;

use crate::{
    components::{Actions, LinkButton, Primary, ProblemNote, Screen, session},
    flow::send::{FollowedPayment, SendEvent as E, SendStep as S},
    ids,
    route::Route,
    state::{Session, flow_nav::Flow, intl},
};

/// What the flow has gathered.
#[derive(Clone, Copy)]
pub struct SendFlowData {
    text: RwSignal<String>,
    payable: RwSignal<Option<Payable>>,
    target: RwSignal<Option<ChainTarget>>,
    offered: RwSignal<Option<ServiceOffer>>,
    order: RwSignal<Option<(SendOrder, SendPreview)>>,
    amount_msat: RwSignal<u64>,
    /// The text is being read.
    checking: RwSignal<bool>,
    /// The payment is being ordered: for a moment there is no way back.
    paying: RwSignal<bool>,
    problem: RwSignal<Option<Problem>>,
    followed: RwSignal<Option<FollowedPayment>>,
}

/// The flow.
#[component]
pub fn Send() -> impl IntoView {
    let session = session();
    let flow = Flow::start(session, S::Input, Route::Send, || Route::Home);
    // It fills the field and does nothing more. It leaves the address, so that a reload does not bring it again.
    let linked = intl::linked();
    if linked.is_some() {
        session.replace(Route::Send(String::new()));
    }
    let gathered = SendFlowData {
        text: RwSignal::new(linked.unwrap_or_default()),
        payable: RwSignal::new(None),
        target: RwSignal::new(None),
        offered: RwSignal::new(None),
        order: RwSignal::new(None),
        amount_msat: RwSignal::new(0),
        checking: RwSignal::new(false),
        paying: RwSignal::new(false),
        problem: RwSignal::new(None),
        followed: RwSignal::new(None),
    };
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    session.ask(Request::PrepareToPay, |_| {});
    move || match (flow.step.get(), gathered.payable.get_untracked()) {
        (S::Amount, Some(payable)) => view! {
            <AmountScreen
                payable=payable
                on_amount=Callback::new(move |msat| {
                    gathered.amount_msat.set(msat);
                    event.run(E::Amount);
                })
                back=Callback::new(move |()| event.run(E::Back))
            />
        }
        .into_any(),
        (S::Confirm, Some(payable)) => {
            let pay = Callback::new(move |most_fee_msat| pay(session, gathered, most_fee_msat, event));
            view! {
                <Confirm
                    payable=payable
                    amount_msat=gathered.amount_msat.get_untracked()
                    busy=gathered.paying
                    problem=gathered.problem
                    on_pay=pay
                    back=Callback::new(move |()| {
                        if !gathered.paying.get_untracked() {
                            gathered.problem.set(None);
                            event.run(E::Back);
                        }
                    })
                />
            }
            .into_any()
        }
        (S::Result, Some(_)) => view! {
            <SendResult
                amount_msat=gathered.amount_msat.get_untracked()
                followed=gathered.followed.get_untracked()
                on_done=Callback::new(move |()| event.run(E::Done))
                on_again=Callback::new(move |()| event.run(E::Again))
            />
        }
        .into_any(),
        (S::Scan, _) => {
            let on_found = Callback::new(move |text: String| {
                gathered.text.set(text);
                event.run(E::Scanned);
                check(session, gathered, event);
            });
            view! { <Scan on_found=on_found back=Callback::new(move |()| event.run(E::Back)) /> }.into_any()
        }
        (S::Service, _) => service(session, gathered, event),
        (S::OnChain | S::OnChainConfirm, _) => on_chain(flow.step.get(), gathered, event),
        _ => view! { <Input gathered=gathered event=event /> }.into_any(),
    }
}

/// The step of a service.
fn service(session: Session, gathered: SendFlowData, event: Callback<E>) -> AnyView {
    let Some(offered) = gathered.offered.get_untracked() else {
        return view! { <Input gathered=gathered event=event /> }.into_any();
    };
    let asked = offered.clone();
    let on_ask = Callback::new(move |(amount_msat, comment)| {
        gathered.checking.set(true);
        gathered.problem.set(None);
        let request = match asked.clone() {
            ServiceOffer::Pay(offer) => Request::AskService { offer, amount_msat, comment },
            ServiceOffer::Withdraw(offer) => Request::Withdraw { offer, amount_msat },
        };
        session.ask(request, move |answer| take(session, gathered, event, answer));
    });
    let back = Callback::new(move |()| {
        gathered.problem.set(None);
        event.run(E::Back);
    });
    let (busy, problem) = (gathered.checking, gathered.problem);
    view! { <ServiceForm offered=offered busy=busy problem=problem on_ask=on_ask back=back /> }.into_any()
}

/// The steps of a payment to an address.
fn on_chain(step: S, gathered: SendFlowData, event: Callback<E>) -> AnyView {
    let Some(target) = gathered.target.get_untracked() else {
        return view! { <Input gathered=gathered event=event /> }.into_any();
    };
    let back = Callback::new(move |()| {
        if !gathered.paying.get_untracked() {
            event.run(E::Back);
        }
    });
    match gathered.order.get_untracked().filter(|_| step == S::OnChainConfirm) {
        Some((order, preview)) => {
            let (note, busy) = (target.label, gathered.paying);
            view! { <OnChainConfirm order=order preview=preview note=note busy=busy back=back /> }.into_any()
        }
        None => {
            let on_order = Callback::new(move |order| {
                gathered.order.set(Some(order));
                event.run(E::Previewed);
            });
            view! { <OnChainForm target=target on_order=on_order back=back /> }.into_any()
        }
    }
}

/// Paste or type the invoice.
#[component]
fn Input(
    /// Where it goes.
    gathered: SendFlowData,
    /// What happens.
    event: Callback<E>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let clipboard_refused = RwSignal::new(false);
    let empty = move || gathered.text.with(|text| text.trim().is_empty());
    let submit = move |submit: leptos::ev::SubmitEvent| {
        submit.prevent_default();
        if !gathered.checking.get_untracked() && !untrack(empty) {
            check(session, gathered, event);
        }
    };
    let paste = Callback::new(move |()| {
        spawn_local(async move {
            match intl::paste().await {
                Some(text) => {
                    let _ = gathered.text.try_set(text.trim().to_owned());
                    check(session, gathered, event);
                }
                None => {
                    let _ = clipboard_refused.try_set(true);
                }
            }
        });
    });
    view! {
        <Screen
            name="send"
            money=true
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| event.run(E::Back))
        >
            <form class="form" on:submit=submit novalidate>
                <div class="field">
                    <label for=ids::SEND_INPUT>{texts.invoice}</label>
                    <textarea
                        id=ids::SEND_INPUT
                        rows="5"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        class="code"
                        prop:value=move || gathered.text.get()
                        on:input=move |event| {
                            gathered.problem.set(None);
                            gathered.text.set(event_target_value(&event));
                        }
                    ></textarea>
                    <LinkButton
                        id=ids::SEND_SCAN
                        label=texts.scan
                        on_press=Callback::new(move |()| event.run(E::Scan))
                    />
                    <LinkButton id=ids::SEND_PASTE label=texts.paste on_press=paste />
                    <Show when=move || clipboard_refused.get()>
                        <p class="hint" role="status">
                            {texts.paste_failed}
                        </p>
                    </Show>
                </div>
                <ProblemNote id=ids::SEND_PROBLEM problem=gathered.problem />
                <Actions>
                    <Primary
                        id=ids::SEND_CHECK
                        submit=true
                        busy=gathered.checking
                        disabled=Signal::derive(empty)
                        label=move || if gathered.checking.get() { texts.checking } else { texts.check }
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// Asks what the text would pay.
fn check(session: Session, gathered: SendFlowData, event: Callback<E>) {
    gathered.checking.set(true);
    gathered.problem.set(None);
    let text = gathered.text.get_untracked().trim().to_owned();
    session.ask(Request::Check { text }, move |answer| take(session, gathered, event, answer));
}

/// Goes on with what the text, or the service, turned out to be.
fn take(session: Session, gathered: SendFlowData, event: Callback<E>, answer: Result<Answer, Problem>) {
    let _ = gathered.checking.try_set(false);
    match answer {
        Ok(Answer::Payable(payable)) => {
            let amount = payable.amount_msat;
            let _ = gathered.amount_msat.try_set(amount.unwrap_or(0));
            let _ = gathered.payable.try_set(Some(payable));
            let _ = event.try_run(E::Read { amount: amount.is_some() });
        }
        Ok(Answer::ChainTarget(target)) => {
            let _ = gathered.target.try_set(Some(target));
            let _ = event.try_run(E::Address);
        }
        Ok(Answer::PayOffer(offer)) => {
            let _ = gathered.offered.try_set(Some(ServiceOffer::Pay(offer)));
            let _ = event.try_run(E::Offered);
        }
        Ok(Answer::WithdrawOffer(offer)) => {
            let _ = gathered.offered.try_set(Some(ServiceOffer::Withdraw(offer)));
            let _ = event.try_run(E::Offered);
        }
        // A withdrawal: from here on it is an invoice like any other. Whoever left this screen meanwhile stays where they are.
        Ok(Answer::Invoice(invoice)) => {
            if gathered.problem.try_set(None).is_none() {
                session.replace(Route::Receive(invoice.payment_hash));
            }
        }
        Ok(_) => {}
        Err(why) => {
            if matches!(&why, Problem::NotAnInvoice { what } if what.is_secret()) {
                let _ = gathered.text.try_set(String::new());
            }
            let _ = gathered.problem.try_set(Some(why));
        }
    }
}

/// Orders the payment. From the answer on it stands among the activities, whatever becomes of this screen.
fn pay(session: Session, gathered: SendFlowData, most_fee_msat: u64, event: Callback<E>) {
    let Some(payable) = gathered.payable.get_untracked() else { return };
    let amount_msat = match payable.amount_msat {
        Some(_) => None,
        None => Some(gathered.amount_msat.get_untracked()),
    };
    let hash = &payable.payment_hash;
    gathered.followed.set(session.peek(|view| FollowedPayment::of(hash, &view.activities)));
    // The second tap, after the question.
    let again = gathered.problem.get_untracked() == Some(Problem::PaidJustNow);
    gathered.paying.set(true);
    gathered.problem.set(None);
    let order = Request::Pay { invoice: payable.invoice, amount_msat, most_fee_msat, again };
    session.ask(order, move |answer| {
        let _ = gathered.paying.try_set(false);
        match answer {
            Ok(_) => drop(event.try_run(E::Started)),
            Err(why) => {
                let _ = gathered.problem.try_set(Some(why));
            }
        }
    });
}
