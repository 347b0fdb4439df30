import type { FaultHandle } from '../fault-handle.ts';
import type { Link } from '../link.ts';
import type { LinkChanges } from '../link-conditions.ts';
import type { LinkPresetName } from '../link-presets.ts';
import type { Access, Attachment, Realm } from '../realm.ts';
import type { EdgeHandle } from './edge-handle.ts';

/** Where an interface is, and with which addresses. */
export interface PlaceOptions {
  /** The NAT or firewall it is behind. Default: the internet. */
  readonly behind?: EdgeHandle | 'internet';
  /** IPv4 and IPv6 literals. Default: the next of the place's own, 10.0.0.0/8 on the internet, 192.168.0.0/16 behind a NAT. */
  readonly addresses?: readonly string[];
  /** An IPv6 address as well, or nothing else, where `addresses` does not say. Default false. */
  readonly ipv6?: boolean | 'only';
}

export interface InterfaceOptions extends PlaceOptions {
  readonly name: string;
  /** The conditions of its own access, both ways, on top of those of the links between hosts. */
  readonly link?: LinkChanges | LinkPresetName;
  /** The interface that carries this one, a VPN: while that is down this one is as well. */
  readonly over?: string;
}

/** A place, found and checked. */
export interface Place {
  readonly realm: Realm;
  readonly addresses: readonly string[];
}

export interface InterfaceParts {
  readonly host: string;
  readonly name: string;
  readonly place: Place;
  /** What it was made with, for the host to be made again. */
  readonly options: InterfaceOptions;
  readonly access: (Access & { readonly link: Link }) | undefined;
  readonly carrier: HostInterface | undefined;
  /** The machine's own for an address, with all that is bound to it. */
  readonly attachmentOf: (address: string, realm: Realm) => Attachment;
  /** Finds and checks a new place for it, which may be where it is. */
  readonly findPlace: (options: PlaceOptions, current: HostInterface) => Place;
  /** It went up or down, or moved: `what`, if it is for whoever keeps a record as well. */
  readonly changed: (what?: string) => void;
  /** The handle of a fault that is in force from now on. */
  readonly fault: (what: string, undo: () => void) => FaultHandle;
}

/** A network interface of a simulated host. */
export class HostInterface {
  readonly name: string;
  readonly carrier: HostInterface | undefined;
  readonly #parts: InterfaceParts;
  #attachments: readonly Attachment[];
  #place: PlaceOptions;
  #found: Place;
  /** One for each fault that keeps it down. */
  readonly #downs = new Set<object>();
  #isRemoved = false;

  constructor(parts: InterfaceParts) {
    this.name = parts.name;
    this.carrier = parts.carrier;
    this.#parts = parts;
    this.#place = parts.options;
    this.#found = parts.place;
    this.#attachments = this.#attachAt(parts.place);
  }

  get addresses(): readonly string[] {
    return this.#attachments.map(({ address }) => address);
  }

  /** False as well while the interface that carries it is down. */
  get isUp(): boolean {
    return !this.#isRemoved && this.#downs.size === 0 && this.carrier?.isUp !== false;
  }

  /** Its own access. Throws an Error if it was made without `link`. */
  get link(): Link {
    const { access, host } = this.#parts;
    if (access === undefined) throw new Error(`interface ${this.name} of ${host} was made without a link of its own`);
    return access.link;
  }

  /** What is bound to its addresses hears nothing and is not heard, until the fault is healed. */
  down(): FaultHandle {
    const fault = {};
    this.#downs.add(fault);
    this.#parts.changed();
    return this.#parts.fault(`${this.name} of ${this.#parts.host} down`, () => {
      if (this.#downs.delete(fault)) this.#parts.changed();
    });
  }

  /** Heals whatever keeps it down; one that runs over another is still down while that is. */
  up(): void {
    if (this.#downs.size === 0) return;
    this.#downs.clear();
    this.#parts.changed(`${this.name} of ${this.#parts.host} goes up`);
  }

  /**
   * Gives it other addresses, behind the same edge unless `behind` says another. What is bound to the former ones is
   * silent, unless the host comes by the same address again.
   */
  move(place: PlaceOptions = {}): void {
    const behind = place.behind ?? this.#place.behind;
    const ipv6 = place.ipv6 ?? this.#place.ipv6;
    const options = { ...place, ...(behind !== undefined && { behind }), ...(ipv6 !== undefined && { ipv6 }) };
    const found = this.#parts.findPlace(options, this);
    this.#settleAt(found);
    this.#place = options;
    this.#parts.changed(`${this.name} of ${this.#parts.host} moves to ${this.addresses.join(', ')}`);
  }

  /** For the host. */
  get attachments(): readonly Attachment[] {
    return this.#attachments;
  }

  /** What would make it again as it is now. */
  get options(): InterfaceOptions {
    return { ...this.#parts.options, ...this.#place, addresses: this.addresses };
  }

  /** It is down for good. */
  remove(): void {
    this.#isRemoved = true;
    this.detach();
  }

  /** Its addresses are free again. */
  detach(): void {
    for (const attachment of this.#attachments) {
      attachment.isUp = false;
      attachment.realm.detach(attachment);
    }
  }

  /** Tells the fabric whether it is up: until then it is not. */
  refresh(): void {
    for (const attachment of this.#attachments) attachment.isUp = this.isUp;
  }

  /** Leaves where it is, and stays there if the other place has no room after all. */
  #settleAt(place: Place): void {
    const former = this.#found;
    this.detach();
    try {
      this.#attachments = this.#attachAt(place);
      this.#found = place;
    } catch (error) {
      this.#attachments = this.#attachAt(former);
      this.#parts.changed();
      throw error;
    }
  }

  /** At all addresses or none. */
  #attachAt({ realm, addresses }: Place): Attachment[] {
    const { access, attachmentOf } = this.#parts;
    const attachments: Attachment[] = [];
    try {
      for (const address of addresses) {
        const attachment = attachmentOf(address, realm);
        attachment.realm = realm;
        attachment.isUp = false;
        attachment.uplink = access?.uplink;
        attachment.downlink = access?.downlink;
        realm.attach(attachment);
        attachments.push(attachment);
      }
    } catch (error) {
      for (const attachment of attachments) realm.detach(attachment);
      throw error;
    }
    return attachments;
  }
}
