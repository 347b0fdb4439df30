import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCertificate, writeCertificate } from '../../../src/dtls/certificate.ts';
import { readCertificateRequest, writeCertificateRequest } from '../../../src/dtls/certificate-request.ts';
import { readCertificateVerify, writeCertificateVerify } from '../../../src/dtls/certificate-verify.ts';
import { readClientHello, writeClientHello } from '../../../src/dtls/client-hello.ts';
import { readClientKeyExchange, writeClientKeyExchange } from '../../../src/dtls/client-key-exchange.ts';
import { readHelloVerifyRequest, writeHelloVerifyRequest } from '../../../src/dtls/hello-verify-request.ts';
import { readServerHello, writeServerHello } from '../../../src/dtls/server-hello.ts';
import {
  readServerKeyExchange,
  writeServerKeyExchange,
  writeServerParameters,
} from '../../../src/dtls/server-key-exchange.ts';

const RANDOM = new Uint8Array(32).fill(7);
const KEY = new Uint8Array(32).fill(9);
const SIGNATURE = { schemeId: 0x0403, signature: new Uint8Array(70).fill(3) };
const EXTENSIONS = {
  groups: [29, 23],
  pointFormats: [0],
  signatureSchemes: [0x0403],
  srtpProfiles: [7, 1],
  extendedMasterSecret: true,
};

const clientHello = writeClientHello(RANDOM, KEY, [0xc02b, 0xff], { ...EXTENSIONS, renegotiationInfo: true });
const serverHello = writeServerHello(RANDOM, 0xc02b, { ...EXTENSIONS, renegotiationInfo: false });
const parameters = writeServerParameters(29, KEY);
const serverKeyExchange = writeServerKeyExchange(parameters, SIGNATURE);

describe('handshake messages are read as they were written', () => {
  test('ClientHello', () => {
    expect(readClientHello(clientHello)).toEqual({
      version: 0xfefd,
      random: RANDOM,
      cookie: KEY,
      cipherSuites: [0xc02b, 0xff],
      compressionMethods: [0],
      extensions: { ...EXTENSIONS, renegotiationInfo: new Uint8Array(0) },
    });
  });

  test('ServerHello', () => {
    const { extensions, extensionTypes, ...rest } = readServerHello(serverHello)!;
    expect(rest).toEqual({ version: 0xfefd, random: RANDOM, cipherSuite: 0xc02b, compressionMethod: 0 });
    expect(extensions).toEqual({ ...EXTENSIONS, renegotiationInfo: undefined });
    expect(extensionTypes).toEqual([23, 10, 11, 13, 14]);
  });

  test('ServerKeyExchange', () => {
    expect(readServerKeyExchange(serverKeyExchange)).toEqual({ groupId: 29, publicKey: KEY, parameters, ...SIGNATURE });
  });

  test('the small ones', () => {
    expect(readHelloVerifyRequest(writeHelloVerifyRequest(KEY))).toEqual(KEY);
    expect(readCertificate(writeCertificate([KEY, RANDOM]))).toEqual([KEY, RANDOM]);
    expect(readCertificate(writeCertificate([]))).toEqual([]);
    expect(readCertificateRequest(writeCertificateRequest([0x0403, 0x0804]))).toEqual([0x0403, 0x0804]);
    expect(readCertificateVerify(writeCertificateVerify(SIGNATURE))).toEqual(SIGNATURE);
    expect(readClientKeyExchange(writeClientKeyExchange(KEY))).toEqual(KEY);
  });
});

test('hellos may come without extensions, but not with one twice', () => {
  const bare = clientHello.slice(0, 2 + 32 + 1 + 33 + 6 + 2);
  expect(readClientHello(bare)?.extensions).toMatchObject({ groups: undefined, extendedMasterSecret: false });
  const twice = new Uint8Array([...bare, 0, 8, 0, 23, 0, 0, 0, 23, 0, 0]);
  expect(readClientHello(twice)).toBeUndefined();
});

test('truncated, damaged and random messages are refused or read, and nothing throws', () => {
  const readers = [
    readClientHello,
    readServerHello,
    readServerKeyExchange,
    readHelloVerifyRequest,
    readCertificate,
    readCertificateRequest,
    readCertificateVerify,
    readClientKeyExchange,
  ];
  for (let length = 0; length < clientHello.length; length++) {
    const isWithoutExtensions = length === 76;
    expect(readClientHello(clientHello.subarray(0, length)) !== undefined).toBe(isWithoutExtensions);
  }
  fc.assert(
    fc.property(
      fc.constantFrom(clientHello, serverHello, serverKeyExchange),
      fc.nat(),
      fc.nat(255),
      (message, at, byte) => {
        const damaged = message.slice();
        damaged[at % damaged.length] = byte;
        for (const read of readers) read(damaged);
      },
    ),
  );
  fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => readers.forEach((read) => read(bytes))));
});
