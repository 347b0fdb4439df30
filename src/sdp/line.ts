/** One line of a description, RFC 8866 §5: a letter, '=' and text. */
export interface SdpLine {
  /** One letter, such as 'm'. */
  readonly type: string;
  /** Everything behind the '='. */
  readonly value: string;
  /** As it was read; '' only where the text ends without one. */
  readonly ending: '\r\n' | '\n' | '';
}

export function sdpLine(type: string, value: string): SdpLine {
  return { type, value, ending: '\r\n' };
}
