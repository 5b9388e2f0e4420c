//! Scripted answers in place of the worker.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::GetUntracked;
use lifeboat_messages::*;

use super::{samples, views};
use crate::{
    route::Route,
    state::{Line, Session, WorkerFailure, intl},
};

/// How long everything takes.
const PAUSE_MS: i32 = 350;

/// The line to the script.
pub fn open(session: Session, _: u32) -> Result<Line, WorkerFailure> {
    let view = match session.route.get_untracked() {
        Route::Gallery(name) => views::of(&name),
        _ => views::empty(),
    };
    let view = Rc::new(RefCell::new(view));
    let first = view.clone();
    later(0, move || session.hear(Message::View(first.borrow().clone())));
    Ok(Line::new(move |call, _| answer(session, view.clone(), call)))
}

fn later(times: i32, then: impl FnOnce() + 'static) {
    intl::after(PAUSE_MS * times, then);
}

fn answer(session: Session, view: Rc<RefCell<View>>, call: &Call) {
    let id = call.id;
    let reply = move |times: i32, result: Result<Answer, Problem>| {
        later(times, move || session.hear(Message::Reply(Reply { id, result })));
    };
    let show = {
        let view = view.clone();
        move |times: i32, change: fn(&mut View)| {
            let view = view.clone();
            later(times, move || {
                change(&mut view.borrow_mut());
                session.hear(Message::View(view.borrow().clone()));
            });
        }
    };
    let steps = move |steps: &[Step]| -> i32 {
        let mut times = 1;
        for step in steps {
            let step = *step;
            later(times, move || session.hear(Message::Progress { id, step }));
            times += 2;
        }
        times
    };
    match &call.request {
        Request::CreateWallet { name } => {
            view.borrow_mut().name = name.clone();
            show(1, |view| {
                view.phase = Phase::Ready;
                view.prompt = true;
            });
            reply(1, Ok(Answer::Done));
        }
        Request::CheckPin { pin } => {
            let pin = pin.expose();
            let digits = u8::try_from(pin.len()).unwrap_or(0);
            let all_same = pin.bytes().all(|b| pin.as_bytes().first() == Some(&b));
            let refused = if all_same {
                Some(PinRefused::Repeats)
            } else if "01234567890".contains(pin) {
                Some(PinRefused::Run)
            } else {
                None
            };
            let strength = PinStrength { digits, one_card_seconds: 10f64.powi(i32::from(digits)) * 0.05 };
            reply(0, Ok(Answer::Pin { strength: refused.is_none().then_some(strength), refused }));
        }
        Request::Unlock { unlocker: Unlocker::Pin(pin) } if pin.expose() == "000000" => {
            reply(2, Err(Problem::TooManyTries { wait_ms: 30_000 }));
        }
        Request::Unlock { .. } => {
            show(2, |view| view.phase = Phase::Ready);
            reply(2, Ok(Answer::Done));
        }
        Request::Lock => show(0, |view| view.phase = Phase::Locked),
        Request::Services => {
            let offer = |kind| match kind {
                ServiceKind::ICloud => Offer::NeedsOperator,
                _ => Offer::Ready,
            };
            reply(
                0,
                Ok(Answer::Services { services: ServiceKind::ALL.map(|kind| (kind, offer(kind))).to_vec() }),
            );
        }
        Request::BeginSignIn { .. } | Request::ComeBack { .. } | Request::FinishSignIn { .. } => {
            reply(2, Err(Problem::SignInCancelled));
        }
        Request::Connect { drive } if drive.service() == ServiceKind::WebDav => {
            reply(2, Err(Problem::NotADrive))
        }
        Request::Connect { .. } => reply(
            2,
            Ok(Answer::Connected(ConnectedDrive {
                service: ServiceKind::ThisServer,
                account: "lifeboat".into(),
            })),
        ),
        Request::StartBackup { .. } => {
            let end = steps(&[
                Step::Encrypting,
                Step::Probing,
                Step::CreatingFolder,
                Step::Uploading,
                Step::ReadingBack,
            ]);
            show(end, |view| {
                view.prompt = false;
                view.service = Some(views::service());
                view.backup = BackupStatus::Saved { at_ms: intl::now_ms(), position: 0 };
            });
            reply(end, Ok(Answer::BackedUp(samples::confirmation())));
        }
        Request::Later => {
            show(0, |view| {
                view.prompt = false;
                view.reminder = true;
            });
            reply(0, Ok(Answer::Done));
        }
        Request::NewsRead { .. } => {
            show(0, |view| view.folder_news = None);
            reply(0, Ok(Answer::Done));
        }
        Request::FindBackups { .. } => reply(2, Ok(Answer::Found { backups: samples::found() })),
        Request::Restore { unlocker: Unlocker::Pin(pin), .. } if pin.expose() == "000000" => {
            let end = steps(&[Step::Unlocking]);
            reply(end, Err(Problem::WrongSecret));
        }
        Request::Restore { .. } | Request::TakeOver { .. } => {
            let end = steps(&[
                Step::Unlocking,
                Step::Reading,
                Step::TakingOver,
                Step::Confirming,
                Step::CatchingUp,
            ]);
            show(end, |view| *view = views::view());
            reply(end, Ok(Answer::Restored(views::restored())));
        }
        Request::Receive { amount_msat, .. } => {
            let name = if amount_msat.is_some() { "invoice" } else { "invoice-any" };
            reply(1, Ok(Answer::Invoice(samples::invoice(name))));
        }
        Request::Invoice { .. } => reply(1, Ok(Answer::Invoice(samples::invoice("invoice")))),
        Request::Check { text } if text.starts_with("ln") => reply(
            1,
            Ok(Answer::Payable(Payable {
                invoice: text.clone(),
                amount_msat: (!text.contains("any")).then_some(2_500_000),
                ..samples::payable()
            })),
        ),
        Request::Check { text } if text.contains("bcrt1") => {
            reply(1, Ok(Answer::ChainTarget(samples::target())));
        }
        Request::Check { text } if text.contains('@') => {
            reply(1, Ok(Answer::PayOffer(samples::pay_offer())));
        }
        Request::Check { .. } => reply(1, Err(Problem::BadInvoice)),
        Request::AskService { offer, amount_msat, .. } => reply(
            1,
            Ok(Answer::Payable(Payable {
                amount_msat: Some(*amount_msat),
                note: offer.description.clone().unwrap_or_default(),
                service: Some(offer.name().to_owned()),
                ..samples::payable()
            })),
        ),
        Request::ChainAddress => reply(1, Ok(Answer::ChainAddress { address: samples::target().address })),
        Request::FeeChoices => reply(1, Ok(Answer::FeeChoices { choices: samples::fees(), old: true })),
        Request::PreviewSend { .. } | Request::PreviewBump { .. } => {
            reply(1, Ok(Answer::SendPreview(samples::order(false).1)));
        }
        Request::SendOnChain {
            shown: SendPreview { is_dear: true, fee_sat, .. },
            dear_is_well: false,
            ..
        } => {
            reply(1, Err(Problem::FeeDear { fee_sat: *fee_sat }));
        }
        Request::SendOnChain { .. } | Request::Bump { .. } => {
            reply(1, Ok(Answer::SentOnChain { id: format!("chain/{}", "22".repeat(32)) }));
        }
        Request::CallOff { .. } => reply(1, Ok(Answer::Done)),
        Request::Quote { .. } => reply(
            1,
            match session.route.get_untracked() {
                Route::Gallery(name) if name == "send-confirm-dear" => {
                    Ok(Answer::Quote(Quote { fee_msat: 112_000, most_fee_msat: 75_000 }))
                }
                Route::Gallery(name) if name == "send-confirm-no-map" => Err(Problem::NoMap),
                _ => Ok(Answer::Quote(Quote { fee_msat: 3_402, most_fee_msat: 10_000 })),
            },
        ),
        Request::Pay { .. } => {
            show(1, |view| {
                let mut payment = views::view().activities.remove(1);
                payment.outcome = Outcome::Pending { stage: PaymentStage::UnderWay };
                payment.id = format!("out/{}", "55".repeat(32));
                view.activities.insert(0, payment);
            });
            show(6, |view| {
                if let Some(payment) = view.activities.first_mut() {
                    payment.outcome = Outcome::Done;
                }
            });
            reply(1, Ok(Answer::Done));
        }
        Request::QrCode { .. } => reply(1, Ok(Answer::QrCode { code: Some(samples::qr_code()) })),
        Request::Payment { .. } => reply(1, Ok(Answer::Payments { payments: Vec::new() })),
        Request::Export { format } => {
            let (name, entries) = match format {
                ExportFormat::Table => ("lifeboat-payments-2026-11-26.csv", 4),
                ExportFormat::Labels => ("lifeboat-labels-2026-11-26.jsonl", 0),
            };
            reply(0, Ok(Answer::File { name: name.into(), address: "data:,".into(), entries }));
        }
        Request::Search { .. } => {
            let nothing =
                matches!(session.route.get_untracked(), Route::Gallery(name) if name == "activity-nothing");
            let payments = if nothing { Vec::new() } else { view.borrow().activities.clone() };
            reply(0, Ok(Answer::Matches { payments, after: None }));
        }
        Request::LookAtGuards => {
            let all_gone =
                matches!(session.route.get_untracked(), Route::Gallery(name) if name.ends_with("-gone"));
            let states = match all_gone {
                true => [GuardState::Silent; 3],
                false => {
                    [GuardState::Counted { tries: 0 }, GuardState::Counted { tries: 3 }, GuardState::Silent]
                }
            };
            let named = samples::guards().hosts.into_iter().zip(states);
            let standings = named.map(|(host, state)| GuardStanding { host, state }).collect();
            reply(2, Ok(Answer::Guards { standings }));
        }
        Request::ClaimTries { .. } => {
            show(0, |view| view.foreign_tries = None);
            reply(0, Ok(Answer::Done));
        }
        Request::Practise { pin } if pin.expose() == "000000" => reply(3, Err(Problem::WrongSecret)),
        Request::Practise { pin } if pin.expose().ends_with('1') => {
            let problem = Some(Problem::GuardsTooFew { answering: 1, needed: 2 });
            reply(3, Ok(Answer::Practised { failing: Vec::new(), problem }));
        }
        Request::Practise { pin } => {
            let failing = if pin.expose().ends_with('2') { vec!["c.example".to_owned()] } else { Vec::new() };
            reply(3, Ok(Answer::Practised { failing, problem: None }));
        }
        Request::PractiseLater => {
            show(0, |view| view.practice = Practice::On);
            reply(0, Ok(Answer::Done));
        }
        Request::AskToPractise { on } => {
            view.borrow_mut().practice = if *on { Practice::On } else { Practice::Off };
            show(0, |_| {});
            reply(0, Ok(Answer::Done));
        }
        Request::ChangeLock { old: Some(Unlocker::Pin(old)), .. } if old.expose() == "000000" => {
            reply(3, Err(Problem::WrongSecret));
        }
        // A new PIN that ends in 1 is not in the cloud yet.
        Request::ChangeLock { new: NewLock::Pin(new) | NewLock::GuardedPin(new), .. } => {
            reply(3, Ok(Answer::LockChanged { in_cloud: !new.expose().ends_with('1') }));
        }
        Request::ReplaceGuards { .. } => reply(3, Ok(Answer::LockChanged { in_cloud: true })),
        Request::ShowPhrase { .. } => {
            let words = "abandon ".repeat(11) + "about";
            reply(1, Ok(Answer::Phrase { words: Secret::from(words) }));
        }
        Request::AutoLock { minutes } => {
            view.borrow_mut().auto_lock_min = *minutes;
            show(0, |_| {});
            reply(0, Ok(Answer::Done));
        }
        Request::Disconnect { .. } => {
            show(1, |view| {
                view.service = None;
                view.backup = BackupStatus::Off;
            });
            reply(1, Ok(Answer::Disconnected { copy: LeftCopy::Kept }));
        }
        _ => reply(2, Ok(Answer::Done)),
    }
}
