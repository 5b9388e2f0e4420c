#!/usr/bin/env python3
"""Opens a Lifeboat backup folder without Lifeboat.

    python3 recover.py FOLDER                      list the wallets in it and their files
    python3 recover.py FOLDER --out DIR            ask for the PIN, passphrase or recovery phrase, write everything to DIR

FOLDER is a copy of "Bitcoin Wallet Backup" or of one wallet's folder in it. Needs Python 3.9 and the package
`cryptography` (44 or later, with OpenSSL 3.2 or later for Argon2id). The formats are docs/format.md and docs/journal.md;
this script is written from them and shares no code with the app.

What comes out are secrets: the recovery phrase in clear. Do it on a computer you trust, and delete it afterwards.
"""

import argparse
import getpass
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KINDS = {1: "phrase", 2: "snapshot", 3: "delta", 4: "takeover", 5: "metadata"}
FACTORS = {1: "PIN", 2: "passkey", 3: "guards", 4: "passphrase", 5: "share", 6: "recovery phrase", 7: "device"}
PIN, PASSPHRASE, PHRASE = 1, 4, 6

# What an honest writer writes. Checked before anything is computed.
BOUNDS = {"memory_kib": (19 * 1024, 1024 * 1024), "passes": (1, 64), "iterations": (210_000, 20_000_000)}


class Damaged(Exception):
    """The bytes are not what was written."""


class WrongSecret(Exception):
    """The secret opens none of the slots that are for its kind."""


# ---------------------------------------------------------------------------------------------------------------------
# Primitives


def derive(salt, ikm, info, length):
    """HKDF-SHA-256, RFC 5869."""
    prk = hmac.new(salt or bytes(32), ikm, hashlib.sha256).digest()
    okm, block, counter = b"", b"", 0
    while len(okm) < length:
        counter += 1
        block = hmac.new(prk, block + info + bytes([counter]), hashlib.sha256).digest()
        okm += block
    return okm[:length]


def open_gcm(key, nonce, sealed, aad):
    try:
        return AESGCM(key).decrypt(nonce, sealed, aad)
    except InvalidTag:
        raise Damaged("the ciphertext was changed") from None


def argon2id(secret, salt, memory_kib, passes):
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        return Argon2id(salt=salt, length=32, iterations=passes, lanes=1, memory_cost=memory_kib).derive(secret)
    except (ImportError, UnsupportedAlgorithm):
        sys.exit("This backup uses Argon2id: install `cryptography` 44 or later (with OpenSSL 3.2 or later).")


