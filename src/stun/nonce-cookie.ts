/** What a server vouches for in its nonce, so that nobody on the way can bid the client down, RFC 8489 §18.1. */
export interface SecurityFeatures {
  readonly passwordAlgorithms: boolean;
  readonly usernameAnonymity: boolean;
}

const COOKIE = 'obMatJos2';
const FEATURES_END = COOKIE.length + 4;
const PASSWORD_ALGORITHMS = 1;
const USERNAME_ANONYMITY = 2;
const NO_FEATURES: SecurityFeatures = { passwordAlgorithms: false, usernameAnonymity: false };
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The features a nonce announces (RFC 8489 §9.2, bits counted as erratum 6290 says); one without the cookie has none. */
export function securityFeaturesOf(nonce: string): SecurityFeatures {
  if (!nonce.startsWith(COOKIE) || nonce.length < FEATURES_END) return NO_FEATURES;
  const lowest = BASE64.indexOf(nonce[FEATURES_END - 1]);
  if (lowest < 0) return NO_FEATURES;
  return {
    passwordAlgorithms: (lowest & PASSWORD_ALGORITHMS) !== 0,
    usernameAnonymity: (lowest & USERNAME_ANONYMITY) !== 0,
  };
}

/** What the nonce of a server with these features begins with. */
export function nonceCookie({ passwordAlgorithms, usernameAnonymity }: SecurityFeatures): string {
  const bits = (passwordAlgorithms ? PASSWORD_ALGORITHMS : 0) | (usernameAnonymity ? USERNAME_ANONYMITY : 0);
  return `${COOKIE}AAA${BASE64[bits]}`;
}
