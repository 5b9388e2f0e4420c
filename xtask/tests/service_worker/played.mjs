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
  async open(name) {
    if (!this.all.has(name)) this.all.set(name, new Cache());
    return this.all.get(name);
  }
  async delete(name) {
    return this.all.delete(name);
  }
  async keys() {
    return [...this.all.keys()];
  }
  async match(path) {
    for (const cache of this.all.values()) {
      const found = await cache.match(path);
      if (found) return found;
    }
    return undefined;
  }
}

class Cache {
  entries = new Map();
  async match(path) {
    return this.entries.get(path)?.clone();
  }
  async put(path, answer) {
    this.entries.set(path, answer);
  }
}

// The server: what it has by path, or a failure. `integrity` is the content itself here.
class Server {
  files = new Map();
  asked = [];
  down = false;
  async fetch(target, { integrity, cache } = {}) {
    const path = typeof target === "string" ? target : new URL(target.url).pathname;
    this.asked.push(path);
    const found = this.files.get(path);
    if (this.down) throw new TypeError("no network");
    const content = typeof found === "object" ? found[cache ?? "default"] : found;
    if (integrity !== undefined && content !== undefined && content !== integrity) {
      throw new TypeError("another content");
    }
    if (typeof content === "number") return new Response("", { status: content });
    return new Response(content ?? "", { status: content === undefined ? 404 : 200 });
  }
}

const files = (build) => ({ "/": `page ${build}`, [HASHED]: "the same", [`/${build}-fedcba9876543210.js`]: build, "/icon.svg": build });

function deploy(server, build) {
  for (const [path, content] of Object.entries(files(build))) server.files.set(path, content);
}

function worker(build, caches, server) {
  const listeners = {};
  let tookOver = false;
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

test("a version that does not start gives way to the one before it, and to the next one", async () => {
  const { caches, server } = await installed("a");
  await installed("b", caches, server);
  server.down = true;
  let second = worker("b", caches, server);
  assert.equal(await second.say({ ask: "go back" }), true);
  assert.equal(await second.say({ ask: "go back" }), false, "a page that loads anew without end");
  // Also when the service worker was stopped meanwhile.
  second = worker("b", caches, server);
  assert.equal(await second.get("/", "navigate"), "page a");
  assert.equal(await second.get("/a-fedcba9876543210.js"), "a");
  server.down = false;
  const { it: third } = await installed("c", caches, server);
  assert.equal(await third.get("/", "navigate"), "page c");
  assert.equal(await third.say({ ask: "go back" }), true);
  assert.equal(await third.get("/", "navigate"), "page a", "not the one that did not start either");
});

test("there is nothing to go back to where nothing older is whole", async () => {
  const { it, caches, server } = await installed("a");
  assert.equal(await it.say({ ask: "go back" }), false);
  // Torn by the end of the process.
  const torn = new Caches();
  await (await torn.open("lifeboat-shell-a")).put(HASHED, new Response("the same"));
  const { it: second } = await installed("b", torn, server);
  assert.equal(await second.say({ ask: "go back" }), false);
  assert.deepEqual(await shells(caches), ["lifeboat-shell-a"]);
});

test("the operator's configuration is the server's, and the last one where there is no server", async () => {
  const heard = new Server();
  heard.files.set("/config.json", "before");
  const early = await installed("a", new Caches(), heard);
  heard.down = true;
  assert.equal(await early.it.get("/config.json"), "before", "as it was when the app was kept");
  const { it, server } = await installed("a");
  assert.equal(await it.get("/config.json"), 404, "none was heard, and the server says that there is none");
  server.down = true;
  assert.equal(await it.get("/config.json"), "error");
  server.down = false;
  server.files.set("/config.json", "first");
  assert.equal(await it.get("/config.json"), "first");
  server.files.set("/config.json", "second");
  assert.equal(await it.get("/config.json"), "second");
  server.files.set("/config.json", 502);
  assert.equal(await it.get("/config.json"), "second");
  server.down = true;
  assert.equal(await it.get("/config.json"), "second");
  server.down = false;
  server.files.set("/config.json", 403);
  assert.equal(await it.get("/config.json"), 403);
});
