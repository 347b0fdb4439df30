import { base64Of } from '../../../util/base64.ts';

/**
 * What signalling carries: anything that can be cloned, and what says what it is as JSON: descriptions and candidates do,
 * which a port would refuse in a browser and empty in Node. Throws a DataCloneError for anything else.
 */
export function copyOf(data: unknown): unknown {
  return typeof data === 'string' ? data : structuredClone(plainOf(data, new Map()));
}

/** Plain objects and arrays with all that has a `toJSON` put as that; whatever else there is stays. */
function plainOf(data: unknown, seen: Map<object, unknown>): unknown {
  if (typeof data !== 'object' || data === null) return data;
  const known = seen.get(data);
  if (known !== undefined) return known;
  if (Array.isArray(data)) return fill(data, remember(data, [], seen), seen);
  const { toJSON } = data as { toJSON?: unknown };
  if (typeof toJSON === 'function' && !(data instanceof Date)) return toJSON.call(data);
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(data) as object | null);
  return isPlain ? fill(data, remember(data, {}, seen), seen) : data;
}

function remember<T>(data: object, plain: T, seen: Map<object, unknown>): T {
  seen.set(data, plain);
  return plain;
}

function fill<T extends object>(data: object, plain: T, seen: Map<object, unknown>): T {
  for (const [name, value] of Object.entries(data)) (plain as Record<string, unknown>)[name] = plainOf(value, seen);
  return plain;
}

/** What the link counts: text as UTF-8, bytes as they are, objects as their text. */
export function sizeOf(data: unknown): number {
  const bytes = bytesOf(data);
  return bytes === undefined ? new TextEncoder().encode(textOf(data)).length : bytes.length;
}

/** For traces and for the digest: equal messages have equal texts. */
export function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  const bytes = bytesOf(data);
  if (bytes !== undefined) return base64Of(bytes);
  try {
    return JSON.stringify(data) ?? String(data);
  } catch {
    // Cycles and bigints: cloned, but without a text of their own.
    return Object.prototype.toString.call(data);
  }
}

function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return undefined;
}
