import { CIPHER_SUITES, GROUPS, type CipherSuite, type Group } from './cipher-suites.ts';
import type { DtlsOptions } from './types.ts';

/** The suites this endpoint may use, best first. */
export function enabledSuites({ cipherSuites }: DtlsOptions): readonly CipherSuite[] {
  return cipherSuites === undefined ? CIPHER_SUITES : select(CIPHER_SUITES, cipherSuites, ({ name }) => name);
}

/** The groups this endpoint may use, best first. */
export function enabledGroups({ groups }: DtlsOptions): readonly Group[] {
  return groups === undefined ? GROUPS : select(GROUPS, groups, ({ curve }) => curve);
}

function select<T, K>(all: readonly T[], keys: readonly K[], keyOf: (item: T) => K): readonly T[] {
  return keys.flatMap((key) => all.filter((item) => keyOf(item) === key));
}

/** RFC 8422 §5.1.2: a list, where there is one, names the uncompressed format. */
export function hasUncompressedPoints(pointFormats: readonly number[] | undefined): boolean {
  return pointFormats === undefined || pointFormats.includes(UNCOMPRESSED);
}

const UNCOMPRESSED = 0;
export const POINT_FORMATS: readonly number[] = [UNCOMPRESSED];
