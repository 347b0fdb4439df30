import type { Attachment, Edge, Realm } from '../realm.ts';
import { FirewallEdge } from './firewall.ts';
import { NatEdge } from './nat.ts';
import type { Dependence } from './pinholes.ts';

/** How good a connection two hosts can have: the worse candidate of its pair says it. */
export type Reachability = 'host' | 'prflx' | 'srflx' | 'relay' | 'none';

export interface ReachabilityOptions {
  /** Both use a STUN server; a TURN server is one as well. Default true. */
  readonly stun?: boolean;
  /** Both use a TURN server that is reached over UDP, TCP and TLS, at its usual ports and 443. Default false. */
  readonly turn?: boolean;
}

type Filter = Dependence | 'open';

/** What one edge does to one family of addresses, as seen from where it ends. */
interface Layer {
  readonly outside: Realm;
  readonly isTranslating: boolean;
  /** Of this edge and of those inside it together. */
  readonly mapping: Dependence;
  readonly filter: Filter;
  readonly isPassable: boolean;
  readonly hairpin: boolean;
}

/** One end of a path, up to the realm where it meets the other. */
interface Side {
  readonly layers: readonly Layer[];
  readonly isTranslated: boolean;
  readonly mapping: Dependence;
  /** The other end has been told an address that is this one's in that realm. */
  readonly isKnown: boolean;
  /** It can send something out through all its layers before anything came in. */
  readonly hasSent: (layer: Layer) => boolean;
}

const STRICTNESS: Readonly<Record<Filter, number>> = {
  open: 0,
  'endpoint-independent': 1,
  'address-dependent': 2,
  'address-and-port-dependent': 3,
};

/** The best pair that ICE can find between hosts who have these addresses. */
export function predict(
  ours: readonly Attachment[],
  theirs: readonly Attachment[],
  { turn = false, stun = true }: ReachabilityOptions,
): Reachability {
  const outcomes = ours.flatMap((own) => theirs.map((other) => predictPath(own, other, stun || turn)));
  const isRelayed = turn && ours.some(reachesTurnServer) && theirs.some(reachesTurnServer);
  return bestOf(isRelayed ? [...outcomes, 'relay'] : outcomes);
}

/**
 * The best pair that ICE can find between two addresses, told from the kinds of NATs and firewalls alone: no packet is
 * sent, and nothing of the machinery that would carry it is asked. Both ends send checks to every candidate they know.
 */
function predictPath(a: Attachment, b: Attachment, stun: boolean): Reachability {
  if (a.isIpv6 !== b.isIpv6) return 'none';
  const outer = commonRealms(a.realm, b.realm);
  return bestOf(outer.map((realm, level) => predictIn(realm, level === 0, a, b, stun)));
}

