// Starts the page's wasm. A file of its own, so that the content security policy needs no exception for inline scripts.

// Leptos makes elements from its own literals by innerHTML, and the worker is started by its address: where the
// server asks for Trusted Types, exactly that passes.
if (window.trustedTypes) {
  const dangerous = /<\s*(script|iframe|object|embed|base|meta|link)|javascript:|[\s"'/]on\w+\s*=|srcdoc/i;
  window.trustedTypes.createPolicy("default", {
    createHTML: (html) => {
      if (dangerous.test(html)) throw new TypeError("refused markup");
      return html;
    },
    createScriptURL: (url) => {
      if (url !== "/lifeboat-worker_loader.js") throw new TypeError("refused script");
      return url;
    },
  });
}

const script = document.querySelector("script[data-wasm]");
try {
  const { default: init } = await import(script.dataset.js);
  await init({ module_or_path: script.dataset.wasm });
} catch (error) {
  const splash = document.getElementById("splash");
  if (splash) {
    splash.removeAttribute("aria-busy");
    document.getElementById("splash-text").textContent = splash.dataset.failed;
  }
  throw error;
}
