//! A QR code as one SVG path. The worker draws it.

use leptos::prelude::*;
use lifeboat_messages::{Answer, QrCode, Request};

use super::session;
use crate::ids;

/// The code of a text, once it is drawn; a text too long for any code shows nothing, because the text itself is below.
#[component]
pub fn Qr(
    /// What is encoded.
    text: String,
    /// What it is and does, for screen readers.
    label: &'static str,
    /// What happens when it is tapped.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let drawn = RwSignal::new(None::<QrCode>);
    session().ask(Request::QrCode { text }, move |answer| {
        if let Ok(Answer::QrCode { code }) = answer {
            // The screen may be gone.
            let _ = drawn.try_set(code);
        }
    });
    let code = move || {
        drawn.get().map(|QrCode { side, path }| {
            view! {
                <button
                    id=ids::INVOICE_QR
                    class="qr"
                    type="button"
                    aria-label=label
                    on:click=move |_| on_press.run(())
                >
                    <svg viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges" aria-hidden="true">
                        <path d=path />
                    </svg>
                </button>
            }
        })
    };
    view! { <div class="qr-place">{code}</div> }
}
