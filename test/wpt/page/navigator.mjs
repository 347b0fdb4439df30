import { defineAttribute } from './define.mjs';
import { createPermissionsApi } from './permissions.mjs';

const ATTRIBUTES = {
  userAgent: 'Mozilla/5.0 (Node)',
  platform: 'Linux',
  vendor: '',
  language: 'en-US',
  languages: ['en-US'],
  onLine: true,
  hardwareConcurrency: 2,
};

export class Navigator {}
for (const [name, value] of Object.entries(ATTRIBUTES)) defineAttribute(Navigator.prototype, name, () => value);

export function createNavigator(permissions) {
  const api = createPermissionsApi(permissions);
  defineAttribute(Navigator.prototype, 'permissions', () => api);
  return new Navigator();
}
