import { fileURLToPath } from 'node:url';

/** The repository's root, whatever directory a script is started from. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Where runners leave their reports: ignored by git, gone with node_modules. */
export const reportsDirectory = fileURLToPath(new URL('../../node_modules/.cache/twinrtc/', import.meta.url));