class Reader:
    """Big-endian fields, one after the other."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        if self.at + length > len(self.data):
            raise Damaged("cut off")
        self.at += length
        return self.data[self.at - length : self.at]

    def number(self, length):
        return int.from_bytes(self.take(length), "big")

    def end(self):
        if self.at != len(self.data):
            raise Damaged("bytes after the end")


# ---------------------------------------------------------------------------------------------------------------------
# Keyring


@dataclass
class Slot:
    factors: list  # (type, flags, params)
    head: bytes  # all up to and including the salt
    salt: bytes
    commitment: bytes
    wrapped: bytes


@dataclass
class Keyring:
    data: bytes
    vault_id: bytes
    seq: int
    epoch: int
    slots: list
    previous: list  # (epoch, salt, commitment, wrapped)

    def describe(self):
        kinds = [" + ".join(FACTORS.get(kind, f"type {kind}") for kind, _, _ in slot.factors) for slot in self.slots]
        return "opened by " + ", or ".join(kinds)


def parse_slot(data):
    reader = Reader(data)
    reader.take(8)
    factors = []
    for _ in range(reader.number(1)):
        kind, flags, length = reader.number(1), reader.number(1), reader.number(2)
        if factors and factors[-1][0] >= kind:
            raise Damaged("factors out of order")
        factors.append((kind, flags, reader.take(length)))
    if not factors:
        raise Damaged("a slot without factors")
    salt = reader.take(32)
    head = data[: reader.at]
    slot = Slot(factors, head, salt, reader.take(32), reader.take(48))
    reader.end()
    return slot


def parse_keyring(data):
    """The keyring at the start of `data`, and what comes after it."""
    reader = Reader(data)
    if reader.take(8) != b"BWVAULT1":
        raise Damaged("not a keyring")
    if reader.number(2) != 1 or reader.number(2) != 0:
        raise Damaged("a keyring of a later format")
    vault_id, seq, epoch, count = reader.take(16), reader.number(4), reader.number(4), reader.number(1)
    if not 1 <= count <= 8:
        raise Damaged("number of slots")
    slots = []
    for _ in range(count):
        length = reader.number(2)
        if length > 4096:
            raise Damaged("length of a slot")
        slots.append(parse_slot(reader.take(length)))
    ext, previous = Reader(reader.take(reader.number(2))), []
    while ext.at < len(ext.data):
        kind, value = ext.number(1), Reader(ext.take(ext.number(2)))
        if kind == 1:
            entry = (value.number(4), value.take(32), value.take(32), value.take(48))
            value.end()
            if entry[0] >= (previous[-1][0] if previous else epoch):
                raise Damaged("epochs out of order")
            previous.append(entry)
    reader.take(32)
    return Keyring(data[: reader.at], vault_id, seq, epoch, slots, previous), data[reader.at :]


def within(value, name, bounds):
    low, high = bounds[name]
    if not low <= value <= high:
        raise Damaged(f"{name} {value} is not what an honest writer writes")


def derive_typed(params, text, bounds):
    """A PIN or passphrase through the derivation its slot names."""
    reader = Reader(params)
    kind = reader.number(1)
    if kind == 1:
        iterations, salt = reader.number(4), reader.take(16)
        within(iterations, "iterations", bounds)
        output = hashlib.pbkdf2_hmac("sha512", text.encode(), salt, iterations)[:32]
    elif kind == 2:
        memory_kib, passes, lanes, salt = reader.number(4), reader.number(4), reader.number(1), reader.take(16)
        within(memory_kib, "memory_kib", bounds)
        within(passes, "passes", bounds)
        if lanes != 1:
            raise Damaged("lanes")
        output = argon2id(text.encode(), salt, memory_kib, passes)
    else:
        raise Damaged("a derivation of a later format")
    reader.end()
    return output


def words_seed(words):
    """BIP39, without a passphrase."""
    words = " ".join(unicodedata.normalize("NFKD", words).lower().split())
    return hashlib.pbkdf2_hmac("sha512", words.encode(), b"mnemonic", 2048)


def factor_output(kind, params, secret, bounds):
    if kind == PIN:
        digits = "".join(str(unicodedata.digit(letter)) for letter in secret.strip())
        return derive_typed(params, digits, bounds)
    if kind == PASSPHRASE:
        return derive_typed(params, " ".join(unicodedata.normalize("NFKD", secret).split()), bounds)
    if kind == PHRASE:
        return derive(b"bwvault/v1/seed-factor", words_seed(secret), b"factor", 32)
    return secret  # 32 bytes that something else computed


def unwrap(salt, ikm, label, bound_to, commitment, wrapped):
    """The key in a lock, or None when this is not what opens it."""
    okm = derive(salt, ikm, label + bound_to, 64)
    if not hmac.compare_digest(okm[32:], commitment):
        return None
    return open_gcm(okm[:32], bytes(12), wrapped, bound_to)


def open_keyring(keyring, secrets, bounds=BOUNDS, only_slot=None):
    """Data keys by epoch. `secrets`: by factor type; a slot opens with all of its factors."""
    tried = 0
    for number, slot in enumerate(keyring.slots):
        if only_slot not in (None, number) or any(kind not in secrets for kind, _, _ in slot.factors):
            continue
        tried += 1
        ikm = b"".join(
            bytes([kind, 0, 32]) + factor_output(kind, params, secrets[kind], bounds) for kind, _, params in slot.factors
        )
        bound_to = hashlib.sha256(
            b"bwvault/v1/slot" + keyring.data[:28] + struct.pack(">I", keyring.epoch) + slot.head
        ).digest()
        key = unwrap(slot.salt, ikm, b"bwvault/v1/slot-key", bound_to, slot.commitment, slot.wrapped)
        if key is not None:
            return keys_of(keyring, key)
    raise WrongSecret("no slot is for this kind of secret" if tried == 0 else "not the right secret")


def keys_of(keyring, key):
    mac_key = derive(b"bwvault/v1/keyring-mac", key, b"mac", 32)
    mac = hmac.new(mac_key, keyring.data[:-32], hashlib.sha256).digest()
    if not hmac.compare_digest(mac, keyring.data[-32:]):
        raise Damaged("the keyring was changed")
    keys = {keyring.epoch: key}
    for epoch, salt, commitment, wrapped in keyring.previous:
        bound_to = hashlib.sha256(
            b"bwvault/v1/previous" + keyring.data[:28] + struct.pack(">II", keyring.epoch, epoch) + salt
        ).digest()
        keys[epoch] = unwrap(salt, key, b"bwvault/v1/previous-key", bound_to, commitment, wrapped)
        if keys[epoch] is None:
            raise Damaged("a key of an earlier epoch")
    return keys


# ---------------------------------------------------------------------------------------------------------------------
# Objects


@dataclass
class Header:
    kind: int
    vault_id: bytes
    key_epoch: int
    writer_epoch: int
    position: int
    writer_id: bytes
    previous: bytes
    ext: bytes


def bucket(length):
    """The smallest floor(10240 * 1.25^k) that holds `length`."""
    k = 0
    while 10240 * 5**k // 4**k < length:
        k += 1
    return 10240 * 5**k // 4**k


def open_object(data, keys):
    """Header and data of a sealed object."""
    reader = Reader(data)
    if reader.take(8) != b"BWOBJ001":
        raise Damaged("not a sealed object")
    suite, kind, flags = reader.number(2), reader.number(1), reader.number(1)
    if suite != 1 or flags != 0 or kind not in KINDS:
        raise Damaged("an object of a later format")
    header = Header(kind, reader.take(16), reader.number(4), reader.number(4), reader.number(8), reader.take(8),
                    reader.take(32), b"")
    body_length = reader.number(4)
    header.ext = reader.take(reader.number(2))
    head_length = reader.at
    salt, commitment = reader.take(32), reader.take(32)
    aad = data[: reader.at]
    body = reader.take(body_length)
    reader.end()
    if header.key_epoch not in keys:
        raise Damaged(f"no key of epoch {header.key_epoch}")
    info = b"bwvault/v1/object" + hashlib.sha256(data[:head_length]).digest()
    okm = derive(salt, keys[header.key_epoch], info, 76)
    if not hmac.compare_digest(okm[32:64], commitment):
        raise Damaged("changed, or sealed with another key")
    plain = open_gcm(okm[:32], okm[64:], body, aad)
    length = int.from_bytes(plain[:4], "big")
    if len(plain) != bucket(length + 4) + header.position % 16 or any(plain[4 + length :]):
        raise Damaged("padding")
    return header, plain[4 : 4 + length]


def split_file(data):
    """A file's keyring, where it has one, and its object."""
    if data[:8] == b"BWVAULT1":
        return parse_keyring(data)
    return None, data


