import type { Section } from './section.ts';

/** a=rid, RFC 8851 §4: `a=rid:hi send pt=96;max-width=1280`. */
export interface RidDescription {
  readonly rid: string;
  readonly direction: 'send' | 'recv';
  /** Payload types of `pt=`, each 0…127; `undefined`: any. */
  readonly payloadTypes: readonly number[] | undefined;
  /** The other restrictions, in order. */
  readonly restrictions: readonly (readonly [name: string, value: string])[];
}

/** Lines that break the grammar, and those that repeat a name, are as good as absent (RFC 8851 §6). */
export function ridsOf(section: Section): RidDescription[] {
  const rids = section.attributes('rid').flatMap((value) => readRid(value) ?? []);
  return rids.filter(({ rid }, at) => at === rids.findIndex((other) => other.rid === rid));
}

export function addRid(section: Section, description: RidDescription): void {
  const { rid, direction, payloadTypes, restrictions } = description;
  const parts = restrictions.map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  if (payloadTypes !== undefined) parts.unshift(`pt=${payloadTypes.join(',')}`);
  section.addAttribute('rid', [`${rid} ${direction}`, parts.join(';')].filter((word) => word !== '').join(' '));
}

/** RFC 8851 §10, with the characters of RFC 8852 §3.3 for what goes into packets, and `-` and `_`. */
export const ridGrammar = /^[A-Za-z0-9_-]{1,255}$/;

function readRid(value: string): RidDescription | undefined {
  const [rid, direction, text, ...rest] = value.trimEnd().split(' ');
  if (!ridGrammar.test(rid) || (direction !== 'send' && direction !== 'recv') || rest.length > 0) return undefined;
  const pairs = (text ?? '').split(';').flatMap((part) => (part === '' ? [] : [pairIn(part)]));
  const formats = pairs.find(([name]) => name === 'pt')?.[1];
  const payloadTypes = formats?.split(',').map(Number);
  if (payloadTypes?.every((type) => Number.isInteger(type) && type >= 0 && type <= 127) === false) return undefined;
  return { rid, direction, payloadTypes, restrictions: pairs.filter(([name]) => name !== 'pt') };
}

function pairIn(part: string): readonly [string, string] {
  const equals = part.indexOf('=');
  return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
}
