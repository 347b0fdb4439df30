import { addExtensionMap, extensionMapsOf } from '../sdp/extmap.ts';
import type { ExtensionMap } from '../sdp/extmap.ts';
import { directionOf, intersected, reversed, sends, setDirection } from '../sdp/media-attributes.ts';
import type { Direction } from '../sdp/media-attributes.ts';
import { mediaLineOf } from '../sdp/media-line.ts';
import { addMsid } from '../sdp/msid.ts';
import { addPayloadFormat } from '../sdp/payload-formats.ts';
import { addRid } from '../sdp/rid.ts';
import type { Section } from '../sdp/section.ts';
import { setSimulcast } from '../sdp/simulcast.ts';
import { addSource, addSourceGroup } from '../sdp/ssrc-attributes.ts';
import { assert } from '../util/assert.ts';
import { transceiverWithMid } from './associations.ts';
import { answeredCodecs, codecsFor, offeredCodecs } from './codec-choice.ts';
import { isRtx } from './codec-match.ts';
import type { ExtensionIds } from './extension-ids.ts';
import { mediaCapabilities } from './media-capabilities.ts';
import type { HeaderExtension, MediaKind, NegotiatedCodec, TransceiverSnapshot } from './media-types.ts';
import { requestedSendRids } from './simulcast-rids.ts';
import type { AnswerContext, OfferContext, SectionBody, SectionStrategy } from './strategies.ts';
import type { RtcpMuxPolicy, SessionSnapshot } from './types.ts';

/** m=audio and m=video, RFC 9429 §5.2.1, 5.2.2, 5.3.1. */
export const mediaStrategy: SectionStrategy = {
  accepts: () => true,

  offer({ snapshot, mid, transceiver, payloadTypes, extensionIds }: OfferContext): SectionBody {
    assert(transceiver !== undefined, 'a media section is offered for a transceiver');
    const rids = transceiver.sendEncodings.length > 1 ? transceiver.sendEncodings.map(({ rid }) => rid) : [];
    return body({
      protocol: 'UDP/TLS/RTP/SAVPF',
      transceiver,
      direction: transceiver.direction,
      codecs: offeredCodecs(mid, codecsFor(transceiver, transceiver.direction, snapshot), payloadTypes),
      extensions: offeredExtensions(mid, transceiver, snapshot, extensionIds),
      rids: rids.filter((rid) => rid !== undefined),
      rtcpMuxPolicy: snapshot.rtcpMuxPolicy,
    });
  },

  answer({ snapshot, mid, offered, session }: AnswerContext): SectionBody | undefined {
    const { media, protocol } = mediaLineOf(offered);
    const transceiver = transceiverWithMid(snapshot, mid, media as MediaKind);
    if (transceiver === undefined || transceiver.isStopped) return undefined;
    const codecs = answeredCodecs(offered, transceiver, snapshot);
    if (codecs === undefined) return undefined;
    const ours = new Set(transceiver.sendEncodings.map(({ rid }) => rid));
    return body({
      protocol,
      transceiver,
      direction: answeredDirection(transceiver, directionOf(offered, session)),
      codecs,
      extensions: answeredExtensions(extensionMapsOf(offered, session), transceiver, snapshot),
      rids: requestedSendRids(offered).filter((rid) => ours.has(rid)),
      rtcpMuxPolicy: undefined,
    });
  },
};

/** The header extensions a transceiver wants, webrtc-extensions [[HeaderExtensionsToNegotiate]]. */
export function extensionsFor(
  { kind, headerExtensionsToNegotiate }: TransceiverSnapshot,
  { capabilities = mediaCapabilities }: SessionSnapshot,
): HeaderExtension[] {
  const wanted = headerExtensionsToNegotiate ?? capabilities[kind].headerExtensions;
  return wanted.filter(({ direction }) => direction !== 'stopped');
}

/** RFC 9429 §5.3.1. What is stopping waits for an offer of ours to be rejected, and is silent until then. */
function answeredDirection({ direction, isStopping }: TransceiverSnapshot, offered: Direction): Direction {
  return isStopping ? 'inactive' : intersected(direction, reversed(offered));
}