# ---------------------------------------------------------------------------------------------------------------------
# Journal (docs/journal.md)


def read_key(reader):
    return reader.take(reader.number(2)).decode()


def read_value(reader):
    return reader.take(reader.number(4))


def read_version(reader, newest=1):
    version = reader.number(1)
    if not 1 <= version <= newest:
        raise Damaged("content of a later version")
    return version


def read_page(reader):
    """Part of the state: (what, key, value), in order."""
    pieces = []
    for _ in range(reader.number(4)):
        what, key = reader.number(1), read_key(reader)
        if what not in (1, 2, 3):
            raise Damaged("a piece of a later version")
        pieces.append((what, key, None if what == 2 else read_value(reader)))
    return pieces


def lay(state, pieces):
    """Carries out a page."""
    for what, key, value in pieces:
        if what == 1:
            state[key] = value
        elif what == 2:
            state.pop(key, None)
        else:
            state[key] = state.get(key, b"") + value


def encode_state(state):
    """The only bytes that mean this state."""
    out = b"\x01" + struct.pack(">I", len(state))
    for key in sorted(state, key=str.encode):
        name = key.encode()
        out += struct.pack(">H", len(name)) + name + struct.pack(">I", len(state[key])) + state[key]
    return out


@dataclass
class Entry:
    header: Header
    digest: bytes
    raw: bytes
    at_ms: int = 0
    device: str = ""
    takeovers: tuple = ()
    state: dict = None  # of a snapshot
    ops: list = None  # of a delta: (key, value or None)
    page: list = None  # of a page or pack: what it says of the state
    names: list = None  # of a pack: (position, digest) of what holds the rest
    state_digest: bytes = b""


