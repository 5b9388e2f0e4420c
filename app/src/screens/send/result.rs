//! H3: the outcome of the payment, as the view tells.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Outcome, PaidService, PaymentStage};

use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, ThanksPanel, Topic, When, live, session},
    flow::send::FollowedPayment,
    ids,
    text::{args, problem_name},
};

/// A payment's outcome, its fee, msat, and the service that gave its invoice.
type PaymentEnd = (Outcome, u64, Option<Box<PaidService>>);

/// Follows the payment until it is done or failed; leaving does not stop it.
#[component]
pub fn SendResult(
    /// The amount that is to be paid, msat.
    amount_msat: u64,
    /// The payment whose end is waited for.
    followed: Option<FollowedPayment>,
    /// What "Done" does.
    on_done: Callback<()>,
    /// What "Try again" does.
    on_again: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.send;
    let now = session.slice(move |view| {
        let payment = followed.as_ref()?.find(&view.activities)?;
        Some((payment.outcome.clone(), payment.fee_msat, payment.service.clone()))
    });
    // A finished payment may drop out of what the page is sent.
    let outcome = Memo::new(move |before: Option<&Option<PaymentEnd>>| {
        now.get().flatten().or_else(|| before.cloned().flatten())
    });
    let waits = session
        .slice(|view| matches!(view.backup, BackupStatus::Waiting { .. } | BackupStatus::Paused { .. }));
    let done = move || {
        view! { <Primary id=ids::SEND_DONE label=texts.common.done on_press=on_done /> }
    };
    live(move || match outcome.get() {
        Some((Outcome::Done, fee, service)) => {
            let sentence = move || {
                t.sent(args::SendSent { amount: &session.amount(amount_msat), fee: &session.amount(fee) })
            };
            session.say(untrack(sentence));
            view! {
                <Screen name="send-result" money=true disc=Topic::Success heading=t.sent_heading sentence=sentence>
                    <div id=ids::SEND_RESULT data-state="done"></div>
                    <ThanksPanel service=service />
                    <Actions>{done()}</Actions>
                </Screen>
            }
            .into_any()
        }
        Some((Outcome::Failed { problem }, ..)) => {
            let explained = session.explain(&problem);
            view! {
                <Screen name="send-result" money=true disc=Topic::Error heading=t.failed_heading sentence=t.failed>
                    <div id=ids::SEND_RESULT data-state="failed" data-problem=problem_name(&problem)>
                        <Panel title=explained.title>
                            <p>{explained.what} " " {explained.fix}</p>
                        </Panel>
                    </div>
                    <Actions>
                        {done()}
                        <LinkButton id=ids::SEND_AGAIN label=texts.common.again on_press=on_again />
                    </Actions>
                </Screen>
            }
            .into_any()
        }
        under_way => {
            let (heading, started) = match under_way {
                Some((Outcome::Pending { stage: PaymentStage::Saving }, ..)) => (t.saving_heading, true),
                Some((Outcome::Pending { stage: PaymentStage::UnderWay }, ..)) => (t.pending_heading, true),
                _ => (t.starting_heading, false),
            };
            let sentence = move || {
                let amount = session.amount(amount_msat);
                if started { t.pending(&amount) } else { t.starting(&amount) }
            };
            view! {
                <Screen
                    name="send-result"
                    money=true
                    disc=Topic::Lightning
                    heading=heading
                    sentence=sentence
                >
                    <div id=ids::SEND_RESULT class="stack" role="status" data-state="pending">
                        <div class="bar" aria-hidden="true"></div>
                        <When when=move || waits.get() == Some(true)>
                            <p class="notice">{t.pending_backup}</p>
                        </When>
                    </div>
                    <Actions>{done()}</Actions>
                </Screen>
            }
            .into_any()
        }
    })
}
