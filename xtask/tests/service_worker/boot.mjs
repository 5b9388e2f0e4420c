// public/boot.js, up to where the page's wasm begins, and what it lets become markup.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const FILE = readFileSync(new URL("../../../public/boot.js", import.meta.url), "utf8");
// What a module imports is given to it here.
const SOURCE = `(async () => { ${FILE.replace(/^import .*$/m, "").replaceAll("import(", "imported(")} })()`;

const settle = () => new Promise((resolve) => setImmediate(resolve));

// A page that has been opened; each file is the answer, or what it fails with.
function open({ wasm = "wasm", glue = {}, lacks = {} } = {}) {
  const done = [];
  const listeners = new Map();
  let signal;
  let handOver;
  let policy;
  let coming = 0;
  const byId = new Map();
  const element = () => ({ removeAttribute() {}, querySelectorAll: () => [], dataset: { js: "/app.js", wasm: "/app.wasm", wasmIntegrity: "sha256-it" } });
  const meta = { content: "en=/en.txt", dataset: { worker: "/w.js", workerWasm: "/w.wasm" } };
  const ends = vm.runInNewContext(SOURCE, {
    takeNewVersion: () => new Promise((resolve) => (handOver = resolve)),
    goBack: () => done.push("failed"),
    stillComing: () => coming++,
    imported: async () => {
      if (glue instanceof Error) throw glue;
      return { default: async () => done.push("begun") };
    },
    AbortController,
    fetch: async (path, options) => {
      if (path === "/w.wasm") signal = options.signal;
      if (path === "/app.wasm" && wasm instanceof Error) throw wasm;
      if (path === "/app.wasm" && options.integrity !== "sha256-it") throw new TypeError("the wasm is not compared with its hash");
      const body = new ReadableStream({
        start: (body) => {
          body.enqueue(new TextEncoder().encode(path));
          body.close();
        },
      });
      const read = body.pipeThrough(new TransformStream({ flush: () => done.push(path) }, undefined, { highWaterMark: 0 }));
      return new Response(read);
    },
    window: { trustedTypes: { createPolicy: (name, made) => (policy = { name, ...made }) } },
    addEventListener: (name, listener) => listeners.set(name, listener),
    navigator: { languages: [] },
    localStorage: { getItem: () => null },
    document: { documentElement: {}, querySelector: (what) => (what.startsWith("meta") ? meta : element()), getElementById: (id) => byId.set(id, byId.get(id) ?? { ...element(), hidden: true }).get(id) },
    ...lacks,
  });
  const leave = () => listeners.get("pagehide")();
  const isShown = (id) => byId.get(id)?.hidden === false;
  return { done, ends, policy, isShown, handOver: () => handOver(), leave, isCut: () => signal.aborted, coming: () => coming };
}

test("what was asked for is read while a newer version may take over, and begins after that", async () => {
  const it = open();
  await settle();
  // The service worker that answers it would not be relieved before.
  assert.deepEqual(it.done.toSorted(), ["/app.wasm", "/en.txt"]);
  assert.equal(it.coming(), 1, "it is said that the page's wasm comes");
  it.handOver();
  await it.ends;
  assert.ok(it.done.includes("begun"));
  await settle();
  assert.equal(it.coming(), 2, "and the node's");
  assert.ok(it.done.includes("/w.wasm"), "the node's own comes after the page's");
  assert.ok(!it.isCut());
  it.leave();
  assert.ok(it.isCut(), "a service worker that still answered it would not be relieved");
});

test("a page that cannot be loaded says so once, after a newer version has had its turn", async () => {
  for (const broken of [{ wasm: new Error("offline") }, { glue: new SyntaxError("}") }]) {
    const it = open(broken);
    await settle();
    assert.ok(!it.done.includes("failed"));
    it.handOver();
    await assert.rejects(it.ends);
    assert.deepEqual(it.done.filter((what) => what === "failed"), ["failed"]);
  }
});

