import { hide } from '../page/define.mjs';

const FRAME_MS = 1000 / 30;

/** Lets a browser's canvases and its Web Audio make tracks of the library. */
export function installCapture({ canvasCaptureStream, createAudioTrack }) {
  hide(HTMLCanvasElement.prototype, 'captureStream', function (frameRate) {
    return canvasCaptureStream(this, frameRate, { pixels: () => pixelsOf(this), onDraw: atIntervals });
  });
  const { createMediaStreamDestination } = AudioContext.prototype;
  hide(AudioContext.prototype, 'createMediaStreamDestination', function () {
    const node = createMediaStreamDestination.call(this);
    hide(node, 'stream', new MediaStream([createAudioTrack()]));
    return node;
  });
}

function pixelsOf(canvas) {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return { width, height, data };
}

/** A browser's canvas does not say when something is drawn. */
function atIntervals(listener) {
  const timer = setInterval(listener, FRAME_MS);
  return () => clearInterval(timer);
}
