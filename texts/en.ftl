### Every English text that a person reads, and by that the list of what the other languages must have.
###
### The syntax is Fluent's (https://projectfluent.org/fluent/guide/). A group begins with `## name`; its texts are called
### `name-…`. `{ $service }` is filled in as it is; `{ NUMBER($count) }` is a number, and a wording can depend on it:
###
###     { $count ->
###         [one] one entry is
###        *[other] { $count } entries are
###     } missing
###
### A comment (`# …`) above a text is for translators and for the documentation.

## common

common-app = Lifeboat
common-back = Back
common-cont = Continue
common-cancel = Cancel
common-done = Done
common-again = Try again
common-copy = Copy
common-share = Share
common-copied = Copied
common-copy-failed = The browser did not allow copying. Select the text instead.
common-this-server = This server
common-webdav = WebDAV
common-google-drive = Google Drive
common-icloud = Apple iCloud
common-dropbox = Dropbox
common-one-drive = OneDrive
common-nextcloud = Nextcloud
common-vss = Lightning wallet server
common-s3 = S3 storage
common-remote-storage = remoteStorage
common-sats = sats
common-btc = BTC
common-just-now = just now
common-test-money = Test money
common-test-money-signet = Test money (signet)
common-network-unknown = Network unknown
common-optional = optional

## start

start-starting = Opening your wallet…
start-closing = Saving your latest changes…
start-closing-hint = This takes a few seconds. What cannot be saved to your storage now is kept on this device and sent next time.
start-checking = Checking for newer payments…
start-broken-heading = Lifeboat could not start
start-broken = The browser could not load the wallet. Your money and your backup are not affected.
start-broken-fix = Reload the page. If that does not help, use a current version of Chrome, Firefox, Safari or Edge.
start-other-build-heading = Lifeboat was updated
start-other-build = This page and the wallet behind it come from different versions, so nothing was started. Reload the page to get the new version of both. Your money and your backup are not affected.
start-keys-removed-heading = Reload this page
start-keys-removed = Lifeboat removed the keys from this page's memory, and then could not start again. Reload the page to open the wallet again. Your money and your backup are not affected.
start-crashed-heading = Lifeboat stopped
start-crashed = Something went wrong on this page. It shows nothing, because what it would show could be out of date. Your money and your backup are not affected.
start-stopped = An error ended the wallet behind this page. Nothing happens until you start it again. Your money and your backup are not affected.
start-stopped-fix = Reload the page. If it happens again, copy these details into a support request.
start-reload = Reload

## welcome

welcome-promise = A bitcoin wallet that you cannot lose with your phone.
welcome-create = Create a new wallet
welcome-restore = Restore existing wallet
welcome-footer = Your wallet, your coins · open source
welcome-deleted = This device had a wallet, and the browser has deleted it. If you backed it up, the backup brings it back.
welcome-installed = Do you have a wallet already? The installed app keeps its own data: bring the wallet here from its backup.

## real-money

real-money-heading = Before real money comes in
real-money-sentence = Lifeboat is new software. Put in only what you can afford to lose.
real-money-young = Few people have used it so far, and nobody outside the project has examined it yet.
real-money-saving = Every payment is saved to your storage before it counts. The part of the Lightning software that makes this possible is itself still young.
real-money-provider = Until the blockchain has confirmed a channel, the money in it rests on your provider's word: the provider could keep it.
real-money-open-it = Open your wallet regularly, ideally once a day. Depending on your provider, it may stay closed for between one day and two weeks; after that, a dishonest provider could take what is in a channel.
real-money-read = I have read this

## intro

intro-own-heading = The money is yours
intro-own = The keys are made on this device. There is no account with us, and nobody can freeze or spend your bitcoin.
intro-recover-heading = Lose the phone, not the money
intro-recover = An encrypted copy in your own cloud is updated after every payment. On a new device you need only that cloud and your PIN.
intro-safe-heading = Only you can open it
intro-safe = The copy is encrypted on this device. We hold nothing, so we cannot recover funds for you: remember your PIN.
intro-next = Next
intro-skip = Skip
intro-page = { NUMBER($page) } of { NUMBER($pages) }

## name

name-heading = Name your wallet
name-sentence = The name becomes part of the backup's file name, so that you can find it in your cloud.
name-label = Wallet name
name-default = My wallet
name-file = Backup file
name-create = Create wallet
name-too-long = Use at most 40 characters.
name-bad-character = These characters cannot be part of a file name: / \ : * ? " < > |
name-rename = Rename wallet
name-rename-sentence = This device shows the new name, on its lock screen as well. If the backup is already on, its folder keeps its name.
name-rename-save = Save name
name-renamed = The wallet has its new name.

## home

home-balance = Balance
home-hidden = Hidden
home-hide = Hide the balance
home-show = Show the balance
home-unit = { $now }: show amounts in { $unit }
home-receive = Receive
home-send = Send
home-activity = Activity
home-all-activity = All activity
home-as-of = As of { $time }
home-rebuilt = Files of your backup ({ $service }) were missing. Lifeboat has written them again, and the backup is complete.
home-renamed = The folder of your backup ({ $service }) is now called “{ $name }”. Lifeboat continues there.
home-news-read = OK
home-new-version = A new version of Lifeboat is ready.
home-new-version-take = Update
home-new-version-waits = Something is still in progress, such as a payment. Update when it has finished, or at the next start.
home-no-activity = No payments yet
home-no-activity-hint = Tap Receive to get your first bitcoin.
home-settings = Settings
home-settings-badge = Settings, backup is not on
home-closing = { $amount } is on the way back from closed channels.
home-unconfirmed = { $amount } is not confirmed yet.
home-onchain = { $amount } of this is on the blockchain.
home-looking = Lifeboat is still searching the blockchain for money that belongs to your recovery phrase.
home-spendable = You can send { $amount } now. { $reserve } stay in your channel as a deposit until it is closed.
home-promised = { $amount } of this is not confirmed on the blockchain yet. Until then you rely on the provider's word.
home-read-only-elsewhere = Read-only: opened on { $device }
home-read-only-elsewhere-unknown = Read-only: in use on another device
home-read-only-tab = Read-only: open in another tab
home-read-only-unconfirmed = Checking your backup. You can pay after that.
home-signed-out = Sign in to { $service } to keep paying.
home-read-only-unsafe = Stopped to protect your money
home-reserve = To be able to close your channels without the other side, keep { $amount } more on the blockchain.
home-high = More than { $limit } is a lot for a wallet on a phone. Send savings to a hardware or multi-signature wallet.
home-details = Details

## backup

backup-off = Not backed up
backup-checking = Checking the backup…
backup-saving = Saving…
backup-saved = Saved to { $service } { $ago }
backup-waiting = Not backed up yet. Trying again…
backup-paused = Backup paused: sign in again
backup-paused-other = Backup paused: { $why }
backup-stopped = Backup paused
backup-all-else-saved = Everything else is backed up
backup-fenced = This balance may be out of date: the wallet is in use on { $device }
backup-fenced-unknown = This balance may be out of date: the wallet is in use on another device
# Above every page. Which problem, as it is called: “The storage does not answer”.
backup-alarm = Backup problem: { $why }
backup-alarm-device = Problem on this device: { $why }
backup-alarm-second = Problem with the second copy: { $why }
backup-announce-saved = The backup is up to date again.
backup-step-encrypting = Encrypting with your PIN
backup-step-guards = Setting up the guards
backup-step-probing = Testing the storage
backup-step-folder = Creating the folder
backup-step-uploading = Uploading
backup-step-reading-back = Reading back and checking
backup-step-done = done
backup-step-now = in progress
backup-step-open = to do

## prompt

prompt-heading = Back up your wallet
prompt-funds = You have { $amount } here and no backup. Without one, you lose it if you lose this device.
prompt-sentence = Without a backup, you lose your bitcoin if you lose this device. Turning the backup on takes a minute.
prompt-back-up = Back up
prompt-words = Write the words down instead
prompt-later = Later
prompt-reminder = Your wallet is not backed up. If this browser deletes its data, your money is gone.
prompt-reminder-safari = Your wallet is not backed up. Safari deletes it, and your money with it, if you do not open Lifeboat for seven days.

## backup-intro

backup-intro-heading = Automatic cloud backup
backup-intro-sentence = An encrypted copy of your wallet stays current in your own cloud storage.
backup-intro-next-title = What happens next
backup-intro-next = You choose a PIN, then where the backup is kept.
backup-intro-encrypted-title = Encrypted with your PIN
backup-intro-encrypted = Everything is encrypted on this device before it leaves. The storage sees sizes and times, nothing else.
backup-intro-elsewhere-title = Works on your next device
backup-intro-elsewhere = There you need the same cloud account, this app and your PIN.
backup-intro-what-title = What is saved
backup-intro-what = Your recovery phrase is saved once. Your channels and your activity are saved automatically after every payment.
backup-intro-limits-title = What this cannot do
backup-intro-limits = Nobody can recover a forgotten PIN: write down the recovery phrase as well, in the settings. And if your provider locks your account, this backup is out of reach: a second copy at another provider helps.

## pin

pin-choose = Choose a PIN
pin-choose-sentence = { NUMBER($digits) } digits that you will remember. The PIN cannot be recovered.
pin-choose-new = Choose a new PIN
pin-length = Number of digits
pin-footnote = The PIN opens this app and encrypts your backup.
pin-verify = Enter your PIN again
pin-verify-sentence = Type it once more, to be sure.
pin-mismatch = That is not the same PIN.
pin-choose-again = Choose another PIN
pin-progress = { NUMBER($entered) } of { NUMBER($length) } digits
pin-progress-open =
    { $entered ->
        [one] { $entered } digit
       *[other] { $entered } digits
    }
pin-delete = Delete digit
pin-keypad = Number pad
pin-unlock = Enter your PIN
pin-unlock-sentence = It opens { $name }.
pin-unlock-sentence-nameless = It opens your wallet.
pin-unlock-button = Unlock
pin-unlocking = Unlocking…
pin-forgot = Forgot PIN?
pin-forgot-sentence = Your recovery phrase opens this wallet too. Then you choose a new PIN.
pin-forgot-note = A device that still has this wallet open shows the words in its settings. Without the PIN and without the words, nobody can open this wallet: not you, and not us.
pin-forgot-restore = Restore a backup instead
pin-wrong = That PIN does not open this wallet.
pin-old = Enter your current PIN
pin-old-sentence = Then you choose a new one.
pin-changing = Changing the PIN
pin-changing-sentence = Your recovery phrase is being encrypted with a new key, saved and read back.
pin-not-changed = The PIN has not been changed
pin-changed = Your PIN has been changed
pin-changed-sentence = From now on the new PIN opens this app and your backup.
pin-changed-alone = From now on the PIN opens this app. It does not replace a backup.
pin-changed-here = The new PIN opens this app. Your backup still opens with the old one until your storage answers: remember both until the backup says that it is saved.
pin-changed-note = The old PIN does not open anything that is written from now on. Older copies stay as they are: entries from before this change and, if the storage keeps deleted files or someone has copied them, the old file with your recovery phrase. Anyone who has that file and the old PIN can spend your money. If that worries you, move your money to a new wallet.
pin-changed-second = The old PIN still opens your second copy until the settings show that the copy has everything.
pin-changed-old-copy = The old copy of your backup, which is not deleted yet, still opens with its old PIN. You can delete it in the settings, under “Backup”.
pin-refused-short = Use at least 4 digits.
pin-refused-long = Use at most 12 digits.
pin-refused-digits = Use digits only.
pin-refused-repeats = Repeated digits are among the first things a thief tries. Choose another PIN.
pin-refused-run = Sequences like 1234 are among the first things a thief tries. Choose another PIN.
pin-refused-year = Years are among the first things a thief tries. Choose another PIN.
pin-refused-date = Dates are among the first things a thief tries. Choose another PIN.
pin-refused-common = Many people use this PIN, so a thief tries it first. Choose another.
pin-strength-checking = Checking…
pin-strength-weak = Weak: a thief with your encrypted file and one graphics card could try every { NUMBER($digits) }-digit PIN in about { $time }. Add digits to make it stronger.
pin-strength-fair = A thief with your encrypted file and one graphics card would need about { $time } to try every { NUMBER($digits) }-digit PIN.
pin-strength-strong = Good: a thief with your encrypted file and one graphics card would need about { $time } to try every { NUMBER($digits) }-digit PIN.

## guards

guards-heading = How should your PIN be protected?
guards-sentence = Guards are servers that count wrong PINs. They learn neither the PIN nor what is in your wallet.
guards-with = PIN with guards (recommended)
guards-with-worth = A thief with your encrypted file has { NUMBER($guesses) } tries, then the guards stop for good. The chance of hitting a random { NUMBER($digits) }-digit PIN is 1 in { NUMBER($odds) }.
guards-alone = PIN alone
guards-alone-worth = A thief with your encrypted file and one graphics card could try every { NUMBER($digits) }-digit PIN in about { $time }. Renting the card for that long costs about { $cost }.
guards-alone-worth-little = A thief with your encrypted file and one graphics card could try every { NUMBER($digits) }-digit PIN in about { $time }. Renting the card for that long costs less than { $cost }.
guards-alone-take = Set the PIN without guards
guards-who-title = Who runs the guards
guards-who =
    The operator of this page chose them. { $needed ->
        [one] Any of them that also had your encrypted file could try every PIN
       *[other] Any { $needed } of them that work together and have your encrypted file could try every PIN
    } in about { $time }.
