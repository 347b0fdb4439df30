import { mediaLineOf } from '../sdp/media-line.ts';
import { sctpOf, setMaxMessageSize, setSctpMap, setSctpPort } from '../sdp/sctp-attributes.ts';
import type { Section } from '../sdp/section.ts';
import type { SessionDescription } from '../sdp/session-description.ts';
import { isRejectedSection, kindOf } from './kinds.ts';
import type { AnswerContext, OfferContext, SectionBody, SectionStrategy } from './strategies.ts';
import type { SessionSnapshot } from './types.ts';

/** m=application for data channels, RFC 8841. */
export const applicationStrategy: SectionStrategy = {
  /** One association per connection (RFC 8831 §6.1): the first section gets it. */
  accepts(index: number, offer: SessionDescription): boolean {
    return (
      offer.media.findIndex((section) => kindOf(section) === 'application' && !isRejectedSection(section)) === index
    );
  },

  offer({ snapshot, model }: OfferContext): SectionBody {
    return bodyLike(model, snapshot);
  },

  answer({ snapshot, offered }: AnswerContext): SectionBody {
    return bodyLike(offered, snapshot);
  },
};

function bodyLike(model: Section | undefined, { sctp }: SessionSnapshot): SectionBody {
  const protocol = model === undefined ? 'UDP/DTLS/SCTP' : mediaLineOf(model).protocol;
  const format = isLegacy(model) ? String(sctp.localPort) : 'webrtc-datachannel';
  return {
    mediaLine: { media: 'application', port: 9, protocol, formats: [format] },
    addAttributes(section: Section): void {
      if (isLegacy(model)) setSctpMap(section, sctp.localPort, legacyStreams);
      else setSctpPort(section, sctp.localPort);
      setMaxMessageSize(section, sctp.maxMessageSizeBytes);
    },
  };
}

/** A peer that offered the drafts' form is answered in it. */
function isLegacy(model: Section | undefined): boolean {
  return model !== undefined && sctpOf(model)?.isLegacy === true;
}

const legacyStreams = 65535;
