// public/oauth/callback.js: where a service's own page leads back to.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../public/oauth/callback.js", import.meta.url), "utf8");
const KEPT = "lifeboat-sign-in";

// A service has led back here; the page had noted what for, or nothing. Gives what was done, in order.
function arrive(flow, { pathname = "/oauth/callback", search = "?code=secret&state=s", hash = "" } = {}) {
  const done = [];
  const window = {
    location: {
      origin: "https://wallet.example",
      pathname,
      search,
      hash,
      replace: (to) => done.push(["goes to", to]),
    },
    history: { replaceState: (_state, _title, address) => done.push(["shows", address]) },
    sessionStorage: {
      getItem: (name) => (name === "lifeboat-sign-in-for" ? flow : null),
      setItem: (name, text) => done.push(["keeps", name, JSON.parse(text)]),
    },
  };
  // A script of its own, and nothing but these: it cannot ask a server for anything.
  vm.runInNewContext(SOURCE, { window });
  return done;
}

test("the answer leaves the address before anything else is done", () => {
  for (const [search, hash] of [["?code=secret&state=s", ""], ["", "#access_token=secret&state=s"]]) {
    const [first, kept, last] = arrive("restore", { search, hash });
    assert.deepEqual(first, ["shows", "/oauth/callback"]);
    const answer = { at: "https://wallet.example/oauth/callback", query: search, fragment: hash };
    assert.deepEqual(kept, ["keeps", KEPT, answer]);
    assert.deepEqual(last, ["goes to", "/restore"]);
  }
  for (const pathname of ["/oauth/callback.html", "/oauth/callback/"]) {
    assert.equal(arrive("backup", { pathname })[1][2].at, "https://wallet.example/oauth/callback");
  }
});

test("it leads to places of its own list and nowhere else", () => {
  const places = { backup: "/backup", restore: "/restore", reconnect: "/settings/reconnect", another: "/settings/backup/another" };
  for (const [flow, place] of Object.entries(places)) assert.deepEqual(arrive(flow).at(-1), ["goes to", place]);
  const others = [
    null, "", "home", "/backup", "BACKUP", "backup ", "https://evil.example/", "//evil.example", "javascript:alert(1)",
    "constructor", "toString", "__proto__", "hasOwnProperty",
  ];
  for (const flow of others) {
    // What comes then is nobody's answer: it is thrown away.
    assert.deepEqual(arrive(flow), [["shows", "/oauth/callback"], ["goes to", "/"]], String(flow));
  }
});
