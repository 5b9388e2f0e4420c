#![allow(clippy::unwrap_used)]

use std::collections::{BTreeSet, HashSet};

use lifeboat_messages::{FileFault, Lack, Network, Pasted, Problem, Weakness, WriteFault};

use super::{
    problems::{Explanation, Formatter},
    *,
};

/// The texts of a language, as the page gets them.
pub fn texts(language: Language) -> &'static Texts {
    let at = Language::all().position(|it| it == language).unwrap();
    read(table::FILES[at].to_owned()).unwrap()
}

/// Amounts and times as the tests can tell them.
struct Plainly;

impl Formatter for Plainly {
    fn amount(&self, msat: u64) -> String {
        format!("{msat} msat")
    }

    fn rate(&self, sat_per_kvb: u32) -> String {
        format!("{sat_per_kvb} sat/kvB")
    }

    fn duration(&self, ms: u64) -> String {
        format!("{ms} ms")
    }
}

/// One of every variant with words of its own; the match makes a new one fail to compile here.
fn every_problem() -> Vec<Problem> {
    use Problem::*;
    let all = vec![
        Unreachable,
        SignedOut,
        Denied,
        QuotaFull,
        Busy,
        StillSaving,
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
        ColonInName,
        FolderGone,
        FolderEmpty,
        FileTooLarge,
        WalletTooLarge,
        WrongKind,
        Overwrote,
        Cancelled,
        UnderWay,
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
        Forked,
        TooNew,
        Gap,
        TooManyTries { wait_ms: 1 },
        WrongGuardedPin { left: 3 },
        GuardsWait { wait_ms: 1 },
        GuardsSpent,
        GuardsRevoked,
        GuardsUnknown,
        GuardsTooFew { answering: 1, needed: 2 },
        GuardSilent { guard: "a.example".into() },
        GuardRefuses { guard: "a.example".into() },
        GuardsGone { digits: 6, one_card_ms: 1 },
        BackupGone,
        PhraseFileGone,
        OldPhraseFile,
        PinChangedElsewhere,
        Fenced,
        Moved,
        TornHead { file: "a".into() },
        Ended { by: None, to: None },
        SecondCopy,
        AnotherGoes { name: "Samantha".into(), saved_ms: Some(1) },
        FromFiles { by: None },
        ReadOnly { why: WriteFault::Refused, by: None },
        FilesTooLarge,
        FilesUnreadable,
        SamePlace,
        SecondCopyFirst,
        SecondAhead,
        InUse,
        BadPhrase,
        WeakPin,
        NoteTooLong,
        UnknownPayment,
        BadInvoice,
        PayeeTooOld,
        UnknownFeature,
        OtherNetwork,
        Expired,
        AmountMissing,
        NotEnough { most_msat: 1 },
        TooMuch { most_msat: 1 },
        NotEnoughOnChain { most_sat: 1 },
        OwnAddress,
        BadLink,
        LinkRequires { what: "x".into() },
        ServiceSilent { host: "a.example".into() },
        ServiceRefused { host: "a.example".into(), words: Some("No".into()) },
        ServiceRefused { host: "a.example".into(), words: None },
        ServiceConfused { host: "a.example".into() },
        OtherInvoice { host: "a.example".into() },
        ServiceAmount { host: "a.example".into() },
        Dust { least_sat: 294 },
        FeeRate { least_sat_per_kvb: 1_000 },
        FeeRateTooHigh { most_sat_per_kvb: 2_000_000 },
        FeeBeyond,
        FeeDear { fee_sat: 1 },
        FeeChanged { fee_sat: 1 },
        NotWaiting,
        HasLeft,
        CalledOff,
        NotAccepted { words: "min relay fee not met".into() },
        Replaced,
        NoRoute,
        NoMap,
        FeeTooHigh { fee_msat: 1 },
        GivenUp,
        RefusedByPayee,
        AlreadyPaid,
        PaidJustNow,
        OwnInvoice,
        Underpaid,
        PaidBefore,
        Unfunded,
        NoChain,
        BadChain,
        ChainBehind,
        ChainsDisagree,
        ChainRewritten,
        ChainAlone,
        FeesUnknown,
        FeesHigh { value_sat: 2, fee_sat: 1 },
        FeeTooLow { missing_sat: Some(1) },
        FeeTooLow { missing_sat: None },
        ClaimWithoutCoin { worth_sat: 2, needed_sat: 1, blocks_left: Some(1) },
        ClaimWithoutCoin { worth_sat: 2, needed_sat: 1, blocks_left: None },
        NoPeer,
        PeerOutOfReach,
        ProviderToken,
        CloseRefused,
        NoChannel,
        ProviderSilent,
        ProviderRefused { detail: String::new() },
        NoOffer,
        OffersOver,
        TooLittle { least_msat: 1 },
        OpeningTooDear { fee_msat: 1 },
        Stale,
        Inconsistent,
        StateDamaged,
        BackupOfOtherNetwork,
        Unheard { channels: Vec::new() },
        StorageRefused,
        StorageFull,
        StorageLost,
        StorageSilent,
        DeviceKeyLost,
        OtherTabAsleep,
        OnlyInOtherTab,
        ClockWrong,
        BrowserLacks,
        OutOfMemory,
        Closed,
        Occupied,
        NotNewer,
        BadConfig { detail: String::new() },
        MoneyLimit { left_sat: 1 },
        OtherTab,
        Internal { detail: String::new() },
    ]
    .into_iter()
    .chain(Weakness::ALL.map(|weakness| NotSafeForChannels { weakness }))
    .chain(Lack::ALL.map(|lack| NotForMoney { lack }))
    .chain(Pasted::ALL.map(|what| NotAnInvoice { what }))
    .collect::<Vec<_>>();
    for problem in &all {
        match problem {
            Unreachable
            | SignedOut
            | Denied
            | QuotaFull
            | Busy
            | StillSaving
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
            | ColonInName
            | FolderGone
            | FolderEmpty
            | FileTooLarge
            | WalletTooLarge
            | WrongKind
            | Overwrote
            | Cancelled
            | UnderWay
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
            | Forked
            | TooNew
            | Gap
            | TooManyTries { .. }
            | WrongGuardedPin { .. }
            | GuardsWait { .. }
            | GuardsSpent
            | GuardsRevoked
            | GuardsUnknown
            | GuardsTooFew { .. }
            | GuardSilent { .. }
            | GuardRefuses { .. }
            | GuardsGone { .. }
            | BackupGone
            | PhraseFileGone
            | OldPhraseFile
            | PinChangedElsewhere
            | Fenced
            | Moved
            | TornHead { .. }
            | BadFile { .. }
            | Ended { .. }
            | SecondCopy
            | AnotherGoes { .. }
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
            | UnknownPayment
            | BadInvoice
            | NotAnInvoice { .. }
            | PayeeTooOld
            | UnknownFeature
            | OtherNetwork
            | Expired
            | AmountMissing
            | NotEnough { .. }
            | TooMuch { .. }
            | NotEnoughOnChain { .. }
            | OwnAddress
            | BadLink
            | LinkRequires { .. }
            | ServiceSilent { .. }
            | ServiceRefused { .. }
            | ServiceConfused { .. }
            | OtherInvoice { .. }
            | ServiceAmount { .. }
            | Dust { .. }
            | FeeRate { .. }
            | FeeRateTooHigh { .. }
            | FeeBeyond
            | FeeDear { .. }
            | FeeChanged { .. }
            | NotWaiting
            | HasLeft
            | CalledOff
            | NotAccepted { .. }
            | Replaced
            | NoRoute
            | NoMap
            | FeeTooHigh { .. }
            | GivenUp
            | RefusedByPayee
            | AlreadyPaid
            | PaidJustNow
            | OwnInvoice
            | Underpaid
            | PaidBefore
            | Unfunded
            | NoChain
            | BadChain
            | ChainBehind
            | ChainsDisagree
            | ChainRewritten
            | ChainAlone
            | FeesUnknown
            | FeesHigh { .. }
            | FeeTooLow { .. }
            | ClaimWithoutCoin { .. }
            | NoPeer
            | PeerOutOfReach
            | ProviderToken
            | CloseRefused
            | NoChannel
            | ProviderSilent
            | ProviderRefused { .. }
            | NoOffer
            | OffersOver
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
            | OnlyInOtherTab
            | ClockWrong
            | BrowserLacks
            | OutOfMemory
            | Closed
            | Occupied
            | NotNewer
            | BadConfig { .. }
            | NotForMoney { .. }
            | MoneyLimit { .. }
            | OtherTab
            | Internal { .. } => {}
        }
    }
    all
}

