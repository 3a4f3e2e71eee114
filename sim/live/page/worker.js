// Finds hands in every frame of the camera, and the arms at every second one, and sends what it found to the program.
import { FilesetResolver, HandLandmarker, PoseLandmarker } from './tracker/vision_bundle.mjs';

const query = new URLSearchParams(location.search);
const hands = query.get('hands') === '2' ? 2 : 1;
const files = new URL('tracker', location.href).href;
const connectEvery = 500; // ms between two tries to reach the program
const slowBelow = 12; // frames a second under which the arm cannot follow well
const darkBelow = 30; // mean brightness of 255 under which hands are not found

let handTask = null;
let poseTask = null;
let socket = null;
let sequence = 0;
let lastTime = 0;
let brightness = 255;
let interval = 33;
let roundTrip = 1000; // ms, the quickest of late

const round = (v, k) => Math.round(v * k) / k;
const points = (list) => list.map((p) => [round(p.x, 1e5), round(p.y, 1e5), round(p.z, 1e5)]);

// line is how messages reach the program: { open, busy, send(message) }, over a WebSocket or, where the browser refuses
// one, as posts.
let line = { open: false, busy: () => true, send() {} };
let refusals = 0; // of WebSockets, in a row
let waiting = false; // whether somebody else leads

// In the program's own page messages go there as they are: there is no server.
const direct = query.has('direct');

const hello = { type: 'hello', name: 'camera page', kind: 'camera' };

function connect() {
  const url = new URL('hands', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  let opened = false;
  try {
    socket = new WebSocket(url, 'mirrorarm.hand.v1');
  } catch {
    return post();
  }
  const own = (line = { open: false, busy: () => socket.bufferedAmount >= 65536, send: (m) => socket.send(JSON.stringify(m)) });
  socket.onopen = () => {
    opened = own.open = true;
    refusals = 0;
    own.send(hello);
    tell(told);
    clock(own);
  };
  socket.onmessage = ({ data }) => heard(JSON.parse(data));
  socket.onclose = () => {
    own.open = false;
    // Some browsers open no WebSocket to a certificate that nobody vouches for, though they have loaded this page.
    if (!opened && ++refusals >= 2 && location.protocol === 'https:') return post();
    setTimeout(connect, connectEvery);
  };
}

// post sends each message as a request to this page's own origin; two may be under way.
function post() {
  const id = crypto.randomUUID();
  const url = new URL('hands?client=' + id, location.href);
  let underWay = 0;
  const send = async (m) => {
    underWay++;
    try {
      const r = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(m) });
      if (r.status === 409 && m.type !== 'hello') await send(hello);
      if (r.status === 401) postMessage({ say: 'password' });
      if (r.status === 200) heard(await r.json());
      own.open = r.ok || r.status === 409;
      if (m.type === 'hello' && r.ok) tell(told);
    } catch {
      own.open = false;
    } finally {
      underWay--;
    }
  };
  const own = (line = { open: false, busy: () => underWay >= 2, send });
  send(hello);
  clock(own);
  setInterval(() => { if (!own.open && underWay === 0) send(hello); }, connectEvery);
}

function heard(m) {
  if (m.type === 'clock') roundTrip = Math.min(now() - m.sent_ms, roundTrip + 1);
  else {
    if (m.type === 'state') waiting = m.waiting === true;
    postMessage({ answer: m });
  }
}

// clock lets the program know how this page's clock stands to its own.
function clock(own) {
  if (line !== own) return;
  if (own.open) own.send({ type: 'clock', sent_ms: now() });
  setTimeout(() => clock(own), 1000);
}

let told = 'starting'; // last, of the camera

// tell has the program know how the camera stands.
function tell(what) {
  told = what;
  if (line.open) line.send({ type: 'state', state: what });
}

const now = () => performance.timeOrigin + performance.now();

