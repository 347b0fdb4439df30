import { Memo } from '../util/memo.ts';
import { isAttributeValid } from './attribute-grammar.ts';
import { lineGrammar, mediaLineTypes, sessionLineOrder } from './grammar.ts';
import { valueOf } from './line.ts';
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
    const given = text.slice(start, end);
    const line = wellFormedLines.of(given);
    if (line === undefined) return failure(lines.length + 1, complaintAbout(given) ?? '');
    lines.push(line);
    start = end;
  }
  const error = orderError(lines);
  return error === undefined ? { ok: true, description: assemble(lines) } : { ok: false, error };
}

/** Descriptions say mostly what others said, in the same lines. */
const wellFormedLines = new Memo<SdpLine | undefined>(wellFormed, 256, 80);

function wellFormed(line: SdpLine): SdpLine | undefined {
  return complaintAbout(line) === undefined ? line : undefined;
}

/** `line`: with its ending. */
function complaintAbout(line: SdpLine): string | undefined {
  const type = line[0];
  const value = valueOf(line);
  if (line[1] !== '=') return 'expected a line like "v=0"';
  const grammar = Object.hasOwn(lineGrammar, type) ? lineGrammar[type] : undefined;
  if (grammar === undefined) return `unknown line type "${type}"`;
  // RFC 8866 §9: a byte-string is free of NUL, CR and LF.
  if (/[\0\r]/.test(value)) return `control character in "${type}=" line`;
  if (!grammar.test(value)) return `malformed "${type}=" line`;
  return type === 'a' ? complaintAboutAttribute(value) : undefined;
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
  for (; i < lines.length && lines[i][0] !== 'm'; i++) {
    const type = lines[i][0];
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
    const type = lines[i][0];
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
  const sections: Section[] = [];
  let start = 0;
  for (let end = 1; end <= lines.length; end++) {
    if (end < lines.length && lines[end][0] !== 'm') continue;
    sections.push(new Section(lines.slice(start, end)));
    start = end;
  }
  return new SessionDescription(sections[0], sections.slice(1));
}

function failure(line: number, message: string): ParseResult {
  return { ok: false, error: { line, message } };
}
