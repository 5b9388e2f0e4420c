//! H3: what came of the payment, as the view tells.

use leptos::prelude::*;
use lifeboat_messages::{BackupStatus, Outcome};

use crate::{
    components::{Actions, Disc, LinkButton, Panel, Primary, Screen, session},
    flow::send::{Known, started},
    ids,
    text::{fill, problem_name},
};

/// Follows the payment until it is done or failed; leaving does not stop it.
#[component]
pub fn SendResult(
    /// How much, msat.
    amount_msat: u64,
    /// What was there before, to recognise the payment.
    before: Known,
    /// "Done".
    on_done: Callback<()>,
    /// "Try again".
    on_again: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.send;
    let activities = session.slice(|view| view.activities.clone());
    // Once recognised, the payment is followed by its id.
    let id = Memo::new(move |known: Option<&Option<String>>| match known {
        Some(Some(id)) => Some(id.clone()),
        _ => started(&activities.get()?, &before).map(|activity| activity.id.clone()),
    });
    let outcome = Memo::new(move |_| {
        let id = id.get()?;
        activities.get()?.into_iter().find(|activity| activity.id == id).map(|a| (a.outcome, a.fee_msat))
    });
    let waits = session
        .slice(|view| matches!(view.backup, BackupStatus::Waiting { .. } | BackupStatus::Paused { .. }));
    let done = move || {
        view! { <Primary id=ids::SEND_DONE label=texts.common.done on_press=on_done /> }
    };
    move || match outcome.get() {
        Some((Outcome::Done, fee)) => {
            let sentence = move || {
                fill(t.sent, &[("amount", &session.amount(amount_msat)), ("fee", &session.amount(fee))])
            };
            session.say(untrack(sentence));
            view! {
                <Screen name="send-result" disc=Disc::Success heading=t.sent_heading sentence=sentence>
                    <div id=ids::SEND_RESULT data-state="done"></div>
                    <Actions>{done()}</Actions>
                </Screen>
            }
            .into_any()
        }
        Some((Outcome::Failed { problem }, _)) => {
            let explained = texts.explain(&problem);
            let fix = session.fix(&problem);
            view! {
                <Screen name="send-result" disc=Disc::Error heading=t.failed_heading sentence=t.failed>
                    <div id=ids::SEND_RESULT data-state="failed" data-problem=problem_name(&problem)>
                        <Panel title=explained.title>
                            <p>{explained.what} " " {fix}</p>
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
        _ => {
            let sentence = move || fill(t.pending, &[("amount", &session.amount(amount_msat))]);
            view! {
                <Screen
                    name="send-result"
                    disc=Disc::Lightning
                    heading=t.pending_heading
                    sentence=sentence
                >
                    <div id=ids::SEND_RESULT class="stack" role="status" data-state="pending">
                        <div class="bar" aria-hidden="true"></div>
                        <Show when=move || waits.get() == Some(true)>
                            <p class="notice">{t.pending_backup}</p>
                        </Show>
                    </div>
                    <Actions>{done()}</Actions>
                </Screen>
            }
            .into_any()
        }
    }
}
