//! What only the user can know: is the old device gone, is there nothing newer? The safe answer is the big button.

use leptos::prelude::*;
use lifeboat_messages::{Author, Problem, WriteFault};

use crate::{
    components::{Actions, LinkButton, Panel, Primary, Screen, Topic, session},
    ids,
    text::{args, problem_name},
};

/// The question of a problem that `Assurances::is_asked_by` knows, of a peer that may never come back, of
/// high fees, or of a backup that is gone.
#[component]
pub fn Question(
    /// The name of the screen, for tests.
    name: &'static str,
    /// The problem that asks the question.
    problem: Problem,
    /// Continuing was tried, and failed for this reason.
    #[prop(optional, into)]
    refused: Signal<Option<Problem>>,
    /// The safe answer.
    on_wait: Callback<()>,
    /// What "I am sure" does.
    on_sure: Callback<()>,
    /// What "Back" does.
    back: Callback<()>,
) -> impl IntoView {
    let session = session();
    let t = &session.texts().question;
    let machine = problem_name(&problem);
    #[expect(clippy::wildcard_enum_match_arm, reason = "no caller asks with a problem that is no question")]
    let (heading, sentence, wait, sure, body) = match problem {
        Problem::Ended { by, to } => {
            let sentence = match by {
                Some(Author { device, at_ms }) => t.ended_sentence(args::QuestionEndedSentence {
                    device: &device,
                    time: &session.date(at_ms),
                }),
                None => t.ended_sentence_unknown.to_owned(),
            };
            let moved = to.map(|to| t.ended_moved(&to));
            let body = view! {
                <Panel title=t.ended_why_title>
                    {moved.map(|moved| view! { <p>{moved}</p> })}
                    <p>{t.ended_why}</p>
                </Panel>
                <Panel title=t.ended_gone_title>
                    <p>{t.ended_gone}</p>
                </Panel>
            }
            .into_any();
            (t.ended_heading, sentence, t.ended_other, t.ended_sure, body)
        }
        Problem::FromFiles { by } => {
            let sentence = match by {
                Some(Author { device, at_ms }) => t.files_sentence(args::QuestionFilesSentence {
                    device: &device,
                    time: &session.date(at_ms),
                }),
                None => t.files_sentence_unknown.to_owned(),
            };
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{t.files_why}</p>
                </Panel>
                <Panel title=t.files_gone_title>
                    <p>{t.files_gone}</p>
                </Panel>
            }
            .into_any();
            (t.files_heading, sentence, t.files_other, t.files_sure, body)
        }
        Problem::ReadOnly { why, by } => {
            let sentence = match by {
                Some(Author { device, at_ms }) => t.read_only_sentence(args::QuestionReadOnlySentence {
                    device: &device,
                    time: &session.date(at_ms),
                }),
                None => t.read_only_sentence_unknown.to_owned(),
            };
            let (heading, way) = match why {
                WriteFault::Refused => (t.read_only_heading, t.read_only_room),
                WriteFault::Unanswered => (t.read_only_silent_heading, t.read_only_silent),
                WriteFault::SignedOut => (t.read_only_sign_in_heading, t.read_only_sign_in),
            };
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{way}</p>
                    <p>{t.read_only_why}</p>
                </Panel>
                <Panel title=t.read_only_gone_title>
                    <p>{t.read_only_gone}</p>
                </Panel>
            }
            .into_any();
            (heading, sentence, t.read_only_wait, t.read_only_sure, body)
        }
        Problem::SecondCopy => {
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{t.second_why}</p>
                </Panel>
                <Panel title=t.second_gone_title>
                    <p>{t.second_gone}</p>
                </Panel>
            }
            .into_any();
            (t.second_heading, t.second_sentence.to_owned(), t.second_other, t.second_sure, body)
        }
        Problem::AnotherGoes { name, saved_ms } => {
            let why = match saved_ms {
                Some(at_ms) => t.another_why(&session.date(at_ms)),
                None => t.another_why_unknown.to_owned(),
            };
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{why}</p>
                </Panel>
                <Panel title=t.another_gone_title>
                    <p>{t.another_gone}</p>
                </Panel>
            }
            .into_any();
            (t.another_heading, t.another_sentence(&name), t.another_wait, t.another_sure, body)
        }
        Problem::BackupGone => {
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{t.gone_why}</p>
                </Panel>
                <Panel title=t.gone_gone_title>
                    <p>{t.gone_gone}</p>
                </Panel>
            }
            .into_any();
            (t.gone_heading, t.gone_sentence.to_owned(), t.gone_wait, t.gone_sure, body)
        }
        Problem::Unheard { channels } => {
            let sat = |sat: u64| session.amount(sat.saturating_mul(1000));
            let amount = sat(channels.iter().map(|channel| channel.at_stake_sat).sum());
            let each = (channels.len() > 1).then(|| {
                let each = channels.iter().map(|channel| {
                    let id = channel.id.get(..8).unwrap_or(&channel.id);
                    let amount = sat(channel.at_stake_sat);
                    let line = t.unheard_channel(args::QuestionUnheardChannel { id, amount: &amount });
                    view! { <li>{line}</li> }
                });
                view! { <ul class="bulleted">{each.collect_view()}</ul> }
            });
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{t.unheard_why(&amount)}</p>
                    {each}
                </Panel>
                <Panel title=t.unheard_gone_title>
                    <p>{t.unheard_gone}</p>
                </Panel>
            }
            .into_any();
            (t.unheard_heading, t.unheard_sentence.to_owned(), t.unheard_wait, t.unheard_sure, body)
        }
        Problem::FeesHigh { value_sat, fee_sat } => {
            let [value, fee] = [value_sat, fee_sat].map(|sat| session.amount(sat.saturating_mul(1000)));
            let body = view! {
                <Panel title=t.ended_why_title>
                    <p>{t.fees_why(args::QuestionFeesWhy { value: &value, fee: &fee })}</p>
                </Panel>
            }
            .into_any();
            (t.fees_heading, t.fees_sentence.to_owned(), t.fees_wait, t.fees_sure, body)
        }
        torn => {
            let file = if let Problem::TornHead { file } = torn {
                Some(session.texts().trouble.file(&file))
            } else {
                None
            };
            let body = view! {
                <Panel title=t.torn_why_title>
                    {file.map(|file| view! { <p>{file}</p> })}
                    <ul class="bulleted">
                        <li>{t.torn_why_writing}</li>
                        <li>{t.torn_why_died}</li>
                        <li>{t.torn_why_gone}</li>
                        <li>{t.torn_why_other}</li>
                    </ul>
                </Panel>
                <Panel title=t.torn_gone_title>
                    <p>{t.torn_gone}</p>
                </Panel>
            }
            .into_any();
            (t.torn_heading, t.torn_sentence.to_owned(), t.torn_wait, t.torn_sure, body)
        }
    };
    view! {
        <Screen name=name disc=Topic::Error heading=heading sentence=sentence back=back>
            <div id=ids::QUESTION class="stack" data-problem=machine>
                {body}
            </div>
            <crate::components::ProblemNote id=ids::ELSEWHERE_PROBLEM problem=refused />
            <Actions>
                <Primary id=ids::QUESTION_WAIT label=wait on_press=on_wait />
                <LinkButton id=ids::QUESTION_SURE label=sure on_press=on_sure />
            </Actions>
        </Screen>
    }
}
