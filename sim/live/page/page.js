// The page of a camera: it shows the picture, mirrored as people know themselves, and what is seen in it. The work is
// done by worker.js; the messages that leave are described in README, under "Live hands".
import { words } from './words.js';

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
const canvas = $('picture');
const pen = canvas.getContext('2d');
const video = document.createElement('video');
video.muted = true;
video.playsInline = true;

let language = words[query.get('lang')] ? query.get('lang') : 'en';
let worker = null;
let stream = null;
let state = 'starting';
let seen = [];
let frames = 0;
let measured = performance.now();

const bones = [[0, 1, 2, 3, 4], [0, 5, 6, 7, 8], [5, 9, 10, 11, 12], [9, 13, 14, 15, 16], [13, 17, 18, 19, 20], [0, 17]];

const untold = ['lost', 'waiting', 'password']; // states that the program knows by itself

// say shows how the camera stands, and has the program know it.
function say(what) {
  if (what !== state && !untold.includes(what)) worker?.postMessage({ state: what });
  state = what;
  $('state').textContent = words[language][what] ?? what;
  document.body.dataset.state = what;
}

function speak(name) {
  language = name;
  document.documentElement.lang = name;
  $('language').value = name;
  $('camera-label').textContent = words[name].camera;
  say(state);
}

// draw shows the picture mirrored; the tracker sees it as the camera does.
function draw() {
  const w = video.videoWidth, h = video.videoHeight;
  if (w && h) {
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    pen.setTransform(-1, 0, 0, 1, w, 0);
    pen.drawImage(video, 0, 0, w, h);
    pen.lineWidth = Math.max(2, w / 240);
    pen.lineJoin = pen.lineCap = 'round';
    for (const points of seen) {
      pen.strokeStyle = '#35d0c0';
      pen.beginPath();
      for (const line of bones) line.forEach((k, i) => pen[i ? 'lineTo' : 'moveTo'](points[k][0] * w, points[k][1] * h));
      pen.stroke();
      pen.fillStyle = '#ffffff';
      for (const p of points) pen.fillRect(p[0] * w - pen.lineWidth, p[1] * h - pen.lineWidth, 2 * pen.lineWidth, 2 * pen.lineWidth);
    }
    pen.setTransform(1, 0, 0, 1, 0, 0);
  }
  requestAnimationFrame(draw);
}

async function listCameras() {
  const cameras = (await navigator.mediaDevices.enumerateDevices()).filter((d) => d.kind === 'videoinput');
  const chosen = stream?.getVideoTracks()[0]?.getSettings().deviceId;
  $('camera').replaceChildren(...cameras.map((c, i) => new Option(c.label || `${words[language].camera} ${i + 1}`, c.deviceId, false, c.deviceId === chosen)));
}

async function openCamera(deviceId) {
  say('permission');
  stream?.getTracks().forEach((t) => t.stop());
  const size = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } };
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: deviceId ? { deviceId: { exact: deviceId }, ...size } : size });
  } catch (e) {
    say(e.name === 'NotAllowedError' ? 'denied' : 'none');
    return;
  }
  const [track] = stream.getVideoTracks();
  track.addEventListener('ended', () => say('unplugged'));
  video.srcObject = stream;
  await video.play();
  await listCameras();
  say('nohand');
  feed(track);
}

// feed gives the worker the camera's frames: the track itself where the browser can, so that a hidden page goes on; else
// frame by frame from the picture that is shown.
function feed(track) {
  if (window.MediaStreamTrackProcessor) {
    const { readable } = new MediaStreamTrackProcessor({ track: track.clone(), maxBufferSize: 1 });
    worker.postMessage({ frames: readable }, [readable]);
    return;
  }
  document.addEventListener('visibilitychange', () => { if (document.hidden) say('visible'); });
  const next = async (_, meta) => {
    if (video.srcObject !== stream) return;
    const bitmap = await createImageBitmap(video);
    worker.postMessage({ bitmap, at: meta.captureTime && performance.timeOrigin + meta.captureTime }, [bitmap]);
    video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
}

function heard({ data }) {
  if (data.say) return say(data.say);
  if (data.ready) return openCamera();
  if (data.answer) {
    const a = data.answer;
    $('heard').textContent = [a.side, a.fit_mm != null && `${a.fit_mm.toFixed(1)} mm`, a.age_ms != null && `${a.age_ms.toFixed(0)} ms`, a.refused].filter(Boolean).join(' · ');
    return;
  }
  if (data.hands) {
    seen = data.hands;
    frames++;
    if (['nohand', 'hand', 'dark', 'slow', 'lost', 'waiting'].includes(state)) say(data.state);
    const now = performance.now();
    if (now - measured > 1000) {
      $('rate').textContent = `${((frames * 1000) / (now - measured)).toFixed(0)} / s`;
      [frames, measured] = [0, now];
    }
  }
}

function start() {
  speak(language);
  say('starting');
  $('language').addEventListener('change', (e) => speak(e.target.value));
  $('camera').addEventListener('change', (e) => openCamera(e.target.value));
  navigator.mediaDevices?.addEventListener?.('devicechange', () => (state === 'none' || state === 'unplugged' ? openCamera() : listCameras()));
  worker = new Worker('worker.js' + location.search, { type: 'module' });
  worker.addEventListener('message', heard);
  worker.addEventListener('error', () => say('broken'));
  requestAnimationFrame(draw);
}

start();