def parse_entry(header, digest, raw):
    entry = Entry(header, digest, raw)
    reader = Reader(raw)
    version = read_version(reader, 2)
    entry.at_ms = reader.number(8)
    entry.device = reader.take(reader.number(1)).decode()
    kind = KINDS[header.kind]
    if kind == "snapshot" and version == 2:
        entry.takeovers = tuple(reader.number(8) for _ in range(reader.number(4)))
        entry.state_digest = reader.take(32)
        entry.names = [(reader.number(8), reader.take(32)) for _ in range(reader.number(4))]
        entry.page = read_page(reader)
    elif kind == "delta" and version == 2:
        entry.page = read_page(reader)
    elif version == 2:
        raise Damaged("content of a later version")
    elif kind == "snapshot":
        entry.takeovers = tuple(reader.number(8) for _ in range(reader.number(4)))
        read_version(reader)
        entry.state = {}
        for _ in range(reader.number(4)):
            key = read_key(reader)
            entry.state[key] = read_value(reader)
    elif kind == "delta":
        read_version(reader)
        entry.ops = []
        for _ in range(reader.number(4)):
            op, key = reader.number(1), read_key(reader)
            if op not in (1, 2):
                raise Damaged("a change of a later version")
            entry.ops.append((key, read_value(reader) if op == 1 else None))
    elif kind != "takeover":
        raise Damaged(f"a {kind} in the journal")
    reader.end()
    return entry


def unpack(pack, by_position):
    """The state of a pack, with what it names; None when something of that is not there any more."""
    state = {}
    for position, digest in pack.names:
        held = by_position.get(position)
        if held is None or held.digest != digest:
            return None
        if held.state is not None:
            state.update(held.state)
        else:
            lay(state, held.page or [])
    lay(state, pack.page)
    if hashlib.sha256(encode_state(state)).digest() != pack.state_digest:
        raise Damaged(f"what snapshot {pack.header.position} names is not its state")
    return state


def replay(entries):
    """The state at the head, from the newest snapshot. Every link that can be checked is checked."""
    entries = sorted(entries, key=lambda entry: entry.header.position)
    by_position = {entry.header.position: entry for entry in entries}
    snapshots = [entry.header.position for entry in entries if entry.names is not None or entry.state is not None]
    newest = max(snapshots, default=-1)
    state, pages = None, []
    for before, entry in zip([None] + entries, entries):
        position = entry.header.position
        follows = before is not None and before.header.position + 1 == position
        if follows and entry.header.previous != before.digest:
            if position > newest:
                raise Damaged(f"entry {position} does not continue entry {position - 1}")
            # Somebody who read an old listing wrote where an entry had been pruned; the newest snapshot begins anew.
            follows = False
        if not follows:
            state = None  # Pruned here; only a snapshot can begin anew.
        held = entry.state
        if entry.names is not None:
            held = unpack(entry, by_position)
            if state is not None:
                # It may change the state, by what it says itself and in the pages since the snapshot before.
                for page in pages:
                    if (page.header.position, page.digest) in entry.names:
                        lay(state, page.page)
                lay(state, entry.page)
                if hashlib.sha256(encode_state(state)).digest() != entry.state_digest:
                    raise Damaged(f"snapshot {position} is not what the entries before it give")
        if held is not None:
            if state is not None and state != held:
                raise Damaged(f"snapshot {position} is not what the entries before it give")
            state = dict(held)
        if entry.names is not None or entry.state is not None:
            pages = []
        elif entry.page is not None:
            pages.append(entry)
        elif state is not None and entry.ops is not None:
            for key, value in entry.ops:
                if value is None:
                    state.pop(key, None)
                else:
                    state[key] = value
    if entries and state is None:
        raise Damaged("the entries after the newest snapshot are not complete")
    return state or {}


