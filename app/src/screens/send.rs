//! H3: paste, check, amount, confirm, result.

mod confirm;
mod fee;
mod on_chain;
mod on_chain_confirm;
mod result;
mod scan;
mod service;
mod withdraw_fee;

pub use confirm::Confirm;
use confirm::{AmountScreen, ConfirmedPayment};
pub use on_chain::OnChainForm;
pub use on_chain_confirm::OnChainConfirm;
pub use result::SendResult;
pub use scan::Scan;
pub use service::{ServiceForm, ServiceOffer};
pub use withdraw_fee::WithdrawFee;

use leptos::prelude::*;
use lifeboat_messages::{Answer, ChainTarget, Invoice, Payable, Problem, Request, SendOrder, SendPreview};

use crate::{
    components::{Actions, LinkButton, Primary, ProblemNote, Screen, When, live, session},
    flow::{
        FlowStep,
        send::{FollowedPayment, SendEvent as E, SendStep as S},
    },
    ids,
    route::Route,
    state::{Session, effect_after, flow_nav::Flow, intl, spawn},
};

/// A payment to an address, its total, and a word for the history.
type ChainOrder = (SendOrder, SendPreview, String);

/// What the flow has gathered.
#[derive(Clone, Copy)]
pub struct SendFlowData {
    flow: Flow<S>,
    text: RwSignal<String>,
    payable: RwSignal<Option<Payable>>,
    target: RwSignal<Option<ChainTarget>>,
    offered: RwSignal<Option<ServiceOffer>>,
    /// What a service would pay, for a fee.
    unagreed: RwSignal<Option<Invoice>>,
    order: RwSignal<Option<ChainOrder>>,
    amount_msat: RwSignal<u64>,
    problem: RwSignal<Option<Problem>>,
    followed: RwSignal<Option<FollowedPayment>>,
}

