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
    const line = readLine(text, start);
    const complaint = line === undefined ? 'expected a line like "v=0"' : complaintAbout(line);
    if (line === undefined || complaint !== undefined) return failure(lines.length + 1, complaint ?? '');
    lines.push(line);
    start += 2 + line.value.length + line.ending.length;
  }
  const error = orderError(lines);
  return error === undefined ? { ok: true, description: assemble(lines) } : { ok: false, error };
}

function readLine(text: string, start: number): SdpLine | undefined {
  if (text[start + 1] !== '=') return undefined;
  const feed = text.indexOf('\n', start);
  const hasReturn = feed > start && text[feed - 1] === '\r';
  const end = feed < 0 ? text.length : feed - (hasReturn ? 1 : 0);
  if (end < start + 2) return undefined;
  const ending = feed < 0 ? '' : hasReturn ? '\r\n' : '\n';
  return { type: text[start], value: text.slice(start + 2, end), ending };
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
