import { interfacesFor, mediaDevicesFor } from '../src/index.node.ts';
import { createInstall, type Install } from './install.ts';

export type { Install, InstallOptions, Interfaces, Uninstall } from './install.ts';

export const install: Install = createInstall(interfacesFor, mediaDevicesFor);
