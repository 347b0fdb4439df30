/** Importing this module installs on `globalThis` what it lacks. */
import { install } from './install.web.ts';

install();
