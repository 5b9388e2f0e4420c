//! H5: the channels.

use leptos::prelude::*;
use lifeboat_messages::Link;

use super::closed::Closed;
use crate::{
    components::{Fact, Screen, When, session},
    ids,
    route::Route,
    state::intl,
};

/// The list, the line to the node, the newest block.
#[component]
pub fn Channels() -> impl IntoView {
    let session = session();
    let texts = &session.texts().channels;
    let channels = session.slice(|view| view.channels.clone());
    let link = session.slice(|view| view.link);
    let height = session.slice(|view| view.height);
    view! {
        <Screen
            name="channels"
            money=true
            heading=texts.heading
            sentence=texts.sentence
            back=Callback::new(move |()| session.go(Route::Settings))
        >
            <dl class="facts">
                <Fact
                    name=texts.height
                    value=move || intl::whole(height.get().unwrap_or(0).into(), session.language())
                />
            </dl>
            <p class="hint">
                {move || match link.get() {
                    Some(Link::Up) => texts.link_up,
                    Some(Link::Connecting) => texts.link_connecting,
                    _ => texts.link_off,
                }}
            </p>
            <ul id=ids::CHANNEL_LIST class="stack">
                {move || {
                    channels
                        .get()
                        .unwrap_or_default()
                        .into_iter()
                        .map(|channel| {
                            let (state, hint) = if channel.closing {
                                (texts.closing, None)
                            } else if channel.trusted && channel.confirmations.is_none() {
                                (texts.unseen, Some(texts.unseen_hint))
                            } else if channel.usable && channel.confirmations == Some(0) {
                                (texts.unconfirmed, Some(texts.unconfirmed_hint))
                            } else if channel.usable {
                                (texts.usable, None)
                            } else if channel.ready {
                                (texts.waiting, None)
                            } else {
                                (texts.opening, None)
                            };
                            let own = Route::Channel(channel.id.clone());
                            let whole = |msat: u64| session.amount(msat / 1000 * 1000);
                            let confirmations = u64::from(channel.confirmations.unwrap_or(0));
                            let capacity_msat = channel.capacity_sat.saturating_mul(1000);
                            let theirs = capacity_msat.saturating_sub(channel.local_msat);
                            let capacity = texts.capacity(&session.amount(capacity_msat));
                            view! {
                                <li
                                    class=format!("panel {}", ids::CHANNEL_ROW)
                                    data-usable=channel.usable.to_string()
                                    data-local-msat=channel.local_msat.to_string()
                                    data-confirmations=channel.confirmations.map(|blocks| blocks.to_string())
                                >
                                    <h2>{state}</h2>
                                    <meter
                                        class="channel-meter"
                                        aria-hidden="true"
                                        min="0"
                                        max=capacity_msat.to_string()
                                        value=channel.local_msat.to_string()
                                    ></meter>
                                    <dl class="facts facts-tight">
                                        <Fact
                                            name=texts.mine
                                            value=whole(channel.local_msat)
                                        />
                                        <Fact name=texts.sendable value=whole(channel.sendable_msat) />
                                        <Fact name=texts.reserve value=whole(channel.reserve_msat) />
                                        <Fact name=texts.theirs value=whole(theirs) />
                                        <Fact
                                            name=texts.confirmations
                                            value=intl::whole(confirmations, session.language())
                                        />
                                    </dl>
                                    <p class="hint">{capacity}</p>
                                    {(channel.reserve_msat > 0)
                                        .then(|| view! { <p class="hint">{texts.reserve_hint}</p> })}
                                    {hint.map(|hint| view! { <p class="notice">{hint}</p> })}
                                    <button
                                        class=format!("link {}", ids::CHANNEL_OPEN)
                                        type="button"
                                        on:click=move |_| session.go(own.clone())
                                    >
                                        {texts.open}
                                    </button>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Closed />
            <When when=move || channels.with(|list| list.is_none_or(Vec::is_empty))>
                <p class="empty">{texts.none}</p>
            </When>
        </Screen>
    }
}
