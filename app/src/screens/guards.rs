//! S1: how the guards of the PIN stand.

use leptos::prelude::*;
use lifeboat_messages::{Answer, GuardLimit, GuardStanding, GuardState, Problem, Request};

use crate::{
    components::{Panel, ProblemNote, live, session},
    ids,
    state::Session,
    text::args,
};

/// Where guards limit the PIN: what that is worth, and each of them as it answers now.
#[component]
pub fn GuardSection() -> impl IntoView {
    let session = session();
    let guards = session.slice(|view| view.guards.clone());
    live(move || guards.get().flatten().map(|limit| view! { <Standings limit=limit /> }))
}

#[component]
fn Standings(
    /// The guards.
    limit: GuardLimit,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().guards;
    let standings = RwSignal::new(Vec::<GuardStanding>::new());
    let problem = RwSignal::new(None::<Problem>);
    session.ask(Request::LookAtGuards, move |answer| match answer {
        Ok(Answer::Guards { standings: said }) => {
            let _ = standings.try_set(said);
        }
        Ok(_) => {}
        Err(why) => {
            let _ = problem.try_set(Some(why));
        }
    });
    let worth = t.limit(args::GuardsLimit {
        needed: session.count(limit.needed),
        all: session.count(limit.hosts.len()),
        guesses: session.count(limit.guesses),
    });
    let rows = move || match (problem.get(), standings.get()) {
        (Some(_), _) => view! { <ProblemNote id=ids::GUARD_PROBLEM problem=problem /> }.into_any(),
        (None, asked) if asked.is_empty() => view! { <p class="hint">{t.asking}</p> }.into_any(),
        (None, said) => view! {
            <dl id=ids::GUARD_LIST class="facts facts-tight">
                {said.into_iter().map(|one| row(one, session)).collect_view()}
            </dl>
        }
        .into_any(),
    };
    view! {
        <Panel title=t.title>
            <p>{worth}</p>
            <div aria-live="polite">{rows}</div>
        </Panel>
    }
}

fn row(one: GuardStanding, session: Session) -> impl IntoView {
    let t = &session.texts().guards;
    let said = match one.state {
        GuardState::Silent => t.silent.to_owned(),
        GuardState::Counted { tries: 0 } => t.well.to_owned(),
        GuardState::Counted { tries } => t.counted(session.count(tries)),
        GuardState::SetBack { .. } => t.set_back.to_owned(),
        GuardState::Spent => t.spent.to_owned(),
        GuardState::Unknown => t.unknown.to_owned(),
    };
    view! {
        <div class="fact">
            <dt>{one.host}</dt>
            <dd data-guard=one.state.name()>{said}</dd>
        </div>
    }
}