guards-related = Some of them share an address or a domain. If one operator runs them, they protect you no better than a single guard.
guards-gone-title = If guards are gone
guards-gone =
    A new device opens your backup with the PIN only if { $needed ->
        [one] one guard answers
       *[other] { $needed } guards answer
    }. The recovery phrase opens it without any guard, and this device needs none either. Once somebody has used up all tries, only the phrase opens it there. Write the phrase down before you need it. You find it in the settings.
guards-title = Guards of the PIN
guards-limit = { NUMBER($needed) } of { NUMBER($all) } guards must answer before the PIN opens the backup on a new device. A thief with your encrypted file has { NUMBER($guesses) } tries in all.
guards-asking = Asking the guards…
guards-well = Answers; no wrong PINs counted
guards-counted = Answers; wrong PINs counted: { NUMBER($tries) }
guards-silent = Does not answer
guards-set-back = Was reset to an older state. Change the PIN to start over there.
guards-spent = Tried too often. Change the PIN to start over there.
guards-unknown = Does not know this backup. Change the PIN to register there again.
guards-left-out = Not taking part: it did not answer when the PIN was set. Once it is back, change the PIN to register there again.
guards-replace = Replace
guards-replace-note =
    { $count ->
        [one] If { $gone } stays silent for days, it may be gone for good.
       *[other] If { $gone } stay silent for days, they may be gone for good.
    } While { NUMBER($needed) } guards answer, your PIN opens the backup on a new device; { NUMBER($left) } do now. To replace what is gone, choose a new PIN or enter the same one again. Another guard that this page names takes the empty place. If it names none, the PIN does without the missing guards until they are back. This device then deletes the old records there.
guards-replace-few = At least { NUMBER($needed) } guards have to answer. Until they do, the PIN opens the backup on no new device and cannot be changed. The recovery phrase opens it without any guard.
guards-replace-all = No guard answers now. Until enough of them do, the PIN opens the backup on no new device. The recovery phrase opens it without any guard. If they stay silent for days, they may be gone for good: choose a new PIN then, or enter the same one again. Guards that this page names take their place. If none of those answers either, you are asked about each guard, by its name, and then whether to set the PIN without guards.
guards-without = Do without it this time
guards-without-title = If you do without it
guards-without-note = Without { $guard }, the PIN still opens the backup on a new device with the other guards, but fewer of them may fail. You are asked again whenever you set a PIN. Once this guard is back, change the PIN to include it again.
guards-without-many = Without this guard, too few are left for your PIN. If one of the others answers, the PIN stays as it is. If none does, you are asked whether to set it without guards.
guards-foreign-title = Somebody has been trying PINs
guards-foreign = The guards have counted PINs that were not entered here: { NUMBER($tries) }, the last one on { $time }. Was that you, on another device?
guards-foreign-some-time = The guards have counted PINs that were not entered here: { NUMBER($tries) }. Was that you, on another device?
guards-foreign-mine = Yes, that was me
guards-foreign-not-mine = No, it was not me
guards-foreign-advice = Then somebody has a copy of your backup. Change the password of your cloud storage first, then your PIN: the guards then reject the old copies.
guards-older = Older copies of your backup stay as easy to open as they were: anyone who has copied the old file can still try PINs without end. If that worries you, move your money to a new wallet.

## practice

practice-title = Do you still know your PIN?
practice-note = A PIN that nobody uses is soon forgotten. Try it now, while this wallet is open.
practice-go = Try the PIN
practice-later = Later
practice-heading = Do you still know your PIN?
practice-sentence = Enter it as you would on a new device. If it is wrong, the wallet stays open.
practice-wrong = That is not your PIN
practice-wrong-sentence = Better to find out now: the wallet is open, and nothing is lost.
practice-forgotten-title = If you have forgotten it
practice-forgotten = Set a new PIN now. For that you need the old one or the recovery phrase. If you have neither, send your bitcoin to another wallet while this one is open.
practice-change = Set a new PIN
practice-right = Your PIN is right
practice-right-alone = You will be asked again after a while.
practice-right-guards = All guards of the PIN accepted it: on a new device it opens what was backed up with this PIN. You will be asked again after a while.
practice-right-some = Enough guards of the PIN accepted it: on a new device it opens what was backed up with this PIN. You will be asked again after a while.
practice-failing-title = Not all guards work as they should
practice-failing = The PIN was not accepted by { $hosts }. If this continues, replace what is missing.
practice-guards = Look at the guards
practice-no-way = But it would not open your backup on a new device now.
practice-row = Try the PIN
practice-row-hint = Whether you still know it, and whether it opens your backup
practice-ask = Ask for the PIN now and then, so that I remember it

## words

words-row = Recovery phrase
words-heading = Recovery phrase
words-pin-sentence = Enter your PIN first. Make sure that nobody can see your screen.
words-sentence = These { NUMBER($count) } words are your money: anyone who has them can spend it.
words-advice = Write them on paper, in this order, and keep the paper where only you can find it. Take no photo or screenshot of them, and send them to nobody. They bring the wallet back if you forget the PIN. Payments in Lightning channels also need the backup.
words-hold = Hold to show
words-row-hint = An extra on paper, in case you forget the PIN
words-written = I have written them down
words-check-heading = Tap your words in order
words-check-sentence = Take them from the paper: that shows that everything on it is right. Make sure that nobody can see your screen.
words-check-next = Word { NUMBER($next) } of { NUMBER($count) }
words-check-tapped = Word { NUMBER($number) }, tapped
words-check-wrong = That is not word { NUMBER($next) }. Compare your paper with the words once more.
words-checked-heading = Your words are right
words-checked-sentence = Keep the paper where only you can find it.
words-not-title = What they do not bring back
words-not = Money in Lightning channels, your activity and your notes. These come back only with the backup, so the words do not replace it.

## service

service-heading = Where should the backup be kept?
service-sentence = Choose storage that you already use, and can still reach when this device is gone.
service-restore-heading = Where is your backup?
service-restore-sentence = Choose the storage that you used when you turned the backup on.
service-google-drive-hint = Your Google account. After an hour, one tap signs you in again.
service-google-drive-broker-hint = Your Google account. You sign in once.
service-icloud-hint = Your Apple account. You can see the backup only under Manage Storage.
service-dropbox-hint = Your Dropbox account. You stay signed in.
service-one-drive-hint = Your Microsoft account. You sign in again once a day.
service-nextcloud-hint = Your own or your provider's, with an app password
service-webdav-hint = A NAS or any other WebDAV storage
service-vss-hint = A VSS server, your own or your wallet provider's
service-s3-hint = A bucket at Amazon, Cloudflare or your own, with its keys
service-remote-storage-hint = Your storage's address, such as me@example.org
service-this-server-hint = The server that this page comes from
service-own = My own storage
service-own-hint = Nextcloud, WebDAV, S3 or a server of your own
service-needs-operator = Not set up on this copy of Lifeboat

## sign-in

sign-in-server-heading = Sign in to this server
sign-in-server-sentence = Its storage has one password. Ask the person who runs the server for it.
sign-in-webdav-heading = Sign in to WebDAV
sign-in-webdav-sentence = Lifeboat makes one folder there and touches nothing else.
sign-in-url = Address
sign-in-url-hint = For example https://cloud.example.org/remote.php/dav/files/samantha
sign-in-user = User name
sign-in-password = Password
sign-in-app-password-hint = If the service offers app passwords, make one for Lifeboat.
sign-in-kept = The sign-in is kept on this device, encrypted.
sign-in-button = Continue
sign-in-find-button = Look for backups
sign-in-trying = Trying the storage…
sign-in-searching = Looking for backups…
sign-in-missing-password = Enter the password.
sign-in-missing-user = Enter the user name.
sign-in-missing-url = Enter the address. It starts with https://
sign-in-reconnect-heading = Sign in again
sign-in-reconnect-sentence = Enter the current password of { $account } at { $service }. Payments continue as soon as the backup works again.
sign-in-second-sentence = Sign in as { $account } at { $service } again. The second copy then catches up automatically.
sign-in-reconnect-button = Sign in again
sign-in-nextcloud-heading = Sign in to Nextcloud
sign-in-nextcloud-sentence = Lifeboat makes one folder there and touches nothing else.
sign-in-nextcloud-url-hint = As in your browser, for example https://cloud.example.org
sign-in-nextcloud-password = App password
sign-in-nextcloud-how = In Nextcloud: Settings, Security, Devices & sessions. Enter the name Lifeboat, press “Create new app password”, then copy it here.
sign-in-nextcloud-link = Open these settings
sign-in-nextcloud-cors-title = If the server does not answer
sign-in-nextcloud-cors = Nextcloud lets no other web page in until its administrator allows it: install the app “WebAppPassword” and enter this address under its allowed origins, or run the command:
sign-in-cors-title = If the server does not answer
sign-in-cors = It has to allow this page's address (CORS). Ask the person who runs it to allow:
sign-in-vss-heading = Connect a Lightning wallet server
sign-in-vss-sentence = It stores what this device has encrypted, under names that say nothing about you.
sign-in-vss-url-hint = For example https://vss.example.org/vss
sign-in-vss-user = Account name
sign-in-vss-user-hint = Any name, but always the same
sign-in-vss-password-hint = At least 12 characters, preferably from a password manager. You need it on your next device.
sign-in-vss-token = Token
sign-in-vss-token-hint = Leave it empty for servers that accept a signature. Lifeboat then signs with a key of its own.
sign-in-s3-heading = Connect S3 storage
sign-in-s3-sentence = Use keys that reach this one bucket only.
sign-in-s3-endpoint = Endpoint
sign-in-s3-endpoint-hint = For example https://s3.eu-central-1.amazonaws.com
sign-in-s3-region = Region
sign-in-s3-region-hint = For example eu-central-1, or auto
sign-in-s3-bucket = Bucket
sign-in-s3-prefix = Folder
sign-in-s3-prefix-hint = Optional: kept in front of every name
sign-in-s3-access-key = Access key
sign-in-s3-secret-key = Secret key
sign-in-remote-storage-heading = Connect remoteStorage
sign-in-remote-storage-sentence = Your storage's own page then asks whether Lifeboat may keep files in a folder of its own.
sign-in-remote-storage-address = Your address
sign-in-remote-storage-address-hint = For example me@5apps.com
sign-in-missing-field = Fill in every field that is not optional.
sign-in-go-heading = Continue to { $service }
sign-in-go-button = Continue to { $service }
sign-in-going = Opening { $service }…
sign-in-go-next-title = What comes next
sign-in-go-back = You sign in on { $service }'s own page, which then brings you back here. Lifeboat never sees that password.
sign-in-go-encrypted = Everything is encrypted on this device first. { $service } cannot read it.
sign-in-go-lasts-title = How long it lasts
sign-in-ask-google-drive = Google asks whether Lifeboat may see and change files that it made itself. Tick that box. Your other files stay out of reach.
sign-in-ask-icloud = Apple asks you to sign in with your Apple account. Your files and photos stay out of reach.
sign-in-ask-dropbox = Dropbox asks whether Lifeboat may keep files in a folder of its own and see your name and free space. Your other files stay out of reach.
sign-in-ask-one-drive = Microsoft asks whether Lifeboat may keep files in a folder of its own. Your other files stay out of reach.
sign-in-lasts-google-drive-broker = Until you end it in your Google account. It is renewed automatically, through the server of this page, which sees no wallet data.
sign-in-lasts-google-drive = Google lets Lifeboat in for an hour at a time. After that, one tap on the home screen signs you in again; until then, payments wait.
sign-in-lasts-icloud = Apple may end it at any time. After that, one tap on the home screen leads back to Apple; until then, payments wait.
sign-in-lasts-dropbox = Until you end it in Dropbox's settings.
sign-in-lasts-one-drive = Microsoft ends it after 24 hours. After that, one tap on the home screen leads back to Microsoft; until then, payments wait.
sign-in-lasts-remote-storage = As long as your storage allows. When it ends, one tap on the home screen leads back to it; until then, payments wait.
sign-in-finishing-heading = Finishing the sign-in
sign-in-finishing-sentence = One moment.
sign-in-ended-title = Sign in again
sign-in-ended-what = { $service } ended the sign-in. This is normal after some time.
sign-in-ended-fix = Tap “Sign in again” and allow access on { $service }'s page. You need neither your PIN nor your recovery phrase there.
sign-in-again-heading = Sign in again
sign-in-again-sentence = { $service } ended the sign-in of { $account }. Your money is safe; payments continue as soon as the backup works again.
sign-in-operator-heading = { $service } is not set up here
sign-in-operator-sentence = The operator of this copy of Lifeboat has to register it with { $service } first. Nothing is wrong with your wallet.
sign-in-operator-title = If that is you
sign-in-operator-steps = Register an app in { $console }, with the redirect address below. Then put its id into config.json under { $key }. The guide “docs/providers/signing-in.md” has each step.
sign-in-operator-icloud = It needs Apple's paid developer programme: a CloudKit container and an API token. Put both into config.json under iCloud. The guide “docs/providers/signing-in.md” has each step.
sign-in-operator-server = This server offers no storage of its own.
sign-in-operator-redirect = Redirect address

## saving

saving-heading = Saving your backup
saving-sentence = This takes a few seconds. Please keep the page open.
saving-cancel-note = You can stop at any time: what was written is deleted again, and your wallet stays as it is.
saving-cancel = Stop
saving-cancelling = Stopping…
saving-failed-heading = Your wallet is not backed up yet
saving-other = Choose another place

## confirmation

