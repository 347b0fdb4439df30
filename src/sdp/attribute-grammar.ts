import { isFingerprint } from './dtls-attributes.ts';
import { iceCharacters, token } from './grammar.ts';

/** Whether the value of an attribute this stack reads obeys its RFC. An attribute it does not know always does. */
export function isAttributeValid(name: string, value: string): boolean {
  const rule = rules.get(name);
  if (rule === undefined) return true;
  return rule instanceof RegExp ? rule.test(value) : rule(value);
}

const iceText = new RegExp(`^${iceCharacters}$`);
const property = /^$/;

/** a=candidate is not here: one that does not parse is ignored, as candidates of unknown kinds are (RFC 8839 §5.1). */
const rules = new Map<string, RegExp | ((value: string) => boolean)>([
  ['mid', new RegExp(`^${token}$`)], // RFC 5888 §4
  ['group', new RegExp(`^${token}(?: ${token})* *$`)], // RFC 5888 §5
  ['ice-ufrag', iceText], // RFC 8839 §5.4
  ['ice-pwd', iceText],
  ['ice-lite', property], // §5.3
  ['end-of-candidates', property], // RFC 8840 §8.2
  ['fingerprint', isFingerprint], // RFC 8122 §5
  ['setup', /^(?:active|passive|actpass|holdconn)$/], // RFC 4145 §4
  ['tls-id', /^[A-Za-z0-9+/\-_]{20,255}$/], // RFC 8842 §4
  ['sctp-port', isPort], // RFC 8841 §5
  ['max-message-size', /^\d{1,15}$/], // RFC 8841 §6
  ['sctpmap', /^\d{1,5} \S+(?: \d+)?$/],
  ['bundle-only', property], // RFC 9143 §6
  ['rtcp-mux', property], // RFC 5761 §5.1.1
  ['sendrecv', property],
  ['sendonly', property],
  ['recvonly', property],
  ['inactive', property],
]);

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 0xffff;
}
