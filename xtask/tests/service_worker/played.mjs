// A browser's side of app/service-worker.js: caches, a network that fails as it is told, events.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../app/service-worker.js", import.meta.url), "utf8");
const ORIGIN = "https://wallet.example";
const HASHED = "/app-0123456789abcdef.js";

// What survives the end of a service worker: the caches of an origin, in the order they were made.
class Caches {
  all = new Map();
  // What fails: "read" or "write", or nothing.
  broken = undefined;
  async open(name) {
    if (this.broken === "read") throw new DOMException("damaged", "UnknownError");
    if (!this.all.has(name)) this.all.set(name, new Cache(this));
    return this.all.get(name);
  }
  async delete(name) {
    return this.all.delete(name);
  }
  async keys() {
    return [...this.all.keys()];
  }
  async match(path, { cacheName } = {}) {
    if (this.broken === "read") throw new DOMException("damaged", "UnknownError");
    for (const [name, cache] of this.all) {
      if (cacheName !== undefined && cacheName !== name) continue;
      const found = await cache.match(path);
      if (found) return found;
    }
    return undefined;
  }
}

class Cache {
  entries = new Map();
  constructor(all) {
    this.origin = all;
  }
  async match(path) {
    return this.entries.get(path)?.clone();
  }
  async put(path, answer) {
    if (this.origin.broken === "write") throw new DOMException("no room", "QuotaExceededError");
    this.entries.set(path, answer);
  }
  async delete(path) {
    return this.entries.delete(path);
  }
}

// The server: what it has by path, or a failure. `integrity` is the content itself here.
class Server {
  files = new Map();
  asked = [];
  down = false;
  // The paths that something on the way sends elsewhere.
  redirecting = new Set();
  async fetch(target, { integrity, cache } = {}) {
    const { pathname: path, search } = new URL(target.url ?? target, ORIGIN);
    this.asked.push(path + search);
    const found = this.files.get(path);
    if (this.down) throw new TypeError("no network");
    const content = typeof found === "object" ? found[cache ?? "default"] : found;
    if (integrity !== undefined && content !== undefined && content !== integrity) {
      throw new TypeError("another content");
    }
    if (typeof content === "number") return new Response("", { status: content });
    const answer = new Response(content ?? "", { status: content === undefined ? 404 : 200 });
    if (this.redirecting.has(path)) Object.defineProperty(answer, "redirected", { value: true });
    return answer;
  }
}

const files = (build) => ({ "/": `page ${build}`, [HASHED]: "the same", [`/${build}-fedcba9876543210.js`]: build, "/icon.svg": build });

function deploy(server, build) {
  for (const [path, content] of Object.entries(files(build))) server.files.set(path, content);
}

function worker(build, caches, server) {
  const listeners = {};
  let tookOver = false;
  const patience = [];
  const source = SOURCE.replace('"BUILD"', `"${build}"`).replace("{ /* FILES */ }", JSON.stringify(files(build)));
  vm.runInNewContext(source, {
    caches,
    fetch: (...args) => server.fetch(...args),
    addEventListener: (name, listener) => (listeners[name] = listener),
    skipWaiting: async () => (tookOver = true),
    location: { origin: ORIGIN },
    URL,
    Response,
    AbortSignal,
    setTimeout: (then) => patience.push(then),
  });
  const run = async (name, event) => {
    let waited;
    listeners[name]({ ...event, waitUntil: (promise) => (waited = promise), respondWith: (promise) => (waited = promise) });
    return waited;
  };
  return {
    install: () => run("install", {}),
    // The text of the answer, or `undefined` where the browser asks the server itself.
    get: async (path, mode = "no-cors", method = "GET") => {
      const url = path.startsWith("/") ? ORIGIN + path : path;
      const answer = await run("fetch", { request: { url, mode, method } });
      return answer && (answer.type === "error" ? "error" : answer.ok ? answer.text() : answer.status);
    },
    say: async (data) => {
      let answer;
      await run("message", { data, ports: [{ postMessage: (it) => (answer = it) }] });
      return answer;
    },
    tookOver: () => tookOver,
    // The network has kept silent for as long as anybody waits.
    losePatience: () => patience.splice(0).forEach((then) => then()),
  };
}

const shells = async (caches) => (await caches.keys()).filter((name) => name.startsWith("lifeboat-shell-"));

async function installed(build, caches = new Caches(), server = new Server()) {
  deploy(server, build);
  const it = worker(build, caches, server);
  await it.install();
  return { it, caches, server };
}

