/** What live objects answer: values of the declared types, the same object where the IDL says so, fresh lists elsewhere. */
import { afterAll, describe, expect, test } from 'vitest';
import { complaints, typeNamed } from './conformance.ts';
import { liveObjects } from './live-objects.ts';
import { exposedMembers, isPromise, lengthOf, model, overloadsByName, type IdlType, type Member } from './model.ts';

const { family, objects, end } = await liveObjects();
afterAll(end);

const constructors = family as unknown as Parameters<typeof complaints>[2];
const rows = [...model.interfaces.values()].flatMap(({ name }) =>
  (objects.get(name) ?? []).map((object, i) => [`${name} ${i}`, name, object as Record<string, unknown>] as const),
);

test('there is an object of every interface', () => {
  expect([...objects.keys()].sort()).toEqual(Object.keys(family).sort());
  expect([...objects].filter(([, { length }]) => length === 0)).toEqual([]);
});

describe.each(rows)('%s', (_, name, object) => {
  const attributes = membersOf(name, 'attribute');
  const operations = membersOf(name, 'operation');

  test('is one of its interface', () => {
    expect(object).toBeInstanceOf(constructors[name]);
    expect(Object.prototype.toString.call(object)).toBe(`[object ${name}]`);
    const ofTheEngine = object instanceof DOMException ? ['stack'] : [];
    expect(Object.getOwnPropertyNames(object)).toEqual(ofTheEngine);
  });

  test('has attributes of their types', async () => {
    for (const { name: attribute, idlType } of attributes) {
      expect(await complaintsAbout(() => object[attribute!], idlType!, `${name}.${attribute}`)).toEqual([]);
    }
  });

  test('has the same object in every attribute that holds one', () => {
    for (const { name: attribute } of attributes) expect(object[attribute!]).toBe(object[attribute!]);
  });

  test('has event handlers that are null, functions or objects', () => {
    for (const { name: attribute, idlType } of attributes) {
      if (idlType!.idlType !== 'EventHandler') continue;
      const [f, inert] = [(): void => undefined, {}];
      for (const [given, kept] of [
        [f, f],
        [inert, inert],
        [5, null],
        [f, f],
        [undefined, null],
      ]) {
        object[attribute!] = given;
        expect(object[attribute!]).toBe(kept);
      }
    }
  });

  test('has operations that return what they say, and a new object each time', async () => {
    for (const { name: operation, idlType, arguments: args = [] } of operations) {
      if (args.some(({ optional, variadic }) => !optional && !variadic) || idlType!.idlType === 'undefined') continue;
      const call = (): unknown => (object[operation!] as () => unknown)();
      if (isPromiseOfUndefined(idlType!) || operation === 'getUserMedia') continue; // which wants to know what media
      expect(await complaintsAbout(call, idlType!, `${name}.${operation}()`)).toEqual([]);
      if (idlType!.generic === 'sequence') expect(call()).not.toBe(call());
    }
  });

  test('has operations that refuse too few arguments', async () => {
    for (const [operation, overloads] of overloadsByName(operations)) {
      const [{ idlType, special }] = overloads;
      const owner = special === 'static' ? (constructors[name] as unknown as typeof object) : object;
      const method = owner[operation] as (...args: unknown[]) => unknown;
      for (let count = 0; count < lengthOf(overloads); count++) {
        const call = (): unknown => Reflect.apply(method, owner, Array(count).fill(''));
        if (isPromise(idlType)) await expect(call()).rejects.toBeInstanceOf(TypeError);
        else expect(call, `${name}.${operation}`).toThrow(TypeError);
      }
    }
  });
});

