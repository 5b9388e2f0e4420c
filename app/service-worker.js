// The service worker: keeps the files of one build of the app on this device, whole, and nothing else. `cargo xtask finish`
// writes it from this file. No user's data passes through it.

const BUILD = "BUILD";
// Each file by its address, with its hash as browsers compare it.
const FILES = { /* FILES */ };

const SHELL = "lifeboat-shell-";
const OWN = SHELL + BUILD;
// Beside the files of a build: the builds that were there before it, the newest last;
const BEFORE = "/before";
// how often a page began with it and said nothing, and how often one said that it does not start;
const SILENT = "/silent";
const FAILED = "/failed";
// and that it is given up: one before it serves in its place.
const GIVEN_UP = "/given-up";
// Once may be anything. A reload before a page has spoken is no rarity.
const MOST_FAILED = 2;
const MOST_SILENT = 3;
// The operator's decisions, as they were last heard. They outlive a build.
const CONFIG = "lifeboat-config";
const CONFIG_PATH = "/config.json";
// How long a network may keep silent where there is something older to go on with.
const PATIENCE_MS = 4000;

// The server's own: storage, the bridge, the map, sign-ins, health. They are never answered here.
const SERVERS = /^\/(dav|bridge|graph|oauth|healthz)(\/|$)/;
const NAMED_BY_CONTENT = /^\/(texts\/)?[a-z-]+-[0-9a-f]{13,16}[._][^/]*$/;

const kept = (cacheName, path) => caches.match(path, { cacheName });
const isWhole = (cacheName) => kept(cacheName, "/");

// A build is kept whole or not at all: every file has the hash that this file says, and "/" is put last. One that is whole
// already, as when the operator goes back to it, may be serving right now: it is only written over, with the same bytes.
async function keepWhole() {
  const paths = Object.keys(FILES).sort((a, b) => (a === "/") - (b === "/"));
  const answers = await Promise.all(paths.map(fetchChecked));
  const before = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== OWN);
  const wasWhole = await isWhole(OWN);
  try {
    const own = await caches.open(OWN);
    await own.put(BEFORE, new Response(JSON.stringify(before)));
    for (const [at, path] of paths.entries()) await own.put(path, answers[at]);
    for (const mark of [SILENT, FAILED, GIVEN_UP]) await own.delete(mark);
  } catch (error) {
    if (!wasWhole) await caches.delete(OWN);
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

const before = async () => (await kept(OWN, BEFORE))?.json() ?? [];

// The builds that can serve: this one, then those before it, the newest first. The first one serves.
async function able() {
  const able = [];
  for (const name of [OWN, ...(await before()).reverse()]) {
    if ((await isWhole(name)) && !(await kept(name, GIVEN_UP))) able.push(name);
  }
  return able;
}

// Counts one more beside the files of a build, and gives the sum.
async function count(name, mark) {
  const sum = Number((await (await kept(name, mark))?.text()) ?? 0) + 1;
  await (await caches.open(name)).put(mark, new Response(String(sum)));
  return sum;
}

async function giveUp(name) {
  await (await caches.open(name)).put(GIVEN_UP, new Response());
}

// A page begins. Where something older is left, it has to show that the build starts: else that one serves again.
async function begin() {
  const [name = OWN, older] = await able();
  if (older && (await count(name, SILENT).catch(() => 0)) > MOST_SILENT) {
    await giveUp(name);
    return kept(older, "/");
  }
  return kept(name, "/");
}

async function find(path) {
  const [name = OWN] = await able();
  // The other: a page of another build that is still open.
  return (await kept(name, path)) ?? (NAMED_BY_CONTENT.test(path) ? caches.match(path) : undefined);
}

// Whatever is wrong with the caches, the network is still there. It is not told what stands in the address of a page, which
// may have been shared by another program.
const page = async () => (await begin().catch(() => undefined)) ?? fetch("/", { redirect: "manual" });
const file = async (path, request) => (await find(path).catch(() => undefined)) ?? fetch(request);

const isObject = (text) => {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

// What the server says now, whole, and kept if it is a configuration. A page of something in between is not.
async function hear(request) {
  const answer = await fetch(request);
  const heard = answer.clone();
  const isHeard = !answer.ok || (!answer.redirected && isObject(await answer.clone().text()));
  if (answer.ok && isHeard) {
    await caches.open(CONFIG).then((cache) => cache.put(CONFIG_PATH, heard)).catch(() => {});
  }
  // That it is not there, or broken, is not something that it says.
  return { answer, counts: isHeard && answer.status < 500 };
}

async function config(request) {
  const last = await kept(CONFIG, CONFIG_PATH).catch(() => undefined);
  const patience = last && new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const now = await Promise.race([hear(request).catch(() => undefined), patience].filter(Boolean));
  return now?.counts ? now.answer : (last ?? now?.answer ?? Response.error());
}

function respond(request) {
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || SERVERS.test(pathname)) return undefined;
  if (pathname === CONFIG_PATH) return config(request);
  const isScreen = !pathname.split("/").pop().includes(".") || pathname === "/index.html";
  if (request.mode === "navigate" && isScreen) return page();
  const isFile = pathname !== "/" && Object.hasOwn(FILES, pathname);
  return isFile || NAMED_BY_CONTENT.test(pathname) ? file(pathname, request) : undefined;
}

// The worker of a page of this build has spoken: it starts, though that it works is still to be seen.
async function spoken(build) {
  const name = SHELL + build;
  if ((await able()).includes(name)) await (await caches.open(name)).delete(SILENT);
}

// A page of this build that heard nothing loads anew by itself. What begins then is counted, and its first try was none. One
// whose request for the page was lost asks again, and gets what serves now.
async function uncount(build) {
  const [serves = OWN] = await able();
  const name = build ? SHELL + build : serves;
  const sum = Number((await (await kept(name, SILENT))?.text()) ?? 0);
  if (sum > 0) await (await caches.open(name)).put(SILENT, new Response(String(sum - 1)));
}

// A page has run with the wallet behind it: if it was of this build, and that is still whole, nothing older is needed.
async function forgetOlder(build) {
  if (build !== BUILD || !(await isWhole(OWN))) return;
  await Promise.all((await before()).map((name) => caches.delete(name)));
  const own = await caches.open(OWN);
  for (const mark of [BEFORE, SILENT, FAILED, GIVEN_UP]) await own.delete(mark);
}

// A page of this build says that it does not start. Says whether it should load anew: once more with the same build, in case
// it was something that passes, and then with the one before it, if that is still kept.
async function startAnew(build) {
  const [name, older] = await able();
  if (name !== SHELL + build || !older) return false;
  if ((await count(name, FAILED)) >= MOST_FAILED) await giveUp(name);
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
  if (ask === "spoken") event.waitUntil(spoken(build));
  if (ask === "ran") event.waitUntil(forgetOlder(build));
  if (ask === "begins anew") {
    event.waitUntil(uncount(build).catch(() => {}).then(() => event.ports[0]?.postMessage(true)));
  }
  if (ask === "go back") event.waitUntil(startAnew(build).then((anew) => event.ports[0]?.postMessage(anew)));
});