/// All steps of the flow, one at a time.
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
        flow,
        text: RwSignal::new(linked.unwrap_or_default()),
        payable: RwSignal::new(None),
        target: RwSignal::new(None),
        offered: RwSignal::new(None),
        unagreed: RwSignal::new(None),
        order: RwSignal::new(None),
        amount_msat: RwSignal::new(0),
        problem: RwSignal::new(None),
        followed: RwSignal::new(None),
    };
    let event = Callback::new(move |event: E| flow.follow(flow.now().next(event)));
    session.ask(Request::PrepareToPay, |_| {});
    // What went wrong on a step is not said of the one before it, whichever Back leads there.
    effect_after(move |before: Option<S>| {
        let step = flow.step.get();
        if before.is_some_and(|before| before.may_go(step)) {
            gathered.problem.set(None);
        }
        step
    });
    live(move || match (flow.step.get(), gathered.payable.get_untracked()) {
        (S::Amount, Some(payable)) => {
            let question = paid_before(&payable);
            let on_amount = Callback::new(move |msat| {
                gathered.amount_msat.set(msat);
                gathered.problem.set(question.clone());
                event.run(E::Amount);
            });
            let back = Callback::new(move |()| event.run(E::Back));
            view! { <AmountScreen payable=payable on_amount=on_amount back=back /> }.into_any()
        }
        (S::Confirm, Some(payable)) => {
            let pay = Callback::new(move |confirmed| pay(session, gathered, &confirmed, event));
            view! {
                <Confirm
                    payable=payable
                    amount_msat=gathered.amount_msat.get_untracked()
                    busy=flow.ordering
                    problem=gathered.problem
                    on_pay=pay
                    back=Callback::new(move |()| event.run(E::Back))
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
        (S::WithdrawFee, _) => withdraw_fee(session, gathered, event),
        (S::OnChain | S::OnChainConfirm, _) => on_chain(flow.step.get(), gathered, event),
        _ => view! { <Input gathered=gathered event=event /> }.into_any(),
    })
}

/// The step of a service.
fn service(session: Session, gathered: SendFlowData, event: Callback<E>) -> AnyView {
    let Some(offered) = gathered.offered.get_untracked() else {
        return view! { <Input gathered=gathered event=event /> }.into_any();
    };
    let asked = offered.clone();
    let on_ask = Callback::new(move |(amount_msat, comment)| {
        let request = match asked.clone() {
            ServiceOffer::Pay(offer) => Request::AskService { offer, amount_msat, comment },
            ServiceOffer::Withdraw(offer) => Request::Withdraw { offer, amount_msat },
        };
        ask(session, gathered, event, request);
    });
    let back = Callback::new(move |()| event.run(E::Back));
    let (busy, problem) = (gathered.flow.waits(), gathered.problem);
    view! { <ServiceForm offered=offered busy=busy problem=problem on_ask=on_ask back=back /> }.into_any()
}

/// The step of a withdrawal that costs something.
fn withdraw_fee(session: Session, gathered: SendFlowData, event: Callback<E>) -> AnyView {
    let (Some(ServiceOffer::Withdraw(offer)), Some(invoice)) =
        (gathered.offered.get_untracked(), gathered.unagreed.get_untracked())
    else {
        return view! { <Input gathered=gathered event=event /> }.into_any();
    };
    let (host, payment_hash) = (offer.host.clone(), invoice.payment_hash.clone());
    let on_agree = Callback::new(move |()| {
        let request = Request::HandOver { offer: offer.clone(), payment_hash: payment_hash.clone() };
        ask(session, gathered, event, request);
    });
    let back = Callback::new(move |()| event.run(E::Back));
    let (busy, problem) = (gathered.flow.waits(), gathered.problem);
    view! { <WithdrawFee host=host invoice=invoice busy=busy problem=problem on_agree=on_agree back=back /> }
        .into_any()
}

/// The steps of a payment to an address.
fn on_chain(step: S, gathered: SendFlowData, event: Callback<E>) -> AnyView {
    let Some(target) = gathered.target.get_untracked() else {
        return view! { <Input gathered=gathered event=event /> }.into_any();
    };
    let back = Callback::new(move |()| event.run(E::Back));
    match gathered.order.get_untracked().filter(|_| step == S::OnChainConfirm) {
        Some((order, preview, note)) => {
            let busy = gathered.flow.ordering;
            view! { <OnChainConfirm order=order preview=preview note=note busy=busy back=back /> }.into_any()
        }
        None => {
            let note = target.label.clone();
            let on_order = Callback::new(move |(order, preview)| {
                gathered.order.set(Some((order, preview, note.clone())));
                event.run(E::Previewed);
            });
            view! { <OnChainForm target=target on_order=on_order back=back /> }.into_any()
        }
    }
}

/// Paste or type the invoice.
#[component]
fn Input(
    /// What the flow has gathered so far.
    gathered: SendFlowData,
    /// Takes what happens on the screen.
    event: Callback<E>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().send;
    let clipboard_refused = RwSignal::new(false);
    let empty = move || gathered.text.with(|text| text.trim().is_empty());
    let checking = gathered.flow.waits();
    let submit = move |submit: leptos::ev::SubmitEvent| {
        submit.prevent_default();
        if !checking.get_untracked() && !untrack(empty) {
            check(session, gathered, event);
        }
    };
    let paste = Callback::new(move |()| {
        spawn(async move {
            match intl::paste().await {
                // A user who moved on while the browser was asking sees another screen by now.
                Some(_) if gathered.flow.step.try_get_untracked() != Some(S::Input) => {}
                Some(text) => {
                    gathered.text.set(text.trim().to_owned());
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
                            gathered.flow.give_up();
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
                    <When when=move || clipboard_refused.get()>
                        <p class="hint" role="status">
                            {texts.paste_failed}
                        </p>
                    </When>
                </div>
                <ProblemNote id=ids::SEND_PROBLEM problem=gathered.problem />
                <Actions>
                    <Primary
                        id=ids::SEND_CHECK
                        submit=true
                        busy=checking
                        disabled=Signal::derive(empty)
                        label=move || if checking.get() { texts.checking } else { texts.check }
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// Asks what the text would pay.
fn check(session: Session, gathered: SendFlowData, event: Callback<E>) {
    let text = gathered.text.get_untracked().trim().to_owned();
    ask(session, gathered, event, Request::Check { text });
}

/// Asks what leads to the next step.
fn ask(session: Session, gathered: SendFlowData, event: Callback<E>, request: Request) {
    gathered.problem.set(None);
    let text = gathered.text.get_untracked();
    let Some(question) = gathered.flow.ask() else { return };
    session.ask(request, move |answer| {
        // Wherever the user is by now: a secret does not stay in the field.
        if matches!(&answer, Err(Problem::NotAnInvoice { what }) if what.is_secret()) {
            let _ = gathered.text.try_update(|now| {
                if *now == text {
                    now.clear()
                }
            });
        }
        if gathered.flow.follows(question) {
            take(session, gathered, event, answer);
        }
    });
}

/// Continues with whatever the text, or the service, turned out to be.
fn take(session: Session, gathered: SendFlowData, event: Callback<E>, answer: Result<Answer, Problem>) {
    match answer {
        Ok(Answer::Payable(payable)) => {
            let amount = payable.amount_msat;
            let _ = gathered.problem.try_set(paid_before(&payable));
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
        Ok(Answer::Unagreed(invoice)) => {
            let _ = gathered.unagreed.try_set(Some(invoice));
            let _ = event.try_run(E::Costs);
        }
        // A withdrawal: from here on it is an invoice like any other.
        Ok(Answer::Invoice(invoice)) => session.replace(Route::Receive(invoice.payment_hash)),
        Ok(_) => {}
        Err(why) => {
            let _ = gathered.problem.try_set(Some(why));
        }
    }
}

/// What is asked before it is paid, although nothing is wrong with the invoice.
fn paid_before(payable: &Payable) -> Option<Problem> {
    payable.paid_on_chain.then_some(Problem::PaidJustNow)
}

/// Orders the payment. From the answer on it is among the activities, whatever becomes of this screen.
fn pay(session: Session, gathered: SendFlowData, confirmed: &ConfirmedPayment, event: Callback<E>) {
    let hash = &confirmed.payable.payment_hash;
    gathered.followed.set(session.peek(|view| FollowedPayment::of(hash, &view.activities)));
    gathered.flow.ordering.set(true);
    gathered.problem.set(None);
    session.ask(confirmed.request(), move |answer| {
        let _ = gathered.flow.ordering.try_set(false);
        match answer {
            Ok(_) => drop(event.try_run(E::Started)),
            Err(why) => {
                let _ = gathered.problem.try_set(Some(why));
            }
        }
    });
}
