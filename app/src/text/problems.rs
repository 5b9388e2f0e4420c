//! What each problem means and what to do about it.

use std::borrow::Cow;

use lifeboat_messages::{FileFault, Lack, Pasted, Problem, Weakness};

use super::{Texts, table::args};

/// How long it is from one block to the next, on average.
const BLOCK_MS: u64 = 600_000;

/// One problem in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The problem in a few words.
    pub title: &'static str,
    /// What happened, in a sentence.
    pub what: &'static str,
    /// What to do about it.
    pub fix: Cow<'static, str>,
}

/// The words of one problem, as they are in the language file.
pub struct ProblemText {
    /// The problem in a few words.
    pub title: &'static str,
    pub(super) what: &'static str,
    pub(super) fix: &'static str,
}

impl ProblemText {
    pub(super) const EMPTY: ProblemText = ProblemText { title: "", what: "", fix: "" };

    fn as_it_is(&self) -> Explanation {
        Explanation { title: self.title, what: self.what, fix: Cow::Borrowed(self.fix) }
    }

    /// The way out has been told something.
    pub(super) fn told(&self, fix: String) -> Explanation {
        Explanation { title: self.title, what: self.what, fix: Cow::Owned(fix) }
    }
}

/// How amounts and times are written.
pub trait Formatter {
    /// An amount with its unit.
    fn amount(&self, msat: u64) -> String;
    /// A feerate in sat/vB, without its unit.
    fn rate(&self, sat_per_kvb: u32) -> String;
    /// A rough length of time.
    fn duration(&self, ms: u64) -> String;
}

