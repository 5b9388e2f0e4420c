//! H4: every payment.

use leptos::prelude::*;
use lifeboat_messages::{Activity as PinEntry, Answer, ChainKind, Direction, Outcome, Request, Stage};

use super::closed::Closed;
use crate::{
    components::{Icon, Screen, Secondary, Symbol, session},
    history::{end_of_page, is_over, merge},
    ids,
    route::Route,
    state::Session,
};

/// The list.
#[component]
pub fn Activity() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let newest = session.slice(|view| view.activities.clone());
    let all = session.slice(|view| view.payments.all);
    let (seen, asking) = (RwSignal::new(Vec::<PinEntry>::new()), RwSignal::new(false));
    // What slides out of the newest stays on the list.
    Effect::new(move |_| {
        let newest = newest.get().unwrap_or_default();
        seen.update(|seen| merge(seen, newest));
    });
    let activities = Memo::new(move |_| newest.get().map(|_| seen.get()));
    let paid = move || seen.with(|seen| seen.iter().filter(|entry| !entry.is_asked()).count());
    let more = move || all.get().unwrap_or(0) > paid();
    let older = Callback::new(move |()| {
        let Some(after) = seen.with_untracked(|seen| end_of_page(seen)) else { return };
        asking.set(true);
        session.ask(Request::Payments { after }, move |answer| {
            let _ = asking.try_set(false);
            if let Ok(Answer::Payments { payments }) = answer {
                let _ = seen.try_update(|seen| merge(seen, payments));
            }
        });
    });
    view! {
        <Screen
            name="activity"
            money=true
            heading=texts.activity.heading
            sentence=texts.activity.sentence
            back=Callback::new(move |()| session.go(Route::Home))
        >
            <ActivityRows id=ids::ACTIVITY_LIST activities=activities />
            <Closed />
            <Show when=more>
                <Secondary
                    id=ids::ACTIVITY_OLDER
                    label=texts.activity.older
                    disabled=asking
                    on_press=older
                />
            </Show>
        </Screen>
    }
}

/// Payments, or that there are none yet.
#[component]
pub fn ActivityRows(
    /// From `ids`, if a test looks at it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// Newest first.
    activities: Memo<Option<Vec<PinEntry>>>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    // An invoice that is over is gone without a word of the worker.
    let activities = Memo::new(move |_| {
        let now = session.now.get();
        let list = activities.get().unwrap_or_default();
        list.into_iter().filter(|entry| !is_over(entry, now)).collect::<Vec<_>>()
    });
    view! {
        <ul id=id class="rows">
            <For
                each=move || activities.get()
                key=|it| (it.id.clone(), format!("{:?}", it.outcome), it.saved, it.own_note.clone())
                let:activity
            >
                <ActivityRow activity=activity />
            </For>
        </ul>
        <Show when=move || activities.with(Vec::is_empty)>
            <p class="empty">
                <strong>{texts.no_activity}</strong>
                {texts.no_activity_hint}
            </p>
        </Show>
    }
}

/// One payment in a list, or an invoice; opens its own screen.
#[component]
fn ActivityRow(
    /// The payment.
    activity: PinEntry,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().activity;
    let incoming = activity.direction == Direction::In;
    let asked = activity.is_asked();
    let (title, outcome) = match (&activity.outcome, incoming) {
        (Outcome::Done, true) => (texts.received, "done"),
        (Outcome::Done, false) => (texts.sent, "done"),
        (Outcome::Pending { stage: Stage::Asked { .. } }, _) => (texts.asked, "asked"),
        (Outcome::Pending { stage }, incoming) => {
            let title = match (stage, incoming) {
                (Stage::Starting, _) => texts.starting,
                (Stage::Saving, false) => texts.saving,
                (_, true) => texts.pending_in,
                (Stage::UnderWay | Stage::Offered | Stage::Unconfirmed | Stage::Asked { .. }, false) => {
                    texts.pending_out
                }
            };
            (title, "pending")
        }
        (Outcome::Failed { .. }, true) => (texts.refused, "failed"),
        (Outcome::Failed { .. }, false) => (texts.failed, "failed"),
    };
    let title = match (&activity.outcome, &activity.on_chain) {
        (Outcome::Pending { stage: Stage::Offered }, _) => texts.offered,
        (Outcome::Pending { stage: Stage::Unconfirmed }, _) => texts.unconfirmed,
        (Outcome::Done, Some(on_chain)) => match on_chain.kind {
            ChainKind::Sweep => texts.sweep,
            ChainKind::Close => texts.close,
            ChainKind::Received | ChainKind::Sent => title,
        },
        _ => title,
    };
    let symbol = match (&activity.outcome, incoming) {
        (Outcome::Pending { .. }, _) => Symbol::Clock,
        (Outcome::Failed { .. }, _) => Symbol::Cross,
        (Outcome::Done, true) => Symbol::Receive,
        (Outcome::Done, false) => Symbol::Send,
    };
    // A sign, so that direction does not hang on a colour.
    let sign = if incoming { "+" } else { "−" };
    let amount = activity.amount_msat;
    let shown = move || {
        if session.hidden.get() {
            "• • •".to_owned()
        } else if asked {
            asked_amount(session, amount)
        } else {
            format!("{sign}{}", session.amount(amount))
        }
    };
    // The note says more than the direction, which the sign and the second line tell anyway.
    let note =
        activity.own_note.clone().or_else(|| Some(activity.note.clone()).filter(|note| !note.is_empty()));
    let (title, state) = note.map_or_else(|| (title.to_owned(), None), |note| (note, Some(title)));
    let at = activity.at_ms;
    let to =
        if asked { Route::Receive(activity.hash().to_owned()) } else { Route::Payment(activity.id.clone()) };
    view! {
        <li>
            <button
                class=format!("row {}", ids::ACTIVITY_ROW)
                type="button"
                data-hash=activity.hash().to_owned()
                data-outcome=outcome
                data-direction=if incoming { "in" } else { "out" }
                data-msat=amount.to_string()
                data-fee-msat=activity.fee_msat.to_string()
                data-saved=activity.saved.to_string()
                on:click=move |_| session.go(to.clone())
            >
                <span class="row-icon"><Icon symbol=symbol /></span>
                <span class="row-text">
                    <span class="row-title">{title}</span>
                    <span class="row-hint">
                        {state.map(|state| format!("{state} · "))} {move || session.ago(at)}
                    </span>
                </span>
                <span class="row-amount" class:is-in=incoming && !asked>
                    {shown}
                </span>
            </button>
        </li>
    }
}

/// What an invoice asks for: without a sign, for nothing has moved.
fn asked_amount(session: Session, msat: u64) -> String {
    if msat == 0 { session.texts().receive.any_amount.to_owned() } else { session.amount(msat) }
}
