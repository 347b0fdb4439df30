import { Window as DomWindow } from 'happy-dom';

import { installAudioContext } from './audio-context.mjs';
import { installCanvas } from './canvas-element.mjs';
import { hide, hideAll } from './define.mjs';
import { installEvents } from './events.mjs';
import { createFetch } from './fetch.mjs';
import { FileReader } from './file-reader.mjs';
import { installMediaElements } from './media-element.mjs';
import { createNavigator, Navigator } from './navigator.mjs';
import { Permissions } from './permissions.mjs';

const DOM_SETTINGS = {
  disableJavaScriptFileLoading: true,
  disableCSSFileLoading: true,
  disableIframePageLoading: true,
  handleDisabledFileLoadingAsSuccess: true,
  enableJavaScriptEvaluation: false,
};

/** What of the DOM's window this window shows. */
const DOM_NAMES = new RegExp(
  `^(?:${[
    'HTML\\w*Element|SVG\\w+Element|Node|Element|Document|DocumentFragment|HTMLDocument|XMLDocument|Text|Comment',
    'NodeList|HTMLCollection|DOMParser|DOMRect\\w*|DOMTokenList|CSSStyleDeclaration|MutationObserver|XMLSerializer',
    'Range|Selection|ShadowRoot|NodeFilter|TreeWalker|Attr|CharacterData|UIEvent|MouseEvent|KeyboardEvent',
    'PointerEvent|Storage|Image|Audio|Option|localStorage|sessionStorage',
  ].join('|')})$`,
);
const DOM_FUNCTIONS = ['getComputedStyle', 'getSelection', 'matchMedia'];

/**
 * Makes the global object of this process a window. The DOM is happy-dom's; Event, EventTarget, DOMException, Blob,
 * URL, streams, timers and crypto stay Node's own, so that the library and the tests share them.
 *
 * What the library may bring is in the object returned: `mediaSink`, which lets a media element show a track;
 * `canvasCaptureStream`; `createAudioTrack`. `finish` is called when the library is in place.
 */
export function createWindow({ wpt, url, html }) {
  const dom = new DomWindow({ url, settings: DOM_SETTINGS });
  dom.document.write(html);
  const target = new EventTarget();
  const page = {
    dom,
    target,
    permissions: new Permissions(),
    /** @type {((track: MediaStreamTrack, show: (frame: object) => void) => (() => void) | undefined) | undefined} */
    mediaSink: undefined,
    /** @type {((canvas: object, frameRate: number | undefined, source: object) => MediaStream) | undefined} */
    canvasCaptureStream: undefined,
    /** @type {(() => MediaStreamTrack) | undefined} */
    createAudioTrack: undefined,
    /** @type {((track: MediaStreamTrack, hear: (channels: Float32Array[]) => void) => void) | undefined} */
    audioSink: undefined,
    finish: () => finish(page, canvas),
  };
  defineGlobals(dom, url);
  installEvents(globalThis, target);
  hideAll(globalThis, { Navigator, FileReader, fetch: createFetch(wpt, url) });
  hide(globalThis, 'navigator', createNavigator(page.permissions));
  const canvas = installCanvas(dom);
  installMediaElements(page);
  return page;
}

function finish(page, canvas) {
  if (page.createAudioTrack !== undefined) installAudioContext(page);
  if (page.canvasCaptureStream !== undefined) canvas.installCapture(page.canvasCaptureStream);
}

function defineGlobals(dom, url) {
  for (const name of ['window', 'self', 'frames', 'parent', 'top']) hide(globalThis, name, globalThis);
  hideAll(globalThis, {
    Window: class Window extends EventTarget {},
    document: dom.document,
    location: dom.location,
    history: dom.history,
    opener: null,
    closed: false,
    name: '',
    length: 0,
    isSecureContext: true,
    crossOriginIsolated: false,
    origin: new URL(url).origin,
    innerWidth: 800,
    innerHeight: 600,
    devicePixelRatio: 1,
    screen: { width: 800, height: 600 },
    frameElement: null,
    visualViewport: null,
    requestAnimationFrame: (callback) => setTimeout(() => callback(performance.now()), 16),
    cancelAnimationFrame: (id) => clearTimeout(id),
    scrollTo: () => {},
    focus: () => {},
    open: () => null,
  });
  for (const name of Object.getOwnPropertyNames(dom)) if (DOM_NAMES.test(name)) hide(globalThis, name, dom[name]);
  for (const name of DOM_FUNCTIONS) hide(globalThis, name, dom[name].bind(dom));
  for (const element of dom.document.querySelectorAll('[id]')) defineNamedElement(element);
}

/** Elements with an id are properties of the window. */
function defineNamedElement(element) {
  if (element.id !== '' && !(element.id in globalThis)) hide(globalThis, element.id, element);
}