describe('RTCStatsReport is a read-only maplike', () => {
  const [report] = objects.get('RTCStatsReport') as readonly RTCStatsReport[];

  test('over its records', () => {
    const map = new Map(report);
    expect([...report.entries()]).toEqual([...map]);
    expect([...report.keys()]).toEqual([...map.keys()]);
    expect([...report.values()]).toEqual([...map.values()]);
    expect(report.size).toBe(map.size);
    const [[id, record]] = map;
    expect([report.get(id), report.has(id), report.get('nothing'), report.has('nothing')]).toEqual([
      record,
      true,
      undefined,
      false,
    ]);
    const seen: unknown[] = [];
    report.forEach(function (this: unknown, value, key, of) {
      seen.push([this, value, key, of === report]);
    }, map);
    expect(seen).toEqual([...map].map(([key, value]) => [map, value, key, true]));
  });

  test('whose members have the shape of a maplike’s', () => {
    const { prototype } = constructors.RTCStatsReport;
    const of = (key: string | symbol): PropertyDescriptor => Object.getOwnPropertyDescriptor(prototype, key)!;
    expect(of('size')).toMatchObject({ enumerable: true, configurable: true, set: undefined });
    expect(of(Symbol.iterator)).toEqual({ ...of('entries'), enumerable: false });
    for (const [method, length] of Object.entries({ entries: 0, forEach: 1, get: 1, has: 1, keys: 0, values: 0 })) {
      expect(of(method)).toMatchObject({ enumerable: true, configurable: true, writable: true });
      expect((of(method).value as () => void).length).toBe(length);
      expect(() => Reflect.apply(of(method).value, {}, ['', ''])).toThrow(TypeError);
    }
    for (const method of ['get', 'has', 'forEach']) {
      expect(() => Reflect.apply(of(method).value, report, [])).toThrow(TypeError);
    }
    expect(of('set') ?? of('delete') ?? of('clear')).toBeUndefined();
  });
});

test('every record of getStats is one of its dictionary', async () => {
  const dictionaries: Readonly<Record<string, string>> = {
    'candidate-pair': 'RTCIceCandidatePairStats',
    certificate: 'RTCCertificateStats',
    codec: 'RTCCodecStats',
    'data-channel': 'RTCDataChannelStats',
    'inbound-rtp': 'RTCInboundRtpStreamStats',
    'local-candidate': 'RTCIceCandidateStats',
    'media-source': 'RTCMediaSourceStats',
    'outbound-rtp': 'RTCOutboundRtpStreamStats',
    'peer-connection': 'RTCPeerConnectionStats',
    'remote-candidate': 'RTCIceCandidateStats',
    transport: 'RTCTransportStats',
  };
  for (const pc of objects.get('RTCPeerConnection') as readonly RTCPeerConnection[]) {
    for (const [id, record] of await pc.getStats()) {
      expect([record.id, Object.keys(dictionaries)]).toEqual([id, expect.arrayContaining([record.type])]);
      const dictionary = mediaSourceOf(record) ?? dictionaries[record.type];
      expect(complaints(record, typeNamed(dictionary), constructors, `${record.type} ${id}`)).toEqual([]);
    }
  }
});

function mediaSourceOf(record: RTCStats & { kind?: string }): string | undefined {
  if (record.type !== 'media-source') return undefined;
  return record.kind === 'audio' ? 'RTCAudioSourceStats' : 'RTCVideoSourceStats';
}

function membersOf(name: string, type: Member['type']): Member[] {
  const definition = model.interfaces.get(name)!;
  const { inheritance } = definition;
  const inherited = inheritance !== null && model.interfaces.has(inheritance) ? membersOf(inheritance, type) : [];
  return [...inherited, ...exposedMembers(definition, type)];
}

/** A promise is judged by what it is fulfilled with; a DOMException is how an operation says no. */
async function complaintsAbout(get: () => unknown, type: IdlType, place: string): Promise<string[]> {
  if (!isPromise(type)) return complaints(get(), type, constructors, place);
  const promise = get();
  if (!(promise instanceof Promise)) return [`${place} is no promise`];
  const outcome = await Promise.race([
    promise.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
    nothingYet(),
  ]);
  if ('error' in outcome) return outcome.error instanceof DOMException ? [] : [`${place}: ${String(outcome.error)}`];
  if (!('value' in outcome)) return [];
  return complaints(outcome.value, (type.idlType as readonly IdlType[])[0], constructors, place);
}

/** Some promises are for ever: peerIdentity, where nobody asserts one. */
function nothingYet(): Promise<object> {
  return new Promise((resolve) => setTimeout(resolve, 100, {}));
}

function isPromiseOfUndefined(type: IdlType): boolean {
  return isPromise(type) && (type.idlType as readonly IdlType[])[0].idlType === 'undefined';
}