test("what it keeps starts without a network, at every screen", async () => {
  const { it, server } = await installed("a");
  server.down = true;
  for (const screen of ["/", "/receive", "/settings/backup", "/index.html", "/activity/ln/00"]) {
    assert.equal(await it.get(screen, "navigate"), "page a", screen);
  }
  assert.equal(await it.get(HASHED), "the same");
  assert.equal(await it.get("/icon.svg"), "a");
});

test("it answers for nothing but the app's own files", async () => {
  const { it } = await installed("a");
  const others = [
    "/dav/", "/dav/Wallet/1.entry", "/dav", "/bridge", "/bridge?to=a:1", "/graph", "/healthz", "/oauth/callback?code=1",
    "/oauth/google/token", "/unknown.png", "/cloud/dav/entry-0123456789abcdef.bin", "https://elsewhere.example/", `https://elsewhere.example${HASHED}`, "/receive",
  ];
  for (const path of others) assert.equal(await it.get(path), undefined, path);
  for (const path of ["/dav/x", "/oauth/callback?code=1", "/missing.js"]) {
    assert.equal(await it.get(path, "navigate"), undefined, path);
  }
  for (const method of ["POST", "PUT", "HEAD", "DELETE"]) assert.equal(await it.get(HASHED, "cors", method), undefined, method);
});

test("a build is kept whole or not at all", async () => {
  for (const broken of Object.keys(files("b"))) {
    for (const found of [undefined, "another content", 500, 404]) {
      const { caches, server } = await installed("a");
      deploy(server, "b");
      server.files.set(broken, found);
      await assert.rejects(worker("b", caches, server).install(), new RegExp("is not what this build has"));
      assert.deepEqual(await shells(caches), ["lifeboat-shell-a"], `${broken}: ${found}`);
      server.down = true;
      const old = worker("a", caches, server);
      assert.equal(await old.get("/", "navigate"), "page a");
    }
  }
});

test("what lies in the browser's cache is taken if it is the same, and else fetched anew", async () => {
  const { it, server } = await installed("a", new Caches(), new Server());
  assert.equal(server.asked.length, 5, "four files and the configuration, none of them twice");
  const later = new Server();
  deploy(later, "b");
  later.files.set("/", { default: "page a", reload: "page b" });
  const second = worker("b", new Caches(), later);
  await second.install();
  assert.equal(await second.get("/", "navigate"), "page b");
  assert.equal(await it.get("/", "navigate"), "page a");
});

test("it takes over only when the page says so", async () => {
  const { it } = await installed("a");
  assert.equal(it.tookOver(), false);
  for (const said of [undefined, null, "take over", {}, { ask: "ran", build: "a" }]) await it.say(said);
  assert.equal(it.tookOver(), false);
  await it.say({ ask: "take over" });
  assert.equal(it.tookOver(), true);
});

test("the old version is kept until the new one has run", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  // A page of the old version that is still open has its files.
  assert.equal(await second.get("/a-fedcba9876543210.js"), "a");
  await second.say({ ask: "ran", build: "a" });
  assert.deepEqual(await shells(caches), ["lifeboat-shell-a", "lifeboat-shell-b"]);
  // A third that was fetched meanwhile is none of the old ones.
  await installed("c", caches, server);
  await second.say({ ask: "ran", build: "b" });
  assert.deepEqual(await shells(caches), ["lifeboat-shell-b", "lifeboat-shell-c"]);
});

const fails = (build) => ({ ask: "go back", build });

test("a version that does not start twice gives way to the one before it, and to the next one", async () => {
  const { caches, server } = await installed("a");
  await installed("b", caches, server);
  server.down = true;
  let second = worker("b", caches, server);
  assert.equal(await second.say(fails("b")), true);
  assert.equal(await second.get("/", "navigate"), "page b", "once more: it may have been something that passes");
  assert.equal(await second.say(fails("b")), true);
  // Also when the service worker was stopped meanwhile.
  second = worker("b", caches, server);
  assert.equal(await second.get("/", "navigate"), "page a");
  assert.equal(await second.get("/a-fedcba9876543210.js"), "a");
  for (const build of ["a", "b"]) assert.equal(await second.say(fails(build)), false, "a page that loads anew without end");
  server.down = false;
  const { it: third } = await installed("c", caches, server);
  assert.equal(await third.get("/", "navigate"), "page c");
  assert.equal(await third.say(fails("c")), true);
  assert.equal(await third.say(fails("c")), true);
  assert.equal(await third.get("/", "navigate"), "page a", "not the one that did not start either");
});

