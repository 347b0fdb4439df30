import type { HandshakeMessage } from './handshake-message.ts';

/** One side of a handshake, RFC 5246 §7.3. Its results are in the context that it was given. */
export interface Handshake {
  /** Writes the first flight, where this side has it. */
  start(): void;
  /** Takes the other side's next message, in order. */
  receive(message: HandshakeMessage): void;
}
