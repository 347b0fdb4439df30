import { mediaLineOf } from '../../../src/sdp/media-line.ts';
import { midOf } from '../../../src/sdp/media-attributes.ts';
import { parseSessionDescription } from '../../../src/sdp/parse.ts';
import { payloadFormatsOf } from '../../../src/sdp/payload-formats.ts';
import type { PayloadFormat } from '../../../src/sdp/payload-formats.ts';
import type { Section } from '../../../src/sdp/section.ts';

/** The media descriptions of a text, as texts. */
export function sectionsIn(sdp: string): string[] {
  return sdp.split(/(?=^m=)/m).slice(1);
}

/** `kind port mid` of every section. */
export function mediaLines(sdp: string): string[] {
  return parsedSections(sdp).map((section) => {
    const { media, port } = mediaLineOf(section);
    return `${media} ${port} ${midOf(section)}`;
  });
}

/** Of the first section of a description, or of one section. */
export function codecsOf(sdp: string): PayloadFormat[] {
  return payloadFormatsOf(parsedSections(sdp)[0]);
}

function parsedSections(sdp: string): readonly Section[] {
  const text = sdp.startsWith('v=') ? sdp : `v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n${sdp}`;
  const result = parseSessionDescription(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.description.media;
}
