//! What each problem means and what to do about it.

use lifeboat_messages::{Problem, Weakness};

use super::Texts;

/// One problem in words.
#[derive(Debug, PartialEq, Eq)]
pub struct Explained {
    /// A few words.
    pub title: &'static str,
    /// What happened.
    pub what: &'static str,
    /// What to do about it.
    pub fix: &'static str,
}

/// Defines the problems' keys and their English texts in one place.
macro_rules! problems {
    ($( $key:ident: $title:literal, $what:literal, $fix:literal; )*) => {
        #[allow(missing_docs)]
        pub struct Problems { $( pub $key: Explained, )* }

        pub const ENGLISH: Problems = Problems {
            $( $key: Explained { title: $title, what: $what, fix: $fix }, )*
        };

        impl Problems {
            #[cfg(test)]
            pub fn all(&self) -> Vec<(&'static str, &Explained)> {
                vec![ $( (stringify!($key), &self.$key), )* ]
            }
        }
    };
}

problems! {
    unreachable:
        "The storage does not answer",
        "Lifeboat asked the storage and got no answer.",
        "Check your internet connection. If it works, the server is down, or it does not allow web pages of other addresses (CORS). A page on https:// also gets no answer from an address that begins with http://.";
    signed_out:
        "The password is not accepted",
        "The storage refused the sign-in.",
        "Sign in again with the current user name and password. Where signing in takes a second step, the storage wants an app password here.";
    denied:
        "The storage does not allow this",
        "You are signed in, but this account may not write in that folder.",
        "Give the account the right to write there, or use another account. A new account may first have to be opened on the service's own page; in a company an administrator may have to allow Lifeboat.";
    quota_full:
        "The storage is full",
        "The storage has no room for the next entry of the backup.",
        "Delete something there, or get more room. The backup itself needs only a few megabytes.";
    busy:
        "The storage is busy",
        "The storage asked to come back later.",
        "Wait a moment.";
    unavailable:
        "The storage has a fault",
        "The storage answered with an error of its own.",
        "Wait a few minutes. If it lasts, tell the person or company that runs the storage.";
    not_a_drive:
        "That is not a storage address",
        "The address answered with something else, such as a web page.",
        "Check the address. NextCloud shows the right one under Files, Settings, WebDAV.";
    redirected_away:
        "The address leads to another server",
        "The storage redirects to another host. Your password is not sent there.",
        "Enter the final address, the one the redirect leads to, if you trust it.";
    replaces:
        "This storage cannot keep a Lightning wallet safe",
        "It replaces files that it should refuse to replace. Two devices could then overwrite each other's state.",
        "Choose other storage. NextCloud, Apache and this server work.";
    no_precondition:
        "This storage knows no safe way to create a file",
        "It refuses to create a file only where none is (a conditional write, If-None-Match). Two devices could then overwrite each other's state.",
        "Choose a service that has conditional writes, or other storage.";
    several_writers:
        "This storage lets two devices write at once",
        "When several devices create the same file in the same moment, it says yes to more than one of them.",
        "Choose other storage. NextCloud, Apache and this server work.";
    renames:
        "This storage does not rename files safely",
        "A rename fails there, or replaces what it should not. Often the cause is a proxy in front of the server that does not pass on where to (the header Destination).",
        "Ask whoever runs the server, or choose other storage.";
    no_folders:
        "This storage makes no folders",
        "It answered that it does not know how to make one.",
        "Choose other storage.";
    refuses_new:
        "This storage takes no new files",
        "It refused to create a file that is not there, as if one were.",
        "Ask whoever runs the server, or choose other storage.";
    changes_files:
        "This storage changes files",
        "A file, or its name, came back from it other than it was written.",
        "Choose other storage.";
    unsupported:
        "The storage cannot do this",
        "It answered that it does not know the kind of request that a backup needs.",
        "Choose other storage.";
    long_pause:
        "The storage asks for a long pause",
        "It wants no requests for more than a minute, perhaps for as long as a day.",
        "Try again later. If it lasts, ask whoever runs the storage.";
    no_bucket:
        "There is no such bucket",
        "The service answers, and has no bucket of this name.",
        "Check the bucket's name and the service's address. Lifeboat makes no buckets.";
    wrong_region:
        "The bucket is in another region",
        "The service refuses the region that was entered.",
        "Enter the region that the service's console shows for this bucket{right}.";
    clock_off:
        "The clock is wrong",
        "The storage refuses requests because of their time. Keys and password may be right.",
        "Set this device's date and time, best by itself, then try again.";
    cors_blocked:
        "The server does not let this page in",
        "It answers, but it allows no web pages of other addresses (CORS).",
        "Its administrator can allow it, see below.";
    weak_password:
        "This password could be guessed",
        "Whoever runs the server could try short passwords one after the other.",
        "Use at least 12 characters, not digits alone. A password manager makes good ones.";
    bad_address:
        "That is not an address",
        "It has to be the address for programs (WebDAV), without a user name and without ? or #. The address of a page that shows your files is another one.",
        "Copy the address from your storage's settings. NextCloud shows it under Files, Settings, WebDAV.";
    folder_gone:
        "The backup's folder is gone",
        "This wallet wrote a backup there, and now it is not there any more.",
        "If you moved or deleted the folder, put it back from the storage's trash. Otherwise sign in to the account that has it.";
    backup_gone:
        "The backup is gone",
        "The storage has nothing any more of what this device wrote there last.",
        "Put the folder back from the storage's trash, or write the backup anew from this device.";
    folder_empty:
        "The backup's folder is empty",
        "The folder is there, and no file of a backup is in it.",
        "Put the files back from the storage's trash or its older versions, then try again.";
    file_too_large:
        "The storage takes no files of this size",
        "A file of the backup is larger than the storage, or a server in front of it, allows.",
        "Ask whoever runs it to allow files of 64 MB (in nginx, client_max_body_size), or move the backup to another place.";
    wrong_kind:
        "A file is in the way",
        "In the storage there is a file where the backup's folder belongs, or a folder where a file belongs.",
        "Move it out of the way there, then try again.";
    overwrote:
        "The storage replaced a file",
        "It was told never to replace a file of the backup, and did. Another device's payments may be lost there, so Lifeboat has stopped.",
        "Do not pay from any device. Check which device has the newest payments, go on there, and move the backup to another storage.";
    cancelled:
        "You stopped it",
        "It was stopped before it was done.",
        "Start it again when you like.";
    already_on:
        "The backup is on already",
        "This wallet is being backed up.",
        "Nothing. To change the place, move the backup in the settings.";
    sign_in_cancelled:
        "You did not allow it",
        "The sign-in was cancelled on the service's page.",
        "Try again, or choose another place.";
    sign_in_expired:
        "The sign-in is no longer valid",
        "It took longer than ten minutes, or was answered before.",
        "Start it again.";
    scope_missing:
        "A permission is missing",
        "You signed in, but the box that lets Lifeboat keep its own files was not ticked.",
        "Try again and tick every box. Lifeboat asks for nothing but its own files.";
    wrong_account:
        "That is another account",
        "You signed in to a different account than the one that holds this backup.",
        "Sign in again and choose the account of this backup.";
    registration_refused:
        "The service does not know this copy of Lifeboat",
        "Its registration with the service is missing, wrong or was withdrawn.",
        "Tell whoever runs this copy of Lifeboat, or choose another place.";
    sign_in_refused:
        "The service refused the sign-in",
        "It gave no reason that Lifeboat knows.",
        "Try again in a few minutes, or choose another place.";
    not_configured:
        "This service is not set up here",
        "This copy of Lifeboat is not registered with the service.",
        "Tell whoever runs this copy of Lifeboat, or choose another place.";
    no_backup:
        "No backup in this place",
        "The storage was read without an error and holds no backup.",
        "Try another account or another service.";
    wrong_secret:
        "Wrong PIN",
        "The PIN or phrase does not open it. Nothing is damaged.",
        "Try again slowly.";
    damaged:
        "A file of the backup is damaged",
        "A file was changed since it was written, and Lifeboat does not use it.",
        "If your storage keeps older versions of files, put the sound version of that one file back. Never put an older folder in the place of a newer one: an old state can cost money.";
    truncated:
        "A file of the backup is not complete",
        "A file ends too early. An upload may still be running.",
        "Wait a minute. If it stays so and your storage keeps older versions of files, put the sound version of that one file back.";
    foreign:
        "A file belongs to another wallet",
        "A file in the backup's folder was written by another wallet.",
        "Move foreign files out of the folder, then try again.";
    swapped:
        "Two files of the backup are swapped",
        "A file has the name of another one.",
        "Undo the renaming in your storage, then try again.";
    too_new:
        "Written by a newer Lifeboat",
        "This version does not understand the backup's format.",
        "Reload the page to get the newest version.";
    gap:
        "An entry of the backup is missing",
        "The backup is a chain of entries, and one of them is gone.",
        "Restore the deleted file from your storage's trash, then try again.";
    too_many_tries:
        "Too many wrong PINs",
        "The next try has to wait a while.",
        "Try again in {time}.";
    phrase_file_gone:
        "The file with the recovery phrase is missing",
        "Without that file the PIN cannot bring the wallet back. A wallet that is open writes it again; here that did not work.",
        "To restore, choose “Use the recovery phrase instead”. On the device that has the wallet, see that the storage lets Lifeboat write, then choose “Back up now”.";
    pin_changed_elsewhere:
        "The PIN was changed on another device",
        "What is in the storage now opens with the new PIN only.",
        "Restore the wallet from the storage on this device, with the new PIN.";
    fenced:
        "Opened on another device",
        "Another device continues with this wallet, so this one stopped.",
        "Use the wallet there, or choose “Use here”.";
    moved:
        "The backup changed while it was read",
        "Another device is writing at this moment.",
        "Close the wallet on the other device.";

    torn_head:
        "The newest entry is not complete",
        "The device that wrote it may still be writing, or it stopped in the middle.",
        "Wait a minute and try again. If that device is gone for good, say so, and Lifeboat goes on without the unfinished entry.";
    ended:
        "This backup was turned off",
        "The wallet went on without it. This copy does not know what happened since, and an old state can lose money.",
        "Use the device that has the wallet, or the backup that came after this one.";
    second_copy:
        "This is a second copy",
        "It follows another copy of the wallet, which may have newer payments. An old state can lose money.",
        "Restore from the first copy. Use this one only if the first is gone for good.";
    from_files:
        "These files may be old",
        "Nothing in them tells whether there are newer ones, and no other device is stopped. An old state can lose money.",
        "Use them only if the storage and the old device are gone for good.";
    read_only:
        "The storage takes no new files",
        "The backup was read, but nothing can be written there. So the device that wrote it last cannot be stopped.",
        "Make room there, or allow this account to write, and try again. If that device does not have this wallet any more, go on from what was read.";
    files_too_large:
        "That is more than a backup",
        "What you picked has more than 256 MB.",
        "Pick the wallet's own folder, “BitcoinWalletBackup_” and its name, or the folder above it.";
    files_unreadable:
        "A file could not be read",
        "The browser could not read a file that you picked. It was moved, or the disk is gone.",
        "Pick the files again.";
    same_place:
        "The backup is there already",
        "This is the very place that the backup, or its old copy, is in.",
        "Choose another service or another account.";
    second_copy_first:
        "There is a second copy",
        "The backup has a second copy on another service.",
        "Remove the second copy first.";
    second_ahead:
        "The second copy is ahead of this device",
        "Another device went on with the second copy.",
        "Use the wallet there, or restore it from that copy.";

    in_use:
        "The copy is in use",
        "A device may be going on with this copy, so it is not deleted.",
        "Turn the backup off there first.";

    bad_phrase:
        "That is not a recovery phrase",
        "A word is misspelled or missing, or two are in the wrong order.",
        "Compare every word with what you wrote down.";
    weak_pin:
        "This PIN is too easy to guess",
        "It is too short, or one of those that are tried first.",
        "Choose other digits.";
    note_too_long:
        "The note is too long",
        "An invoice holds at most 639 bytes of it.",
        "Shorten the note.";
    bad_invoice:
        "That is not a Lightning invoice",
        "The text cannot be read as an invoice.",
        "Copy the whole invoice. Lifeboat pays Lightning invoices only: not Lightning addresses, LNURLs, offers, or bitcoin addresses. Ask the payee for an invoice.";
    other_network:
        "An invoice of another network",
        "This invoice is for a different bitcoin network than this wallet.",
        "Ask for an invoice of the same network.";
    expired:
        "The invoice has expired",
        "Its time to be paid is over.",
        "Ask for a new invoice.";
    amount_missing:
        "The amount is missing",
        "The invoice names no amount.",
        "Enter how much to send.";
    not_enough:
        "Not enough to send",
        "The amount and its fee are more than can be sent now.",
        "Send at most {most}.";
    too_much:
        "More than can be received now",
        "The channels have no room for this amount.",
        "Ask for at most {most}.";
    no_route:
        "No way to the payee",
        "The Lightning network found no way for this amount.",
        "Try again later, or send a smaller amount.";
    refused_by_payee:
        "The payee refused the payment",
        "The payment arrived and was sent back.",
        "Ask the payee for a new invoice.";
    already_paid:
        "Paid already",
        "You paid this invoice before.",
        "Nothing. Look at your activity for the proof of payment.";
    paid_just_now:
        "You paid the same a moment ago",
        "A payment of this amount to this payee is on its way, or was made within the last minutes.",
        "Look at your activity first. Send again only if you mean to pay twice.";
    own_invoice:
        "Your own invoice",
        "This invoice was made by this wallet.",
        "Paste the invoice of somebody else.";
    underpaid:
        "Too much was kept back",
        "More of this payment was kept back on its way than was agreed on. The wallet sent it back to the payer.",
        "Ask the payer to try again with a new invoice.";
    paid_before:
        "Paid a second time",
        "Somebody tried to pay an invoice of yours again. The wallet sent the second payment back.",
        "Make a new invoice for every payment.";

    no_chain:
        "The blockchain service does not answer",
        "Lifeboat got no answer that it can use, and sees no new blocks at the moment.",
        "Check your internet connection.";
    bad_chain:
        "The blockchain service is wrong",
        "What the service says about the chain cannot be true. Lifeboat does not follow it.",
        "Tell the person who runs this server to check its chain service.";
    chain_behind:
        "The blockchain service is behind",
        "It knows fewer blocks than this wallet has seen.",
        "Wait until it has caught up. If it lasts, tell the person who runs this server.";
    chains_disagree:
        "The blockchain services contradict each other",
        "Lifeboat asks two services, and they show different chains. Until they agree, payments wait, and no channel is closed for it.",
        "Wait. If it lasts, tell the person who runs this server.";
    chain_rewritten:
        "The blockchain service has replaced many blocks",
        "It shows another chain than before, and no second service shows the same. Lifeboat does not follow it, and payments wait.",
        "Wait. If it lasts, tell the person who runs this server to check its chain service.";
    chain_alone:
        "One of two blockchain services is missing",
        "Lifeboat asks two services, so that neither has to be believed alone, and hears only one of them. Payments go on.",
        "Nothing. If it lasts, tell the person who runs this server.";
    fees_unknown:
        "The fees are not known",
        "The blockchain service has told no fees for hours. What cannot wait is paid for by the last ones, doubled.",
        "Nothing. If it lasts, tell the person who runs this server.";
    fees_high:
        "Money waits for lower fees",
        "What came back from a closed channel is ready to be sent home, and at the moment that is expensive.",
        "Wait, or send it now for about {fee}.";
    no_peer:
        "The Lightning node does not answer",
        "The node that your channel is with cannot be reached.",
        "Wait a few minutes. Your channel stays open meanwhile.";
    no_channel:
        "The channel could not be opened",
        "The Lightning service did not open a channel for this payment.",
        "Try again in a few minutes.";
    provider_silent:
        "The Lightning service does not answer",
        "Lifeboat asked the service for a channel and got no answer.",
        "Try again in a minute.";
    provider_refused:
        "The Lightning service said no",
        "The service did not agree to open a channel for this payment.",
        "Try another amount, or again later. If it stays so, make a support request.";
    no_offer:
        "No channels at the moment",
        "The Lightning service opens no channels now, or not for this amount.",
        "Try again later, or with another amount.";
    too_little:
        "Too small to open a channel",
        "This payment needs a new channel, and the Lightning service opens none for so little.",
        "Ask for at least {least}.";
    opening_too_dear:
        "Opening a channel is too expensive",
        "This payment needs a new channel, and too much of it would go to the Lightning service.",
        "It would cost {fee}. Ask for a larger amount, or try again when the network is less busy.";
    stale:
        "This device has an old state",
        "Your channel partner knows a newer state than this device. Using the old one could cost your money.",
        "Do not use this copy. If another device has the wallet, go on there. Otherwise restore from the newest backup: it takes the place of this copy.";
    inconsistent:
        "The wallet's state does not fit together",
        "Parts of it contradict each other. Lifeboat did not use it, and changed nothing.",
        "Try again. If it stays so, go on with the device that has the wallet, and make a support request.";
    state_damaged:
        "The wallet in this backup cannot be read",
        "The backup opens, but a part of the wallet in it is damaged. Lifeboat did not use it, and changed nothing.",
        "Go on with the device that has the wallet, and make a support request. Do not put older files back: an old state can cost money.";
    backup_of_other_network:
        "A backup of another network",
        "The wallet in this backup is on a different bitcoin network than this copy of Lifeboat. Nothing was changed.",
        "Open it with the copy of Lifeboat that you made it with. The device that has the wallet goes on as before.";
    unheard:
        "A closed channel waits for its provider",
        "The closing is held back until the provider has confirmed that this backup is current.",
        "Wait until the provider can be reached.";

    storage_refused:
        "The browser stores nothing",
        "The browser refused to keep data for this page, as in a private window.",
        "Open Lifeboat in a normal window and allow it to store data.";
    storage_full:
        "The browser has no room left",
        "The disk, or the part of it that the browser gives this page, is full. Payments wait.",
        "Make room on this device.";
    storage_lost:
        "The browser has thrown this wallet's data away",
        "Only this tab still has the wallet, and the browser does not let it be kept again.",
        "Do not close or reload this tab. If there is no backup, turn it on now. With a backup, the wallet can be restored from there.";
    storage_silent:
        "The browser's database does not answer",
        "Lifeboat cannot keep anything on this device at the moment, so payments wait.",
        "Wait a moment. If it lasts and the backup is on, restart the browser.";
    device_key_lost:
        "The key of this device is gone",
        "The browser has thrown it away, and what is kept here cannot be opened without it.",
        "Clear this page's data in the browser, then restore the wallet from its backup.";
    browser_lacks:
        "This browser lacks something",
        "Lifeboat needs the browser's encryption, its locks between tabs and its database, and one of them is missing. Lockdown Mode switches them off, and so does an address without https.",
        "Use a current browser without Lockdown Mode.";
    out_of_memory:
        "Too little memory",
        "Making the key from the PIN takes more memory than this device gives the page.",
        "Close other tabs and apps and try again, or use another device.";
    other_tab_asleep:
        "The other tab does not answer",
        "The browser may have put it to sleep. What it has not saved yet would be lost: nothing that it showed as done.",
        "Open that tab, or take the wallet over.";
    clock_wrong:
        "This device's clock is wrong",
        "It is hours from the time of the newest block, so invoices seem to be out of date.",
        "Let the device set its clock by itself, then try again.";
    closed:
        "The wallet was closed meanwhile",
        "It was locked, or went to another tab, before this was done.",
        "Open it and try again.";
    occupied:
        "There is a wallet here already",
        "This browser holds a wallet that is not backed up, and Lifeboat never replaces it.",
        "Turn its backup on first, or use another browser.";
    bad_config:
        "This copy of Lifeboat is not set up right",
        "Its configuration is missing or makes no sense.",
        "Tell whoever runs this copy of Lifeboat.";
    other_tab:
        "Open in another tab",
        "This wallet already runs in another tab.",
        "Use that tab, or close it.";
    internal:
        "Lifeboat made a mistake",
        "Something went wrong that should not. Your backup is not affected.",
        "Reload the page. If it happens again, make a support request.";
}

