//! Grey panels, and problems beside what caused them.

use leptos::prelude::*;
use lifeboat_messages::Problem;

use super::{Icon, Symbol, live, session};
use crate::text::problem_name;

/// A grey panel with a title.
#[component]
pub fn Panel(
    /// Bold first line.
    title: &'static str,
    /// From `ids`, if a test looks at it.
    #[prop(optional)]
    id: Option<&'static str>,
    /// What the notice says.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" id=id>
            <h2>{title}</h2>
            {children()}
        </section>
    }
}

/// What went wrong and what to do, next to where it happened. Screen readers hear it at once.
#[component]
pub fn ProblemNote(
    /// The id of the element, from `ids`.
    id: &'static str,
    /// What went wrong, if anything.
    #[prop(into)]
    problem: Signal<Option<Problem>>,
    /// Said instead of the problem's own title and advice, where the screen knows better.
    #[prop(optional)]
    instead: Option<fn(&Problem) -> Option<&'static str>>,
) -> impl IntoView {
    let session = session();
    live(move || {
        problem.get().map(|problem| {
            let own = instead.and_then(|say| say(&problem));
            let explained = session.explain(&problem);
            let title = own.is_none().then_some(explained.title);
            let text = own.map_or(explained.fix, std::borrow::Cow::Borrowed);
            view! {
                <div id=id class="notice notice-error" role="alert" data-problem=problem_name(&problem)>
                    <Icon symbol=Symbol::Alert />
                    <p>
                        {title.map(|title| view! { <strong>{title} "."</strong>" " })}
                        {text}
                    </p>
                </div>
            }
        })
    })
}
