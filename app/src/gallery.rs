//! Development only (feature `gallery`): every screen with sample data under `/gallery/<name>`, and the whole page
//! at `/` against scripted answers instead of the worker. Never part of a normal build.

#![allow(clippy::wildcard_enum_match_arm, reason = "what no sample names gets the plain one")]

mod names;
mod samples;
mod script;
mod views;

use names::{NAMES, sign_in_name};
pub use script::open;

use leptos::prelude::*;
use lifeboat_messages::*;

use crate::{
    components::{Topic, session},
    flow::{
        entry::{Key, PinEntry},
        send::FollowedPayment,
    },
    screens::{self, pin},
    state::{WorkerFailure, intl},
};

fn nothing<T: 'static>() -> Callback<T> {
    Callback::new(|_: T| {})
}

/// A screen by its name.
pub fn screen(name: String) -> AnyView {
    let session = session();
    let texts = session.texts();
    session.look.set(true);
    match name.as_str() {
        "starting" => view! { <screens::Starting /> }.into_any(),
        "closing" => view! { <screens::Closing /> }.into_any(),
        "security" | "security-bare" => view! { <screens::Security /> }.into_any(),
        "restore-question"
        | "restore-files-question"
        | "restore-read-only-question"
        | "restore-silent-question"
        | "restore-another-question" => {
            let at_ms = crate::state::intl::now_ms() - 3 * 86_400_000;
            let by = Some(Author { device: "Firefox on Linux".to_owned(), at_ms });
            let problem = match name.as_str() {
                "restore-question" => Problem::Ended { by, to: None },
                "restore-another-question" => {
                    Problem::AnotherGoes { name: "Samantha".to_owned(), saved_ms: Some(at_ms) }
                }
                "restore-read-only-question" => Problem::ReadOnly { why: WriteFault::Refused, by },
                "restore-silent-question" => Problem::ReadOnly { why: WriteFault::Unanswered, by },
                _ => Problem::FromFiles { by },
            };
            view! {
                <screens::Question
                    name="restore-question"
                    problem=problem
                    on_wait=nothing()
                    on_sure=nothing()
                    back=nothing()
                />
            }
            .into_any()
        }
        "broken" | "stopped" | "other-build" | "keys-removed" => {
            session.broken.set(Some(match name.as_str() {
                "broken" => WorkerFailure::Worker("the worker could not be loaded".into()),
                "stopped" => WorkerFailure::Stopped("TypeError: a is undefined".into()),
                "other-build" => WorkerFailure::OtherBuild,
                _ => WorkerFailure::KeysRemoved,
            }));
            view! { <screens::Broken /> }.into_any()
        }
        "real-money" => view! { <screens::RealMoney /> }.into_any(),
        "welcome" => view! { <screens::Welcome /> }.into_any(),
        "welcome-again" => {
            intl::store("wallet", Some("1"));
            let welcome = view! { <screens::Welcome /> }.into_any();
            intl::store("wallet", None);
            welcome
        }
        "install" | "install-offered" => {
            session.installable.set(name == "install-offered");
            view! { <screens::Install /> }.into_any()
        }
        "home-new-version" => {
            session.new_version.set(true);
            view! { <screens::Home /> }.into_any()
        }
        "create" => view! { <screens::Create /> }.into_any(),
        "prompt" => view! { <screens::Home /> }.into_any(),
        home if home.starts_with("home") => view! { <screens::Home /> }.into_any(),
        "backup-intro" => view! { <screens::Backup /> }.into_any(),
        "backup-pin" => view! {
            <pin::ChoosePin name="backup-pin" heading=texts.pin.choose on_chosen=nothing() back=nothing() />
        }
        .into_any(),
        "backup-verify" => {
            let mut chosen = PinEntry::default();
            for digit in [3, 1, 7, 9, 2, 6] {
                chosen.press(Key::Digit(digit), 6);
            }
            view! {
                <pin::VerifyPin name="backup-verify" chosen=chosen on_same=nothing() on_again=nothing() />
            }
            .into_any()
        }
        "backup-service" => view! {
            <screens::ChooseService
                name="backup-service"
                heading=texts.service.heading
                sentence=texts.service.sentence
                on_choose=nothing()
                back=nothing()
            />
        }
        .into_any(),
        "restore-service" => view! {
            <screens::ChooseService
                name="restore-service"
                heading=texts.service.restore_heading
                sentence=texts.service.restore_sentence
                on_choose=nothing()
                back=nothing()
            />
        }
        .into_any(),
        "backup-guards" | "change-pin-guards" => view! {
            <pin::ProtectPin
                name="backup-guards"
                pin=Secret::from("739205")
                offered=samples::guards()
                older=name != "backup-guards"
                on_chosen=nothing()
                back=nothing()
            />
        }
        .into_any(),
        "backup-returning" => view! { <screens::Returning name="backup-returning" /> }.into_any(),
        "backup-cancelled" => view! {
            <screens::ChooseService
                name="backup-service"
                heading=texts.service.heading
                sentence=texts.service.sentence
                problem=Signal::stored(Some(Problem::SignInCancelled))
                on_choose=nothing()
                back=nothing()
            />
        }
        .into_any(),
        "backup-refused" => sign_in(ServiceKind::WebDav, Some(Problem::NotSafeForChannels { weakness: Weakness::Replaces })),
        "restore-sign-in" => sign_in(ServiceKind::ThisServer, None),
        "restore-unreachable" => sign_in(ServiceKind::ThisServer, Some(Problem::Unreachable)),
        "backup-saving" => {
            session.step.set(Some(Step::Uploading));
            view! {
                <screens::Working
                    name="backup-saving"
                    heading=texts.saving.heading
                    sentence=texts.saving.sentence
                    steps=vec![
                        (Step::Encrypting, texts.backup.step_encrypting),
                        (Step::Probing, texts.backup.step_probing),
                        (Step::CreatingFolder, texts.backup.step_folder),
                        (Step::Uploading, texts.backup.step_uploading),
                        (Step::ReadingBack, texts.backup.step_reading_back),
                    ]
                    on_cancel=idle()
                />
            }
            .into_any()
        }
        "backup-failed" => view! {
            <screens::Failed
                name="backup-failed"
                heading=texts.saving.failed_heading
                problem=Problem::QuotaFull
                on_again=nothing()
                other=(texts.saving.other, nothing())
                back=nothing()
            />
        }
        .into_any(),
        "backup-guard-silent" | "backup-guard-too-many" | "backup-guards-gone" => {
            let (problem, offer) = samples::waiver(&name);
            view! {
                <screens::GuardFailed
                    name="backup-guard"
                    heading=texts.saving.failed_heading
                    problem=problem
                    offer=offer
                    waiver=StoredValue::new(GuardWaiver::default())
                    on_again=nothing()
                    back=nothing()
                />
            }
            .into_any()
        }
        "backup-done" => {
            view! { <screens::Confirmed done=samples::confirmation() on_continue=nothing() /> }.into_any()
        }
        "receive" | "receive-alarm" => view! { <screens::Receive /> }.into_any(),
        "invoice" | "invoice-any" | "invoice-expired" => {
            let invoice = samples::invoice(name.as_str());
            view! { <screens::InvoiceScreen invoice=invoice arriving=Signal::stored(false) on_again=nothing() /> }
                .into_any()
        }
        "receive-address" => view! { <screens::AddressScreen /> }.into_any(),
        "received" => view! { <screens::Received msat=21_000_000 /> }.into_any(),
        "send" => view! { <screens::Send /> }.into_any(),
        "send-thanks" | "send-starting" | "send-saving" | "send-pending" | "send-done" | "send-failed" => view! {
            <screens::SendResult
                amount_msat=2_500_000
                followed=Some(FollowedPayment { id: format!("out/{}", "02".repeat(32)), failed_at_ms: None })
                on_done=nothing()
                on_again=nothing()
            />
        }
        .into_any(),
        "send-scan" => view! { <screens::Scan on_found=Callback::new(|_| {}) back=nothing() /> }.into_any(),
        "send-service" | "send-withdraw" | "send-refused" => {
            let words = Some("The shop is closed today".to_owned());
            let refused = Problem::ServiceRefused { host: "pay.bakery.example".into(), words };
            let problem = RwSignal::new((name == "send-refused").then_some(refused));
            let offered = match name.as_str() {
                "send-withdraw" => screens::ServiceOffer::Withdraw(samples::withdraw_offer()),
                _ => screens::ServiceOffer::Pay(samples::pay_offer()),
            };
            let on_ask = Callback::new(|_| {});
            let busy = Signal::stored(false);
            view! { <screens::ServiceForm offered=offered busy=busy problem=problem on_ask=on_ask back=nothing() /> }
                .into_any()
        }
        "send-withdraw-fee" => {
            let (host, invoice) = (samples::withdraw_offer().host, samples::invoice(&name));
            let (busy, problem) = (Signal::stored(false), RwSignal::new(None));
            view! {
                <screens::WithdrawFee host=host invoice=invoice busy=busy problem=problem on_agree=idle() back=idle() />
            }
            .into_any()
        }
        "send-on-chain" => {
            let on_order = Callback::new(|_| {});
            view! { <screens::OnChainForm target=samples::target() on_order=on_order back=nothing() /> }
                .into_any()
        }
        "send-on-chain-confirm" | "send-on-chain-dear" => {
            let (order, preview) = samples::order(name == "send-on-chain-dear");
            let busy = RwSignal::new(false);
            let note = String::new();
            view! { <screens::OnChainConfirm order=order preview=preview note=note busy=busy back=nothing() /> }
                .into_any()
        }
        "bump" => view! { <screens::Bump id=format!("chain/{}", "22".repeat(32)) /> }.into_any(),
        "payment-unconfirmed" | "payment-not-accepted" | "payment-here"
        | "payment-calling-off" | "payment-offered" | "payment-called-off" => {
            view! { <screens::Payment id=format!("chain/{}", "22".repeat(32)) /> }.into_any()
        }
        "activity" | "activity-alarm" => view! { <screens::Activity /> }.into_any(),
        "activity-nothing" => view! { <screens::Activity text="Lisbon" /> }.into_any(),
        "send-confirm" | "send-confirm-dear" | "send-confirm-no-map" | "send-confirm-again" => view! {
            <screens::Confirm
                payable=samples::payable()
                amount_msat=2_500_000
                busy=RwSignal::new(false)
                problem=RwSignal::new((name == "send-confirm-again").then_some(Problem::PaidJustNow))
                on_pay=nothing()
                back=idle()
            />
        }
        .into_any(),
        "payment" | "payment-note" | "payment-waits" | "payment-given-up" => view! { <screens::Payment id=format!("out/{}", "02".repeat(32)) /> }.into_any(),
        "payment-failed" => view! { <screens::Payment id=format!("out/{}", "03".repeat(32)) /> }.into_any(),
        "channel" | "channel-away" | "channel-closing" => {
            view! { <screens::Channel id="ab".repeat(32) /> }.into_any()
        }
        "channel-closed" | "channel-home" => view! { <screens::Channel id="cd".repeat(32) /> }.into_any(),
        "channels" | "channels-promised" | "channels-closed" => view! { <screens::Channels /> }.into_any(),
        "restore" => view! { <screens::Restore /> }.into_any(),
        "restore-found" => found(samples::found()),
        "restore-nothing" => found(Vec::new()),
        "restore-pin" => view! {
            <pin::EnterPin
                name="restore-pin"
                heading="Enter the PIN of “Samantha”"
                sentence=texts.restore.pin_sentence
                button=texts.restore.pin_button
                problem=RwSignal::new(Some(Problem::WrongSecret))
                wrong=|_| Some(session_texts().restore.wrong_pin)
                on_entered=nothing()
                back=idle()
            />
        }
        .into_any(),
        "restore-steps" => {
            session.step.set(Some(Step::TakingOver));
            let steps = screens::restore_steps(UnlockerKind::Pin, texts);
            view! {
                <screens::Working
                    name="restore-steps"
                    disc=Topic::Security
                    heading="Restoring “Samantha”"
                    sentence=texts.restore.steps_sentence
                    steps=steps
                />
            }
            .into_any()
        }
        "restore-words" => view! { <screens::WordsAlone back=idle() /> }.into_any(),
        "restore-files" => view! {
            <screens::PickFiles
                busy=RwSignal::new(false)
                problem=RwSignal::new(None)
                on_picked=nothing()
                back=idle()
            />
        }
        .into_any(),
        "restored-files" => {
            view! { <screens::RestoredScreen restored=views::restored() from_files=true on_continue=nothing() /> }
                .into_any()
        }
        "restored" | "restored-unfit" => {
            view! { <screens::RestoredScreen restored=views::restored() from_files=false on_continue=nothing() /> }
                .into_any()
        }
        "lock" => view! { <screens::Lock /> }.into_any(),
        "lock-forgot" => view! {
            <screens::PhraseScreen
                name="lock-forgot"
                heading=texts.pin.forgot
                sentence=texts.pin.forgot_sentence
                note=texts.pin.forgot_note
                button=texts.pin.unlock_button
                problem=RwSignal::new(None)
                on_entered=nothing()
                on_pin=idle()
                back=idle()
                other=Some((crate::ids::LOCK_RESTORE, texts.pin.forgot_restore, idle()))
            />
        }
        .into_any(),
        "problem" | "problem-signed-out" | "problem-stale" | "problem-alone" | "problem-chains" | "problem-claim" | "problem-file" | "problem-storage-lost" | "question" | "question-gone" | "question-unheard" | "question-fees" => {
            view! { <screens::ProblemScreen /> }.into_any()
        }
        "elsewhere" | "other-tab" => view! { <screens::Elsewhere /> }.into_any(),
        "other-tab-asleep" => {
            session.not_taken.set(Some(Problem::OtherTabAsleep));
            view! { <screens::Elsewhere /> }.into_any()
        }
        "settings" => view! { <screens::Settings /> }.into_any(),
        "rename" | "rename-off" => view! { <screens::Rename /> }.into_any(),
        "delete" | "delete-behind" | "delete-off" => view! { <screens::Delete /> }.into_any(),
        "settings-backup" | "settings-backup-second" | "settings-backup-guards" | "settings-backup-guards-gone" | "settings-backup-off" | "settings-backup-old-copy" => {
            view! { <screens::SettingsBackup /> }.into_any()
        }
        "words-check" => {
            let words = "wing shrimp able crater north zoo panda maple river candy tent lunar";
            let words = StoredValue::new(words.split(' ').map(str::to_owned).collect());
            view! { <screens::CheckWords words=words on_complete=nothing() back=nothing() /> }.into_any()
        }
        "words-done" => view! { <screens::CheckedWords /> }.into_any(),
        "words" => view! { <screens::Words /> }.into_any(),
        "practice" => view! { <screens::Practice /> }.into_any(),
        "change-pin" => view! { <screens::ChangePin /> }.into_any(),
        "reconnect" => view! { <screens::Reconnect second=false /> }.into_any(),
        "about" => view! { <screens::About /> }.into_any(),
        other => match ServiceKind::ALL.into_iter().find(|kind| sign_in_name(*kind) == other) {
            Some(kind) => sign_in(kind, sign_in_problem(kind)),
            None => {
                let services = ServiceKind::ALL.map(sign_in_name);
                let names = NAMES.iter().copied().map(str::to_owned).chain(services);
                let links = names
                    .map(|name| view! { <li><a href=format!("/gallery/{name}")>{name.clone()}</a></li> })
                    .collect_view();
                view! { <ul class="screen">{links}</ul> }.into_any()
            }
        },
    }
}

