//! E1: what failed, are my funds safe, how to fix it, what next.

mod alone;
mod support_request;

use leptos::prelude::*;
use lifeboat_messages::{
    Assurances, BackupStatus, Phase, Problem, ReadOnly, Request, Retry, SecondStatus, View,
};

use self::{alone::GoOnAlone, support_request::SupportRequest};
use super::{
    elsewhere::{RestoreInstead, TakeOverQuestion},
    promote::Promote,
    question::Question,
    service_name,
};

use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, Topic, When, live, session},
    ids,
    route::Route,
    text::problem_name,
};

/// The worst thing that is wrong now, and since when.
#[derive(Clone, Debug, PartialEq)]
struct WorstProblem {
    problem: Problem,
    since_ms: Option<u64>,
    of_backup: bool,
}

impl WorstProblem {
    fn of(view: &View) -> Option<WorstProblem> {
        let problem = |problem: &Problem, since_ms, of_backup| {
            Some(WorstProblem { problem: problem.clone(), since_ms, of_backup })
        };
        if let Phase::ReadOnly { why: ReadOnly::Unsafe { problem: why } } = &view.phase {
            return problem(why, None, false);
        }
        match &view.backup {
            BackupStatus::Paused { problem: why } => return problem(why, None, true),
            BackupStatus::Waiting { since_ms, problem: why } => return problem(why, Some(*since_ms), true),
            BackupStatus::Off
            | BackupStatus::Checking
            | BackupStatus::Saving
            | BackupStatus::Saved { .. }
            | BackupStatus::Fenced { .. } => {}
        }
        if let Phase::ReadOnly { why: ReadOnly::Unconfirmed { problem: why } } = &view.phase {
            return problem(why, None, *why != Problem::NoChain);
        }
        view.fault.as_ref().and_then(|fault| problem(&fault.problem, Some(fault.since_ms), false))
    }
}

/// What the user can decide about it, if anything.
fn decision(problem: &Problem) -> Option<Request> {
    if let Problem::Unheard { channels } = problem {
        return Some(Request::GoWithoutPeers { channels: channels.clone() });
    }
    if let Problem::FeesHigh { value_sat, fee_sat } = problem {
        return Some(Request::SweepNow { value_sat: *value_sat, fee_sat: *fee_sat });
    }
    (*problem == Problem::BackupGone).then_some(Request::WriteAnew)
}

/// The second copy has to confirm, and does not.
fn held_up_by_second(view: &View) -> bool {
    let stuck =
        |status: &SecondStatus| matches!(status, SecondStatus::Waiting { .. } | SecondStatus::Paused { .. });
    view.second.as_ref().is_some_and(|second| second.both && stuck(&second.status))
}

