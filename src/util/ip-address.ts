/** IP literals: text ↔ bytes, and what kind of address one is. Names, zones and brackets are not literals here. */
import { Memo } from './memo.ts';

/**
 * 4 or 16 bytes of an IPv4 or IPv6 literal (upper or lower case, compressed or not); `undefined` if it is neither. Not
 * to be changed: whoever asks next gets the same ones.
 */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return literals.of(text)?.bytes;
}

/** Canonical text of 4 or 16 bytes: dotted decimal, or RFC 5952. `undefined` for any other length. */
export function formatIpAddress(bytes: Uint8Array): string | undefined {
  if (bytes.length === 4) return formatIpv4(bytes, 0);
  if (bytes.length === 16) return formatIpv6(bytes);
  return undefined;
}

/** The canonical spelling of a literal, so that equal addresses are equal strings. */
export function canonicalIpAddress(text: string): string | undefined {
  return literals.of(text)?.canonical;
}

export function isIpAddress(text: string): boolean {
  return parseIpAddress(text) !== undefined;
}

/** Of a literal: cheap, and only right for literals. */
export function ipFamily(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

/** 127/8 and ::1. */
export function isLoopbackIp(bytes: Uint8Array): boolean {
  if (bytes.length === 4) return bytes[0] === 127;
  return isZero(bytes, 0, 15) && bytes[15] === 1;
}

/** 169.254/16 (RFC 3927) and fe80::/10 (RFC 4291 §2.5.6). */
export function isLinkLocalIp(bytes: Uint8Array): boolean {
  if (bytes.length === 4) return bytes[0] === 169 && bytes[1] === 254;
  return bytes[0] === 0xfe && (bytes[1] & 0xc0) === 0x80;
}

/** The ranges of RFC 1918, carrier-grade NAT (RFC 6598) and unique local IPv6 (RFC 4193). */
export function isPrivateIp(bytes: Uint8Array): boolean {
  if (bytes.length !== 4) return (bytes[0] & 0xfe) === 0xfc;
  const [a, b] = bytes;
  return a === 10 || (a === 172 && b >> 4 === 1) || (a === 192 && b === 168) || (a === 100 && b >> 6 === 1);
}

/** 0.0.0.0 and ::. */
export function isUnspecifiedIp(bytes: Uint8Array): boolean {
  return isZero(bytes, 0, bytes.length);
}

/** ::ffff:0:0/96, RFC 4291 §2.5.5.2. */
export function isIpv4Mapped(bytes: Uint8Array): boolean {
  return bytes.length === 16 && isZero(bytes, 0, 10) && bytes[10] === 0xff && bytes[11] === 0xff;
}

export function isMulticastIp(bytes: Uint8Array): boolean {
  return bytes.length === 4 ? bytes[0] >> 4 === 14 : bytes[0] === 0xff;
}

interface IpLiteral {
  readonly bytes: Uint8Array;
  readonly canonical: string;
}

function readLiteral(text: string): IpLiteral | undefined {
  const bytes = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  if (bytes === undefined) return undefined;
  // There is but one spelling of an IPv4 address.
  return { bytes, canonical: bytes.length === 4 ? text : formatIpv6(bytes) };
}

/** The same few interfaces and peers are asked about again and again: by candidates, checks and datagrams. */
const literals = new Memo(readLiteral, 256, 45);

function parseIpv4(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(4);
  let start = 0;
  for (let i = 0; i < 4; i++) {
    const dot = i < 3 ? text.indexOf('.', start) : text.length;
    const value = dot < 0 ? -1 : readDecimal(text, start, dot);
    if (value < 0) return undefined;
    bytes[i] = value;
    start = dot + 1;
  }
  return bytes;
}

/** -1 unless it is 0…255. A leading zero is refused rather than guessed to be octal, RFC 6943 §3.1.1. */
function readDecimal(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 1 || length > 3 || (length > 1 && text.charCodeAt(start) === DIGIT_0)) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = text.charCodeAt(i) - DIGIT_0;
    if (digit < 0 || digit > 9) return -1;
    value = 10 * value + digit;
  }
  return value > 255 ? -1 : value;
}

const DIGIT_0 = 48;

/** RFC 4291 §2.2, all three forms. */
function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0], halves.length === 1);
  const tail = halves.length === 1 ? [] : parseGroups(halves[1], true);
  if (head === undefined || tail === undefined) return undefined;
  const given = head.length + tail.length;
  if (halves.length === 1 ? given !== 16 : given > 14) return undefined;
  const bytes = new Uint8Array(16);
  bytes.set(head, 0);
  bytes.set(tail, 16 - tail.length);
  return bytes;
}

/** Bytes of groups separated by single colons; the last may be dotted decimal where that is the end of the literal. */
function parseGroups(text: string, mayEndDotted: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (let i = 0; i < groups.length; i++) {
    const isDotted = mayEndDotted && i === groups.length - 1 && groups[i].includes('.');
    const dotted = isDotted ? parseIpv4(groups[i]) : undefined;
    const group = isDotted ? -1 : readGroup(groups[i]);
    if (dotted !== undefined) bytes.push(...dotted);
    else if (group >= 0) bytes.push(group >> 8, group & 0xff);
    else return undefined;
  }
  return bytes;
}

/** -1 unless it is one to four hex digits. */
function readGroup(text: string): number {
  if (text.length < 1 || text.length > 4) return -1;
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit < 0) return -1;
    value = 16 * value + digit;
  }
  return value;
}

function hexDigit(code: number): number {
  if (code >= DIGIT_0 && code <= 57) return code - DIGIT_0;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function formatIpv4(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`;
}

/** RFC 5952 §4: lower case, no leading zeros, the longest (first) run of two or more zero groups as "::". */
function formatIpv6(bytes: Uint8Array): string {
  if (isIpv4Mapped(bytes)) return `::ffff:${formatIpv4(bytes, 12)}`;
  const groups: string[] = [];
  for (let i = 0; i < 16; i += 2) groups.push(((bytes[i] << 8) | bytes[i + 1]).toString(16));
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  const head = groups.slice(0, run.start).join(':');
  const tail = groups.slice(run.start + run.length).join(':');
  return `${head}::${tail}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i < groups.length; i++) {
    if (groups[i] !== '0') start = i + 1;
    else if (i + 1 - start > longest.length) longest = { start, length: i + 1 - start };
  }
  return longest;
}

function isZero(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 0) return false;
  return true;
}
