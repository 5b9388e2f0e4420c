//! What a service shows to its payer, always as plain text.

use leptos::prelude::*;
use lifeboat_messages::PaidService;

use super::{Panel, session};
use crate::ids;

/// Nothing, where it shows nothing.
#[component]
pub fn ThanksPanel(
    /// The service that was paid.
    service: Option<Box<PaidService>>,
) -> impl IntoView {
    let title = session().texts().send.thanks_heading;
    let PaidService { name, thanks } = *service?;
    let thanks = thanks?;
    Some(view! {
        <Panel id=ids::SEND_THANKS title=title>
            <p>{name} {thanks.text.map(|text| format!(": {text}"))}</p>
            {thanks.value.map(|value| view! { <p class="code">{value}</p> })}
        </Panel>
    })
}
