"use strict";
// Keeps the page for when there is no network. What is kept is named by the content of the
// build: a new build keeps its own, and then throws the old one away.
importScripts("wasm.js?v=%VERSION%");

const ours = "mirrorarm " + self.registration.scope + " "; // another site of the same host has its own
const name = ours + program.version;
const files = ["./", "manifest.webmanifest", "icon.svg",
  ...["page.css", "first.jpg", "upright.jpg", "words.js", "wasm.js", "wasm_exec.js", "speaker.js", "visitor.js", "page.js"].map((file) => file + "?v=" + program.version)];

async function keep() {
  const cache = await caches.open(name);
  await cache.addAll(files.map((file) => new Request(file, file.includes("?") ? {} : { cache: "no-cache" })));
  const { response, url } = await program.fetch();
  await cache.put(url, response);
}

async function forget() {
  for (const key of await caches.keys()) {
    if (key.startsWith(ours) && key !== name) await caches.delete(key);
  }
}

// answer takes what is kept, and the network for the rest.
async function answer(request) {
  const cache = await caches.open(name);
  const kept = await cache.match(request);
  if (kept) return kept;
  if (request.url.endsWith(program.url) && await cache.match(program.packed)) {
    return new Response(null, { status: 204 }); // it is the compressed one that is kept
  }
  return fetch(request);
}

// visit asks the network for the page itself, so that a new build is seen at once.
async function visit(request) {
  try {
    return await fetch(request);
  } catch (err) {
    const kept = await (await caches.open(name)).match("./");
    if (kept) return kept;
    throw err;
  }
}

self.addEventListener("install", (event) => { self.skipWaiting(); event.waitUntil(keep()); });
self.addEventListener("activate", (event) => event.waitUntil(forget().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith(request.mode === "navigate" ? visit(request) : answer(request));
});
