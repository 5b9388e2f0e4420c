//! H4: every payment.

mod export;

use leptos::prelude::*;
use lifeboat_messages::{
    Activity as PinEntry, Answer, ChainKind, Direction, Outcome, PaymentFilter, PaymentStage, Request,
};

use super::closed::Closed;
use crate::{
    components::{Field, Icon, Screen, Secondary, Symbol, When, session},
    history::{is_over, merge, refresh},
    ids,
    route::Route,
    state::{Session, Slice, effect},
};
use export::Export;

/// The filters, in the order in which they are offered.
const FILTERS: [PaymentFilter; 4] =
    [PaymentFilter::All, PaymentFilter::Received, PaymentFilter::Sent, PaymentFilter::Waiting];

/// The search and what it has found so far. The worker searches, one page at a time.
#[derive(Clone, Copy)]
struct Search {
    session: Session,
    typed: RwSignal<String>,
    only: RwSignal<PaymentFilter>,
    /// The search whose matches are listed.
    shown: RwSignal<(String, PaymentFilter)>,
    list: RwSignal<Vec<PinEntry>>,
    /// Where the next page begins, if there is one; and whether there is more than the first one on the list.
    more: RwSignal<Option<String>>,
    deep: StoredValue<bool>,
    /// Something is asked for; and once more, for something has changed meanwhile.
    asking: RwSignal<bool>,
    again: StoredValue<bool>,
}

impl Search {
    /// Beginning with what the page knows.
    fn new(session: Session, text: String) -> Search {
        Search {
            session,
            typed: RwSignal::new(text),
            only: RwSignal::default(),
            shown: RwSignal::default(),
            list: RwSignal::new(session.peek(|view| view.activities.clone()).unwrap_or_default()),
            more: RwSignal::default(),
            deep: StoredValue::default(),
            asking: RwSignal::default(),
            again: StoredValue::default(),
        }
    }

    /// Asks for the first page, or for the next one.
    fn ask(self, after: Option<String>) {
        if self.asking.get_untracked() {
            return self.again.set_value(true);
        }
        self.asking.set(true);
        let wanted = (self.typed.get_untracked().trim().to_owned(), self.only.get_untracked());
        let new = self.shown.with_untracked(|shown| *shown != wanted);
        // The next page is one of what is on the list.
        let after = after.filter(|_| !new);
        let (first, (text, only)) = (after.is_none(), wanted.clone());
        self.session.ask(Request::Search { text, only, after }, move |answer| {
            if self.asking.try_set(false).is_some() {
                // The screen is gone.
                return;
            }
            if let Ok(Answer::Matches { payments, after }) = answer {
                self.list.update(|list| match first {
                    true if new => *list = payments,
                    true => refresh(list, payments, after.as_deref()),
                    false => merge(list, payments),
                });
                self.deep.update_value(|deep| *deep = !first || *deep && !new && after.is_some());
                // Where the whole list ends is known already.
                if !first || !self.deep.get_value() {
                    self.more.set(after);
                }
                self.shown.set(wanted);
            }
            if self.again.get_value() {
                self.again.set_value(false);
                self.ask(None);
            }
        });
    }
}

