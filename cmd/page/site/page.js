"use strict";
// The loader: it fetches the program with a bar, starts it, takes the cover away when the
// first picture is there, and says in a sentence what went wrong. The program finds it
// as window.mirrorarm.
const mirrorarm = {
  ...browser,
  memory: () => 0, // bytes, of the program
  state: "loading", // loading, starting, shown, refused, ended, failed

  // building is called by the program with how much is done of what it needs for its first
  // picture.
  building(share) {
    if (this.state !== "starting") return;
    element("done").style.width = 100 * share + "%";
  },
  // shown is called by the program with its first picture.
  shown() {
    this.enter("shown");
    element("cover").hidden = true;
    tools();
    keep();
  },
  // refuse is called by the program where the address asks for what it has not.
  refuse(why) {
    this.enter("refused");
    tell(say.refused, why, say.plain, () => { location.search = address(among("lang", "embed")); });
  },
  // ended is called by the program when its window has been closed.
  ended() {
    this.enter("ended");
    tell(say.ended, "", say.again, () => location.reload());
  },
  enter(state) {
    this.state = state;
    performance.mark("mirrorarm " + state);
    document.documentElement.dataset.state = state;
  },
};
window.mirrorarm = mirrorarm;

// tell puts a sentence over the picture, with a button that does something about it.
function tell(what, why, button, act) {
  element("cover").hidden = false;
  element("bar").hidden = true;
  element("what").textContent = what;
  element("why").textContent = why;
  element("act").hidden = !button;
  element("act").textContent = button;
  element("act").onclick = act;
}

// address is what follows the page's own address for a query; a key without a value stands alone.
function address(of) {
  const text = of.toString().replace(/=(?=&|$)/g, "");
  return text && "?" + text;
}

// among are those of the address's values that have these keys.
function among(...keys) {
  return new URLSearchParams([...query].filter(([key]) => keys.includes(key)));
}

function fail(what, why) {
  mirrorarm.enter("failed");
  tell(what, why, say.again, () => location.reload());
}

// counted passes a stream on and shows how much has come of how much.
function counted(body, from, shown) {
  let come = 0;
  return body.pipeThrough(new TransformStream({
    transform(chunk, out) {
      come += chunk.byteLength;
      out.enqueue(chunk);
      if (mirrorarm.state !== "loading") return; // it has failed meanwhile
      const share = Math.min(come / from, 1);
      element("done").style.width = 100 * share + "%";
      element("what").textContent = `${say.loading} ${(share * shown / 1e6).toFixed(1)} / ${(shown / 1e6).toFixed(1)} ${say.megabytes}`;
    },
  }));
}

// unpacked is a stream of the program itself. What was sent as .gz may have been unpacked
// on its way: the first two bytes tell.
async function unpacked(body) {
  const reader = body.getReader();
  const { value: first = new Uint8Array() } = await reader.read();
  const whole = new ReadableStream({
    start(out) { out.enqueue(first); },
    async pull(out) {
      const { done, value } = await reader.read();
      if (done) out.close(); else out.enqueue(value);
    },
    cancel(why) { return reader.cancel(why); },
  });
  return first[0] === 0x1f && first[1] === 0x8b ? whole.pipeThrough(new DecompressionStream("gzip")) : whole;
}

async function load() {
  const { response, coded, url } = await program.fetch();
  const { plain, gzip, brotli } = program.bytes;
  const arrives = coded || url !== program.packed ? plain : gzip; // bytes that the page sees
  const travels = coded === "br" ? brotli || plain : coded || url === program.packed ? gzip : plain;
  const body = await unpacked(counted(response.body, arrives, travels));
  return new Response(body, { headers: { "Content-Type": "application/wasm" } });
}

async function start() {
  mirrorarm.enter("loading");
  element("what").textContent = say.loading;
  if (typeof WebAssembly !== "object") return fail(say.wasm, "");
  if (!document.createElement("canvas").getContext("webgl2")) return fail(say.webgl, "");
  const go = new Go();
  let instance;
  try {
    ({ instance } = await WebAssembly.instantiateStreaming(load(), go.importObject));
  } catch (err) {
    console.warn(err);
    return fail(say.failed, String(err.message || err));
  }
  mirrorarm.enter("starting");
  element("done").style.width = "0";
  element("what").textContent = say.ready;
  await new Promise((then) => setTimeout(then, 50)); // the sentence is seen before the program takes the thread
  mirrorarm.memory = () => instance.exports.mem.buffer.byteLength;
  await go.run(instance).catch((err) => console.warn(err));
  // By itself it never ends: most likely there was no memory left.
  mirrorarm.enter("failed");
  tell(say.crashed, say.still, say.light, () => {
    const next = query.has("lesson") ? query : among("lang", "embed", "kiosk");
    if (!query.has("lesson")) next.set("channels", "64");
    location.search = address(next);
  });
}

// keep has a worker keep the page for when there is no network; where browsers allow none
// the page works all the same.
function keep() {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  navigator.serviceWorker.register("worker.js").catch((err) => console.info("not kept for offline use:", err.message));
}

// A tap may be shorter than a picture takes, and the engine looks at keys and buttons once a
// picture: what is let go of is told to it a picture later.
for (const type of ["keyup", "mouseup"]) {
  addEventListener(type, (event) => {
    if (!event.isTrusted || mirrorarm.state !== "shown" || event.target.tagName === "BUTTON") return;
    event.stopImmediatePropagation();
    const later = new event.constructor(type, event);
    requestAnimationFrame(() => requestAnimationFrame(() => event.target.dispatchEvent(later)));
  }, true);
}

start();
