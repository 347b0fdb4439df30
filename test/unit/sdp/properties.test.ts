import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { chromiumAudioVideoData, everyFixture } from './fixtures.ts';

const word = fc.stringMatching(/^[!-~]{1,10}$/);
const number = fc.nat({ max: 0xffff }).map(String);
const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[\r\n\0]/.test(value));
const name = fc.stringMatching(/^x[a-z0-9-]{1,10}$/);
const attribute = fc.oneof(
  name.map((each) => `a=${each}`),
  fc.tuple(name, text).map(([each, value]) => `a=${each}:${value}`),
  fc.constantFrom('a=mid:0', 'a=sendrecv', 'a=setup:actpass', 'a=ice-ufrag:abcd', 'a=group:BUNDLE 0 1'),
);
const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { maxLength: 5 });
const connection = fc.constantFrom('c=IN IP4 192.0.2.1', 'c=IN IP6 ::');
const bandwidth = number.map((each) => `b=AS:${each}`);
const media = fc
  .tuple(
    fc.tuple(
      fc.constantFrom('audio', 'video', 'application', 'text'),
      number,
      fc.array(word, { minLength: 1, maxLength: 4 }),
    ),
    some(
      fc.oneof(
        attribute,
        connection,
        bandwidth,
        text.map((each) => `i=${each}`),
      ),
    ),
  )
  .map(([[kind, port, formats], lines]) => [`m=${kind} ${port} UDP/TLS/RTP/SAVPF ${formats.join(' ')}`, ...lines]);
const description = fc
  .tuple(number, text, fc.option(text), fc.option(connection), some(bandwidth), some(attribute), some(media))
  .map(([id, title, info, c, b, attributes, sections]) => [
    'v=0',
    `o=- ${id} 1 IN IP4 0.0.0.0`,
    `s=${title}`,
    ...(info === null ? [] : [`i=${info}`]),
    ...(c === null ? [] : [c]),
    ...b,
    't=0 0',
    ...attributes,
    ...sections.flat(),
  ]);

test('every valid description comes out as it went in, whatever its line ends', () => {
  fc.assert(
    fc.property(description, fc.infiniteStream(fc.constantFrom('\n', '\r\n')), fc.boolean(), (lines, ends, isOpen) => {
      let sdp = '';
      for (const line of lines) sdp += line + String(ends.next().value);
      if (isOpen) sdp = sdp.replace(/\r?\n$/, '');
      const result = parseSessionDescription(sdp);
      expect(result).toMatchObject({ ok: true });
      expect(result.ok && result.description.toString()).toBe(sdp);
      expect(result.ok && result.description.clone().toString()).toBe(sdp);
    }),
  );
});

test('no text makes it throw, and a line number is always within the text or just behind it', () => {
  const mutilated = fc
    .tuple(fc.constantFrom(...everyFixture.map(([, sdp]) => sdp)), fc.nat(), fc.nat(20), fc.string())
    .map(([sdp, at, length, junk]) => sdp.slice(0, at % sdp.length) + junk + sdp.slice((at % sdp.length) + length));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), mutilated), (sdp) => {
      const result = parseSessionDescription(sdp);
      const line = result.ok ? 1 : result.error.line;
      expect(result.ok ? result.description.toString() : sdp).toBe(sdp);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(sdp.split('\n').length + 1);
    }),
  );
});

test('a hostile megabyte is refused in no time', () => {
  const attempts = [
    'a='.repeat(500_000),
    'v=0\r\n'.repeat(200_000),
    `${chromiumAudioVideoData}a=${'x'.repeat(1_000_000)}:`,
  ];
  for (const sdp of attempts) parseSessionDescription(sdp);
  expect(parseSessionDescription(attempts[0]).ok).toBe(false);
});
