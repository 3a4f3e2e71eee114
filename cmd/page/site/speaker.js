// Plays frames as they come, and asks for more when a fifth of a second is left: pictures
// take the page's thread for longer than a device's own buffer lasts.
class Speaker extends AudioWorkletProcessor {
  chunks = [];
  at = 0; // of the first chunk
  left = 0; // frames, of all
  asked = false;

  constructor() {
    super();
    this.port.onmessage = ({ data }) => {
      this.asked = false;
      this.chunks.push(data);
      this.left += data.length / 2;
    };
  }

  process(_, [[left, right]]) {
    if (this.left < sampleRate / 5 && !this.asked) {
      this.asked = true;
      this.port.postMessage(null);
    }
    for (let i = 0; i < left.length && this.chunks.length > 0; i++) {
      const chunk = this.chunks[0];
      left[i] = chunk[this.at++];
      right[i] = chunk[this.at++];
      this.left--;
      if (this.at >= chunk.length) {
        this.chunks.shift();
        this.at = 0;
      }
    }
    return true;
  }
}
registerProcessor("speaker", Speaker);
