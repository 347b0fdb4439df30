import { makeIdentifier } from '../../media/identifier.ts';
import type { NegotiatedCodec, NegotiatedHeaderExtension } from '../../jsep/media-types.ts';
import type { Receiver, Sender } from '../records/transceiver.ts';
import type { SendParameters } from '../rtp-dictionaries.ts';
import { cnameOf } from './media-names.ts';
import { queueTask } from './in-task.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-getparameters: the same until the task ends. */
export function getSendParameters(sender: Sender): RTCRtpSendParameters {
  sender.lastReturnedParameters ??= makeSendParameters(sender);
  return structuredCopy(sender.lastReturnedParameters) as RTCRtpSendParameters;
}

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpreceiver-getparameters */
export function getReceiveParameters(receiver: Receiver): RTCRtpReceiveParameters {
  return {
    codecs: receiver.receiveCodecs.map(codecParameters),
    headerExtensions: receiver.headerExtensions.map(headerExtensionParameters),
    rtcp: { reducedSize: receiver.usesReducedSizeRtcp },
  };
}

function makeSendParameters(sender: Sender): SendParameters {
  const { connection } = sender.transceiver;
  const parameters = {
    codecs: sender.sendCodecs.map(codecParameters),
    encodings: [...sender.sendEncodings],
    headerExtensions: sender.headerExtensions.map(headerExtensionParameters),
    rtcp: { cname: cnameOf(connection), reducedSize: sender.usesReducedSizeRtcp },
    transactionId: makeIdentifier(connection.host.random),
    degradationPreference: sender.degradationPreference,
  };
  if (parameters.degradationPreference === undefined) delete parameters.degradationPreference;
  queueTask(connection, () => {
    if (sender.lastReturnedParameters === parameters) sender.lastReturnedParameters = undefined;
  });
  return parameters;
}

function codecParameters(codec: NegotiatedCodec): SendParameters['codecs'][number] {
  const { mimeType, clockRate, channels, sdpFmtpLine, payloadType } = codec;
  return {
    payloadType,
    mimeType,
    clockRate,
    ...(channels === undefined ? {} : { channels }),
    ...(sdpFmtpLine === undefined ? {} : { sdpFmtpLine }),
  };
}

function headerExtensionParameters(extension: NegotiatedHeaderExtension): SendParameters['headerExtensions'][number] {
  return { uri: extension.uri, id: extension.id, encrypted: false };
}

/** Dictionaries and lists of plain values. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(structuredCopy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, structuredCopy(member)]));
}