test("where two versions do not start, the one before both serves", async () => {
  const { caches, server } = await installed("a");
  await installed("b", caches, server);
  const { it: third } = await installed("c", caches, server);
  for (const build of ["c", "c", "b", "b"]) assert.equal(await third.say(fails(build)), true, build);
  assert.equal(await third.get("/", "navigate"), "page a");
});

test("a page of another version says nothing about this one", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  for (let times = 0; times < 5; times++) assert.equal(await second.say(fails("a")), false);
  assert.equal(await second.get("/", "navigate"), "page b");
});

test("a version that ran after it failed once has not failed", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  await second.say(fails("b"));
  await second.say({ ask: "ran", build: "b" });
  const { it: third } = await installed("c", caches, server);
  for (const build of ["c", "c"]) await third.say(fails(build));
  assert.equal(await third.get("/", "navigate"), "page b");
  assert.equal(await third.say(fails("b")), false);
  assert.equal(await third.get("/", "navigate"), "page b");
});

test("a version whose pages say nothing at all gives way after three starts", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  for (let round = 0; round < 3; round++) {
    for (let start = 0; start < 3; start++) assert.equal(await second.get("/", "navigate"), "page b");
    if (round < 2) await second.say({ ask: "spoken", build: "b" });
  }
  assert.equal(await second.get("/", "navigate"), "page a");
  for (let start = 0; start < 9; start++) assert.equal(await second.get("/send", "navigate"), "page a", "nothing older is left");
});

test("a page that leaves its own silence by loading anew is one start, and not two", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  for (let opened = 0; opened < 3; opened++) {
    assert.equal(await second.get("/", "navigate"), "page b");
    assert.equal(await second.say({ ask: "begins anew", build: "b" }), true);
    assert.equal(await second.get("/", "navigate"), "page b", "the page that is loaded anew");
  }
  assert.equal(await second.get("/", "navigate"), "page a", "three times nothing was heard of it");
  // Of what was not counted nothing is taken away, and caches that fail do not keep the page waiting.
  assert.equal(await second.say({ ask: "begins anew", build: "c" }), true);
  assert.deepEqual(await shells(caches), ["lifeboat-shell-a", "lifeboat-shell-b"]);
  caches.broken = "read";
  assert.equal(await second.say({ ask: "begins anew", build: "b" }), true);
});

test("a page that asks again for what was lost is one start of the version that serves, whichever the page is of", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  for (let opened = 0; opened < 3; opened++) {
    assert.equal(await second.get("/", "navigate"), "page b");
    for (let lost = 0; lost < 4; lost++) {
      assert.equal(await second.say({ ask: "begins anew" }), true);
      assert.equal(await second.get("/", "navigate"), "page b");
    }
  }
  assert.equal(await second.get("/", "navigate"), "page a", "three times nothing was heard of it");
});

test("an operator who goes back to a version leaves the devices that it serves with it", async () => {
  for (const fault of ["no network", "torn", "no room", undefined]) {
    const { caches, server } = await installed("a");
    const { it: second } = await installed("b", caches, server);
    for (const build of ["b", "b"]) await second.say(fails(build));
    deploy(server, "a");
    if (fault === "no network") server.down = true;
    if (fault === "torn") server.files.set("/icon.svg", "b");
    if (fault === "no room") caches.broken = "write";
    const again = worker("a", caches, server);
    const done = again.install();
    await (fault ? assert.rejects(done) : done);
    server.down = true;
    for (const path of ["/", "/receive"]) assert.equal(await second.get(path, "navigate"), "page a", fault);
    assert.equal(await second.get("/icon.svg"), "a");
    caches.broken = undefined;
    // The one that it takes the place of is what is before it now, and is forgotten as any other.
    if (fault) continue;
    await again.say({ ask: "ran", build: "a" });
    assert.deepEqual(await shells(caches), ["lifeboat-shell-a"]);
  }
});

test("an operator who goes back to a version that does not start any more has the newer one left", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  const { it: again } = await installed("a", caches, server);
  for (const build of ["a", "a"]) assert.equal(await again.say(fails(build)), true);
  assert.equal(await again.get("/", "navigate"), "page b");
  assert.equal(await second.get("/", "navigate"), "page b");
});

test("a version that has lost a file does not forget the one before it", async () => {
  const { caches, server } = await installed("a");
  const { it: second } = await installed("b", caches, server);
  caches.all.get("lifeboat-shell-b").entries.delete("/");
  await second.say({ ask: "ran", build: "b" });
  server.down = true;
  assert.equal(await second.get("/", "navigate"), "page a");
});

