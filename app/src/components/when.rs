//! What is there only under a condition.

use leptos::prelude::*;

/// Shows its children as long as the condition holds. Leptos' own `Show` is compiled anew for each place where it stands.
#[component]
pub fn When(
    /// The condition.
    #[prop(into)]
    when: Signal<bool>,
    /// What is shown.
    children: ChildrenFn,
) -> impl IntoView {
    let holds = Memo::new(move |_| when.get());
    move || holds.get().then(|| children())
}
