/** Puts the library in the place of a browser's own WebRTC, in every frame of a page, before anything else runs. */
import { createInstall } from '../../../polyfill/install.ts';
import { mediaFacesOf } from '../../../src/api/index.ts';
import { devicesOf, familiesOn, mediaDevicesOn } from '../../../src/families.ts';
import { createWebHost } from '../../../src/hosts/web/web-host.ts';
import { hide } from '../page/define.mjs';
import { connectMedia } from '../page/media.mjs';
import { installCapture } from './capture.mjs';

/** Frames of one origin are on one network. */
function hostOfParent() {
  try {
    return window.parent === window ? undefined : window.parent.__twinrtcHost;
  } catch {
    return undefined; // another origin
  }
}

const host = hostOfParent() ?? createWebHost();
hide(window, '__twinrtcHost', host);
const interfacesFor = familiesOn(host);
const family = interfacesFor(window);
createInstall(interfacesFor, () => mediaDevicesOn(host, family))(window, { force: true });
const page = {};
connectMedia(page, host, mediaFacesOf(family));
installCapture(page);
// A user who is asked each time: what was granted is granted once, so that it exposes nothing else.
hide(window, '__setPermission', (name, state) => {
  devicesOf(host).setPermission(name, state === 'denied' ? 'denied' : 'prompt');
});