test("where the caches fail, the network answers", async () => {
  const { it, caches, server } = await installed("a");
  const config = (number) => server.files.set("/config.json", JSON.stringify({ number }));
  config(1);
  caches.broken = "write";
  assert.equal(await it.get("/config.json"), '{"number":1}', "no room");
  const { it: second } = await installed("b").then(async ({ it, caches, server }) => {
    caches.broken = "read";
    deploy(server, "b");
    server.files.set("/config.json", "{}");
    return { it };
  });
  assert.equal(await second.get("/", "navigate"), "page b");
  assert.equal(await second.get("/settings/backup", "navigate"), "page b");
  assert.equal(await second.get(HASHED), "the same");
  assert.equal(await second.get("/icon.svg"), "b");
  assert.equal(await second.get("/config.json"), "{}");
  // A start that cannot be counted is a start.
  const counted = await installed("a");
  const { it: third } = await installed("b", counted.caches, counted.server);
  counted.caches.broken = "write";
  for (let start = 0; start < 5; start++) assert.equal(await third.get("/", "navigate"), "page b");
});

test("a build is kept also where the configuration cannot be", async () => {
  const caches = new Caches();
  const server = new Server();
  server.files.set("/config.json", "{}");
  const open = caches.open.bind(caches);
  caches.open = async (name) => {
    if (name === "lifeboat-config") throw new DOMException("no room", "QuotaExceededError");
    return open(name);
  };
  const { it } = await installed("a", caches, server);
  server.down = true;
  assert.equal(await it.get("/", "navigate"), "page a");
});

test("the server is not told what was shared", async () => {
  const { it, caches, server } = await installed("a");
  caches.all.clear();
  server.asked = [];
  assert.equal(await it.get("/send?text=abandon+abandon", "navigate"), "page a");
  assert.deepEqual(server.asked, ["/"]);
});

test("there is nothing to go back to where nothing older is whole", async () => {
  const { it, caches, server } = await installed("a");
  assert.equal(await it.say(fails("a")), false);
  // Torn by the end of the process.
  const torn = new Caches();
  await (await torn.open("lifeboat-shell-a")).put(HASHED, new Response("the same"));
  const { it: second } = await installed("b", torn, server);
  assert.equal(await second.say(fails("b")), false);
  assert.deepEqual(await shells(caches), ["lifeboat-shell-a"]);
});

test("the operator's configuration is the server's, and the last one where there is no server", async () => {
  const of = (name) => JSON.stringify({ name });
  const heard = new Server();
  heard.files.set("/config.json", of("before"));
  const early = await installed("a", new Caches(), heard);
  heard.down = true;
  assert.equal(await early.it.get("/config.json"), of("before"), "as it was when the app was kept");
  const { it, server } = await installed("a");
  const says = (content) => server.files.set("/config.json", content);
  assert.equal(await it.get("/config.json"), 404, "none was heard, and the server says that there is none");
  server.down = true;
  assert.equal(await it.get("/config.json"), "error");
  server.down = false;
  says("<html>");
  assert.equal(await it.get("/config.json"), "<html>", "none was heard, and the page can say what it got");
  for (const name of ["first", "second"]) {
    says(of(name));
    assert.equal(await it.get("/config.json"), of(name));
  }
  for (const other of [502, "<html>Sign in to this network</html>", "", "null", "[]", '"text"']) {
    says(other);
    assert.equal(await it.get("/config.json"), of("second"), String(other));
  }
  server.redirecting.add("/config.json");
  says(of("of somebody else"));
  assert.equal(await it.get("/config.json"), of("second"));
  server.down = true;
  assert.equal(await it.get("/config.json"), of("second"));
  server.down = false;
  server.redirecting.clear();
  says(403);
  assert.equal(await it.get("/config.json"), 403);
});

test("of a network that keeps silent, at any point, nothing is waited for for long", async () => {
  for (const stops of ["at once", "in the body"]) {
    const heard = new Server();
    heard.files.set("/config.json", '{"name":"last"}');
    const { it } = await installed("a", new Caches(), heard);
    const silent = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    let asked;
    const reached = new Promise((resolve) => (asked = resolve));
    heard.fetch = async () => {
      asked();
      return stops === "at once" ? new Promise(() => {}) : silent;
    };
    const answer = it.get("/config.json");
    await reached;
    await Promise.resolve();
    it.losePatience();
    assert.equal(await answer, '{"name":"last"}', stops);
  }
});
