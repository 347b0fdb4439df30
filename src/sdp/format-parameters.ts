/** The parameters of a=fmtp, such as `apt=96;rtx-time=3000`: names in lower case, `''` for what is not a pair. */
export type FormatParameters = ReadonlyMap<string, string>;

/** Of a value written as most RTP payload formats do, RFC 4855 §3: pairs between semicolons. */
export function parseFormatParameters(text: string | undefined): FormatParameters {
  const parameters = new Map<string, string>();
  for (const part of (text ?? '').split(';')) {
    const word = part.trim();
    if (word === '') continue;
    const equals = word.indexOf('=');
    if (equals < 0) parameters.set('', word);
    else parameters.set(word.slice(0, equals).trim().toLowerCase(), word.slice(equals + 1).trim());
  }
  return parameters;
}
