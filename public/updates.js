// What the page asks of its service worker (app/service-worker.js): to be kept, to take over, to go back.

const container = navigator.serviceWorker;
const build = document.querySelector('meta[name="lifeboat-build"]')?.content;

// A service worker that does not answer must not hold up the page.
const PATIENCE_MS = 3000;
// An installed app stays open for weeks.
const LOOK_MS = 6 * 60 * 60 * 1000;

// The version that waits takes over, and the page loads anew with it. Comes back only where that does not happen.
const replace = (waiting) =>
  new Promise((resolve) => {
    container.addEventListener("controllerchange", () => location.reload(), { once: true });
    setTimeout(resolve, PATIENCE_MS);
    waiting.postMessage({ ask: "take over" });
  });

// At the start nothing is under way: a version that has been fetched meanwhile takes over now.
export const takeNewVersion = async () => {
  const registration = container?.controller && (await container.getRegistration());
  if (registration?.waiting) await replace(registration.waiting);
};

// This version does not start: back to the one before it, where that is still kept.
export const goBack = async () => {
  if (!container?.controller) return;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => data && location.reload();
  container.controller.postMessage({ ask: "go back" }, [port2]);
};

// The wallet has been seen to run. Only now is the app kept: everything that it needs has been fetched by then.
const keep = async () => {
  const registration = await container.register("/sw.js", { updateViaCache: "none" });
  container.controller?.postMessage({ ask: "ran", build });
  const offer = () => {
    if (registration.waiting && container.controller) dispatchEvent(new Event("lifeboat:update"));
  };
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
  offer();
  setInterval(() => registration.update().catch(() => {}), LOOK_MS);
  // The user wants it, and nothing is under way.
  addEventListener("lifeboat:switch", () => (registration.waiting ? replace(registration.waiting) : location.reload()));
};

if (container && build) {
  addEventListener("lifeboat:failed", goBack);
  // Where it is refused, as in private windows, the app works as long as there is a network.
  addEventListener("lifeboat:ran", () => keep().catch(() => {}), { once: true });
}
