import { ipFamily, isLoopbackIp, parseIpAddress } from '../util/ip-address.ts';

/** webrtc-pc: "no host candidate can reach the server". */
export const UNREACHABLE = 701;

/** Same family, and both loopback or neither: a socket bound to loopback reaches nothing else. */
export function canReach(local: string, remote: string): boolean {
  return ipFamily(local) === ipFamily(remote) && isLoopback(local) === isLoopback(remote);
}

export function isLoopback(address: string): boolean {
  const bytes = parseIpAddress(address);
  return bytes !== undefined && isLoopbackIp(bytes);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
