use std::collections::{BTreeSet, HashSet};

use lifeboat_messages::{Problem, Weakness};

use super::{problems::Explained, *};

/// One of every variant; the match makes a new one fail to compile here.
fn every_problem() -> Vec<Problem> {
    use Problem::*;
    let all = vec![
        Unreachable,
        SignedOut,
        Denied,
        QuotaFull,
        Busy,
        Unavailable,
        NotADrive,
        RedirectedAway,
        Unsupported,
        LongPause,
        NoBucket,
        WrongRegion { right: None },
        ClockOff,
        CorsBlocked,
        WeakPassword,
        BadAddress,
        FolderGone,
        FolderEmpty,
        FileTooLarge,
        WrongKind,
        Overwrote,
        Cancelled,
        AlreadyOn,
        SignInCancelled,
        SignInExpired,
        ScopeMissing,
        WrongAccount,
        RegistrationRefused { code: String::new() },
        SignInRefused { code: String::new() },
        NotConfigured,
        NoBackup,
        WrongSecret,
        Damaged,
        Truncated,
        Foreign,
        Swapped,
        TooNew,
        Gap,
        TooManyTries { wait_ms: 1 },
        BackupGone,
        PhraseFileGone,
        PinChangedElsewhere,
        Fenced,
        Moved,
        TornHead,
        Ended { device: String::new(), at_ms: 0, to: String::new() },
        SecondCopy,
        FromFiles { device: String::new(), at_ms: 0 },
        ReadOnly { device: String::new(), at_ms: 0 },
        FilesTooLarge,
        FilesUnreadable,
        SamePlace,
        SecondCopyFirst,
        SecondAhead,
        InUse,
        BadPhrase,
        WeakPin,
        NoteTooLong,
        BadInvoice,
        OtherNetwork,
        Expired,
        AmountMissing,
        NotEnough { most_msat: 1 },
        TooMuch { most_msat: 1 },
        NoRoute,
        RefusedByPayee,
        AlreadyPaid,
        PaidJustNow,
        OwnInvoice,
        Underpaid,
        PaidBefore,
        NoChain,
        BadChain,
        ChainBehind,
        ChainsDisagree,
        ChainRewritten,
        ChainAlone,
        FeesUnknown,
        FeesHigh { value_sat: 2, fee_sat: 1 },
        NoPeer,
        NoChannel,
        ProviderSilent,
        ProviderRefused { detail: String::new() },
        NoOffer,
        TooLittle { least_msat: 1 },
        OpeningTooDear { fee_msat: 1 },
        Stale,
        Inconsistent,
        StateDamaged,
        BackupOfOtherNetwork,
        Unheard { at_stake_sat: 1 },
        StorageRefused,
        StorageFull,
        StorageLost,
        StorageSilent,
        DeviceKeyLost,
        OtherTabAsleep,
        ClockWrong,
        BrowserLacks,
        OutOfMemory,
        Closed,
        Occupied,
        BadConfig { detail: String::new() },
        OtherTab,
        Internal { detail: String::new() },
    ]
    .into_iter()
    .chain(Weakness::ALL.map(|weakness| NotSafeForChannels { weakness }))
    .collect::<Vec<_>>();
    for problem in &all {
        match problem {
            Unreachable
            | SignedOut
            | Denied
            | QuotaFull
            | Busy
            | Unavailable
            | NotADrive
            | RedirectedAway
            | NotSafeForChannels { .. }
            | Unsupported
            | LongPause
            | NoBucket
            | WrongRegion { .. }
            | ClockOff
            | CorsBlocked
            | WeakPassword
            | BadAddress
            | FolderGone
            | FolderEmpty
            | FileTooLarge
            | WrongKind
            | Overwrote
            | Cancelled
            | AlreadyOn
            | SignInCancelled
            | SignInExpired
            | ScopeMissing
            | WrongAccount
            | RegistrationRefused { .. }
            | SignInRefused { .. }
            | NotConfigured
            | NoBackup
            | WrongSecret
            | Damaged
            | Truncated
            | Foreign
            | Swapped
            | TooNew
            | Gap
            | TooManyTries { .. }
            | BackupGone
            | PhraseFileGone
            | PinChangedElsewhere
            | Fenced
            | Moved
            | TornHead
            | Ended { .. }
            | SecondCopy
            | FromFiles { .. }
            | ReadOnly { .. }
            | FilesTooLarge
            | FilesUnreadable
            | SamePlace
            | SecondCopyFirst
            | SecondAhead
            | InUse
            | BadPhrase
            | WeakPin
            | NoteTooLong
            | BadInvoice
            | OtherNetwork
            | Expired
            | AmountMissing
            | NotEnough { .. }
            | TooMuch { .. }
            | NoRoute
            | RefusedByPayee
            | AlreadyPaid
            | PaidJustNow
            | OwnInvoice
            | Underpaid
            | PaidBefore
            | NoChain
            | BadChain
            | ChainBehind
            | ChainsDisagree
            | ChainRewritten
            | ChainAlone
            | FeesUnknown
            | FeesHigh { .. }
            | NoPeer
            | NoChannel
            | ProviderSilent
            | ProviderRefused { .. }
            | NoOffer
            | TooLittle { .. }
            | OpeningTooDear { .. }
            | Stale
            | Inconsistent
            | StateDamaged
            | BackupOfOtherNetwork
            | Unheard { .. }
            | StorageRefused
            | StorageFull
            | StorageLost
            | StorageSilent
            | DeviceKeyLost
            | OtherTabAsleep
            | ClockWrong
            | BrowserLacks
            | OutOfMemory
            | Closed
            | Occupied
            | BadConfig { .. }
            | OtherTab
            | Internal { .. } => {}
        }
    }
    all
}

