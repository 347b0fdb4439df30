/** Takes packets going down: SCTP's sink is DTLS, DTLS's sink is ICE, ICE's sink is a socket. */
export interface PacketSink {
  /**
   * Takes ownership of the packet. The packet must be a view with at least `headroomBytes` free before it and
   * `tailroomBytes` free after it in its ArrayBuffer, which the sink may overwrite.
   */
  transmit(packet: Uint8Array): void;
  readonly headroomBytes: number;
  readonly tailroomBytes: number;
}

/** Takes packets coming up. `now` is monotonic milliseconds. */
export interface PacketReceiver {
  receive(packet: Uint8Array, now: number): void;
}

/**
 * The shape of every protocol object: input mutates, flush emits, news is pulled. `receive` and `handleTimeout` send
 * nothing; `flush` only transmits what the state already wants sent.
 */
export interface Engine<News> extends PacketReceiver {
  /** Runs what is due. */
  handleTimeout(now: number): void;
  /** Transmits what the state wants sent. */
  flush(now: number): void;
  /** The next piece of news, oldest first. */
  pollEvent(): News | undefined;
  /** When `handleTimeout` is wanted next, in monotonic milliseconds; Infinity means never. */
  nextTimeout(): number;
  /** True when only housekeeping timers (consent, heartbeat, RTCP) are armed. */
  readonly isQuiet: boolean;
}
