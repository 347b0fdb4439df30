import { matchesCodecDictionary } from '../../jsep/codec-match.ts';
import { codecCapabilities } from '../../jsep/media-capabilities.ts';
import type { Codec } from '../../jsep/media-types.ts';
import type { Sender } from '../records/transceiver.ts';
import type { EncodingParameters, SendParameters, SetParameterOptions } from '../rtp-dictionaries.ts';
import { inTask } from './in-task.ts';
import { hasSingleStreamSimulcast, isScalabilityModeOf } from './scalability-modes.ts';
import { checkFrameDurations, checkRestrictions, withoutPicture } from './validate-send-encodings.ts';

/** https://w3c.github.io/webrtc-pc/#dom-rtcrtpsender-setparameters. Throws what the promise is to be rejected with. */
export function setParameters(
  sender: Sender,
  parameters: SendParameters,
  { encodingOptions }: SetParameterOptions,
): Promise<void> {
  const { transceiver, lastReturnedParameters: last } = sender;
  const { connection } = transceiver;
  const { errors } = connection.faces;
  if (transceiver.isStopping) throw errors.invalidState('The transceiver is stopped.');
  if (last === undefined) throw errors.invalidState('getParameters was not called in this task.');
  checkUnchanged(sender, parameters, last);
  if (encodingOptions.length > 0 && encodingOptions.length !== parameters.encodings.length) {
    throw errors.invalidModification('There are not as many encodingOptions as encodings.');
  }
  const encodings = checkedEncodings(sender, parameters);
  connection.pendingParameterChanges++;
  return inTask(connection, () => {
    connection.pendingParameterChanges--;
    sender.lastReturnedParameters = undefined;
    sender.sendEncodings = encodings;
    sender.degradationPreference = parameters.degradationPreference;
  });
}

/** The read-only parameters. */
function checkUnchanged(sender: Sender, parameters: SendParameters, last: SendParameters): void {
  const { invalidModification } = sender.transceiver.connection.faces.errors;
  for (const name of ['transactionId', 'codecs', 'headerExtensions', 'rtcp'] as const) {
    if (!isSame(parameters[name], last[name])) throw invalidModification(`${name} cannot be changed.`);
  }
  const { encodings } = parameters;
  if (encodings.length !== sender.sendEncodings.length) throw invalidModification('The number of encodings changed.');
  const isReordered = encodings.some(({ rid }, i) => rid !== last.encodings[i].rid);
  if (isReordered) throw invalidModification('The rids or the order of the encodings changed.');
}

/** The order of a dictionary's members says nothing. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}

function checkedEncodings(sender: Sender, { codecs, encodings }: SendParameters): readonly EncodingParameters[] {
  const { kind, connection } = sender.transceiver;
  const { errors } = connection.faces;
  const choosable = codecs.length > 0 ? codecs : codecCapabilities(kind, 'send');
  for (const { codec } of encodings) {
    if (codec !== undefined && !choosable.some((one) => matchesCodecDictionary(one, codec, true))) {
      throw errors.invalidModification(`'${codec.mimeType}' was not negotiated.`);
    }
  }
  if (kind === 'video') checkScalabilityModes(sender, encodings);
  checkRestrictions(encodings, errors.invalidModification);
  checkFrameDurations(encodings, errors);
  const checked = encodings.map(kind === 'audio' ? withoutPicture : withScale);
  for (const { scaleResolutionDownBy = 1, maxFramerate = 0 } of checked) {
    if (scaleResolutionDownBy < 1) throw errors.range('scaleResolutionDownBy is less than 1.');
    if (maxFramerate < 0) throw errors.range('maxFramerate is negative.');
  }
  return checked;
}

/** https://w3c.github.io/webrtc-svc/#rtcrtpsender-setparameters */
function checkScalabilityModes({ sendCodecs, transceiver }: Sender, encodings: readonly EncodingParameters[]): void {
  const { invalidModification } = transceiver.connection.faces.errors;
  for (const { codec, scalabilityMode } of encodings) {
    if (scalabilityMode === undefined) continue;
    const used: readonly Codec[] = sendCodecs.length > 0 ? sendCodecs.slice(0, 1) : codecCapabilities('video', 'send');
    const codecs = codec === undefined ? used : [codec];
    if (!codecs.some((one) => isScalabilityModeOf(one, scalabilityMode))) {
      throw invalidModification(`The scalabilityMode '${scalabilityMode}' is not supported.`);
    }
  }
  if (hasSingleStreamSimulcast(encodings)) throw invalidModification('Simulcast is sent in one stream, or in several.');
}

function withScale(encoding: EncodingParameters): EncodingParameters {
  return { ...encoding, scaleResolutionDownBy: encoding.scaleResolutionDownBy ?? 1 };
}