impl Texts {
    /// A problem in words.
    pub fn explain(&self, problem: &Problem, say: &impl Formatter) -> Explanation {
        let p = &self.problems;
        let named = |text: &ProblemText, file: String| text.told(format!("{file} {}", text.fix));
        let plain = match problem {
            Problem::WrongRegion { right } => {
                let right = right.as_ref().map(|right| format!(": {right}")).unwrap_or_default();
                return p.wrong_region(&right);
            }
            Problem::TooManyTries { wait_ms } => return p.too_many_tries(&say.duration(*wait_ms)),
            Problem::WrongGuardedPin { left } => return p.wrong_guarded_pin(&left.to_string()),
            Problem::GuardsWait { wait_ms } => return p.guards_wait(&say.duration(*wait_ms)),
            Problem::GuardsSpent => &p.guards_spent,
            Problem::GuardsRevoked => &p.guards_revoked,
            Problem::GuardsUnknown => &p.guards_unknown,
            Problem::GuardsTooFew { answering, needed } => {
                return p.guards_too_few(args::ProblemsGuardsTooFew {
                    answering: &answering.to_string(),
                    needed: &needed.to_string(),
                });
            }
            Problem::GuardSilent { guard } => return p.guard_silent(guard),
            Problem::GuardRefuses { guard } => return p.guard_refuses(guard),
            Problem::GuardsGone { .. } => &p.guards_gone,
            Problem::NotEnough { most_msat } => return p.not_enough(&say.amount(*most_msat)),
            Problem::TooMuch { most_msat } => return p.too_much(&say.amount(*most_msat)),
            Problem::TooLittle { least_msat } => return p.too_little(&say.amount(*least_msat)),
            Problem::OpeningTooDear { fee_msat } => return p.opening_too_dear(&say.amount(*fee_msat)),
            Problem::MoneyLimit { left_sat } => {
                return p.money_limit(&say.amount(left_sat.saturating_mul(1000)));
            }
            Problem::NotForMoney { lack } => match lack {
                Lack::Encryption => &p.no_encryption,
                Lack::SecondChain => &p.no_second_chain,
                Lack::Map => &p.no_map,
                Lack::FreshRelease => &p.old_release,
            },
            Problem::FeeTooHigh { fee_msat } => return p.fee_too_high(&say.amount(*fee_msat)),
            Problem::FeesHigh { fee_sat, .. } => {
                return p.fees_high(&say.amount(fee_sat.saturating_mul(1000)));
            }
            Problem::NotEnoughOnChain { most_sat } => {
                return p.not_enough_on_chain(&say.amount(most_sat.saturating_mul(1000)));
            }
            Problem::Dust { least_sat } => return p.dust(&say.amount(least_sat.saturating_mul(1000))),
            Problem::FeeRate { least_sat_per_kvb } => return p.fee_rate(&say.rate(*least_sat_per_kvb)),
            Problem::FeeRateTooHigh { most_sat_per_kvb } => {
                return p.fee_rate_too_high(&say.rate(*most_sat_per_kvb));
            }
            Problem::FeeBeyond => &p.fee_beyond,
            Problem::FeeDear { fee_sat } => return p.fee_dear(&say.amount(fee_sat.saturating_mul(1000))),
            Problem::FeeChanged { fee_sat } => {
                return p.fee_changed(&say.amount(fee_sat.saturating_mul(1000)));
            }
            Problem::NotAccepted { words } => return p.not_accepted(words),
            Problem::LinkRequires { what } => return p.link_requires(what),
            Problem::ServiceSilent { host } => return p.service_silent(host),
            Problem::ServiceRefused { host, words: Some(words) } => {
                return p.service_refused(args::ProblemsServiceRefused { host, words });
            }
            Problem::ServiceRefused { host, words: None } => return p.service_refused_silently(host),
            Problem::ServiceConfused { host } => return p.service_confused(host),
            Problem::OtherInvoice { host } => return p.other_invoice(host),
            Problem::ServiceAmount { host } => return p.service_amount(host),
            Problem::FeeTooLow { missing_sat: Some(sat) } => {
                return p.fee_too_low(&say.amount(sat.saturating_mul(1000)));
            }
            Problem::ClaimWithoutCoin { needed_sat, blocks_left: Some(blocks), .. } => {
                return p.claim_due(args::ProblemsClaimDue {
                    needed: &say.amount(needed_sat.saturating_mul(1000)),
                    time: &say.duration(u64::from(*blocks).saturating_mul(BLOCK_MS)),
                });
            }
            Problem::ClaimWithoutCoin { needed_sat, blocks_left: None, .. } => {
                return p.claim_waits(&say.amount(needed_sat.saturating_mul(1000)));
            }
            Problem::FeeTooLow { missing_sat: None } => &p.fee_too_low_unknown,
            Problem::Unreachable => &p.unreachable,
            Problem::SignedOut => &p.signed_out,
            Problem::Denied => &p.denied,
            Problem::QuotaFull => &p.quota_full,
            Problem::Busy => &p.busy,
            Problem::StillSaving => &p.still_saving,
            Problem::Unavailable => &p.unavailable,
            Problem::NotADrive => &p.not_a_drive,
            Problem::RedirectedAway => &p.redirected_away,
            Problem::NotSafeForChannels { weakness } => match weakness {
                Weakness::Replaces => &p.replaces,
                Weakness::NoPrecondition => &p.no_precondition,
                Weakness::SeveralWriters => &p.several_writers,
                Weakness::Renames => &p.renames,
                Weakness::NoFolders => &p.no_folders,
                Weakness::RefusesNew => &p.refuses_new,
                Weakness::ChangesFiles => &p.changes_files,
            },
            Problem::Unsupported => &p.unsupported,
            Problem::LongPause => &p.long_pause,
            Problem::NoBucket => &p.no_bucket,
            Problem::ClockOff => &p.clock_off,
            Problem::CorsBlocked => &p.cors_blocked,
            Problem::WeakPassword => &p.weak_password,
            Problem::BadAddress => &p.bad_address,
            Problem::ColonInName => &p.colon_in_name,
            Problem::FolderGone => &p.folder_gone,
            Problem::FolderEmpty => &p.folder_empty,
            Problem::FileTooLarge => &p.file_too_large,
            Problem::WalletTooLarge => &p.wallet_too_large,
            Problem::WrongKind => &p.wrong_kind,
            Problem::Overwrote => &p.overwrote,
            Problem::Cancelled => &p.cancelled,
            Problem::UnderWay => &p.under_way,
            Problem::AlreadyOn => &p.already_on,
            Problem::SignInCancelled => &p.sign_in_cancelled,
            Problem::SignInExpired => &p.sign_in_expired,
            Problem::ScopeMissing => &p.scope_missing,
            Problem::WrongAccount => &p.wrong_account,
            Problem::RegistrationRefused { .. } => &p.registration_refused,
            Problem::SignInRefused { .. } => &p.sign_in_refused,
            Problem::NotConfigured => &p.not_configured,
            Problem::NoBackup => &p.no_backup,
            Problem::WrongSecret => &p.wrong_secret,
            Problem::Damaged => &p.damaged,
            Problem::Truncated => &p.truncated,
            Problem::Foreign => &p.foreign,
            Problem::Swapped => &p.swapped,
            Problem::Forked => &p.forked,
            Problem::TooNew => &p.too_new,
            Problem::Gap => &p.gap,
            Problem::BackupGone => &p.backup_gone,
            Problem::PhraseFileGone => &p.phrase_file_gone,
            Problem::OldPhraseFile => &p.old_phrase_file,
            Problem::PinChangedElsewhere => &p.pin_changed_elsewhere,
            Problem::Fenced => &p.fenced,
            Problem::Moved => &p.moved,
            Problem::TornHead { file } => return named(&p.torn_head, self.trouble.file(file)),
            Problem::BadFile { file, second, fault } => {
                let text = match fault {
                    FileFault::Damaged => &p.damaged,
                    FileFault::Truncated => &p.truncated,
                    FileFault::Foreign => &p.foreign,
                    FileFault::Swapped => &p.swapped,
                    FileFault::Forked => &p.forked,
                    FileFault::Unfinished => &p.unfinished,
                };
                let file = if *second { self.trouble.file_second(file) } else { self.trouble.file(file) };
                return named(text, file);
            }
            Problem::Ended { .. } => &p.ended,
            Problem::SecondCopy => &p.second_copy,
            Problem::AnotherGoes { .. } => &p.another_goes,
            Problem::FromFiles { .. } => &p.from_files,
            Problem::ReadOnly { .. } => &p.read_only,
            Problem::FilesTooLarge => &p.files_too_large,
            Problem::FilesUnreadable => &p.files_unreadable,
            Problem::SamePlace => &p.same_place,
            Problem::SecondCopyFirst => &p.second_copy_first,
            Problem::SecondAhead => &p.second_ahead,
            Problem::InUse => &p.in_use,
            Problem::BadPhrase => &p.bad_phrase,
            Problem::WeakPin => &p.weak_pin,
            Problem::NoteTooLong => &p.note_too_long,
            Problem::UnknownPayment => &p.unknown_payment,
            Problem::BadInvoice => &p.bad_invoice,
            Problem::NotAnInvoice { what } => match what {
                Pasted::MistypedAddress => &p.a_mistyped_address,
                Pasted::Several => &p.several_payees,
                Pasted::Offer => &p.an_offer,
                Pasted::BitcoinName => &p.a_bitcoin_name,
                Pasted::SilentPayment => &p.a_silent_payment,
                Pasted::NodeId => &p.a_node_id,
                Pasted::Channel => &p.a_channel,
                Pasted::Login => &p.a_login,
                Pasted::Onion => &p.an_onion,
                Pasted::Insecure => &p.insecure,
                Pasted::LocalService => &p.a_local_service,
                Pasted::Ark => &p.an_ark,
                Pasted::Spark => &p.a_spark,
                Pasted::Ecash => &p.ecash,
                Pasted::OtherCoin => &p.another_coin,
                Pasted::RecoveryPhrase => &p.a_recovery_phrase,
                Pasted::PrivateKey => &p.a_private_key,
                Pasted::PublicKey => &p.a_public_key,
                Pasted::Transaction => &p.a_transaction,
                Pasted::Hash => &p.a_hash,
                Pasted::WebPage => &p.a_web_page,
            },
            Problem::PayeeTooOld => &p.payee_too_old,
            Problem::UnknownFeature => &p.unknown_feature,
            Problem::OtherNetwork => &p.other_network,
            Problem::Expired => &p.expired,
            Problem::AmountMissing => &p.amount_missing,
            Problem::NoRoute => &p.no_route,
            Problem::NoMap => &p.no_map_to_pay,
            Problem::GivenUp => &p.given_up,
            Problem::RefusedByPayee => &p.refused_by_payee,
            Problem::AlreadyPaid => &p.already_paid,
            Problem::PaidJustNow => &p.paid_just_now,
            Problem::OwnInvoice => &p.own_invoice,
            Problem::Underpaid => &p.underpaid,
            Problem::PaidBefore => &p.paid_before,
            Problem::Unfunded => &p.unfunded,
            Problem::OwnAddress => &p.own_address,
            Problem::BadLink => &p.bad_link,
            Problem::NotWaiting => &p.not_waiting,
            Problem::HasLeft => &p.has_left,
            Problem::CalledOff => &p.called_off,
            Problem::Replaced => &p.replaced,
            Problem::NoChain => &p.no_chain,
            Problem::BadChain => &p.bad_chain,
            Problem::ChainBehind => &p.chain_behind,
            Problem::ChainsDisagree => &p.chains_disagree,
            Problem::ChainRewritten => &p.chain_rewritten,
            Problem::ChainAlone => &p.chain_alone,
            Problem::FeesUnknown => &p.fees_unknown,
            Problem::NoPeer => &p.no_peer,
            Problem::PeerOutOfReach => &p.peer_out_of_reach,
            Problem::ProviderToken => &p.provider_token,
            Problem::CloseRefused => &p.close_refused,
            Problem::NoChannel => &p.no_channel,
            Problem::ProviderSilent => &p.provider_silent,
            Problem::ProviderRefused { .. } => &p.provider_refused,
            Problem::NoOffer => &p.no_offer,
            Problem::OffersOver => &p.offers_over,
            Problem::Stale => &p.stale,
            Problem::Inconsistent => &p.inconsistent,
            Problem::StateDamaged => &p.state_damaged,
            Problem::BackupOfOtherNetwork => &p.backup_of_other_network,
            Problem::Unheard { .. } => &p.unheard,
            Problem::StorageRefused => &p.storage_refused,
            Problem::StorageFull => &p.storage_full,
            Problem::StorageLost => &p.storage_lost,
            Problem::StorageSilent => &p.storage_silent,
            Problem::DeviceKeyLost => &p.device_key_lost,
            Problem::OtherTabAsleep => &p.other_tab_asleep,
            Problem::OnlyInOtherTab => &p.only_in_other_tab,
            Problem::ClockWrong => &p.clock_wrong,
            Problem::BrowserLacks => &p.browser_lacks,
            Problem::OutOfMemory => &p.out_of_memory,
            Problem::Closed => &p.closed,
            Problem::Occupied => &p.occupied,
            Problem::NotNewer => &p.not_newer,
            Problem::BadConfig { .. } => &p.bad_config,
            Problem::OtherTab => &p.other_tab,
            Problem::Internal { .. } => &p.internal,
        };
        plain.as_it_is()
    }
}

/// The problem's name in messages, such as `signedOut`, or what is wrong with its file: for `data-problem`
/// and support texts.
pub fn problem_name(problem: &Problem) -> &'static str {
    if let Problem::BadFile { fault, .. } = problem { fault.name() } else { problem.name() }
}
