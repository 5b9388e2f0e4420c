// A browser's side of public/scan.js: a camera that opens when it is told, and a decoder that does not load.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const SOURCE = readFileSync(new URL("../../../public/scan.js", import.meta.url), "utf8");

const OPTIONS = { timeout: 500 };

// Lets everything happen that happens by itself, until this is true.
async function until(isTrue) {
  while (!isTrue()) await new Promise((resume) => setImmediate(resume));
}

// The scanner, its camera, and what it says.
async function scanner({ decodes }) {
  const played = { running: 0, said: [] };
  const track = () => ({ stop: () => (played.running -= 1) });
  const media = {
    getUserMedia: () =>
      new Promise((resolve, reject) => {
        played.allow = () => {
          played.running += 1;
          resolve({ getTracks: () => [track()] });
        };
        played.deny = () => reject(new DOMException("", "NotAllowedError"));
      }),
  };
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices: media }, configurable: true });
  globalThis.BarcodeDetector = class {
    static getSupportedFormats = async () => (decodes ? ["qr_code"] : []);
    detect = async () => [{ rawValue: played.code }];
  };
  // Without a detector of the browser the decoder's file is asked for, which is not there.
  const { start } = await import(`data:text/javascript,${encodeURIComponent(SOURCE)}`);
  const video = { srcObject: null, play: async () => {} };
  played.video = video;
  played.end = start(
    video,
    (text) => played.said.push(text),
    (why) => played.said.push(why),
  );
  return played;
}

for (const first of ["the permission", "the failure"]) {
  test(`a decoder that does not load leaves no camera on: ${first} comes first`, async () => {
    const played = await scanner({ decodes: false });
    if (first === "the failure") await until(() => played.said.length > 0);
    played.allow();
    await until(() => played.said.length > 0 && played.running === 0);
    assert.deepEqual([played.said, played.video.srcObject], [["broken"], null]);
  });
}

test("a permission that comes after the screen is left opens nothing", async () => {
  const played = await scanner({ decodes: true });
  played.end();
  played.allow();
  await until(() => played.running === 0);
  assert.deepEqual([played.said, played.video.srcObject], [[], null]);
});

test("a code is said once, and the camera is off", async () => {
  const played = await scanner({ decodes: true });
  played.code = "lnbc1";
  played.allow();
  await until(() => played.said.length > 0 && played.running === 0);
  assert.deepEqual(played.said, ["lnbc1"]);
});

test("who does not allow the camera is told so", async () => {
  const played = await scanner({ decodes: true });
  played.deny();
  await until(() => played.said.length > 0);
  assert.deepEqual([played.running, played.said], [0, ["denied"]]);
});
