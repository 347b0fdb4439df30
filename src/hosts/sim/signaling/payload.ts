import { base64Of } from '../../../util/base64.ts';

/** What signalling carries: anything that can be cloned. Throws a DataCloneError for what cannot, as a port would. */
export function copyOf(data: unknown): unknown {
  return typeof data === 'string' ? data : structuredClone(data);
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
