//! H4, detail: fee, proof, and whether this payment is in the backup.

mod note;

use leptos::prelude::*;
use lifeboat_messages::{Activity, Answer, Direction, Outcome, PaymentStage, Problem, Request};

use crate::{
    components::{
        Actions, Fact, LinkButton, Panel, ProblemNote, Screen, Secondary, ThanksPanel, Topic, live, session,
    },
    ids,
    route::Route,
    state::{Session, Slice, intl},
};

use note::{OwnNote, note_field};

/// A payment of ours that has not been answered yet.
#[derive(Clone, PartialEq)]
struct WaitingPayment {
    hash: String,
    /// The height by which it is back; `None` while none of it has left.
    back_by_height: Option<u32>,
    given_up: bool,
}

impl WaitingPayment {
    fn of(payment: &Activity) -> Option<WaitingPayment> {
        let waits = matches!(
            payment.outcome,
            Outcome::Pending { stage: PaymentStage::Starting | PaymentStage::UnderWay }
        );
        (waits && payment.direction == Direction::Out && payment.on_chain.is_none()).then(|| WaitingPayment {
            hash: payment.hash().to_owned(),
            back_by_height: payment.back_by_height,
            given_up: payment.given_up,
        })
    }
}

/// How long a block takes on average.
const BLOCK_MS: u64 = 600_000;

/// What a payment waits for, until when, and giving it up.
#[component]
fn Waits(
    /// The waiting payment.
    waiting: WaitingPayment,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().activity;
    let WaitingPayment { hash, back_by_height, given_up } = waiting;
    let height = session.peek(|view| view.height).unwrap_or_default();
    let back_by = back_by_height.map(|at| {
        let blocks = u64::from(at.saturating_sub(height));
        session.date(intl::now_ms().saturating_add(blocks * BLOCK_MS))
    });
    let said = match (&back_by, given_up) {
        (Some(time), false) => t.waits(time),
        (Some(time), true) => t.waits_given_up(time),
        (None, _) => t.waits_starting.to_owned(),
    };
    let stop = Callback::new(move |()| {
        session.ask(Request::StopTrying { payment_hash: hash.clone() }, |_| {});
    });
    view! {
        <Panel id=ids::PAYMENT_WAITS title=t.waits_heading>
            <p>{said}</p>
            {(!given_up)
                .then(|| {
                    view! {
                        <p class="hint">{t.stop_note}</p>
                        <LinkButton id=ids::PAYMENT_STOP label=t.stop on_press=stop />
                    }
                })}
        </Panel>
    }
}

/// The state of a payment of ours on the chain that no chain server has taken.
#[derive(Clone, Copy)]
enum UnsentPayment {
    /// The payment can be called off.
    Here,
    /// The payment was called off, and the backup does not know of that yet.
    CallingOff,
    /// The payment may have left.
    Offered,
}

impl UnsentPayment {
    fn of(stage: PaymentStage) -> Option<Self> {
        match stage {
            PaymentStage::Saving => Some(Self::Here),
            PaymentStage::CallingOff => Some(Self::CallingOff),
            PaymentStage::Offered => Some(Self::Offered),
            PaymentStage::Asked { .. }
            | PaymentStage::Starting
            | PaymentStage::UnderWay
            | PaymentStage::Unconfirmed => None,
        }
    }
}

/// What the screen says about such a payment, and the button that calls it off.
#[component]
fn Leaves(
    /// The id of the payment.
    id: String,
    /// How far it is from leaving.
    unsent: UnsentPayment,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().activity;
    let problem = RwSignal::new(None::<Problem>);
    let call_off = Callback::new(move |()| {
        session.ask(Request::CallOff { id: id.clone() }, move |answer| {
            let _ = problem.try_set(answer.err());
        });
    });
    let (title, said) = match unsent {
        UnsentPayment::Here => (t.here_heading, t.here),
        UnsentPayment::CallingOff => (t.here_heading, t.calling_off_note),
        UnsentPayment::Offered => (t.offered_heading, t.offered_note),
    };
    view! {
        <Panel id=ids::PAYMENT_WAITS title=title>
            <p>{said}</p>
            <ProblemNote id=ids::PAYMENT_PROBLEM problem=problem />
            {matches!(unsent, UnsentPayment::Here)
                .then(|| view! { <LinkButton id=ids::PAYMENT_CALL_OFF label=t.call_off on_press=call_off /> })}
        </Panel>
    }
}

/// A payment with everything that is known about it.
#[component]
pub fn Payment(
    /// Its id, from the address.
    id: String,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let back = Callback::new(move |()| session.go(Route::Activity));
    // The newest travel with the view; an older one is asked for.
    let older = RwSignal::new(None::<Activity>);
    let wanted = id.clone();
    let newest = session.slice(move |view| view.activities.iter().find(|a| a.id == wanted).cloned());
    let payment = Memo::new(move |_| newest.get().flatten().or_else(|| older.get()));
    if newest.get_untracked().flatten().is_none() {
        session.ask(Request::Payment { id }, move |answer| {
            if let Ok(Answer::Payments { payments }) = answer {
                let _ = older.try_set(payments.into_iter().next());
            }
        });
    }
    let typed = note_field(payment);
    let off = session.slice(|view| !view.has_backup());
    // It is made again only when it has ended: the focus stays in the note, whatever else changes.
    let look = Memo::new(move |_| payment.with(|payment| payment.as_ref().map(|it| look(session, it))));
    let bump = Memo::new(move |_| payment.with(|payment| payment.as_ref().and_then(bump_of)));
    live(move || {
        let t = &texts.activity;
        let Some((heading, disc)) = look.get() else {
            return view! {
                <Screen name="payment" heading=t.heading sentence=t.unknown back=back>
                    ""
                </Screen>
            }
            .into_any();
        };
        let asked = payment.with_untracked(|payment| payment.as_ref().is_none_or(Activity::is_asked));
        view! {
            <Screen name="payment" money=true disc heading=heading back=back>
                {move || payment.get().map(|payment| facts(session, &payment, off))}
                {(!asked).then(|| view! { <OwnNote payment=payment typed=typed /> })}
                {move || {
                    let bump = bump.get()?;
                    let go = Callback::new(move |()| session.go(bump.clone()));
                    Some(
                        view! {
                            <Actions>
                                <Secondary id=ids::PAYMENT_BUMP label=t.bump on_press=go />
                            </Actions>
                        },
                    )
                }}
            </Screen>
        }
        .into_any()
    })
}