test("a browser that runs no WebAssembly is told so, and not that it is too old", async () => {
  const broken = { wasm: new Error("no WebAssembly") };
  for (const [lacks, said, unsaid] of [
    [{ WebAssembly: undefined }, "splash-no-wasm", "splash-failed"],
    [{}, "splash-failed", "splash-no-wasm"],
  ]) {
    const it = open({ ...broken, lacks });
    await settle();
    it.handOver();
    await assert.rejects(it.ends);
    assert.ok(it.isShown(said) && !it.isShown(unsaid), said);
  }
});

// Where the server asks for Trusted Types, everything that is to become markup or a script comes by here.
const PAYLOADS = [
  "<script>alert(1)</script>", "<SCRIPT src=//evil.example></SCRIPT>", "< script>alert(1)</script>", "<script\n>alert(1)</script>",
  "<scr\nipt>alert(1)</scr\nipt>", "<svg><script>alert(1)</script></svg>", "<img src=x onerror=alert(1)>", "<IMG SRC=x ONERROR=alert(1)>",
  "<img src=x onerror = alert(1)>", "<img/src=x/onerror=alert(1)>", '<img src="x"onerror=alert(1)>', "<img src='x'onerror=alert(1)>",
  "<img\nsrc=x\nonerror=alert(1)>", "<img\tonerror=alert(1) src=x>", "<img\fonerror=alert(1) src=x>", "<svg onload=alert(1)>",
  "<svg/onload=alert(1)>", "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
  "<video><source onerror=alert(1)></video>", "<div onpointerover=alert(1)>x</div>", "<marquee onstart=alert(1)>", "<x onclick=alert(1)>x</x>",
  '<a href="javascript:alert(1)">x</a>', "<a href=JaVaScRiPt:alert(1)>x</a>", '<a href=" javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>', '<a href="java\nscript:alert(1)">x</a>', '<a href="java\r\nscript:alert(1)">x</a>',
  '<a href="java&#115;cript:alert(1)">x</a>', '<a href="java&#x73;cript:alert(1)">x</a>', '<a href="javascript&colon;alert(1)">x</a>',
  '<a href="java&Tab;script:alert(1)">x</a>', '<a href="java&NewLine;script:alert(1)">x</a>', '<a href="vbscript:x">x</a>',
  '<form action="javascript:alert(1)"><button>x</button></form>', '<button formaction="javascript:alert(1)">x</button>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>', '<svg><animate attributeName=href values=x></svg>',
  "<svg><set attributeName=href to=x></svg>", '<svg><use href="data:image/svg+xml,x"></svg>', '<a href="data:text/html,x">x</a>',
  "<iframe src=//evil.example></iframe>", '<iframe srcdoc="x"></iframe>', '<x srcdoc="x"></x>', "<frame src=//evil.example>",
  "<object data=//evil.example></object>", "<embed src=//evil.example>", "<applet code=x></applet>", "<base href=//evil.example/>",
  '<meta http-equiv=refresh content="0;url=//evil.example">', "<link rel=import href=//evil.example>", "<style>@import '//evil.example'</style>",
  "<math><maction actiontype=statusline>x</maction></math>", "<svg><foreignObject>x</foreignObject></svg>",
];

test("markup and scripts that would run something of others are refused", () => {
  const { policy } = open();
  assert.equal(policy.name, "default");
  assert.ok(PAYLOADS.length >= 50);
  for (const payload of PAYLOADS) {
    assert.throws(() => policy.createHTML(payload), { message: "refused markup" }, payload);
    assert.throws(() => policy.createHTML(`<p>before</p>${payload}`), { message: "refused markup" }, payload);
  }
  const ours = [
    '<div class="screen"><h1><!></h1><button class="primary" disabled type="button"><!></button></div>', "<p>Turn it on = now &amp; here</p>",
    '<svg class="icon"><use href="/icons.svg#send"></use></svg>', '<form class="form" novalidate autocomplete="off"></form>',
  ];
  for (const html of ours) assert.equal(policy.createHTML(html), html);
  for (const url of ["/w.js", "/sw.js"]) assert.equal(policy.createScriptURL(url), url);
  for (const url of ["/other.js", "//evil.example/w.js", "https://evil.example/sw.js", "data:text/javascript,1", "blob:x", "", "/w.js?x"]) {
    assert.throws(() => policy.createScriptURL(url), { message: "refused script" }, url);
  }
});
