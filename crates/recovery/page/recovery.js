// The page around the module. What a file holds only ever becomes text.
"use strict";
const texts = /* TEXTS */ {};
const wasm = "/* WASM */";

const tags = Object.keys(texts);
const wanted = navigator.languages.map((tag) => tag.split("-")[0]).find((tag) => tags.includes(tag));
const language = wanted ?? "en";
const say = (name) => texts[language][name] ?? name;
const id = (name) => document.getElementById(name);

document.documentElement.lang = language;
document.title = say("title");
for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);

const bytes = Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0));
const ready = wasm_bindgen({ module_or_path: bytes.buffer });
let picked = null;
let wallets = [];
let phrase = null;
let exported = null;

// The heavy work holds the page up: what was said stands on the screen before.
const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

function option(value, text) {
  const element = document.createElement("option");
  element.value = value;
  element.textContent = text;
  return element;
}

function item(kind, ...lines) {
  const element = document.createElement(kind);
  for (const line of lines) element.append(line);
  return element;
}

const cell = (text) => item("td", text);

async function read(files) {
  id("opening").hidden = true;
  forget();
  if (files.length === 0) return;
  id("said").textContent = say("reading");
  await shown();
  try {
    await ready;
    const paths = files.map((file) => file.webkitRelativePath || file.name);
    const content = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
    picked = await wasm_bindgen.RecoveryModule.read(paths, content);
    wallets = JSON.parse(picked.wallets());
    id("said").textContent = wallets.length === 0 ? say("nothing") : "";
    if (wallets.length > 0) choose();
  } catch (error) {
    id("said").textContent = typeof error === "string" ? say(`error-${error}`) : say("error-files");
  }
}

function choose() {
  id("which").replaceChildren(...wallets.map((wallet, at) => option(at, wallet.name)));
  id("which-row").hidden = wallets.length === 1;
  id("opening").hidden = false;
  ask();
  id("secret").focus();
}

function ask() {
  const wallet = wallets[Number(id("which").value)];
  forget();
  const about = [wallet.name];
  if (wallet.secondCopy) about.push(say("second-copy"));
  if (wallet.ended) about.push(say("ended"));
  id("about").textContent = about.join(" · ");
  id("guarded").hidden = !wallet.guarded;
  id("kind").replaceChildren(...wallet.openedBy.map((kind) => option(kind, say(`kind-${kind}`))));
  if (wallet.openedBy.length === 0) id("failed").textContent = say("error-damaged");
  id("secret").value = "";
}

function forget() {
  id("opened").hidden = true;
  id("failed").textContent = "";
  phrase = null;
  cover();
  id("peers").replaceChildren();
  id("payments").replaceChildren();
  exported = null;
}

async function open() {
  id("go").disabled = true;
  forget();
  id("said").textContent = say("opening");
  await shown();
  try {
    const typed = id("secret").value;
    const opened = await picked.open(Number(id("which").value), id("kind").value, typed, Date.now());
    id("secret").value = "";
    show(JSON.parse(opened));
  } catch (error) {
    const code = typeof error === "string" ? error : error instanceof RangeError ? "memory" : "defect";
    id("failed").textContent = say(`error-${code}`);
  }
  id("go").disabled = false;
  id("said").textContent = "";
}

function show(opened) {
  phrase = opened.phrase;
  cover();
  id("has-phrase").hidden = phrase === null;
  id("no-phrase").hidden = phrase !== null;
  id("phrase-alone").hidden = opened.unread !== "missing";
  id("unread").hidden = opened.unread === null || opened.unread === "missing";
  id("why").textContent = opened.unread ?? "";
  id("contents").hidden = opened.contents === null;
  if (opened.contents !== null) showContents(opened.contents, opened);
  id("opened").hidden = false;
  id("opened").focus();
}

const time = (ms) => new Date(ms).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
const sat = (msat) => (msat / 1000).toLocaleString(language, { maximumFractionDigits: 3 });

function showContents(contents, opened) {
  const written = [contents.writtenMs === null ? null : time(contents.writtenMs), contents.device];
  id("written").textContent = [say("written"), ...written.filter((part) => part !== null)].join(" · ");
  const peer = ({ nodeId, addresses }) => item("li", item("code", [nodeId, ...addresses].join(" ")));
  id("peers").replaceChildren(...contents.peers.map(peer));
  const row = ({ createdMs, incoming, amountMsat, note, done }) => {
    const state = done === null ? ` (${say("under-way")})` : done ? "" : ` (${say("failed")})`;
    return item("tr", cell(time(createdMs)), cell(`${incoming ? "+" : "−"}${sat(amountMsat)} sat`), cell(note + state));
  };
  id("payments").replaceChildren(...contents.payments.map(row));
  id("no-peers").hidden = contents.peers.length > 0;
  id("history").hidden = contents.payments.length === 0;
  id("no-payments").hidden = contents.payments.length > 0;
  exported = opened.exported;
}

// Words and state are nowhere in the page before somebody asks for them.
function cover() {
  id("words").replaceChildren();
  id("words").hidden = true;
  id("show-phrase").textContent = say("show");
}

function uncover() {
  id("words").replaceChildren(...phrase.split(/\s+/).map((word) => item("li", word)));
  id("words").hidden = false;
  id("show-phrase").textContent = say("hide");
}

function save() {
  const file = JSON.stringify({ phrase, state: exported }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/json" }));
  link.download = "lifeboat-recovered.json";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

for (const input of [id("folder"), id("files")]) {
  input.addEventListener("change", () => {
    read([...input.files]);
    input.value = "";
  });
}
id("which").addEventListener("change", ask);
id("visible").addEventListener("change", () => {
  id("secret").type = id("visible").checked ? "text" : "password";
});
id("show-phrase").addEventListener("click", () => (id("words").hidden ? uncover() : cover()));
id("export").addEventListener("click", save);
id("opening").addEventListener("submit", (event) => {
  event.preventDefault();
  open();
});
id("served").hidden = true;
id("picking").hidden = false;
