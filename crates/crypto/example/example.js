// @ts-check
// How another wallet would use the module. See README.md for how `pkg/` is built.
import init, * as lifeboat from "./pkg/lifeboat_crypto.js";

const log = /** @type {HTMLOutputElement} */ (document.getElementById("log"));
const form = /** @type {HTMLFormElement} */ (document.getElementById("form"));
const pinField = /** @type {HTMLInputElement} */ (document.getElementById("pin"));

/** @param {string} line */
const say = (line) => { log.textContent += line + "\n"; };

/** The name of what is thrown. @param {() => unknown} attempt */
const refusal = (attempt) => {
  try { attempt(); return "nothing"; } catch (error) { return /** @type {Error} */ (error).name; }
};

/** @param {string} pin */
function run(pin) {
  const why = lifeboat.checkPin(pin);
  if (why) { say(`This PIN is refused: ${why}`); return; }

  const words = lifeboat.makeWords(12);
  say(`Recovery phrase: ${words.split(" ").length} words, seed of ${lifeboat.wordsToSeed(words).length} bytes`);

  const cost = lifeboat.Cost.argon2id(64 * 1024, 3);
  say(`One graphics card tries every PIN of this length in ${Math.round(lifeboat.oneCardSeconds(pin.length, cost) / 60)} minutes`);

  // A new backup, opened by the PIN or by the words.
  const began = performance.now();
  const mine = lifeboat.OpenKeyring.make(new lifeboat.Slots().pin(pin, cost).words(words));
  say(`Keyring of ${mine.keyring.bytes.length} bytes made in ${Math.round(performance.now() - began)} ms`);

  // Its first journal entry.
  const header = new lifeboat.Header(lifeboat.Kind.Snapshot, 0n);
  const object = mine.seal(header, new TextEncoder().encode("channel state"));
  const file = lifeboat.joinFile(mine.keyring, object);
  say(`File of ${file.length} bytes`);

  // Another device: only the file and the PIN.
  const found = lifeboat.Keyring.parse(file);
  say(`Found: ${found}`);
  say(`With a wrong PIN: ${refusal(() => found.openWithPin("739105"))}`);
  const opened = found.openWithPin(pin).open(file);
  say(`With the PIN: "${new TextDecoder().decode(opened.data)}" at position ${opened.header.position}`);

  const changed = file.slice();
  changed[changed.length - 1] ^= 1;
  const open = found.openWithWords(words);
  say(`With one bit changed: ${refusal(() => open.open(changed))}`);

  // Another PIN, another data key; what was sealed before still opens.
  const next = open.rotate(new lifeboat.Slots().pin("950637", cost).words(words));
  say(`After a new PIN: keyring ${next.keyring.seq}, key ${next.keyring.epoch}, old PIN: ${refusal(() => next.keyring.openWithPin(pin))}`);
  say(`The old file: "${new TextDecoder().decode(next.open(file).data)}"`);
  say("Done");
}

await init();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  log.textContent = "";
  run(pinField.value);
});
run(pinField.value);
