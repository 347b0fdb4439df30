/** RFC 8866 §9: `token`. */
export const token = "[!#$%&'*+\\-.0-9A-Z^_`a-z{|}~]+";

/** RFC 8839 §5.4 ice-char, and four characters beyond it that deployed endpoints use and browsers let pass. */
export const iceCharacters = '[A-Za-z0-9+/\\-=#_]+';

/** The grammar of the line types, RFC 8866 §9; a type that is not here is not allowed (§5). */
export const lineGrammar: Readonly<Record<string, RegExp>> = {
  v: /^0$/,
  o: /^\S+ \d{1,20} \d{1,20} \S+ \S+ \S+$/,
  s: /^[^]/,
  i: /^[^]/,
  u: /^[^]/,
  e: /^[^]/,
  p: /^[^]/,
  c: /^\S+ \S+ \S+$/,
  b: /^[^:\s]+:\d+$/,
  t: /^\d+ \d+$/,
  r: /^[^]/,
  z: /^[^]/,
  k: /^[^]/,
  // A name that is none is an attribute nobody knows, not the end of the description: browsers let it pass.
  a: new RegExp(`^${token}(?:[: ]|$)`),
  m: new RegExp(`^${token} \\d{1,5}(?:/\\d+)? ${token}(?:/${token})*(?: \\S+)+$`),
};

/** The session part has its types in this order; v, o, s and t are required. */
export const sessionLineOrder = 'vosiuepcbtrzka';

/** What may follow an m= line. Deployed endpoints put b= behind a=, so the order is not checked. */
export const mediaLineTypes = 'icbka';