confirmation-heading = Your wallet is backed up
confirmation-sentence = It was read back from { $service } and opens with your PIN.
confirmation-account = Account
confirmation-place = Folder
confirmation-file = Name
confirmation-open = Open the folder
confirmation-lose-title = If you lose this device
confirmation-lose = Open Lifeboat on another device, choose “Restore existing wallet”, sign in to { $service } and enter your PIN.
confirmation-not-title = What this does not cover
confirmation-not = A forgotten PIN, unless you have written down the recovery phrase; and losing both this device and your access to { $service }. Lifeboat is made for everyday amounts, not for savings.

## receive

receive-heading = Receive
receive-sentence = Leave the amount empty to let the payer choose.
receive-amount = Amount in { $unit }
receive-note = Note
receive-note-hint = The payer sees this note.
receive-create = Create invoice
receive-creating = Creating the invoice…
receive-on-chain = Use a bitcoin address
receive-chain-heading = Bitcoin address
receive-chain-sentence = Let the payer scan this code, or send them the address as text.
receive-chain-preparing = The address is being saved…
receive-chain-hint = For payers without Lightning. A payment shows at once, and can be spent when it is confirmed, usually within an hour. The address stays the same until it is used.
receive-chain-qr = Address as a QR code. Tap to copy it.
receive-chain-text = Address
receive-chain-copy = Copy address
receive-invoice-sentence = Let the payer scan this code, or send them the invoice as text.
receive-any-amount = Any amount
receive-qr = Invoice as a QR code. Tap to copy it.
receive-text = Invoice
receive-copy = Copy invoice
receive-opening-fee = This payment opens a Lightning channel for you. { $amount } of it pays for that, once.
receive-opening-terms = This payment opens a Lightning channel for you. That costs { $percent }% of it, at least { $fee }. The payment has to be between { $least } and { $most }.
receive-room = Up to { $amount } can come in through your channels. A larger payment opens a new one: you see what that costs before anyone pays.
receive-room-none = The next payment opens a Lightning channel for you. You see what that costs before anyone pays.
receive-open = Waiting for the payment. Keep Lifeboat open and unlocked until it arrives.
receive-expires = Valid until { $time }.
receive-arriving = The payment is arriving…
receive-expired = This invoice has expired.
receive-expired-sentence = It can no longer be paid.
receive-waits-for-backup = Nothing can be saved at the moment. A payment can arrive only when that works again.
receive-again = Create another
receive-received = Received
receive-received-sentence = { $amount } arrived in your wallet.
receive-bad-amount = This can be read as more than one amount, or as none. Enter it without separators, for example 2500.

## send

send-heading = Send
send-sentence = Paste an invoice, a Lightning address, an LNURL or a bitcoin address.
send-invoice = Invoice or address
send-paste = Paste
send-paste-failed = The browser did not allow reading the clipboard. Paste into the field instead.
send-check = Continue
send-checking = Reading it…
send-amount-heading = How much?
send-amount-sentence = This invoice leaves the amount to you.
send-most = At most { $amount } can be sent now.
send-confirm-heading = Send { $amount }?
send-confirm-sentence = A payment cannot be taken back.
send-to = To
send-note = Note
send-no-note = none
send-valid = Valid until
send-fee-looking = Looking for a route…
send-fee-unknown = unknown
send-fee-none = none
# What the best way costs now, and the limit.
send-fee-quote = about { $fee }, at most { $most }
send-fee-dear = { $fee } by the best route. The limit is { $most }, so nothing is sent unless you raise it.
send-fee-raise = Allow a fee of up to { $most }
send-pay = Send { $amount }
send-paying = Sending…
send-pay-again = Send again anyway
send-pending-heading = On its way
send-starting-heading = Starting
send-starting = { $amount } goes out as soon as your provider is connected. You can leave this screen.
send-saving-heading = Waiting to be saved
send-pending = { $amount } is on its way. You can leave this screen: the payment continues.
send-pending-backup = The payment continues as soon as it is saved.
send-sent-heading = Sent
send-sent = { $amount } arrived. Routing fee: { $fee }.
send-failed-heading = Not sent
send-failed = Nothing was sent. Your balance is unchanged.
send-scan = Scan
send-scan-heading = Scan a code
send-scan-sentence = Hold the code in front of the camera. The picture stays on this device.
send-scan-video = What the camera sees
send-scan-opening = Opening the camera…
send-scan-looking = Looking for a code…
send-scan-denied = The browser does not allow this page to use the camera. Allow it in the browser's settings, or choose a picture.
send-scan-absent = There is no camera. Choose a picture, or go back and paste the text.
send-scan-broken = The camera cannot be used at the moment; perhaps another program is using it. Choose a picture, or try again.
send-scan-no-code = There is no code in this picture that can be read.
send-scan-picture = Choose a picture
send-service-heading = Pay { $name }
send-service-sentence = This service makes an invoice for you. It learns the amount, your comment and your internet address.
send-service = Service
send-range = From { $least } to { $most }.
send-comment = Comment
send-comment-hint = Optional. The payee can read it.
send-asking = Asking the service…
send-withdraw-heading = Receive from { $name }
send-withdraw-sentence = This service pays an invoice that your wallet makes now. It learns the amount and your internet address.
send-withdraw-ask = Receive
send-withdraw-fee-sentence = To receive this payment, a Lightning channel has to be opened for you. The cost is taken out of this payment, once. The service gets the invoice only when you agree.
send-withdraw-rest = You receive
send-withdraw-agree = Receive and pay { $fee }
send-thanks-heading = Message from the payee
send-chain-heading = Send on the blockchain
send-chain-sentence = How soon it arrives depends on the fee.
send-all = Send everything
send-speed = Speed
send-quick = About 20 minutes
send-usual = About 2 hours
send-slow = About a day
send-own = Another fee rate
send-rate = { $rate } sat/vB
send-own-rate = Fee rate in sat/vB
send-own-rate-hint = At least 1.
send-keep = Keep { $amount } for closing channels
send-keep-hint = If a channel has to be closed without its other side, the fees are paid from this.
send-network-fee = Network fee
send-total = Total
send-left = Stays on the blockchain
send-dear-pay = Pay this fee anyway
send-bump-heading = Raise the fee?
send-bump-sentence = The payment is sent again with a higher fee, in place of the first. Only one of them can arrive.
send-fees-old = The blockchain service does not say what fees are needed now, so these may be far off. Look up current fees elsewhere, and enter your own.
send-reserve-waits = Until this payment is confirmed, what stays cannot pay for closing a channel.
send-bump-now = Raise the fee to { $fee }

## activity

activity-heading = Activity
activity-sentence = Every payment of this wallet, newest first.
activity-search = Search
activity-search-hint = Words, an amount, or part of an address or hash.
activity-only = Show
activity-only-all = All payments
activity-only-received = Received
activity-only-sent = Sent
activity-only-waiting = Waiting
activity-nothing-found = Nothing found
activity-export = Save the list as a file
activity-export-note = The file is not encrypted. Anyone who has it sees all your payments.
activity-export-table = Table (CSV)
activity-export-labels = Labels for other wallets (BIP 329)
activity-export-empty = Nothing has been noted about payments on the blockchain yet, so this file is empty.
activity-received = Received
activity-sent = Sent
activity-asked = Not paid yet
activity-pending-in = Arriving
activity-pending-out = On its way
activity-starting = Starting
activity-saving = Waiting to be saved
activity-offered = Not accepted yet
activity-unconfirmed = Not confirmed yet
activity-sweep = From a closed channel
activity-close = Fees for closing a channel
activity-network-fee = Network fee
activity-transaction = Transaction
activity-address = Address
activity-confirmations = Confirmations
activity-bump = Raise the fee
activity-refused = Sent back
activity-older = Show older payments
activity-failed = Failed
activity-saved = In the backup
activity-not-saved = Not in the backup yet
activity-no-backup = The backup is not on
activity-detail-received = Payment received
activity-detail-sent = Payment sent
activity-detail-failed = Payment failed
activity-detail-pending = Payment in progress
activity-amount = Amount
activity-fee-out = Routing fee
activity-fee-in = Cost of opening the channel
activity-when = When
activity-note = Note
activity-own-note = Your note
activity-own-note-hint = Only you can see this note.
activity-save-note = Save note
activity-noted = Noted
activity-hash = Payment hash
activity-preimage = Proof of payment (preimage)
activity-backup = Backup
activity-why = Why
activity-unknown = This payment is not in this wallet.
activity-waits-heading = Waiting for an answer
activity-waits = This payment has left, and the payee has not accepted it yet. If they do not, the money is back by about { $time }.
activity-waits-given-up = Lifeboat has stopped trying. What has left cannot be called back: the payee can still accept it. Otherwise the money is back by about { $time }.
activity-waits-starting = No part of this payment has left yet.
activity-stop = Stop trying
activity-here-heading = It has not left yet
activity-here = This payment is waiting to be saved. Nothing has left this wallet, so you can still call it off.
activity-call-off = Call it off
activity-calling-off = Being called off
activity-calling-off-note = You called this payment off, but the backup does not know of that yet. Keep Lifeboat open until it does: if you close it before then, the payment may still be sent.
activity-offered-heading = No blockchain service has accepted it yet
activity-offered-note = Lifeboat offers this payment again every minute while it is open, so keep it open. It can no longer be called off: a service may have it although its answer did not arrive. Do not pay in another way unless you can afford to pay twice.
activity-stop-note = This ends further attempts. What has left already cannot be called back.

## channels

channels-heading = Channel status
channels-sentence = Lightning payments go through channels with other nodes.
channels-none = There is no channel yet. The first payment you receive opens one.
channels-usable = Ready
channels-unconfirmed = Ready, not confirmed yet
channels-unseen = Not on the blockchain
channels-waiting = Waiting for the other side
channels-opening = Opening
channels-mine = Yours
channels-sendable = Can send, fees included
channels-reserve = Deposit
channels-reserve-hint = The deposit is yours. It stays in the channel while it is open, and comes back when it is closed.
channels-theirs = Can receive
channels-confirmations = Confirmations
channels-unconfirmed-hint = Until the blockchain confirms this channel, you rely on the provider's word for the money in it.
channels-unseen-hint = The transaction that opens this channel was never seen. Until it appears, Lifeboat requests no payments through this channel.
channels-capacity = Size { $amount }
channels-closed = A channel was closed
channels-closed-agreed = Both sides agreed to close it.
channels-closed-by-peer = The other side closed it.
channels-closed-by-us = This wallet closed it.
channels-closed-unfunded = Its opening transaction never reached the blockchain.
channels-closed-amount = { $amount } of it was yours. It comes back on the blockchain, minus fees.
channels-link-up = Connected to your provider
channels-link-connecting = Connecting to your provider…
channels-link-off = Not connected
channels-height = Newest block
channels-open = Details and closing
channels-closed-open = See what arrives when
channels-closing = Being closed

## channel

channel-heading = Channel
channel-unknown = This channel no longer exists.
channel-what-title = What closing means
channel-what = Your money in this channel moves to the blockchain, to an address of this wallet. After that nothing can be sent or received through the channel, and it cannot be opened again.
channel-together-title = Close together
channel-together = Both sides sign the closing. Your money is available about an hour after the next block. Sending it to this wallet costs about { $home }.
channel-together-away = The other side is not connected now. Closing together has to wait until it is.
channel-together-button = Close together
channel-closing = Being closed together
channel-closing-hint = Both sides are closing this channel. Payments that are under way are settled first, and the other side has to be connected.
channel-alone-title = Close alone
channel-alone = This is for when the other side does not come back, or does not close. If it is connected, it first gets about an hour to close the channel itself, which is faster. Otherwise this wallet sends the last state that both sides have signed. Your money is then locked for { $blocks } blocks, about { $time }. Sending it to this wallet afterwards costs about { $home }.
channel-alone-coins = When blocks are full, about { $coins } more is paid out of what this wallet has on the blockchain, and never more than { $most }. It has { $there } there.
channel-alone-missing = That may be too little when blocks are full. The closing then waits until fees fall, and a payment that is under way may be lost meanwhile. If you can, wait to close it until you have more there.
channel-alone-button = Close alone
channel-alone-hold = Hold to close alone
channel-alone-hold-hint = Hold the button for two seconds, or press it three times.
channel-away = The other side has been away since { $since }.
channel-confirm-heading = Close this channel?
channel-confirm-together = Both sides close it together. This cannot be undone.
channel-confirm-alone = This wallet closes it without the other side. This cannot be undone.
channel-confirm-yes = Close it now
channel-confirm-no = Keep it open
channel-closed-at = Closed
channel-home-title = Everything has arrived
channel-home = Everything that was yours in this channel has arrived in this wallet, minus fees.
channel-stay = The money arrives while Lifeboat is open. If you close it, open it again once that time has passed.
channel-peer = The other side
channel-funding-transaction = Opened by transaction
channel-closing-transaction = Closed by transaction
channel-step-unfunded = The transaction that opened this channel was never seen on the blockchain. What is in it rested only on the provider's word, and nothing comes back until that transaction is there.
channel-step-unheard = Held back until the other side has confirmed that this wallet's state is the newest.
channel-step-waits-for-peer = The other side was told to close, which is faster. If it does not, this wallet closes alone in about { $time }.
channel-step-waits-for-head = Waits until everything is saved and your storage shows that no other device has used this wallet since.
channel-step-sent = The closing has been sent. It waits for a block.
channel-step-ripens = In a block. It is available from block { $height } on, in about { $time }.
channel-step-comes-back = A payment that was on its way. It is returned at block { $height }, in about { $time }, unless the payee accepts it before then.
channel-step-claimed = A payment that has come in. It is being claimed, and has to be in a block before block { $height }.
channel-step-penalty = The other side has sent an old state. As the penalty for that, its money in the channel goes to this wallet.
channel-step-free = Available. It is about to be sent to an address of this wallet.
channel-step-on-the-way = Sent to an address of this wallet. It waits for a block.
channel-step-arrived = At an address of this wallet. A few more blocks make that final.

