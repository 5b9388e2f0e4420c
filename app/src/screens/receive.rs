//! H2: ask to be paid, show the invoice, see the money arrive.

mod address;
mod invoice;

pub use address::AddressScreen;
pub use invoice::InvoiceScreen;

use leptos::prelude::*;
use lifeboat_messages::{Activity, Answer, BackupStatus, Invoice, Outcome, Phase, Problem, Request};

use crate::{
    components::{
        Actions, AmountField, Field, LinkButton, Primary, ProblemNote, Screen, Topic, When, live, session,
    },
    ids, room,
    route::Route,
    state::{Session, effect},
};

/// Form, invoice, received: which one follows from the address and from what there is. The address names the
/// invoice, so that Back, a reload and the activity lead to it again.
#[component]
pub fn Receive() -> impl IntoView {
    let session = session();
    let invoice = RwSignal::new(None::<Invoice>);
    let hash = Memo::new(move |_| session.route.get().step().to_owned());
    let arrived = session.slice(|view| view.activities.clone());
    // Survives the payment's sliding down the list: only the hash counts.
    let payment = Memo::new(move |_| {
        let id = format!("in/{}", hash.get());
        arrived.get()?.into_iter().find(|activity| activity.id == id && !activity.is_asked())
    });
    let done = Memo::new(move |_| {
        payment.get().filter(|payment| payment.outcome == Outcome::Done).map(|payment| payment.amount_msat)
    });
    // Before that, not even this device's copy of the wallet may be open.
    let ready = Memo::new(move |_| session.phase().get() == Phase::Ready);
    effect(move || {
        let (hash, ready) = (hash.get(), ready.get());
        let shown = |shown: &Option<Invoice>| shown.as_ref().is_some_and(|shown| shown.payment_hash == hash);
        if invoice.with_untracked(shown) {
            return;
        }
        // Only where there is one: what is being typed meanwhile stays.
        if invoice.with_untracked(Option::is_some) {
            invoice.set(None);
        }
        if ready && !hash.is_empty() && hash != Route::ON_CHAIN {
            show_again(session, hash, invoice, payment);
        }
    });
    live(move || {
        // This is asked first, so that changes of invoices do not rebuild the address screen.
        if hash.with(|hash| hash == Route::ON_CHAIN) {
            return view! { <AddressScreen /> }.into_any();
        }
        match (done.get(), invoice.get()) {
            (Some(msat), _) => view! { <Received msat=msat /> }.into_any(),
            (None, Some(shown)) => {
                let arriving = Signal::derive(move || payment.get().is_some());
                let again = Callback::new(move |()| session.go(Route::Receive(String::new())));
                view! { <InvoiceScreen invoice=shown arriving=arriving on_again=again /> }.into_any()
            }
            (None, None) if hash.with(String::is_empty) => view! { <Form invoice=invoice /> }.into_any(),
            (None, None) => ().into_any(),
        }
    })
}

/// Asks for the invoice of an address. One that can no longer be paid leads to its payment, or to a new invoice.
fn show_again(
    session: Session,
    payment_hash: String,
    invoice: RwSignal<Option<Invoice>>,
    payment: Memo<Option<Activity>>,
) {
    session.ask(Request::Invoice { payment_hash }, move |answer| {
        if let Ok(Answer::Invoice(open)) = answer {
            drop(invoice.try_set(Some(open)));
            return;
        }
        // The screen may be gone meanwhile; a payment that is here already is shown.
        match payment.try_get_untracked() {
            None => {}
            Some(Some(paid)) if paid.outcome == Outcome::Done => {}
            Some(Some(paid)) => session.replace(Route::Payment(paid.id)),
            Some(None) => session.replace(Route::Receive(String::new())),
        }
    });
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
    let amount = move || session.parse_amount(&typed.get()).filter(|msat| *msat > 0);
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
                    let shown = Route::Receive(new.payment_hash.clone());
                    if invoice.try_set(Some(new)).is_none() {
                        session.go(shown);
                    }
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
            money=true
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
                <Room />
                <WaitsForBackup />
                <ProblemNote id=ids::RECEIVE_PROBLEM problem=problem />
                <Actions>
                    <Primary
                        id=ids::RECEIVE_CREATE
                        submit=true
                        busy=busy
                        disabled=Signal::derive(move || !valid())
                        label=move || if busy.get() { texts.creating } else { texts.create }
                    />
                    <LinkButton
                        id=ids::RECEIVE_ON_CHAIN
                        label=texts.on_chain
                        on_press=Callback::new(move |()| {
                            session.go(Route::Receive(Route::ON_CHAIN.to_owned()));
                        })
                    />
                </Actions>
            </form>
        </Screen>
    }
}

/// The text before an invoice is made: what can come in through the existing channels, and when a new one is opened.
#[component]
fn Room() -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let room = session.slice(room::of);
    live(move || {
        let text = match room.get().flatten()? {
            0 => texts.room_none.to_owned(),
            sat => texts.room(&session.amount(sat * 1000)),
        };
        Some(view! { <p id=ids::RECEIVE_ROOM class="hint">{text}</p> })
    })
}

/// Said before anybody pays: while the backup waits, a payment cannot arrive.
#[component]
fn WaitsForBackup() -> impl IntoView {
    let session = session();
    let waits = session.slice(|view| match &view.backup {
        // No payment waits for what is to be deleted.
        BackupStatus::Waiting { problem, .. } | BackupStatus::Paused { problem } => {
            *problem != Problem::OldPhraseFile
        }
        BackupStatus::Off
        | BackupStatus::Checking
        | BackupStatus::Saving
        | BackupStatus::Saved { .. }
        | BackupStatus::Fenced { .. } => false,
    });
    view! {
        <When when=move || waits.get() == Some(true)>
            <p class="notice" role="status">
                {session.texts().receive.waits_for_backup}
            </p>
        </When>
    }
}

/// The money is here.
#[component]
pub fn Received(
    /// The amount that came in, msat.
    msat: u64,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().receive;
    let sentence = move || texts.received_sentence(&session.amount(msat));
    session.say(untrack(sentence));
    view! {
        <Screen name="received" disc=Topic::Success heading=texts.received sentence=sentence>
            <Actions>
                <Primary
                    id=ids::RECEIVED_DONE
                    label=session.texts().common.done
                    on_press=Callback::new(move |()| session.replace(Route::Home))
                />
            </Actions>
        </Screen>
    }
}
