/** Dictionaries and enumerations as arguments: https://webidl.spec.whatwg.org/#js-dictionary. */
import { afterAll, describe, expect, test } from 'vitest';
import * as dictionaries from '../../../../src/api/dictionaries.ts';
import * as media from '../../../../src/api/media-dictionaries.ts';
import * as rtp from '../../../../src/api/rtp-dictionaries.ts';
import type { Convert } from '../../../../src/webidl/convert.ts';
import { notExposed } from './lists.ts';
import { liveObjects } from './live-objects.ts';
import { fieldsOf, model, type IdlType, type Member } from './model.ts';
import { minimal, resolved, samplesOf } from './samples.ts';

type Convertible = (value: unknown) => Record<string, unknown>;

const { family, objects, end } = await liveObjects();
afterAll(end);

/** Every dictionary that an operation or a constructor takes; what they hold is reached through them. */
const taken: Readonly<Record<string, Convert<object>>> = {
  MediaTrackConstraints: media.toTrackConstraints,
  RTCAnswerOptions: dictionaries.toAnswerOptions,
  RTCCertificateExpiration: dictionaries.toCertificateExpiration,
  RTCConfiguration: dictionaries.configurationConverter((value) =>
    value === objects.get('RTCCertificate')![0] ? ({} as never) : undefined,
  ),
  RTCDataChannelInit: dictionaries.toDataChannelInit,
  RTCErrorInit: dictionaries.toErrorInit,
  RTCIceCandidateInit: dictionaries.toIceCandidateInit,
  RTCIceGatherOptions: dictionaries.toIceGatherOptions,
  RTCIceParameters: dictionaries.toIceParameters,
  RTCIdentityProviderOptions: dictionaries.toIdentityProviderOptions,
  RTCLocalIceCandidateInit: dictionaries.toLocalIceCandidateInit,
  RTCLocalSessionDescriptionInit: dictionaries.toLocalSessionDescriptionInit,
  RTCOfferOptions: dictionaries.toOfferOptions,
  RTCRtpCodec: rtp.toRtpCodec,
  RTCRtpHeaderExtensionCapability: rtp.toHeaderExtensionCapability,
  RTCRtpSendParameters: rtp.toSendParameters,
  RTCRtpTransceiverInit: rtp.transceiverInitConverter((value) => {
    if (objects.get('MediaStream')!.includes(value as object)) return value;
    throw new TypeError();
  }),
  RTCSessionDescriptionInit: dictionaries.toSessionDescriptionInit,
  RTCSetParameterOptions: rtp.toSetParameterOptions,
  DisplayMediaStreamOptions: media.toDisplayOptions,
  MediaStreamConstraints: media.toStreamConstraints,
};

const reached = new Map<string, Convertible>();
const arguments_ = new Set([...Object.keys(taken), ...Object.keys(family).map((name) => `${name}Init`)]);
for (const [name, convert] of Object.entries(taken)) reach(name, (value) => ({ ...convert(value, name) }));
for (const name of Object.keys(family).filter((one) => one.endsWith('Event'))) reach(`${name}Init`, eventOf(name));

test('every dictionary that goes into the library is reached', () => {
  const parents = [...reached.keys()].flatMap(ancestorsOf);
  const known = (name: string): boolean => reached.has(name) || parents.includes(name) || comesOut(name);
  expect([...model.dictionaries.keys()].filter((name) => !known(name))).toEqual([]);
});

