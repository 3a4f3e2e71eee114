// The page's own camera: its frames go to the tracker in camera/worker.js, and what that
// finds to the program. Nothing of it is fetched before a visitor asks for the camera.
let worker = null;
let stream = null;

// start begins to pass on what the tracker says, as messages of its protocol, and how the
// camera stands.
export function start(see, stands) {
  stop();
  const mine = worker = new Worker(new URL("camera/worker.js?direct", import.meta.url), { type: "module" });
  const tell = (state) => {
    if (mine !== worker) return; // another start has the camera, or none
    stands(state);
    see(JSON.stringify({ type: "state", state }));
  };
  tell("starting");
  worker.onerror = () => tell("broken");
  worker.onmessage = ({ data }) => {
    if (mine !== worker) return;
    if (data.message) see(data.message);
    if (data.say) tell(data.say);
    if (data.state) tell(data.state);
    if (data.ready) feed(mine, tell);
  };
}

async function feed(mine, tell) {
  tell("permission");
  let got;
  try {
    got = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } } });
  } catch (err) {
    return tell(err.name === "NotAllowedError" ? "denied" : "none");
  }
  if (mine !== worker) return got.getTracks().forEach((track) => track.stop());
  stream = got;
  const [track] = stream.getVideoTracks();
  track.onended = () => tell("unplugged");
  tell("nohand");
  if (window.MediaStreamTrackProcessor) {
    const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: 1 });
    return mine.postMessage({ frames: readable }, [readable]);
  }
  const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: stream });
  await video.play();
  const next = async (_, meta) => {
    if (mine !== worker) return;
    const bitmap = await createImageBitmap(video);
    mine.postMessage({ bitmap, at: meta.captureTime && performance.timeOrigin + meta.captureTime }, [bitmap]);
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}

// stop gives the camera back.
export function stop() {
  worker?.terminate();
  stream?.getTracks().forEach((track) => track.stop());
  worker = stream = null;
}
