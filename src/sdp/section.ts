import { attributeLine, attributeValueOf, endingOf, isAttribute, sdpLine, valueOf } from './line.ts';
import type { SdpLine } from './line.ts';

/**
 * The session part of a description or one media description: its lines, in order, known or not. The typed views in
 * this folder are functions over a section; they read and change lines and keep no state of their own.
 */
export class Section {
  readonly lines: SdpLine[];

  /** Takes the list. */
  constructor(lines: SdpLine[]) {
    this.lines = lines;
  }

  /** A copy that can be changed on its own. */
  clone(): Section {
    return new Section(this.lines.slice());
  }

  /** Text behind the first line of this type. */
  line(type: string): string | undefined {
    const at = this.#indexOf(type);
    return at < 0 ? undefined : valueOf(this.lines[at]);
  }

  /** Changes the first line of this type where it stands; a new one takes the place RFC 8866 §5 gives its type. */
  setLine(type: string, value: string): void {
    const at = this.#indexOf(type);
    if (at >= 0) this.lines[at] = sdpLine(type, value, endingOf(this.lines[at]));
    else this.#insert(this.#placeOf(type), sdpLine(type, value));
  }

  /** Value of the first `a=name:value`; '' for `a=name`; `undefined` without one. */
  attribute(name: string): string | undefined {
    const at = this.#indexOfAttribute(name);
    return at < 0 ? undefined : attributeValueOf(this.lines[at], name);
  }

  /** Values of every `a=name`, in order. */
  attributes(name: string): string[] {
    const values: string[] = [];
    const { lines } = this;
    for (let i = 0; i < lines.length; i++)
      if (isAttribute(lines[i], name)) values.push(attributeValueOf(lines[i], name));
    return values;
  }

  hasAttribute(name: string): boolean {
    return this.#indexOfAttribute(name) >= 0;
  }

  /** Appends `a=name:value`, or `a=name` for an empty value. */
  addAttribute(name: string, value = ''): void {
    this.#insert(this.lines.length, attributeLine(name, value));
  }

  /** Leaves one `a=name`, where the first stood or at the end. */
  setAttribute(name: string, value = ''): void {
    const at = this.#indexOfAttribute(name);
    if (at < 0) return this.addAttribute(name, value);
    this.lines[at] = attributeLine(name, value, endingOf(this.lines[at]));
    this.#removeAttributes(name, at + 1);
  }

  removeAttributes(name: string): void {
    this.#removeAttributes(name, 0);
  }

  toString(): string {
    return this.lines.join('');
  }

  #indexOf(type: string): number {
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) if (lines[i][0] === type) return i;
    return -1;
  }

  #indexOfAttribute(name: string): number {
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) if (isAttribute(lines[i], name)) return i;
    return -1;
  }

  #removeAttributes(name: string, from: number): void {
    for (let i = this.lines.length - 1; i >= from; i--) if (isAttribute(this.lines[i], name)) this.lines.splice(i, 1);
  }

  #placeOf(type: string): number {
    const order = lineOrder.indexOf(type);
    const later = this.lines.findIndex((line) => lineOrder.indexOf(line[0]) > order);
    return later < 0 ? this.lines.length : later;
  }

  /** The ending follows that of the lines around it; a text whose last line had none gets one. */
  #insert(at: number, line: SdpLine): void {
    const before = at === 0 ? CRLF : endingOf(this.lines[at - 1]);
    const ending = before === '' ? endingOf(this.lines[0]) || CRLF : before;
    if (before === '') this.lines[at - 1] += ending;
    const ended = ending === CRLF ? line : sdpLine(line[0], valueOf(line), ending);
    if (at === this.lines.length) this.lines.push(ended);
    else this.lines.splice(at, 0, ended);
  }
}

const CRLF = '\r\n';

/** RFC 8866 §9: the order of line types within the session part, and (from m) within a media description. */
const lineOrder = 'vosmiuepcbtrzka';