describe.each([...reached])('%s', (name, convert) => {
  const fields = fieldsOf(name).filter((field) => notExposed[`${name}.${field.name}`] === undefined);
  const needed = minimal(name, objects);
  const isEvent = name.endsWith('EventInit');

  if (arguments_.has(name))
    test('may be left out if nothing in it is required, and is an object', () => {
      for (const nothing of [undefined, null]) {
        if (Object.keys(needed).length === 0) expect(() => convert(nothing)).not.toThrow();
        else expect(() => convert(nothing)).toThrow(TypeError);
      }
      for (const wrong of [1, 'text', true, Symbol('a symbol')]) expect(() => convert(wrong)).toThrow(TypeError);
      expect(() => convert(Object.assign(() => undefined, needed))).not.toThrow();
    });

  test('is read in order, each member once', () => {
    const reads: string[] = [];
    const watched = new Proxy(needed, {
      get(target, key) {
        if (typeof key === 'string') reads.push(key); // not a symbol: a union looks whether it is a sequence
        return Reflect.get(target, key) as unknown;
      },
    });
    convert(watched);
    expect(reads).toEqual(fields.map((field) => field.name));
  });

  test('has its defaults, and nothing else', () => {
    const converted = convert({ ...needed });
    for (const field of fields) {
      const value = converted[field.name!];
      if (field.default) expect([field.name, value]).toEqual([field.name, defaultOf(field)]);
      else if (!field.required && !isEvent) expect(field.name! in converted).toBe(false);
    }
  });

  test('wants what is required', () => {
    for (const required of Object.keys(needed)) {
      const { [required]: _, ...rest } = needed;
      expect(() => convert(rest)).toThrow(TypeError);
    }
  });

  test.each(fields)('$name is converted as its type says', (field) => {
    const { good, conversions, refused } = samplesOf(field.idlType!, objects, field);
    const pass = (value: unknown): unknown => convert({ ...needed, [field.name!]: value })[field.name!];
    expect(() => pass(good)).not.toThrow();
    for (const [given, becomes] of conversions) {
      if (isComparable(field.idlType!)) expect([field.name, given, pass(given)]).toEqual([field.name, given, becomes]);
      else expect(() => pass(given)).not.toThrow();
    }
    for (const value of refused) expect(() => pass(value), `${field.name}: ${String(value)}`).toThrow(TypeError);
  });
});

/** Notes a dictionary's conversion, and those of the dictionaries that its members hold. */
function reach(name: string, convert: Convertible): void {
  if (reached.has(name) || !model.dictionaries.has(name)) return;
  reached.set(name, convert);
  for (const field of fieldsOf(name)) {
    const within = dictionaryIn(field.idlType!);
    if (within === undefined || notExposed[`${name}.${field.name}`] !== undefined) continue;
    reach(within.name, (value) => {
      const [given, unwrap] = within.isListed ? [[value], first] : [value, self];
      return unwrap(convert({ ...minimal(name, objects), [field.name!]: given })[field.name!]);
    });
  }
}

function dictionaryIn(type: IdlType): { name: string; isListed: boolean } | undefined {
  const { generic, union, idlType } = resolved(type);
  if (union) {
    const found = (idlType as readonly IdlType[]).map(dictionaryIn);
    return found.find((one) => one !== undefined && !one.isListed);
  }
  if (generic === 'sequence') {
    const within = dictionaryIn((idlType as readonly IdlType[])[0]);
    return within && { ...within, isListed: true };
  }
  return model.dictionaries.has(idlType as string) ? { name: idlType as string, isListed: false } : undefined;
}

function ancestorsOf(name: string): string[] {
  const parent = model.dictionaries.get(name)?.inheritance;
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}

/** What script gets back, and never gives. */
function comesOut(name: string): boolean {
  return (
    /Stats$|Settings$|Capabilities$|SupportedConstraints$|^RTCRtp(Contributing|Synchronization)Source$/.test(name) ||
    ['RTCDtlsFingerprint', 'RTCRtpReceiveParameters'].includes(name) ||
    notExposed[name] !== undefined
  );
}

/** An event is what its dictionary was. */
function eventOf(name: string): Convertible {
  const Interface = (family as unknown as Record<string, new (type: string, init: unknown) => Record<string, unknown>>)[
    name
  ];
  return (value) => {
    const event = new Interface('type', value);
    return Object.fromEntries(fieldsOf(`${name}Init`).map((field) => [field.name!, event[field.name!]]));
  };
}

function defaultOf({ default: given }: Member): unknown {
  if (given!.type === 'sequence') return [];
  if (given!.type === 'null') return null;
  return given!.type === 'number' ? Number(given!.value) : given!.value;
}

/** What holds objects of interfaces is kept as records. */
function isComparable(type: IdlType): boolean {
  return resolved(type).generic === '';
}

function first(value: unknown): Record<string, unknown> {
  return (value as Record<string, unknown>[])[0];
}

function self(value: unknown): Record<string, unknown> {
  return value as Record<string, unknown>;
}
