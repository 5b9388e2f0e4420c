#!/usr/bin/env python3
"""Tests of recover.py: python3 docs/recover/test_recover.py"""

import contextlib
import hashlib
import io
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

import make_vectors
import recover
from recover import PASSPHRASE, PHRASE, PIN, Damaged, WrongSecret

HERE = pathlib.Path(__file__).resolve().parent
VECTORS = HERE.parent.parent / "crates" / "crypto" / "tests" / "vectors"
FIXTURE = HERE / "fixture"
LOW = {"memory_kib": (8, 1024 * 1024), "passes": (1, 64), "iterations": (1, 20_000_000)}
WORDS = "abandon " * 11 + "about"
PASSKEY, SHARE = 2, 5


def tape(label, length):
    return recover.derive(b"bwvault test tape", b"", label.encode(), length)


def flipped(data):
    """All copies of `data` with one bit changed."""
    data = bytearray(data)
    for bit in range(len(data) * 8):
        data[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(data)
        data[bit // 8] ^= 1 << bit % 8


class CanonicalFiles(unittest.TestCase):
    def setUp(self):
        self.keyring_file = (VECTORS / "keyring.bin").read_bytes()
        self.object_file = (VECTORS / "object.bin").read_bytes()
        self.keyring, rest = recover.parse_keyring(self.keyring_file)
        self.assertEqual(rest, b"")
        self.key = tape("dek", 32)

    def test_they_have_their_published_digests(self):
        digest = lambda data: hashlib.sha256(data).hexdigest()
        self.assertEqual(digest(self.keyring_file), "eed7d567f16d9b51a217d47fa24758b4a8a5bf7863e432fa05e3ed33fdcd2d01")
        self.assertEqual(digest(self.object_file), "b835c4b0f1fe8031ac4dce712f3297df079c00b2a8469cabfd1f6e4231d3cb7e")

    def test_they_are_made_again_from_their_inputs_with_the_published_intermediate_values(self):
        values, keyring, sealed = make_vectors.make()
        self.assertEqual((keyring, sealed), (self.keyring_file, self.object_file))
        self.assertEqual(make_vectors.as_json(values), (VECTORS / "format-1.json").read_text())

    def test_every_slot_gives_the_data_key(self):
        secrets = [
            {PIN: "482913", PASSKEY: tape("prf", 32)},
            {PHRASE: WORDS},
            {PIN: "482913"},
            {PIN: "482913", SHARE: tape("share", 32)},
        ]
        for number, secret in enumerate(secrets):
            self.assertEqual(recover.open_keyring(self.keyring, secret, LOW, only_slot=number), {1: self.key})

    def test_a_wrong_secret_and_a_missing_slot_are_told_apart(self):
        with self.assertRaisesRegex(WrongSecret, "not the right"):
            recover.open_keyring(self.keyring, {PIN: "482914"}, LOW)
        with self.assertRaisesRegex(WrongSecret, "no slot"):
            recover.open_keyring(self.keyring, {PASSPHRASE: "words"}, LOW)

    def test_costs_outside_the_bounds_are_refused(self):
        with self.assertRaisesRegex(Damaged, "iterations"):
            recover.open_keyring(self.keyring, {PIN: "482913"})

    def test_the_object_opens(self):
        header, data = recover.open_object(self.object_file, {1: self.key})
        self.assertEqual((header.kind, header.writer_epoch, header.position), (2, 3, 42))
        self.assertEqual(data, b"channel state bytes")

    def test_no_bit_of_the_keyring_can_flip_unnoticed(self):
        # The phrase's output computed once, as the app's own test does.
        output = recover.factor_output(PHRASE, b"", WORDS, LOW)
        with unittest.mock.patch.object(recover, "factor_output", lambda *_: output):
            for bit, changed in flipped(self.keyring_file):
                with self.assertRaises((Damaged, WrongSecret), msg=f"bit {bit}"):
                    keyring, rest = recover.parse_keyring(changed)
                    if rest:
                        raise Damaged("bytes after the end")
                    recover.open_keyring(keyring, {PHRASE: WORDS}, LOW)

    def test_no_bit_of_the_object_can_flip_unnoticed(self):
        for bit, changed in flipped(self.object_file):
            with self.assertRaises(Damaged, msg=f"bit {bit}"):
                recover.open_object(changed, {1: self.key})

    def test_no_length_but_the_right_one_is_accepted(self):
        for length in range(len(self.object_file)):
            with self.assertRaises(Damaged, msg=length):
                recover.open_object(self.object_file[:length], {1: self.key})
        for length in range(len(self.keyring_file)):
            with self.assertRaises(Damaged, msg=length):
                recover.parse_keyring(self.keyring_file[:length])
        with self.assertRaises(Damaged):
            recover.open_object(self.object_file + b"\0", {1: self.key})

    def test_a_rotated_keyring_opens_what_was_sealed_before(self):
        keyring, rest = recover.split_file((VECTORS.parent / "golden" / "rotated.lifeboat").read_bytes())
        for secret in [{PIN: "482913"}, {PASSPHRASE: " correct  horse battery staple"}, {PHRASE: WORDS}]:
            keys = recover.open_keyring(keyring, secret, LOW)
            header, data = recover.open_object(rest, keys)
            self.assertEqual((header.key_epoch, sorted(keys), data), (1, [1, 2], b"sealed before the rotation"))


class Folder(unittest.TestCase):
    """A folder that the app's own crate wrote: two journal epochs, two data keys, three ways to open it."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.place)
        shutil.copytree(FIXTURE, self.place / "copy")
        [self.wallet] = recover.find_wallets(self.place / "copy")
        # Derived once; what is damaged below is never what the derivation depends on.
        if not hasattr(Folder, "keys"):
            Folder.keys = recover.open_keyring(self.wallet.keyring(), {PHRASE: WORDS})

    def recovered(self):
        with unittest.mock.patch.object(recover, "open_keyring", lambda *_: Folder.keys):
            with contextlib.redirect_stderr(io.StringIO()):
                [wallet] = recover.find_wallets(self.place / "copy")
                return recover.recover(wallet, None)

    def entry(self, position):
        return self.wallet.folder / "Channel state" / f"{position:012}.lifeboat"

    def test_each_secret_recovers_everything(self):
        for secret in [{PIN: "482913"}, {PIN: "٤٨٢٩١٣"}, {PASSPHRASE: "correct horse battery staple"}, {PHRASE: WORDS.upper()}]:
            recovered = recover.recover(self.wallet, secret)
            self.assertEqual(recovered.problems, [])
            self.assertEqual(recovered.phrase, WORDS)
            self.assertEqual(recovered.state, {"manager": b"m4", "meta": b"Samantha"})
            self.assertEqual([entry.header.position for entry in recovered.entries], [0, 1, 2, 3, 4])
            self.assertEqual(recovered.entries[3].takeovers, (2,))
            self.assertEqual(recovered.entries[0].device, "phone")

    def test_a_wrong_pin_recovers_nothing(self):
        with self.assertRaises(WrongSecret):
            recover.recover(self.wallet, {PIN: "000000"})

    def test_an_older_keyring_opens_nothing_that_was_written_after_it(self):
        entries = [self.entry(position) for position in range(5)]
        phrase = self.wallet.phrases[0][1]
        without_the_new_keyring = [*entries[:3], entries[4]]
        self.assertEqual(recover.reach(without_the_new_keyring, {PHRASE: WORDS}), entries[:3])
        self.assertEqual(recover.reach([*entries, phrase], {PHRASE: WORDS}), [*entries, phrase])
        self.assertEqual(recover.reach([*entries, phrase], {PIN: "000000"}), [])

    def test_a_keyring_without_the_key_of_the_newest_entry_does_not_have_the_last_word(self):
        """Both are opened by the words; the one with the higher number is of a change of keys that was overtaken."""
        newest, older = self.wallet.keyrings()
        self.assertEqual((newest.seq, older.seq), (2, 1))
        keys = {newest.data: Folder.keys, older.data: {1: Folder.keys[1]}}
        with unittest.mock.patch.object(recover, "open_keyring", lambda keyring, *_: keys[keyring.data]):
            self.assertEqual(self.wallet.open(None, None), Folder.keys)
            keys[newest.data], keys[older.data] = keys[older.data], Folder.keys
            self.assertEqual(self.wallet.open(None, None), Folder.keys)
            keys[older.data] = keys[newest.data]
            self.assertEqual(self.wallet.open(None, None), keys[newest.data])

    def test_pruned_entries_are_no_problem(self):
        for position in range(3):
            self.entry(position).unlink()
        recovered = self.recovered()
        self.assertEqual((recovered.problems, recovered.state["manager"]), ([], b"m4"))

    def test_a_missing_snapshot_is_made_up_for_by_the_entries_before(self):
        self.entry(3).unlink()
        self.assertIn("not complete", self.recovered().problems[0])
        self.entry(4).unlink()
        recovered = self.recovered()
        self.assertEqual((recovered.problems, recovered.state["manager"]), ([], b"m1"))

    def test_swapped_entries_are_noticed(self):
        one, other = self.entry(1).read_bytes(), self.entry(4).read_bytes()
        self.entry(1).write_bytes(other)
        self.entry(4).write_bytes(one)
        problems = self.recovered().problems
        self.assertEqual([problem.split(":")[0] for problem in problems], ["000000000001.lifeboat", "000000000004.lifeboat"])

    def test_an_entry_of_another_history_is_noticed(self):
        header, content = recover.open_object(self.entry(4).read_bytes(), Folder.keys)
        header.previous = bytes(32)
        entries = self.recovered().entries[:4] + [recover.parse_entry(header, b"", content)]
        with self.assertRaisesRegex(Damaged, "does not continue"):
            recover.replay(entries)

    def test_a_damaged_entry_does_not_hide_the_rest(self):
        data = bytearray(self.entry(4).read_bytes())
        data[5000] ^= 1
        self.entry(4).write_bytes(data)
        recovered = self.recovered()
        self.assertEqual(len(recovered.problems), 1)
        self.assertEqual((recovered.phrase, recovered.state["manager"]), (WORDS, b"m1"))

    def test_without_the_phrase_file_a_snapshot_still_opens_the_rest(self):
        self.wallet.phrases[0][1].unlink()
        recovered = self.recovered()
        self.assertEqual((recovered.phrase, recovered.state["manager"], recovered.problems), (None, b"m4", []))

    def test_everything_is_written_out(self):
        recover.write_out(self.recovered(), self.place / "out")
        out = self.place / "out"
        self.assertEqual((out / "recovery-phrase.txt").read_text(), WORDS + "\n")
        self.assertEqual((out / "state" / "manager").read_bytes(), b"m4")
        self.assertEqual(len(list((out / "entries").iterdir())), 5)
        with self.assertRaises(FileExistsError):
            recover.write_out(self.recovered(), out)

    def test_keys_cannot_leave_their_folder(self):
        self.assertEqual(recover.file_name("../a/b.c"), "%2e%2e%2fa%2fb%2ec")

    def test_the_command_lists_the_wallet(self):
        run = subprocess.run([sys.executable, HERE / "recover.py", FIXTURE], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("Samantha", run.stdout)
        self.assertIn("opened by PIN, or passphrase, or recovery phrase", run.stdout)


def number(value, length):
    return value.to_bytes(length, "big")


def field(data, length):
    return number(len(data), length) + data


class Packs(unittest.TestCase):
    """Snapshots that name other entries for the rest of the state, made by hand from docs/journal.md."""

    def setUp(self):
        self.entries, self.previous = [], bytes(32)

    def add(self, kind, version, body):
        position = len(self.entries)
        header = recover.Header(kind, bytes(16), 1, 0, position, bytes(8), self.previous, b"")
        raw = number(version, 1) + number(0, 8) + field(b"Test", 1) + body
        self.previous = hashlib.sha256(number(position, 8) + raw).digest()
        self.entries.append(recover.parse_entry(header, self.previous, raw))
        return number(position, 8) + self.previous

    def page(self, *pieces):
        out = number(len(pieces), 4)
        for what, key, value in pieces:
            out += number(what, 1) + field(key.encode(), 2) + (b"" if what == 2 else field(value, 4))
        return out

    def pack(self, state, names, *pieces):
        body = number(0, 4) + hashlib.sha256(recover.encode_state(state)).digest()
        return self.add(2, 2, body + number(len(names), 4) + b"".join(names) + self.page(*pieces))

    def journal(self):
        """A page, which is half of a long value; a pack with the rest; a change; a pack that takes a key away."""
        long = self.add(3, 2, self.page((1, "long", b"be"), (1, "old", b"1")))
        first = self.pack({"long": b"begin", "old": b"1"}, [long], (3, "long", b"gin"))
        self.add(3, 1, b"\x01" + number(2, 4) + b"\x02" + field(b"old", 2) + b"\x01" + field(b"new", 2) + field(b"2", 4))
        self.pack({"long": b"begin", "new": b"2"}, [long, first], (2, "old", None), (1, "new", b"2"))
        self.add(3, 1, b"\x01" + number(1, 4) + b"\x01" + field(b"last", 2) + field(b"3", 4))

    def test_a_pack_and_what_it_names_are_the_state(self):
        self.journal()
        whole = {"long": b"begin", "new": b"2", "last": b"3"}
        self.assertEqual(recover.replay(self.entries), whole)
        # What it does not name may be pruned.
        self.assertEqual(recover.replay(self.entries[:2] + self.entries[3:]), whole)

    def test_a_stray_below_the_newest_snapshot_hides_nothing(self):
        """A reader with an old listing took over where an entry had been pruned, and gave up (docs/journal.md, "Confirm")."""
        self.journal()
        stray = recover.Header(4, bytes(16), 1, 1, 2, bytes(8), b"\x55" * 32, b"")
        raw = number(1, 1) + number(0, 8) + field(b"Late", 1)
        entries = self.entries[:2] + [recover.parse_entry(stray, b"\x66" * 32, raw)] + self.entries[3:]
        self.assertEqual(recover.replay(entries), {"long": b"begin", "new": b"2", "last": b"3"})

    def test_the_golden_pack_is_read(self):
        golden = HERE.parent.parent / "crates" / "backup" / "tests" / "golden" / "pack-2.bin"
        self.add(2, 2, golden.read_bytes())
        pack = self.entries[0]
        self.assertEqual(pack.takeovers, (5, 70))
        self.assertEqual(pack.names, [(3, b"\x11" * 32), (71, b"\x22" * 32)])
        self.assertEqual(pack.page, [(1, "a", b"1"), (3, "a", b"2"), (2, "c", None), (1, "b", b"")])
        state = {}
        recover.lay(state, pack.page)
        self.assertEqual(hashlib.sha256(recover.encode_state(state)).digest(), pack.state_digest)

    def test_a_batch_that_no_file_takes_counts_with_its_pack(self):
        one = self.add(2, 1, number(0, 4) + recover.encode_state({"a": b"1", "b": b"2"}))
        half = self.add(3, 2, self.page((1, "a", b"ne")))
        self.assertEqual(recover.replay(self.entries), {"a": b"1", "b": b"2"})
        self.pack({"a": b"new"}, [one, half], (3, "a", b"w"), (2, "b", None))
        self.assertEqual(recover.replay(self.entries), {"a": b"new"})

    def test_what_is_missing_or_another_is_noticed(self):
        self.journal()
        for gone in (0, 1):
            entries = [entry for entry in self.entries if entry.header.position not in (gone, 2)]
            with self.assertRaisesRegex(Damaged, "not complete"):
                recover.replay(entries)
        self.entries[0].page = [(1, "long", b"BE"), (1, "old", b"1")]
        with self.assertRaisesRegex(Damaged, "is not its state"):
            recover.replay(self.entries)

    def test_a_pack_with_another_state_is_noticed(self):
        one = self.add(2, 1, number(0, 4) + recover.encode_state({"a": b"1"}))
        self.add(3, 1, b"\x01" + number(1, 4) + b"\x01" + field(b"b", 2) + field(b"3", 4))
        self.pack({"a": b"2"}, [one], (1, "a", b"2"))
        with self.assertRaisesRegex(Damaged, "is not what the entries before it give"):
            recover.replay(self.entries)


if __name__ == "__main__":
    unittest.main()
