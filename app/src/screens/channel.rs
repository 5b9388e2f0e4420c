//! One channel: what is in it, and closing it. Once it is closed, what of it comes home when.

use leptos::prelude::*;
use lifeboat_messages::{Channel as Shown, CloseWay, Problem, Request};

use super::coming::ClosedChannel;
use crate::{
    components::{
        Actions, Fact, HoldButton, LinkButton, Panel, Primary, ProblemNote, Screen, Secondary, Topic, live,
        session,
    },
    ids,
    route::Route,
    state::intl,
    text::args,
};

/// How long a peer has to be away before closing alone is offered with an ordinary button.
const AWAY_MS: u64 = 86_400_000;

/// The channel of this id, in its present state.
#[component]
pub fn Channel(
    /// The channel's id, from the address.
    id: String,
) -> impl IntoView {
    let session = session();
    let back = Callback::new(move |()| session.go(Route::Channels));
    let (asked, refused) = (RwSignal::new(None::<CloseWay>), RwSignal::new(None::<Problem>));
    let (of_open, of_closed) = (id.clone(), id);
    let open = session.slice(move |view| view.channels.iter().find(|c| c.id == of_open).cloned());
    let closed = session.slice(move |view| view.closed.iter().find(|c| c.id == of_closed).cloned());
    live(move || match (open.get().flatten(), asked.get(), closed.get().flatten()) {
        (Some(channel), Some(way), _) => {
            view! { <Confirm channel=channel way=way asked=asked refused=refused /> }.into_any()
        }
        (Some(channel), None, _) => {
            view! { <Open channel=channel asked=asked refused=refused back=back /> }.into_any()
        }
        (None, _, Some(closed)) => view! { <ClosedChannel closed=closed back=back /> }.into_any(),
        (None, _, None) => {
            let t = &session.texts().channel;
            view! {
                <Screen name="channel" heading=t.heading sentence=t.unknown back=back>
                    ""
                </Screen>
            }
            .into_any()
        }
    })
}

/// What is in it, and the two ways to close it.
#[component]
fn Open(
    /// The channel as it is now.
    channel: Shown,
    /// The way that the user has chosen.
    asked: RwSignal<Option<CloseWay>>,
    /// Why it could not be closed.
    refused: RwSignal<Option<Problem>>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let (t, list) = (&session.texts().channel, &session.texts().channels);
    let choose = move |way| {
        Callback::new(move |()| {
            refused.set(None);
            asked.set(Some(way));
        })
    };
    let home = session.amount(channel.close_cost.home_sat.saturating_mul(1000));
    let theirs = channel.capacity_sat.saturating_mul(1000).saturating_sub(channel.local_msat);
    let whole = move |msat: u64| session.amount(msat / 1000 * 1000);
    let (mine, connected) = (channel.local_msat, channel.connected);
    let together = if connected { t.together(&home) } else { t.together_away.to_owned() };
    view! {
        <Screen name="channel" heading=t.heading back=back>
            <dl class="facts">
                <Fact name=list.mine value=move || whole(mine) />
                <Fact name=list.theirs value=move || whole(theirs) />
            </dl>
            <Panel title=t.what_title>
                <p>{t.what}</p>
            </Panel>
            <ProblemNote id=ids::CHANNEL_PROBLEM problem=refused />
            {if channel.closing {
                view! {
                    <Panel title=t.closing>
                        <p>{t.closing_hint}</p>
                    </Panel>
                }
                .into_any()
            } else {
                view! {
                    <Panel title=t.together_title>
                        <p>{together}</p>
                        <Secondary
                            id=ids::CHANNEL_TOGETHER
                            label=t.together_button
                            disabled=!connected
                            on_press=choose(CloseWay::Together)
                        />
                    </Panel>
                }
                .into_any()
            }}
            <Alone channel=channel on_alone=choose(CloseWay::Alone) />
        </Screen>
    }
}

/// Closing alone: offered where the other side has been away for a day, else for those who hold the button.
#[component]
fn Alone(
    /// The channel as it is now.
    channel: Shown,
    /// What happens once closing alone is wanted.
    on_alone: Callback<()>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().channel;
    let cost = channel.close_cost;
    let sat = move |sat: u64| session.amount(sat.saturating_mul(1000));
    let there_sat = session.peek(|view| view.balance.confirmed_sat).unwrap_or(0);
    let alone = t.alone(args::ChannelAlone {
        blocks: &intl::whole(cost.delay_blocks.into(), session.language()),
        time: &intl::blocks(cost.delay_blocks, session.language()),
        home: &sat(cost.home_sat),
    });
    let coins = (cost.coins_sat > 0).then(|| {
        let told = args::ChannelAloneCoins {
            coins: &sat(cost.coins_sat),
            most: &sat(cost.most_coins_sat),
            there: &sat(there_sat),
        };
        let missing = (there_sat < cost.coins_sat).then_some(t.alone_missing);
        view! { <p>{t.alone_coins(told)}</p> {missing.map(|missing| view! { <p class="notice">{missing}</p> })} }
    });
    let away = channel.away_since_ms;
    let long = away.is_some_and(|since| session.now.get_untracked() >= since.saturating_add(AWAY_MS));
    view! {
        <Panel title=t.alone_title>
            {away.map(|since| view! { <p>{t.away(&session.date(since))}</p> })}
            <p>{alone}</p>
            {coins}
            {if long {
                view! { <LinkButton id=ids::CHANNEL_ALONE label=t.alone_button on_press=on_alone /> }.into_any()
            } else {
                view! {
                    <HoldButton id=ids::CHANNEL_ALONE label=t.alone_hold hint=t.alone_hold_hint on_held=on_alone />
                }
                .into_any()
            }}
        </Panel>
    }
}

/// The last question.
#[component]
fn Confirm(
    /// The channel that is shown.
    channel: Shown,
    /// Whether the peer is asked, or this wallet closes alone.
    way: CloseWay,
    /// The way that the user has chosen.
    asked: RwSignal<Option<CloseWay>>,
    /// Why it could not be closed.
    refused: RwSignal<Option<Problem>>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().channel;
    let keep = Callback::new(move |()| asked.set(None));
    let busy = RwSignal::new(false);
    let mine = channel.local_msat / 1000 * 1000;
    let id = channel.id;
    let close = Callback::new(move |()| {
        busy.set(true);
        session.ask(Request::CloseChannel { id: id.clone(), way }, move |answer| {
            let _ = refused.try_set(answer.err());
            let _ = asked.try_set(None);
        });
    });
    let what = match way {
        CloseWay::Together => t.confirm_together,
        CloseWay::Alone => t.confirm_alone,
    };
    view! {
        <Screen name="channel-confirm" disc=Topic::Error heading=t.confirm_heading sentence=what back=keep>
            <dl class="facts">
                <Fact name=session.texts().channels.mine value=move || session.amount(mine) />
            </dl>
            <Actions>
                <Primary id=ids::CHANNEL_CLOSE label=t.confirm_yes busy=busy on_press=close />
                <LinkButton id=ids::CHANNEL_KEEP label=t.confirm_no on_press=keep />
            </Actions>
        </Screen>
    }
}
