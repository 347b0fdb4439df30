import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addExtensionMap, extensionMapsOf } from '../../../src/sdp/extmap.ts';
import { parseFormatParameters } from '../../../src/sdp/format-parameters.ts';
import { intersected, receives, reversed, sends } from '../../../src/sdp/media-attributes.ts';
import { setMediaLine } from '../../../src/sdp/media-line.ts';
import { addMsid, msidsOf } from '../../../src/sdp/msid.ts';
import { addPayloadFormat, payloadFormatsOf } from '../../../src/sdp/payload-formats.ts';
import { addRid, ridsOf } from '../../../src/sdp/rid.ts';
import { Section } from '../../../src/sdp/section.ts';
import { setSimulcast, simulcastOf } from '../../../src/sdp/simulcast.ts';
import { addSource, addSourceGroup, sourceGroupsOf, sourcesOf } from '../../../src/sdp/ssrc-attributes.ts';

const nothing = new Section([]);

/** A section with these attributes, and these formats in its m= line. */
function section(attributes: readonly string[], formats: readonly string[] = ['96']): Section {
  const made = new Section([]);
  setMediaLine(made, { media: 'video', port: 9, protocol: 'UDP/TLS/RTP/SAVPF', formats });
  for (const text of attributes) {
    const colon = text.indexOf(':');
    made.addAttribute(text.slice(0, colon), text.slice(colon + 1));
  }
  return made;
}

describe('payload formats', () => {
  test('come in the order of the m= line, with everything said of them', () => {
    const made = section(
      [
        'rtpmap:97 rtx/90000',
        'fmtp:97 apt=96',
        'rtpmap:96 VP8/90000',
        'rtcp-fb:* nack',
        'rtcp-fb:96 nack pli',
        'rtcp-fb:97 x',
      ],
      ['96', '97'],
    );
    const common = { clockRate: 90000, channels: 1 };
    expect(payloadFormatsOf(made)).toEqual([
      { ...common, payloadType: 96, name: 'VP8', parameters: undefined, feedback: ['nack', 'nack pli'] },
      { ...common, payloadType: 97, name: 'rtx', parameters: 'apt=96', feedback: ['nack', 'x'] },
    ]);
  });

  test('static ones need no a=rtpmap, those that nobody maps and those that are no payload types are left out', () => {
    const formats = payloadFormatsOf(section(['rtpmap:200 X/1'], ['0', '9', '77', '200', '*']));
    expect(formats.map(({ payloadType, name }) => [payloadType, name])).toEqual([
      [0, 'PCMU'],
      [9, 'G722'],
    ]);
  });

  test('parameters are pairs, and anything else has no name', () => {
    expect([...parseFormatParameters('apt=96; Rtx-Time=3000;;')]).toEqual([
      ['apt', '96'],
      ['rtx-time', '3000'],
    ]);
    expect([...parseFormatParameters('111/111')]).toEqual([['', '111/111']]);
    expect(parseFormatParameters(undefined).size).toBe(0);
  });
});

describe('header extensions', () => {
  test('are read at both levels, each once', () => {
    const own = section(['extmap:1 uri:a', 'extmap:2/recvonly uri:b with attributes', 'extmap:1 uri:a']);
    const session = section(['extmap:3 uri:c']);
    expect(extensionMapsOf(own, session)).toEqual([
      { id: 1, direction: undefined, uri: 'uri:a' },
      { id: 2, direction: 'recvonly', uri: 'uri:b' },
      { id: 3, direction: undefined, uri: 'uri:c' },
    ]);
  });
});

describe('msids', () => {
  test('have a stream and maybe a track', () => {
    expect(msidsOf(section(['msid:s t', 'msid:- t', 'msid:s']))).toEqual([
      { streamId: 's', trackId: 't' },
      { streamId: '-', trackId: 't' },
      { streamId: 's', trackId: undefined },
    ]);
  });
});

describe('rids', () => {
  test('with restrictions', () => {
    expect(ridsOf(section(['rid:hi send pt=96,97;max-width=1280', 'rid:lo recv']))).toEqual([
      { rid: 'hi', direction: 'send', payloadTypes: [96, 97], restrictions: [['max-width', '1280']] },
      { rid: 'lo', direction: 'recv', payloadTypes: undefined, restrictions: [] },
    ]);
  });

  test('the malformed and the repeated do not count', () => {
    const rids = ridsOf(section(['rid:a both', 'rid:ä send', 'rid:b send pt=x', 'rid:c send', 'rid:c recv', 'rid:d']));
    expect(rids.map(({ rid, direction }) => `${rid} ${direction}`)).toEqual(['c send']);
  });
});

describe('simulcast', () => {
  test('has streams, alternatives and paused ones', () => {
    expect(simulcastOf(section(['simulcast:send 1;~2,3 recv a']))).toEqual({
      send: [
        [{ rid: '1', isPaused: false }],
        [
          { rid: '2', isPaused: true },
          { rid: '3', isPaused: false },
        ],
      ],
      recv: [[{ rid: 'a', isPaused: false }]],
    });
  });

  test.each(['send', 'send ', 'send 1 send 2', 'both 1', 'send 1;;2', 'send 1 recv', 'send ä'])(
    'as "%s" is as good as absent',
    (value) => {
      expect(simulcastOf(section([`simulcast:${value}`]))).toBeUndefined();
    },
  );
});

