import { describe, expect, test } from 'vitest';
import { readClientHello } from '../../../src/dtls/client-hello.ts';
import { writeHelloVerifyRequest } from '../../../src/dtls/hello-verify-request.ts';
import { writeServerHello } from '../../../src/dtls/server-hello.ts';
import { bytesOfHex, concatBytes } from '../../../src/util/bytes.ts';
import { Side } from '../../pair/dtls-pair.ts';
import { messagesIn, records } from './plain-records.ts';

const SERVER_HELLO = 2;
const HELLO_VERIFY_REQUEST = 3;
const CERTIFICATE = 11;
const RANDOM = new Uint8Array(32).fill(5);
const PLAIN = { extendedMasterSecret: true, renegotiationInfo: true };

function client(srtpProfiles: number[] = []) {
  const side = new Side('client', { srtpProfiles });
  side.endpoint.start('client', 0);
  const [hello] = messagesIn(side.flush(0)[0]);
  return { side, hello };
}

function alertAfter(body: Uint8Array, type = SERVER_HELLO, srtpProfiles: number[] = [7]) {
  const { side } = client(srtpProfiles);
  for (const datagram of records(type, 0, body)) side.endpoint.receive(datagram, 0);
  side.flush(0);
  return side.errors[0]?.sentAlert;
}

describe('a ClientHello of ours', () => {
  test('offers what servers of WebRTC ask for', () => {
    expect(readClientHello(client([7, 1]).hello)).toMatchObject({
      version: 0xfefd,
      cookie: new Uint8Array(0),
      cipherSuites: [0xc02b, 0xc02f, 0xcca9, 0xcca8, 0xc02c, 0xc030, 0x00ff],
      compressionMethods: [0],
      extensions: {
        groups: [29, 23],
        pointFormats: [0],
        srtpProfiles: [7, 1],
        extendedMasterSecret: true,
      },
    });
  });

  test('comes again with the cookie that a server hands out, and otherwise the same', () => {
    const { side, hello } = client();
    for (const datagram of records(HELLO_VERIFY_REQUEST, 0, writeHelloVerifyRequest(RANDOM))) {
      side.endpoint.receive(datagram, 0);
    }
    const [again] = messagesIn(side.flush(0)[0]);
    expect(readClientHello(again)).toEqual({ ...readClientHello(hello), cookie: RANDOM });
  });
});

describe('a client and a ServerHello', () => {
  test.each([
    ['is right', writeServerHello(RANDOM, 0xc02b, { ...PLAIN, srtpProfiles: [7] }), undefined],
    ['says nothing but the suite', writeServerHello(RANDOM, 0xc02b, PLAIN).subarray(0, 38), undefined],
    ['chose a suite not offered', writeServerHello(RANDOM, 0x1301, PLAIN), 47],
    ['chose an SRTP profile not offered', writeServerHello(RANDOM, 0xc02b, { ...PLAIN, srtpProfiles: [1] }), 47],
    ['chose two SRTP profiles', writeServerHello(RANDOM, 0xc02b, { ...PLAIN, srtpProfiles: [7, 7] }), 47],
    ['takes compressed points only', writeServerHello(RANDOM, 0xc02b, { ...PLAIN, pointFormats: [1] }), 47],
    ['answers what was not asked', writeServerHello(RANDOM, 0xc02b, { ...PLAIN, signatureSchemes: [0x0403] }), 110],
    ['chose DTLS 1.0', concatBytes(bytesOfHex('feff'), writeServerHello(RANDOM, 0xc02b, PLAIN).subarray(2)), 70],
    ['is malformed', writeServerHello(RANDOM, 0xc02b, PLAIN).subarray(0, 40), 50],
  ])('that %s', (_, hello, alert) => {
    expect(alertAfter(hello)).toBe(alert);
  });

  test('that answers use_srtp unasked', () => {
    expect(alertAfter(writeServerHello(RANDOM, 0xc02b, { ...PLAIN, srtpProfiles: [7] }), SERVER_HELLO, [])).toBe(110);
  });

  test('that does not come first', () => {
    expect(alertAfter(new Uint8Array(3), CERTIFICATE)).toBe(10);
  });
});
