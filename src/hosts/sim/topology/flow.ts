import type { Packet } from '../packet.ts';

/** How long a NAT or a firewall remembers, in milliseconds. */
export interface FlowTimers {
  readonly udpMs: number;
  readonly tcpEstablishedMs: number;
  /** Of a TCP connection that is opening, or closing. */
  readonly tcpTransitoryMs: number;
  /** Packets that come in keep the flow alive as well, RFC 4787 REQ-6; those that go out always do. */
  readonly inboundRefresh: boolean;
}

/** What passes between an inside endpoint and those outside that the filter does not tell apart. */
export class Flow {
  #expiresAt = -Infinity;
  #isAnswered = false;
  #isClosing = false;

  get expiresAt(): number {
    return this.#expiresAt;
  }

  isAlive(now: number): boolean {
    return now < this.#expiresAt;
  }

  noteOut(packet: Packet, timers: FlowTimers, now: number): void {
    if (packet.segment?.isSyn) this.#reopen();
    this.#note(packet, timers, now);
  }

  noteIn(packet: Packet, timers: FlowTimers, now: number): void {
    this.#isAnswered = true;
    if (packet.protocol === 'tcp' || timers.inboundRefresh) this.#note(packet, timers, now);
  }

  #reopen(): void {
    this.#isAnswered = false;
    this.#isClosing = false;
  }

  #note({ protocol, segment }: Packet, timers: FlowTimers, now: number): void {
    if (segment !== undefined && (segment.isFin || segment.isReset)) this.#isClosing = true;
    const isTransitory = this.#isClosing || !this.#isAnswered;
    const tcpMs = isTransitory ? timers.tcpTransitoryMs : timers.tcpEstablishedMs;
    this.#expiresAt = now + (protocol === 'udp' ? timers.udpMs : tcpMs);
  }
}
