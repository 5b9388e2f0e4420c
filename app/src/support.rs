//! The text of a support request: built on this device, shown before anything happens with it, and without
//! anything that identifies money or opens it.

use lifeboat_messages::{Author, BackupStatus, Phase, Problem, ReadOnly, View};

use crate::text::problem_name;

/// The request, in English, for the person who helps. It names states and times; no keys, PIN, amounts, addresses,
/// names or accounts.
pub fn text(view: &View, version: &str, browser: &str, now_ms: u64) -> String {
    let since =
        |by: Option<&Author>| by.map_or_else(String::new, |by| format!(" since {}", age(now_ms, by.at_ms)));
    let phase = match &view.phase {
        Phase::Starting => "starting".to_owned(),
        Phase::Empty => "empty".to_owned(),
        Phase::Locked => "locked".to_owned(),
        Phase::Closing => "closing".to_owned(),
        Phase::Checking => "checking".to_owned(),
        Phase::Ready => "ready".to_owned(),
        Phase::ReadOnly { why } => match why {
            ReadOnly::Elsewhere { by } => format!("read-only: elsewhere{}", since(by.as_ref())),
            ReadOnly::OtherTab => "read-only: other tab".to_owned(),
            ReadOnly::Unconfirmed { problem } => format!("read-only: unconfirmed, {}", problem_line(problem)),
            ReadOnly::Unsafe { problem } => format!("read-only: unsafe, {}", problem_line(problem)),
        },
    };
    let backup = match &view.backup {
        BackupStatus::Off => "off".to_owned(),
        BackupStatus::Checking => "checking".to_owned(),
        BackupStatus::Saving => "saving".to_owned(),
        BackupStatus::Saved { at_ms, position } => {
            format!("saved {} at position {position}", age(now_ms, *at_ms))
        }
        BackupStatus::Waiting { since_ms, problem } => {
            format!("waiting since {}, {}", age(now_ms, *since_ms), problem_line(problem))
        }
        BackupStatus::Paused { problem } => format!("paused, {}", problem_line(problem)),
        BackupStatus::Fenced { by } => format!("fenced{}", since(by.as_ref())),
    };
    let service = view.service.as_ref().map_or("none".to_owned(), |service| format!("{:?}", service.kind));
    let fault = view.fault.as_ref().map_or("none".to_owned(), |fault| {
        format!("{}, since {}", problem_line(&fault.problem), age(now_ms, fault.since_ms))
    });
    let usable = view.channels.iter().filter(|channel| channel.usable).count();
    format!(
        "Lifeboat {version}\nBrowser: {browser}\nNetwork: {:?}\nPhase: {phase}\nBackup: {backup}\nService: \
         {service}\nFault: {fault}\nLightning peer: {:?}\nChannels: {usable} of {} usable\nBlock: {}\nPayments \
         not in the backup: {}\n",
        view.network,
        view.link,
        view.channels.len(),
        view.height,
        view.payments.unsaved,
    )
}

/// Only the problem's name, and of our own defects the technical detail, cut short.
fn problem_line(problem: &Problem) -> String {
    let name = problem_name(problem);
    if let Problem::Internal { detail } | Problem::BadConfig { detail } = problem {
        return format!("{name} ({})", scrub(detail));
    }
    name.to_owned()
}

/// Cuts long runs of letters and digits (keys, invoices, addresses) and digits that could be a PIN or an amount.
fn scrub(detail: &str) -> String {
    let cut = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        let digits = word.chars().filter(char::is_ascii_digit).count();
        if letters > 24 || digits >= 4 { "…".to_owned() } else { word.to_owned() }
    };
    detail.chars().take(300).collect::<String>().split_whitespace().map(cut).collect::<Vec<_>>().join(" ")
}

/// "12 s ago", without a calendar date.
fn age(now_ms: u64, then_ms: u64) -> String {
    format!("{} s ago", now_ms.saturating_sub(then_ms) / 1000)
}

#[cfg(test)]
mod tests {
    use lifeboat_messages::*;

    use super::*;

    fn view() -> View {
        View {
            phase: Phase::Ready,
            network: Some(Network::Regtest),
            name: "Samantha".into(),
            balance: Balance { lightning_msat: 7_777_777_000, ..Balance::default() },
            looking: false,
            activities: vec![Activity {
                id: "aa".repeat(32),
                direction: Direction::In,
                amount_msat: 7_777_777_000,
                fee_msat: 0,
                at_ms: 1,
                created_ms: 1,
                note: "for the secret thing".into(),
                own_note: None,
                outcome: Outcome::Done,
                preimage: Some("bb".repeat(32)),
                on_chain: None,
                given_up: false,
                back_by_height: None,
                service: None,
                saved: false,
            }],
            payments: Counts { all: 1, unsaved: 1 },
            backup: BackupStatus::Paused { problem: Problem::SignedOut },
            service: Some(Service {
                kind: ServiceKind::WebDav,
                account: "samantha@example.org".into(),
                place: vec!["Secret folder".into()],
                file: "BitcoinWalletBackup_Samantha".into(),
                link: None,
                size: None,
                room: None,
                proved_ms: None,
                unfit: None,
            }),
            old_copy: None,
            folder_news: None,
            foreign_tries: None,
            alone: None,
            guards: None,
            guards_offered: None,
            second: None,
            pin: None,
            auto_lock_min: Some(5),
            practice: Practice::On,
            lockable: true,
            prompt: false,
            warning: false,
            reminder: false,
            channels: vec![],
            closed: vec![],
            link: Link::Up,
            height: 101,
            fault: None,
            support: None,
        }
    }

    #[test]
    fn names_the_state_and_nothing_private() {
        let text = text(&view(), "0.1.0", "Browser", 10_000);
        assert!(text.contains("paused, signedOut"), "{text}");
        assert!(text.contains("Payments not in the backup: 1"), "{text}");
        for private in ["Samantha", "samantha", "7777777", "777", "aaaa", "bbbb", "secret", "Secret"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }

    #[test]
    fn cuts_what_could_be_a_key_an_invoice_or_a_pin_out_of_our_own_defects() {
        let detail = format!("could not read lnbcrt{} with 482913 at step 3", "a1".repeat(40));
        let mut view = view();
        view.backup = BackupStatus::Paused { problem: Problem::Internal { detail } };
        let text = text(&view, "0.1.0", "Browser", 0);
        assert!(text.contains("could not read … with … at step 3"), "{text}");
    }
}
