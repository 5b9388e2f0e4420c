//! What can go wrong, as the page has to explain it. Every variant has its own text in the catalogue.

mod named;

use serde::{Deserialize, Serialize};

use crate::Author;

pub use named::{FileFault, Lack, Pasted, UnheardChannel, Weakness, WriteFault};

/// A failure, named by what it means for the user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Problem {
    // The drive
    /// No answer: offline, the server is down, or it forbids pages of other origins (a browser cannot tell).
    Unreachable,
    /// The password or sign-in is no longer accepted (401).
    SignedOut,
    /// Signed in, but not allowed to do this (403).
    Denied,
    /// The cloud storage is full (507).
    QuotaFull,
    /// The server asks to come back later (423, 429).
    Busy,
    /// Not everything is there yet: an entry, or the second copy, is still being written. It continues automatically.
    StillSaving,
    /// The server failed (5xx).
    Unavailable,
    /// The server answered something else than a drive would, such as a page with status 200.
    NotADrive,
    /// The server redirects to another host.
    RedirectedAway,
    /// The server ignores or breaks "create only if absent"; channel state would not be safe there.
    NotSafeForChannels {
        /// What it does not do as it should.
        weakness: Weakness,
    },
    /// The server does not know the kind of request that a backup needs (501).
    Unsupported,
    /// The server asks to come back only after more than a minute, up to a day.
    LongPause,
    /// There is no bucket of this name (S3).
    NoBucket,
    /// The bucket is in another region than the one that was entered (S3).
    WrongRegion {
        /// The right one, where the service told.
        right: Option<String>,
    },
    /// The service refuses requests because of their time: the clock of this device is wrong.
    ClockOff,
    /// The server answers, but does not admit pages of this address (CORS); its administrator can change that.
    CorsBlocked,
    /// The storage account's password could be guessed.
    WeakPassword,
    /// The address is not a valid http or https one.
    BadAddress,
    /// The user name has a colon: a colon separates it from the password when it is sent (RFC 7617), so it would be
    /// read as another name and another password.
    ColonInName,
    /// The backup's folder is gone although this wallet wrote it.
    FolderGone,
    /// A backup's folder without a file of a backup in it.
    FolderEmpty,
    /// The server, or one in front of it, takes no file of this size (413).
    FileTooLarge,
    /// A part of the wallet no longer fits into a file of the backup, whatever the storage takes.
    WalletTooLarge,
    /// There is a file where the backup's folder belongs, or the reverse.
    WrongKind,
    /// The drive replaced a file that it was told only to create: nothing on it can be trusted from now on.
    Overwrote,
    /// The user stopped it.
    Cancelled,
    /// Another request of its kind is not done yet; this one was not begun.
    UnderWay,
    /// The backup is on already.
    AlreadyOn,

    // Signing in on a service's page
    /// The user said no there.
    SignInCancelled,
    /// The sign-in took too long, was answered before, or the answer belongs to another sign-in.
    SignInExpired,
    /// The user granted less than the backup needs.
    ScopeMissing,
    /// Another account than the one that holds the backup.
    WrongAccount,
    /// The service does not accept this copy's registration; its operator has to fix that.
    RegistrationRefused {
        /// The service's error code.
        code: String,
    },
    /// The service refuses for another reason.
    SignInRefused {
        /// The service's error code.
        code: String,
    },
    /// This copy of Lifeboat is not registered with the service.
    NotConfigured,

    // The backup's content
    /// The account was read and holds no backup. The only problem that may say "nothing there".
    NoBackup,
    /// Wrong PIN, passphrase or phrase for this backup.
    WrongSecret,
    /// Too many wrong PINs on this device: the next may be tried after a while.
    TooManyTries {
        /// How long the user has to wait, ms.
        wait_ms: u64,
    },
    /// The guards counted a wrong PIN.
    WrongGuardedPin {
        /// How many tries are left, by what they say.
        left: u8,
    },
    /// The guards answer no further try before a while has passed.
    GuardsWait {
        /// How long, ms.
        wait_ms: u64,
    },
    /// The PIN was tried too often: the guards have thrown away what it needs. The phrase still opens the backup.
    GuardsSpent,
    /// A new PIN has shut out this copy of the backup at its guards.
    GuardsRevoked,
    /// The guards do not know this backup.
    GuardsUnknown,
    /// Fewer guards answer as they should than must.
    GuardsTooFew {
        /// How many do.
        answering: u8,
        /// How many must.
        needed: u8,
    },
    /// A guard that is to be used does not answer as it should. Nothing was changed.
    GuardSilent {
        /// Its host.
        guard: String,
    },
    /// A guard that is to be used accepts no new records. Nothing was changed.
    GuardRefuses {
        /// Its host.
        guard: String,
    },
    /// The user has given up every guard that a PIN could have, and none of them does as it should. Nothing
    /// was changed; without guards it can be, if they accept what the PIN is worth then
    /// (`GuardWaiver::accepts_pin_alone`).
    GuardsGone {
        /// The number of its digits.
        digits: u8,
        /// How long one graphics card needs to try every PIN of this length, ms.
        one_card_ms: u64,
    },
    /// The file was changed or damaged.
    Damaged,
    /// The file ends too early.
    Truncated,
    /// The file belongs to another wallet.
    Foreign,
    /// A file of this backup is in the place of another.
    Swapped,
    /// A file of this backup continues another history of it than this device has.
    Forked,
    /// A file in the backup's folder is not what it should be.
    BadFile {
        /// Which, from the backup's folder on, as the user sees it there.
        file: String,
        /// Whether the file is in the second copy.
        second: bool,
        /// What is wrong with it.
        fault: FileFault,
    },
    /// Written by a newer version of Lifeboat.
    TooNew,
    /// An entry of the journal is missing.
    Gap,
    /// The backup's folder, or all of its journal, is gone. This device has the newest state that it knows
    /// of, and can rewrite the backup. Only the user can know that no other device used the wallet meanwhile;
    /// `Request::WriteAnew` is their answer.
    BackupGone,
    /// The file with the recovery phrase, without which no PIN brings the wallet back, is missing or cannot be read.
    PhraseFileGone,
    /// An older file with the recovery phrase, which an older PIN opens, is still there, or may be: it could
    /// not be deleted.
    OldPhraseFile,
    /// The PIN was changed on another device: what is here is opened by the old one, what is there by the new one.
    PinChangedElsewhere,
    /// Another device took this wallet over.
    Fenced,
    /// The backup changed while it was read; start again.
    Moved,
    /// The newest entry is not complete: the device that wrote it may still be writing, or it died there. Only the
    /// user can know; `Assurances::old_device_is_gone` is their answer.
    TornHead {
        /// Which file it is, from the backup's folder on, as the user sees it there.
        file: String,
    },
    /// The backup was turned off, or moved on: what is read here may be old, and old channel state loses money. Only
    /// the user can know that nothing newer exists; `Assurances::although_ended` is their answer.
    Ended {
        /// The device that left, and when; `None` when that is unknown.
        by: Option<Author>,
        /// Where it continued, in that device's words; `None` when nowhere else.
        to: Option<String>,
    },
    /// The copy follows another one, which may be newer. Only the user can know that the other is gone;
    /// `Assurances::although_second_copy` is their answer.
    SecondCopy,
    /// A wallet with other keys is on this device, and would go. Only this device's record says that it has a
    /// backup, and no other source has been asked; `Assurances::although_another_goes` is the user's answer.
    AnotherGoes {
        /// The wallet that would go.
        name: String,
        /// When the storage last took one of its entries, Unix ms.
        saved_ms: Option<u64>,
    },
    /// The backup is in picked files: nothing tells whether they are the newest there are, and no other device can be
    /// stopped. Only the user can know; `Assurances::although_files` is their answer.
    FromFiles {
        /// The device that wrote them last; `None` when that is unknown.
        by: Option<Author>,
    },
    /// The backup was read whole, and the storage takes no new file: no other device can be stopped. Only the
    /// user can know that none uses the wallet; `Assurances::although_read_only` is their answer.
    ReadOnly {
        /// What becomes of what is written.
        why: WriteFault,
        /// The device that wrote last; `None` when that is unknown.
        by: Option<Author>,
    },
    /// More was picked than a backup can be.
    FilesTooLarge,
    /// A picked file could not be read: it was moved, or this page may not read it.
    FilesUnreadable,
    /// The backup is in this very place already.
    SamePlace,
    /// There is a second copy; it has to be removed first.
    SecondCopyFirst,
    /// The second copy has something that this device has not: another device took it over.
    SecondAhead,
    /// The copy is in use: a device may have continued there. It is not deleted.
    InUse,

    // Input
    /// The recovery phrase has a wrong word, number of words or checksum.
    BadPhrase,
    /// A PIN that is too easy to guess, or no PIN.
    WeakPin,
    /// The note is longer than an invoice can hold, or than what is kept of a note on a payment.
    NoteTooLong,
    /// There is no such payment in this wallet.
    UnknownPayment,
    /// The text is nothing that can be paid, or damaged.
    BadInvoice,
    /// Something that this wallet cannot pay.
    NotAnInvoice {
        /// What it is instead of an invoice.
        what: Pasted,
    },
    /// The invoice lacks what protects its payee today (BOLT 11, the payment secret): the payee's software is too old.
    PayeeTooOld,
    /// The invoice asks for something that this wallet does not know.
    UnknownFeature,
    /// An invoice of another network.
    OtherNetwork,
    /// The invoice has expired.
    Expired,
    /// The invoice names no amount and none was given.
    AmountMissing,
    /// More than can be sent now.
    NotEnough {
        /// What can be sent at most, msat.
        most_msat: u64,
    },
    /// More than can be received now.
    TooMuch {
        /// What can be received at most, msat.
        most_msat: u64,
    },
    /// No way to the payee was found, or every way failed.
    NoRoute,
    /// There is no map of the network: only the provider, and payees that name a way from there, can be paid.
    NoMap,
    /// The cheapest way to the payee costs more than was allowed.
    FeeTooHigh {
        /// What it costs, msat.
        fee_msat: u64,
    },
    /// A payment of ours came back after the user had said to try no further.
    GivenUp,
    /// The payee refused the payment.
    RefusedByPayee,
    /// This invoice was paid already.
    AlreadyPaid,
    /// The same amount was paid to the same payee, through the same service or for the same purpose a moment
    /// ago, or is on its way. Only the user can know whether they mean to pay twice; `Request::Pay` with
    /// `again` is their answer.
    PaidJustNow,
    /// An invoice of this very wallet.
    OwnInvoice,
    /// A payment to us was sent back: the provider kept back more of it than was agreed on.
    Underpaid,
    /// A payment to us was sent back: its invoice was paid before.
    PaidBefore,
    /// A payment to us was sent back: it came through a channel whose funding the chain has never shown.
    Unfunded,
    /// More than there is on the chain, with the fee and what stays for the channels.
    NotEnoughOnChain {
        /// The most that can be sent now, sat.
        most_sat: u64,
    },
    /// An address of this very wallet.
    OwnAddress,
    /// A service (LNURL, Lightning address) does not answer, or does not let web pages ask.
    ServiceSilent {
        /// The host of the service.
        host: String,
    },
    /// A service said no.
    ServiceRefused {
        /// The host of the service.
        host: String,
        /// Its words, short, on one line; `None`: without any.
        words: Option<String>,
    },
    /// A service gave an answer that makes no sense, or none of its kind.
    ServiceConfused {
        /// The host of the service.
        host: String,
    },
    /// The invoice of a service is not the one that was asked for; it is not paid.
    OtherInvoice {
        /// The host of the service.
        host: String,
    },
    /// A service takes or gives another amount; nothing is left of a withdrawal.
    ServiceAmount {
        /// The host of the service.
        host: String,
    },
    /// A link to an address with an amount that is not valid.
    BadLink,
    /// A link that requires something that is not known here (BIP 321, `req-`).
    LinkRequires {
        /// What, in the words of the link; short, on one line.
        what: String,
    },
    /// No node passes on so little.
    Dust {
        /// The least that nodes pass on, sat.
        least_sat: u64,
    },
    /// The feerate is too low.
    FeeRate {
        /// The least, sat/kvB.
        least_sat_per_kvb: u32,
    },
    /// The feerate is higher than anybody pays.
    FeeRateTooHigh {
        /// The most, sat/kvB.
        most_sat_per_kvb: u32,
    },
    /// A higher fee that nothing is there for, but what should stay for the channels.
    FeeBeyond,
    /// More than a quarter of the amount goes as the fee; said once more, it is sent.
    FeeDear {
        /// The fee that was worked out, sat.
        fee_sat: u64,
    },
    /// Its total is not what was shown.
    FeeChanged {
        /// The fee now, sat.
        fee_sat: u64,
    },
    /// The fee of this payment cannot be raised: it is in a block, or its change was spent on.
    NotWaiting,
    /// The payment may have left already, so it can no longer be called off.
    HasLeft,
    /// The user has called it off before it left.
    CalledOff,
    /// No chain server takes this transaction.
    NotAccepted {
        /// Why, in the words of one of them.
        words: String,
    },
    /// Something else has spent the same coins.
    Replaced,

    // The node
    /// The chain service cannot be reached.
    NoChain,
    /// The chain service contradicts itself or the proof of work.
    BadChain,
    /// The chain service knows fewer blocks than this wallet has seen.
    ChainBehind,
    /// Two chain services show chains that parted more than a few blocks ago.
    ChainsDisagree,
    /// A chain service has replaced more blocks than ever happens, and no second one shows the same.
    ChainRewritten,
    /// Only one of two chain services is heard.
    ChainAlone,
    /// No chain service reports fees now, or none ever did: what is urgent may pay too much, or too little.
    FeesUnknown,
    /// Money of closed channels waits for lower fees. `Request::SweepNow` does not wait.
    FeesHigh {
        /// All that waits, sat.
        value_sat: u64,
        /// What it would cost to send it now, sat.
        fee_sat: u64,
    },
    /// The Lightning peer cannot be reached.
    NoPeer,
    /// There is a channel with a peer to which this copy's bridge does not lead, or it is no longer known where
    /// the peer is. The money is safe, and cannot be used from here.
    PeerOutOfReach,
    /// The peer could not open a channel.
    NoChannel,
    /// The service that opens channels is connected, but does not answer.
    ProviderSilent,
    /// The service that opens channels does not know the token that this copy of Lifeboat shows it.
    ProviderToken,
    /// The service that opens channels said no, or something that makes no sense.
    ProviderRefused {
        /// Its words, shortened; for the support request, not for the screen.
        detail: String,
    },
    /// The service opens no channels at the moment.
    NoOffer,
    /// What the service has just offered is over by this device's clock.
    OffersOver,
    /// No channel is opened for so small a payment.
    TooLittle {
        /// The smallest payment that opens a channel, msat.
        least_msat: u64,
    },
    /// Opening a channel would cost more than is reasonable for this payment.
    OpeningTooDear {
        /// What it would cost, msat.
        fee_msat: u64,
    },
    /// A transaction of this wallet, such as a closing, pays less than what the network relays now. It is
    /// sent again with every block.
    FeeTooLow {
        /// How much is missing, sat, where that is known.
        missing_sat: Option<u64>,
    },
    /// A channel was closed with a payment under way, and the transaction that claims it has no coin on the chain that
    /// could pay for it. The claim is made automatically once there is one.
    ClaimWithoutCoin {
        /// What is lost at the deadline or, without one, waits for the claim, sat.
        worth_sat: u64,
        /// How much more is needed on the chain, roughly, sat.
        needed_sat: u64,
        /// In how many blocks at most it has to be claimed: then it is the payer's again. `None`: it is the
        /// user's own payment coming back, which has no deadline.
        blocks_left: Option<u32>,
    },
    /// The channel is not being closed: it is closed already, or one of its changes is not saved yet. Nothing
    /// was changed.
    CloseRefused,
    /// The wallet's state is older than what the channel peer knows. The node is stopped and stays so.
    Stale,
    /// The restored state does not hold together. Nothing was broadcast.
    Inconsistent,
    /// The backup opens, and a part of the wallet in it cannot be read. Nothing was changed.
    StateDamaged,
    /// The backup is of a wallet on another network than this copy of Lifeboat is for. Nothing was changed.
    BackupOfOtherNetwork,
    /// Channels of a wallet that came from a backup were closed here before their peers were heard, and the
    /// closings are held back until the peers agree with the backup. Only the user can know that a peer is
    /// gone for good; `Request::GoWithoutPeers` is their answer.
    Unheard {
        /// The channels whose peers were not heard: at least one.
        channels: Vec<UnheardChannel>,
    },

    // This device
    /// The browser refuses to store anything.
    StorageRefused,
    /// The browser has no room for more.
    StorageFull,
    /// The browser has deleted what this wallet stored and accepts no more writes. The wallet is in memory
    /// only.
    StorageLost,
    /// The browser's database does not answer.
    StorageSilent,
    /// The browser has thrown away the key that opens the wallet on this device.
    DeviceKeyLost,
    /// The browser lacks what Lifeboat is built on: encryption, locks between tabs or a database.
    BrowserLacks,
    /// There is not enough memory for opening the backup, or for making it.
    OutOfMemory,
    /// Another tab runs this wallet.
    OtherTab,
    /// The other tab does not answer: its browser has put it to sleep. `Request::UseThisTab` can take the
    /// wallet by force.
    OtherTabAsleep,
    /// The other tab keeps the wallet: it is now only in that tab.
    OnlyInOtherTab,
    /// This device's clock is far from the time of the newest block.
    ClockWrong,
    /// The wallet was locked, or went to another tab, before this was done.
    Closed,
    /// There is a wallet on this device, which nothing may replace.
    Occupied,
    /// The backup of the wallet on this device is gone, and it is not proved that its replacement has
    /// everything that is here.
    NotNewer,
    /// This copy of Lifeboat is not fit for new real money yet. What is here already is not touched by that.
    NotForMoney {
        /// What this copy lacks.
        lack: Lack,
    },
    /// More real money than there should be in software this new.
    MoneyLimit {
        /// How much may still come in, or be requested at once, sat.
        left_sat: u64,
    },
    /// This copy of Lifeboat is not set up correctly; its operator has to fix that.
    BadConfig {
        /// English, technical, for the support request.
        detail: String,
    },
    /// A defect in Lifeboat; the text is for the support request.
    Internal {
        /// English, technical, without secrets.
        detail: String,
    },
}