# ---------------------------------------------------------------------------------------------------------------------
# Folders

PREFIX = "BitcoinWalletBackup_"
PHRASE_NAME = re.compile(r"Recovery phrase (\d+)\.lifeboat$")
ENTRY_NAME = re.compile(r"(\d{12,20})\.lifeboat$")


@dataclass
class Wallet:
    name: str
    folder: pathlib.Path
    phrases: list  # (seq, path)
    entries: list  # (position, path)

    def keyring(self):
        """The newest keyring of all files that carry one."""
        return self.keyrings()[0]

    def keyrings(self):
        """The keyrings of all files that carry one, newest first."""
        found = []
        for _, path in self.phrases + self.entries:
            try:
                keyring, _ = split_file(path.read_bytes())
            except Damaged as why:
                print(f"  {path.name}: {why}", file=sys.stderr)
                continue
            if keyring:
                found.append(keyring)
        if not found:
            raise Damaged("no file holds a keyring")
        different = {keyring.data: keyring for keyring in found}
        return sorted(different.values(), key=lambda keyring: keyring.seq, reverse=True)

    def newest_epoch(self):
        """Of the data key that the newest entry was sealed with, as its header says."""
        for _, path in reversed(self.entries):
            try:
                _, data = split_file(path.read_bytes())
            except Damaged:
                continue
            if data[:8] == b"BWOBJ001" and len(data) >= 32:
                return int.from_bytes(data[28:32], "big")
        return None

    def open(self, secrets, bounds):
        """The keys of the newest keyring that the secrets open and that holds the key of the newest entry: a change of keys
        that was overtaken may have left a higher one. Where none holds it, of the newest that they open."""
        epoch, best, wrong = self.newest_epoch(), None, None
        for keyring in self.keyrings():
            try:
                keys = open_keyring(keyring, secrets, bounds)
            except WrongSecret as why:
                wrong = wrong or why
                continue
            if epoch in (None, *keys):
                return keys
            best = best or keys
        if best is None:
            raise wrong
        return best


def matches(folder, pattern):
    if not folder.is_dir():
        return []
    found = [(pattern.match(path.name), path) for path in folder.iterdir()]
    return sorted((int(match.group(1)), path) for match, path in found if match)


def find_wallets(folder):
    folder = pathlib.Path(folder)
    candidates = [folder, *sorted(path for path in folder.rglob(PREFIX + "*") if path.is_dir())]
    wallets = []
    for path in candidates:
        phrases, entries = matches(path, PHRASE_NAME), matches(path / "Channel state", ENTRY_NAME)
        if phrases or entries:
            wallets.append(Wallet(path.name.removeprefix(PREFIX), path, phrases, entries))
    return wallets


@dataclass
class Recovered:
    phrase: str
    state: dict
    entries: list
    problems: list


def recover(wallet, secrets, bounds=BOUNDS):
    """Everything of one wallet. What does not open is named in `problems`, and the rest still comes out."""
    keys = wallet.open(secrets, bounds)
    vault_id = wallet.keyring().vault_id
    result = Recovered(None, {}, [], [])

    def read(path):
        _, data = split_file(path.read_bytes())
        header, content = open_object(data, keys)
        if header.vault_id != vault_id:
            raise Damaged("of another wallet")
        return header, hashlib.sha256(data).digest(), content

    for seq, path in reversed(wallet.phrases):
        try:
            header, _, content = read(path)
            if KINDS[header.kind] != "phrase" or header.position != seq:
                raise Damaged("not the file its name says")
            result.phrase = result.phrase or content.decode()
        except Damaged as why:
            result.problems.append(f"{path.name}: {why}")
    for position, path in wallet.entries:
        try:
            header, digest, content = read(path)
            if header.position != position:
                raise Damaged("not the file its name says")
            try:
                result.entries.append(parse_entry(header, digest, content))
            except (Damaged, UnicodeDecodeError) as why:
                result.entries.append(Entry(header, digest, content))
                result.problems.append(f"{path.name}: opened, but its content is not understood ({why})")
        except Damaged as why:
            result.problems.append(f"{path.name}: {why}")
    try:
        result.state = replay(result.entries)
    except Damaged as why:
        result.problems.append(f"journal: {why}")
    return result


