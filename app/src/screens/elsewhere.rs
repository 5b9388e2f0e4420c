//! E2: opened on another device, or in another tab.

use leptos::prelude::*;
use lifeboat_messages::{Assurances, Author, Phase, Problem, ReadOnly, Request, UnlockerKind};

use super::{question::Question, restore, working::Working};
use crate::{
    components::{Actions, LinkButton, Primary, ProblemNote, Screen, Topic, live, session},
    ids,
    route::Route,
    text::args,
};

/// What happened, and one tap to bring it here.
#[component]
pub fn Elsewhere() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.elsewhere;
    let problem = session.not_taken;
    let phase = session.phase();
    // While the wallet comes here its phase changes; the text stays that of the beginning.
    let why = Memo::new(move |known: Option<&Option<ReadOnly>>| {
        if let Phase::ReadOnly { why } = phase.get() { Some(why) } else { known.cloned().flatten() }
    });
    // Asked once already, and the other tab did not answer.
    let asleep = move || problem.get_untracked() == Some(Problem::OtherTabAsleep);
    let use_here = Callback::new(move |()| {
        session.take_over(match why.get_untracked() {
            Some(ReadOnly::OtherTab) => Request::UseThisTab { by_force: asleep() },
            _ => Request::TakeOver { sure: Assurances::default() },
        });
    });
    live(move || {
        if session.taking_over.get() && why.get() != Some(ReadOnly::OtherTab) {
            return view! {
                <Working
                    name="taking-over"
                    disc=Topic::Devices
                    heading=t.taking
                    sentence=t.taking_sentence
                    steps=restore::steps(UnlockerKind::Pin, texts).split_off(1)
                />
            }
            .into_any();
        }
        if let Some(asked) = problem.get().filter(Assurances::is_asked_by) {
            let back = Callback::new(move |()| problem.set(None));
            return view! { <TakeOverQuestion problem=asked on_wait=use_here back=back /> }.into_any();
        }
        // A second tab knows nothing of the wallet, so there is nothing to look at.
        let can_look = why.get() != Some(ReadOnly::OtherTab);
        let (heading, sentence, note) = match why.get() {
            Some(ReadOnly::Elsewhere { by: None }) => {
                (t.heading, t.sentence_unknown.to_owned(), t.use_here_note)
            }
            Some(ReadOnly::Elsewhere { by: Some(Author { device, at_ms }) }) => {
                let time = session.date(at_ms);
                let sentence = t.sentence(args::ElsewhereSentence { device: &device, time: &time });
                (t.heading, sentence, t.use_here_note)
            }
            Some(ReadOnly::OtherTab | ReadOnly::Unconfirmed { .. } | ReadOnly::Unsafe { .. }) | None => {
                (t.tab_heading, t.tab_sentence.to_owned(), t.tab_note)
            }
        };
        view! {
            <Screen name="elsewhere" disc=Topic::Devices heading=heading sentence=sentence>
                <p id=ids::ELSEWHERE_TEXT>{t.why} " " {note}</p>
                <ProblemNote id=ids::ELSEWHERE_PROBLEM problem=problem />
                <Actions>
                    {if matches!(problem.get(), Some(Problem::PinChangedElsewhere | Problem::SecondAhead)) {
                        view! { <RestoreInstead /> }.into_any()
                    } else {
                        view! {
                            <Primary
                                id=ids::USE_HERE
                                label=if problem.get() == Some(Problem::OtherTabAsleep) { t.take_it } else { t.use_here }
                                busy=session.taking_over
                                on_press=use_here
                            />
                        }
                            .into_any()
                    }}
                    {can_look
                        .then(|| {
                            view! {
                                <LinkButton
                                    id=ids::ELSEWHERE_LOOK
                                    label=t.look
                                    on_press=Callback::new(move |()| session.look.set(true))
                                />
                            }
                        })}
                </Actions>
            </Screen>
        }
        .into_any()
    })
}

/// What only the user can answer before the wallet comes here.
#[component]
pub fn TakeOverQuestion(
    /// The problem that asks the question.
    problem: Problem,
    /// Why the last answer did not work.
    #[prop(optional, into)]
    refused: Signal<Option<Problem>>,
    /// The careful answer.
    on_wait: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let sure = Assurances::default().of(&problem);
    view! {
        <Question
            name="question"
            problem=problem
            refused=refused
            on_wait=on_wait
            on_sure=Callback::new(move |()| session.take_over(Request::TakeOver { sure }))
            back=back
        />
    }
}

/// The state on this device must no longer be used: the backup takes its place.
#[component]
pub fn RestoreInstead() -> impl IntoView {
    let session = session();
    view! {
        <Primary
            id=ids::PROBLEM_RESTORE
            label=session.texts().restore.heading
            on_press=Callback::new(move |()| session.go(Route::Restore(String::new())))
        />
    }
}
