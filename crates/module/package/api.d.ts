/* tslint:disable */
/* eslint-disable */

/** What the caller can do about a refusal. `retry`: the same call later. `user`: the user has to do something. `confirm`: the
 *  user has to confirm what only they can know, then the same call with it in `sure`. `restore`: `Journal.restore` brings the
 *  wallet (back) here. `caller`: the call was wrong. `stop`: this journal is over here. */
export type Remedy = "retry" | "user" | "confirm" | "restore" | "caller" | "stop";

/** What is thrown, by everything but the functions for crypto alone, which set `name` and `message`. */
export interface JournalError extends Error {
    /** Which refusal: `Fenced`, `Paused`, `SignedOut`, `WrongSecret`, ... Match on this. */
    name: string;
    remedy: Remedy;
    /** What is behind it: of `Paused` and `Unconfirmed` the drive's refusal, of `Unsafe` the weakness. */
    reason?: string;
    /** The other device: its label, and when it wrote, as its clock said. */
    by?: Author;
    /** Where in the journal. */
    position?: bigint;
}

/** Who wrote. Empty and 0 when that is not known. */
export interface Author { device: string; atMs: number }

/** A change of the state: a key, and what it holds from then on; `null` removes it. */
export type Change = [key: string, value: Uint8Array | null];

/** Whether the cloud has everything. `waiting` is tried again by itself; `paused` needs the user, then `resume()`; after
 *  `fenced` this device never writes again. */
export type JournalStatus =
| { kind: "off" | "checking" | "saving" }
| { kind: "saved"; atMs: number; position: bigint }
| { kind: "waiting"; sinceMs: number; why: string; remedy: Remedy }
| { kind: "paused"; why: string; remedy: Remedy }
| { kind: "fenced"; by: Author };

/** What deriving a key from a PIN or a passphrase costs (Argon2id). */
export interface KdfCost { memoryKib: number; passes: number }

/** What opens a backup: one of the three. */
export interface BackupSecret { words?: string; pin?: string; passphrase?: string }

/** What shall open a backup beside its words, which always do. */
export interface BackupLock {
    pin?: string;
    passphrase?: string;
    /** The highest that this device bears, if it is left out: that is measured, and takes one to three seconds. */
    cost?: KdfCost;
}

/** Where the journal is on this device, and who hears of it. */
export interface DeviceOptions {
    /** The name of an IndexedDB database of this origin, for this journal alone. Whoever opens it last owns it. */
    store: string;
    /** How other devices call this one, such as "Chrome on Android". */
    device?: string;
    /** Called at every change of the status. */
    onStatus?: (status: JournalStatus) => void;
}

export interface CreateOptions extends DeviceOptions, BackupLock {
    /** What the wallet is called: a part of its folder's name, in clear. */
    name: string;
    /** The wallet's recovery phrase (BIP39). */
    words: string;
    /** What is in it from the beginning. */
    state?: Change[];
}

export interface OpenOptions extends DeviceOptions, BackupSecret {}

export interface RestoreOptions extends DeviceOptions, BackupSecret {
    /** `folder` of what `Journal.list` found. */
    folder: string;
    /** What the user has confirmed, after an error with the remedy `confirm`. */
    sure?: {
        /** After `TornHead`: the device that wrote last is gone for good. */
        oldDeviceIsGone?: boolean;
        /** After `Ended`: nothing newer exists anywhere. */
        althoughEnded?: boolean;
        /** After `SecondCopy`: the first copy is gone, or older. */
        althoughSecondCopy?: boolean;
    };
}

/** A backup in a drive, not opened. */
export interface FoundBackup {
    folder: string;
    /** The name that its user gave the wallet. */
    name: string;
    /** `complete` can be restored. */
    state: "complete" | "noChannelState" | "empty" | "unusable" | "unread";
    /** Why it is `unusable` or `unread`. */
    problem?: string;
    modifiedMs?: number;
    /** The newest position that a listing shows. */
    head?: bigint;
    /** The journal ends there: what is restored from it may be old. */
    ended: boolean;
    /** It may be older than the first copy. */
    secondCopy: boolean;
}

export interface WebDavForm { address: string; user: string; password: string }
export interface S3Form {
    address: string; region: string; bucket: string; accessKey: string; secretKey: string; prefix?: string;
}
export interface RemoteStorageForm { user: string; storageRoot: string; token: string }
export interface OAuthToken {
    accessToken: string;
    /** The name under which the app is registered with the service (Dropbox, OneDrive): that of its folder. */
    appFolder?: string;
    /** In the place of the service's own, for tests. */
    address?: string;
}



/**
 * What deriving a key from a PIN or passphrase costs.
 */
export class Cost {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Argon2id.
     */
    static argon2id(memory_kib: number, passes: number): Cost;
    /**
     * The highest this device bears. Takes one to three seconds: call it in a worker.
     */
    static calibrate(): Cost;
    /**
     * 128 MiB, 4 passes.
     */
    static default(): Cost;
    /**
     * PBKDF2-HMAC-SHA-512.
     */
    static pbkdf2(iterations: number): Cost;
    /**
     * The slot as text.
     */
    toString(): string;
}