def reach(files, secrets, bounds=BOUNDS):
    """Which of these files the secrets open, by any keyring among them, older ones included: what somebody reads who
    has an old PIN."""
    split = {path: split_file(path.read_bytes()) for path in files}
    rings = []
    for keyring, _ in split.values():
        try:
            rings += [open_keyring(keyring, secrets, bounds)] if keyring else []
        except WrongSecret:
            pass

    def opens(data):
        for keys in rings:
            try:
                return bool(open_object(data, keys))
            except Damaged:
                pass
        return False

    return [path for path, (_, data) in split.items() if opens(data)]


def file_name(key):
    """A key as a file name that cannot leave its folder."""
    return "".join(letter if letter.isalnum() or letter in "-_" else f"%{ord(letter):02x}" for letter in key)[:200]


def write_out(recovered, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=False)
    if recovered.phrase:
        (folder / "recovery-phrase.txt").write_text(recovered.phrase + "\n")
    state = folder / "state"
    state.mkdir()
    index = {}
    for key, value in sorted(recovered.state.items()):
        index[key] = file_name(key)
        (state / index[key]).write_bytes(value)
    (folder / "state.json").write_text(json.dumps(index, indent=1, ensure_ascii=False) + "\n")
    raw = folder / "entries"
    raw.mkdir()
    for entry in recovered.entries:
        (raw / f"{entry.header.position:012}-{KINDS[entry.header.kind]}.bin").write_bytes(entry.raw)


def ask(keyring):
    """The secret for one of the slots, from the terminal."""
    kinds = [slot.factors[0][0] for slot in keyring.slots if len(slot.factors) == 1]
    kinds = [kind for kind in (PIN, PASSPHRASE, PHRASE) if kind in kinds]
    if not kinds:
        sys.exit("No slot opens with a PIN, a passphrase or the recovery phrase alone.")
    for number, kind in enumerate(kinds, 1):
        print(f"  {number}  {FACTORS[kind]}")
    choice = kinds[int(input("Open with: ") or "1") - 1] if len(kinds) > 1 else kinds[0]
    return {choice: getpass.getpass(f"{FACTORS[choice]} (not shown): ")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--out", help="a new folder for what is recovered")
    parser.add_argument("--wallet", help="which wallet, where there are several")
    args = parser.parse_args()
    wallets = find_wallets(args.folder)
    if not wallets:
        sys.exit("No wallet backup in this folder.")
    for wallet in wallets:
        print(wallet.name)
        for _, path in wallet.phrases + wallet.entries:
            print(f"  {path.relative_to(wallet.folder)}  {path.stat().st_size} bytes")
        try:
            keyring = wallet.keyring()
            print(f"  keyring {keyring.seq}, {keyring.describe()}")
        except Damaged as why:
            print(f"  cannot be opened: {why}")
    if not args.out:
        return
    chosen = [wallet for wallet in wallets if args.wallet in (None, wallet.name)]
    if len(chosen) != 1:
        sys.exit("Name one of them with --wallet.")
    try:
        recovered = recover(chosen[0], ask(chosen[0].keyring()))
    except (Damaged, WrongSecret, ValueError) as why:
        sys.exit(f"Not opened: {why}")
    write_out(recovered, args.out)
    for problem in recovered.problems:
        print(f"PROBLEM  {problem}")
    print(f"Phrase: {'recovered' if recovered.phrase else 'not found'}. Entries: {len(recovered.entries)}. "
          f"State: {len(recovered.state)} items. Written to {args.out}")
    sys.exit(1 if recovered.problems else 0)


if __name__ == "__main__":
    main()
