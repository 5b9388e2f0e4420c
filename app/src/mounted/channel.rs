//! A channel's own page.

use lifeboat_messages::{Channel, CloseCost, CloseWay};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens, state::intl::now_ms};

const DAY_MS: u64 = 86_400_000;

fn channel(away_since_ms: Option<u64>) -> Channel {
    Channel {
        id: "ab".into(),
        capacity_sat: 619_500,
        local_msat: 29_500_000,
        usable: away_since_ms.is_none(),
        ready: true,
        confirmations: Some(3),
        trusted: true,
        sendable_msat: 23_305_000,
        reserve_msat: 6_195_000,
        closing: false,
        connected: away_since_ms.is_none(),
        away_since_ms,
        close_cost: CloseCost {
            home_sat: 1_240,
            coins_sat: 10_900,
            most_coins_sat: 14_750,
            delay_blocks: 144,
        },
    }
}

async fn mounted(channel: Channel) -> (Asked, impl Sized) {
    let (session, asked) = session_at(Route::Channel("ab".into()));
    session.hear(Message::View(View { channels: vec![channel], ..view() }));
    let mounted = mount(move || {
        provide_context(session);
        view! { <screens::Channel id="ab".to_owned() /> }
    });
    settle().await;
    (asked, mounted)
}

fn closes(asked: &Asked) -> Vec<CloseWay> {
    let ways = asked.borrow();
    ways.iter()
        .filter_map(|(_, request)| match request {
            Request::CloseChannel { id, way } if id == "ab" => Some(*way),
            _ => None,
        })
        .collect()
}

#[wasm_bindgen_test]
async fn a_channel_is_closed_together_after_a_second_question() {
    let (asked, _mounted) = mounted(channel(None)).await;
    click(ids::CHANNEL_TOGETHER);
    settle().await;
    assert_eq!(closes(&asked), []);
    click(ids::CHANNEL_KEEP);
    settle().await;
    click(ids::CHANNEL_TOGETHER);
    settle().await;
    click(ids::CHANNEL_CLOSE);
    settle().await;
    assert_eq!(closes(&asked), [CloseWay::Together]);
}

#[wasm_bindgen_test]
async fn closing_alone_takes_more_than_a_slip_while_the_other_side_is_there() {
    for away in [None, Some(now_ms() - DAY_MS / 2)] {
        let (asked, _mounted) = mounted(channel(away)).await;
        for presses in 1..=3 {
            assert!(text(ids::CHANNEL_CLOSE).is_none(), "after {presses} presses");
            click(ids::CHANNEL_ALONE);
            settle().await;
        }
        click(ids::CHANNEL_CLOSE);
        settle().await;
        assert_eq!(closes(&asked), [CloseWay::Alone]);
    }
}

#[wasm_bindgen_test]
async fn a_day_after_the_other_side_went_closing_alone_is_offered() {
    let (asked, _mounted) = mounted(channel(Some(now_ms() - DAY_MS - 1_000))).await;
    click(ids::CHANNEL_ALONE);
    settle().await;
    click(ids::CHANNEL_CLOSE);
    settle().await;
    assert_eq!(closes(&asked), [CloseWay::Alone]);
}
