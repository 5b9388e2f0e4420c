// public/boot.js, up to where the page's wasm begins.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const FILE = readFileSync(new URL("../../../public/boot.js", import.meta.url), "utf8");
// What a module imports is given to it here.
const SOURCE = `(async () => { ${FILE.replace(/^import .*$/m, "").replaceAll("import(", "imported(")} })()`;

const settle = () => new Promise((resolve) => setImmediate(resolve));

// A page that has been opened; each file is the answer, or what it fails with.
function open({ wasm = "wasm", glue = {} } = {}) {
  const done = [];
  let handOver;
  const element = () => ({ removeAttribute() {}, querySelectorAll: () => [], dataset: { js: "/app.js", wasm: "/app.wasm" } });
  const meta = { content: "en=/en.txt", dataset: { worker: "/w.js", workerWasm: "/w.wasm" } };
  const ends = vm.runInNewContext(SOURCE, {
    takeNewVersion: () => new Promise((resolve) => (handOver = resolve)),
    goBack: () => done.push("failed"),
    imported: async () => {
      if (glue instanceof Error) throw glue;
      return { default: async () => done.push("begun") };
    },
    fetch: async (path) => {
      if (path === "/app.wasm" && wasm instanceof Error) throw wasm;
      const body = new ReadableStream({
        start: (body) => {
          body.enqueue(new TextEncoder().encode(path));
          body.close();
        },
      });
      const read = body.pipeThrough(new TransformStream({ flush: () => done.push(path) }, undefined, { highWaterMark: 0 }));
      return new Response(read);
    },
    window: {},
    addEventListener() {},
    navigator: { languages: [] },
    localStorage: { getItem: () => null },
    document: { documentElement: {}, querySelector: (what) => (what.startsWith("meta") ? meta : element()), getElementById: element },
  });
  return { done, ends, handOver: () => handOver() };
}

test("what was asked for is read while a newer version may take over, and begins after that", async () => {
  const it = open();
  await settle();
  // The service worker that answers it would not be relieved before.
  assert.deepEqual(it.done.toSorted(), ["/app.wasm", "/en.txt"]);
  it.handOver();
  await it.ends;
  assert.ok(it.done.includes("begun"));
  await settle();
  assert.ok(it.done.includes("/w.wasm"), "the node's own comes after the page's");
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
