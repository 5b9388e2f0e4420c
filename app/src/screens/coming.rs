//! A closed channel: what of it comes home when.

use leptos::prelude::*;
use lifeboat_messages::{CloseReason, ClosedChannel as Shown, ComingPart, ComingStep};

use crate::{
    components::{Fact, Panel, Screen, session},
    ids,
    state::{Session, intl},
    text::args,
};

/// Who closed it, in words.
pub fn why(session: Session, reason: CloseReason) -> &'static str {
    let texts = &session.texts().channels;
    match reason {
        CloseReason::Agreed => texts.closed_agreed,
        CloseReason::ByPeer => texts.closed_by_peer,
        CloseReason::ByUs => texts.closed_by_us,
        CloseReason::NeverFunded => texts.closed_unfunded,
    }
}

/// The whole way home.
#[component]
pub fn ClosedChannel(
    /// The closed channel as it is now.
    closed: Shown,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let (t, list) = (&session.texts().channel, &session.texts().channels);
    let height = session.slice(|view| view.height);
    let (at, mine) = (closed.at_ms, closed.amount_msat.filter(|msat| *msat > 0));
    let known = [
        (t.peer, closed.peer),
        (t.funding_transaction, closed.funding),
        (t.closing_transaction, closed.closing),
    ];
    let home = closed.coming.is_empty();
    let parts = closed.coming.into_iter().map(move |part| {
        let name = step_name(part.step);
        view! {
            <li class="panel" data-step=name>
                <h2>{move || session.amount(part.amount_sat.saturating_mul(1000))}</h2>
                <p>{move || said(session, part, height.get().unwrap_or(0))}</p>
            </li>
        }
    });
    view! {
        <Screen name="channel-closed" heading=list.closed sentence=why(session, closed.why) back=back>
            <dl class="facts">
                {mine
                    .map(|msat| {
                        view! { <Fact name=list.mine value=move || session.amount(msat / 1000 * 1000) /> }
                    })}
                <Fact name=t.closed_at value=move || session.date(at) />
                {known
                    .into_iter()
                    .filter_map(|(name, value)| Some(view! { <Fact name=name value=value? code=true /> }))
                    .collect_view()}
            </dl>
            {if home {
                view! {
                    <Panel title=t.home_title>
                        <p>{t.home}</p>
                    </Panel>
                }
                .into_any()
            } else {
                view! {
                    <ol id=ids::COMING_LIST class="stack">
                        {parts.collect_view()}
                    </ol>
                    <p class="hint">{t.stay}</p>
                }
                .into_any()
            }}
        </Screen>
    }
}

/// A step in words, under this newest block.
fn said(session: Session, part: ComingPart, height: u32) -> String {
    let t = &session.texts().channel;
    let language = session.language();
    let block = |at: u32| intl::whole(at.into(), language);
    let time = |at: u32| intl::blocks(at.saturating_sub(height).max(1), language);
    match part.step {
        ComingStep::Unfunded => t.step_unfunded.to_owned(),
        ComingStep::Unheard => t.step_unheard.to_owned(),
        ComingStep::WaitsForPeer { until } => t.step_waits_for_peer(&time(until)),
        ComingStep::WaitsForHead => t.step_waits_for_head.to_owned(),
        ComingStep::Sent => t.step_sent.to_owned(),
        ComingStep::Ripens { at } => {
            t.step_ripens(args::ChannelStepRipens { height: &block(at), time: &time(at) })
        }
        ComingStep::ComesBack { at } => {
            t.step_comes_back(args::ChannelStepComesBack { height: &block(at), time: &time(at) })
        }
        ComingStep::Claimed { before } => t.step_claimed(&block(before)),
        ComingStep::Penalty => t.step_penalty.to_owned(),
        ComingStep::Free => t.step_free.to_owned(),
        ComingStep::OnTheWay => t.step_on_the_way.to_owned(),
        ComingStep::Arrived => t.step_arrived.to_owned(),
    }
}

/// The name of the step, for tests.
fn step_name(step: ComingStep) -> &'static str {
    match step {
        ComingStep::Unfunded => "unfunded",
        ComingStep::Unheard => "unheard",
        ComingStep::WaitsForPeer { .. } => "waitsForPeer",
        ComingStep::WaitsForHead => "waitsForHead",
        ComingStep::Sent => "sent",
        ComingStep::Ripens { .. } => "ripens",
        ComingStep::ComesBack { .. } => "comesBack",
        ComingStep::Claimed { .. } => "claimed",
        ComingStep::Penalty => "penalty",
        ComingStep::Free => "free",
        ComingStep::OnTheWay => "onTheWay",
        ComingStep::Arrived => "arrived",
    }
}
