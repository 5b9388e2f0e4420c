//! Who can resolve a problem.

use crate::Problem;

/// When it makes sense to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The worker retries automatically, with growing pauses.
    ByItself,
    /// Only after the user did something.
    AfterUser,
    /// Never with these inputs.
    Never,
}

impl Problem {
    /// Whether it is this device that keeps nothing, or not enough.
    pub fn is_of_this_device(&self) -> bool {
        matches!(
            self,
            Problem::StorageRefused | Problem::StorageFull | Problem::StorageLost | Problem::StorageSilent
        )
    }

    /// Who can resolve this, if anyone.
    pub fn retry(&self) -> Retry {
        use Problem::*;
        match self {
            Unreachable
            | Busy
            | StillSaving
            | Unavailable
            | NoChain
            | NoPeer
            | NoChannel
            | ProviderSilent
            | NoOffer
            | Moved
            | NoRoute
            | NoMap
            | ChainBehind
            | ChainsDisagree
            | ChainRewritten
            | ChainAlone
            | FeesUnknown
            | FeesHigh { .. }
            | FeeTooLow { .. }
            | LongPause
            | StorageSilent
            | Unheard { .. } => Retry::ByItself,
            SignedOut
            | Denied
            | QuotaFull
            | NotADrive
            | CorsBlocked
            | WeakPassword
            | RedirectedAway
            | FolderGone
            | FolderEmpty
            | BackupGone
            | PhraseFileGone
            | OldPhraseFile
            | ClockOff
            | PinChangedElsewhere
            | Fenced
            | Stale
            | OtherTab
            | StorageRefused
            | WrongSecret
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
            | SignInCancelled
            | SignInExpired
            | ScopeMissing
            | WrongAccount
            | NotEnough { .. }
            | TooMuch { .. }
            | MoneyLimit { .. }
            | TooLittle { .. }
            | OpeningTooDear { .. }
            | FeeTooHigh { .. }
            | GivenUp
            | ProviderRefused { .. }
            | ProviderToken
            | PeerOutOfReach
            | AmountMissing
            | PaidJustNow
            | BadChain
            | ClaimWithoutCoin { .. }
            | CloseRefused
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
            | InUse => Retry::AfterUser,
            Gap | FileTooLarge | WrongKind | StorageFull | StorageLost | BrowserLacks | OutOfMemory
            | Closed | Occupied | NotNewer | Cancelled | UnderWay | WeakPin | NoteTooLong
            | UnknownPayment | DeviceKeyLost | OtherTabAsleep | OnlyInOtherTab | ClockWrong | OffersOver => {
                Retry::AfterUser
            }
            NotSafeForChannels { .. }
            | Unsupported
            | NoBucket
            | WrongRegion { .. }
            | Overwrote
            | AlreadyOn
            | BadAddress
            | ColonInName
            | RegistrationRefused { .. }
            | SignInRefused { .. }
            | NotConfigured
            | NoBackup
            | Damaged
            | Truncated
            | Foreign
            | Swapped
            | Forked
            | TooNew
            | BadPhrase
            | BadInvoice
            | NotAnInvoice { .. }
            | PayeeTooOld
            | UnknownFeature
            | OtherNetwork
            | Expired
            | RefusedByPayee
            | Underpaid
            | PaidBefore
            | Unfunded
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
            | AlreadyPaid
            | OwnInvoice
            | Inconsistent
            | StateDamaged
            | WalletTooLarge
            | BackupOfOtherNetwork
            | BadConfig { .. }
            | NotForMoney { .. }
            | Internal { .. } => Retry::Never,
        }
    }
}