/**
 * A drive that its user has connected, by the fields of a form or by the access token of a sign-in.
 */
export class Drive {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Whose it is. Also the cheapest check that the credentials work.
     */
    account(): Promise<string>;
    /**
     * A Dropbox, by the access token of a sign-in.
     */
    static dropbox(token: OAuthToken): Drive;
    /**
     * A Google Drive, by the access token of a sign-in with the scope `drive.file`.
     */
    static googleDrive(token: OAuthToken): Drive;
    /**
     * A Nextcloud: its address, and an app password. Asks it how it calls the user.
     */
    static nextcloud(form: WebDavForm): Promise<Drive>;
    /**
     * A OneDrive, by the access token of a sign-in.
     */
    static oneDrive(token: OAuthToken): Drive;
    /**
     * Finds out whether it keeps a wallet safe, and how it has to be used; once. Throws `Unsafe`,
     * `SignedOut`, ... `Journal.create` does that by itself; after `Journal.restore` and `Journal.open` do
     * it when there is time, and give the drive to `useDrive`.
     */
    probe(): Promise<void>;
    /**
     * A remoteStorage server: what WebFinger and its page for signing in gave.
     */
    static remoteStorage(form: RemoteStorageForm): Drive;
    /**
     * A bucket of S3-compatible storage.
     */
    static s3(form: S3Form): Drive;
    /**
     * Any WebDAV server. It has to let pages of other origins in (CORS).
     */
    static webdav(form: WebDavForm): Drive;
}

/**
 * What an object says about itself.
 */
export class Header {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The first entry of a new writer; set the other fields as needed.
     */
    constructor(kind: Kind, position: bigint);
    /**
     * For the drive's sake.
     */
    get ext(): Uint8Array;
    /**
     * For the drive's sake.
     */
    set ext(value: Uint8Array | number[]);
    /**
     * What it holds.
     */
    kind: Kind;
    /**
     * Its place in the journal (for the phrase: the keyring's `seq`).
     */
    position: bigint;
    /**
     * `digest` of the entry before: 32 bytes, zeros for none.
     */
    get previous(): Uint8Array;
    /**
     * `digest` of the entry before: 32 bytes, zeros for none.
     */
    set previous(value: Uint8Array | number[]);
    /**
     * Takeovers so far.
     */
    writerEpoch: number;
    /**
     * Who writes: 8 bytes.
     */
    get writerId(): Uint8Array;
    /**
     * Who writes: 8 bytes.
     */
    set writerId(value: Uint8Array | number[]);
}

/**
 * The journal of one wallet: encrypted, in order, in the user's own drive; of all devices only one writes it.
 */
export class Journal {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Makes changes durable, all of them or none, and gives the position up to which everything is. It only
     * comes back when the cloud has them: until then nothing that depends on them may leave the wallet.
     * While the drive cannot be reached it waits, and the status says so.
     *
     * Rejects with `Fenced`: another device has the wallet, so stop the node. With `Paused`: the changes are
     * kept; never hand them in again, but call `resume()` once the user has done what `reason` asks for.
     */
    append(changes: Change[]): Promise<bigint>;
    /**
     * Another PIN or passphrase, and with it other keys. True: the backup opens with it already. False: that
     * follows by itself, and until then the old one opens the backup.
     */
    changeLock(lock: BackupLock): Promise<boolean>;
    /**
     * Ends it: resolves when everything is where it belongs (`saved`), or stored here for the next start
     * (`waiting`), or at the worst when this device has not taken it (`notStored`). After it call `free()`,
     * which wipes the keys.
     */
    close(withinMs?: number | null): Promise<"saved" | "waiting" | "notStored">;
    /**
     * Begins a backup: tries the drive out, writes, reads everything back and opens it. Takes seconds.
     */
    static create(drive: Drive, options: CreateOptions): Promise<Journal>;
    /**
     * Whether no other device has written: a fresh look. Required before an own commitment transaction
     * leaves this device; if this throws, it must not leave.
     */
    headIsOurs(): Promise<boolean>;
    /**
     * The backups in a drive. Empty only when the drive truly said so; an error is never "no backup".
     */
    static list(drive: Drive): Promise<FoundBackup[]>;
    /**
     * Opens the journal that this device has, and makes sure that nothing newer exists. Throws `Empty` where
     * there is none, `Fenced` where another device has the wallet, `Unconfirmed` where the drive cannot be
     * asked now.
     */
    static open(drive: Drive, options: OpenOptions): Promise<Journal>;
    /**
     * Writes everything once more and reads it back: the proof that the backup can be restored.
     */
    prove(): Promise<bigint>;
    /**
     * Brings a backup to this device: from then on no other one writes it. `state()` is what the wallet begins with.
     */
    static restore(drive: Drive, options: RestoreOptions): Promise<Journal>;
    /**
     * Tries again now. Resolves when everything that was handed in is durable.
     */
    resume(): Promise<bigint>;
    /**
     * The newest durable state.
     */
    state(): Map<string, Uint8Array>;
    /**
     * Whether the cloud has everything.
     */
    status(): JournalStatus;
    /**
     * Uses the same drive with other credentials, such as a renewed token. Call `resume()` after it.
     */
    useDrive(drive: Drive): Promise<void>;
    /**
     * The recovery phrase.
     */
    words(): string;
    /**
     * Who wrote last, before this device took the wallet over; only after a restore.
     */
    readonly before: Author | undefined;
    /**
     * The folder that it is in.
     */
    readonly folder: string | undefined;
    /**
     * Where the journal ends, as far as it is durable.
     */
    readonly position: bigint;
    /**
     * The journal's own name, 8 bytes. It changes whenever a state came from anywhere but this device's own
     * store, or the backup was found to have lost something: a state that says for which name it was proved
     * says whether it still is.
     */
    readonly writer: Uint8Array;
}

