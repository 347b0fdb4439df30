import { textOfUtf8, utf8Of } from '../util/bytes.ts';

/** SCTP payload protocol identifiers of WebRTC, RFC 8831 §8. */
export const PayloadProtocol = {
  dcep: 50,
  string: 51,
  binary: 53,
  stringEmpty: 56,
  binaryEmpty: 57,
} as const;

/** A user message as SCTP carries it. */
export interface Payload {
  readonly payloadProtocolId: number;
  readonly data: Uint8Array;
}

/** SCTP cannot carry empty messages: one byte that the identifier says to ignore stands for them (RFC 8831 §6.6). */
export function payloadOfText(text: string): Payload {
  if (text === '') return { payloadProtocolId: PayloadProtocol.stringEmpty, data: new Uint8Array(1) };
  return { payloadProtocolId: PayloadProtocol.string, data: utf8Of(text) };
}

/** Takes ownership of the bytes. */
export function payloadOfBytes(bytes: Uint8Array): Payload {
  if (bytes.length === 0) return { payloadProtocolId: PayloadProtocol.binaryEmpty, data: new Uint8Array(1) };
  return { payloadProtocolId: PayloadProtocol.binary, data: bytes };
}

/**
 * A string for text, bytes for binary; undefined for anything that is not a user message, the partial-message
 * identifiers that RFC 8831 deprecates included. Malformed UTF-8 becomes U+FFFD.
 */
export function userMessageOf(payloadProtocolId: number, data: Uint8Array): string | Uint8Array | undefined {
  switch (payloadProtocolId) {
    case PayloadProtocol.string:
      return textOfUtf8(data);
    case PayloadProtocol.binary:
      return data;
    case PayloadProtocol.stringEmpty:
      return '';
    case PayloadProtocol.binaryEmpty:
      return EMPTY;
    default:
      return undefined;
  }
}

const EMPTY = new Uint8Array(0);
