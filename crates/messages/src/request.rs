//! What the page can ask for.

use serde::{Deserialize, Serialize};

use crate::{
    Assurances, BackupLock, CloseWay, DriveChoice, ExportFormat, FolderNews, GuardWaiver, NewLock, PayOffer,
    PaymentFilter, Remains, Secret, SendOrder, SendPreview, ServiceKind, SignInAnswer, SignInPurpose,
    UnheardChannel, Unlocker, WithdrawOffer,
};

/// What the page can ask for. No `Debug`: some carry a password.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Request {
    /// Make a new wallet on this device. Answer: `Done`.
    CreateWallet {
        /// Used in the backup's file name.
        name: String,
    },
    /// Make a wallet of a recovery phrase that was in use before: what lies on the chain comes back, what is
    /// in channels needs the backup. Answer: `Done`; what was found shows in the view,
    /// [`View::looking`](crate::View::looking) until all is.
    RestoreWords {
        /// Used in the backup's file name.
        name: String,
        /// The words as they were typed.
        words: Secret,
    },
    /// The user has read what real money means in software this new
    /// ([`View::warning`](crate::View::warning)). Answer: `Done`.
    ReadWarning,
    /// Is this PIN good enough to choose? Answer: `Pin`, never an error for a weak one.
    CheckPin {
        /// The PIN as it was typed: ASCII digits.
        pin: Secret,
    },
    /// Open the wallet of this device. Answer: `Done`, `WrongSecret`, or `TooManyTries`.
    Unlock {
        /// For example the recovery phrase, if the user has forgotten the PIN.
        unlocker: Unlocker,
    },
    /// Forget the keys until the next `Unlock`. Answer: `Done`.
    Lock,
    /// Sign in and try the drive out; nothing is kept. Answer: `ConnectedDrive`.
    Connect {
        /// The drive that is tried out.
        drive: DriveChoice,
    },
    /// What can this copy of Lifeboat keep a backup in? Answer: `Services`.
    Services,
    /// Prepare a sign-in on the service's own page. Answer: `GoTo`; the page then goes there, and this worker ends.
    BeginSignIn {
        /// The service that the user signs in to.
        service: ServiceKind,
        /// The user's address, where the service has no address of its own (remoteStorage).
        address: Option<String>,
        /// What the user signs in for.
        purpose: SignInPurpose,
    },
    /// The user is back from the service's page, and the wallet that they left open is locked. Answer:
    /// `Done`, and it is open; once, and for ten minutes at most. Refused, it takes the PIN. The sign-in
    /// itself is not touched.
    ComeBack {
        /// What the callback page was opened with.
        answer: SignInAnswer,
    },
    /// The user is back from the service's page. Answer: `FinishedSignIn`. Works once, whatever the outcome.
    FinishSignIn {
        /// What the callback page was opened with.
        answer: SignInAnswer,
    },
    /// Turn the backup on, with progress. Answer: `BackedUp`.
    StartBackup {
        /// What will open it.
        lock: BackupLock,
        /// The drive that is to keep the backup.
        drive: DriveChoice,
        /// The guards that its PIN may do without, as in `ReplaceGuards`.
        waiver: GuardWaiver,
    },
    /// Stop the saving that is under way; whatever it wrote is deleted. Answer: `Done`.
    CancelBackup,
    /// The user does not want to be asked about the backup now. Answer: `Done`.
    Later,
    /// The user has read what became of a folder of the backup. Answer: `Done`.
    NewsRead {
        /// As it was shown.
        news: FolderNews,
    },
    /// Were the tries at the guards that are shown the user's own? Only then are they taken back. Answer: `Done`.
    ClaimTries {
        /// They were. Otherwise they stay counted.
        mine: bool,
    },
    /// How do the guards of the PIN stand? It counts nowhere. Answer: `Guards`.
    LookAtGuards,
    /// Another lock, for this device and its backup, or the first one. Answer: `LockChanged`.
    ChangeLock {
        /// What opens it until now, or the recovery phrase; `None` while nothing is needed.
        old: Option<Unlocker>,
        /// What opens the wallet from now on.
        new: NewLock,
    },
    /// Another PIN, or the same one, where guards that limit it are gone. Those that the configuration names
    /// take their place; where it names no others, the PIN does without them as long as enough are left, or
    /// without any where none is left and the user accepts that. Answer: `LockChanged`.
    ReplaceGuards {
        /// What opens it until now, or the recovery phrase.
        old: Unlocker,
        /// The PIN from now on.
        pin: Secret,
        /// Which it may do without.
        waiver: GuardWaiver,
    },
    /// Does the user still know the PIN? It is tried here, and then at all its guards. Answer: `Practised`.
    Practise {
        /// The PIN, as it was typed.
        pin: Secret,
    },
    /// The user does not want to practise now. Answer: `Done`.
    PractiseLater,
    /// Whether the user is asked to practise the PIN. Answer: `Done`.
    AskToPractise {
        /// They are, now and then.
        on: bool,
    },
    /// Show the recovery phrase. Answer: `Phrase`.
    ShowPhrase {
        /// What opens the wallet; `None` while nothing is needed.
        unlocker: Option<Unlocker>,
    },
    /// Lock when the wallet has been unused for this long. Answer: `Done`.
    AutoLock {
        /// After how many minutes; `None`: never.
        minutes: Option<u32>,
    },
    /// Somebody uses the page. Answer: `Done`.
    Active,
    /// How is the backup, or its second copy, reached? Answer: `Address`.
    Address {
        /// The second copy.
        second: bool,
    },
    /// Sign in again, after a drive refused the old password: the backup's or the second copy's, whichever it is.
    /// Answer: `Done`.
    Reconnect {
        /// The drive that is in use, with its new password.
        drive: DriveChoice,
    },
    /// Try again now instead of waiting. Answer: `Done`.
    RetryNow,
    /// Close a channel; what is ours in it moves to the chain. Answer: `Done` when the closing has begun.
    /// [`View::closed`](crate::View::closed) shows its progress.
    CloseChannel {
        /// [`Channel::id`](crate::Channel::id).
        id: String,
        /// Whether the peer is asked, or this wallet closes alone.
        way: CloseWay,
    },
    /// The peers of these channels are gone for good, and what is in the channels may be lost:
    /// `Problem::Unheard`. Answer: `Done`.
    GoWithoutPeers {
        /// As they were shown to the user. What was not shown was not decided on.
        channels: Vec<UnheardChannel>,
    },
    /// Send the money of closed channels to this wallet now, for the fee that was shown: `Problem::FeesHigh`.
    /// If other money waits by now, nothing is sent, and the question is asked again. Answer: `Done`.
    SweepNow {
        /// As it was shown, sat.
        value_sat: u64,
        /// As it was shown, sat.
        fee_sat: u64,
    },
    /// The backup is gone, and no other device has used the wallet since: rewrite it from this device,
    /// `Problem::BackupGone`. Answer: `Done`.
    WriteAnew,
    /// The storage is gone for good, and no other device has the wallet: [`View::alone`](crate::View::alone) asked.
    /// From then on it continues on this device alone; its channels wait for their peers. Answer: `Done`.
    GoOnAlone,
    /// Write a snapshot now and read it back. Answer: `Done`.
    BackUpNow,
    /// Call the wallet by another name, on this device. A folder that its backup has keeps the name that it
    /// has. Answer: `Done`.
    Rename {
        /// As [`Request::CreateWallet`] takes it.
        name: String,
    },
    /// Delete the wallet from this device, and what is kept here of it. Copies elsewhere stay. Answer:
    /// `Done`, when nothing is left here; or why everything is as it was.
    DeleteWallet {
        /// What the user was told. They have not decided on anything else.
        remains: Remains,
    },
    /// Stop backing up: from then on this device alone has the wallet. Answer: `Disconnected`.
    Disconnect {
        /// Delete the remote copy as well.
        delete_copy: bool,
    },
    /// Delete what is left of the copy that [`View::old_copy`](crate::View::old_copy) names. Answer: `Done`.
    DeleteOldCopy {
        /// [`OldCopy::id`](crate::OldCopy::id).
        id: String,
    },
    /// Its place is gone for good: forget it, and how to reach it. Answer: `Done`.
    ForgetOldCopy {
        /// [`OldCopy::id`](crate::OldCopy::id).
        id: String,
    },
    /// Keep a second copy on another service from now on. Answer: `Done` once it is remembered; the copying shows in
    /// [`View::second`](crate::View::second).
    AddSecond {
        /// The drive that is to keep the second copy.
        drive: DriveChoice,
    },
    /// Must the second copy have an entry before it counts? Answer: `Done`; switching on waits until it is in step.
    SetBoth {
        /// Whether both copies must have an entry.
        both: bool,
    },
    /// Remove the second copy. Answer: `Disconnected`.
    RemoveSecond {
        /// Delete it as well.
        delete_copy: bool,
    },
    /// The second copy becomes the backup; what was the backup stays, ended, until it is deleted. Answer: `Done`.
    MoveToSecond,
    /// How far is the second copy, as against this device? Answer: `SecondSeen`.
    LookAtSecond,
    /// The backup's service is gone for good: the second copy takes its place. Answer: `Done`.
    PromoteSecond,
    /// The page is hidden, or goes away: make durable what was put off. Answer: `Done`, at once.
    PageHidden,
    /// The page wants to reload, for example for a new version. Answer: `Done`, or `UnderWay` while that
    /// would cut something short, such as a payment.
    MayReload,
    /// Which backups does this drive hold? Answer: `Found`, empty only when the drive said so.
    FindBackups {
        /// The drive to search.
        drive: DriveChoice,
    },
    /// Look at files that the user picked from a disk. They travel beside the call, in the order of their paths.
    /// Answer: `Files`.
    OpenFiles {
        /// As the browser names them, with `/`.
        paths: Vec<String>,
    },
    /// Bring a backup here from the files that were opened last, with progress. Answer: `RestoredWallet`.
    RestoreFiles {
        /// [`FoundBackup::id`](crate::FoundBackup::id).
        backup: String,
        /// What opens that backup.
        unlocker: Unlocker,
        /// What the user has confirmed.
        #[serde(default)]
        sure: Assurances,
    },
    /// Bring a backup to this device, with progress. Answer: `RestoredWallet`.
    Restore {
        /// The drive that holds the backup.
        drive: DriveChoice,
        /// [`FoundBackup::id`](crate::FoundBackup::id).
        backup: String,
        /// What opens that backup.
        unlocker: Unlocker,
        /// What the user has confirmed.
        #[serde(default)]
        sure: Assurances,
    },
    /// "Use here": take the wallet back from the device that took it over, with progress. Answer: `RestoredWallet`.
    TakeOver {
        /// What the user has confirmed.
        #[serde(default)]
        sure: Assurances,
    },
    /// "Use here" of a second tab: ask the first to stop. Answer: `Done`.
    UseThisTab {
        /// Take it even from a tab that does not answer: what it has not saved yet is given up.
        by_force: bool,
    },
    /// Ask to be paid. Answer: `Invoice`.
    Receive {
        /// `None`: the payer chooses.
        amount_msat: Option<u64>,
        /// Shown to the payer.
        note: String,
    },
    /// Show an invoice of ours again. Answer: `Invoice`; `Expired` once it is paid or over.
    Invoice {
        /// The invoice's payment hash in hex.
        payment_hash: String,
    },
    /// What would this text pay? Answer: `Payable`; `ChainTarget` for what can be paid on the chain alone;
    /// `PayOffer` or `WithdrawOffer` of a service, which has been asked.
    Check {
        /// Whatever was pasted, scanned or followed.
        text: String,
    },
    /// Ask a service for an invoice. Answer: `Payable`, of just that amount.
    AskService {
        /// As it was answered.
        offer: PayOffer,
        /// Within what it takes.
        amount_msat: u64,
        /// For the payee; may be empty.
        comment: String,
    },
    /// Have a service pay an invoice of ours. Answer: `Invoice`, once the service has it; it pays in its own
    /// time. Or `Unagreed` where its payment would open a channel, for a fee: the service does not have it
    /// then.
    Withdraw {
        /// As it was answered.
        offer: WithdrawOffer,
        /// Within what it pays.
        amount_msat: u64,
    },
    /// Hand over the invoice of an `Unagreed` answer, whose fee the user has seen. Answer: `Invoice`, once
    /// the service has it.
    HandOver {
        /// As it was answered.
        offer: WithdrawOffer,
        /// The invoice's payment hash, hex.
        payment_hash: String,
    },
    /// An address to be paid to on the chain: the same until it is used. Answer: `ChainAddress`, when it is kept.
    ChainAddress,
    /// What does an order on the chain cost in all? Answer: `SendPreview`.
    PreviewSend {
        /// What is to be sent.
        order: SendOrder,
    },
    /// Send the order. Answer: `SentOnChain`, as soon as it is among the activities; it leaves when it is kept.
    SendOnChain {
        /// What is to be sent.
        order: SendOrder,
        /// What the user has seen: nothing is sent for more.
        shown: SendPreview,
        /// For the history.
        note: String,
        /// The user has confirmed a high fee ([`SendPreview::is_dear`]).
        dear_is_well: bool,
        /// Although the same was paid to the same address a moment ago, or waits for its block
        /// ([`Problem::PaidJustNow`](crate::Problem::PaidJustNow)).
        again: bool,
    },
    /// What would a waiting payment on the chain cost in all with a higher fee? Answer: `SendPreview`.
    PreviewBump {
        /// [`Activity::id`](crate::Activity::id).
        id: String,
        /// The new feerate, sat/kvB.
        sat_per_kvb: u32,
    },
    /// Send it again with a higher fee, in the place of the first. Answer: `SentOnChain`.
    Bump {
        /// [`Activity::id`](crate::Activity::id).
        id: String,
        /// The new feerate, sat/kvB.
        sat_per_kvb: u32,
        /// What the user has seen.
        shown: SendPreview,
        /// The user has confirmed a high fee ([`SendPreview::is_dear`]).
        dear_is_well: bool,
    },
    /// Call off a payment on the chain that has not left at all
    /// ([`PaymentStage::Saving`](crate::PaymentStage::Saving)). Answer: `Done`.
    CallOff {
        /// [`Activity::id`](crate::Activity::id).
        id: String,
    },
    /// The feerates to choose from. Answer: `FeeChoices`.
    FeeChoices,
    /// The user is about to pay: bring the map of the network up to date meanwhile. Answer: `Done`, at once.
    PrepareToPay,
    /// What would paying this cost? Answer: `Quote`.
    Quote {
        /// A BOLT11 invoice.
        invoice: String,
        /// Needed when the invoice names none.
        amount_msat: Option<u64>,
    },
    /// Pay it. Answer: `Done` at once, as soon as the payment is among the activities, which show its progress.
    Pay {
        /// A BOLT11 invoice.
        invoice: String,
        /// Needed when the invoice names none.
        amount_msat: Option<u64>,
        /// The largest fee, msat, that the user has seen and agreed to.
        most_fee_msat: u64,
        /// Although the same was paid a moment ago, or is on its way
        /// ([`Problem::PaidJustNow`](crate::Problem::PaidJustNow)).
        again: bool,
    },
    /// Try no further way for a payment of ours. What is under way of it cannot be called back. Answer:
    /// `Done`, also when it has ended meanwhile.
    StopTrying {
        /// The payment's hash in hex.
        payment_hash: String,
    },
    /// Look through all payments, a page at a time. Answer: `Matches`.
    Search {
        /// Words that must all occur in a payment's notes, payee or hash, or its amount; empty for every payment.
        text: String,
        /// Which kind of payments to look for.
        only: PaymentFilter,
        /// Where the previous page ended, as the answer gave it.
        after: Option<String>,
    },
    /// All payments as a file for other programs. Answer: `File`.
    Export {
        /// The program that the file is for.
        format: ExportFormat,
    },
    /// A text as a picture that cameras read. Answer: `QrCode`.
    QrCode {
        /// What is encoded.
        text: String,
    },
    /// One payment. Answer: `Payments`, of one or none.
    Payment {
        /// [`Activity::id`](crate::Activity::id).
        id: String,
    },
    /// Keep what the user has written about a payment, in place of what they wrote before; an empty note
    /// takes that away. Answer: `Done`, `UnknownPayment` or `NoteTooLong`. Whether it is in the cloud shows
    /// in [`Activity::saved`](crate::Activity::saved).
    SetNote {
        /// [`Activity::id`](crate::Activity::id).
        id: String,
        /// At most 255 characters.
        note: String,
    },
}
