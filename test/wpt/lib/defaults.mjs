import path from 'node:path';

const root = path.join(import.meta.dirname, '../../..');

/** Results of browsers and peers: measured once, kept beside the project. */
export const DEFAULT_BASELINES = path.join(root, '../shared/wpt/baselines');
export const DEFAULT_SUITE = path.join(root, '../wpt');
export const EXPECTATIONS = path.join(import.meta.dirname, '../expectations.json');
