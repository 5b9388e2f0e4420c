// Where a service's own page leads back to. The very first thing: the code or token leaves the address bar, before
// anything else is loaded, and with it the history. Then the app goes on; it takes the answer away at once.
const { origin, pathname, search, hash } = window.location;
window.history.replaceState(null, "", pathname);

// Nobody but this list decides where to go on.
const flows = new Map([
  ["backup", "/backup"],
  ["restore", "/restore"],
  ["reconnect", "/settings/reconnect"],
  ["another", "/settings/backup/another"],
]);
const flow = flows.get(window.sessionStorage.getItem("lifeboat-sign-in-for"));
if (flow) {
  // Some hosts show the file's ending.
  const answer = { at: origin + pathname.replace(/(\.html|\/)$/, ""), query: search, fragment: hash };
  window.sessionStorage.setItem("lifeboat-sign-in", JSON.stringify(answer));
}
window.location.replace(flow ?? "/");
