import { isAttributeValid } from './attribute-grammar.ts';
import { lineGrammar, mediaLineTypes, sessionLineOrder } from './grammar.ts';
import type { SdpLine } from './line.ts';
import { Section } from './section.ts';
import { SessionDescription } from './session-description.ts';

export type ParseResult =
  | { readonly ok: true; readonly description: SessionDescription }
  | { readonly ok: false; readonly error: SdpSyntaxError };

export interface SdpSyntaxError {
  /** 1-based number of the offending line; one past the last where something is missing at the end. */
  readonly line: number;
  readonly message: string;
}

/**
 * Text to description; strict (RFC 8866 §9), except that lines may end in LF alone and that lines of a media
 * description may come in any order. Never throws.
 */
export function parseSessionDescription(text: string): ParseResult {
  const lines: SdpLine[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed + 1;
    const line = lineOf(text.slice(start, end));
    if (typeof line === 'string') return failure(lines.length + 1, line);
    lines.push(line);
    start = end;
  }
  const error = orderError(lines);
  return error === undefined ? { ok: true, description: assemble(lines) } : { ok: false, error };
}

/** The line, or what is wrong with it. */
function lineOf(text: string): SdpLine | string {
  const known = knownLines.get(text);
  if (known !== undefined) return known;
  const line = readLine(text);
  if (line === undefined) return 'expected a line like "v=0"';
  const complaint = complaintAbout(line);
  if (complaint !== undefined) return complaint;
  if (text.length <= MAX_KNOWN_LENGTH) remember(text, line);
  return line;
}

/**
 * Lines that were read before, by their text: descriptions say mostly what others said, and lines are never changed.
 * When there is no more room it begins anew, so that what came once makes way for what comes always.
 */
const knownLines = new Map<string, SdpLine>();
const MAX_KNOWN_LINES = 256;
const MAX_KNOWN_LENGTH = 80;

function remember(text: string, line: SdpLine): void {
  if (knownLines.size === MAX_KNOWN_LINES) knownLines.clear();
  knownLines.set(text, line);
}

/** `text`: one line with its ending. */
function readLine(text: string): SdpLine | undefined {
  const ending = text.endsWith('\r\n') ? '\r\n' : text.endsWith('\n') ? '\n' : '';
  const end = text.length - ending.length;
  if (text[1] !== '=' || end < 2) return undefined;
  return { type: text[0], value: text.slice(2, end), ending };
}

function complaintAbout(line: SdpLine): string | undefined {
  const grammar = Object.hasOwn(lineGrammar, line.type) ? lineGrammar[line.type] : undefined;
  if (grammar === undefined) return `unknown line type "${line.type}"`;
  // RFC 8866 §9: a byte-string is free of NUL, CR and LF.
  if (/[\0\r]/.test(line.value)) return `control character in "${line.type}=" line`;
  if (!grammar.test(line.value)) return `malformed "${line.type}=" line`;
  return line.type === 'a' ? complaintAboutAttribute(line.value) : undefined;
}

function complaintAboutAttribute(value: string): string | undefined {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  return isAttributeValid(name, colon < 0 ? '' : value.slice(colon + 1)) ? undefined : `malformed "a=${name}"`;
}

/** v, o and s come first, t is required, and the session part keeps its order. */
function orderError(lines: readonly SdpLine[]): SdpSyntaxError | undefined {
  let last = '';
  let hasTime = false;
  let i = 0;
  for (; i < lines.length && lines[i].type !== 'm'; i++) {
    const { type } = lines[i];
    if (i < 3 && type !== sessionLineOrder[i]) break;
    if (!mayFollow(type, last)) return { line: i + 1, message: `"${type}=" must not come after "${last}="` };
    hasTime ||= type === 't';
    last = type;
  }
  if (i < 3) return { line: i + 1, message: `expected "${sessionLineOrder[i]}="` };
  if (!hasTime) return { line: i + 1, message: 'expected "t="' };
  return mediaError(lines, i);
}

function mediaError(lines: readonly SdpLine[], from: number): SdpSyntaxError | undefined {
  for (let i = from; i < lines.length; i++) {
    const { type } = lines[i];
    if (type !== 'm' && !mediaLineTypes.includes(type)) {
      return { line: i + 1, message: `"${type}=" is not allowed in a media description` };
    }
  }
  return undefined;
}

function mayFollow(type: string, last: string): boolean {
  if (last === '') return true;
  if (type === last) return repeatable.includes(type);
  // Each t= brings its own r= and z= lines (RFC 8866 §9, time-description).
  if (type === 't' && (last === 'r' || last === 'z')) return true;
  return sessionLineOrder.indexOf(type) > sessionLineOrder.indexOf(last);
}

const repeatable = 'epbtra';

function assemble(lines: readonly SdpLine[]): SessionDescription {
  const starts = lines.flatMap((line, index) => (line.type === 'm' ? [index] : []));
  const media = starts.map((start, i) => new Section(lines.slice(start, starts[i + 1])));
  return new SessionDescription(new Section(lines.slice(0, starts[0])), media);
}

function failure(line: number, message: string): ParseResult {
  return { ok: false, error: { line, message } };
}