impl Texts {
    /// A problem in words. Amounts (`{most}`, `{least}`, `{fee}`) are left for the caller, who knows how they are
    /// written.
    pub fn explain(&self, problem: &Problem) -> &Explained {
        let p = &self.problems;
        match problem {
            Problem::Unreachable => &p.unreachable,
            Problem::SignedOut => &p.signed_out,
            Problem::Denied => &p.denied,
            Problem::QuotaFull => &p.quota_full,
            Problem::Busy => &p.busy,
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
            Problem::WrongRegion { .. } => &p.wrong_region,
            Problem::ClockOff => &p.clock_off,
            Problem::CorsBlocked => &p.cors_blocked,
            Problem::WeakPassword => &p.weak_password,
            Problem::BadAddress => &p.bad_address,
            Problem::FolderGone => &p.folder_gone,
            Problem::FolderEmpty => &p.folder_empty,
            Problem::FileTooLarge => &p.file_too_large,
            Problem::WrongKind => &p.wrong_kind,
            Problem::Overwrote => &p.overwrote,
            Problem::Cancelled => &p.cancelled,
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
            Problem::TooNew => &p.too_new,
            Problem::Gap => &p.gap,
            Problem::TooManyTries { .. } => &p.too_many_tries,
            Problem::BackupGone => &p.backup_gone,
            Problem::PhraseFileGone => &p.phrase_file_gone,
            Problem::PinChangedElsewhere => &p.pin_changed_elsewhere,
            Problem::Fenced => &p.fenced,
            Problem::Moved => &p.moved,
            Problem::TornHead => &p.torn_head,
            Problem::Ended { .. } => &p.ended,
            Problem::SecondCopy => &p.second_copy,
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
            Problem::BadInvoice => &p.bad_invoice,
            Problem::OtherNetwork => &p.other_network,
            Problem::Expired => &p.expired,
            Problem::AmountMissing => &p.amount_missing,
            Problem::NotEnough { .. } => &p.not_enough,
            Problem::TooMuch { .. } => &p.too_much,
            Problem::NoRoute => &p.no_route,
            Problem::RefusedByPayee => &p.refused_by_payee,
            Problem::AlreadyPaid => &p.already_paid,
            Problem::PaidJustNow => &p.paid_just_now,
            Problem::OwnInvoice => &p.own_invoice,
            Problem::Underpaid => &p.underpaid,
            Problem::PaidBefore => &p.paid_before,
            Problem::NoChain => &p.no_chain,
            Problem::BadChain => &p.bad_chain,
            Problem::ChainBehind => &p.chain_behind,
            Problem::ChainsDisagree => &p.chains_disagree,
            Problem::ChainRewritten => &p.chain_rewritten,
            Problem::ChainAlone => &p.chain_alone,
            Problem::FeesUnknown => &p.fees_unknown,
            Problem::FeesHigh { .. } => &p.fees_high,
            Problem::NoPeer => &p.no_peer,
            Problem::NoChannel => &p.no_channel,
            Problem::ProviderSilent => &p.provider_silent,
            Problem::ProviderRefused { .. } => &p.provider_refused,
            Problem::NoOffer => &p.no_offer,
            Problem::TooLittle { .. } => &p.too_little,
            Problem::OpeningTooDear { .. } => &p.opening_too_dear,
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
            Problem::ClockWrong => &p.clock_wrong,
            Problem::BrowserLacks => &p.browser_lacks,
            Problem::OutOfMemory => &p.out_of_memory,
            Problem::Closed => &p.closed,
            Problem::Occupied => &p.occupied,
            Problem::BadConfig { .. } => &p.bad_config,
            Problem::OtherTab => &p.other_tab,
            Problem::Internal { .. } => &p.internal,
        }
    }
}

/// The problem's name in messages, such as `signedOut`: for `data-problem` and support texts.
pub fn problem_name(problem: &Problem) -> String {
    serde_json::to_value(problem)
        .ok()
        .and_then(|value| value.get("is").and_then(|is| is.as_str()).map(str::to_owned))
        .unwrap_or_default()
}
