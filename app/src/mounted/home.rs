//! The home screen and the channels.

use leptos::prelude::*;
use lifeboat_messages::{
    BackupStatus, Balance, Channel, CloseCost, FolderChange, FolderNews, ForeignTries, Link, Message, Phase,
    Problem, ReadOnly, Request, Service, ServiceKind, View, Weakness,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{checklist::COMFORT_SAT, ids, screens};

#[wasm_bindgen_test]
async fn home_never_says_saved_before_the_worker_does() {
    let (session, _) = session();
    session.hear(Message::View(View { backup: BackupStatus::Saving, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some("Saving…"));
    assert_eq!(attribute(ids::BALANCE, "data-msat").as_deref(), Some("12345678"));
    for (status, said) in [
        (BackupStatus::Off, "Not backed up"),
        (BackupStatus::Checking, "Checking the backup…"),
        (
            BackupStatus::Waiting { since_ms: 0, problem: Problem::Unreachable },
            "Not backed up yet. Trying again…",
        ),
        (BackupStatus::Paused { problem: Problem::SignedOut }, "Backup paused: sign in again"),
        // Nor was it before this device was full.
        (BackupStatus::Paused { problem: Problem::StorageFull }, "Not backed up"),
    ] {
        session.hear(Message::View(View { backup: status, ..view() }));
        settle().await;
        assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some(said));
        assert!(!said.contains("Saved"));
    }
}

/// The line says what a banner leaves to say only once that banner is there: what passes within seconds brings none.
#[wasm_bindgen_test]
async fn an_older_phrase_file_is_named_on_home_until_the_alarm_names_it() {
    let (session, _) = session();
    let with = |since_ms| {
        let backup = BackupStatus::Waiting { since_ms, problem: Problem::OldPhraseFile };
        session.hear(Message::View(View { phase: Phase::Ready, backup, ..view() }));
    };
    with(u64::MAX);
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let texts = &session.texts().backup;
    let named = texts.alarm(session.explain(&Problem::OldPhraseFile).title);
    assert_eq!(text(ids::BACKUP_LINE), Some(named));
    with(0);
    settle().await;
    assert_eq!(text(ids::BACKUP_LINE).as_deref(), Some(texts.all_else_saved));
}

/// A fifth of the balance can be the channel's reserve: what is owned and what can be sent stand side by side.
#[wasm_bindgen_test]
async fn home_says_what_can_be_sent_beside_what_is_owned() {
    let (session, _) = session();
    let balance = Balance {
        lightning_msat: 29_500_000,
        sendable_msat: 22_000_000,
        sendable_to_peer_msat: 23_305_000,
        reserve_msat: 6_195_000,
        ..Balance::default()
    };
    session.hear(Message::View(View { balance, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let said = text(ids::HOME_SPENDABLE).unwrap();
    assert!(said.contains("22,000") && said.contains("6,195"), "{said}");
    // While the provider is away nothing can be sent, and nobody knows what could.
    session.hear(Message::View(View { balance, link: Link::Connecting, ..view() }));
    settle().await;
    assert_eq!(text(ids::HOME_SPENDABLE), None);
}

/// What the words of a wallet own lies on the chain: "0" before any chain has answered would say that it is gone.
#[wasm_bindgen_test]
async fn home_shows_no_balance_that_no_chain_has_told() {
    let (session, _) = session();
    let phase = Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: Problem::NoChain } };
    let unseen = View { phase, balance: Balance::default(), height: 0, ..view() };
    session.hear(Message::View(unseen.clone()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(attribute(ids::BALANCE, "data-msat").as_deref(), Some(""));
    assert_eq!(text(ids::BALANCE).as_deref(), Some("–"));
    session.hear(Message::View(View { height: 1, ..unseen }));
    settle().await;
    assert_eq!(attribute(ids::BALANCE, "data-msat").as_deref(), Some("0"));
}

/// Until it is in a block, the provider's word is all there is.
#[wasm_bindgen_test]
async fn home_says_how_much_of_the_balance_is_promised() {
    let (session, _) = session();
    let balance = Balance { lightning_msat: 29_500_000, promised_msat: 21_000_000, ..Balance::default() };
    session.hear(Message::View(View { balance, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let said = text(ids::HOME_PROMISED).unwrap();
    assert!(said.contains("21,000") && !said.contains("29,500"), "{said}");
    session.hear(Message::View(View { balance: Balance { promised_msat: 0, ..balance }, ..view() }));
    settle().await;
    assert_eq!(text(ids::HOME_PROMISED), None);
}

#[wasm_bindgen_test]
async fn what_became_of_a_folder_is_said_on_home_until_it_was_read() {
    let (session, asked) = session();
    let change = FolderChange::Renamed { name: "My old phone".into() };
    let news = FolderNews { kind: ServiceKind::Dropbox, second: false, change };
    session.hear(Message::View(View { folder_news: Some(news.clone()), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let said = text(ids::FOLDER_NEWS).unwrap();
    assert!(said.contains("My old phone") && said.contains("Dropbox"), "{said}");
    click(ids::FOLDER_NEWS_READ);
    settle().await;
    let request = asked.borrow().last().cloned().unwrap().1;
    assert!(matches!(request, Request::NewsRead { news: read } if read == news));
    session.hear(Message::View(view()));
    settle().await;
    assert_eq!(text(ids::FOLDER_NEWS), None);
}

#[wasm_bindgen_test]
async fn a_storage_that_is_not_fit_is_named_on_home_until_the_backup_has_moved() {
    let (session, _) = session();
    let service = Service {
        kind: ServiceKind::WebDav,
        account: "samantha".into(),
        place: vec!["Bitcoin Wallet Backup".into()],
        file: "phone".into(),
        link: None,
        size: None,
        room: None,
        proved_ms: None,
        unfit: Some(Problem::NotSafeForChannels { weakness: Weakness::Renames }),
    };
    session.hear(Message::View(View { service: Some(service.clone()), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert!(text(ids::UNFIT).is_some());
    session.hear(Message::View(View { service: Some(Service { unfit: None, ..service }), ..view() }));
    settle().await;
    assert_eq!(text(ids::UNFIT), None);
}

#[wasm_bindgen_test]
async fn channel_status_says_what_can_really_be_sent_and_what_stays() {
    let (session, _) = session();
    let channel = Channel {
        id: "ab".into(),
        capacity_sat: 619_500,
        local_msat: 29_500_000,
        usable: true,
        ready: true,
        confirmations: Some(3),
        trusted: true,
        sendable_msat: 23_305_000,
        reserve_msat: 6_195_000,
        closing: false,
        connected: true,
        away_since_ms: None,
        close_cost: CloseCost::default(),
    };
    session.hear(Message::View(View { channels: vec![channel.clone()], ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Channels /> }
    });
    settle().await;
    let texts = &session.texts().channels;
    let said = text(ids::CHANNEL_LIST).unwrap();
    for (name, amount) in [(texts.mine, "29,500"), (texts.sendable, "23,305"), (texts.reserve, "6,195")] {
        let (_, behind) = said.split_once(name).unwrap();
        assert!(behind.trim_start().starts_with(amount), "{name}: {said}");
    }
    assert!(said.contains(texts.reserve_hint), "what the deposit is");

    // One that the chain has never shown is not ready, whatever its two ends think; nor is one that no block has.
    for (confirmations, state) in
        [(None, texts.unseen), (Some(0), texts.unconfirmed), (Some(1), texts.usable)]
    {
        let channels = vec![Channel { confirmations, ..channel.clone() }];
        session.hear(Message::View(View { channels, ..view() }));
        settle().await;
        let said = text(ids::CHANNEL_LIST).unwrap();
        assert!(said.starts_with(state), "{confirmations:?}: {said}");
    }
}

/// Nothing else says at home that this is no place for savings.
#[wasm_bindgen_test]
async fn more_than_a_phone_is_for_is_said_on_home_with_the_way_out() {
    let (session, _) = session();
    let with = |sat: u64| {
        let balance = Balance { lightning_msat: sat * 1000, ..Balance::default() };
        Message::View(View { balance, ..view() })
    };
    session.hear(with(COMFORT_SAT));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    assert_eq!(text(ids::HOME_HIGH), None);
    session.hear(with(COMFORT_SAT + 1));
    settle().await;
    let said = text(ids::HOME_HIGH).unwrap();
    assert!(said.contains("1,000,000") && said.contains("hardware"), "{said}");
    session.switch_hidden();
    settle().await;
    assert_eq!(text(ids::HOME_HIGH), None, "the balance is covered");
    session.switch_hidden();
    settle().await;
    click(ids::HOME_HIGH_SEND);
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Send(String::new()));
}

fn focused() -> Option<String> {
    document().active_element().map(|element| element.id())
}

/// A press that takes its own button away leaves the focus at what comes next.
#[wasm_bindgen_test]
async fn the_focus_stays_with_what_is_said_of_the_tries_of_others() {
    let (session, asked) = session();
    let foreign_tries = Some(ForeignTries { tries: 3, last_ms: None });
    session.hear(Message::View(View { foreign_tries, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Home /> }
    });
    settle().await;
    let press = |id: &str| {
        let button = document().get_element_by_id(id).unwrap().unchecked_into::<web_sys::HtmlElement>();
        button.focus().unwrap();
        button.click();
    };
    press(ids::FOREIGN_NOT_MINE);
    settle().await;
    assert_eq!(focused().as_deref(), Some(ids::FOREIGN_ADVICE));
    press(ids::FOREIGN_READ);
    session.hear(Message::View(view()));
    settle().await;
    let (_, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::ClaimTries { mine: false }));
    assert_eq!(focused().as_deref(), Some(ids::HEADING));
}
