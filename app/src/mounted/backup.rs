//! The settings of the backup.

use leptos::prelude::*;
use lifeboat_messages::{Message, OldCopy, OldCopyState, Problem, Reply, Request, ServiceKind, View};
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;
use crate::{ids, screens};

#[wasm_bindgen_test]
async fn a_copy_that_was_not_deleted_is_said_to_be_there_and_why() {
    let (session, asked) = session();
    let old = OldCopy {
        kind: ServiceKind::WebDav,
        account: "sam".into(),
        place: vec!["Folder".into()],
        id: "one".into(),
        state: OldCopyState::ToDelete,
    };
    session.hear(Message::View(View { old_copy: Some(old), ..view() }));
    let _mounted = mount(move || {
        provide_context(session);
        view! { <screens::SettingsBackup /> }
    });
    settle().await;
    assert!(text(ids::OLD_COPY).unwrap().contains("Folder"));
    click(ids::OLD_COPY_DELETE);
    settle().await;
    let (id, request) = asked.borrow().last().cloned().unwrap();
    assert!(matches!(request, Request::DeleteOldCopy { id } if id == "one"));
    session.hear(Message::Reply(Reply { id, result: Err(Problem::InUse) }));
    settle().await;
    assert_eq!(attribute(ids::OLD_COPY_PROBLEM, "data-problem").as_deref(), Some("inUse"));
    assert!(text(ids::OLD_COPY).is_some());
}