/// The list, and what it is searched by.
#[component]
pub fn Activity(
    /// The text to search for at first.
    #[prop(optional, into)]
    text: String,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.activity;
    let search = Search::new(session, text);
    let newest = session.slice(|view| view.activities.clone());
    effect(move || {
        newest.with(|_| ());
        search.typed.track();
        search.only.track();
        search.ask(None);
    });
    let activities = Slice::new(move || Some(search.list.get()));
    let searched = Memo::new(move |_| search.shown.get() != <(String, PaymentFilter)>::default());
    let options = [t.only_all, t.only_received, t.only_sent, t.only_waiting].into_iter().enumerate();
    let choose = move |event| {
        let chosen = event_target_value(&event).parse().ok().and_then(|at: usize| FILTERS.get(at).copied());
        search.only.set(chosen.unwrap_or_default());
    };
    view! {
        <Screen
            name="activity"
            money=true
            heading=t.heading
            sentence=t.sentence
            back=Callback::new(move |()| session.go(Route::Home))
        >
            <div class="form is-above" role="search">
                <Field id=ids::ACTIVITY_SEARCH label=t.search value=search.typed hint=t.search_hint most=200 />
                <div class="field">
                    <label for=ids::ACTIVITY_ONLY>{t.only}</label>
                    <select id=ids::ACTIVITY_ONLY on:change=choose>
                        {options
                            .map(|(at, name)| view! { <option value=at.to_string()>{name}</option> })
                            .collect_view()}
                    </select>
                </div>
            </div>
            <ActivityRows id=ids::ACTIVITY_LIST activities=activities searched=searched />
            <When when=move || !searched.get()>
                <Closed />
            </When>
            <When when=move || search.more.with(Option::is_some)>
                <Secondary
                    id=ids::ACTIVITY_OLDER
                    label=t.older
                    disabled=search.asking
                    on_press=Callback::new(move |()| search.ask(search.more.get_untracked()))
                />
            </When>
            <Export />
        </Screen>
    }
}

/// Payments, or that there are none yet.
#[component]
pub fn ActivityRows(
    /// From `ids`, if a test looks at it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// The payments, newest first.
    activities: Slice<Vec<PinEntry>>,
    /// They are what was looked for.
    #[prop(optional, into)]
    searched: Signal<bool>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().home;
    let nothing_found = session.texts().activity.nothing_found;
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
                key=|it| (it.id.clone(), standing(&it.outcome), it.saved, it.own_note.clone())
                let:activity
            >
                <ActivityRow activity=activity />
            </For>
        </ul>
        <When when=move || activities.with(Vec::is_empty)>
            <p class="empty" role="status">
                {move || match searched.get() {
                    true => nothing_found.into_any(),
                    false => view! { <strong>{texts.no_activity}</strong> {texts.no_activity_hint} }.into_any(),
                }}
            </p>
        </When>
    }
}

/// What a payment's row says of its state: its stage, or whether it succeeded.
fn standing(outcome: &Outcome) -> Result<PaymentStage, bool> {
    match outcome {
        Outcome::Pending { stage } => Ok(*stage),
        Outcome::Done => Err(true),
        Outcome::Failed { .. } => Err(false),
    }
}

/// One payment in a list, or an invoice; opens its own screen.
#[component]
fn ActivityRow(
    /// The payment of the row.
    activity: PinEntry,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().activity;
    let incoming = activity.direction == Direction::In;
    let asked = activity.is_asked();
    let (title, outcome) = match (&activity.outcome, incoming) {
        (Outcome::Done, true) => (texts.received, "done"),
        (Outcome::Done, false) => (texts.sent, "done"),
        (Outcome::Pending { stage: PaymentStage::Asked { .. } }, _) => (texts.asked, "asked"),
        (Outcome::Pending { stage }, incoming) => {
            let title = match (stage, incoming) {
                (PaymentStage::Starting, _) => texts.starting,
                (PaymentStage::Saving, false) => texts.saving,
                (_, true) => texts.pending_in,
                (PaymentStage::CallingOff, false) => texts.calling_off,
                (
                    PaymentStage::UnderWay
                    | PaymentStage::Offered
                    | PaymentStage::Unconfirmed
                    | PaymentStage::Asked { .. },
                    false,
                ) => texts.pending_out,
            };
            (title, "pending")
        }
        (Outcome::Failed { .. }, true) => (texts.refused, "failed"),
        (Outcome::Failed { .. }, false) => (texts.failed, "failed"),
    };
    let title = match (&activity.outcome, &activity.on_chain) {
        (Outcome::Pending { stage: PaymentStage::Offered }, _) => texts.offered,
        (Outcome::Pending { stage: PaymentStage::Unconfirmed }, _) => texts.unconfirmed,
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
    // A sign, so that the direction does not depend on colour.
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
