/** Descriptions with the contents that endpoints typically send. */

export const sha256 = 'AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89';
export const sha1 = '01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67';

export function crlf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

const chromiumDataSection = (mid: string): string[] => [
  'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:y6Zj',
  'a=ice-pwd:1q2w3e4r5t6y7u8i9o0pAsDf',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${sha256}`,
  'a=setup:actpass',
  `a=mid:${mid}`,
  'a=sctp-port:5000',
  'a=max-message-size:262144',
];

export const chromiumData = crlf([
  'v=0',
  'o=- 5204968271343713287 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS',
  ...chromiumDataSection('0'),
]);

const rtpTransport = [
  'c=IN IP4 0.0.0.0',
  'a=rtcp:9 IN IP4 0.0.0.0',
  'a=ice-ufrag:y6Zj',
  'a=ice-pwd:1q2w3e4r5t6y7u8i9o0pAsDf',
  'a=ice-options:trickle',
  `a=fingerprint:sha-256 ${sha256}`,
  'a=setup:actpass',
];

export const chromiumAudioVideoData = crlf([
  'v=0',
  'o=- 5204968271343713287 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE 0 1 2',
  'a=extmap-allow-mixed',
  'a=msid-semantic: WMS stream',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 0',
  ...rtpTransport,
  'a=mid:0',
  'a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'a=sendrecv',
  'a=msid:stream track-a',
  'a=rtcp-mux',
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:0 PCMU/8000',
  'a=ssrc:1001 cname:someone',
  'm=video 9 UDP/TLS/RTP/SAVPF 96 97',
  ...rtpTransport,
  'a=mid:1',
  'a=sendonly',
  'a=rtcp-mux',
  'a=rtcp-rsize',
  'a=rtpmap:96 VP8/90000',
  'a=rtcp-fb:96 nack pli',
  'a=rtpmap:97 rtx/90000',
  'a=fmtp:97 apt=96',
  ...chromiumDataSection('2'),
]);

/** The same with audio and video over a transport nobody knows. */
export const strangeMediaAndData = chromiumAudioVideoData.replace(/(m=(?:audio|video) 9) \S+/g, '$1 TCP/STRANGE');

export const firefoxData = crlf([
  'v=0',
  'o=mozilla...THIS_IS_SDPARTA-99.0 7713217432093425876 0 IN IP4 0.0.0.0',
  's=-',
  't=0 0',
  `a=fingerprint:sha-256 ${sha256}`,
  'a=group:BUNDLE 0',
  'a=ice-options:trickle',
  'a=msid-semantic:WMS *',
  'm=application 54321 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 192.0.2.7',
  'a=candidate:0 1 UDP 2122252543 192.0.2.7 54321 typ host',
  'a=candidate:1 1 TCP 2105524479 192.0.2.7 9 typ host tcptype active',
  'a=sendrecv',
  'a=end-of-candidates',
  'a=ice-pwd:0123456789abcdef0123456789abcdef',
  'a=ice-ufrag:0a1b2c3d',
  'a=mid:0',
  'a=setup:actpass',
  'a=sctp-port:5000',
  'a=max-message-size:1073741823',
]);

/** An SFU: lite agent, everything at the session level, renomination. */
export const liteOffer = crlf([
  'v=0',
  'o=- 10000 1 IN IP4 198.51.100.1',
  's=-',
  't=0 0',
  'a=ice-lite',
  'a=ice-ufrag:sfusfusfu',
  'a=ice-pwd:sfupasswordsfupasswordsfu',
  'a=ice-options:trickle renomination',
  `a=fingerprint:sha-1 ${sha1}`,
  `a=fingerprint:SHA-256 ${sha256.toLowerCase()}`,
  'a=setup:actpass',
  'a=group:BUNDLE data',
  'm=application 7 UDP/DTLS/SCTP webrtc-datachannel',
  'c=IN IP4 198.51.100.1',
  'a=mid:data',
  'a=sctp-port:5001',
  'a=candidate:udpcandidate 1 udp 1076302079 198.51.100.1 40000 typ host',
]);

/** As sent before RFC 8841 was finished. */
export const legacyOffer = crlf([
  'v=0',
  'o=- 77 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE data',
  'm=application 9 DTLS/SCTP 5000',
  'c=IN IP4 0.0.0.0',
  'a=ice-ufrag:abcd',
  'a=ice-pwd:abcdefghijklmnopqrstuvwx',
  `a=fingerprint:sha-256 ${sha256}`,
  'a=setup:actpass',
  'a=mid:data',
  'a=sctpmap:5000 webrtc-datachannel 1024',
]);

export const everyFixture: readonly (readonly [string, string])[] = [
  ['a Chromium data offer', chromiumData],
  ['a Chromium offer with audio, video and data', chromiumAudioVideoData],
  ['a Firefox data offer', firefoxData],
  ['an offer of a lite SFU', liteOffer],
  ['an offer in the drafts’ form', legacyOffer],
];
