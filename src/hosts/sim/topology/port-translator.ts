import type { SocketAddress } from '../../../ports/network.ts';
import type { DropReason } from '../ledger.ts';
import type { Packet, Protocol } from '../packet.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { FlowTimers } from './flow.ts';
import { NatMappings, type NatMapping } from './nat-mappings.ts';
import { portOptionsOf, timersOf, type NatProfile } from './nat-options.ts';
import { PortChooser } from './port-assignment.ts';
import type { MappingInfo, Translator } from './translator.ts';

/** Many inside endpoints behind few outside addresses: RFC 4787 for UDP, RFC 5382 for TCP. */
export class PortTranslator implements Translator {
  readonly #profile: NatProfile;
  readonly #timers: FlowTimers;
  readonly #ports: PortChooser;
  /** Which outside address an inside one keeps to. */
  readonly #paired = new Map<string, string>();
  #addresses: readonly string[];
  #mappings: Record<Protocol, NatMappings>;

  constructor(profile: NatProfile, addresses: readonly string[], random: SeededRandom) {
    this.#profile = profile;
    this.#timers = timersOf(profile);
    this.#ports = new PortChooser(portOptionsOf(profile), random);
    this.#addresses = addresses;
    this.#mappings = this.#noMappings();
  }

  get addresses(): readonly string[] {
    return this.#addresses;
  }

  /** All inside addresses share those outside. */
  adopt(): undefined {
    return undefined;
  }

  abandon(): undefined {
    return undefined;
  }

  leave(packet: Packet, now: number): DropReason | undefined {
    const mappings = this.#mappings[packet.protocol];
    const mapping = mappings.find(packet.source, packet.destination, now) ?? this.#create(mappings, packet, now);
    if (mapping === undefined) return 'NAT exhausted';
    mapping.pinholes.noteOut(packet, this.#timers, now);
    packet.source = mapping.outside;
    return undefined;
  }

  enter(packet: Packet, now: number): DropReason | undefined {
    const mapping = this.#mappings[packet.protocol].findOutside(packet.destination, packet.source, now);
    if (mapping === undefined) return 'no NAT mapping';
    if (!mapping.pinholes.admits(packet.source, now)) return 'NAT filter';
    mapping.pinholes.noteIn(packet, this.#timers, now);
    packet.destination = mapping.inside;
    return undefined;
  }

  insideOf(
    protocol: Protocol,
    destination: SocketAddress,
    source: SocketAddress,
    now: number,
  ): SocketAddress | undefined {
    return this.#mappings[protocol].findOutside(destination, source, now)?.inside;
  }

  list(now: number): MappingInfo[] {
    return (['udp', 'tcp'] as const).flatMap((protocol) =>
      this.#mappings[protocol].list(now).map(({ inside, outside, pinholes: { expiresAt } }) => ({
        protocol,
        inside,
        outside,
        expiresAt,
      })),
    );
  }

  restart(addresses: readonly string[]): void {
    this.#addresses = addresses;
    this.#paired.clear();
    this.#ports.restart();
    this.#mappings = this.#noMappings();
  }

  #noMappings(): Record<Protocol, NatMappings> {
    const { mapping, filtering } = this.#profile;
    return { udp: new NatMappings(mapping, filtering), tcp: new NatMappings(mapping, filtering) };
  }

  #create(mappings: NatMappings, { source, destination }: Packet, now: number): NatMapping | undefined {
    const address = this.#addressFor(source.address);
    const port = this.#ports.choose(source.port, (wanted) => mappings.isFree(address, wanted, now));
    return port === undefined ? undefined : mappings.add(source, { address, port }, destination, now);
  }

  #addressFor(inside: string): string {
    const known = this.#paired.get(inside);
    if (known !== undefined) return known;
    const address = this.#addresses[this.#paired.size % this.#addresses.length];
    this.#paired.set(inside, address);
    return address;
  }
}
