import { describe, expect, test } from 'vitest';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { chromiumData, crlf, everyFixture } from './fixtures.ts';

const minimal = ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=-', 't=0 0'];

function errorOf(text: string) {
  const result = parseSessionDescription(text);
  return result.ok ? undefined : result.error;
}

describe('what is accepted', () => {
  test.each(everyFixture)('%s comes out as the bytes that went in', (_, text) => {
    const result = parseSessionDescription(text);
    expect(result.ok && result.description.toString()).toBe(text);
  });

  test('lines may end in LF alone, each as it likes, and the last one in nothing', () => {
    const text = 'v=0\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0';
    const result = parseSessionDescription(text);
    expect(result.ok && result.description.toString()).toBe(text);
    expect(result.ok && result.description.media.length).toBe(1);
  });

  test('a description without m= sections', () => {
    expect(parseSessionDescription(crlf(minimal)).ok).toBe(true);
  });

  test('attributes nobody knows, and b= behind a=, as endpoints and munging put it', () => {
    const text = crlf([
      ...minimal,
      'a=x-new:1',
      'm=audio 9 RTP/AVP 0',
      'a=strange stuff:é'.replace(' ', '-'),
      'b=AS:30',
    ]);
    expect(parseSessionDescription(text).ok).toBe(true);
  });

  test('every session-level line type, in the order of the grammar', () => {
    const lines = [
      'i=x',
      'u=http://x',
      'e=a@b',
      'e=c@d',
      'p=+1',
      'c=IN IP4 1.2.3.4',
      'b=AS:1',
      't=0 0',
      'r=1 2 3',
      't=1 2',
    ];
    const text = crlf([...minimal.slice(0, 3), ...lines, 'a=x']);
    expect(parseSessionDescription(text).ok).toBe(true);
  });
});

describe('errors name the line', () => {
  test.each([
    ['nothing at all', '', 1],
    ['prose', 'Invalid SDP', 1],
    ['another version', crlf(['v=1', ...minimal.slice(1)]), 1],
    ['no o=', crlf(['v=0', 's=-', 't=0 0']), 2],
    ['an o= with too few fields', crlf(['v=0', 'o=- 1 IN IP4 0.0.0.0']), 2],
    ['an empty s=', crlf(['v=0', minimal[1], 's=']), 3],
    ['no t=', crlf(minimal.slice(0, 3)), 4],
    ['no t= before the first m=', crlf([...minimal.slice(0, 3), 'm=audio 9 RTP/AVP 0']), 4],
    ['an unknown line type', crlf([...minimal, 'x=1']), 5],
    ['a blank line', crlf([...minimal, '', 'a=x']), 5],
    ['an indented line', crlf([...minimal, ' a=x']), 5],
    ['a line type in the wrong place', crlf([...minimal, 'a=x', 'i=late']), 6],
    ['a second s=', crlf([...minimal.slice(0, 3), 's=again', 't=0 0']), 4],
    ['a t= in a media description', crlf([...minimal, 'm=audio 9 RTP/AVP 0', 't=0 0']), 6],
    ['an m= without format', crlf([...minimal, 'm=audio 9 RTP/AVP']), 5],
    ['an m= with a port that is no number', crlf([...minimal, 'm=audio x RTP/AVP 0']), 5],
    ['a carriage return inside a line', crlf([...minimal, 'a=x\ry']), 5],
    ['a NUL', crlf([...minimal, 'a=x:\0']), 5],
    ['a fingerprint of the wrong length', crlf([...minimal, 'a=fingerprint:sha-256 AB:CD']), 5],
    ['a fingerprint that is not hex', crlf([...minimal, 'a=fingerprint:sha-1 XY']), 5],
    ['an unknown setup', crlf([...minimal, 'a=setup:maybe']), 5],
    ['an SCTP port beyond 65535', crlf([...minimal, 'a=sctp-port:70000']), 5],
    ['a max-message-size that is no number', crlf([...minimal, 'a=max-message-size:-1']), 5],
    ['an empty mid', crlf([...minimal, 'a=mid:']), 5],
  ])('%s', (_, text, line) => {
    expect(errorOf(text)?.line).toBe(line);
  });

  test('and say what was expected', () => {
    expect(errorOf(chromiumData.replace('t=0 0\r\n', ''))?.message).toBe('expected "t="');
    expect(errorOf(chromiumData.replace('sha-256', 'sha-512'))?.message).toBe('malformed "a=fingerprint"');
  });
});
