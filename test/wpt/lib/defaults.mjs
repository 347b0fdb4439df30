import path from 'node:path';

const root = path.join(import.meta.dirname, '../../..');

/** Results of browsers and peers: measured once, kept beside the project. */
export const DEFAULT_BASELINES = path.join(root, '../shared/wpt/baselines');
export const DEFAULT_SUITE = path.join(root, '../wpt');

const inNode = { file: path.join(import.meta.dirname, '../expectations.json'), hosts: ['real', 'simulated'] };
const inBrowser = { file: path.join(import.meta.dirname, '../expectations.browser.json'), hosts: ['browser'] };
/** What is expected on a host: the file, and the hosts it is for. */
export const expectationsFor = (host) => (host === 'browser' ? inBrowser : inNode);
