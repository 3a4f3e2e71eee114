"use strict";
// What a visitor does beside the picture: links, files, full screen, the camera; and what
// the browser does for the program: it keeps progress, saves pictures, rests out of sight.
const element = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const say = Object.hasOwn(words, query.get("lang")) ? words[query.get("lang")] : words.en;
const embedded = query.has("embed");
const mostBytes = 64 << 20; // of a file that is brought, as the program has it
const shelf = "mirrorarm lessons"; // the key of what is kept of lessons, which sites of one host share

// browser is what the program asks of the browser; page.js adds what it tells the page.
const browser = {
  kept() {
    try { return localStorage.getItem(shelf); } catch { return null; }
  },
  // Of these each returns why it could not be done, or nothing.
  keep(text) { return trying(() => localStorage.setItem(shelf, text)); },
  setAside() { return trying(() => { localStorage.setItem(shelf + " aside", localStorage.getItem(shelf)); localStorage.removeItem(shelf); }); },
  tryKeeping() { return trying(() => { localStorage.setItem(shelf + " try", ""); localStorage.removeItem(shelf + " try"); }); },

  // save hands a file to the visitor as a download.
  save(name, content) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: name.endsWith(".gif") ? "image/gif" : "image/png" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  },

  // file is the content of an address at this host, if it is not too large.
  async file(address, most) {
    const url = new URL(address, location.href);
    if (url.origin !== location.origin) throw new Error(`${address}: not at this page's own host`);
    const got = await fetch(url).catch((err) => { throw new Error(`${address}: ${err.message}`); });
    if (!got.ok) throw new Error(`${address}: ${got.status} ${got.statusText}`);
    const chunks = [];
    let size = 0;
    for (const reader = got.body.getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) break;
      if ((size += value.byteLength) > most) {
        reader.cancel();
        throw new Error(`${address}: more than ${most >> 20} MB`);
      }
      chunks.push(value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
  },

  // shows is called when something else comes on the screen: a lesson, or the demo.
  shows(lesson) { document.documentElement.dataset.shows = lesson ? "lesson" : "demo"; },

  // sound plays what the program renders, so many frames at a time of two channels, from the
  // visitor's first touch or key on: before it browsers let no page be heard.
  sound(rate, frames, render) {
    const begin = async () => {
      for (const type of gestures) removeEventListener(type, begin, true);
      const audio = new AudioContext({ sampleRate: rate });
      try {
        await audio.audioWorklet.addModule("speaker.js?v=%VERSION%");
      } catch (err) {
        return console.info("silent:", err.message);
      }
      const node = new AudioWorkletNode(audio, "speaker", { numberOfInputs: 0, outputChannelCount: [2] });
      node.port.onmessage = () => {
        const chunk = new Float32Array(2 * frames);
        if (seen && !document.hidden) {
          render(new Uint8Array(chunk.buffer));
          this.heard++;
        }
        node.port.postMessage(chunk, [chunk.buffer]);
      };
      node.connect(audio.destination);
    };
    const gestures = ["pointerup", "keydown"];
    if (window.AudioWorkletNode) for (const type of gestures) addEventListener(type, begin, true);
  },
  heard: 0, // times that frames were rendered

  followed: 0, // frames of the camera in which a hand was followed

  // camera is called by the program when its key, or watch, has switched the camera.
  async camera(on) {
    element("watch").ariaPressed = String(on);
    let eyes;
    try {
      eyes = await import("./camera.js?v=%VERSION%");
    } catch (err) { // without a network, most likely
      element("watch").ariaPressed = "false";
      if (on) mirrorarm.watch(false);
      return toast(String(err.message || err));
    }
    if (on) eyes.start((text) => { this.followed = mirrorarm.see(text); }, (state) => { element("watch").dataset.state = state; });
    else eyes.stop();
  },
};

function trying(act) {
  try { act(); return ""; } catch (err) { return String(err.message || err); }
}

let fades = 0;

// toast says something for a while.
function toast(text) {
  const box = element("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(fades);
  fades = setTimeout(() => { box.hidden = true; }, 8000);
}

// share copies the link to what is shown, or shows it where nothing may be copied.
async function share() {
  const url = location.origin + location.pathname + mirrorarm.link();
  try {
    await navigator.clipboard.writeText(url);
    toast(`${say.copied} ${url}`);
  } catch {
    toast(url);
  }
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch((err) => toast(err.message));
}

async function bring(file) {
  if (!file) return;
  if (file.size > mostBytes) return toast(`${file.name}: ${file.size >> 20} MB > ${mostBytes >> 20} MB`);
  let content;
  try {
    content = await file.arrayBuffer();
  } catch (err) { // a folder, or it is gone
    return toast(`${file.name}: ${err.message}`);
  }
  if (!mirrorarm.bring(file.name, new Uint8Array(content))) toast(say.demo);
}

// tools are the buttons over the picture; an exhibit and a page in another page have none.
function tools() {
  if (embedded || query.has("kiosk")) return;
  const buttons = {
    share, fill,
    watch: () => { if (!mirrorarm.watch(element("watch").ariaPressed !== "true")) toast(say.demo); },
    pick: () => element("file").click(),
  };
  for (const [id, act] of Object.entries(buttons)) {
    element(id).title = element(id).ariaLabel = say[id];
    element(id).onclick = () => { act(); document.querySelector("canvas").focus(); };
  }
  element("fill").hidden = !document.fullscreenEnabled;
  element("watch").hidden = !navigator.mediaDevices;
  element("file").onchange = ({ target }) => { bring(target.files[0]); target.value = ""; };
  element("tools").hidden = false;
  addEventListener("dragover", (event) => event.preventDefault(), true);
  addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation(); // the engine would keep it
    bring(event.dataTransfer.files[0]);
  }, true);
}

// What is out of sight makes no pictures: the engine's next one waits until it is seen
// again. Nor does it make many behind the cover, where they would take time from the first
// one that is seen.
const frame = window.requestAnimationFrame.bind(window);
const waiting = [];
const behindCover = 100; // ms from one picture to the next
let seen = true;
window.requestAnimationFrame = (draw) => {
  if (!seen) waiting.push(draw);
  else if (mirrorarm.state === "starting") setTimeout(() => frame(draw), behindCover);
  else return frame(draw);
  return 0;
};
if (embedded) {
  new IntersectionObserver(([{ isIntersecting }]) => {
    seen = isIntersecting;
    document.documentElement.dataset.seen = seen;
    if (seen) waiting.splice(0).forEach(frame);
  }).observe(document.documentElement);
}

// Esc is the browser's while the screen is filled; and it leads back from the workbench to the
// demo, but ends no page.
addEventListener("keydown", (event) => {
  const below = document.documentElement.dataset.shows === "lesson" && !query.has("lesson") && !query.has("q");
  if (event.key === "Escape" && (document.fullscreenElement || !below)) event.stopImmediatePropagation();
}, true);

// The engine loads the page again when its graphics are lost: the address then is that of
// what was shown.
addEventListener("webglcontextlost", () => {
  if (mirrorarm.state !== "shown") return;
  const parts = mirrorarm.link().slice(1).split("&").filter(Boolean);
  for (const key of ["embed", "renderer"]) { // which links have not
    if (query.has(key)) parts.push(query.get(key) ? `${key}=${query.get(key)}` : key);
  }
  history.replaceState(null, "", location.pathname + (parts.length ? "?" + parts.join("&") : ""));
}, true);