fn idle() -> Callback<()> {
    nothing()
}

fn session_texts() -> &'static crate::text::Texts {
    session().texts()
}

/// What the sign-in screen says: that the service does not admit pages, and that not everything was allowed.
fn sign_in_problem(kind: ServiceKind) -> Option<Problem> {
    match kind {
        ServiceKind::Nextcloud => Some(Problem::Unreachable),
        ServiceKind::GoogleDrive => Some(Problem::ScopeMissing),
        _ => None,
    }
}

fn sign_in(kind: ServiceKind, problem: Option<Problem>) -> AnyView {
    let texts = &session().texts().sign_in;
    view! {
        <screens::SignIn
            names=screens::Names("backup-sign-in", "backup-leave", "backup-operator")
            kind=kind
            purpose=Callback::new(|()| SignInPurpose::Restore)
            button=texts.button
            working=texts.trying
            busy=Signal::stored(false)
            problem=RwSignal::new(problem)
            on_submit=nothing()
            back=nothing()
        />
    }
    .into_any()
}

fn found(backups: Vec<FoundBackup>) -> AnyView {
    let source = Some(screens::Source::Drive(DriveChoice::Form {
        service: ServiceKind::ThisServer,
        fields: Fields::default(),
    }));
    view! {
        <screens::Found
            source=source
            backups=backups
            left_out=Vec::new()
            on_pick=nothing()
            on_other=nothing()
        />
    }
    .into_any()
}
