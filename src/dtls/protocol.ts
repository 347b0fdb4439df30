/** Numbers of the DTLS 1.2 wire format: RFC 5246, RFC 6347, RFC 8422, RFC 5764. */

export const DTLS_1_0 = 0xfeff;
export const DTLS_1_2 = 0xfefd;

/** RFC 5246 §6.2.1 */
export const ContentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const;

/** RFC 5246 §7.4 and RFC 6347 §4.3.2 */
export const HandshakeType = {
  helloRequest: 0,
  clientHello: 1,
  serverHello: 2,
  helloVerifyRequest: 3,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** RFC 5246 §7.2 */
export const AlertLevel = { warning: 1, fatal: 2 } as const;
export const Alert = {
  closeNotify: 0,
  unexpectedMessage: 10,
  handshakeFailure: 40,
  badCertificate: 42,
  unsupportedCertificate: 43,
  illegalParameter: 47,
  decodeError: 50,
  decryptError: 51,
  protocolVersion: 70,
  internalError: 80,
  unsupportedExtension: 110,
} as const;

export const ExtensionType = {
  supportedGroups: 10,
  ecPointFormats: 11,
  signatureAlgorithms: 13,
  useSrtp: 14,
  extendedMasterSecret: 23,
  recordSizeLimit: 28,
  renegotiationInfo: 0xff01,
} as const;

/** RFC 5246 §6.2: the largest fragment of a record before and after protection. */
export const MAX_PLAINTEXT_BYTES = 16_384;
/** RFC 8449 §4: a smaller limit is an illegal parameter. */
export const MIN_RECORD_SIZE_LIMIT = 64;
export const MAX_CIPHERTEXT_BYTES = MAX_PLAINTEXT_BYTES + 2048;

/** RFC 6347 §4.1 */
export const RECORD_HEADER_BYTES = 13;
/** RFC 6347 §4.2.2 */
export const HANDSHAKE_HEADER_BYTES = 12;
/** RFC 5288 §3 */
export const EXPLICIT_NONCE_BYTES = 8;
export const TAG_BYTES = 16;
export const RANDOM_BYTES = 32;

export const NULL_COMPRESSION = 0;
/** RFC 5746 §3.3 */
export const EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
