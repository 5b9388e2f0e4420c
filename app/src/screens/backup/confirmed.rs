//! B8: the wallet is backed up.

use leptos::prelude::*;
use lifeboat_messages::Confirmation;

use super::super::service_name;
use crate::{
    components::{Actions, Fact, Panel, Primary, Screen, Topic, session},
    ids,
};

/// Where the backup is, and what it is good for.
#[component]
pub fn Confirmed(
    /// The worker's answer.
    done: Confirmation,
    /// What "Continue" does.
    on_continue: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().confirmation;
    let service = service_name(done.service, session.texts());
    view! {
        <Screen
            name="backup-done"
            disc=Topic::Success
            heading=texts.heading
            sentence=texts.sentence(service)
        >
            <dl class="facts">
                <Fact name=texts.account value=done.account id=ids::DONE_ACCOUNT />
                <Fact name=texts.place value=done.place.join(" › ") id=ids::DONE_PLACE />
                <Fact name=texts.file value=done.file id=ids::DONE_FILE />
            </dl>
            {done
                .link
                .map(|link| {
                    view! {
                        <a id=ids::DONE_LINK class="link" href=link target="_blank" rel="noopener noreferrer">
                            {texts.open}
                        </a>
                    }
                })}
            <Panel title=texts.lose_title>
                <p>{texts.lose(service)}</p>
            </Panel>
            <Panel title=texts.not_title>
                <p>{texts.not(service)}</p>
            </Panel>
            <Actions>
                <Primary id=ids::DONE_CONTINUE label=session.texts().common.cont on_press=on_continue />
            </Actions>
        </Screen>
    }
}