/// Heading and disc.
fn look(session: Session, payment: &Activity) -> (&'static str, Topic) {
    let t = &session.texts().activity;
    match (&payment.outcome, payment.direction) {
        (Outcome::Done, Direction::In) => (t.detail_received, Topic::Success),
        (Outcome::Done, Direction::Out) => (t.detail_sent, Topic::Success),
        (Outcome::Pending { stage: PaymentStage::Asked { .. } }, _) => (t.asked, Topic::Lightning),
        (Outcome::Pending { stage: PaymentStage::CallingOff }, _) => (t.calling_off, Topic::Lightning),
        (Outcome::Pending { .. }, _) => (t.detail_pending, Topic::Lightning),
        (Outcome::Failed { .. }, _) => (t.detail_failed, Topic::Error),
    }
}

/// Where the fee of a payment of ours on the chain can be raised.
fn bump_of(payment: &Activity) -> Option<Route> {
    let ours = payment.on_chain.as_ref().is_some_and(|on_chain| on_chain.to.is_some());
    let waits = matches!(
        payment.outcome,
        Outcome::Pending { stage: PaymentStage::Offered | PaymentStage::Unconfirmed }
    );
    (ours && waits).then(|| Route::Bump(payment.id.clone()))
}

/// What is known about the payment.
fn facts(session: Session, payment: &Activity, off: Slice<bool>) -> impl IntoView + use<> {
    let texts = session.texts();
    let t = &texts.activity;
    let incoming = payment.direction == Direction::In;
    let why = match &payment.outcome {
        Outcome::Failed { problem } => {
            let explained = session.explain(problem);
            Some((explained.title, explained.fix))
        }
        Outcome::Pending { .. } | Outcome::Done => None,
    };
    let saved = if payment.saved {
        t.saved
    } else if off.get() == Some(true) {
        t.no_backup
    } else {
        t.not_saved
    };
    let (amount, fee) = (payment.amount_msat, payment.fee_msat);
    let on_chain = payment.on_chain.clone();
    let fee_name = match (&on_chain, incoming) {
        (Some(_), _) => t.network_fee,
        (None, true) => t.fee_in,
        (None, false) => t.fee_out,
    };
    let fee_known = on_chain.as_ref().is_none_or(|on_chain| on_chain.fee_known);
    let hash_name = if on_chain.is_some() { t.transaction } else { t.hash };
    let ours = on_chain.as_ref().is_some_and(|on_chain| on_chain.to.is_some());
    let stage = match payment.outcome {
        Outcome::Pending { stage } if ours => Some(stage),
        Outcome::Pending { .. } | Outcome::Done | Outcome::Failed { .. } => None,
    };
    let id = payment.id.clone();
    let leaves = stage.and_then(UnsentPayment::of).map(|unsent| view! { <Leaves id=id unsent=unsent /> });
    let note = (!payment.note.is_empty()).then(|| payment.note.clone());
    view! {
        {why
            .map(|(title, fix)| {
                view! {
                    <Panel title=t.why>
                        <p>{title} ". " {fix}</p>
                    </Panel>
                }
            })}
        <ThanksPanel service=payment.service.clone() />
        {WaitingPayment::of(payment).map(|waiting| view! { <Waits waiting=waiting /> })}
        {leaves}
        <dl class="facts">
            <Fact id=ids::PAYMENT_AMOUNT name=t.amount value=move || session.amount(amount) />
            {fee_known
                .then(|| {
                    view! {
                        <div class="fact">
                            <dt>{fee_name}</dt>
                            <dd id=ids::PAYMENT_FEE data-msat=fee.to_string()>
                                {move || session.amount(fee)}
                            </dd>
                        </div>
                    }
                })}
            {on_chain
                .map(|on_chain| {
                    let confirmations = session.count(on_chain.confirmations).shown;
                    view! {
                        <Fact
                            id=ids::PAYMENT_CONFIRMATIONS
                            name=t.confirmations
                            value=confirmations
                        />
                        {on_chain.to.map(|to| view! { <Fact name=t.address value=to code=true /> })}
                    }
                })}
            <Fact name=t.when value=session.date(payment.at_ms) />
            {payment
                .service
                .clone()
                .map(|service| {
                    view! { <Fact name=texts.send.service value=service.name /> }
                })}
            {note.map(|note| view! { <Fact name=t.note value=note /> })}
            <div class="fact">
                <dt>{t.backup}</dt>
                <dd id=ids::PAYMENT_SAVED data-saved=payment.saved.to_string()>
                    {saved}
                </dd>
            </div>
            <Fact name=hash_name value=payment.hash().to_owned() code=true />
            {payment
                .preimage
                .clone()
                .map(|preimage| {
                    view! {
                        <Fact id=ids::PAYMENT_PREIMAGE name=t.preimage value=preimage code=true />
                    }
                })}
        </dl>
    }
}
