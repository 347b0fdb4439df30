/** A view of the bytes of an ArrayBuffer or a view of one; undefined for anything else, shared memory included. */
export function bytesOfBufferSource(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) {
    if (!isArrayBuffer(value.buffer)) return undefined;
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined;
}

/** Also true for a buffer of another realm, which `instanceof` does not recognize. */
export function isArrayBuffer(value: unknown): value is ArrayBuffer {
  if (value instanceof ArrayBuffer) return true;
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]' && hasByteLength(value);
}

const byteLengthOf = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get as () => number;

function hasByteLength(value: unknown): boolean {
  try {
    byteLengthOf.call(value);
    return true;
  } catch {
    return false;
  }
}