async function load() {
  const vision = await FilesetResolver.forVisionTasks(files, true);
  const hand = { baseOptions: { modelAssetPath: files + '/hand.task', delegate: 'CPU' }, runningMode: 'VIDEO', numHands: hands };
  handTask = await HandLandmarker.createFromOptions(vision, hand);
  try {
    // A second task in one worker wants its own copy of the module.
    const again = { ...vision, wasmLoaderPath: vision.wasmLoaderPath + '?pose' };
    poseTask = await PoseLandmarker.createFromOptions(again, { baseOptions: { modelAssetPath: files + '/pose.task', delegate: 'CPU' }, runningMode: 'VIDEO', numPoses: 1 });
  } catch (e) {
    console.warn('no arms, only hands:', e); // the hand alone is enough
  }
  postMessage({ ready: true });
}

// arms are the shoulders, elbows and wrists of a body, in metres about its hips, with how surely each is seen.
function arms(result) {
  const body = result?.worldLandmarks?.[0];
  if (!body) return undefined;
  const joint = (k) => [round(body[k].x, 1e4), round(body[k].y, 1e4), round(body[k].z, 1e4), round(body[k].visibility ?? 0, 100)];
  return { left: [11, 13, 15].map(joint), right: [12, 14, 16].map(joint) };
}

// look finds hands in one frame, which was taken at a time (ms) of this page's clock, where that is known, and got at
// another.
function look(frame, width, height, taken, got) {
  const at = taken ?? got;
  const t = Math.max(lastTime + 1, at - performance.timeOrigin); // the tracker counts in whole ms, and not beyond 2³¹
  interval += ((t - lastTime > 1000 ? 33 : t - lastTime) - interval) / 15;
  lastTime = t;
  const found = handTask.detectForVideo(frame, t);
  const body = poseTask && sequence % 2 === 0 ? poseTask.detectForVideo(frame, t) : null;
  const message = { type: 'hands', seq: sequence++, t_ms: round(at, 1000), sent_ms: 0, rtt_ms: round(roundTrip, 1000), got_ms: taken == null ? undefined : round(got, 1000), size: [width, height], hands: [] };
  found.landmarks.forEach((image, i) => {
    const side = found.handedness[i]?.[0];
    message.hands.push({ label: side?.categoryName, score: round(side?.score ?? 1, 1000), image: points(image), world: points(found.worldLandmarks[i]) });
  });
  const seen = arms(body);
  if (seen) message.arms = seen;
  message.sent_ms = round(now(), 1000);
  if (line.open && !line.busy()) line.send(message);
  if (sequence % 15 === 0) brightness = lightness(frame, width, height);
  const state = !line.open ? 'lost' : waiting ? 'waiting' : message.hands.length ? (interval > 1000 / slowBelow ? 'slow' : 'hand') : brightness < darkBelow ? 'dark' : 'nohand';
  postMessage({ hands: message.hands.map((h) => h.image), state });
}

const small = new OffscreenCanvas(16, 9).getContext('2d', { willReadFrequently: true });

function lightness(frame) {
  small.drawImage(frame, 0, 0, 16, 9);
  const { data } = small.getImageData(0, 0, 16, 9);
  let sum = 0;
  for (let i = 0; i < data.length; i += 4) sum += data[i] + data[i + 1] + data[i + 2];
  return sum / (data.length / 4) / 3;
}

let reading = null;

// takenAt is when a frame was taken, where the browser tells; a frame's time stamp alone has no known zero.
function takenAt(frame) {
  const taken = frame.metadata?.().captureTime;
  return Number.isFinite(taken) ? performance.timeOrigin + taken : undefined;
}

// follow looks at every frame of a track.
async function follow(frames) {
  await reading?.cancel();
  const reader = (reading = frames.getReader());
  for (;;) {
    const { done, value } = await reader.read();
    if (done || reading !== reader) return value?.close();
    try {
      look(value, value.displayWidth, value.displayHeight, takenAt(value), now());
    } finally {
      value.close();
    }
  }
}

self.onmessage = ({ data }) => {
  if (data.state) tell(data.state);
  if (data.frames) follow(data.frames);
  if (data.bitmap) {
    look(data.bitmap, data.bitmap.width, data.bitmap.height, data.at, now());
    data.bitmap.close();
  }
};

if (direct) {
  roundTrip = 0;
  line = { open: true, busy: () => false, send: (m) => postMessage({ message: JSON.stringify(m) }) };
  line.send(hello);
} else connect();
load().catch((e) => {
  console.error(e);
  postMessage({ say: 'broken' });
});
