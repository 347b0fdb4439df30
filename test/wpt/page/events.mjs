import { defineAttribute, hide, hideAll } from './define.mjs';

const WINDOW_EVENTS = [
  ...['load', 'message', 'messageerror', 'error', 'unhandledrejection', 'rejectionhandled', 'beforeunload', 'unload'],
  ...['pagehide', 'pageshow', 'resize', 'focus', 'blur'],
];

/** The window is an event target; and the events that Node lacks. */
export function installEvents(window, target) {
  for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent']) {
    hide(window, name, (...args) => target[name](...args));
  }
  for (const type of WINDOW_EVENTS) defineHandler(window, target, type);
  hideAll(window, { PromiseRejectionEvent, ProgressEvent, postMessage: createPostMessage(window, target) });
  if (window.ErrorEvent === undefined) hide(window, 'ErrorEvent', ErrorEvent);
}

class ErrorEvent extends Event {
  constructor(type, { message = '', filename = '', lineno = 0, colno = 0, error = null, ...init } = {}) {
    super(type, init);
    hideAll(this, { message, filename, lineno, colno, error });
  }
}

class PromiseRejectionEvent extends Event {
  constructor(type, { promise, reason, ...init }) {
    super(type, init);
    hideAll(this, { promise, reason });
  }
}

class ProgressEvent extends Event {
  constructor(type, { loaded = 0, total = 0, ...init } = {}) {
    super(type, init);
    hideAll(this, { loaded, total });
  }
}

function defineHandler(window, target, type) {
  let handler = null;
  const call = (event) => {
    if (typeof handler !== 'function') return undefined;
    if (type !== 'error') return handler.call(window, event);
    return handler.call(window, event.message, event.filename, event.lineno, event.colno, event.error);
  };
  let isListening = false;
  const set = (value) => {
    handler = value;
    if (isListening || !value) return;
    isListening = true;
    target.addEventListener(type, call);
  };
  defineAttribute(window, `on${type}`, () => handler, set);
  Object.defineProperty(window, `on${type}`, { enumerable: false });
}

/** Of a window to itself. */
function createPostMessage(window, target) {
  return (message, options, list) => {
    const transfer = transferOf(options, list);
    const data = structuredClone(message, { transfer });
    const ports = transfer.filter((object) => object instanceof MessagePort);
    setTimeout(() => {
      const event = new Event('message');
      hideAll(event, { data, ports, source: window, origin: window.origin });
      target.dispatchEvent(event);
    }, 0);
  };
}

function transferOf(options, list) {
  if (Array.isArray(list)) return list;
  return typeof options === 'object' && Array.isArray(options?.transfer) ? options.transfer : [];
}
