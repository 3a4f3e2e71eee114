"use strict";
// How the program is fetched: by the page, and by the worker that keeps it.
const program = {
  version: "%VERSION%",
  bytes: { plain: %PLAIN%, gzip: %GZIP%, brotli: %BROTLI% }, // of the program, as it is and on its way
  url: "page.wasm?v=%VERSION%",
  packed: "page.wasm.gz?v=%VERSION%",

  // A host that compresses says so, and then the plain file is the one to take; any
  // other is asked for the file that is compressed already.
  async fetch() {
    const stop = new AbortController();
    const got = await fetch(this.url, { signal: stop.signal }).catch(() => null);
    const coded = got && got.status === 200 && got.headers.get("Content-Encoding");
    if (coded) return { response: got, coded, url: this.url };
    if (typeof DecompressionStream === "undefined") {
      if (!got || got.status !== 200) throw new Error(this.url + ": " + (got ? got.status : "?"));
      return { response: got, coded: "", url: this.url };
    }
    stop.abort();
    const packed = await fetch(this.packed);
    if (packed.status !== 200) throw new Error(this.packed + ": " + packed.status);
    return { response: packed, coded: packed.headers.get("Content-Encoding") || "", url: this.packed };
  },
};
