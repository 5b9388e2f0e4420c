// @ts-check
// How another wallet would use the module. A real one runs it in a worker, and keeps the words under a lock of its own.
import init, { Drive, Journal, makeWords } from "lifeboat-journal";

const STORE = "lifeboat-journal-example";

/** @param {string} id */
const field = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id)).value;
/** @param {string} id */
const shown = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} line */
const say = (line) => { shown("log").textContent += line + "\n"; };

/** @type {Journal | undefined} */
let journal;
/** The credentials are asked for once, so that a server is tried out once. @type {Drive | undefined} */
let drive;
let count = 0;

const connect = () => drive ??= Drive.webdav({
  address: field("address"), user: field("user"), password: field("password"),
});

const device = () => ({
  store: STORE,
  device: "The example",
  /** @param {import("lifeboat-journal").JournalStatus} status */
  onStatus: (status) => { shown("status").textContent = status.kind; },
});

/** @param {Journal} opened */
function use(opened) {
  journal = opened;
  const state = opened.state();
  count = state.size;
  const lines = [...state].map(([key, value]) => `${key}=${new TextDecoder().decode(value)}`);
  say(`State: ${lines.sort().join(" ") || "empty"}`);
}

const actions = {
  async create() {
    use(await Journal.create(connect(), {
      ...device(), name: field("name"), words: makeWords(12), pin: field("pin"),
    }));
    say(`Begun in ${journal?.folder}`);
  },

  // What LDK hands to a persister goes here. Nothing that depends on it may leave the wallet before this has resolved.
  async append() {
    if (!journal) throw new Error("There is no journal yet");
    const value = new TextEncoder().encode(`channel state ${count}`);
    const position = await journal.append([[`monitor/${count}`, value]]);
    count += 1;
    say(`Durable at ${position}`);
  },

  async open() {
    use(await Journal.open(connect(), { ...device(), pin: field("pin") }));
    say("Opened");
  },

  async restore() {
    const found = await Journal.list(connect());
    const backup = found.find((it) => it.name === field("name"));
    say(`Found: ${found.map((it) => it.name).join(", ") || "nothing"}`);
    if (!backup) return;
    use(await Journal.restore(connect(), { ...device(), folder: backup.folder, pin: field("pin") }));
    say(`Restored at ${journal?.position}`);
  },

  async close() {
    say(`Closed: ${await journal?.close()}`);
    journal?.free();
    journal = undefined;
  },
};

await init();
for (const [id, act] of Object.entries(actions)) {
  shown(id).addEventListener("click", async () => {
    try {
      await act();
    } catch (thrown) {
      const error = /** @type {import("lifeboat-journal").JournalError} */ (thrown);
      // `Fenced`: stop. `Paused`: the changes are kept; ask the user for what `reason` says, then `journal.resume()`.
      say(`${error.name}${error.reason ? ` (${error.reason})` : ""}: ${error.message}; ${error.remedy ?? ""}`);
    }
  });
}
/** @type {HTMLFieldSetElement} */ (shown("actions")).disabled = false;
