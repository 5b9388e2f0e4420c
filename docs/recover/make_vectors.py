#!/usr/bin/env python3
"""Prints the canonical files of format 1 with every intermediate value: python3 docs/recover/make_vectors.py

Everything is computed here anew, from the inputs; test_recover.py compares it with crates/crypto/tests/vectors/."""

import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import recover

VAULT_MAGIC, OBJECT_MAGIC = b"BWVAULT1", b"BWOBJ001"


def tape(label, length):
    return recover.derive(b"bwvault test tape", b"", label.encode(), length)


def short(number):
    return struct.pack(">H", number)


def make():
    """(values, keyring, object)"""
    key, vault = tape("dek", 32), tape("vault", 16)
    pin = b"482913"
    words = "abandon " * 11 + "about"
    seed = recover.words_seed(words)
    bound = VAULT_MAGIC + short(1) + short(0) + vault
    argon2 = b"\x02" + struct.pack(">IIB", 256, 2, 1) + tape("as", 16)
    pbkdf2 = [b"\x01" + struct.pack(">I", 1000) + tape(salt, 16) for salt in ("ps", "ps4")]
    passkey = b"\x0ewallet.example" + short(16) + tape("cid", 16) + tape("prfsalt", 32)
    share = b"\x07dropbox" + tape("shid", 16) + b"\x02\x02"
    typed = lambda salt: hashlib.pbkdf2_hmac("sha512", pin, tape(salt, 16), 1000)[:32]
    phrase_output = recover.derive(b"bwvault/v1/seed-factor", seed, b"factor", 32)
    slots = [
        [(1, 0, argon2, recover.argon2id(pin, tape("as", 16), 256, 2)), (2, 3, passkey, tape("prf", 32))],
        [(6, 0, b"", phrase_output)],
        [(1, 0, pbkdf2[0], typed("ps"))],
        [(1, 0, pbkdf2[1], typed("ps4")), (5, 0, share, tape("share", 32))],
    ]
    body = bound + struct.pack(">IIB", 7, 1, len(slots))
    shown = []
    for number, factors in enumerate(slots, 1):
        salt = tape(f"ss{number}", 32)
        head = tape(f"s{number}", 8) + bytes([len(factors)])
        for kind, flags, params, _ in factors:
            head += bytes([kind, flags]) + short(len(params)) + params
        head += salt
        bound_to = hashlib.sha256(b"bwvault/v1/slot" + bound + struct.pack(">I", 1) + head).digest()
        ikm = b"".join(bytes([kind, 0, 32]) + output for kind, _, _, output in factors)
        okm = recover.derive(salt, ikm, b"bwvault/v1/slot-key" + bound_to, 64)
        wrapped = AESGCM(okm[:32]).encrypt(bytes(12), key, bound_to)
        slot = head + okm[32:] + wrapped
        body += short(len(slot)) + slot
        shown.append({
            "factors": [
                {"type": kind, "flags": flags, "params": params, "output": output} for kind, flags, params, output in factors
            ],
            "salt": salt, "t": bound_to, "ikm": ikm, "kek": okm[:32], "commitment": okm[32:], "wrapped": wrapped,
            "length": len(slot),
        })
    body += short(0)
    mac_key = recover.derive(b"bwvault/v1/keyring-mac", key, b"mac", 32)
    mac = hmac.new(mac_key, body, hashlib.sha256).digest()
    keyring = body + mac

    data = b"channel state bytes"
    padded = recover.bucket(len(data) + 4) + 42 % 16
    plain = struct.pack(">I", len(data)) + data
    plain += bytes(padded - len(plain))
    header = (OBJECT_MAGIC + short(1) + b"\x02\x00" + vault + struct.pack(">IIQ", 1, 3, 42) + tape("wid", 8)
              + tape("prev", 32) + struct.pack(">I", padded + 16) + short(0))
    salt = tape("osalt", 32)
    okm = recover.derive(salt, key, b"bwvault/v1/object" + hashlib.sha256(header).digest(), 76)
    aad = header + salt + okm[32:64]
    sealed = aad + AESGCM(okm[:32]).encrypt(okm[64:], plain, aad)

    values = {
        "about": "Format 1 (docs/format.md). All randomness: HKDF-SHA-256(salt 'bwvault test tape', ikm '', info label).",
        "pin": pin.decode(), "words": words, "seed": seed, "data_key": key, "vault_id": vault,
        "keyring": {
            "seq": 7, "epoch": 1, "slots": shown, "mac_key": mac_key, "mac": mac, "length": len(keyring),
            "sha256": hashlib.sha256(keyring).digest(),
        },
        "object": {
            "kind": 2, "key_epoch": 1, "writer_epoch": 3, "position": 42, "writer_id": tape("wid", 8),
            "previous": tape("prev", 32), "data": data.decode(), "padded_length": padded, "header": header, "salt": salt,
            "header_sha256": hashlib.sha256(header).digest(), "key": okm[:32], "commitment": okm[32:64],
            "nonce": okm[64:], "length": len(sealed), "sha256": hashlib.sha256(sealed).digest(),
        },
    }
    return values, keyring, sealed


def as_json(values):
    return json.dumps(values, indent=1, default=bytes.hex) + "\n"


if __name__ == "__main__":
    print(as_json(make()[0]), end="")
