//! What is there only under a condition.

use leptos::prelude::*;

use super::live;

/// Shows its children as long as the condition holds. Leptos' own `Show` is compiled again for each place where it is
/// used.
#[component]
pub fn When(
    /// The condition.
    #[prop(into)]
    when: Signal<bool>,
    /// What is shown.
    children: ChildrenFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| when.get());
    live(move || holds.get().then(|| children()))
}
