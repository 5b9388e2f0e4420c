// The page's side of public/updates.js: a browser that hands over, registers and fails as it is told.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const SOURCE = readFileSync(new URL("../../../public/updates.js", import.meta.url), "utf8");

// Lets everything run that waits for nothing.
const settle = () => new Promise((resolve) => setImmediate(resolve));

class ServiceWorker extends EventTarget {
  said = [];
  postMessage(said, ports) {
    this.said.push(said);
    this.port = ports?.[0];
  }
}

class Registration extends EventTarget {
  async update() {}
}

// A page that has just begun, of build "a".
function page({
  controller = new ServiceWorker(),
  registration = new Registration(),
  found = async () => registration,
  registers = async () => registration,
  navigation = "navigate",
} = {}) {
  const container = Object.assign(new EventTarget(), { controller, getRegistration: found, register: registers });
  const self = new EventTarget();
  const timers = new Set();
  let now = 0;
  let reloads = 0;
  let offers = 0;
  const documentElement = {};
  self.addEventListener("lifeboat:update", () => offers++);
  const exported = vm.runInNewContext(`${SOURCE.replaceAll("export const", "const")}; ({ takeNewVersion, goBack, stillComing })`, {
    navigator: { serviceWorker: container },
    document: { querySelector: () => ({ content: "a" }), documentElement },
    location: { reload: () => reloads++ },
    setTimeout: (then, ms) => {
      const timer = { then, due: now + ms };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => timers.delete(timer),
    performance: { getEntriesByType: () => (navigation ? [{ type: navigation }] : []) },
    setInterval: (then, ms) => {
      const again = () => {
        timers.add({ then: again, due: now + ms });
        then();
      };
      timers.add({ then: again, due: now + ms });
    },
    addEventListener: self.addEventListener.bind(self),
    dispatchEvent: self.dispatchEvent.bind(self),
    MessageChannel: class {
      port1 = {};
      port2 = { answer: (data) => this.port1.onmessage({ data }) };
    },
    Event,
  });
  const it = {
    ...exported,
    controller,
    registration,
    type: () => self.dispatchEvent(new Event("input")),
    tell: (name) => self.dispatchEvent(new Event(`lifeboat:${name}`)),
    takesOver: () => container.dispatchEvent(new Event("controllerchange")),
    pass: (ms) => {
      now += ms;
      for (const timer of [...timers].filter((timer) => timer.due <= now)) {
        timers.delete(timer);
        timer.then();
      }
    },
    losePatience: () => it.pass(5000),
    reloads: () => reloads,
    offers: () => offers,
    isInert: () => documentElement.inert === true,
  };
  return it;
}

const waits = () => Object.assign(new Registration(), { waiting: new ServiceWorker() });

// Whether it is over once everything has run.
async function isOver(promise) {
  let over = false;
  promise.then(() => (over = true));
  await settle();
  return over;
}

test("at the start the version that waits takes over, and the page loads anew with it", async () => {
  const it = page({ registration: waits() });
  const start = it.takeNewVersion();
  assert.equal(await isOver(start), false);
  assert.equal(JSON.stringify(it.registration.waiting.said), '[{"ask":"take over"}]');
  it.takesOver();
  assert.equal(it.reloads(), 1);
  it.losePatience();
  assert.equal(await isOver(start), false, "what is about to go does not begin a wallet");
});

test("one that takes over too late, or because of another tab, loads no page anew that has started, and is offered", async () => {
  for (const registration of [waits(), new Registration()]) {
    for (const isLate of [false, true]) {
      const it = page({ registration });
      const start = it.takeNewVersion();
      await settle();
      it.losePatience();
      await start;
      it.tell("spoken");
      registration.waiting = null;
      if (!isLate) it.takesOver();
      // By now the wallet's part of the page listens, too.
      const before = it.offers();
      it.tell("ran");
      await settle();
      if (isLate) it.takesOver();
      assert.equal(it.reloads(), 0);
      assert.equal(it.isInert(), false);
      assert.equal(it.offers(), before + 1);
    }
  }
});

test("a version that takes over while the wallet has not spoken yet takes the page with it, however late", async () => {
  const it = page({ registration: waits() });
  const start = it.takeNewVersion();
  await settle();
  it.losePatience();
  await start;
  it.takesOver();
  assert.equal(it.reloads(), 1);
});

test("a page whose wallet keeps silent loads anew once, and no other does", async () => {
  const silent = page();
  await silent.takeNewVersion();
  silent.pass(29_999);
  assert.equal(silent.reloads(), 0);
  silent.pass(1);
  // It is no start that counts against the version, and that is settled before the next one is counted.
  assert.equal(JSON.stringify(silent.controller.said), '[{"ask":"begins anew","build":"a"}]');
  assert.equal(silent.reloads(), 0);
  silent.controller.port.answer(true);
  await settle();
  assert.equal(silent.reloads(), 1);
  for (const [about, settled] of [
    [{ navigation: "reload" }, () => {}],
    [{ navigation: null }, () => {}],
    [{}, (it) => it.type()],
    [{}, (it) => it.tell("spoken")],
    [{}, (it) => it.goBack()],
    [{ controller: null }, () => {}],
  ]) {
    const it = page(about);
    await it.takeNewVersion();
    settled(it);
    it.pass(30_000);
    assert.equal(it.controller?.said.some(({ ask }) => ask === "begins anew") ?? false, false);
    it.pass(30_000);
    await settle();
    assert.equal(it.reloads(), 0);
  }
});

test("a page whose service worker keeps silent, too, loads anew all the same, unless its wallet has spoken by then", async () => {
  for (const speaks of [false, true]) {
    const it = page();
    await it.takeNewVersion();
    it.pass(30_000);
    if (speaks) it.tell("spoken");
    it.losePatience();
    await settle();
    assert.equal(it.reloads(), speaks ? 0 : 1);
  }
});

test("a page to which its files still come is not cut short", async () => {
  const it = page();
  it.stillComing();
  await it.takeNewVersion();
  for (let second = 0; second < 120; second += 20) {
    it.pass(20_000);
    it.stillComing();
  }
  assert.equal(it.controller.said.length, 0);
  it.pass(30_000);
  assert.equal(it.controller.said[0].ask, "begins anew", "nothing comes any more");
  const first = page({ controller: null });
  await first.takeNewVersion();
  first.stillComing();
  first.pass(60_000);
  await settle();
  assert.equal(first.reloads(), 0);
});

test("a browser that refuses or keeps silent does not hold up the page", async () => {
  const refusing = page({ found: () => Promise.reject(new Error("the document is in an invalid state")) });
  assert.equal(await isOver(refusing.takeNewVersion()), true);
  let late;
  const silent = page({ found: () => new Promise((resolve) => (late = resolve)) });
  const start = silent.takeNewVersion();
  assert.equal(await isOver(start), false);
  silent.losePatience();
  assert.equal(await isOver(start), true);
  const registration = waits();
  late(registration);
  await settle();
  assert.equal(registration.waiting.said.length, 0, "nobody asks for it in the middle of a payment");
  assert.equal(await isOver(page({ controller: null }).takeNewVersion()), true);
});

test("when the user wants the newer version, the page begins anew, and asks for it there", async () => {
  const it = page({ registration: waits() });
  it.tell("ran");
  await settle();
  assert.equal(it.isInert(), false);
  it.tell("switch");
  assert.equal(it.reloads(), 1);
  assert.equal(it.isInert(), true, "nothing can be paid until it is gone");
  assert.equal(it.registration.waiting.said.length, 0);
});

test("a newer version is offered whenever it arrives", async () => {
  for (const arrives of ["before", "on its way", "later"]) {
    const registration = new Registration();
    const coming = new ServiceWorker();
    const arrive = () => {
      Object.assign(registration, { installing: null, waiting: coming });
      coming.dispatchEvent(new Event("statechange"));
    };
    if (arrives === "before") registration.waiting = coming;
    if (arrives === "on its way") registration.installing = coming;
    const it = page({ registration });
    it.tell("ran");
    await settle();
    if (arrives === "later") {
      registration.installing = coming;
      registration.dispatchEvent(new Event("updatefound"));
    }
    if (arrives !== "before") {
      assert.equal(it.offers(), 0);
      arrive();
    }
    assert.equal(it.offers(), 1, arrives);
  }
});

test("a page whose request the browser has lost asks for it again, after longer and longer", async () => {
  // A service worker that keeps silent, too, holds it up for three seconds each time.
  for (const [answers, seconds] of [[true, [10, 30, 70]], [false, [13, 36, 79]]]) {
    const it = page({ registration: waits() });
    it.tell("ran");
    await settle();
    it.tell("switch");
    const asked = [];
    for (let second = 1; second <= 100; second++) {
      const { reloads, said } = { reloads: it.reloads(), said: it.controller.said.length };
      it.pass(1000);
      if (answers && it.controller.said.length > said) {
        assert.equal(it.reloads(), reloads, "what is taken back is so before the next start is counted");
        it.controller.port.answer(true);
      }
      await settle();
      if (it.reloads() > reloads) asked.push(second);
    }
    assert.deepEqual(asked, seconds, "a slow device has time to get there");
    it.tell("switch");
    assert.equal(it.reloads(), 4, "it is asked for already");
    // What came of the request is no start of the version that serves, whichever that is.
    const said = it.controller.said.filter(({ ask }) => ask === "begins anew");
    assert.equal(JSON.stringify(said), JSON.stringify(Array(3).fill({ ask: "begins anew" })));
  }
});

test("a newer version is offered where the browser leaves the page's question unanswered, and where it took over unheard", async () => {
  const takesOver = (registration) => Object.assign(registration, { active: new ServiceWorker(), waiting: null });
  const arrives = (registration) => Object.assign(registration, { waiting: new ServiceWorker() });
  for (const comes of [takesOver, arrives]) {
    for (const isThere of [true, false]) {
      const controller = new ServiceWorker();
      const registration = Object.assign(new Registration(), { active: controller });
      if (isThere) comes(registration);
      const it = page({ controller, registration, registers: () => new Promise(() => {}) });
      it.tell("ran");
      await settle();
      assert.equal(it.offers() > 0, isThere);
      comes(registration);
      it.pass(60_000);
      await settle();
      assert.equal(it.offers() > 0, true);
    }
  }
});

test("nothing is offered to a page that is of the newest version, or of one that the server alone has", async () => {
  const current = new ServiceWorker();
  for (const [controller, active] of [[current, current], [null, current], [null, undefined], [current, undefined]]) {
    const it = page({ controller, registration: Object.assign(new Registration(), { active }) });
    it.tell("ran");
    await settle();
    it.pass(60_000);
    await settle();
    assert.equal(it.offers(), 0);
  }
});

test("a page says once how it fares, and of which build it is", async () => {
  const it = page();
  for (const told of ["spoken", "spoken", "ran", "spoken", "ran", "failed", "failed"]) it.tell(told);
  it.goBack();
  await settle();
  const said = [...it.controller.said].map(({ ask, build }) => `${ask} ${build}`);
  assert.deepEqual(said, ["spoken a", "ran a", "go back a"]);
  it.controller.port.answer(false);
  assert.equal(it.reloads(), 0);
  it.controller.port.answer(true);
  assert.equal(it.reloads(), 1);
});
