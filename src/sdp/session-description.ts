import type { Section } from './section.ts';

/** RFC 8866 §5: a session part and media descriptions, each a list of lines. Serializes to the bytes it was read from. */
export class SessionDescription {
  readonly session: Section;
  /** Each begins with its m= line. */
  readonly media: Section[];

  /** Takes the list. */
  constructor(session: Section, media: Section[]) {
    this.session = session;
    this.media = media;
  }

  /** A copy that can be changed on its own. */
  clone(): SessionDescription {
    return new SessionDescription(
      this.session.clone(),
      this.media.map((section) => section.clone()),
    );
  }

  /** The same with another section in this place; the others are shared. */
  with(index: number, section: Section): SessionDescription {
    return new SessionDescription(
      this.session,
      this.media.map((before, at) => (at === index ? section : before)),
    );
  }

  toString(): string {
    return this.session.toString() + this.media.join('');
  }
}