## restore

restore-heading = Restore your wallet
restore-sentence = You need the storage that holds the backup, and your PIN or your recovery phrase.
restore-cloud = From cloud backup
restore-files = From files on this device
restore-words = I only have the recovery phrase
restore-words-sentence = 12 to 24 words, in order, separated by spaces. They bring back what is on the blockchain, and nothing that is in Lightning channels.
restore-words-note = What is in channels comes back only with the backup. If there may still be one, or if a device still has this wallet, use that instead.
restore-files-heading = Pick the backup's files
restore-files-sentence = Use this if you can no longer reach any service but have a copy of the backup's folder, for example on a disk, on a USB stick or in your downloads.
restore-files-which-title = Which files
restore-files-which-all = The folder “BitcoinWalletBackup_” and its name, with everything in it, or the folder above it.
restore-files-which-names = Other names do not matter. Lifeboat looks at what is in the files.
restore-files-which-newest = If there are several copies, take the newest.
restore-files-folder = Pick a folder
restore-files-some = Pick files instead
restore-files-reading = Reading
restore-files-found-sentence = Found in the files that you picked.
restore-files-nothing-heading = No backup in these files
restore-files-nothing-sentence = They were read without an error and hold no Lifeboat backup.
restore-files-nothing-folder = Pick the folder as it was in the storage, with the folder “Channel state” in it.
restore-files-nothing-whole = Download it again: a file whose download was cut short cannot be read.
restore-files-other = Pick other files
restore-files-left-out = Not part of a backup: { $files }
restore-files-left-out-more = { $files } and { NUMBER($count) } more
restore-how-title = How this works
restore-how-find = Lifeboat looks in your cloud storage for an encrypted backup.
restore-how-open = Your PIN opens it on this device. Neither the storage nor we can.
restore-how-old = The wallet continues here. The old device stops automatically.
restore-found-heading = Choose your wallet
restore-found-sentence = Found on { $service }.
restore-changed = Last change { $time }
restore-unknown-time = Time of the last change unknown
restore-second-copy = A second copy: the first one may be newer.
restore-ended = The backup was turned off here: this copy may be old.
restore-no-channel-state = Channel state is missing; this version cannot restore it yet.
restore-unread-heading = No backup could be read
restore-unread-sentence = { $count ->
        [one] One folder there could not be opened. It may hold a backup.
       *[other] { $count } folders there could not be opened. One of them may hold a backup.
    }
restore-unread = This folder could not be opened, so it is not known whether it holds a backup: { $why }.
restore-nothing-heading = No backup found here
restore-nothing-sentence = { $service } was read without an error and holds no Lifeboat backup.
restore-nothing-try = What you can try
restore-nothing-account = Another account: a different user name or address opens a different folder.
restore-nothing-service = Another service: you may have used different storage.
restore-nothing-moved = The folder “Bitcoin Wallet Backup” has to be where Lifeboat made it, under that name. If you renamed or moved it, put it back, or download it and restore from files.
restore-other = Choose another service
restore-other-too = Look in another service as well
restore-older =
    Older than the copy on { $service }: { $count ->
        [one] one entry is
       *[other] { $count } entries are
    } missing here. Restore the other copy instead.
restore-newer = Newer than the copy on { $service }.
restore-as-new = As new as the copy on { $service }.
restore-pin-heading = Enter the PIN of “{ $name }”
restore-pin-sentence = The PIN that you chose when you turned the backup on.
restore-pin-button = Restore
restore-use-phrase = Use the recovery phrase instead
restore-phrase-heading = Enter the recovery phrase
restore-phrase-sentence = 12 to 24 words, in order, separated by spaces. They open the same backup.
restore-phrase-label = Recovery phrase
restore-use-pin = Use the PIN instead
restore-wrong-pin = This PIN does not open the backup. The backup itself is intact: try again.
restore-wrong-phrase = These words belong to another wallet. The backup itself is intact.
restore-steps-heading = Restoring “{ $name }”
restore-steps-sentence = Please keep the page open.
restore-step-unlocking = Opening with your PIN
restore-step-unlocking-phrase = Opening with your phrase
restore-step-reading = Reading the newest state
restore-step-taking-over = Taking over from the old device
restore-step-confirming = Making sure nothing newer exists
restore-step-catching-up = Catching up with the blockchain
restore-failed-heading = Not restored yet
restore-done-heading = Welcome back
restore-done-sentence = “{ $name }” is restored and continues on this device.
restore-unfit = Your wallet works. Move its backup to another storage soon: in the settings, under Backup.
restore-balance = Balance
restore-last = Last payment
restore-last-in = Received { $amount }, { $time }
restore-last-out = Sent { $amount }, { $time }
restore-last-none = No payments yet
restore-compare = Does this match what you remember?
restore-old-device = Your old device ({ $device }, last active { $time }) becomes read-only automatically.
restore-old-device-recent = Your old device ({ $device }) was active { $time }. It becomes read-only automatically; close Lifeboat there to be sure.
restore-active-now = A device wrote to this backup { $time }. If it is still running, it becomes read-only automatically.
restore-old-device-files = These files were last written by { $device }, { $time }. Stop using this wallet there: two devices at once could lose money.
restore-old-device-files-unknown = Stop using this wallet on any other device: two devices at once could lose money.
restore-old-device-unknown = If your old device still has this wallet, it becomes read-only automatically.
restore-done = Go to my wallet

## question

question-torn-heading = Is the old device gone for good?
question-torn-sentence = The newest entry of the backup is not complete.
question-torn-why-title = What that can mean
question-torn-why-writing = The other device is writing right now. If so, waiting helps.
question-torn-why-died = It stopped in the middle, without power or internet. If so, it will finish once it is back.
question-torn-why-gone = It is lost or broken. If so, the entry will never be finished.
question-torn-why-other = Somebody has put that file there. Then move it out of the folder.
question-torn-gone-title = If you say that it is gone
question-torn-gone = The unfinished entry is removed and the wallet continues here. If the other device still runs, it could lose its last payment.
question-torn-wait = Wait and try again
question-torn-sure = The old device is gone for good
question-ended-heading = This backup was turned off
question-ended-sentence = { $device } turned it off on { $time }, and has used the wallet without it since.
question-ended-sentence-unknown = The device that has the wallet has used it without this backup since.
question-ended-moved = The backup was moved to another place: { $to }.
question-ended-why-title = Why that matters
question-ended-why = Payments made since are not in this copy. With an old state, the other side of a channel may take what is in it.
question-ended-gone-title = If that device is gone and nothing newer exists
question-ended-gone = Then this copy is all there is. Restore it only then.
question-ended-other = Look for a newer backup
question-second-heading = This is a second copy
question-second-sentence = It follows another copy of the wallet, on another service.
question-second-why = The first copy may have newer payments. With an old state, the other side of a channel may take what is in it.
question-second-gone-title = If the first copy is gone for good
question-second-gone = Then the wallet continues from here, and this copy becomes the backup. The old device stops as soon as it sees that.
question-second-other = Look for the first copy
question-second-sure = The first copy is gone: use this one
question-another-heading = Replace the wallet on this device?
question-another-sentence = “{ $name }” is on this device now. Restoring the other wallet removes it from here.
question-another-why = Its storage last saved a change on { $time }. Lifeboat has not checked that the backup is still there. If that account or folder is gone, the wallet and its money are lost for good.
question-another-why-unknown = Lifeboat has not checked that its backup is still there, and does not know when it was last written. If that account or folder is gone, the wallet and its money are lost for good.
question-another-gone-title = If you can restore it
question-another-gone = Then nothing is lost. You need the account that its backup is in, and its PIN or its recovery phrase. Without a backup, the phrase alone does not bring back what is in channels.
question-another-wait = Keep it
question-another-sure = I can restore it: replace it
question-files-heading = Are these the newest files?
question-files-sentence = They were last written by { $device }, { $time }.
question-files-sentence-unknown = Nothing shows when they were last written.
question-files-why = Payments made since are not in these files. With an old state, the other side of a channel may take what is in it. And a device that still has this wallet is not stopped: two at once could lose money.
question-files-gone-title = If the storage and the old device are gone for good
question-files-gone = Then these files are all there is. The wallet continues here, and asks you for a new backup at once.
question-files-other = Look for the backup in the cloud
question-files-sure = Nothing newer exists: use these files
question-read-only-heading = The storage accepts no new files
question-read-only-sentence = The backup was read. It was last written by { $device }, { $time }.
question-read-only-sentence-unknown = The backup was read. Nothing shows when it was last written.
question-read-only-why = Restoring writes one entry, which stops the device that wrote last. Without it, two devices could use this wallet at once, and that could lose money. And if what was read is not the newest state, the other side of a channel may take what is in it.
question-read-only-room = Make room in the storage, or allow this account to write, then try again.
question-read-only-silent-heading = The storage gives no answer when this device writes
question-read-only-silent = The storage lets this device read, but gives no answer when it writes. This may pass: try again first.
question-read-only-sign-in-heading = This sign-in may read, but not write
question-read-only-sign-in = The storage lets this device read, but refuses its sign-in when it writes. This may pass: try again first. If it does not, go back and sign in with a password or an account that may write.
question-read-only-gone-title = If no other device has this wallet
question-read-only-gone = Then it can continue here from what was read. It asks you for a new backup at once: choose another place.
question-read-only-wait = Try again
question-read-only-sure = No other device has it: continue
question-ended-sure = Nothing newer exists: restore this copy
question-gone-heading = Write the backup again?
question-gone-sentence = The backup is gone from the storage. This device has all it wrote, and Lifeboat stopped to protect your money.
question-gone-why = If the folder was moved or deleted, put it back from the storage's trash, then look again. If another device has used this wallet since, its payments are not on this one.
question-gone-gone-title = If no other device has used this wallet since
question-gone-gone = Then this device has everything. It writes the whole backup again, and your PIN and words stay as they are.
question-gone-wait = Look again
question-gone-sure = No other device has used it: write it again
question-fees-heading = Wait for lower fees?
question-fees-sentence = Money from a closed channel is ready to be sent to your on-chain balance, and fees are high. It is safe, and is sent automatically when they fall.
question-fees-why = Sending { $value } now would cost about { $fee }. Nobody else can take it meanwhile, so waiting risks nothing.
question-fees-wait = Wait for lower fees
question-fees-sure = Send it now
question-unheard-heading = Wait for the provider?
question-unheard-sentence = This wallet came from a backup, and a payment in it ran out of time. Lifeboat closed the channel here, and holds the closing back until the provider has confirmed that the backup is current.
question-unheard-why = If the backup is old, the provider may take everything you have in the channel once the closing is sent: up to { $amount }. When the provider is back, it closes the channel itself, and your part comes to you. Lifeboat waits for that as long as it takes. Waiting risks no more than payments that were under way.
question-unheard-channel = Channel { $id }: up to { $amount }
question-unheard-gone-title = If the provider is gone for good
question-unheard-gone = Then only sending the closing brings your part back, some days later. Send it only if you are sure that the provider never comes back and that nothing newer than this backup exists. It cannot be undone.
question-unheard-wait = Wait for the provider
question-unheard-sure = The provider is gone for good: send the closing

## security

security-heading = Security checklist
security-sentence = What protects your money here, and what is missing.
security-row = Security checklist
security-good = Good
security-missing = To do
security-unknown = Unknown
security-backup = Backup
security-backup-on = Current after every payment.
security-backup-off = If this device is lost, so is your bitcoin.
security-turn-on = Back up
security-pin = PIN
security-pin-none = Not set: anyone who has this device can use the wallet.
security-set-pin = Set a PIN
security-pin-unknown = Lock and unlock once, and its strength is shown here.
security-pin-weak = A thief with your encrypted file and one graphics card could guess your { NUMBER($digits) }-digit PIN in about { $time }. Use more digits.
security-pin-good = A thief with your encrypted file and one graphics card would need about { $time } to guess your { NUMBER($digits) }-digit PIN.
security-pin-guarded = Guards limit it: a thief with your encrypted file has { NUMBER($guesses) } tries in all.
security-change-pin = Change PIN
security-storage = Storage on this device
security-storage-kept = The browser promised to keep it.
security-storage-lent = The browser may delete it when space runs short, or when you have not opened Lifeboat for a while (Safari: seven days). Your backup brings the wallet back.
security-storage-lent-alone = The browser may delete it when space runs short, or when you have not opened Lifeboat for a while (Safari: seven days). Without a backup, your money would be gone.
security-ask = Ask the browser to keep it
security-installed = Home screen
security-installed-yes = Installed as an app.
security-installed-no = Install Lifeboat from the browser's menu: browsers keep installed apps longer.
security-reserve = Money for closing channels
security-reserve-there = There is { $needed } on the blockchain for fees, in case the other side of a channel disappears.
security-reserve-missing = If the other side of a channel disappears while blocks are full, closing it needs up to { $needed } on the blockchain for fees; you are { $missing } short. Without it, your money may have to wait until fees fall.
security-receive = Receive on the blockchain
security-amount = Amount
security-amount-fine = Within what a phone's wallet is for (up to { $limit }).
security-amount-high = More than { $limit }. Keep savings in a hardware or multi-signature wallet.

## alone

