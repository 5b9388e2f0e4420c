// Reading QR codes: by the browser where it can, else by a decoder that is loaded only now. The page imports
// this file when somebody scans. The camera's picture stays on this device.

// Larger pictures are made smaller: codes that people hold up are readable at this size, points.
const LONGEST = 1000;
const PAUSE_MS = 120;

// Resolves to a function from a picture (a video, an image) to its text, or undefined.
async function reader() {
  try {
    if ((await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (picture) => (await detector.detect(picture))[0]?.rawValue;
    }
  } catch {
    // This browser has none.
  }
  const { default: init, read } = await import("/lifeboat-scanner.js");
  await init({ module_or_path: "/lifeboat-scanner_bg.wasm" });
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (picture) => {
    const [wide, high] = [picture.videoWidth ?? picture.width, picture.videoHeight ?? picture.height];
    const scale = Math.min(1, LONGEST / Math.max(wide, high));
    const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
    if (!width || !height) return undefined;
    Object.assign(canvas, { width, height });
    context.drawImage(picture, 0, 0, width, height);
    return read(width, height, context.getImageData(0, 0, width, height).data);
  };
}

// Shows the camera in a video until a code is found, and says its text once. `failed` is told why there is no picture:
// "denied", "absent" or "broken". Returns a function that ends it, at any time.
export function start(video, found, failed) {
  let stream;
  let ended = false;
  const end = () => {
    ended = true;
    stream?.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  const run = async () => {
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false };
    // Known as soon as it is open: there may be no decoder by then, or the user is elsewhere.
    const camera = navigator.mediaDevices.getUserMedia(wanted).then((opened) => {
      stream = opened;
      if (ended) end();
    });
    const [read] = await Promise.all([reader(), camera]);
    if (ended) return;
    video.srcObject = stream;
    await video.play();
    while (!ended) {
      const text = await read(video).catch(() => undefined);
      if (text && !ended) {
        end();
        found(text);
      }
      await new Promise((resume) => setTimeout(resume, PAUSE_MS));
    }
  };
  run().catch(({ name }) => {
    if (ended) return;
    end();
    failed({ NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "absent" }[name] ?? "broken");
  });
  return end;
}

// The text of the code in a file with a picture, or undefined.
export async function readFile(file) {
  const [picture, read] = await Promise.all([createImageBitmap(file), reader()]);
  const text = await read(picture);
  picture.close();
  return text;
}
