import { CanvasRenderingContext2D, ImageData } from './canvas.mjs';
import { hide, hideAll } from './define.mjs';

/** Gives canvas elements a 2D context. `installCapture` gives them captureStream, once there is something to capture with. */
export function installCanvas(dom) {
  const prototype = dom.HTMLCanvasElement.prototype;
  const contexts = new WeakMap();
  hideAll(globalThis, { CanvasRenderingContext2D, ImageData });
  delete prototype.captureStream;
  hide(prototype, 'getContext', function (kind) {
    if (kind !== '2d') return null;
    if (!contexts.has(this)) contexts.set(this, createContext(this));
    return contexts.get(this).context;
  });

  const installCapture = (captureStream) => {
    hide(prototype, 'captureStream', function (frameRate) {
      const context = this.getContext('2d');
      const { listeners } = contexts.get(this);
      const onDraw = (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      };
      return captureStream(this, frameRate, { pixels: () => context.pixels, onDraw });
    });
  };
  return { installCapture };
}

function createContext(canvas) {
  const context = new CanvasRenderingContext2D(canvas);
  const listeners = new Set();
  context.onDraw = () => {
    for (const listener of listeners) listener();
  };
  return { context, listeners };
}