alone-title = If the storage is gone for good
alone-sentence = An account that was closed, or a server that no longer exists, may never answer again. This device has what it last saved, and can continue without that storage.
alone-go-on = Continue without this storage
alone-working = Asking the storage once more…
alone-heading = Continue without this storage?
alone-saved = The storage last saved something on { $when }.
alone-saved-unknown = It is unknown when the storage last saved something.
alone-lost = Do this only if no other device has this wallet. If one has used it since, or uses it later, all that is in your channels could be lost: { $amount }, as far as this device knows.
alone-waits = From then on this device alone holds your money, so turn on a backup in another place right away. Each channel waits until its other side has agreed.
alone-yes = No other device has it: continue

## trouble

trouble-file = The file is “{ $file }”.
trouble-file-second = The file is “{ $file }” in the second copy.
trouble-what = What happened
trouble-funds = Are my funds safe?
trouble-fix = How to fix it
trouble-next = What happens next
trouble-funds-safe = Yes. Nothing was lost. Payments wait until they can be saved. While Lifeboat is open and unlocked, it watches your channels.
trouble-funds-wait = Your money is still yours. Payments wait until they can be saved. While Lifeboat is open and unlocked, it watches your channels.
trouble-funds-only-here = Only as long as this tab is open. Turn the backup on now.
trouble-back-up = Turn on the backup
trouble-funds-stopped = Your money is still yours. Lifeboat stopped before anything was sent to the network that could cost you money.
trouble-funds-untouched = Yes. This does not touch your money.
trouble-funds-old-pin = Yes, as long as nobody has the old PIN. Payments do not wait for this.
trouble-funds-due = Not all of them: { $amount } goes back to the payer unless it is claimed in time. Everything else is safe.
trouble-funds-back = Yes. { $amount } waits to be taken back. Until then the payee can still accept it, and the payment has then arrived after all.
trouble-next-itself = Lifeboat tries again automatically. You can also try now.
trouble-next-user = Once you have done this, Lifeboat continues where it stopped.
trouble-next-never = Trying again in the same way will not help.
trouble-causes = Common causes
trouble-second-holds-up = You chose that both copies must confirm, and the second one does not. In the backup's settings you can sign in there again, or untick “Both must confirm”: payments then wait for the first copy alone.
trouble-cause-offline = No internet: check that other pages load.
trouble-cause-server = The storage server is down or restarting: wait a minute.
trouble-cause-password = The password was changed: sign in again with the new one.
trouble-cause-full = The storage is full: delete something there.
trouble-since = Since { $time }
trouble-reconnect = Sign in again
trouble-change-password = Change password
trouble-details = Details for a support request
trouble-details-hint = Made on this device. It holds no keys, PIN, amounts or addresses. Nothing is sent unless you send it.
trouble-support-mail = Send by e-mail
trouble-support-mail-hint = Your e-mail program opens with these details in it. Add what happened, and send it.
trouble-support-page = Open the support page
trouble-support-page-hint = Copy the details and paste them on the support page, together with what happened.
trouble-support-nobody = Send the details, together with what happened, to the person or company that runs this copy of Lifeboat.
trouble-nothing-heading = Everything works
trouble-nothing = There is no problem with this wallet or its backup now.
trouble-retried = Trying again…

## elsewhere

elsewhere-heading = Opened on another device
elsewhere-sentence = This wallet was opened on { $device } on { $time }. Here it is read-only.
elsewhere-sentence-unknown = The backup holds something newer than this device. Here the wallet is read-only.
elsewhere-why = Only one device may use a Lightning wallet at a time. Two at once could lose money.
elsewhere-use-here = Use here
elsewhere-take-it = Take it over
elsewhere-use-here-note = The other device becomes read-only automatically, unless it runs on the second copy: stop using the wallet there first.
elsewhere-look = Look at balance and activity
elsewhere-tab-heading = Open in another tab
elsewhere-tab-sentence = This wallet already runs in another tab of this browser. Here it is read-only.
elsewhere-tab-note = The other tab becomes read-only.
elsewhere-taking = Bringing the wallet here
elsewhere-taking-sentence = Lifeboat reads the newest state from your backup.

## settings

settings-heading = Settings
settings-backup = Backup
settings-set-pin = Set a PIN
settings-set-pin-hint = Without a PIN, anyone who holds this device can use the wallet
settings-lock-after = Lock when unused for
settings-lock-minutes = { NUMBER($minutes) } min
settings-lock-never = Never
settings-lock = Lock now
settings-lock-hint = The PIN opens it again
settings-channels = Channel status
settings-language = Language
# The first choice: the language that the browser asks for.
settings-language-browser = As the browser
settings-about = About Lifeboat
settings-backup-heading = Backup
settings-backup-sentence = An encrypted copy in your own storage, current after every payment.
settings-off-sentence = The backup is not on. If this device is lost, so is your bitcoin.
settings-turn-on = Back up
settings-service = Service
settings-account = Account
settings-place = Folder
settings-file = Name
settings-last = Last saved
settings-proved = Last test restore
settings-proved-never = Not yet
settings-size = Size
settings-room = Free space there
settings-open-place = Open the folder in { $service }
settings-unknown = Unknown
settings-now = Back up now
settings-now-working = Saving and reading back…
settings-now-done = The backup was saved, read back and opened.
settings-change-pin = Change PIN
settings-reconnect = Sign in again
settings-disconnect = Disconnect
settings-disconnect-heading = Disconnect the backup?
settings-disconnect-second = The second copy ends with it.
settings-disconnect-sentence = From then on this device alone holds your money: if you lose it, you lose your bitcoin. Your PIN still opens the wallet here.
settings-keep = Disconnect and keep the copy
settings-keep-note = The copy grows older with every payment. It is marked, so that a restore warns before using it.
settings-delete = Disconnect and delete the copy
settings-disconnecting = Turning the backup off…
settings-still-on = The backup is still on.
settings-disconnected = The backup is off. This device alone holds your money.
settings-disconnected-deleted = The backup is off, and its copy is deleted. This device alone holds your money.
settings-old-copy = An old copy is left
settings-old-copy-sentence = This copy should have been deleted, but it is still in { $place } ({ $service }). It is marked as turned off, so a restore will warn you.
settings-moved-copy = The old place
settings-moved-copy-sentence = The backup was moved. Its old copy is still in { $place } ({ $service }), marked as moved. Nothing more is written there.
settings-unmarked-copy-sentence = The copy in { $place } ({ $service }) is not marked as old yet: it could not be reached, or another device still uses it. Lifeboat marks it as soon as it answers, unless another device has continued there.
settings-old-copy-forget = It is gone for good: remove it from this list
settings-old-copy-delete = Delete the old copy
settings-old-copy-deleting = Deleting…
settings-old-copy-gone = The old copy is deleted.

## delete

delete-row = Delete wallet from this device
delete-heading = Delete this wallet from this device?
delete-stays = Everything that this device holds of the wallet is deleted. Your backup stays where it is, and you can restore the wallet from it with your PIN.
delete-behind = Your backup does not have everything yet, or Lifeboat cannot reach it. What it lacks will be lost for good. The backup itself stays where it is.
delete-elsewhere = Another device has taken this wallet over. Lifeboat cannot tell from here whether that device or its backup still exists. Delete the wallet here only if you have one of them.
delete-old-copy = A copy that used to be your backup still exists. Delete or forget it in the settings first: once the wallet is gone from here, nothing tells that copy from your backup, and it is out of date.
delete-lost = This wallet has no backup. If you delete it, what is in channels is lost for good. What is on the blockchain comes back only with the recovery phrase.
delete-back-up = Back up first
delete-see = See what is wrong
delete-go = Delete from this device
delete-go-anyway = Delete it anyway
delete-confirm-heading = Delete “{ $name }” now?
delete-confirm-stays = Lifeboat first checks that your backup has everything and can be read. Other devices and the backup are not changed.
delete-confirm-lost = Nobody can undo this, and nobody can bring back what is lost.
delete-hold = Hold to delete
delete-keep = Keep the wallet
delete-working = Deleting the wallet…
delete-working-sentence = Keep this page open until it is done.
delete-paying = A payment or something else is still under way. Wait until it is done, then try again.
delete-done = The wallet is deleted from this device.

## install

install-heading = Install Lifeboat
install-sentence = It then opens like any other app, even without a network, and the browser keeps its data longer.
install-button = Install
install-done = Lifeboat is installed.
install-ios-share = Tap Share in Safari.
install-ios-add = Choose “Add to Home Screen”, then “Add”.
install-ios-open = Open Lifeboat from the home screen.
install-mac-dock = In Safari's menu bar, choose “File”, then “Add to Dock”.
install-firefox-menu = Open Firefox's menu (⋮) and choose “Add to Home screen”.
install-other-menu = Open the browser's menu and choose “Install” or “Add to Home screen”. If there is no such entry, this browser cannot install it; Lifeboat works here all the same.
install-apart-heading = Your wallet does not move over automatically
install-apart = The installed app keeps its data separate from Safari's. Back the wallet up here first. Then open the app and restore the wallet from the backup; the wallet in this tab stops automatically.

## about

about-heading = About Lifeboat
about-sentence = A bitcoin Lightning wallet in a web page, backed up to your own cloud.
about-version = Version
about-build = Build
about-hashes = Source and hashes of the newest build
about-recovery = The page that opens backups without Lifeboat
about-recovery-hint = Keep this file beside your written words. It opens the backup's files on any computer, without a server.
about-network = Network
about-mainnet = Bitcoin
about-network-unknown = Unknown
about-signet = Signet (test money)
about-regtest = Regtest (test money)
about-free = Open source: MIT or Apache-2.0.
about-amounts = Lifeboat is made for everyday amounts. Keep savings in a hardware or multi-signature wallet.
about-credit = Design after the Bitcoin UI Kit (CC BY 4.0). Icons: Bitcoin Icons (MIT).

## second

second-title = Second copy
second-none = The backup can have a second copy on another service. If one service is lost, the other has your wallet. It is also the way to move to another service.
second-add = Add a second service
second-place = { $place } ({ $service }, { $account })
second-idle = Waiting for the backup.
second-looking = Checking how up to date it is…
second-in-step = Has everything. Last confirmed { $ago }.
second-nothing-yet =
    Nothing is copied yet: { $behind ->
        [one] one entry
       *[other] { $behind } entries
    } to go.
second-following =
    Copied up to entry { NUMBER($position) }: { $behind ->
        [one] one entry
       *[other] { $behind } entries
    } to go.
second-waiting =
    Waiting: { $why }. { $behind ->
        [one] One entry
       *[other] { $behind } entries
    } to go.
second-in-the-way = Has everything so far, but a file there that cannot be opened is in the way of the next entry: { $file }. If no other device of yours is uploading it, delete that one file. Lifeboat looks again automatically.
second-paused = Stopped: { $why }.
second-both = Both must confirm
second-both-hint = Safest: a payment counts only when both services have it. Payments then wait for the slower one, and for both to be reachable.
second-both-waiting = Waiting until the second copy has everything…
second-move-there = Move the backup to { $service }
second-moving = Moving the backup…
second-moved = The backup is now at { $service }.
second-move-heading = Move the backup?
second-move-sentence = Everything is copied and read back there first. Then { $service } has your backup, and the old copy is marked as moved. It stays until you delete it.
second-move-yes = Move it
second-remove = Remove the second copy
second-removing = Removing…
second-remove-heading = Remove the second copy?
second-remove-sentence = The backup stays where it is. Nothing more is written to the second copy.
second-keep = Remove and keep its files
second-delete = Remove and delete its files
second-removed = The second copy is removed.
second-removed-deleted = The second copy is removed, and its files are deleted.
second-choose-heading = Where to keep the second copy?
second-choose-sentence = Choose another service, or another account. It gets the same encrypted files.
second-form-button = Add the second copy
second-form-working = Trying it out…
second-gone = This service is gone for good
second-gone-heading = Continue with the second copy?
second-gone-sentence = From then on { $service } has your backup, and the old place is no longer used.
second-gone-current = It has everything that this device has, up to entry { NUMBER($position) }.
second-gone-behind =
    It is at entry { NUMBER($position) }, { $behind ->
        [one] one entry behind this device. This device writes the missing one
       *[other] { $behind } entries behind this device. This device writes the missing ones
    } there first: nothing is lost.
second-gone-written = Its newest entry was written on { $time }.
second-gone-warning = Do this only if the old place is lost. Otherwise a device that still uses it could continue there.
second-gone-yes = Continue with the second copy
second-gone-working = Switching to the second copy…
second-gone-done = The backup is now at { $service }.

## problems

problems-unreachable = The storage does not answer
    .what = Lifeboat asked the storage and got no answer.
    .fix = Check your internet connection. If it works, the server is down, or it does not allow web pages of other addresses (CORS). A page on https:// also gets no answer from an address that begins with http://.
problems-signed-out = The password is not accepted
    .what = The storage refused the sign-in.
    .fix = Sign in again with the current user name and password. Where signing in takes a second step, the storage wants an app password here.
problems-denied = The storage does not allow this
    .what = You are signed in, but this account may not write in that folder.
    .fix = Give the account the right to write there, or use another account. A new account may first have to be opened on the service's own page; in a company an administrator may have to allow Lifeboat.
problems-quota-full = The storage is full
    .what = The storage has no room for the next entry of the backup.
    .fix = Delete something there, or get more space. The backup itself needs only a few megabytes.
problems-busy = The storage is busy
    .what = The storage asked Lifeboat to try again later.
    .fix = Wait a moment.
problems-still-saving = Not everything is saved yet
    .what = Writing takes longer than usual. What is missing is kept on this device and is saved as soon as the storage accepts it.
    .fix = Wait a moment, then try again.
problems-unavailable = The storage has a problem
    .what = The storage reported an error of its own.
    .fix = Wait a few minutes. If this continues, tell the person or company that runs the storage.