describe('sources', () => {
  test('collect what several lines say', () => {
    const made = section(['ssrc-group:FID 1 2', 'ssrc:1 cname:c', 'ssrc:1 msid:s t', 'ssrc:2 cname:c', 'ssrc:3 x']);
    expect(sourcesOf(made)).toEqual([
      { ssrc: 1, cname: 'c', msids: [{ streamId: 's', trackId: 't' }] },
      { ssrc: 2, cname: 'c', msids: [] },
      { ssrc: 3, cname: undefined, msids: [] },
    ]);
    expect(sourceGroupsOf(made)).toEqual([{ semantics: 'FID', ssrcs: [1, 2] }]);
  });
});

const directions = fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive');

test('directions: reversing twice changes nothing, and what both do is done by each', () => {
  fc.assert(
    fc.property(directions, directions, (a, b) => {
      expect(reversed(reversed(a))).toBe(a);
      const both = intersected(a, b);
      expect(sends(both)).toBe(sends(a) && sends(b));
      expect(receives(both)).toBe(receives(a) && receives(b));
      expect(intersected(b, a)).toBe(both);
    }),
  );
});

const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength: 1, maxLength: 4 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });

describe('what is written is read again', () => {
  test('payload formats', () => {
    const format = fc.record({
      payloadType: fc.integer({ min: 96, max: 127 }),
      name: word,
      clockRate: fc.integer({ min: 1, max: 192000 }),
      channels: fc.integer({ min: 1, max: 8 }),
      parameters: optional(word),
      feedback: fc.array(word, { maxLength: 3 }),
    });
    const formats = fc.uniqueArray(format, { selector: ({ payloadType }) => payloadType, maxLength: 5 });
    fc.assert(
      fc.property(formats, (all) => {
        const made = section([], ['0', ...all.map(({ payloadType }) => String(payloadType))]);
        for (const each of all) addPayloadFormat(made, each);
        expect(payloadFormatsOf(made).slice(1)).toEqual(all);
      }),
    );
  });

  test('header extensions', () => {
    const map = fc.record({ id: fc.integer({ min: 1, max: 255 }), direction: optional(directions), uri: word });
    const maps = fc.uniqueArray(map, { selector: ({ id }) => id, maxLength: 5 });
    fc.assert(
      fc.property(maps, (all) => {
        const made = section([]);
        for (const each of all) addExtensionMap(made, each);
        const expected = all.map((each) => (each.direction === 'sendrecv' ? { ...each, direction: undefined } : each));
        expect(extensionMapsOf(made, nothing)).toEqual(expected);
      }),
    );
  });

  test('msids, rids, simulcast and sources', () => {
    const layer = fc.record({ rid: word, isPaused: fc.boolean() });
    const streams = some(some(layer));
    const msid = fc.record({ streamId: word, trackId: optional(word) });
    const rid = fc.record({
      rid: word,
      direction: fc.constantFrom('send' as const, 'recv' as const),
      payloadTypes: optional(some(fc.integer({ min: 0, max: 127 }))),
      restrictions: fc.array(
        fc.tuple(
          word.map((name) => `x-${name}`),
          word,
        ),
        { maxLength: 3 },
      ),
    });
    const rids = fc.uniqueArray(rid, { selector: (each) => each.rid, maxLength: 4 });
    const ssrc = fc.integer({ min: 0, max: 0xffff_ffff });
    fc.assert(
      fc.property(
        some(msid),
        rids,
        streams,
        streams,
        some(ssrc),
        word,
        (msids, described, send, recv, ssrcs, cname) => {
          const made = section([]);
          for (const each of msids) addMsid(made, each);
          for (const each of described) addRid(made, each);
          setSimulcast(made, { send, recv });
          addSourceGroup(made, { semantics: 'FID', ssrcs });
          addSource(made, { ssrc: ssrcs[0], cname, msids });
          expect(msidsOf(made)).toEqual(msids);
          expect(ridsOf(made)).toEqual(described);
          expect(simulcastOf(made)).toEqual({ send, recv });
          expect(sourceGroupsOf(made)).toEqual([{ semantics: 'FID', ssrcs }]);
          expect(sourcesOf(made)).toEqual([{ ssrc: ssrcs[0], cname, msids }]);
        },
      ),
    );
  });

  test('and no text makes a view throw', () => {
    const text = fc.string({ unit: fc.constantFrom(...' :;,/=~*-_019ax\u2028\u00e9\t') });
    const names = ['rtpmap', 'fmtp', 'rtcp-fb', 'extmap', 'msid', 'rid', 'simulcast', 'ssrc', 'ssrc-group'];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), text)), (attributes) => {
        const made = section(attributes.map(([name, value]) => `${name}:${value}`));
        for (const view of [payloadFormatsOf, msidsOf, ridsOf, simulcastOf, sourcesOf, sourceGroupsOf]) view(made);
        extensionMapsOf(made, nothing);
      }),
    );
  });
});
