// node crypto.mjs FAST SMALL NATIVE: the crypto module as shipped, the same built for size, and the native figures.
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const [, , fastPath, smallPath, nativeJson] = process.argv;
const native = JSON.parse(nativeJson);
const fast = require(fastPath);
const small = require(smallPath);

const best = (runs, work) => {
  let least = Infinity;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
};
const derive = (module, cost) => best(3, () => module.OpenKeyring.make(new module.Slots().pin('482913', cost())));
const argon2 = derive(fast, () => fast.Cost.argon2id(128 * 1024, 4));
const pbkdf2 = derive(fast, () => fast.Cost.pbkdf2(1_000_000));
const webcrypto = await (async () => {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode('482913'), 'PBKDF2', false, ['deriveBits']);
  let least = Infinity;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-512', salt: new Uint8Array(16), iterations: 1_000_000 }, key, 256);
    least = Math.min(least, performance.now() - start);
  }
  return least;
})();
const rate = (module) => {
  const keys = module.OpenKeyring.make(new module.Slots().words(module.makeWords(12)));
  const data = new Uint8Array(8 << 20).fill(1);
  const header = new module.Header(module.Kind.Snapshot, 0n);
  return 8_000 / best(5, () => keys.seal(header, data));
};
const [fastRate, smallRate] = [rate(fast), rate(small)];
const ratio = (a, b) => (a / b).toFixed(2) + 'x';
console.log(`Argon2id 128 MiB t=4: wasm ${argon2.toFixed(0)} ms, native ${native.argon2} ms: ${ratio(argon2, native.argon2)}`);
console.log(`PBKDF2-HMAC-SHA-512, 1 000 000: wasm ${pbkdf2.toFixed(0)} ms, native ${native.pbkdf2} ms, WebCrypto (node) ${webcrypto.toFixed(0)} ms: ${ratio(pbkdf2, webcrypto)} of WebCrypto`);
console.log(`sealing (AES-256-GCM): wasm ${fastRate.toFixed(0)} MB/s, built for size ${smallRate.toFixed(0)} MB/s: ${ratio(fastRate, smallRate)} (limit 1.8x); native ${native.seal} MB/s`);
