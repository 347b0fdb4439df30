import { sdpLine } from './line.ts';
import type { SdpLine } from './line.ts';

/**
 * The session part of a description or one media description: its lines, in order, known or not. The typed views in
 * this folder are functions over a section; they read and change lines and keep no state of their own.
 */
export class Section {
  readonly lines: SdpLine[];

  constructor(lines: readonly SdpLine[]) {
    this.lines = [...lines];
  }

  /** Text behind the first line of this type. */
  line(type: string): string | undefined {
    return this.lines.find((line) => line.type === type)?.value;
  }

  /** Changes the first line of this type where it stands; a new one takes the place RFC 8866 §5 gives its type. */
  setLine(type: string, value: string): void {
    const at = this.lines.findIndex((line) => line.type === type);
    if (at >= 0) this.lines[at] = { ...this.lines[at], value };
    else this.#insert(this.#placeOf(type), sdpLine(type, value));
  }

  /** Value of the first `a=name:value`; '' for `a=name`; `undefined` without one. */
  attribute(name: string): string | undefined {
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) if (isAttribute(lines[i], name)) return valueOf(lines[i], name);
    return undefined;
  }

  /** Values of every `a=name`, in order. */
  attributes(name: string): string[] {
    const values: string[] = [];
    const { lines } = this;
    for (let i = 0; i < lines.length; i++) if (isAttribute(lines[i], name)) values.push(valueOf(lines[i], name));
    return values;
  }

  hasAttribute(name: string): boolean {
    return this.lines.some((line) => isAttribute(line, name));
  }

  /** Appends `a=name:value`, or `a=name` for an empty value. */
  addAttribute(name: string, value = ''): void {
    this.#insert(this.lines.length, attributeLine(name, value));
  }

  /** Leaves one `a=name`, where the first stood or at the end. */
  setAttribute(name: string, value = ''): void {
    const at = this.lines.findIndex((line) => isAttribute(line, name));
    if (at < 0) return this.addAttribute(name, value);
    this.lines[at] = { ...attributeLine(name, value), ending: this.lines[at].ending };
    for (let i = this.lines.length - 1; i > at; i--) if (isAttribute(this.lines[i], name)) this.lines.splice(i, 1);
  }

  removeAttributes(name: string): void {
    for (let i = this.lines.length - 1; i >= 0; i--) if (isAttribute(this.lines[i], name)) this.lines.splice(i, 1);
  }

  toString(): string {
    let text = '';
    for (const line of this.lines) text += `${line.type}=${line.value}${line.ending}`;
    return text;
  }

  #placeOf(type: string): number {
    const order = lineOrder.indexOf(type);
    const later = this.lines.findIndex((line) => lineOrder.indexOf(line.type) > order);
    return later < 0 ? this.lines.length : later;
  }

  /** The ending follows that of the lines around it; a text whose last line had none gets one. */
  #insert(at: number, line: SdpLine): void {
    const before = this.lines[at - 1];
    if (before === undefined) this.lines.unshift(line);
    else {
      const ending = before.ending === '' ? this.lines[0].ending || '\r\n' : before.ending;
      if (before.ending !== ending) this.lines[at - 1] = { ...before, ending };
      this.lines.splice(at, 0, line.ending === ending ? line : { ...line, ending });
    }
  }
}

function isAttribute(line: SdpLine, name: string): boolean {
  if (line.type !== 'a' || !line.value.startsWith(name)) return false;
  return line.value.length === name.length || line.value[name.length] === ':';
}

function valueOf(line: SdpLine, name: string): string {
  return line.value.slice(name.length + 1);
}

function attributeLine(name: string, value: string): SdpLine {
  return sdpLine('a', value === '' ? name : `${name}:${value}`);
}

/** RFC 8866 §9: the order of line types within the session part, and (from m) within a media description. */
const lineOrder = 'vosmiuepcbtrzka';
