import type { AssociationState } from './types.ts';

type States = ReadonlySet<AssociationState>;

const of = (...states: readonly AssociationState[]): States => new Set(states);

/** The peer is known to be there: SACKs, heartbeats and resets go both ways. */
export const TRANSFERRING: States = of(
  'established',
  'shutdown-pending',
  'shutdown-sent',
  'shutdown-received',
  'shutdown-ack-sent',
);

/** DATA is taken, RFC 9260 §6. */
export const TAKING_DATA: States = of('established', 'shutdown-pending', 'shutdown-sent');

/** No more user messages are accepted, RFC 9260 §9.2. */
export const SHUTTING_DOWN: States = of('shutdown-pending', 'shutdown-sent', 'shutdown-received', 'shutdown-ack-sent');