/// The explanation follows the view: when the problem goes, it says so.
#[component]
pub fn ProblemScreen() -> impl IntoView {
    let session = session();
    let texts = session.texts();
    let t = &texts.trouble;
    let trouble = session.slice(WorstProblem::of);
    let backup_on = session.slice(|view| view.service.is_some());
    let held_up = session.slice(held_up_by_second);
    let may_leave = session.slice(|view| view.alone.is_some());
    let busy = RwSignal::new(false);
    let home = Callback::new(move |()| {
        session.not_taken.set(None);
        session.go(Route::Home);
    });
    let again = Callback::new(move |()| {
        busy.set(true);
        session.say(t.retried);
        session.ask(Request::RetryNow, move |answer| {
            let _ = busy.try_set(false);
            // Nothing is open that could try again, so the page begins anew.
            let stuck =
                matches!(session.phase().get_untracked(), Phase::ReadOnly { why: ReadOnly::Unsafe { .. } });
            if answer.is_err() || stuck {
                let _ = window().location().reload();
            }
        });
    });
    let reconnect = Callback::new(move |()| session.go(Route::Reconnect));
    live(move || {
        let Some(trouble) = trouble.get().flatten() else {
            return view! {
                <Screen
                    name="problem"
                    disc=Topic::Success
                    heading=t.nothing_heading
                    sentence=t.nothing
                    back=home
                >
                    <Actions>
                        <Primary id="problem-home" label=texts.common.done on_press=home />
                    </Actions>
                </Screen>
            }
            .into_any();
        };
        let WorstProblem { problem, since_ms, of_backup } = trouble;
        if Assurances::is_asked_by(&problem) {
            return view! {
                <TakeOverQuestion problem=problem refused=session.not_taken on_wait=again back=home />
            }
            .into_any();
        }
        // Where that was tried, and failed, there is another way out.
        let may_leave = may_leave.get() == Some(true);
        let decision = decision(&problem).filter(|_| !may_leave);
        if let Some(request) = decision {
            let gone = problem == Problem::BackupGone;
            let sure = Callback::new(move |()| {
                session.ask(request.clone(), move |answer| match answer {
                    Ok(_) => home.run(()),
                    Err(why) => session.not_taken.set(Some(why)),
                });
            });
            return view! {
                <Question
                    name="question"
                    problem=problem
                    refused=session.not_taken
                    on_wait=if gone { again } else { home }
                    on_sure=sure
                    back=home
                />
            }
            .into_any();
        }
        let explained = session.explain(&problem);
        // No password was typed here that could be wrong.
        let elsewhere = session
            .peek(|view| view.service.as_ref().map(|service| service.kind))
            .flatten()
            .filter(|kind| kind.signs_in_elsewhere());
        let ended = elsewhere.filter(|_| of_backup && problem == Problem::SignedOut).map(|kind| {
            let service = service_name(kind, texts);
            let t = &texts.sign_in;
            (t.ended_title.to_owned(), t.ended_what(service), t.ended_fix(service))
        });
        let (title, what, fix) = ended.unwrap_or_else(|| {
            (explained.title.to_owned(), explained.what.to_owned(), explained.fix.into_owned())
        });
        let stopped = matches!(
            problem,
            Problem::Stale | Problem::Inconsistent | Problem::Overwrote | Problem::StateDamaged
        );
        let claim = if let Problem::ClaimWithoutCoin { worth_sat, blocks_left, .. } = &problem {
            let worth = session.amount(worth_sat.saturating_mul(1000));
            Some(if blocks_left.is_some() { t.funds_due(&worth) } else { t.funds_back(&worth) })
        } else {
            None
        };
        let funds = if may_leave {
            t.funds_wait
        } else if problem == Problem::StorageLost && backup_on.get_untracked() != Some(true) {
            t.funds_only_here
        } else if stopped {
            t.funds_stopped
        } else if problem == Problem::OldPhraseFile {
            t.funds_old_pin
        } else if of_backup {
            t.funds_safe
        } else {
            t.funds_untouched
        };
        let next = match problem.retry() {
            // Nothing has stopped.
            _ if problem == Problem::OldPhraseFile => t.next_itself,
            Retry::ByItself => t.next_itself,
            Retry::AfterUser => t.next_user,
            Retry::Never => t.next_never,
        };
        let needs_sign_in = of_backup && matches!(problem, Problem::SignedOut | Problem::Denied);
        let can_reconnect = of_backup && !needs_sign_in && backup_on.get_untracked() == Some(true);
        let hopeless = problem.retry() == Retry::Never;
        let may_be_gone = of_backup || matches!(problem, Problem::FolderGone | Problem::Gap);
        // Where there is no answer it may be any of these; an answer tells what it is.
        let causes = problem == Problem::Unreachable && of_backup;
        view! {
            <Screen name="problem" disc=Topic::Error heading=title sentence=what back=home>
                <div id=ids::PROBLEM_TITLE class="stack" data-problem=problem_name(&problem)>
                    {since_ms
                        .map(|since| {
                            let time = session.date(since);
                            let since = t.since(&time);
                            view! { <p class="hint">{since}</p> }
                        })}
                    <Panel id=ids::PROBLEM_FUNDS title=t.funds>
                        <p>{claim.unwrap_or_else(|| funds.to_owned())}</p>
                    </Panel>
                    <Panel id=ids::PROBLEM_FIX title=t.fix>
                        <p>{fix}</p>
                        <When when=move || of_backup && held_up.get() == Some(true)>
                            <p id=ids::PROBLEM_SECOND>{t.second_holds_up}</p>
                        </When>
                        {causes
                            .then(|| {
                                view! {
                                    <h3>{t.causes}</h3>
                                    <ul class="bulleted">
                                        <li>{t.cause_offline}</li>
                                        <li>{t.cause_server}</li>
                                        <li>{t.cause_password}</li>
                                        <li>{t.cause_full}</li>
                                    </ul>
                                }
                            })}
                    </Panel>
                    <Panel id=ids::PROBLEM_NEXT title=t.next>
                        <p>{next}</p>
                    </Panel>
                    {may_be_gone.then(|| view! { <Promote /> })}
                    <GoOnAlone />
                    // What its text names where another device has continued in the second copy.
                    <When when=move || session.not_taken.get() == Some(Problem::SecondAhead)>
                        <RestoreInstead />
                    </When>
                    <SupportRequest />
                </div>
                <Actions>
                    {if needs_sign_in {
                        view! {
                            <Primary id=ids::PROBLEM_RECONNECT label=t.reconnect on_press=reconnect />
                            <LinkButton id=ids::PROBLEM_AGAIN label=texts.common.again on_press=again />
                        }
                            .into_any()
                    } else if hopeless {
                        view! { <Primary id="problem-home" label=texts.common.done on_press=home /> }.into_any()
                    } else if problem == Problem::StorageLost && !can_reconnect {
                        view! {
                            <Primary
                                id=ids::PROBLEM_BACK_UP
                                label=t.back_up
                                on_press=Callback::new(move |()| session.go(Route::Backup(String::new())))
                            />
                            <LinkButton id=ids::PROBLEM_AGAIN label=texts.common.again on_press=again />
                        }
                            .into_any()
                    } else if matches!(problem, Problem::Stale | Problem::PinChangedElsewhere) {
                        view! { <RestoreInstead /> }.into_any()
                    } else {
                        view! {
                            <Primary
                                id=ids::PROBLEM_AGAIN
                                label=texts.common.again
                                busy=busy
                                on_press=again
                            />
                            {can_reconnect
                                .then(|| {
                                    view! {
                                        <LinkButton
                                            id=ids::PROBLEM_RECONNECT
                                            label=t.change_password
                                            on_press=reconnect
                                        />
                                    }
                                })}
                        }
                            .into_any()
                    }}
                </Actions>
            </Screen>
        }
        .into_any()
    })
}
