/** The globals of the realm a family of classes belongs to: Node's own, or those of a happy-dom or jsdom window. */
export interface Realm {
  readonly EventTarget: typeof EventTarget;
  readonly Event: typeof Event;
  readonly MessageEvent: typeof MessageEvent;
  readonly DOMException: typeof DOMException;
  readonly Blob: typeof Blob;
  /** Serialized origin of the document, what MessageEvent.origin says; default 'null', an opaque origin. */
  readonly origin?: string;
}

/** Also recognizes a Blob of another realm. */
export function isBlob(realm: Realm, value: object): value is Blob {
  return value instanceof realm.Blob || (isNamedBlob(value) && typeof (value as Blob).arrayBuffer === 'function');
}

function isNamedBlob(value: object): boolean {
  const name = Object.prototype.toString.call(value);
  return name === '[object Blob]' || name === '[object File]';
}
