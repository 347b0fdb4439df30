/** Big-endian integers and byte strings, without DataView. */

export function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 8) | bytes[offset + 1];
}

export function readUint24(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] << 16) | (bytes[offset + 1] << 8) | bytes[offset + 2];
}

export function readUint32(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] << 24) | (bytes[offset + 1] << 16) | (bytes[offset + 2] << 8) | bytes[offset + 3]) >>> 0;
}

/** 48 bits fit a plain number exactly. */
export function readUint48(bytes: Uint8Array, offset: number): number {
  return readUint16(bytes, offset) * 0x1_0000_0000 + readUint32(bytes, offset + 2);
}

export function writeUint16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 8;
  bytes[offset + 1] = value;
}

export function writeUint24(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 16;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value;
}

export function writeUint32(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

export function writeUint48(bytes: Uint8Array, offset: number, value: number): void {
  writeUint16(bytes, offset, Math.floor(value / 0x1_0000_0000));
  writeUint32(bytes, offset + 2, value >>> 0);
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (let i = 0; i < parts.length; i++) length += parts[i].length;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (let i = 0; i < parts.length; i++) {
    whole.set(parts[i], offset);
    offset += parts[i].length;
  }
  return whole;
}

/** Not constant in time: for public values only. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Constant in time for equal lengths: for tags, MACs and verify data. */
export function equalSecrets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i] ^ b[i];
  return difference === 0;
}

export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX_OF_BYTE[bytes[i]];
  return text;
}

const HEX_OF_BYTE = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes of a string of hex digits; blanks and colons between bytes are ignored. */
export function bytesOfHex(hex: string): Uint8Array {
  const digits = hex.replace(/[\s:]/g, '');
  const bytes = new Uint8Array(digits.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8');
const strictDecoder = new TextDecoder('utf-8', { fatal: true });

export function utf8Of(text: string): Uint8Array {
  return (text.length <= MAX_SHORT_TEXT ? asciiOf(text) : undefined) ?? encoder.encode(text);
}

/** Words of protocols, mostly: encoder and decoder would cost more than they do. `undefined` if the text is not ASCII. */
function asciiOf(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return undefined;
    bytes[i] = code;
  }
  return bytes;
}

const MAX_SHORT_TEXT = 64;

/** Malformed sequences become U+FFFD. */
export function textOfUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** `undefined` if the bytes are not UTF-8. */
export function strictTextOfUtf8(bytes: Uint8Array): string | undefined {
  return (bytes.length <= MAX_SHORT_TEXT ? textOfAscii(bytes) : undefined) ?? decodeStrictly(bytes);
}

/** `undefined` if there is more than ASCII. */
function textOfAscii(bytes: Uint8Array): string | undefined {
  const characters = new Array<string>(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] >= 0x80) return undefined;
    characters[i] = String.fromCharCode(bytes[i]);
  }
  return characters.join('');
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}