#[test]
fn every_problem_has_its_own_texts() {
    for language in Language::ALL {
        let texts = language.texts();
        let problems = every_problem();
        let titles: BTreeSet<_> = problems.iter().map(|p| texts.explain(p).title).collect();
        let whats: BTreeSet<_> = problems.iter().map(|p| texts.explain(p).what).collect();
        assert_eq!(titles.len(), problems.len(), "two problems share a title");
        assert_eq!(whats.len(), problems.len(), "two problems share an explanation");
        assert_eq!(texts.problems.all().len(), problems.len(), "a text belongs to no problem");
        for problem in &problems {
            let Explained { title, what, fix } = texts.explain(problem);
            for text in [title, what, fix] {
                assert!(text.trim().len() > 3, "{problem:?} says nothing: {text:?}");
            }
        }
    }
}

#[test]
fn every_problem_has_its_own_name_for_machines() {
    let names: BTreeSet<_> = every_problem().iter().map(problem_name).collect();
    let kinds: HashSet<_> = every_problem().iter().map(std::mem::discriminant).collect();
    assert_eq!(names.len(), kinds.len());
    assert!(names.contains("signedOut"));
    assert!(!names.contains(""));
}

#[test]
fn only_a_read_account_is_said_to_hold_nothing() {
    let texts = Language::English.texts();
    for problem in every_problem() {
        let Explained { title, what, .. } = texts.explain(&problem);
        let says_nothing = format!("{title} {what}").contains("no backup") || title.contains("No backup");
        assert_eq!(says_nothing, problem == Problem::NoBackup, "{problem:?}");
    }
}

/// The names between braces.
fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_owned).collect()
}

#[test]
fn every_language_has_the_placeholders_of_english() {
    let english = Language::English.texts().all();
    for language in Language::ALL {
        for ((key, reference), (_, text)) in english.iter().zip(language.texts().all()) {
            assert_eq!(placeholders(reference), placeholders(text), "{key} in {language:?}");
            assert!(!text.trim().is_empty(), "{key} in {language:?} is empty");
        }
    }
}

#[test]
fn fills_what_it_knows_and_leaves_the_rest() {
    assert_eq!(
        fill("Saved to {service} {ago}", &[("service", "WebDAV"), ("ago", "now")]),
        "Saved to WebDAV now"
    );
    assert_eq!(fill("{a}{b}", &[("b", "{a}")]), "{a}{a}");
    assert_eq!(fill("open {brace", &[("brace", "x")]), "open {brace");
    assert_eq!(fill("", &[]), "");
}

#[test]
fn takes_the_first_language_the_browser_asks_for_that_exists() {
    assert_eq!(Language::best(["xx-YY", "EN-gb"]), Language::English);
    assert_eq!(Language::best([]), Language::English);
}
