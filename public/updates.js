// What the page asks of its service worker (app/service-worker.js): to be kept, to take over, to go back.

const container = navigator.serviceWorker;
const build = document.querySelector('meta[name="lifeboat-build"]')?.content;

// A service worker that does not answer must not hold up the page.
const PATIENCE_MS = 3000;
// How long the wallet's part may take to begin when all of the app is here.
const SILENCE_MS = 30000;
// How long a page that is to load anew may still be here: twice as long each time, so that a slow device gets there.
const STUCK_MS = 10000;
// How often the page looks whether a newer version is kept beside its own. It asks no server.
const GLANCE_MS = 60000;
// An installed app stays open for weeks.
const LOOK_MS = 6 * 60 * 60 * 1000;

// The page loads anew. Nothing can be begun on it any more, in the moment until it is gone. A busy browser may lose the
// request for it while its service worker starts: it is made again, or the page would stay and take no touch for ever.
let leaves = false;
const leave = () => {
  if (leaves) return;
  leaves = true;
  document.documentElement.inert = true;
  const ask = (patience) => {
    location.reload();
    setTimeout(() => uncount().then(() => ask(2 * patience)), patience);
  };
  ask(STUCK_MS);
};

// What the page begins next takes the place of a start that counts already, of this build or else of the one
// that serves: else a version that starts would be given up after a few of them.
const uncount = async (build) => {
  const { port1, port2 } = new MessageChannel();
  const settled = new Promise((resolve) => (port1.onmessage = resolve));
  container.controller?.postMessage({ ask: "begins anew", build }, [port2]);
  await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
};

// A version took over without this page: too late, or because of another tab. It is of the one before.
let isOld = false;
const offer = () => dispatchEvent(new Event("lifeboat:update"));

// Until the wallet's part of the page has spoken, nothing is under way: a version that has been fetched
// meanwhile takes over, and the page loads anew with it. Not later, since that could cut a payment short:
// such a page stays, and the user is asked.
let hasSpoken = false;
// A new user may have typed something by then.
let isUntouched = true;
container?.addEventListener("controllerchange", () => {
  if (isUntouched && !hasSpoken) return leave();
  isOld = true;
  offer();
});
export const takeNewVersion = async () => {
  if (!container?.controller) return;
  stillComing();
  let waits = true;
  const take = async () => {
    const waiting = (await container.getRegistration())?.waiting;
    if (!waiting || !waits) return;
    waiting.postMessage({ ask: "take over" });
    await new Promise(() => {});
  };
  await Promise.race([take().catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
  waits = false;
  if (leaves) await new Promise(() => {});
};

// Browsers lose requests while one service worker relieves another: the page then waits for its worker for
// ever. It loads anew, once: where that does not help either, the version may be broken, and its silence is
// counted.
const isReload = () => (performance.getEntriesByType("navigation")[0]?.type ?? "reload") === "reload";
const isSilent = () => isUntouched && !hasSpoken && !hasFailed && !isReload();
const leaveSilence = async () => {
  if (!isSilent()) return;
  await uncount(build);
  if (isSilent()) leave();
};

// A part of the app has arrived. What the browser has deleted of it comes by the network, which may be slow:
// the silence is that of the wallet's part only when nothing comes any more.
let silence;
export const stillComing = () => {
  clearTimeout(silence);
  if (container?.controller) silence = setTimeout(leaveSilence, SILENCE_MS);
};

// This version does not start: once more, or back to the one before it, where that is still kept. A page
// fails once, however many notice it.
let hasFailed = false;
export const goBack = () => {
  if (hasFailed || !container?.controller) return;
  hasFailed = true;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => data && leave();
  container.controller.postMessage({ ask: "go back", build }, [port2]);
};

const tell = (ask) => container.controller?.postMessage({ ask, build });

// Offers the version that is newer than the page's own, if there is one: it waits, or has taken over without
// the page. An event that says so may have come before the page listened, or not at all where a version was
// late to take over.
const look = ({ waiting, active } = {}) => {
  const { controller } = container;
  if (isOld || (controller && (waiting || (active && active !== controller)))) offer();
};

// The wallet has been seen to run. Only now is the app kept: everything that it needs has been fetched by then.
const keep = async () => {
  tell("ran");
  // What is known already is looked at first, and again and again: a browser that relieves a service worker
  // may leave the next question waiting for minutes.
  const glance = () => container.getRegistration().then(look, () => {});
  glance();
  setInterval(glance, GLANCE_MS);
  const registration = await container.register("/sw.js", { updateViaCache: "none" });
  // The browser has looked for a newer version itself, when it opened the page: it may be on its way by now.
  const follow = () => registration.installing?.addEventListener("statechange", () => look(registration));
  registration.addEventListener("updatefound", follow);
  follow();
  setInterval(() => registration.update().catch(() => {}), LOOK_MS);
};

if (container && build) {
  addEventListener("lifeboat:failed", goBack);
  addEventListener("input", () => (isUntouched = false), { once: true });
  const hear = () => {
    hasSpoken = true;
    tell("spoken");
  };
  addEventListener("lifeboat:spoken", hear, { once: true });
  // Where it is refused, as in private windows, the app works as long as there is a network.
  addEventListener("lifeboat:ran", () => keep().catch(() => {}), { once: true });
  // The user wants the newer version, and nothing is under way: it takes over at the start, before anything can be.
  addEventListener("lifeboat:switch", leave);
}