problems-not-a-drive = That is not a storage address
    .what = The address answered with something else, such as a web page.
    .fix = Check the address. Nextcloud shows the right one under Files, Settings, WebDAV.
problems-redirected-away = The address leads to another server
    .what = The storage redirects to another host. Your password is not sent there.
    .fix = Enter the final address, the one the redirect leads to, if you trust it.
problems-replaces = This storage cannot keep a Lightning wallet safe
    .what = It replaces files that it should refuse to replace. Two devices could then overwrite each other's state.
    .fix = Choose other storage. Nextcloud, Apache and this server work.
problems-no-precondition = This storage has no safe way to create a file
    .what = It cannot create a file only if none exists yet (a conditional write, If-None-Match). Two devices could then overwrite each other's state.
    .fix = Choose a service that has conditional writes, or other storage.
problems-several-writers = This storage lets two devices write at once
    .what = When several devices create the same file in the same moment, it tells more than one of them that it worked.
    .fix = Choose other storage. Nextcloud, Apache and this server work.
problems-renames = This storage does not rename files safely
    .what = A rename fails there, or replaces what it should not. Often the cause is a proxy in front of the server that does not pass on the target (the header Destination).
    .fix = Ask the person who runs the server, or choose other storage.
problems-no-folders = This storage cannot create folders
    .what = It answered that it does not know how to create one.
    .fix = Choose other storage.
problems-refuses-new = This storage accepts no new files
    .what = It refused to create a new file, as if the file already existed.
    .fix = Ask the person who runs the server, or choose other storage.
problems-changes-files = This storage changes files
    .what = A file or its name came back different from what was written.
    .fix = Choose other storage.
problems-unsupported = The storage cannot do this
    .what = It answered that it does not know the kind of request that a backup needs.
    .fix = Choose other storage.
problems-long-pause = The storage asks for a long pause
    .what = It wants no requests for more than a minute, perhaps for as long as a day.
    .fix = Try again later. If this continues, ask the person or company that runs the storage.
problems-no-bucket = There is no such bucket
    .what = The service answers, but it has no bucket of this name.
    .fix = Check the bucket's name and the service's address. Lifeboat does not create buckets.
problems-wrong-region = The bucket is in another region
    .what = The service refuses the region that was entered.
    .fix = Enter the region that the service's console shows for this bucket{ $right }.
problems-clock-off = The clock is wrong
    .what = The storage refuses requests because their time is wrong. Your keys or password may well be right.
    .fix = Set this device's date and time, preferably automatically, then try again.
problems-cors-blocked = The server does not let this page in
    .what = It answers, but it does not allow web pages from other addresses (CORS).
    .fix = Its administrator can allow it, see below.
problems-weak-password = This password could be guessed
    .what = The operator of the server could try short passwords one after the other.
    .fix = Use at least 12 characters, and not only digits. A password manager makes good ones.
problems-bad-address = That is not an address
    .what = It has to be the address for programs (WebDAV), without a user name and without ? or #. The address of the page that shows your files is a different one.
    .fix = Copy the address from your storage's settings. Nextcloud shows it under Files, Settings, WebDAV.
problems-colon-in-name = The user name contains a colon
    .what = Servers treat everything after a colon as part of the password, so nobody can sign in with such a name.
    .fix = Use a user name without a colon. The person who runs the server can give you one.
problems-folder-gone = The backup's folder is gone
    .what = This wallet wrote a backup there, and now it is gone.
    .fix = If you moved or deleted the folder, put it back from the storage's trash. Otherwise sign in to the account that has it.
problems-backup-gone = The backup is gone
    .what = The storage no longer has anything that this device wrote there last.
    .fix = Put the folder back from the storage's trash, or write the backup again from this device.
problems-folder-empty = The backup's folder is empty
    .what = The folder is there, but none of the backup's files are in it.
    .fix = Put the files back from the storage's trash or its older versions, then try again.
problems-file-too-large = The storage accepts no files of this size
    .what = A file of the backup is larger than the storage, or a server in front of it, allows.
    .fix = Ask the person who runs it to allow files of 64 MB (in nginx, client_max_body_size), or move the backup to another place.
problems-wallet-too-large = The wallet is too large for its backup
    .what = A part of it no longer fits into a file of the backup. Nothing is lost, and payments wait.
    .fix = Keep the data of this page. Reload the page to get the newest version; if that does not help, make a support request.
problems-wrong-kind = A file is in the way
    .what = In the storage there is a file where the backup's folder belongs, or a folder where a file belongs.
    .fix = Move it out of the way there, then try again.
problems-overwrote = The storage replaced a file
    .what = It was told never to replace a file of the backup, and did. Another device's payments may be lost there, so Lifeboat has stopped. While it is open and unlocked, it still watches your channels.
    .fix = Do not pay from any device. Check which device has the newest payments, continue there, and move the backup to other storage.
problems-cancelled = You stopped it
    .what = It was stopped before it had finished.
    .fix = Start it again when you like.
problems-under-way = Something else is still in progress
    .what = Lifeboat does these things one after the other, and the last one has not finished.
    .fix = Wait until it has finished, then try again.
problems-already-on = The backup is already on
    .what = This wallet is already being backed up.
    .fix = You do not have to do anything. To change the place, move the backup in the settings.
problems-sign-in-cancelled = You did not allow it
    .what = The sign-in was cancelled on the service's page.
    .fix = Try again, or choose another place.
problems-sign-in-expired = The sign-in is no longer valid
    .what = It took longer than ten minutes, or it was used before.
    .fix = Start it again.
problems-scope-missing = A permission is missing
    .what = You signed in, but the box that lets Lifeboat keep its own files was not ticked.
    .fix = Try again and tick every box. Lifeboat asks for nothing but its own files.
problems-wrong-account = That is another account
    .what = You signed in to an account that does not hold this backup.
    .fix = Sign in again and choose the account of this backup.
problems-registration-refused = The service does not know this copy of Lifeboat
    .what = Its registration with the service is missing or wrong, or was withdrawn.
    .fix = Tell the person who runs this copy of Lifeboat, or choose another place.
problems-sign-in-refused = The service refused the sign-in
    .what = It gave no reason that Lifeboat knows.
    .fix = Try again in a few minutes, or choose another place.
problems-not-configured = This service is not set up here
    .what = This copy of Lifeboat is not registered with the service.
    .fix = Tell the person who runs this copy of Lifeboat, or choose another place.
problems-no-backup = No backup found here
    .what = The storage was read without an error and holds no backup.
    .fix = Try another account or another service.
problems-wrong-secret = Wrong PIN
    .what = The PIN or phrase does not open the wallet. Nothing is damaged.
    .fix = Enter it again, slowly.
problems-damaged = A file of the backup is damaged
    .what = A file has changed since it was written, so Lifeboat does not use it.
    .fix = If your storage keeps older versions of files, put the sound version of that one file back. Never put an older folder in the place of a newer one: an old state can cost money.
problems-truncated = A file of the backup is not complete
    .what = A file ends too early. An upload may still be running.
    .fix = Wait a minute. If that does not help and your storage keeps older versions of files, put the sound version of that one file back.
problems-foreign = A file belongs to another wallet
    .what = A file in the backup's folder was written by another wallet.
    .fix = Move foreign files out of the folder, then try again.
problems-swapped = Two files of the backup are swapped
    .what = A file has the name of another file.
    .fix = Undo the renaming in your storage, then try again.
problems-forked = A file of the backup does not fit the others
    .what = It belongs to this wallet, but it does not continue what this device has written. The folder may have been restored or merged with an older copy of it.
    .fix = If files of this folder were restored, merged or copied, undo that, then try again. Do not delete any.
problems-too-new = Written by a newer Lifeboat
    .what = This version does not understand the backup's format.
    .fix = Reload the page to get the newest version.
problems-gap = An entry of the backup is missing
    .what = The backup is a chain of entries, and one of them is gone.
    .fix = Restore the deleted file from your storage's trash, then try again.
problems-too-many-tries = Too many wrong PINs
    .what = Lifeboat waits longer after each wrong PIN, to slow down anyone who is guessing.
    .fix = Try again in { $time }.
problems-wrong-guarded-pin = Wrong PIN, one try less
    .what = The guards of this backup have counted this try. Nothing is damaged.
    .fix = Enter it again, slowly. Tries left: { $left }.
problems-guards-wait = The guards ask for a pause
    .what = The guards of this backup impose a longer pause after each wrong PIN, to stop anyone who is guessing.
    .fix = Try again in { $time }, or use the recovery phrase.
problems-guards-spent = The PIN was tried too often
    .what = Guards that this PIN needs say that all its tries are used up, so no PIN opens this backup any more. The recovery phrase does.
    .fix = Use the recovery phrase. On a device where the wallet is open, a new PIN sets up the guards again.
problems-guards-revoked = The guards say that this copy is no longer valid
    .what = Guards that this PIN needs say that a new PIN or another backup has replaced this copy. Only they say so; the backup itself does not. No try was used.
    .fix = Open the newest copy, or use the recovery phrase, which needs no guard.
problems-guards-unknown = The guards do not know this backup
    .what = Guards that this PIN needs say that they have no record of this backup. No try was used.
    .fix = Use the recovery phrase.
problems-guards-too-few = Too few guards answer
    .what = This PIN needs the answers of several servers, so that nobody can guess it.
    .fix = Try again later, or use the recovery phrase. Answering: { $answering }; needed: { $needed }.
problems-guard-silent = A guard does not answer
    .what = No PIN was set or changed, because every guard has to answer when that is done.
    .fix = Try again later. If the screen offers it, a PIN alone works without guards. If the guard stays silent and limits your PIN now, replace it in the backup settings; if not, ask the person who runs this page to name another one. The guard is { $guard }.
problems-guard-refuses = A guard accepts no new PINs
    .what = No PIN was set or changed, because every guard has to take part when that is done.
    .fix = Try again tomorrow, or ask the person who runs { $guard }.
problems-guards-gone = No guard is left
    .what = None of the guards that your PIN could have works as it should, and you do without each of them. No PIN was set or changed.
    .fix = Try again later or in another network: perhaps the guards are only out of reach. If they never come back, you can set the PIN without guards. Below you see how little it may be worth then; go back and choose more digits, which take far longer to try. Never do this because somebody asks you to. Once this page names guards that answer, a new PIN can have guards again.
problems-phrase-file-gone = The file with the recovery phrase is missing
    .what = Without that file the PIN cannot bring the wallet back. A wallet that is open writes it again; here that did not work.
    .fix = To restore, choose “Use the recovery phrase instead”. On the device that has the wallet, make sure that the storage lets Lifeboat write, then choose “Back up now”.
problems-old-phrase-file = An old file with the recovery phrase is still in the storage
    .what = Lifeboat could not delete it. If you have changed the PIN, the old PIN still opens that file, and whoever has both can spend your money.
    .fix = Make sure that the storage lets Lifeboat delete, then choose “Back up now”. Or delete it there yourself: of the files in the wallet's folder called “Recovery phrase 1.lifeboat”, “Recovery phrase 2.lifeboat” and so on, keep only the one with the highest number.
problems-pin-changed-elsewhere = The PIN was changed on another device
    .what = What is in the storage now opens with the new PIN only.
    .fix = Restore the wallet from the storage on this device, with the new PIN.
problems-fenced = Opened on another device
    .what = Another device continues with this wallet, so this one stopped.
    .fix = Use the wallet there, or choose “Use here”.
problems-moved = The backup changed while it was read
    .what = Another device is writing at this moment.
    .fix = Close the wallet on the other device.
problems-torn-head = The newest entry is not complete
    .what = The device that wrote it may still be writing, or it stopped in the middle.
    .fix = Wait a minute and try again. If that device is gone for good, say so, and Lifeboat continues without the unfinished entry.
problems-unfinished = The unfinished entry is still there
    .what = This storage cannot promise to delete just this file, so Lifeboat does not delete it.
    .fix = Move it out of the folder, keep it, and try again.
problems-ended = This backup was turned off
    .what = The wallet has been used without this backup since. What happened then is not in this copy, and an old state can lose money.
    .fix = Use the device that has the wallet, or the backup that came after this one.
problems-second-copy = This is a second copy
    .what = It follows another copy of the wallet, which may have newer payments. An old state can lose money.
    .fix = Restore from the first copy. Use this one only if the first is gone for good.
problems-another-goes = Another wallet is on this device
    .what = Restoring this one would replace it.
    .fix = Make sure that you can restore the other wallet first, or use another browser.
problems-from-files = These files may be old
    .what = Nothing in them tells whether there are newer ones, and no other device is stopped. An old state can lose money.
    .fix = Use them only if the storage and the old device are gone for good.
problems-read-only = The storage accepts no new files
    .what = The backup was read, but nothing can be written there. So the device that wrote it last cannot be stopped.
    .fix = Make room there, or allow this account to write, and try again. If that device no longer has this wallet, continue from what was read.
problems-files-too-large = That is more than a backup
    .what = Together, the files that you picked are larger than 256 MB.
    .fix = Pick the wallet's own folder, “BitcoinWalletBackup_” and its name, or the folder above it.
problems-files-unreadable = A file could not be read
    .what = The browser could not read a file that you picked. It may have been moved, or its disk removed.
    .fix = Pick the files again.
problems-same-place = The backup is there already
    .what = This is the very place that the backup, or its old copy, is in.
    .fix = Choose another service or another account.
problems-second-copy-first = There is a second copy
    .what = The backup has a second copy on another service.
    .fix = Remove the second copy, then try again.