/** As ICE prefers them, RFC 8445 §5.1.2.2. */
function bestOf(outcomes: readonly Reachability[]): Reachability {
  const order: readonly Reachability[] = ['host', 'prflx', 'srflx', 'relay'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'none';
}

/** By addresses of this realm. Both are below it; beyond the innermost such realm they need an edge that turns packets round. */
function predictIn(realm: Realm, isInnermost: boolean, a: Attachment, b: Attachment, stun: boolean): Reachability {
  const [ours, theirs] = [sideOf(a, b, realm, stun), sideOf(b, a, realm, stun)];
  const layers = [...ours.layers, ...theirs.layers];
  if (layers.some(({ isPassable }) => !isPassable)) return 'none';
  const outermost = ours.layers.at(-1);
  if (!isInnermost && !(outermost?.isTranslating && outermost.hairpin)) return 'none';
  if (ours.isKnown && theirs.isKnown) return predictKnown(ours, theirs);
  if (ours.isKnown) return predictFound(ours, theirs);
  return theirs.isKnown ? predictFound(theirs, ours) : 'none';
}

/** Each end has a signalled address of the other. */
function predictKnown(a: Side, b: Side): Reachability {
  if (isStable(a) && isStable(b)) return a.isTranslated || b.isTranslated ? 'srflx' : 'host';
  // The stable end's address is right; the other turns up with a port nobody has announced.
  if (isStable(a)) return isLax(a) ? 'prflx' : 'none';
  if (isStable(b)) return isLax(b) ? 'prflx' : 'none';
  return canBeFound(a, b, admitsAddress) || canBeFound(b, a, admitsAddress) ? 'prflx' : 'none';
}

/** Only `known` has a signalled address: the other end has to call, and nobody expects it. */
function predictFound(known: Side, caller: Side): Reachability {
  if (isStable(known)) return known.layers.every((layer) => admitsAnybody(layer, known)) ? 'prflx' : 'none';
  return canBeFound(known, caller, admitsAnybody) ? 'prflx' : 'none';
}

/**
 * `found` answers from another port than it was called at. The caller must let that in, and one of the two must then keep
 * its port while the other learns it; with two that change it for every endpoint there is always one more to learn.
 */
function canBeFound(found: Side, caller: Side, admits: (layer: Layer, side: Side) => boolean): boolean {
  const bothWander = [found, caller].every(({ mapping }) => mapping === 'address-and-port-dependent');
  return !bothWander && isLax(caller) && found.layers.every((layer) => admits(layer, found));
}

/** A packet comes in at the announced address, from an endpoint at an address that was sent to. */
function admitsAddress(layer: Layer, side: Side): boolean {
  if (admitsAnybody(layer, side)) return true;
  return layer.filter === 'address-dependent' && layer.mapping === 'endpoint-independent';
}

/** A packet comes in at the announced address, from anywhere. */
function admitsAnybody(layer: Layer, side: Side): boolean {
  return layer.filter === 'open' || (layer.filter === 'endpoint-independent' && side.hasSent(layer));
}

/** It has the same address for everybody. */
function isStable({ mapping }: Side): boolean {
  return mapping === 'endpoint-independent';
}

/** None of its layers minds from which port an address answers. */
function isLax({ layers }: Side): boolean {
  return layers.every(({ filter }) => filter !== 'address-and-port-dependent');
}

function sideOf(own: Attachment, other: Attachment, realm: Realm, stun: boolean): Side {
  const all = layersOf(own, undefined);
  const layers = layersOf(own, realm);
  const isTranslated = layers.some(({ isTranslating }) => isTranslating);
  const knowsServer = stun && all.every(({ isPassable }) => isPassable);
  // What a STUN server on the internet sees is an address of the realm outside the outermost NAT.
  const isOutermost = !all.slice(layers.length).some(({ isTranslating }) => isTranslating);
  return {
    layers,
    isTranslated,
    mapping: layers.at(-1)?.mapping ?? 'endpoint-independent',
    isKnown: isTranslated ? knowsServer && isOutermost : leavesTowards(other.realm, realm, own.address),
    hasSent: (layer) => knowsServer || leavesTowards(own.realm, layer.outside, other.address),
  };
}

/** Over UDP or, where a firewall has none, TCP or TLS. */
function reachesTurnServer({ realm: start }: Attachment): boolean {
  const firewalls = realmsFrom(start).flatMap(({ edge }) => (edge instanceof FirewallEdge ? [edge.profile] : []));
  const allowTcp = (port: number, isTls: boolean): boolean =>
    firewalls.every(({ tcp, tlsOnly }) => (isTls || !tlsOnly) && (typeof tcp === 'boolean' ? tcp : tcp.includes(port)));
  return firewalls.every(({ udp }) => udp) || allowTcp(3478, false) || allowTcp(443, true);
}

/** From the inside out, as far as the realm. */
function layersOf({ realm: start, isIpv6 }: Attachment, end: Realm | undefined): Layer[] {
  const layers: Layer[] = [];
  let mapping: Dependence = 'endpoint-independent';
  for (let realm = start; realm !== end && realm.edge !== undefined; realm = realm.edge.outside) {
    const layer = layerOf(realm.edge, isIpv6, mapping);
    mapping = layer.mapping;
    layers.push(layer);
  }
  return layers;
}

function layerOf(edge: Edge, isIpv6: boolean, inner: Dependence): Layer {
  const base = { outside: edge.outside, isTranslating: false, mapping: inner, isPassable: true, hairpin: false };
  if (edge instanceof FirewallEdge) return { ...base, filter: edge.profile.filtering, isPassable: edge.profile.udp };
  if (!(edge instanceof NatEdge)) return { ...base, filter: 'open' };
  const { profile } = edge;
  if (isIpv6) return { ...base, filter: profile.ipv6 === 'none' ? 'open' : profile.ipv6 };
  // An overloading NAT keeps the port whatever the mapping.
  const mapping = profile.ports === 'overloading' ? 'endpoint-independent' : profile.mapping;
  const isStatic = profile.isOneToOne && profile.filtering === 'endpoint-independent';
  return {
    ...base,
    isTranslating: true,
    mapping: STRICTNESS[mapping] > STRICTNESS[inner] ? mapping : inner,
    filter: isStatic ? 'open' : profile.filtering,
    hairpin: profile.hairpin,
  };
}

/** A check to that address gets as far as that realm: nobody on the way has the address. */
function leavesTowards(from: Realm, end: Realm, address: string): boolean {
  for (let realm = from; realm !== end && realm.edge !== undefined; realm = realm.edge.outside) {
    if (realm.knows(address)) return false;
  }
  return true;
}

/** The realms that both are in or below, innermost first. */
function commonRealms(a: Realm, b: Realm): Realm[] {
  const above = new Set(realmsFrom(b));
  return realmsFrom(a).filter((realm) => above.has(realm));
}

function realmsFrom(start: Realm): Realm[] {
  const realms = [start];
  for (let realm = start; realm.edge !== undefined; realm = realm.edge.outside) realms.push(realm.edge.outside);
  return realms;
}
