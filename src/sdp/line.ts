/** One line of a description, RFC 8866 §5: a letter, '=', text and the ending, which only the last may lack. */
export type SdpLine = string;

export type LineEnding = '\r\n' | '\n' | '';

export function sdpLine(type: string, value: string, ending: LineEnding = '\r\n'): SdpLine {
  return `${type}=${value}${ending}`;
}

/** Behind the '='. */
export function valueOf(line: SdpLine): string {
  return line.slice(2, endOfValue(line));
}

export function endingOf(line: SdpLine): LineEnding {
  return line.slice(endOfValue(line)) as LineEnding;
}

/** Whether it is `a=name` or `a=name:value`. */
export function isAttribute(line: SdpLine, name: string): boolean {
  if (line.charCodeAt(0) !== LETTER_A || !line.startsWith(name, 2)) return false;
  const behind = name.length + 2;
  return line.charCodeAt(behind) === COLON || behind === endOfValue(line);
}

/** Of a line that `isAttribute` of this name; '' for `a=name`. */
export function attributeValueOf(line: SdpLine, name: string): string {
  return line.slice(name.length + 3, endOfValue(line));
}

export function attributeLine(name: string, value: string, ending?: LineEnding): SdpLine {
  return sdpLine('a', value === '' ? name : `${name}:${value}`, ending);
}

function endOfValue(line: SdpLine): number {
  const { length } = line;
  if (line.charCodeAt(length - 1) !== LINE_FEED) return length;
  return line.charCodeAt(length - 2) === CARRIAGE_RETURN ? length - 2 : length - 1;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const COLON = 58;
const LETTER_A = 97;
