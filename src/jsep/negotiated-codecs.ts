import type { Section } from '../sdp/section.ts';
import { ourWordsFor } from './codec-choice.ts';
import { usable } from './media-capabilities.ts';
import type { NegotiatedCodec, SupportedCodec } from './media-types.ts';
import { codecsIn, counterpartIn, supportOf } from './section-codecs.ts';

/** The codecs of an offer that can be received here: as we offered them, or as we would answer. */
export function knownCodecs(
  section: Section,
  supported: readonly SupportedCodec[],
  isLocal: boolean,
): NegotiatedCodec[] {
  const receivable = usable(supported, 'receive');
  const entries = codecsIn(section).filter((entry) => supportOf(entry, receivable) !== undefined);
  return entries.map((entry) => (isLocal ? entry.codec : ourWordsFor(entry, supported)));
}

/** What the peer may send: our codecs that it has too, with our payload types (RFC 3264 §5.1, 6.1). */
export function agreedReceiveCodecs(
  local: Section | undefined,
  remote: Section | undefined,
  supported: readonly SupportedCodec[],
): NegotiatedCodec[] {
  const theirs = codecsIn(remote);
  const receivable = usable(supported, 'receive');
  return codecsIn(local).flatMap((own) => {
    const other = counterpartIn(own, theirs);
    return other === undefined || supportOf(own, receivable) === undefined
      ? []
      : { ...own.codec, rtcpFeedback: common(own.codec, other.codec) };
  });
}

/**
 * What we may send: the peer's codecs, with its payload types and parameters. An answer of ours says which and in what
 * order; an answer of the peer may name a codec that we have but did not offer (RFC 9429 §5.3.1).
 */
export function agreedSendCodecs(
  local: Section | undefined,
  remote: Section | undefined,
  supported: readonly SupportedCodec[],
  isLocal: boolean,
): NegotiatedCodec[] {
  const sendable = usable(supported, 'send');
  const theirs = codecsIn(remote).filter((entry) => supportOf(entry, sendable) !== undefined);
  const ours = codecsIn(local);
  if (isLocal) {
    return ours.flatMap((own) => {
      const other = counterpartIn(own, theirs);
      return other === undefined ? [] : { ...other.codec, rtcpFeedback: common(own.codec, other.codec) };
    });
  }
  return theirs.flatMap((other) => {
    const own =
      counterpartIn(other, ours)?.codec ?? (other.primary === undefined ? supportOf(other, sendable) : undefined);
    return own === undefined ? [] : { ...other.codec, rtcpFeedback: common(own, other.codec) };
  });
}

interface WithFeedback {
  readonly rtcpFeedback: readonly string[];
}

function common(a: WithFeedback, b: WithFeedback): string[] {
  return a.rtcpFeedback.filter((value) => b.rtcpFeedback.includes(value));
}
