// What the page asks of its service worker (app/service-worker.js): to be kept, to take over, to go back.

const container = navigator.serviceWorker;
const build = document.querySelector('meta[name="lifeboat-build"]')?.content;

// A service worker that does not answer must not hold up the page.
const PATIENCE_MS = 3000;
// An installed app stays open for weeks.
const LOOK_MS = 6 * 60 * 60 * 1000;

// The page loads anew. Nothing can be begun on it any more, in the moment until it is gone.
let leaves = false;
const leave = () => {
  leaves = true;
  document.documentElement.inert = true;
  location.reload();
};

// A version took over without this page: too late, or because of another tab. It is of the one before.
let isOld = false;
const offer = () => dispatchEvent(new Event("lifeboat:update"));

// At the start nothing is under way: a version that has been fetched meanwhile takes over, and the page loads anew with it.
// Only now: what comes later could cut a payment short. This page goes on then, and the user is asked.
let starts = false;
container?.addEventListener("controllerchange", () => {
  if (starts) return leave();
  isOld = true;
  offer();
});
export const takeNewVersion = async () => {
  if (!container?.controller) return;
  starts = true;
  const take = async () => {
    const waiting = (await container.getRegistration())?.waiting;
    if (!waiting || !starts) return;
    waiting.postMessage({ ask: "take over" });
    await new Promise(() => {});
  };
  await Promise.race([take().catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  starts = false;
  if (leaves) await new Promise(() => {});
};

// This version does not start: once more, or back to the one before it, where that is still kept. A page fails once, however
// many notice it.
let hasFailed = false;
export const goBack = () => {
  if (hasFailed || !container?.controller) return;
  hasFailed = true;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => data && leave();
  container.controller.postMessage({ ask: "go back", build }, [port2]);
};

const tell = (ask) => container.controller?.postMessage({ ask, build });

// The wallet has been seen to run. Only now is the app kept: everything that it needs has been fetched by then.
const keep = async () => {
  tell("ran");
  const registration = await container.register("/sw.js", { updateViaCache: "none" });
  const look = () => {
    if (isOld || (registration.waiting && container.controller)) offer();
  };
  // The browser has looked for a newer version itself, when it opened the page: it may be on its way by now.
  const follow = () => registration.installing?.addEventListener("statechange", look);
  registration.addEventListener("updatefound", follow);
  follow();
  look();
  setInterval(() => registration.update().catch(() => {}), LOOK_MS);
};

if (container && build) {
  addEventListener("lifeboat:failed", goBack);
  addEventListener("lifeboat:spoken", () => tell("spoken"), { once: true });
  // Where it is refused, as in private windows, the app works as long as there is a network.
  addEventListener("lifeboat:ran", () => keep().catch(() => {}), { once: true });
  // The user wants the newer version, and nothing is under way: it takes over at the start, before anything can be.
  addEventListener("lifeboat:switch", leave);
}
