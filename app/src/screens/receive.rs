//! H2: ask to be paid, show the invoice, see the money arrive.

mod invoice;

use invoice::InvoiceScreen;

use leptos::prelude::*;
use lifeboat_messages::{Answer, Invoice, Outcome, Problem, Request};

use crate::{
    amount,
    components::{Actions, AmountField, Disc, Field, Primary, ProblemNote, Screen, session},
    ids,
    route::Route,
    text::fill,
};

/// Form, invoice, received: which one follows from what there is.
#[component]
pub fn Receive() -> impl IntoView {
    let session = session();
    let invoice = RwSignal::new(None::<Invoice>);
    let arrived = session.slice(|view| view.activities.clone());
    // Survives the payment's sliding down the list: only the hash counts.
    let payment = Memo::new(move |_| {
        let id = format!("in/{}", invoice.get()?.payment_hash);
        arrived.get()?.into_iter().find(|activity| activity.id == id)
    });
    let done = Memo::new(move |_| {
        payment.get().filter(|payment| payment.outcome == Outcome::Done).map(|payment| payment.amount_msat)
    });
    move || match (done.get(), invoice.get()) {
        (Some(msat), _) => view! { <Received msat=msat /> }.into_any(),
        (None, Some(shown)) => {
            let arriving = Signal::derive(move || payment.get().is_some());
            let again = Callback::new(move |()| invoice.set(None));
            view! { <InvoiceScreen invoice=shown arriving=arriving on_again=again /> }.into_any()
        }
        (None, None) => view! { <Form invoice=invoice /> }.into_any(),
    }
}

/// Amount and note.
#[component]
fn Form(
    /// Where the invoice goes.
    invoice: RwSignal<Option<Invoice>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let typed = RwSignal::new(String::new());
    let note = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<Problem>);
    let amount = move || amount::parse(&typed.get(), session.unit.get()).filter(|msat| *msat > 0);
    let valid = move || typed.get().trim().is_empty() || amount().is_some();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() || !untrack(valid) {
            return;
        }
        busy.set(true);
        problem.set(None);
        let request =
            Request::Receive { amount_msat: untrack(amount), note: note.get_untracked().trim().to_owned() };
        session.ask(request, move |answer| {
            let _ = busy.try_set(false);
            match answer {
                Ok(Answer::Invoice(new)) => {
                    let _ = invoice.try_set(Some(new));
                }
                Ok(_) => {}
                Err(why) => {
                    let _ = problem.try_set(Some(why));
                }
            }
        });
    };
    view! {
        <Screen
            name="receive"
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| session.go(Route::Home))
        >
            <form class="form" on:submit=submit novalidate>
                <AmountField id=ids::RECEIVE_AMOUNT value=typed focus=true />
                <Field
                    id=ids::RECEIVE_NOTE
                    label=texts.note
                    value=note
                    hint=texts.note_hint
                    most=200
                />
                <ProblemNote id=ids::RECEIVE_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::RECEIVE_CREATE
                        submit=true
                        busy=busy
                        disabled=Signal::derive(move || !valid())
                        label=move || if busy.get() { texts.creating } else { texts.create }
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// The money is here.
#[component]
fn Received(
    /// How much.
    msat: u64,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let sentence = move || fill(texts.received_sentence, &[("amount", &session.amount(msat))]);
    session.say(untrack(sentence));
    view! {
        <Screen name="received" disc=Disc::Success heading=texts.received sentence=sentence>
            <Actions>
                <Primary
                    id=ids::RECEIVED_DONE
                    label=session.texts().common.done
                    on_press=Callback::new(move |()| session.go(Route::Home))
                />
            </Actions>
        </Screen>
    }
}
