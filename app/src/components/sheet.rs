//! A sheet over the screen: the browser's own modal dialog, which keeps the focus and closes by Escape.

use leptos::{html, prelude::*};

use crate::state::effect;

/// A modal sheet that opens when it is mounted.
#[component]
pub fn Sheet(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// The id of the heading inside, which names the sheet.
    labelled_by: &'static str,
    /// Escape, or a tap beside it.
    #[prop(into)]
    on_close: Callback<()>,
    /// What the sheet shows.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    effect(move || {
        if let Some(dialog) = dialog.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    view! {
        <dialog
            id=id
            class="sheet"
            aria-labelledby=labelled_by
            node_ref=dialog
            on:cancel=move |event: leptos::ev::Event| {
                event.prevent_default();
                on_close.run(());
            }
        >
            <div class="sheet-body">{children()}</div>
        </dialog>
    }
}