/**
 * A keyring as it was read; nothing in it is proved before it is opened.
 */
export class Keyring {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Opens it with the data key itself, kept from an earlier opening.
     */
    openWithKey(key: Uint8Array | number[]): OpenKeyring;
    /**
     * Opens it with a passphrase.
     */
    openWithPassphrase(text: string): OpenKeyring;
    /**
     * Opens it with a PIN. Throws `WrongSecret`, `NoSuchSlot`, `Damaged`, ...
     */
    openWithPin(text: string): OpenKeyring;
    /**
     * Opens it with the recovery phrase.
     */
    openWithWords(words: string): OpenKeyring;
    /**
     * Reads the keyring at the start of a file.
     */
    static parse(bytes: Uint8Array | number[]): Keyring;
    /**
     * What is public about it.
     */
    toString(): string;
    /**
     * The bytes to store.
     */
    readonly bytes: Uint8Array;
    /**
     * Grows whenever the data key is replaced.
     */
    readonly epoch: number;
    /**
     * Grows at each rewrite.
     */
    readonly seq: number;
    /**
     * Which backup it belongs to.
     */
    readonly vaultId: Uint8Array;
}

/**
 * What an object holds.
 */
export enum Kind {
    /**
     * The recovery phrase.
     */
    Phrase = 1,
    /**
     * The complete state.
     */
    Snapshot = 2,
    /**
     * Changes to the state before.
     */
    Delta = 3,
    /**
     * Another writer continues.
     */
    Takeover = 4,
    /**
     * Labels, contacts and the like.
     */
    Metadata = 5,
}

/**
 * A keyring that was opened and proved.
 */
export class OpenKeyring {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The data key. Anyone who has it reads the whole backup, whatever the PIN.
     */
    exposeKey(): Uint8Array;
    /**
     * The first keyring of a backup, with a new data key.
     */
    static make(slots: Slots): OpenKeyring;
    /**
     * Opens an object of this backup, or a whole file of it. Throws `Mismatch`, `Foreign`, `Truncated`, ...
     */
    open(file: Uint8Array | number[]): Opened;
    /**
     * The same data key behind other slots. Older copies still open with the older PIN.
     */
    rewrap(slots: Slots): OpenKeyring;
    /**
     * A new data key; what was sealed before still opens.
     */
    rotate(slots: Slots): OpenKeyring;
    /**
     * Seals data. Vault and key epoch of the header are this keyring's.
     */
    seal(header: Header, data: Uint8Array | number[]): Uint8Array;
    /**
     * The keyring, to store or to show.
     */
    readonly keyring: Keyring;
}

/**
 * An object that was opened and proved.
 */
export class Opened {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * What was sealed.
     */
    readonly data: Uint8Array;
    /**
     * What it says about itself, now proved.
     */
    readonly header: Header;
}

/**
 * What shall open a keyring: each of these alone.
 */
export class Slots {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * None yet.
     */
    constructor();
    /**
     * A passphrase.
     */
    passphrase(text: string, cost: Cost): Slots;
    /**
     * A PIN. Throws why it must not be chosen.
     */
    pin(text: string, cost: Cost): Slots;
    /**
     * The recovery phrase.
     */
    words(words: string): Slots;
}

/**
 * Why a PIN must not be chosen (`"Repeats"`, `"Run"`, `"Year"`, `"Date"`, `"Common"`, `"TooShort"`, `"TooLong"`,
 * `"NotDigits"`), or nothing when it may.
 */
export function checkPin(text: string): string | undefined;

/**
 * The words as they are kept: any language, spacing and case. Throws `WordCount`, `UnknownWord` or `Checksum`.
 */
export function checkWords(text: string): string;

/**
 * SHA-256 of an object, as the next entry names it.
 */
export function digest(object: Uint8Array | number[]): Uint8Array;

/**
 * A file: the keyring, if it goes with it, and the object.
 */
export function joinFile(keyring: Keyring, object: Uint8Array | number[]): Uint8Array;

/**
 * New recovery words in English: 12, or 24 when asked for.
 */
export function makeWords(count?: number | null): string;

/**
 * Seconds that one graphics card needs to try every PIN of this many digits under this cost.
 */
export function oneCardSeconds(digits: number, cost: Cost): number;

/**
 * The 64 bytes that a wallet's keys are derived from (BIP39).
 */
export function wordsToSeed(words: string): Uint8Array;

