//! R1: how to restore.

use leptos::prelude::*;

use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, Topic, session},
    ids,
};

/// Restoring from the cloud, and how that works.
#[component]
pub fn How(
    /// "From cloud backup".
    on_cloud: Callback<()>,
    /// What "From files" does.
    on_files: Callback<()>,
    /// "I only have the recovery phrase".
    on_words: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().restore;
    view! {
        <Screen name="restore" disc=Topic::Security heading=texts.heading sentence=texts.sentence back=back>
            <Panel title=texts.how_title>
                <ol class="numbered">
                    <li>{texts.how_find}</li>
                    <li>{texts.how_open}</li>
                    <li>{texts.how_old}</li>
                </ol>
            </Panel>
            <Actions>
                <Primary id=ids::RESTORE_FROM_CLOUD label=texts.cloud on_press=on_cloud />
                <LinkButton id=ids::RESTORE_FROM_FILES label=texts.files on_press=on_files />
                <LinkButton id=ids::RESTORE_FROM_WORDS label=texts.words on_press=on_words />
            </Actions>
        </Screen>
    }
}
