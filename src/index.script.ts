/** What a `<script>` tag gets, as the global `twinrtc`: everything a page can use. */
export * from './index.web.ts';
export * from './sim.web.ts';
export { install } from '../polyfill/install.web.ts';
