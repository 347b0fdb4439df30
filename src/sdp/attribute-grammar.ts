import { isFingerprint } from './dtls-attributes.ts';
import { readExtensionMap } from './extmap.ts';
import { token } from './grammar.ts';

/** Whether the value of an attribute this stack reads obeys its RFC. An attribute it does not know always does. */
export function isAttributeValid(name: string, value: string): boolean {
  const rule = rules.get(name);
  if (rule === undefined) return true;
  return rule instanceof RegExp ? rule.test(value) : rule(value);
}

const property = /^$/;

/**
 * Not here: a=candidate, a=rid and a=simulcast, which are ignored when they do not parse (RFC 8839 §5.1, 8851 §6,
 * 8853 §5.1), and the ICE credentials, whose form is not a matter of syntax to browsers.
 */
const rules = new Map<string, RegExp | ((value: string) => boolean)>([
  ['mid', new RegExp(`^${token}$`)], // RFC 5888 §4
  ['group', new RegExp(`^${token}(?: ${token})* *$`)], // RFC 5888 §5
  ['ice-lite', property], // RFC 8839 §5.3
  ['end-of-candidates', property], // RFC 8840 §8.2
  ['fingerprint', isFingerprint], // RFC 8122 §5
  ['setup', /^(?:active|passive|actpass|holdconn)$/], // RFC 4145 §4
  ['tls-id', /^[A-Za-z0-9+/\-_]{20,255}$/], // RFC 8842 §4
  ['sctp-port', isPort], // RFC 8841 §5
  ['max-message-size', /^\d{1,15}$/], // RFC 8841 §6
  ['sctpmap', /^\d{1,5} \S+(?: \d+)?$/],
  ['bundle-only', property], // RFC 9143 §6
  ['rtcp-mux', property], // RFC 5761 §5.1.1
  ['rtcp-mux-only', property], // RFC 8858 §3
  ['rtcp-rsize', property], // RFC 5506 §5
  ['rtpmap', /^\d{1,3} [^/\s]+\/\d{1,10}(?:\/\d{1,3})? *$/], // RFC 8866 §6.6
  ['fmtp', /^\S+ \S/], // RFC 8866 §6.15
  ['rtcp-fb', /^(?:\d{1,3}|\*) \S/], // RFC 4585 §4.2
  ['extmap', (value) => readExtensionMap(value) !== undefined], // RFC 8285 §5
  ['extmap-allow-mixed', property], // RFC 8285 §6
  ['msid', /^\S+(?: +\S+)? *$/], // RFC 8830 §2
  ['ssrc', isSource], // RFC 5576 §4.1
  ['ssrc-group', /^\S+(?: +\d{1,10})* *$/], // RFC 5576 §4.2
  ['sendrecv', property],
  ['sendonly', property],
  ['recvonly', property],
  ['inactive', property],
]);

function isSource(value: string): boolean {
  const match = /^(\d{1,10}) \S/.exec(value);
  return match !== null && Number(match[1]) <= 0xffff_ffff;
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 0xffff;
}