interface MediaWords {
  readonly protocol: string;
  readonly transceiver: TransceiverSnapshot;
  readonly direction: Direction;
  readonly codecs: readonly NegotiatedCodec[];
  readonly extensions: readonly ExtensionMap[];
  readonly rids: readonly string[];
  /** Of an offer. */
  readonly rtcpMuxPolicy: RtcpMuxPolicy | undefined;
}

function body(words: MediaWords): SectionBody {
  const { protocol, transceiver, codecs } = words;
  const formats = codecs.map(({ payloadType }) => String(payloadType));
  return {
    mediaLine: { media: transceiver.kind, port: 9, protocol, formats },
    addAttributes(section: Section): void {
      for (const extension of words.extensions) addExtensionMap(section, extension);
      setDirection(section, words.direction);
      // RFC 9429 §5.3.1: what we would send, if the peer let us. Without it the peer that answered last would ask again.
      if (sends(transceiver.direction) && !transceiver.isStopping) addTrack(section, transceiver);
      section.addAttribute('rtcp-mux');
      if (words.rtcpMuxPolicy === 'require') section.addAttribute('rtcp-mux-only');
      section.addAttribute('rtcp-rsize');
      for (const codec of codecs) addCodec(section, codec);
      if (sends(words.direction)) addLayers(section, words);
    },
  };
}

/** RFC 9429 §5.2.1: `-` where the track belongs to no stream. */
function addTrack(section: Section, { senderStreamIds, senderTrackId }: TransceiverSnapshot): void {
  const streamIds = senderStreamIds.length > 0 ? senderStreamIds : ['-'];
  for (const streamId of streamIds) addMsid(section, { streamId, trackId: senderTrackId });
}

function addCodec(section: Section, codec: NegotiatedCodec): void {
  const { mimeType, payloadType, clockRate, channels = 1, sdpFmtpLine, rtcpFeedback } = codec;
  addPayloadFormat(section, {
    payloadType,
    name: mimeType.slice(mimeType.indexOf('/') + 1),
    clockRate,
    channels,
    parameters: sdpFmtpLine,
    feedback: rtcpFeedback,
  });
}

/** Layers are told apart by rid, RFC 8853 §5.2; a sender without them may announce its SSRCs. */
function addLayers(section: Section, { transceiver, codecs, rids }: MediaWords): void {
  if (rids.length === 0) return addSources(section, transceiver, codecs.some(isRtx));
  for (const rid of rids) addRid(section, { rid, direction: 'send', payloadTypes: undefined, restrictions: [] });
  setSimulcast(section, { send: rids.map((rid) => [{ rid, isPaused: false }]), recv: [] });
}

function addSources(section: Section, transceiver: TransceiverSnapshot, hasRtx: boolean): void {
  const { ssrcs, senderStreamIds, senderTrackId } = transceiver;
  if (ssrcs === undefined) return;
  const all = hasRtx && ssrcs.rtx !== undefined ? [ssrcs.media, ssrcs.rtx] : [ssrcs.media];
  if (all.length > 1) addSourceGroup(section, { semantics: 'FID', ssrcs: all });
  const msids = [{ streamId: senderStreamIds[0] ?? '-', trackId: senderTrackId }];
  for (const ssrc of all) addSource(section, { ssrc, cname: ssrcs.cname, msids });
}

function offeredExtensions(
  mid: string,
  transceiver: TransceiverSnapshot,
  snapshot: SessionSnapshot,
  extensionIds: ExtensionIds,
): ExtensionMap[] {
  return extensionsFor(transceiver, snapshot).map(({ uri, direction }) => ({
    id: extensionIds.assign(mid, uri),
    direction: direction as Direction,
    uri,
  }));
}

/** Those that both want, with the offer's ids and in its order (RFC 8285 §6). */
function answeredExtensions(
  offered: readonly ExtensionMap[],
  transceiver: TransceiverSnapshot,
  snapshot: SessionSnapshot,
): ExtensionMap[] {
  const wanted = new Map(extensionsFor(transceiver, snapshot).map(({ uri, direction }) => [uri, direction]));
  return offered.flatMap(({ id, uri, direction: theirs = 'sendrecv' }) => {
    const ours = wanted.get(uri);
    if (ours === undefined || ours === 'stopped' || id > 255) return [];
    const direction = intersected(ours, reversed(theirs));
    return direction === 'inactive' ? [] : { id, uri, direction };
  });
}
