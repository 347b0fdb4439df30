import { appended } from '../util/lists.ts';
import { isObject } from './convert.ts';

interface Handler {
  readonly type: string;
  value: object | null;
  listener: ((event: Event) => void) | null;
}

const handlersOf = new WeakMap<object, readonly Handler[]>();

/**
 * Defines event handler IDL attributes (`onopen` for 'open') on an interface, before `defineInterface` is called on it.
 * `isInstance` is the interface's brand check. An attribute whose name is not that of its event is given as
 * `[name, type]`.
 */
export function defineEventHandlers(
  Interface: abstract new (...args: never[]) => EventTarget,
  types: readonly (string | readonly [name: string, type: string])[],
  isInstance: (value: unknown) => boolean,
): void {
  for (const entry of types) {
    const [name, type] = typeof entry === 'string' ? [`on${entry}`, entry] : entry;
    Object.defineProperty(Interface.prototype, name, attribute(name, type, isInstance));
  }
}

function attribute(name: string, type: string, isInstance: (value: unknown) => boolean): PropertyDescriptor {
  const accessors = {
    get [name](): object | null {
      return handler(this, type, isInstance).value;
    },
    set [name](value: unknown) {
      setHandler(this as unknown as EventTarget, type, handler(this, type, isInstance), value);
    },
  };
  return { ...Object.getOwnPropertyDescriptor(accessors, name), enumerable: true, configurable: true };
}

function handler(target: object, type: string, isInstance: (value: unknown) => boolean): Handler {
  if (!isInstance(target)) throw new TypeError('Illegal invocation');
  const handlers = handlersOf.get(target) ?? [];
  for (let i = 0; i < handlers.length; i++) if (handlers[i].type === type) return handlers[i];
  const added: Handler = { type, value: null, listener: null };
  handlersOf.set(target, appended(handlers, added));
  return added;
}

/**
 * HTML §8.1.8.1: the listener is registered when the handler first becomes non-null and keeps its place among the
 * listeners until it becomes null.
 */
function setHandler(target: EventTarget, type: string, handler: Handler, value: unknown): void {
  handler.value = isObject(value) ? value : null; // [LegacyTreatNonObjectAsNull]
  if (handler.value === null) deactivate(target, type, handler);
  else if (handler.listener === null) activate(target, type, handler);
}

function activate(target: EventTarget, type: string, handler: Handler): void {
  // A function written as an assignment to a property is born old in V8, and keeps the target until a full collection.
  const listener = (event: Event): void => invoke(target, handler, event);
  handler.listener = listener;
  target.addEventListener(type, listener);
}

function deactivate(target: EventTarget, type: string, handler: Handler): void {
  if (handler.listener !== null) target.removeEventListener(type, handler.listener);
  handler.listener = null;
}

function invoke(target: EventTarget, handler: Handler, event: Event): void {
  if (typeof handler.value !== 'function') return;
  const result: unknown = Reflect.apply(handler.value as (event: Event) => unknown, target, [event]);
  if (result === false) event.preventDefault();
}
