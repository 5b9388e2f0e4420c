// Starts the page's wasm. A file of its own, so that the content security policy needs no exception for inline scripts.

import { goBack, stillComing, takeNewVersion } from "./updates.js";

// Absent in the gallery, which has no worker.
const worker = document.querySelector('meta[name="lifeboat-build"]')?.dataset;

// Leptos makes elements from its own literals by innerHTML, and the worker is started by its address: where the
// server asks for Trusted Types, exactly that passes.
if (window.trustedTypes) {
  const elements = /<\s*(script|i?frame|object|embed|applet|base|meta|link|style|animate|set|math|foreignobject)/i;
  // A character that is written by its name or number could be any of these.
  const attributes = /(javascript|vbscript|data):|[\s"'/]on\w+\s*=|srcdoc|&(#|colon|tab|newline)/i;
  const isDangerous = (html) => elements.test(html) || attributes.test(html);
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => {
      // Browsers read addresses without their tabs and line ends.
      if (isDangerous(html) || isDangerous(html.replace(/[\t\r\n]/g, ""))) throw new TypeError("refused markup");
      return html;
    },
    createScriptURL: (url) => {
      if (url !== worker?.worker && url !== "/sw.js") throw new TypeError("refused script");
      return url;
    },
  });
}

// The browser offers the installation once, and may do so before the page is there.
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  window.lifeboatInstall = event;
  dispatchEvent(new Event("lifeboat:install"));
});

// The language: the one chosen here, else the first of the browser's that there is, else English. Its texts
// are asked for now, beside the wasm; the page takes them from here.
const files = new Map(
  document.querySelector('meta[name="lifeboat-texts"]').content.split(" ").map((file) => file.split("=")),
);
const chosen = () => {
  try {
    return localStorage.getItem("lifeboat.display.language");
  } catch {
    return null;
  }
};
const wanted = [chosen(), ...navigator.languages].map((tag) => tag?.split("-")[0].toLowerCase());
const language = wanted.find((tag) => files.has(tag)) ?? "en";
document.documentElement.lang = language;
document.documentElement.dir = ["ar", "fa", "he", "ur"].includes(language) ? "rtl" : "ltr";

const splash = document.getElementById("splash");
const failed = (error) => {
  splash.removeAttribute("aria-busy");
  document.getElementById("splash-text").hidden = true;
  const why = globalThis.WebAssembly ? "splash-failed" : "splash-no-wasm";
  document.getElementById(why).hidden = false;
  goBack();
  throw error;
};

const texts = fetch(files.get(language)).then((answer) => {
  if (!answer.ok) throw new Error(`no texts: ${answer.status}`);
  return answer.text();
});
window.lifeboatTexts = texts;
texts.then((file) => {
  const parts = file.split("\0");
  for (const element of splash.querySelectorAll("[data-text]")) element.textContent = parts[element.dataset.text];
}, failed);

// Loaded when somebody scans a code for the first time.
window.lifeboatScanner = () => import("/scan.js");

const leaving = new AbortController();
addEventListener("pagehide", () => leaving.abort());

// Reads a file to its end, and says that it comes for as long as it does.
const read = async (answer) => {
  const body = answer.body.getReader();
  while (!(await body.read()).done) stillComing();
};

// What the page has asked for is taken before anything is waited for: a service worker is not relieved in the
// middle of it.
const script = document.querySelector("script[data-wasm]");
const load = async () => {
  // The build knows its hash; the gallery has none.
  const integrity = script.dataset.wasmIntegrity ?? "";
  const answer = fetch(script.dataset.wasm, { integrity });
  const [{ default: init }, wasm] = await Promise.all([import(script.dataset.js), answer]);
  return { init, wasm, whole: read(wasm.clone()).catch(() => {}) };
};
const loads = load();
loads.catch(() => {});
await takeNewVersion();
try {
  const { init, wasm, whole } = await loads;
  // The first screen has come before the node, which is five times its size, begins to.
  // A page that goes leaves nothing behind that the service worker still answers: a newer one would wait for its end.
  const { signal } = leaving;
  if (worker) {
    whole.then(() => fetch(worker.workerWasm, { priority: "low", signal })).then(read).catch(() => {});
  }
  await init({ module_or_path: wasm });
} catch (error) {
  failed(error);
}