#[test]
fn every_problem_has_its_own_texts() {
    for language in Language::all() {
        let texts = texts(language);
        let problems = every_problem();
        let explained: Vec<Explanation> = problems.iter().map(|p| texts.explain(p, &Plainly)).collect();
        let titles: BTreeSet<_> = explained.iter().map(|it| it.title).collect();
        let whats: BTreeSet<_> = explained.iter().map(|it| it.what).collect();
        assert_eq!(titles.len(), problems.len(), "two problems share a title in {language:?}");
        assert_eq!(whats.len(), problems.len(), "two problems share an explanation in {language:?}");
        for (problem, Explanation { title, what, fix }) in problems.iter().zip(explained) {
            for text in [title, what, &fix] {
                assert!(text.trim().len() > 3, "{problem:?} says nothing: {text:?}");
                assert!(!text.contains(char::is_control), "{problem:?} is not filled in: {text:?}");
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
    let texts = texts(Language::of("en").unwrap());
    for problem in every_problem() {
        let Explanation { title, what, .. } = texts.explain(&problem, &Plainly);
        let says_nothing = format!("{title} {what}").contains("no backup") || title.contains("No backup");
        assert_eq!(says_nothing, problem == Problem::NoBackup, "{problem:?}");
    }
}

#[test]
fn what_a_problem_is_told_is_in_its_way_out() {
    for language in Language::all() {
        let texts = texts(language);
        let fix = |problem| texts.explain(&problem, &Plainly).fix;
        assert!(fix(Problem::NotEnough { most_msat: 77 }).contains("77 msat"));
        assert!(fix(Problem::TooMuch { most_msat: 77 }).contains("77 msat"));
        assert!(fix(Problem::TooLittle { least_msat: 77 }).contains("77 msat"));
        assert!(fix(Problem::OpeningTooDear { fee_msat: 77 }).contains("77 msat"));
        assert!(fix(Problem::TooManyTries { wait_ms: 77 }).contains("77 ms"));
        assert!(fix(Problem::TornHead { file: "a/7.lifeboat".into() }).contains("a/7.lifeboat"));
        for fault in FileFault::ALL {
            let of_file = |second| fix(Problem::BadFile { file: "a/7.lifeboat".into(), second, fault });
            assert!([false, true].into_iter().all(|second| of_file(second).contains("a/7.lifeboat")));
            assert_ne!(of_file(false), of_file(true), "in which storage to look");
        }
        assert!(fix(Problem::WrongRegion { right: Some("eu-2".into()) }).contains("eu-2"));
    }
}

#[test]
fn a_file_of_another_build_is_refused() {
    let file = table::FILES[0];
    assert!(read(file.to_owned()).is_some());
    assert!(read(file.replacen(|c: char| c != '\0', "-", 1)).is_none(), "another stamp");
    assert!(read(file.rsplit_once('\0').unwrap().0.to_owned()).is_none(), "cut off");
    assert!(read(format!("{file}\0more")).is_none());
    assert!(read(String::new()).is_none());
}

#[test]
fn every_language_names_itself() {
    let names: BTreeSet<_> = Language::all().map(Language::name).collect();
    assert_eq!(names.len(), Language::all().count());
    assert!(!names.contains(""));
    assert!(names.is_superset(&BTreeSet::from(["Deutsch", "English"])), "{names:?}");
    assert_eq!(Language::of("xx"), None);
}

#[test]
fn money_is_said_to_be_for_testing_only_where_that_is_known() {
    for language in Language::all() {
        let texts = texts(language);
        let said = [None, Some(Network::Mainnet), Some(Network::Signet), Some(Network::Regtest)];
        let [unknown, real, signet, local] = said.map(|network| texts.money(network));
        assert_eq!(real, None);
        assert!(signet.is_some() && local.is_some() && ![signet, local].contains(&unknown));
    }
}
