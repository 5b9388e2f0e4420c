//! What only the user decides.

use leptos::prelude::*;
use lifeboat_messages::{
    AloneOffer, BackupStatus, Fault, FileFault, Message, Phase, Problem, ReadOnly, Request, SupportAddress,
    UnheardChannel, View,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, route::Route, screens};

#[wasm_bindgen_test]
async fn an_unfinished_entry_is_given_up_only_by_the_button_that_says_so() {
    let (session, asked) = session();
    let why =
        ReadOnly::Unconfirmed { problem: Problem::TornHead { file: "Channel state/42.lifeboat".into() } };
    session.hear(Message::View(View { phase: Phase::ReadOnly { why }, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::QUESTION, "data-problem").as_deref(), Some("tornHead"));
    assert!(text(ids::QUESTION).unwrap().contains("Channel state/42.lifeboat"), "which file");
    let gives_up = |asked: &Asked| {
        let given =
            |request: &Request| matches!(request, Request::TakeOver { sure } if sure.old_device_is_gone);
        asked.borrow().iter().filter(|(_, request)| given(request)).count()
    };
    click(ids::QUESTION_WAIT);
    settle().await;
    assert!(matches!(asked.borrow().last().unwrap().1, Request::RetryNow));
    assert_eq!(gives_up(&asked), 0);
    click(ids::QUESTION_SURE);
    settle().await;
    assert_eq!(gives_up(&asked), 1);
}

/// A tab that a browser has put to sleep cannot save what it has: only its user can give that up.
#[wasm_bindgen_test]
async fn a_tab_that_sleeps_is_taken_from_by_force_only_after_it_did_not_answer() {
    let (session, asked) = session();
    session.hear(Message::View(View { phase: Phase::ReadOnly { why: ReadOnly::OtherTab }, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::Elsewhere /> }
    });
    settle().await;
    for (by_force, label) in [(false, "Use here"), (true, "Take")] {
        assert!(text(ids::USE_HERE).unwrap().contains(label), "{:?}", text(ids::USE_HERE));
        click(ids::USE_HERE);
        settle().await;
        let request = asked.borrow().last().cloned().unwrap().1;
        assert!(matches!(request, Request::UseThisTab { by_force: forced } if forced == by_force));
        answer(session, &asked, Err(Problem::OtherTabAsleep));
        settle().await;
        assert_eq!(attribute(ids::ELSEWHERE_PROBLEM, "data-problem").as_deref(), Some("otherTabAsleep"));
    }
}

/// The device that has the wallet cannot continue to write, and names the file that somebody put in its way.
#[wasm_bindgen_test]
async fn a_file_in_the_way_is_named() {
    let (session, _) = session();
    let problem = Problem::BadFile {
        file: "Channel state/42.lifeboat".into(),
        second: true,
        fault: FileFault::Foreign,
    };
    session.hear(Message::View(View { backup: BackupStatus::Paused { problem }, ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::PROBLEM_TITLE, "data-problem").as_deref(), Some("foreign"));
    let fix = text(ids::PROBLEM_FIX).unwrap();
    assert!(fix.contains("Channel state/42.lifeboat") && fix.contains("second copy"), "{fix}");
    assert!(text(ids::PROBLEM_AGAIN).is_some());
}

#[wasm_bindgen_test]
async fn a_closing_is_sent_without_its_peer_only_by_the_button_that_says_so() {
    let (session, asked) = session();
    let channels = vec![UnheardChannel { id: "11".repeat(32), at_stake_sat: 41_000 }];
    let fault = Fault { problem: Problem::Unheard { channels: channels.clone() }, since_ms: 1 };
    session.hear(Message::View(View { phase: Phase::Ready, fault: Some(fault), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::QUESTION, "data-problem").as_deref(), Some("unheard"));
    assert!(text(ids::QUESTION).unwrap().contains("41"), "what can be lost");
    let decides = |request: &Request| matches!(request, Request::GoWithoutPeers { channels: given } if *given == channels);
    let decided = |asked: &Asked| asked.borrow().iter().filter(|(_, request)| decides(request)).count();
    click(ids::QUESTION_WAIT);
    settle().await;
    assert_eq!(decided(&asked), 0);
    click(ids::QUESTION_SURE);
    settle().await;
    assert_eq!(decided(&asked), 1);
}

/// A storage that is silent for good: what may be lost is read first, and nothing is asked for by a look at it.
#[wasm_bindgen_test]
async fn a_wallet_goes_on_without_its_storage_only_by_the_button_that_says_so() {
    let (session, asked) = session();
    let problem = Problem::SignedOut;
    let waits = View {
        phase: Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: problem.clone() } },
        backup: BackupStatus::Waiting { since_ms: 1, problem },
        ..view()
    };
    session.hear(Message::View(waits.clone()));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert!(text(ids::ALONE).is_none(), "a moment is no reason");
    let offer = AloneOffer { saved_ms: Some(1_700_000_000_000), at_stake_sat: 41_000 };
    session.hear(Message::View(View { alone: Some(offer), ..waits.clone() }));
    settle().await;
    let decided = |asked: &Asked| {
        asked.borrow().iter().filter(|(_, request)| matches!(request, Request::GoOnAlone)).count()
    };
    for yes in [false, true] {
        click(ids::ALONE);
        settle().await;
        assert!(text(ids::ALONE_SHEET).unwrap().contains("41"), "what may be lost");
        assert_eq!(decided(&asked), 0);
        click(if yes { ids::ALONE_YES } else { ids::ALONE_CANCEL });
        settle().await;
    }
    assert_eq!(decided(&asked), 1);
    // Another device may have continued in the second copy: what is said of it names a restore, which is there.
    assert!(text(ids::PROBLEM_RESTORE).is_none());
    answer(session, &asked, Err(Problem::SecondAhead));
    settle().await;
    assert!(text(ids::ALONE_PROBLEM).is_some());
    click(ids::PROBLEM_RESTORE);
    settle().await;
    assert_eq!(session.route.get_untracked(), Route::Restore(String::new()));
    // The backup is gone, and could not be written anew: the same way out.
    let gone = Phase::ReadOnly { why: ReadOnly::Unsafe { problem: Problem::BackupGone } };
    session.hear(Message::View(View { phase: gone.clone(), ..view() }));
    settle().await;
    assert!(text(ids::QUESTION).is_some() && text(ids::ALONE).is_none());
    session.hear(Message::View(View { phase: gone, alone: Some(offer), ..view() }));
    settle().await;
    assert!(text(ids::ALONE).is_some());
}

#[wasm_bindgen_test]
async fn money_that_waits_for_lower_fees_is_sent_only_by_the_button_that_says_so() {
    let (session, asked) = session();
    let fault = Fault { problem: Problem::FeesHigh { value_sat: 41_000, fee_sat: 9_000 }, since_ms: 1 };
    session.hear(Message::View(View { phase: Phase::Ready, fault: Some(fault), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::ProblemScreen /> }
    });
    settle().await;
    assert_eq!(attribute(ids::QUESTION, "data-problem").as_deref(), Some("feesHigh"));
    let said = text(ids::QUESTION).unwrap();
    assert!(said.contains("41") && said.contains('9'), "{said}");
    let sent = |asked: &Asked| {
        asked
            .borrow()
            .iter()
            .filter(|(_, request)| matches!(request, Request::SweepNow { value_sat: 41_000, fee_sat: 9_000 }))
            .count()
    };
    click(ids::QUESTION_WAIT);
    settle().await;
    assert_eq!(sent(&asked), 0);
    click(ids::QUESTION_SURE);
    settle().await;
    assert_eq!(sent(&asked), 1);
}

/// What is sent is what is shown, and it goes where the operator said, by a program of the user's.
#[wasm_bindgen_test]
async fn a_support_request_goes_where_the_operator_said() {
    let mail = SupportAddress::Mail { address: "help@lifeboat.example".into() };
    let page = SupportAddress::Page { url: "https://lifeboat.example/issues/new".into() };
    for (support, begin) in [
        (Some(mail), Some("mailto:help@lifeboat.example?subject=Lifeboat&body=Lifeboat%20")),
        (Some(page), Some("https://lifeboat.example/issues/new")),
        (None, None),
    ] {
        let (session, _) = session();
        let backup = BackupStatus::Paused { problem: Problem::QuotaFull };
        session.hear(Message::View(View { backup, support, ..view() }));
        let _mounted = mount(move || {
            provide_context(session);
            view! { <screens::ProblemScreen /> }
        });
        settle().await;
        assert!(text(ids::SUPPORT_TEXT).is_none(), "made before anybody asked for it");
        let details = document().get_element_by_id(ids::PROBLEM_DETAILS).unwrap();
        details.dispatch_event(&web_sys::Event::new("toggle").unwrap()).unwrap();
        settle().await;
        let shown = text(ids::SUPPORT_TEXT).unwrap();
        assert!(shown.contains("Backup: paused, quotaFull"), "{shown}");
        let href = attribute(ids::SUPPORT_LINK, "href");
        assert_eq!(href.is_some(), begin.is_some(), "{href:?}");
        if let (Some(href), Some(begin)) = (href, begin) {
            assert!(href.starts_with(begin), "{href}");
            let body = href.split_once("&body=").map(|(_, body)| body);
            let told = body.map(|body| String::from(js_sys::decode_uri_component(body).unwrap()));
            assert!(told.is_none_or(|told| told.replace("\r\n", "\n").trim() == shown.trim()));
        }
    }
}
