//! B2: what a cloud backup is.

use leptos::prelude::*;

use crate::{
    components::{Actions, Icon, Primary, Screen, Symbol, Topic, session},
    ids,
};

/// What happens next, and what goes where.
#[component]
pub fn Intro(
    /// What "Continue" does.
    on_continue: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let texts = &session.texts().backup_intro;
    let point = |symbol, title, text| {
        view! {
            <li class="point">
                <span class="point-icon"><Icon symbol=symbol /></span>
                <div>
                    <h2>{title}</h2>
                    <p>{text}</p>
                </div>
            </li>
        }
    };
    view! {
        <Screen name="backup-intro" disc=Topic::Backup heading=texts.heading sentence=texts.sentence back=back>
            <ul class="points">
                {point(Symbol::Forward, texts.next_title, texts.next)}
                {point(Symbol::Lock, texts.encrypted_title, texts.encrypted)}
                {point(Symbol::Devices, texts.elsewhere_title, texts.elsewhere)}
                {point(Symbol::Key, texts.what_title, texts.what)}
                {point(Symbol::Alert, texts.limits_title, texts.limits)}
            </ul>
            <Actions>
                <Primary
                    id=ids::BACKUP_INTRO_CONTINUE
                    label=session.texts().common.cont
                    on_press=on_continue
                />
            </Actions>
        </Screen>
    }
}
