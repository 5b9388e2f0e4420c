//! H5: channels that were closed, and why.

use leptos::prelude::*;
use lifeboat_messages::ClosedChannel;

use super::coming::why;
use crate::{
    components::{Panel, live, session},
    ids,
    route::Route,
};

/// One panel for each closed channel.
#[component]
pub fn Closed(
    /// The newest ones only.
    #[prop(default = usize::MAX)]
    most: usize,
) -> impl IntoView {
    let session = session();
    let closed = session.slice(move |view| view.closed.iter().take(most).cloned().collect::<Vec<_>>());
    live(move || {
        closed
            .get()
            .unwrap_or_default()
            .into_iter()
            .map(|closed| view! { <One closed=closed /> })
            .collect_view()
    })
}

#[component]
fn One(
    /// The closed channel that is shown.
    closed: ClosedChannel,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().channels;
    let why = why(session, closed.why);
    let own = Route::Channel(closed.id);
    let at = closed.at_ms;
    let amount = closed.amount_msat.filter(|msat| *msat > 0);
    view! {
        <div class=ids::CLOSED_CHANNEL>
            <Panel title=texts.closed>
                <p>
                    {why} " "
                    {move || {
                        amount.map(|msat| texts.closed_amount(&session.amount(msat / 1000 * 1000)))
                    }}
                </p>
                <p class="hint">{move || session.ago(at)}</p>
                <button
                    class=format!("link {}", ids::CHANNEL_OPEN)
                    type="button"
                    on:click=move |_| session.go(own.clone())
                >
                    {texts.closed_open}
                </button>
            </Panel>
        </div>
    }
}