problems-second-ahead = The second copy is ahead of this device
    .what = Another device has used the second copy since.
    .fix = Use the wallet there, or restore it here from that copy. If the copy no longer exists, stop using the wallet on the other device, then restore it from its backup: that lacks what the other device has done since.
problems-in-use = The copy is in use
    .what = A device may still be using this copy, so it was not deleted.
    .fix = Turn the backup off there first.
problems-bad-phrase = That is not a recovery phrase
    .what = A word is misspelled or missing, or two are in the wrong order.
    .fix = Compare every word with what you wrote down.
problems-weak-pin = This PIN is too easy to guess
    .what = It is too short, or one of the PINs that a thief tries first.
    .fix = Choose other digits.
problems-note-too-long = The note is too long
    .what = There is no room for a note of this length: on a payment, for 255 characters, in an invoice, for 639 bytes.
    .fix = Shorten the note.
problems-unknown-payment = This payment is not in this wallet
    .what = Its entry is gone. For example, a transaction that no service shows any longer is removed from the activity.
    .fix = Look under Activity to see what is there.
problems-bad-invoice = Nothing in this text can be paid
    .what = It is neither an invoice nor an address, or a part of it is missing or mistyped.
    .fix = Copy the whole invoice or address, from its first letter to its last, or ask the payee for a new one.
problems-a-node-id = That is the address of a Lightning node
    .what = A node is paid by an invoice that it makes. Lifeboat does not send money without one.
    .fix = Ask the payee for a Lightning invoice.
problems-several-payees = That is more than one payment
    .what = There are several invoices or addresses in it, and it is not clear which of them you want to pay.
    .fix = Paste only one of them.
problems-an-offer = That is a Lightning offer (BOLT 12)
    .what = An offer is a newer kind of payment request. Lifeboat cannot pay offers yet.
    .fix = Ask the payee for a Lightning invoice or a Lightning address.
problems-a-mistyped-address = This address has a mistake in it
    .what = It looks like a bitcoin address, but something is missing or mistyped.
    .fix = Copy the whole address once more.
problems-a-bitcoin-name = That is a bitcoin name (BIP 353)
    .what = A name with ₿ before it stands for payment details that are published in the domain. Lifeboat cannot look those up yet.
    .fix = Ask the payee for a Lightning invoice, or try the same name without ₿.
problems-a-silent-payment = That is a silent payment address
    .what = Lifeboat cannot pay addresses of this kind yet.
    .fix = Ask the payee for an ordinary bitcoin address or a Lightning invoice.
problems-a-channel = That is a Lightning channel
    .what = It names a channel, or invites you to open one. It is not something to pay.
    .fix = Ask the payee for a Lightning invoice.
problems-a-login = That is a login, not a payment
    .what = A service wants you to sign in with a key of your wallet. Lifeboat does not do that.
    .fix = Sign in to this service in another way.
problems-an-onion = This service can only be reached through Tor
    .what = A web page cannot connect to .onion addresses.
    .fix = Ask the payee for a Lightning invoice, or for an address without Tor.
problems-insecure = This service is not encrypted
    .what = Its address begins with http://, so anyone in between could change whom you pay.
    .fix = Ask the payee for a Lightning invoice, or for an address that begins with https://.
problems-a-local-service = This address is on a private network
    .what = It leads to a device near you and not to a public service. Lifeboat does not send anything there.
    .fix = Ask the payee for a Lightning invoice.
problems-an-ark = That is an Ark address
    .what = Ark is another payment network. Lifeboat cannot pay there.
    .fix = Ask the payee for a Lightning invoice.
problems-a-spark = That is a Spark address
    .what = Spark is another payment network. Lifeboat cannot pay there.
    .fix = Ask the payee for a Lightning invoice.
problems-ecash = That is ecash
    .what = It is money or a payment request from Cashu or Fedimint, which Lifeboat does not use. Anyone who sees an ecash token can take its money.
    .fix = Redeem it in a wallet for ecash, and pay a Lightning invoice of Lifeboat from there.
problems-another-coin = That is not bitcoin
    .what = It is an address of another currency or another blockchain. Money sent there would be lost.
    .fix = Ask the payee for a bitcoin address or a Lightning invoice.
problems-a-recovery-phrase = That is a recovery phrase
    .what = Anyone who has these words can take all the money that belongs to them. Nothing was sent or kept, and the field was cleared.
    .fix = Never paste a recovery phrase to pay somebody. Copy something else now, so that it does not stay in the clipboard. To bring a wallet back, choose “Restore”.
problems-a-private-key = That is a private key
    .what = Anyone who has it can take all the money that belongs to it. Nothing was sent or kept, and the field was cleared.
    .fix = Never paste a private key anywhere, and never send it to anybody. Copy something else now, so that it does not stay in the clipboard.
problems-a-public-key = That is the public key of a wallet
    .what = Anyone who has it can see all addresses of the wallet. It is not something to pay.
    .fix = Ask the payee for one address, or for a Lightning invoice.
problems-a-transaction = That is a transaction
    .what = It is a bitcoin transaction, perhaps one that is waiting for signatures. Lifeboat cannot sign or send it.
    .fix = Open it in the wallet that it was made for.
problems-a-hash = That is only a number
    .what = It may be the name of a transaction or the hash of a payment. It cannot be paid.
    .fix = Ask the payee for an invoice or an address. If it is a private key, never paste it anywhere.
problems-a-web-page = That is the address of a web page
    .what = There is nothing in it that can be paid.
    .fix = Open the page, and copy the invoice or the address from there.
problems-service-silent = The service does not answer
    .what = It is unavailable, or it does not answer web pages. You have paid nothing.
    .fix = Try again later, or ask the person who runs { $host } for a Lightning invoice.
problems-service-refused = The service refused
    .what = You have paid nothing.
    .fix = { $host } said: “{ $words }”.
problems-service-refused-silently = The service refused without saying why
    .what = It gave no reason. You have paid nothing.
    .fix = Try again later, or ask the person who runs { $host }.
problems-service-confused = The service gave an answer that makes no sense
    .what = It is broken, redirects to another address, or has nothing to pay at this one. You have paid nothing.
    .fix = Check the address, or ask the person who runs { $host } for a Lightning invoice.
problems-other-invoice = Not the invoice that was asked for
    .what = The service gave an invoice for a different amount, for something else or on another network. It was not paid.
    .fix = Do not pay it elsewhere either. Tell the person or company that runs { $host }.
problems-service-amount = The service does not accept this amount
    .what = It takes or gives other amounts, or nothing is left of what it gave. You have paid nothing.
    .fix = Start again, and look at the amounts that { $host } names.
problems-link-requires = This link requires something else
    .what = A wallet that does not understand all that a link requires must not pay it.
    .fix = Ask the payee for just the address or the invoice. The link requires “{ $what }”.
problems-payee-too-old = The payee's software is too old
    .what = This invoice lacks the secret that protects a payee today. Nothing was sent.
    .fix = Ask the payee to update their wallet and to send a new invoice.
problems-unknown-feature = This invoice cannot be paid here
    .what = It asks for something that Lifeboat does not know, or something in it cannot be read.
    .fix = Ask the payee for an ordinary Lightning invoice.
problems-other-network = Another network
    .what = This invoice or address is for a different bitcoin network than this wallet.
    .fix = Ask the payee for one on this wallet's network.
problems-expired = The invoice has expired
    .what = This invoice can no longer be paid.
    .fix = Ask for a new invoice. If it was made just now, the clock of this device may be wrong.
problems-amount-missing = The amount is missing
    .what = The invoice names no amount.
    .fix = Enter how much to send.
problems-not-enough = Not enough to send
    .what = The amount and its fee are more than can be sent now.
    .fix = You can send up to { $most } now. The rest of your balance is the channel's deposit and what the fee may need.
problems-not-enough-on-chain = Not enough on the blockchain
    .what = The amount and its fee are more than can be sent on the blockchain now.
    .fix = You can send up to { $most }. The rest is the fee, money that is not confirmed yet, and what stays for closing channels.
problems-too-much = More than can be received now
    .what = Your channels have no room for this amount.
    .fix = Ask for at most { $most }.
problems-no-route = No route to the payee
    .what = Lifeboat found no route for this amount.
    .fix = Try again later, or send a smaller amount.
problems-no-map-to-pay = There is no map of the Lightning network
    .what = Without a map you can pay only your provider, and payees whose invoices name a route from there.
    .fix = Check your connection and try again. If the map is still missing, tell the person who runs this copy of Lifeboat.
problems-fee-too-high = The fee is higher than you allowed
    .what = Nothing was sent.
    .fix = The best route now costs { $fee }. Allow more, or try again later.
problems-given-up = You stopped this payment
    .what = Nobody took it, and the money is back.
    .fix = You can pay the invoice again while it is valid.
problems-refused-by-payee = The payee refused the payment
    .what = The payment arrived and was sent back.
    .fix = Ask the payee for a new invoice.
problems-already-paid = Paid already
    .what = You paid this invoice before.
    .fix = You do not have to do anything. You will find the proof of payment under Activity.
problems-paid-just-now = You may have paid this already
    .what = A payment of this amount to the same payee, or with the same description, is on its way, or has been made already.
    .fix = Look at your activity first. Send again only if you mean to pay twice.
problems-own-invoice = Your own invoice
    .what = This invoice was made by this wallet.
    .fix = Paste somebody else's invoice.
problems-underpaid = Too much was deducted
    .what = More was deducted from this payment on its way than was agreed. The wallet sent it back to the payer.
    .fix = Ask the payer to try again with a new invoice.
problems-paid-before = Paid a second time
    .what = Somebody tried to pay an invoice of yours again. The wallet sent the second payment back.
    .fix = Make a new invoice for every payment.
problems-unfunded = Sent back: the channel is not on the blockchain
    .what = This payment came through a channel whose funding the blockchain has never shown. The wallet sent the payment back to the payer.
    .fix = Ask the payer to try again later. If it happens again, tell your provider.
problems-own-address = Your own address
    .what = This address belongs to this wallet.
    .fix = Paste somebody else's address.
problems-bad-link = This link cannot be read
    .what = The amount in it is not valid, or it asks for something that this wallet does not know.
    .fix = Ask for the address alone.
problems-dust = Too little to send
    .what = The network does not pass on amounts this small.
    .fix = Send at least { $least }.
problems-fee-rate = This fee rate is too low
    .what = The network would not pass the payment on.
    .fix = Choose at least { $least } sat/vB.
problems-fee-rate-too-high = This fee rate is too high
    .what = Nobody pays that much.
    .fix = Choose at most { $most } sat/vB.
problems-fee-beyond = Not enough for this fee
    .what = The money on the blockchain does not cover it, once what stays for closing channels is set aside.
    .fix = Choose a lower fee.
problems-fee-dear = The fee is high
    .what = It is more than a quarter of the amount, or a large sum in itself.
    .fix = Wait for lower fees, choose a slower speed, or send it for { $fee } anyway.
problems-fee-changed = The amount or the fee has changed
    .what = Your money on the blockchain has changed since you saw them.
    .fix = Look at the payment again. The fee is { $fee } now.
problems-not-waiting = This fee can no longer be raised
    .what = The payment is confirmed, or another payment already uses its change.
    .fix = Look under Activity to see what became of it.
problems-has-left = This payment can no longer be called off
    .what = It has been offered to the network, or another payment uses its change.
    .fix = Look under Activity to see what became of it.
problems-called-off = You called this payment off
    .what = Nothing of it has left this wallet, and the money is still yours.
    .fix = If you want to pay after all, send it again from here.
problems-not-accepted = The network did not accept this payment
    .what = It was probably not sent. The blockchain service said why.
    .fix = It said: “{ $words }”. If you still want to pay, send it again from here, perhaps with a higher fee: then only one of the two payments can arrive.
problems-replaced = Something else was sent instead
    .what = Another transaction has spent the same money, so this payment cannot arrive.
    .fix = Look at the activity of every wallet that uses the same recovery phrase.
problems-no-chain = The blockchain service does not answer
    .what = Lifeboat got no answer that it can use, and sees no new blocks at the moment. The service may be down, or refuse your network.
    .fix = Check your internet connection, or try another one, without a VPN. If this continues, tell the person who runs this server.
problems-bad-chain = The blockchain service is wrong
    .what = What the service says about the blockchain cannot be true. Lifeboat does not follow it.
    .fix = Tell the person who runs this server to check its blockchain service.
problems-chain-behind = The blockchain service is behind
    .what = The service knows fewer blocks than this wallet has seen.
    .fix = Wait until it has caught up. If this continues, tell the person who runs this server.
problems-chains-disagree = The blockchain services contradict each other
    .what = Lifeboat asks two services, and they show different blockchains. Until they agree, payments wait, and no channel is closed because of it.
    .fix = Wait. If this continues, tell the person who runs this server.
problems-chain-rewritten = The blockchain service has replaced many blocks
    .what = It shows another blockchain than before, and no second service shows the same. Lifeboat does not follow it, and payments wait.
    .fix = Wait. If this continues, tell the person who runs this server to check its blockchain service.
problems-chain-alone = One of two blockchain services is missing
    .what = Lifeboat asks two services, so that it does not have to believe either alone, and only one of them answers. Payments continue.
    .fix = You do not have to do anything. If this continues, tell the person who runs this server.
problems-fees-unknown = The fees are unknown
    .what = The blockchain service has given no fees for hours. Transactions that cannot wait pay twice the last known fees.
    .fix = You do not have to do anything. If this continues, tell the person who runs this server.
problems-fees-high = Money waits for lower fees
    .what = Money from a closed channel is ready to be moved to your wallet, but fees are high right now.
    .fix = Wait, or send it now for about { $fee }.
