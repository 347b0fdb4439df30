import { mediaLineOf } from './media-line.ts';
import type { Section } from './section.ts';

/** What a section says of one payload type: a=rtpmap, a=fmtp and a=rtcp-fb. */
export interface PayloadFormat {
  /** 0…127. */
  readonly payloadType: number;
  /** Encoding name as written; compare without case. */
  readonly name: string;
  /** Hz. */
  readonly clockRate: number;
  /** Audio channels; 1 where nothing is said. */
  readonly channels: number;
  /** The text of a=fmtp behind the payload type. */
  readonly parameters: string | undefined;
  /** Values of a=rtcp-fb, such as `nack pli`, those for every payload type (`*`) among them. */
  readonly feedback: readonly string[];
}

/** RFC 8866 §6.6: of the m= line's payload types, in its order, those that are mapped here or by RFC 3551. */
export function payloadFormatsOf(section: Section): PayloadFormat[] {
  const maps = byPayloadType(section.attributes('rtpmap'));
  const parameters = byPayloadType(section.attributes('fmtp'));
  const feedback = section.attributes('rtcp-fb').map((value) => splitAtBlank(value));
  return mediaLineOf(section).formats.flatMap((format) => {
    const encoding = encodingIn(maps.get(format) ?? staticPayloadTypes.get(format));
    if (encoding === undefined || !isPayloadType(format)) return [];
    const values = feedback.flatMap(([type, value]) => (type === format || type === '*' ? [value] : []));
    return { payloadType: Number(format), ...encoding, parameters: parameters.get(format), feedback: values };
  });
}

/** Appends the lines; the payload type has to be in the m= line. */
export function addPayloadFormat(section: Section, format: PayloadFormat): void {
  const { payloadType, name, clockRate, channels, parameters, feedback } = format;
  section.addAttribute('rtpmap', `${payloadType} ${name}/${clockRate}${channels > 1 ? `/${channels}` : ''}`);
  for (const value of feedback) section.addAttribute('rtcp-fb', `${payloadType} ${value}`);
  if (parameters !== undefined) section.addAttribute('fmtp', `${payloadType} ${parameters}`);
}

type Encoding = Pick<PayloadFormat, 'name' | 'clockRate' | 'channels'>;

function encodingIn(text: string | undefined): Encoding | undefined {
  const match = /^([^/ ]+)\/(\d{1,10})(?:\/(\d{1,3}))? *$/.exec(text ?? '');
  return match === null ? undefined : { name: match[1], clockRate: Number(match[2]), channels: Number(match[3] ?? 1) };
}

/** The first line of each payload type counts. */
function byPayloadType(values: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const value of values) {
    const [type, text] = splitAtBlank(value);
    if (!texts.has(type)) texts.set(type, text);
  }
  return texts;
}

function splitAtBlank(value: string): [string, string] {
  const blank = value.indexOf(' ');
  return blank < 0 ? [value, ''] : [value.slice(0, blank), value.slice(blank + 1).trim()];
}

function isPayloadType(format: string): boolean {
  return /^\d{1,3}$/.test(format) && Number(format) <= 127;
}

/** RFC 3551 §6, those still in use: their a=rtpmap may be left out. */
const staticPayloadTypes = new Map([
  ['0', 'PCMU/8000'],
  ['3', 'GSM/8000'],
  ['8', 'PCMA/8000'],
  ['9', 'G722/8000'],
  ['13', 'CN/8000'],
  ['18', 'G729/8000'],
]);
