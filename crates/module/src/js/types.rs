//! What TypeScript is told of plain objects.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
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
"#;
