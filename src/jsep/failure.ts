import type { SdpSyntaxError } from '../sdp/parse.ts';
import type { DescriptionSource } from './signaling.ts';
import type { NegotiationError, PlanResult, SdpType, SignalingState } from './types.ts';

export function failure(error: NegotiationError): PlanResult {
  return { ok: false, error };
}

export function wrongState(state: SignalingState, source: DescriptionSource, type: SdpType): PlanResult {
  const message = `a ${source} ${type} cannot be applied in signaling state "${state}"`;
  return failure({ name: 'InvalidStateError', message });
}

export function syntaxFailure(error: SdpSyntaxError): PlanResult {
  return failure({
    name: 'RTCError',
    message: `SDP line ${error.line}: ${error.message}`,
    errorDetail: 'sdp-syntax-error',
    sdpLineNumber: error.line,
  });
}

/** webrtc-pc: the content of a description is invalid. */
export function invalidContent(message: string): NegotiationError {
  return { name: 'InvalidAccessError', message };
}
