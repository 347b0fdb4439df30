import type { StunError } from '../../stun/error-code.ts';

/** RFC 8489 §14.8 and RFC 8656 §19. */
export const UNAUTHENTICATED: StunError = { code: 401, reason: 'Unauthenticated' };
export const FORBIDDEN: StunError = { code: 403, reason: 'Forbidden' };
export const ALLOCATION_MISMATCH: StunError = { code: 437, reason: 'Allocation Mismatch' };
export const STALE_NONCE: StunError = { code: 438, reason: 'Stale Nonce' };
export const FAMILY_NOT_SUPPORTED: StunError = { code: 440, reason: 'Address Family not Supported' };
export const WRONG_CREDENTIALS: StunError = { code: 441, reason: 'Wrong Credentials' };
export const UNSUPPORTED_TRANSPORT: StunError = { code: 442, reason: 'Unsupported Transport Protocol' };
export const PEER_FAMILY_MISMATCH: StunError = { code: 443, reason: 'Peer Address Family Mismatch' };
export const QUOTA_REACHED: StunError = { code: 486, reason: 'Allocation Quota Reached' };
export const INSUFFICIENT_CAPACITY: StunError = { code: 508, reason: 'Insufficient Capacity' };
