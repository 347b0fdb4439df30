import type { Direction } from './media-attributes.ts';
import type { Section } from './section.ts';

/** a=extmap, RFC 8285 §5: `3/sendonly urn:ietf:params:rtp-hdrext:toffset attributes`. */
export interface ExtensionMap {
  /** 1…255 in use; offers may say 4096…4351 to leave the choice to the answer. */
  readonly id: number;
  readonly direction: Direction | undefined;
  readonly uri: string;
}

/** Of the section and of the session; of lines that say the same, the first. */
export function extensionMapsOf(section: Section, session: Section): ExtensionMap[] {
  const values = [...section.attributes('extmap'), ...session.attributes('extmap')];
  const maps = values.flatMap((value) => readExtensionMap(value) ?? []);
  return maps.filter((map, at) => at === maps.findIndex(({ id, uri }) => id === map.id && uri === map.uri));
}

export function addExtensionMap(section: Section, { id, direction, uri }: ExtensionMap): void {
  const suffix = direction === undefined || direction === 'sendrecv' ? '' : `/${direction}`;
  section.addAttribute('extmap', `${id}${suffix} ${uri}`);
}

export function readExtensionMap(value: string): ExtensionMap | undefined {
  const match = /^(\d{1,4})(?:\/(sendrecv|sendonly|recvonly|inactive))? +(\S+)(?: .*)?$/.exec(value);
  if (match === null || Number(match[1]) === 0) return undefined;
  return { id: Number(match[1]), direction: match[2] as Direction | undefined, uri: match[3] };
}
