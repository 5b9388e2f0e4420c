//! S1: how the guards of the PIN stand.

use leptos::prelude::*;
use lifeboat_messages::{Answer, GuardLimit, GuardStanding, GuardState, Problem, Request};

use crate::{
    components::{LinkButton, Panel, ProblemNote, live, session},
    ids,
    route::Route,
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
    let needed = limit.needed;
    let rows = move || match (problem.get(), standings.get()) {
        (Some(_), _) => view! { <ProblemNote id=ids::GUARD_PROBLEM problem=problem /> }.into_any(),
        (None, asked) if asked.is_empty() => view! { <p class="hint">{t.asking}</p> }.into_any(),
        (None, said) => view! {
            {replacing(&said, needed, session)}
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

/// Which guards are gone, what that means, and what can be done.
fn replacing(said: &[GuardStanding], needed: u8, session: Session) -> Option<AnyView> {
    let t = &session.texts().guards;
    let gone = said.iter().filter(|one| one.state == GuardState::Silent);
    let gone: Vec<String> = gone.map(|one| one.host.clone()).collect();
    if gone.is_empty() {
        return None;
    }
    let answers = |one: &&GuardStanding| !matches!(one.state, GuardState::Silent | GuardState::LeftOut);
    let left = said.iter().filter(answers).count();
    let (needed, is_enough) = (session.count(needed), left >= usize::from(needed));
    if !is_enough && left > 0 {
        return Some(view! { <p>{t.replace_few(needed)}</p> }.into_any());
    }
    let note = if is_enough {
        t.replace_note(args::GuardsReplaceNote {
            count: session.count(gone.len()),
            gone: &gone.join(", "),
            needed,
            left: session.count(left),
        })
    } else {
        t.replace_all.to_owned()
    };
    // The note names those that are given up with it. Where none answers, each is given up on its own, when
    // it was asked.
    let gone = if is_enough { gone } else { Vec::new() };
    let replace = Callback::new(move |()| {
        session.given_up.set_value(gone.clone());
        session.go(Route::ChangePin(String::new()));
    });
    Some(
        view! {
            <p>{note}</p>
            <LinkButton id=ids::GUARD_REPLACE label=t.replace on_press=replace />
        }
        .into_any(),
    )
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
        GuardState::LeftOut => t.left_out.to_owned(),
    };
    view! {
        <div class="fact">
            <dt>{one.host}</dt>
            <dd data-guard=one.state.name()>{said}</dd>
        </div>
    }
}
