import vm from 'node:vm';

import { parseDocument } from '../lib/document.mjs';
import { hide, hideAll } from './define.mjs';
import { installEvents } from './events.mjs';

/** What a frame's window has of this window's: the same objects. */
const SHARED = [
  ...['EventTarget', 'Event', 'MessageEvent', 'DOMException', 'Blob', 'URL', 'console', 'performance', 'navigator'],
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'queueMicrotask', 'structuredClone'],
];

/**
 * Frames with a srcdoc: the inline scripts in it run in a realm of their own, which has no document. `install` puts the
 * library on the window of a frame.
 */
export function installFrames(dom, install) {
  const { prototype } = dom.HTMLIFrameElement;
  const windows = new WeakMap();
  const original = Object.getOwnPropertyDescriptor(prototype, 'contentWindow');
  Object.defineProperty(prototype, 'srcdoc', {
    configurable: true,
    set(html) {
      whenConnected(this, () => {
        windows.set(this, openFrame(String(html), install));
        this.dispatchEvent(new dom.Event('load'));
      });
    },
  });
  Object.defineProperty(prototype, 'contentWindow', {
    configurable: true,
    get() {
      return windows.get(this) ?? original.get.call(this);
    },
  });
}

function whenConnected(element, then) {
  const look = () => (element.isConnected ? then() : setTimeout(look, 1));
  setTimeout(look, 0);
}

function openFrame(html, install) {
  const window = vm.createContext({});
  for (const name of SHARED) hide(window, name, globalThis[name]);
  hideAll(window, { window, self: window, parent: globalThis, top: globalThis, origin: globalThis.origin });
  installEvents(window, new EventTarget());
  install(window);
  for (const { text, src } of parseDocument(html).scripts) if (src === undefined) vm.runInContext(text, window);
  return window;
}
