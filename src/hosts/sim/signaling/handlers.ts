type Handler = (event: never) => unknown;

/** The `on…` attributes of an event target: one listener each, at the place where it was first set. */
export class Handlers {
  readonly #target: EventTarget;
  readonly #handlers = new Map<string, Handler | null>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  get<H extends Handler>(type: string): H | null {
    return (this.#handlers.get(type) as H | null | undefined) ?? null;
  }

  set(type: string, handler: Handler | null): void {
    const isNew = !this.#handlers.has(type);
    this.#handlers.set(type, typeof handler === 'function' ? handler : null);
    if (!isNew) return;
    this.#target.addEventListener(type, (event) => this.#handlers.get(type)?.call(this.#target, event as never));
  }
}
