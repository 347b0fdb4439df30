import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIceServerUrl } from '../../../src/api/ice-server-url.ts';

describe('an ICE server URL', () => {
  test.each([
    ['stun:stun.example.org', { scheme: 'stun', hostname: 'stun.example.org', port: 3478, transport: 'udp' }],
    ['STUN:Example.ORG:1234', { scheme: 'stun', hostname: 'example.org', port: 1234, transport: 'udp' }],
    ['stuns:[2001:db8::1]', { scheme: 'stuns', hostname: '2001:db8::1', port: 5349, transport: 'tcp' }],
    ['turn:192.0.2.1:443', { scheme: 'turn', hostname: '192.0.2.1', port: 443, transport: 'udp' }],
    ['turn:a?transport=tcp', { scheme: 'turn', hostname: 'a', port: 3478, transport: 'tcp' }],
    ['turns:a?transport=udp', { scheme: 'turns', hostname: 'a', port: 5349, transport: 'udp' }],
  ])('%s is understood', (url, location) => {
    expect(parseIceServerUrl(url)).toEqual(location);
  });

  test.each([
    '',
    'relative-url',
    'http://example.com',
    'stun:',
    'stun:/example.com',
    'stun://example.com',
    'stun:user@example.com',
    'stun:example.com?transport=udp',
    'stun:example.com?',
    'stun:example.com#fragment',
    'stun:example.com:65536',
    'turn:example.com?transport=sctp',
    'turn:example.com?transport=tcp&x=1',
    'turn:example com',
    'stun:a\\b',
  ])('%s is a syntax error', (url) => {
    expect(parseIceServerUrl(url)).toBeUndefined();
  });

  test('is parsed without throwing, whatever it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseIceServerUrl(`turn:${text}`)));
  });
});
