//! H4, detail: fee, proof, and whether this payment is in the backup.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Direction, Outcome};

use crate::{
    components::{Disc, Fact, Panel, Screen, session},
    ids,
    route::Route,
};

/// One payment.
#[component]
pub fn Payment(
    /// Its hash, from the address.
    hash: String,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let back = Callback::new(move |()| session.go(Route::Activity));
    let payment = session.slice(move |view| view.activities.iter().find(|a| a.id == hash).cloned());
    let off = session.slice(|view| view.backup == BackupStatus::Off);
    move || {
        let t = &texts.activity;
        let Some(payment) = payment.get().flatten() else {
            return view! {
                <Screen name="payment" heading=t.heading sentence=t.unknown back=back>
                    ""
                </Screen>
            }
            .into_any();
        };
        let incoming = payment.direction == Direction::In;
        let (heading, disc) = match (&payment.outcome, incoming) {
            (Outcome::Done, true) => (t.detail_received, Disc::Success),
            (Outcome::Done, false) => (t.detail_sent, Disc::Success),
            (Outcome::Pending, _) => (t.detail_pending, Disc::Lightning),
            (Outcome::Failed { .. }, _) => (t.detail_failed, Disc::Error),
        };
        let why = match &payment.outcome {
            Outcome::Failed { problem } => Some((texts.explain(problem).title, session.fix(problem))),
            _ => None,
        };
        let saved = if payment.saved {
            t.saved
        } else if off.get() == Some(true) {
            t.no_backup
        } else {
            t.not_saved
        };
        let (amount, fee) = (payment.amount_msat, payment.fee_msat);
        let note = (!payment.note.is_empty()).then(|| payment.note.clone());
        view! {
            <Screen name="payment" disc=disc heading=heading back=back>
                {why
                    .map(|(title, fix)| {
                        view! {
                            <Panel title=t.why>
                                <p>{title} ". " {fix}</p>
                            </Panel>
                        }
                    })}
                <dl class="facts">
                    <Fact id=ids::PAYMENT_AMOUNT name=t.amount value=move || session.amount(amount) />
                    <div class="fact">
                        <dt>{if incoming { t.fee_in } else { t.fee_out }}</dt>
                        <dd id=ids::PAYMENT_FEE data-msat=fee.to_string()>
                            {move || session.amount(fee)}
                        </dd>
                    </div>
                    <Fact name=t.when value=session.date(payment.at_ms) />
                    {note.map(|note| view! { <Fact name=t.note value=note /> })}
                    <div class="fact">
                        <dt>{t.backup}</dt>
                        <dd id=ids::PAYMENT_SAVED data-saved=payment.saved.to_string()>
                            {saved}
                        </dd>
                    </div>
                    <Fact name=t.hash value=payment.id.clone() code=true />
                    {payment
                        .preimage
                        .clone()
                        .map(|preimage| {
                            view! {
                                <Fact id=ids::PAYMENT_PREIMAGE name=t.preimage value=preimage code=true />
                            }
                        })}
                </dl>
            </Screen>
        }
        .into_any()
    }
}