problems-fee-too-low = A closing pays too little for now
    .what = The network takes no transaction with so small a fee at the moment. Lifeboat sends it again with every block.
    .fix = Wait until fees fall. Or receive at least { $missing } more on the blockchain with this wallet: then the fee is raised automatically.
problems-fee-too-low-unknown = A closing waits for lower fees
    .what = The network takes no transaction with so small a fee at the moment, and the blockchain service does not say how much is missing. Lifeboat sends it again with every block.
    .fix = Wait until fees fall. Or receive money on the blockchain with this wallet: then the fee is raised automatically.
problems-claim-due = A payment you received is not claimed yet
    .what = A channel was closed before this payment was complete. Claiming it on the blockchain costs a fee, and this wallet has too little there to pay it.
    .fix = Receive at least { $needed } on the blockchain with this wallet. It has to be confirmed in time (time left: about { $time }). The payment is then claimed automatically, and what the fee does not use stays yours. Keep Lifeboat open until then.
problems-claim-waits = A payment cannot come back yet
    .what = A channel was closed while a payment of yours was under way. Its time is over. Taking it back on the blockchain costs a fee, and this wallet has too little there to pay it.
    .fix = Receive at least { $needed } on the blockchain with this wallet. Once that is confirmed, the payment is taken back automatically, and what the fee does not use stays yours.
problems-no-peer = The other side does not answer
    .what = The other side of your channel cannot be reached.
    .fix = Wait a few minutes. Your channel stays open meanwhile.
problems-peer-out-of-reach = This copy of Lifeboat cannot reach the other side
    .what = The other side of your channel is not among those that this copy of Lifeboat connects to. Your money is safe, but it cannot be used from here.
    .fix = Open your wallet in the copy of Lifeboat where you got the channel, or ask the person who runs this one to allow it. If neither is possible, close the channel alone: the money then comes back on the blockchain.
problems-close-refused = The channel could not be closed now
    .what = It is being closed already, or its last change is not saved yet. Nothing was changed.
    .fix = Wait until everything is saved, then try again.
problems-no-channel = The channel could not be opened
    .what = The provider did not open a channel for this payment.
    .fix = Try again in a few minutes.
problems-provider-silent = The provider does not answer
    .what = Lifeboat asked the provider for a channel and got no answer.
    .fix = Try again in a minute.
problems-provider-token = The provider does not know this copy of Lifeboat
    .what = The provider opens channels only for those who show it a token, and does not know the one of this copy of Lifeboat. Nothing was paid.
    .fix = Tell the person who runs this copy to check the token in its configuration.
problems-provider-refused = The provider refused
    .what = The provider did not agree to open a channel for this payment.
    .fix = Try another amount, or try again later. If it keeps happening, make a support request.
problems-no-offer = No channels at the moment
    .what = The provider opens no channels now, or not for this amount.
    .fix = Try again later, or with another amount.
problems-offers-over = The offer is out of date
    .what = The provider has just offered a channel, but by this device's clock the offer has already expired.
    .fix = Check this device's date and time. If they are right, try again later.
problems-too-little = Too small to open a channel
    .what = This payment needs a new channel, and the provider opens none for so little.
    .fix = Ask for at least { $least }.
problems-opening-too-dear = Opening a channel is too expensive
    .what = This payment needs a new channel, and too much of it would go to the provider.
    .fix = It would cost { $fee }. Ask for a larger amount, or try again when the network is less busy.
problems-stale = This device has an old state
    .what = The other side of your channel knows a newer state than this device. Using the old one could cost your money.
    .fix = Do not use this copy. If another device has the wallet, use it there. Otherwise restore from the newest backup: it replaces this copy.
problems-inconsistent = The wallet's state contradicts itself
    .what = Parts of it contradict each other. Lifeboat did not use it, and changed nothing.
    .fix = Try again. If it keeps happening, use the device that has the wallet, and make a support request.
problems-state-damaged = The wallet in this backup cannot be read
    .what = The backup opens, but a part of the wallet in it is damaged. Lifeboat did not use it, and changed nothing.
    .fix = Use the device that has the wallet, and make a support request. Do not put older files back: an old state can cost money.
problems-backup-of-other-network = A backup of another network
    .what = The wallet in this backup is on a different bitcoin network than this copy of Lifeboat. Nothing was changed.
    .fix = Open it with the copy of Lifeboat that you made it with. The device that has the wallet works as before.
problems-unheard = A closed channel waits for its provider
    .what = The closing is held back until the provider has confirmed that this backup is current.
    .fix = Wait until the provider can be reached.
problems-storage-refused = Your browser is blocking storage
    .what = The browser refused to keep data for this page, as in a private window.
    .fix = Open Lifeboat in a normal window and allow it to store data.
problems-storage-full = The browser has no room left
    .what = The disk, or the part of it that the browser gives this page, is full. Payments wait.
    .fix = Make room on this device.
problems-storage-lost = The browser has deleted this wallet's data
    .what = Only this tab still has the wallet, and the browser does not let Lifeboat store it again.
    .fix = Do not close or reload this tab. If there is no backup, turn it on now. With a backup, the wallet can be restored from there.
problems-storage-silent = The browser's database does not answer
    .what = Lifeboat cannot keep anything on this device at the moment, so payments wait.
    .fix = Wait a moment. If this continues and the backup is on, restart the browser.
problems-device-key-lost = The key of this device is gone
    .what = The browser has deleted it, and without it what is kept here cannot be opened.
    .fix = Clear this page's data in the browser, then restore the wallet from its backup.
problems-browser-lacks = This browser lacks something that Lifeboat needs
    .what = Lifeboat needs the browser's encryption, its locks between tabs and its database, and one of them is missing. Lockdown Mode switches them off, and so does an address without https.
    .fix = Use a current browser without Lockdown Mode.
problems-out-of-memory = Too little memory
    .what = Making the key from the PIN takes more memory than this device gives the page.
    .fix = Close other tabs and apps and try again, or use another device.
problems-other-tab-asleep = The other tab does not answer
    .what = The browser may have put it to sleep. Anything it has not saved yet would be lost, but nothing it showed as done.
    .fix = Open that tab, or take the wallet over.
problems-only-in-other-tab = Only the other tab has this wallet
    .what = The browser has thrown away what it had kept, and the backup is not turned on. That tab keeps the wallet, because handing it over would lose it.
    .fix = Go to that tab and turn on the backup there. Do not close or reload it before that.
problems-clock-wrong = This device's clock is wrong
    .what = It differs by hours from the time of the newest block, so invoices seem to be out of date.
    .fix = Let the device set its clock automatically, then try again.
problems-closed = The wallet was closed in the meantime
    .what = It was locked, or moved to another tab, before this was done.
    .fix = Open it and try again.
problems-not-newer = This backup lacks something that is on this device
    .what = The backup of the wallet on this device is gone, so only a copy that has everything this browser has may take its place. This one was not proved to have it.
    .fix = Open the wallet here and write its backup again, or restore from a newer copy.
problems-occupied = There is a wallet here already
    .what = This browser holds something of a wallet that is not saved anywhere else yet, and Lifeboat never replaces that.
    .fix = Open that wallet and let its backup finish first, or use another browser.
problems-bad-config = This copy of Lifeboat is not set up correctly
    .what = Its configuration is missing or invalid.
    .fix = Tell the person who runs this copy of Lifeboat.
problems-no-encryption = Real money needs encryption
    .what = This copy of Lifeboat, its blockchain service or its bridge is reached without encryption. It makes no new wallet and buys no channel for real money that way. What you have already is not affected.
    .fix = Tell the person who runs this copy to use addresses with https only.
problems-no-second-chain = Real money needs a second blockchain service
    .what = This copy of Lifeboat asks only one operator about the blockchain, and nobody could tell if that one were wrong. So it makes no new wallet and buys no channel for real money. What you have already is not affected.
    .fix = Tell the person who runs this copy to add a second blockchain service of another operator.
problems-no-map = Real money needs a map of the network
    .what = This copy of Lifeboat has no map of the Lightning network, so you could pay almost nobody. It makes no new wallet and buys no channel for real money. What you have already is not affected.
    .fix = Tell the person who runs this copy to configure where the map comes from.
problems-old-release = This release is too old for new money
    .what = The newest block that this release of Lifeboat knows is more than a year old. It makes no new wallet and buys no channel for real money. What you have already is not affected.
    .fix = Tell the person who runs this copy to install a newer release.
problems-money-limit = Over the limit for this new software
    .what = This software is new, so the amount of real money that it takes is limited.
    .fix = You can ask for at most { $left } now.
problems-other-tab = Open in another tab
    .what = This wallet already runs in another tab.
    .fix = Use that tab, or close it.
problems-internal = Something went wrong in Lifeboat
    .what = This should never happen. Your backup is not affected.
    .fix = Reload the page. If it happens again, make a support request.

## splash

# On the first screen, before anything else is there.
splash-failed = Lifeboat could not start in this browser. Reload the page, or use a current version of Chrome, Firefox, Safari or Edge.
splash-no-wasm = Lifeboat needs WebAssembly, and this browser does not run it. Lockdown Mode switches it off: turn Lockdown Mode off for this page, or use another device.

## page

# What this language calls itself.
page-language = English
page-description = A bitcoin wallet that you cannot lose with your phone.
page-needs-wasm = Lifeboat needs JavaScript and WebAssembly: everything runs on your device.
page-needs-javascript = Lifeboat needs JavaScript.

## recovery

# The page recovery.html, which opens a backup from a disk.
recovery-title = Open a backup without Lifeboat
recovery-sentence = This page opens the files of a Lifeboat backup on this device. It contacts no server and needs no network.
recovery-served = Save this page on your disk and open it from there. It does nothing while it is open from a server.
recovery-folder = Choose the folder of the backup
recovery-files = Choose files instead
recovery-reading = Reading the files…
recovery-nothing = These files hold no Lifeboat backup.
recovery-which = Wallet
recovery-second-copy = second copy, may be older than the first
recovery-ended = ended: the wallet may have continued elsewhere
recovery-kind = Open with
recovery-kind-pin = PIN
recovery-kind-passphrase = Passphrase
recovery-kind-phrase = Recovery phrase
recovery-secret = Enter it here
recovery-visible = Show what I type
recovery-open = Open
recovery-opening = Opening. This takes a few seconds…
recovery-phrase = Recovery phrase
recovery-phrase-warning = Anyone who sees these words can take the money. Make sure that nobody watches.
recovery-show = Show the words
recovery-hide = Hide the words
recovery-no-phrase = No recovery phrase file can be read.
recovery-chain = From these words, any wallet that follows BIP 84 finds what is on the blockchain. What is in Lightning channels comes back only when this backup is restored in Lifeboat.
recovery-state = What else the backup holds
recovery-unread = The channel state cannot be read:
recovery-state-warning = Do not put this state into another wallet. An old state of a channel can lose the money in it.
recovery-written = Last written
recovery-peers = Other sides of the channels
recovery-no-peers = None.
recovery-payments = Lightning payments
recovery-no-payments = No payments.
recovery-when = When
recovery-amount = Amount
recovery-note = Note
recovery-under-way = under way
recovery-failed = failed
recovery-export = Everything as a file
recovery-export-warning = The file is not encrypted, and the recovery phrase is in it.
recovery-save = Save the file
recovery-guarded = Guards limit the PIN of this backup, and this page asks none of them. Use the recovery phrase.
recovery-phrase-alone = These files hold the recovery phrase alone.
recovery-error-defect = Something went wrong on this page. Nothing was changed. Reload it and try again.
recovery-error-files = The files cannot be read. Choose the folder again.
recovery-error-damaged = No file with the keys of this backup can be read. Download the folder again: a file that was cut short cannot be opened.
recovery-error-not-a-pin = A PIN has 4 to 12 digits.
recovery-error-not-a-phrase = These are not the words of a recovery phrase. Check their order and their spelling.
recovery-error-wrong = That does not open this backup.
recovery-error-no-slot = That alone does not open this backup. The recovery phrase always does.
recovery-error-unlikely = These files ask for an amount of work that Lifeboat never sets. They were changed.
recovery-error-memory = This browser does not have the memory that opening takes. Close other pages, or use another device.

## note

# What lies beside a backup is compared with these notes, byte for byte: they are written in English alone, and another
# language need not have them.

# READ ME.txt in the backup's folder. The names of the files are not translated.
note-read-me =
    This folder is the backup of a bitcoin wallet made with Lifeboat.

    DO NOT DELETE, RENAME OR MOVE ANYTHING IN IT. The money of the wallet may depend on it.

    To restore: open Lifeboat on any device, choose "Restore existing wallet", sign in to this
    storage, choose this wallet and enter its PIN, passphrase or recovery phrase.

    What the files are
      Recovery phrase <n>.lifeboat     the recovery phrase, encrypted
      Channel state/<number>.lifeboat  the Lightning channels and the history, encrypted; one file
                                       for each change, written by itself, old ones removed by itself

    Everything is encrypted on your device. Neither the makers of Lifeboat nor this storage can read it.
    The files follow the document "Format 1" of the Lifeboat project, which also has a small script
    that opens them without Lifeboat.
# NOT FINISHED.txt, while a backup is being made.
note-not-finished =
    This backup is being made, or it was begun and given up. The wallet may have gone on without it.

    To restore, use another copy of the wallet if there is one.
# SECOND COPY.txt in the folder of a second copy.
note-second-copy =
    This is a second copy of a wallet that is backed up at another place. It may be older than the first.

    To restore, use the first copy if you can.
