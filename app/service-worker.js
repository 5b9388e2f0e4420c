// The service worker: keeps the files of one build of the app on this device, whole, and nothing else. `cargo xtask finish`
// writes it from this file. No user's data passes through it.

const BUILD = "BUILD";
// Each file by its address, with its hash as browsers compare it.
const FILES = { /* FILES */ };

const SHELL = "lifeboat-shell-";
const OWN = SHELL + BUILD;
// Beside the files of a build that did not start, once the one before it serves in its place.
const WENT_BACK = "/went-back";
// The operator's decisions, as they were last heard. They outlive a build.
const CONFIG = "lifeboat-config";
const CONFIG_PATH = "/config.json";
// How long a network may keep silent where there is something older to go on with.
const PATIENCE_MS = 4000;

// The server's own: storage, the bridge, the map, sign-ins, health. They are never answered here.
const SERVERS = /^\/(dav|bridge|graph|oauth|healthz)(\/|$)/;
const NAMED_BY_CONTENT = /^\/(texts\/)?[a-z-]+-[0-9a-f]{13,16}[._][^/]*$/;

// A build is kept whole or not at all: every file has the hash that this file says, and "/" is put last.
async function keepWhole() {
  await caches.delete(OWN);
  try {
    const paths = Object.keys(FILES).sort((a, b) => (a === "/") - (b === "/"));
    const answers = await Promise.all(paths.map(fetchChecked));
    const own = await caches.open(OWN);
    for (const [at, path] of paths.entries()) await own.put(path, answers[at]);
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

// What the browser has of it already is taken, if it is the same.
async function fetchChecked(path) {
  for (const cache of ["default", "reload"]) {
    const answer = await fetch(path, { integrity: FILES[path], cache }).catch(() => undefined);
    if (answer?.ok && !answer.redirected) return answer;
  }
  throw new Error(`${path} is not what this build has`);
}

// Builds that were kept before this one and are whole, the newest first. Caches are listed in the order they were made.
async function older() {
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL));
  const whole = [];
  for (const name of names.slice(0, Math.max(names.indexOf(OWN), 0)).reverse()) {
    const cache = await caches.open(name);
    if ((await cache.match("/")) && !(await cache.match(WENT_BACK))) whole.push(name);
  }
  return whole;
}

// The build that serves: this one, or the one before it where this one did not start.
async function serving() {
  const own = await caches.open(OWN);
  if (!(await own.match(WENT_BACK))) return own;
  const [before] = await older();
  return before ? caches.open(before) : own;
}

async function file(path, request) {
  const kept = await (await serving()).match(path);
  if (kept) return kept;
  // A page of another build that is still open.
  const other = NAMED_BY_CONTENT.test(path) ? await caches.match(path) : undefined;
  return other ?? fetch(request);
}

async function config(request) {
  const cache = await caches.open(CONFIG);
  const kept = await cache.match(CONFIG_PATH);
  const options = kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {};
  const answer = await fetch(request, options).catch(() => undefined);
  if (answer?.ok) await cache.put(CONFIG_PATH, answer.clone());
  // What the server says counts; that it is not there, or broken, is not something it says.
  if (answer && answer.status < 500) return answer;
  return kept ?? answer ?? Response.error();
}

function respond(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || SERVERS.test(pathname)) return undefined;
  if (pathname === CONFIG_PATH) return config(request);
  const isScreen = !pathname.split("/").pop().includes(".") || pathname === "/index.html";
  if (request.mode === "navigate" && isScreen) return file("/", request);
  const isFile = pathname !== "/" && Object.hasOwn(FILES, pathname);
  return isFile || NAMED_BY_CONTENT.test(pathname) ? file(pathname, request) : undefined;
}

// A page has run with the wallet behind it: if it was of this build, nothing older is needed any more.
async function forgetOlder(build) {
  if (build !== BUILD) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(SHELL));
  await Promise.all(names.slice(0, Math.max(names.indexOf(OWN), 0)).map((name) => caches.delete(name)));
}

// This build does not start: the one before it serves from here on, if it is still kept. Says whether.
async function goBack() {
  const own = await caches.open(OWN);
  if ((await own.match(WENT_BACK)) || (await older()).length === 0) return false;
  await own.put(WENT_BACK, new Response());
  return true;
}

// The page that installs it has asked for the configuration before anybody could keep it.
addEventListener("install", (event) => event.waitUntil(keepWhole().then(() => config(CONFIG_PATH))));

addEventListener("fetch", (event) => {
  const answer = respond(event.request);
  if (answer) event.respondWith(answer);
});

addEventListener("message", (event) => {
  const { ask, build } = event.data ?? {};
  // Only when the page says so: never during a payment.
  if (ask === "take over") event.waitUntil(skipWaiting());
  if (ask === "ran") event.waitUntil(forgetOlder(build));
  if (ask === "go back") event.waitUntil(goBack().then((gone) => event.ports[0]?.postMessage(gone)));
});
