//! A QR code as one SVG path.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use leptos::prelude::*;

use crate::ids;

/// Empty modules around the code, as scanners need them.
const QUIET: usize = 4;

/// The code of a text; a text too long for any code shows nothing, the text itself stands below.
#[component]
pub fn Qr(
    /// What is encoded.
    text: String,
    /// What it is and does, for screen readers.
    label: &'static str,
    /// When tapped.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    let code = QRBuilder::new(text).ecl(ECL::L).build().ok()?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            if code[y][x].value() {
                let start = x;
                while x < code.size && code[y][x].value() {
                    x += 1;
                }
                let width = x - start;
                // Writing to a String cannot fail.
                let _ = write!(path, "M{} {}h{width}v1h-{width}z", start + QUIET, y + QUIET);
            } else {
                x += 1;
            }
        }
    }
    Some(view! {
        <button id=ids::INVOICE_QR class="qr" type="button" aria-label=label on:click=move |_| on_press.run(())>
            <svg viewBox=format!("0 0 {side} {side}") shape-rendering="crispEdges" aria-hidden="true">
                <path d=path />
            </svg>
        </button>
    })
}
